"""Parties to the Convention and its Protocols, as two papers list them."""

from __future__ import annotations

from layers.layer import Layer
from layers.schema import Column

_STANDING = ("party", "signatory", "none")

LAYER = Layer(
    name="protocol_parties",
    title="States and the Protocol",
    description="A State's standing towards the Organized Crime Convention and two Protocols.",
    use="reference",
    geometry="none",
    key=("country",),
    columns=(
        Column("country", "text", "Name as printed", required=True),
        Column("country_code", "code", "ISO 3166 alpha-3, where there is one"),
        Column("group", "code", "African or European group", required=True),
        Column("process", "text", "Rabat or Khartoum process"),
        Column("untoc", "code", "Organized Crime Convention", allowed=_STANDING),
        Column("tip_protocol", "code", "Trafficking in Persons Protocol", allowed=_STANDING),
        Column("som_protocol", "code", "Smuggling of Migrants Protocol", allowed=_STANDING),
        Column("as_of", "day_or_month", "As of", required=True),
        Column("note_code", "codes", "Remarks, see note_codes"),
        Column("source", "code", "Key in the sources table", required=True),
    ),
)
