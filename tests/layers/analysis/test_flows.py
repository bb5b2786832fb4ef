"""Two periods beside each other: which months, which sums, and what is not known of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from layers.aggregate import complete_crossings
from layers.analysis.flows import Months, departures, flows, left_out, periods
from layers.selection import Selection

NEWEST, FIRST, KNOWN = dt.date(2020, 6, 1), dt.date(2018, 1, 1), dt.date(2020, 4, 1)
JANUARY, YEAR_BEFORE = (Months(dt.date(y, 1, 1), dt.date(y, 2, 1)) for y in (2019, 2018))


def chosen(first: str = "", last: str = "") -> Selection:
    return Selection(
        first_day=dt.date.fromisoformat(first) if first else None,
        last_day=dt.date.fromisoformat(last) if last else None,
    )


def found(selection: Selection) -> Any:
    return periods(selection, NEWEST, FIRST, KNOWN)


def arrival(month: str, persons: object, country: str = "ITA", **more: str) -> dict[str, object]:
    return {"month": month, "arrival_country": country, "persons": persons, **more}


def returned(month: str, persons: object, country: str = "LBY") -> dict[str, object]:
    return {"month": month, "departure_country": country, "measure": "interception",
            "persons": persons}  # fmt: skip


# --- which months ---


def test_without_a_period_the_twelve_months_to_the_newest_known_are_compared() -> None:
    both = found(chosen())
    assert (both.now.words, both.before.words) == ("May 2019 to Apr 2020", "May 2018 to Apr 2019")
    assert "No period is chosen" in both.reason


def test_a_period_is_compared_with_the_same_months_a_year_before() -> None:
    both = found(chosen("2020-02-01", "2020-03-31"))
    assert (both.now.words, both.before.words) == ("Feb 2020 to Mar 2020", "Feb 2019 to Mar 2019")


def test_a_period_of_more_than_a_year_is_not_compared_with_itself() -> None:
    both = periods(chosen("2018-07-01", "2019-12-31"), NEWEST, dt.date(2014, 1, 1), KNOWN)
    assert not isinstance(both, str)
    assert both.now.count == 18
    assert both.before.words == "Jul 2016 to Dec 2017"
    assert both.before.last < both.now.first


def test_a_period_beyond_the_newest_complete_month_is_cut_and_says_so() -> None:
    both = found(chosen("2020-01-01", "2020-12-31"))
    assert both.now.last == NEWEST
    assert "June 2020, the newest complete month" in both.reason


@pytest.mark.parametrize(
    ("selection", "missing"),
    [
        (chosen("2018-03-01", "2018-05-31"), "Nothing is held of Mar 2017 to May 2017"),
        (chosen("2018-10-01", "2020-03-31"), "begin before the figures do"),
        (chosen("2020-05-03", "2020-05-20"), "No whole month of the period is held"),
        (chosen("2031-01-01"), "No whole month of the period is held"),
    ],
)
def test_what_cannot_be_compared_says_what_is_missing(selection: Selection, missing: str) -> None:
    both = found(selection)
    assert isinstance(both, str)
    assert missing in both


def beside(first: str, last: str, own: Selection | None = None) -> Any:
    days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    chosen_one = own or chosen("2020-01-01", "2020-03-31")
    return found(chosen_one.but(compare_first=days[0], compare_last=days[1]))


def test_a_reader_chooses_both_periods() -> None:
    both = beside("2018-04-01", "2018-09-30")
    assert (both.now.words, both.before.words) == ("Jan 2020 to Mar 2020", "Apr 2018 to Sep 2018")
    assert not both.are_matched
    assert "the season may be all of them" in both.caution


def test_the_other_period_may_be_the_later_one_and_only_its_whole_months_count() -> None:
    both = beside("2019-12-10", "2020-05-20", chosen("2018-01-01", "2018-04-30"))
    assert both.before.words == "Jan 2020 to Apr 2020"
    assert both.are_matched
    assert both.caution == ""


def test_without_a_period_the_newest_twelve_months_stand_beside_the_other_one() -> None:
    both = beside("2018-05-01", "2019-04-30", chosen())
    assert (both.now.words, both.are_matched) == ("May 2019 to Apr 2020", True)


def test_months_that_lie_in_both_periods_are_counted_and_said() -> None:
    assert "2 months lie in both periods" in beside("2020-02-01", "2020-05-31").caution
    assert "1 month lies in both periods" in beside("2020-03-01", "2020-05-31").caution


@pytest.mark.parametrize(
    ("first", "last", "missing"),
    [
        ("2017-12-01", "2018-03-31", "The other period, Dec 2017 to Mar 2018, is not held whole"),
        ("2020-05-01", "2020-07-31", "January 2018 to June 2020"),
        ("2018-03-02", "2018-03-30", "The other period holds no whole month"),
    ],
)
def test_another_period_that_is_not_held_says_what_is(first: str, last: str, missing: str) -> None:
    both = beside(first, last)
    assert isinstance(both, str)
    assert missing in both


# --- which sums ---


def test_arrivals_and_interceptions_are_strands_that_never_meet(frame: Any) -> None:
    table = complete_crossings(
        frame("crossings", arrival("2018-01", 1), arrival("2019-01", 2), returned("2019-01", 4))
    )
    one, other = flows(table, ("central",), JANUARY, YEAR_BEFORE)
    assert (one.measure, one.departure, one.arrival, one.now) == ("arrival_sea", None, "ITA", 2)
    assert (other.measure, other.departure, other.arrival) == ("interception", "LBY", None)
    assert (other.now, other.before) == (4, None)


def test_a_change_is_over_the_months_that_are_known_in_both_periods(frame: Any) -> None:
    table = complete_crossings(
        frame("crossings", arrival("2018-01", 16), arrival("2018-02", 8), arrival("2019-02", 4))
    )
    (flow,) = flows(table, ("central",), JANUARY, YEAR_BEFORE)
    assert (flow.before, flow.now) == (24, 4)
    assert (flow.unknown_before, flow.unknown_now) == (0, 1)
    assert (flow.change, flow.base, flow.compared) == (-4, 8, 1)


def test_a_change_of_which_no_month_is_known_twice_is_not_known(frame: Any) -> None:
    table = complete_crossings(frame("crossings", arrival("2018-01", 2), arrival("2019-02", 4)))
    (flow,) = flows(table, ("central",), JANUARY, YEAR_BEFORE)
    assert (flow.change, flow.base, flow.compared) == (None, None, 0)


def test_unequal_periods_are_compared_in_persons_a_month_over_the_months_that_each_knows(
    frame: Any,
) -> None:
    table = complete_crossings(
        frame("crossings", arrival("2018-01", 16), arrival("2018-02", 8), arrival("2018-07", 2),
              arrival("2018-09", 4))
    )  # fmt: skip
    summer = Months(dt.date(2018, 7, 1), dt.date(2018, 9, 1))
    (flow,) = flows(table, ("central",), summer, YEAR_BEFORE)
    assert (flow.before, flow.now, flow.unknown_now) == (24, 6, 1)
    assert (flow.change, flow.base, flow.is_monthly) == (-9, 12, True)
    assert (flow.compared, flow.compared_before) == (2, 2)
    (unknown,) = flows(table, ("central",), Months(dt.date(2018, 8, 1), dt.date(2018, 8, 1)), YEAR_BEFORE)  # fmt: skip
    assert (unknown.now, unknown.change, unknown.compared) == (None, None, 0)


def test_arrivals_of_which_the_departure_is_known_keep_it(frame: Any) -> None:
    rows = [arrival("2019-01", 4, departure_country="LBY"), arrival("2019-01", 2)]
    table = complete_crossings(frame("crossings", *rows))
    found_ones = flows(table, ("central",), JANUARY, YEAR_BEFORE)
    assert {(f.departure, f.now) for f in found_ones} == {("LBY", 4), (None, 2)}


def test_a_known_zero_is_a_figure(frame: Any) -> None:
    table = complete_crossings(frame("crossings", arrival("2018-01", 2), arrival("2019-01", 0)))
    (flow,) = flows(table, ("central",), JANUARY, YEAR_BEFORE)
    assert (flow.now, flow.change) == (0, -2)


def test_only_chosen_routes_flow(frame: Any) -> None:
    table = complete_crossings(frame("crossings", arrival("2019-01", 2)))
    assert flows(table, ("western",), JANUARY, YEAR_BEFORE) == []
    assert flows(table, (), JANUARY, YEAR_BEFORE) == []


def test_measures_that_are_not_drawn_are_counted(frame: Any) -> None:
    table = complete_crossings(
        frame(
            "crossings",
            arrival("2019-01", 1),
            arrival("2019-01", 2, measure="arrival_land"),
            arrival("2019-03", 4, measure="arrival_land"),
        )
    )
    assert left_out(table, ("central",), JANUARY) == {"arrival_land": 2}


# --- where journeys begin ---


def test_departures_are_interceptions_and_incidents_beside_each_other(frame: Any) -> None:
    table = complete_crossings(frame("crossings", returned("2018-01", 1), returned("2019-01", 4)))
    incidents = frame(
        "incidents",
        {"occurred_on": "2019-02-28", "departure_country": "LBY"},
        {"occurred_on": "2018-01-01", "departure_country": "TUN"},
        {"occurred_on": "2019-01-01"},
        {"occurred_on": "", "departure_country": "TUN"},
        {"occurred_on": "2019-03-01", "departure_country": "TUN"},
    )
    both = flows(table, ("central",), JANUARY, YEAR_BEFORE)
    (libya, tunisia), unnamed = departures(both, incidents, JANUARY, YEAR_BEFORE)
    assert (libya.country, libya.direction, libya.incidents_now) == ("LBY", "growing", 1)
    assert (tunisia.country, tunisia.direction) == ("TUN", "not known")
    assert (tunisia.incidents_before, tunisia.incidents_now) == (1, 0)
    assert unnamed == 1
