"""Levels and shares over time, the same months of former years, and what happened when."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

from dash import html

from dashboard.components.routes.parts import (
    choice,
    lacking,
    method,
    percent,
    plot,
    route_key,
    route_name,
    section,
)
from dashboard.components.routes.verdicts import reach
from dashboard.components.sources.words import day, fold, link, table
from dashboard.figures.routes import beyond_the_frame, levels_json, season_json
from dashboard.figures.series import CHECKED
from dashboard.routebook import Routebook
from dashboard.theme import Mode
from layers.analysis.levels import COVERAGE, MEASURE_NAMES, SHARES_MISLEAD, Levels
from layers.terms import LEVEL_MEASURES, ROUTE_SHORT

Json = dict[str, Any]


def over_time(book: Routebook, mode: Mode, figures: Json) -> html.Section:
    """Levels and shares on one time axis; its figure is put into `figures`."""
    found = book.levels
    rows = [r for r in book.routes if r in found.routes]
    title = "Levels and shares"
    if not rows or not found.months:
        return section("levels", title, lacking("No chosen route has a known figure."))
    figure = levels_json(found, book.arrivals, rows, book.unfinished, book.events, book.span, mode)
    figures["levels"] = figure
    return section(
        "levels",
        title,
        html.P(
            f"Bars: {MEASURE_NAMES[found.measure]}, persons a month, each route on its own scale. "
            f"{_bars(found)}A month without a bar is unknown, not zero: a route's month "
            f"counts if the series known in it held at least {percent(COVERAGE)} of its persons in the "
            "year before. A hatched bar is a month that was not over. "
            "Diamonds are dated events, listed below; no event explains a change by standing near "
            "it."
        ),
        html.P([html.Strong("Read the levels. "), SHARES_MISLEAD, " ", _partial_shares(found)]),
        choice("measure", "Levels by", LEVEL_MEASURES, found.measure),
        html.P(
            [
                reach(book),
                " Verdicts, alerts and the backtest follow this choice. By sea arrivals alone levels "
                "are known for longer, and a person who is stopped and tries again is not in them.",
            ],
            className="hint",
        ),
        route_key(rows),
        plot(
            "levels",
            "Monthly levels of each route, and their shares; the table below holds the same.",
            figure["layout"]["height"],
        ),
        fold(
            "The figures by year",
            [_by_year(found, rows, book.span), method("levels")],
        ),
    )


def _bars(found: Levels) -> str:
    if found.measure == "arrival_sea":
        return ""
    return (
        "Solid: sea arrivals; light: interceptions; hollow: sea arrivals of a month whose known "
        "crossings are unknown. "
    )


def _partial_shares(found: Levels) -> str:
    """Which routes the shares of the first months leave out."""
    firsts = found.without_share.items()
    parts = [f"{ROUTE_SHORT[r]} (first known in {m:%b %Y})" for r, m in firsts]
    if not parts:
        return ""
    return f"Until its first known month a route is in no share, as if it were none: {', '.join(parts)}."


def _by_year(found: Levels, rows: list[str], span: tuple[dt.date, dt.date]) -> html.Div:
    years = sorted({m.year for m in found.months if span[0] <= m <= span[1]}, reverse=True)
    lines = []
    for year in years:
        cells = [_of_year(found, route, year, span) for route in rows]
        lines.append([str(year), *[words for words, _ in cells]])
    return table(
        f"{MEASURE_NAMES[found.measure].capitalize()} by year and route",
        ["Year", *[ROUTE_SHORT[r] for r in rows]],
        lines,
        numbers=range(1, len(rows) + 1),
    )


def _of_year(
    found: Levels, route: str, year: int, span: tuple[dt.date, dt.date]
) -> tuple[str, int]:
    values = [
        float(v)
        for m, v in zip(found.months, found.persons[found.row(route)], strict=True)
        if m.year == year and span[0] <= m <= span[1]
    ]
    known = [v for v in values if not math.isnan(v)]
    if not known:
        return "unknown", 0
    total = round(sum(known))
    words = f"{total:,}"
    if len(known) < len(values):
        words = f"at least {total:,} ({len(known)} of {len(values)} months)"
    return words, total


def former_years(book: Routebook, mode: Mode, figures: Json) -> html.Section:
    """Each route by calendar month: the newest twelve known months against the same before."""
    found = book.levels
    parts = []
    for route in [r for r in book.routes if r in found.routes]:
        last = _newest(found, route, book.span[1])
        if last is None:
            parts.append(html.Div([route_name(route), lacking("No month before is known.")]))
            continue
        name = f"season-{route}"
        figures[name] = season_json(found, route, last, mode)
        parts.append(
            html.Div(
                [
                    html.H3([route_name(route), html.Span(f" to {last:%b %Y}", className="where")]),
                    plot(name, f"{ROUTE_SHORT[route]} by calendar month, former years thin.", 200),
                    _beyond(found, route, last),
                ]
            )
        )
    body = html.Div(parts, className="multiples") if parts else lacking("No route is chosen.")
    return section(
        "former-years",
        "The same months in former years",
        html.P(
            "Strong: the twelve months to the newest known one of the period. Thin: the same "
            "months of every year before. A season is no change."
        ),
        body,
    )


def _beyond(found: Levels, route: str, last: dt.date) -> html.P | None:
    cut = beyond_the_frame(found, route, last)
    if not cut:
        return None
    years = ", ".join(f"{last:%b} {year}: {persons:,}" for year, persons in cut)
    return html.P(f"Beyond the frame, highest month of the twelve to {years}.", className="hint")


def _newest(found: Levels, route: str, last: dt.date) -> dt.date | None:
    values = found.persons[found.row(route)]
    known = [
        m for m, v in zip(found.months, values, strict=True) if m <= last and not math.isnan(v)
    ]
    return known[-1] if known else None


def events(book: Routebook, sources: Mapping[str, Mapping[str, str]]) -> html.Section:
    """Dated events of the period with where each is from."""
    first, last = book.span
    rows = [
        {str(k): v for k, v in row.items()}
        for row in book.events.to_dict("records")
        if f"{first:%Y-%m}" <= str(row["starts_on"])[:7] <= f"{last:%Y-%m}"
    ]
    title = "Dated events"
    if not rows:
        return section("events", title, html.P("No event of these routes is held for the period."))
    return section(
        "events",
        title,
        html.P(
            "What happened when, and who says so. An event stands beside the figures, never as "
            "the reason for them. A hollow diamond is general knowledge, not checked against a "
            "source."
        ),
        table(
            "Dated events",
            ["When", "Routes", "What", "Source"],
            [_event(row, sources) for row in reversed(rows)],
            kind="events",
        ),
    )


def _event(row: Mapping[str, Any], sources: Mapping[str, Mapping[str, str]]) -> list[Any]:
    checked = row["certainty"] == CHECKED
    routes = str(row["routes"]).split(";") if isinstance(row["routes"], str) else []
    names = ", ".join(ROUTE_SHORT[r] for r in routes if r in ROUTE_SHORT) or "all"
    key = str(row["source"])
    known = sources.get(key, {})
    said: Any = key.replace("_", " ")
    if known:
        said = link(f"{known['publisher']}: {known['title']}", known.get("url", ""))
    if not checked:
        said = "general knowledge, not checked"
    return [
        _when(str(row["starts_on"])),
        names,
        [html.Span("◆ " if checked else "◇ ", **{"aria-hidden": "true"}), str(row["label"])],
        said,
    ]


def _when(text: str) -> str:
    if len(text) == 7:
        return f"{dt.date.fromisoformat(text + '-01'):%b %Y}"
    return day(dt.date.fromisoformat(text))
