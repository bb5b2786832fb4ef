"""Deaths per crossing of each route with its band, on one scale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.figures.routes import axis, base_layout
from dashboard.theme import Mode, colour
from layers.analysis.rates import Rate
from layers.terms import ROUTE_SHORT

Json = dict[str, Any]
ROW_PX = 40


def rates_json(rates: Mapping[str, Rate], mode: Mode) -> Json:
    """A mark for the rate of each route and a line for its band; hollow where there is no band.

    Args:
        rates: the rate of each route, in reading order.
        mode: light or dark.
    """
    shown = {r: rate for r, rate in rates.items() if rate.value is not None}
    layout = base_layout(mode, ROW_PX * max(len(shown), 1) + 36)
    layout["margin"] = {"l": 76, "r": 16, "t": 4, "b": 28}
    layout["hovermode"] = "closest"
    layout["xaxis"] = axis(mode, rangemode="tozero", ticksuffix=" %", nticks=6, zeroline=True)
    layout["yaxis"] = axis(
        mode, showgrid=False, zeroline=False, autorange="reversed",
        tickfont={"size": 12, "color": colour(mode, "ink")},
    )  # fmt: skip
    return {"data": [_mark(r, rate, mode) for r, rate in shown.items()], "layout": layout}


def _mark(route: str, rate: Rate, mode: Mode) -> Json:
    value = 100 * (rate.value or 0)
    band = rate.band
    ends = [100 * band.high - value, value - 100 * band.low] if band else [0, 0]
    words = f"{value:.2f} %"
    words += f" ({100 * band.low:.2f} to {100 * band.high:.2f})" if band else ", no band"
    return {
        "type": "scatter",
        "mode": "markers",
        "uid": f"rate-{route}",
        "name": ROUTE_SHORT[route],
        "x": [round(value, 4)],
        "y": [ROUTE_SHORT[route]],
        "error_x": {
            "type": "data", "symmetric": False, "array": [round(ends[0], 4)],
            "arrayminus": [round(ends[1], 4)], "thickness": 3, "width": 0,
            "color": colour(mode, route), "visible": band is not None,
        },
        "marker": {
            "size": 11,
            "symbol": "circle" if band else "circle-open",
            "color": colour(mode, route),
            "line": {"width": 2, "color": colour(mode, "paper" if band else route)},
        },
        "hovertemplate": f"{ROUTE_SHORT[route]}: {words}<extra></extra>",
    }  # fmt: skip
