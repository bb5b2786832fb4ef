"""The test of levels in worlds whose truth is known, and what a test of shares says of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import numpy as np
import pytest

from dashboard.picture import Pictures
from layers.analysis.change_points import ChangePoint, adjusted_logs, logs
from layers.analysis.displacement import (
    FALSE_ALARMS,
    FALSE_ALARMS_SHORT,
    FALSE_ALARMS_YOUNG,
    POWER,
    POWER_WANDERING,
    POWER_YOUNG,
    Shift,
    displacement,
    displacements,
    gains_at_dates,
    placebo_places,
)
from layers.analysis.levels import Floats, Levels, levels

TEN_YEARS, SHORT = 120, 42
FALLS_BY = 0.8  # as the Central route did in the second half of 2017
FOUND = "consistent with displacement"
VERDICTS = {FOUND, "decline only", "growth elsewhere, unrelated in time", "not enough data"}


@pytest.fixture
def told(worlds: Any, pair: Any) -> Any:
    """The share of worlds for each verdict, where Central falls and a part of that goes Western."""

    def of(
        share: float, months: int = TEN_YEARS, count: int = 200, after: int = 6, **changes: Any
    ) -> Counter[str]:
        falling, other = fallen(
            worlds, share, months, count, changes.pop("fall", FALLS_BY), **changes
        )
        said: Counter[str] = Counter()
        for one, two in zip(falling, other, strict=True):
            levels = pair(one[: months + after], two[: months + after])
            said[displacement(levels, "central", "western", levels.months[months]).verdict] += 1
        return Counter({verdict: number / count for verdict, number in said.items()})

    return of


def fallen(
    worlds: Any, share: float, months: int, count: int, fall: float, **changes: Any
) -> tuple[Floats, Floats]:
    falling = worlds(1, months + 6, 10_000, count=count, **changes)
    other = worlds(2, months + 6, 4_000, count=count, **changes)
    lost = fall * falling[:, months:]
    falling[:, months:] -= lost
    other[:, months:] += share * lost
    return falling, other


def share_test_alarms(falling: Floats, other: Floats, months: int) -> float:
    """How often the share of the other route is higher than on 95 % of the placebo dates."""
    shares = other / (falling + other)
    windows = np.lib.stride_tricks.sliding_window_view(shares, 6, axis=1).mean(axis=-1)
    change = windows[:, 12:] - windows[:, :-12]
    tested, placebos = change[:, months - 12], change[:, : months - 12 - 6 + 1]
    ranks = (1 + (placebos >= tested[:, None]).sum(axis=1)) / (1 + placebos.shape[1])
    return float((ranks <= 0.05).mean())


def test_a_route_that_merely_collapses_is_hardly_ever_called_displacement(told: Any) -> None:
    said = told(0)
    assert said[FOUND] <= 0.10
    assert said[FOUND] == pytest.approx(FALSE_ALARMS, abs=0.03)
    assert said["decline only"] >= 0.85


def test_a_test_of_shares_is_wrong_of_nearly_every_collapse(worlds: Any) -> None:
    falling, other = fallen(worlds, 0, TEN_YEARS, 200, FALLS_BY)
    assert share_test_alarms(falling, other, TEN_YEARS) >= 0.95


@pytest.mark.parametrize(("share", "least"), [(0.25, 0.60), (0.5, 0.90)])
def test_a_displacement_is_found(told: Any, share: float, least: float) -> None:
    said = told(share)
    assert said[FOUND] >= least
    assert said[FOUND] == pytest.approx(POWER[share], abs=0.08)


def test_where_only_the_season_moves_nothing_is_called_displacement(told: Any) -> None:
    said = told(0, fall=0)
    assert said[FOUND] <= 0.01
    # There is no fall to speak of, so that there is nothing to test.
    assert said["not enough data"] >= 0.95


@pytest.mark.parametrize("place", [TEN_YEARS + 2, TEN_YEARS - 4, TEN_YEARS - 10])
def test_a_single_huge_month_of_the_other_route_is_no_growth(
    worlds: Any, pair: Any, place: int
) -> None:
    falling, other = fallen(worlds, 0, TEN_YEARS, 200, FALLS_BY)
    other[:, place] *= 10
    said = [
        displacement(level := pair(a, b), "central", "western", level.months[TEN_YEARS]).verdict
        for a, b in zip(falling, other, strict=True)
    ]
    assert said.count(FOUND) / len(said) <= 0.10


def test_with_a_short_history_false_alarms_are_as_said(told: Any) -> None:
    assert told(0, months=SHORT)[FOUND] == pytest.approx(FALSE_ALARMS_SHORT, abs=0.04)


def test_soon_after_a_fall_less_is_found_and_the_verdict_says_how_often_it_is_wrong(
    told: Any, worlds: Any, pair: Any
) -> None:
    # A world keeps its season and noise: only the months after the third are not there yet.
    assert told(0, months=60, after=3)[FOUND] <= FALSE_ALARMS_YOUNG + 0.03
    for share, found in POWER_YOUNG.items():
        assert told(share, after=3)[FOUND] == pytest.approx(found, abs=0.08)
    falling, other = fallen(worlds, 0.5, TEN_YEARS, 1, FALLS_BY)
    levels = pair(falling[0][:-3], other[0][:-3])
    young = displacement(levels, "central", "western", levels.months[TEN_YEARS])
    assert young.false_alarms == FALSE_ALARMS_YOUNG > FALSE_ALARMS


def test_it_finds_more_than_a_comparison_with_the_same_months_a_year_before(worlds: Any) -> None:
    _, other = fallen(worlds, 0.25, TEN_YEARS, 400, FALLS_BY)
    log = logs(other)
    ours = gains_at_dates(adjusted_logs(log), 6)
    ours_found = np.mean([rank_of(gain) <= 0.05 for gain in ours])
    half_years = np.lib.stride_tricks.sliding_window_view(log, 6, axis=1).mean(axis=-1)
    year_on_year = np.full(log.shape, np.nan)
    year_on_year[:, 12 : half_years.shape[1]] = half_years[:, 12:] - half_years[:, :-12]
    assert ours_found >= 0.75
    assert ours_found >= np.mean([rank_of(gain) <= 0.05 for gain in year_on_year]) + 0.05


def rank_of(gain: Floats) -> float:
    places = placebo_places(gain, TEN_YEARS, 6)
    return float((1 + (gain[places] >= gain[TEN_YEARS]).sum()) / (1 + len(places)))


@pytest.mark.long
@pytest.mark.parametrize(("months", "wandering"), [(42, 0.0), (60, 0.0), (120, 0.0), (120, 0.06)])
def test_the_measured_rates_hold_in_many_worlds(told: Any, months: int, wandering: float) -> None:
    said = told(0, months=months, count=2000, wandering=wandering)
    assert said[FOUND] <= (FALSE_ALARMS_SHORT if months < 60 else FALSE_ALARMS) + 0.015
    for share, least in ((0.25, 0.60), (0.5, 0.90)):
        found = told(share, months=months, count=2000, wandering=wandering)[FOUND]
        if wandering:
            assert found == pytest.approx(POWER_WANDERING[share], abs=0.04)
        else:
            assert found >= least


def example(worlds: Any, pair: Any, share: float) -> Shift:
    falling, other = fallen(worlds, share, TEN_YEARS, 1, FALLS_BY)
    levels = pair(falling[0], other[0])
    return displacement(levels, "central", "western", levels.months[TEN_YEARS])


def test_the_result_says_what_was_compared_and_how_large_it_is(worlds: Any, pair: Any) -> None:
    found = example(worlds, pair, 0.5)
    assert found.date == dt.date(2020, 1, 1)
    assert found.after == (dt.date(2020, 1, 1), dt.date(2020, 6, 1))
    assert found.before == (dt.date(2019, 1, 1), dt.date(2019, 12, 1))
    assert found.placebos == TEN_YEARS - 12 - 6 + 1
    assert found.placebo_dates == (dt.date(2011, 1, 1), dt.date(2019, 7, 1))
    assert found.decline_factor == pytest.approx(0.2, rel=0.4)
    assert found.rank == pytest.approx(1 / (found.placebos + 1))
    assert found.share_of_loss == pytest.approx(found.gained / found.lost)
    assert 0.25 <= found.share_of_loss <= 0.75
    assert found.verdict == FOUND
    assert "This is consistent with displacement" in found.sentence
    assert "other reasons for both changes are not ruled out" in found.sentence
    assert found.false_alarms == FALSE_ALARMS


@pytest.mark.parametrize("share", [0, 0.1, 0.25, 0.5, 1])
def test_no_sentence_claims_a_reason(worlds: Any, pair: Any, share: float) -> None:
    sentence = example(worlds, pair, share).sentence.lower()
    assert "cause" not in sentence
    assert "prove" not in sentence


def test_growth_that_began_long_before_is_unrelated_in_time(worlds: Any, pair: Any) -> None:
    falling, other = fallen(worlds, 0, TEN_YEARS, 1, FALLS_BY)
    other[0, TEN_YEARS - 5 :] *= 6
    levels = pair(falling[0], other[0])
    found = displacement(levels, "central", "western", levels.months[TEN_YEARS])
    assert found.verdict == "growth elsewhere, unrelated in time"
    assert found.turned == levels.months[TEN_YEARS - 5]
    assert "not within 3 months" in found.sentence


def test_growth_that_is_a_trifle_beside_the_loss_is_no_displacement(worlds: Any, pair: Any) -> None:
    falling, other = fallen(worlds, 0, TEN_YEARS, 1, FALLS_BY)
    small = other[0] / 100
    small[TEN_YEARS:] *= 10
    levels = pair(falling[0], small)
    found = displacement(levels, "central", "western", levels.months[TEN_YEARS])
    assert found.verdict == "decline only"
    assert "10 % are asked for" in found.sentence


def test_months_that_are_not_there_yet_change_no_verdict_of_then(worlds: Any, pair: Any) -> None:
    falling, other = fallen(worlds, 0.5, TEN_YEARS, 1, FALLS_BY)
    levels = pair(falling[0], other[0])
    date = levels.months[TEN_YEARS]
    then = levels.upto(levels.months[TEN_YEARS + 2])
    assert displacement(then, "central", "western", date).after == (date, dt.date(2020, 3, 1))
    sooner = displacement(levels.upto(levels.months[TEN_YEARS + 1]), "central", "western", date)
    assert sooner.verdict == "not enough data"
    assert sooner.missing == (
        "12 months before Jan 2020 and 3 from it on; held are Jan 2010 to Feb 2020",
    )


def test_every_fall_is_tested_against_every_other_route(worlds: Any, pair: Any) -> None:
    falling, other = fallen(worlds, 0.5, TEN_YEARS, 1, FALLS_BY)
    levels = pair(falling[0], other[0])
    points = [
        ChangePoint("central", levels.months[TEN_YEARS], levels.months[-1], 0.2, 0.1, 0.3),
        ChangePoint("western", levels.months[60], levels.months[-1], 0.9, 0.8, 1.0),
        ChangePoint("western", levels.months[80], levels.months[-1], 1.9, 1.8, 2.0),
    ]
    found = displacements(levels, points)
    assert [(s.declining, s.other) for s in found] == [("central", "western")]


SAME = [4000.0] * (TEN_YEARS + 6)
FELL = [10_000.0] * TEN_YEARS + [2000.0] * 6
GAP = [*SAME[:TEN_YEARS], *[np.nan] * 4, 4000.0, 4000.0]


@pytest.mark.parametrize(
    ("central", "western", "missing"),
    [
        ([], [], "no figure"),
        ([1.0, 2.0], [1.0, 2.0], "12 months before"),
        ([0.0] * 126, [0.0] * 126, "a fall: Central Mediterranean stood at 1.00 times"),
        (SAME, SAME, "a fall: Central Mediterranean stood at 1.00 times"),
        (FELL, [np.nan] * 126, "Western Mediterranean: 0 months, 36 are needed"),
        (FELL, GAP, "Western Mediterranean: too many unknown months around the date"),
        (FELL, [np.nan] * 85 + SAME[85:], "placebo dates of Western Mediterranean: there are 2"),
    ],
    ids=["none", "two", "all zero", "constant", "unknown", "gap", "few placebos"],
)
def test_what_is_missing_is_said_instead_of_a_number(
    pair: Any, plain: Any, central: list[float], western: list[float], missing: str
) -> None:
    nothing = plain(np.empty((0, 0)), ())
    levels = pair(np.array(central), np.array(western)) if central else nothing
    found = displacement(levels, "central", "western", dt.date(2020, 1, 1))
    assert found.verdict == "not enough data"
    assert found.sentence.endswith("not enough data.")
    assert missing in found.missing[0]
    numbers = (found.decline_factor, found.lost, found.growth_factor, found.gained, found.rank)
    assert numbers == (None,) * 5
    assert (found.share_of_loss, found.turned) == (None, None)


def test_one_missing_month_does_not_keep_a_verdict_back(worlds: Any, pair: Any) -> None:
    falling, other = fallen(worlds, 0.5, TEN_YEARS, 1, FALLS_BY)
    other[0, TEN_YEARS + 1] = np.nan
    other[0, TEN_YEARS - 3] = np.nan
    levels = pair(falling[0], other[0])
    found = displacement(levels, "central", "western", levels.months[TEN_YEARS])
    assert found.verdict in VERDICTS - {"not enough data"}


def test_an_other_route_that_never_changed_is_a_decline_only(pair: Any) -> None:
    levels: Levels = pair(np.array(FELL), np.array(SAME))
    found = displacement(levels, "central", "western", levels.months[TEN_YEARS])
    assert found.verdict == "decline only"
    assert found.gained == pytest.approx(0, abs=1e-6)


def test_a_growth_just_short_of_the_limit_does_not_read_as_if_it_had_reached_it(
    pictures: Pictures,
) -> None:
    found = levels(pictures.holdings().crossings)
    shift = displacement(found, "central", "western", dt.date(2017, 7, 1))
    assert shift.verdict == "decline only"
    assert 0.095 < (shift.share_of_loss or 0) < 0.1
    assert "by 9.8 % of the loss, and 10 % are asked for" in shift.sentence
