"""A position as a person types it: read, or refused with both places that it could mean.

A wrong position must not go unnoticed. What is taken to be meant is said (`Reading.repairs`), and
what two people could read as two places is refused. A person writes the latitude first; functions
here take the longitude first, as everywhere in the project.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.analysis.inland import Shore
from layers.analysis.position_formats import Ordered, by_format
from layers.analysis.position_forms import Form, all_forms, beyond, on_globe, written
from layers.analysis.position_halves import Axis, Half, fits, half_of, paired_forms
from layers.analysis.position_split import (
    OF_HALVES,
    both_lettered,
    is_beside_label,
    split,
    with_one_letter,
    without_minus,
)
from layers.analysis.position_text import Cut, SignAndLetter, Unread, cleaned, cuts
from layers.errors import PositionRefused
from layers.geometry import BASIN, distances_m, in_basin

__all__ = ["Form", "PositionRefused", "Reading", "all_forms", "cautions", "read_pair",
           "read_position", "written"]  # fmt: skip

# Where a position without letters is looked for: the Mediterranean with its straits and the Adriatic,
# the Black Sea, and the Atlantic off Africa. Coarse on the land side, close off the Levant, where
# both orders of a position can be at sea.
_SEAS = shapely.MultiPolygon(
    [
        shapely.Polygon(
            [(-6.2, 30), (32, 30.5), (34.8, 31), (35.4, 32.7), (36, 33.9), (36.3, 35.6), (36.7, 36.9),
             (36, 37.3), (28.8, 37.3), (28.8, 41.5), (20, 46), (-6.2, 46)]
        ),
        shapely.box(26, 40.9, 42, 47.5),
        shapely.box(BASIN[0], BASIN[1], -6.2, 37),
    ]
)  # fmt: skip
_LONE = re.compile(r"[+-]?\d+,\d+")
_LONE_SAID = (
    "it is one number with a decimal comma, or two whole degrees; write two numbers with a space "
    "between, such as 35,0 12,0 or 35 12."
)
# A sea of the mapped box that is not looked at: nothing is turned round that may be meant to lie there.
_RED_SEA = shapely.Polygon(
    [(32, 30.3), (35.3, 30.3), (39.5, 22), (43.5, 16), (43.5, 11), (41, 11), (38.8, 15), (36.8, 18.5),
     (34.8, 23.5)]
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """One way to read a text as a position.

    Attributes:
        longitude: degrees WGS84, east positive.
        latitude: degrees WGS84, north positive.
        form: the form it was written in.
        resolution_km: half a unit of the last digit written, of the coarser half: what the text
            itself can say.
        repairs: sentences: what was taken to be meant.
    """

    longitude: float
    latitude: float
    form: Form
    resolution_km: float
    repairs: tuple[str, ...] = ()

    def __str__(self) -> str:
        return written(self.longitude, self.latitude, self.form)


def read_position(text: str) -> Reading:
    """The position that a text says, in degrees, minutes or seconds.

    Takes letters or words before or after, signs, labels, decimal commas, digits of any script,
    minutes packed behind degrees (3530.00N 01236.00E), ISO 6709, geo: addresses (RFC 5870), points
    in well-known text and GeoJSON (RFC 7946). Two numbers without letters are latitude first.

    Raises:
        PositionRefused: if it says no position, or could mean two places.
    """
    try:
        plain, translated = cleaned(text)
        _check_lone(plain)
        ordered = by_format(plain)
        found = [_by_format(text, ordered)] if ordered else _all(text, plain, _of_cut)
    except Unread as why:
        raise PositionRefused(text, str(why)) from None
    reading = _only(text, found)
    return replace(reading, repairs=(*translated, *reading.repairs))


def read_pair(latitude: str, longitude: str) -> Reading:
    """The position that two arguments say, the latitude and the longitude.

    By the rules of `read_position`, and no surer: two bare numbers could be meant in either order
    here too. Where one has a letter or a label, the place of an argument says what it is; letters
    that say the opposite are followed, and that is said.

    Raises:
        PositionRefused: if they say no position, or could mean two places.
    """
    text = f"{latitude} {longitude}"
    try:
        north, one = cleaned(latitude)
        east, other = cleaned(longitude)
        cut = [
            (n, e)
            for n in _halves(north)
            for e in _halves(east)
        ]  # fmt: skip
        found = [(_of_pair(text, n, e), doubts) for (n, a), (e, b) in cut for doubts in [(*a, *b)]]
    except Unread as why:
        raise PositionRefused(text, str(why)) from None
    reading = _only(text, found)
    commas = [r for r in ("The comma was read as a decimal sign.",) if "," in north + east]
    return replace(reading, repairs=tuple(dict.fromkeys((*one, *other, *commas, *reading.repairs))))


def cautions(longitude: float, latitude: float, shore: Shore | None) -> tuple[str, ...]:
    """Sentences on a position that may be right and looks wrong.

    Args:
        longitude: degrees WGS84.
        latitude: degrees WGS84.
        shore: of land that is good to about a kilometre; without it nothing is said of land.

    Raises:
        PositionRefused: if it is no position on the globe.
    """
    longitude, latitude = float(longitude), float(latitude)
    on_globe(longitude, latitude)
    said = []
    if longitude == 0 and latitude == 0:
        said.append("0, 0 is what many systems write where no position is known.")
    if not in_basin(longitude, latitude):
        west, south, east, north = BASIN
        said.append(
            f"It lies outside the mapped area, from {-west:g}° W to {east:g}° E and from "
            f"{south:g}° N to {north:g}° N."
        )
    elif shore is not None:
        said += _on_land(shore.km_to_sea(longitude, latitude))
    if longitude.is_integer() and latitude.is_integer():
        said.append("It is in whole degrees, which say no more than about 55 km.")
    return tuple(said)


def _on_land(km: float | None) -> list[str]:
    if km is None:
        return []
    if km < 1:
        return ["It lies at the coast, or on land: the coast used here is good to about 1 km."]
    return [f"It lies on land, about {km:.0f} km from the sea."]


def _check_lone(plain: str) -> None:
    if _LONE.fullmatch(plain):
        raise Unread(_LONE_SAID)


Found = tuple[Reading, tuple[str, ...]]


def _all(text: str, plain: str, read: Callable[[str, Cut], list[Reading]]) -> list[Found]:
    """What every cut of a text reads as.

    Raises:
        Unread: if none can be read, with the reason of the likeliest.
        PositionRefused: if the likeliest could mean two places.
    """
    found: list[Found] = []
    first: Unread | PositionRefused | None = None
    last: PositionRefused | None = None  # only where no other cut of the text makes sense
    for cut in cuts(plain):
        try:
            ways = read(text, cut)
            doubts = (*cut.doubts, *([OF_HALVES] if len(ways) > 1 else []))
            found += [(way, doubts) for way in ways]
        except SignAndLetter as why:
            both = _both_senses(text, cut, read)
            last = last or PositionRefused(text, str(why), both)
        except (Unread, PositionRefused) as why:
            if first is None or (isinstance(why, PositionRefused) and isinstance(first, Unread)):
                first = why
    if not found and last is not None and not isinstance(first, PositionRefused):
        raise last
    if first is not None and (not found or isinstance(first, PositionRefused)):
        raise first
    return found


def _both_senses(text: str, cut: Cut, read: Callable[[str, Cut], list[Reading]]) -> list[Reading]:
    """What a text with a minus sign and a letter says by its letters alone, and by both."""
    readings = []
    for follows_sign in (False, True):
        try:
            readings += read(text, replace(cut, tokens=without_minus(cut.tokens, follows_sign)))
        except (Unread, PositionRefused):  # something else is wrong with it, too
            return []
    return readings


def _only(text: str, found: Sequence[Found]) -> Reading:
    places = {(r.longitude, r.latitude): r for r, _ in reversed(found)}
    if len(places) > 1:
        doubts = dict.fromkeys(doubt for _, doubts in found for doubt in doubts)
        raise PositionRefused(text, f"{'; '.join(doubts)}.", list(places.values())[::-1])
    return found[0][0]


def _of_cut(text: str, cut: Cut) -> list[Reading]:
    ways, order = split(cut.tokens)
    return [_of_halves(text, first, second, order, cut.repairs) for first, second in ways]


def _of_halves(
    text: str, first: Half, second: Half, order: Axis | None, repairs: tuple[str, ...]
) -> Reading:
    if first.axis is None and second.axis is None:
        if order is not None:  # by labels, whatever lies where
            return _reading(first.on(order), second.on(_other(order)), repairs)
        return _bare(text, first, second, repairs)
    return _reading(first, second, repairs)


def _bare(text: str, first: Half, second: Half, repairs: tuple[str, ...]) -> Reading:
    """Two numbers of which nothing says what they are: latitude first, if that is at sea.

    Raises:
        PositionRefused: if both orders, or neither, can be meant.
        Unread: if they are no position.
    """
    form = paired_forms(first, second)
    if (
        not fits(first.degrees, "latitude")
        and fits(second.degrees, "latitude")
        and fits(first.degrees, "longitude")
    ):
        why = f"{beyond('latitude', first.text)} If it is the longitude, write E or W behind it."
        turned = _reading(second.on("latitude"), first.on("longitude"), repairs)
        raise PositionRefused(text, why, [turned])
    usual = _reading(first.on("latitude"), second.on("longitude"), repairs)
    if first.degrees == second.degrees:
        return usual
    if not fits(second.degrees, "latitude"):
        return _said(usual, "No letters: read latitude first.")
    turned_round = _reading(second.on("latitude"), first.on("longitude"), repairs)
    here, there = _at_sea(usual), _at_sea(turned_round)
    shown = written(turned_round.longitude, turned_round.latitude, form)
    if here and not there:
        return _said(usual, f"No letters: read latitude first; the other order, {shown}, is not in these seas.")  # fmt: skip
    if there and not here and not _touches(_RED_SEA, usual):
        shown = written(usual.longitude, usual.latitude, form)
        return _said(turned_round, f"No letters: read longitude first, for latitude first, {shown}, is not in these seas.")  # fmt: skip
    where = "both orders are at sea" if here and there else "neither order is in these seas" if not there else "both orders can be meant"  # fmt: skip
    raise PositionRefused(
        text,
        f"nothing says which number is the latitude, and {where}; write N or S, and E or W.",
        (usual, turned_round),
    )


def _by_format(text: str, ordered: Ordered) -> Found:
    """A position whose order its format fixes.

    Raises:
        PositionRefused: if that order is not at sea and the other one is; and where writers of the
            format do not agree on its order.
    """
    usual = _reading(ordered.latitude, ordered.longitude, (ordered.said,))
    if ordered.is_doubtful and usual.longitude != usual.latitude:
        turned = _turned(usual)
        raise PositionRefused(text, f"{ordered.said} Write N or S, and E or W.", (usual, *turned))
    _refuse_exchanged(text, usual, ordered.said)
    return usual, ()


def _of_pair(text: str, north: Half, east: Half) -> Reading:
    both_lettered(north, east)
    if north.axis is None and east.axis is None:
        return _bare(text, north, east, ())
    if north.axis == "longitude" and east.axis == "latitude":
        return _said(
            _reading(east, north, ()), "The letters say that the longitude was given first."
        )
    reading = _reading(north.on("latitude"), east.on("longitude"), ())
    if not north.letter:
        _refuse_exchanged(text, reading, "The latitude is given first.")
    return reading


def _halves(plain: str) -> list[tuple[Half, tuple[str, ...]]]:
    """What one argument can mean, with the doubts decided.

    Raises:
        Unread: if it is no half of a position.
    """
    found, first = [], None
    for cut in cuts(plain):
        try:
            tokens = [t for i, t in enumerate(cut.tokens) if not is_beside_label(cut.tokens, i)]
            labels = {t.text for t in tokens if t.kind == "label"}
            half = half_of(with_one_letter(tokens))
            for label in sorted(labels):
                half = half.on("latitude" if label == "latitude" else "longitude")
            found.append((half, cut.doubts))
        except Unread as why:
            first = first or why
    if not found:
        raise first or Unread("it is no latitude or longitude.")
    return found


def _refuse_exchanged(text: str, usual: Reading, said: str) -> None:
    if _at_sea(usual):
        return
    for turned in _turned(usual):
        if _at_sea(turned):
            raise PositionRefused(
                text,
                f"{said} So read it is not in these seas, and with the two exchanged it is; write N "
                "or S, and E or W.",
                (usual, turned),
            )


def _turned(usual: Reading) -> list[Reading]:
    if abs(usual.longitude) > 90:
        return []
    return [replace(usual, longitude=usual.latitude, latitude=usual.longitude)]


def _at_sea(reading: Reading) -> bool:
    return _touches(_SEAS, reading)


def _touches(area: BaseGeometry, reading: Reading) -> bool:
    return bool(shapely.intersects_xy(area, reading.longitude, reading.latitude))


def _said(reading: Reading, sentence: str) -> Reading:
    return replace(reading, repairs=(*reading.repairs, sentence))


def _other(axis: Axis) -> Axis:
    return "longitude" if axis == "latitude" else "latitude"


def _reading(one: Half, other: Half, repairs: tuple[str, ...]) -> Reading:
    form = paired_forms(one, other)
    north, east = (one, other) if one.axis == "latitude" else (other, one)
    said = list(repairs)
    if north.is_packed or east.is_packed:
        said.append("Read as degrees and minutes in one number, as receivers write them.")
    if north.is_letter_inside and east.is_letter_inside:
        said.append("Read with the letters behind the degrees, and minutes after them.")
    if north.looks_like_minutes and east.looks_like_minutes and north.unit == east.unit:
        # 33.41 is what some write for 33 degrees 41 minutes.
        said.append(f"Read as decimals of a degree: {north.text} is {_in_minutes(north)}, not "
                    f"{_if_minutes(north)}.")  # fmt: skip
    return Reading(
        east.degrees, north.degrees, form, _resolution_km(north, east), tuple(said)
    )  # fmt: skip


def _in_minutes(half: Half) -> str:
    return written(0.0, half.degrees, "minutes").partition("′")[0] + "′"


def _if_minutes(half: Half) -> str:
    number = half.text.strip("+- NSEW°")
    degrees, _, minutes = number.partition(".")
    return f"{int(degrees):02d}° {minutes}′"


def _resolution_km(north: Half, east: Half) -> float:
    """The longer of the two ways across half a unit of the last digit, geodesic."""
    towards_equator = -1 if north.degrees > 0 else 1
    start = np.array([[east.degrees, north.degrees]] * 2)
    end = start.copy()
    end[0, 1] += towards_equator * north.unit / 2
    end[1, 0] += east.unit / 2
    return float(distances_m(start, end).max()) / 1000
