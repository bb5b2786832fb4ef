"""Areas of highest density: nested, holding their share, and honest where positions coincide."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.analysis.density_areas import DensityArea, density_areas
from layers.geometry import area_km2

SHARES = (0.5, 0.9)


def held(area: DensityArea, lon: np.ndarray, lat: np.ndarray) -> float:
    return float(shapely.intersects_xy(area.shape, lon, lat).mean())


def cloud(
    seed: int, members: int, east: float, north: float, tilt: float, piled: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x, y = rng.standard_normal((2, members)) * [[east], [north]]
    lon, lat = (
        14 + x * math.cos(tilt) - y * math.sin(tilt),
        35 + x * math.sin(tilt) + y * math.cos(tilt),
    )
    ashore = int(piled * members)
    lon[:ashore], lat[:ashore] = 14 + 3 * east, 35.0
    return lon, lat


@given(
    seed=st.integers(0, 50),
    members=st.sampled_from([200, 700, 2100]),
    east=st.floats(0.005, 0.5),
    north=st.floats(0.005, 0.5),
    tilt=st.floats(0, math.pi),
)
def test_areas_are_nested_and_hold_their_share(
    seed: int, members: int, east: float, north: float, tilt: float
) -> None:
    lon, lat = cloud(seed, members, east, north, tilt)
    half, most = density_areas(lon, lat, SHARES)
    # The edges are straight in the plane of the density and are drawn in degrees: a member on
    # an edge may change sides.
    assert held(half, lon, lat) == pytest.approx(0.5, abs=0.02)
    assert held(most, lon, lat) == pytest.approx(0.9, abs=0.02)
    assert half.holds == pytest.approx(0.5, abs=0.0101)
    outside = shapely.difference(half.shape, most.shape)
    assert area_km2(outside) <= half.area_km2 * 1e-6
    assert half.area_km2 < most.area_km2
    assert half.shape.is_valid
    assert most.shape.is_valid


@given(seed=st.integers(0, 30), piled=st.floats(0.05, 1.0))
def test_members_that_pile_up_ashore_are_held_too(seed: int, piled: float) -> None:
    lon, lat = cloud(seed, 400, 0.1, 0.1, 0.0, piled)
    half, most = density_areas(lon, lat, SHARES)
    assert half.holds >= 0.49
    assert most.holds >= 0.89
    assert area_km2(shapely.difference(half.shape, most.shape)) <= half.area_km2 * 1e-6


def test_the_areas_of_a_normal_cloud_are_those_of_theory() -> None:
    """The ellipse that holds a share p of a normal law has the area 2 pi s t ln(1 / (1 - p))."""
    lon, lat = cloud(7, 20_000, 0.2, 0.1, 0.0)
    degree = 111.2
    for area in density_areas(lon, lat, SHARES):
        s, t = 0.2 * degree * math.cos(math.radians(35)), 0.1 * degree
        expected = 2 * math.pi * s * t * math.log(1 / (1 - area.share))
        assert area.area_km2 == pytest.approx(expected, rel=0.06)


def test_another_draw_of_the_same_law_is_held_as_well() -> None:
    drawn, others = cloud(1, 2100, 0.2, 0.1, 0.6), cloud(2, 2100, 0.2, 0.1, 0.6)
    for area in density_areas(*drawn, SHARES):
        assert held(area, *others) == pytest.approx(area.share, abs=0.04)


def test_members_in_one_point_make_a_dot_around_it() -> None:
    lon, lat = np.full(200, 14.0), np.full(200, 35.0)
    half, most = density_areas(lon, lat, SHARES)
    assert (half.holds, most.holds) == (1.0, 1.0)
    assert most.shape.contains(shapely.Point(14, 35))
    assert 0 < most.area_km2 < 0.2


def test_two_places_far_apart_are_two_areas() -> None:
    rng = np.random.default_rng(3)
    lon = np.concatenate([rng.normal(12, 0.02, 500), rng.normal(14, 0.02, 500)])
    lat = rng.normal(35, 0.02, 1000)
    most = density_areas(lon, lat, SHARES)[1]
    assert most.shape.geom_type == "MultiPolygon"
    assert not most.shape.intersects(shapely.Point(13, 35))
