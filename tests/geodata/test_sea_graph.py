"""The packaged ways over water fit the packaged coast and places, and published distances."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata import sea_graph
from geodata.errors import GeodataError
from geodata.packaged import packaged_editions
from geodata.sea_graph import coast_digest, made_from, packaged_bytes, positions_digest, sea_routes
from layers.analysis.sea_corridors import corridor_lengths
from layers.analysis.sea_distance import SeaRoutes
from layers.analysis.sea_plane import planar
from layers.errors import NotAtSea
from layers.geometry import BASIN, length_m

COAST = Path(__file__).resolve().parents[2] / "assets" / "basemap" / "land.geojson"
REBUILD = "run python tools/build_sea_graph.py"
OVER_LAND = re.compile(r"([0-9.]+) km of it over land")
NEAR_ENDS_DEGREES = 0.08  # a position is moved by 5 km at most


@pytest.fixture(scope="module")
def sea() -> SeaRoutes:
    return sea_routes()


@pytest.fixture(scope="module")
def coast() -> shapely.STRtree:
    land = gpd.read_file(COAST).geometry.to_numpy()
    return shapely.STRtree(land[shapely.intersects(land, shapely.box(-22, 10, 43, 48))])


def at(sea: SeaRoutes, name: str) -> tuple[float, float]:
    return next(p.position for p in sea.places if p.name == name)


def test_the_graph_is_made_from_the_packaged_coast() -> None:
    assert made_from()["coast_sha256"] == coast_digest(COAST.read_bytes()), REBUILD


def test_the_graph_is_made_for_the_packaged_places(sea: SeaRoutes) -> None:
    positions = [p.position for p in sea.places]
    assert made_from()["positions_sha256"] == positions_digest(positions), REBUILD
    assert set(positions) <= set(sea.trees), REBUILD


def test_the_files_fit_each_other(sea: SeaRoutes) -> None:
    size = len(sea.graph.corners)
    assert sea.graph.pairs.max() < size
    assert {len(tree) for tree in sea.trees.values()} == {size}
    # No way turns at a corner in a dead end, so a few are on no tree.
    assert all((tree < 1e8).mean() > 0.97 for tree in sea.trees.values())


def test_the_graph_is_small() -> None:
    assert packaged_bytes() < 10_000_000


def test_every_packaged_place_lies_at_the_sea(sea: SeaRoutes) -> None:
    assert sea.left_out == ()


def test_a_tree_of_the_file_is_the_one_that_would_be_computed(sea: SeaRoutes) -> None:
    place = next(p for p in sea.places if p.name == "Lampedusa")
    own = SeaRoutes(sea.graph, (place,))
    asked = (20.0, 38.0)
    packaged = next(p for p in sea.nearest(*asked, count=60) if p.to_name == "Lampedusa")
    (computed,) = own.nearest(*asked)
    assert computed.distance_nm == pytest.approx(packaged.distance_nm, abs=0.01)


def test_the_searched_water_meets_no_land_of_the_packaged_coast(sea: SeaRoutes) -> None:
    land = shapely.make_valid(gpd.read_file(COAST).geometry.to_numpy())
    near = land[shapely.intersects(land, shapely.box(*BASIN))]
    ground = [planar(part) for part in shapely.clip_by_rect(near, -24, 8, 45, 50)]
    tree = shapely.STRtree(ground)
    assert not len(tree.query(sea.graph.water, predicate="intersects"))


@pytest.mark.parametrize(
    "position", [(12.6, 34.5), (25.3, 38.3), (-17.0, 20.0), (18.0, 42.5), (31.0, 43.0), (9.3, 43.2)]
)
def test_a_way_crosses_no_land_of_the_packaged_coast(
    sea: SeaRoutes, coast: shapely.STRtree, position: tuple[float, float]
) -> None:
    for path in sea.nearest(*position, count=12):
        ends = shapely.MultiPoint([path.line.coords[0], path.line.coords[-1]])
        between = path.line.difference(ends.buffer(NEAR_ENDS_DEGREES))
        assert not len(coast.query(between, predicate="intersects")), path.to_name
        assert path.distance_nm >= path.great_circle_nm
        assert length_m(path.line) / 1852 == pytest.approx(path.distance_nm, rel=1e-3)


def over_land_km(coast: shapely.STRtree, line: shapely.LineString) -> float:
    pieces = coast.geometries[coast.query(line, predicate="intersects")]
    return length_m(shapely.intersection(line, shapely.union_all(pieces))) / 1000


@pytest.mark.parametrize(
    "position", [(24.57739, 38.86892), (26.0, 38.2), (-3.5, 36.7), (23.61722, 38.43232)]
)
def test_what_of_a_way_lies_over_the_packaged_coast_is_said_to_a_tenth_of_a_kilometre(
    sea: SeaRoutes, coast: shapely.STRtree, position: tuple[float, float]
) -> None:
    for path in sea.nearest(*position):
        said = [float(km) for note in path.notes for km in OVER_LAND.findall(note)]
        over = over_land_km(coast, path.line)
        # Less than 0.1 km at an end is not told; each number told is rounded.
        assert sum(said) == pytest.approx(over, abs=0.1 * 2 + 0.05 * len(said)), path.to_name


def test_a_way_is_not_pulled_over_more_land_than_it_must_cross(
    sea: SeaRoutes, coast: shapely.STRtree
) -> None:
    # Between two capes of Skyros; the straight line would cross 1.7 km of it.
    path = sea.nearest(24.57739, 38.86892)[0]
    head = shapely.LineString(path.line.coords[:2])
    assert over_land_km(coast, head) < 0.3


def test_a_place_ashore_always_says_how_far_its_ways_are_over_land(sea: SeaRoutes) -> None:
    motril = next(p for p in sea.nearest(-3.5, 36.5) if p.to_name == "Motril")
    assert any("3.4 km of it over land" in note for note in motril.notes)


def test_ports_are_found_from_the_head_of_a_narrow_bay(sea: SeaRoutes) -> None:
    assert len(sea.nearest(23.61722, 38.43232)) == 5


# Either side of a strait: the way must pass it, so it is barely longer than through it.
STRAITS = {
    "Messina": ((15.55, 38.35), (15.6, 37.9), 30),
    "Bonifacio": ((8.6, 41.3), (9.6, 41.3), 50),
    "Gibraltar": ((-6.5, 35.9), (-4.5, 36.0), 100),
    "Kos and Bodrum": ((27.1, 37.0), (27.5, 36.93), 24),
    "Dardanelles": ((26.1, 40.0), (27.2, 40.6), 75),
    "Bosporus": ((29.0, 40.95), (29.2, 41.3), 28),
    "Samos": ((26.9, 37.6), (27.15, 37.85), 25),
    "Rio": ((21.5, 38.3), (22.2, 38.3), 36),
}


@pytest.mark.parametrize("strait", STRAITS)
def test_a_strait_is_passed(sea: SeaRoutes, strait: str) -> None:
    start, end, most = STRAITS[strait]
    assert sea.between(start, end).distance_nm < most


def test_the_corinth_canal_is_closed(sea: SeaRoutes) -> None:
    path = sea.between((22.9, 37.97), (23.1, 37.88))
    assert path.great_circle_nm < 15
    assert path.distance_nm > 200


@pytest.mark.parametrize(
    ("longitude", "latitude", "water"),
    [(38.0, 21.0, "Red Sea"), (32.57, 29.7, "Suez"), (43.0, 38.6, "Lake Van")],
)
def test_other_waters_are_refused(
    sea: SeaRoutes, longitude: float, latitude: float, water: str
) -> None:
    with pytest.raises(NotAtSea, match="joined to the Mediterranean"):
        sea.nearest(longitude, latitude)


# General knowledge, not taken from a table: rounded, and good to 5 %.
KNOWN_NM = {
    ("Tripoli (Libya)", "Lampedusa"): 160,
    ("Zuwara", "Lampedusa"): 156,
    ("Nador", "Almería"): 97,
    ("Sfax", "Lampedusa"): 102,
    ("Bizerte", "Trapani"): 132,
    ("Tangier", "Algeciras"): 30,
    ("Valletta", "Pozzallo"): 53,
    ("Benghazi", "Augusta"): 387,
}


@pytest.mark.parametrize("ends", KNOWN_NM)
def test_lengths_are_those_that_seafarers_know(sea: SeaRoutes, ends: tuple[str, str]) -> None:
    found = sea.between(at(sea, ends[0]), at(sea, ends[1])).distance_nm
    assert found == pytest.approx(KNOWN_NM[ends], rel=0.05)


def test_dakar_to_las_palmas_is_about_840_miles(sea: SeaRoutes) -> None:
    found = sea.between(at(sea, "Dakar"), (-15.41, 28.14))
    assert found.distance_nm == pytest.approx(840, rel=0.03)  # general knowledge too


def test_corridors_are_as_long_over_water_as_drawn_or_it_is_known_why(sea: SeaRoutes) -> None:
    editions = packaged_editions()
    frames = [editions[name].frame() for name in ("routes", "embarkation_points")]
    found = corridor_lengths(frames[0], frames[1], sea).set_index("corridor_id")
    assert found["over_water_nm"].notna().all()
    # Over 3 % and 2 miles: a drawing that leads through islets, or about a cape in wide corners.
    known = {
        "cm-dza-sardinia",  # the place is moved to the water north of its causeway
        "em-tur-lesvos",  # the drawing leads through the islands off the Turkish coast
        "em-tur-cyprus", "em-lbn-cyprus",  # drawn about Cape Greco in wide corners
        "wm-dza-spain",  # drawn squarely away from both coasts first
    }  # fmt: skip
    off = (found["over_water_nm"] - found["length_nm"]).abs()
    assert set(off[(off > 0.03 * found["length_nm"]) & (off > 2)].index) <= known


def test_a_file_that_is_absent_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sea_graph, "FOLDER", tmp_path)
    with pytest.raises(GeodataError, match=r"water\.parquet"):
        sea_graph.read_sea_routes()


@pytest.mark.long
def test_a_sample_of_ways_is_no_shorter_than_the_straight_line_and_the_same_both_ways(
    sea: SeaRoutes,
) -> None:
    chance = np.random.default_rng(11)
    places = [sea.places[k] for k in chance.permutation(len(sea.places))[:40]]
    for one, other in zip(places[:20], places[20:], strict=True):
        there, back = sea.between(one.position, other.position), sea.between(
            other.position, one.position
        )  # fmt: skip
        assert there.distance_nm >= there.great_circle_nm
        assert there.distance_nm == pytest.approx(back.distance_nm, abs=0.01)
