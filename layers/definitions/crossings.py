"""Monthly arrivals and interceptions, by route and country."""

from __future__ import annotations

from layers.layer import Layer
from layers.schema import Column
from layers.terms import MEASURES, ROUTES

LAYER = Layer(
    name="crossings",
    title="Crossings",
    description="Persons in one month, on one route, at one country, by one measure.",
    use="series",
    geometry="none",
    key=("month", "route", "arrival_country", "departure_country", "measure"),
    rhythm_days=31,
    columns=(
        Column("month", "month", "Month", required=True),
        Column(
            "route",
            "code",
            "Route: of arrival for arrivals, usual corridor for interceptions",
            required=True,
            allowed=ROUTES,
        ),
        Column("arrival_country", "code", "Country of arrival, ISO 3166 alpha-3"),
        Column("departure_country", "code", "Country that returned them, ISO 3166 alpha-3"),
        Column("measure", "code", "What is counted", required=True, allowed=MEASURES),
        Column("persons", "count", "Persons; empty = unknown", unit="persons", minimum=0),
        Column(
            "status",
            "code",
            "How firm the figure is",
            required=True,
            allowed=("final", "partial", "provisional"),
        ),
        Column("source", "code", "Key in the sources table", required=True),
        Column("note_code", "codes", "Remarks, see note_codes"),
    ),
)
