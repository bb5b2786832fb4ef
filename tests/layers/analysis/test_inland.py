"""How far inland a position is: cuts and lakes are no coast, and one answer does not change another."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from layers.analysis.inland import Shore
from layers.geometry import BASIN

GEOD = Geod(ellps="WGS84")
# Land south of 32° N in two pieces, with a lake of about 2,100 km² in the eastern one.
LAKE = shapely.box(20.0, 25.0, 20.4, 25.5)
PIECES = [shapely.box(-30, 0, 12, 32), shapely.box(12, 0, 60, 32) - LAKE]
SHORE = Shore(shapely.GeometryCollection(PIECES))


def north_km(longitude: float, latitude: float, coast: float) -> float:
    return float(GEOD.inv(longitude, latitude, longitude, coast)[2]) / 1000


def test_the_cut_between_two_pieces_is_no_coast() -> None:
    assert SHORE.km_to_sea(12.0, 28.0) == pytest.approx(north_km(12.0, 28.0, 32.0), rel=1e-6)
    assert SHORE.km_to_sea(11.99, 28.0) == pytest.approx(north_km(11.99, 28.0, 32.0), rel=1e-6)


def test_the_edge_of_the_mapped_box_is_no_coast() -> None:
    assert SHORE.km_to_sea(BASIN[2], 20.0) == pytest.approx(north_km(43, 20.0, 32.0), rel=1e-6)


def test_a_lake_is_no_sea() -> None:
    assert SHORE.km_to_sea(19.9, 25.2) == pytest.approx(north_km(19.9, 25.2, 32.0), rel=1e-6)
    assert SHORE.km_to_sea(20.2, 25.2) is None


def test_a_coast_belongs_to_the_land() -> None:
    assert SHORE.km_to_sea(15.0, 32.0) == pytest.approx(0.0, abs=1e-6)
    assert SHORE.km_to_sea(15.0, 32.001) is None


def test_without_a_sea_it_is_infinitely_far() -> None:
    assert Shore(shapely.box(-40, 0, 60, 60)).km_to_sea(12.0, 35.0) == float("inf")


def test_without_land_nothing_is_inland() -> None:
    assert Shore(shapely.GeometryCollection()).km_to_sea(12.0, 35.0) is None


@settings(derandomize=True, max_examples=60, deadline=None)
@given(longitude=st.floats(-21.9, 42.9), latitude=st.floats(10.1, 31.9))
def test_what_was_asked_before_changes_no_answer(longitude: float, latitude: float) -> None:
    fresh = Shore(shapely.GeometryCollection(PIECES))
    assert SHORE.km_to_sea(longitude, latitude) == fresh.km_to_sea(longitude, latitude)
    if not LAKE.contains(shapely.Point(longitude, latitude)):
        assert fresh.km_to_sea(longitude, latitude) <= north_km(longitude, latitude, 32.0) + 1e-6
