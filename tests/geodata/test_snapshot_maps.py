"""The packaged corridors and regions are sound geometry and keep every claim."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

SNAPSHOTS = Path(__file__).resolve().parents[2] / "geodata" / "snapshots"
KEYS = {"routes": "corridor_id", "search_and_rescue_regions": "claim_id"}


def features(name: str) -> list[dict[str, Any]]:
    return json.loads((SNAPSHOTS / f"{name}.geojson").read_text("utf-8"))["features"]


def places() -> pd.DataFrame:
    rows = pd.read_csv(SNAPSHOTS / "embarkation_points.csv", keep_default_na=False)
    return rows.set_index("name")


@pytest.fixture(scope="module")
def regions() -> gpd.GeoDataFrame:
    return gpd.read_file(SNAPSHOTS / "search_and_rescue_regions.geojson")


@pytest.mark.parametrize("name", KEYS)
def test_maps_are_rfc_7946(name: str) -> None:
    collection = json.loads((SNAPSHOTS / f"{name}.geojson").read_text("utf-8"))
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    key = KEYS[name]
    for feature in collection["features"]:
        assert feature["type"] == "Feature"
        assert feature["id"] == feature["properties"][key]
        geometry = feature["geometry"]
        if geometry["type"] == "LineString":
            rings, lines = [], [geometry["coordinates"]]
        else:
            polygons = geometry["coordinates"]
            polygons = polygons if geometry["type"] == "MultiPolygon" else [polygons]
            rings = [(ring, at == 0) for polygon in polygons for at, ring in enumerate(polygon)]
            lines = [ring for ring, _ in rings]
        for line in lines:
            assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in line)
        for ring, outer in rings:
            assert ring[0] == ring[-1]
            assert len(ring) >= 4
            doubled = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
            assert (doubled > 0) == outer, "outer rings anticlockwise, holes clockwise"


def test_corridors_join_places_of_their_own_countries_and_route() -> None:
    known = places()
    for corridor in features("routes"):
        facts = corridor["properties"]
        for side in ("departure", "arrival"):
            for name in facts[f"{side}_places"].split(";"):
                place = known.loc[name]
                assert place["country_code"] in facts[f"{side}_country"].split(";")
                assert facts["route"] in place["routes"].split(";")
        assert facts["drawn_from"] in facts["departure_places"].split(";")
        assert facts["drawn_to"] in facts["arrival_places"].split(";")


def test_corridors_begin_and_end_at_their_places_and_have_their_length() -> None:
    known = places()
    corridors = gpd.read_file(SNAPSHOTS / "routes.geojson")
    geod = corridors.crs.get_geod()
    for _, corridor in corridors.iterrows():
        line = list(corridor.geometry.coords)
        for end, name in ((line[0], corridor["drawn_from"]), (line[-1], corridor["drawn_to"])):
            place = known.loc[name]
            metres = geod.inv(end[0], end[1], place["longitude"], place["latitude"])[2]
            assert metres < 5_000, name
        miles = geod.geometry_length(corridor.geometry) / 1852
        assert miles == pytest.approx(corridor["length_nm"], abs=0.6)


def test_region_areas_are_geodesic_within_one_per_cent(regions: gpd.GeoDataFrame) -> None:
    assert regions.geometry.is_valid.all()
    geod = regions.crs.get_geod()
    for _, region in regions.iterrows():
        area = abs(geod.geometry_area_perimeter(region.geometry)[0]) / 1e6
        assert area == pytest.approx(region["area_km2"], rel=0.01)


@pytest.mark.parametrize(
    ("place", "latitude", "longitude", "claims"),
    [
        ("Lampedusa", 35.5, 12.6, {"ITA", "MLT"}),
        ("Linosa", 35.87, 12.87, {"ITA", "MLT"}),
        ("near the Pylos wreck", 36.2, 21.0, {"GRC"}),
        ("sea off Tripoli", 33.2, 13.2, {"LBY"}),
        ("sea off Zarzis", 33.6, 11.3, {"TUN"}),
        ("Gavdos", 34.84, 24.09, {"GRC"}),
        ("strait of Kos", 36.95, 27.25, {"GRC", "TUR", "TUR-AEG"}),
        ("Farmakonisi", 37.29, 27.08, {"GRC", "TUR-AEG"}),
        ("Cutro", 38.9, 17.1, {"ITA"}),
        # Not drawn is not the same as nobody responsible: the doubts say so.
        ("Alborán Sea", 36.0, -4.0, set()),
        ("Strait of Gibraltar", 35.95, -5.6, set()),
        ("Gulf of Cádiz", 36.5, -7.0, set()),
    ],
)
def test_a_point_lies_in_every_region_that_claims_it(
    regions: gpd.GeoDataFrame, place: str, latitude: float, longitude: float, claims: set[str]
) -> None:
    point = gpd.points_from_xy([longitude], [latitude])[0]
    assert set(regions.loc[regions.covers(point), "claim_id"]) == claims, place


@pytest.mark.parametrize(
    ("one", "other", "area_km2"),
    [
        ("GRC", "TUR-AEG", 84_905),
        ("GRC", "TUR-EMED", 67_973),
        ("TUR-EMED", "CYP", 55_861),
        ("ITA", "MLT", 39_368),
        ("MLT", "TUN", 10_307),
        ("ITA", "FRA", 7_600),
        ("TUR-AEG", "TUR-EMED", 4_391),
        ("LBY", "TUN", 3_858),
        ("ITA", "DZA", 1_537),
        ("ITA", "TUN", 677),
        ("TUN", "DZA", 346),
        ("LBY", "EGY", 242),
        ("TUR-EMED", "EGY", 152),
        ("LBY", "MLT", 0),
    ],
)
def test_overlaps_of_regions_are_kept(
    regions: gpd.GeoDataFrame, one: str, other: str, area_km2: float
) -> None:
    shapes = regions.set_index("claim_id").geometry
    shared = shapes[one].intersection(shapes[other])
    area = abs(regions.crs.get_geod().geometry_area_perimeter(shared)[0]) / 1e6
    assert area == pytest.approx(area_km2, rel=0.01, abs=1)


def test_only_limits_of_imo_gisis_are_not_approximate() -> None:
    rows = pd.DataFrame([f["properties"] for f in features("search_and_rescue_regions")])
    assert (rows["is_approximate"] == (rows["basis"] != "IMO GISIS")).all()


def test_regions_that_share_edges_with_flight_information_regions_carry_their_licence() -> None:
    shapes = {f["id"]: f for f in features("search_and_rescue_regions")}

    def corners(feature: dict[str, Any]) -> set[tuple[float, float]]:
        parts = feature["geometry"]["coordinates"]
        parts = parts if feature["geometry"]["type"] == "MultiPolygon" else [parts]
        return {tuple(corner) for part in parts for ring in part for corner in ring}

    def is_proxy(feature: dict[str, Any]) -> bool:
        return feature["properties"]["basis"] == "FIR proxy"

    proxies = [feature for feature in shapes.values() if is_proxy(feature)]
    for feature in shapes.values():
        licence = feature["properties"]["licence"]
        if feature["properties"]["basis"] == "IMO GISIS":
            assert licence.startswith("IMO GISIS terms")
            continue
        derived = is_proxy(feature) or any(
            len(corners(feature) & corners(proxy)) >= 2 for proxy in proxies
        )
        assert licence == ("CC BY-SA 4.0" if derived else "Apache-2.0"), feature["id"]
