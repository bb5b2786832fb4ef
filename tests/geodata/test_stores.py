"""One contract over every store: the same questions, the same kind of answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geodata.edition import located
from geodata.errors import NoEdition
from geodata.origin import Origin
from geodata.packaged import packaged_editions
from geodata.store import FileStore, MemoryStore, Store
from layers.errors import UnknownLayer
from layers.registry import LAYERS

Frames = Callable[..., pd.DataFrame]
ORIGIN = Origin("A publisher", "A title", "A citation", "", (("CC0-1.0", ""),), dt.date(2026, 1, 1))
PUBLISHED = dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC)


def memory_store(folder: Path, raw: Frames) -> Store:
    def held(name: str) -> pd.DataFrame:
        frame = packaged_editions()[name].frame()
        return located(frame) if LAYERS[name].geometry == "point" else frame

    return MemoryStore({name: held(name) for name in LAYERS})


def packaged_store(folder: Path, raw: Frames) -> Store:
    return FileStore()


def empty_folder_store(folder: Path, raw: Frames) -> Store:
    return FileStore(folder / "data")


def published_store(folder: Path, raw: Frames) -> Store:
    store = FileStore(folder / "data")
    rows = raw("crossings", {"persons": 1}, {"month": "2018-02", "persons": 2})
    store.publish("crossings", rows, ORIGIN, PUBLISHED)
    return store


@pytest.fixture(params=[memory_store, packaged_store, empty_folder_store, published_store])
def store(request: pytest.FixtureRequest, tmp_path: Path, raw: Frames) -> Store:
    made: Store = request.param(tmp_path, raw)
    return made


def test_every_layer_has_an_edition_and_a_frame_with_its_columns(store: Store) -> None:
    for name, layer in LAYERS.items():
        held = store.load(name)
        assert {c.name for c in layer.columns} <= set(held.frame.columns), name
        assert len(held.frame) == held.edition.rows
        assert (held.edition.layer, held.warnings) == (name, ())
        assert isinstance(held.frame, gpd.GeoDataFrame) == (layer.geometry != "none")


def test_shapes_come_in_longitude_and_latitude(store: Store) -> None:
    for name in ("incidents", "routes", "search_and_rescue_regions", "embarkation_points"):
        frame = store.load(name).frame
        assert frame.crs.to_epsg() == 4326
        west, south, east, north = frame.total_bounds
        assert -130 < west < east < 60
        assert -30 < south < north < 60


def test_what_is_loaded_is_the_newest_edition(store: Store) -> None:
    for name in LAYERS:
        assert store.load(name).edition == store.editions(name)[-1]


def test_editions_are_recorded_in_universal_time(store: Store) -> None:
    moments = [e.recorded_at for name in LAYERS for e in store.editions(name)]
    assert {m.utcoffset() for m in moments} == {dt.timedelta(0)}


def test_an_edition_is_known_from_the_day_it_was_recorded(store: Store) -> None:
    newest = store.editions("crossings")[-1]
    recorded = newest.recorded_at.astimezone(dt.UTC).date()
    assert store.load("crossings", recorded).edition == newest
    earliest = store.editions("crossings")[0].recorded_at.date()
    with pytest.raises(NoEdition, match=r"No edition of 'crossings' was held on \d"):
        store.load("crossings", earliest - dt.timedelta(days=1))


def test_an_unknown_layer_is_refused_by_every_question(store: Store) -> None:
    with pytest.raises(UnknownLayer, match="'vessels'"):
        store.load("vessels")
    with pytest.raises(UnknownLayer, match="'vessels'"):
        store.editions("vessels")


def test_the_token_stays_while_nothing_is_recorded(store: Store) -> None:
    before = store.token()
    for name in LAYERS:
        store.load(name)
    assert store.token() == before


def test_a_store_without_a_frame_says_which_layer_it_lacks() -> None:
    with pytest.raises(NoEdition, match="'deaths'"):
        MemoryStore({}).load("deaths")


def test_a_published_frame_has_the_types_of_the_packaged_one(tmp_path: Path, raw: Frames) -> None:
    store = FileStore(tmp_path)
    store.publish("incidents", raw("incidents", {"dead_count": 1}), ORIGIN, PUBLISHED)
    ours, packaged = store.load("incidents").frame, FileStore().load("incidents").frame
    kinds = [{c: f.dtypes[c].kind for c in f.columns} for f in (ours, packaged)]
    assert kinds[0] == kinds[1]
    assert ours["missing_count"].isna().all()


def test_what_was_known_before_a_new_edition_stays_known(tmp_path: Path, raw: Frames) -> None:
    store = FileStore(tmp_path)
    before = store.load("crossings")
    store.publish("crossings", raw("crossings", {"persons": 1}), ORIGIN, PUBLISHED)
    assert len(store.load("crossings", PUBLISHED.date()).frame) == 1
    # The edition of 23:30 UTC is not known on the day before.
    earlier = store.load("crossings", PUBLISHED.date() - dt.timedelta(days=1))
    assert earlier.edition == before.edition


def test_a_new_edition_changes_the_token_for_every_reader(tmp_path: Path, raw: Frames) -> None:
    writer, reader = FileStore(tmp_path), FileStore(tmp_path)
    seen = [reader.token()]
    for n in (1, 2, 4):
        writer.publish("crossings", raw("crossings", {"persons": n}), ORIGIN, PUBLISHED)
        seen.append(reader.token())
        assert reader.load("crossings").frame["persons"].tolist() == [n]
    assert len(set(seen)) == 4


def test_a_new_ledger_never_repeats_a_token_of_another(tmp_path: Path, raw: Frames) -> None:
    rows = raw("crossings", {"persons": 1})
    tokens = set()
    for name in ("a", "b"):
        store = FileStore(tmp_path / name)
        store.publish("crossings", rows, ORIGIN, PUBLISHED)
        tokens.add(store.token())
    assert len(tokens) == 2


def test_a_clock_that_jumps_back_does_not_bring_an_old_edition_back(
    tmp_path: Path, raw: Frames
) -> None:
    store = FileStore(tmp_path)
    store.publish("crossings", raw("crossings", {"persons": 1}), ORIGIN, PUBLISHED)
    hour_before = PUBLISHED - dt.timedelta(hours=1)
    store.publish("crossings", raw("crossings", {"persons": 2}), ORIGIN, hour_before)
    assert store.load("crossings").frame["persons"].tolist() == [2]


def test_an_origin_survives_the_ledger(tmp_path: Path, raw: Frames) -> None:
    origin = Origin("Ä", "T", "C", "https://example.org", (("A", "a"), ("B", "")), None, ("x", "y"))
    FileStore(tmp_path).publish("crossings", raw("crossings", {"persons": 1}), origin, PUBLISHED)
    edition = FileStore(tmp_path).load("crossings").edition
    assert (edition.origin, edition.recorded_at) == (origin, PUBLISHED)
