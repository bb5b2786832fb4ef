"""Departure, route and arrival of two periods, as bands of one scale."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dashboard.figures.routes import base_layout
from dashboard.theme import Mode, colour, faded
from layers.analysis.flows import Flow
from layers.terms import ROUTE_SHORT, country_name

Json = dict[str, Any]
PAD_PX, LARGEST_PX, EDGE_PX = 18, 330, 8
NOT_KNOWN = "Departure not known"
Side = Literal["now", "before"]
Key = tuple[str, ...]
# Western and Atlantic both end in Spain: side by side their strands do not cross others.
_ORDER = ("western", "atlantic", "central", "eastern")
_ACROSS = (0.001, 0.5, 0.999)
# From so many persons on a change is told as a share, and up to so many times.
LEAST_BASE, MOST_PERCENT = 25, 3


def flow_json(flows: Sequence[Flow], side: Side, months: int, largest: float, mode: Mode) -> Json:
    """The flows of one period, arrivals and interceptions as strands that never meet.

    Args:
        flows: the flows of both periods.
        side: the period to draw.
        months: how many months it has.
        largest: the persons, or persons a month, of the larger period; both are drawn to its scale.
        mode: light or dark.
    """
    # Both periods have one order, so that an eye finds a strand again.
    drawn = sorted(
        (f for f in flows if drawn_persons(f, side, months)),
        key=lambda f: (f.measure == "interception", _ORDER.index(f.route)),
    )
    nodes: dict[Key, Node] = {}
    links: Json = {"source": [], "target": [], "value": [], "color": [], "customdata": []}
    for flow in drawn:
        persons = drawn_persons(flow, side, months)
        returned = flow.measure == "interception"
        unit = "interceptions" if returned else "arrivals"
        ends = []
        for column, (key, name, token) in enumerate(_nodes(flow, unit)):
            node = nodes.setdefault(key, Node(len(nodes), column, name, token))
            node.persons += persons
            ends.append(node.place)
        for source, target in itertools.pairwise(ends):
            links["source"].append(source)
            links["target"].append(target)
            links["value"].append(persons)
            links["color"].append(faded(mode, flow.route, 0.22 if returned else 0.5))
            monthly = f", {persons:,.0f} a month" if flow.is_monthly else ""
            links["customdata"].append(f"{said(flow, side)}{monthly} {unit}")
    total = sum(drawn_persons(f, side, months) for f in drawn)
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
            "label": [n.name for n in nodes.values()],
            "color": [colour(mode, n.token) for n in nodes.values()],
            "x": [_ACROSS[n.column] for n in nodes.values()],
            "y": _heights([*nodes.values()], used, LARGEST_PX / largest if largest else 0),
            "pad": PAD_PX,
            "thickness": 9,
            "line": {"width": 0},
            "hovertemplate": "%{label}: %{value:,.0f}<extra></extra>",
        },
        "link": {**links, "hovertemplate": "%{customdata}<extra></extra>"},
        "textfont": {"size": 12, "color": colour(mode, "ink"), "shadow": "none"},
    }
    return {"data": [trace] if drawn else [], "layout": layout}


@dataclass
class Node:
    """One end of strands: where it is drawn, and how many persons pass it."""

    place: int
    column: int
    name: str
    token: str
    persons: float = 0.0


def _nodes(flow: Flow, unit: str) -> list[tuple[Key, str, str]]:
    """The three nodes of a flow, from left to right: key, name and colour."""
    short, leaves = ROUTE_SHORT[flow.route], flow.departure or ""
    # The unit of a strand stands once on it, where there is room on a phone too.
    if flow.measure == "interception":
        country = country_name(flow.departure)
        return [
            (("from", leaves), f"{country}, intercepted", "place"),
            (("by", flow.route, unit), short, flow.route),
            (("back", leaves), f"returned by {country}", "ink-3"),
        ]
    start = (country_name(leaves), "place") if leaves else (NOT_KNOWN, "missing")
    return [
        (("left", leaves), *start),
        (("by", flow.route, unit), f"{short}, {unit}", flow.route),
        (("to", flow.arrival or ""), country_name(flow.arrival), "place"),
    ]


def _heights(nodes: Sequence[Node], used: float, scale: float) -> list[float]:
    """The middle of each node from the top, as a share of the height that is used."""
    reached = dict.fromkeys(range(3), 0.0)
    out = []
    for node in nodes:
        tall = node.persons * scale
        # Plotly takes a place of exactly 0 for none.
        out.append(round(max((reached[node.column] + tall / 2) / used, 0.001), 4))
        reached[node.column] += tall + PAD_PX
    return out


def drawn_persons(flow: Flow, side: Side, months: int) -> float:
    """The persons of a flow as drawn: a month, where the periods are not the same months."""
    persons, unknown = getattr(flow, side), getattr(flow, f"unknown_{side}")
    if not persons:
        return 0
    return float(persons / (months - unknown)) if flow.is_monthly else float(persons)


def figure_height(flows: Sequence[Flow]) -> int:
    """The height of both figures, in px."""
    spaces = [max(_columns([f for f in flows if getattr(f, s)])) for s in ("now", "before")]
    return LARGEST_PX + PAD_PX * max(spaces) + 2 * EDGE_PX


def _columns(flows: Sequence[Flow]) -> tuple[int, int, int]:
    """The spaces between the nodes of each of the three columns."""
    returned = [f for f in flows if f.measure == "interception"]
    arrived = [f for f in flows if f.measure != "interception"]
    first = {("back", f.departure) for f in returned} | {("to", f.departure) for f in arrived}
    middle = {(f.route, f.measure) for f in flows}
    last = {("back", f.departure) for f in returned} | {("to", f.arrival) for f in arrived}
    return len(first) - 1, len(middle) - 1, len(last) - 1


def said(flow: Flow, side: Side) -> str:
    """The persons of a flow with what is unknown: ``at least 1,204``, ``unknown``."""
    persons, unknown = getattr(flow, side), getattr(flow, f"unknown_{side}")
    if persons is None:
        return "unknown"
    return f"at least {persons:,}" if unknown else f"{persons:,}"


def changed(flow: Flow) -> str:
    """The change of a flow with its share of what was before; words where it is not known."""
    if flow.change is None:
        return "not known"
    persons = f"{flow.change:+,}" if flow.change else "0"
    monthly = " a month" if flow.is_monthly else ""
    share = ""
    if flow.base and flow.base >= LEAST_BASE:
        part = flow.change / flow.base
        share = f" ({1 + part:.0f} times)" if part > MOST_PERCENT else f" ({100 * part:+.0f} %)"
    return (persons + monthly + share).replace("-", "−")
