"""Retention removes what it says it removes, and a reader of such a day is told."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.edition import Edition
from geodata.errors import DataFolderError, NoEdition
from geodata.origin import Origin
from geodata.refresh.load import confirm
from geodata.refresh.prune import prune, surplus
from geodata.store import FileStore

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
ORIGIN = Origin("", "", "", "", (), None)
A = {"id": "A", "day": "2018-05-01", "dead": 1}


def imported(room: Any, *days: str) -> None:
    """One edition a day; its one incident has as many dead as its place in the row."""
    for number, day in enumerate(days, start=1):
        moment = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")
        room.bring(A | {"dead": number}, now=moment)


def files(room: Any) -> list[Path]:
    return sorted(p for p in room.folder.rglob("*") if p.is_file() and "ledger" not in p.name)


def test_a_dry_run_removes_nothing_and_names_what_a_run_removes(room: Any) -> None:
    imported(room, "2024-03-01", "2024-03-09", "2024-04-01", "2026-11-01")
    before, token = files(room), room.store.token()
    said = prune(room.store, NOON, dry_run=True)
    assert (files(room), room.store.token()) == (before, token)
    done = prune(room.store, NOON)
    assert said == done
    assert [f"{e.recorded_at:%Y-%m-%d}" for e in done.editions] == ["2024-03-01"]
    assert (done.kept, done.leftovers) == (3, ())
    assert done.size > 1000
    assert room.store.token() != token
    assert prune(room.store, NOON).editions == ()


def test_the_newest_edition_stays_however_old_it_is(room: Any) -> None:
    imported(room, "2020-03-01", "2020-03-02")
    prune(room.store, NOON, keep_days=0)
    assert room.people() == {"A": 2}


def test_a_day_whose_edition_is_gone_shows_the_one_before_with_a_warning(room: Any) -> None:
    imported(room, "2024-02-27", "2024-03-01", "2024-03-09", "2026-11-01")
    day = dt.date(2024, 3, 4)
    assert room.people(day) == {"A": 2}
    read_before = room.store.load("incidents", day)
    assert not read_before.warnings
    prune(room.store, NOON)
    # Also for a process that still has the frame in its memory.
    for store in (room.store, FileStore(room.folder)):
        held = store.load("incidents", day)
        ours = held.frame[held.frame["source"] == "register"]
        assert ours["dead_count"].tolist() == [1]
        assert "retention removed it on 2026-11-23" in held.warnings[0]
        assert "before it is shown instead" in held.warnings[1]
    assert room.store.load("incidents").warnings == ()


def test_a_prune_that_was_killed_is_completed_by_the_next(
    room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(room, "2024-03-01", "2024-03-05", "2024-03-09", "2026-11-01")

    def killed(*_asked: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "unlink", killed)
    with pytest.raises(KeyboardInterrupt):
        prune(room.store, NOON)
    monkeypatch.undo()
    with pytest.raises(NoEdition, match="retention removed it on 2026-11-23"):
        room.people(dt.date(2024, 3, 6))
    done = prune(room.store, NOON)
    assert (done.editions, len(done.leftovers)) == ((), 2)
    assert len([p for p in files(room) if p.suffix == ".parquet"]) == 2


def test_leftovers_go_when_no_import_can_be_about_to_name_them(room: Any) -> None:
    imported(room, "2026-11-01")
    folder = room.folder / "editions" / "incidents"
    for name in (".unfinished-x1", "20200101T000000Z-aaaaaaaa.parquet"):
        (folder / name).write_bytes(b"half")
    now = dt.datetime.now(dt.UTC)
    assert prune(room.store, now).leftovers == ()
    done = prune(room.store, now + dt.timedelta(hours=2))
    assert {p.name for p in done.leftovers} == {
        ".unfinished-x1", "20200101T000000Z-aaaaaaaa.parquet",
    }  # fmt: skip
    assert done.size == 8
    assert room.people() == {"A": 1}


def test_a_file_that_waits_for_somebody_stays_until_it_was_decided(
    room: Any, register: Any
) -> None:
    room.bring(A | {"dead": 10})
    held = room.bring(A, now=NOON + DAY)
    kept = room.folder / "held" / held.sha256
    later = dt.datetime.now(dt.UTC) + DAY
    assert prune(room.store, later).leftovers == ()
    content = kept.read_bytes()
    confirm(room.store, register().source, held.load_id, NOON + DAY)
    kept.write_bytes(content)  # as if the process had been killed before removing it
    assert prune(room.store, later).leftovers == (kept,)
    assert not kept.exists()


def test_the_packaged_figures_alone_have_nothing_to_prune() -> None:
    with pytest.raises(DataFolderError):
        prune(FileStore(), NOON)


def edition(number: int, day: dt.date, source: str) -> Edition:
    moment = dt.datetime.combine(day, dt.time(12), dt.UTC)
    return Edition("incidents", str(number), Path(), "", 0, moment, ORIGIN, source)


@given(
    st.lists(
        st.tuples(st.dates(dt.date(2024, 1, 1), dt.date(2026, 11, 23)), st.sampled_from("ab")),
        max_size=30,
    ),
    st.integers(0, 900),
)
def test_retention_keeps_the_newest_the_recent_and_the_last_of_each_month(
    said: list[tuple[dt.date, str]], keep_days: int
) -> None:
    held = [edition(n, day, source) for n, (day, source) in enumerate(sorted(said))]
    gone = surplus(held, NOON, keep_days)
    stays = [e for e in held if e not in gone]
    for source in {e.source for e in held}:
        ours = [e for e in held if e.source == source]
        assert ours[-1] in stays
        months = {f"{e.recorded_at:%Y-%m}": e for e in ours}
        assert all(e in stays for e in months.values())
        others = [e for e in ours if e not in months.values()]
        horizon = NOON - dt.timedelta(days=keep_days)
        assert [e for e in others if e in gone] == [e for e in others if e.recorded_at < horizon]


def test_the_newest_edition_that_can_be_read_stays_where_a_newer_one_is_damaged(room: Any) -> None:
    imported(room, "2020-03-01", "2020-03-02", "2020-03-03")
    (newest,) = [p for p in files(room) if p.name.startswith("20200303")]
    newest.write_bytes(newest.read_bytes()[:-1])
    done = prune(room.store, NOON)
    assert [f"{e.recorded_at:%Y-%m-%d}" for e in done.editions] == ["2020-03-01"]
    assert room.people() == {"A": 2}


def test_editions_that_nobody_can_read_go_as_others_do() -> None:
    held = [edition(n, dt.date(2020, 3, n), "a") for n in (1, 2, 3)]
    assert surplus(held, NOON, 0, good=lambda _: False) == held[:2]
    assert surplus(held, NOON, 0, good=lambda e: e is held[0]) == held[1:2]
