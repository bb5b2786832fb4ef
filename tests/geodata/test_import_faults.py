"""What fails around an import leaves the figures before it, and says so."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import errno
import functools
import os
import resource
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from geodata.errors import DataFolderError, ImportRunning, SchemaChanged, SourceError
from geodata.refresh import load
from geodata.refresh.load import Brought, load_file
from geodata.refresh.lock import importing
from geodata.refresh.standing import standing
from geodata.store import FileStore

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
A = {"id": "A", "day": "2018-05-01", "dead": 1}
B = {"id": "B", "day": "2018-06-01", "dead": 2}
C = {"id": "C", "day": "2019-07-01", "dead": 4}


def state_of(room: Any, register: Any) -> str:
    said: str = standing(room.store, register().source, NOON.date()).state
    return said


@pytest.mark.parametrize(
    ("content", "error", "told"),
    [
        (b"", SchemaChanged, "no column"),
        (b"id,day,dead\n", SourceError, "'table.csv' holds no rows below its header"),
        (b"id,day,died\nA,2018-05-01,1\n", SchemaChanged, r"no column for 'dead' \(is it 'died'"),
        (b"id,day,dead\nA,2018-05-01,-1\n", SourceError, r"None of the 1 rows.*below zero"),
        (b"id,day,dead\nA,2018-05-01,1\nA,2018-05-02,2\n", Exception, "'A'"),
        (b"id,day,dead\nA,2018-05-01,1\xff\n", SourceError, "broke the reader of register"),
    ],
    ids=["empty", "header only", "renamed column", "nothing fits", "one id twice", "reader breaks"],
)
def test_a_file_that_cannot_be_taken_leaves_the_last_good_figures(
    room: Any, register: Any, content: bytes, error: type[Exception], told: str
) -> None:
    room.bring(A, B)
    token = room.store.token()
    with pytest.raises(error, match=told):
        room.bring(content=content, now=NOON + HOUR)
    assert (room.people(), room.store.token()) == ({"A": 1, "B": 2}, token)
    newest = room.store.loads("register")[0]
    assert (newest.outcome, newest.at) == ("failed", NOON + HOUR)
    assert newest.message
    assert state_of(room, register) == "DOWN"
    room.bring(A, B, now=NOON + 2 * HOUR)
    assert state_of(room, register) == "STALE"  # aged from the last day that it covers


def test_a_reader_that_loses_a_row_is_not_believed(room: Any, register: Any, table: Any) -> None:
    lossy = register()

    def parse(*asked: Any) -> Any:
        parsed = lossy.parse(*asked)
        return dataclasses.replace(parsed, rows_in=parsed.rows_in + 1)

    source = dataclasses.replace(lossy.source, parse=parse)
    with pytest.raises(SourceError, match="3 rows came in; 2 were taken, 0 set aside"):
        load_file(room.store, source, Brought(table(A, B), "table.csv"), NOON)
    assert room.store.loads("register")[0].outcome == "failed"
    assert len(room.store.editions("incidents")) == 1


class Failing:
    """The n-th call of a system function fails as on a full disk; the others are the real ones."""

    def __init__(self, real: Callable[..., Any], n: int) -> None:
        self.real, self.left, self.has_failed = real, n, False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            self.has_failed = True
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self.real(*args, **kwargs)


SYSTEM = ["open", "fdopen", "fsync", "replace", "mkdir", "unlink"]


@pytest.mark.parametrize("held", [False, True], ids=["recorded", "held"])
@pytest.mark.parametrize("call", SYSTEM)
def test_whichever_call_of_an_import_finds_the_disk_full_the_figures_are_old_or_new(
    rooms: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, held: bool
) -> None:
    for n in range(1, 20):
        room = rooms(tmp_path / str(n))
        room.bring(A, B, C)
        failing = Failing(getattr(os, call), n)
        monkeypatch.setattr(os, call, failing)
        told = ""
        try:
            room.bring(A, *([] if held else [B | {"dead": 3}, C]), now=NOON + HOUR)
        except DataFolderError as error:
            told = str(error)
        monkeypatch.undo()
        new = {"A": 1, "B": 3, "C": 4}
        assert room.people() in ([{"A": 1, "B": 2, "C": 4}] if told or held else [new])
        assert not told or ("No space left" in told and str(room.folder) in told)
        assert FileStore(room.folder).ledger_problem() == ""
        assert not [p for p in room.folder.rglob(".unfinished*") if call != "unlink"]
        # What is brought once more, when there is space again, ends as it would have.
        after = room.bring(A, B | {"dead": 3}, C, now=NOON + 2 * HOUR)
        assert after.outcome in {"recorded", "unchanged"}
        assert room.people() == new
        if not failing.has_failed:
            # Only what a second import has no use for may never have failed.
            assert n > 1 or (call, held) == ("mkdir", False)
            break
    else:
        pytest.fail(f"an import makes more than 20 calls of {call}")


@contextlib.contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """Files of this process cannot grow beyond `size` bytes, SQLite's neither."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


SIZES = [0, 4096, 12_000, 20_000, 37_000]
MANY = [pytest.param(n, marks=pytest.mark.long) for n in range(1024, 80_000, 1024)]


@pytest.mark.parametrize("size", SIZES + MANY)
def test_a_disk_that_fills_up_at_any_byte_leaves_the_figures_old_or_new(
    room: Any, size: int
) -> None:
    room.bring(A, B)
    told = ""
    with no_file_beyond(size):
        try:
            room.bring(A, B | {"dead": 3}, now=NOON + HOUR)
        except DataFolderError as error:
            told = str(error)
    assert room.people() == {"A": 1, "B": 2 if told else 3}
    # The edition has about 27 kB, the longest write of the ledger a little more.
    assert told or size > 24_000
    assert not told or size < 36_000
    assert not told or str(room.folder) in told
    assert FileStore(room.folder).ledger_problem() == ""
    assert room.bring(A, B | {"dead": 3}, now=NOON + HOUR).edition_id
    assert room.people() == {"A": 1, "B": 3}


@pytest.mark.parametrize("table_name", ["editions", "loads", "changes"])
def test_a_ledger_that_cannot_be_written_leaves_the_figures_before(
    room: Any, table_name: str
) -> None:
    room.bring(A, B)
    token = room.store.token()
    with sqlite3.connect(room.folder / "ledger.sqlite") as ledger:
        ledger.execute(
            f"CREATE TRIGGER full BEFORE INSERT ON {table_name} "
            "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    ledger.close()
    with pytest.raises(DataFolderError, match=r"'ledger.sqlite', answers: .*disk is full"):
        room.bring(A, B | {"dead": 3}, now=NOON + HOUR)
    assert (room.people(), room.store.token()) == ({"A": 1, "B": 2}, token)


def test_importers_at_once_make_one_history(room: Any, rooms: Any) -> None:
    room.bring(A, B)
    numbers = (3, 4, 5, 6)
    ready = threading.Barrier(len(numbers))

    def bring(dead: int) -> Any:
        mine = rooms(room.folder)
        ready.wait()
        return mine.bring(A, B | {"dead": dead, "cause": "drowning"}, now=NOON + HOUR)

    with ThreadPoolExecutor(len(numbers)) as pool:
        reports = list(pool.map(bring, numbers))
    recorded = [r for r in reports if r.outcome == "recorded"]
    editions = FileStore(room.folder).editions("incidents")[1:]
    # Each judged what the one before it had left: the history is one line.
    before = {r.edition_id: r.edition_before for r in recorded}
    assert [before[e.edition_id] for e in editions[1:]] == [e.edition_id for e in editions[:-1]]
    assert len(recorded) + sum(r.outcome == "held" for r in reports) == len(numbers)


def test_who_waits_too_long_for_another_import_is_told_since_when_it_runs(
    room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.bring(A)
    soon = functools.partial(importing, wait=0.0)
    monkeypatch.setattr(load, "importing", soon)
    with importing(room.folder, NOON), pytest.raises(ImportRunning) as caught:
        room.bring(B, now=NOON + HOUR)
    assert "running since 2026-11-23T12:00:00+00:00" in str(caught.value)
    assert str(os.getpid()) in str(caught.value)
    assert room.people() == {"A": 1}
    assert room.bring(A, B, now=NOON + HOUR).outcome == "recorded"


def test_a_note_of_who_imports_that_cannot_be_read_is_no_reason_to_fail(room: Any) -> None:
    with importing(room.folder, NOON):
        (room.folder / "import.running").write_text("half a no")
        with (
            pytest.raises(ImportRunning, match="is running now"),
            importing(room.folder, NOON, wait=0.0),
        ):
            pass


def test_an_import_goes_on_beside_a_reader_who_has_begun(room: Any) -> None:
    room.bring(A)
    reader = sqlite3.connect(room.folder / "ledger.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    seen = reader.execute("SELECT count(*) FROM editions").fetchone()
    try:
        assert room.bring(A, B, now=NOON + HOUR).outcome == "recorded"
        assert reader.execute("SELECT count(*) FROM editions").fetchone() == seen
    finally:
        reader.execute("ROLLBACK")
        reader.close()
    assert room.people() == {"A": 1, "B": 2}


def test_an_import_waits_for_another_writer_of_the_ledger(room: Any) -> None:
    room.bring(A)
    writer = sqlite3.connect(
        room.folder / "ledger.sqlite", isolation_level=None, check_same_thread=False
    )
    writer.execute("BEGIN IMMEDIATE")
    done = threading.Event()

    def let_go() -> None:
        done.wait(0.3)
        writer.execute("ROLLBACK")

    waiting = threading.Thread(target=let_go)
    waiting.start()
    try:
        assert room.bring(A, B, now=NOON + HOUR).outcome == "recorded"
    finally:
        waiting.join()
        writer.close()


def test_a_clock_that_goes_back_makes_no_edition_older_than_the_one_before(room: Any) -> None:
    room.bring(A, now=NOON)
    room.bring(A, B, now=NOON - dt.timedelta(days=400))
    room.bring(A, B, C, now=NOON - HOUR)
    editions = room.store.editions("incidents")[1:]
    assert [e.recorded_at for e in editions] == [NOON] * 3
    with sqlite3.connect(room.folder / "ledger.sqlite") as ledger:
        versions = [v for (v,) in ledger.execute("SELECT version FROM editions ORDER BY rowid")]
    ledger.close()
    assert versions == [1, 2, 3]
    assert room.people(NOON.date()) == {"A": 1, "B": 2, "C": 4}
    assert room.people(NOON.date() - dt.timedelta(days=1)) == {}


def test_a_restored_backup_never_shows_a_token_that_was_seen_before(
    room: Any, rooms: Any, tmp_path: Path
) -> None:
    room.bring(A)
    backup = tmp_path / "backup"
    shutil.copytree(room.folder, backup)
    seen = [room.store.token()]
    room.bring(A, B, now=NOON + HOUR)
    seen.append(room.store.token())
    shutil.rmtree(room.folder)
    shutil.copytree(backup, room.folder)
    restored = rooms(room.folder)
    assert restored.people() == {"A": 1}
    restored.bring(A, C, now=NOON + HOUR)
    assert restored.store.token() not in seen
    assert restored.people() == {"A": 1, "C": 4}


@pytest.mark.parametrize("damage", [b"", b"PAR1", None], ids=["empty", "cut off", "gone"])
def test_the_file_that_made_a_damaged_edition_mends_it(room: Any, damage: bytes | None) -> None:
    room.bring(A)
    room.bring(A, B, now=NOON + HOUR)
    path = room.store.editions("incidents")[-1].path
    path.unlink() if damage is None else path.write_bytes(damage)
    assert room.people() == {"A": 1}
    assert FileStore(room.folder).load("incidents").warnings
    mended = room.bring(A, B, now=NOON + 2 * HOUR)
    assert mended.outcome == "recorded"
    held = FileStore(room.folder).load("incidents")
    assert (room.people(), held.warnings) == ({"A": 1, "B": 2}, ())
