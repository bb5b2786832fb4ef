"""Register entries that the deaths series leaves out or corrects."""

from __future__ import annotations

from layers.layer import Layer
from layers.schema import Column
from layers.terms import ROUTES

LAYER = Layer(
    name="deaths_exclusions",
    title="Corrections to the deaths series",
    description="A register entry whose figure was left out or corrected, and by how much.",
    use="reference",
    geometry="none",
    key=("incident_id_iom", "reason"),
    columns=(
        Column("incident_id_iom", "code", "Main ID in the register", required=True),
        Column("month", "month", "Month", required=True),
        Column("route", "code", "Route", allowed=ROUTES),
        Column("reason", "code", "Why, see note_codes", required=True),
        Column("field", "text", "Field concerned"),
        Column("raw_value", "text", "The value as published"),
        Column("published_total", "count", "Dead and missing as published", unit="persons"),
        Column("our_total", "count", "Dead and missing as counted here", unit="persons"),
        Column("effect", "count", "Difference to the published figure", unit="persons"),
        Column("source", "code", "Key in the sources table", required=True),
    ),
)
