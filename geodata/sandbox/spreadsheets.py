"""Workbooks: what they hold is weighed before they are opened."""

from __future__ import annotations

import codecs
import datetime as dt
import io
import re
import zipfile
import zlib

from geodata.errors import RefusedFile
from geodata.sandbox.kinds import ACCEPTED
from geodata.sandbox.limits import MB, Limits
from geodata.tables import RawTable

_PARTS = 5_000  # parts of a workbook; one of a hundred sheets has a few hundred
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What the zip module says of an archive that was damaged, or is of a kind that it cannot read.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
_FAR = re.compile(rb'\br="([A-Z]{2,})(\d+)"|\br="([A-Z]+)(\d{5,})"')


def table(content: bytes, sheet: str, limits: Limits) -> RawTable:
    """The rows of one sheet, from its first row on; merged cells hold their text once."""
    remarks = _weighed(content, limits)
    import python_calamine as calamine  # noqa: PLC0415 - only once the file has been weighed

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = _candidates(book, sheet, calamine)
        for name in names:
            page = book.get_sheet_by_name(name)
            cells = page.to_python(skip_empty_area=False)
            if any(any(cell != "" for cell in row) for row in cells):
                break
        else:
            raise RefusedFile(
                "it is empty: no rows in any sheet; expected a header and rows below it"
            )
        merged = len(page.merged_cell_ranges or ())
    except (calamine.CalamineError, ValueError, OSError) as error:
        raise RefusedFile(f"it is a damaged workbook: {str(error)[:200]}") from error
    if len(cells) > limits.rows:
        raise RefusedFile(f"it has {len(cells):,} rows, the limit is {limits.rows:,}")
    if len(book.sheet_names) > 1 and not sheet:
        others = ", ".join(repr(n) for n in book.sheet_names if n != name)
        remarks.append(f"The sheet {name!r} was read; others are {others}.")
    if merged:
        remarks.append(f"{merged} merged ranges: their text stands in the first cell only.")
    rows = [[_written(cell) for cell in row] for row in cells]
    while rows and not any(rows[-1]):
        rows.pop()
    return RawTable(rows, list(range(1, len(rows) + 1)), "xlsx", sheet=name, remarks=tuple(remarks))


def _weighed(content: bytes, limits: Limits) -> list[str]:
    """Remarks on a workbook that is safe to open.

    Raises:
        RefusedFile: if it is no workbook, or more than a workbook of figures would be.
    """
    entries = content.count(b"PK\x01\x02")
    if entries > _PARTS:
        raise RefusedFile(f"it is a ZIP of {entries:,} parts, the limit is {_PARTS:,}")
    try:
        book = zipfile.ZipFile(io.BytesIO(content))
        parts = book.infolist()
        _check_sizes(parts, len(content), limits)
        _check_kind(book)
        # Whatever its name: a workbook may call any of its parts a sheet.
        texts = {part.filename: book.read(part) for part in parts}
    except (*_DAMAGE, ValueError) as error:
        raise RefusedFile(f"it is a damaged workbook: {str(error)[:200]}") from error
    for name, text in texts.items():
        _check_part(name, text, limits)
    errors = sum(len(re.findall(rb'<c [^>]*?\bt="e"', t)) for n, t in texts.items() if "sheet" in n)
    return (
        [f"{errors} cells hold an error of the workbook; they are read as blank."] if errors else []
    )


def _check_sizes(parts: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    total = sum(part.file_size for part in parts)
    if total > limits.unzipped_bytes:
        raise RefusedFile(
            f"it unpacks to {total / MB:,.0f} MB, the limit is {limits.unzipped_bytes / MB:,.0f} MB"
        )
    if total > limits.ratio * size:
        raise RefusedFile(
            f"it unpacks to {total / size:,.0f} times its size, the limit is {limits.ratio}"
        )


def _check_kind(book: zipfile.ZipFile) -> None:
    names = book.namelist()
    types = book.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    if any(n.casefold().endswith("vbaproject.bin") for n in names) or b"macroEnabled" in types:
        raise RefusedFile("it is a workbook with macros (XLSM); save it as XLSX without them")
    if any(part.flag_bits & 1 for part in book.infolist()):
        raise RefusedFile("it is protected by a password; save it without one")
    if "xl/workbook.bin" in names:
        raise RefusedFile(f"it is a binary workbook (XLSB); save it as XLSX; {ACCEPTED}")
    if b"spreadsheetml" in types:
        return
    mimetype = book.read("mimetype") if "mimetype" in names else b""
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        raise RefusedFile(f"it is an OpenDocument file (ODS); save it as XLSX; {ACCEPTED}")
    raise RefusedFile(f"it is a ZIP archive, not a workbook; unpack it; {ACCEPTED}")


def _check_part(name: str, text: bytes, limits: Limits) -> None:
    if name.endswith((".xml", ".rels")) and (text[:2] in _UTF16 or b"\0" in text[:8]):
        raise RefusedFile(f"its part {name!r} is not written in UTF-8, as workbooks are")
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise RefusedFile(f"its part {name!r} declares XML entities, which no workbook needs")
    for found in _FAR.finditer(text):
        letters, row = found[1] or found[3], int(found[2] or found[4])
        if _column(letters) > limits.columns or row > limits.rows:
            raise RefusedFile(
                f"a sheet reaches to the cell {letters.decode()}{row}; the limit is {limits.rows:,} "
                f"rows and {limits.columns:,} columns. Delete what lies beyond the table"
            )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _candidates(book: object, sheet: str, calamine: object) -> list[str]:
    """The sheets to look at, in order: the one asked for, else the visible before the hidden."""
    pages = [p for p in book.sheets_metadata if p.typ == calamine.SheetTypeEnum.WorkSheet]  # type: ignore[attr-defined]
    names = [p.name for p in pages]
    if sheet:
        if sheet not in names:
            known = ", ".join(repr(n) for n in names)
            raise RefusedFile(f"it has no sheet {sheet!r}; its sheets are {known}")
        return [sheet]
    pages.sort(key=lambda p: p.visible != calamine.SheetVisibleEnum.Visible)  # type: ignore[attr-defined]
    return [p.name for p in pages]


def _written(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        day = cell.date().isoformat()
        return day if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)
