"""Quarantined rows as a file to be mended by hand, and such a file brought back."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence

from geodata.report import MEANINGS, SetAside

MARKS = ("pharos line", "pharos reason", "pharos column", "pharos expected")
# What a spreadsheet program takes for a formula, unless an apostrophe stands before it. The sign
# of a plain number stays bare: it is no formula, and a count below zero is to be mended.
_SIGN = r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]"
_SHIELDED = re.compile(rf"'+{_SIGN}")
_FORMULA = re.compile(rf"'+{_SIGN}|(?![+\-][0-9]+(?:[.,][0-9]+)?\Z){_SIGN}")
_HEAD = re.compile(rf'"?{MARKS[0]}"?([,;\t])"?{MARKS[1]}"?\1')


def written(rows: Sequence[SetAside]) -> bytes:
    """Quarantined rows, word for word, with what is wrong before each; CSV, UTF-8 with BOM.

    Bringing the file back adds its rows to what is held and withdraws nothing. An apostrophe is
    put before what a spreadsheet program would run as a formula; `opened` takes it off again.
    """
    names = list(dict.fromkeys(name for row in rows for name in row.record))
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(_shielded([*MARKS, *names]))
    for row in rows:
        wrong = f"{MEANINGS[row.reason]}: {row.text}" if row.text else MEANINGS[row.reason]
        marks = [str(row.line), wrong, row.column, row.right]
        lines.writerow(_shielded([*marks, *(row.record.get(n, "") for n in names)]))
    return out.getvalue().encode("utf-8-sig")


def opened(content: bytes) -> tuple[bytes, bool]:
    """The bytes to parse, and whether they are mended rows (then without the marks).

    The bytes of the cells stay as they are, in whatever encoding a spreadsheet program saved
    them, for the parser to judge.
    """
    text, encoding = _decoded(content)
    head = _HEAD.match(text)
    if head is None:
        return content, False
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=head[1])
    out = io.StringIO()
    lines = csv.writer(out, delimiter=head[1], lineterminator="\r\n")
    lines.writerows(_bared(row[len(MARKS) :]) for row in rows if row)
    return out.getvalue().encode(encoding), True


def _decoded(content: bytes) -> tuple[str, str]:
    """The text, and the encoding that makes the same bytes of it again (UTF-8 for UTF-16)."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace"), "utf-8"
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "latin-1"  # every byte is a character, and back


def _shielded(cells: Iterable[str]) -> list[str]:
    return [f"'{cell}" if _FORMULA.match(cell) else cell for cell in cells]


def _bared(cells: Iterable[str]) -> list[str]:
    return [cell[1:] if _SHIELDED.match(cell) else cell for cell in cells]
