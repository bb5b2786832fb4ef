"""Where the members of a drifting ensemble are after some hours, and which of them met land."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from layers.analysis.leeway import LeewayClass, drawn_leeway
from layers.analysis.wind_and_current import Current, Wind
from layers.errors import DriftRefused
from layers.geometry import moved

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

STEP_HOURS = 0.25
JIBES_PER_HOUR = 0.04  # the default of OpenDrift
LEAST_SEA = 0.05  # of the circle of a position
_BATCHES = 40
_METRES_PER_DEGREE = 110_000.0  # of latitude; never more than there are, so boxes are wide enough


@dataclass(frozen=True)
class Members:
    """The members at one moment, in WGS84 degrees; who is ashore stays where it met land."""

    hours: float
    longitudes: Numbers
    latitudes: Numbers
    is_ashore: Flags


@dataclass(frozen=True)
class Start:
    """Where the members begin: everywhere in a circle that is sea, equally likely.

    `sea_share` is the part of the circle that is sea; 1 where no land is known.
    """

    longitudes: Numbers
    latitudes: Numbers
    sea_share: float


@dataclass(frozen=True)
class _Velocities:
    """Metres a second and degrees from true north of each member on either side of the wind."""

    right_ms: Numbers
    right_bearing: Numbers
    left_ms: Numbers
    left_bearing: Numbers

    @property
    def fastest_ms(self) -> float:
        return float(max(self.right_ms.max(), self.left_ms.max()))


def simulated(
    longitude: float,
    latitude: float,
    radius_km: float,
    hours: Sequence[float],
    *,
    wind: Wind,
    current: Current,
    classes: Sequence[LeewayClass],
    land: BaseGeometry | None,
    members: int,
    seed: int,
    with_errors: bool = True,
    jibes_per_hour: float = JIBES_PER_HOUR,
) -> tuple[Start, list[Members]]:
    """The members at each of the hours, which ascend.

    Each kind of draw has a stream of its own, so that the 6 hours of a question are the same
    whatever later hours are asked with them. Steps are as long as `STEP_HOURS` or a little
    shorter, along the geodesic of the compass direction at each step. Half of the members of each
    class start right of the wind; each changes sides with a probability of `jibes_per_hour` times
    the step.

    Raises:
        DriftRefused: if less than `LEAST_SEA` of the circle is sea.
    """
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(5)]
    of_start, of_wind, of_current, of_leeway, of_jibes = streams
    velocity = _velocities(
        wind.vectors(members, of_wind),
        current.vectors(members, of_current),
        classes,
        of_leeway,
        with_errors=with_errors,
    )
    reach = radius_km * 1000 + velocity.fastest_ms * hours[-1] * 3600
    near = _near(land, longitude, latitude, reach)
    start = _start(longitude, latitude, radius_km, near, members, of_start)
    lon, lat = start.longitudes.copy(), start.latitudes.copy()
    is_right = (np.arange(members) // len(classes)) % 2 == 0
    is_ashore = np.zeros(members, dtype=bool)
    snapshots = []
    for begin, end in itertools.pairwise((0.0, *hours)):
        steps = max(math.ceil((end - begin) / STEP_HOURS - 1e-9), 1)
        step = (end - begin) / steps
        for _ in range(steps):
            go = np.flatnonzero(~is_ashore)
            ms = np.where(is_right, velocity.right_ms, velocity.left_ms)[go]
            bearing = np.where(is_right, velocity.right_bearing, velocity.left_bearing)[go]
            lon[go], lat[go] = moved(lon[go], lat[go], bearing, ms * step * 3600)
            if near is not None:
                is_ashore[go] = shapely.intersects_xy(near, lon[go], lat[go])
            is_right ^= of_jibes.random(members) < jibes_per_hour * step
        snapshots.append(Members(end, lon.copy(), lat.copy(), is_ashore.copy()))
    return start, snapshots


def _velocities(
    wind: tuple[Numbers, Numbers],
    current: tuple[Numbers, Numbers],
    classes: Sequence[LeewayClass],
    rng: np.random.Generator,
    *,
    with_errors: bool,
) -> _Velocities:
    speed = np.hypot(*wind)
    leeway = drawn_leeway(classes, speed, rng, with_errors=with_errors)
    is_calm = speed == 0
    # The way the wind pushes; in a calm there is none, and no leeway either.
    along_east = np.divide(wind[0], speed, out=np.zeros_like(speed), where=~is_calm)
    along_north = np.divide(wind[1], speed, out=np.zeros_like(speed), where=~is_calm)
    sides = []
    for across in (leeway.right, leeway.left):
        # Right of a direction (east, north) is (north, -east).
        east = current[0] + leeway.downwind * along_east + across * along_north
        north = current[1] + leeway.downwind * along_north - across * along_east
        sides += [np.hypot(east, north), np.degrees(np.arctan2(east, north))]
    return _Velocities(*sides)


def _near(
    land: BaseGeometry | None, longitude: float, latitude: float, reach_m: float
) -> BaseGeometry | None:
    """The land that members can reach, as one prepared shape; None where no land is known."""
    if land is None:
        return None
    up = max(reach_m, 1000.0) / _METRES_PER_DEGREE  # a box has a size
    side = up / math.cos(math.radians(min(abs(latitude) + up, 80.0)))
    box = (longitude - side, latitude - up, longitude + side, latitude + up)
    parts = shapely.get_parts(land)
    west, south, east, north = shapely.bounds(parts).T
    touching = (west <= box[2]) & (east >= box[0]) & (south <= box[3]) & (north >= box[1])
    near = shapely.union_all(shapely.clip_by_rect(parts[touching], *box))
    shapely.prepare(near)
    return near


def _start(
    longitude: float,
    latitude: float,
    radius_km: float,
    land: BaseGeometry | None,
    members: int,
    rng: np.random.Generator,
) -> Start:
    here = np.full(members, longitude), np.full(members, latitude)
    if radius_km == 0:
        if land is not None and shapely.intersects_xy(land, longitude, latitude):
            raise _on_land(longitude, latitude)
        return Start(*here, 1.0)
    kept: list[tuple[Numbers, Numbers]] = []
    tried = found = 0
    for _ in range(_BATCHES):
        # The square root makes every part of the circle equally likely.
        metres = 1000 * radius_km * np.sqrt(rng.random(members))
        lon, lat = moved(*here, 360 * rng.random(members), metres)
        at_sea = np.ones(members, dtype=bool)
        if land is not None:
            at_sea = ~shapely.intersects_xy(land, lon, lat)
        kept.append((lon[at_sea], lat[at_sea]))
        tried, found = tried + members, found + int(at_sea.sum())
        if found >= members or found < tried * LEAST_SEA:
            break
    if found < members:
        raise _on_land(longitude, latitude)
    lon, lat = (np.concatenate(part)[:members] for part in zip(*kept, strict=True))
    return Start(lon, lat, found / tried)


def _on_land(longitude: float, latitude: float) -> DriftRefused:
    return DriftRefused(
        "position",
        f"{latitude:.4f}, {longitude:.4f}",
        "it and what lies around it within its radius is land, by a coast good to about 1 km; "
        "give a position at sea, or a radius that reaches the sea",
    )
