"""Technical assistance that the papers report."""

from __future__ import annotations

from layers.layer import Layer
from layers.schema import Column

LAYER = Layer(
    name="programme_activities",
    title="Programme activities",
    description="An activity that a paper reports; empty cells were not stated.",
    use="reference",
    geometry="none",
    key=("activity_id",),
    columns=(
        Column("activity_id", "code", "Our id of the activity", required=True),
        Column("date_start", "text", "Year, month or day it began"),
        Column("date_end", "text", "Year, month or day it ended"),
        Column("countries", "codes", "Countries, ISO 3166 alpha-3"),
        Column("kind", "code", "Kind", required=True),
        Column("label", "text", "What was done", required=True),
        Column("n_activities", "text", "How many, as stated"),
        Column("participants", "text", "Participants, as stated; may begin with >"),
        Column("status", "code", "Done or planned", required=True),
        Column("document", "text", "Document", required=True),
        Column("note_code", "codes", "Remarks, see note_codes"),
        Column("source", "code", "Key in the sources table", required=True),
    ),
)
