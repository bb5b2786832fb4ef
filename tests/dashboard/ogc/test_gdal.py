"""GDAL as a client: what it reads, page by page, is what every other part of the product has."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from geopandas.testing import assert_geoseries_equal
from pandas.testing import assert_frame_equal
from shapely.geometry import box

from dashboard.api.ogc.rows import ids_of
from dashboard.layer_rows import LayerRows, layer_rows
from dashboard.permalink import permalink
from dashboard.picture import Pictures
from dashboard.state import decode
from layers.layer import Layer
from layers.registry import LAYERS
from layers.schema import typed

RowsOf = Callable[..., LayerRows]
PAGE = 50
NEEDS_TOOLS = pytest.mark.skipif(
    shutil.which("ogr2ogr") is None, reason="GDAL's programs are not installed (gdal-bin)"
)
SELECTIONS = (
    "?from=2018-01-01&to=2018-12-31&route=central",
    "?from=2015-01-01&to=2016-06-30&route=eastern&route=western",
    "?from=2017-01-01&to=2019-12-31&cause=drowning&min_people=50&source_quality=3",
    "?route=central&area=circle:14,34,200",
)


def read(served: str, layer: str, search: str = "", **options: Any) -> gpd.GeoDataFrame:
    """A collection as GDAL pages it."""
    source = f"OAPIF:{served}{search}"
    return pyogrio.read_dataframe(source, layer=layer, **{"PAGE_SIZE": PAGE, **options})


def conformed(layer: Layer, raw: pd.DataFrame) -> pd.DataFrame:
    """What came over the wire, in the types of the layer again, nothing added or left out."""
    columns = [c for c in layer.columns if c.kind != "geometry"]
    plain = pd.DataFrame(raw)[[c.name for c in columns]].astype("object").map(_cell)
    for column in columns:
        if column.kind == "day_or_month":
            # GDAL takes a page of whole days for one of dates, and writes those its own way.
            plain[column.name] = plain[column.name].str.replace("/", "-")
    return typed(layer.name, plain, columns)


def _cell(value: object) -> object:
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value


def assert_same(raw: gpd.GeoDataFrame, rows: LayerRows) -> None:
    """Row by row, cell by cell, shape by shape."""
    layer, frame = rows.layer, rows.frame
    assert list(raw["id"]) == ids_of(layer, frame)
    names = [c.name for c in layer.columns if c.kind != "geometry"]
    wanted = pd.DataFrame(frame)[names].reset_index(drop=True)
    assert_frame_equal(conformed(layer, raw), wanted, check_index_type=False)
    if isinstance(frame, gpd.GeoDataFrame):
        shapes = frame.geometry.reset_index(drop=True)
        assert_geoseries_equal(
            raw.geometry.normalize(), shapes.normalize(), check_crs=False, check_series_type=False
        )
    else:
        assert raw.geometry.isna().all()


@pytest.mark.parametrize("name", LAYERS)
def test_every_collection_read_in_pages_is_the_layer(
    served: str, rows_of_layer: RowsOf, name: str
) -> None:
    rows = rows_of_layer(name)
    raw = read(served, name)
    assert len(raw) == len(rows.frame)
    if len(rows.frame):
        assert raw["id"].is_unique
        assert_same(raw, rows)
    else:  # what the columns are called is known without a row
        named = [c.name for c in rows.layer.columns if c.kind != "geometry"]
        assert [c for c in raw.columns if c not in ("id", "geometry")] == named


@pytest.mark.parametrize("search", SELECTIONS)
@pytest.mark.parametrize("name", ["incidents", "crossings", "deaths", "routes", "events"])
def test_a_selection_in_the_address_that_gdal_opens_holds_for_every_page(
    served: str, rows_of_layer: RowsOf, name: str, search: str
) -> None:
    rows = rows_of_layer(name, search)
    assert 0 < len(rows.frame) < len(rows_of_layer(name).frame) or rows.ignored
    assert_same(read(served, name, search, PAGE_SIZE=7), rows)


@pytest.mark.parametrize("name", ["incidents", "crossings"])
def test_a_permalink_opened_by_gdal_holds_for_every_page_and_beside_a_condition(
    served: str, pictures: Pictures, name: str
) -> None:
    picture = pictures.of(decode(SELECTIONS[0] + "&every=year&rate=per_arrival").selection)
    link = permalink(picture)
    assert_same(read(served, name, link, PAGE_SIZE=7), layer_rows(picture, name))
    if name == "crossings":
        some = read(served, name, link, PAGE_SIZE=7, where="measure = 'interception'")
        assert len(some) == (picture.crossings["measure"] == "interception").sum() > 7


def test_gdal_lists_every_layer_by_its_name(served: str) -> None:
    assert list(pyogrio.list_layers(f"OAPIF:{served}")[:, 0]) == list(LAYERS)


def test_a_box_of_gdal_is_asked_of_the_server_and_holds_what_lies_in_it(
    served: str, rows_of_layer: RowsOf
) -> None:
    frame = rows_of_layer("incidents").frame
    inside = frame[frame.intersects(box(10, 30, 16, 37))]
    assert 0 < len(inside) < len(frame)
    assert list(read(served, "incidents", bbox=(10, 30, 16, 37))["id"]) == list(
        inside["incident_id"]
    )


@pytest.mark.parametrize(
    ("where", "condition"),
    [
        ("cause = 'drowning'", lambda f: f["cause"] == "drowning"),
        # The selection means "at least" by this name, a condition means "equal".
        ("source_quality = 4", lambda f: f["source_quality"] == 4),
        ("dead_count > 100", lambda f: f["dead_count"] > 100),
        ("occurred_on >= '2018/01/01'", lambda f: f["occurred_on"] >= "2018-01-01"),
        ("incident_id = 'nobody'", lambda f: f["incident_id"] == "nobody"),
    ],
)
def test_a_condition_of_gdal_finds_the_rows_that_it_says(
    served: str, rows_of_layer: RowsOf, where: str, condition: Any
) -> None:
    frame = rows_of_layer("incidents").frame
    wanted = frame[condition(frame).fillna(value=False).to_numpy(dtype=bool)]
    raw = read(served, "incidents", where=where)
    assert list(raw.get("id", [])) == list(wanted["incident_id"])


@pytest.mark.parametrize("search", SELECTIONS[:2])
def test_what_a_client_adds_up_is_what_the_command_line_prints(served: str, search: str) -> None:
    pairs = [part.split("=") for part in search.removeprefix("?").split("&")]
    options = [word for key, value in pairs for word in (f"--{key}", value)]
    printed = subprocess.run(
        [sys.executable, "-m", "dashboard", "figures", "--json", *options],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    metrics = {m["id"]: m for m in json.loads(printed)["metrics"]}
    crossings, deaths = read(served, "crossings", search), read(served, "deaths", search)
    for measure in ("arrival_sea", "interception"):
        rows = crossings[crossings["measure"] == measure]
        known = rows["persons"].astype("Float64").dropna()
        assert metrics[measure]["value"] == (known.sum() if len(known) else None)
        assert metrics[measure]["known"] == len(known)
    assert metrics["dead"]["value"] == deaths["dead_count"].sum()
    assert metrics["missing"]["value"] == deaths["missing_count"].sum()
    located = read(served, "incidents", search).geometry.notna().sum()
    assert metrics["incidents"]["value"] == located


@NEEDS_TOOLS
def test_ogrinfo_counts_every_collection(served: str, rows_of_layer: RowsOf) -> None:
    lines = subprocess.run(
        ["ogrinfo", "-ro", "-so", "-al", f"OAPIF:{served}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()

    def said(words: str) -> list[str]:
        return [line.removeprefix(words) for line in lines if line.startswith(words)]

    counts = dict(zip(said("Layer name: "), map(int, said("Feature Count: ")), strict=True))
    assert counts == {name: len(rows_of_layer(name).frame) for name in LAYERS}


@NEEDS_TOOLS
@pytest.mark.parametrize("name", LAYERS)
def test_ogr2ogr_writes_every_collection_whole(
    served: str, rows_of_layer: RowsOf, name: str, tmp_path: Path
) -> None:
    rows = rows_of_layer(name)
    out = tmp_path / "out.geojson"
    subprocess.run(
        ["ogr2ogr", "-f", "GeoJSON", "-oo", f"PAGE_SIZE={PAGE}", "-lco", "RFC7946=NO",
         "-lco", "COORDINATE_PRECISION=15", str(out), f"OAPIF:{served}", name],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    features = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert len(features) == len(rows.frame)
    if features:
        table = [{**f["properties"], "id": f.get("id", f["properties"].get("id"))}
                 for f in features]  # fmt: skip
        shapes = gpd.GeoDataFrame.from_features(features, crs="EPSG:4326").geometry
        assert_same(gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326"), rows)
