"""Columns by their meaning: a table of aliases, never a position."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from geodata.errors import SchemaChanged
from geodata.tables import RawTable

Aliases = Mapping[str, Sequence[str]]
HEADER_WITHIN = 20  # rows of titles that may stand above a header


@dataclass(frozen=True)
class Columns:
    """A recognised header.

    Attributes:
        line: the line of the header.
        names: the publisher's column names, in order.
        at: our meaning to the position of its column.
        rows: the index in `RawTable.rows` where the rows below the header begin.
    """

    line: int
    names: tuple[str, ...]
    at: dict[str, int]
    rows: int

    def name(self, meaning: str) -> str:
        """The publisher's name of the column with `meaning`."""
        return self.names[self.at[meaning]]

    def record(self, row: Sequence[str]) -> dict[str, str]:
        """A row, word for word, under the publisher's column names."""
        out = dict(zip(self.names, row, strict=False))
        if len(row) > len(self.names):
            out["(beyond the header)"] = " | ".join(row[len(self.names) :])
        return out


def plain(header: str) -> str:
    """A column name without case, accents, punctuation and spaces: ``No. dead`` is ``nodead``."""
    text = unicodedata.normalize("NFKD", header).casefold()
    return re.sub(r"[^a-z0-9]+", "", text)


def recognise(
    table: RawTable, aliases: Aliases, required: Sequence[str], optional_rest: bool = True
) -> Columns:
    """The header of `table` and what its columns mean.

    Args:
        table: the file.
        aliases: our meanings, each with the names that publishers gave it.
        required: the meanings without which nothing can be read.
        optional_rest: whether columns of no known meaning may stand beside.

    Raises:
        SchemaChanged: if no row within the first twenty is such a header; quotes the nearest.
    """
    meaning_of = {plain(alias): m for m, names in aliases.items() for alias in (m, *names)}
    best: tuple[int, int, dict[str, int]] = (-1, 0, {})
    for index, row in enumerate(table.rows[:HEADER_WITHIN]):
        at: dict[str, int] = {}
        for position, cell in enumerate(row):
            meaning = meaning_of.get(plain(cell))
            if meaning is not None:
                at.setdefault(meaning, position)
        if len(at) > len(best[2]) or best[0] < 0:
            best = (index, table.lines[index], at)
        if len(at) == len(aliases):
            break
    index, line, at = best
    header = table.rows[index] if index >= 0 else []
    for position, cell in enumerate(header):
        meaning = meaning_of.get(plain(cell))
        if meaning is not None and at[meaning] != position:
            raise SchemaChanged(
                f"line {line}: the columns {header[at[meaning]]!r} and {cell!r} "
                f"both mean {meaning!r}; expected one of them."
            )
    absent = [m for m in required if m not in at]
    unknown = [c for c in header if c.strip() and meaning_of.get(plain(c)) is None]
    if absent or (unknown and not optional_rest):
        raise SchemaChanged(_complaint(line, header, absent, unknown, aliases))
    names = tuple(c.strip() or f"(column {i})" for i, c in enumerate(header, start=1))
    return Columns(line, names, at, index + 1)


def _complaint(
    line: int, header: Sequence[str], absent: Sequence[str], unknown: Sequence[str],
    aliases: Aliases,
) -> str:  # fmt: skip
    parts = []
    for meaning in absent:
        known = [meaning, *aliases[meaning]]
        near = difflib.get_close_matches(plain(meaning), [plain(u) for u in unknown], n=1)
        guess = next((u for u in unknown if near and plain(u) == near[0]), "")
        hint = f" (is it {guess!r}?)" if guess else ""
        parts.append(f"no column for {meaning!r}{hint}: expected one of {', '.join(known[:6])}")
    if unknown and not absent:
        parts.append(f"unknown columns {', '.join(repr(u) for u in unknown[:8])}")
    shown = ", ".join(repr(c[:40]) for c in header[:12]) or "nothing"
    return f"line {line}: the header reads {shown}; {'; '.join(parts)}."


def rows_below(table: RawTable, columns: Columns) -> Iterator[tuple[int, list[str]]]:
    """(line, row) for every row below the header that is not blank."""
    start = columns.rows
    for line, row in zip(table.lines[start:], table.rows[start:], strict=True):
        if any(cell.strip() for cell in row):
            yield line, row
