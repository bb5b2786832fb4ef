"""One half of a position, a latitude or a longitude, read from its tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from layers.analysis.position_forms import Form, beyond
from layers.analysis.position_text import SignAndLetter, Token, Unread

Axis = Literal["latitude", "longitude"]

_AXES: dict[str, Axis] = {"N": "latitude", "S": "latitude", "E": "longitude", "W": "longitude"}
_RANKS = {"°": 0, "'": 1, '"': 2}
_PARTS = ("degrees", "minutes", "seconds")
_FORMS: tuple[Form, ...] = ("decimal", "minutes", "seconds")
_PACKED = {"latitude": ("ddmm", "ddmmss"), "longitude": ("dddmm", "dddmmss")}


@dataclass(frozen=True)
class Half:
    """A latitude, a longitude, or a number of which that is not known.

    Attributes:
        degrees: signed.
        unit: of the last digit written, in degrees.
        form: it was written in; whole degrees are decimal.
        letter: N, S, E or W; empty where there is none.
        axis: None where neither a letter nor a label says it.
        has_fraction: whether it is degrees with decimals.
        text: the numbers, for messages.
        looks_like_minutes: whether its decimals could be minutes: two of them, below 60.
        is_packed: whether degrees and minutes stood in one number.
        is_letter_inside: whether its letter stood behind the degrees, with minutes after it.
    """

    degrees: float
    unit: float
    form: Form
    letter: str
    axis: Axis | None
    has_fraction: bool
    text: str
    looks_like_minutes: bool = False
    is_packed: bool = False
    is_letter_inside: bool = False

    def on(self, axis: Axis) -> Half:
        """The same as a latitude, or as a longitude.

        Raises:
            Unread: if it is beyond what that can be, or its letter says the other.
        """
        if self.axis is not None and self.axis != axis:
            raise Unread(f"{self.text} is marked as a {self.axis} and stands as a {axis}.")
        if not fits(self.degrees, axis):
            raise Unread(beyond(axis, self.text))
        return replace(self, axis=axis)


def fits(degrees: float, axis: Axis) -> bool:
    """Whether a number can be a latitude, or a longitude."""
    return abs(degrees) <= (90 if axis == "latitude" else 180)


def half_of(tokens: Sequence[Token]) -> Half:
    """One half from its numbers, marks, sign and letter; labels and separators are ignored.

    Raises:
        Unread: with what is wrong, and what would be right.
    """
    numbers = [t.text for t in tokens if t.kind == "number"]
    letter = next((t.text for t in tokens if t.kind == "letter"), "")
    text = _shown(tokens)
    if not numbers:
        raise Unread("one half has no number; write a latitude and a longitude.")
    if len(numbers) > 3:
        raise Unread(f"{text} has {len(numbers)} numbers; degrees, minutes and seconds are three.")
    _check_separators(tokens, text)
    is_letter_inside = _check_letter(tokens, text)
    is_negative = _is_negative(tokens, letter, text)
    _check_marks(tokens, text)
    axis = _AXES.get(letter)
    marked = any(t.kind == "mark" for t in tokens)
    packed = letter != "" and len(numbers) == 1 and not marked and _digits(numbers[0]) >= 4
    if packed and axis is not None:
        numbers = unpacked(numbers[0], axis)
    value, unit = _value(numbers, text)
    if is_negative or letter in {"S", "W"}:
        value = -value
    has_fraction = len(numbers) == 1 and "." in numbers[0]
    half = Half(
        degrees=float(value) + 0.0,  # no negative zero
        unit=float(unit),
        form=_FORMS[len(numbers) - 1],
        letter=letter,
        axis=axis,
        has_fraction=has_fraction,
        text=text,
        looks_like_minutes=has_fraction and _like_minutes(numbers[0]),
        is_packed=packed,
        is_letter_inside=is_letter_inside,
    )
    return half if axis is None else half.on(axis)


def unpacked(number: str, axis: Axis) -> list[str]:
    """Degrees, minutes and perhaps seconds that stand in one number, as at sea and in ISO 6709.

    Raises:
        Unread: if it has another number of digits.
    """
    whole, point, rest = number.partition(".")
    width = 2 if axis == "latitude" else 3
    if len(whole) not in {width + 2, width + 4}:
        raise Unread(
            f"{number} has {len(whole)} digits; a {axis} in one number is written "
            f"{' or '.join(_PACKED[axis])}, with its leading zeros."
        )
    parts = [whole[:width], *(whole[i : i + 2] for i in range(width, len(whole), 2))]
    return [*parts[:-1], parts[-1] + point + rest]


def paired_forms(first: Half, second: Half) -> Form:
    """The form of a position: the finer of its halves.

    Raises:
        Unread: if one has decimals of a degree and the other minutes.
    """
    forms = sorted((first.form, second.form), key=_FORMS.index)
    if forms[1] != "decimal" and (first.has_fraction or second.has_fraction):
        raise Unread(
            f"{first.text} and {second.text} are written in two forms, decimals of a degree and "
            "minutes; write both in the same."
        )
    return forms[1]


def exact(numbers: Sequence[str]) -> tuple[float, float]:
    """Degrees without sign, and the unit of the last digit, of degrees, minutes and seconds.

    Raises:
        Unread: for 60 minutes or seconds, and for decimals before the last number.
    """
    value, unit = _value(numbers, " ".join(numbers))
    return float(value), float(unit)


def _value(numbers: Sequence[str], text: str) -> tuple[Fraction, Fraction]:
    value = Fraction(0)
    for rank, number in enumerate(numbers):
        if "." in number and rank < len(numbers) - 1:
            raise Unread(
                f"in {text} the {_PARTS[rank]} {number} have decimals and {_PARTS[rank + 1]} follow; "
                "only the last number of a half may have decimals."
            )
        if rank and Fraction(number) >= 60:
            raise Unread(f"{number} {_PARTS[rank]} in {text}: {_PARTS[rank]} are below 60.")
        value += Fraction(number) / 60**rank
    last = numbers[-1].partition(".")[2]
    return value, Fraction(1, 60 ** (len(numbers) - 1) * 10 ** len(last))


def _is_negative(tokens: Sequence[Token], letter: str, text: str) -> bool:
    signs = [i for i, t in enumerate(tokens) if t.kind in {"minus", "plus"}]
    if not signs:
        return False
    first = next(i for i, t in enumerate(tokens) if t.kind == "number")
    if len(signs) > 1 or signs[0] != first - 1:
        raise Unread(f"in {text} a sign stands elsewhere than before the degrees.")
    is_negative = tokens[signs[0]].kind == "minus"
    if is_negative and letter:
        raise SignAndLetter(
            f"{text} has a minus sign and the letter {letter}, which is {letter} to some and its "
            "opposite to others; write the letter alone."
        )
    if letter in {"S", "W"}:
        raise Unread(f"{text} has a plus sign and the letter {letter}; write the letter alone.")
    return is_negative


def _check_marks(tokens: Sequence[Token], text: str) -> None:
    seen, last_marked = 0, -1
    for token in tokens:
        if token.kind == "number":
            seen += 1
        elif token.kind == "mark":
            rank = _RANKS[token.text]
            if rank != seen - 1 or last_marked == rank:
                raise Unread(
                    f"in {text} the mark {token.text} does not stand behind the {_PARTS[rank]}; "
                    "degrees, minutes and seconds are marked ° ′ ″ in this order."
                )
            last_marked = rank


def _check_separators(tokens: Sequence[Token], text: str) -> None:
    """A comma may stand beside the letter of a half, not among its numbers."""
    inner = [t for t in tokens if t.kind in {"number", "separator"}]
    kinds = [t.kind for t in inner]
    between = kinds[kinds.index("number") : len(kinds) - kinds[::-1].index("number")]
    if "separator" in between:
        mark = next(t.text for t in inner if t.kind == "separator")
        raise Unread(
            f"in {text} a {mark!r} stands between degrees, minutes and seconds; write spaces there."
        )


def _check_letter(tokens: Sequence[Token], text: str) -> bool:
    """Whether the letter stands behind the degrees; else before all numbers or behind them."""
    letter = next((i for i, t in enumerate(tokens) if t.kind == "letter"), 0)
    before, behind = (
        sum(t.kind == "number" for t in part) for part in (tokens[:letter], tokens[letter:])
    )
    if before > 1 and behind:
        raise Unread(
            f"in {text} the letter {tokens[letter].text} stands between minutes and seconds; write "
            "it behind the numbers."
        )
    return bool(before and behind)


def _like_minutes(number: str) -> bool:
    decimals = number.partition(".")[2]
    return len(decimals) == 2 and 0 < int(decimals) < 60


def _digits(number: str) -> int:
    return len(number.partition(".")[0])


def _shown(tokens: Sequence[Token]) -> str:
    """The half as it is quoted in a message."""
    words = {"minus": "-", "plus": "+"}
    shown = ""
    for token in tokens:
        if token.kind in {"label", "separator"}:
            continue
        glued = token.kind == "mark" or shown.endswith(("-", "+", ":"))
        shown += ("" if glued or not shown or token.kind == "joint" else " ") + words.get(token.kind, ":" if token.kind == "joint" else token.text)  # fmt: skip
    return shown
