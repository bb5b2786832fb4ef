"""A position written out in the three forms that people use at sea."""

from __future__ import annotations

import math
from typing import Literal

from layers.errors import PositionRefused

Form = Literal["decimal", "minutes", "seconds"]

# How many of the smallest written unit make a degree: 0.00001 degree, 0.001 minute, 0.1 second.
UNITS: dict[Form, int] = {"decimal": 100_000, "minutes": 60_000, "seconds": 36_000}


def written(longitude: float, latitude: float, form: Form) -> str:
    """``35° 30.000′ N 012° 36.000′ E``: latitude first, rounded to the smallest unit of the form.

    Degrees to 5 decimals, minutes to 3 or seconds to 1: 1 to 3 metres. Rounded as a whole number
    of that unit, so that no 60 minutes or seconds come about. Zero is north, and east.

    Raises:
        PositionRefused: if it is no position on the globe.
    """
    on_globe(longitude, latitude)
    return f"{_half(latitude, 'NS', 2, form)} {_half(longitude, 'EW', 3, form)}"


def all_forms(longitude: float, latitude: float) -> dict[Form, str]:
    """The position in degrees, in minutes and in seconds, in this order.

    Raises:
        PositionRefused: if it is no position on the globe.
    """
    return {form: written(longitude, latitude, form) for form in UNITS}


def on_globe(longitude: float, latitude: float) -> None:
    """Nothing, if the two numbers are a position.

    Raises:
        PositionRefused: if one is not finite, or beyond 90 or 180 degrees.
    """
    text = f"{latitude}, {longitude}"
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        raise PositionRefused(text, "a latitude and a longitude are finite numbers.")
    if abs(latitude) > 90:
        raise PositionRefused(text, beyond("latitude", f"{latitude:g}"))
    if abs(longitude) > 180:
        raise PositionRefused(text, beyond("longitude", f"{longitude:g}"))


def beyond(axis: Literal["latitude", "longitude"], number: str) -> str:
    """The sentence on a number that is off the globe."""
    most = 90 if axis == "latitude" else 180
    return f"{axis} {number} is beyond {most}; a {axis} is from -{most} to {most} degrees."


def _half(degrees: float, hemispheres: str, width: int, form: Form) -> str:
    units = round(abs(degrees) * UNITS[form])
    letter = hemispheres[1] if degrees < 0 and units else hemispheres[0]
    whole, rest = divmod(units, UNITS[form])
    if form == "decimal":
        return f"{whole:0{width}d}.{rest:05d}° {letter}"
    if form == "minutes":
        minutes, thousandths = divmod(rest, 1000)
        return f"{whole:0{width}d}° {minutes:02d}.{thousandths:03d}′ {letter}"
    minutes, tenths = divmod(rest, 600)
    return f"{whole:0{width}d}° {minutes:02d}′ {tenths // 10:02d}.{tenths % 10}″ {letter}"
