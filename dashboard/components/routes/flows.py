"""Two periods side by side: departure, route, arrival; the difference; where journeys begin."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.routes.parts import lacking, method, plot, route_name, section
from dashboard.components.sources.words import table
from dashboard.figures.departures import change_words, departures_json
from dashboard.figures.flows import figure_height, flow_json, said
from dashboard.routebook import Routebook, coast
from dashboard.theme import Mode
from layers.analysis.flows import Departures, Flow
from layers.terms import MEASURE_NAMES, ROUTE_SHORT, country_name

Json = dict[str, Any]
UNITS = {"arrival_sea": "arrivals by sea", "interception": "interceptions"}


def two_periods(book: Routebook, mode: Mode, figures: Json) -> html.Section:
    """The flows of the period and of the same months before, and their difference."""
    title = "Two periods side by side"
    if isinstance(book.periods, str):
        return section("flows", title, lacking(book.periods))
    if not book.flows:
        return section("flows", title, lacking("No figure of the chosen routes is known in either "
                                               "period."))  # fmt: skip
    periods = book.periods
    largest = max(sum(getattr(f, s) or 0 for f in book.flows) for s in ("now", "before"))
    height = figure_height(book.flows)
    sides = []
    for side, months in (("before", periods.before), ("now", periods.now)):
        name = f"flows-{side}"
        figures[name] = flow_json(book.flows, side, largest, mode)
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
                "people land; nobody publishes where they left from, so their departure is grey. "
                "Both periods are drawn to one scale. ",
                periods.reason,
            ]
        ),
        html.Div(sides, className="side-by-side"),
        table(
            f"Difference of {periods.now.words} to {periods.before.words}",
            ["Route", "From", "To", "Unit", periods.before.words, periods.now.words, "Change",
             "Months compared"],
            [_line(f, periods.now.count) for f in book.flows],
            numbers=(4, 5, 6, 7),
            kind="flow-table stacked",
        ),
        html.P(
            [
                "The change is over the calendar months that are known in both periods, so that a "
                "month nobody reported is not read as a fall. ",
                *_beside(book.beside_flows, periods.now.words),
                method("flows"),
            ],
            className="hint",
        ),
    )  # fmt: skip


def _beside(found: dict[str, int], words: str) -> list[str]:
    parts = [f"{MEASURE_NAMES[m].lower()} {n:,}" for m, n in found.items()]
    return [f"Not drawn, other units: {', '.join(parts)} ({words}). "] if parts else []


def _line(flow: Flow, months: int) -> list[Any]:
    back = flow.measure == "interception"
    return [
        route_name(flow.route, ROUTE_SHORT),
        country_name(flow.departure) if back else "not known",
        f"returned by {country_name(flow.departure)}" if back else country_name(flow.arrival),
        UNITS[flow.measure],
        said(flow, "before"),
        said(flow, "now"),
        html.Strong(changed(flow)),
        f"{flow.compared} of {months}",
    ]


def changed(flow: Flow) -> str:
    """The change of a flow with its share of what was before; words where it is not known."""
    if flow.change is None:
        return "not known"
    persons = f"{flow.change:+,}" if flow.change else "0"
    share = f" ({100 * flow.change / flow.base:+.0f} %)" if flow.base else ""
    return (persons + share).replace("-", "−")


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
    returned = [d for d in found if d.returned]
    if returned:
        figures["departures"] = departures_json(returned, book.coasts_of_departure, coast(), mode)
    now, before = book.periods.now.words, book.periods.before.words
    return section(
        "departures",
        title,
        words,
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
            ["Country", "Interceptions", "Change on the months known in both",
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
