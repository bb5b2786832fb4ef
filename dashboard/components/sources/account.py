"""What an import did with a file: every row accounted for, sums before and after, what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.components.sources.words import (
    count,
    day,
    fold,
    moment,
    several,
    shortened,
    signed,
    table,
)
from geodata.report import MEANINGS, QUARANTINED, LoadReport, Reason, SetAside
from layers.analysis.differences import Changes

PARTS = ("accepted", "unchanged", "quarantined", "excluded")
PART_MEANINGS = {
    "accepted": "made a record new or changed it",
    "unchanged": "say what was held already",
    "quarantined": "cannot be trusted: kept word for word, not counted, to be mended",
    "excluded": "understood, and not part of what this layer counts",
}
FIRST = 5
MOST_ROWS = 100
LONGEST_RANGES = 90


def account(report: LoadReport, counts: Mapping[str, int], title: str) -> html.Section:
    """The account of one import.

    Args:
        report: of the import.
        counts: how many records it made new, revised, withdrew, renumbered.
        title: what it is called.
    """
    return html.Section(
        [
            html.H4(title),
            html.P(_said(report), className="said"),
            _bar(report),
            *_reasons("Rows not taken in", report.set_aside),
            *_reasons("To know about rows that were taken in", report.remarks),
            *_sums(report),
            *_changes(report.changes, counts),
            *[html.P(note, className="hint") for note in report.notes],
        ],
        className="account",
    )


def _said(report: LoadReport) -> list[Any]:
    covers = (
        f"It covers {day(report.first_day)} to {day(report.last_day)}. " if report.first_day else ""
    )
    kept = (
        f"{several(report.kept_from_before, 'record')} outside of its period held as before. "
        if report.kept_from_before
        else ""
    )
    return [
        html.Span(shortened(report.file), className="file"),
        f" · {moment(report.at)} · {report.outcome}",
        f" · read as {shortened(report.layout)}" if report.layout else "",
        f". {several(report.records, 'record')}. {covers}{kept}",
    ]


def _bar(report: LoadReport) -> html.Div:
    numbers = {name: int(getattr(report, name)) for name in PARTS}
    sentence = f"{report.rows_in:,} rows in = " + " + ".join(
        f"{n:,} {name}" for name, n in numbers.items()
    )
    shares = [
        html.Span(
            className=f"share {name}", style={"flexGrow": n}, title=f"{n:,} {PART_MEANINGS[name]}"
        )
        for name, n in numbers.items()
        if n
    ]
    keys: list[Any] = [html.Span(f"{report.rows_in:,} rows in =", className="rows-in")]
    for place, (name, n) in enumerate(numbers.items()):
        keys.append(
            html.Span(
                [
                    html.Span("+ ", className="plus") if place else None,
                    html.Span(className=f"swatch {name}", **{"aria-hidden": "true"}),
                    html.Strong(f"{n:,}"),
                    f" {name}",
                ],
                title=PART_MEANINGS[name],
                className="part",
            )
        )
    return html.Div(
        [
            html.Div(shares, className="bar", role="img", **{"aria-label": sentence}),
            html.Div(keys, className="parts"),
        ],
        className="rows-bar",
    )


def _reasons(title: str, reasons: Sequence[Reason]) -> list[Any]:
    if not reasons:
        return []
    return [html.H5(title), *[_reason(r) for r in reasons]]


def _reason(reason: Reason) -> Any:
    """One reason; the first rows that it concerns with their text, where there is any."""
    told = [e for e in reason.examples if e.get("text") or e.get("right")]
    is_wrong = reason.reason in QUARANTINED
    rows = reason.rows
    if len(rows) > LONGEST_RANGES:
        rows = rows[:LONGEST_RANGES].rpartition(",")[0] + " …"
    what = "quarantined: " if is_wrong else ""
    summary = [
        html.Strong(f"{reason.count:,}"),
        f" × {what}{reason.meaning} ",
        html.Span(f"({'row' if reason.count == 1 else 'rows'} {rows})", className="where"),
    ]
    if not told:
        return html.P(summary, className="reason")
    named = ["Row", "Column", "Text", *(["What would be right"] if is_wrong else [])]
    cells = [
        [str(e["line"]), shortened(e["column"]), _text(e["text"]), e.get("right", "")][: len(named)]
        for e in told
    ]
    caption = f"{reason.meaning}: the first {several(len(cells), 'row')}"
    return fold(summary, [table(caption, named, cells, numbers=(0,))], "fold reason")


def _text(text: str) -> html.Code:
    return html.Code(shortened(text) or "(empty)", className="offending")


def _sums(report: LoadReport) -> list[Any]:
    if not report.sums:
        return []
    rows = [
        [
            s.name,
            s.unit,
            count(s.before),
            count(s.after),
            signed(s.after - s.before if s.after is not None and s.before is not None else None),
        ]
        for s in report.sums
    ]
    named = ["Sum", "Unit", "In the file", "Taken in", "Difference"]
    if len({s.unit for s in report.sums}) == 1:  # the line above the table says it once
        named, rows = [n for n in named if n != "Unit"], [[r[0], *r[2:]] for r in rows]
    numbers = range(len(named) - 3, len(named))
    return [
        fold(
            ["Sums before and after: ", html.Span(_first_sum(report), className="where")],
            [table("Sums in the file and as taken in", named, rows, numbers)],
        )
    ]


def _first_sum(report: LoadReport) -> str:
    s = report.sums[0]
    return f"{s.name} {count(s.before)} in the file, {count(s.after)} taken in ({s.unit})"


def _changes(changes: Changes, counts: Mapping[str, int]) -> list[Any]:
    listed = {
        "new": len(changes.new),
        "revised": len(changes.revised_keys),
        "withdrawn": len(changes.withdrawn),
        "renumbered": len(changes.renumbered),
    }
    total = {name: max(n, counts.get(name, 0)) for name, n in listed.items()}
    if not any(total.values()):
        return []
    parts: list[Any] = []
    if changes.new:
        parts.append(_names("New", changes.new, total["new"]))
    if changes.revised:
        rows = [
            [c.key, c.column, _text(c.old), _text(c.new)] for c in changes.revised[: FIRST + FIRST]
        ]
        named = ["Record", "Column", "Was", "Is"]
        parts.append(
            table(f"The first of {total['revised']:,} revised records", named, rows, kind="revised")
        )
    if changes.withdrawn:
        parts.append(_names("Withdrawn", changes.withdrawn, total["withdrawn"]))
    if changes.renumbered:
        pairs = [f"{old} → {new}" for old, new in changes.renumbered]
        parts.append(_names("Renumbered", pairs, total["renumbered"]))
    said = ", ".join(f"{n:,} {name}" for name, n in total.items() if n)
    return [fold(["Against the edition before: ", html.Span(said, className="where")], parts)]


def _names(title: str, names: Sequence[str], total: int) -> html.P:
    shown = names[:FIRST]
    more = f" and {total - len(shown):,} more" if total > len(shown) else ""
    return html.P([html.Strong(f"{title}: "), ", ".join(map(shortened, shown)), more, "."])


def quarantine(rows: Sequence[SetAside], load_id: int, total: int) -> list[Any]:
    """The quarantined rows of an import as a table, and as a file to be mended.

    Args:
        rows: those that may be seen.
        load_id: the import.
        total: how many there are, seen or not.
    """
    if not total:
        return []
    if not rows:
        said = f"{total:,} quarantined rows are withheld: their handling marks are not known."
        return [html.P(said, className="hint")]
    cells = [
        [
            str(r.line),
            MEANINGS.get(r.reason, r.reason),
            shortened(r.column),
            _text(r.text),
            r.right,
        ]
        for r in rows[:MOST_ROWS]
    ]
    left = len(rows) - len(cells)
    hidden = f" {total - len(rows):,} more are withheld by their handling mark." if (
        total > len(rows)) else ""  # fmt: skip
    named = ["Row", "What is wrong", "Column", "Text", "What would be right"]
    return [
        fold(
            [html.Strong(f"{len(rows):,}"), " quarantined rows: table and file"],
            [
                html.P(
                    [
                        html.A(
                            "Download as CSV",
                            href=f"/sources/quarantine/{load_id}.csv",
                            download="",
                            className="tool download",
                        ),
                        " Mend the rows in any spreadsheet program and import the file again: it "
                        "adds its rows and withdraws nothing." + hidden,
                    ]
                ),
                table("Quarantined rows", named, cells, numbers=(0,), kind="quarantine"),
                html.P(f"{left:,} more are in the file.", className="hint") if left else None,
            ],
        )
    ]
