"""What the ledger keeps: every edition, import and decision, in order and for good."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from geodata.errors import DataFolderError
from geodata.ledger import Decision, Ledger, Load
from geodata.refresh.account import report_of
from geodata.report import SetAside
from geodata.store import FileStore

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
A = {"id": "A", "day": "2018-05-01", "dead": 1}
B = {"id": "B", "day": "2018-06-01", "dead": 2}


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.sqlite")


def test_an_import_survives_the_ledger(ledger: Ledger) -> None:
    row = SetAside(4, "quarantined", "no_date", "تاريخ", "\n=1", "a day", {"id": "", "Ä": "\x00'"})
    load = Load(
        "s", "update", "held", "f", "ab", "version=1", NOON, dt.date(2026, 5, 6), "", "why", {"a": 1},
        (row, row),
    )  # fmt: skip
    number = ledger.note(load)
    kept = ledger.load(number)
    assert kept is not None
    assert (kept.source, kept.kind, kept.outcome, kept.message) == ("s", "update", "held", "why")
    assert (kept.at, kept.as_of, kept.report) == (NOON, dt.date(2026, 5, 6), {"a": 1})
    assert ledger.quarantine(number) == [row, row]
    assert ledger.load(number + 1) is None
    assert ledger.quarantine(number + 1) == []


def test_imports_are_listed_newest_first(ledger: Ledger) -> None:
    for name, outcome in [("a", "recorded"), ("b", "failed"), ("a", "failed"), ("a", "held")]:
        ledger.note(Load(name, "import", outcome, "", f"{name}{outcome}", "", NOON))
    assert [x.load_id for x in ledger.loads()] == [4, 3, 2, 1]
    assert [x.load_id for x in ledger.loads("a")] == [4, 3, 1]
    assert [x.load_id for x in ledger.loads("a", limit=1)] == [4]
    good = ledger.newest_good("a")
    assert good is not None
    assert good.load_id == 1
    assert ledger.newest_good("b") is None
    assert ledger.waiting() == {"aheld"}


def test_a_failed_import_changes_no_token(ledger: Ledger) -> None:
    before = ledger.token()
    ledger.note(Load("a", "import", "failed", "", "", "", NOON))
    assert ledger.token() == before


def test_a_report_comes_back_from_the_ledger_as_it_was_given(room: Any) -> None:
    room.bring(A, B | {"dead": 10}, said={"as_of": dt.date(2026, 5, 6)})
    bad = {"id": "X", "day": "2018-02-30", "dead": 1}
    given = room.bring(A, B | {"dead": 11}, bad, {"dead": 7}, now=NOON + DAY)
    load = room.store.ledger().load(given.load_id)
    assert load is not None
    assert report_of(load) == given
    failed = Load("a", "import", "failed", "", "", "", NOON)
    assert report_of(failed) is None


def test_of_very_many_changes_the_ledger_keeps_the_first_and_their_number(
    room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from geodata.refresh import account

    monkeypatch.setattr(account, "KEPT_CHANGES", 1)
    given = room.bring(A, B)
    load = room.store.ledger().load(given.load_id)
    assert load is not None
    changes = (load.report or {})["changes"]
    assert (changes["new"], changes["counts"]["new"]) == (["A"], 2)
    assert given.changes.new == ("A", "B")


def test_a_ledger_of_another_form_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    Ledger(path)
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA user_version = 99")
    file.close()
    before = path.read_bytes()
    with pytest.raises(DataFolderError, match="form 99, and this version of Pharos writes 3"):
        Ledger(path)
    assert path.read_bytes() == before


def test_a_ledger_made_by_many_at_once_has_one_epoch(tmp_path: Path) -> None:
    ready = threading.Barrier(4)

    def make(_n: int) -> str:
        ready.wait()
        return Ledger(tmp_path / "ledger.sqlite").token()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(make, range(4)))) == 1


def test_a_damaged_ledger_is_told(room: Any) -> None:
    room.bring(A)
    assert room.store.ledger_problem() == ""
    with sqlite3.connect(room.folder / "ledger.sqlite") as file:
        page = file.execute("SELECT rootpage FROM sqlite_master WHERE name='loads'").fetchone()[0]
        size = file.execute("PRAGMA page_size").fetchone()[0]
    file.close()
    content = bytearray((room.folder / "ledger.sqlite").read_bytes())
    content[(page - 1) * size : (page - 1) * size + 200] = b"\xff" * 200
    (room.folder / "ledger.sqlite").write_bytes(content)
    try:
        problem = FileStore(room.folder).ledger_problem()
    except DataFolderError as error:
        problem = str(error)
    assert problem


def test_decisions_at_once_are_all_on_record(ledger: Ledger) -> None:
    def add(n: int) -> int:
        return ledger.decide(Decision("A", "B", "same", str(n), NOON))

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(add, range(8)))
    assert sorted(numbers) == [d.decision_id for d in ledger.decisions()]
    assert {d.note for d in ledger.decisions()} == {str(n) for n in range(8)}
    assert ledger.token().endswith(".8")
