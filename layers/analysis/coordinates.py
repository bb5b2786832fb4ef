"""How far a published position of an incident can be trusted, in kilometres.

The radii are our own estimate, made once for the packaged register and kept for every record:
positions at sea are told by survivors and drawn by clerks, so none is better than ten kilometres.
"""

from __future__ import annotations

import re
from typing import Literal

Described = Literal["distance", "named", "vague"]

FLOOR_KM = 10.0
WHOLE_DEGREES_KM = 55.0  # half a degree of latitude
ONE_DECIMAL_KM = 12.0
DESCRIBED_KM: dict[Described, float] = {"distance": 15.0, "named": 25.0, "vague": 60.0}
SHARED_KM = 60.0
SHARED_BY = 3  # a point that so many records share is a default, not a place

_DISTANCE = re.compile(
    r"\d\s*-?\s*(km|kms|nm|nmi|mn|m|miles?|mi|kilomet\w*|nautical)\b|\d\s*°|\d+\.\d{3,}",
    re.IGNORECASE,
)
_COUNTRIES = (
    "libya|tunisia|algeria|morocco|western sahara|mauritania|senegal|(the )?gambia|egypt|lebanon|"
    "syria|t[uü]rkiye|turkey|greece|italy|spain|cyprus|malta|(north(ern)? |west(ern)? )?africa"
)
_VAGUE = re.compile(
    rf"\bbetween\b|\bcoasts? of ({_COUNTRIES})\b|\bwaters\b|^\s*({_COUNTRIES})\s*$", re.IGNORECASE
)
_UNSPECIFIED = re.compile(r"\b(unspecified|unknown|tbc)\b", re.IGNORECASE)


def decimals(degrees: str) -> int:
    """How many decimals a coordinate says: ``14`` and ``14.0`` none, ``14.50`` one."""
    mantissa = re.split("[eE]", degrees.strip())[0]
    return len(mantissa.partition(".")[2].rstrip("0"))


def whole_degrees(longitude: str, latitude: str) -> bool:
    """Whether one of the two coordinates has no decimals."""
    return min(decimals(longitude), decimals(latitude)) == 0


def described(place: str) -> Described:
    """How exactly a description of a place says where it is.

    ``distance``: a distance from somewhere, or a position. ``vague``: unspecified, between two
    coasts, or off the coast of a whole country. ``named``: anything else, a named place.
    """
    if _UNSPECIFIED.search(place) or not place.strip():
        return "vague"
    if _DISTANCE.search(place):
        return "distance"
    return "vague" if _VAGUE.search(place) else "named"


def uncertainty_km(longitude: str, latitude: str, place: Described, shared_by: int = 1) -> float:
    """The radius within which the event is believed to lie: the largest of four doubts.

    Args:
        longitude: degrees, as written: its decimals are part of what it says.
        latitude: as the longitude.
        place: what `described` makes of the description beside it.
        shared_by: how many records stand on the same point, this one among them.
    """
    least = min(decimals(longitude), decimals(latitude))
    written = WHOLE_DEGREES_KM if least == 0 else ONE_DECIMAL_KM if least == 1 else FLOOR_KM
    shared = SHARED_KM if shared_by >= SHARED_BY else FLOOR_KM
    return max(FLOOR_KM, written, DESCRIBED_KM[place], shared)
