"""Every format gives back what was put in: rows, types, unknowns and shapes, within its limits."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.exports.formats import FORMATS
from geodata.exports.sheet import Sheet
from geodata.store import FileStore
from layers.registry import LAYERS
from layers.schema import LARGEST_COUNT

Sheets = Callable[..., Sheet]
Both = Callable[[Sheet, str], Any]
UNHELD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # by XML
RIGHT_TO_LEFT = "\u0645\u0631\u0643\u0628\u200f \u202eabc"
CUT = 254  # bytes in a .dbf
SMALL = 1e-6  # of a degree and less: ten centimetres

TEXTS = st.one_of(
    st.text(max_size=12),
    st.text("\"',;\t\r\n =+-@|%\\<>&ab\x00\x0b\u2028\x85", max_size=12),
    st.sampled_from(
        ("", " ", "NULL", "nan", "None", "0", "-1", "1e5", "007", "true", "2018-01-01", "2018-01",
         '{"a": 1}', "[1]", RIGHT_TO_LEFT, "שלום", "🚤" * 3, "e\u0301", "a\r\nb", "x" * 300, "é" * 200,
         "_x0041_", "#N/A", "<b>&amp;</b>", "]]>", "'already", "''=1")
    ),
)  # fmt: skip
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "note": st.none() | TEXTS,
            "place_code": st.none() | st.sampled_from(("ITA", "MLT")),
            "dead_count": st.none() | st.integers(-LARGEST_COUNT, LARGEST_COUNT),
            "distance_from_the_coast_nm": st.none() | st.floats(-1e12, 1e12),
            "distance_from_the_port_nm": st.none() | st.sampled_from((0.0, -0.5, 1e-300, 0.1)),
            "is_approximate": st.none() | st.booleans(),
            "occurred_on": st.none() | DAYS,
            "reported_in": st.none() | DAYS.map(lambda d: d.replace(day=1)),
        }
    ),
    max_size=6,
)
DEGREES = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
CLOCKWISE = shapely.Polygon([(0, 0), (0, 9), (9, 9), (9, 0)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
SHAPES = {
    "point": st.none() | DEGREES.map(shapely.Point) | st.just(shapely.Point()),
    "line": st.sampled_from(
        (None, shapely.LineString([(12.5, 35.5), (13, 36)]), shapely.LineString(),
         shapely.MultiLineString([[(0, 0), (1, 1.1)], [(5, 5), (6, 7)]]))
    ),
    "polygon": st.sampled_from(
        (None, shapely.box(12, 35, 13, 36), CLOCKWISE, shapely.Polygon(),
         shapely.MultiPolygon([shapely.box(0, 0, 1, 1), CLOCKWISE.reverse()]))
    ),
}  # fmt: skip


def expected_text(text: str, format_id: str) -> str | None:
    """A text as the format can hold it."""
    text = text.replace("\0", "\ufffd")
    if format_id == "kml":
        return UNHELD.sub("\ufffd", text)
    if format_id == "shp":
        return text.encode()[:CUT].decode(errors="ignore").strip(" ") or None
    return text


def expected(value: Any, kind: str, format_id: str) -> Any:
    if pd.isna(value):
        return None
    if kind == "month":
        return f"{value:%Y-%m}"
    if kind == "date":
        return value.date()
    if kind in ("text", "code", "codes", "day_or_month"):
        return expected_text(value, format_id)
    if kind == "number":
        tolerance = {"shp": 2e-15, "xlsx": 1e-300}.get(format_id, 0)
        return pytest.approx(float(value), rel=2e-15 if tolerance else 0, abs=tolerance)
    return value


def assert_same(sheet: Sheet, format_id: str, back: Any) -> None:
    """Nothing of the sheet is another thing, in another place, or gone."""
    columns = [c for c in sheet.columns if c.kind != "geometry"]
    own = [n for n in back.cells if n not in {c.name for c in columns}]
    assert own == []
    assert list(back.cells) == [c.name for c in columns]
    order = range(len(sheet.frame))
    found: Any = order
    if format_id == "fgb" and len(sheet.frame):
        # In the order of their place: both in the order of what they say.
        key = [c.name for c in columns if c.kind not in ("number", "flag")]
        said = [
            [str(expected(v, kind_of(sheet, n), format_id)) for v in sheet.frame[n]] for n in key
        ]
        order = sorted(order, key=lambda i: [column[i] for column in said])
        found = sorted(found, key=lambda i: [str(back.cells[n][i]) for n in key])
    for column in columns:
        values = sheet.frame[column.name].tolist()
        right = [expected(values[i], column.kind, format_id) for i in order]
        got = [back.cells[column.name][i] for i in found]
        assert got == right, column.name
        assert [type(v) for v in got if v is not None] == [
            type(v.expected) if hasattr(v, "expected") else type(v) for v in right if v is not None
        ]
    if sheet.geometry != "none" and not (format_id == "xlsx" and sheet.geometry != "point"):
        shapes = list(sheet.frame.geometry)
        assert_same_shapes([shapes[i] for i in order], [back.shapes[i] for i in found], format_id)


def kind_of(sheet: Sheet, name: str) -> str:
    return next(c.kind for c in sheet.columns if c.name == name)


def assert_same_shapes(right: list[Any], got: list[Any], format_id: str) -> None:
    exact = format_id in ("gpkg", "fgb", "shp", "geoparquet")
    for one, other in zip(right, got, strict=True):
        if one is None or one.is_empty:
            assert other is None
            continue
        tolerance = 0 if exact else SMALL
        assert shapely.equals_exact(comparable(one), comparable(other), tolerance)


def comparable(shape: Any) -> Any:
    """The shape with its corners in one order; of one part and as one of several are the same."""
    several = {"LineString": shapely.multilinestrings, "Polygon": shapely.multipolygons}
    promoted = several.get(shape.geom_type)
    return (promoted([shape]) if promoted else shape).normalize()


@pytest.mark.parametrize("format_id", FORMATS)
@given(data=st.data(), geometry=st.sampled_from(("none", "point", "line", "polygon")))
@settings(max_examples=20)
def test_whatever_is_put_in_comes_out(
    data: st.DataObject, geometry: str, sheet: Sheets, there_and_back: Both, format_id: str
) -> None:
    rows = data.draw(ROWS)
    if geometry != "none":
        rows = [{**row, "geometry": data.draw(SHAPES[geometry])} for row in rows]
    one = sheet(*rows, geometry=geometry)
    assert_same(one, format_id, there_and_back(one, format_id))


@pytest.mark.parametrize("format_id", FORMATS)
@pytest.mark.parametrize("name", LAYERS)
def test_every_packaged_layer_comes_out_of_every_format(
    packaged: FileStore, there_and_back: Both, name: str, format_id: str
) -> None:
    layer = LAYERS[name]
    frame = packaged.load(name).frame
    some = pd.concat([frame.head(25), frame.tail(10)]).drop_duplicates(list(layer.key))
    one = Sheet(name, layer.title, some, layer.columns, layer.geometry)
    assert_same(one, format_id, there_and_back(one, format_id))


FULL = {
    "note": "a", "place_code": "ITA", "dead_count": 0, "distance_from_the_coast_nm": 0.0,
    "distance_from_the_port_nm": 1.5, "is_approximate": False, "occurred_on": dt.date(2018, 1, 2),
    "reported_in": dt.date(2018, 1, 1), "geometry": shapely.Point(12.5, 35.5),
}  # fmt: skip
# Of dead_count, distance, is_approximate, occurred_on, reported_in and note, as the file says them.
TYPES = {
    "gpkg": ("int64", "double", "bool", "date32[day]", "string", "string"),
    "fgb": ("int64", "double", "bool", "timestamp[ms]", "string", "string"),
    "geoparquet": ("int64", "double", "bool", "date32[day]", "string", "string"),
    "parquet": ("int64", "double", "bool", "date32[day]", "string", "string"),
    "shp": ("int64", "double", "int32", "date32[day]", "string", "string"),
    "kml": ("int", "double", "bool", "string", "string", "string"),
}


@pytest.mark.parametrize(("format_id", "types"), TYPES.items())
def test_types_are_of_the_format_also_where_a_row_is_unknown(
    sheet: Sheets, there_and_back: Both, format_id: str, types: tuple[str, ...]
) -> None:
    names = ("dead_count", "distance_from_the_coast_nm", "is_approximate", "occurred_on",
             "reported_in", "note")  # fmt: skip
    back = there_and_back(sheet({}, FULL, geometry="point"), format_id)
    assert tuple(back.types[n] for n in names) == types


@pytest.mark.parametrize("format_id", FORMATS)
def test_a_column_of_which_nothing_is_known_stays_unknown_and_is_no_zero(
    sheet: Sheets, there_and_back: Both, format_id: str
) -> None:
    back = there_and_back(sheet({}, {}, geometry="point"), format_id)
    known = {n: v for n, v in back.cells.items() if n != "key"}
    assert set(map(tuple, known.values())) == {(None, None)}


@pytest.mark.parametrize("format_id", FORMATS)
def test_a_zero_is_no_unknown(sheet: Sheets, there_and_back: Both, format_id: str) -> None:
    back = there_and_back(sheet(FULL, geometry="point"), format_id)
    assert back.cells["dead_count"] == [0]
    assert back.cells["distance_from_the_coast_nm"] == [0]
    assert back.cells["is_approximate"] == [False]


@pytest.mark.parametrize("geometry", ["none", "point", "line", "polygon"])
@pytest.mark.parametrize("format_id", FORMATS)
def test_no_rows_are_a_file_with_columns_and_without_rows(
    sheet: Sheets, there_and_back: Both, format_id: str, geometry: str
) -> None:
    one = sheet(geometry=geometry)
    back = there_and_back(one, format_id)
    assert back.rows == []
    if format_id != "geojson":  # which has no columns but those of its rows
        assert list(back.cells) == [c.name for c in one.columns if c.kind != "geometry"]


def test_geopandas_and_pandas_read_them_as_people_do(
    sheet: Sheets, unpacked: Callable[..., Any]
) -> None:
    one = sheet({"dead_count": 2, "geometry": shapely.Point(12.5, 35.5)}, {}, geometry="point")
    frame = gpd.read_parquet(unpacked("geoparquet", [one]) / "things.parquet")
    assert frame.crs == "OGC:CRS84"
    assert frame["dead_count"].sum() == 2
    assert frame["dead_count"].isna().sum() == 1
    by_gdal = pyogrio.read_dataframe(unpacked("geojson", [one]) / "things.geojson")
    assert by_gdal.crs.to_epsg() == 4326
    assert by_gdal["dead_count"].isna().tolist() == [False, True]
    table = pd.read_csv(unpacked("csv", [one]) / "things.csv")
    assert table["dead_count"].isna().tolist() == [False, True]
    assert table["longitude"].tolist()[0] == 12.5
    book = pd.read_excel(
        unpacked("xlsx", [one]) / "things.xlsx", sheet_name=None, engine="openpyxl"
    )
    assert list(book) == ["things", "read me", "dictionary"]
    assert book["things"]["dead_count"].isna().tolist() == [False, True]


def test_gdal_reads_a_kml_with_its_types(sheet: Sheets, unpacked: Callable[..., Any]) -> None:
    one = sheet({**FULL, "dead_count": 3}, {}, geometry="point")
    found = pyogrio.read_dataframe(unpacked("kml", [one]) / "things.kml")
    assert found["dead_count"].tolist()[0] == 3
    assert found["dead_count"].isna().tolist() == [False, True]
    assert found.geometry.iloc[0].equals(shapely.Point(12.5, 35.5))
    assert found.geometry.iloc[1] is None


def test_numbers_of_the_whole_packaged_register_are_those_of_every_file(
    packaged: FileStore, there_and_back: Both
) -> None:
    frame = packaged.load("incidents").frame
    layer = LAYERS["incidents"]
    one = Sheet("incidents", layer.title, frame, layer.columns, layer.geometry)
    people = ["dead_count", "missing_count", "survivor_count"]
    right = {n: (int(frame[n].sum()), int(frame[n].isna().sum())) for n in people}
    for format_id in FORMATS:
        cells = there_and_back(one, format_id).cells
        found = {
            n: (sum(v for v in cells[n] if v is not None), cells[n].count(None)) for n in people
        }
        assert found == right, format_id


def test_columns_of_parquet_say_what_they_mean(sheet: Sheets, unpacked: Callable[..., Any]) -> None:
    schema = pq.read_schema(unpacked("parquet", [sheet({})]) / "things.parquet")
    assert (
        schema.field("dead_count").metadata[b"GDAL:OGR:comment"] == b"People found dead (persons)"
    )


def test_a_workbook_keeps_days_as_days(sheet: Sheets, unpacked: Callable[..., Any]) -> None:
    early = {"occurred_on": dt.date(1900, 2, 28)}
    path = unpacked("xlsx", [sheet(FULL, early)]) / "things.xlsx"
    page = openpyxl.load_workbook(path)["things"]
    column = [c.value for c in page[1]].index("occurred_on") + 1
    assert page.cell(2, column).is_date
    assert page.cell(2, column).value == dt.datetime(2018, 1, 2)  # noqa: DTZ001  a day has no zone
    assert page.cell(3, column).value == "1900-02-28"  # which Excel would show as another day
