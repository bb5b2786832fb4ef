"""How many States were parties, as four documents say."""

from __future__ import annotations

from layers.layer import Layer
from layers.schema import Column

LAYER = Layer(
    name="protocol_party_counts",
    title="Parties to the Protocol over time",
    description="The number of parties that a document states at its date.",
    use="reference",
    geometry="none",
    key=("date", "instrument"),
    columns=(
        Column("date", "day_or_month", "Date of the document", required=True),
        Column("date_precision", "code", "How exact the date is", allowed=("day", "month")),
        Column("instrument", "text", "Instrument", required=True),
        Column("parties", "count", "States parties", required=True, minimum=0, maximum=200),
        Column("document", "text", "Document", required=True),
        Column("source", "code", "Key in the sources table", required=True),
    ),
)
