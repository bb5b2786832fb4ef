"""Leeway as published: known answers to the last digit, errors, sides, the mixture."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.analysis.leeway import LeewayClass, Regression, chosen_classes, drawn_leeway
from layers.errors import DriftRefused, LayersError

RAFT = LeewayClass(
    "REFUGEE-RAFT-1",
    "Cuban refugee raft, no sail",
    "refugee raft",
    Regression(1.56, 8.30, 1.53),
    Regression(0.078, 2.70, 1.52),
    Regression(-0.078, -2.70, 1.52),
    in_mixture=True,
)
PERSON = LeewayClass(
    "PIW-1",
    "Person in the water",
    "person in the water",
    Regression(0.96, 0.0, 12.0),
    Regression(0.54, 0.0, 9.4),
    Regression(-0.54, 0.0, 9.4),
    in_mixture=True,
)
SKIFF = LeewayClass(
    "SKIFF-2",
    "Skiff, V hull",
    "skiff",
    Regression(2.87, 3.98, 3.33),
    Regression(0.32, -2.93, 2.53),
    Regression(-0.62, 1.03, 3.05),
)
CLASSES = (PERSON, RAFT, SKIFF)


def rng() -> np.random.Generator:
    return np.random.default_rng(4)


def test_a_refugee_raft_in_10_metres_a_second_has_the_published_slope_and_offset() -> None:
    # 1.56 % of 10 m/s is 15.6 cm/s, and 8.30 cm/s beside it.
    assert RAFT.downwind.at(10) == pytest.approx(15.6 + 8.30, abs=1e-12)
    assert RAFT.right.at(10) == pytest.approx(0.78 + 2.70, abs=1e-12)
    assert RAFT.left.at(10) == pytest.approx(-0.78 - 2.70, abs=1e-12)


@pytest.mark.parametrize(("wind", "share"), [(0, 0.5), (10, 1.0), (20, 1.5)])
def test_an_error_is_shared_by_slope_and_offset(wind: float, share: float) -> None:
    assert RAFT.downwind.at(wind, 2.0) - RAFT.downwind.at(wind) == pytest.approx(2.0 * share)


def test_without_errors_every_member_of_a_class_has_its_published_leeway() -> None:
    leeway = drawn_leeway((RAFT,), np.full(3, 10.0), rng(), with_errors=False)
    assert leeway.downwind == pytest.approx([0.239] * 3)
    assert leeway.right == pytest.approx([0.0348] * 3)
    assert leeway.left == pytest.approx([-0.0348] * 3)


def test_the_mean_of_an_equal_mixture_is_the_mean_of_its_classes() -> None:
    leeway = drawn_leeway((PERSON, RAFT), np.full(6, 10.0), rng(), with_errors=False)
    assert leeway.downwind.mean() == pytest.approx((0.096 + 0.239) / 2)
    assert sorted(set(leeway.downwind.round(9))) == [0.096, 0.239]


def test_members_spread_at_10_metres_a_second_by_the_published_standard_error() -> None:
    leeway = drawn_leeway((SKIFF,), np.full(20_000, 10.0), rng())
    assert leeway.downwind.std() == pytest.approx(0.0333, rel=0.03)
    assert leeway.right.std() == pytest.approx(0.0253, rel=0.03)
    assert leeway.left.std() == pytest.approx(0.0305, rel=0.03)
    assert np.corrcoef(leeway.downwind, leeway.right)[0, 1] == pytest.approx(0, abs=0.03)


def test_a_person_in_the_water_never_gets_a_slope_into_the_wind() -> None:
    """The slope alone: b + e/2 may still be against a wind that is weak."""
    calm, windy = np.full(5000, 1e-9), np.full(5000, 20.0)
    offset = drawn_leeway((PERSON,), calm, rng()).downwind
    slope = (drawn_leeway((PERSON,), windy, rng()).downwind - offset) / 20
    assert slope.min() >= -1e-9
    assert (slope < 0.001).any()


def test_in_a_calm_there_is_no_leeway() -> None:
    leeway = drawn_leeway((RAFT,), np.array([0.0, 10.0]), rng())
    assert (leeway.downwind[0], leeway.right[0], leeway.left[0]) == (0, 0, 0)
    assert leeway.downwind[1] > 0


@given(wind=st.floats(0.1, 40), seed=st.integers(0, 99))
def test_the_same_stream_draws_the_same_leeway(wind: float, seed: int) -> None:
    one, other = (
        drawn_leeway(CLASSES, np.full(30, wind), np.random.default_rng(seed)) for _ in range(2)
    )
    assert (one.downwind == other.downwind).all()
    assert (one.left == other.left).all()


def test_an_unknown_object_is_every_class_of_the_mixture() -> None:
    assert chosen_classes(CLASSES, None) == (PERSON, RAFT)
    assert chosen_classes(CLASSES, "SKIFF-2") == (SKIFF,)


def test_an_unknown_class_is_refused_with_the_list() -> None:
    with pytest.raises(DriftRefused, match=r"'DINGHY'.*PIW-1, REFUGEE-RAFT-1, SKIFF-2"):
        chosen_classes(CLASSES, "DINGHY")


def test_a_table_without_a_mixture_is_said_to_be_one() -> None:
    with pytest.raises(LayersError, match="mixture"):
        chosen_classes((SKIFF,), None)


@pytest.mark.parametrize("numbers", [(math.nan, 0, 1), (1, math.inf, 1), (1, 0, -0.1)])
def test_a_regression_that_cannot_be_is_refused(numbers: tuple[float, float, float]) -> None:
    with pytest.raises(LayersError, match="no leeway"):
        Regression(*numbers)


def test_a_class_that_drifts_into_the_wind_is_refused() -> None:
    with pytest.raises(LayersError, match="into the wind"):
        LeewayClass("X", "X", "x", Regression(-1, 0, 1), RAFT.right, RAFT.left)
