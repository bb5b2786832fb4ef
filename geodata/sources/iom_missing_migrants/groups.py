"""Rows that share an id: parts of one incident, the same row twice, or a contradiction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geodata.report import SetAside
from geodata.sources.iom_missing_migrants.rows import Part, Reader, Unfit

Rows = Mapping[int, Sequence[str]]


def grouped(
    reader: Reader, rows: Rows, parts: Sequence[Part], spoiled: Mapping[str, SetAside]
) -> tuple[list[list[Part]], list[SetAside]]:
    """The parts of each incident, and the rows that are not taken in for the company they keep.

    Args:
        reader: of the file.
        rows: every row by its line.
        parts: the rows taken in so far.
        spoiled: by id, a row that was quarantined: without it the incident would be counted short,
            so its other parts wait for it.
    """
    by_id: dict[str, list[Part]] = {}
    for part in parts:
        by_id.setdefault(part.id, []).append(part)
    groups: list[list[Part]] = []
    aside: list[SetAside] = []
    for id_, group in by_id.items():
        if id_ in spoiled:
            aside += [_with(reader, rows, part, spoiled[id_]) for part in group]
            continue
        repeats = _repeats(reader, rows, group)
        conflict = _conflict(reader, group, repeats)
        if conflict:
            aside += [reader.set_aside(p.line, rows[p.line], conflict) for p in group]
            continue
        for part in group:
            if part.line in repeats:
                why = Unfit("excluded", "repeated_row", reader.layout.id_column, id_, "one row")
                aside.append(reader.set_aside(part.line, rows[part.line], why))
        groups.append([p for p in group if p.line not in repeats])
    return groups, aside


def _with(reader: Reader, rows: Rows, part: Part, spoiled: SetAside) -> SetAside:
    right = f"{spoiled.right} in line {spoiled.line}, which belongs to the same incident"
    why = Unfit("quarantined", spoiled.reason, "", spoiled.text, right)
    return reader.set_aside(part.line, rows[part.line], why)


def _repeats_are_parts(reader: Reader, group: Sequence[Part]) -> bool:
    """Whether rows of one id are parts of an incident even if they are equal word for word.

    In the yearly answers they are: no id tells the parts apart, and the full record of the
    register counts each of them.
    """
    return not reader.layout.has("incident_id") and (
        reader.layout.id_column == "web_id" and bool(group[0].main_id)
    )


def _repeats(reader: Reader, rows: Rows, group: Sequence[Part]) -> set[int]:
    """The lines that say once more, word for word, what a line before said."""
    if len(group) == 1 or _repeats_are_parts(reader, group):
        return set()
    seen: set[tuple[str, ...]] = set()
    repeats = set()
    for part in group:
        row = tuple(rows[part.line])
        if row in seen:
            repeats.add(part.line)
        seen.add(row)
    return repeats


def _conflict(reader: Reader, group: Sequence[Part], repeats: set[int]) -> Unfit | None:
    """Why rows of one id cannot be parts of one incident; None where they can."""
    left = [p for p in group if p.line not in repeats]
    if len(left) == 1 or _repeats_are_parts(reader, group):
        return None
    part_ids = {p.incident_ids for p in left}
    if len(part_ids) == len(left) and "" not in part_ids:
        return None
    right = "an id of its own for each incident, or for each part of one"
    return Unfit("quarantined", "repeated_id", reader.layout.id_column, group[0].id, right)
