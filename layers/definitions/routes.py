"""Corridors: the sea paths between embarkation and arrival coasts."""

from __future__ import annotations

from layers.layer import Layer
from layers.schema import Column
from layers.terms import ROUTES

LAYER = Layer(
    name="routes",
    title="Routes",
    description="A corridor between two coasts, drawn as the shortest sea path; not a track.",
    use="map",
    geometry="line",
    key=("corridor_id",),
    columns=(
        Column("corridor_id", "code", "Our id of the corridor", required=True),
        Column("name", "text", "Name", required=True),
        Column("route", "code", "Route it belongs to", required=True, allowed=ROUTES),
        Column("departure_country", "code", "Country of departure, ISO 3166 alpha-3"),
        Column("arrival_country", "code", "Country of arrival, ISO 3166 alpha-3"),
        Column("departure_places", "codes", "Places where journeys begin"),
        Column("arrival_places", "codes", "Places where journeys end"),
        Column("drawn_from", "text", "Place the line starts at"),
        Column("drawn_to", "text", "Place the line ends at"),
        Column(
            "length_nm",
            "number",
            "Geodesic length of the line as drawn; not a distance sailed",
            unit="nautical miles",
            minimum=0,
        ),
        Column(
            "first_reported_year",
            "count",
            "First year reported",
            minimum=1900,
            maximum=2100,
        ),
        Column("iom_route", "text", "Name in the Missing Migrants register"),
        Column("iom_dtm_route", "text", "Name in IOM's arrival statistics"),
        Column("unhcr_route", "text", "Group in the UNHCR portal"),
        Column("frontex_route", "text", "Name in Frontex detections"),
        Column("note_code", "codes", "Remarks, see note_codes"),
        Column("source", "code", "Key in the sources table", required=True),
        Column("geometry", "geometry", "Line from departure to arrival, WGS84"),
    ),
)
