"""Ways over water in a small sea: a wall with open water at its southern end, and an islet."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from layers.analysis.sea_building import Margin, navigable
from layers.analysis.sea_corridors import corridor_lengths
from layers.analysis.sea_distance import SeaPath, SeaRoutes, places_of
from layers.analysis.sea_graph import SeaGraph
from layers.errors import NotAtSea, NoWay, OutsideBasin, SelectionError

GEOD = Geod(ellps="WGS84")
FRAME = (0.0, 33.0, 6.0, 38.0)
WALL = shapely.box(2.9, 35.0, 3.1, 39.0)
ISLET = shapely.box(4.5, 34.5, 4.55, 34.54)
SOUTH = shapely.box(-1.0, 32.0, 7.0, 33.5) - shapely.box(1.0, 33.1, 1.4, 33.3)  # with a lake
LAND = shapely.union_all([WALL, ISLET, SOUTH])
MARGINS = (Margin(300.0, 260.0),)
KEPT_OFF_KM = 0.3


def table(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [(name.lower(), *row) for row in rows for name in row[:1]],
        columns=["place_id", "name", "kind", "longitude", "latitude"],
    )


PLACES = table(
    ("West", "disembarkation", 2.5, 36.5),
    ("East", "disembarkation", 3.5, 36.5),
    ("Coast", "embarkation", 5.0, 33.49),
    ("Both", "both", 0.5, 34.0),
)


@pytest.fixture(scope="module")
def sea() -> SeaRoutes:
    water = navigable(LAND, FRAME, (1.0, 36.0), MARGINS)
    return SeaRoutes(SeaGraph.over(water)).with_places(PLACES)


def nautical(*positions: tuple[float, float]) -> float:
    return GEOD.line_length(*zip(*positions, strict=True)) / 1852


def test_a_way_in_open_water_is_the_geodesic(sea: SeaRoutes) -> None:
    path = sea.between((0.5, 35.0), (2.0, 37.0))
    assert (
        path.distance_nm
        == path.great_circle_nm
        == pytest.approx(nautical((0.5, 35.0), (2.0, 37.0)))
    )
    assert path.notes == ()


def test_a_way_goes_round_a_wall(sea: SeaRoutes) -> None:
    path = sea.between((2.5, 36.5), (3.5, 36.5))
    round_it = nautical((2.5, 36.5), (2.9, 35.0), (3.1, 35.0), (3.5, 36.5))
    assert path.great_circle_nm == pytest.approx(48.2, abs=0.5)
    assert round_it < path.distance_nm < 1.01 * round_it


def test_a_line_meets_no_land_and_ends_where_it_should(sea: SeaRoutes) -> None:
    for path in sea.nearest(4.7, 34.52, count=4, kinds=("disembarkation", "both", "embarkation")):
        away = shapely.distance(path.line, shapely.union(WALL, ISLET))
        assert away > 0
        assert path.line.coords[0] == pytest.approx((4.7, 34.52))
        length = GEOD.geometry_length(path.line) / 1852
        assert length == pytest.approx(path.distance_nm, rel=1e-4)


def test_the_nearest_by_sea_is_not_the_nearest_as_the_crow_flies(sea: SeaRoutes) -> None:
    found = sea.nearest(3.4, 37.5)
    assert [p.to_name for p in found] == ["East", "West", "Both"]
    west = found[1]
    assert west.distance_nm > 2 * west.great_circle_nm


def test_only_the_kinds_and_the_count_that_were_asked_for_are_given(sea: SeaRoutes) -> None:
    assert {p.to_name for p in sea.nearest(4.0, 35.0)} == {"West", "East", "Both"}
    assert [p.to_id for p in sea.nearest(4.0, 35.0, kinds=("embarkation",))] == ["coast"]
    assert [p.to_name for p in sea.nearest(0.6, 34.1, count=1)] == ["Both"]


def test_a_precomputed_tree_changes_no_answer(sea: SeaRoutes) -> None:
    trees = {p.position: sea._tree(p.position) for p in sea.places}
    again = SeaRoutes(sea.graph, sea.places, trees)
    for position in ((4.7, 34.52), (0.5, 37.5), (3.3, 37.9)):
        lengths = [[p.distance_nm for p in s.nearest(*position)] for s in (sea, again)]
        assert lengths[0] == lengths[1]


def test_the_nearest_and_the_way_between_agree(sea: SeaRoutes) -> None:
    for path in sea.nearest(4.7, 34.52):
        position = next(p.position for p in sea.places if p.place_id == path.to_id)
        assert sea.between((4.7, 34.52), position).distance_nm == pytest.approx(
            path.distance_nm, abs=0.01
        )


def test_a_way_hugs_a_round_island() -> None:
    centre, radius = (3.0, 36.0), 0.3
    ways = np.arange(0.0, 360.0, 5.0)
    n = len(ways)
    lon, lat, _ = GEOD.fwd([centre[0]] * n, [centre[1]] * n, ways, [radius * 111_000] * n)
    island = shapely.Polygon(np.column_stack([lon, lat]))
    water = navigable(island, FRAME, (1.0, 36.0), MARGINS)
    path = SeaRoutes(SeaGraph.over(water)).between((2.6, 36.0), (3.4, 36.0))
    # Two tangents to a circle and the arc between them.
    away, r = nautical((2.6, 36.0), centre), (radius * 111_000 + KEPT_OFF_KM * 1000) / 1852
    tangent = math.sqrt(away**2 - r**2)
    expected = 2 * tangent + r * (math.pi - 2 * math.acos(r / away))
    assert path.distance_nm == pytest.approx(expected, rel=0.005)


SEA_POSITIONS = st.tuples(st.floats(0.1, 5.9), st.floats(33.6, 37.9)).filter(
    lambda p: not LAND.buffer(0.02).contains(shapely.Point(p))
)
LAWS = settings(
    derandomize=True, max_examples=40, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip


@LAWS
@given(a=SEA_POSITIONS, b=SEA_POSITIONS, c=SEA_POSITIONS)
def test_lengths_are_a_metric(
    sea: SeaRoutes, a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]
) -> None:
    ab, ba, bc, ac = (sea.between(*pair) for pair in ((a, b), (b, a), (b, c), (a, c)))
    assert ab.distance_nm == pytest.approx(ba.distance_nm, abs=1e-3)
    assert ab.distance_nm >= ab.great_circle_nm
    assert ac.distance_nm <= ab.distance_nm + bc.distance_nm + 1e-3


@LAWS
@given(position=SEA_POSITIONS)
def test_the_nearest_are_those_of_every_way_between(
    sea: SeaRoutes, position: tuple[float, float]
) -> None:
    near = sea.nearest(*position, count=2)
    every = sorted(
        sea.between(position, p.position).distance_nm for p in sea.places if p.kind != "embarkation"
    )
    assert [p.distance_nm for p in near] == pytest.approx(every[:2], abs=0.01)


def test_a_position_ashore_is_moved_to_the_water_and_says_how_far(sea: SeaRoutes) -> None:
    path = sea.between((3.0, 35.02), (3.5, 34.5))  # 2.2 km north of the end of the wall
    moved = nautical((3.0, 35.02), (3.0, 35.0)) * 1.852 + KEPT_OFF_KM
    assert path.notes[0].startswith(f"The position lies {moved:.1f} km from open water")
    assert path.distance_nm >= path.great_circle_nm
    assert path.line.coords[0] == pytest.approx((3.0, 35.02))


def test_a_way_says_how_much_of_its_end_lies_over_land(sea: SeaRoutes) -> None:
    known = SeaRoutes(sea.graph, sea.places, land=shapely.STRtree(shapely.get_parts(LAND)))
    path = known.between((3.0, 35.02), (3.5, 34.5))
    over = nautical((3.0, 35.02), (3.0, 35.0)) * 1.852
    assert path.notes[0].endswith(f"with a straight line there, {over:.1f} km of it over land.")
    wet = known.between((2.5, 36.5), (2.0, 36.0))
    assert wet.notes == ()


def test_a_way_is_pulled_straight_only_over_no_more_land_than_its_leg(sea: SeaRoutes) -> None:
    # Water 200 m off the eastern side of the wall: the way west goes round its southern end.
    start, end = (3.102, 35.005), (2.898, 35.005)
    known = SeaRoutes(sea.graph, sea.places, land=shapely.STRtree(shapely.get_parts(LAND)))
    path = known.between(start, end)
    assert shapely.intersection(path.line, LAND).is_empty


def test_where_no_way_leads_it_is_said_and_not_answered_with_nothing(sea: SeaRoutes) -> None:
    west = sea.with_places(PLACES[:1])
    nowhere = np.full(len(sea.graph.corners), 10**9, dtype="int32")
    parted = SeaRoutes(sea.graph, west.places, {west.places[0].position: nowhere})
    with pytest.raises(NoWay, match=r"has no way over water: .* joined to no place"):
        parted.nearest(3.5, 36.5)


@pytest.mark.parametrize(
    ("longitude", "latitude", "said"),
    [
        (3.0, 32.9, "km away, and a position is moved by 5 km at most"),  # inland
        (1.2, 33.2, "joined to the Mediterranean or the Atlantic"),  # in the lake
        (50.0, 35.0, "outside the mapped basin"),
        (5.0, -35.0, "outside the mapped basin"),
    ],
)
def test_a_position_that_is_not_at_sea_is_refused_with_reason(
    sea: SeaRoutes, longitude: float, latitude: float, said: str
) -> None:
    with pytest.raises(NotAtSea, match=said) as refused:
        sea.nearest(longitude, latitude)
    assert (refused.value.longitude, refused.value.latitude) == (longitude, latitude)
    assert f"{latitude:g}" in str(refused.value)


def test_a_refusal_quotes_the_distance_to_the_water(sea: SeaRoutes) -> None:
    with pytest.raises(NotAtSea) as refused:
        sea.between((3.0, 33.3), (4.0, 35.0))
    expected = nautical((3.0, 33.3), (3.0, 33.5)) * 1.852 + KEPT_OFF_KM
    assert refused.value.distance_km == pytest.approx(expected, abs=0.1)
    assert f"{refused.value.distance_km:.1f} km" in str(refused.value)


def test_a_position_beyond_the_basin_is_not_called_a_place_on_land(sea: SeaRoutes) -> None:
    with pytest.raises(OutsideBasin) as refused:
        sea.nearest(12.6, -35.5)
    assert "not at sea" not in str(refused.value)
    assert "is outside the mapped basin" in str(refused.value)


@pytest.mark.parametrize(
    ("field", "longitude", "latitude"),
    [("latitude", 3.0, 91.0), ("longitude", 181.0, 35.0), ("latitude", 3.0, math.nan),
     ("longitude", math.inf, 35.0)],
)  # fmt: skip
def test_a_number_that_is_no_coordinate_is_refused(
    sea: SeaRoutes, field: str, longitude: float, latitude: float
) -> None:
    with pytest.raises(SelectionError, match=f"^{field}"):
        sea.nearest(longitude, latitude)


@pytest.mark.parametrize("count", [0, -1, 1.5, True, math.nan, math.inf])
def test_a_count_that_counts_nothing_is_refused(sea: SeaRoutes, count: int) -> None:
    with pytest.raises(SelectionError, match="count"):
        sea.nearest(4.0, 35.0, count=count)


def test_a_kind_that_no_place_is_of_is_refused(sea: SeaRoutes) -> None:
    with pytest.raises(SelectionError, match="airport"):
        sea.nearest(4.0, 35.0, kinds=("airport",))


def path_of(nm: float) -> SeaPath:
    return SeaPath("a", "b", None, nm, nm, shapely.LineString([(0, 0), (1, 1)]), ())


def test_hours_are_miles_over_knots() -> None:
    assert path_of(100.0).hours_at(20.0) == 5.0


@pytest.mark.parametrize("knots", [0.0, -1.0, 60.1, math.nan, math.inf])
def test_a_speed_that_no_boat_makes_is_refused(knots: float) -> None:
    with pytest.raises(SelectionError, match="knots"):
        path_of(100.0).hours_at(knots)


def test_a_place_of_a_readers_own_is_joined_and_one_inland_is_left_out(sea: SeaRoutes) -> None:
    own = table(("Own", "disembarkation", 5.5, 37.0), ("Inland", "both", 3.0, 32.9))
    other = sea.with_places(own)
    assert [p.to_name for p in other.nearest(5.0, 37.0)] == ["Own"]
    assert other.left_out == ("Inland is left out: it does not lie at the sea.",)
    assert sea.left_out == ()


def test_a_place_without_a_position_is_no_place() -> None:
    assert places_of(table(("Nowhere", "both", math.nan, 35.0))) == ()


def test_a_corridor_has_its_length_over_water_beside_the_one_as_drawn(sea: SeaRoutes) -> None:
    routes = pd.DataFrame(
        {
            "corridor_id": ["c1", "c2"],
            "drawn_from": ["West", "West"],
            "drawn_to": ["East", "Atlantis"],
            "length_nm": [150.0, 4.0],
        },
        index=[7, 9],
    )
    found = corridor_lengths(routes, PLACES, sea)
    assert list(found.index) == [7, 9]
    assert list(found["length_nm"]) == [150.0, 4.0]
    assert found.loc[7, "over_water_nm"] == sea.between((2.5, 36.5), (3.5, 36.5)).distance_nm
    assert np.isnan(found.loc[9, "over_water_nm"])


def test_a_strip_that_could_leave_land_outside_is_refused() -> None:
    with pytest.raises(ValueError, match="tolerance_m"):
        Margin(300.0, 280.0)


def test_a_search_must_begin_in_the_water() -> None:
    with pytest.raises(ValueError, match="no open water"):
        navigable(LAND, FRAME, (3.0, 36.0), MARGINS)
