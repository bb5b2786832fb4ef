"""The countries of departure on a small map of coasts: where interceptions grew or shrank."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.figures.flows import changed
from dashboard.figures.routes import axis, base_layout
from dashboard.theme import Mode, colour
from layers.analysis.flows import Departures
from layers.terms import country_name

Json = dict[str, Any]
# West, south, east, north: from the Canaries to the Levant; further south where a mark lies there.
BOX = (-19.0, 26.5, 37.0, 43.5)
# Width by height; a narrow screen gets less height and not less of the map.
RATIO = 2.8
SYMBOLS = {
    "growing": "triangle-up",
    "shrinking": "triangle-down",
    "unchanged": "circle",
    "not known": "circle-open",
}


def departures_json(
    found: Sequence[Departures],
    places: Mapping[str, tuple[float, float]],
    land: Sequence[Sequence[tuple[float, float]]],
    mode: Mode,
) -> Json:
    """Countries that return people, by what they returned; triangles say up or down.

    Args:
        found: what is known of each country.
        places: (longitude, latitude) of each country's embarkation coast.
        land: the outlines of the coasts.
        mode: light or dark.
    """
    shown = [d for d in found if d.country in places]
    layout = base_layout(mode, 380)
    layout["margin"] = {"l": 0, "r": 0, "t": 0, "b": 0}
    layout["hovermode"] = "closest"
    layout["meta"] = {"ratio": RATIO}
    west, south, east, north = BOX
    south = min([south, *(places[d.country][1] - 2 for d in shown)])
    bare = {"visible": False, "fixedrange": True}
    layout["xaxis"] = axis(mode, range=[west, east], **bare)
    # Degrees of longitude are shorter than those of latitude, by the cosine of the middle.
    layout["yaxis"] = axis(
        mode, range=[south, north], scaleanchor="x", constrain="domain",
        scaleratio=round(1 / math.cos(math.radians(33)), 3), **bare,
    )  # fmt: skip
    # Rings are parted by a gap: one trace draws them all.
    xs: list[float | None] = []
    ys: list[float | None] = []
    for ring in land:
        xs += [*(p[0] for p in ring), None]
        ys += [*(p[1] for p in ring), None]
    coast = {
        "type": "scatter", "mode": "lines", "uid": "land", "x": xs, "y": ys, "fill": "toself",
        "fillcolor": colour(mode, "hairline"), "line": {"width": 0}, "hoverinfo": "skip",
    }  # fmt: skip
    marks = {
        "type": "scatter",
        "mode": "markers+text",
        "uid": "departures",
        "x": [places[d.country][0] for d in shown],
        "y": [places[d.country][1] for d in shown],
        "text": [f"<b>{country_name(d.country)}</b><br>{change_words(d)}" for d in shown],
        "textposition": _sides([places[d.country] for d in shown]),
        "textfont": {"size": 12, "color": colour(mode, "ink")},
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "symbol": [SYMBOLS[d.direction] for d in shown],
            "size": [_size(d) for d in shown],
            "color": [
                colour(mode, d.returned.route if d.returned else "ink-3") for d in shown
            ],
            "line": {"width": 1.5, "color": colour(mode, "paper")},
            "opacity": 1,
        },
    }  # fmt: skip
    return {"data": [coast, marks], "layout": layout}


def change_words(found: Departures) -> str:
    """How the interceptions of a country changed, in a few words."""
    flow = found.returned
    if flow is None:
        return "no interception figures"
    if flow.change is None or flow.base is None:
        return "change not known"
    return changed(flow)


def _sides(places: Sequence[tuple[float, float]]) -> list[str]:
    """Below and above in turn from west to east, so that neighbours do not meet.

    Never above in the north, where the frame is near.
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    above = {i for n, i in enumerate(order) if n % 2 and places[i][1] < 36}
    return ["top center" if i in above else "bottom center" for i in range(len(places))]


def _size(found: Departures) -> float:
    flow = found.returned
    most = max(flow.now or 0, flow.before or 0) if flow else 0
    return 8 + min(26, math.sqrt(most) / 9)
