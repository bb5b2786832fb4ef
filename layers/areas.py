"""An area that a reader drew: a circle or a polygon, as a value, as text, and what lies in it.

The text stands in the address and on the command line, longitude before latitude:
``circle:12.6,35.5,50`` (radius in kilometres), ``polygon:12.1,35.2;13,35.2;12.5,36``. Degrees
have at most five decimals, about a metre; finer ones are rounded to that.

A polygon's edges are straight as the map draws them, in Mercator: lines of constant bearing, not
geodesics. On an edge of 100 km at 36° N along a parallel the two lie 140 m apart; on one of
1,000 km, 14 km. What the reader sees inside the line is inside.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod
from shapely.validation import explain_validity

from layers.errors import AreaRefused
from layers.geometry import BASIN, area_km2
from layers.units import KM_PER_NAUTICAL_MILE

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Corner: TypeAlias = tuple[float, float]

DECIMALS = 5
MOST_CORNERS = 100
LEAST_RADIUS_KM, MOST_RADIUS_KM = 0.1, 500.0
LEAST_KM2 = 0.01
LONGEST = 4000
# Where the four routes run: west, south, east, north. A place outside all of them whose swapped
# numbers lie inside one was almost certainly typed latitude first.
WATERS: tuple[tuple[float, float, float, float], ...] = (
    (-6.0, 30.0, 43.0, 48.0),  # the Mediterranean and the Black Sea
    (-22.0, 10.0, -5.0, 40.0),  # the Atlantic route
)
_GEOD = Geod(ellps="WGS84")
_KM_PER_DEGREE = 110.5  # the shortest degree of the ellipsoid, rounded down
_ON_THE_RIM_M = 0.001
_ROUGH = 0.01  # the ellipsoid is no sphere, and the map's scale changes on the way
_RING = 128
_NUMBER = re.compile(r"[-+−]?[0-9]{1,4}(\.[0-9]{0,20})?")


@dataclass(frozen=True)
class Circle:
    """All places at most `radius_km` from a centre by geodesic distance.

    Raises:
        AreaRefused: on construction, quoting what cannot be honoured.
    """

    longitude: float
    latitude: float
    radius_km: float

    def __post_init__(self) -> None:
        longitude, latitude = _position(self.longitude, self.latitude)
        object.__setattr__(self, "longitude", longitude)
        object.__setattr__(self, "latitude", latitude)
        radius = _number(self.radius_km, "radius")
        if not LEAST_RADIUS_KM <= radius <= MOST_RADIUS_KM:
            raise AreaRefused(
                f"the radius {radius:g} km is not from {LEAST_RADIUS_KM:g} to "
                f"{MOST_RADIUS_KM:g} km ({MOST_RADIUS_KM / KM_PER_NAUTICAL_MILE:.0f} nm)"
            )
        object.__setattr__(self, "radius_km", round(radius, 3))
        _check_place([(longitude, latitude)])

    def __str__(self) -> str:
        """The text form; `read_area` reads it back."""
        return f"circle:{_plain(self.longitude)},{_plain(self.latitude)},{_plain(self.radius_km)}"


@dataclass(frozen=True)
class Polygon:
    """The places inside a closed outline, its edges straight on the map.

    `corners` are longitude, latitude. They are kept anticlockwise from the westernmost (of two,
    the southern) one, without the first one again at the end and without repetitions, so that
    the same outline is the same value however it was drawn.

    Raises:
        AreaRefused: on construction, quoting what cannot be honoured.
    """

    corners: tuple[Corner, ...]

    def __post_init__(self) -> None:
        if len(self.corners) > MOST_CORNERS + 1:
            raise AreaRefused(
                f"a polygon of {len(self.corners):,} corners; at most {MOST_CORNERS} are read"
            )
        given = [_position(*corner) for corner in self.corners]
        corners = [c for c, before in zip(given, [None, *given], strict=False) if c != before]
        if len(corners) > 1 and corners[0] == corners[-1]:
            del corners[-1]
        if len(corners) < 3:
            raise AreaRefused(f"a polygon of {len(corners)} different corners; it needs at least 3")
        if len(corners) > MOST_CORNERS:
            raise AreaRefused(
                f"a polygon of {len(corners):,} corners; at most {MOST_CORNERS} are read"
            )
        _check_place(corners)
        _check_outline(corners)
        first = corners.index(min(corners))
        corners = corners[first:] + corners[:first]
        if not shapely.is_ccw(shapely.LinearRing(corners)):
            corners = [corners[0], *reversed(corners[1:])]
        object.__setattr__(self, "corners", tuple(corners))

    def __str__(self) -> str:
        """The text form; `read_area` reads it back."""
        return "polygon:" + ";".join(f"{_plain(x)},{_plain(y)}" for x, y in self.corners)


Area: TypeAlias = Circle | Polygon


def read_area(text: str) -> Area:
    """The area that a text names; spaces do not matter.

    Raises:
        AreaRefused: quoting what cannot be read.
    """
    kind, colon, rest = text.partition(":")
    kind = kind.strip().lower()
    if not colon or kind not in ("circle", "polygon"):
        raise AreaRefused(
            f"{text[:40]!r} is no area; expected circle:longitude,latitude,kilometres or "
            "polygon:longitude,latitude;longitude,latitude;…"
        )
    if len(text) > LONGEST:
        raise AreaRefused(f"{len(text):,} characters; at most {LONGEST:,} are read")
    if kind == "circle":
        numbers = _numbers(rest, 3, "a circle is longitude, latitude, kilometres")
        return Circle(numbers[0], numbers[1], numbers[2])
    parts = [part for part in rest.split(";") if part.strip()]
    corners = [_numbers(part, 2, "a corner is longitude, latitude") for part in parts]
    return Polygon(tuple((corner[0], corner[1]) for corner in corners))


def _numbers(text: str, count: int, expected: str) -> list[float]:
    parts = [part.strip() for part in text.split(",")]
    for part in parts:
        if not _NUMBER.fullmatch(part):
            raise AreaRefused(f"{part[:40]!r} is not a number in {text.strip()[:60]!r}; {expected}")
    if len(parts) != count:
        raise AreaRefused(f"{text.strip()[:60]!r} has {len(parts)} numbers; {expected}")
    return [float(part.replace("−", "-")) for part in parts]


def _number(value: object, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise AreaRefused(f"the {what} {value!r} is not a number")
    return float(value)


def _position(longitude: object, latitude: object) -> Corner:
    x, y = _number(longitude, "longitude"), _number(latitude, "latitude")
    swapped = abs(x) <= 90 and abs(y) <= 180 and _in_waters(y, x)
    hint = f"; {_plain(y)}, {_plain(x)} looks swapped: longitude comes first" if swapped else ""
    if abs(y) > 90:
        raise AreaRefused(f"the latitude {_plain(y)} is not from -90 to 90{hint}")
    if abs(x) > 180:
        raise AreaRefused(
            f"the longitude {_plain(x)} is not from -180 to 180; an area may not cross the "
            "date line"
        )
    # Adding zero turns a negative zero into zero: one place, one text.
    return round(x, DECIMALS) + 0.0, round(y, DECIMALS) + 0.0


def _plain(value: float) -> str:
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")


def _inside(box: tuple[float, float, float, float], longitude: float, latitude: float) -> bool:
    west, south, east, north = box
    return west <= longitude <= east and south <= latitude <= north


def _in_waters(longitude: float, latitude: float) -> bool:
    return any(_inside(box, longitude, latitude) for box in WATERS)


def _check_place(corners: list[Corner]) -> None:
    """Refuse what was typed latitude first, or lies off the map."""
    x, y = corners[0]
    inside = any(_in_waters(*corner) for corner in corners)
    if not inside and all(_in_waters(latitude, longitude) for longitude, latitude in corners):
        raise AreaRefused(
            f"{_plain(x)},{_plain(y)} lies outside the waters of the routes and looks swapped: "
            f"longitude comes first, as in {_plain(y)},{_plain(x)}"
        )
    east_west = [longitude for longitude, _ in corners]
    if max(east_west) - min(east_west) > 180:
        raise AreaRefused(
            f"corners from {_plain(min(east_west))} to {_plain(max(east_west))} degrees of "
            "longitude; an area may not cross the date line"
        )
    for longitude, latitude in corners:
        if not _inside(BASIN, longitude, latitude):
            west, south, east, north = BASIN
            raise AreaRefused(
                f"{_plain(longitude)},{_plain(latitude)} lies off the map, which reaches from "
                f"{west:g} to {east:g} degrees of longitude and {south:g} to {north:g} of latitude"
            )


def _check_outline(corners: list[Corner]) -> None:
    """Refuse an outline that crosses or touches itself, or holds nothing."""
    shape = _drawn(corners)
    flat = shape.convex_hull.area == 0
    if not flat and not shape.is_valid:
        found = re.search(r"\[(\S+) (\S+)\]", explain_validity(shape))
        # Every reason that GEOS has for a single ring names a place.
        place = (
            f" at {position_words(float(found[1]), _latitude(float(found[2])))}" if found else ""
        )
        raise AreaRefused(
            f"the outline of {len(corners)} corners crosses or touches itself{place}; draw it so "
            "that no two of its edges meet"
        )
    if flat or _km2(corners) < LEAST_KM2:
        raise AreaRefused(
            f"the outline of {len(corners)} corners holds no area; at least {LEAST_KM2:g} km² is "
            "needed"
        )


def _northing(latitude: npt.ArrayLike) -> Floats:
    """Mercator's ordinate in degrees, equal to the latitude near the equator."""
    radians = np.radians(np.asarray(latitude, dtype="float64"))
    return np.asarray(np.degrees(np.arcsinh(np.tan(radians))), dtype="float64")


def _latitude(northing: float) -> float:
    return math.degrees(math.atan(math.sinh(math.radians(northing))))


def _drawn(corners: list[Corner] | tuple[Corner, ...]) -> shapely.Polygon:
    """The outline in the plane of the map."""
    places = np.asarray(corners, dtype="float64")
    return shapely.Polygon(np.column_stack([places[:, 0], _northing(places[:, 1])]))


def outline(area: Area) -> list[Corner]:
    """The closed outline as longitude, latitude, for drawing; a circle as a ring of 128 places."""
    if isinstance(area, Polygon):
        return [*area.corners, area.corners[0]]
    bearings = np.linspace(0, 360, _RING, endpoint=False)
    fixed = [np.full(_RING, v) for v in (area.longitude, area.latitude)]
    metres = np.full(_RING, area.radius_km * 1000)
    east, north, _ = _GEOD.fwd(fixed[0], fixed[1], bearings, metres)
    ring = [(float(x), float(y)) for x, y in zip(east, north, strict=True)]
    return [*ring, ring[0]]


def size_km2(area: Area) -> float:
    """The geodesic area in km² of what the outline holds, its edges as drawn."""
    return _km2(list(area.corners)) if isinstance(area, Polygon) else _circle_km2(area)


def _circle_km2(area: Circle) -> float:
    return float(area_km2(shapely.Polygon(outline(area))))


def _km2(corners: list[Corner]) -> float:
    # Between two corners the map's straight line is not the geodesic that the measure follows.
    fine = shapely.get_coordinates(shapely.segmentize(_drawn(corners), 0.1))
    shape = [(x, _latitude(y)) for x, y in fine]
    return float(area_km2(shapely.Polygon(shape)))


def contains(area: Area, longitude: Floats, latitude: Floats) -> Flags:
    """Which positions lie in the area, its limits included; an unknown one (NaN) does not."""
    west, south, east, north = bounds(area)
    inside: Flags = (longitude >= west) & (longitude <= east)
    inside &= (latitude >= south) & (latitude <= north)
    near = np.flatnonzero(inside)
    inside[near] = _holds(area, longitude[near], latitude[near])
    return inside


def bounds(area: Area, margin_km: float = 0.0) -> tuple[float, float, float, float]:
    """A box (west, south, east, north) around the area and all within `margin_km` of it.

    It may be a little wider than needed, never narrower.
    """
    if isinstance(area, Polygon):
        x, y = zip(*area.corners, strict=True)
        west, south, east, north = min(x), min(y), max(x), max(y)
        tall = margin_km / _KM_PER_DEGREE
    else:
        west = east = area.longitude
        south = north = area.latitude
        tall = (area.radius_km + margin_km) / _KM_PER_DEGREE
    furthest = min(max(abs(south), abs(north)) + tall, 89.0)
    wide = tall / math.cos(math.radians(furthest))
    return west - wide, south - tall, east + wide, north + tall


def _holds(area: Area, longitude: Floats, latitude: Floats) -> Flags:
    if isinstance(area, Polygon):
        shape = _drawn(area.corners)
        shapely.prepare(shape)
        held = shapely.intersects_xy(shape, longitude, _northing(latitude))
        return np.asarray(held, dtype=bool)
    metres = _from(area.longitude, area.latitude, longitude, latitude)
    return np.asarray(metres <= area.radius_km * 1000 + _ON_THE_RIM_M, dtype=bool)


def _from(x: npt.ArrayLike, y: npt.ArrayLike, longitude: Floats, latitude: Floats) -> Floats:
    whole = np.broadcast_arrays(np.asarray(x, dtype="float64"), np.asarray(y), longitude)
    return np.asarray(_GEOD.inv(whole[0], whole[1], longitude, latitude)[2], dtype="float64")


def distance_to_limit_km(area: Area, longitude: Floats, latitude: Floats) -> Floats:
    """Geodesic distance of each position from the outline, in km; NaN where it is unknown.

    Karney 2013, doi:10.1007/s00190-012-0578-z. The nearest place of each edge of a polygon is found
    in the plane of the map, which keeps angles; the shortest geodesic to those that may be the
    nearest is taken. It is longer than the shortest to the outline by under a thousandth within
    200 km.
    """
    if isinstance(area, Circle):
        metres = _from(area.longitude, area.latitude, longitude, latitude)
        return np.asarray(np.abs(metres / 1000 - area.radius_km), dtype="float64")
    out = np.full(len(longitude), np.nan)
    known = np.flatnonzero(np.isfinite(longitude) & np.isfinite(latitude))
    if not len(known):
        return out
    ring = shapely.get_coordinates(_drawn(area.corners).exterior)
    here = np.stack([longitude[known], _northing(latitude[known])])
    ends = [_foot(here, start, end) for start, end in pairwise(ring)]
    least = np.min([away for _, away in ends], axis=0) * (1 + _ROUGH)
    found = np.full(len(known), np.inf)
    for foot, away in ends:
        rows = np.flatnonzero(away <= least)
        x, y = foot[0, rows], np.degrees(np.arctan(np.sinh(np.radians(foot[1, rows]))))
        metres = _from(x, y, longitude[known[rows]], latitude[known[rows]])
        found[rows] = np.minimum(found[rows], metres / 1000)
    out[known] = found
    return out


def _foot(here: Floats, start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """The nearest place of an edge, (2, n) in the plane of the map, and how far, to `_ROUGH`."""
    along = end - start
    share = (along @ (here - start[:, None])) / max(float(along @ along), 1e-18)
    foot = start[:, None] + along[:, None] * np.clip(share, 0.0, 1.0)
    # Of two equal lengths of the plane the northern is shorter.
    return foot, np.hypot(*(foot - here)) / np.cosh(np.radians((here[1] + foot[1]) / 2))


def position_words(longitude: float, latitude: float) -> str:
    """A position as charts have it, latitude first: ``35° 30.0′ N 012° 36.0′ E``."""

    def angle(value: float, digits: int, letters: str) -> str:
        # Rounded once, in tenths of a minute: 59.96 minutes are the next degree, never 60.0.
        tenths = round(abs(value) * 600)
        return f"{tenths // 600:0{digits}}° {tenths % 600 / 10:04.1f}′ {letters[value < 0]}"

    return f"{angle(latitude, 2, 'NS')} {angle(longitude, 3, 'EW')}"


def size_words(area: Area) -> str:
    """How large the area is, to three figures: ``27 nm radius``, ``12,300 km²``."""
    if isinstance(area, Circle):
        return f"{three_figures(area.radius_km / KM_PER_NAUTICAL_MILE)} nm radius"
    return f"{three_figures(size_km2(area))} km²"


def area_words(area: Area) -> str:
    """The area in a sentence: ``within 27 nm (50 km) of 35° 30.0′ N 012° 36.0′ E``."""
    if isinstance(area, Circle):
        nm = three_figures(area.radius_km / KM_PER_NAUTICAL_MILE)
        where = position_words(area.longitude, area.latitude)
        return f"within {nm} nm ({three_figures(area.radius_km)} km) of {where}"
    size = three_figures(size_km2(area))
    return f"inside the drawn polygon of {len(area.corners)} corners ({size} km²)"


def three_figures(value: float) -> str:
    """A number to three figures, with thousands parted and no needless zero: ``12,300``."""
    digits = max(0, 2 - math.floor(math.log10(value))) if value > 0 else 0
    rounded = float(f"{value:.3g}")
    text = f"{rounded:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
