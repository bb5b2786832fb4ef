"""Levels and shares of the routes on one time axis, and the same months of former years."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard.figures.series import CHECKED, UNCHECKED, event_day
from dashboard.theme import FONT, Mode, colour, faded
from layers.analysis.levels import Levels
from layers.terms import ROUTE_SHORT

Json = dict[str, Any]
DAY_MS = 86_400_000
ROW_PX, SHARES_PX, GAP_PX, EVENTS_PX, FOOT_PX = 84, 110, 26, 14, 24
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def base_layout(mode: Mode, height: int) -> Json:
    """What every figure of the page has: our type, no background, no grid of its own."""
    font = {"family": FONT, "size": 12, "color": colour(mode, "ink")}
    return {
        "height": height,
        "font": font,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "margin": {"l": 8, "r": 44, "t": 8, "b": FOOT_PX},
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": colour(mode, "raised"),
            "bordercolor": colour(mode, "hairline"),
            "font": font,
            "align": "left",
        },
    }


def axis(mode: Mode, **more: Any) -> Json:
    """An axis with hairlines and small numbers."""
    return {
        "gridcolor": colour(mode, "hairline"),
        "gridwidth": 1,
        "zerolinecolor": colour(mode, "ink-3"),
        "zerolinewidth": 1,
        "ticklen": 0,
        "tickfont": {"size": 11, "color": colour(mode, "ink-3")},
        "fixedrange": True,
        "automargin": False,
        **more,
    }


def label(mode: Mode, text: str, x: float, y: float, **more: Any) -> Json:
    """A word on the figure, in shares of its whole area."""
    return {
        "text": text, "xref": "paper", "yref": "paper", "x": x, "y": y, "xanchor": "left",
        "yanchor": "bottom", "showarrow": False,
        "font": {"size": 12, "color": colour(mode, "ink-2")}, **more,
    }  # fmt: skip


def levels_json(
    found: Levels,
    arrivals: Levels,
    routes: Sequence[str],
    unfinished: Sequence[tuple[str, dt.date, int]],
    events: pd.DataFrame,
    span: tuple[dt.date, dt.date],
    mode: Mode,
) -> Json:
    """A row of bars for each route, each on its own scale, and the shares under them.

    Args:
        found: the levels: the bars and the shares.
        arrivals: sea arrivals alone: the solid part of the bars.
        routes: the routes to draw, in order.
        unfinished: (route, month, persons) of months that were not over: hatched.
        events: dated events, drawn above the rows and as lines through them.
        span: first and last day of the axis.
        mode: light or dark.

    A month whose level is unknown has no bar, and no share is drawn in it.
    """
    rows = [r for r in routes if r in found.routes]
    height = EVENTS_PX + len(rows) * (ROW_PX + GAP_PX) + SHARES_PX + GAP_PX + FOOT_PX + 12
    inner = height - FOOT_PX - 8
    layout = base_layout(mode, height)
    layout |= {"hovermode": "x unified", "barmode": "stack", "bargap": 0, "annotations": []}
    layout["xaxis"] = _time_axis(mode, span, f"y{len(rows) + 1}" if rows else "y")
    traces: list[Json] = []
    top = 1 - EVENTS_PX / inner
    inside = [span[0] <= m <= span[1] for m in found.months]
    for number, route in enumerate(rows, start=1):
        top -= GAP_PX / inner
        name = _axis_name(number)
        layout[f"yaxis{name}"] = axis(
            mode, domain=[top - ROW_PX / inner, top], side="right", nticks=3, rangemode="tozero",
            tickformat="~s",
        )  # fmt: skip
        layout["annotations"].append(
            label(mode, f"<b>{ROUTE_SHORT[route]}</b>", 0, top, yshift=2,
                  font={"size": 12, "color": colour(mode, "ink")})
        )  # fmt: skip
        traces += _level_bars(found, arrivals, route, name, unfinished, span, mode)
        top -= ROW_PX / inner
    top -= GAP_PX / inner
    name = _axis_name(len(rows) + 1)
    layout[f"yaxis{name}"] = axis(
        mode, domain=[0, max(top, 0.01)], side="right", range=[0, 1], tickvals=[0, 0.5, 1],
        tickformat=".0%",
    )  # fmt: skip
    layout["annotations"].append(
        label(mode, "<b>Shares</b> of the months in which every route is known", 0, top, yshift=2)
    )
    traces += [_share_bars(found, r, name, inside, mode) for r in rows]
    marks, lines = event_marks(events, span, mode, "y99")
    layout["yaxis99"] = {"domain": [1 - EVENTS_PX / inner, 1], "range": [0, 1], "visible": False,
                         "fixedrange": True}  # fmt: skip
    return {"data": [*traces, marks], "layout": {**layout, "shapes": lines}}


def _axis_name(number: int) -> str:
    return "" if number == 1 else str(number)


def _middle(month: dt.date) -> str:
    return f"{month:%Y-%m}-14T12:00"


def _level_bars(
    found: Levels,
    arrivals: Levels,
    route: str,
    name: str,
    unfinished: Sequence[tuple[str, dt.date, int]],
    span: tuple[dt.date, dt.date],
    mode: Mode,
) -> list[Json]:
    """Arrivals solid and interceptions light, one on the other; hollow where only arrivals count."""
    level = _known(found, route, span)
    arrived = _known(arrivals, route, span)
    if found.measure == "arrival_sea":
        return _arrival_bars(level, route, name, unfinished, mode)
    split = {m: (arrived[m], v - arrived[m]) for m, v in level.items() if m in arrived}
    alone = {m: v for m, v in arrived.items() if m not in level}
    whole = {m: v for m, v in level.items() if m not in arrived}
    part = {m: v for r, m, v in unfinished if r == route}
    short = ROUTE_SHORT[route]
    solid: Json = {"color": colour(mode, route)}
    hatch = _hatch(mode)
    light: Json = {"color": faded(mode, route, 0.42)}
    hollow: Json = {"color": "rgba(0,0,0,0)", "line": {"width": 1, "color": colour(mode, route)}}
    of_split = [
        f"{a + b:,} known crossings ({a:,} arrivals, {b:,} interceptions)"
        for a, b in split.values()
    ]
    of_whole = [f"{v:,} known crossings, arrivals not known in full" for v in whole.values()]
    of_alone = [f"{v:,} sea arrivals; known crossings unknown" for v in alone.values()]
    of_part = [f"{v:,} known crossings so far, month not over" for v in part.values()]
    bars: list[Bars] = [
        (f"level-{route}", {m: a for m, (a, _) in split.items()}, solid, of_split),
        (f"returned-{route}", {m: b for m, (_, b) in split.items()}, light, None),
        (f"undivided-{route}", whole, light, of_whole),
        (f"arrivals-{route}", alone, hollow, of_alone),
        (f"unfinished-{route}", part, {**solid, "pattern": hatch}, of_part),
    ]
    return _bar_traces(bars, short, name)


Bars = tuple[str, dict[dt.date, int], Json, list[str] | None]


def _hatch(mode: Mode) -> Json:
    return {"shape": "/", "fillmode": "overlay", "fgcolor": colour(mode, "paper"), "size": 5,
            "solidity": 0.35}  # fmt: skip


def _arrival_bars(
    level: dict[dt.date, int],
    route: str,
    name: str,
    unfinished: Sequence[tuple[str, dt.date, int]],
    mode: Mode,
) -> list[Json]:
    """Sea arrivals alone."""
    part = {m: v for r, m, v in unfinished if r == route}
    solid: Json = {"color": colour(mode, route)}
    bars: list[Bars] = [
        (f"level-{route}", level, solid, [f"{v:,} sea arrivals" for v in level.values()]),
        (f"unfinished-{route}", part, {**solid, "pattern": _hatch(mode)},
         [f"{v:,} sea arrivals so far, month not over" for v in part.values()]),
    ]  # fmt: skip
    return _bar_traces(bars, ROUTE_SHORT[route], name)


def _bar_traces(bars: Sequence[Bars], short: str, name: str) -> list[Json]:
    return [
        {
            "type": "bar",
            "uid": uid,
            "name": short,
            "x": [_middle(m) for m in cells],
            "y": [*cells.values()],
            "width": 27 * DAY_MS,
            "yaxis": f"y{name}",
            "marker": {"line": {"width": 0}, **marker},
            "showlegend": False,
            **(
                {"hoverinfo": "skip"}
                if words is None
                else {
                    "customdata": words,
                    "hovertemplate": f"{short}: %{{customdata}}<extra></extra>",
                }
            ),
        }
        for uid, cells, marker, words in bars
    ]


def _known(found: Levels, route: str, span: tuple[dt.date, dt.date]) -> dict[dt.date, int]:
    """The known levels of a route inside a span, by month."""
    if route not in found.routes:
        return {}
    cells = zip(found.months, found.persons[found.row(route)], strict=True)
    return {m: round(v) for m, v in cells if span[0] <= m <= span[1] and not math.isnan(v)}


def _share_bars(found: Levels, route: str, name: str, inside: Sequence[bool], mode: Mode) -> Json:
    cells = zip(found.months, found.shares[found.row(route)], inside, strict=True)
    known = [(m, float(v)) for m, v, shown in cells if shown and not math.isnan(v)]
    return {
        "type": "bar",
        "width": 31 * DAY_MS,
        "yaxis": f"y{name}",
        "showlegend": False,
        "uid": f"share-{route}",
        "name": f"{ROUTE_SHORT[route]}, share",
        "marker": {"color": colour(mode, route), "line": {"width": 0}},
        "x": [_middle(m) for m, _ in known],
        "y": [round(v, 4) for _, v in known],
        "hovertemplate": f"{ROUTE_SHORT[route]}: %{{y:.0%}} of all<extra></extra>",
    }


def _time_axis(mode: Mode, span: tuple[dt.date, dt.date], anchor: str) -> Json:
    short = (span[1] - span[0]).days < 190
    return axis(
        mode,
        type="date",
        range=[span[0].isoformat(), span[1].isoformat()],
        showgrid=False,
        ticklen=4,
        tickcolor=colour(mode, "hairline"),
        linecolor=colour(mode, "hairline"),
        hoverformat="%b %Y",
        anchor=anchor,
        **({"dtick": "M1", "tickformat": "%b %Y"} if short else {}),
    )


def event_marks(
    events: pd.DataFrame, span: tuple[dt.date, dt.date], mode: Mode, yaxis: str
) -> tuple[Json, list[Json]]:
    """Events as diamonds in a lane of their own, and as dotted lines; filled where checked."""
    near = [
        (event_day(str(starts)), str(words), str(certainty))
        for starts, words, certainty in zip(
            events["starts_on"], events["label"], events["certainty"], strict=True
        )
    ]
    shown = [e for e in near if span[0] <= e[0] <= span[1]]
    line = {"width": 1, "color": faded(mode, "ink-3", 0.35), "dash": "dot"}
    marks = {
        "type": "scatter",
        "mode": "markers",
        "uid": "events",
        "name": "events",
        "x": [day.isoformat() for day, _, _ in shown],
        "y": [0.5] * len(shown),
        "yaxis": yaxis,
        "marker": {
            "symbol": "diamond",
            "size": 7,
            "color": [colour(mode, "ink-2" if c == CHECKED else "paper") for _, _, c in shown],
            "line": {"width": 1.2, "color": colour(mode, "ink-2")},
        },
        "customdata": [
            f"{day:%-d %b %Y} · {words}" + ("" if c == CHECKED else UNCHECKED)
            for day, words, c in shown
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
        "cliponaxis": False,
        "showlegend": False,
    }
    lines = [
        {"type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "line": line,
         "x0": day.isoformat(), "x1": day.isoformat(), "layer": "below"}
        for day, _, _ in shown
    ]  # fmt: skip
    return marks, lines


def season_json(found: Levels, route: str, last: dt.date, mode: Mode) -> Json:
    """One route by calendar month: the twelve months to `last` strong, former years thin.

    Args:
        found: the levels.
        route: the route to draw.
        last: the newest month of the period that is looked at.
        mode: light or dark.
    """
    layout = base_layout(mode, 200)
    layout["margin"] = {"l": 8, "r": 40, "t": 8, "b": FOOT_PX}
    layout["hovermode"] = "closest"
    # The year runs to the month that is looked at, so that the strong line is one piece.
    order = [(last.month + k) % 12 for k in range(12)]
    layout["xaxis"] = axis(
        mode, showgrid=False, zeroline=False, tickvals=[*range(0, 12, 2)], range=[-0.4, 11.4],
        ticktext=[MONTH_NAMES[order[k]] for k in range(0, 12, 2)],
    )  # fmt: skip
    layout["yaxis"] = axis(mode, side="right", rangemode="tozero", nticks=4, tickformat="~s")
    years: dict[int, dict[int, float]] = {}
    end = last.year * 12 + last.month - 1
    for month, value in zip(found.months, found.persons[found.row(route)], strict=True):
        back = end - (month.year * 12 + month.month - 1)
        if back >= 0:
            years.setdefault(back // 12, {})[11 - back % 12] = value
    known = {ago: [v for v in cells.values() if not math.isnan(v)] for ago, cells in years.items()}
    highest = {ago: max(values) for ago, values in known.items() if values}
    traces = [
        _year_line(ago, years[ago], order, route, last, mode)
        for ago in sorted(highest, reverse=True)
    ]
    beyond = _beyond(highest)
    if beyond:
        inside = [v for ago, v in highest.items() if ago not in beyond]
        layout["yaxis"] |= {"range": [0, 1.1 * max(inside)], "autorange": False}
    return {"data": traces, "layout": layout}


def beyond_the_frame(found: Levels, route: str, last: dt.date) -> list[tuple[int, int]]:
    """(year in which they end, highest month) of the twelve months that `season_json` cuts off."""
    highest: dict[int, float] = {}
    for month, value in zip(found.months, found.persons[found.row(route)], strict=True):
        back = (last.year - month.year) * 12 + last.month - month.month
        if back >= 0 and not math.isnan(value):
            highest[back // 12] = max(value, highest.get(back // 12, 0))
    return [(last.year - ago, round(highest[ago])) for ago in sorted(_beyond(highest))]


def _beyond(highest: Mapping[int, float]) -> set[int]:
    """The former years so high that they would press all others flat."""
    if len(highest) < 4:
        return set()
    usual = sorted(highest.values())[len(highest) // 2]
    return {ago for ago, value in highest.items() if ago and value > 4 * usual}


def _year_line(
    ago: int, cells: dict[int, float], order: Sequence[int], route: str, last: dt.date, mode: Mode
) -> Json:
    strong = ago == 0
    places = range(12)
    values = [cells.get(k, math.nan) for k in places]
    end = last.year - ago
    words = []
    for k in places:
        year = end if order[k] + 1 <= last.month else end - 1
        words.append(f"{MONTH_NAMES[order[k]]} {year}")
    return {
        "type": "scatter",
        "mode": "lines+markers" if strong else "lines",
        "uid": f"season-{route}-{ago}",
        "name": f"12 months to {MONTH_NAMES[last.month - 1]} {end}",
        "x": [*places],
        "y": [None if math.isnan(v) else round(v) for v in values],
        "connectgaps": False,
        "customdata": words,
        "hovertemplate": "%{customdata}: %{y:,}<extra></extra>",
        "line": {
            "width": 2.5 if strong else 1,
            "color": colour(mode, route) if strong else faded(mode, route, 0.42),
        },
        "marker": {"size": 5, "color": colour(mode, route)},
    }
