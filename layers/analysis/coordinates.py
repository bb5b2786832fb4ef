"""A position as people write it: read, refused where it could mean two places, written again.

Latitude comes first, as at sea; WKT and GeoJSON, which put longitude first, are known by their
form. This is our own code because the libraries for it (geopy, lat-lon-parser) guess where a text
could mean two places, and a guess sends a boat to the wrong one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.analysis.coordinate_forms import Special, special_form
from layers.analysis.coordinate_half import (
    KM_PER_DEGREE,
    Form,
    Half,
    NoHalf,
    half_of,
    written_half,
)
from layers.analysis.coordinate_text import (
    AMBIGUOUS,
    Token,
    decimal_commas,
    plain,
    tokens,
    without_labels,
)
from layers.errors import PositionRefused
from layers.geometry import BASIN, in_basin, moved

__all__ = ["Form", "Reading", "all_forms", "cautions", "read_pair", "read_position", "written"]

LONGEST = 120
FORMS: tuple[Form, ...] = ("decimal", "minutes", "seconds")
# West, south, east, north of the waters where a bare pair of numbers is expected to lie: the
# Mediterranean, and the Atlantic from Gibraltar to the Gambia.
_WATERS = ((-6.0, 30.0, 36.6, 46.0), (-20.0, 12.0, -5.5, 37.0))
_HOW = "write 35.5 N 12.6 E, 35° 30′ N 12° 36′ E or 35° 30′ 00″ N 12° 36′ 00″ E"
_COAST_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True)
class Reading:
    """One way to read a text as a position, WGS84 degrees.

    Attributes:
        longitude: degrees east.
        latitude: degrees north.
        form: the form it was written in.
        resolution_km: half a unit of the last digit written, along a meridian: how much the text
            itself can say. Of the two halves, the coarser.
        repairs: a sentence for each thing that was taken to be meant.
    """

    longitude: float
    latitude: float
    form: Form
    resolution_km: float
    repairs: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The position in degrees and minutes."""
        return written(self.longitude, self.latitude, "minutes")


def read_position(text: str) -> Reading:
    """The position that a text means, latitude first unless its form or its letters say otherwise.

    Taken are decimal degrees, degrees and minutes, degrees, minutes and seconds; hemispheres as
    letters or words before or after, or as signs; any usual prime, quote, degree and minus sign;
    digits of any script; decimal commas; packed digits (``3530N01236E``); ISO 6709, WKT points and
    ``geo:`` addresses. A bare pair of numbers is latitude first, and refused where the other order
    would lie in these waters and the given one does not, or where both would.

    Raises:
        PositionRefused: quoting the text, saying what would be right, with both readings where it
            could mean two places.
    """
    return _read(text, explicit_order=False)


def read_pair(latitude: str, longitude: str) -> Reading:
    """The position of two texts, the first a latitude, the second a longitude.

    The order is given, so two plausible orders are no doubt; one that looks swapped still is.

    Raises:
        PositionRefused: as `read_position`.
    """
    for half in (latitude, longitude):
        if not isinstance(half, str):
            raise PositionRefused(repr(half), "expected a latitude and a longitude as text")
    return _read(f"{latitude} ; {longitude}", explicit_order=True)


def _read(text: object, *, explicit_order: bool) -> Reading:
    if not isinstance(text, str):
        raise PositionRefused(repr(text), f"expected a position as text; {_HOW}")
    if len(text) > LONGEST:
        raise PositionRefused(text[:40] + "…", f"expected at most {LONGEST} characters")
    made = plain(text)
    if not made.text.strip("; "):
        raise PositionRefused(text, f"it is empty; {_HOW}")
    special = special_form(made.text)
    if special is not None:
        return _special(text, special, made.repairs)
    bare, labels = without_labels(made.text)
    bare, commas = decimal_commas(bare)
    repairs = (*made.repairs, *commas)
    pieces = tokens(bare)
    _check_tokens(text, pieces)
    letters = [t.text for t in pieces if t.kind == "letter"]
    if any(letter in AMBIGUOUS for letter in letters):
        raise _two_letters(text, pieces, repairs)
    if letters:
        return _with_letters(text, pieces, repairs, labels)
    return _bare(text, pieces, repairs, labels, explicit_order=explicit_order)


def _special(text: str, found: Special, repairs: Sequence[str]) -> Reading:
    try:
        lat = half_of(found.latitude, is_latitude=True)
        lon = half_of(found.longitude, is_latitude=False)
    except NoHalf as error:
        raise PositionRefused(text, str(error)) from error
    reading = _reading(lat, lon, (*repairs, *found.repairs))
    if found.may_be_swapped:
        other = _try(found.longitude, found.latitude, repairs)
        if other is not None and (other.longitude, other.latitude) != (
            reading.longitude, reading.latitude,
        ):  # fmt: skip
            raise PositionRefused(
                text,
                "a pair in brackets has longitude first in GeoJSON and latitude first elsewhere; "
                "write N or S and E or W",
                (reading, other),
            )
    return reading


def _check_tokens(text: str, pieces: Sequence[Token]) -> None:
    strange = [t.text for t in pieces if t.kind == "other"]
    if strange:
        raise PositionRefused(text, f"{''.join(strange)[:20]!r} is not understood; {_HOW}")
    if not any(t.kind == "number" for t in pieces):
        raise PositionRefused(text, f"it has no number; {_HOW}")


def _reading(lat: Half, lon: Half, repairs: Sequence[str]) -> Reading:
    form = max((lat.form, lon.form), key=FORMS.index)
    coarser = max(lat.resolution, lon.resolution)
    own = dict.fromkeys([*repairs, *lat.repairs, *lon.repairs])
    return Reading(lon.degrees, lat.degrees, form, coarser * KM_PER_DEGREE, tuple(own))


def _try(lat: Sequence[Token], lon: Sequence[Token], repairs: Sequence[str]) -> Reading | None:
    """The reading of two halves; None where they are not one."""
    try:
        halves = half_of(lat, is_latitude=True), half_of(lon, is_latitude=False)
    except NoHalf:
        return None
    return _reading(*halves, repairs)


def _two_letters(text: str, pieces: Sequence[Token], repairs: Sequence[str]) -> PositionRefused:
    """The refusal of a letter that is one direction in one language and another in the next."""
    letter = next(t.text for t in pieces if t.text in AMBIGUOUS)
    readings = []
    for meant in AMBIGUOUS[letter]:
        changed = [replace(t, text=meant) if t.text == letter else t for t in pieces]
        try:
            readings.append(_with_letters(text, changed, repairs, ()))
        except PositionRefused:
            continue
    either = " or ".join(AMBIGUOUS[letter])
    why = {
        "O": "O is west in French, Italian and Spanish and east in German",
    }.get(letter, "the Greek letter nu looks like N and begins the Greek word for south")
    return PositionRefused(text, f"{why}; write {either}", tuple(readings))


def _with_letters(
    text: str, pieces: Sequence[Token], repairs: Sequence[str], labels: Sequence[str]
) -> Reading:
    """The reading of a text in which a letter says which half is which."""
    places = [i for i, t in enumerate(pieces) if t.kind == "letter"]
    letters = [pieces[i].text for i in places]
    if len(letters) == 1:
        lacks = "E or W" if letters[0] in "NS" else "N or S"
        raise PositionRefused(text, f"one half has a letter and the other has none; add {lacks}")
    if len(letters) > 2:
        raise PositionRefused(text, f"it has {len(letters)} letters of direction; expected two")
    if (letters[0] in "NS") == (letters[1] in "NS"):
        kind = "latitudes" if letters[0] in "NS" else "longitudes"
        raise PositionRefused(text, f"it has two {kind}; expected one of N or S and one of E or W")
    first, second = _halves_by_letters(text, pieces, places)
    is_latitude_first = letters[0] in "NS"
    if labels and (labels[0] == "lat") != is_latitude_first:
        raise PositionRefused(text, "its labels and its letters say different things")
    lat, lon = (first, second) if is_latitude_first else (second, first)
    try:
        return _reading(half_of(lat, is_latitude=True), half_of(lon, is_latitude=False), repairs)
    except NoHalf as error:
        raise PositionRefused(text, str(error)) from error


def _halves_by_letters(
    text: str, pieces: Sequence[Token], places: Sequence[int]
) -> tuple[list[Token], list[Token]]:
    first_number = next(i for i, t in enumerate(pieces) if t.kind == "number")
    last_number = max(i for i, t in enumerate(pieces) if t.kind == "number")
    if places[0] < first_number and places[1] < last_number:
        parts = pieces[places[0] : places[1]], pieces[places[1] :]
    elif places[0] > first_number and places[1] > last_number:
        parts = pieces[: places[0] + 1], pieces[places[0] + 1 :]
    else:
        raise PositionRefused(
            text, "its letters stand before one half and behind the other; put both behind"
        )
    if not all(any(t.kind == "number" for t in part) for part in parts):
        raise PositionRefused(text, f"one half has no number; {_HOW}")
    return list(parts[0]), list(parts[1])


def _bare(
    text: str,
    pieces: Sequence[Token],
    repairs: Sequence[str],
    labels: Sequence[str],
    *,
    explicit_order: bool,
) -> Reading:
    """The reading of a text without letters: by its labels, else latitude first."""
    if len(labels) == 1 or (len(labels) == 2 and labels[0] == labels[1]):
        raise PositionRefused(text, "label both halves, one as lat and one as lon")
    splits = _splits(pieces)
    if not splits:
        raise PositionRefused(text, f"it does not fall into two halves; {_HOW}")
    if len(splits) > 1:
        readings = [r for a, b in splits if (r := _try(a, b, repairs))]
        distinct = {(r.longitude, r.latitude): r for r in readings}
        if len(distinct) > 1:
            raise PositionRefused(
                text, f"its commas can be read in two ways; {_HOW}", tuple(distinct.values())[:2]
            )
    first, second = splits[0]
    is_swapped = bool(labels) and labels[0] == "lon"
    lat, lon = (second, first) if is_swapped else (first, second)
    reading = None if labels else _try(lat, lon, repairs)
    other = None if labels else _try(lon, lat, repairs)
    if other is not None and not (reading and _is_expected(reading)) and _is_expected(other):
        both = (reading, other) if reading else (other,)
        raise PositionRefused(
            text, "it looks swapped: latitude comes first; write N or S and E or W", both
        )
    same = reading and other and (reading.latitude, reading.longitude) == (
        other.latitude, other.longitude,
    )  # fmt: skip
    if (
        reading and other and not explicit_order and not same
        and _is_expected(reading) and _is_expected(other)
    ):  # fmt: skip
        raise PositionRefused(
            text,
            "either number can be the latitude in these waters; write N or S and E or W",
            (reading, other),
        )
    try:
        made = _reading(half_of(lat, is_latitude=True), half_of(lon, is_latitude=False), repairs)
    except NoHalf as error:
        raise PositionRefused(text, str(error)) from error
    if labels or explicit_order:
        return made
    return replace(made, repairs=(*made.repairs, "Read with the latitude first."))


def _splits(pieces: Sequence[Token]) -> list[tuple[list[Token], list[Token]]]:
    """The ways in which a text without letters falls into two halves; empty for none.

    More than one only where commas may be decimal ones or may part numbers.
    """
    numbers = [i for i, t in enumerate(pieces) if t.kind == "number"]
    breaks = [i for i, t in enumerate(pieces) if t.kind == "break" and t.text in ";/|"]
    inner = [i for i in breaks if numbers[0] < i < numbers[-1]]
    if len(inner) == 1:
        return [(list(pieces[: inner[0]]), list(pieces[inner[0] + 1 :]))]
    commas = [i for i, t in enumerate(pieces) if t.text == ","]
    if not inner and len(commas) == 1 and numbers[0] < commas[0] < numbers[-1]:
        return [(list(pieces[: commas[0]]), list(pieces[commas[0] + 1 :]))]
    if inner or len(numbers) % 2 or len(numbers) > 6:
        return []
    if commas:
        return _by_commas(pieces, numbers, commas)
    degrees = [i for i, t in enumerate(pieces) if t.kind == "degree"]
    if degrees and len(degrees) != 2:
        return []
    at = numbers[len(numbers) // 2]
    if pieces[at - 1].kind == "sign":
        at -= 1
    return [(list(pieces[:at]), list(pieces[at:]))]


def _by_commas(
    pieces: Sequence[Token], numbers: Sequence[int], commas: Sequence[int]
) -> list[tuple[list[Token], list[Token]]]:
    """``35,5,12,6``: decimal commas, or degrees and minutes one by one."""
    if len(numbers) != 4 or len(commas) != 3:
        return []
    texts = [pieces[i].text for i in numbers]
    if any("." in t for t in texts):
        return []
    middle = commas[1]
    first, second = list(pieces[:middle]), list(pieces[middle + 1 :])
    as_minutes = (_spaced(first), _spaced(second))
    joined = tuple(
        [*(t for t in half if t.kind == "sign"),
         Token("number", ".".join(t.text for t in half if t.kind == "number"))]
        for half in (first, second)
    )  # fmt: skip
    return [(joined[0], joined[1]), as_minutes]


def _spaced(half: Sequence[Token]) -> list[Token]:
    return [t for t in half if t.kind != "break"]


def _is_expected(reading: Reading) -> bool:
    """Whether a position lies in the boxes around the waters that this product maps."""
    return any(
        west <= reading.longitude <= east and south <= reading.latitude <= north
        for west, south, east, north in _WATERS
    )


def written(longitude: float, latitude: float, form: Form) -> str:
    """A position in a form, latitude first: ``35° 30.000′ N 012° 36.000′ E``.

    Rounded once, to 0.00001 degree, 0.001 minute or 0.1 second: never 60 minutes.
    """
    return " ".join(
        written_half(value, form, digits, letters)
        for value, digits, letters in ((latitude, 2, "NS"), (longitude, 3, "EW"))
    )


def all_forms(longitude: float, latitude: float) -> dict[Form, str]:
    """The position in each of the three forms."""
    return {form: written(longitude, latitude, form) for form in FORMS}


def cautions(longitude: float, latitude: float, land: BaseGeometry | None) -> tuple[str, ...]:
    """A sentence for each thing about a position that one would not expect.

    Args:
        longitude: degrees east, WGS84.
        latitude: degrees north.
        land: coarse land, WGS84; None where it is not known: then nothing is said of it.
    """
    out = []
    if longitude == 0 and latitude == 0:
        out.append("0, 0 is where a missing position often stands.")
    elif float(longitude).is_integer() and float(latitude).is_integer():
        out.append("Both halves are whole degrees: that is good to about 55 km.")
    if not in_basin([longitude], [latitude])[0]:
        west, south, east, north = BASIN
        out.append(
            f"Outside the mapped basin ({-west:g}° W to {east:g}° E, {south:g}° to {north:g}° N): "
            "nothing here is known of it."
        )
    elif land is not None and (far := km_to_sea(longitude, latitude, land)) is not None:
        out.append(f"On land as drawn, {far} km from the sea.")
    return tuple(out)


def km_to_sea(longitude: float, latitude: float, land: BaseGeometry) -> str | None:
    """How far the sea is from a position on land, in words; None where it is not on land.

    Looked for on circles of 1 to 500 km in 72 directions, so an upper bound between two of them.
    """
    tree = shapely.STRtree(shapely.get_parts(land))

    def on_land(longitudes: np.ndarray, latitudes: np.ndarray) -> np.ndarray:
        found = np.zeros(len(longitudes), dtype=bool)
        points = shapely.points(longitudes, latitudes)
        found[tree.query(points, predicate="intersects")[0]] = True
        return found

    if not on_land(np.array([longitude]), np.array([latitude]))[0]:
        return None
    bearings = np.arange(0.0, 360.0, 5.0)
    here = np.full(len(bearings), longitude), np.full(len(bearings), latitude)
    for near, far in pairwise((0, *_COAST_KM)):
        if not on_land(*moved(*here, bearings, np.full(len(bearings), far * 1000.0))).all():
            return "less than 1" if near == 0 else f"{near} to {far}"
    return f"more than {_COAST_KM[-1]}"
