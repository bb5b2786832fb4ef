"""The tables of the page *Picture* and of its sources: series, headline, published, completeness."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.exportbook import readings
from dashboard.exportbook.table import (
    BUCKET,
    EVERYTHING,
    MONTHLY,
    OF_INCIDENTS,
    ROUTE,
    Row,
    Table,
    code,
    codes,
    count,
    day,
    day_of,
    flag,
    number,
    records,
    text,
)
from dashboard.picture import Picture
from layers.aggregate import gaps
from layers.analysis.completeness import expected_after_revision
from layers.terms import MEASURES
from layers.units import UNIT_TEXT

RATES = readings.together(readings.crossings, readings.deaths)
_KNOWN = (
    count("known", "Figures (month by series) that are in the sum", "figures"),
    count("unknown", "Figures that the sum lacks; with any, it is a minimum", "figures"),
    flag("is_partial", "Whether the bucket lacks months, is not over, or may still grow"),
)


def _crossings(picture: Picture) -> list[Row]:
    return records(picture.crossings_series)


def _deaths(picture: Picture) -> Iterator[Row]:
    for row in records(picture.deaths_series):
        yield {**row, "basis": picture.deaths_basis}


def _headline(picture: Picture) -> Iterator[Row]:
    others = ({**m.as_json(), "is_chosen": False} for m in picture.other_rates)
    for row in (*({**m.as_json(), "is_chosen": True} for m in picture.headline), *others):
        band = row.pop("band")
        ends = band if isinstance(band, dict) else {}
        yield {
            **row,
            "first": day_of(row["first"]),
            "last": day_of(row["last"]),
            "notes": " ".join(map(str, row["notes"])) if isinstance(row["notes"], list) else None,
            "band_low": ends.get("low"),
            "band_high": ends.get("high"),
            "band_level": ends.get("level"),
            "band_incidents": ends.get("incidents"),
            "band_says": ends.get("sentence"),
        }


def _published(picture: Picture) -> Iterator[Row]:
    for c in picture.comparisons:
        yield {
            **{name: getattr(c, name) for name in _OF_COMPARISONS},
            "ours_unit": c.ours_unit.value if c.ours_unit else None,
        }


_OF_COMPARISONS = (
    "claim_id", "document", "measure", "geography", "period_start", "period_end", "comparator",
    "published", "published_unit", "ours", "at_least", "difference", "reason",
)  # fmt: skip


def _gaps(picture: Picture) -> Iterator[Row]:
    for gap in gaps(picture.crossings):
        yield {
            "route": gap.route,
            "measure": gap.measure,
            "country": gap.country,
            "months": len(gap.months),
            "first": min(gap.months),
            "last": max(gap.months),
            "held_with_land": gap.held_with_land,
        }


def _completeness(picture: Picture) -> list[Row]:
    return records(picture.holdings.reporting_curve.shares)


def _expected(picture: Picture) -> list[Row]:
    return records(expected_after_revision(picture.holdings.reporting_curve, picture.deaths))


def _reconciliation(picture: Picture) -> list[Row]:
    table = picture.holdings.records_beside_series
    return records(table[table["route"].isin(picture.selection.routes)])


_UNITS = tuple(unit.value for unit in UNIT_TEXT)
TABLES = (
    Table(
        "series_crossings",
        "Crossings over time",
        "Persons of one bucket, route and measure; measures are different units and are never "
        "added up but by a formula that is named.",
        (BUCKET, ROUTE, code("measure", "What is counted", MEASURES),
         count("persons", "Persons as far as known; empty = no figure is known"), *_KNOWN),
        _crossings,
        readings.crossings,
        MONTHLY,
    ),
    Table(
        "series_deaths",
        "Dead and missing over time",
        "Dead, or missing, of one bucket and route; always a minimum.",
        (BUCKET, ROUTE, code("measure", "Bodies found, or missing", ("dead", "missing")),
         count("persons", "Persons as far as known; empty = no figure is known"), *_KNOWN,
         code("basis", "Counted from the published series, from records, from both, or from the "
              "single incidents that remain", ("series", "records", "both", "incidents"))),
        _deaths,
        readings.deaths_as_shown,
    ),
    Table(
        "headline",
        "Headline numbers",
        "One number of the page with its unit and what it does not know; numbers of different "
        "units are never added up but by a formula that is named.",
        (code("id", "Which number"), text("label", "What a reader sees"),
         number("value", "The number; empty = nothing is known", "as the column unit says"),
         code("unit", "What it counts", _UNITS),
         number("low", "The number if records that may be one event are one", "as unit"),
         text("text", "As the page prints it"),
         flag("at_least", "Whether the value is a minimum"),
         count("known", "Figures that went into it", "as the column counted says"),
         count("unknown", "Figures that are missing from it", "as the column counted says"),
         text("counted", "What known and unknown count"),
         day("first", "First day covered"), day("last", "Last day covered"),
         code("as_of", "When the figures were read: a day, or a month"),
         codes("sources", "Keys in the sources table"),
         text("formula", "The formula of a computed number"),
         number("band_low", "Lower end of the band; sampling variation only", "ratio"),
         number("band_high", "Upper end of the band", "ratio"),
         number("band_level", "Nominal level of the band", "ratio"),
         count("band_incidents", "Incidents that the band rests on", "incidents"),
         text("band_says", "What the band holds and does not hold"),
         flag("is_chosen", "Whether the page shows it, or has it beside the chosen rate"),
         text("notes", "What a reader needs beside it")),
        _headline,
        readings.together(RATES, readings.chosen("incidents")),
        dict.fromkeys(OF_INCIDENTS, "arrivals, interceptions and death rates"),
    ),
    Table(
        "published_beside",
        "Published figures beside ours",
        "A figure that a document states for exactly this period and these routes, and ours.",
        (code("claim_id", "Our id of the published figure"), text("document", "Where it stands"),
         code("measure", "What it says that it counts"), code("geography", "Of which area"),
         day("period_start", "First day"), day("period_end", "Last day"),
         code("comparator", "= as stated, > over, ~ about"),
         number("published", "The figure as published", "as published_unit"),
         code("published_unit", "Its unit"),
         number("ours", "Our figure; empty = nothing held counts the same thing", "as ours_unit"),
         code("ours_unit", "Unit of our figure", _UNITS),
         flag("at_least", "Whether ours is a minimum"),
         number("difference", "ours / published - 1", "ratio"),
         text("reason", "Why they differ, where that is known")),
        _published,
        readings.together(readings.chosen("published_figures"), RATES),
        MONTHLY,
    ),
    Table(
        "gaps",
        "Months without a figure",
        "One series of arrivals or interceptions and its unknown months in the period.",
        (ROUTE, code("measure", "What is counted", MEASURES),
         code("country", "Country that counts, ISO 3166 alpha-3"),
         count("months", "Months without a figure", "months"),
         day("first", "The first of them"), day("last", "The last of them"),
         count("held_with_land", "Of them, months with a figure of sea and land together",
               "months")),
        _gaps,
        readings.crossings,
        MONTHLY,
    ),
    Table(
        "completeness",
        "How fast deaths become known",
        "The share of the later count that was known so many months after a month's end; no row "
        "where too few editions are held to tell.",
        (count("age", "Whole months since the month's end", "months"),
         number("low", "Lower quantile over months", "ratio"),
         number("median", "Median over months", "ratio"),
         number("high", "Upper quantile over months", "ratio"),
         count("months", "Months behind it", "months")),
        _completeness,
        readings.all_of("incidents"),
        EVERYTHING,
    ),
    Table(
        "expected_deaths",
        "What the newest deaths may become",
        "A month of the incomplete tail, if it is revised as others were; no forecast of deaths.",
        (day("month", "First day of the month"),
         count("known", "Dead and missing known now"),
         number("low", "Lower end after revision", "persons"),
         number("median", "Median after revision", "persons"),
         number("high", "Upper end after revision", "persons")),
        _expected,
        readings.together(readings.deaths, readings.all_of("incidents")),
        MONTHLY,
    ),
    Table(
        "reconciliation",
        "Deaths from records beside the published series",
        "A month of a route counted from single records, and as published; no row where no "
        "complete record is held.",
        (day("month", "First day of the month"), ROUTE,
         count("dead_and_missing", "Counted from records"),
         count("published", "As published"),
         count("difference", "From records less published"),
         count("incidents", "Incidents counted", "incidents"),
         count("published_incidents", "Incidents as published", "incidents"),
         text("reason", "Why they differ")),
        _reconciliation,
        readings.chosen_routes("deaths", "incidents", "deaths_exclusions"),
        {"period": "", **MONTHLY},
    ),
)  # fmt: skip
