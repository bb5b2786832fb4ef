"""Monthly detections of illegal border-crossing: Frontex's workbook, and the long table of it."""

from __future__ import annotations

import calendar
import contextlib
import datetime as dt
import functools
import re
from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

from geodata import sandbox
from geodata.errors import SchemaChanged
from geodata.report import Remark, SetAside, SumLine
from geodata.sources import cells, columns
from geodata.sources.countries import country_code
from geodata.sources.frontex_download import HOSTS, fetch
from geodata.sources.frontex_words import NO_COUNTRY
from geodata.sources.source import Options, Parsed, Source
from geodata.tables import RawTable
from layers.layer import names
from layers.registry import LAYERS
from layers.units import Unit

NAME = "frontex-detections"
LAYER = "detections"
LARGEST = 1_000_000  # one nationality, month and route; the largest so far is about 200,000
ALIASES = {
    "route": ("Route",),
    "border_type": ("Border type or inland", "BorderLocation", "Border type", "type"),
    "nationality": ("Nationality", "NationalityLong", "nat"),
    "month": ("Month", "t", "date"),
    "detections": ("n", "Detections", "value", "count"),
}
GROUP = ("route", "border_type", "nationality")
BORDERS = {"sea": "Sea", "land": "Land"}
_MONTH_COLUMN = re.compile(r"([A-Z]{3})[A-Z]*[ -]?(20\d\d)|(20\d\d)-(\d\d)(?:-01)?", re.IGNORECASE)
_MONTHS = {name.casefold(): i for i, name in enumerate(calendar.month_abbr) if name}


@dataclass
class _Reading:
    """What has been read so far."""

    groups: list[tuple[str, str, str]] = field(default_factory=list)
    months: list[dt.date] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    in_file: Counter[str] = field(default_factory=Counter)
    rows_in: int = 0

    def add(self, line: int, group: tuple[str, str, str], month: dt.date, count: int) -> None:
        """Takes one figure in."""
        self.groups.append(group)
        self.months.append(month)
        self.counts.append(count)
        self.lines.append(line)

    def keep(self, figures: list[int]) -> None:
        """Keeps these figures alone, and the remarks on their lines."""
        self.groups = [self.groups[i] for i in figures]
        self.months = [self.months[i] for i in figures]
        self.counts = [self.counts[i] for i in figures]
        self.lines = [self.lines[i] for i in figures]
        left = set(self.lines)
        self.remarks = [r for r in self.remarks if r.line in left]


def parse(content: bytes, name: str, today: dt.date, options: Options) -> Parsed:
    """The detections of one file; see `read`.

    Raises:
        SourceError: if the file is no such table.
    """
    table = sandbox.read_table(content, name, encoding=options.encoding, sheet=options.sheet)
    return read(table, today, published(name))


def published(name: str) -> dt.date | None:
    """The day that Frontex writes into the name of its workbook; None where there is none."""
    found = re.search(r"_(20\d\d)_?(\d\d)_?(\d\d)\.xlsx$", name, re.IGNORECASE)
    try:
        return dt.date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def read(table: RawTable, today: dt.date, as_of: dt.date | None = None) -> Parsed:
    """One record per month, route, kind of border and nationality that the file has a figure for.

    The workbook has a column per month, the long table a row per figure. In the long table a
    month without a detection has no row: the zeros that the workbook prints are left out too, so
    that both say the same of it.

    Raises:
        SchemaChanged: if the table is neither.
    """
    header = columns.recognise(table, ALIASES, GROUP)
    long = {"month", "detections"} <= set(header.at)
    by_month = {} if long else _month_columns(header)
    if not long and not by_month:
        raise SchemaChanged(
            f"line {header.line}: no column of a month such as JAN2009, nor the columns 'month' "
            f"and 'n': the header reads {', '.join(repr(c) for c in header.names[:12])}."
        )
    out = _Reading()
    for line, row in columns.rows_below(table, header):
        out.rows_in += 1
        if any(_is_total(_cell(row, header, m)) for m in GROUP):
            out.set_aside.append(_aside(line, "total_row", header, row, "route", "excluded"))
            continue
        _count_as_it_stands(row, header, by_month, out)
        if len(row) > len(header.names) or (long and len(row) < len(header.names)):
            out.set_aside.append(_aside(line, "ragged_row", header, row, "", right="as the header"))
        elif (group := _group(line, row, header, out)) is None:
            continue
        elif long:
            _long_row(line, row, group, header, today, out)
        else:
            _wide_row(line, row, group, header, by_month, out)
    rows = dict(columns.rows_below(table, header))
    _set_repeats_aside(out, header, rows)
    notes = (*table.remarks, *_leave_zeros_out(out, header, rows))
    return _parsed(out, "a row per figure" if long else "a column per month", as_of, notes)


def _month_columns(header: columns.Columns) -> dict[int, dt.date]:
    """The month of each column that is one, by position; a total of a year is none."""
    found: dict[int, dt.date] = {}
    for position, name in enumerate(header.names):
        match = _MONTH_COLUMN.fullmatch(name.strip())
        if match is None:
            continue
        year = int(match[2] or match[3])
        month = int(match[4]) if match[4] else _MONTHS.get(match[1].casefold(), 0)
        if 1 <= month <= 12:
            found[position] = dt.date(year, month, 1)
    repeated = [m for m, times in Counter(found.values()).items() if times > 1]
    if repeated:
        raise SchemaChanged(
            f"line {header.line}: the month {repeated[0]:%B %Y} has more than one column; "
            "expected one."
        )
    return found


def _cell(row: list[str], header: columns.Columns, meaning: str) -> str:
    at = header.at.get(meaning, len(row))
    return row[at] if at < len(row) else ""


@functools.lru_cache(maxsize=4096)
def _figure(text: str) -> int | None:
    """A count; of the 170,000 cells of the workbook most are 0."""
    return cells.count(text, LARGEST)


def _is_total(text: str) -> bool:
    return columns.plain(text).startswith(("total", "grandtotal", "sum"))


def _aside(
    line: int, reason: str, header: columns.Columns, row: list[str], column: str,
    kind: str = "quarantined", right: str = "",
) -> SetAside:  # fmt: skip
    at = header.at.get(column, -1)
    return SetAside(
        line,
        "excluded" if kind == "excluded" else "quarantined",
        reason,
        header.names[at] if at >= 0 else "",
        row[at] if 0 <= at < len(row) else f"{len(row)} cells",
        right,
        {} if kind == "excluded" else header.record(row),
    )


def _group(
    line: int, row: list[str], header: columns.Columns, out: _Reading
) -> tuple[str, str, str] | None:
    route, border, nationality = (cells.clean(_cell(row, header, m)) for m in GROUP)
    code = NO_COUNTRY.get(columns.plain(nationality)) or country_code(nationality)
    problems = (
        ("route", bool(route), "the name of a route"),
        ("border_type", border.casefold() in BORDERS, "Sea or Land"),
        ("nationality", bool(code), "the English name of a country, or its ISO 3166 alpha-3 code"),
    )
    for column, good, right in problems:
        if not good:
            out.set_aside.append(_aside(line, "unknown_word", header, row, column, right=right))
            return None
    return route, BORDERS[border.casefold()], code


def _count_as_it_stands(
    row: list[str], header: columns.Columns, by_month: dict[int, dt.date], out: _Reading
) -> None:
    """Adds up every figure of a row that can be read, whatever becomes of the row."""
    route = cells.clean(_cell(row, header, "route")) or "(no route)"
    texts = [row[p] for p in by_month if p < len(row)] or [_cell(row, header, "detections")]
    for text in texts:
        with contextlib.suppress(cells.CellProblem):
            out.in_file[route] += _figure(text) or 0


def _long_row(
    line: int, row: list[str], group: tuple[str, str, str], header: columns.Columns,
    today: dt.date, out: _Reading,
) -> None:  # fmt: skip
    column = "month"
    try:
        month = cells.day(_cell(row, header, "month"), "ymd", today)
        column = "detections"
        count = _figure(_cell(row, header, "detections"))
    except cells.CellProblem as problem:
        out.set_aside.append(_aside(line, problem.reason, header, row, column, right=problem.right))
        return
    if month is None:
        right = "the first day of a month such as 2024-03-01"
        out.set_aside.append(_aside(line, "no_date", header, row, "month", right=right))
    elif count is None:
        out.set_aside.append(_aside(line, "blank", header, row, "detections", "excluded"))
    elif count < 0:
        right = "a count from 0"
        out.set_aside.append(_aside(line, "negative_count", header, row, "detections", right=right))
    else:
        out.add(line, group, month.replace(day=1), count)


def _wide_row(
    line: int, row: list[str], group: tuple[str, str, str], header: columns.Columns,
    by_month: dict[int, dt.date], out: _Reading,
) -> None:  # fmt: skip
    """Takes in the figures of a row; a blank cell is no figure.

    A row of which anything is used counts as used, and a cell that cannot be is a remark; a row
    with no figure at all is set aside.
    """
    before = len(out.counts)
    bad: list[Remark] = []
    for position, month in by_month.items():
        text = row[position] if position < len(row) else ""
        try:
            count = _figure(text)
        except cells.CellProblem:
            bad.append(Remark(line, "cell_left_out", header.names[position], text))
            continue
        if count is not None and count < 0:
            bad.append(Remark(line, "negative_cell", header.names[position], text))
        elif count is not None:
            out.add(line, group, month, count)
    if len(out.counts) > before:
        out.remarks += bad
    elif bad:
        reason = "negative_count" if bad[0].reason == "negative_cell" else "not_a_count"
        out.set_aside.append(
            SetAside(line, "quarantined", reason, bad[0].column, bad[0].text,
                     f"a whole number from 0 to {LARGEST:,}", header.record(row))
        )  # fmt: skip
    else:
        out.set_aside.append(_aside(line, "blank", header, row, "route", "excluded"))


def _set_repeats_aside(out: _Reading, header: columns.Columns, rows: dict[int, list[str]]) -> None:
    """Takes lines out again that give a month and group which an earlier line gave.

    The same figures are a repeated row; others contradict it, and wait for a decision.
    """
    first: dict[tuple[tuple[str, str, str], dt.date], int] = {}
    repeats: dict[int, tuple[int, bool]] = {}  # line to (the line it repeats, whether alike)
    for i, key in enumerate(zip(out.groups, out.months, strict=True)):
        earlier = first.setdefault(key, i)
        if out.lines[earlier] != out.lines[i]:
            alike = repeats.get(out.lines[i], (0, True))[1]
            same = out.counts[earlier] == out.counts[i]
            repeats[out.lines[i]] = (out.lines[earlier], alike and same)
    if not repeats:
        return
    for line, (earlier_line, alike) in repeats.items():
        which = f"{', '.join(header.name(m) for m in GROUP)} as in line {earlier_line}"
        out.set_aside.append(
            SetAside(line, "excluded", "repeated_row", "", which, "each of them once")
            if alike
            else SetAside(
                line,
                "quarantined",
                "repeated_id",
                "",
                which,
                "one figure each",
                header.record(rows[line]),
            )
        )
    out.keep([i for i, line in enumerate(out.lines) if line not in repeats])


def _leave_zeros_out(
    out: _Reading, header: columns.Columns, rows: dict[int, list[str]]
) -> tuple[str, ...]:
    """Takes the zeros out again, and gives the sentence that says so; none if there are none."""
    zeros = out.counts.count(0)
    if not zeros:
        return ()
    lines = dict.fromkeys(out.lines)
    out.keep([i for i, count in enumerate(out.counts) if count])
    left = set(out.lines)
    out.set_aside += [
        _aside(line, "no_detections", header, rows[line], "route", "excluded")
        for line in lines
        if line not in left
    ]
    return (
        f"{zeros:,} zero{'' if zeros == 1 else 's'} left out: no detections of that month, kind of "
        "border and nationality. The long table has no row for them either.",
    )


def _parsed(out: _Reading, layout: str, as_of: dt.date | None, notes: tuple[str, ...]) -> Parsed:
    first, last = min(out.months, default=None), max(out.months, default=None)
    if last is not None:
        last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    written = {month: month.strftime("%Y-%m") for month in set(out.months)}
    frame = pd.DataFrame(
        {
            "month": [written[m] for m in out.months],
            "route": [g[0] for g in out.groups],
            "border_type": [g[1] for g in out.groups],
            "nationality": [g[2] for g in out.groups],
            "detections": [str(n) for n in out.counts],
            # Frontex revises the year before when it closes it; nothing newer is final.
            "status": [
                "final" if last is not None and m.year < last.year - 1 else "provisional"
                for m in out.months
            ],
            "source": NAME,
        },
        columns=names(LAYERS[LAYER].columns),
        dtype="str",
    )
    taken: Counter[str] = Counter()
    for group, count in zip(out.groups, out.counts, strict=True):
        taken[group[0]] += count
    total = [SumLine("all routes", Unit.DETECTION, sum(out.in_file.values()), sum(taken.values()))]
    by_route = [
        SumLine(route, Unit.DETECTION, out.in_file[route], taken.get(route))
        for route in sorted(out.in_file)
    ]
    return Parsed(
        layer=LAYER,
        frame=frame,
        lines=[(line,) for line in out.lines],
        rows_in=out.rows_in,
        set_aside=tuple(sorted(out.set_aside, key=lambda s: s.line)),
        remarks=tuple(out.remarks),
        sums=tuple(total + by_route),
        layout=layout,
        first_day=first,
        last_day=last,
        scope=(first, last) if first and last else None,
        complete=True,
        as_of=as_of,
        notes=notes,
    )


SOURCE = Source(
    name=NAME,
    title="Detections of illegal border-crossing",
    publisher="Frontex, European Border and Coast Guard Agency",
    url="https://www.frontex.europa.eu/what-we-do/monitoring-and-risk-analysis/migratory-map/",
    licence=(("not stated by the publisher", "https://www.frontex.europa.eu/"),),
    citation="Frontex, monthly detections of illegal border-crossing, {as_of}",
    layer=LAYER,
    reads=(
        "The monthly workbook (route, border type, nationality, a column per month), or a CSV with "
        "route, type, nationality, month and figure."
    ),
    rhythm_days=31,
    parse=parse,
    hosts=HOSTS,
    fetch=fetch,
    doubts=(
        "Detections, not persons: the same person may be detected several times, at one border or "
        "on two routes in a row.",
        "Figures of the newest months are revised by later workbooks.",
        "Frontex does not state the terms of re-use.",
    ),
)
