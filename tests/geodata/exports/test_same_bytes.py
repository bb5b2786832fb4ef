"""The same rows are the same bytes: at another time, in another zone, in another process."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
import time_machine

from geodata.exports.formats import FORMATS
from geodata.exports.sheet import Sheet, Sidecar
from geodata.exports.write import write

Sheets = Callable[..., Sheet]
# A clock that is set does not move for GDAL and SQLite, which ask the system: their moments have
# milliseconds, and two runs are never in the same one.
# Writes each packaged map layer and one table in every format, and prints the digests.
PROGRAM = """
import hashlib, json, sys, tempfile
from pathlib import Path
import time_machine
from geodata.exports.formats import FORMATS
from geodata.exports.sheet import Sheet, Sidecar
from geodata.exports.write import write
from geodata.store import FileStore
from layers.registry import LAYERS

names = ("incidents", "routes", "search_and_rescue_regions", "events")
store = FileStore()
sheets = [
    Sheet(n, LAYERS[n].title, store.load(n).frame.head(40), LAYERS[n].columns, LAYERS[n].geometry,
          colours={"central": "#123456", "western": "#654321"},
          colour_column="route" if n == "incidents" else "")
    for n in names
]
sidecar = Sidecar({"b": {"y": 1, "x": [2, None]}, "a": "é"}, "Read\\n", "2026-05-01T10:20:30Z")
found = {}
with tempfile.TemporaryDirectory() as folder, time_machine.travel(sys.argv[1]):
    for format_id in FORMATS:
        path = write(sheets, sidecar, format_id, Path(folder) / "whole.zip")
        found[format_id] = hashlib.sha256(path.read_bytes()).hexdigest()
print(json.dumps(found))
"""


def digests(moment: str, seed: str, zone: str) -> dict[str, str]:
    """What another process writes at a moment, with a seed for its hashes, in a time zone."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, moment],
        capture_output=True, text=True, check=True, env=environment,
    )  # fmt: skip
    return dict(json.loads(done.stdout))


def test_every_format_is_the_same_bytes_next_year_in_another_zone_and_process() -> None:
    one = digests("2026-05-02T00:00:01Z", "1", "UTC")
    other = digests("2031-12-31T23:59:58Z", "2", "Pacific/Auckland")
    assert set(one) == set(FORMATS)
    assert other == one


@pytest.fixture
def several(sheet: Sheets) -> list[Sheet]:
    """A layer of points with a gap, a layer of areas, and a table."""
    return [
        sheet({"dead_count": 1, "geometry": shapely.Point(12.5, 35.5)}, {}, geometry="point",
              name="points"),
        sheet({"geometry": shapely.box(12, 35, 13, 36)}, geometry="polygon", name="areas"),
        sheet({"dead_count": 2}, {"dead_count": None}, name="table"),
    ]  # fmt: skip


@pytest.mark.parametrize("format_id", FORMATS)
def test_two_clocks_of_one_process_write_the_same_bytes(
    several: list[Sheet], sidecar: Sidecar, tmp_path: Path, format_id: str
) -> None:
    found: set[str] = set()
    for moment in ("2026-05-02T00:00:01Z", "2040-02-29T12:34:56Z"):
        with time_machine.travel(moment, tick=False):
            path = write(several, sidecar, format_id, tmp_path / f"{len(found)}.zip")
        found.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(found) == 1


@pytest.mark.parametrize("format_id", [f.id for f in FORMATS.values() if f.holds_sidecar])
def test_a_file_alone_is_the_same_bytes_as_in_the_zip(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path, format_id: str
) -> None:
    one = sheet({"geometry": shapely.Point(12.5, 35.5)}, geometry="point")
    ending = FORMATS[format_id].ending
    alone = write([one], sidecar, format_id, tmp_path / f"alone.{ending}", bare=True)
    with zipfile.ZipFile(write([one], sidecar, format_id, tmp_path / "a.zip")) as bundle:
        assert bundle.read(f"things.{ending}") == alone.read_bytes()


def test_the_order_of_rows_and_columns_is_that_of_the_sheet(
    sheet: Sheets, entry: Callable[..., bytes]
) -> None:
    one = sheet({"key": 4}, {"key": 1}, {"key": 2})
    shuffled = one.frame[list(reversed(one.frame.columns))]
    shuffled.index = [9, 9, 3]
    other = Sheet(one.name, one.title, shuffled, one.columns)
    assert entry("csv", "things.csv", one) == entry("csv", "things.csv", other)


def other_than_shown(sheet: Sheet) -> Any:
    return sheet.frame.assign(secret="not to be written")


@pytest.mark.parametrize("format_id", FORMATS)
def test_a_column_that_the_sheet_does_not_name_is_never_written(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path, format_id: str
) -> None:
    one = sheet({"geometry": shapely.Point(12.5, 35.5)}, geometry="point")
    wider = Sheet(one.name, one.title, other_than_shown(one), one.columns, one.geometry)
    whole = [write([s], sidecar, format_id, tmp_path / "a.zip").read_bytes() for s in (one, wider)]
    assert whole[0] == whole[1]


# --- the zip and what travels with the rows ---


@pytest.mark.parametrize("format_id", FORMATS)
def test_every_zip_holds_the_document_in_words_and_for_programs(
    several: list[Sheet], sidecar: Sidecar, tmp_path: Path, format_id: str
) -> None:
    with zipfile.ZipFile(write(several, sidecar, format_id, tmp_path / "a.zip")) as bundle:
        assert bundle.testzip() is None
        words, document = (bundle.read(n).decode() for n in ("README.txt", "metadata.json"))
        told = json.loads(document)
        # What is to be known of files of CSV follows, and only where there are any.
        has_csv = any(re.fullmatch(r"[a-z_]+[.]csv", n) for n in bundle.namelist())
        assert ("csv" in told, "The CSV files" in words) == (has_csv and format_id != "shp",) * 2
        assert words.startswith(sidecar.readme)
        assert {k: v for k, v in told.items() if k != "csv"} == sidecar.document
        for entry in bundle.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert not entry.filename.startswith(("/", "..", "\\"))
            assert entry.external_attr >> 16 == 0o644


def test_a_zip_holds_a_file_of_each_sheet(
    several: list[Sheet], sidecar: Sidecar, tmp_path: Path
) -> None:
    with zipfile.ZipFile(write(several, sidecar, "csv", tmp_path / "a.zip")) as bundle:
        assert bundle.namelist() == [
            "points.csv", "areas.csv", "table.csv", "README.txt", "metadata.json",
        ]  # fmt: skip
    with zipfile.ZipFile(write(several, sidecar, "xlsx", tmp_path / "a.zip")) as bundle:
        assert bundle.namelist() == ["pharos.xlsx", "README.txt", "metadata.json"]
