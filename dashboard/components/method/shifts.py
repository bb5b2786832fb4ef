"""How levels, alerts, verdicts and flows are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dash import html

from dashboard.components.method.words import doi, percent
from dashboard.components.sources.words import facts
from layers.analysis import backtest, change_points, changes, displacement, levels


def of_levels() -> list[Any]:
    """What a level counts, and what is made of it."""
    named = [html.Li([html.Code(k), f": {v}, persons a month"]) for k, v in
             levels.MEASURE_NAMES.items()]  # fmt: skip
    return [
        html.Ul(named),
        html.P(
            "The first counts journeys that are known of, whichever way they ended, without the dead "
            "and missing. A person who is stopped and tries again is in it again. Levels, alerts, "
            "verdicts and the backtest are made of the one that is chosen."
        ),
        facts(
            [
                ("A month counts if", "the series known in it held at least "
                 f"{percent(levels.COVERAGE)} of the route's known persons in the "
                 f"{levels.YEAR} months before; else its level is unknown, never smaller"),
                ("Like for like", "a month is compared with the same month a year before over the "
                 "series that are known in both"),
                ("Linked levels", "a series that begins or ends within the record is linked by its "
                 "overlap with the others; linked levels are compared, never shown as persons"),
                ("Shares", f"{levels.SHARES_MISLEAD} Until its first known month a route is in no "
                 "share, as if it were none; the page names it"),
            ]
        ),
    ]  # fmt: skip


def of_alerts() -> list[Any]:
    """When a route is on alert."""
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
                 f"is in the outer {percent(c.ALPHA)}, half of it on each side"),
                ("Large", f"a factor of {c.LARGE_FACTOR:.0f}, whatever the history"),
                ("False alarms", f"{c.FALSE_ALERTS} a route and year in synthetic worlds that have "
                 f"a season and noise and no change; {_drifts(c.FALSE_ALERTS_WANDERING, str)}. "
                 "Real routes move more still: how many alerts began in the record held stands beside "
                 "the list"),
                ("Not unusual", "a large change that the route's own earlier dates have reached too "
                 "often to stand out; it is listed, and says so"),
                ("Source", ["The idea of the rank: ",
                            doi("10.1111/1468-0262.00466", "Andrews 2003, Econometrica 71")]),
            ]
        ),
    ]  # fmt: skip


def of_change_points() -> list[Any]:
    """Since when a level is another one."""
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
                ("False alarms", f"{percent(p.FALSE_CHANGE_POINTS)} of synthetic series of ten "
                 f"years with a season, noise and no change; {_drifts(p.CHANGE_POINTS_WANDERING)}: "
                 "a level that never stands still is cut where that fits best, which is no event"),
                ("Band", f"95 % of {p.DRAWS} factors drawn from blocks of {p.BLOCK} months; "
                 "sampling variation only, the date is taken as given"),
                ("Source", [doi("10.1109/LSP.2001.838216", "Jackson et al. 2005"),
                            ", optimal partitioning; Politis and Romano 1992, circular blocks"]),
            ]
        ),
    ]  # fmt: skip


def of_displacement() -> list[Any]:
    """The four verdicts and how often they are wrong."""
    d = displacement
    found = f"{_shares(d.POWER)} of the loss"
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
                ("Consistent with displacement", f"the rank is in the {percent(d.ALPHA)} largest, "
                 f"the gain is at least {percent(d.LEAST_SHARE)} of the loss, and the route turned "
                 f"upwards within {d.NEAR} months of the date"),
                ("Growth elsewhere, unrelated in time", "a rise as large, that turned at another "
                 "time"),
                ("Decline only", "no rise that stands out"),
                ("Not enough data", "the date, the routes or their history do not allow the test; "
                 "what is missing is named"),
                ("Tested are", f"falls by a factor of {d.LEAST_FALL} or more, with at least "
                 f"{d.LEAST_HORIZON} months since and {d.MIN_PLACEBOS} placebo dates"),
                ("False alarms", f"{percent(d.FALSE_ALARMS)} of synthetic pairs of which one fell "
                 f"by four fifths and the other did nothing; {percent(d.FALSE_ALARMS_SHORT)} where "
                 f"there are fewer than {d.SHORT} placebo dates, {percent(d.FALSE_ALARMS_YOUNG)} with "
                 f"{d.LEAST_HORIZON} to {d.HORIZON - 1} months since the fall. Of one pair: who reads "
                 "many verdicts must expect some to be wrong, and the page says how many"),
                ("Found", f"{found}, in synthetic pairs of ten years where that share of it arrives; "
                 f"{_shares(d.POWER_YOUNG)} with {d.LEAST_HORIZON} months since the fall; "
                 f"{_shares(d.POWER_WANDERING)} where levels wander"),
                ("Measured by", html.Code(d.MEASURED_BY)),
                ("Source", [doi("10.1111/ajps.12116", "Abadie, Diamond and Hainmueller 2015"),
                            ", placebos in time; ",
                            doi("10.1111/1468-0262.00466", "Andrews 2003")]),
            ]
        ),
        html.P(
            "No verdict says why. Two changes at one time can have two reasons, and a third route, or "
            "land, is not in the test."
        ),
    ]  # fmt: skip


def of_backtest() -> list[Any]:
    """What is gone through, and what it cannot test."""
    b = backtest
    return [
        html.P(
            f"{len(b.EPISODES)} known episodes are gone through as the months came in. {b.AS_KNOWN} "
            "The rules were written with this history known: it tests their delay better than their "
            "judgement. It follows the measure of levels and no other choice."
        ),
        facts(
            [
                ("An alert counts", f"from {b.EARLY} months before to {b.LATE} months after the "
                 "date of the episode"),
                ("A fall counts", f"within {b.NEAR} months of the date"),
            ]
        ),
    ]  # fmt: skip


def of_flows() -> list[Any]:
    """Two periods side by side."""
    return [
        html.P(
            "The chosen period beside another: one that a reader names, or else the same calendar "
            "months as many whole years before as it takes for the two not to overlap. Periods of the "
            "same calendar months are compared in persons; any other two in persons a month, with a "
            "warning that the season may be all of the change. A change of matched periods is over the calendar months that are known in both "
            "periods; how many those are stands beside it."
        ),
        html.P(
            "Arrivals name the country where people landed, interceptions the country that returned "
            "them. No public figure counts departures by place, so none is shown."
        ),
    ]


def _shares(found: Mapping[float, float]) -> str:
    return " and ".join(f"{percent(v)} at {percent(k)}" for k, v in found.items())


def _drifts(found: Mapping[float, float], shown: Callable[[float], str] = percent) -> str:
    """What is measured where levels wander, by their drift in a month."""
    parts = [f"{shown(v)} at {percent(k)}" for k, v in found.items()]
    return f"where levels drift by so much a month: {', '.join(parts)}"
