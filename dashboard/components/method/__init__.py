"""The method page: every formula, test, threshold and limit in words; its numbers are the code's."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.method.sea import of_drift, of_positions, of_ways
from dashboard.components.method.shifts import (
    of_alerts,
    of_backtest,
    of_change_points,
    of_displacement,
    of_flows,
    of_levels,
)
from dashboard.components.method.words import doi, percent
from dashboard.components.regions.rules import region_rules
from dashboard.components.sources.words import facts, table
from layers.analysis import completeness, duplicates, intervals, rates
from layers.terms import ROUTE_MEANING, ROUTE_NAMES, SOURCE_QUALITY
from layers.units import DEFAULT_FORMULA, FORMULAS, UNIT_TEXT, Unit

PARTS = (
    ("units", "Units"),
    ("route-rules", "Routes"),
    ("unknown", "Unknown"),
    ("rates", "Death rates"),
    ("bands", "Bands"),
    ("levels", "Levels and shares"),
    ("alerts", "Alerts"),
    ("change-points", "Levels that last"),
    ("displacement", "Displacement"),
    ("backtest", "Backtest"),
    ("flows", "Two periods"),
    ("completeness", "Late reports"),
    ("records", "Records"),
    ("regions", "Regions"),
    ("positions", "Positions"),
    ("ways", "Ways over water"),
    ("drift", "Drift"),
    ("traps", "Known traps"),
)


def method_page() -> html.Div:
    """The whole page; it is the same for every selection."""
    return html.Div(
        [
            html.P(
                "What each number is made of, which tests stand behind a word, how often they are "
                "wrong where the truth is known, and what they cannot say. Every threshold here is "
                "read from the program that uses it.",
                className="lead",
            ),
            html.Nav(
                [html.A(title, href=f"#{name}") for name, title in PARTS],
                className="parts-of-page",
                **{"aria-label": "Parts of this page"},
            ),
            _part("units", "Units that are never mixed", *_units()),
            _part("route-rules", "Four routes, and whose they are", *_routes()),
            _part("unknown", "Unknown is not zero", *_unknown()),
            _part("rates", "Deaths per crossing", *_rates()),
            _part("bands", "How far a death rate may be off by chance", *_bands()),
            _part("levels", "Levels and shares", *of_levels()),
            _part("alerts", "Alerts", *of_alerts()),
            _part("change-points", "Levels that last", *of_change_points()),
            _part("displacement", "A shift, or a fall alone", *of_displacement()),
            _part("backtest", "What it would have said before", *of_backtest()),
            _part("flows", "Two periods side by side", *of_flows()),
            _part("completeness", "Deaths that are reported late", *_completeness()),
            _part("records", "Single records", *_records()),
            _part("regions", "Whose region a position is in", *region_rules()),
            _part("positions", "Where a position is, and how far off it may be", *of_positions()),
            _part("ways", "Ways over water", *of_ways()),
            _part("drift", "Drift, indicative", *of_drift()),
            _part("traps", "Known traps", *_traps()),
        ],
        className="method-page",
    )


def _part(name: str, title: str, *body: Any) -> html.Section:
    return html.Section([html.H2(title, id=name), *body])


def _units() -> list[Any]:
    return [
        html.P(
            "Unlike units are never added or divided without a named formula; the program refuses."
        ),
        facts([(str(unit), UNIT_TEXT[unit].meaning) for unit in Unit if unit is not Unit.PARTY]),
    ]


def _routes() -> list[Any]:
    rows = [
        ["IOM, arrivals (DTM)", "country of arrival",
         "Canary Islands apart from mainland Spain, the Balearics, Ceuta and Melilla"],
        ["IOM, Missing Migrants", "journey of the incident",
         "where people were bound, as far as the register knows"],
        ["UNHCR", "country of arrival", "each country as of its own day"],
        ["Frontex", "border section of the detection",
         "Central also holds arrivals in Calabria and Apulia from Türkiye; Western holds land at "
         "Ceuta and Melilla"],
    ]  # fmt: skip
    return [
        facts([(ROUTE_NAMES[r], meaning) for r, meaning in ROUTE_MEANING.items()]),
        html.P("The same name is not the same route with every publisher:"),
        table("Who files a route how", ["Publisher", "Filed by", "To know"], rows),
    ]


def _unknown() -> list[Any]:
    return [
        html.P(
            "An empty cell is an unknown. A sum over unknowns is printed “at least N”, with how many "
            "figures it lacks; nothing known is “unknown”. Toll figures are minimums even where "
            "no cell is empty: what nobody recorded is in no sum."
        ),
    ]


def _rates() -> list[Any]:
    return [
        facts([(name, f"{f.name}: {f.words}") for name, f in FORMULAS.items()]),
        html.P(
            [
                "The first choice is ",
                html.Code(DEFAULT_FORMULA),
                ". A month of a route counts on both sides or on neither: its deaths are of a month "
                "that is over, and at least one figure of sea arrivals is known. Where monthly "
                "figures of the divisor are unknown, the rate is printed “about”: it may be too "
                "high. Rates of periods with and without interceptions must not be compared; which "
                "countries' interceptions are in a rate stands beside it. Where nobody recorded a "
                "death there is no rate: a toll is a minimum, and none recorded is not none.",
            ]
        ),
        html.P([html.Strong("Two route rules in one rate. "), rates.RULES_SENTENCE]),
        html.P(
            [
                html.Strong("Corridors. "),
                "From country to country both sides are filed by the same two countries. A month "
                "counts only if the incidents held are the whole record of it: a rate from the "
                "deadliest incidents alone would be too low and look exact. ",
                html.Strong("Source quality. "),
                "A death rate can follow it in such months only; tolls of single incidents follow "
                "it everywhere.",
            ]
        ),
    ]


def _bands() -> list[Any]:
    return [
        html.P(
            "People die in shipwrecks, not one by one, so incidents are taken as the independent "
            f"events (compound Poisson). The {percent(intervals.LEVEL)} band is a gamma interval "
            "for a weighted sum of Poisson counts, from the number of incidents, the sum of their "
            "squared sizes and the largest of them."
        ),
        facts(
            [
                ("No band below", f"{intervals.MIN_INCIDENTS} incidents of known toll, or where one incident "
                 f"holds more than {percent(intervals.MAX_SHARE)} of the deaths, or where more than "
                 f"{percent(rates.MAX_UNKNOWN)} of the monthly figures of the divisor are unknown"),
                ("How often it holds", intervals.COVERAGE_SENTENCE),
                ("Not in it", intervals.SAMPLING_ONLY),
                ("Literature", intervals.LITERATURE),
                ("Source", [
                    doi("10.1002/(SICI)1097-0258(19970415)16:7<791::AID-SIM500>3.0.CO;2-#",
                         "Fay and Feuer 1997, Statistics in Medicine 16"),
                    "; quantiles: exact where the deaths are spread as over fewer than "
                    f"{intervals.EXACT_BELOW:.0f} equal incidents, else ",
                    doi("10.1073/pnas.17.12.684", "Wilson and Hilferty 1931"),
                    ", within 0.06 % of the exact ones there",
                ]),
            ]
        ),
    ]  # fmt: skip


def _completeness() -> list[Any]:
    c = completeness
    return [
        html.P(
            "A register goes on adding and correcting incidents for months. Editions of one record, "
            "read at different times, show how much of the later count was known at which age. What "
            "no edition ever learns is not in it."
        ),
        facts(
            [
                ("A curve needs", f"{c.MIN_EDITIONS} editions and {c.MIN_OVERLAP} months seen "
                 f"young and again at least {c.FOLLOWED_MONTHS} months later"),
                ("Each point needs", f"{c.MIN_MONTHS} months"),
                ("Incomplete", f"months of which less than {percent(c.COMPLETE_SHARE)} was known "
                 "at their age, by the median; they are hatched"),
                ("Range", f"from the {percent(c.QUANTILES[0])} to the {percent(c.QUANTILES[-1])} "
                 "quantile over months"),
            ]
        ),
    ]  # fmt: skip


def _records() -> list[Any]:
    return [
        html.P(
            "Source quality is the register's own mark of an incident; it says who reported it, not "
            "whether it happened."
        ),
        facts([(str(k), v) for k, v in SOURCE_QUALITY.items()]),
        html.P(
            "Two records of different sources may be one event if they lie within "
            f"{duplicates.WITHIN_DAYS} days and {duplicates.WITHIN_DEGREES}° of each other. They are "
            "offered to a person, and never merged by the program; until somebody decides, totals "
            "run from low to high."
        ),
    ]


def _traps() -> list[Any]:
    traps = [
        ("The corridor trap", "Libya to Crete is told both as part of the Central journey and inside "
         "Eastern arrivals. Deaths by journey over arrivals by country then disagree; a rate whose "
         "two sides use different rules says so."),
        ("Rounding", "Some registers give positions cut to whole degrees, and some reports round "
         "persons. A position is drawn with its uncertainty; a rounded total is never split."),
        ("Unknown months", "Small countries publish with gaps and stop without notice. A missing "
         "month is not read as a fall: changes are compared like for like."),
        ("Detections are not persons", "One person may be detected several times. Detections stand "
         "in a table of their own and in no rate."),
        ("Interceptions are not departures", "They rise with departures and with patrols alike."),
        ("A blank as zero", "The register's present layout prints a count that nobody knows as 0, so "
         "its monthly sums are minimums."),
        ("Many incidents in one record", "A cumulative record stands on the last day of its span and "
         "has no true place; the bands do not vary its persons."),
        ("Figures are revised", "A figure has an as-known date. Two documents that differ may both "
         "be right for their day."),
        ("Events beside a curve", "An event near a change explains nothing by standing there."),
    ]  # fmt: skip
    return [html.Dl([part for k, v in traps for part in (html.Dt(k), html.Dd(v))])]
