"""The backtest uses the months of its time, and publishes what comes out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from dashboard.picture import Pictures
from layers.analysis.backtest import EPISODES, Episode, Replay, backtest, known_on
from layers.analysis.levels import Levels, levels

FELL = dt.date(2018, 1, 1)
EPISODE = Episode("fall", "A fall", "central", "fall", FELL, falling="central")


@pytest.fixture
def shifted(worlds: Any, pair: Any) -> Levels:
    """Twelve years in which half of what Central loses in the ninth goes Western."""
    falling = worlds(11, 144, 10_000, count=1)[0]
    other = worlds(12, 144, 4_000, count=1)[0]
    lost = 0.8 * falling[96:]
    falling[96:] -= lost
    other[96:] += lost / 2
    found: Levels = pair(falling, other)
    return found


def replay(found: Levels, episode: Episode = EPISODE) -> Replay:
    return backtest(found, (episode,)).replays[0]


def test_a_month_is_known_at_the_end_of_the_next() -> None:
    assert known_on(dt.date(2023, 12, 1)) == dt.date(2024, 1, 31)


def test_a_shift_is_told_with_its_delay_its_fall_and_its_verdict(shifted: Levels) -> None:
    found = replay(shifted)
    assert found.alert.direction == "fall"
    assert found.said_on == known_on(found.alert.first)
    assert 2 <= found.delay_months <= 5
    assert found.fall.since == FELL
    assert {t.shift.verdict for t in found.later} == {"consistent with displacement"}
    assert found.first[0].on <= found.later[0].on
    assert found.missing == ()


def test_months_after_a_verdict_do_not_change_it(shifted: Levels) -> None:
    whole = replay(shifted)
    last = whole.later[0].on.replace(day=1) - dt.timedelta(days=1)
    then = replay(shifted.upto(last.replace(day=1)))
    assert (then.alert.first, then.fall.since) == (whole.alert.first, whole.fall.since)
    assert (then.first, then.later) == (whole.first, whole.later)


def test_an_alert_of_no_episode_is_counted_apart(shifted: Levels) -> None:
    result = backtest(shifted, (EPISODE,))
    assert result.replays[0].alert not in result.other_alerts
    assert any(a.route == "western" and a.direction == "rise" for a in result.other_alerts)


def test_what_was_not_seen_is_said(pair: Any) -> None:
    quiet = pair(np.full(144, 10_000.0), np.full(144, 4_000.0))
    found = replay(quiet)
    assert (found.alert, found.said_on, found.delay_months, found.fall) == (None,) * 4
    assert "no change passed the rules of an alert" in found.missing


@pytest.mark.parametrize("months", [0, 1, 2, 30])
def test_a_record_that_does_not_reach_the_episode_says_so(
    pair: Any, plain: Any, months: int
) -> None:
    found = pair(np.full(months, 10_000.0), np.full(months, 4_000.0))
    if not months:
        found = plain(np.empty((0, 0)), ())
    result = replay(found)
    assert result.alert is None
    assert result.missing


def test_episodes_have_a_date_a_source_and_one_key_each(pictures: Pictures) -> None:
    events = set(pictures.holdings().frame("events")["event_id"])
    assert len({e.key for e in EPISODES}) == len(EPISODES)
    for episode in EPISODES:
        assert episode.date.day == 1
        assert episode.source
        assert not episode.event_id or episode.event_id in events


def test_the_packaged_figures_say_of_each_episode_what_the_page_publishes(
    pictures: Pictures,
) -> None:
    result = backtest(levels(pictures.holdings().crossings))
    delays = {r.episode.key: r.delay_months for r in result.replays}
    assert delays == {
        "2015_central_to_eastern": -3,
        "2016_eu_tuerkiye": 5,
        "2017_central_falls": 4,
        "2018_western_rises": 2,
        "2019_western_falls": 5,
        "2020_atlantic_rises": 5,
        "2023_tunisia_rises": 2,
        "2024_tunisia_falls": 11,
        "2024_libya_crete": -1,
    }
    today = {
        (r.episode.key, s.other): s.verdict
        for r in result.replays
        for s in r.today
        if s.verdict not in {"decline only", "not enough data"}
    }
    assert today == {("2018_western_rises", "western"): "consistent with displacement"}
    # At the time there were too few placebo dates to say so.
    then = {(r.episode.key, t.shift.verdict) for r in result.replays for t in r.later}
    assert ("2018_western_rises", "consistent with displacement") not in then
