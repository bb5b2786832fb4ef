"""How far a published position can be trusted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.analysis import coordinates
from layers.analysis.coordinates import Described


@pytest.mark.parametrize(
    ("written", "decimals"),
    [("14", 0), ("14.0", 0), ("-14.50", 1), ("14.1234", 4), ("1.25e1", 2), (" 3.1 ", 1)],
)
def test_trailing_zeros_are_no_decimals(written: str, decimals: int) -> None:
    assert coordinates.decimals(written) == decimals


@pytest.mark.parametrize(
    ("place", "described"),
    [
        ("40 miles off the coast of Libya", "distance"),
        ("12 km north of Zuwara", "distance"),
        ("28 nm south of Alborán, between Morocco and Spain", "distance"),
        ("33°41'N 012°57'E", "distance"),
        ("Off the coast of Sabratha, Libya", "named"),
        ("Beach of Zarzis", "named"),
        ("Off the coast of Libya", "vague"),
        ("Coast of Tunisia", "vague"),
        ("Libyan waters", "vague"),
        ("Between Türkiye and Greece", "vague"),
        ("Unspecified location, 20 km off Dakhla", "vague"),
        ("Libya", "vague"),
        ("", "vague"),
    ],
)
def test_a_description_is_a_distance_a_named_place_or_vague(place: str, described: str) -> None:
    assert coordinates.described(place) == described


@pytest.mark.parametrize(
    ("longitude", "latitude", "place", "shared_by", "radius"),
    [
        ("14.5123", "35.9123", "distance", 1, 15),
        ("14.5123", "35.9123", "named", 2, 25),
        ("14.5123", "35.9123", "vague", 1, 60),
        ("14.5", "35.9123", "distance", 1, 15),
        ("14", "35.9123", "distance", 1, 55),
        ("14.5123", "35.0", "named", 1, 55),
        ("14", "35", "vague", 1, 60),
        ("14.5123", "35.9123", "distance", 3, 60),
    ],
)
def test_the_largest_doubt_decides(
    longitude: str, latitude: str, place: Described, shared_by: int, radius: float
) -> None:
    assert coordinates.uncertainty_km(longitude, latitude, place, shared_by) == radius


@given(
    st.floats(-180, 180).map(str),
    st.floats(-90, 90).map(str),
    st.sampled_from(["distance", "named", "vague"]),
    st.integers(1, 9),
)
def test_no_position_is_better_than_ten_kilometres(
    longitude: str, latitude: str, place: Described, shared_by: int
) -> None:
    radius = coordinates.uncertainty_km(longitude, latitude, place, shared_by)
    assert 10 <= radius <= 60
    assert radius <= coordinates.uncertainty_km(longitude, latitude, place, shared_by + 2)
