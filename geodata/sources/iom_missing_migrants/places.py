"""Where an incident was: coordinates in the encodings of the register."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from geodata.sources.cells import CellProblem, clean, is_unknown
from geodata.sources.positions import Position

Encoding = Literal["well-known text", "latitude, longitude"]

_NUMBER = r"[-+−]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?"
_WKT = re.compile(rf"POINT\s*\(\s*({_NUMBER})\s+({_NUMBER})\s*\)", re.IGNORECASE)
_PAIR = re.compile(rf"({_NUMBER})\s*,\s*({_NUMBER})")


def encoding(cells: Iterable[str]) -> Encoding:
    """How a column writes a position: one decision for the column, by most of its cells.

    ``POINT (14.5 35.9)`` has the longitude first, ``35.9, 14.5`` the latitude. A cell in the other
    encoding is not read: what it means would be a guess.
    """
    points = pairs = 0
    for cell in cells:
        stripped = cell.strip()
        points += stripped[:5].upper() == "POINT"
        pairs += bool(stripped) and stripped[0] in "-+0123456789"
    return "well-known text" if points > pairs else "latitude, longitude"


def position(text: str, written: Encoding) -> Position | None:
    """A position; None where none is given.

    Raises:
        CellProblem: with ``not_a_position`` or ``position_out_of_range``.
    """
    if _blank(text):
        return None
    pattern = _WKT if written == "well-known text" else _PAIR
    found = pattern.fullmatch(clean(text))
    if found is None:
        shape = "POINT (14.5 35.9)" if written == "well-known text" else "35.9, 14.5"
        raise CellProblem("not_a_position", f"a position such as {shape}, as in the whole column")
    first, second = _plain(found[1]), _plain(found[2])
    return _on_earth(
        Position(first, second) if written == "well-known text" else Position(second, first)
    )


def position_of(latitude: str, longitude: str) -> Position | None:
    """A position in two cells; None where both are blank.

    Raises:
        CellProblem: as `position` does; also if only one of the two is blank.
    """
    if _blank(latitude) and _blank(longitude):
        return None
    north, east = clean(latitude), clean(longitude)
    if not re.fullmatch(_NUMBER, north) or not re.fullmatch(_NUMBER, east):
        raise CellProblem("not_a_position", "a latitude and a longitude such as 35.9 and 14.5")
    return _on_earth(Position(_plain(east), _plain(north)))


def _blank(text: str) -> bool:
    # The word NaN comes from a failed sum, not from somebody who left a cell blank.
    return is_unknown(text) and text.strip().casefold() != "nan"


def _plain(number: str) -> str:
    text = number.replace("−", "-").removeprefix("+")
    return text.rstrip(".") if "." in text else text


def _on_earth(found: Position) -> Position:
    longitude, latitude = found.degrees
    if not (abs(longitude) <= 180 and abs(latitude) <= 90) or (longitude, latitude) == (0, 0):
        raise CellProblem(
            "position_out_of_range",
            "a latitude from -90 to 90 and a longitude from -180 to 180, not both 0",
        )
    return found
