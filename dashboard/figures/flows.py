"""Departure, route and arrival of two periods, as bands of one scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from dashboard.figures.routes import base_layout
from dashboard.theme import Mode, colour, faded
from layers.analysis.flows import Flow
from layers.terms import ROUTE_SHORT, country_name

Json = dict[str, Any]
PAD_PX, LARGEST_PX, EDGE_PX = 18, 330, 8
NOT_KNOWN = "Departure not known"


def flow_json(
    flows: Sequence[Flow], side: Literal["now", "before"], largest: int, mode: Mode
) -> Json:
    """The flows of one period, arrivals and interceptions as strands that never meet.

    Args:
        flows: the flows of both periods.
        side: the period to draw.
        largest: the persons of the larger period; both are drawn to its scale.
        mode: light or dark.
    """
    drawn = [f for f in flows if getattr(f, side)]
    names: list[str] = []
    colours: list[str] = []
    places: dict[tuple[str, ...], int] = {}

    def node(key: tuple[str, ...], name: str, token: str) -> int:
        if key not in places:
            places[key] = len(names)
            names.append(name)
            colours.append(colour(mode, token))
        return places[key]

    links: Json = {"source": [], "target": [], "value": [], "color": [], "customdata": []}
    for flow in drawn:
        persons = int(getattr(flow, side))
        returned = flow.measure == "interception"
        unit = "interceptions" if returned else "arrivals"
        start = (
            node(
                ("from", flow.departure or ""),
                f"{country_name(flow.departure)}, intercepted",
                "place",
            )
            if returned
            else node(("from",), NOT_KNOWN, "missing")
        )
        # The unit of a strand stands once on it, where there is room on a phone too.
        short = ROUTE_SHORT[flow.route]
        middle = node(
            ("by", flow.route, unit), short if returned else f"{short}, {unit}", flow.route
        )
        to = (
            node(("back", flow.departure or ""), f"returned by {country_name(flow.departure)}",
                 "ink-3")
            if returned
            else node(("to", flow.arrival or ""), country_name(flow.arrival), "place")
        )  # fmt: skip
        for source, target in ((start, middle), (middle, to)):
            links["source"].append(source)
            links["target"].append(target)
            links["value"].append(persons)
            links["color"].append(faded(mode, flow.route, 0.22 if returned else 0.5))
            links["customdata"].append(f"{said(flow, side)} {unit}")
    total = sum(int(getattr(f, side)) for f in drawn)
    height = figure_height(flows)
    layout = base_layout(mode, height)
    layout["margin"] = {"l": 4, "r": 4, "t": EDGE_PX, "b": EDGE_PX}
    inner = height - 2 * EDGE_PX
    used = LARGEST_PX * total / largest + PAD_PX * max(_columns(drawn)) if largest else 0
    trace = {
        "type": "sankey",
        "uid": f"flows-{side}",
        "arrangement": "fixed",
        # One scale for both periods: the smaller takes less of the height.
        "domain": {"x": [0, 1], "y": [max(0, 1 - used / inner), 1]},
        "node": {
            "label": names,
            "color": colours,
            "pad": PAD_PX,
            "thickness": 9,
            "line": {"width": 0},
            "hovertemplate": "%{label}: %{value:,}<extra></extra>",
        },
        "link": {**links, "hovertemplate": "%{customdata}<extra></extra>"},
        "textfont": {"size": 12, "color": colour(mode, "ink"), "shadow": "none"},
    }
    return {"data": [trace] if drawn else [], "layout": layout}


def figure_height(flows: Sequence[Flow]) -> int:
    """The height of both figures, in px."""
    spaces = [max(_columns([f for f in flows if getattr(f, s)])) for s in ("now", "before")]
    return LARGEST_PX + PAD_PX * max(spaces) + 2 * EDGE_PX


def _columns(flows: Sequence[Flow]) -> tuple[int, int, int]:
    """The spaces between the nodes of each of the three columns."""
    returned = [f for f in flows if f.measure == "interception"]
    arrived = [f for f in flows if f.measure != "interception"]
    first = {f.departure for f in returned} | ({"?"} if arrived else set())
    middle = {(f.route, f.measure) for f in flows}
    last = {("back", f.departure) for f in returned} | {("to", f.arrival) for f in arrived}
    return len(first) - 1, len(middle) - 1, len(last) - 1


def said(flow: Flow, side: Literal["now", "before"]) -> str:
    """The persons of a flow with what is unknown: ``at least 1,204``, ``unknown``."""
    persons, unknown = getattr(flow, side), getattr(flow, f"unknown_{side}")
    if persons is None:
        return "unknown"
    return f"at least {persons:,}" if unknown else f"{persons:,}"
