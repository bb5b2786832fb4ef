"""Intervals at incident level: what they cover in a world whose truth is known, and when none is given."""

from __future__ import annotations

import math
import subprocess
import sys
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammaincinv

from geodata.store import FileStore
from layers.analysis.intervals import (
    EXACT_BELOW,
    MAX_SHARE,
    MEASURED_COVERAGE,
    MIN_INCIDENTS,
    SAMPLING_ONLY,
    Spread,
    gamma_bounds,
    gamma_quantile,
    lacking,
    spread_of_incidents,
    toll_band,
)

Numbers = npt.NDArray[np.float64]
YEARS = 4_000
A_YEAR = 130  # incidents a year on the Central route, 2014-2025
LARGE = 0.13  # of them with 30 or more dead and missing
CROSSINGS = 50_000


@pytest.fixture(scope="module")
def large() -> Numbers:
    """The sizes of the packaged incidents on the Central route: 30 or more dead and missing."""
    frame = FileStore().load("incidents").frame
    rows = frame[frame["route"] == "central"]
    people = rows[["dead_count", "missing_count"]].sum(axis=1)
    return people.to_numpy(dtype="float64")


def world(large: Numbers, incidents: int, seed: int) -> tuple[Any, ...]:
    """Years of incidents, as (number, toll, sum of squares, largest), and the true mean toll."""
    draw = np.random.default_rng(seed)

    def small(n: int) -> Numbers:
        return np.clip(np.round(draw.lognormal(math.log(3), 1.1, n)), 1, 29)

    numbers = draw.poisson(incidents, YEARS)
    year = np.repeat(np.arange(YEARS), numbers)
    sizes = small(len(year))
    is_large = draw.random(len(year)) < LARGE
    sizes[is_large] = draw.choice(large, int(is_large.sum()))
    toll, squares = (np.bincount(year, s, YEARS) for s in (sizes, sizes**2))
    top = np.zeros(YEARS)
    np.maximum.at(top, year, sizes)
    mean = LARGE * large.mean() + (1 - LARGE) * small(500_000).mean()
    return numbers, toll, squares, top, incidents * mean


def coverage(low: Numbers, high: Numbers, truth: float) -> float:
    return float(((low <= truth) & (truth <= high)).mean())


def test_nine_bands_of_ten_hold_the_truth_over_a_year_at_central_mediterranean_scale(
    large: Numbers,
) -> None:
    _, toll, squares, top, truth = world(large, A_YEAR, seed=2018)
    covered = coverage(*gamma_bounds(toll, squares, top), truth)
    assert covered >= 0.9
    assert covered == pytest.approx(MEASURED_COVERAGE, abs=0.015)


def test_a_wilson_interval_misses_the_truth_in_the_same_world(large: Numbers) -> None:
    _, toll, _, _, truth = world(large, A_YEAR, seed=2018)
    z, n = 1.96, CROSSINGS
    share = toll / n
    middle = (share + z * z / 2 / n) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / 4 / n**2) / (1 + z * z / n)
    assert coverage(n * (middle - half), n * (middle + half), truth) < 0.2


def test_the_log_normal_interval_covers_less_than_the_gamma_interval(large: Numbers) -> None:
    _, toll, squares, top, truth = world(large, A_YEAR, seed=2018)
    error = np.sqrt(squares) / toll
    plain = coverage(toll * np.exp(-1.96 * error), toll * np.exp(1.96 * error), truth)
    assert 0.85 < plain < coverage(*gamma_bounds(toll, squares, top), truth) - 0.02


def test_bands_are_still_held_at_the_smallest_number_of_incidents(large: Numbers) -> None:
    numbers, toll, squares, top, truth = world(large, MIN_INCIDENTS, seed=7)
    given_one = (numbers >= MIN_INCIDENTS) & (top / np.maximum(toll, 1) <= MAX_SHARE)
    least = coverage(*gamma_bounds(toll[given_one], squares[given_one], top[given_one]), truth)
    assert least >= 0.85
    # With half as many, two bands of ten would miss: that is where no band is better.
    numbers, toll, squares, top, truth = world(large, MIN_INCIDENTS // 2, seed=7)
    some = numbers > 0
    fewer = coverage(*gamma_bounds(toll[some], squares[some], top[some]), truth)
    assert fewer < 0.83 < least


def test_incidents_of_one_person_give_the_poisson_interval() -> None:
    # Garwood's exact limits for 25 events: 16.18 to 36.90 (Ulm 1990, table).
    low, high = gamma_bounds(25, 25, 1)
    assert float(low) == pytest.approx(16.18, abs=0.02)
    assert float(high) == pytest.approx(36.90, abs=0.02)


@given(
    shape=st.floats(0.01, 1e5),
    share=st.sampled_from([0.025, 0.1, 0.9, 0.975]),
)
def test_a_quantile_is_within_six_in_ten_thousand_of_the_exact_one(
    shape: float, share: float
) -> None:
    exact = gammaincinv(shape, share)
    assert float(gamma_quantile(shape, share)) == pytest.approx(exact, rel=6e-4, abs=1e-300)
    if shape < EXACT_BELOW:
        assert gamma_quantile(shape, share) == exact


def test_quantiles_of_few_and_of_many_incidents_stand_beside_each_other() -> None:
    both = gamma_quantile([2.0, 200.0], 0.025)
    # The approximation alone would put the first at 0.2246.
    assert both == pytest.approx([0.2422, 173.24], rel=3e-4)


def test_a_page_of_many_incidents_reads_no_library_of_statistics() -> None:
    code = (
        "import sys; from layers.analysis.intervals import gamma_bounds;"
        "gamma_bounds(26533, 4235509, 1022); print('scipy' in sys.modules);"
        "gamma_bounds(25, 250, 9); print('scipy' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "True"]


@given(
    sizes=st.lists(st.integers(1, 1_000), min_size=1, max_size=60),
    factor=st.sampled_from([2, 10]),
)
def test_the_band_holds_the_toll_and_scales_with_it(sizes: list[int], factor: int) -> None:
    one, other = (spread_of_incidents(s * k for s in sizes) for k in (1, factor))
    ends = [
        [float(end) for end in gamma_bounds(s.people, s.squares, s.largest or 0)]
        for s in (one, other)
    ]
    assert ends[0][0] < one.people < ends[0][1]
    assert ends[1] == pytest.approx([factor * end for end in ends[0]])


@given(sizes=st.lists(st.integers(1, 90), min_size=MIN_INCIDENTS, max_size=60))
def test_a_higher_level_gives_a_wider_band(sizes: list[int]) -> None:
    spread = spread_of_incidents(sizes)
    narrow, wide = (toll_band(spread, level) for level in (0.8, 0.95))
    if narrow is None or wide is None:
        assert lacking(spread)
        return
    assert wide.low < narrow.low < spread.people < narrow.high < wide.high


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ([], "no incident with a known toll"),
        ([0] * 30, "no incident with a known toll"),
        ([math.nan] * 30, "no incident with a known toll"),
        ([4, 2], f"2 incidents; at least {MIN_INCIDENTS} are needed"),
        ([4], f"1 incident; at least {MIN_INCIDENTS} are needed"),
        ([5, 5, 5, 5, *[math.nan] * 30], f"4 incidents; at least {MIN_INCIDENTS} are needed"),
        ([5, 5, 5, 5, *[0] * 30], f"4 incidents; at least {MIN_INCIDENTS} are needed"),
        ([1_000, *[1] * 40], "one incident holds 96 % of the deaths"),
    ],
)
def test_too_little_gives_no_band_and_says_what_is_missing(sizes: list[float], said: str) -> None:
    spread = spread_of_incidents(sizes)
    assert toll_band(spread) is None
    assert "not enough data" in lacking(spread)
    assert said in lacking(spread)


def test_a_series_without_sizes_gives_no_band() -> None:
    spread = Spread(people=100, incidents=40, squares=0, largest=None)
    assert toll_band(spread) is None
    assert "sizes of the incidents are not known" in lacking(spread)


def test_a_constant_series_of_incidents_has_a_band() -> None:
    band = toll_band(spread_of_incidents([4] * 25))
    assert band is not None
    assert (band.incidents, band.largest_share) == (25, 0.04)
    assert band.low == pytest.approx(4 * 16.18, abs=0.1)


def test_a_band_says_what_it_leaves_out() -> None:
    band = toll_band(Spread(people=100, incidents=25, squares=400, largest=4, apart=7))
    assert band is not None
    assert SAMPLING_ONLY in band.sentence
    assert "25 incidents" in band.sentence
    assert "7 persons of records that cover many incidents" in band.sentence
    plain = toll_band(Spread(people=100, incidents=25, squares=400, largest=4))
    assert plain is not None
    assert (band.low - plain.low, band.high - plain.high) == (7, 7)
