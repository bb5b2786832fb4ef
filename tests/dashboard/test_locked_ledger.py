"""Readers are served while another process locks the ledger, or the data folder is gone."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dashboard.app import create_app
from geodata.errors import LockedLedger
from geodata.ledger import book
from geodata.origin import Origin
from geodata.store import FileStore, health

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
PAGES = ("/", "/_dash-layout", "/picture/incidents/columns.json", "/healthz")


@pytest.fixture
def folder(tmp_path: Path, raw: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with an edition, for whose ledger nobody waits."""
    monkeypatch.setattr(book, "READER_PATIENCE", 0.0)
    monkeypatch.setattr(book, "PATIENCE", 0.0)
    monkeypatch.setattr(health, "PATIENCE", 0.0)
    rows = raw("incidents", {"incident_id": "A", "dead_count": 1})
    FileStore(tmp_path).publish("incidents", rows, Origin("", "", "", "", (), None), NOON)
    return tmp_path


@pytest.fixture
def visited(folder: Path, new_visitor: Any) -> Any:
    """A reader who has seen every page."""
    visitor = new_visitor(create_app(FileStore(folder)))
    assert [visitor.get(page).status_code for page in PAGES] == [200] * len(PAGES)
    return visitor


@pytest.fixture
def locks(folder: Path) -> Iterator[Callable[[str], None]]:
    """Locks the ledger as another process does, by ``locking_mode``."""
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as other:

        def lock(mode: str) -> None:
            other.execute(f"PRAGMA locking_mode={mode}")
            other.execute("BEGIN EXCLUSIVE")

        yield lock


@pytest.mark.parametrize(("mode", "status"), [("NORMAL", "well"), ("EXCLUSIVE", "degraded")])
def test_no_page_fails_while_another_process_holds_the_ledger(
    visited: Any, locks: Any, mode: str, status: str
) -> None:
    locks(mode)
    assert [visited.get(page).status_code for page in PAGES] == [200] * len(PAGES)
    assert visited.get("/healthz").get_json()["status"] == status
    assert "tiles.children" in visited.ask("tiles.children", selection__data="?")


def test_what_was_recorded_meanwhile_is_shown_when_the_lock_is_gone(folder: Path, raw: Any) -> None:
    store = FileStore(folder)
    token = store.token()
    store.load("incidents")
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert store.token() == token
        assert store.load("incidents").frame["incident_id"].tolist() == ["A"]
    rows = raw("incidents", {"incident_id": "B", "dead_count": 2})
    FileStore(folder).publish("incidents", rows, Origin("", "", "", "", (), None), NOON)
    assert store.token() != token
    assert store.load("incidents").frame["incident_id"].tolist() == ["B"]


def test_who_never_read_the_ledger_does_not_take_the_packaged_figures_for_it(
    folder: Path, locks: Any
) -> None:
    store = FileStore(folder)
    locks("EXCLUSIVE")
    with pytest.raises(LockedLedger):
        store.token()


def test_a_folder_that_is_gone_degrades_the_server_and_ends_nothing(
    folder: Path, visited: Any
) -> None:
    shutil.rmtree(folder)
    answer = visited.get("/healthz")
    assert (answer.status_code, answer.get_json()["status"]) == (200, "degraded")
    assert str(folder) not in answer.get_data(as_text=True)
