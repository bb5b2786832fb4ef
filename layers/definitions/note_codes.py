"""What each short remark in the tables means."""

from __future__ import annotations

from layers.layer import Layer
from layers.schema import Column

LAYER = Layer(
    name="note_codes",
    title="Remarks",
    description="The meaning of a remark code in plain words.",
    use="reference",
    geometry="none",
    key=("note_code",),
    columns=(
        Column("note_code", "code", "Code", required=True),
        Column("meaning", "text", "Meaning", required=True),
    ),
)
