"""Quarantined rows as a file to be mended by hand, and such a file brought back."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from geodata.report import MEANINGS, SetAside

MARKS = ("pharos line", "pharos reason", "pharos column", "pharos expected")


def written(rows: Sequence[SetAside]) -> bytes:
    """Quarantined rows, word for word, with what is wrong before each; CSV, UTF-8 with BOM.

    Bringing the file back adds its rows to what is held and withdraws nothing.
    """
    names = list(dict.fromkeys(name for row in rows for name in row.record))
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow([*MARKS, *names])
    for row in rows:
        wrong = f"{MEANINGS[row.reason]}: {row.text}" if row.text else MEANINGS[row.reason]
        marks = [str(row.line), wrong, row.column, row.right]
        lines.writerow([*marks, *(row.record.get(n, "") for n in names)])
    return out.getvalue().encode("utf-8-sig")


def opened(content: bytes) -> tuple[bytes, bool]:
    """The bytes to parse, and whether they are mended rows (then without the marks)."""
    head = content[:200].lstrip(b"\xef\xbb\xbf").replace(b'"', b"").replace(b";", b",")
    if not head.startswith(",".join(MARKS[:2]).encode()):
        return content, False
    text = content.decode("utf-8-sig", errors="replace")
    delimiter = text[len(MARKS[0]) + (2 if text.startswith('"') else 0)]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(row[len(MARKS) :] for row in rows if row)
    return out.getvalue().encode(), True
