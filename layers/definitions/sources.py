"""Who published each figure, under what terms, as of when."""

from __future__ import annotations

from layers.layer import Layer
from layers.schema import Column

LAYER = Layer(
    name="sources",
    title="Sources",
    description="A publication that figures were taken from.",
    use="reference",
    geometry="none",
    key=("source",),
    columns=(
        Column("source", "code", "Key used in every table", required=True),
        Column("publisher", "text", "Publisher", required=True),
        Column("title", "text", "Title", required=True),
        Column("url", "text", "Where it was published"),
        Column("licence", "text", "Terms", required=True),
        Column("as_of", "text", "As of"),
        Column("note", "text", "Remarks"),
    ),
)
