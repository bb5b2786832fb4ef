"""Rows that no reader of a table can take: of another length, without an id, or there twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geodata.report import EXCLUDED, SetAside
from geodata.sources.columns import Columns

Row = Sequence[str]
Rows = Mapping[int, Row]


def set_aside(
    columns: Columns, line: int, row: Row, reason: str, column: str, text: str, right: str
) -> SetAside:
    """One row that is not taken in; a quarantined one keeps the whole row, word for word."""
    is_excluded = reason in EXCLUDED
    return SetAside(
        line=line,
        kind="excluded" if is_excluded else "quarantined",
        reason=reason,
        column=column,
        text=text,
        right=right,
        record={} if is_excluded else columns.record(row),
    )


def ragged(rows: Rows, columns: Columns) -> list[SetAside]:
    """The rows that are longer or shorter than the header: their cells may have moved."""
    width = len(columns.names)
    right = f"{width} cells, as the header has"
    return [
        set_aside(columns, line, row, "ragged_row", "", f"{len(row)} cells", right)
        for line, row in rows.items()
        if len(row) != width
    ]


def repeated(rows: Rows, columns: Columns, key: Sequence[str]) -> list[SetAside]:
    """The rows without an id, and those whose id other rows have too.

    The same row again is excluded. Where the contents differ nobody can tell which row is right:
    all of them are quarantined.
    """
    positions = [columns.at[meaning] for meaning in key]
    groups: dict[tuple[str, ...], list[int]] = {}
    for line, row in rows.items():
        groups.setdefault(tuple(row[i].strip() for i in positions), []).append(line)
    out: list[SetAside] = []
    for ids, lines in groups.items():
        first = lines[0]
        if not all(ids):
            reason, right, bad = "no_id", "an id of its own", lines
        elif all(list(rows[line]) == list(rows[first]) for line in lines):
            reason, right, bad = "repeated_row", f"the row once, as on line {first}", lines[1:]
        else:
            where = ", ".join(map(str, lines))
            reason, right, bad = "repeated_id", f"one row of this id; it is on {where}", lines
        column, text = " and ".join(columns.name(m) for m in key), ":".join(ids)
        out += [set_aside(columns, li, rows[li], reason, column, text, right) for li in bad]
    return out
