"""One half of a position: the numbers of a latitude or a longitude to degrees, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from layers.analysis.coordinate_text import Token

Form = Literal["decimal", "minutes", "seconds"]
KM_PER_DEGREE = 111.2  # of latitude, in the middle of the basin
_FORM_OF: dict[int, Form] = {1: "decimal", 2: "minutes", 3: "seconds"}
_MARKS = ("degree", "minute", "second")
_UNITS = ("degrees", "minutes", "seconds")
_PARTS = {"decimal": (1, 5), "minutes": (60, 3), "seconds": (3600, 1)}


class NoHalf(ValueError):
    """Why some tokens are no latitude or longitude."""


@dataclass(frozen=True)
class Half:
    """Signed degrees, the form written in, and half a unit of its last digit in degrees."""

    degrees: float
    form: Form
    resolution: float
    repairs: tuple[str, ...] = ()


def half_of(pieces: Sequence[Token], *, is_latitude: bool) -> Half:
    """The latitude or longitude that some tokens say.

    Raises:
        NoHalf: saying what is wrong, and what would be right.
    """
    name, most = ("latitude", 90) if is_latitude else ("longitude", 180)
    numbers, repairs = _numbers(pieces, name, most)
    _check_numbers(numbers, name)
    value = sum(float(n) / 60**i for i, n in enumerate(numbers))
    if value > most:
        raise NoHalf(f"the {name} is {_shown(numbers)}; expected at most {most} degrees")
    sign = _sign(pieces, name)
    form = _FORM_OF[len(numbers)]
    decimals = len(numbers[-1].partition(".")[2])
    resolution = 0.5 * 10**-decimals / 60 ** (len(numbers) - 1)
    return Half(sign * value + 0.0, form, resolution, repairs)


def _numbers(pieces: Sequence[Token], name: str, most: int) -> tuple[list[str], tuple[str, ...]]:
    """Degrees, minutes and seconds as texts, in this order, as many as there are."""
    numbers: list[str] = []
    for i, token in enumerate(pieces):
        if token.kind == "number":
            numbers.append(token.text)
            mark = pieces[i + 1].kind if i + 1 < len(pieces) else ""
            if mark in _MARKS and mark != _MARKS[min(len(numbers), 3) - 1]:
                unit = _UNITS[_MARKS.index(mark)]
                raise NoHalf(f"in the {name}, {token.text} is marked as {unit}, out of their order")
        elif token.kind == "sign" and numbers and token.text == "+":
            raise NoHalf(f"the {name} has a plus sign between its numbers")
    if not 1 <= len(numbers) <= 3:
        raise NoHalf(f"the {name} has {len(numbers)} numbers; expected degrees, minutes, seconds")
    whole, point, rest = numbers[0].partition(".")
    if len(numbers) == 1 and len(whole) >= 4 and not any(t.kind == "degree" for t in pieces):
        return _packed(whole, point + rest, name)
    return numbers, _look_alike(numbers, most)


def _packed(digits: str, rest: str, name: str) -> tuple[list[str], tuple[str, ...]]:
    """``3530.5`` as 35 degrees 30.5 minutes, ``353000`` as 35 degrees 30 minutes 0 seconds."""
    width = 2 if name == "latitude" else 3
    if len(digits) not in (4, 5, 6, 7):
        raise NoHalf(f"{digits + rest} is no packed {name}; expected DDMM, DDMMSS or degrees")
    # A longitude without its leading zero has an even number of digits.
    width = width if len(digits) % 2 == width % 2 else 5 - width
    if width == 3 and name == "latitude":
        raise NoHalf(f"{digits + rest} is no packed latitude; expected DDMM or DDMMSS")
    parts = [digits[:width], *(digits[i : i + 2] for i in range(width, len(digits), 2))]
    words = " ".join(f"{n} {u}" for n, u in zip(parts, _UNITS, strict=False))
    parts[-1] += rest
    return parts, (f"{digits + rest} was read as {words}{' and ' + rest if rest else ''}.",)


def _look_alike(numbers: Sequence[str], most: int) -> tuple[str, ...]:
    """A remark on decimals that may be minutes: 33.41 for 33 degrees 41 minutes."""
    rest = numbers[0].partition(".")[2]
    if len(numbers) == 1 and len(rest) == 2 and int(rest) < 60 and most:
        return (
            f"{numbers[0]} was read as decimal degrees; for minutes write "
            f"{numbers[0].partition('.')[0]}° {rest}′.",
        )
    return ()


def _check_numbers(numbers: Sequence[str], name: str) -> None:
    for text in numbers[:-1]:
        if "." in text:
            raise NoHalf(f"in the {name}, {text} has decimals and something follows it")
    for text, unit in zip(numbers[1:], _UNITS[1:], strict=False):
        if float(text) >= 60:
            raise NoHalf(f"the {name} has {text} {unit}; expected less than 60")


def _sign(pieces: Sequence[Token], name: str) -> int:
    """1 or -1 by the sign before the first number and the letter; both at once are refused."""
    first = next(i for i, t in enumerate(pieces) if t.kind == "number")
    signs = [t.text for t in pieces[:first] if t.kind == "sign"]
    letter = next((t.text for t in pieces if t.kind == "letter"), "")
    if len(signs) > 1:
        raise NoHalf(f"the {name} has two signs")
    if letter and "-" in signs:
        raise NoHalf(f"the {name} has both a minus sign and {letter}; leave one of them out")
    return -1 if letter in ("S", "W") or "-" in signs else 1


def _shown(numbers: Sequence[str]) -> str:
    return " ".join(numbers)


def written_half(value: float, form: Form, width: int, letters: str) -> str:
    """One half in a form; `width` digits of degrees, `letters` of its two hemispheres."""
    parts, decimals = _PARTS[form]
    units = round(abs(value) * parts * 10**decimals)
    letter = letters[1] if value < 0 and units else letters[0]
    whole, rest = divmod(units, 10**decimals)
    if form == "decimal":
        return f"{whole:0{width}d}.{rest:0{decimals}d}° {letter}"
    if form == "minutes":
        degrees, minutes = divmod(whole, 60)
        return f"{degrees:0{width}d}° {minutes:02d}.{rest:0{decimals}d}′ {letter}"
    minutes, seconds = divmod(whole, 60)
    degrees, minutes = divmod(minutes, 60)
    return f"{degrees:0{width}d}° {minutes:02d}′ {seconds:02d}.{rest:0{decimals}d}″ {letter}"
