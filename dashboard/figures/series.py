"""Two time series on one time axis: crossings above, deaths below."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.theme import FONT, Mode, colour, faded
from layers.aggregate import of_route
from layers.selection import Bucket
from layers.terms import ROUTE_SHORT, ROUTES

Json = dict[str, Any]

CONFIG: Json = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "responsive": True,
}
CHECKED = "verified in material"
UNCHECKED = " (general knowledge, not checked against a source)"
_WIDTH_DAYS = {"month": 27, "quarter": 84, "year": 345}


def series_json(
    crossings: pd.DataFrame,
    deaths: pd.DataFrame,
    events: pd.DataFrame,
    *,
    every: Bucket,
    by_route: bool,
    mode: Mode,
    span: tuple[dt.date, dt.date],
    expected: pd.DataFrame | None = None,
) -> Json:
    """Arrivals up and interceptions down (never stacked on each other); dead and missing below.

    Arrivals that a source does not divide into sea and land are rings of their own.

    Args:
        crossings: rows of `layers.aggregate.crossings_series`.
        deaths: rows of `layers.aggregate.deaths_series` or `incident_series`.
        events: dated events, with `starts_on` as text.
        every: the bucket of both.
        by_route: a colour per route, or all routes together in ink.
        mode: light or dark.
        span: first and last day of the axis.
        expected: what the newest deaths may become when they are revised, from
            `layers.analysis.completeness.expected_after_revision`.

    Buckets that miss months or are not over are hatched. A bucket without any figure is left
    empty; it is not drawn as zero.
    """
    # Every route has its trace, also an empty one: plotly draws wrongly when a subplot comes late.
    groups = ROUTES if by_route else ("all",)
    traces: list[Json] = []
    for group in groups:
        for measure, sign in (("arrival_sea", 1), ("interception", -1)):
            rows = _rows(crossings, measure, group)
            traces.append(_bars(rows, measure, group, sign, every, mode))
        together = _rows(crossings, "arrival_sea_land", group)
        traces.append(_undivided(together, group, every, mode))
        for measure in ("dead", "missing"):
            rows = _rows(deaths, measure, group)
            traces.append(_bars(rows, measure, group, 1, every, mode))
    marks, lines = _events(events, mode, span)
    layout = _layout(mode, span)
    layout["yaxis"] |= _people_ticks(traces)
    # As of the routes: the trace is there from the start, so that it never comes late.
    traces.append(_expected(expected, mode))
    return {"data": [*traces, marks], "layout": {**layout, "shapes": lines}}


def series_figure(*tables: pd.DataFrame, **options: Any) -> go.Figure:
    """The figure of `series_json`, which plotly has checked; same arguments."""
    return go.Figure(series_json(*tables, **options))


def blank_series() -> Json:
    """The axes of `series_figure` without a bar, so that the first picture changes no axis."""
    none = pd.DataFrame(
        {c: [] for c in ("route", "measure", "persons", "known", "unknown", "is_partial")}
    ).assign(bucket=pd.Series(dtype="datetime64[s]"))
    events = pd.DataFrame({c: [] for c in ("starts_on", "label", "certainty")})
    span = (dt.date(2014, 1, 1), dt.date(2026, 12, 31))
    return series_json(none, none, events, every="month", by_route=True, mode="light", span=span)


def _rows(table: pd.DataFrame, measure: str, group: str) -> pd.DataFrame:
    return of_route(table, measure, None if group == "all" else group)


_NAMES = {
    "arrival_sea": "arrivals by sea",
    "interception": "interceptions",
    "dead": "dead",
    "missing": "missing",
}


def _fill(measure: str, group: str, mode: Mode) -> str:
    if group == "all":
        token = {"arrival_sea": "accent", "interception": "ink-3"}.get(measure, measure)
        return faded(mode, token, 0.55 if measure == "interception" else 1)
    return faded(mode, group, {"interception": 0.42, "missing": 0.4}.get(measure, 1))


def _bars(
    rows: pd.DataFrame, measure: str, group: str, sign: int, every: Bucket, mode: Mode
) -> Json:
    rows = rows[rows["persons"].notna()]
    fill = _fill(measure, group, mode)
    name = _NAMES[measure] if group == "all" else f"{ROUTE_SHORT[group]}: {_NAMES[measure]}"
    return {
        "type": "bar",
        "x": _middles(rows, every),
        "y": [sign * int(n) for n in rows["persons"]],
        # Bars of one kind lie on each other, not side by side, whatever their axis.
        "offsetgroup": "0",
        "width": _WIDTH_DAYS[every] * 86_400_000,
        "name": name,
        "uid": f"{measure}-{group}",
        "marker": {
            "color": fill,
            "line": {"width": 0},
            "pattern": {
                "shape": ["/" if p else "" for p in rows["is_partial"]],
                # Over the bar: the default puts the lines in the place of its colour.
                "fillmode": "overlay",
                "fgcolor": colour(mode, "paper"),
                "size": 5,
                "solidity": 0.35,
            },
        },
        "customdata": _words(rows),
        "hovertemplate": f"{name}: %{{customdata}}<extra></extra>",
        "showlegend": False,
        "yaxis": "y" if measure in ("arrival_sea", "interception") else "y2",
    }


def _people_ticks(traces: Sequence[Json]) -> Json:
    """Ticks of the crossings axis: below the line stand people too, not their negative."""
    bars = [t for t in traces if t["type"] == "bar" and t["yaxis"] == "y"]
    up: dict[str, int] = {}
    down: dict[str, int] = {}
    for bar in bars:
        for x, y in zip(bar["x"], bar["y"], strict=True):
            side = up if y >= 0 else down
            side[x] = side.get(x, 0) + abs(y)
    high, low = max(up.values(), default=0), max(down.values(), default=0)
    if not high and not low:
        return {}
    step = 10 ** math.floor(math.log10(high + low))
    step = next(s for s in (step // 5, step // 2, step, 2 * step) if s and (high + low) / s <= 6)
    values = list(range(-(low // step) * step, high + 1, step))
    return {"tickmode": "array", "tickvals": values, "ticktext": [_short(abs(v)) for v in values]}


def _short(n: int) -> str:
    return f"{n / 1000:g}k" if n >= 1000 else str(n)


def _middles(rows: pd.DataFrame, every: Bucket) -> list[str]:
    half = pd.Timedelta(days=_WIDTH_DAYS[every] / 2)
    return list((rows["bucket"] + half).dt.strftime("%Y-%m-%dT%H:%M"))


def _undivided(rows: pd.DataFrame, group: str, every: Bucket, mode: Mode) -> Json:
    """Arrivals that a source gives for sea and land together: rings, never part of a bar."""
    rows = rows[rows["persons"].notna()]
    token = "accent" if group == "all" else group
    name = "arrivals by sea or land, not split"
    label = name if group == "all" else f"{ROUTE_SHORT[group]}: {name}"
    return {
        "type": "scatter",
        "x": _middles(rows, every),
        "y": [int(n) for n in rows["persons"]],
        "mode": "markers",
        "name": label,
        "uid": f"arrival_sea_land-{group}",
        "marker": {"symbol": "circle-open", "size": 5, "color": colour(mode, token)},
        "customdata": _words(rows),
        "hovertemplate": f"{label}: %{{customdata}}<extra></extra>",
        "showlegend": False,
    }


def _expected(table: pd.DataFrame | None, mode: Mode) -> Json:
    """What the newest deaths may become: the middle and the range, beside what is known."""
    name = "expected after revision, if months are revised as former ones were"
    # A range that has no end is not drawn as if it had one.
    rows = table.dropna(subset=["low", "median", "high"]) if table is not None else None
    x, y, up, down, words = [], [], [], [], []
    if rows is not None:
        months = rows.rename(columns={"month": "bucket"})
        x = _middles(months, "month")
        y = [round(v) for v in rows["median"]]
        ends = zip(rows["low"], rows["median"], rows["high"], rows["known"], strict=True)
        for low, middle, high, known in ends:
            up.append(round(high - middle, 1))
            down.append(round(middle - low, 1))
            words.append(f"{middle:,.0f} ({low:,.0f} to {high:,.0f}); {known:,} known")
    tone = colour(mode, "ink-2")
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y,
        "yaxis": "y2",
        "name": "expected after revision",
        "uid": "expected",
        "marker": {"symbol": "line-ew-open", "size": 9, "color": tone, "line": {"width": 2}},
        "error_y": {"type": "data", "symmetric": False, "array": up, "arrayminus": down,
                    "color": tone, "thickness": 1.5, "width": 0},
        "customdata": words,
        "hovertemplate": f"{name}: %{{customdata}}<extra></extra>",
        "showlegend": False,
    }  # fmt: skip


def _words(rows: pd.DataFrame) -> list[str]:
    columns = (rows["persons"], rows["unknown"], rows["is_partial"])
    return [
        (f"at least {n:,} ({unknown} without a figure)" if unknown else f"{n:,}")
        + (", incomplete" if partial else "")
        for n, unknown, partial in zip(*columns, strict=True)
    ]


def _layout(mode: Mode, span: tuple[dt.date, dt.date]) -> Json:
    days = [span[0].isoformat(), span[1].isoformat()]
    small = {"size": 11, "color": colour(mode, "ink-3")}
    axis = {
        "gridcolor": colour(mode, "hairline"),
        "gridwidth": 1,
        "zerolinecolor": colour(mode, "ink-3"),
        "zerolinewidth": 1,
        "ticklen": 0,
        "nticks": 5,
        "tickfont": small,
        "fixedrange": True,
        "automargin": False,
        "side": "right",
        "tickformat": "~s",
    }
    font = {"family": FONT, "size": 12, "color": colour(mode, "ink")}
    return {
        "xaxis": {
            "type": "date",
            "range": days,
            "showgrid": False,
            "ticklen": 4,
            "tickcolor": colour(mode, "hairline"),
            "tickfont": small,
            "linecolor": colour(mode, "hairline"),
            "hoverformat": "%b %Y",
            # A short period in days would look like daily figures.
            **({"dtick": "M1", "tickformat": "%b %Y"} if (span[1] - span[0]).days < 190 else {}),
            "fixedrange": True,
            "anchor": "y2",
        },
        "yaxis": {**axis, "domain": [0.46, 0.92]},
        "yaxis2": {**axis, "domain": [0, 0.37], "rangemode": "tozero", "nticks": 4},
        "yaxis3": {"domain": [0.94, 1], "range": [0, 1], "visible": False, "fixedrange": True},
        "barmode": "relative",
        "bargap": 0,
        "margin": {"l": 12, "r": 44, "t": 10, "b": 22},
        "font": font,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hovermode": "x unified",
        "hoverlabel": {
            "bgcolor": colour(mode, "raised"),
            "bordercolor": colour(mode, "hairline"),
            "font": font,
            "align": "left",
        },
        "dragmode": "select",
        "selectdirection": "h",
        "newselection": {"line": {"color": colour(mode, "accent"), "width": 1, "dash": "solid"}},
        "uirevision": "".join(days),
        "selectionrevision": "".join(days),
        "annotations": [
            {
                "text": text,
                "xref": "paper",
                "yref": "paper",
                "x": 0.002,
                "y": height,
                "xanchor": "left",
                "yanchor": "bottom",
                "showarrow": False,
                "bgcolor": colour(mode, "paper"),
                "font": {"size": 11, "color": colour(mode, "ink-2")},
            }
            for text, height in _LABELS
        ],
    }


_LABELS = (("Crossings: arrivals ↑ · interceptions ↓", 0.925), ("Deaths: dead, missing", 0.375))


def event_day(text: str) -> dt.date:
    """The day an event is drawn at: itself, or the middle of its month."""
    return dt.date.fromisoformat(text if len(text) == 10 else text + "-15")


def _events(
    events: pd.DataFrame, mode: Mode, span: tuple[dt.date, dt.date]
) -> tuple[Json, list[Json]]:
    days = [event_day(t) for t in events["starts_on"]]
    inside = [span[0] <= d <= span[1] for d in days]
    shown = events[pd.Series(inside, index=events.index, dtype=bool)]
    at = [d for d, yes in zip(days, inside, strict=True) if yes]
    line = {"width": 1, "color": faded(mode, "ink-3", 0.35), "dash": "dot"}
    shape = {"type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "line": line}
    lines = [
        {**shape, "x0": day.isoformat(), "x1": day.isoformat(), "layer": "below"} for day in at
    ]
    marks = {
        "type": "scatter",
        "x": [d.isoformat() for d in at],
        "y": [0.5] * len(at),
        "yaxis": "y3",
        "mode": "markers",
        "uid": "events",
        "name": "events",
        "marker": {
            "symbol": "diamond",
            "size": 7,
            # Filled: seen in a source here. Hollow: not checked against one.
            "color": [
                colour(mode, "ink-2" if c == CHECKED else "paper") for c in shown["certainty"]
            ],
            "line": {"width": 1.2, "color": colour(mode, "ink-2")},
        },
        "customdata": _event_words(shown, at),
        "hovertemplate": "%{customdata}<extra></extra>",
        "cliponaxis": False,
        "showlegend": False,
    }
    return marks, lines


def _event_words(events: pd.DataFrame, days: Sequence[dt.date]) -> list[str]:
    return [
        f"{day:%-d %b %Y} · {label}" + ("" if certainty == CHECKED else UNCHECKED)
        for day, label, certainty in zip(days, events["label"], events["certainty"], strict=True)
    ]
