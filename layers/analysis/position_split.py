"""The two halves of a position, told apart by letters, by labels, or by their number."""

from __future__ import annotations

from collections.abc import Sequence

from layers.analysis.position_halves import Axis, Half, half_of
from layers.analysis.position_text import Token, Unread, begins_with_letter


def split(tokens: tuple[Token, ...]) -> tuple[Half, Half, Axis | None]:
    """The two halves of a text, and what the first is if labels before them say it.

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
                one, other = _evenly(rest)
                return one, other, "latitude" if said[0] == "latitude" else "longitude"
            tokens, labels = rest, []
            letters = [i for i, t in enumerate(tokens) if t.kind == "letter"]
    if labels:
        return (*_labelled(tokens, labels, first_number), None)
    if letters:
        return (*_by_letters(tokens, letters), None)
    return (*_evenly(tokens), None)


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


def _by_letters(tokens: tuple[Token, ...], letters: list[int]) -> tuple[Half, Half]:
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
    cut = letters[1] if begins_with_letter(tokens) else letters[0] + 1
    return both_lettered(half_of(tokens[:cut]), half_of(tokens[cut:]))


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
