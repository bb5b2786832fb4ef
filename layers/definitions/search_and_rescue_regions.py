"""Claims to search-and-rescue responsibility; overlaps are kept."""

from __future__ import annotations

from layers.layer import Layer
from layers.schema import Column
from layers.terms import CLAIM_STATUS

LAYER = Layer(
    name="search_and_rescue_regions",
    title="Search-and-rescue regions",
    description=(
        "One State's claim to search-and-rescue responsibility at sea, as declared; implies no "
        "recognition. Overlaps are kept."
    ),
    use="map",
    geometry="polygon",
    key=("claim_id",),
    columns=(
        Column("claim_id", "code", "Our id of the claim", required=True),
        Column("state", "code", "State that claims it, ISO 3166 alpha-3", required=True),
        Column("rcc", "text", "Responsible rescue co-ordination centre"),
        Column("name", "text", "Name", required=True),
        Column("basis", "text", "What the limits are drawn from", required=True),
        Column(
            "status",
            "code",
            "Standing of the claim",
            required=True,
            allowed=tuple(CLAIM_STATUS),
        ),
        Column("valid_from", "date", "First day in force; empty = not known"),
        Column("valid_to", "date", "Last day in force; empty = still in force"),
        Column("note_code", "codes", "Remarks, see note_codes"),
        Column("source", "code", "Key in the sources table", required=True),
        Column("area_km2", "number", "Geodesic area", unit="km2", minimum=0),
        Column("licence", "text", "Licence of this row", required=True),
        Column(
            "is_approximate",
            "flag",
            "Whether the limits are a proxy or a sketch",
            required=True,
        ),
        Column("geometry", "geometry", "Sea area, WGS84"),
    ),
)
