"""The regions on a small map, shaded by what is recorded in them, and the same over time."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.figures.routes import DAY_MS, axis, base_layout, label
from dashboard.theme import Mode, colour, faded
from layers.aggregate import bucket_months
from layers.analysis.claim_areas import Area
from layers.analysis.region_counts import Cell
from layers.analysis.toll import Toll
from layers.selection import Bucket

Json = dict[str, Any]
Ring = Sequence[tuple[float, float]]
# West, south, east, north: from the Canaries to the Levant.
BOX = (-20.5, 24.2, 37.0, 46.2)
RATIO = 2.3
HEIGHT_PX = 520
PER_KM2 = 10_000
# Dead and missing per 10,000 km² from which each shade begins, and how dark it is.
SHADES: tuple[tuple[float, float], ...] = ((0, 0.07), (10, 0.16), (30, 0.28), (100, 0.42))
NONE_RECORDED = 0.0
ROW_PX, GAP_PX, FOOT_PX = 34, 24, 24
# Where a name needs more room than there is, the table and the pointer tell it. The second width
# is that of a phone, where the browser leaves out the names of the wide figure.
WIDE_PX, PHONE_PX = 1000, 350
FOR_WIDE = "wide"


def shade(density: float | None) -> float:
    """How dark an area is drawn, from 0 (nothing recorded) to less than 1."""
    if density is None:
        return NONE_RECORDED
    return [dark for least, dark in SHADES if density >= least][-1]


def map_json(
    areas: Sequence[Area],
    people: Mapping[tuple[str, ...], Toll],
    limits: Mapping[str, Sequence[Ring]],
    styles: Mapping[str, str],
    labels: Mapping[str, tuple[str, str]],
    chosen: Sequence[str],
    land: Sequence[Ring],
    mode: Mode,
) -> Json:
    """Areas by density, overlaps hatched, limits as on the picture, the numbers of each claim.

    Args:
        areas: the sea cut along every limit.
        people: the toll by the claims that each position lies in.
        limits: the limits at sea of each claim.
        styles: how the limit of each claim is drawn: ``exact``, ``approximate`` or ``disputed``.
        labels: the name of each claim and the words under it; a claim without is not written.
        chosen: the claims that the reader filters by; their limits are drawn stronger.
        land: the outlines of the coasts.
        mode: light or dark.
    """
    layout = base_layout(mode, HEIGHT_PX)
    layout["margin"] = {"l": 0, "r": 0, "t": 0, "b": 0}
    layout["hovermode"] = "closest"
    layout["meta"] = {"ratio": RATIO}
    west, south, east, north = BOX
    bare = {"visible": False, "fixedrange": True}
    layout["xaxis"] = axis(mode, range=[west, east], **bare)
    # Degrees of longitude are shorter than those of latitude, by the cosine of the middle.
    layout["yaxis"] = axis(
        mode, range=[south, north], scaleanchor="x", constrain="domain",
        scaleratio=round(1 / math.cos(math.radians(36)), 3), **bare,
    )  # fmt: skip
    traces = [_area(a, people.get(a.claim_ids), labels, mode) for a in areas]
    traces += [
        _limit(claim, limits[claim], styles[claim], mode, is_chosen=claim in chosen)
        for claim in limits
    ]
    traces.append(_land(land, mode))
    layout["annotations"] = _names(areas, labels, mode)
    return {"data": traces, "layout": layout}


def _rings(rings: Sequence[Ring]) -> tuple[list[float | None], list[float | None]]:
    """Rings parted by a gap: one trace draws them all."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for ring in rings:
        xs += [*(p[0] for p in ring), None]
        ys += [*(p[1] for p in ring), None]
    return xs, ys


def _area(area: Area, toll: Toll | None, labels: Mapping[str, Any], mode: Mode) -> Json:
    density = PER_KM2 * toll.people / area.area_km2 if toll and toll.people else None
    rings = [
        [(round(x, 2), round(y, 2)) for x, y in part.exterior.coords]
        for part in shapely.get_parts(area.geometry)
    ]
    xs, ys = _rings(rings)
    fill: Json = {"fillcolor": faded(mode, "dead", shade(density))}
    if len(area.claim_ids) > 1:
        fill = {
            "fillpattern": {
                "shape": "/", "size": 7, "solidity": 0.14, "fillmode": "replace",
                "fgcolor": colour(mode, "region"), "bgcolor": faded(mode, "dead", shade(density)),
            },
        }  # fmt: skip
    names = " and ".join(labels[c][0] for c in area.claim_ids)
    said = "none recorded" if not toll else f"{toll.people:,} dead and missing by their points"
    per = f"<br>{density:,.0f} per 10,000 km²" if density else ""
    return {
        "type": "scatter", "mode": "lines", "uid": "area-" + "+".join(area.claim_ids),
        "x": xs, "y": ys, "fill": "toself", **fill, "line": {"width": 0},
        "hoveron": "fills", "name": f"<b>{names}</b><br>{said}{per}", "hoverinfo": "text",
        "text": f"<b>{names}</b><br>{said}{per}",
    }  # fmt: skip


def _limit(claim: str, lines: Sequence[Ring], style: str, mode: Mode, *, is_chosen: bool) -> Json:
    xs, ys = _rings(lines)
    dash = {"exact": "solid", "approximate": "4px,3px", "disputed": "8px,3px,2px,3px"}[style]
    return {
        "type": "scatter", "mode": "lines", "uid": f"limit-{claim}", "x": xs, "y": ys,
        "hoverinfo": "skip",
        "line": {
            "color": colour(mode, "accent" if is_chosen else "region"),
            "width": 2.4 if is_chosen else 1, "dash": dash,
        },
    }  # fmt: skip


def _land(land: Sequence[Ring], mode: Mode) -> Json:
    xs, ys = _rings(land)
    return {
        "type": "scatter", "mode": "lines", "uid": "land", "x": xs, "y": ys, "fill": "toself",
        "fillcolor": colour(mode, "hairline"), "hoverinfo": "skip",
        "line": {"width": 0.6, "color": colour(mode, "surface")},
    }  # fmt: skip


def _names(areas: Sequence[Area], labels: Mapping[str, tuple[str, str]], mode: Mode) -> list[Json]:
    """The name of each claim in the largest part of its own, larger claims first, where it fits."""
    out: list[Json] = []
    taken: dict[int, list[BaseGeometry]] = {WIDE_PX: [], PHONE_PX: []}
    for area in sorted(areas, key=lambda a: -a.area_km2):
        name, under = labels[area.claim_ids[0]]
        if len(area.claim_ids) > 1 or not under:
            continue
        largest = max(shapely.get_parts(area.geometry), key=lambda p: p.area)
        middle = shapely.maximum_inscribed_circle(largest, tolerance=0.1).coords[0]
        fits = {}
        for width, others in taken.items():
            needed = _room(middle, max(len(name), len(under)), width)
            inside = shapely.box(*BOX).covers(needed)
            fits[width] = inside and not any(needed.intersects(other) for other in others)
            if fits[width]:
                others.append(needed)
        if not fits[WIDE_PX]:
            continue
        out.append(
            {
                "x": round(middle[0], 2), "y": round(middle[1], 2), "showarrow": False,
                **({} if fits[PHONE_PX] else {"name": FOR_WIDE}),
                "text": f"<b>{name}</b><br>{under}", "align": "center", "captureevents": False,
                "font": {"size": 11, "color": colour(mode, "ink")},
                "bgcolor": faded(mode, "paper", 0.72), "borderpad": 2,
            }
        )  # fmt: skip
    return out


def _room(middle: tuple[float, float], letters: int, width_px: int) -> BaseGeometry:
    """The box in degrees that a name of two lines needs in a figure of a width."""
    degree = (BOX[2] - BOX[0]) / width_px
    half_width, half_height = (letters * 6.6 + 8) * degree / 2, 34 * degree * math.cos(0.63) / 2
    x, y = middle
    return shapely.box(x - half_width, y - half_height, x + half_width, y + half_height)


def series_json(
    series: pd.DataFrame,
    cells: Sequence[Cell],
    every: Bucket,
    span: tuple[dt.date, dt.date],
    mode: Mode,
) -> Json:
    """A row of bars for each cell, dead solid and missing light, each on its own scale.

    Args:
        series: the cells by bucket, as `counts_over_time` gives them.
        cells: the rows, in order.
        every: the bucket.
        span: first and last day of the axis.
        mode: light or dark.
    """
    height = series_height(len(cells))
    inner = height - FOOT_PX - 8
    layout = base_layout(mode, height)
    layout |= {"hovermode": "closest", "barmode": "stack", "bargap": 0, "annotations": []}
    layout["xaxis"] = axis(
        mode, type="date", showgrid=False, range=[span[0].isoformat(), span[1].isoformat()],
        anchor=f"y{len(cells) if len(cells) > 1 else ''}", nticks=10, hoverformat="%b %Y",
    )  # fmt: skip
    traces: list[Json] = []
    top = 1.0
    for number, cell in enumerate(cells, start=1):
        top -= GAP_PX / inner
        name = "" if number == 1 else str(number)
        rows = series[series["key"] == cell.key]
        most = int(rows["people"].fillna(0).max()) or 1
        layout[f"yaxis{name}"] = axis(
            mode, domain=[max(0.0, top - ROW_PX / inner), top], side="right",
            tickvals=[0, most], range=[0, 1.06 * most], tickformat=",",
        )  # fmt: skip
        layout["annotations"].append(
            label(mode, f"<b>{cell.label}</b>", 0, top, yshift=1,
                  font={"size": 12, "color": colour(mode, "ink")})
        )  # fmt: skip
        traces += _bars(rows, cell, every, f"y{name}", mode)
        top -= ROW_PX / inner
    return {"data": traces, "layout": layout}


def series_height(rows: int) -> int:
    """The height of the figure over time, px."""
    return max(rows, 1) * (ROW_PX + GAP_PX) + FOOT_PX + 8


def _bars(rows: pd.DataFrame, cell: Cell, every: Bucket, name: str, mode: Mode) -> list[Json]:
    months = bucket_months(every)
    records: list[dict[Any, Any]] = rows.to_dict("records")
    words = [
        f"{bucket_words(row['bucket'].date(), every)}: {_count(row['dead'])} dead, "
        f"{_count(row['missing'])} missing in {row['incidents']:,} "
        f"{'incident' if row['incidents'] == 1 else 'incidents'}"
        + (f", {row['unknown']:,} without a figure" if row["unknown"] else "")
        for row in records
    ]
    middle = [b + pd.Timedelta(days=15.2 * months) for b in rows["bucket"]]
    common = {
        "type": "bar",
        "x": [m.strftime("%Y-%m-%dT%H:%M") for m in middle],
        "width": 27 * months * DAY_MS,
        "yaxis": name,
        "customdata": words,
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    return [
        {
            **common, "uid": f"{part}-{cell.key}", "y": [None if pd.isna(n) else int(n) for n in rows[part]],
            "marker": {"color": colour(mode, part), "line": {"width": 0}},
        }
        for part in ("dead", "missing")
    ]  # fmt: skip


def _count(number: Any) -> str:
    return "unknown" if pd.isna(number) else f"{number:,}"


def bucket_words(first: dt.date, every: Bucket) -> str:
    """A bucket as a reader says it: ``May 2018``, ``2018, second quarter``, ``2018``."""
    if every == "year":
        return str(first.year)
    if every == "quarter":
        quarter = ("first", "second", "third", "fourth")[(first.month - 1) // 3]
        return f"{first.year}, {quarter} quarter"
    return f"{first:%B %Y}"
