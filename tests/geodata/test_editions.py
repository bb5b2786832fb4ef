"""A damaged edition is named, and the good one before it is shown."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from geodata import formats
from geodata.edition import Edition, digest, located
from geodata.errors import DamagedEdition, GeodataError, NoEdition, UnreadableEdition
from geodata.origin import Origin
from geodata.packaged import FOLDER, packaged_editions
from geodata.store import FileStore

Frames = Callable[..., pd.DataFrame]
ORIGIN = Origin("A publisher", "A title", "A citation", "", (("CC0-1.0", ""),), None)
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def delete(path: Path) -> None:
    path.unlink()


def replace_by_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES = [flip_a_bit, truncate, empty, delete, replace_by_a_folder]
every_damage = pytest.mark.parametrize("damage", DAMAGES, ids=lambda f: f.__name__)


def published(folder: Path, raw: Frames, *persons: int) -> list[Edition]:
    store = FileStore(folder)
    return [
        store.publish("crossings", raw("crossings", {"persons": n}), ORIGIN, NOW) for n in persons
    ]


@every_damage
def test_the_good_edition_before_a_damaged_one_is_shown_with_both_named(
    tmp_path: Path, raw: Frames, damage: Callable[[Path], None]
) -> None:
    good, bad = published(tmp_path, raw, 1, 2)
    damage(bad.path)
    held = FileStore(tmp_path).load("crossings")
    assert held.frame["persons"].tolist() == [1]
    assert held.edition == good
    said = " ".join(held.warnings)
    assert repr(bad.edition_id) in said
    assert repr(good.edition_id) in said
    assert "is shown instead" in said


@every_damage
def test_the_packaged_figures_stand_behind_every_damaged_edition(
    tmp_path: Path, raw: Frames, damage: Callable[[Path], None]
) -> None:
    for edition in published(tmp_path, raw, 1, 2):
        damage(edition.path)
    held = FileStore(tmp_path).load("crossings")
    assert held.edition.edition_id.startswith("packaged-")
    assert len(held.warnings) == 3


def test_an_undamaged_layer_has_no_warning(tmp_path: Path, raw: Frames) -> None:
    _, bad = published(tmp_path, raw, 1, 2)
    flip_a_bit(bad.path)
    assert FileStore(tmp_path).load("deaths").warnings == ()


def test_a_damaged_edition_quotes_the_hash_it_has_and_the_one_it_should_have(
    tmp_path: Path, raw: Frames
) -> None:
    (edition,) = published(tmp_path, raw, 1)
    empty(edition.path)
    with pytest.raises(DamagedEdition, match=f"{digest(b'')[:12]}.*{edition.sha256[:12]}"):
        edition.frame()


def test_a_damaged_packaged_table_without_another_names_what_is_wrong(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "snapshots")
    flip_a_bit(tmp_path / "snapshots" / "deaths.csv")
    store = FileStore(packaged=tmp_path / "snapshots")
    with pytest.raises(NoEdition, match=r"that was held can be read\. .* is damaged") as caught:
        store.load("deaths")
    assert "backup" in str(caught.value)
    assert store.load("crossings").warnings == ()
    with pytest.raises(NoEdition, match="held on 22 November 2026 can be read"):
        store.load("deaths", dt.date(2026, 11, 22))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"x"'])
def test_a_broken_description_of_the_packaged_figures_is_named(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "datapackage.json").write_bytes(content)
    with pytest.raises(GeodataError, match=r"'datapackage.json', cannot be read: .*Install"):
        packaged_editions(tmp_path)


def test_packaged_figures_without_a_layer_name_it(tmp_path: Path) -> None:
    package = json.loads((FOLDER / "datapackage.json").read_text("utf-8"))
    package["resources"] = [r for r in package["resources"] if r["name"] != "events"]
    (tmp_path / "datapackage.json").write_text(json.dumps(package), "utf-8")
    with pytest.raises(GeodataError, match="lack events"):
        packaged_editions(tmp_path)


def edition_of(path: Path, layer: str = "crossings") -> Edition:
    content = path.read_bytes()
    return Edition(layer, "e1", path, digest(content), 1, NOW, ORIGIN)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"month,persons\n2018-01,1\n", "column 'route' is missing"),
        ("a.csv", b"", "the file is empty"),
        ("a.csv", b"\xff\xfe", "utf-8"),
        ("a.geojson", b"{}", "expected a GeoJSON FeatureCollection"),
        ("a.geojson", b"<OGRVRTDataSource/>", "Expecting value"),
        ("a.geojson", b'{"type":"FeatureCollection"}', "features"),
        ("a.parquet", b"PAR1", "cannot be read"),
    ],
)
def test_a_file_that_fits_its_hash_but_not_its_layer_is_unreadable(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableEdition, match=reason):
        edition_of(path).frame()


def test_an_edition_written_for_other_columns_is_unreadable(tmp_path: Path, frame: Frames) -> None:
    path = tmp_path / "a.parquet"
    table = frame("crossings", {"persons": 1}).drop(columns=["status", "persons"])
    path.write_bytes(formats.write_parquet(table))
    with pytest.raises(UnreadableEdition, match="no column persons, status"):
        edition_of(path).frame()


def test_a_row_without_coordinates_gets_no_point(frame: Frames) -> None:
    rows = frame("incidents", {"longitude": 1, "latitude": 2}, {"longitude": 4}, {})
    points = located(rows.drop(columns="geometry")).geometry
    assert [None if p is None else (p.x, p.y) for p in points] == [(1, 2), None, None]
