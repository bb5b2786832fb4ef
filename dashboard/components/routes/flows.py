"""Two periods side by side: departure, route, arrival; the difference; where journeys begin."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard.components.routes.parts import lacking, method, plot, route_name, section
from dashboard.components.sources.words import table
from dashboard.figures.departures import change_words, departures_json
from dashboard.figures.flows import (
    Side,
    changed,
    drawn_persons,
    figure_height,
    flow_json,
    said,
)
from dashboard.routebook import Routebook, coast
from dashboard.theme import Mode
from layers.analysis.flows import Departures, Flow, Months, Periods
from layers.terms import MEASURE_NAMES, ROUTE_SHORT, country_name

Json = dict[str, Any]
UNITS = {"arrival_sea": "arrivals by sea", "interception": "interceptions"}


def two_periods(book: Routebook, mode: Mode, figures: Json) -> html.Section:
    """The flows of the period and of the same months before, and their difference."""
    title = "Two periods side by side"
    chooser = _chooser(book)
    if isinstance(book.periods, str):
        return section("flows", title, chooser, lacking(book.periods))
    if not book.flows:
        what = "No figure of the chosen routes is known in either period."
        return section("flows", title, chooser, lacking(what))
    periods = book.periods
    matched = periods.are_matched
    both: list[tuple[Side, Months]] = [("before", periods.before), ("now", periods.now)]
    largest = max(
        sum(drawn_persons(f, side, months.count) for f in book.flows) for side, months in both
    )
    height = figure_height(book.flows)
    sides = []
    for side, months in both:
        name = f"flows-{side}"
        figures[name] = flow_json(book.flows, side, months.count, largest, mode)
        sides.append(
            html.Div(
                [
                    html.H3(months.words),
                    plot(name, f"Flows of {months.words}; the table below holds the same.", height),
                ]
            )
        )
    return section(
        "flows",
        title,
        html.P(
            [
                "Country of departure, route, and country of arrival or of return, in persons as "
                "far as known. ",
                html.Strong("Arrivals and interceptions are different units: "),
                "they are separate strands and never one number. Arrivals are registered where "
                "people land; where no source held says where they left from, their departure is "
                f"grey. Both periods are drawn to one scale, in persons{'' if matched else ' a month'}. ",
                periods.reason,
            ]
        ),
        chooser,
        html.P(html.Strong(periods.caution)) if periods.caution else None,
        html.Div(sides, className="side-by-side"),
        table(
            f"Difference of {periods.now.words} to {periods.before.words}",
            ["Route", "From", "To", "Unit", periods.before.words, periods.now.words, "Change",
             "Months compared" if matched else "Months known"],
            [_line(f, periods) for f in book.flows],
            numbers=(4, 5, 6, 7),
            kind="flow-table stacked",
        ),
        html.P(
            [
                "The change is over the calendar months that are known in both periods, so that a "
                "month nobody reported is not read as a fall. "
                if matched
                else "The change is in persons a month, each period over the months that it knows. ",
                *_beside(book.beside_flows, periods.now.words),
                method("flows"),
            ],
            className="hint",
        ),
    )  # fmt: skip


def _beside(found: dict[str, int], words: str) -> list[str]:
    parts = [f"{MEASURE_NAMES[m].lower()} {n:,}" for m, n in found.items()]
    return [f"Not drawn, other units: {', '.join(parts)} ({words}). "] if parts else []


def _chooser(book: Routebook) -> html.Div:
    """Where a reader says which period is set beside the chosen one."""
    chosen = book.selection
    ends = (
        ("compare-from", "Set beside it, from", chosen.compare_first),
        ("compare-to", "to", chosen.compare_last),
    )
    inputs = [
        html.Label(
            [html.Span(words), dcc.Input(id=name, type="text", placeholder="YYYY-MM")],
            htmlFor=name,
            **{"data-value": day.isoformat() if day else ""},
        )
        for name, words, day in ends
    ]
    clear = "Same months before" if chosen.compare_first else None
    return html.Div(
        [
            *inputs,
            html.Button("Compare", type="button", className="tool choice", id="compare-set"),
            html.Button(clear, type="button", className="tool choice", id="compare-clear")
            if clear
            else None,
            html.Span("The other period is the one of the bar above; whole months count.",
                      className="hint"),
        ],
        className="choices compare",
        role="group",
        **{"aria-label": "The period that is set beside the chosen one"},
    )  # fmt: skip


def _line(flow: Flow, periods: Periods) -> list[Any]:
    back = flow.measure == "interception"
    known = f"{flow.compared} of {periods.now.count}"
    if flow.is_monthly:
        known = f"{flow.compared_before} of {periods.before.count}, {known}"
    return [
        route_name(flow.route, ROUTE_SHORT),
        country_name(flow.departure) if flow.departure else "not known",
        f"returned by {country_name(flow.departure)}" if back else country_name(flow.arrival),
        UNITS[flow.measure],
        said(flow, "before"),
        said(flow, "now"),
        html.Strong(changed(flow)),
        known,
    ]


def beginnings(book: Routebook, mode: Mode, figures: Json) -> html.Section:
    """Where journeys begin, growing or shrinking, only as far as the data says."""
    title = "Where journeys begin"
    if isinstance(book.periods, str):
        return section("departures", title, lacking(book.periods))
    found, unnamed = book.departures
    words = html.P(
        [
            html.Strong("No public figure counts departures by place. "),
            "What is known is whom a country's coast guard stopped and returned, and the country "
            "of departure that the record of an incident names. More interceptions may mean more "
            "departures, or more patrols; fewer may mean fewer of either. So this map says by "
            "country what was returned, and nothing about single beaches or ports.",
        ]
    )
    if not found:
        return section("departures", title, words, lacking("No country of departure is known."))
    caution = book.periods.caution
    returned = [d for d in found if d.returned]
    if returned:
        figures["departures"] = departures_json(returned, book.coasts_of_departure, coast(), mode)
    now, before = book.periods.now.words, book.periods.before.words
    return section(
        "departures",
        title,
        words,
        html.P(html.Strong(caution)) if caution else None,
        plot("departures", "Interceptions by country: growing or shrinking; the table below holds "
             "the same.", 380)
        if returned
        else lacking("No interception figure of the chosen routes is held."),
        html.P(
            "▲ growing · ▼ shrinking · ○ change not known. Size: persons returned in the larger of "
            "the two periods. The mark stands in the middle of the country's known places of "
            "embarkation.",
            className="hint",
        ),
        table(
            "By country of departure",
            ["Country", "Interceptions",
             "Change on the months known in both" if book.periods.are_matched else "Change",
             f"Incidents, {before}", f"Incidents, {now}"],
            [_country(d) for d in found],
            numbers=(2, 3, 4),
        ),
        html.P(
            f"Incidents counted here: {book.picture.incidents_held}; {unnamed:,} of the two "
            "periods name no country of departure and stand in no row.",
            className="hint",
        ),
    )  # fmt: skip


def _country(found: Departures) -> list[Any]:
    flow = found.returned
    return [
        country_name(found.country),
        f"{said(flow, 'before')} → {said(flow, 'now')}" if flow else "no series held",
        change_words(found),
        f"{found.incidents_before:,}",
        f"{found.incidents_now:,}",
    ]
