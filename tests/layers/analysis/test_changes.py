"""Alerts and change points: what they find, and how often they are wrong where nothing changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from layers.analysis.change_points import (
    CHANGE_POINTS_WANDERING,
    FALSE_CHANGE_POINTS,
    PENALTY,
    adjusted_logs,
    change_points,
    logs,
    partition,
)
from layers.analysis.changes import (
    FALSE_ALERTS,
    FALSE_ALERTS_WANDERING,
    MIN_PLACEBOS,
    Change,
    alerts,
    alerts_begun,
    begins,
    changes,
)
from layers.analysis.levels import Floats, Levels

TEN_YEARS = 120
CENTRAL = ("central",)


def of_year(persons: Floats) -> Change:
    """The changes of series of which every month is known."""
    then = np.full_like(persons, np.nan)
    then[..., 12:] = persons[..., :-12]
    return changes(persons, then)


@pytest.fixture
def one(plain: Any) -> Callable[[Any], Levels]:
    """The levels of the Central route."""
    return lambda persons: plain(persons, CENTRAL)


def test_where_nothing_changes_alerts_are_as_rare_as_said(worlds: Any) -> None:
    persons = worlds(1, TEN_YEARS + 12, 4000, count=300)
    begun = begins(of_year(persons).state)
    rate = begun.sum() / (300 * 11)
    assert rate == pytest.approx(FALSE_ALERTS, abs=0.03)


@pytest.mark.parametrize(("drift", "rate"), FALSE_ALERTS_WANDERING.items())
def test_where_levels_wander_alerts_are_as_frequent_as_said(
    worlds: Any, drift: float, rate: float
) -> None:
    persons = worlds(1, TEN_YEARS + 12, 4000, count=300, wandering=drift)
    assert begins(of_year(persons).state).sum() / (300 * 11) == pytest.approx(rate, abs=0.03)


@pytest.mark.parametrize(("drift", "share"), CHANGE_POINTS_WANDERING.items())
def test_where_levels_wander_most_series_are_cut_as_said(
    worlds: Any, drift: float, share: float
) -> None:
    adjusted = adjusted_logs(logs(worlds(5, TEN_YEARS, 4000, count=300, wandering=drift)))
    assert np.mean([bool(partition(v)) for v in adjusted]) == pytest.approx(share, abs=0.05)


def test_an_alert_that_the_route_has_often_had_before_says_that_it_is_not_unusual(
    worlds: Any, one: Any
) -> None:
    found = alerts(one(worlds(4, TEN_YEARS, 4000, count=1, wandering=0.2)[0]))
    usual = [a for a in found if a.is_usual]
    assert usual
    for alert in usual:
        assert "large, not unusual; rank" in alert.why
    for alert in found:
        assert alert.is_usual == (alert.basis == "large" and alert.rank is not None)


def test_the_alerts_of_a_record_are_counted_beside_the_years_that_it_has(one: Any) -> None:
    assert alerts_begun(one([1000] * 12 + [3000] * 12)) == (1, pytest.approx(11 / 12))
    assert alerts_begun(one([])) == (0, 0.0)


def test_the_rule_of_size_alone_is_hardly_ever_wrong(worlds: Any) -> None:
    persons = worlds(2, 12 + MIN_PLACEBOS + 3, 4000, count=300)
    begun = begins(of_year(persons).state)
    assert begun.sum() / (300 * (MIN_PLACEBOS + 3) / 12) <= 0.03


@pytest.mark.parametrize(("factor", "state"), [(3.0, 1), (1 / 3, -1)])
def test_a_change_that_stays_is_in_alert_within_four_months(
    worlds: Any, factor: float, state: int
) -> None:
    persons = worlds(3, TEN_YEARS + 6, 4000)
    persons[:, TEN_YEARS:] *= factor
    found = of_year(persons).state[:, TEN_YEARS : TEN_YEARS + 4]
    assert (found == state).any(axis=1).mean() >= 0.95


def test_a_year_and_a_month_with_three_times_as_many_say_a_rise_of_three(one: Any) -> None:
    found = alerts(one([1000] * 15 + [3000] * 6))
    assert [(a.direction, a.basis, a.first, a.is_open) for a in found] == [
        ("rise", "large", dt.date(2011, 6, 1), True)
    ]
    assert found[0].after == pytest.approx(3000 * 2 / 3 + 1000 / 3 + 2000 / 3)
    assert found[0].since is None  # fewer than 36 months: no season is known
    assert found[0].rank is None


def test_an_alert_knows_only_the_months_up_to_its_own(one: Any, worlds: Any) -> None:
    persons = worlds(4, TEN_YEARS, 4000, count=1, wandering=0.2)[0]
    whole = one(persons)
    for last in (60, 80, 100):
        then = {(a.first, a.direction, a.since, a.rank) for a in alerts(one(persons[:last]))}
        now = {(a.first, a.direction, a.since, a.rank) for a in alerts(whole)}
        assert then == {key for key in now if key[0] < whole.months[last]}


def test_an_unknown_month_does_not_end_an_alert(one: Any) -> None:
    persons = np.array([1000.0] * 12 + [3000.0] * 10)
    persons[17] = np.nan
    found = alerts(one(persons))
    assert len(found) == 1
    assert found[0].is_open


def test_a_small_route_has_no_alert_for_a_few_persons(one: Any) -> None:
    assert alerts(one([3] * 12 + [12] * 12)) == []
    assert alerts(one([40] * 12 + [120] * 12)) == []


def test_where_nothing_changes_change_points_are_as_rare_as_said(worlds: Any) -> None:
    adjusted = adjusted_logs(logs(worlds(5, TEN_YEARS, 4000, count=400)))
    share = np.mean([bool(partition(values)) for values in adjusted])
    assert share == pytest.approx(FALSE_CHANGE_POINTS, abs=0.02)
    assert PENALTY == 40


def test_a_change_point_is_found_within_three_months_and_its_band_holds_the_factor(
    one: Any,
    worlds: Any,
) -> None:
    persons = worlds(6, TEN_YEARS, 4000, count=100)
    persons[:, 70:] *= 0.4
    found = [change_points(one(world)) for world in persons]
    near = [
        p for points in found for p in points if abs(one(persons[0]).position(p.since) - 70) <= 3
    ]
    assert len(near) >= 95
    assert np.mean([p.low <= 0.4 <= p.high for p in near]) >= 0.8
    assert {p.direction for p in near} == {"fall"}


def test_a_rise_that_is_followed_by_a_fall_has_two_change_points(one: Any, worlds: Any) -> None:
    persons = worlds(7, TEN_YEARS, 4000, count=1)[0]
    persons[60:72] *= 5
    points = change_points(one(persons))
    assert [p.direction for p in points] == ["rise", "fall"]
    assert [abs(one(persons).position(p.since) - t) <= 2 for p, t in zip(points, (60, 72), strict=True)] == [True, True]  # fmt: skip
    assert points[0].until < points[1].since


@pytest.mark.parametrize(
    "persons",
    [
        [],
        [5.0],
        [5.0, 6.0],
        [0.0] * TEN_YEARS,
        [4000.0] * TEN_YEARS,
        [np.nan] * TEN_YEARS,
        [4000.0] * 60 + [np.nan] + [4000.0] * 59,
        [np.nan if t % 2 else 4000.0 for t in range(TEN_YEARS)],
    ],
    ids=["none", "one", "two", "all zero", "constant", "unknown", "a gap", "half unknown"],
)
def test_series_that_say_nothing_have_no_alert_and_no_change_point(
    one: Any, persons: list[float]
) -> None:
    found = one(np.array(persons))
    assert alerts(found) == []
    assert change_points(found) == []


def test_a_single_huge_month_is_no_change_point(one: Any) -> None:
    persons = np.array([4000.0 + 10 * (t % 7) for t in range(TEN_YEARS)])
    persons[70] *= 50
    assert change_points(one(persons)) == []
