"""Arrivals as each source reports them: by day, by month, or since a day."""

from __future__ import annotations

from layers.layer import Layer
from layers.schema import Column
from layers.terms import MEASURES

LAYER = Layer(
    name="arrivals_reported",
    title="Arrivals as reported",
    description=(
        "Persons that one source reports for one country or place over a period, both end days "
        "included. Periods, places and sources overlap (a total since January holds its days): "
        "rows are set beside each other and never added up."
    ),
    use="reference",
    geometry="none",
    key=("source", "arrival_country", "place", "measure", "first_day", "last_day"),
    rhythm_days=7,
    columns=(
        Column(
            "arrival_country",
            "code",
            "Country of arrival, ISO 3166 alpha-3; empty = all countries of the source together",
        ),
        Column("place", "text", "Place as the source names it; empty = the whole country"),
        Column(
            "measure",
            "code",
            "What is counted",
            required=True,
            allowed=tuple(m for m in MEASURES if m.startswith("arrival")),
        ),
        Column(
            "first_day",
            "date",
            "First day counted; empty = since the source began, on a day that it does not state",
        ),
        Column("last_day", "date", "Last day counted", required=True),
        Column("persons", "count", "Persons; empty = unknown", unit="persons", minimum=0),
        Column(
            "status",
            "code",
            "How firm the figure is; partial = the period was still running",
            required=True,
            allowed=("final", "partial", "provisional"),
        ),
        Column("as_of", "date", "Day on which the source said it"),
        Column("source", "code", "Key of the source", required=True),
    ),
)
