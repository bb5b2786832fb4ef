"""What is wrong with a data folder is found fast, and told without a path."""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from contextlib import closing
from typing import Any

import pytest

from geodata.store import health

A = {"id": "A", "day": "2018-05-01", "dead": 1}


def test_a_good_folder_has_no_problem_with_a_ledger_and_without(room: Any) -> None:
    assert health.problems(room.folder) == []
    room.bring(A)
    assert health.problems(room.folder) == []


def test_a_folder_that_is_gone_cannot_be_written(room: Any) -> None:
    (told,) = health.problems(room.folder / "gone")
    assert told.startswith("The data folder cannot be written (No such file or directory)")
    assert str(room.folder) not in told


def test_a_full_disk_is_found_by_what_an_empty_file_would_not_show(
    room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        """A file that is made, and into which nothing goes."""

        def __enter__(self) -> Full:
            return self

        def __exit__(self, *_why: object) -> None:
            pass

        def write(self, _content: bytes) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: Full())
    (told,) = health.problems(room.folder)
    assert "No space left on device" in told


def test_a_ledger_that_is_damaged_or_locked_is_told(
    room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "PATIENCE", 0.0)
    room.bring(A)
    path = room.folder / "ledger.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        (told,) = health.problems(room.folder)
        assert "The ledger has a problem (database is locked)" in told
    assert health.problems(room.folder) == []
    path.write_bytes(b"no ledger at all" * 512)
    for beside in room.folder.glob("ledger.sqlite-*"):
        beside.unlink()
    (told,) = health.problems(room.folder)
    assert "(file is not a database); see `pharos check`" in told
