"""Whether a data folder can be used as it should: found in a second, whatever else goes on in it."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

ROOM = 64 * 1024  # bytes: a full disk still takes an empty file
PATIENCE = 1.0  # seconds that the ledger may be locked by another process


def problems(folder: Path) -> list[str]:
    """What is wrong with a data folder, in sentences that name no path; none if all is well.

    The figures are shown in any case, as far as they can be read.
    """
    return [said for said in (_unwritable(folder), _ledger(folder / "ledger.sqlite")) if said]


def _unwritable(folder: Path) -> str:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(ROOM))
            file.flush()
    except OSError as error:
        why = error.strerror or type(error).__name__
        return f"The data folder cannot be written ({why}): nothing can be imported or decided."
    return ""


def _ledger(path: Path) -> str:
    if not path.exists():
        return ""
    try:
        address = f"{path.resolve().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, timeout=PATIENCE)) as connection:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        found = str(error)
    return "" if found == "ok" else f"The ledger has a problem ({found}); see `pharos check`."
