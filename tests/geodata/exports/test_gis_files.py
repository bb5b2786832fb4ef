"""Files for GIS programs keep to their standards and show the rows as the page does."""

from __future__ import annotations

import csv
import json
import sqlite3
import struct
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from geodata.exports.sheet import Sheet, Sidecar
from geodata.exports.vector_files import short_names

Sheets = Callable[..., Sheet]
Unpacked = Callable[..., Path]
KML = "{http://www.opengis.net/kml/2.2}"
SLD = "{http://www.opengis.net/sld}"
HOLED = shapely.Polygon([(0, 0), (0, 9), (9, 9), (9, 0)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
COLOURED = {"colours": {"ITA": "#0a5c36", "MLT": "#8a2be2"}, "colour_column": "place_code"}
AT = shapely.Point(12.5, 35.5)
SHAPED = {"point": AT, "line": shapely.LineString([(0, 0), (1, 1)]), "polygon": HOLED}


def rows_of(path: Path, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as file:
        return file.execute(question).fetchall()


# --- GeoPackage ---


def test_a_geopackage_is_one_by_its_own_marks_and_is_whole(
    sheet: Sheets, unpacked: Unpacked
) -> None:
    path = unpacked("gpkg", [sheet({"geometry": AT}, geometry="point")]) / "things.gpkg"
    assert path.read_bytes()[68:72] == b"GPKG"
    assert rows_of(path, "PRAGMA application_id") == [(0x47504B47,)]
    assert rows_of(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows_of(path, "PRAGMA foreign_key_check") == []


def test_a_geopackage_holds_several_sheets_under_their_names(
    sheet: Sheets, unpacked: Unpacked
) -> None:
    several = [
        sheet({"dead_count": 1, "geometry": AT}, geometry="point", name="incidents"),
        sheet({"geometry": HOLED}, geometry="polygon", name="regions"),
        sheet({"dead_count": 2}, {"dead_count": 4}, name="deaths"),
    ]
    path = unpacked("gpkg", several) / "pharos.gpkg"
    found = dict(pyogrio.list_layers(path))
    assert found == {
        "incidents": "Point", "regions": "MultiPolygon", "deaths": None, "layer_styles": None,
    }  # fmt: skip
    assert rows_of(path, "SELECT sum(dead_count) FROM deaths") == [(6,)]
    assert rows_of(path, "SELECT table_name, identifier, description FROM gpkg_contents") == [
        ("incidents", "incidents", "Things"),
        ("regions", "regions", "Things"),
        ("deaths", "deaths", "Things"),
        ("layer_styles", "layer_styles", ""),
    ]


@pytest.mark.parametrize("geometry", ["point", "line", "polygon"])
def test_qgis_finds_a_style_for_each_layer_by_the_name_of_its_shapes(
    sheet: Sheets, unpacked: Unpacked, geometry: str
) -> None:
    one = sheet({"geometry": SHAPED[geometry]}, geometry=geometry, **COLOURED)
    path = unpacked("gpkg", [one]) / "things.gpkg"
    # What QGIS asks when it opens a layer: the default style of this table and this column.
    asked = (
        "SELECT styleQML, styleSLD FROM layer_styles JOIN gpkg_geometry_columns"
        " ON table_name = f_table_name AND column_name = f_geometry_column"
        " WHERE f_table_catalog = '' AND f_table_schema = '' AND useAsDefault = 1"
    )
    ((qml, sld),) = rows_of(path, asked)
    root = ET.fromstring(qml)
    assert root.tag == "qgis"
    renderer = root.find("renderer-v2")
    assert renderer is not None
    assert (renderer.get("type"), renderer.get("attr")) == ("categorizedSymbol", "place_code")
    categories = [(c.get("value"), c.get("symbol")) for c in renderer.iter("category")]
    assert categories == [("ITA", "0"), ("MLT", "1"), ("", "2")]
    symbols = {s.get("name"): s for s in renderer.iter("symbol")}
    assert set(symbols) == {"0", "1", "2"}
    kinds = {"point": "marker", "line": "line", "polygon": "fill"}
    assert {s.get("type") for s in symbols.values()} == {kinds[geometry]}
    colour = "line_color" if geometry == "line" else "outline_color"
    said = {o.get("name"): o.get("value") for o in symbols["0"].iter("Option")}
    assert said[colour] == "10,92,54,255"
    literals = [e.text for e in ET.fromstring(sld).iter("{http://www.opengis.net/ogc}Literal")]
    assert literals == ["ITA", "MLT"]


def by_row(qml: str) -> dict[str | None, str | None]:
    """What each row decides of its symbol: the expression by the property of QGIS."""
    out = {}
    for one in ET.fromstring(qml).iterfind(".//data_defined_properties/Option/Option/Option"):
        said = {o.get("name"): o.get("value") for o in one}
        assert (said["active"], said["type"]) == ("true", "3")
        out[one.get("name")] = said["expression"]
    return out


def test_points_are_as_large_as_the_people_and_shaped_by_what_they_are(
    sheet: Sheets, unpacked: Unpacked
) -> None:
    rows = {"dead_count": 9, "note": "it's", "geometry": AT}
    symbols = {("note", "it's"): "triangle", ("is_large", True): "square"}
    one = sheet(rows, geometry="point", people=("dead_count",), symbols=symbols, colours={"": "#1"
                "12233"})  # fmt: skip
    ((qml,),) = rows_of(
        unpacked("gpkg", [one]) / "things.gpkg", "SELECT styleQML FROM layer_styles"
    )
    assert by_row(qml) == {
        "size": 'max(1.6, 0.28 * sqrt(coalesce("dead_count", 0)))',
        "name": "CASE WHEN \"note\" = 'it''s' THEN 'triangle' WHEN \"is_large\" THEN 'square'"
        " ELSE 'circle' END",
    }


def test_limits_are_stroked_by_how_well_they_are_known(sheet: Sheets, unpacked: Unpacked) -> None:
    one = sheet(
        {"geometry": HOLED}, geometry="polygon", symbols={("is_exact", False): "dash"}, **COLOURED
    )
    ((qml,),) = rows_of(
        unpacked("gpkg", [one]) / "things.gpkg", "SELECT styleQML FROM layer_styles"
    )
    assert set(by_row(qml).values()) == {"CASE WHEN NOT \"is_exact\" THEN 'dash' ELSE 'solid' END"}


def test_a_layer_of_one_colour_has_one_symbol(sheet: Sheets, unpacked: Unpacked) -> None:
    one = sheet({"geometry": AT}, geometry="point", colours={"": "#112233"})
    path = unpacked("gpkg", [one]) / "things.gpkg"
    ((qml,),) = rows_of(path, "SELECT styleQML FROM layer_styles")
    renderer = ET.fromstring(qml).find("renderer-v2")
    assert renderer is not None
    assert renderer.get("type") == "singleSymbol"
    assert len(list(renderer.iter("symbol"))) == 1


def test_a_geopackage_says_what_its_columns_mean(sheet: Sheets, unpacked: Unpacked) -> None:
    path = unpacked("gpkg", [sheet({})]) / "things.gpkg"
    said = dict(rows_of(path, "SELECT column_name, description FROM gpkg_data_columns"))
    assert said["dead_count"] == "People found dead (persons)"


def test_a_geopackage_tells_no_time_but_that_of_its_figures(
    sheet: Sheets, unpacked: Unpacked
) -> None:
    path = unpacked("gpkg", [sheet({"geometry": AT}, geometry="point")]) / "things.gpkg"
    moments = [
        *rows_of(path, "SELECT last_change FROM gpkg_contents"),
        *rows_of(path, "SELECT update_time FROM layer_styles"),
        *rows_of(path, "SELECT timestamp FROM gpkg_metadata_reference"),
    ]
    assert set(moments) == {("2026-05-01T10:20:30.000Z",)}


def test_a_column_called_fid_is_a_column(unpacked: Unpacked, sheet: Sheets) -> None:
    one = sheet({"key": 7})
    renamed = one.frame.rename(columns={"key": "fid"})
    column = one.columns[0].__class__("fid", "count", "A number")
    other = Sheet("things", "Things", renamed, (column, *one.columns[1:]))
    path = unpacked("gpkg", [other]) / "things.gpkg"
    assert rows_of(path, "SELECT fid FROM things") == [(7,)]


# --- GeoJSON ---


def test_geojson_keeps_to_rfc_7946(sheet: Sheets, unpacked: Unpacked, sidecar: Sidecar) -> None:
    one = sheet({"geometry": HOLED}, {}, geometry="polygon")
    text = (unpacked("geojson", [one]) / "things.geojson").read_bytes()
    assert not text.startswith(b"\xef\xbb\xbf")
    found = json.loads(text)
    assert found["type"] == "FeatureCollection"
    assert "crs" not in found  # section 4: WGS84 and no other
    assert set(found) == {"type", "pharos", "xy_coordinate_resolution", "features"}
    assert found["pharos"] == sidecar.document
    first, second = found["features"]
    assert second["geometry"] is None  # section 3.2: unlocated
    assert first["type"] == "Feature"
    (rings,) = first["geometry"]["coordinates"]
    outer, inner = (shapely.LinearRing(ring) for ring in rings)
    assert outer.is_ccw  # section 3.1.6
    assert not inner.is_ccw
    assert rings[0][0] == rings[0][-1]


def test_geojson_has_longitude_before_latitude_with_seven_decimals(
    sheet: Sheets, unpacked: Unpacked
) -> None:
    one = sheet({"geometry": shapely.Point(12.123456789, 35.987654321)}, geometry="point")
    found = json.loads((unpacked("geojson", [one]) / "things.geojson").read_text())
    assert found["features"][0]["geometry"]["coordinates"] == [12.1234568, 35.9876543]


def test_text_that_reads_as_json_stays_text(sheet: Sheets, unpacked: Unpacked) -> None:
    one = sheet({"note": '{"a": [1]}', "geometry": AT}, geometry="point")
    found = json.loads((unpacked("geojson", [one]) / "things.geojson").read_text())
    assert found["features"][0]["properties"]["note"] == '{"a": [1]}'


# --- GeoParquet ---


def test_geoparquet_says_what_version_1_1_wants(
    sheet: Sheets, unpacked: Unpacked, sidecar: Sidecar
) -> None:
    one = sheet({"geometry": HOLED}, {"geometry": shapely.box(12, 35, 13, 36)}, {},
                geometry="polygon")  # fmt: skip
    file = pq.ParquetFile(unpacked("geoparquet", [one]) / "things.parquet")
    said = file.schema_arrow.metadata
    geo = json.loads(said[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["primary_column"] == "geometry"
    column = geo["columns"]["geometry"]
    assert column["encoding"] == "WKB"
    assert column["geometry_types"] == ["Polygon"]
    assert column["bbox"] == [0, 0, 13, 36]
    assert "crs" not in column  # which is to say OGC:CRS84
    for edge, path in column["covering"]["bbox"].items():
        assert path == ["bbox", edge]
    assert json.loads(said[b"pharos"]) == sidecar.document
    boxes = file.read().column("bbox").to_pylist()
    assert boxes[1] == {"xmin": 12, "ymin": 35, "xmax": 13, "ymax": 36}
    assert boxes[2] in (None, dict.fromkeys(("xmin", "ymin", "xmax", "ymax")))


def test_geoparquet_without_rows_is_valid(sheet: Sheets, unpacked: Unpacked) -> None:
    file = pq.ParquetFile(unpacked("geoparquet", [sheet(geometry="point")]) / "things.parquet")
    column = json.loads(file.schema_arrow.metadata[b"geo"])["columns"]["geometry"]
    assert column["geometry_types"] == []
    assert "bbox" not in column


# --- FlatGeobuf ---


def test_flatgeobuf_finds_rows_by_place_and_holds_the_document(
    sheet: Sheets, unpacked: Unpacked, sidecar: Sidecar
) -> None:
    one = sheet({"geometry": AT}, {"geometry": shapely.Point(30, 31)}, geometry="point")
    path = unpacked("fgb", [one]) / "things.fgb"
    assert path.read_bytes()[:3] == b"fgb"
    inside = pyogrio.read_dataframe(path, bbox=(12, 35, 13, 36))
    assert inside["key"].tolist() == [0]
    said = pyogrio.read_info(path)["layer_metadata"]
    assert json.loads(said["DESCRIPTION"]) == sidecar.document
    assert said["TITLE"] == "Things"


def test_rows_that_flatgeobuf_cannot_place_lie_beside_it(sheet: Sheets, unpacked: Unpacked) -> None:
    one = sheet({"geometry": AT}, {"note": "lost"}, geometry="point")
    folder = unpacked("fgb", [one])
    assert len(pyogrio.read_dataframe(folder / "things.fgb")) == 1
    assert '"lost"' in (folder / "things_without_position.csv").read_text()
    assert not (folder / "things.csv").exists()


# --- Shapefile ---


def test_a_shapefile_has_short_names_and_a_list_of_the_whole_ones(
    sheet: Sheets, unpacked: Unpacked
) -> None:
    folder = unpacked("shp", [sheet({"geometry": AT}, geometry="point")])
    assert sorted(p.name for p in folder.iterdir()) == [
        "README.txt", "fields.csv", "metadata.json", "things.cpg", "things.dbf", "things.prj",
        "things.shp", "things.shx",
    ]  # fmt: skip
    with (folder / "fields.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["field"]: row for row in csv.DictReader(file)}
    assert [f["column"] for f in listed.values()][4:6] == [
        "distance_from_the_coast_nm", "distance_from_the_port_nm",
    ]  # fmt: skip
    assert listed["dead_count"]["meaning"] == "People found dead"
    assert listed["dead_count"]["unit"] == "persons"
    assert list(pyogrio.read_info(folder / "things.shp")["fields"]) == list(listed)
    assert (folder / "things.cpg").read_text() == "UTF-8"
    assert "WGS_1984" in (folder / "things.prj").read_text()


def test_a_shapefile_tells_the_day_of_its_figures(sheet: Sheets, unpacked: Unpacked) -> None:
    dbf = (unpacked("shp", [sheet({})]) / "things.dbf").read_bytes()
    assert struct.unpack_from("BBB", dbf, 1) == (126, 5, 1)  # years since 1900, month, day


def test_shapefiles_of_several_sheets_have_a_folder_each(sheet: Sheets, unpacked: Unpacked) -> None:
    several = [sheet({}, name="a"), sheet({"geometry": AT}, geometry="point", name="b")]
    folder = unpacked("shp", several)
    assert {p.name for p in folder.iterdir()} == {"README.txt", "metadata.json", "a", "b"}
    assert (folder / "a" / "fields.csv").exists()
    assert (folder / "b" / "b.shp").exists()


def test_short_names_are_each_once_whatever_the_case_of_their_letters() -> None:
    names = ["survivor_count", "SURVIVOR_CASES", "survivor_c", "a", *(f"longer_name_{i}" for i in range(12))]  # fmt: skip
    short = short_names(names)
    assert list(short) == names
    assert short["a"] == "a"
    assert short["survivor_count"] == "survivor_c"
    assert all(len(s) <= 10 for s in short.values())
    assert len({s.lower() for s in short.values()}) == len(names)


# --- KML ---


def test_kml_is_painted_like_the_page(sheet: Sheets, unpacked: Unpacked) -> None:
    one = sheet({"place_code": "MLT", "geometry": AT}, {"place_code": "XXX", "geometry": AT},
                {"geometry": AT}, geometry="point", **COLOURED)  # fmt: skip
    root = ET.parse(unpacked("kml", [one]) / "things.kml").getroot()
    styles = {
        s.get("id"): s.findtext(f"{KML}LineStyle/{KML}color") for s in root.iter(f"{KML}Style")
    }
    assert styles["class-0"] == "ff365c0a"  # opacity, blue, green, red
    assert styles["class-1"] == "ffe22b8a"
    used = [m.findtext(f"{KML}styleUrl") for m in root.iter(f"{KML}Placemark")]
    assert used == ["#class-1", "#class-2", "#class-2"]
    assert {u.removeprefix("#") for u in used if u} <= set(styles)


def test_kml_holds_the_document_and_says_what_its_columns_mean(
    sheet: Sheets, unpacked: Unpacked, sidecar: Sidecar
) -> None:
    root = ET.parse(unpacked("kml", [sheet({})]) / "things.kml").getroot()
    assert root.tag == f"{KML}kml"
    data = root.find(f"{KML}Document/{KML}ExtendedData/{KML}Data[@name='pharos']/{KML}value")
    assert data is not None
    assert json.loads(data.text or "") == sidecar.document
    fields = {
        f.get("name"): f.findtext(f"{KML}displayName") for f in root.iter(f"{KML}SimpleField")
    }
    assert fields["dead_count"] == "People found dead (persons)"


def test_rings_of_kml_go_anticlockwise_outside(sheet: Sheets, unpacked: Unpacked) -> None:
    root = ET.parse(
        unpacked("kml", [sheet({"geometry": HOLED}, geometry="polygon")]) / "things.kml"
    ).getroot()
    texts = [e.text or "" for e in root.iter(f"{KML}coordinates")]
    outer, inner = (
        shapely.LinearRing([[float(n) for n in at.split(",")] for at in text.split()])
        for text in texts
    )
    assert outer.is_ccw
    assert not inner.is_ccw
