"""Figures as others published them, to be set beside ours."""

from __future__ import annotations

from layers.layer import Layer
from layers.schema import Column

LAYER = Layer(
    name="published_figures",
    title="Published figures",
    description="A figure as a document gave it; shown beside ours, never in place of it.",
    use="reference",
    geometry="none",
    key=("claim_id",),
    columns=(
        Column("claim_id", "code", "Our id of the statement", required=True),
        Column("document", "text", "Document", required=True),
        Column("measure", "code", "What it says it counts", required=True),
        Column("geography", "text", "Route, country or area", required=True),
        Column("period_start", "date", "First day covered", required=True),
        Column("period_end", "date", "Last day covered", required=True),
        Column(
            "comparator",
            "code",
            "Equal to, more than, or about",
            required=True,
            allowed=("=", ">", "~"),
        ),
        Column("value", "number", "The figure", required=True),
        Column("unit", "code", "Its unit", required=True),
        Column("note_code", "codes", "Remarks, see note_codes"),
        Column("difference_note", "text", "Why it differs from ours, where that is known"),
        Column("source", "code", "Key in the sources table", required=True),
    ),
)
