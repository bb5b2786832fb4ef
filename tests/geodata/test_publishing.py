"""A new edition is there as a whole or not at all."""

from __future__ import annotations

import datetime as dt
import errno
import os
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from geodata.errors import DataFolderError
from geodata.origin import Origin
from geodata.packaged import packaged_editions
from geodata.store import FileStore
from layers.errors import NonConforming, UnknownLayer

Frames = Callable[..., pd.DataFrame]
ORIGIN = Origin("A publisher", "A title", "A citation", "", (("CC0-1.0", ""),), None)
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def files(folder: Path) -> set[str]:
    return {p.name for p in folder.rglob("*") if p.is_file()}


def persons(folder: Path) -> list[int]:
    found: list[int] = FileStore(folder).load("crossings").frame["persons"].tolist()
    return found


def test_a_missing_data_folder_is_created(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    FileStore(folder)
    assert folder.is_dir()
    assert files(folder) == set()


@pytest.mark.parametrize("below", ["", "deeper"])
def test_a_folder_that_cannot_be_written_is_named_with_what_to_do(
    tmp_path: Path, below: str
) -> None:
    in_the_way = tmp_path / "data"
    in_the_way.write_text("a file")
    with pytest.raises(DataFolderError) as caught:
        FileStore(in_the_way / below)
    assert repr(str(in_the_way / below)) in str(caught.value)
    assert "PHAROS_DATA" in str(caught.value)


def test_the_packaged_figures_alone_cannot_be_published_to(raw: Frames) -> None:
    with pytest.raises(DataFolderError, match="packaged figures only"):
        FileStore().publish("crossings", raw("crossings", {"persons": 1}), ORIGIN, NOW)


def test_the_same_content_in_the_same_second_is_recorded_once(tmp_path: Path, raw: Frames) -> None:
    store, rows = FileStore(tmp_path), raw("crossings", {"persons": 1})
    first = store.publish("crossings", rows, ORIGIN, NOW)
    token = store.token()
    again = store.publish("crossings", rows, ORIGIN, NOW)
    assert again == first
    assert store.token() == token
    assert len(store.editions("crossings")) == 2  # with the packaged one


def test_other_content_in_the_same_second_is_another_edition(tmp_path: Path, raw: Frames) -> None:
    store = FileStore(tmp_path)
    for n in (1, 2):
        store.publish("crossings", raw("crossings", {"persons": n}), ORIGIN, NOW)
    assert persons(tmp_path) == [2]


def test_an_edition_is_recorded_in_universal_time(tmp_path: Path, raw: Frames) -> None:
    summer = dt.timezone(dt.timedelta(hours=2))
    local = dt.datetime(2026, 7, 1, 1, 30, tzinfo=summer)
    edition = FileStore(tmp_path).publish(
        "crossings", raw("crossings", {"persons": 1}), ORIGIN, local
    )
    assert edition.recorded_at.isoformat() == "2026-06-30T23:30:00+00:00"
    assert edition.edition_id.startswith("20260630T233000Z-")


@pytest.mark.parametrize(
    "row", [{"persons": -1}, {"persons": "x"}, {"route": "northern"}, {"month": ""}]
)
def test_a_frame_that_does_not_conform_writes_nothing(
    tmp_path: Path, raw: Frames, row: dict[str, Any]
) -> None:
    store = FileStore(tmp_path)
    token = store.token()
    with pytest.raises(NonConforming, match="row 2"):
        store.publish("crossings", raw("crossings", {}, {"month": "2018-02", **row}), ORIGIN, NOW)
    assert files(tmp_path) == set()
    assert store.token() == token


def test_a_layer_that_is_not_registered_is_not_published(tmp_path: Path, raw: Frames) -> None:
    with pytest.raises(UnknownLayer):
        FileStore(tmp_path).publish("vessels", raw("crossings", {}), ORIGIN, NOW)
    assert files(tmp_path) == set()


@pytest.mark.parametrize("layer", ["routes", "search_and_rescue_regions", "incidents", "events"])
def test_what_the_packaged_edition_holds_can_be_published_again(tmp_path: Path, layer: str) -> None:
    before = FileStore().load(layer).frame
    points = {"incidents"}
    raw = before.drop(columns="geometry") if layer in points else before.copy()
    for name in raw.columns:
        if raw[name].dtype.kind == "M":
            raw[name] = raw[name].dt.strftime("%Y-%m-%d")
    raw = raw.astype({c: object for c in raw.columns if c != "geometry"})
    store = FileStore(tmp_path)
    store.publish(layer, raw, ORIGIN, NOW)
    after = store.load(layer).frame
    assert len(after) == packaged_editions()[layer].rows
    if isinstance(before, gpd.GeoDataFrame):
        assert after.geometry.geom_equals(before.geometry).sum() == before.geometry.notna().sum()


class Failing:
    """The n-th call of a system function fails as on a full disk; the others are the real ones."""

    def __init__(self, real: Callable[..., Any], n: int) -> None:
        self.real, self.left = real, n

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self.real(*args, **kwargs)


@pytest.mark.parametrize("call", ["fsync", "replace", "write"])
@pytest.mark.parametrize("n", [1, 2])
def test_a_disk_that_fails_leaves_the_edition_before(
    tmp_path: Path, raw: Frames, monkeypatch: pytest.MonkeyPatch, call: str, n: int
) -> None:
    store = FileStore(tmp_path)
    store.publish("crossings", raw("crossings", {"persons": 1}), ORIGIN, NOW)
    failing = Failing(getattr(os, call, None), n)
    if call == "write":

        def full(*args: Any, **kwargs: Any) -> Any:
            if failing.left == 1:
                failing()
            failing.left -= 1
            return os_fdopen(*args, **kwargs)

        os_fdopen = os.fdopen
        monkeypatch.setattr(os, "fdopen", full)
    else:
        monkeypatch.setattr(os, call, failing)
    try:
        store.publish("crossings", raw("crossings", {"persons": 2}), ORIGIN, NOW)
    except DataFolderError as error:
        failed = str(error)
    else:
        failed = ""
    monkeypatch.undo()
    assert persons(tmp_path) == [1 if failed else 2]
    assert "No space left" in failed or not failed
    assert bool(failed) == (n == 1 or call == "fsync")
    assert not [f for f in files(tmp_path) if f.startswith(".unfinished")]


def test_a_ledger_that_fails_leaves_the_edition_before(tmp_path: Path, raw: Frames) -> None:
    store = FileStore(tmp_path)
    store.publish("crossings", raw("crossings", {"persons": 1}), ORIGIN, NOW)
    with sqlite3.connect(tmp_path / "ledger.sqlite") as ledger:
        ledger.execute(
            "CREATE TRIGGER full BEFORE INSERT ON editions "
            "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    ledger.close()
    with pytest.raises(DataFolderError, match=r"'ledger.sqlite', answers: .*disk is full"):
        store.publish("crossings", raw("crossings", {"persons": 2}), ORIGIN, NOW)
    assert persons(tmp_path) == [1]


def test_a_file_that_is_no_ledger_is_named(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(DataFolderError, match=r"'ledger.sqlite', answers: .*not a database"):
        FileStore(tmp_path)


def test_a_reader_goes_on_while_a_writer_has_begun(tmp_path: Path, raw: Frames) -> None:
    store = FileStore(tmp_path)
    store.publish("crossings", raw("crossings", {"persons": 1}), ORIGIN, NOW)
    writer = sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        assert persons(tmp_path) == [1]
    finally:
        writer.execute("ROLLBACK")
        writer.close()


def test_two_who_publish_at_once_are_both_recorded_under_one_epoch(
    tmp_path: Path, raw: Frames
) -> None:
    numbers = (1, 2, 4, 8)
    ready = threading.Barrier(len(numbers))

    def publish(n: int) -> str:
        store = FileStore(tmp_path)
        rows = raw("crossings", {"persons": n})
        ready.wait()
        return store.publish("crossings", rows, ORIGIN, NOW).edition_id

    with ThreadPoolExecutor(len(numbers)) as pool:
        published = set(pool.map(publish, numbers))
    store = FileStore(tmp_path)
    assert {e.edition_id for e in store.editions("crossings")[1:]} == published
    assert len(published) == len(numbers)
    assert store.token().endswith(f".{len(numbers)}")
