"""Ways over water: how far the nearest places are by a path that crosses no land."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from layers.analysis import sea_building as building
from layers.analysis.sea_ashore import over_land_m
from layers.analysis.sea_graph import Afloat, SeaGraph
from layers.analysis.sea_plane import Floats, drawn, metres
from layers.analysis.sea_reach import reach_areas
from layers.errors import NotAtSea, NoWay, SelectionError
from layers.terms import PLACE_KINDS
from layers.units import metres_to_nautical_miles

Position = tuple[float, float]
Reached = npt.NDArray[np.int32]

MOST_KNOTS = 60.0
# A way from a position in the strip along the shore need not first leave the strip squarely: it
# may run straight on through the part of it that is within twice the leg to open water.
PULLED_M = 1_000.0
MOVED_IS_SAID_M = 500.0
OVER_LAND_IS_SAID_M = 100.0
ROUNDING_M = 1.0
UNREACHED = 10**9  # metres, in a tree: no way leads there


@dataclass(frozen=True, eq=False)
class SeaPath:
    """The shortest way over water between two positions.

    Attributes:
        from_name: what it begins at, a name or a position in words.
        to_name: what it ends at.
        to_id: the place's id; None where the end is no place.
        distance_nm: geodesic length of the way in nautical miles, between the positions
            themselves; never below `great_circle_nm`.
        great_circle_nm: geodesic distance in nautical miles, over land too.
        line: the way, WGS84, drawn along great circles.
        notes: sentences of what was taken to be meant.
    """

    from_name: str
    to_name: str
    to_id: str | None
    distance_nm: float
    great_circle_nm: float
    line: LineString
    notes: tuple[str, ...]

    def hours_at(self, knots: float) -> float:
        """Hours at a constant speed through the water; no current, wind or sea.

        Raises:
            SelectionError: if `knots` is not above 0 and at most 60.
        """
        return self.distance_nm / speed(knots)


@dataclass(frozen=True)
class Place:
    """A place that ways lead to."""

    place_id: str
    name: str
    kind: str
    longitude: float
    latitude: float

    @property
    def position(self) -> Position:
        """Longitude, latitude."""
        return self.longitude, self.latitude


def places_of(frame: pd.DataFrame) -> tuple[Place, ...]:
    """The places of the layer embarkation_points, in the order of their rows."""
    columns = ["place_id", "name", "kind", "longitude", "latitude"]
    rows = frame[columns].itertuples(index=False)
    return tuple(
        Place(str(i), str(n), str(k), float(x), float(y))
        for i, n, k, x, y in rows
        if math.isfinite(float(x)) and math.isfinite(float(y))
    )


@dataclass(frozen=True, eq=False)
class SeaRoutes:
    """Answers to how far and how long over water.

    Attributes:
        graph: the water.
        places: what `nearest` looks for, wherever they come from.
        land: pieces of the land itself, WGS84, to tell what of a way's ends lies over it; without
            them that is not told.
        trees: whole metres from a position (longitude, latitude) to every corner of the graph,
            the leg ashore included, where they are known already; others are computed when
            they are asked for first.
    """

    graph: SeaGraph
    places: tuple[Place, ...] = ()
    trees: Mapping[Position, Reached] = field(default_factory=dict)
    land: shapely.STRtree | None = field(default=None, repr=False)
    _computed: dict[Position, Reached] = field(default_factory=dict, repr=False)

    def with_places(self, frame: pd.DataFrame) -> SeaRoutes:
        """The same water with the places of a frame of the layer embarkation_points."""
        return SeaRoutes(self.graph, places_of(frame), self.trees, self.land, self._computed)

    @cached_property
    def _moored(self) -> dict[Position, Afloat]:
        """The places that have water near them, by position."""
        found = {}
        for place in self.places:
            try:
                found[place.position] = self.graph.afloat(*place.position)
            except (NotAtSea, SelectionError):
                continue
        return found

    @cached_property
    def left_out(self) -> tuple[str, ...]:
        """Sentences: the places to which no way leads, because no water is near them."""
        lost = [p.name for p in self.places if p.position not in self._moored]
        return tuple(f"{name} is left out: it does not lie at the sea." for name in lost)

    def _tree(self, position: Position) -> Reached:
        held = self.trees.get(position)
        if held is None:
            held = self._computed.get(position)
        if held is None:
            held = tree_of(self.graph, self._moored[position])
            self._computed[position] = held
        return held

    def nearest(
        self,
        longitude: float,
        latitude: float,
        count: int = 5,
        kinds: Sequence[str] = ("disembarkation", "both"),
    ) -> list[SeaPath]:
        """The ways to the nearest places over water, the shortest first; as many as there are.

        Args:
            longitude: degrees, WGS84.
            latitude: degrees.
            count: at most so many.
            kinds: of the places that are looked for, as in the layer embarkation_points.

        Raises:
            SelectionError: if a number or a kind is not understood.
            NotAtSea: if the position is outside the basin or too far from the sea, or no way over
                water leads from it to any place that is looked for.
        """
        if isinstance(count, bool) or not isinstance(count, int | np.integer) or count < 1:
            raise SelectionError("count", count, "expected a whole number from 1")
        for kind in kinds:
            if kind not in PLACE_KINDS:
                raise SelectionError("kinds", kind, f"allowed are {', '.join(PLACE_KINDS)}")
        start = self.graph.afloat(longitude, latitude)
        wanted = [p for p in self.places if p.kind in kinds and p.position in self._moored]
        if not wanted:
            return []
        ends = [self._moored[p.position] for p in wanted]
        # A few more than asked for: a line that is pulled tight at its ends may overtake another.
        near, through = self._sought(start, wanted, ends, count + 3)
        least = through.min(axis=1)
        found = []
        for k in np.argsort(least, kind="stable")[: count + 3]:
            if not np.isfinite(least[k]):
                continue
            best = int(through[k].argmin())
            tree = self._tree(wanted[k].position)
            turns = [] if best == len(near) else self._descent(int(near[best]), tree, ends[k])
            found.append(self._path(start, turns, ends[k], wanted[k]))
        if not found:
            reason = (
                "by the packaged coast the water there is joined to no place that is looked for, "
                f"of {len(wanted)}"
            )
            raise NoWay(longitude, latitude, reason)
        return sorted(found, key=lambda path: path.distance_nm)[:count]

    def _sought(
        self, start: Afloat, wanted: Sequence[Place], ends: Sequence[Afloat], most: int
    ) -> tuple[npt.NDArray[np.intp], Floats]:
        """Corners, and metres from the start by each of them to each place (rows), the leg included.

        The last column is the straight line. What land is known to block is infinite, what was not
        looked at is a little too short; the least of each row of the `most` nearest places is
        known to be clear, and exact. What sees what is looked at only as far as that needs.
        """
        graph = self.graph
        lines = graph.corners.xy - start.at
        near = np.flatnonzero(graph.corners.grazed(lines, slice(None)))
        at = np.stack([e.at for e in ends])
        straight = metres(start.at, at) + np.array([e.moved_m for e in ends])
        straight[~building.clear(graph.dry, start.at, at)] = np.inf
        whole = np.stack([self._tree(p.position)[near] for p in wanted])
        trees = np.where(whole < UNREACHED, whole, np.inf)
        through = np.column_stack([trees + graph.at_least(start.at, near), straight])
        clear = np.append(np.zeros(len(near), dtype=bool), True)
        reached = straight.copy()  # by what is known to be clear; nothing longer need be looked at
        batch = 8
        while True:
            rows = np.argsort(through.min(axis=1), kind="stable")[:most]
            rows = rows[~clear[through[rows].argmin(axis=1)]]
            if not len(rows):
                return near, through
            batch = min(2 * batch, len(near))
            first = np.argpartition(through[rows], batch - 1, axis=1)[:, :batch]
            useful = np.take_along_axis(through[rows], first, axis=1) <= reached[rows, None]
            asked = np.unique(first[useful & ~clear[first]])
            corners = graph.corners.xy[near[asked]]
            free = building.clear(graph.dry, start.at, corners)
            clear[asked] = True  # looked at: what is blocked is never the least again
            through[:, asked[~free]] = np.inf
            found = trees[:, asked[free]] + metres(start.at, corners[free])
            through[:, asked[free]] = found
            reached = np.minimum(reached, found.min(axis=1, initial=np.inf))

    def between(self, start: Position, end: Position) -> SeaPath:
        """The shortest way over water between two positions (longitude, latitude).

        Raises:
            SelectionError: if a number is no longitude or latitude.
            NotAtSea: if a position is outside the basin or too far from the sea.
        """
        one, other = self.graph.afloat(*start), self.graph.afloat(*end)
        if self.graph.is_clear(one.at, other.at):
            return self._path(one, [], other)
        tree = self.graph.tree(one.at)
        seen, away = self.graph.seen_from(other.at)
        total = tree.metres[seen] + away
        if not len(total) or not np.isfinite(total.min()):
            raise NotAtSea(*end, f"no way over water leads there from {in_words(*start)}")
        return self._path(one, tree.corners_to(int(seen[total.argmin()])), other)

    def reach(
        self, longitude: float, latitude: float, hours: Sequence[float], knots: float
    ) -> list[tuple[float, BaseGeometry]]:
        """What can be reached over water within each of `hours`, as WGS84 areas, shortest first.

        An area lies in every longer one, off the land and inside the basin; whether the basin
        cut it is told by `sea_reach.reach_notes`.

        Raises:
            SelectionError: if a number is not understood, or an hour is above 72.
            NotAtSea: if the position is outside the basin or too far from the sea.
        """
        start = self.graph.afloat(longitude, latitude)
        return reach_areas(self.graph, start, hours, speed(knots))

    def _descent(self, corner: int, tree: Reached, end: Afloat) -> list[int]:
        """The corners from `corner` on, down a tree to its place: always the next on the way."""
        way = [corner]
        while True:
            others, length = self.graph.neighbours(corner)
            lower = tree[others] < tree[corner]
            if not lower.any():
                break
            others = others[lower]
            corner = int(others[(length[lower] + tree[others]).argmin()])
            way.append(corner)
        # The place is seen from the first corner that is as far by its tree as in a straight line.
        straight = metres(self.graph.corners.xy[way], end.at) + end.moved_m
        seen = np.flatnonzero(tree[way] <= straight + 2)  # the trees are in whole metres
        return way[: seen[0] + 1] if len(seen) else way

    def _path(
        self, start: Afloat, turns: Sequence[int], end: Afloat, to: Place | None = None
    ) -> SeaPath:
        way = self._pulled(start, self.graph.corners.xy[list(turns)], end)
        length = float(metres(way[:-1], way[1:]).sum()) if len(way) > 1 else 0.0
        shortest = float(metres(start.ashore[None], end.ashore[None])[0])
        ends = (("The position", start, way[:2]), (to.name if to else "The end", end, way[-2:]))
        notes = [n for who, leg, line in ends if (n := self._of_end(who, leg, line))]
        return SeaPath(
            from_name=in_words(start.longitude, start.latitude),
            to_name=to.name if to else in_words(end.longitude, end.latitude),
            to_id=to.place_id if to else None,
            # Both are sums of geodesics; the last digits of a straight way may differ.
            distance_nm=metres_to_nautical_miles(max(length, shortest)),
            great_circle_nm=metres_to_nautical_miles(shortest),
            line=drawn(way),
            notes=tuple(notes),
        )

    def _of_end(self, who: str, end: Afloat, line: Floats) -> str:
        """What is to be said of the end of a way that lies ashore; empty for most."""
        over = over_land_m(self.land, line) if end.moved_m else 0.0
        if end.moved_m < MOVED_IS_SAID_M and over < OVER_LAND_IS_SAID_M:
            return ""
        said = (
            f"{who} lies {end.moved_m / 1000:.1f} km from open water, and the way begins or ends "
            "with a straight line there"
        )
        if self.land is None:
            return f"{said}."
        return (
            f"{said}, {over / 1000:.1f} km of it over land." if over else f"{said}, not over land."
        )

    def _pulled(self, start: Afloat, turns: Floats, end: Afloat) -> Floats:
        """The whole way, without needless detours out of the strip along the shore at its ends."""
        head, tail = _leg(start), _leg(end)
        if not len(turns):
            straight = np.stack([start.ashore, end.ashore])
            if self._skips(start, end.ashore, start, end) and self._is_drier(straight, head, tail):
                return straight
            return np.concatenate([head, tail[::-1]])
        head = self._shortened(head, start, turns[0])
        tail = self._shortened(tail, end, turns[-1])
        return np.concatenate([head, turns, tail[::-1]])

    def _shortened(self, leg: Floats, end: Afloat, turn: Floats) -> Floats:
        """The leg to open water, or the position alone where the way may run straight from it."""
        if len(leg) < 2 or not self._skips(end, turn, end):
            return leg
        return leg[:1] if self._is_drier(np.stack([end.ashore, turn]), leg) else leg

    def _is_drier(self, pulled: Floats, *legs: Floats) -> bool:
        """Whether a straight line is over no more land than the legs that it stands for."""
        own = over_land_m(self.land, pulled)
        return own <= ROUNDING_M or own <= over_land_m(self.land, *legs) + ROUNDING_M

    def _skips(self, start: Afloat, to: Floats, *ends: Afloat) -> bool:
        """Whether the straight line from a position is clear but for the strip at its ends."""
        if any(e.moved_m > PULLED_M for e in ends):
            return False
        line = to - start.ashore
        length = float(np.hypot(*line))
        cut = [2 * e.moved_m * 1.25 for e in ends] + [0.0]  # a metre is up to 1.25 of the plane
        if length <= cut[0] + cut[1]:
            return True
        unit = line / length
        return self.graph.is_clear(start.ashore + cut[0] * unit, to - cut[1] * unit)


def tree_of(graph: SeaGraph, place: Afloat) -> Reached:
    """Whole metres from a place to every corner, the leg ashore included."""
    found = graph.tree(place.at).metres + place.moved_m
    whole: Reached = np.where(np.isfinite(found), np.round(found), UNREACHED).astype("int32")
    return whole


def speed(knots: float) -> float:
    """Knots as they are.

    Raises:
        SelectionError: if they are not above 0 and at most 60.
    """
    if not (math.isfinite(knots) and 0 < knots <= MOST_KNOTS):
        raise SelectionError("knots", knots, f"expected more than 0 and at most {MOST_KNOTS:g}")
    return float(knots)


def in_words(longitude: float, latitude: float) -> str:
    """A position as latitude and longitude with letters, to a thousandth of a degree."""
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    return f"{abs(latitude):.3f}° {north}, {abs(longitude):.3f}° {east}"


def _leg(end: Afloat) -> Floats:
    return np.stack([end.ashore, end.at]) if end.moved_m > 0 else end.ashore[None]
