"""Positions in the formats of machines, whose order of latitude and longitude is fixed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from layers.analysis.position_halves import Axis, Half, half_of, unpacked
from layers.analysis.position_text import Token, Unread

_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_NUMBERS = re.compile(_NUMBER)
_POINT = re.compile(
    rf"(?:SRID\s*=\s*(\d+)\s*;\s*)?POINT\s*Z?\s*\(\s*({_NUMBER})\s+({_NUMBER})(?:\s+{_NUMBER})?\s*\)",
    re.IGNORECASE,
)
_GEO = re.compile(
    rf"geo:({_NUMBER}),({_NUMBER})(,{_NUMBER})?((?:;[\w-]+(?:=[^;]*)?)*)", re.IGNORECASE
)
_ISO = re.compile(
    r"([+-])(\d+(?:\.\d+)?)([+-])(\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?(?:CRSWGS_84)?(/?)"
)
_PARAMETERS = re.compile(r";([\w-]+)(?:=([^;]*))?")


@dataclass(frozen=True)
class Ordered:
    """Both halves by the order of a format.

    Attributes:
        latitude: of the position.
        longitude: of the position.
        said: the sentence on what was read how.
        is_doubtful: whether writers of the format do not agree on its order.
    """

    latitude: Half
    longitude: Half
    said: str
    is_doubtful: bool = False


def by_format(plain: str) -> Ordered | None:
    """The position of a cleaned text in a format of machines; None if it is in none of them.

    Raises:
        Unread: if it begins as one of them and does not go on so.
    """
    lowered = plain.casefold()
    for beginning, read in _READERS:
        if lowered.startswith(beginning):
            return read(plain)
    found = _ISO.fullmatch(plain)
    return None if found is None else _iso(plain, found)


def _half(number: str, axis: Axis) -> Half:
    """A signed number of degrees."""
    digits = number.lstrip("+-")
    sign = [Token("minus", "-")] if number.startswith("-") else []
    return half_of([*sign, Token("number", digits)]).on(axis)


def _point(plain: str) -> Ordered:
    found = _POINT.fullmatch(plain)
    if found is None:
        raise Unread("a point in well-known text is written POINT (12.6 35.5), longitude first.")
    if found[1] not in {None, "4326"}:
        raise Unread(f"its reference system is {found[1]}; degrees WGS84 are SRID=4326.")
    return Ordered(
        _half(found[3], "latitude"),
        _half(found[2], "longitude"),
        "Well-known text has the longitude first.",
    )


def _geo(plain: str) -> Ordered:
    found = _GEO.fullmatch(plain)
    if found is None:
        raise Unread("a geo: address is written geo:35.5,12.6, latitude first (RFC 5870).")
    said = "A geo: address has the latitude first"
    for name, value in _PARAMETERS.findall(found[4]):
        if name.casefold() == "crs" and value.casefold() != "wgs84":
            raise Unread(f"its reference system is {value!r}; only wgs84 is read.")
        if name.casefold() == "u":
            said += f"; that it is good to {value} m is not carried on"
    return Ordered(_half(found[1], "latitude"), _half(found[2], "longitude"), f"{said}.")


def _geojson(plain: str) -> Ordered:
    right = 'a point in GeoJSON is written {"type": "Point", "coordinates": [12.6, 35.5]}.'
    try:
        held = json.loads(plain.replace(";", " "), parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        raise Unread(right) from None
    if isinstance(held, dict) and held.get("type") == "Feature":
        held = held.get("geometry")
    at = held.get("coordinates") if isinstance(held, dict) and held.get("type") == "Point" else None
    if not isinstance(at, list) or len(at) not in {2, 3}:
        raise Unread(right)
    if not all(isinstance(n, str) and _NUMBERS.fullmatch(n) for n in at):
        raise Unread(right)
    return Ordered(
        _half(at[1], "latitude"),
        _half(at[0], "longitude"),
        "GeoJSON has the longitude first.",
    )


_LIST = re.compile(rf"\[\s*({_NUMBER})\s*,\s*({_NUMBER})\s*\]")


def _list(plain: str) -> Ordered:
    found = _LIST.fullmatch(plain)
    if found is None:
        raise Unread("square brackets hold two numbers of degrees, such as [12.6, 35.5].")
    one, other = found[1], found[2]
    if abs(float(other)) > 90:
        raise Unread(f"a list of coordinates in GeoJSON has the longitude first, and {other} is beyond 90.")  # fmt: skip
    return Ordered(
        _half(other, "latitude"),
        _half(one, "longitude"),
        "A bare list has the longitude first in GeoJSON and the latitude first in other programs.",
        is_doubtful=True,
    )


def _iso(plain: str, found: re.Match[str]) -> Ordered | None:
    latitude, longitude = found[2], found[4]
    digits = [len(n.partition(".")[0]) for n in (latitude, longitude)]
    if digits not in ([2, 3], [4, 5], [6, 7]):
        if not found[6]:
            return None
        raise Unread(
            f"in ISO 6709 a latitude has 2, 4 or 6 digits and a longitude 3, 5 or 7, such as "
            f"+35.5+012.6/; {plain} has {digits[0]} and {digits[1]}."
        )
    said = "Read by ISO 6709, latitude first"
    if found[5]:
        said += f"; the height {found[5]} is left out"
    return Ordered(
        _packed(found[1], latitude, "latitude"),
        _packed(found[3], longitude, "longitude"),
        f"{said}.",
    )


def _packed(sign: str, number: str, axis: Axis) -> Half:
    is_degrees = len(number.partition(".")[0]) <= 3
    parts = [number] if is_degrees else unpacked(number, axis)
    signs = [Token("minus", "-")] if sign == "-" else []
    return half_of([*signs, *(Token("number", part) for part in parts)]).on(axis)


_READERS: tuple[tuple[str, Callable[[str], Ordered]], ...] = (
    ("point", _point),
    ("srid", _point),
    ("geo:", _geo),
    ("{", _geojson),
    ("[", _list),
)
