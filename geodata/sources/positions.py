"""Positions in two cells of degrees, and the shapes of a vector file: valid, on the map, in WGS84."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.errors import RefusedFile
from geodata.sources.cells import CellProblem, is_unknown
from geodata.tables import RawTable
from layers.geometry import BASIN, mended
from layers.layer import Geometry

# West, south, east, north of where a boat of a route can be; wide, for it only serves to tell a
# position that was exchanged. A boat of the Atlantic route found in the Americas is outside, and
# stays.
_MEDITERRANEAN = (-10.0, 29.0, 37.0, 46.0)
SEAS: dict[str, tuple[float, float, float, float]] = {
    "western": _MEDITERRANEAN,
    "central": _MEDITERRANEAN,
    "eastern": _MEDITERRANEAN,
    "atlantic": (-35.0, 5.0, -4.0, 39.0),
}
NEAR_ZERO = 0.01  # degrees: metres taken for degrees, or degrees for metres, end there
_NUMBER = re.compile(r"[-+]?\d+(\.\d*)?([eE][-+]?\d+)?")
_TYPES: dict[Geometry, tuple[str, ...]] = {
    "point": ("Point",),
    "line": ("LineString", "MultiLineString"),
    "polygon": ("Polygon", "MultiPolygon"),
}
_ON_GLOBE = "a longitude from -180 to 180 and a latitude from -90 to 90, not both 0"


@dataclass(frozen=True, slots=True)
class Position:
    """Degrees WGS84 as written: how many decimals there are is part of what is said."""

    longitude: str
    latitude: str

    @property
    def degrees(self) -> tuple[float, float]:
        """Longitude and latitude as numbers."""
        return float(self.longitude), float(self.latitude)

    def exchanged(self) -> Position:
        """The same with latitude and longitude exchanged."""
        return Position(self.latitude, self.longitude)


def position(longitude: str, latitude: str) -> Position | None:
    """A position in two cells; None where both are blank.

    Raises:
        CellProblem: with ``not_a_position`` or ``position_out_of_range``.
    """
    east, north = (cell.strip().replace("−", "-") for cell in (longitude, latitude))
    if is_unknown(east) and is_unknown(north):
        return None
    if not (_NUMBER.fullmatch(east) and _NUMBER.fullmatch(north)):
        raise CellProblem("not_a_position", "degrees such as 14.5 and 35.9, or both cells blank")
    found = Position(east, north)
    _check_globe(*found.degrees)
    return found


def looks_swapped(found: Position, sea: tuple[float, float, float, float]) -> bool:
    """Whether a position lies outside of its sea, and inside if it is turned round."""
    east, north = found.degrees
    return not _inside(east, north, sea) and _inside(north, east, sea)


def swapped_on_route(found: Position, route: str) -> bool:
    """Whether a position lies outside of the sea of its route, and inside if it is turned round."""
    return route in SEAS and looks_swapped(found, SEAS[route])


def shape(text: str, kind: Geometry) -> tuple[BaseGeometry, bool]:
    """The shape in GeoJSON text without heights, and whether it had to be made valid.

    Lines and polygons are the project's own, and lie in the mapped area; a point may be anywhere.

    Raises:
        CellProblem: with ``invalid_shape`` or ``position_out_of_range``.
    """
    right = f"a {' or '.join(_TYPES[kind])} as GeoJSON, with numbers for coordinates and closed rings"  # fmt: skip
    try:
        found = shapely.force_2d(shapely.from_geojson(text)) if text.strip() else None
    except (shapely.errors.GEOSException, ValueError, TypeError):
        found = None
    if found is None or found.is_empty or found.geom_type not in _TYPES[kind]:
        raise CellProblem("invalid_shape", right)
    bounds: tuple[float, float, float, float] = shapely.bounds(found).tolist()
    if not all(map(math.isfinite, bounds)):
        raise CellProblem("invalid_shape", right)
    _check_globe(*bounds[:2])
    _check_globe(*bounds[2:])
    if kind != "point" and not _overlap(bounds, BASIN):
        raise CellProblem(
            "position_out_of_range",
            f"a shape in the mapped area, from {BASIN[0]:g} to {BASIN[2]:g} degrees east and from "
            f"{BASIN[1]:g} to {BASIN[3]:g} degrees north",
        )
    if found.is_valid:
        return found, False
    whole = mended(found) if kind == "polygon" else found
    if whole.is_empty or not whole.is_valid:
        raise CellProblem("invalid_shape", right)
    return whole, True


def refuse_other_systems(table: RawTable) -> None:
    """Nothing, if the coordinates of `table` are degrees WGS84.

    Raises:
        RefusedFile: if the file declares another reference system, or a GeoPackage none.
    """
    wanted = "expected longitude and latitude in WGS84 (EPSG:4326); convert it first"
    if table.crs not in {"", "EPSG:4326"}:
        raise RefusedFile(f"Its coordinates are declared as {table.crs}; {wanted}.")
    if table.kind == "gpkg" and not table.crs:
        raise RefusedFile(f"Its coordinates are declared in no reference system; {wanted}.")


def _check_globe(east: float, north: float) -> None:
    off = abs(east) > 180 or abs(north) > 90
    if off or (abs(east) < NEAR_ZERO and abs(north) < NEAR_ZERO):
        raise CellProblem("position_out_of_range", _ON_GLOBE)


def _inside(east: float, north: float, box: tuple[float, float, float, float]) -> bool:
    return box[0] <= east <= box[2] and box[1] <= north <= box[3]


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
