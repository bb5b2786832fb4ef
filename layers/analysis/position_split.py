"""The two halves of a position, told apart by letters, by labels, or by their number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from layers.analysis.position_halves import Axis, Half, half_of
from layers.analysis.position_text import Token, Unread, begins_with_letter

# Why a text has two readings, for the sentence of the refusal.
OF_HALVES = (
    "a letter can stand behind a whole half or behind its degrees; write each letter behind all "
    "of its numbers, and as many numbers in the one half as in the other"
)

Halves = tuple[Half, Half]
Style = Literal["before", "behind degrees", "behind"]


def split(tokens: tuple[Token, ...]) -> tuple[list[Halves], Axis | None]:
    """The two halves of a text, and what the first is if labels before them say it.

    In more than one way where letters leave open which numbers are theirs.

    Raises:
        Unread: if there are not two halves of two kinds.
    """
    letters = [i for i, t in enumerate(tokens) if t.kind == "letter"]
    labels = [i for i, t in enumerate(tokens) if t.kind == "label"]
    first_number = next((i for i, t in enumerate(tokens) if t.kind == "number"), len(tokens))
    if labels:
        said = [tokens[i].text for i in labels]
        if sorted(said) != ["latitude", "longitude"]:
            raise Unread("write the words latitude and longitude once each, or neither.")
        if labels[1] < first_number:  # a heading: lat, lon: 35.5, 12.6
            rest = tuple(t for t in tokens[labels[1] + 1 :] if t.kind != "joint" or t.text == "-")
            if not letters:
                return [_evenly(rest)], "latitude" if said[0] == "latitude" else "longitude"
            tokens, labels = rest, []
            letters = [i for i, t in enumerate(tokens) if t.kind == "letter"]
    if labels:
        return [_labelled(tokens, labels, first_number)], None
    if letters:
        return _by_letters(tokens, letters), None
    return [_evenly(tokens)], None


def _labelled(tokens: tuple[Token, ...], labels: list[int], first_number: int) -> tuple[Half, Half]:
    cut = labels[1] if labels[0] < first_number else labels[0] + 1
    parts = (tokens[:cut], tokens[cut:])
    halves = []
    for part in parts:
        label = next(t.text for t in part if t.kind == "label")
        axis: Axis = "latitude" if label == "latitude" else "longitude"
        kept = [t for i, t in enumerate(part) if not is_beside_label(part, i)]
        halves.append(half_of(with_one_letter(kept)).on(axis))
    return both_lettered(*halves)


def is_beside_label(part: Sequence[Token], i: int) -> bool:
    """Whether a token is the colon behind a label."""
    return part[i].kind == "joint" and i > 0 and part[i - 1].kind == "label"


def _by_letters(tokens: tuple[Token, ...], letters: list[int]) -> list[Halves]:
    """The halves, by letters before their numbers, behind them, or behind the degrees (35N30).

    Two letters that stand alike, in halves of as many numbers, leave no doubt. Where they do not,
    every way is given that shares the numbers out as evenly.
    """
    if len(letters) == 1:
        letter = tokens[letters[0]].text
        raise Unread(
            f"one half has the letter {letter} and the other none; write N or S, and E or W."
        )
    if len(letters) > 2:
        raise Unread(f"it has {len(letters)} letters for directions; a position has two.")
    said = {tokens[i].text for i in letters}
    if len(said & {"N", "S"}) != 1 or len(said) != 2:
        kind = "latitudes" if said <= {"N", "S"} else "longitudes"
        raise Unread(f"it has two {kind}; write one latitude (N or S) and one longitude (E or W).")
    usual = letters[1] if begins_with_letter(tokens) else letters[0] + 1
    cuts = sorted(range(letters[0] + 1, letters[1] + 1), key=lambda cut: cut != usual)
    ways: dict[tuple[float, float], tuple[bool, int, Halves]] = {}
    first: Unread | None = None
    for cut in cuts:
        parts = tokens[:cut], tokens[cut:]
        try:
            halves = both_lettered(half_of(parts[0]), half_of(parts[1]))
        except Unread as why:
            first = first or why
            continue
        numbers = [sum(t.kind == "number" for t in part) for part in parts]
        unlike = _style(parts[0]) != _style(parts[1])
        way = unlike, abs(numbers[0] - numbers[1]), halves
        ways.setdefault((halves[0].degrees, halves[1].degrees), way)
    if not ways:
        raise first or Unread("one half has no number; write a latitude and a longitude.")
    alike = [way for way in ways.values() if not way[0]]
    if not alike:
        return [way[2] for way in ways.values()]
    best = alike[0]
    others = [w for w in ways.values() if w is not best and best[1] and w[1] <= best[1]]
    return [way[2] for way in (best, *others)]


def _style(part: Sequence[Token]) -> Style:
    """Where the letter of a half stands to its numbers."""
    letter = next(i for i, t in enumerate(part) if t.kind == "letter")
    if not any(t.kind == "number" for t in part[:letter]):
        return "before"
    return "behind degrees" if any(t.kind == "number" for t in part[letter:]) else "behind"


def with_one_letter(tokens: list[Token]) -> list[Token]:
    """The tokens of a half.

    Raises:
        Unread: if they have two letters for directions.
    """
    if sum(t.kind == "letter" for t in tokens) > 1:
        raise Unread("one half has two letters for directions; write one.")
    return tokens


def both_lettered(one: Half, other: Half) -> tuple[Half, Half]:
    """The two halves.

    Raises:
        Unread: if one has a letter and the other none.
    """
    if bool(one.letter) != bool(other.letter):
        letter = one.letter or other.letter
        raise Unread(
            f"one half has the letter {letter} and the other none; write N or S, and E or W."
        )
    return one, other


def _evenly(tokens: tuple[Token, ...]) -> tuple[Half, Half]:
    """The halves of a text without letters: as many numbers in the one as in the other."""
    numbers = [i for i, t in enumerate(tokens) if t.kind == "number"]
    if len(numbers) not in {2, 4, 6}:
        counted = {0: "no number", 1: "one number"}.get(len(numbers), f"{len(numbers)} numbers")
        raise Unread(
            f"it has {counted}; a position has a latitude and a longitude of one, two or three "
            "numbers each, such as 35 30.0 N 12 36.0 E."
        )
    cut = numbers[len(numbers) // 2]
    while tokens[cut - 1].kind in {"minus", "plus"}:
        cut -= 1
    if tokens[cut - 1].kind == "joint":
        raise Unread("it has one half; write a latitude and a longitude, such as 35.5 N 12.6 E.")
    return half_of(tokens[:cut]), half_of(tokens[cut:])


def without_minus(tokens: tuple[Token, ...], follows_sign: bool) -> tuple[Token, ...]:
    """The tokens without minus signs; their letters as written, or turned round by the signs."""
    turned: set[int] = set()
    letters = [i for i, t in enumerate(tokens) if t.kind == "letter"]
    for sign in (i for i, t in enumerate(tokens) if t.kind == "minus"):
        own = [i for i in letters if i < sign][-1:] if begins_with_letter(tokens) else [i for i in letters if i > sign][:1]  # fmt: skip
        turned.update(own)
    opposite = {"N": "S", "S": "N", "E": "W", "W": "E"}
    return tuple(
        Token("letter", opposite[t.text]) if follows_sign and i in turned else t
        for i, t in enumerate(tokens)
        if t.kind != "minus"
    )
