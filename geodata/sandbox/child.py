"""What runs in the child: one request on standard input, one answer on standard output."""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from itertools import islice
from typing import Any

from geodata.errors import RefusedFile
from geodata.sandbox import ANSWER_TOO_LARGE, OUT_OF_MEMORY, kinds
from geodata.sandbox.limits import Limits
from geodata.tables import RawTable

SHAPED = {"geojson", "gpkg"}  # kinds with a column of shapes
_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn")


def main() -> None:
    """Answer the request and end; nothing is left to be cleaned up."""
    source = sys.stdin.buffer
    ask = json.loads(source.readline())
    limits = Limits(**ask["limits"])
    _confine(limits)
    code = 0
    try:
        answer = _answer(ask, source.read(), limits)
        # A lone half of a surrogate pair is no character: JSON can spell it, UTF-8 cannot.
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        code = _said(text.encode("utf-8", errors="replace"))
    except MemoryError:
        code = OUT_OF_MEMORY
    os._exit(code)


def _said(text: bytes) -> int:
    try:
        sys.stdout.buffer.write(text)
        sys.stdout.buffer.flush()
    except OSError:
        return ANSWER_TOO_LARGE
    return 0


def _confine(limits: Limits) -> None:
    """Set the limits of the kernel on this process, before a byte of the file is looked at."""
    bounds = {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_NOFILE: (64, 64),
        resource.RLIMIT_FSIZE: (limits.answer_bytes, limits.answer_bytes),
        resource.RLIMIT_CPU: (limits.cpu_seconds, limits.cpu_seconds + 1),
        resource.RLIMIT_AS: (limits.memory_bytes, limits.memory_bytes),
    }
    for which, (soft, hard) in bounds.items():
        try:
            resource.setrlimit(which, (soft, hard))
        except (ValueError, OSError):  # macOS knows no limit of the address space
            continue
    sys.addaudithook(_forbid)


def _forbid(event: str, _args: tuple[object, ...]) -> None:
    """Refuse what reading a table never needs: a connection, another program."""
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)


def _answer(ask: dict[str, Any], content: bytes, limits: Limits) -> dict[str, Any]:
    try:
        if ask["read"] == "json":
            from geodata.sandbox import objects  # noqa: PLC0415 - a child loads one reader

            return {"value": objects.value(content, limits)}
        kind = kinds.kind_of(content, ask["name"], ask["encoding"])
        table = _READERS[kind](content, ask, limits)
        _check_size(table, limits)
    except RefusedFile as refused:
        return {"refused": str(refused)}
    return {
        "rows": table.rows,
        "lines": table.lines,
        "kind": table.kind,
        "crs": table.crs,
        "sheet": table.sheet,
        "remarks": table.remarks,
    }


def _csv(content: bytes, ask: dict[str, Any], limits: Limits) -> RawTable:
    from geodata.sandbox import text  # noqa: PLC0415 - a child loads one reader

    return text.table(content, ask["encoding"], limits)


def _xlsx(content: bytes, ask: dict[str, Any], limits: Limits) -> RawTable:
    from geodata.sandbox import spreadsheets  # noqa: PLC0415 - a child loads one reader

    return spreadsheets.table(content, ask["sheet"], limits)


def _json(content: bytes, _ask: dict[str, Any], limits: Limits) -> RawTable:
    from geodata.sandbox import objects  # noqa: PLC0415 - a child loads one reader

    return objects.table(content, limits)


def _gpkg(content: bytes, ask: dict[str, Any], limits: Limits) -> RawTable:
    from geodata.sandbox import vectors  # noqa: PLC0415 - a child loads one reader

    return vectors.table(content, ask["sheet"], limits)


_READERS: dict[str, Callable[[bytes, dict[str, Any], Limits], RawTable]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "json": _json,
    "gpkg": _gpkg,
}


def _check_size(table: RawTable, limits: Limits) -> None:
    if len(table.rows) > limits.rows:
        raise RefusedFile(f"it has {len(table.rows):,} rows, the limit is {limits.rows:,}")
    for line, row in zip(table.lines, table.rows, strict=True):
        if len(row) > limits.columns:
            raise RefusedFile(
                f"row {line} has {len(row):,} columns, the limit is {limits.columns:,}"
            )
        cells = row[:-1] if table.kind in SHAPED else row  # a shape is held to its corners
        if (longest := max(map(len, cells), default=0)) > limits.cell:
            column = [len(cell) for cell in cells].index(longest) + 1
            raise RefusedFile(
                f"row {line} has a cell of {longest:,} characters in column {column}, the limit "
                f"is {limits.cell:,}"
            )
    filled = (row for row in table.rows if any(cell.strip() for cell in row))
    # Features without properties and shapes are rows all the same.
    has_rows = len(table.rows) > 1 if table.kind in SHAPED else len(list(islice(filled, 2))) == 2
    if not has_rows:
        raise RefusedFile("it has no rows; expected a header and rows below it")
