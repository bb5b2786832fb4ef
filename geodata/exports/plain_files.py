"""CSV: text that a spreadsheet cannot mistake for a formula."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geodata.exports.arrow import letters, with_text_shapes
from geodata.exports.hxl import tags
from geodata.exports.sheet import Sheet

# What a spreadsheet takes for the beginning of a formula or a command, full-width forms too.
# https://owasp.org/www-community/attacks/CSV_Injection
# Apostrophes before it count too: who takes one away wherever these match has the text again. One
# sign that is the whole cell is none: a comparator must stay the code that it is.
_SIGNS = "=+\\-@|%\uff1d\uff0b\uff0d\uff20"
RISKY = rf"^(?:['\"\s\x0b\x00]+[{_SIGNS}]|[{_SIGNS}](?s:.)|'*[\t\r\n])"
# Where a comma is the mark of decimals (Italy, Greece, Spain, France) a spreadsheet divides the lines
# of a double-clicked CSV at semicolons, and does not see the quotes around a cell.
RISKY_WITHIN = rf"([;\t\r\n])(['\" \x0b\x0c\x00]*[{_SIGNS}])"

# The bytes with which a match of RISKY can begin; \xef is the first of each full-width sign.
_WORTH_A_LOOK = np.isin(np.arange(256), list(b"=+-@|%'\" \t\r\n\f\x0b\x00\xef"))


def write_csv(sheet: Sheet, path: Path, *, hxl: bool = False) -> dict[str, int]:
    """How many cells of each column were guarded, once the sheet is written.

    It is UTF-8 with line feeds; an unknown cell is empty and not quoted.

    With `hxl`, a row of HXL hashtags follows the header (https://hxlstandard.org, 1.1).
    """
    import pyarrow.csv as pa_csv  # noqa: PLC0415  no other format needs it

    table = with_text_shapes(sheet)
    guarded: dict[str, int] = {}
    for place, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            column = table.column(place)
            safe = disarmed(column)
            if safe is not column:
                table = table.set_column(place, field, safe)
                if changed := pc.sum(pc.not_equal(safe, column)).as_py():
                    guarded[field.name] = changed
    with path.open("wb") as file:
        head = [table.column_names, *([tags(sheet.columns, table.column_names)] if hxl else [])]
        file.write(_lines(head).encode())
        options = pa_csv.WriteOptions(include_header=False, quoting_style="needed")
        pa_csv.write_csv(table, file, write_options=options)
    return guarded


def disarmed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text with an apostrophe before all that a spreadsheet would run."""
    if not any(_may_be_run(chunk) for chunk in column.chunks):
        return column
    within = pc.match_substring_regex(column, RISKY_WITHIN)
    if pc.any(within).as_py():
        column = pc.replace_substring_regex(column, RISKY_WITHIN, r"\1'\2")
    risky = pc.match_substring_regex(column, RISKY)
    if not pc.any(risky).as_py():
        return column
    return pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)


def _may_be_run(text: pa.Array) -> bool:
    """Whether it is worth to look closer: most columns are codes, of which none can be."""
    held = letters(text)
    if any(divider in held for divider in (b";", b"\t", b"\r", b"\n")):
        return True
    ends = np.frombuffer(text.buffers()[1] or b"", dtype=np.int32)
    ends = ends[text.offset : text.offset + len(text) + 1]
    begins = ends[:-1][ends[1:] > ends[:-1]]
    return bool(_WORTH_A_LOOK[np.frombuffer(held, dtype=np.uint8)[begins]].any())


def _lines(rows: list[list[str]]) -> str:
    from io import StringIO  # noqa: PLC0415  two lines of text

    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
