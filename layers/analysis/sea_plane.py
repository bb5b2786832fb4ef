"""The plane in which a great circle is a straight line, so that what sees what is plain geometry.

The gnomonic projection of the sphere, with its centre in the middle of the Mediterranean. A great
circle and the geodesic of WGS84 between two positions of the basin lie within tens of metres of
each other; lengths are never taken from the plane, they are geodesic.

Snyder 1987, Map Projections: A Working Manual, doi:10.3133/pp1395, pages 164-168.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod
from shapely import LineString
from shapely.geometry.base import BaseGeometry

Floats = npt.NDArray[np.float64]

RADIUS_M = 6_371_008.8
CENTRE = (10.0, 34.0)
_LONGITUDE, _LATITUDE = np.radians(CENTRE)
_SINE, _COSINE = np.sin(_LATITUDE), np.cos(_LATITUDE)
_GEOD = Geod(ellps="WGS84")

# A metre of the basin is at most so many of the plane.
WIDEST = 1.6

# A drawn line turns at least this often: between two turns a straight line in degrees and the
# great circle are less than 50 metres apart.
TURN_EVERY_M = 40_000.0


def to_plane(positions: Floats) -> Floats:
    """Metres east and north of the centre, of (n, 2) longitude, latitude; true at the centre only.

    A length of the plane is the true one up to 1.5 times that, in the corners of the basin.
    Positions a quarter of the globe away or farther have no place in the plane and come out wrong.
    """
    longitude = np.radians(positions[:, 0]) - _LONGITUDE
    latitude = np.radians(positions[:, 1])
    sine, cosine = np.sin(latitude), np.cos(latitude)
    facing = _SINE * sine + _COSINE * cosine * np.cos(longitude)
    east = cosine * np.sin(longitude) / facing
    north = (_COSINE * sine - _SINE * cosine * np.cos(longitude)) / facing
    return np.asarray(RADIUS_M * np.column_stack([east, north]))


def from_plane(positions: Floats) -> Floats:
    """(n, 2) longitude, latitude of places in the plane; the reverse of `to_plane`."""
    east, north = positions[:, 0] / RADIUS_M, positions[:, 1] / RADIUS_M
    away = np.hypot(1.0, np.hypot(east, north))
    latitude = np.arcsin((_SINE + north * _COSINE) / away)
    longitude = _LONGITUDE + np.arctan2(east, _COSINE - north * _SINE)
    return np.asarray(np.degrees(np.column_stack([longitude, latitude])))


def planar(shape: BaseGeometry) -> BaseGeometry:
    """A WGS84 shape in the plane; its sides stay straight in degrees to within 100 metres."""
    return shapely.transform(shapely.segmentize(shape, 0.2), to_plane)


def metres(one: Floats, other: Floats) -> Floats:
    """Geodesic metres between places in the plane, pair by pair; one of them may be single."""
    one, other = np.broadcast_arrays(one, other)
    start, end = from_plane(one), from_plane(other)
    return np.asarray(_GEOD.inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])[2])


def drawn(places: Floats) -> LineString:
    """The WGS84 line through places in the plane, along great circles, turning often enough."""
    if len(places) == 1:
        places = np.repeat(places, 2, axis=0)
    legs = np.diff(places, axis=0)
    pieces = np.maximum(np.ceil(np.hypot(legs[:, 0], legs[:, 1]) / TURN_EVERY_M), 1).astype("int64")
    leg = np.repeat(np.arange(len(legs)), pieces)
    share = (np.arange(len(leg)) - np.repeat(np.cumsum(pieces) - pieces, pieces) + 1) / pieces[leg]
    turns = places[leg] + share[:, None] * legs[leg]
    return LineString(from_plane(np.concatenate([places[:1], turns])))
