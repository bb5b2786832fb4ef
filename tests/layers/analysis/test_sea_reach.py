"""Areas of reach in a small sea: discs in open water, detours behind a wall, nothing on land."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from layers.analysis.sea_building import Margin, navigable
from layers.analysis.sea_distance import SeaRoutes
from layers.analysis.sea_graph import SeaGraph
from layers.analysis.sea_reach import reach_notes
from layers.errors import NotAtSea, SelectionError
from layers.geometry import area_km2

GEOD = Geod(ellps="WGS84")
WALL = shapely.box(2.9, 35.0, 3.1, 39.0)
SOUTH = shapely.box(-1.0, 32.0, 7.0, 33.5)
LAND = shapely.union(WALL, SOUTH)


@pytest.fixture(scope="module")
def sea() -> SeaRoutes:
    water = navigable(LAND, (0.0, 33.0, 6.0, 38.0), (1.0, 36.0), (Margin(300.0, 260.0),))
    return SeaRoutes(SeaGraph.over(water))


def disc(longitude: float, latitude: float, nm: float) -> BaseGeometry:
    ways = np.arange(0.0, 360.0, 2.0)
    n = len(ways)
    lon, lat, _ = GEOD.fwd([longitude] * n, [latitude] * n, ways, [nm * 1852.0] * n)
    return shapely.Polygon(np.column_stack([lon, lat]))


def test_in_open_water_it_is_a_geodesic_disc(sea: SeaRoutes) -> None:
    for hours, area in sea.reach(4.8, 35.8, (1.0, 3.0, 5.0), 10.0):
        expected = disc(4.8, 35.8, 10.0 * hours)
        assert area_km2(area) == pytest.approx(area_km2(expected), rel=0.01)
        assert area_km2(area.symmetric_difference(expected)) < 0.02 * area_km2(expected)


def test_longer_areas_hold_the_shorter_ones_and_come_later(sea: SeaRoutes) -> None:
    areas = sea.reach(3.5, 35.5, (6.0, 1.0, 3.0, 1.0), 12.0)
    assert [hours for hours, _ in areas] == [1.0, 3.0, 6.0]
    for (_, inner), (_, outer) in pairwise(areas):
        assert outer.buffer(1e-9).contains(inner)


def test_no_area_is_on_land(sea: SeaRoutes) -> None:
    for _, area in sea.reach(3.5, 35.5, (2.0, 6.0, 20.0), 12.0):
        assert area.is_valid
        assert not area.intersects(LAND)


def test_behind_a_wall_only_what_the_detour_leaves_is_reached(sea: SeaRoutes) -> None:
    start, nm = (3.4, 36.0), 130.0
    ((_, area),) = sea.reach(*start, (10.0,), nm / 10)
    grid = [(x, y) for x in np.arange(0.3, 5.9, 0.3) for y in np.arange(33.8, 37.9, 0.3)]
    wet = [p for p in grid if not LAND.buffer(0.03).contains(shapely.Point(p))]
    wrong = 0
    for position in wet:
        length = sea.between(start, position).distance_nm
        if abs(length - nm) > 0.02 * nm:  # within two hundredths it may be on either side
            wrong += area.contains(shapely.Point(position)) != (length < nm)
    assert len(wet) > 150
    assert wrong == 0
    straight = disc(*start, nm)
    behind = straight.intersection(shapely.box(0.0, 33.6, 2.8, 38.0))
    assert area_km2(area.intersection(behind)) < 0.8 * area_km2(behind)


def test_an_area_that_the_basin_cuts_says_so(sea: SeaRoutes) -> None:
    whole = [(6.0, shapely.box(-5, 35, 0, 37)), (12.0, shapely.box(-22, 30, 5, 40))]
    assert reach_notes(whole) == (
        "The area of 12 hours is cut off at the edge of the mapped basin.",
    )
    assert reach_notes(whole[:1]) == ()
    assert reach_notes([(1.0, shapely.Polygon())]) == ()


def test_the_longest_reach_of_the_fastest_boat_is_all_the_water(sea: SeaRoutes) -> None:
    ((_, area),) = sea.reach(4.0, 35.0, (72.0,), 60.0)
    for position in ((0.5, 37.5), (5.9, 33.7), (3.3, 37.9)):
        assert area.contains(shapely.Point(position))
    assert not area.intersects(LAND)


@pytest.mark.parametrize("hours", [(), (0.0,), (-1.0,), (1.0, math.nan), (72.1,), (math.inf,)])
def test_hours_that_mean_nothing_are_refused(sea: SeaRoutes, hours: tuple[float, ...]) -> None:
    with pytest.raises(SelectionError, match="hours"):
        sea.reach(4.0, 35.0, hours, 10.0)


@pytest.mark.parametrize("knots", [0.0, -5.0, math.nan, 61.0])
def test_a_speed_that_no_boat_makes_is_refused(sea: SeaRoutes, knots: float) -> None:
    with pytest.raises(SelectionError, match="knots"):
        sea.reach(4.0, 35.0, (1.0,), knots)


def test_a_reach_from_inland_is_refused(sea: SeaRoutes) -> None:
    with pytest.raises(NotAtSea):
        sea.reach(3.0, 32.9, (1.0,), 10.0)


def test_the_leg_from_a_place_ashore_takes_its_part_of_the_time(sea: SeaRoutes) -> None:
    ashore = (5.0, 33.47)  # 3.3 km inland; a boat of 1 knot makes 1.9 km an hour
    ((_, area),) = sea.reach(*ashore, (1.0,), 1.0)
    assert area.is_empty
