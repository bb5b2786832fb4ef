"""What cannot be written is named, and nothing half-written is left."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from geodata.errors import ExportError
from geodata.exports.formats import FORMATS
from geodata.exports.sheet import Sheet, Sidecar
from geodata.exports.write import write
from layers.schema import Column

Sheets = Callable[..., Sheet]
AT = {"geometry": shapely.Point(12.5, 35.5)}


def test_a_format_that_there_is_not_is_quoted(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path
) -> None:
    with pytest.raises(ExportError, match="'dwg' is not known; there are gpkg, geojson"):
        write([sheet({})], sidecar, "dwg", tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format_id", FORMATS)
def test_a_column_that_the_rows_do_not_have_is_quoted(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path, format_id: str
) -> None:
    one = sheet(AT, geometry="point")
    columns = (*one.columns, Column("age_years", "count", "Nobody wrote it"))
    wrong = Sheet(one.name, one.title, one.frame, columns, "point")
    with pytest.raises(ExportError, match="'things' have no column 'age_years'"):
        write([wrong], sidecar, format_id, tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "../a", "a/b", "A", "a b", "1a", "a.b", "é", "a" * 61])
def test_a_sheet_whose_name_is_no_name_of_a_file_is_quoted(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path, name: str
) -> None:
    with pytest.raises(ExportError, match="small letters, digits and _"):
        write([sheet({}, name=name)], sidecar, "csv", tmp_path / "a.zip")


def test_no_sheet_and_the_same_sheet_twice_are_refused(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path
) -> None:
    with pytest.raises(ExportError, match="nothing to export"):
        write([], sidecar, "csv", tmp_path / "a.zip")
    with pytest.raises(ExportError, match="'things' is named twice"):
        write([sheet({}), sheet({})], sidecar, "csv", tmp_path / "a.zip")


@pytest.mark.parametrize(
    ("format_id", "how", "said"),
    [
        ("gpkg", {"hxl": True}, "HXL hashtags are a row of CSV; 'gpkg' cannot"),
        ("csv", {"bare": True}, "'csv' cannot hold what must travel with it"),
        ("shp", {"bare": True}, "'shp' cannot hold what must travel with it"),
        ("fgb", {"bare": True}, "'things' has no shapes"),
    ],
)
def test_what_a_format_cannot_do_is_said(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path, format_id: str, how: Any, said: str
) -> None:
    with pytest.raises(ExportError, match=said):
        write([sheet()], sidecar, format_id, tmp_path / "a.zip", **how)
    assert list(tmp_path.iterdir()) == []


def test_rows_without_a_position_are_counted_before_they_would_be_lost(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path
) -> None:
    with pytest.raises(ExportError, match="2 rows of 'things' have no position"):
        write([sheet({}, AT, {}, geometry="point")], sidecar, "fgb", tmp_path / "a.fgb", bare=True)


def test_several_sheets_do_not_go_into_one_file_of_a_format_that_holds_one(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path
) -> None:
    several = [sheet({}, name="a"), sheet({}, name="b")]
    with pytest.raises(ExportError, match="holds one layer or table, and 2 are asked for"):
        write(several, sidecar, "geojson", tmp_path / "a.geojson", bare=True)
    for name in ("gpkg", "xlsx"):
        assert write(several, sidecar, name, tmp_path / f"a.{name}", bare=True).exists()


def test_a_name_with_another_ending_is_quoted(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path
) -> None:
    with pytest.raises(ExportError, match=r"a\.csv': expected a name that ends in \.zip\.$"):
        write([sheet({})], sidecar, "csv", tmp_path / "a.csv")
    with pytest.raises(ExportError, match=r"ends in \.zip, or ask for the file alone"):
        write([sheet({})], sidecar, "gpkg", tmp_path / "a.gpkg")
    with pytest.raises(ExportError, match=r"ends in \.gpkg\.$"):
        write([sheet({})], sidecar, "gpkg", tmp_path / "a.zip", bare=True)


def test_a_folder_that_is_not_there_or_is_a_file_is_quoted(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path
) -> None:
    with pytest.raises(ExportError, match=r"gone/a\.zip' cannot be written: No such file"):
        write([sheet({})], sidecar, "csv", tmp_path / "gone" / "a.zip")
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match=r"file/a\.zip' cannot be written: Not a directory"):
        write([sheet({})], sidecar, "csv", tmp_path / "file" / "a.zip")
    (tmp_path / "folder.zip").mkdir()
    with pytest.raises(ExportError, match=r"folder\.zip' is a folder"):
        write([sheet({})], sidecar, "csv", tmp_path / "folder.zip")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_quoted(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(ExportError, match=r"a\.zip' cannot be written: Permission denied"):
        write([sheet({})], sidecar, "csv", closed / "a.zip")


def test_a_number_that_is_none_is_refused(sheet: Sheets, sidecar: Sidecar, tmp_path: Path) -> None:
    one = sheet({"distance_from_the_coast_nm": float("inf")})
    with pytest.raises(ExportError, match="'distance_from_the_coast_nm' of 'things' has an inf"):
        write([one], sidecar, "csv", tmp_path / "a.zip")
    huge = sheet({"distance_from_the_coast_nm": 1e300})
    with pytest.raises(ExportError, match=r"A Shapefile cannot hold 1e\+300"):
        write([huge], sidecar, "shp", tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


# --- a disk that fills, a process that is told to stop ---


def full(*args: Any, **kwargs: Any) -> Any:
    """A disk without room."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def stopped(*args: Any, **kwargs: Any) -> Any:
    """A reader who has had enough."""
    raise KeyboardInterrupt


# Where each format puts its bytes.
PLACES: dict[str, tuple[Any, str]] = {
    "gpkg": (sqlite3, "connect"), "geojson": (pyogrio, "write_arrow"), "fgb": (pyogrio, "write_arrow"),
    "shp": (pyogrio, "write_arrow"), "geoparquet": (pq, "write_table"), "parquet": (pq, "write_table"),
    "csv": (pa_csv, "write_csv"),
}  # fmt: skip


@pytest.mark.parametrize("format_id", PLACES)
def test_a_full_disk_is_named_and_what_stood_there_stays(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_id: str
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"what stood there")
    monkeypatch.setattr(*PLACES[format_id], full)
    with pytest.raises(ExportError, match=r"a\.zip' cannot be written: No space left") as caught:
        write([sheet(AT, geometry="point")], sidecar, format_id, path)
    assert ".pharos-" not in str(caught.value)
    assert path.read_bytes() == b"what stood there"
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"]


@pytest.mark.parametrize("format_id", FORMATS)
def test_a_disk_that_fills_while_the_zip_is_made_leaves_nothing(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_id: str
) -> None:
    path = tmp_path / "a.zip"
    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(ExportError, match="No space left"):
        write([sheet(AT, geometry="point")], sidecar, format_id, path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format_id", PLACES)
def test_an_export_that_is_stopped_leaves_nothing_beside_what_stood_there(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_id: str
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"what stood there")
    monkeypatch.setattr(*PLACES[format_id], stopped)
    with pytest.raises(KeyboardInterrupt):
        write([sheet(AT, geometry="point")], sidecar, format_id, path)
    assert path.read_bytes() == b"what stood there"
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"]


# A limit on the size of files stops all that writes them, libraries in C too, as a full disk does.
PROGRAM = """
import json, resource, tempfile, zipfile
from pathlib import Path
from geodata.errors import ExportError
from geodata.exports.formats import FORMATS
from geodata.exports.sheet import Sheet, Sidecar
from geodata.exports.write import write
from geodata.store import FileStore
from layers.registry import LAYERS

layer, rows = LAYERS["incidents"], FileStore().load("incidents").frame
one = Sheet("incidents", layer.title, rows, layer.columns, layer.geometry)
sidecar = Sidecar({"a": 1}, "Read", "2026-05-01T10:20:30Z")
any_size = resource.RLIM_INFINITY
found = {}
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "a.zip"
    for format_id in FORMATS:
        found[format_id] = []
        write([one], sidecar, format_id, path)
        with zipfile.ZipFile(path) as bundle:
            largest = max(path.stat().st_size, *(e.file_size for e in bundle.infolist()))
        path.unlink()
        for limit in (100, largest // 2, largest - 5000, largest - 200, largest - 1):
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, any_size))
            try:
                write([one], sidecar, format_id, path)
                said = "written"
            except ExportError as error:
                said = "named" if isinstance(error.__cause__, OSError) else str(error)
            resource.setrlimit(resource.RLIMIT_FSIZE, (any_size, any_size))
            left = [p.name for p in Path(folder).iterdir()]
            found[format_id].append([said, left])
print(json.dumps(found))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no limit on the size of files")
def test_a_disk_that_fills_at_any_byte_is_named_and_nothing_is_left() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert found == {format_id: [["named", []]] * 5 for format_id in FORMATS}


def cut_short(path: Path) -> None:
    """Take the last bytes of a file, as a disk does that fills while it is closed."""
    with path.open("rb+") as file:
        file.truncate(max(path.stat().st_size - 60, 0))


@pytest.mark.parametrize(
    ("format_id", "ending"),
    [("geojson", ".rows"), ("fgb", ".fgb"), ("shp", ".shp"), ("shp", ".dbf"), ("shp", ".shx")],
)
def test_a_file_that_gdal_leaves_short_without_a_word_is_not_handed_out(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_id: str,
    ending: str,
) -> None:  # fmt: skip
    whole = pyogrio.write_arrow

    def short(rows: Any, path: Path, **how: Any) -> None:
        whole(rows, path, **how)
        cut_short(Path(path).with_suffix(ending))

    monkeypatch.setattr(pyogrio, "write_arrow", short)
    with pytest.raises(ExportError, match="cannot be written"):
        write([sheet(AT, AT, geometry="point")], sidecar, format_id, tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_geopackage_that_lacks_a_row_is_not_handed_out(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pyogrio.write_arrow
    monkeypatch.setattr(
        pyogrio,
        "write_arrow",
        lambda rows, path, **how: whole(rows.read_all().slice(1), path, **how),
    )
    with pytest.raises(ExportError, match="1 of 2 rows were written to 'things'"):
        write([sheet(AT, AT, geometry="point")], sidecar, "gpkg", tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format_id", FORMATS)
def test_a_file_that_stood_there_is_replaced_by_a_whole_one(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path, format_id: str
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"what stood there")
    assert write([sheet(AT, geometry="point")], sidecar, format_id, path) == path
    assert zipfile.is_zipfile(path)
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"]


def test_a_file_is_for_whoever_new_files_of_this_process_are_for(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path
) -> None:
    new = tmp_path / "new"
    new.touch()
    for format_id, ending in (("csv", "zip"), ("gpkg", "gpkg"), ("xlsx", "xlsx")):
        path = tmp_path / f"a.{ending}"
        write([sheet({})], sidecar, format_id, path, bare=ending != "zip")
        assert path.stat().st_mode == new.stat().st_mode


def test_a_frame_with_a_repeated_index_is_written_row_by_row(
    sheet: Sheets, there_and_back: Callable[..., Any]
) -> None:
    one = sheet({"dead_count": 1}, {"dead_count": 2})
    frame = pd.concat([one.frame, one.frame])
    twice = Sheet(one.name, one.title, frame, one.columns)
    assert there_and_back(twice, "csv").cells["dead_count"] == [1, 2, 1, 2]
