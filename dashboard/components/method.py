"""The method page: every formula, test, threshold and limit in words; its numbers are the code's."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.regions.rules import region_rules
from dashboard.components.sources.words import facts, link, table
from layers.analysis import (
    backtest,
    change_points,
    changes,
    completeness,
    displacement,
    duplicates,
    intervals,
    levels,
    rates,
)
from layers.terms import ROUTE_MEANING, ROUTE_NAMES, SOURCE_QUALITY
from layers.units import DEFAULT_FORMULA, FORMULAS, UNIT_TEXT, Unit

DOI = "https://doi.org/"
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
            _part("levels", "Levels and shares", *_levels()),
            _part("alerts", "Alerts", *_alerts()),
            _part("change-points", "Levels that last", *_change_points()),
            _part("displacement", "A shift, or a fall alone", *_displacement()),
            _part("backtest", "What it would have said before", *_backtest()),
            _part("flows", "Two periods side by side", *_flows()),
            _part("completeness", "Deaths that are reported late", *_completeness()),
            _part("records", "Single records", *_records()),
            _part("regions", "Whose region a position is in", *region_rules()),
            _part("traps", "Known traps", *_traps()),
        ],
        className="method-page",
    )


def _part(name: str, title: str, *body: Any) -> html.Section:
    return html.Section([html.H2(title, id=name), *body])


def _doi(doi: str, words: str) -> html.A | html.Span:
    return link(words, DOI + doi)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


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
                "high. Rates of periods with and without interceptions must not be compared.",
            ]
        ),
        html.P([html.Strong("Two route rules in one rate. "), rates.RULES_SENTENCE]),
    ]


def _bands() -> list[Any]:
    return [
        html.P(
            "People die in shipwrecks, not one by one, so incidents are taken as the independent "
            f"events (compound Poisson). The {_percent(intervals.LEVEL)} band is a gamma interval "
            "for a weighted sum of Poisson counts, from the number of incidents, the sum of their "
            "squared sizes and the largest of them."
        ),
        facts(
            [
                ("No band below", f"{intervals.MIN_INCIDENTS} incidents, or where one incident "
                 f"holds more than {_percent(intervals.MAX_SHARE)} of the deaths"),
                ("How often it holds", intervals.COVERAGE_SENTENCE),
                ("Not in it", intervals.SAMPLING_ONLY),
                ("Literature", intervals.LITERATURE),
                ("Source", [
                    _doi("10.1002/(SICI)1097-0258(19970415)16:7<791::AID-SIM500>3.0.CO;2-#",
                         "Fay and Feuer 1997, Statistics in Medicine 16"),
                    "; quantiles: ",
                    _doi("10.1073/pnas.17.12.684", "Wilson and Hilferty 1931"),
                ]),
            ]
        ),
    ]  # fmt: skip


def _levels() -> list[Any]:
    named = [html.Li([html.Code(k), f": {v}, persons a month"]) for k, v in
             levels.MEASURE_NAMES.items()]  # fmt: skip
    return [
        html.Ul(named),
        html.P(
            "The first counts journeys that are known of, whichever way they ended, without the dead "
            "and missing. A person who is stopped and tries again is in it again."
        ),
        facts(
            [
                ("A month counts if", "the series known in it held at least "
                 f"{_percent(levels.COVERAGE)} of the route's known persons in the "
                 f"{levels.YEAR} months before; else its level is unknown, never smaller"),
                ("Like for like", "a month is compared with the same month a year before over the "
                 "series that are known in both"),
                ("Linked levels", "a series that begins or ends within the record is linked by its "
                 "overlap with the others; linked levels are compared, never shown as persons"),
                ("Shares", levels.SHARES_MISLEAD),
            ]
        ),
    ]  # fmt: skip


def _alerts() -> list[Any]:
    c = changes
    return [
        html.P(
            f"The persons of {c.WINDOW} months over those of the same months a year before, with "
            f"{change_points.ADDED:.0f} persons a month added to both sides so that small numbers "
            "do not leap. An alert begins when two months in a row meet the rules in one direction; "
            "it uses only months up to then."
        ),
        facts(
            [
                ("Least change", f"a factor of {c.LEAST_FACTOR} either way, and "
                 f"{c.LEAST_PERSONS:.0f} persons a month"),
                ("Unusual", f"its rank among at least {c.MIN_PLACEBOS} earlier dates of the route "
                 f"is in the outer {_percent(c.ALPHA)}, half of it on each side"),
                ("Large", f"a factor of {c.LARGE_FACTOR:.0f}, whatever the history"),
                ("False alarms", f"{c.FALSE_ALERTS} a route and year in synthetic worlds that have "
                 "a season and noise and no change; real routes wander more"),
                ("Source", ["The idea of the rank: ",
                            _doi("10.1111/1468-0262.00466", "Andrews 2003, Econometrica 71")]),
            ]
        ),
    ]  # fmt: skip


def _change_points() -> list[Any]:
    p = change_points
    return [
        html.P(
            "Logarithms of the levels, less their season (the median distance of a calendar month "
            f"to a centred moving year), are cut into parts of at least {p.SHORTEST} months so that "
            "the squared distances to the mean of each part, plus a penalty for each cut, are least."
        ),
        facts(
            [
                ("Season known from", f"{p.SEASON_MONTHS} months on"),
                ("Penalty", f"{p.PENALTY:.0f} times the variance of the noise"),
                ("False alarms", f"{_percent(p.FALSE_CHANGE_POINTS)} of synthetic series of ten "
                 "years with a season, noise and no change"),
                ("Band", f"95 % of {p.DRAWS} factors drawn from blocks of {p.BLOCK} months; "
                 "sampling variation only, the date is taken as given"),
                ("Source", [_doi("10.1109/LSP.2001.838216", "Jackson et al. 2005"),
                            ", optimal partitioning; Politis and Romano 1992, circular blocks"]),
            ]
        ),
    ]  # fmt: skip


def _displacement() -> list[Any]:
    d = displacement
    found = " and ".join(f"{_percent(v)} at {_percent(k)} of the loss" for k, v in d.POWER.items())
    return [
        html.P(
            "When a route falls, the level of each other route is tested, never its share: a test of "
            "shares raises an alarm every time one route merely falls. The mean of the other route "
            f"over {d.HORIZON} months from the date on is set against the {levels.YEAR} months "
            "before, season taken out, highest and lowest month of each left out. The same number at "
            "the other dates of that route (placebo dates) gives its rank."
        ),
        facts(
            [
                ("Consistent with displacement", f"the rank is in the {_percent(d.ALPHA)} largest, "
                 f"the gain is at least {_percent(d.LEAST_SHARE)} of the loss, and the route turned "
                 f"upwards within {d.NEAR} months of the date"),
                ("Growth elsewhere, unrelated in time", "a rise as large, that turned at another "
                 "time"),
                ("Decline only", "no rise that stands out"),
                ("Not enough data", "the date, the routes or their history do not allow the test; "
                 "what is missing is named"),
                ("Tested are", f"falls by a factor of {d.LEAST_FALL} or more, with at least "
                 f"{d.LEAST_HORIZON} months since and {d.MIN_PLACEBOS} placebo dates"),
                ("False alarms", f"{_percent(d.FALSE_ALARMS)} of synthetic pairs of which one fell "
                 f"by four fifths and the other did nothing; {_percent(d.FALSE_ALARMS_SHORT)} where "
                 f"there are fewer than {d.SHORT} placebo dates"),
                ("Found", f"{found}, in synthetic pairs of ten years where that share of it arrives"),
                ("Measured by", html.Code(d.MEASURED_BY)),
                ("Source", [_doi("10.1111/ajps.12116", "Abadie, Diamond and Hainmueller 2015"),
                            ", placebos in time; ",
                            _doi("10.1111/1468-0262.00466", "Andrews 2003")]),
            ]
        ),
        html.P(
            "No verdict says why. Two changes at one time can have two reasons, and a third route, or "
            "land, is not in the test."
        ),
    ]  # fmt: skip


def _backtest() -> list[Any]:
    b = backtest
    return [
        html.P(
            f"{len(b.EPISODES)} known episodes are gone through as the months came in. {b.AS_KNOWN} "
            "The rules were written with this history known: it tests their delay better than their "
            "judgement."
        ),
        facts(
            [
                ("An alert counts", f"from {b.EARLY} months before to {b.LATE} months after the "
                 "date of the episode"),
                ("A fall counts", f"within {b.NEAR} months of the date"),
            ]
        ),
    ]  # fmt: skip


def _flows() -> list[Any]:
    return [
        html.P(
            "The chosen period and the same calendar months as many whole years before as it takes "
            "for the two not to overlap. A change is over the calendar months that are known in both "
            "periods; how many those are stands beside it."
        ),
        html.P(
            "Arrivals name the country where people landed, interceptions the country that returned "
            "them. No public figure counts departures by place, so none is shown."
        ),
    ]


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
                ("Incomplete", f"months of which less than {_percent(c.COMPLETE_SHARE)} was known "
                 "at their age, by the median; they are hatched"),
                ("Range", f"from the {_percent(c.QUANTILES[0])} to the {_percent(c.QUANTILES[-1])} "
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
