"""How far a published position of an incident can be trusted, in kilometres.

The radii are our own estimate, made once for the packaged register and kept for every record:
positions at sea are told by survivors and drawn by clerks, so that none which states no radius of
its own is better than ten kilometres. Every source of incidents has a rule here, which says what
classes of precision its records fall into; a source without one is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from layers.errors import LayersError

Described = Literal["position", "distance", "named", "vague"]
Precision = Literal[
    "position stated",
    "distance stated",
    "named place",
    "vague place",
    "whole degrees",
    "one decimal",
    "shared point",
    "unstated",
    "own radius",
    "read by hand",
]

FLOOR_KM = 10.0
WHOLE_DEGREES_KM = 55.0  # half a degree of latitude
ONE_DECIMAL_KM = 12.0
DESCRIBED_KM: Mapping[Described, float] = MappingProxyType(
    {"position": 15.0, "distance": 15.0, "named": 25.0, "vague": 60.0}
)
SHARED_KM = 60.0
SHARED_BY = 3  # a point that so many records share is a default, not a place

# Kilometres of each class; None where the record itself says it.
CLASSES_KM: Mapping[Precision, float | None] = MappingProxyType(
    {
        "position stated": DESCRIBED_KM["position"],
        "distance stated": DESCRIBED_KM["distance"],
        "named place": DESCRIBED_KM["named"],
        "vague place": DESCRIBED_KM["vague"],
        "whole degrees": WHOLE_DEGREES_KM,
        "one decimal": ONE_DECIMAL_KM,
        "shared point": SHARED_KM,
        # A report without a radius was written by somebody who knew the place.
        "unstated": DESCRIBED_KM["position"],
        "own radius": None,
        "read by hand": None,
    }
)
CLASS_MEANINGS: Mapping[Precision, str] = MappingProxyType(
    {
        "position stated": "the description beside it states a position",
        "distance stated": "the description beside it states a distance from somewhere",
        "named place": "the description beside it names a place",
        "vague place": "the description beside it is vague: unspecified, between two coasts, or "
        "off the coast of a whole country",
        "whole degrees": "a coordinate has no decimals",
        "one decimal": "a coordinate has one decimal",
        "shared point": f"{SHARED_BY} or more records stand on this point, so that it is a default",
        "unstated": "its contributor gave a position and no radius",
        "own radius": "its contributor gave this radius",
        "read by hand": "the point contradicts what the register says of the place, and the radius "
        "was set by hand to cover the disagreement",
    }
)
_OF_PLACE: Mapping[Described, Precision] = MappingProxyType(
    {
        "position": "position stated",
        "distance": "distance stated",
        "named": "named place",
        "vague": "vague place",
    }
)

_POSITION = re.compile(r"\d\s*°|\d+\.\d{3,}")
_DISTANCE = re.compile(
    r"\d\s*-?\s*(km|kms|nm|nmi|mn|m|miles?|mi|kilomet\w*|nautical)\b", re.IGNORECASE
)
_COUNTRIES = (
    "libya|tunisia|algeria|morocco|western sahara|mauritania|senegal|(the )?gambia|egypt|lebanon|"
    "syria|t[uü]rkiye|turkey|greece|italy|spain|cyprus|malta|(north(ern)? |west(ern)? )?africa"
)
_VAGUE = re.compile(
    rf"\bbetween\b|\bcoasts? of ({_COUNTRIES})\b|\bwaters\b|^\s*({_COUNTRIES})\s*$", re.IGNORECASE
)
_UNSPECIFIED = re.compile(r"\b(unspecified|unknown|tbc)\b", re.IGNORECASE)


class NoRule(LayersError):
    """A source of incidents for whose positions nobody has said how good they are."""

    def __init__(self, source: str) -> None:
        super().__init__(
            f"No rule says how far a position of the source {source!r} can be trusted; there is "
            f"one for {', '.join(RULES)}. Add it to layers/analysis/uncertainty.py."
        )


@dataclass(frozen=True)
class Rule:
    """How the radius of a record of one source comes about.

    Attributes:
        classes: the classes of precision that its records fall into; of those that apply to a
            record, the one with the largest radius decides.
        sentence: the rule in words.
    """

    classes: tuple[Precision, ...]
    sentence: str


@dataclass(frozen=True)
class Radius:
    """How far off a position may be, and which class of precision decides it."""

    km: float
    precision: Precision


_OF_REGISTER: tuple[Precision, ...] = (
    "position stated",
    "distance stated",
    "named place",
    "vague place",
    "whole degrees",
    "one decimal",
    "shared point",
)
_REGISTER = Rule(
    (*_OF_REGISTER, "read by hand"),
    "The largest of what the decimals say, what the words of the place say, and what a point that "
    "several records share is worth. Where the table of position defects knows the point, the "
    "radius set by hand.",
)
_PACKAGED = Rule(
    (*_OF_REGISTER, "read by hand"),
    "As of the register it was compiled from, with the radii of doubtful points set by hand after "
    "reading what the register says of the place.",
)
_CONTRIBUTED = Rule(
    ("own radius", "unstated", "whole degrees", "one decimal"),
    "The radius that the contributor gives. Where none is given, the larger of what the decimals "
    "say and what a position from somebody who knew the place is worth.",
)
# By the `source` of a record. The last three are what the packaged register was compiled from.
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "iom-missing-migrants": _REGISTER,
        "incident-reports": _CONTRIBUTED,
        "mmp_europe_2026_05": _PACKAGED,
        "mmp_api_2025_09": _PACKAGED,
        "mmp_alldata_2026_04": _PACKAGED,
    }
)


def rule_of(source: str) -> Rule:
    """The rule of a source.

    Raises:
        NoRule: if there is none: no position is passed on without a word on how good it is.
    """
    try:
        return RULES[source]
    except KeyError:
        raise NoRule(source) from None


def decimals(degrees: str) -> int:
    """How many decimals a coordinate says: ``14`` and ``14.0`` none, ``14.50`` one."""
    mantissa = re.split("[eE]", degrees.strip())[0]
    return len(mantissa.partition(".")[2].rstrip("0"))


def whole_degrees(longitude: str, latitude: str) -> bool:
    """Whether one of the two coordinates has no decimals."""
    return min(decimals(longitude), decimals(latitude)) == 0


def described(place: str) -> Described:
    """How exactly a description of a place says where it is.

    ``position``: in degrees. ``distance``: so far from somewhere. ``vague``: unspecified, between
    two coasts, or off the coast of a whole country. ``named``: anything else, a named place.
    """
    if _UNSPECIFIED.search(place) or not place.strip():
        return "vague"
    if _POSITION.search(place):
        return "position"
    if _DISTANCE.search(place):
        return "distance"
    return "vague" if _VAGUE.search(place) else "named"


@dataclass(frozen=True)
class Told:
    """What a record says of its own position.

    Attributes:
        longitude: degrees, as written: its decimals are part of what it says.
        latitude: as the longitude.
        place: what `described` makes of the description beside it; None where there is none.
        shared_by: how many records stand on the same point, this one among them.
        own_km: the radius that the record itself gives; None where it gives none.
    """

    longitude: str
    latitude: str
    place: Described | None = None
    shared_by: int = 1
    own_km: float | None = None


def radius(source: str, told: Told) -> Radius:
    """The radius within which an event is believed to lie, by the rule of its source.

    Raises:
        NoRule: if the source has no rule.
    """
    rule = rule_of(source)
    if told.own_km is not None and "own radius" in rule.classes:
        return Radius(told.own_km, "own radius")
    applying = [name for name in _applying(told) if name in rule.classes]
    sized = [(km, name) for name in applying if (km := CLASSES_KM[name]) is not None]
    km, name = max(sized, key=lambda pair: pair[0])
    return Radius(max(FLOOR_KM, km), name)


def _applying(told: Told) -> list[Precision]:
    out: list[Precision] = ["unstated" if told.place is None else _OF_PLACE[told.place]]
    least = min(decimals(told.longitude), decimals(told.latitude))
    if told.shared_by >= SHARED_BY:
        out.append("shared point")
    if least <= 1:
        out.append("whole degrees" if least == 0 else "one decimal")
    return out


def explained(
    source: str, radius_km: float, longitude: float, latitude: float, *, by_hand: bool = False
) -> str:
    """One sentence on why a held record has its radius; the words of its place are not held.

    Args:
        source: of the record.
        radius_km: its `position_uncertainty_km`.
        longitude: degrees WGS84; whether it has decimals tells some classes apart.
        latitude: as the longitude.
        by_hand: whether the table of position defects knows the record.

    Raises:
        NoRule: if the source has no rule.
    """
    classes = rule_of(source).classes
    least = min(decimals(repr(float(d))) for d in (longitude, latitude))
    barred: set[Precision] = {"one decimal"} if least != 1 else set()
    if least != 0:
        barred.add("whole degrees")
    fitting = [n for n in classes if CLASSES_KM[n] == radius_km and n not in barred]
    if "read by hand" in classes and (by_hand or not fitting):
        fitting = ["read by hand"]
    if "own radius" in classes:  # whatever else explains it, a contributor may have given it
        fitting.append("own radius")
    reasons = "; or ".join(CLASS_MEANINGS[name] for name in fitting)
    return f"Good to about {radius_km:g} km, because {reasons}."
