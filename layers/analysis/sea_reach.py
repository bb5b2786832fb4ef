"""What can be reached over water within some hours, as areas.

The length of the shortest way to a point is that to the last corner of land on it, plus a straight
line. So a grid is laid over the water; Dijkstra's algorithm, begun at every corner at once with
its exact length, tells which corner is the last for each node; the length of the node is then
computed exactly. The outline of an area is the contour of these lengths.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from layers.analysis import sea_building as building
from layers.analysis.sea_graph import Afloat, SeaGraph, Tree
from layers.analysis.sea_plane import Floats, from_plane, metres, to_plane
from layers.errors import SelectionError
from layers.geometry import BASIN, earth_centred_km, least_distances_m
from layers.units import METRES_PER_NAUTICAL_MILE

MOST_HOURS = 72.0
NODES = 8_000  # of the grid, land included
_SAMPLES = 40  # along a line that is looked at for land
# Half-way first: what has land on it is soon known, and looked at no more.
_SHARES = sorted((np.arange(_SAMPLES) + 0.5) / _SAMPLES, key=lambda share: abs(share - 0.5))
_EARLIER = 4
_STEPS = np.array([(1, 0), (0, 1), (1, 1), (1, -1)])  # the four of a node's eight neighbours
_FAR_M = 3_500_000.0  # beyond it the whole plane is looked at
_GEOD = Geod(ellps="WGS84")

Nodes = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]


def reach_areas(
    graph: SeaGraph, start: Afloat, hours: Sequence[float], knots: float
) -> list[tuple[float, BaseGeometry]]:
    """The area of each of `hours`, WGS84, shortest first; each lies in every longer one.

    Raises:
        SelectionError: if there is no hour, or one is not above 0 and at most 72.
    """
    if not len(hours):
        raise SelectionError("hours", hours, "expected at least one number")
    for hour in hours:
        if not (math.isfinite(hour) and 0 < hour <= MOST_HOURS):
            raise SelectionError(
                "hours", hour, f"expected more than 0 and at most {MOST_HOURS:g} each"
            )
    tree = graph.tree(start.at, max(hours) * knots * METRES_PER_NAUTICAL_MILE)
    basin = shapely.box(*BASIN)
    found: list[tuple[float, BaseGeometry]] = []
    inner: BaseGeometry = shapely.Polygon()
    for hour in sorted({float(h) for h in hours}):
        left = hour * knots * METRES_PER_NAUTICAL_MILE - start.moved_m
        area = _area(graph, start.at, tree, left) if left > 0 else shapely.Polygon()
        # Each has a grid of its own size: at a coast a coarser one may miss a bay.
        if not basin.contains(shapely.box(*area.bounds)) and not area.is_empty:
            area = shapely.intersection(area, basin)
        inner = area if inner.is_empty else shapely.union(inner, area)
        found.append((hour, inner))
    return found


def reach_notes(areas: Sequence[tuple[float, BaseGeometry]]) -> tuple[str, ...]:
    """Sentences about areas of reach: which of them end at the edge of the mapped basin."""
    west, south, east, north = BASIN
    cut = []
    for hour, area in areas:
        if area.is_empty:
            continue
        at = area.bounds
        if at[0] <= west or at[1] <= south or at[2] >= east or at[3] >= north:
            cut.append(f"{hour:g}")
    if not cut:
        return ()
    return (f"The area of {', '.join(cut)} hours is cut off at the edge of the mapped basin.",)


@dataclass(frozen=True, eq=False)
class _Grid:
    """Nodes of equal step in the plane, row by row from the south-west."""

    x: Floats
    y: Floats
    wet: Flags  # (n,) in the searched water
    coastal: Flags  # (n,) land, or with the shore within the cell around it

    @property
    def step(self) -> float:
        return float(self.x[1] - self.x[0])

    @property
    def at(self) -> Floats:
        x, y = np.meshgrid(self.x, self.y)
        return np.column_stack([x.ravel(), y.ravel()])

    def node_of(self, places: Floats) -> Nodes:
        """The node next to each place."""
        column = np.clip(np.rint((places[:, 0] - self.x[0]) / self.step), 0, len(self.x) - 1)
        row = np.clip(np.rint((places[:, 1] - self.y[0]) / self.step), 0, len(self.y) - 1)
        return np.asarray(row * len(self.x) + column, dtype=np.intp)


def _area(graph: SeaGraph, start: Floats, tree: Tree, reach_m: float) -> BaseGeometry:
    window = _window(graph, start, reach_m)
    water = shapely.clip_by_rect(graph.water, *window)
    grid = _grid(graph, water, window)
    lengths = _lengths(graph, grid, start, tree, reach_m)
    outline = _within(grid, _filled(grid, lengths), reach_m)
    try:
        shape = shapely.intersection(outline, water)
    except shapely.errors.GEOSException:  # rings that touch themselves; rare, and dear to look for
        shape = shapely.intersection(shapely.make_valid(outline), shapely.make_valid(water))
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
    wide = shapely.MultiPolygon(parts)
    return _valid(shapely.transform(shapely.segmentize(wide, 40_000.0), from_plane))


def _valid(shape: BaseGeometry) -> BaseGeometry:
    return shape if shape.is_valid else shapely.make_valid(shape)


def _window(graph: SeaGraph, start: Floats, reach_m: float) -> tuple[float, float, float, float]:
    """West, south, east, north in the plane around everything within reach."""
    west, south, east, north = graph.water.bounds
    if reach_m < _FAR_M:
        longitude, latitude = from_plane(start[None])[0]
        ways = np.arange(0.0, 360.0, 10.0)
        full = np.full(len(ways), reach_m * 1.03)
        lon, lat, _ = _GEOD.fwd(np.full(len(ways), longitude), np.full(len(ways), latitude),
                                ways, full)  # fmt: skip
        ring = to_plane(np.column_stack([lon, lat]))
        west, south = np.maximum(ring.min(axis=0), (west, south))
        east, north = np.minimum(ring.max(axis=0), (east, north))
    return float(west), float(south), float(east), float(north)


def _grid(graph: SeaGraph, water: BaseGeometry, window: tuple[float, ...]) -> _Grid:
    west, south, east, north = window
    step = max(math.sqrt((east - west) * (north - south) / NODES), 1.0)
    x: Floats = west + step * np.arange(math.ceil((east - west) / step) + 1, dtype="float64")
    y: Floats = south + step * np.arange(math.ceil((north - south) / step) + 1, dtype="float64")
    grid = _Grid(x, y, np.empty(0, bool), np.empty(0, bool))
    at = grid.at
    wet = ~shapely.intersects_xy(graph.dry, at[:, 0], at[:, 1])
    coastal = ~wet
    shore = shapely.segmentize(shapely.boundary(water), step / 2)
    coastal[grid.node_of(shapely.get_coordinates(shore))] = True
    return _Grid(x, y, wet, coastal)


def _lengths(graph: SeaGraph, grid: _Grid, start: Floats, tree: Tree, reach_m: float) -> Floats:
    """Geodesic metres of the way to each node; infinite where none was found."""
    at = grid.at
    last = _last_corners(graph, grid, at, start, tree, reach_m)
    # The place itself counts as one more corner, at the end of the list, of length zero.
    itself = len(tree.before)
    corners = np.concatenate([graph.corners.xy, start[None]])
    length = np.append(tree.metres, 0.0)
    before = np.append(np.where(tree.before < 0, itself, tree.before), itself)
    nodes = np.flatnonzero(last >= -1)
    via = np.where(last[nodes] < 0, itself, last[nodes])
    via[_looks_clear(grid, np.broadcast_to(start, (len(nodes), 2)), at[nodes])] = itself
    # The steps of the grid are longer than the way: an earlier corner may be the last one too.
    open_ = np.flatnonzero(via != itself)
    for _ in range(_EARLIER):
        ahead = before[via[open_]]
        seen = _looks_clear(grid, corners[ahead], at[nodes[open_]])
        open_, ahead = open_[seen], ahead[seen]
        via[open_] = ahead
        open_ = open_[ahead != itself]
    found = np.full(len(at), np.inf)
    found[nodes] = length[via] + metres(corners[via], at[nodes])
    return found


def _last_corners(
    graph: SeaGraph, grid: _Grid, at: Floats, start: Floats, tree: Tree, reach_m: float
) -> Nodes:
    """The last corner on the way to each node; -1 is the place itself, -2 not reached."""
    from scipy.sparse import csr_array  # noqa: PLC0415 (never at a start)
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

    one, other, length = _moves(graph, grid, at)
    seeds = _seeds(graph, grid, at, start, tree, reach_m)
    size = len(at)
    network = csr_array(
        (
            np.concatenate([length, length, seeds[1]]),
            (
                np.concatenate([one, other, np.full(len(seeds[0]), size)]),
                np.concatenate([other, one, seeds[0]]),
            ),
        ),
        shape=(size + 1, size + 1),
    )
    found, before = dijkstra(network, indices=size, return_predecessors=True, limit=1.2 * reach_m)
    corner = np.full(size + 1, -2)
    corner[seeds[0]] = seeds[2]
    # Each node points to the one before it; doubling the jumps ends at the seeds.
    jump = np.where((before == size) | (before < 0), np.arange(size + 1), before)
    for _ in range(int(math.log2(size + 2)) + 1):
        jump = jump[jump]
    last = corner[jump[:size]]
    last[~np.isfinite(found[:size])] = -2
    return np.asarray(last)


def _moves(graph: SeaGraph, grid: _Grid, at: Floats) -> tuple[Nodes, Nodes, Floats]:
    """Pairs of neighbouring nodes that see each other, and the metres between them."""
    width, height = len(grid.x), len(grid.y)
    index = np.arange(width * height).reshape(height, width)
    ones, others = [], []
    for right, up in _STEPS:
        a = index[max(0, -up) : height - max(0, up), : width - right]
        b = index[max(0, up) : height - max(0, -up), right:]
        ones.append(a.ravel())
        others.append(b.ravel())
    one, other = np.concatenate(ones), np.concatenate(others)
    wet = grid.wet[one] & grid.wet[other]
    one, other = one[wet], other[wet]
    close = grid.coastal[one] | grid.coastal[other]
    free = np.ones(len(one), dtype=bool)
    lines = shapely.linestrings(np.stack([at[one[close]], at[other[close]]], axis=1))
    free[close] = ~shapely.intersects(graph.dry, lines)  # short and mostly clear: asked at once
    one, other = one[free], other[free]
    # Only which corner is the last depends on these; over one step they are right to a millionth.
    centred = earth_centred_km(from_plane(at))
    return one, other, least_distances_m(centred[one], centred[other])


def _seeds(
    graph: SeaGraph, grid: _Grid, at: Floats, start: Floats, tree: Tree, reach_m: float
) -> tuple[Nodes, Floats, Nodes]:
    """Nodes next to corners, the metres of the way to them, and the corner (-1 the place)."""
    corners = graph.corners.xy
    inside = (corners >= at[0]).all(axis=1) & (corners <= at[-1]).all(axis=1)
    which = np.flatnonzero(inside & (tree.metres < reach_m))
    places = np.concatenate([corners[which], np.repeat(start[None], 9, axis=0)])
    which = np.append(which, np.full(9, -1))
    length = np.append(tree.metres[which[:-9]], np.zeros(9))
    node = grid.node_of(places)
    around = grid.step * np.array([(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)])
    node[-9:] = grid.node_of(start + around)
    node_ok = grid.wet[node]
    places, which, length, node = places[node_ok], which[node_ok], length[node_ok], node[node_ok]
    total = length + metres(places, at[node])
    # The best corner of each node is enough; the place itself always stands.
    order = np.lexsort((total, node))
    first = np.append(True, node[order][1:] != node[order][:-1]) if len(order) else order == 0
    keep = order[first]
    free = building.clear(graph.dry, places[keep], at[node[keep]])
    keep = keep[free]
    return node[keep], np.maximum(total[keep], 1e-3), which[keep]


def _looks_clear(grid: _Grid, starts: Floats, ends: Floats) -> Flags:
    """Whether no sampled cell between two places, the cells at the ends apart, has land in it."""
    inside: Flags = np.asarray((starts >= (grid.x[0], grid.y[0])).all(axis=1))
    inside &= (starts <= (grid.x[-1], grid.y[-1])).all(axis=1)
    free = np.flatnonzero(inside)
    starts, ends = starts[free], ends[free]
    line = ends - starts
    length = np.hypot(line[:, 0], line[:, 1])
    begin, end = grid.node_of(starts), grid.node_of(ends)
    for share in _SHARES:
        node = grid.node_of(starts + share * line)
        away = (share * length > 1.5 * grid.step) & ((1 - share) * length > 1.5 * grid.step)
        met = grid.coastal[node] & away | (~grid.wet[node] & (node != end) & (node != begin))
        left = np.flatnonzero(~met)
        if len(left) < len(free):
            free, starts, line, length = free[left], starts[left], line[left], length[left]
            begin, end = begin[left], end[left]
    found: Flags = np.zeros_like(inside)
    found[free] = True
    return found


def _filled(grid: _Grid, lengths: Floats) -> Floats:
    """The lengths with land near the water filled in, so that a contour runs through it."""
    field = lengths.reshape(len(grid.y), len(grid.x))
    for _ in range(2):
        wide = np.pad(field, 1, constant_values=np.inf)
        near = np.minimum.reduce(
            [wide[1 + dy : wide.shape[0] - 1 + dy, 1 + dx : wide.shape[1] - 1 + dx]
             for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
        )  # fmt: skip
        field = np.where(np.isfinite(field), field, near + grid.step)
    return field


def _within(grid: _Grid, field: Floats, reach_m: float) -> BaseGeometry:
    """Where the lengths are at most `reach_m`, in the plane."""
    from contourpy import FillType, contour_generator  # noqa: PLC0415 (never at a start)

    # The rim of the window is beyond reach, or the edge of what is searched.
    high = np.where(np.isfinite(field), field, reach_m + 3 * grid.step)
    lines = contour_generator(
        grid.x, grid.y, np.minimum(high, 4 * reach_m), fill_type=FillType.OuterOffset
    )
    filled: Any = lines.filled(-1.0, reach_m)
    shapes = []
    for ring, ends in zip(*filled, strict=True):
        parts = [ring[a:b] for a, b in pairwise(ends)]
        shapes.append(shapely.Polygon(parts[0], parts[1:]))
    return shapely.MultiPolygon(shapes)
