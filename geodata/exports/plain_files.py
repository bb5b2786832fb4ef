"""CSV: text that a spreadsheet cannot mistake for a formula."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from geodata.exports.arrow import with_text_shapes
from geodata.exports.hxl import tags
from geodata.exports.sheet import Sheet

# What a spreadsheet takes for the beginning of a formula or a command, full-width forms too.
# https://owasp.org/www-community/attacks/CSV_Injection
RISKY = r"^[\s\x00]*[=+\-@|%\t\r\n\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]"


def write_csv(sheet: Sheet, path: Path, *, hxl: bool = False) -> None:
    """The sheet as UTF-8 CSV with line feeds; an unknown cell is empty and not quoted.

    With `hxl`, a row of HXL hashtags follows the header (https://hxlstandard.org, 1.1).
    """
    import pyarrow.csv as pa_csv  # noqa: PLC0415  no other format needs it

    table = with_text_shapes(sheet)
    for place, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            table = table.set_column(place, field, disarmed(table.column(place)))
    with path.open("wb") as file:
        head = [table.column_names, *([tags(sheet.columns, table.column_names)] if hxl else [])]
        file.write(_lines(head).encode())
        options = pa_csv.WriteOptions(include_header=False, quoting_style="needed")
        pa_csv.write_csv(table, file, write_options=options)


def disarmed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text with an apostrophe before each cell that a spreadsheet would run."""
    risky = pc.match_substring_regex(column, RISKY)
    if not pc.any(risky).as_py():
        return column
    return pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)


def _lines(rows: list[list[str]]) -> str:
    from io import StringIO  # noqa: PLC0415  two lines of text

    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
