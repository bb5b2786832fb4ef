"""GeoJSON and GeoPackage that are deep, endless, misplaced, or built to run something."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.errors import RefusedFile
from geodata.sandbox import LIMITS, read_table

POINT = {"type": "Point", "coordinates": [14.5, 35.9]}


def collection(*geometries: object, **members: object) -> bytes:
    features = [
        {"type": "Feature", "id": 7, "properties": {"n": n}, "geometry": shape}
        for n, shape in enumerate(geometries, start=1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **members}).encode()


def package(folder: Path, *shapes: BaseGeometry | None, epsg: int = 4326) -> Path:
    path = folder / "made.gpkg"
    frame = gpd.GeoDataFrame({"n": range(1, len(shapes) + 1)}, geometry=list(shapes), crs=epsg)
    frame.to_file(path, layer="reports", driver="GPKG")
    return path


def altered(path: Path, *statements: str) -> bytes:
    base = sqlite3.connect(path)
    for statement in statements:
        base.execute(statement)
    base.commit()
    base.close()
    return path.read_bytes()


def test_features_are_rows_with_their_shape_as_geojson() -> None:
    table = read_table(collection(POINT, None), "a.geojson")
    assert table.rows == [
        ["n", "geometry"],
        ["1", '{"type":"Point","coordinates":[14.5,35.9]}'],
        ["2", ""],
    ]
    assert (table.kind, table.crs, table.lines) == ("geojson", "", [0, 1, 2])


def test_a_column_that_only_later_features_have_is_blank_before() -> None:
    content = (
        b'{"type": "FeatureCollection", "features": ['
        b'{"type": "Feature", "properties": {"a": 1}, "geometry": null},'
        b'{"type": "Feature", "properties": {"b": {"c": [1, 2.5]}}, "geometry": null},'
        b'{"type": "Feature", "properties": null, "geometry": null}]}'
    )
    assert read_table(content, "a.geojson").rows == [
        ["a", "b", "geometry"],
        ["1", "", ""],
        ["", '{"c":[1,2.5]}', ""],
        ["", "", ""],
    ]


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
        ("urn:ogc:def:crs:EPSG::3857", "EPSG:3857"),
        ("EPSG:4326", "EPSG:4326"),
        ("a grid of ours", "a grid of ours"),
    ],
)
def test_the_reference_system_that_a_collection_declares_is_told(name: str, crs: str) -> None:
    member = {"type": "name", "properties": {"name": name}}
    assert read_table(collection(POINT, crs=member), "a.geojson").crs == crs


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400"])
def test_a_coordinate_that_is_no_number_is_handed_on_as_text(number: str) -> None:
    content = collection(POINT).replace(b"14.5", number.encode())
    assert read_table(content, "a.geojson").rows[1][1] in {
        '{"type":"Point","coordinates":[NaN,35.9]}',
        '{"type":"Point","coordinates":[Infinity,35.9]}',
    }


def test_a_shape_of_a_million_corners_is_refused_by_the_limit() -> None:
    ring = b"[" + b"[1.5,2.5]," * 1_000_000 + b"[1.5,2.5]]"
    content = collection(POINT).replace(b'"Point"', b'"Polygon"')
    with pytest.raises(RefusedFile, match="corners than the limit of 500,000"):
        read_table(content.replace(b"[14.5, 35.9]", b"[" + ring + b"]"), "a.geojson")


@pytest.mark.parametrize("depth", [40, 3_000, 200_000])
def test_a_shape_nested_too_deep_is_refused(depth: int) -> None:
    content = collection(POINT).replace(b"[14.5, 35.9]", b"[" * depth + b"]" * depth)
    with pytest.raises(RefusedFile, match="nested"):
        read_table(content, "a.geojson")


def test_a_large_collection_is_refused_before_it_is_read() -> None:
    with pytest.raises(RefusedFile, match=r"it has 65\.0 MB, the limit is 64\.0 MB"):
        read_table(b"{" + b" " * (65 * 1024 * 1024), "a.geojson")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"type": "FeatureCollection"}', "no list of features"),
        (b'{"type": "FeatureCollection", "features": [1]}', "item 1 of its features"),
        (b'{"type": "FeatureCollection", "features": []}', "no rows"),
        (collection(POINT).replace(b'{"n": 1}', b'{"geometry": 1}'), "not a plain object"),
        (collection(POINT)[:-9], "it is no JSON: line 1"),
    ],
)
def test_a_collection_of_another_shape_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(RefusedFile, match=said):
        read_table(content, "a.geojson")


def test_a_geopackage_gives_its_features_its_system_and_its_table(tmp_path: Path) -> None:
    square = Polygon([(0, 0), (1, 0), (1, 1), (0, 0)])
    table = read_table(package(tmp_path, Point(14.5, 35.9), square, None).read_bytes(), "a.gpkg")
    assert table.rows == [
        ["n", "geometry"],
        ["1", '{"type":"Point","coordinates":[14.5,35.9]}'],
        ["2", '{"type":"Polygon","coordinates":[[[0.0,0.0],[1.0,0.0],[1.0,1.0],[0.0,0.0]]]}'],
        ["3", ""],
    ]
    assert (table.kind, table.crs, table.sheet) == ("gpkg", "EPSG:4326", "reports")


def test_a_geopackage_in_another_system_says_so(tmp_path: Path) -> None:
    path = package(tmp_path, Point(14.5, 35.9), epsg=3857)
    assert read_table(path.read_bytes(), "a.gpkg").crs == "EPSG:3857"


def test_a_table_of_another_name_is_refused_with_those_there_are(tmp_path: Path) -> None:
    content = package(tmp_path, Point(1, 2)).read_bytes()
    with pytest.raises(RefusedFile, match=r"no table of features 'x'; it has \['reports'\]"):
        read_table(content, "a.gpkg", sheet="x")


RECURSIVE = (
    "CREATE VIEW {name} AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c) "
    "SELECT n AS fid, n AS geom, n AS n FROM c"
)
LISTED = "UPDATE gpkg_contents SET table_name = 'endless'"
SHAPED = "UPDATE gpkg_geometry_columns SET table_name = 'endless'"
FORGED = "UPDATE sqlite_master SET type = 'table' WHERE name = 'endless'"


@pytest.mark.parametrize(
    "statements",
    [
        [RECURSIVE.format(name="endless"), LISTED, SHAPED],
        ["CREATE VIEW endless AS SELECT zeroblob(1000000000) AS geom, 1 AS n", LISTED, SHAPED],
        [
            RECURSIVE.format(name="endless"),
            LISTED,
            SHAPED,
            "PRAGMA writable_schema = ON",
            FORGED,
        ],
        [
            "CREATE VIRTUAL TABLE endless USING fts5(n, geom)",
            LISTED,
            SHAPED,
        ],
        ["DROP TABLE gpkg_contents", RECURSIVE.format(name="gpkg_contents")],
        ["DROP TABLE gpkg_spatial_ref_sys", RECURSIVE.format(name="gpkg_spatial_ref_sys")],
    ],
    ids=["recursive", "zeroblob", "forged", "virtual", "contents", "systems"],
)
def test_a_view_is_never_opened(statements: list[str], tmp_path: Path) -> None:
    content = altered(package(tmp_path, Point(1, 2)), "PRAGMA foreign_keys = OFF", *statements)
    with pytest.raises(RefusedFile, match=r"view or absent|without the table|malformed"):
        read_table(content, "a.gpkg")


def test_a_column_that_computes_is_not_computed(tmp_path: Path) -> None:
    content = altered(
        package(tmp_path, Point(1, 2)),
        "ALTER TABLE reports ADD COLUMN large AS (hex(zeroblob(1000000000)))",
    )
    assert read_table(content, "a.gpkg").rows[0] == ["n", "geometry"]


def test_triggers_do_not_run_and_the_file_is_not_written(tmp_path: Path) -> None:
    path = package(tmp_path, Point(1, 2))
    content = altered(
        path, "CREATE TRIGGER wipe AFTER INSERT ON reports BEGIN DELETE FROM gpkg_contents; END"
    )
    assert read_table(content, "a.gpkg").rows[1][0] == "1"
    assert path.read_bytes() == content


def test_a_table_called_like_a_command_is_only_a_name(tmp_path: Path) -> None:
    path = tmp_path / "odd.gpkg"
    frame = gpd.GeoDataFrame({"n": [4]}, geometry=[Point(1, 2)], crs=4326)
    frame.to_file(path, layer='x";drop table gpkg_contents;--', driver="GPKG")
    assert read_table(path.read_bytes(), "a.gpkg").rows[1][0] == "4"


def test_a_shape_that_is_no_geopackage_geometry_is_handed_on_as_words(tmp_path: Path) -> None:
    content = altered(
        package(tmp_path, Point(1, 2), Point(3, 4), Point(5, 6)),
        # They call functions that plain SQLite does not have.
        *(f"DROP TRIGGER IF EXISTS rtree_reports_geom_update{i}" for i in range(1, 8)),
        "UPDATE reports SET geom = x'00' WHERE n = 1",
        "UPDATE reports SET geom = x'4750000100000000ffff' WHERE n = 2",
    )
    shapes = [row[1] for row in read_table(content, "a.gpkg").rows[1:]]
    assert shapes[0] == "not a GeoPackage geometry"
    assert shapes[1].startswith("not a geometry")
    assert shapes[2].startswith('{"type":"Point"')


@pytest.mark.parametrize("kept", [200, 5_000])
def test_a_geopackage_that_breaks_off_is_refused(kept: int, tmp_path: Path) -> None:
    with pytest.raises(RefusedFile, match="GeoPackage"):
        read_table(package(tmp_path, Point(1, 2)).read_bytes()[:kept], "a.gpkg")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rows": 2}, "rows, the limit is 2"),
        ({"vertices": 2}, "3 corners, the limit is 2"),
        ({"columns": 1}, "the limit is 1"),
    ],
)
def test_a_geopackage_is_held_to_the_limits(
    change: dict[str, Any], said: str, tmp_path: Path
) -> None:
    content = package(tmp_path, Point(1, 2), Point(3, 4), Point(5, 6)).read_bytes()
    with pytest.raises(RefusedFile, match=said):
        read_table(content, "a.gpkg", limits=replace(LIMITS, **change))
