"""The reporting-delay curve, learned from editions whose delay is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from layers.analysis.completeness import (
    COMPLETE_SHARE,
    MIN_EDITIONS,
    Curve,
    expected_after_revision,
    incomplete_tail,
    known_counts,
    reporting_curve,
)
from layers.analysis.records import Period

# Of a month's deaths, this share is known so many months after its end; the rest in the sixth.
DELAY = (0.5, 0.8, 0.9, 0.96, 1.0)
START = pd.Timestamp("2018-01-01")


def edition(
    seen: str,
    *,
    delay: Sequence[float] = DELAY,
    scale: float = 1.0,
    first: pd.Timestamp = START,
    route: str = "central",
) -> pd.DataFrame:
    """What an edition read on the last day of a month knows of a world of 200 deaths a month."""
    last = pd.Timestamp(seen)
    months = pd.date_range(first, last, freq="MS")
    ages = [(last.year - m.year) * 12 + last.month - m.month for m in months]
    shares = [delay[min(age, len(delay) - 1)] for age in ages]
    return pd.DataFrame(
        {
            "month": months.astype("datetime64[s]"),
            "route": pd.Series([route] * len(months), dtype="string"),
            "seen": pd.Series([last] * len(months), dtype="datetime64[s]"),
            "persons": np.array([round(200 * scale * s) for s in shares], dtype="int64"),
        }
    )


def monthly(first: str, count: int, **options: object) -> list[pd.DataFrame]:
    ends = pd.date_range(first, periods=count, freq="ME")
    return [edition(f"{end:%Y-%m-%d}", **options) for end in ends]  # type: ignore[arg-type]


def test_the_curve_is_the_delay_of_the_world() -> None:
    curve = reporting_curve(monthly("2023-01-31", 18))
    known = dict(zip(curve.shares["age"], curve.shares["median"], strict=True))
    assert [known[age] for age in range(5)] == pytest.approx(list(DELAY))
    assert (curve.missing, curve.editions, curve.settled_after) == ("", 18, 3)
    assert curve.shares.set_index("age")["months"][0] == 12
    assert "complete to 95 % after 3 months" in curve.sentence


def test_a_month_that_is_still_growing_is_no_yardstick() -> None:
    # The newest edition knows half of the newest month: that half must not count as all of it.
    curve = reporting_curve(monthly("2023-01-31", 18))
    assert curve.shares["median"].iloc[0] == pytest.approx(0.5)


def test_without_delay_no_month_is_incomplete() -> None:
    curve = reporting_curve(monthly("2023-01-31", 18, delay=(1.0,)))
    assert curve.settled_after == 0
    assert set(curve.shares["low"]) == {1.0}


@pytest.mark.parametrize(
    ("editions", "said"),
    [
        ([], "0 complete editions are held"),
        (monthly("2023-01-31", 2), f"2 complete editions are held; {MIN_EDITIONS} are needed"),
        (monthly("2023-01-31", 6), "0 months were seen young and again"),
        ([edition("2023-06-30")] * 9, "0 months were seen young and again"),
        ([edition("2023-06-30").iloc[:0]] * 9, "0 complete editions are held"),
    ],
)
def test_too_little_history_gives_no_curve_and_says_so(
    editions: list[pd.DataFrame], said: str
) -> None:
    curve = reporting_curve(editions)
    assert curve.shares.empty
    assert curve.settled_after is None
    assert curve.sentence == curve.missing
    assert "not enough data" in curve.missing
    assert said in curve.missing


def test_an_edition_of_another_scope_is_left_out_and_counted() -> None:
    editions = monthly("2023-01-31", 18)
    half = edition("2023-05-31", scale=0.5)
    curve = reporting_curve([*editions[:5], half, *editions[5:]])
    assert (curve.other_scope, curve.editions) == (1, 18)
    assert curve.shares["median"].iloc[0] == pytest.approx(0.5)
    assert "1 edition of another scope left out" in curve.sentence


def test_a_partial_file_is_compared_in_its_own_months_only() -> None:
    editions = monthly("2023-01-31", 18)
    one_year = edition("2023-12-31", first=pd.Timestamp("2023-01-01"))
    curve = reporting_curve([*editions[:12], one_year, *editions[12:]])
    assert curve.shares["median"].tolist()[:3] == pytest.approx(list(DELAY[:3]))


def test_an_edition_of_one_route_is_compared_on_that_route_only() -> None:
    both = [
        pd.concat([edition(day, scale=0.5), edition(day, route="eastern", scale=4)])
        for day in (f"{end:%Y-%m-%d}" for end in pd.date_range("2023-01-31", periods=18, freq="ME"))
    ]
    one = edition("2023-12-31", scale=0.5)
    curve = reporting_curve([*both[:11], one, *both[12:]])
    assert (curve.editions, curve.other_scope) == (18, 0)
    assert curve.shares["median"].tolist()[:3] == pytest.approx(list(DELAY[:3]))


def test_a_newest_edition_of_another_scope_gives_no_curve() -> None:
    curve = reporting_curve([*monthly("2023-01-31", 18), edition("2024-07-31", scale=2)])
    assert "1 edition is of the scope of the newest" in curve.missing


def test_the_same_file_read_twice_counts_once() -> None:
    editions = monthly("2023-01-31", 18)
    twice = [e for e in editions for _ in range(2)]
    pd.testing.assert_frame_equal(reporting_curve(twice).shares, reporting_curve(editions).shares)


def test_editions_of_few_ages_leave_ages_between_out() -> None:
    curve = reporting_curve(monthly("2021-01-31", 42)[::3])
    assert set(curve.shares["age"]) <= set(range(13))
    assert curve.shares["months"].min() >= 3


def deaths(persons: Sequence[int], as_of: str) -> pd.DataFrame:
    end = pd.Timestamp(as_of)
    months = pd.date_range(end=end, periods=len(persons), freq="MS").astype("datetime64[s]")
    return pd.DataFrame(
        {
            "month": months,
            "dead_and_missing_count": pd.Series(persons, dtype="Int64"),
            "as_of": pd.Series([end] * len(persons), dtype="datetime64[s]"),
        }
    )


@pytest.fixture
def curve() -> Curve:
    return reporting_curve(monthly("2023-01-31", 18))


def test_the_tail_is_the_months_whose_median_is_below_the_mark(curve: Curve) -> None:
    rows = deaths([1, 2, 4, 8, 16], "2024-05-31")
    flags = incomplete_tail(curve, rows["month"], rows["as_of"])
    assert flags.tolist() == [False, False, True, True, True]
    assert COMPLETE_SHARE == 0.95


def test_without_a_curve_nothing_is_called_incomplete() -> None:
    rows = deaths([1, 2, 4], "2024-05-31")
    none = reporting_curve([])
    assert not incomplete_tail(none, rows["month"], rows["as_of"]).any()
    assert expected_after_revision(none, rows).empty


def test_what_is_expected_is_the_known_over_the_share(curve: Curve) -> None:
    band = expected_after_revision(curve, deaths([100, 100, 90, 80, 50], "2024-05-31"))
    assert band["known"].tolist() == [90, 80, 50]
    assert band["median"].tolist() == pytest.approx([100, 100, 100])
    assert (band["low"] <= band["median"]).all()
    assert (band["median"] <= band["high"]).all()


def test_a_month_without_a_death_yet_is_not_scaled_up_from_nothing(curve: Curve) -> None:
    band = expected_after_revision(curve, deaths([0, 50], "2024-05-31"))
    assert band["known"].tolist() == [0, 50]
    assert band["median"].isna().tolist() == [True, False]


def test_a_month_still_running_has_no_expected_count(curve: Curve) -> None:
    band = expected_after_revision(curve, deaths([100, 30], "2024-05-14"))
    assert band.set_index("known")["median"].isna()[30]


def test_a_run_of_the_same_rows_of_two_routes_is_one_month(curve: Curve) -> None:
    rows = deaths([20, 30], "2024-05-31").assign(month=pd.Timestamp("2024-05-01"))
    assert expected_after_revision(curve, rows)["known"].tolist() == [50]


INCIDENT = {"status": "published", "route": "central", "dead_count": 1, "missing_count": 0}


def incidents(*rows: dict[str, object]) -> pd.DataFrame:
    frame = pd.DataFrame([{**INCIDENT, **row} for row in rows])
    frame["occurred_on"] = pd.to_datetime(frame["occurred_on"]).astype("datetime64[s]")
    return frame.astype({"dead_count": "Int64", "missing_count": "Int64"})


def test_counts_are_of_whole_months_that_were_over_when_they_were_read() -> None:
    frame = incidents(
        {"occurred_on": "2024-01-09"},
        {"occurred_on": "2024-01-31", "dead_count": None, "missing_count": 2},
        {"occurred_on": "2024-03-05", "dead_count": 4},
        {"occurred_on": "2024-04-02", "dead_count": 8},
        {"occurred_on": "2024-01-02", "dead_count": 16, "status": "withdrawn"},
        {"occurred_on": "2024-01-02", "dead_count": 32, "route": None},
        {"occurred_on": None, "dead_count": 64},
    )
    whole = Period("central", dt.date(2024, 1, 1), dt.date(2024, 4, 30), dt.date(2024, 4, 15))
    counts = known_counts(frame, [whole])
    assert [m.date().month for m in counts["month"]] == [1, 2, 3]
    assert counts["persons"].tolist() == [3, 0, 4]
    assert {d.date() for d in counts["seen"]} == {dt.date(2024, 4, 15)}


def test_a_month_that_a_record_covers_in_part_is_not_counted() -> None:
    frame = incidents({"occurred_on": "2024-02-20"})
    part = Period("central", dt.date(2024, 1, 2), dt.date(2024, 2, 28), dt.date(2024, 3, 1))
    assert known_counts(frame, [part]).empty


def test_a_record_of_one_route_counts_that_route() -> None:
    frame = incidents({"occurred_on": "2024-02-20"}, {"occurred_on": "2024-02-20", "dead_count": 2})
    frame.loc[1, "route"] = "eastern"
    month = dt.date(2024, 2, 1), dt.date(2024, 2, 29), dt.date(2024, 3, 1)
    counts = known_counts(frame, [Period("eastern", *month)])
    assert counts[["route", "persons"]].to_numpy().tolist() == [["eastern", 2]]


def test_a_record_without_a_stated_day_tells_no_age() -> None:
    frame = incidents({"occurred_on": "2024-02-20"})
    undated = Period("central", dt.date(2024, 2, 1), dt.date(2024, 2, 29))
    assert known_counts(frame, [undated]).empty


def test_an_edition_that_says_nothing_of_its_completeness_counts_nothing() -> None:
    assert known_counts(incidents({"occurred_on": "2024-02-20"}), ()).empty
