"""Geometry in WGS84 longitude/latitude; lengths and areas are geodesic, never degrees."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod
from shapely import LineString, MultiPolygon, Polygon, make_valid
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

WGS84 = "EPSG:4326"
_GEOD = Geod(ellps="WGS84")
_SEMI_MAJOR_KM, _ECCENTRICITY2 = 6378.137, 6.69437999014e-3
_FLATTEST_M = 6_399_593.7  # the radius of curvature at a pole: nowhere does the ellipsoid bend less

# The basin this product maps: west, south, east, north in degrees.
BASIN: tuple[float, float, float, float] = (-22.0, 10.0, 43.0, 48.0)


def length_m(line: BaseGeometry) -> float:
    """The geodesic length of a WGS84 line in metres.

    Karney 2013, doi:10.1007/s00190-012-0578-z.
    """
    return float(_GEOD.geometry_length(line))


def distances_m(
    one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Geodesic distances in metres between positions pair by pair, (n, 2) longitude, latitude.

    Karney 2013, doi:10.1007/s00190-012-0578-z.
    """
    metres = _GEOD.inv(one[:, 0], one[:, 1], other[:, 0], other[:, 1])[2]
    return np.asarray(metres, dtype="float64")


def earth_centred_km(positions: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Earth-centred kilometres, (n, 3), of (n, 2) longitude, latitude on the WGS84 ellipsoid."""
    longitude, latitude = np.radians(positions[:, 0]), np.radians(positions[:, 1])
    sine = np.sin(latitude)
    normal = _SEMI_MAJOR_KM / np.sqrt(1 - _ECCENTRICITY2 * sine**2)
    across = normal * np.cos(latitude)
    up = normal * (1 - _ECCENTRICITY2) * sine
    return np.stack([across * np.cos(longitude), across * np.sin(longitude), up], axis=1)


def least_distances_m(
    here: npt.NDArray[np.float64], others: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Metres that no geodesic from one place to others is shorter than; a tenth of the work.

    Short of it by at most 3 m in 500 km and 200 m in 2,000 km.

    Args:
        here: (3,) from `earth_centred_km`.
        others: (n, 3), likewise.
    """
    away = others - here
    chord = 1000 * np.sqrt(np.einsum("ij,ij->i", away, away))
    # A line that bends no less than a circle, over a chord, is no shorter than the circle's arc.
    arc = 2 * _FLATTEST_M * np.arcsin(np.minimum(chord / (2 * _FLATTEST_M), 1.0))
    return np.asarray(arc * (1 - 1e-9))


def circle(longitude: float, latitude: float, radius_km: float, corners: int = 72) -> Polygon:
    """The geodesic circle around a position, WGS84, counter-clockwise, with so many corners.

    Karney 2013, doi:10.1007/s00190-012-0578-z. It lies inside the true circle by at most
    radius * (1 - cos(pi / corners)), a thousandth of the radius.
    """
    bearings = np.linspace(360.0, 0.0, corners, endpoint=False)
    start = np.full(corners, longitude), np.full(corners, latitude)
    return Polygon(np.column_stack(moved(*start, bearings, np.full(corners, radius_km * 1000.0))))


def moved(
    longitude: npt.NDArray[np.float64],
    latitude: npt.NDArray[np.float64],
    bearing: npt.NDArray[np.float64],
    metres: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Longitudes and latitudes so far along the geodesic of each bearing, degrees from true north.

    Karney 2013, doi:10.1007/s00190-012-0578-z.
    """
    lon, lat, _ = _GEOD.fwd(longitude, latitude, bearing, metres)
    return np.asarray(lon, dtype="float64"), np.asarray(lat, dtype="float64")


def from_position(
    longitude: float, latitude: float, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Metres east and north of a position, by true distance and bearing from it.

    The azimuthal equidistant projection; `moved` from the same position leads back.
    """
    here = np.full(len(lon), longitude), np.full(len(lon), latitude)
    bearing, _, metres = _GEOD.inv(*here, lon, lat)
    return metres * np.sin(np.radians(bearing)), metres * np.cos(np.radians(bearing))


def area_km2(shape: BaseGeometry) -> float:
    """The geodesic area of a WGS84 polygon in km², not negative, holes taken off."""
    if isinstance(shape, MultiPolygon):
        return sum(area_km2(part) for part in shape.geoms)
    if not isinstance(shape, Polygon) or shape.is_empty:
        return 0.0
    outer = abs(_GEOD.polygon_area_perimeter(*shape.exterior.coords.xy)[0])
    holes = sum(abs(_GEOD.polygon_area_perimeter(*h.coords.xy)[0]) for h in shape.interiors)
    return float((outer - holes) / 1e6)


def in_basin(longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Whether each position lies in the mapped box, edges included; unknown positions do not."""
    west, south, east, north = BASIN
    lon = np.asarray(longitude, dtype="float64")
    lat = np.asarray(latitude, dtype="float64")
    inside: npt.NDArray[np.bool_] = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside


def mended(shape: BaseGeometry) -> BaseGeometry:
    """A valid polygon of the same area: `make_valid`, with stray lines and points left out."""
    if shape.is_valid:
        return shape
    whole = make_valid(shape)
    parts = [g for g in getattr(whole, "geoms", [whole]) if isinstance(g, Polygon | MultiPolygon)]
    flat = [p for g in parts for p in (g.geoms if isinstance(g, MultiPolygon) else [g])]
    return flat[0] if len(flat) == 1 else MultiPolygon(flat)


def tapered_pieces(line: LineString, pieces: int = 12) -> list[tuple[LineString, float]]:
    """`line` cut into `pieces` of equal share, each with its place 0..1 from start to end.

    A drawing gives each piece a width by its place, so that the line shows its direction.
    """
    cuts = np.linspace(0.0, 1.0, pieces + 1)
    return [(substring(line, a, b, normalized=True), float(b)) for a, b in pairwise(cuts)]


def sea_limits(
    shape: BaseGeometry, land: BaseGeometry | None, near_degrees: float = 0.05
) -> BaseGeometry:
    """The part of an area's outline that runs through the sea, as lines.

    A piece of outline counts as coast where both its ends and its middle lie within
    `near_degrees` of `land`; the outlines of two coasts never agree to the metre. Without land
    the whole outline is given.
    """
    outline = shape.boundary
    if land is None or land.is_empty:
        return outline
    tree = shapely.STRtree(shapely.get_parts(land))
    kept: list[LineString] = []
    for ring in shapely.get_parts(outline):
        corners = shapely.get_coordinates(shapely.segmentize(ring, 0.25))
        middles = (corners[:-1] + corners[1:]) / 2
        coastal = _near(tree, corners, near_degrees)
        is_sea = ~(coastal[:-1] & coastal[1:] & _near(tree, middles, near_degrees))
        kept += _runs(corners, is_sea)
    return shapely.line_merge(shapely.MultiLineString(kept)) if kept else LineString()


def _near(
    tree: shapely.STRtree, positions: npt.NDArray[np.float64], distance: float
) -> npt.NDArray[np.bool_]:
    hits = tree.query(shapely.points(positions), predicate="dwithin", distance=distance)
    found = np.zeros(len(positions), dtype=bool)
    found[hits[0]] = True
    return found


def _runs(corners: npt.NDArray[np.float64], is_kept: npt.NDArray[np.bool_]) -> list[LineString]:
    """The stretches of consecutive kept segments, each as one line."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], is_kept, [False])).astype("int8")))
    return [
        LineString(corners[start : stop + 1])
        for start, stop in zip(edges[::2], edges[1::2], strict=True)
    ]
