"""What each fall of a route is consistent with, and which routes are on alert."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dash import html

from dashboard.components.routes.parts import (
    lacking,
    method,
    percent,
    route_name,
    section,
)
from dashboard.components.sources.words import facts, fold, several, table
from dashboard.routebook import Decline, Routebook
from layers.analysis.change_points import CHANGE_POINTS_WANDERING, FALSE_CHANGE_POINTS
from layers.analysis.changes import FALSE_ALERTS, FALSE_ALERTS_WANDERING, Alert
from layers.analysis.displacement import LEAST_FALL, Shift
from layers.analysis.levels import MEASURE_NAMES
from layers.terms import ROUTE_NAMES, ROUTE_SHORT

SHOWN_ALERTS = 8
# Each verdict has a mark of its own: shape and word say the same.
MARKS = {
    "consistent with displacement": "◆",
    "growth elsewhere, unrelated in time": "△",
    "decline only": "▽",
    "not enough data": "○",
}


def verdicts(book: Routebook) -> html.Section:
    """Each fall in the period with the verdict on every other route."""
    title = "Where a route fell: a shift, or a fall alone?"
    found = book.declines
    if not book.levels.months:
        return section("verdicts", title, lacking("No known figure of any route."))
    intro = html.P(
        [
            "Each fall of a chosen route that began in the period, and the level of every other "
            "route at that time, against that route's own other dates. A verdict says what the "
            "figures are consistent with; it gives no reason. ",
            method("displacement"),
        ]
    )
    if not found:
        return section("verdicts", title, intro, html.P(_none(book), className="nothing"))
    return section(
        "verdicts",
        title,
        intro,
        html.P(book.many_verdicts) if book.many_verdicts else None,
        *[_decline(d, opened=i == 0) for i, d in enumerate(found)],
    )


def _none(book: Routebook) -> str:
    return (
        f"No fall of a chosen route by a factor of {LEAST_FALL} or more was found to begin in this "
        f"period. {reach(book)} A new level has to last for some months "
        "before it is found. The alerts below are quicker."
    )


def reach(book: Routebook) -> str:
    """To which month the level of each chosen route is known."""
    known = book.levels.known_to
    parts = [
        f"{ROUTE_SHORT[r]} {known[r]:%b %Y}" if r in known else f"{ROUTE_SHORT[r]} in no month"
        for r in book.routes
    ]
    return f"Levels are known to: {', '.join(parts)}." if parts else ""


def _decline(found: Decline, *, opened: bool) -> html.Details:
    point = found.point
    return html.Details(
        [
            html.Summary(
                [
                    html.Span(
                        [
                            route_name(point.route, ROUTE_NAMES),
                            html.Span(
                                f" fell from {point.since:%b %Y}, to {point.factor:.2f} times the "
                                f"level before ({point.low:.2f}–{point.high:.2f})",
                                className="fell",
                            ),
                        ],
                        className="decline-head",
                    ),
                    html.Span(
                        [_verdict_word(s) for s in found.shifts], className="decline-verdicts"
                    ),
                ]
            ),
            html.Div([_shift(s) for s in found.shifts], className="shifts"),
        ],
        className="decline",
        open=opened,
        key=f"{point.route}-{point.since}",
    )


def _verdict_word(shift: Shift) -> html.Span:
    return html.Span(
        [
            html.Span(ROUTE_SHORT[shift.other], className="other"),
            html.Span(f"{MARKS[shift.verdict]} ", **{"aria-hidden": "true"}),
            shift.verdict,
        ],
        className=f"verdict-word {_slug(shift.verdict)}",
    )


def _slug(verdict: str) -> str:
    return "v-" + verdict.split(maxsplit=1)[0].lower()


def _shift(shift: Shift) -> html.Div:
    return html.Div(
        [
            html.P(
                [
                    route_name(shift.other, ROUTE_SHORT),
                    html.Span(
                        [html.Span(f"{MARKS[shift.verdict]} ", **{"aria-hidden": "true"}),
                         shift.verdict],
                        className=f"verdict-word {_slug(shift.verdict)}",
                    ),
                ],
                className="shift-head",
            ),
            html.P(shift.sentence, className="said"),
            html.Ul([html.Li(f"Missing: {m}") for m in shift.missing], className="missing-list")
            if shift.missing
            else None,
            facts(_facts(shift)),
        ],
        className="shift",
    )  # fmt: skip


def _facts(s: Shift) -> list[tuple[str, object]]:
    name, other = ROUTE_SHORT[s.declining], ROUTE_SHORT[s.other]
    out: list[tuple[str, object]] = []
    if s.decline_factor is not None and s.lost is not None:
        out.append((f"{name}", f"{s.decline_factor:.2f} times what was expected, "
                    f"{s.lost:,.0f} persons a month fewer"))  # fmt: skip
    if s.growth_factor is not None and s.gained is not None:
        share = f", {100 * s.share_of_loss:.0f} % of the loss" if s.share_of_loss else ""
        more = "more" if s.gained >= 0 else "fewer"
        out.append((other, f"{s.growth_factor:.2f} times what was expected, "
                    f"{abs(s.gained):,.0f} persons a month {more}"
                    f"{share if s.gained > 0 else ''}"))  # fmt: skip
    if s.rank is not None and s.placebos:
        place = round(s.rank * (s.placebos + 1))
        out.append(("Rank", f"{place:,} of {s.placebos + 1:,} dates of the {other} route "
                    f"({_span(s.placebo_dates)})"))  # fmt: skip
    if s.after and s.before:
        out.append(("Dates", f"{_span(s.after)}, against {_span(s.before)}"))
    # Where nothing grew to speak of, the best split upwards is no turn.
    if s.turned and s.verdict != "decline only":
        out.append(("Turned upwards", f"{other}: {s.turned:%b %Y}"))
    if s.verdict != "not enough data":
        out.append(("False alarms", f"{100 * s.false_alarms:.0f} % of synthetic pairs where "
                    "nothing was displaced"))  # fmt: skip
    out.append(("Measure", MEASURE_NAMES[s.measure]))
    return out


def _span(days: tuple[dt.date, dt.date] | None) -> str:
    return f"{days[0]:%b %Y} to {days[1]:%b %Y}" if days else "no dates"


def alert_list(book: Routebook) -> html.Section:
    """Which route moved against its own former years, since when, and how far."""
    title = "Alerts"
    if not book.levels.months:
        return section("alerts", title, lacking("No known figure of any route."))
    rows = [_alert(a) for a in book.alerts]
    shown, rest = rows[:SHOWN_ALERTS], rows[SHOWN_ALERTS:]
    return section(
        "alerts",
        title,
        html.P(
            [
                "Three months of a route against the same months of the year before, newest first. "
                "In synthetic worlds that only have a season and noise, an alert begins "
                f"{FALSE_ALERTS} times per route and year, and up to "
                f"{max(FALSE_ALERTS_WANDERING.values())} where levels wander. ",
                _in_this_record(book),
                method("alerts"),
            ]
        ),
        _alerts("Alerts of the period", shown)
        if rows
        else html.P("No chosen route was on alert in this period.", className="nothing"),
        fold(f"{several(len(rest), 'earlier alert')} of the period",
             [_alerts("Earlier alerts of the period", rest)])
        if rest
        else None,
        _points(book),
    )  # fmt: skip


def _in_this_record(book: Routebook) -> str:
    begun, years = book.alerts_begun
    if not years:
        return ""
    return (
        f"In the record held {several(begun, 'alert')} began in {years:,.0f} route years "
        f"({begun / years:.1f} a year): real levels move more than those worlds. “Not unusual” is "
        "what the route's own earlier dates say of an alert. "
    )


def _alerts(caption: str, rows: list[list[Any]]) -> html.Div:
    return table(
        caption,
        ["Route", "Known at the end of", "Until", "Since about", "Change", "Persons a month",
         "Basis"],
        rows,
        numbers=(5,),
        kind="alerts stacked",
    )  # fmt: skip


def _alert(a: Alert) -> list[Any]:
    arrow = "▲" if a.direction == "rise" else "▼"
    return [
        route_name(a.route, ROUTE_SHORT),
        f"{a.first:%b %Y}",
        [f"{a.last:%b %Y}", ", where its figures end" if a.is_open else None],
        f"{a.since:%b %Y}" if a.since else "not known",
        [html.Span(f"{arrow} ", **{"aria-hidden": "true"}), f"{a.direction}, {a.factor:.2f} times"],
        f"{a.before:,.0f} → {a.after:,.0f}",
        a.why,
    ]


def _points(book: Routebook) -> html.Details | html.P:
    found = book.told_points
    if not found:
        return html.P("No change of level is found on the chosen routes.", className="hint")
    return html.Details(
        [
            html.Summary("Levels that lasted: since when, how much, with a band"),
            table(
                "Changes of level",
                ["Route", "Since", "To", "Times the level before", "95 % band"],
                [
                    [
                        route_name(p.route, ROUTE_SHORT),
                        f"{p.since:%b %Y}",
                        f"{p.until:%b %Y}",
                        f"{p.factor:.2f}",
                        f"{p.low:.2f}–{p.high:.2f}",
                    ]
                    for p in found
                ],
                numbers=(3, 4),
            ),
            html.P(
                [
                    "Band: sampling variation only; the date is taken as given. In synthetic series "
                    "of ten years with a season, noise and a level that stands still "
                    f"{percent(FALSE_CHANGE_POINTS)} have a change; of those whose level drifts "
                    f"{_drifts()}: there a change is where the level is best cut, and no event. ",
                    method("change-points"),
                ],
                className="hint",
            ),
        ],
        className="fold",
    )


def _drifts() -> str:
    drifts = CHANGE_POINTS_WANDERING.items()
    return " and ".join(f"by {percent(d)} a month {percent(share)}" for d, share in drifts)
