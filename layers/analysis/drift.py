"""Where something adrift may be after some hours: indicative areas from a leeway ensemble.

Breivik and Allen 2008, doi:10.1016/j.jmarsys.2007.02.010, with one constant wind and current that
the reader gives. Indicative, not for search planning: wind and current at sea are no constants.
Nothing of a question is kept.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.analysis.density_areas import DensityArea, density_areas
from layers.analysis.drift_ensemble import (
    JIBES_PER_HOUR,
    STEP_HOURS,
    Members,
    simulated,
)
from layers.analysis.drift_words import INDICATIVE, METHOD, assumptions, cautions, step_words
from layers.analysis.leeway import LeewayClass, chosen_classes
from layers.analysis.wind_and_current import Current, Wind, checked
from layers.errors import DriftRefused
from layers.geometry import BASIN, from_position, in_basin, moved
from layers.units import metres_to_nautical_miles

SHARES = (0.5, 0.9)
HOURS = (6.0, 12.0, 24.0)
LONGEST_HOURS = 48.0
MOST_HOURS = 12  # how many are answered at once
WIDEST_RADIUS_KM = 100.0
MEMBERS = 2100  # three hundred of each class of the mixture, half of them on either side
FEWEST_MEMBERS, MOST_MEMBERS = 200, 5000
SEED = 1


@dataclass(frozen=True)
class DriftStep:
    """The ensemble at one moment after the position's own.

    `ashore` is the share of members that met land, None where no land was given to meet. The
    `centre` (longitude, latitude) is the mean of all members, those ashore where they met land;
    `bearing_degrees` from the position to it is None where it lies within a cable (0.1 nm).
    """

    hours: float
    at: dt.datetime
    areas: tuple[DensityArea, ...]
    centre: tuple[float, float]
    displacement_nm: float
    bearing_degrees: float | None
    ashore: float | None

    @property
    def sentence(self) -> str:
        """The step in words."""
        return step_words(
            self.hours,
            self.at,
            self.displacement_nm,
            self.bearing_degrees,
            [(area.share, area.area_km2) for area in self.areas],
            self.ashore,
        )

    def as_json(self) -> dict[str, Any]:
        """The step as plain values; places to about a hundredth of the width of its widest area."""
        digits = _digits(max((area.area_km2 for area in self.areas), default=0.0))
        return {
            "hours": self.hours,
            "at": _utc(self.at),
            "centre": {
                "longitude": round(self.centre[0], digits),
                "latitude": round(self.centre[1], digits),
            },
            "displacement_nm": round(self.displacement_nm, 1),
            "bearing_degrees": None
            if self.bearing_degrees is None
            else round(self.bearing_degrees) % 360,
            "ashore": None if self.ashore is None else round(self.ashore, 3),
            "areas": [
                {
                    "share": area.share,
                    "holds": round(area.holds, 3),
                    "area_km2": max(float(f"{area.area_km2:.2g}"), 0.01),
                    "geometry": shapely.geometry.mapping(_rounded(area.shape, digits)),
                }
                for area in self.areas
            ],
            "sentence": self.sentence,
        }


@dataclass(frozen=True)
class DriftOutlook:
    """Where something adrift may be, and all that was assumed to say so."""

    longitude: float
    latitude: float
    radius_km: float
    at: dt.datetime
    object_class: str | None
    classes: tuple[LeewayClass, ...]
    wind: Wind
    current: Current
    steps: tuple[DriftStep, ...]
    members: int
    seed: int
    assumptions: tuple[str, ...]
    cautions: tuple[str, ...]
    label: str = INDICATIVE
    method: tuple[str, ...] = METHOD

    def as_json(self) -> dict[str, Any]:
        """Everything, as plain values; areas are GeoJSON geometries in WGS84."""
        return {
            "label": self.label,
            "position": {
                "longitude": round(self.longitude, 7),
                "latitude": round(self.latitude, 7),
                "radius_km": self.radius_km,
            },
            "at": _utc(self.at),
            "object_class": self.object_class,
            "classes": [{"class_id": c.class_id, "name": c.name} for c in self.classes],
            "wind": {name: float(value) for name, value in asdict(self.wind).items()},
            "current": {name: float(value) for name, value in asdict(self.current).items()},
            "steps": [step.as_json() for step in self.steps],
            "members": self.members,
            "seed": self.seed,
            "assumptions": list(self.assumptions),
            "cautions": list(self.cautions),
            "method": list(self.method),
        }


def drift(
    longitude: float,
    latitude: float,
    at: dt.datetime,
    *,
    wind: Wind,
    current: Current,
    classes: Sequence[LeewayClass],
    object_class: str | None = None,
    radius_km: float = 0.0,
    hours: Iterable[float] = HOURS,
    land: BaseGeometry | None = None,
    members: int = MEMBERS,
    seed: int = SEED,
    with_errors: bool = True,
    jibes_per_hour: float = JIBES_PER_HOUR,
) -> DriftOutlook:
    """The areas in which half and 90 % of an ensemble are, at each of the hours.

    The same question gives the same answer. Two questions that differ only in hours agree where
    they ask the same hour, if all are whole quarters.

    Args:
        longitude: degrees east, inside the mapped basin.
        latitude: degrees north.
        at: when it was there; with a time zone.
        wind: where it blows from.
        current: where it flows to.
        classes: the published leeway classes.
        object_class: the id of one of them; None where the object is unknown, and the classes
            that are marked as the mixture have equal shares.
        radius_km: the position's own uncertainty; every place in the circle is equally likely.
        hours: after `at`, above 0, at most 48.
        land: where members stop; None if no land is known, and then no share ashore is given.
        members: how many.
        seed: of every draw.
        with_errors: whether members differ by the published standard errors.
        jibes_per_hour: how often a member changes the side of the wind on which it drifts.

    Raises:
        DriftRefused: naming the part of the question that cannot be used, and why.
    """
    moment = _moment(at)
    asked = _hours(hours)
    _check_position(longitude, latitude)
    checked("radius", radius_km, 0, WIDEST_RADIUS_KM, "km")
    checked("jibes per hour", jibes_per_hour, 0, 1 / STEP_HOURS, "an hour")
    _check_whole("members", members, FEWEST_MEMBERS, MOST_MEMBERS)
    _check_whole("seed", seed, 0, 2**32 - 1)
    _check_kinds(wind, current)
    chosen = chosen_classes(classes, object_class)
    start, snapshots = simulated(
        float(longitude),
        float(latitude),
        radius_km,
        asked,
        wind=wind,
        current=current,
        classes=chosen,
        land=land,
        members=members,
        seed=seed,
        with_errors=with_errors,
        jibes_per_hour=jibes_per_hour,
    )
    return DriftOutlook(
        longitude=float(longitude),
        latitude=float(latitude),
        radius_km=float(radius_km),
        at=moment,
        object_class=object_class,
        classes=chosen,
        wind=wind,
        current=current,
        steps=tuple(
            _step(float(longitude), float(latitude), moment, snapshot, has_land=land is not None)
            for snapshot in snapshots
        ),
        members=members,
        seed=seed,
        assumptions=assumptions(
            wind=wind,
            current=current,
            radius_km=radius_km,
            sea_share=None if land is None else start.sea_share,
            classes=chosen,
            is_known=object_class is not None,
            with_errors=with_errors,
            jibes_per_hour=jibes_per_hour,
            members=members,
            seed=seed,
        ),
        cautions=cautions(
            wind=wind,
            sea_share=start.sea_share,
            is_known=object_class is not None,
            leaves_basin=any(not in_basin(m.longitudes, m.latitudes).all() for m in snapshots),
        ),
    )


def _moment(at: object) -> dt.datetime:
    if not isinstance(at, dt.datetime) or at.tzinfo is None or at.utcoffset() is None:
        text = at.isoformat() if isinstance(at, dt.date) else at
        raise DriftRefused(
            "time", text, "expected a date and time with its zone, 2026-11-28T06:00Z"
        )
    if not 1900 <= at.year < 2200:
        raise DriftRefused("time", at.isoformat(), "expected a year from 1900 to 2199")
    return at.astimezone(dt.UTC)


def _hours(hours: Iterable[float]) -> tuple[float, ...]:
    given = tuple(hours)
    if not 1 <= len(given) <= MOST_HOURS:
        raise DriftRefused("hours", len(given), f"expected 1 to {MOST_HOURS} of them")
    for hour in given:
        if checked("hours", hour, 0, LONGEST_HOURS, "after the time of the position") == 0:
            raise DriftRefused("hours", hour, f"expected more than 0, at most {LONGEST_HOURS:g}")
    return tuple(sorted({float(hour) for hour in given}))


def _check_position(longitude: float, latitude: float) -> None:
    checked("longitude", longitude, -180, 180, "degrees east")
    checked("latitude", latitude, -90, 90, "degrees north")
    if not in_basin(longitude, latitude):
        west, south, east, north = BASIN
        raise DriftRefused(
            "position",
            f"{latitude:.4f}, {longitude:.4f}",
            f"it lies outside the mapped basin (latitude {south:g} to {north:g}, longitude "
            f"{west:g} to {east:g})",
        )


def _check_kinds(wind: object, current: object) -> None:
    if not isinstance(wind, Wind) or not isinstance(current, Current):
        given = f"{type(wind).__name__}, {type(current).__name__}"
        raise DriftRefused("wind, current", given, "expected a Wind and a Current, in this order")


def _check_whole(field: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise DriftRefused(field, value, f"expected a whole number from {low} to {high}")


def _step(
    longitude: float, latitude: float, at: dt.datetime, members: Members, *, has_land: bool
) -> DriftStep:
    east, north = from_position(longitude, latitude, members.longitudes, members.latitudes)
    metres = math.hypot(east.mean(), north.mean())
    bearing = math.degrees(math.atan2(east.mean(), north.mean())) % 360
    here = np.array([longitude]), np.array([latitude])
    lon, lat = moved(*here, np.array([bearing]), np.array([metres]))
    miles = metres_to_nautical_miles(metres)
    return DriftStep(
        hours=members.hours,
        at=at + dt.timedelta(hours=members.hours),
        areas=density_areas(members.longitudes, members.latitudes, SHARES),
        centre=(float(lon[0]), float(lat[0])),
        displacement_nm=miles,
        bearing_degrees=bearing if miles >= 0.1 else None,
        ashore=float(members.is_ashore.mean()) if has_land else None,
    )


def _digits(area_km2: float) -> int:
    """Decimals of a degree that fit an area so large: three for 10,000 km², four for 10."""
    hundredth_degrees = max(math.sqrt(area_km2), 0.1) / 100 / 111
    return min(max(math.ceil(-math.log10(hundredth_degrees)), 2), 5)


def _rounded(shape: BaseGeometry, digits: int) -> BaseGeometry:
    return shapely.transform(shape, lambda corners: np.round(corners, digits))


def _utc(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="minutes").replace("+00:00", "Z")
