"""Excel workbooks: the rows, a sheet to read first, and the dictionary of the columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from geodata.exports.arrow import cells
from geodata.exports.sheet import Sheet, Sidecar

MOST_ROWS = 1_048_575  # below the header
LONGEST = 32_767
_NAME = 31
_BATCH = 20_000
# A text stays a text: never a formula, a link or a number, whatever it begins with.
_OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False,
}  # fmt: skip
READ_ME, DICTIONARY = "read me", "dictionary"


def write_xlsx(sheets: Sequence[Sheet], sidecar: Sidecar, path: Path) -> None:
    """The sheets as one workbook, with *read me* and *dictionary* behind them."""
    import xlsxwriter  # noqa: PLC0415  nothing else needs it

    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        made = dt.datetime.fromisoformat(sidecar.known_at).replace(tzinfo=None)
        book.set_properties({"created": made, "author": "Pharos"})
        style = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        used: set[str] = {READ_ME, DICTIONARY}
        for sheet in sheets:
            _write_rows(book, sheet, style, used)
        _write_text(book.add_worksheet(READ_ME), sidecar.readme)
        _write_dictionary(book.add_worksheet(DICTIONARY), sheets, style)


def _write_rows(book: Any, sheet: Sheet, style: dict[str, Any], used: set[str]) -> None:
    table = cells(sheet)
    for part, begin in enumerate(range(0, max(len(table), 1), MOST_ROWS), start=1):
        page = book.add_worksheet(_page_name(sheet.name, part, used))
        page.freeze_panes(1, 0)
        for place, name in enumerate(table.column_names):
            page.set_column(place, place, max(11, min(28, len(name) + 2)))
            page.write_string(0, place, name, style["head"])
        for row, values in enumerate(_rows(table.slice(begin, MOST_ROWS)), start=1):
            for place, value in enumerate(values):
                _write_cell(page, row, place, value, style["day"])
        page.autofilter(0, 0, min(len(table) - begin, MOST_ROWS), len(table.column_names) - 1)


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    for batch in table.to_batches(max_chunksize=_BATCH):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _write_cell(page: Any, row: int, place: int, value: Any, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        page.write_boolean(row, place, value)
    elif isinstance(value, int | float):
        page.write_number(row, place, value)
    elif isinstance(value, dt.date):
        page.write_datetime(row, place, dt.datetime.combine(value, dt.time()), day)
    else:
        page.write_string(row, place, value[:LONGEST])


def _page_name(name: str, part: int, used: set[str]) -> str:
    ending = f" ({part})" if part > 1 else ""
    whole = name[: _NAME - len(ending)] + ending
    number = 2
    while whole.lower() in used:
        whole = f"{name[: _NAME - 3]}~{number}"
        number += 1
    used.add(whole.lower())
    return whole


def _write_text(page: Any, text: str) -> None:
    page.set_column(0, 0, 110)
    for row, line in enumerate(text.splitlines()):
        page.write_string(row, 0, line[:LONGEST])


def _write_dictionary(page: Any, sheets: Sequence[Sheet], style: dict[str, Any]) -> None:
    heads = ("sheet", "column", "kind", "unit", "meaning", "allowed")
    for place, (head, width) in enumerate(zip(heads, (22, 26, 12, 12, 70, 40), strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, head, style["head"])
    told = ((sheet.name, column) for sheet in sheets for column in sheet.columns)
    shown = ((name, c) for name, c in told if c.kind != "geometry")
    for row, (name, c) in enumerate(shown, start=1):
        texts = (name, c.name, c.kind, c.unit, c.meaning, "; ".join(c.allowed or ()))
        for place, text in enumerate(texts):
            page.write_string(row, place, text[:LONGEST])
