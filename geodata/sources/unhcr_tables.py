"""Tables of UNHCR's figures: the export of a series, arrivals by place, a month per row."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from geodata.errors import SchemaChanged
from geodata.report import Remark, SetAside
from geodata.sources import cells, columns
from geodata.sources.countries import country_code
from geodata.sources.unhcr_figures import LARGEST, Figure, Reading, month_end
from geodata.tables import RawTable

EXPORT = {
    "data_date": ("date", "day"),
    "year": (),
    "month": (),
    "individuals": ("value", "population", "persons"),
}
# Rows of answers that were set aside, as they come back.
MENDED = {"asked": (), "individuals": ()}
BY_PLACE = {
    "place": ("geomaster_name",),
    "level": ("admin_level",),
    "month": (),
    "year": (),
    "group": ("population_groups_concat",),
    "persons": ("individuals",),
    "country": ("country_name",),
    "said": ("last_update", "date"),
}
# What each column counts. "All" of Italy, Malta and Cyprus are the arrivals by sea: the same
# figures as by place. "All" of Greece and Spain are by sea and by land.
MONTHLY = {
    "month": (),
    "year": (),
    "italy_all": ("italy_sea", "italy"),
    "malta_all": ("malta_sea", "malta"),
    "cyprus_all": ("cyprus_sea", "cyprus"),
    "greece_all": (),
    "greece_sea": (),
    "greece_land": (),
    "spain_all": (),
    "spain_sea": (),
    "spain_land": (),
}
MEASURE = {
    "italy_all": ("ITA", "arrival_sea"),
    "malta_all": ("MLT", "arrival_sea"),
    "cyprus_all": ("CYP", "arrival_sea"),
    "greece_all": ("GRC", "arrival_sea_land"),
    "greece_sea": ("GRC", "arrival_sea"),
    "greece_land": ("GRC", "arrival_land"),
    "spain_all": ("ESP", "arrival_sea_land"),
    "spain_sea": ("ESP", "arrival_sea"),
    "spain_land": ("ESP", "arrival_land"),
}
# Zero arrivals by land for two years on end, from the first month on, are a column not kept yet.
PLACEHOLDER_MONTHS = 24
# A figure equals the number of its month by chance now and then, not three months running.
MONTH_NUMBERS = 3


@dataclass(frozen=True)
class _Cell:
    """A cell of the wide table; `left_out` is the reason why a figure is taken as unknown."""

    line: int
    text: str
    persons: int | None
    left_out: str = ""


class _Apart(Exception):
    """A row that is set aside."""

    def __init__(self, reason: str, meaning: str, right: str) -> None:
        self.reason, self.meaning, self.right = reason, meaning, right
        super().__init__(reason)


def is_layout(table: RawTable, aliases: columns.Aliases, required: tuple[str, ...]) -> bool:
    """Whether the table has a header of that layout."""
    try:
        columns.recognise(table, aliases, required)
    except SchemaChanged:
        return False
    return True


def export_rows(table: RawTable) -> list[tuple[int, dict[str, str]]]:
    """The rows of the export of a series, as its answer would have them, with their lines.

    Raises:
        SchemaChanged: if the table is no such export.
    """
    required = ("individuals",) + (
        () if is_layout(table, EXPORT, ("year", "month")) else ("data_date",)
    )
    header = columns.recognise(table, EXPORT, required)
    return [
        (line, {m: row[at] if at < len(row) else "" for m, at in header.at.items()})
        for line, row in columns.rows_below(table, header)
    ]


def mended_rows(table: RawTable) -> list[tuple[int, dict[str, str]]]:
    """The rows of a table under the names of its header, with their lines.

    Raises:
        SchemaChanged: if no column says what was asked.
    """
    header = columns.recognise(table, MENDED, tuple(MENDED))
    return [(line, header.record(row)) for line, row in columns.rows_below(table, header)]


def read_by_place(table: RawTable, today: dt.date) -> Reading:
    """The arrivals of each place from the first of January to the month that a row names.

    Raises:
        SchemaChanged: if the table is no such table.
    """
    header = columns.recognise(table, BY_PLACE, ("place", "month", "year", "persons", "country"))
    out = Reading("by place and year")
    for line, row in columns.rows_below(table, header):
        out.rows_in += 1
        try:
            out.figures.append(_place(line, row, header, today))
        except _Apart as apart:
            out.set_aside.append(_aside(line, row, header, apart))
    return out


def _place(line: int, row: list[str], header: columns.Columns, today: dt.date) -> Figure:
    _whole(row, header)
    group = _cell(row, header, "group")
    if group and columns.plain(group) not in {"mediterraneanseaarrivals", "seaarrivals"}:
        raise _Apart("other_population", "group", "Mediterranean Sea Arrivals")
    country = country_code(_cell(row, header, "country"))
    if not country:
        raise _Apart("unknown_word", "country", "the English name of a country")
    last = _month(row, header, today)
    try:
        said = cells.day(_cell(row, header, "said"), "ymd", today)
    except cells.CellProblem as problem:
        raise _Apart(problem.reason, "said", problem.right) from problem
    persons = _persons(row, header, "persons")
    whole = _cell(row, header, "level").casefold() == "country"
    place = "" if whole else cells.clean(_cell(row, header, "place"))
    start = dt.date(last.year, 1, 1)
    return Figure(
        line, country, place, "arrival_sea", start, last, persons, said, f"{last.year}, by place"
    )


def read_monthly(table: RawTable, today: dt.date) -> Reading:
    """A figure per month and column; each row of the file gives several.

    Raises:
        SchemaChanged: if the table is no such table.
    """
    header = columns.recognise(table, MONTHLY, ("month", "year"))
    counted = [c for c in MEASURE if c in header.at]
    if not counted:
        raise SchemaChanged(
            f"line {header.line}: no column of a country such as 'italy_all'; the header reads "
            f"{', '.join(repr(n) for n in header.names[:12])}."
        )
    out = Reading("a month per row, a column per country")
    months: list[tuple[dt.date, int, list[str]]] = []
    for line, row in columns.rows_below(table, header):
        out.rows_in += 1
        try:
            _whole(row, header)
            months.append((_month(row, header, today), line, row))
        except _Apart as apart:
            out.set_aside.append(_aside(line, row, header, apart))
    for column in counted:
        _read_column(column, months, header, out)
    out.figures.sort(key=lambda f: f.line)
    out.notes += _unread(header, counted)
    return out


def _read_column(
    column: str, months: list[tuple[dt.date, int, list[str]]], header: columns.Columns, out: Reading
) -> None:
    country, measure = MEASURE[column]
    name = header.name(column)
    read = [_wide_cell(line, _cell(row, header, column)) for _, line, row in months]
    numbers = [last.month for last, _, _ in months]
    read = _without_placeholders(column, _without_month_numbers(read, numbers))
    if begun := sum(cell.left_out == "placeholder_zero" for cell in read):
        out.notes.append(
            f"{name} begins after {months[begun - 1][0]:%B %Y}; until then a total of the country "
            "is without it."
        )
    for (last, line, _), cell in zip(months, read, strict=True):
        if cell.left_out:
            out.remarks.append(Remark(line, cell.left_out, name, cell.text))
            out.left_out[name] += _readable(cell.text)
        first = last.replace(day=1)
        out.figures.append(
            Figure(line, country, "", measure, first, last, cell.persons, None, name)
        )


def _wide_cell(line: int, text: str) -> _Cell:
    try:
        persons = cells.count(text, LARGEST)
    except cells.CellProblem:
        return _Cell(line, text, None, "cell_left_out")
    if persons is not None and persons < 0:
        return _Cell(line, text, None, "negative_cell")
    return _Cell(line, text, persons)


def _readable(text: str) -> int:
    try:
        return cells.count(text, LARGEST) or 0
    except cells.CellProblem:
        return 0


def _without_month_numbers(read: list[_Cell], numbers: list[int]) -> list[_Cell]:
    """The cells of a column, those unknown that only repeat the number of their month."""
    alike = [c.persons == n for c, n in zip(read, numbers, strict=True)]
    out = list(read)
    for begin, end in _runs(alike):
        if end - begin >= MONTH_NUMBERS:
            out[begin:end] = [_Cell(c.line, c.text, None, "month_number") for c in read[begin:end]]
    return out


def _without_placeholders(column: str, read: list[_Cell]) -> list[_Cell]:
    """The cells of a column by land, the zeros unknown that stand before its first figure."""
    if not column.endswith("_land"):
        return read
    begin, end = next(_runs([c.persons == 0 for c in read]), (0, 0))
    if begin or end < PLACEHOLDER_MONTHS:
        return read
    empty = [_Cell(c.line, c.text, None, "placeholder_zero") for c in read[:end]]
    return empty + read[end:]


def _runs(flags: list[bool]) -> Iterator[tuple[int, int]]:
    """(begin, end) of each stretch of true."""
    for found in re.finditer("1+", "".join("1" if f else "0" for f in flags)):
        yield found.start(), found.end()


def _unread(header: columns.Columns, counted: list[str]) -> list[str]:
    used = {header.at[m] for m in (*counted, "month", "year")}
    names = [
        n
        for i, n in enumerate(header.names)
        if i not in used and columns.plain(n) not in {"monthyear", "yearmonth", "date"}
    ]
    return [f"Columns that are not read: {', '.join(names)}."] if names else []


def _whole(row: list[str], header: columns.Columns) -> None:
    if len(row) != len(header.names):
        raise _Apart("ragged_row", "", f"{len(header.names)} cells")


def _month(row: list[str], header: columns.Columns, today: dt.date) -> dt.date:
    """The last day of the month of a row."""
    try:
        last = month_end(int(_cell(row, header, "year")), int(_cell(row, header, "month")))
    except ValueError:
        raise _Apart("impossible_date", "month", "a year and a month from 1 to 12") from None
    if not cells.EARLIEST <= last.replace(day=1) <= today:
        raise _Apart("date_out_of_range", "year", f"a month from {cells.EARLIEST} to {today}")
    return last


def _persons(row: list[str], header: columns.Columns, meaning: str) -> int | None:
    try:
        persons = cells.count(_cell(row, header, meaning), LARGEST)
    except cells.CellProblem as problem:
        raise _Apart(problem.reason, meaning, problem.right) from problem
    if persons is not None and persons < 0:
        raise _Apart("negative_count", meaning, "a count from 0")
    return persons


def _cell(row: list[str], header: columns.Columns, meaning: str) -> str:
    at = header.at.get(meaning)
    return row[at].strip() if at is not None and at < len(row) else ""


def _aside(line: int, row: list[str], header: columns.Columns, apart: _Apart) -> SetAside:
    excluded = apart.reason == "other_population"
    return SetAside(
        line,
        "excluded" if excluded else "quarantined",
        apart.reason,
        header.name(apart.meaning) if apart.meaning else "",
        _cell(row, header, apart.meaning) if apart.meaning else f"{len(row)} cells",
        apart.right,
        {} if excluded else header.record(row),
    )
