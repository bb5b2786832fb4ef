"""Where positions and circles stand to search-and-rescue claims, for one position or many at once.

The outline of a claim has two kinds of edges. A *limit* runs through the sea: beyond it is another
claim, or sea that no claim is drawn over. A *coast* has land beyond it, and a circle that crosses
it has not left the claim: people are lost at sea. Which is which is decided edge by edge, see
`ClaimIndex.of`.

Distances are from the position to the chord between the ends of an edge of at most 0.1 degrees,
on the WGS84 ellipsoid: right to about 3 m.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from layers.errors import LayersError
from layers.filters import day_number
from layers.geometry import distances_m, earth_centred_km

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint64]
Places = npt.NDArray[np.intp]

MOST_CLAIMS = 64  # one bit each
EDGE_DEGREES = 0.1
# Two drawings of one coast never agree: an edge this close to land has the land beyond it, unless
# another claim lies there. So far short of the shore a claim may be drawn, too.
COAST_DEGREES = 0.05
COAST_KM = 5.0
# What the land itself is good to: so near the shore one cannot tell land from sea.
SHORE_KM = 1.0
_AROUND = np.radians(np.arange(0.0, 360.0, 45.0))
_STEP_DEGREES = 0.003  # how far beyond an edge is looked
_AT_ONCE = 20_000
_UNKNOWN_DAY = np.iinfo(np.int32).min  # as in `filters.IncidentIndex`
_MEAN_RADIUS_KM = 6371.0088


@dataclass(frozen=True)
class ClaimIndex:
    """Claims prepared for questions of where: made once per edition by `of`, never changed.

    Attributes:
        claims: the claims, WGS84, in the order of the bits; at most 64.
        land_tree: the pieces of land, where there are any.
        starts: longitude, latitude of the start of each edge of an outline.
        ends: the same of its end.
        owner: the place in `claims` of the claim whose edge it is, ascending.
        is_limit: whether the edge runs through the sea.
        tree: the edges, for near ones.
        rows: the cells of each claim by column, geometry left out.
        spans: first and last day of each claim, days since 1 January 1970; None where open.
        origin: earth-centred kilometres of the starts, (3, n): a row is read in one run.
        along: earth-centred kilometres from each start to its end, (3, n).
        length2: the square of the length of each, never zero.
    """

    claims: gpd.GeoDataFrame
    land_tree: shapely.STRtree | None
    starts: Floats
    ends: Floats
    owner: npt.NDArray[np.intp]
    is_limit: Flags
    tree: shapely.STRtree
    rows: tuple[dict[str, Any], ...] = field(init=False, repr=False)
    spans: tuple[tuple[int | None, int | None], ...] = field(init=False, repr=False)
    origin: Floats = field(init=False, repr=False)
    along: Floats = field(init=False, repr=False)
    length2: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        cells = pd.DataFrame(self.claims.drop(columns="geometry")).to_dict("records")
        object.__setattr__(self, "rows", tuple(cells))
        spans = [(_number(row["valid_from"]), _number(row["valid_to"])) for row in cells]
        object.__setattr__(self, "spans", tuple(spans))
        origin = np.ascontiguousarray(earth_centred_km(self.starts).T)
        along = np.ascontiguousarray(earth_centred_km(self.ends).T) - origin
        object.__setattr__(self, "origin", origin)
        object.__setattr__(self, "along", along)
        length2 = np.maximum(np.einsum("ij,ij->j", along, along), 1e-12)
        object.__setattr__(self, "length2", length2)

    @staticmethod
    def of(claims: gpd.GeoDataFrame, land: BaseGeometry | None = None) -> ClaimIndex:
        """The index of some claims.

        An edge is a coast where its ends and its middle lie within 0.05 degrees of `land`, unless
        a step of 300 m beyond it is in another claim: a strait may be that narrow. Without land
        every edge counts as a limit, so that a position near a coast is told less surely, never
        more.

        Args:
            claims: search-and-rescue claims, WGS84.
            land: in pieces, WGS84; None where the land is not known.

        Raises:
            LayersError: if there are more than 64 claims.
        """
        if len(claims) > MOST_CLAIMS:
            raise LayersError(f"{len(claims)} claims; at most {MOST_CLAIMS} fit one index.")
        held = claims.reset_index(drop=True)
        shapes = held.geometry.to_numpy()
        shapely.prepare(shapes)
        edges = [_edges(shape) for shape in shapes]
        starts = np.concatenate([e[:-1] for ring in edges for e in ring] or [np.empty((0, 2))])
        ends = np.concatenate([e[1:] for ring in edges for e in ring] or [np.empty((0, 2))])
        owner = np.repeat(np.arange(len(held)), [sum(len(e) - 1 for e in ring) for ring in edges])
        has_land = land is not None and not land.is_empty
        pieces = shapely.get_parts(land)
        shapely.prepare(pieces)
        land_tree = shapely.STRtree(pieces) if has_land else None
        is_limit = _limits(shapes, land_tree, starts, ends, owner)
        lines = shapely.linestrings(np.stack([starts, ends], axis=1))
        return ClaimIndex(held, land_tree, starts, ends, owner, is_limit, shapely.STRtree(lines))

    def __len__(self) -> int:
        return len(self.claims)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the claims in the order of the bits."""
        return tuple(str(row["claim_id"]) for row in self.rows)

    def inside(self, longitude: Floats, latitude: Floats) -> Bits:
        """One bit per claim that contains the position, its outline included; unknown: none."""
        bits = np.zeros(len(longitude), dtype="uint64")
        for bit, shape in enumerate(self.claims.geometry):
            held = shapely.intersects_xy(shape, longitude, latitude)
            bits |= held.astype("uint64") << np.uint64(bit)
        return bits

    def limit_line(self, place: int) -> BaseGeometry:
        """The limit of one claim, as lines, WGS84."""
        own = (self.owner == place) & self.is_limit
        pairs = np.stack([self.starts[own], self.ends[own]], axis=1)
        return shapely.line_merge(shapely.multilinestrings(shapely.linestrings(pairs)))

    def on_land(self, longitude: Floats, latitude: Floats) -> Flags:
        """Whether each position is on land as it is drawn; never where the land is not known."""
        found = np.zeros(len(longitude), dtype=bool)
        found[self._on_pieces(longitude, latitude)[0]] = True
        return found

    def _on_pieces(
        self, longitude: Floats, latitude: Floats
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.object_]]:
        """The positions on land, by their place in the arrays, and the piece that each is on."""
        if self.land_tree is None:
            return np.empty(0, dtype="intp"), np.empty(0, dtype=object)
        which, piece = self.land_tree.query(shapely.points(longitude, latitude))
        pieces = self.land_tree.geometries[piece]
        on = shapely.intersects_xy(pieces, longitude[which], latitude[which])
        return which[on], pieces[on]

    def ashore(self, longitude: Floats, latitude: Floats) -> Flags:
        """Whether each position is surely on land: itself and eight places 1 km around it are."""
        found = np.zeros(len(longitude), dtype=bool)
        rows, pieces = self._on_pieces(longitude, latitude)
        found[rows] = True
        north = SHORE_KM / 110.95  # kilometres of a degree of latitude, to 0.3 % in the basin
        east = north / np.maximum(0.02, np.cos(np.radians(latitude)))
        for turn in _AROUND:
            x, y = longitude + east * np.sin(turn), latitude + north * np.cos(turn)
            # Mostly on the same piece of land; if not, then on any.
            off = np.unique(rows[~shapely.intersects_xy(pieces, x[rows], y[rows])])
            found[off[~self.on_land(x[off], y[off])]] = False
            rows, pieces = rows[found[rows]], pieces[found[rows]]
        return found

    def in_force(self, days: npt.NDArray[np.int32] | None, count: int) -> Bits:
        """One bit per claim that was in force on the day, both its days included.

        Args:
            days: days since 1 January 1970, the smallest int32 where unknown: then a claim counts
                only where neither a start nor an end is known. None asks for the claims that have
                no end.
            count: how many positions there are.
        """
        bits = np.zeros(count, dtype="uint64")
        for bit, (first, last) in enumerate(self.spans):
            keep = np.ones(count, dtype=bool)
            if days is None:
                keep &= last is None
            else:
                if first is not None:
                    keep &= days >= first
                if last is not None:
                    keep &= (days <= last) & (days != _UNKNOWN_DAY)
            bits |= keep.astype("uint64") << np.uint64(bit)
        return bits

    def to_edges(
        self, here: Floats, which: Places | slice, edge: Places | slice
    ) -> tuple[Floats, Floats]:
        """Squares of the kilometres of chord from positions to edges, and how far along is nearest.

        Args:
            here: (3, m) earth-centred kilometres.
            which: the position of each pair.
            edge: its edge.
        """
        length2 = self.length2[edge]
        away = [here[k][which] - self.origin[k][edge] for k in range(3)]
        along = [self.along[k][edge] for k in range(3)]
        share = sum(a * b for a, b in zip(away, along, strict=True)) / length2
        np.clip(share, 0.0, 1.0, out=share)
        chords2 = np.zeros_like(share)
        for a, b in zip(away, along, strict=True):
            off = a - share * b
            off *= off
            chords2 += off
        return chords2, share

    def nearest(self, longitude: float, latitude: float) -> tuple[Floats, Floats]:
        """Geodesic kilometres from one position to each claim's limit, and to its whole outline.

        Infinite where a claim has no limit.
        """
        here = earth_centred_km(np.array([[longitude, latitude]])).T
        chords2, share = self.to_edges(here, slice(None), slice(None))
        chords = np.sqrt(chords2)
        bounds = np.searchsorted(self.owner, np.arange(len(self) + 1))
        found: list[tuple[Floats, int, int]] = []  # where to write, which claim, its nearest edge
        limit, outline = np.full(len(self), np.inf), np.full(len(self), np.inf)
        for out, far in ((outline, chords), (limit, np.where(self.is_limit, chords, np.inf))):
            for bit, (first, last) in enumerate(pairwise(bounds)):
                if first < last:
                    edge = int(first + far[first:last].argmin())
                    if np.isfinite(far[edge]):
                        found.append((out, bit, edge))
        edges = np.array([edge for _, _, edge in found], dtype="intp")
        places = self.starts[edges]
        places = places + share[edges][:, None] * (self.ends[edges] - places)
        km = distances_m(np.broadcast_to([longitude, latitude], places.shape), places) / 1000
        for (out, bit, _), distance in zip(found, km, strict=True):
            out[bit] = distance
        return limit, outline


@dataclass(frozen=True)
class Placed:
    """How circles stand to claims: arrays of equal length, one bit per claim in the index's order.

    Attributes:
        inside: the claims that contain the position, limits included.
        whole: those of them that the circle does not leave over a limit.
        met: the claims that the circle meets; all of `inside`, and those that begin near by.
        drawn: the claims that contain the position, or whose coast alone the circle meets, whether
            in force on its day or not.
        ashore: whether the position is in no claim because it stands on land, see
            `ClaimIndex.ashore`.
        located: whether there is a position at all.
    """

    inside: Bits
    whole: Bits
    met: Bits
    drawn: Bits
    ashore: Flags
    located: Flags

    @property
    def is_sure(self) -> Flags:
        """Whether the circle has the claims of its position and no other, from rim to rim."""
        sure: Flags = self.located & (self.inside == self.whole) & (self.inside == self.met)
        return sure


def claims_at(
    index: ClaimIndex,
    longitude: npt.ArrayLike,
    latitude: npt.ArrayLike,
    radius_km: npt.ArrayLike = 0.0,
    days: npt.NDArray[np.int32] | None = None,
) -> Placed:
    """How many positions stand to the claims, each with its circle and its day.

    The circle is geodesic. With radius 0 a position is inside or outside and nothing else, limits
    included on both sides: plain point in polygon. Limits are taken as drawn; what they are good
    to is weighed by `responsibility`, which answers one position.

    Args:
        index: the claims.
        longitude: degrees, WGS84; NaN where there is no position.
        latitude: as the longitude.
        radius_km: of each circle, or one for all; not negative, no NaN.
        days: see `ClaimIndex.in_force`.
    """
    x = np.asarray(longitude, dtype="float64")
    y = np.asarray(latitude, dtype="float64")
    radius = np.broadcast_to(np.asarray(radius_km, dtype="float64"), x.shape)
    located = ~(np.isnan(x) | np.isnan(y))
    force = index.in_force(days, len(x))
    plain = index.inside(x, y)
    ashore = np.zeros(len(x), dtype=bool)
    outside = np.flatnonzero(located & (plain == 0))
    ashore[outside] = index.ashore(x[outside], y[outside])
    inside = np.where(located, plain & force, 0)
    near_limit, near_outline = _near(index, x, y, radius, plain)
    met = inside | (near_outline & force & ~plain)
    over_land = (met & ~inside & ~near_limit) != 0
    whole = np.where(over_land & (radius > 0), 0, inside & ~near_limit)
    # Beside the coast of a claim, and near no limit of it, no other claim can be meant.
    drawn = np.where(located & ~ashore, plain | (near_outline & ~near_limit), plain)
    return Placed(inside, whole, met, drawn, ashore, located)


def _near(
    index: ClaimIndex, x: Floats, y: Floats, radius: Floats, plain: Bits
) -> tuple[Bits, Bits]:
    """The claims whose limit, and whose outline, lies within the radius.

    Outlines are looked at only of claims that do not contain the position.
    """
    limit = np.zeros(len(x), dtype="uint64")
    outline = np.zeros(len(x), dtype="uint64")
    bits = np.uint64(1) << index.owner.astype("uint64")
    asked = np.flatnonzero((radius > 0) & ~np.isnan(x) & ~np.isnan(y))
    for start in range(0, len(asked), _AT_ONCE):
        rows = asked[start : start + _AT_ONCE]
        which, edge = index.tree.query(_boxes(x[rows], y[rows], radius[rows]))
        own, is_limit = bits[edge], index.is_limit[edge]
        useful = np.flatnonzero(is_limit | ((plain[rows][which] & own) == 0))
        which, edge, own, is_limit = which[useful], edge[useful], own[useful], is_limit[useful]
        here = earth_centred_km(np.stack([x[rows], y[rows]], axis=1)).T
        chords2, _ = index.to_edges(np.ascontiguousarray(here), which, edge)
        hit = chords2 <= (_chord_km(radius[rows]) ** 2)[which]
        at = rows[which]
        np.bitwise_or.at(outline, at[hit], own[hit])
        hit &= is_limit
        np.bitwise_or.at(limit, at[hit], own[hit])
    return limit, outline


def _chord_km(km: npt.ArrayLike) -> Floats:
    """The straight line through the earth between two places so far apart."""
    half = np.minimum(np.asarray(km) / (2 * _MEAN_RADIUS_KM), np.pi / 2)
    return np.asarray(2 * _MEAN_RADIUS_KM * np.sin(half))


def _boxes(x: Floats, y: Floats, km: Floats) -> npt.NDArray[np.object_]:
    """Boxes in degrees that hold the geodesic circles, a little larger; poles not met here."""
    tall = km / 110.5
    wide = tall / np.maximum(0.02, np.cos(np.radians(np.minimum(89.0, np.abs(y) + tall))))
    return np.asarray(shapely.box(x - wide, y - tall, x + wide, y + tall))


def _edges(shape: BaseGeometry) -> list[Floats]:
    """The corners of each ring of a polygon, long edges cut."""
    rings = shapely.get_parts(shapely.get_rings(shapely.get_parts(shape)))
    return [shapely.get_coordinates(shapely.segmentize(r, EDGE_DEGREES)) for r in rings]


def _limits(
    shapes: npt.NDArray[np.object_],
    land: shapely.STRtree | None,
    starts: Floats,
    ends: Floats,
    owner: npt.NDArray[np.intp],
) -> Flags:
    if land is None or not len(starts):
        return np.ones(len(starts), dtype=bool)
    middles = (starts + ends) / 2
    coastal = np.ones(len(starts), dtype=bool)
    for corners in (starts, middles, ends):
        coastal &= _close_to(land, corners)
    along = ends - starts
    length = np.hypot(along[:, 0], along[:, 1])
    length[length == 0] = 1.0
    across = np.stack([-along[:, 1], along[:, 0]], axis=1) / length[:, None] * _STEP_DEGREES
    beyond_is_claimed = np.zeros(len(starts), dtype=bool)
    for side in (middles + across, middles - across):
        within = np.stack([shapely.intersects_xy(s, side[:, 0], side[:, 1]) for s in shapes])
        is_beyond = ~within[owner, np.arange(len(owner))]
        beyond_is_claimed |= is_beyond & within.any(axis=0)
    return ~coastal | beyond_is_claimed


def _close_to(land: shapely.STRtree, positions: Floats) -> Flags:
    points = shapely.points(positions)
    hits = land.query(points, predicate="dwithin", distance=COAST_DEGREES)
    found = np.zeros(len(positions), dtype=bool)
    found[hits[0]] = True
    return found


def _number(day: object) -> int | None:
    if pd.isna(day):  # type: ignore[call-overload]  # a cell of a date column
        return None
    return day_number(pd.Timestamp(day).date())  # type: ignore[arg-type]
