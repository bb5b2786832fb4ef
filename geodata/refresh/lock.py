"""One importer at a time in a data folder."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from geodata.errors import DataFolderError, ImportRunning

WAIT_SECONDS = 60.0


@contextmanager
def importing(folder: Path, now: dt.datetime, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the data folder for one import; the operating system lets go if the process dies.

    Raises:
        ImportRunning: if another one holds it for longer than `wait` seconds; says since when.
        DataFolderError: if the folder cannot be written.
    """
    lock = FileLock(folder / "import.lock")
    note = folder / "import.running"
    try:
        lock.acquire(timeout=wait)
    except Timeout:
        raise ImportRunning(_holder(note)) from None
    except OSError as error:
        raise DataFolderError(folder, error.strerror or str(error)) from error
    try:
        with suppress(OSError):  # who holds it is a courtesy to the next; the lock is what counts
            since = now.astimezone(dt.UTC).isoformat(timespec="seconds")
            note.write_text(json.dumps({"process": os.getpid(), "since": since}), "utf-8")
        yield
    finally:
        with suppress(OSError):
            note.unlink(missing_ok=True)
        lock.release()


def _holder(note: Path) -> str:
    try:
        held = json.loads(note.read_text("utf-8"))
        return f"since {held['since']} (process {held['process']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "now"
