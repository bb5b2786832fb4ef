"""Levels: unknown is never smaller, and a series that begins or ends is no change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from layers.aggregate import complete_crossings
from layers.analysis.levels import Levels, levels
from layers.errors import LayersError

Frame = Callable[..., pd.DataFrame]


@pytest.fixture
def made(frame: Frame) -> Callable[..., Levels]:
    """Levels from rows of (month, route, country, measure, persons)."""

    def of(*rows: tuple[str, str, str, str, object], measure: str = "crossings_known") -> Levels:
        return levels(complete_crossings(frame("crossings", *map(_cells, rows))), measure)

    return of


def _cells(row: tuple[Any, ...]) -> dict[str, Any]:
    month, route, country, measure, persons, *status = row
    is_return = measure == "interception"
    return {
        "month": month,
        "route": route,
        "arrival_country": None if is_return else country,
        "departure_country": country if is_return else None,
        "measure": measure,
        "persons": persons,
        "status": status[0] if status else "final",
    }


def year(number: int, *series: tuple[str, str, object]) -> list[tuple[str, str, str, str, object]]:
    """Twelve months of the Central route, the same in each."""
    return [
        (f"{number}-{month:02d}", "central", country, measure, persons)
        for month in range(1, 13)
        for country, measure, persons in series
    ]


def test_a_level_is_the_sum_of_arrivals_and_interceptions_of_a_route(made: Any) -> None:
    found = made(
        ("2020-01", "central", "ITA", "arrival_sea", 1),
        ("2020-01", "central", "LBY", "interception", 2),
        ("2020-01", "central", "ITA", "arrival_land", 100),
        ("2020-01", "western", "ESP", "arrival_sea", 4),
    )
    assert found.routes == ("western", "central")
    assert found.persons.tolist() == [[4.0], [3.0]]
    assert found.shares[:, 0] == pytest.approx([4 / 7, 3 / 7])


def test_the_measure_of_arrivals_alone_leaves_interceptions_out(made: Any) -> None:
    found = made(
        ("2020-01", "central", "ITA", "arrival_sea", 1),
        ("2020-01", "central", "LBY", "interception", 2),
        measure="arrival_sea",
    )
    assert found.persons.tolist() == [[1.0]]


def test_a_month_without_a_large_series_is_unknown(made: Any) -> None:
    rows = year(2020, ("ITA", "arrival_sea", 88), ("LBY", "interception", 12))
    found = made(*rows, ("2021-01", "central", "ITA", "arrival_sea", 88))
    assert np.isnan(found.persons[0, 12])
    assert found.lacking("central", 12, 12) == [
        "Libya, interceptions: 1 month without a figure (Jan 2021 to Jan 2021)"
    ]


def test_a_month_without_a_small_series_counts(made: Any) -> None:
    rows = year(2020, ("ITA", "arrival_sea", 92), ("MLT", "arrival_sea", 8))
    found = made(*rows, ("2021-01", "central", "ITA", "arrival_sea", 92))
    assert found.persons[0, 12] == 92


def test_an_unknown_month_is_not_zero(made: Any) -> None:
    found = made(
        ("2020-01", "central", "ITA", "arrival_sea", 1),
        ("2020-03", "central", "ITA", "arrival_sea", 4),
    )
    assert np.isnan(found.persons[0, 1])
    assert found.months == (dt.date(2020, 1, 1), dt.date(2020, 2, 1), dt.date(2020, 3, 1))


def test_the_newest_month_is_left_out_while_it_is_partial(made: Any) -> None:
    found = made(
        ("2020-01", "central", "ITA", "arrival_sea", 1, "partial"),
        ("2020-02", "central", "ITA", "arrival_sea", 2, "partial"),
    )
    assert found.months == (dt.date(2020, 1, 1),)


def test_a_share_is_unknown_where_another_route_is(made: Any) -> None:
    found = made(
        ("2020-01", "central", "ITA", "arrival_sea", 1),
        ("2020-02", "central", "ITA", "arrival_sea", 1),
        ("2020-01", "western", "ESP", "arrival_sea", 4),
    )
    assert np.isnan(found.shares[:, 1]).all()


def test_the_year_before_is_compared_over_the_series_of_both_years(made: Any) -> None:
    rows = year(2020, ("ITA", "arrival_sea", 4))
    more = year(2021, ("ITA", "arrival_sea", 2), ("LBY", "interception", 100))
    now, then = made(*rows, *more).year_before
    assert now[0, 12:].tolist() == [2.0] * 12
    assert then[0, 12:].tolist() == [4.0] * 12


@pytest.mark.parametrize("begins", [True, False])
def test_a_series_that_begins_or_ends_is_no_step_in_the_linked_level(
    made: Any, begins: bool
) -> None:
    with_it = (("ITA", "arrival_sea", 75), ("LBY", "interception", 25))
    without = with_it[:1]
    first, second = (without, with_it) if begins else (with_it, without)
    # Of an end, a year must pass before the months count again.
    rows = [*year(2020, *first), *year(2021, *second), *year(2022, *second), *year(2023, *second)]
    found = made(*rows).linked[0]
    known = found[~np.isnan(found)]
    assert len(known) >= 36 - 12
    assert known == pytest.approx(known[0])


def test_levels_up_to_a_month_are_those_of_the_rows_up_to_it(made: Any) -> None:
    rows = [*year(2020, ("ITA", "arrival_sea", 4)), *year(2021, ("ITA", "arrival_sea", 2))]
    cut = made(*rows).upto(dt.date(2021, 3, 1))
    assert cut.months[-1] == dt.date(2021, 3, 1)
    assert cut.persons.tolist() == made(*rows[:15]).persons.tolist()


def test_no_rows_make_no_levels_and_another_measure_is_refused(frame: Frame) -> None:
    nothing = frame("crossings", {"measure": "arrival_land"}).assign(is_expected=True)
    found = levels(nothing)
    assert found.months == ()
    assert found.routes == ()
    assert found.shares.shape == (0, 0)
    with pytest.raises(LayersError, match=r"no measure 'dead' of levels; .* crossings_known"):
        levels(nothing, "dead")


def test_the_newest_known_month_of_each_route_and_what_shares_leave_out_are_said(
    frame: Any,
) -> None:
    months = [f"2018-{m:02d}" for m in range(1, 5)]
    rows = [{"month": m, "arrival_country": "ITA", "persons": 8} for m in months[:3]]
    rows += [
        {"month": m, "arrival_country": "GRC", "route": "eastern", "persons": 8} for m in months[2:]
    ]
    found = levels(complete_crossings(frame("crossings", *rows)))
    assert found.known_to == {"central": dt.date(2018, 3, 1), "eastern": dt.date(2018, 4, 1)}
    assert found.without_share == {"eastern": dt.date(2018, 3, 1)}
    assert found.shares[found.row("central"), :3].tolist() == [1, 1, 0.5]
