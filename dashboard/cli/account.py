"""The report of an import, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashboard.cli import output
from geodata.report import EXCLUDED, QUARANTINED, LoadReport, Reason, SumLine
from layers.analysis.differences import Change, Changes

FIRST = 5  # of what may be thousands; `--json` has all
ROW_NUMBERS = 100  # characters
MOST_SUMS = 30
CELL = 80


def print_report(report: LoadReport) -> None:
    """Print what an import did with a file: every row, by what became of it."""
    for line in opening(report):
        output.tell(line)
    asides = [
        (f"Quarantined: kept word for word, not counted{_mend(report)}:", QUARANTINED),
        ("Excluded: understood, and not part of what is counted:", EXCLUDED),
    ]
    for heading, reasons in asides:
        _print_reasons(heading, [r for r in report.set_aside if r.reason in reasons])
    _print_reasons("Taken in, with a remark:", report.remarks)
    for note in report.notes:
        output.tell(f"Note: {note}")
    _print_sums(report.sums)
    for line in closing(report):
        output.tell(line)


def opening(report: LoadReport) -> Iterator[str]:
    """How it ended, the rows, and the days."""
    load = f" (import {report.load_id})" if report.load_id else ""
    yield f"{report.file}: {_ended(report)}{load}."
    layout = f", layout {report.layout}" if report.layout else ""
    yield f"Source {report.source}, layer {report.layer}{layout}; SHA-256 {report.sha256[:12]}."
    yield (
        f"{output.counted(report.rows_in, 'row')} in = {report.accepted:,} accepted "
        f"+ {report.unchanged:,} unchanged + {report.quarantined:,} quarantined "
        f"+ {report.excluded:,} excluded; they make {output.counted(report.records, 'record')}."
    )
    first, last = (d.isoformat() if d else "unknown" for d in (report.first_day, report.last_day))
    as_of = report.as_of.isoformat() if report.as_of else "unknown"
    yield f"Dates covered: {first} to {last}. As of: {as_of}."
    if report.as_of_by:
        yield "As of by country: " + ", ".join(f"{k} {v}" for k, v in report.as_of_by.items()) + "."


def closing(report: LoadReport) -> Iterator[str]:
    """What differs from the edition before, and what is to be done."""
    if report.kept_from_before:
        kept = output.counted(report.kept_from_before, "record")
        yield f"Kept from before, because the file does not speak of them: {kept}."
    if report.edition_before:
        yield from changed(report.changes, f"the edition before ({report.edition_before})")
    elif report.changes.new:
        yield f"The first edition of this source: {output.counted(len(report.changes.new), 'record')}, all new."
    if report.held_because:
        yield "Held; what readers see is unchanged. " + " ".join(report.held_because)
        if report.load_id:
            yield f"To record it all the same: `pharos confirm {report.source} {report.load_id}`."


def changed(changes: Changes, before: str, first: int = FIRST) -> Iterator[str]:
    """What differs from `before`: how many records, and the first few of each kind."""
    if not changes:
        yield f"Nothing differs from {before}."
        return
    yield (
        f"Against {before}: {len(changes.new):,} new, {len(changes.revised_keys):,} revised, "
        f"{len(changes.withdrawn):,} withdrawn, {len(changes.renumbered):,} renumbered."
    )
    renumbered = [f"{old} -> {new}" for old, new in changes.renumbered]
    for word, keys in (
        ("new", changes.new),
        ("withdrawn", changes.withdrawn),
        ("renumbered", renumbered),
    ):
        if keys:
            more = f" and {len(keys) - first:,} more" if len(keys) > first else ""
            yield f"  {word}: {', '.join(keys[:first])}{more}"
    for change in changes.revised[:first]:
        yield f"  revised: {_revision(change)}"
    if len(changes.revised) > first:
        yield f"  and {len(changes.revised) - first:,} more cells revised"


def _revision(change: Change) -> str:
    old, new = (repr(t) if t else "unknown" for t in (change.old, change.new))
    return f"{change.key}, {change.column}: {old} -> {new}"


def _ended(report: LoadReport) -> str:
    if report.outcome == "recorded":
        return f"recorded as edition {report.edition_id}"
    if report.outcome == "unchanged":
        return f"nothing new, the edition {report.edition_id} stays"
    if report.outcome == "held":
        return "held, nothing was recorded"
    return "dry run, nothing was recorded"


def _mend(report: LoadReport) -> str:
    if not report.load_id:
        return ""
    return f"; `pharos quarantine {report.load_id} --output FILE` writes them to be mended"


def _print_reasons(heading: str, reasons: Sequence[Reason]) -> None:
    if not reasons:
        return
    output.tell(heading)
    for reason in reasons:
        rows = reason.rows
        if len(rows) > ROW_NUMBERS:
            rows = rows[:ROW_NUMBERS].rpartition(",")[0] + ", ..."
        word = "row" if reason.count == 1 else "rows"
        output.tell(f"  {reason.count:,} x {reason.meaning}: {word} {rows}")
        for example in reason.examples:
            if example["text"]:
                output.tell(f"    {_example(example)}")


def _example(example: dict[str, object]) -> str:
    where = f", column {example['column']!r}" if example["column"] else ""
    text = str(example["text"])
    text = text if len(text) <= CELL else text[: CELL - 3] + "..."
    right = f"; expected {example['right']}" if example.get("right") else ""
    return f"row {example['line']}{where}: {text!r}{right}"


def _print_sums(sums: Sequence[SumLine]) -> None:
    """The sums; of very many those that differ, the others by their number."""
    shown = list(sums)
    if len(sums) > MOST_SUMS:
        shown = [s for s in sums if s.before is None or s.before != s.after]
    if shown:
        output.print_table(
            ("sums", "unit", "in the file", "taken in"),
            [(s.name, s.unit, s.before, s.after) for s in shown],
            numbers=("in the file", "taken in"),
        )
    if len(shown) < len(sums):
        output.tell(
            f"{len(sums) - len(shown):,} sums are the same in the file and taken in; "
            "`--json` lists them."
        )
