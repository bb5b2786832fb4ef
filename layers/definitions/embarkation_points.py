"""Stretches of coast where journeys begin, and places where they end."""

from __future__ import annotations

from layers.layer import Layer
from layers.schema import Column
from layers.terms import PLACE_KINDS

LAYER = Layer(
    name="embarkation_points",
    title="Embarkation and disembarkation points",
    description=(
        "A stretch of coast known in public reporting as a point of departure or arrival; not a "
        "statement about today."
    ),
    use="map",
    geometry="point",
    key=("place_id",),
    columns=(
        Column("place_id", "code", "Our id of the place", required=True),
        Column("name", "text", "Name", required=True),
        Column("country_code", "code", "Country, ISO 3166 alpha-3", required=True),
        Column(
            "longitude",
            "number",
            "WGS84 longitude, good to 1-3 km",
            unit="degree",
            required=True,
            minimum=-180,
            maximum=180,
        ),
        Column(
            "latitude",
            "number",
            "WGS84 latitude, good to 1-3 km",
            unit="degree",
            required=True,
            minimum=-90,
            maximum=90,
        ),
        Column(
            "kind",
            "code",
            "Where journeys begin, end, or both",
            required=True,
            allowed=tuple(PLACE_KINDS),
        ),
        Column(
            "routes",
            "codes",
            "Routes it belongs to",
            allowed=("western", "central", "eastern", "atlantic"),
        ),
        Column("aliases", "codes", "Other spellings"),
        Column("position_basis", "text", "Where the position comes from"),
        Column("source", "code", "Key in the sources table", required=True),
    ),
)
