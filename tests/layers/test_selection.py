"""A choice is honoured or refused with the value quoted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.areas import Circle
from layers.errors import SelectionError
from layers.selection import Selection, month_end, next_month, previous_month

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"routes": ("northern",)}, r"routes: 'northern' .* western, central, eastern, atlantic"),
        ({"causes": ("magic",)}, "causes: 'magic'"),
        ({"layers": ("vessels",)}, "layers: 'vessels'"),
        ({"every": "week"}, r"every: 'week' .* month, quarter, year"),
        ({"min_people": -1}, "min_people: -1 .* from 0 to 100,000"),
        ({"min_people": 1.0}, r"min_people: 1.0"),
        ({"min_people": True}, "min_people: True"),
        ({"min_source_quality": 6}, "min_source_quality: 6 .* from 0 to 5"),
        ({"first_day": day("1999-12-31")}, "first_day: '1999-12-31' .* 2000-01-01 to 2100-12-31"),
        ({"area": "circle:12.6,35.5,50"}, "area: 'circle:12.6,35.5,50' .* a circle, a polygon"),
        ({"known_on": day("2101-01-01")}, "known_on: '2101-01-01'"),
        ({"measure": "dead"}, "measure: 'dead' .* crossings_known, arrival_sea"),
        ({"measure": None}, "measure: None"),
        ({"compare_first": day("2018-01-01")}, "compare: '2018-01-01 to no last day'"),
        ({"compare_last": day("2018-01-31")}, "compare: 'no first day to 2018-01-31'"),
        (
            {"compare_first": day("2018-02-01"), "compare_last": day("2018-01-31")},
            "compare: '2018-02-01 to 2018-01-31' .* ends before it begins",
        ),
        (
            {"compare_first": day("1999-01-01"), "compare_last": day("2018-01-31")},
            "compare_first: '1999-01-01'",
        ),
    ],
)
def test_a_value_that_cannot_be_honoured_is_quoted(choice: dict[str, Any], message: str) -> None:
    with pytest.raises(SelectionError, match=message):
        Selection(**choice)


def test_a_reversed_period_is_quoted_with_both_days() -> None:
    with pytest.raises(SelectionError, match=r"2018-02-02 to 2018-02-01.*ends before it begins"):
        Selection(first_day=day("2018-02-02"), last_day=day("2018-02-01"))


def test_a_period_of_one_day_is_a_period() -> None:
    assert Selection(first_day=day("2018-02-02"), last_day=day("2018-02-02")).splits_a_month


def test_a_long_value_is_quoted_in_short() -> None:
    with pytest.raises(SelectionError) as caught:
        Selection(routes=("x" * 5000,))
    assert len(str(caught.value)) < 200


def test_the_order_and_repetition_of_choices_do_not_matter() -> None:
    one = Selection(routes=("eastern", "western", "eastern"), regions=("MLT", "ITA", "MLT"))
    assert one == Selection(routes=("western", "eastern"), regions=("ITA", "MLT"))


@pytest.mark.parametrize(
    ("first", "last", "whole"),
    [
        ("2018-01-01", "2018-03-31", ("2018-01-01", "2018-03-01")),
        ("2018-01-02", "2018-03-30", ("2018-02-01", "2018-02-01")),
        ("2016-02-01", "2016-02-29", ("2016-02-01", "2016-02-01")),
        ("2016-02-01", "2016-02-28", ("2016-02-01", "2016-01-01")),
        ("2018-12-15", "2019-01-15", ("2019-01-01", "2018-12-01")),
    ],
)
def test_only_whole_months_count(first: str, last: str, whole: tuple[str, str]) -> None:
    selection = Selection(first_day=day(first), last_day=day(last))
    assert tuple(d.isoformat() for d in selection.whole_months if d) == whole
    is_whole = first.endswith("-01") and day(last) == month_end(day(last))
    assert selection.splits_a_month == (not is_whole)


def test_a_selection_is_cut_to_its_whole_months() -> None:
    cut = Selection(first_day=day("2016-01-02"), last_day=day("2016-03-30")).in_whole_months
    assert cut == Selection(first_day=day("2016-02-01"), last_day=day("2016-02-29"))
    assert Selection(min_people=3).in_whole_months == Selection(min_people=3)


def test_an_open_period_stays_open() -> None:
    assert Selection().whole_months == (None, None)
    assert not Selection().splits_a_month


@given(DAYS)
def test_months_follow_each_other(any_day: dt.date) -> None:
    after = next_month(any_day)
    assert after.day == 1
    assert after > any_day
    assert previous_month(after) == any_day.replace(day=1)
    assert month_end(any_day) + dt.timedelta(days=1) == after


@pytest.mark.parametrize(
    "choice",
    [{"regions": ("ITA",)}, {"causes": ("drowning",)}, {"min_people": 1},
     {"min_source_quality": 1}, {"area": Circle(12.6, 35.5, 50)}],
)  # fmt: skip
def test_filters_that_months_cannot_follow_are_known_as_such(choice: dict[str, Any]) -> None:
    assert Selection(**choice).narrows_incidents
    assert Selection(**choice, every="year").unnarrowed == Selection(every="year")
    assert not Selection(routes=("central",), first_day=day("2018-01-01")).narrows_incidents


def test_only_what_differs_from_the_default_is_a_change() -> None:
    assert Selection().changed_fields() == {}
    assert Selection(routes=(), by_route=False).changed_fields() == {
        "routes": (),
        "by_route": False,
    }
