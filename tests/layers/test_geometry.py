"""Lengths and areas are geodesic; shapes that are broken are mended, not bent."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from layers.geometry import (
    area_km2,
    distances_m,
    earth_centred_km,
    in_basin,
    least_distances_m,
    length_m,
    mended,
    sea_limits,
    tapered_pieces,
)


def test_a_degree_of_latitude_is_shorter_at_the_equator_than_in_the_north() -> None:
    assert length_m(LineString([(0, 0), (0, 1)])) == pytest.approx(110_574, abs=1)
    assert length_m(LineString([(0, 45), (0, 46)])) == pytest.approx(111_142, abs=1)


def test_an_area_is_never_negative_and_holes_are_taken_off() -> None:
    whole, hole = box(0, 0, 2, 2), box(0.5, 0.5, 1, 1)
    pierced = Polygon(whole.exterior, [hole.exterior])
    assert area_km2(pierced) == pytest.approx(area_km2(whole) - area_km2(hole))
    assert area_km2(Polygon(list(whole.exterior.coords)[::-1])) == pytest.approx(area_km2(whole))
    assert area_km2(box(0, 0, 1, 1)) == pytest.approx(12_309, rel=0.001)


@pytest.mark.parametrize("shape", [Point(1, 1), LineString([(0, 0), (1, 1)]), Polygon()])
def test_what_is_no_area_has_none(shape: BaseGeometry) -> None:
    assert area_km2(shape) == 0


def test_the_edges_of_the_basin_are_in_it_and_unknown_positions_are_not() -> None:
    lon, lat = [-22, 43, 44, np.nan, 14.5], [10, 48, 48, 40, np.nan]
    assert list(in_basin(lon, lat)) == [True, True, False, False, False]


def test_a_bow_tie_becomes_its_two_triangles() -> None:
    tie = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    whole = mended(tie)
    assert isinstance(whole, MultiPolygon)
    assert whole.is_valid
    assert whole.area == pytest.approx(0.5)


def test_a_valid_shape_is_left_as_it_is() -> None:
    shape = box(0, 0, 1, 1)
    assert mended(shape) is shape


def test_the_pieces_of_a_taper_make_the_line_and_grow_to_its_end() -> None:
    line = LineString([(0, 0), (4, 0)])
    pieces = tapered_pieces(line, 4)
    assert [place for _, place in pieces] == [0.25, 0.5, 0.75, 1.0]
    assert sum(piece.length for piece, _ in pieces) == pytest.approx(line.length)
    assert pieces[0][0].coords[0] == (0, 0)
    assert pieces[-1][0].coords[-1] == (4, 0)


def test_without_land_the_whole_outline_is_a_limit_at_sea() -> None:
    assert sea_limits(box(0, 0, 1, 1), None).length == pytest.approx(4)


def test_the_coast_is_no_limit_at_sea() -> None:
    land = box(-1, -1, 0, 2)  # west of the region: its western side is coast
    limits = sea_limits(box(0, 0, 1, 1), land)
    assert limits.length == pytest.approx(3, abs=0.3)
    assert limits.distance(Point(0, 0.5)) > 0.05


def test_a_region_of_coasts_alone_has_no_limit_at_sea() -> None:
    assert sea_limits(box(0, 0, 1, 1), box(-1, -1, 2, 2).difference(box(0, 0, 1, 1))).is_empty


POSITIONS = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@settings(derandomize=True, max_examples=300, deadline=None)
@given(one=POSITIONS, other=POSITIONS)
def test_no_geodesic_is_shorter_than_the_least_distance(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    ends = np.array([one, other])
    here, there = earth_centred_km(ends)
    (least,) = least_distances_m(here, there[None])
    assert least <= distances_m(ends[:1], ends[1:])[0] + 1e-6


def test_the_least_distance_is_close_within_a_basin() -> None:
    ends = np.array([[12.6, 35.5], [16.0, 38.0], [33.0, 35.0]])
    near = least_distances_m(earth_centred_km(ends)[0], earth_centred_km(ends))
    true = distances_m(ends[[0, 0, 0]], ends)
    assert near == pytest.approx(true, rel=1e-4)
    assert true[2] > 1_800_000
