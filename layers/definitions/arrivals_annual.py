"""Arrivals known only by year, or from the start of a year to a date."""

from __future__ import annotations

from layers.layer import Layer
from layers.schema import Column
from layers.terms import MEASURES

LAYER = Layer(
    name="arrivals_annual",
    title="Arrivals by year",
    description="Persons of one year, up to a date, at one country, where no month is held.",
    use="reference",
    geometry="none",
    key=("year", "as_of", "arrival_country", "measure", "source", "note_code"),
    columns=(
        Column("year", "count", "Year", required=True, minimum=2000, maximum=2100),
        Column("as_of", "date", "Counted to the end of this day", required=True),
        Column(
            "arrival_country",
            "code",
            "Country of arrival, ISO 3166 alpha-3",
        ),
        Column("measure", "code", "What is counted", required=True, allowed=MEASURES),
        Column("persons", "count", "Persons; empty = unknown", unit="persons", minimum=0),
        Column("status", "code", "How firm the figure is", required=True),
        Column("source", "code", "Key in the sources table", required=True),
        Column("note_code", "codes", "Remarks, see note_codes"),
    ),
)
