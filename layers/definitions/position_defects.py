"""Register entries whose published point contradicts their place or route."""

from __future__ import annotations

from layers.layer import Layer
from layers.schema import Column
from layers.terms import ROUTES

LAYER = Layer(
    name="position_defects",
    title="Doubtful positions",
    description="A register entry whose published point contradicts its place or route.",
    use="reference",
    geometry="none",
    key=("incident_id_iom",),
    columns=(
        Column("incident_id_iom", "code", "Main ID in the register", required=True),
        Column("occurred_on", "date", "Day of the event"),
        Column("route", "code", "Route", allowed=ROUTES),
        Column("dead_and_missing_count", "count", "Dead and missing", unit="persons"),
        Column(
            "latitude_as_published",
            "number",
            "Latitude as published; not to be drawn",
            unit="degree",
        ),
        Column(
            "longitude_as_published",
            "number",
            "Longitude as published; not to be drawn",
            unit="degree",
        ),
        Column("defect", "code", "What is wrong, see note_codes", required=True),
        Column("source", "code", "Key in the sources table", required=True),
    ),
)
