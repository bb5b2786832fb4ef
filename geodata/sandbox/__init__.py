"""Files from outside, read in a child process that may do nothing else.

The child gets the bytes and nothing of ours: no environment, no file, no folder but an empty one,
a bounded share of memory and time. What comes back is JSON, and is checked before it is used.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from geodata.errors import RefusedFile, SourceError
from geodata.sandbox.limits import LIMITS, MB, Limits
from geodata.tables import RawTable

__all__ = ["LIMITS", "Limits", "read_json", "read_table", "shown"]

OUT_OF_MEMORY, ANSWER_TOO_LARGE = 11, 12
# `-I` leaves PYTHONPATH and the working folder out of the search for modules; the folder that this
# package lies in is the one thing told.
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from geodata.sandbox.child import main; main()"
)
_PACKAGES = str(Path(__file__).resolve().parents[2])
# numpy would reserve memory for every processor of the machine.
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def read_table(
    content: bytes, name: str, *, encoding: str = "", sheet: str = "", limits: Limits = LIMITS
) -> RawTable:
    """The table that the bytes of a CSV, XLSX, JSON, GeoJSON or GeoPackage file hold.

    The kind is told from the bytes; `name` is only quoted, never opened.

    Args:
        content: the bytes of the file.
        name: what the sender calls it.
        encoding: of a text file that is not UTF-8, where somebody has confirmed it.
        sheet: the sheet or table to read, where there are several.
        limits: what the file may hold and cost.

    Raises:
        RefusedFile: if it is of another kind, damaged, or beyond a limit.
        SourceError: if there is no room to read it in.
    """
    ask = {"read": "table", "encoding": encoding, "sheet": sheet}
    answer = _asked(content, name, ask, limits)
    rows: Any = answer.get("rows")
    lines: Any = answer.get("lines")
    if not (_is_text_rows(rows) and _is_line_numbers(lines) and len(rows) == len(lines)):
        raise _refused(name, "the reader gave no table back; the file may have been built to harm")
    return RawTable(
        rows=rows,
        lines=lines,
        kind=str(answer.get("kind", "")),
        crs=shown(str(answer.get("crs", ""))),
        sheet=shown(str(answer.get("sheet", "")), 200),
        remarks=tuple(shown(str(r), 1000) for r in answer.get("remarks", ())),
    )


def read_json(content: bytes, name: str, *, limits: Limits = LIMITS) -> object:
    """The value that the bytes of a JSON file hold.

    Raises:
        RefusedFile: if it is no JSON, or beyond a limit.
    """
    return _asked(content, name, {"read": "json"}, limits).get("value")


def shown(text: str, most: int = 80) -> str:
    """Foreign text as one line that can do no harm to a terminal or a log, cut to `most`."""
    plain = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text[: most + 1])
    return plain if len(plain) <= most else plain[: most - 3] + "..."


def _refused(name: str, why: str) -> RefusedFile:
    return RefusedFile(f"The file '{shown(name)}' is refused: {why.rstrip('.')}.")


def _asked(content: bytes, name: str, ask: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """The child's answer to `ask`."""
    if len(content) > limits.file_bytes:
        raise _refused(
            name,
            f"it has {len(content) / MB:,.1f} MB, the limit is {limits.file_bytes / MB:,.1f} MB; "
            "split it and read the parts one after the other",
        )
    header = json.dumps({**ask, "name": name, "limits": asdict(limits)}).encode("ascii")
    try:
        code, text = _exchanged(header + b"\n", content, limits)
    except OSError as error:
        raise SourceError(
            f"The file '{shown(name)}' cannot be read: {error.strerror or error}. The temporary "
            f"folder must have room for {len(content) / MB:,.0f} MB and its table."
        ) from error
    if code != 0:
        raise _refused(name, _ended(code, limits))
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise _refused(name, "the reader gave no answer; the file may have been built to harm")
    if "refused" in said:
        raise _refused(name, shown(str(said["refused"]), 2000))
    return said


def _exchanged(header: bytes, content: bytes, limits: Limits) -> tuple[int | None, bytes]:
    """The exit code of a child that was handed the bytes, and what it wrote."""
    with (
        tempfile.TemporaryDirectory(prefix="pharos-") as folder,
        tempfile.TemporaryFile() as request,
        tempfile.TemporaryFile() as answer,
    ):
        request.write(header)
        request.write(content)
        request.seek(0)
        code = _run(request, answer, folder, limits)
        answer.seek(0)
        return code, answer.read(limits.answer_bytes + 1)


def _run(request: IO[bytes], answer: IO[bytes], folder: str, limits: Limits) -> int | None:
    """The exit code of the child; None if it had to be killed because its time was over."""
    command = [sys.executable, "-I", "-X", "utf8"]
    if sys.dont_write_bytecode:
        command.append("-B")
    child = subprocess.Popen(  # noqa: S603 - our own interpreter, and nothing of the file in it
        [*command, "-c", _START, _PACKAGES],
        stdin=request,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_ENVIRONMENT,
        start_new_session=True,
    )
    # A wait with a timeout asks every 50 ms; a wait without one answers at once.
    is_late = threading.Event()

    def end_late() -> None:
        is_late.set()
        _kill_group(child)

    watchdog = threading.Timer(limits.wall_seconds, end_late)
    watchdog.daemon = True
    watchdog.start()
    try:
        code = child.wait()
        return None if is_late.is_set() else code
    finally:
        watchdog.cancel()
        if child.returncode is None:
            _kill_group(child)
            child.wait()


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def _ended(code: int | None, limits: Limits) -> str:
    """Which limit a child met that ended without an answer, and what to do."""
    smaller = "remove what is not needed from it, or save its table as CSV"
    if code is None:
        return f"reading it took longer than the limit of {limits.wall_seconds:g} s; {smaller}"
    if code == -signal.SIGXCPU:
        return f"reading it took more than the limit of {limits.cpu_seconds} s of processor time; {smaller}"  # fmt: skip
    if code in {ANSWER_TOO_LARGE, -signal.SIGXFSZ}:
        return f"what it holds is larger than the limit of {limits.answer_bytes / MB:,.0f} MB; {smaller}"  # fmt: skip
    memory = f"the limit of {limits.memory_bytes / MB:,.0f} MB of memory"
    if code == OUT_OF_MEMORY:
        return f"reading it took more than {memory}; {smaller}"
    if code < 0:  # an allocation that fails ends a library of Rust or C by a signal
        return f"reading it broke the reader ({_signal_name(-code)}), most likely at {memory}; {smaller}"  # fmt: skip
    return f"reading it broke the reader (exit {code}); the file may be damaged; {smaller}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _is_text_rows(rows: object) -> bool:
    return isinstance(rows, list) and all(
        isinstance(row, list) and set(map(type, row)) <= {str} for row in rows
    )


def _is_line_numbers(lines: object) -> bool:
    return isinstance(lines, list) and all(isinstance(line, int) for line in lines)
