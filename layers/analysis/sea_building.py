"""From a coast to the water that is searched, and to the corners of land that see each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from layers.analysis.sea_plane import Floats, from_plane, planar

Box = tuple[float, float, float, float]
Indices = npt.NDArray[np.int32]

AWAY_M = 1.0  # a corner stands this far off its land, so that a line along the shore is clear
_AT_ONCE = 200_000
_LEAST = 0.1  # of the strip, that is kept at every place whatever is simplified
_SHARES = (0.5, 0.25, 0.75, 0.125, 0.375, 0.625, 0.875)


@dataclass(frozen=True)
class Margin:
    """How far paths keep off the land, in metres of the plane, and how coarse that line may be.

    Attributes:
        keep_off_m: the width of the strip along every shore that no path enters.
        tolerance_m: how far the outer line of the strip may be simplified; less than nine tenths
            of the strip, so that no land ever sticks out of it.
        box: west, south, east, north where this margin holds; None for everywhere else.
    """

    keep_off_m: float
    tolerance_m: float
    box: Box | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.tolerance_m < 0.9 * self.keep_off_m:
            raise ValueError(
                f"tolerance_m {self.tolerance_m}: expected less than nine tenths of keep_off_m "
                f"{self.keep_off_m}, or land would stick out of its strip"
            )


def navigable(
    land: BaseGeometry, frame: Box, afloat: tuple[float, float], margins: Sequence[Margin]
) -> Polygon:
    """The one body of water in which `afloat` lies, in the plane, without a strip along the shore.

    Lakes, lagoons and seas that are not joined to it within `frame` count as land. Corners are
    whole metres, the outer ring is anticlockwise.

    Args:
        land: WGS84.
        frame: west, south, east, north; what is searched is the rectangle of the plane around it.
        afloat: longitude, latitude of a position in the water that is meant.
        margins: the first holds everywhere, the others in their boxes.

    Raises:
        ValueError: if `afloat` is on land or in the strip along the shore, or a margin after the
            first has no box.
    """
    area = shapely.box(*planar(shapely.box(*frame)).bounds)
    wide = shapely.transform(shapely.segmentize(area, 1e5), from_plane).buffer(0.5).bounds
    ground = shapely.make_valid(planar(shapely.clip_by_rect(land, *wide)))
    everywhere, *closer = margins
    dry = _strip(ground, everywhere)
    for margin in closer:
        if margin.box is None:
            raise ValueError(f"margins {margins}: expected a box for each but the first")
        zone = planar(shapely.box(*margin.box))
        near = shapely.intersection(ground, shapely.buffer(zone, 2 * margin.keep_off_m))
        inside = shapely.intersection(_strip(near, margin), zone)
        dry = shapely.union(shapely.difference(dry, zone), inside)
    water = shapely.difference(area, dry)
    water = shapely.set_precision(water, 1.0)
    meant = planar(shapely.Point(afloat))
    for part in shapely.get_parts(water):
        if part.contains(meant):
            return shapely.orient_polygons(part)
    raise ValueError(f"afloat {afloat}: there is no open water")


def _strip(land: BaseGeometry, margin: Margin) -> BaseGeometry:
    grown = shapely.buffer(land, margin.keep_off_m, quad_segs=2)
    strip = shapely.simplify(grown, margin.tolerance_m)
    # A ring may lose the corner that it begins at too, beyond the tolerance; land is put back.
    least = _LEAST * margin.keep_off_m
    bare = shapely.difference(shapely.buffer(land, least, quad_segs=1), strip)
    return shapely.union(strip, shapely.buffer(bare, least, quad_segs=1))


@dataclass(frozen=True, eq=False)
class Corners:
    """Where a taut line may turn: the corners at which the shore gives way, in the plane.

    Attributes:
        xy: (n, 2), each a metre off its land.
        before: (n, 2), from the corner to the one before it on its shore.
        after: (n, 2), from the corner to the one after it.
    """

    xy: Floats
    before: Floats
    after: Floats

    def __len__(self) -> int:
        return len(self.xy)

    def grazed(
        self, lines: Floats, which: npt.NDArray[np.integer] | slice
    ) -> npt.NDArray[np.bool_]:
        """Whether a line of each direction through its corner leaves the land on one side.

        Only such lines are parts of a shortest path: at any other a shorter one cuts the corner.
        """
        before, after = self.before[which], self.after[which]
        one = lines[:, 0] * before[:, 1] - lines[:, 1] * before[:, 0]
        other = lines[:, 0] * after[:, 1] - lines[:, 1] * after[:, 0]
        grazing: npt.NDArray[np.bool_] = one * other >= 0
        return grazing


def corners(water: Polygon) -> Corners:
    """The corners of the land around `water`; always in the same order for the same water.

    The outer frame has none: nothing is behind it.
    """
    west, south, east, north = water.bounds
    found = []
    for ring in shapely.get_rings(shapely.orient_polygons(water)):
        at = shapely.get_coordinates(ring)[:-1]
        side = _unit(np.roll(at, -1, axis=0) - at)
        # The water is on the left: where the ring turns right, the land sticks out.
        turns = np.roll(side, 1, axis=0)
        juts = turns[:, 0] * side[:, 1] - turns[:, 1] * side[:, 0] < 0
        inside = (at > (west, south)).all(axis=1) & (at < (east, north)).all(axis=1)
        left = side + turns
        off = at + AWAY_M * _unit(np.column_stack([-left[:, 1], left[:, 0]]))
        before, after = np.roll(off, 1, axis=0) - off, np.roll(off, -1, axis=0) - off
        found.append(np.column_stack([off, before, after])[juts & inside])
    every = np.concatenate(found)
    return Corners(every[:, :2], every[:, 2:4], every[:, 4:])


def _unit(lines: Floats) -> Floats:
    return np.asarray(lines / np.maximum(np.hypot(lines[:, 0], lines[:, 1]), 1e-9)[:, None])


def ground(water: Polygon) -> BaseGeometry:
    """Everything around the water within a wide frame, prepared: what a line must not meet."""
    west, south, east, north = water.bounds
    wide = shapely.box(west - 1e6, south - 1e6, east + 1e6, north + 1e6)
    dry = shapely.difference(wide, water)
    shapely.prepare(dry)
    return dry


def clear(dry: BaseGeometry, starts: Floats, ends: Floats) -> npt.NDArray[np.bool_]:
    """Whether the straight line of each pair meets no land; one of the two may be single."""
    starts, ends = np.broadcast_arrays(starts, ends)
    free = np.ones(len(starts), dtype=bool)
    # Where a point on the line is ashore the line is blocked, and a point is asked ten times sooner.
    for share in _SHARES:
        left = np.flatnonzero(free)
        at = starts[left] + share * (ends[left] - starts[left])
        free[left] = ~shapely.intersects_xy(dry, at[:, 0], at[:, 1])
    left = np.flatnonzero(free)
    for first in range(0, len(left), _AT_ONCE):
        part = left[first : first + _AT_ONCE]
        lines = shapely.linestrings(np.stack([starts[part], ends[part]], axis=1))
        free[part] = ~shapely.intersects(dry, lines)
    return free


def seeing(at: Corners, dry: BaseGeometry) -> Indices:
    """The pairs of corners, (m, 2), between which a taut line may run: the tangent visibility graph.

    The lower index first, in order. De Berg et al. 2008, Computational Geometry, chapter 15,
    doi:10.1007/978-3-540-77974-2.
    """
    pairs: list[Indices] = []
    waiting: list[Indices] = []
    held = 0
    for one in range(len(at)):
        lines = at.xy[one + 1 :] - at.xy[one]
        near = at.grazed(lines, np.full(len(lines), one))
        others = one + 1 + np.flatnonzero(near)
        others = others[at.grazed(lines[near], others)]
        waiting.append(np.column_stack([np.full(len(others), one), others]).astype("int32"))
        held += len(others)
        if held >= _AT_ONCE or one == len(at) - 1:
            asked = np.concatenate(waiting)
            pairs.append(asked[clear(dry, at.xy[asked[:, 0]], at.xy[asked[:, 1]])])
            waiting, held = [], 0
    return np.concatenate(pairs) if pairs else np.empty((0, 2), dtype="int32")
