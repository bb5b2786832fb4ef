"""An import that is killed, watched or doubled by another process: old figures or new, never a mix."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from geodata.refresh.prune import prune
from geodata.store import FileStore

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
# A process that imports one table after the other, every incident of each with the same count.
IMPORTER = """
import datetime as dt, importlib.util, itertools, pathlib, sys
spec = importlib.util.spec_from_file_location("small", sys.argv[1])
small = importlib.util.module_from_spec(spec)
sys.modules["small"] = small
spec.loader.exec_module(small)
room = small.Room(pathlib.Path(sys.argv[2]))
first, last = int(sys.argv[3]), int(sys.argv[4])
print("ready", flush=True)
sys.stdin.readline()
for n in itertools.count(first):
    if last and n > last:
        break
    rows = [{"id": i, "day": "2018-05-01", "dead": n} for i in "ABC"]
    room.bring(*rows, {"id": "X", "day": "2018-05-01", "dead": -n},
               now=small.NOON + dt.timedelta(seconds=n))
"""


@contextmanager
def importer(folder: Path, first: int, last: int = 0) -> Iterator[subprocess.Popen[str]]:
    """A process that stands ready to import the tables `first` to `last`, or without end."""
    small = str(Path(__file__).with_name("conftest.py"))
    child = subprocess.Popen(
        [sys.executable, "-c", IMPORTER, small, str(folder), str(first), str(last)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        yield child
    finally:
        child.kill()
        child.communicate()


def start(child: subprocess.Popen[str]) -> None:
    assert child.stdin is not None
    child.stdin.write("go\n")
    child.stdin.flush()


def count_held(folder: Path) -> int:
    """The one count that all incidents of the register have; 0 before the first import."""
    held = FileStore(folder).load("incidents")
    assert held.warnings == ()
    ours = held.frame[held.frame["source"] == "register"]
    counts = dict(zip(ours["incident_id"], ours["dead_count"].astype(int), strict=True))
    assert not counts or (set(counts) == set("ABC") and len(set(counts.values())) == 1), counts
    return next(iter(counts.values()), 0)


def killed_again_and_again(folder: Path, rooms: Any, times: int, seed: int) -> None:
    moments = random.Random(seed)
    held = 0
    for _ in range(times):
        with importer(folder, held + 1) as child:
            start(child)
            with pytest.raises(subprocess.TimeoutExpired):
                child.wait(moments.uniform(0.0, 0.6))
            child.kill()
            child.wait()
        assert FileStore(folder).ledger_problem() == ""
        after = count_held(folder)
        assert after >= held
        # The ledger and what a reader sees tell the same: the import with its rows, or nothing.
        room = rooms(folder)
        loads = room.store.loads("register")
        assert len(loads) == len(room.store.editions("incidents")) - 1 == after
        for load in loads[:1]:
            assert load.edition_id == room.store.editions("incidents")[-1].edition_id
            assert [q.text for q in room.store.ledger().quarantine(load.load_id)] == [f"-{after}"]
        held = after + 1
        rows = [{"id": i, "day": "2018-05-01", "dead": held} for i in "ABC"]
        bad = {"id": "X", "day": "2018-05-01", "dead": -held}
        moment = NOON + dt.timedelta(seconds=held)
        assert room.bring(*rows, bad, now=moment).outcome == "recorded"
        assert count_held(folder) == held
    store = FileStore(folder)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=2)
    prune(store, later, keep_days=40_000)
    named = {e.path for e in store.editions("incidents")[1:]}
    assert set((folder / "editions").rglob("*.*")) == named
    assert prune(store, later, keep_days=40_000).leftovers == ()
    assert count_held(folder) == held


def test_an_import_killed_at_any_moment_leaves_the_old_edition_or_the_new(
    tmp_path: Path, rooms: Any
) -> None:
    killed_again_and_again(tmp_path, rooms, times=5, seed=46)


@pytest.mark.long
def test_fifty_kills_leave_no_trace(tmp_path: Path, rooms: Any) -> None:
    killed_again_and_again(tmp_path, rooms, times=50, seed=57)


def test_a_reader_beside_an_import_sees_the_old_figures_or_the_new(tmp_path: Path) -> None:
    seen = []
    with importer(tmp_path, 1) as child:
        start(child)
        while len(seen) < 40 or seen[-1] < 3:
            seen.append(count_held(tmp_path))
            assert child.poll() is None
    assert seen == sorted(seen)
    assert len(set(seen)) > 2


def test_two_processes_that_import_at_once_make_one_history(tmp_path: Path) -> None:
    with importer(tmp_path, 1, 8) as one, importer(tmp_path, 1, 8) as other:
        for child in (one, other):
            start(child)
        assert [child.wait() for child in (one, other)] == [0, 0]
    store = FileStore(tmp_path)
    loads = store.loads("register")[::-1]
    assert len(loads) == 16
    assert {x.outcome for x in loads} <= {"recorded", "unchanged", "held"}
    recorded = [x for x in loads if x.outcome == "recorded"]
    editions = store.editions("incidents")[1:]
    assert [x.edition_id for x in recorded] == [e.edition_id for e in editions]
    befores = [(x.report or {})["edition_before"] for x in recorded]
    assert befores == ["", *(e.edition_id for e in editions[:-1])]
    assert count_held(tmp_path) == 8
