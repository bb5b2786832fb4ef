"""What became of every row of a file: nothing is dropped silently."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from layers.analysis.differences import Changes

Kind = Literal["quarantined", "excluded"]
Outcome = Literal["recorded", "unchanged", "held", "dry run"]

# Quarantined: kept word for word, not counted, to be mended and imported again.
QUARANTINED: dict[str, str] = {
    "negative_count": "a count below zero",
    "not_a_count": "not a whole number",
    "ambiguous_number": "a number that can be read in two ways",
    "impossible_date": "a date that no calendar has",
    "date_out_of_range": "a date too early or still to come",
    "no_date": "no date",
    "not_a_position": "a position that cannot be read",
    "position_out_of_range": "a position outside the globe, or at 0, 0",
    "looks_swapped": "latitude and longitude look swapped",
    "no_id": "no id",
    "repeated_id": "an id that stands twice with different contents",
    "unknown_word": "a word outside the closed list",
    "ragged_row": "a row longer or shorter than the header",
    "impossible_counts": "counts that contradict each other",
    "invalid_shape": "a shape that is not valid",
    "does_not_fit": "a value that the layer does not allow",
}
# Excluded: understood, and not part of what the layer counts.
EXCLUDED: dict[str, str] = {
    "other_route": "not on one of the four sea routes",
    "superseded": "said again, later, for the same day or place",
    "after_the_report": "a day after the report was written",
    "blank": "a row without a figure",
    "no_detections": "a row whose every figure is 0: no detections",
    "repeated_row": "the same row twice",
    "total_row": "a total of other rows",
    "other_population": "people other than arrivals by sea or by land",
    "corrected": "a double or an inland record, by the table of corrections",
}
# Remarks: the row is taken in, and this is what a reader of it must know.
REMARKS: dict[str, str] = {
    "negative_cell": "a negative count, left out; the rest of the row is counted",
    "negative_part": "a negative part, which corrects another part of the same incident",
    "no_day": "no date: counted by its year where that is stated",
    "position_defect": "a point that contradicts its record, by the table of position defects",
    "no_count": "neither dead nor missing are known: an incident of unknown toll, in no sum",
    "time_left_out": "a time of day, left out: the day is taken as written, in whatever time zone",
    "no_position": "no trustworthy position: counted, not on the map",
    "whole_degrees": "a position in whole degrees: uncertainty, not precision",
    "no_radius": "a radius of 0 km, which no position has: estimated as if none were given",
    "swapped_mended": "latitude and longitude exchanged on request",
    "parts_merged": "parts of one incident, merged",
    "many_values": "a cell with several values; the first that applies is used",
    "cumulative": "many incidents in one record, dated on the last day",
    "id_cleaned": "an id freed of invisible characters",
    "text_cleaned": "text freed of HTML entities or stray line ends",
    "made_valid": "a shape that had to be made valid",
    "no_mark": "no handling mark: taken as TLP:RED, the most restrictive",
    "cell_left_out": "a cell that cannot be read, left out; the rest of the row is used",
    "month_number": "a figure that only repeats the number of its month: unknown",
    "corrected_count": "a count freed of another register's people, by the table of corrections",
    "placeholder_zero": "a zero that stands for a column not yet kept: unknown",
}
MEANINGS: dict[str, str] = {**QUARANTINED, **EXCLUDED, **REMARKS}
EXAMPLES = 5


@dataclass(frozen=True)
class SetAside:
    """One row that was not taken in.

    Attributes:
        line: where it stands in the file, as `RawTable.lines` counts.
        kind: ``quarantined`` or ``excluded``.
        reason: a key of `QUARANTINED` or `EXCLUDED`.
        column: the publisher's name of the column; empty where the whole row is meant.
        text: the offending text, word for word.
        right: what would have been right.
        record: the whole row under the publisher's column names; kept for quarantined rows.
    """

    line: int
    kind: Kind
    reason: str
    column: str
    text: str
    right: str
    record: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Remark:
    """Something to know about one row that was taken in; `reason` is a key of `REMARKS`."""

    line: int
    reason: str
    column: str = ""
    text: str = ""


@dataclass(frozen=True)
class SumLine:
    """A sum as the file has it and as it was taken in; None = unknown.

    `unit` names what is counted: unlike units never share a line.
    """

    name: str
    unit: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Reason:
    """All rows of one reason: how many, where, and the first few in full."""

    reason: str
    meaning: str
    count: int
    rows: str
    examples: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class LoadReport:
    """What an import did with a file.

    ``rows_in == accepted + unchanged + quarantined + excluded`` always holds: rows of the file.
    `accepted` rows made a record new or changed it; `unchanged` rows say what was held already.
    """

    source: str
    layer: str
    file: str
    sha256: str
    layout: str
    outcome: Outcome
    rows_in: int
    accepted: int
    unchanged: int
    quarantined: int
    excluded: int
    records: int
    set_aside: tuple[Reason, ...] = ()
    remarks: tuple[Reason, ...] = ()
    sums: tuple[SumLine, ...] = ()
    notes: tuple[str, ...] = ()
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    as_of: dt.date | None = None
    as_of_by: Mapping[str, str] = field(default_factory=dict)
    kept_from_before: int = 0
    changes: Changes = field(default_factory=Changes)
    held_because: tuple[str, ...] = ()
    edition_id: str = ""
    edition_before: str = ""
    at: dt.datetime | None = None
    load_id: int = 0

    def as_json(self) -> dict[str, Any]:
        """Plain values, dates as ISO 8601."""
        out: dict[str, Any] = _plain(asdict(self))
        return out


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def ranges(lines: Sequence[int]) -> str:
    """Row numbers as a reader writes them: ``2-5, 9``."""
    parts: list[list[int]] = []
    for line in sorted(set(lines)):
        if parts and line == parts[-1][1] + 1:
            parts[-1][1] = line
        else:
            parts.append([line, line])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)


def by_reason(rows: Sequence[SetAside] | Sequence[Remark]) -> tuple[Reason, ...]:
    """The rows grouped by reason, most frequent first."""
    groups: dict[str, list[SetAside | Remark]] = {}
    for row in rows:
        groups.setdefault(row.reason, []).append(row)
    ordered = sorted(groups.items(), key=lambda g: (-len(g[1]), g[0]))
    return tuple(
        Reason(
            reason,
            MEANINGS[reason],
            len(group),
            ranges([r.line for r in group]),
            tuple(
                {
                    "line": r.line,
                    "column": r.column,
                    "text": r.text[:200],
                    **({"right": r.right} if isinstance(r, SetAside) else {}),
                }
                for r in group[:EXAMPLES]
            ),
        )
        for reason, group in ordered
    )
