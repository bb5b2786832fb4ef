"""Sentences of the report: what a reader of this layout must know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from geodata.sources.cells import is_unknown
from geodata.sources.iom_missing_migrants import layouts, words
from geodata.sources.iom_missing_migrants.rows import Reader
from layers.terms import ROUTE_NAMES, ROUTES

SHOWN = 8
LONGEST = 40  # characters: a longer cell is a sentence out of the press, and is not repeated
_STRANGE = {
    "cause": "A cause of death of no known class, unknown here, in",
    "country": "A country of the incident that ISO 3166 does not have, unknown here, in",
    "origin": "An origin that ISO 3166 does not have, left out, in",
    "kind": "An incident type that is not known, left empty, in",
    "route": "A route whose name is not known, and none of the four sea routes, in",
}


def notes(
    reader: Reader,
    rows: Sequence[Sequence[str]],
    as_of: dt.date | None,
    stated: bool,
    routes: Collection[str],
) -> tuple[str, ...]:
    """The sentences, for a file read to its end.

    Args:
        reader: with the words it did not know.
        rows: all rows of the file.
        as_of: the day of the edition.
        stated: whether the name of the file said it.
        routes: the sea routes that the file has a row of.
    """
    out = []
    if as_of:
        basis = "the name of the file" if stated else "the last day held: the file states none"
        out.append(f"As of {as_of}, by {basis}.")
    if not reader.layout.has("kind"):
        out.append(
            "This layout does not say which records cover many incidents (cumulative): the kind of "
            "record is empty, and their positions and days are taken as they stand."
        )
    if not reader.layout.has("total"):
        out.append("This layout has no total column: the sums as published are dead plus missing.")
    if _prints_zero(reader, rows):
        out.append(
            f"This layout prints 0 in {reader.layout.name_of('missing')!r} where nothing is known: "
            "zero and unknown cannot be told apart, and are kept as published."
        )
    if reader.layout.name == layouts.REGIONAL_EXTRACT:
        out.append(
            "This extract leaves out cumulative records and boats found in the Americas: its sums "
            "are below those of the register, and the toll stays the published one."
        )
    absent = [ROUTE_NAMES[r] for r in ROUTES if r not in routes]
    if absent:
        out.append(
            f"No row of the route {', '.join(absent)}: the file says nothing of it, and what is held "
            "or published of it stays."
        )
    without_class = sum(_without_class(reader.cell(row, "cause")) for row in rows)
    if without_class:
        out.append(
            "Sickness or lack of care as the only cause, which is none of the classes of the layer, "
            f"in {_rows(without_class)} of the file: the cause is empty."
        )
    for meaning, seen in sorted(reader.strange.items()):
        out.append(_strange(meaning, seen))
    return tuple(out)


def _prints_zero(reader: Reader, rows: Sequence[Sequence[str]]) -> bool:
    cells = [reader.cell(row, "missing") for row in rows]
    return "0" in cells and sum(map(is_unknown, cells)) * 20 <= len(cells)


def _without_class(text: str) -> bool:
    return words.causes(text) == frozenset({words.NO_CLASS})


def _strange(meaning: str, seen: dict[str, int]) -> str:
    often = sorted(seen.items(), key=lambda s: (-s[1], s[0]))
    shown = [repr(text) for text, _ in often if len(text) <= LONGEST][:SHOWN]
    what = f"{_STRANGE[meaning]} {_rows(sum(seen.values()))}"
    return f"{what}: {', '.join(shown)}." if shown else f"{what}."


def _rows(number: int) -> str:
    return f"{number:,} row{'' if number == 1 else 's'}"
