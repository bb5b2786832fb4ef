"""The graph on which ways over water are searched: corners of land, and which see each other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from layers.analysis import sea_building as building
from layers.analysis.sea_building import Corners, Indices
from layers.analysis.sea_plane import WIDEST, Floats, from_plane, metres, to_plane
from layers.errors import NotAtSea, OutsideBasin, SelectionError
from layers.geometry import BASIN, earth_centred_km, in_basin, least_distances_m

# A position this far from the water that is searched is moved to it; farther inland it is refused.
# The packaged places lie up to 3.9 km away: they are towns, good to 1-3 km.
MOST_MOVED_M = 5_000.0
# A way begins farther off the shore than the corners stand, or it would begin behind them.
_NUDGES_M = (3.0, 10.0, 30.0)
_LEAST_OFF_M = 0.25  # nearer to the shore nothing else may be seen


@dataclass(frozen=True, eq=False)
class Afloat:
    """A position, and the place in the searched water from which its ways begin.

    Attributes:
        longitude: degrees, of the position.
        latitude: degrees.
        ashore: (2,) the position in the plane.
        at: (2,) where the search begins: the position itself, or the nearest searched water.
        moved_m: geodesic metres between the two; zero in open water.
    """

    longitude: float
    latitude: float
    ashore: Floats
    at: Floats
    moved_m: float


@dataclass(frozen=True, eq=False)
class Tree:
    """The shortest ways from one place to every corner.

    Attributes:
        metres: (n,) geodesic length to each corner, without the leg to a position ashore.
        before: (n,) the corner before each on its way; -1 where it is seen from the place itself.
    """

    metres: Floats
    before: Indices

    def corners_to(self, corner: int) -> list[int]:
        """The corners on the way to `corner`, which is the last; in order from the place."""
        way = [corner]
        while (corner := int(self.before[corner])) >= 0:
            way.append(corner)
        return way[::-1]


@dataclass(frozen=True, eq=False)
class SeaGraph:
    """The searched water, and the pairs of its corners between which a shortest way may run.

    Attributes:
        water: one polygon of the plane (`sea_plane`), from `sea_building.navigable`.
        pairs: (m, 2) indices of corners, from `sea_building.seeing`.
        lengths: (m,) geodesic metres of each pair.
    """

    water: Polygon
    pairs: Indices
    lengths: Floats

    @classmethod
    def over(cls, water: Polygon) -> SeaGraph:
        """The graph of a body of water; minutes for a whole sea, which is why one is packaged."""
        at = building.corners(water)
        pairs = building.seeing(at, building.ground(water))
        return cls(water, pairs, metres(at.xy[pairs[:, 0]], at.xy[pairs[:, 1]]))

    @cached_property
    def corners(self) -> Corners:
        """The corners of the land around the water."""
        return building.corners(self.water)

    @cached_property
    def dry(self) -> BaseGeometry:
        """All that is not searched: land, the strip along it, other waters."""
        return building.ground(self.water)

    @cached_property
    def _shore(self) -> shapely.STRtree:
        rings = [shapely.get_coordinates(r) for r in shapely.get_rings(self.water)]
        return shapely.STRtree(
            np.concatenate([shapely.linestrings(np.stack([r[:-1], r[1:]], axis=1)) for r in rings])
        )

    @cached_property
    def _links(self) -> tuple[Indices, Indices, Floats]:
        """Row pointers, columns and lengths of the graph in both directions (CSR)."""
        size = len(self.corners)
        start = np.concatenate([self.pairs[:, 0], self.pairs[:, 1]])
        end = np.concatenate([self.pairs[:, 1], self.pairs[:, 0]])
        length = np.concatenate([self.lengths, self.lengths])
        order = np.argsort(start, kind="stable")
        first = np.searchsorted(start[order], np.arange(size + 1)).astype("int32")
        return first, end[order].astype("int32"), length[order]

    @cached_property
    def _centred(self) -> Floats:
        return earth_centred_km(from_plane(self.corners.xy))

    def at_least(self, place: Floats, which: npt.NDArray[np.integer]) -> Floats:
        """Metres that each of some corners is away from a place at the least, nearly exact."""
        here = earth_centred_km(from_plane(place[None]))[0]
        return least_distances_m(here, self._centred[which])

    def neighbours(self, corner: int) -> tuple[Indices, Floats]:
        """The corners that a corner is joined to, and the metres to each."""
        first, end, length = self._links
        part = slice(int(first[corner]), int(first[corner + 1]))
        return end[part], length[part]

    def afloat(self, longitude: float, latitude: float) -> Afloat:
        """Where a way from a position begins.

        Raises:
            SelectionError: if a number is no longitude or latitude.
            NotAtSea: if it is outside the basin, or too far from the water that is searched.
        """
        longitude, latitude = checked(longitude, latitude)
        if not bool(in_basin(longitude, latitude)):
            west, south, east, north = BASIN
            reason = (
                f"ways over water are known from longitude {west:g} to {east:g} and latitude "
                f"{south:g} to {north:g}"
            )
            raise OutsideBasin(longitude, latitude, reason)
        ashore = to_plane(np.array([[longitude, latitude]]))[0]
        close = self._shore.query(shapely.Point(ashore), "dwithin", 0.9 * _NUDGES_M[0])
        if not len(close) and not shapely.intersects_xy(self.dry, *ashore):
            return Afloat(longitude, latitude, ashore, ashore, 0.0)
        at = self._nearest_water(ashore)
        moved = float(metres(ashore[None], at[None])[0])
        if moved > MOST_MOVED_M:
            km = moved / 1000
            reason = (
                f"the nearest water that is joined to the Mediterranean or the Atlantic is "
                f"{km:,.1f} km away, and a position is moved by {MOST_MOVED_M / 1000:g} km at most"
            )
            raise NotAtSea(longitude, latitude, reason, km)
        return Afloat(longitude, latitude, ashore, at, moved)

    def _nearest_water(self, place: Floats) -> Floats:
        point = shapely.Point(place)
        side = self._shore.geometries[self._shore.nearest(point)]
        edge = shapely.get_coordinates(shapely.shortest_line(point, side))[-1]
        along = edge - place
        if not shapely.intersects_xy(self.dry, *place):
            along = -along  # afloat, but too near
        along = along / max(float(np.hypot(*along)), 1e-9)
        for nudge in _NUDGES_M:
            found = edge + nudge * along
            if self._off_shore(found[None])[0] >= _LEAST_OFF_M:
                return np.asarray(found)
        # The shore turns back within metres, or runs along that line: the openest way is taken.
        turns = np.linspace(0, 2 * math.pi, 64, endpoint=False)
        around = edge + _NUDGES_M[-1] * np.column_stack([np.cos(turns), np.sin(turns)])
        return np.asarray(around[self._off_shore(around).argmax()])

    def _off_shore(self, places: Floats) -> Floats:
        """Metres of the plane from places to the shore, up to the last nudge; below 0 ashore."""
        points = shapely.points(places)
        near = self._shore.geometries[self._shore.nearest(points)]
        away = np.minimum(shapely.distance(points, near), _NUDGES_M[-1])
        return np.where(shapely.intersects_xy(self.dry, *places.T), -1.0, away)

    def seen_from(
        self, place: Floats, within_m: float = math.inf
    ) -> tuple[npt.NDArray[np.intp], Floats]:
        """The corners at which a shortest way from a place may first turn, and metres to each.

        None that is farther than `within_m` is looked for; some of them may be given.
        """
        lines = self.corners.xy - place
        close = np.hypot(lines[:, 0], lines[:, 1]) <= WIDEST * within_m
        near = np.flatnonzero(close & self.corners.grazed(lines, slice(None)))
        seen = near[building.clear(self.dry, place, self.corners.xy[near])]
        return seen, metres(place, self.corners.xy[seen])

    def is_clear(self, start: Floats, end: Floats) -> bool:
        """Whether the straight line between two places in the plane meets no land."""
        return bool(building.clear(self.dry, start[None], end[None])[0])

    def tree(self, place: Floats, within_m: float = math.inf) -> Tree:
        """The shortest ways from a place in the water to every corner (Dijkstra).

        Corners farther than `within_m` may be given as infinitely far.
        """
        # Imported here: a start of the dashboard and the packaged places never need it.
        from scipy.sparse import csr_array  # noqa: PLC0415
        from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

        seen, away = self.seen_from(place, within_m)
        first, end, length = self._links
        size = len(self.corners)
        network: Any = csr_array(
            (
                np.concatenate([length, np.maximum(away, 1e-3)]),
                np.concatenate([end, seen.astype("int32")]),
                np.append(first, len(end) + len(seen)).astype("int32"),
            ),
            shape=(size + 1, size + 1),
        )
        found, before = dijkstra(network, indices=size, return_predecessors=True, limit=within_m)
        before = np.where(before[:size] == size, -1, before[:size])
        return Tree(np.asarray(found[:size]), before.astype("int32"))


def checked(longitude: float, latitude: float) -> tuple[float, float]:
    """The two numbers as they are.

    Raises:
        SelectionError: if one of them is not finite, or no longitude or latitude.
    """
    for name, value, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if not (math.isfinite(value) and -most <= value <= most):
            raise SelectionError(name, value, f"expected degrees from -{most} to {most}")
    return float(longitude), float(latitude)
