"""CSV with its row of tags, workbooks with their sheets, and the document inside each format."""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

import geodata
from geodata.exports import workbook
from geodata.exports.formats import FORMATS, format_named
from geodata.exports.hxl import tags
from geodata.exports.sheet import Sheet, Sidecar
from geodata.exports.write import write
from layers.registry import LAYERS
from layers.schema import Column

Sheets = Callable[..., Sheet]
Entry = Callable[..., bytes]
AT = {"geometry": shapely.Point(12.5, 35.5)}


# --- CSV ---


def test_a_csv_is_utf_8_without_a_mark_and_ends_its_lines_with_line_feeds(
    sheet: Sheets, entry: Entry
) -> None:
    raw = entry("csv", "things.csv", sheet({"note": "é"}, {}))
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert '"é"' in raw.decode()


def test_unknown_is_nothing_and_empty_text_is_two_quotes(sheet: Sheets, entry: Entry) -> None:
    lines = entry("csv", "things.csv", sheet({"note": ""}, {})).decode().splitlines()
    assert lines[1].startswith('0,"",')
    assert lines[2].startswith("1,,")


def test_hxl_is_a_second_row_of_one_tag_a_column(sheet: Sheets, entry: Entry) -> None:
    one = sheet({"dead_count": 1, **AT}, geometry="point")
    lines = entry("csv", "things.csv", one, hxl=True).decode().splitlines()
    plain = entry("csv", "things.csv", one).decode().splitlines()
    assert [lines[0], *lines[2:]] == plain
    found = dict(zip(lines[0].split(","), lines[1].split(","), strict=True))
    assert found["dead_count"] == "#affected+killed+num"
    assert found["occurred_on"] == "#date+occurredon"
    assert (found["longitude"], found["latitude"]) == ("#geo+lon", "#geo+lat")


@pytest.mark.parametrize("name", LAYERS)
def test_every_column_of_every_layer_has_a_hashtag_of_the_standard_and_of_its_own(
    name: str,
) -> None:
    columns = LAYERS[name].columns
    found = tags(columns, [c.name for c in columns])
    # https://hxlstandard.org/standard/1-1final/: a hashtag, and attributes that begin with letters.
    assert all(re.fullmatch(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*", tag) for tag in found)
    assert len(set(found)) == len(found)


# --- workbooks ---


def opened(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def test_a_workbook_has_a_sheet_of_each_a_read_me_and_a_dictionary(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path
) -> None:
    several = [
        sheet({"dead_count": 1}, name="incidents"),
        sheet({"dead_count": 2}, {"dead_count": 4}, name="deaths"),
    ]
    book = opened(write(several, sidecar, "xlsx", tmp_path / "a.xlsx", bare=True))
    assert book.sheetnames == ["incidents", "deaths", "read me", "dictionary"]
    assert [c.value for c in book["deaths"]["D"]] == ["dead_count", 2, 4]
    text = "\n".join(row[0].value or "" for row in book["read me"].iter_rows())
    assert text == sidecar.readme.rstrip("\n")
    told = [[c.value for c in row][:5] for row in book["dictionary"].iter_rows()]
    assert told[0] == ["sheet", "column", "kind", "unit", "meaning"]
    assert ["deaths", "dead_count", "count", "persons", "People found dead"] in told
    assert len(told) == 1 + 2 * len(several[0].columns)


def test_a_workbook_says_when_its_figures_were_known_and_nothing_of_today(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path
) -> None:
    book = opened(write([sheet({})], sidecar, "xlsx", tmp_path / "a.xlsx", bare=True))
    moment = dt.datetime(2026, 5, 1, 10, 20, 30)  # noqa: DTZ001  as openpyxl has it
    assert book.properties.created == moment
    assert book.properties.modified == moment


def test_rows_beyond_the_last_of_a_page_go_on_in_the_next(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    one = sheet(*({"dead_count": n} for n in (1, 2, 4, 8, 16)), name="a" * 40)
    book = opened(write([one], sidecar, "xlsx", tmp_path / "a.xlsx", bare=True))
    names = ["a" * 31, "a" * 27 + " (2)", "a" * 27 + " (3)"]
    assert book.sheetnames == [*names, "read me", "dictionary"]
    found = [c.value for name in names for c in book[name]["D"]]
    assert found == ["dead_count", 1, 2, "dead_count", 4, 8, "dead_count", 16]


def test_pages_whose_names_agree_as_far_as_excel_reads_are_told_apart(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path
) -> None:
    several = [sheet({}, name="a" * 31 + end) for end in ("b", "c")]
    book = opened(write(several, sidecar, "xlsx", tmp_path / "a.xlsx", bare=True))
    assert book.sheetnames[:2] == ["a" * 31, "a" * 28 + "~2"]


@pytest.mark.parametrize("text", ["x" * 40_000, "🚤" * 20_000])
def test_text_is_cut_where_excel_would_call_the_workbook_damaged(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path, text: str
) -> None:
    path = write([sheet({"note": text})], sidecar, "xlsx", tmp_path / "a.xlsx", bare=True)
    found = opened(path)["things"]["B2"].value
    assert text.startswith(found)
    assert 32_766 <= len(found.encode("utf-16-le")) / 2 <= 32_767


# --- the document inside ---


def inside(format_id: str, path: Path) -> Any:
    """The document of an export as the format holds it."""
    if format_id == "gpkg":
        with closing(sqlite3.connect(path)) as file:
            asked = "SELECT metadata FROM gpkg_metadata WHERE mime_type = 'application/json'"
            return json.loads(file.execute(asked).fetchone()[0])
    if format_id == "geojson":
        return json.loads(path.read_text(encoding="utf-8"))["pharos"]
    if format_id in ("geoparquet", "parquet"):
        return json.loads(pq.read_schema(path).metadata[b"pharos"])
    if format_id == "fgb":
        return json.loads(pyogrio.read_info(path)["layer_metadata"]["DESCRIPTION"])
    root = ET.parse(path).getroot()
    space = "{http://www.opengis.net/kml/2.2}"
    return json.loads(root.findtext(f".//{space}Data[@name='pharos']/{space}value") or "")


HOLDING = [f.id for f in FORMATS.values() if f.holds_sidecar]


@pytest.mark.parametrize("rows", [[], [AT]])
@pytest.mark.parametrize("format_id", [i for i in HOLDING if i != "xlsx"])
def test_a_file_alone_holds_the_document_also_without_rows(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path, format_id: str, rows: Any
) -> None:
    path = tmp_path / f"a.{FORMATS[format_id].ending}"
    write([sheet(*rows, geometry="point")], sidecar, format_id, path, bare=True)
    assert inside(format_id, path) == sidecar.document


def test_a_geopackage_holds_the_read_me_too_and_registers_both_as_metadata(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path
) -> None:
    path = write([sheet({})], sidecar, "gpkg", tmp_path / "a.gpkg", bare=True)
    with closing(sqlite3.connect(path)) as file:
        asked = (
            "SELECT mime_type, reference_scope, metadata FROM gpkg_metadata"
            " JOIN gpkg_metadata_reference ON md_file_id = id ORDER BY id"
        )
        rows = file.execute(asked).fetchall()
        named = file.execute(
            "SELECT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_metadata'"
        ).fetchall()
    assert [r[:2] for r in rows] == [
        ("application/json", "geopackage"), ("text/plain", "geopackage"),
    ]  # fmt: skip
    assert rows[1][2] == sidecar.readme
    assert sorted(named) == [("gpkg_metadata",), ("gpkg_metadata_reference",)]


# --- what the table of formats says ---


def test_the_readme_says_of_every_format_what_the_code_says() -> None:
    text = (Path(geodata.__file__).parent / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \| (.+) \|$", text, re.MULTILINE)
    assert rows == [
        (f.id, f.title, "inside, and beside" if f.holds_sidecar else "beside", f.limits)
        for f in FORMATS.values()
    ]


def test_a_format_is_found_under_its_id_and_ends_its_files_in_one_way() -> None:
    assert all(format_named(name).id == name for name in FORMATS)
    assert all(not f.ending.startswith(".") and "/" in f.mimetype for f in FORMATS.values())
    assert all(f.limits.endswith(".") for f in FORMATS.values())


def test_a_hashtag_says_nothing_twice() -> None:
    columns = [Column("month", "month", "Month"), Column("said_on", "date", "Day")]
    assert tags(columns, ["month", "said_on"]) == ["#date+month", "#date+saidon"]
