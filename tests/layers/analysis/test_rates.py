"""Deaths per crossing: a named formula over months that both of its sides cover."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from dashboard.picture import Pictures
from layers.aggregate import complete_crossings
from layers.analysis.headline import rate_metric
from layers.analysis.intervals import Spread
from layers.analysis.rates import (
    FORMULAS,
    Rate,
    death_rate,
    quotient,
    rates_by_period,
    rates_by_route,
    ratio,
)
from layers.errors import LayersError, UnitMismatch
from layers.selection import Selection
from layers.units import Unit

Frames = Callable[..., pd.DataFrame]
ITA: dict[str, Any] = {"arrival_country": "ITA"}
LBY: dict[str, Any] = {"departure_country": "LBY", "measure": "interception"}


def year_of(pictures: Pictures, year: int, *routes: str) -> Rate:
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return pictures.of(Selection(first_day=first, last_day=last, routes=routes)).rate


def test_central_2018_is_285_in_ten_thousand_attempts(pictures: Pictures) -> None:
    rate = year_of(pictures, 2018, "central")
    assert (rate.arrivals, rate.interceptions, rate.dead_and_missing) == (24_815, 19_947, 1_314)
    assert rate.attempts == 46_076
    assert f"{rate.value:.2%}" == "2.85%"
    assert (rate.route_months, rate.left_out) == (12, 0)


def test_central_2017_is_198_in_ten_thousand_attempts(pictures: Pictures) -> None:
    rate = year_of(pictures, 2017, "central")
    assert rate.attempts == 144_253
    assert f"{rate.value:.2%}" == "1.98%"


@pytest.mark.parametrize(
    ("formula", "lost", "arrivals", "interceptions", "percent"),
    [
        # As published for the Central Mediterranean: 45,648 and 144,301 attempts.
        ("per_attempt", 1_314, 45_648 - 1_314 - 19_519, 19_519, "2.88"),
        ("per_attempt", 2_853, 144_301 - 2_853, 0, "1.98"),
        # 1,314 at 5.98 % imply 21,970 arrivals; including the dead, 5.64 %.
        ("per_arrival", 1_314, 21_970, 19_519, "5.98"),
        ("per_arrival_incl", 1_314, 21_970, 19_519, "5.64"),
    ],
)
def test_the_formulas_give_the_published_answers(
    formula: str, lost: int, arrivals: int, interceptions: int, percent: str
) -> None:
    value = ratio(formula, lost, arrivals, interceptions)
    assert value is not None
    assert f"{100 * value:.2f}" == percent


@pytest.mark.parametrize(
    ("arrivals", "lost", "one_in"), [(139_300, 2_275, 61.2), (172_324, 3_139, 54.9)]
)
def test_a_rate_per_arrival_reads_as_one_in_n(arrivals: int, lost: int, one_in: float) -> None:
    value = ratio("per_arrival", lost, arrivals, 0)
    assert value is not None
    assert round(1 / value, 1) == one_in


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_zero_denominator_gives_no_rate(formula: str) -> None:
    assert ratio(formula, 0, 0, 0) is None


def test_deaths_without_arrivals_have_no_rate_per_arrival() -> None:
    assert ratio("per_arrival", 4, 0, 2) is None
    assert ratio("per_attempt", 4, 0, 4) == 0.5


def test_an_unknown_formula_is_quoted_beside_the_known_ones() -> None:
    with pytest.raises(LayersError, match="no formula 'per_boat'; the formulas are per_arrival"):
        ratio("per_boat", 1, 2, 4)


DETECTED = {Unit.DETECTION: 8}
STOPPED = {Unit.INTERCEPTION: 8}
ARRIVED = {Unit.ARRIVAL: 8}


@pytest.mark.parametrize(
    ("formula", "above", "below", "named"),
    [
        ("per_arrival", Unit.DEAD_AND_MISSING, DETECTED, ("dead and missing", "detection")),
        ("per_arrival", Unit.DEAD_AND_MISSING, STOPPED, ("dead and missing", "interception")),
        ("per_attempt", Unit.DEAD_AND_MISSING, STOPPED, ("dead and missing", "interception")),
        ("per_attempt", Unit.DEAD_AND_MISSING, {}, ("dead and missing", "nothing")),
        ("per_arrival", Unit.DEAD_AND_MISSING, {**ARRIVED, **STOPPED}, ("interception",)),
        ("per_attempt", Unit.DEAD_AND_MISSING, {**ARRIVED, **DETECTED}, ("detection",)),
        ("per_arrival", Unit.DEAD, ARRIVED, ("dead", "arrival")),
        ("per_arrival", Unit.DETECTION, ARRIVED, ("detection", "arrival")),
        ("per_arrival_incl", Unit.DEAD_AND_MISSING, {Unit.ARRIVAL_LAND: 8}, ("arrival by land",)),
    ],
)
def test_units_that_may_not_meet_are_refused_and_both_named(
    formula: str, above: Unit, below: dict[Unit, int], named: tuple[str, ...]
) -> None:
    with pytest.raises(UnitMismatch) as caught:
        quotient(formula, (4, above), below)
    for unit in (*named, "it takes 'dead and missing' over 'arrival'"):
        assert unit in str(caught.value)


def test_units_that_may_meet_are_divided() -> None:
    assert quotient("per_arrival", (4, Unit.DEAD_AND_MISSING), ARRIVED) == 0.5
    both = {**ARRIVED, Unit.INTERCEPTION: 4}
    assert quotient("per_attempt", (4, Unit.DEAD_AND_MISSING), both) == 0.25


def rate_of(
    frame: Frames, moved: list[dict[str, Any]], died: list[dict[str, Any]], formula: str
) -> Rate:
    return death_rate(
        complete_crossings(frame("crossings", *moved)), frame("deaths", *died), formula
    )


def test_a_route_month_without_arrivals_is_left_out_of_both_sides(frame: Frames) -> None:
    moved = [
        {**ITA, "month": "2018-01", "persons": 6},
        {**ITA, "month": "2018-02", "persons": ""},
        {**LBY, "month": "2018-01", "persons": 2},
        {**LBY, "month": "2018-02", "persons": 100},
    ]
    died = [
        {"month": "2018-01", "dead_and_missing_count": 2},
        {"month": "2018-02", "dead_and_missing_count": 4},
        {"month": "2018-01", "route": "eastern", "dead_and_missing_count": 1},
    ]
    rate = rate_of(frame, moved, died, "per_attempt")
    assert (rate.arrivals, rate.interceptions, rate.dead_and_missing) == (6, 2, 2)
    assert (rate.value, rate.route_months) == (0.2, 1)
    assert (rate.left_out, rate.left_out_people) == (2, 5)


def test_a_month_that_was_not_over_is_left_out(frame: Frames) -> None:
    moved = [{**ITA, "month": m, "persons": 3} for m in ("2026-04", "2026-05")]
    died = [
        {"month": m, "dead_and_missing_count": 1, "as_of": "2026-05-06"}
        for m in ("2026-04", "2026-05")
    ]
    rate = rate_of(frame, moved, died, "per_attempt")
    assert (rate.value, rate.route_months, rate.left_out) == (0.25, 1, 1)


def test_unknown_figures_of_the_denominator_are_counted_and_said(frame: Frames) -> None:
    moved = [
        {**ITA, "persons": 6},
        {"arrival_country": "MLT", "persons": ""},
        {**LBY, "persons": ""},
    ]
    died = frame("deaths", {"dead_and_missing_count": 2})
    metric, rate = rate_metric(complete_crossings(frame("crossings", *moved)), died)
    assert (rate.unknown, rate.without_interceptions) == (2, ("central",))
    assert (metric.value, metric.text, metric.formula) == (
        0.25,
        "about 25.00 %",
        FORMULAS["per_attempt"],
    )
    notes = " ".join(metric.notes)
    assert "lacks 2 monthly figures, so the rate may be too high" in notes
    assert "No interception figure is held in this period for: Central" in notes
    assert "Deaths are filed by journey, arrivals by country of arrival" in notes


def test_a_rate_per_arrival_does_not_miss_interceptions(frame: Frames) -> None:
    moved = [{**ITA, "persons": 6}, {**LBY, "persons": ""}]
    rate = rate_of(frame, moved, [{"dead_and_missing_count": 3}], "per_arrival")
    assert (rate.value, rate.unknown) == (0.5, 0)


def test_nothing_known_gives_no_rate_and_says_so(frame: Frames) -> None:
    moved = complete_crossings(frame("crossings", {**ITA, "persons": ""}))
    metric, rate = rate_metric(moved, frame("deaths", {}))
    assert (metric.value, metric.text, rate.route_months) == (None, "none held", 0)
    assert (rate.first, rate.last) == (None, None)
    assert metric.notes[0].startswith("Not computed")


def test_no_rows_at_all_give_no_rate(frame: Frames) -> None:
    moved = complete_crossings(frame("crossings", {**ITA, "persons": 1})).iloc[:0]
    assert death_rate(moved, frame("deaths", {}).iloc[:0]).value is None


def test_each_side_says_by_which_rule_it_is_filed(frame: Frames) -> None:
    rate = rate_of(frame, [{**ITA, "persons": 3}], [{"dead_and_missing_count": 1}], "per_arrival")
    assert (rate.numerator_rule, rate.denominator_rule) == ("by_journey", "by_arrival")


TWO_ROUTES = [
    {**ITA, "month": "2018-01", "persons": 6},
    {**ITA, "month": "2018-02", "persons": 2},
    {"arrival_country": "GRC", "route": "eastern", "month": "2018-01", "persons": 3},
]
LOST = [
    {"month": "2018-01", "dead_and_missing_count": 2},
    {"month": "2018-02", "dead_and_missing_count": 4},
    {"month": "2018-01", "route": "eastern", "dead_and_missing_count": 1},
]


def test_each_route_has_its_own_rate_and_none_is_made_up(frame: Frames) -> None:
    moved = complete_crossings(frame("crossings", *TWO_ROUTES))
    rates = rates_by_route(moved, frame("deaths", *LOST), "per_arrival")
    assert {route: rate.value for route, rate in rates.items()} == {
        "central": 0.75,
        "eastern": 1 / 3,
    }


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_rate_by_period_is_the_rate_of_its_rows(pictures: Pictures, formula: str) -> None:
    picture = pictures.of(Selection(routes=("central", "western")))
    moved, died = picture.crossings, picture.deaths
    by_year = rates_by_period(moved, died, "year", formula)
    for route, year in (("central", 2018), ("western", 2020)):
        crossed, lost = (
            f[(f["route"] == route) & (f["month"].dt.year == year)] for f in (moved, died)
        )
        assert by_year[dt.date(year, 1, 1), route] == death_rate(crossed, lost, formula)


def test_rates_by_month_stand_under_the_first_day_of_the_month(frame: Frames) -> None:
    moved = complete_crossings(frame("crossings", *TWO_ROUTES))
    rates = rates_by_period(moved, frame("deaths", *LOST), "month", "per_arrival_incl")
    assert {
        day.month: rate.value for (day, route), rate in rates.items() if route == "central"
    } == {
        1: 0.25,
        2: 4 / 6,
    }


def test_the_band_of_a_year_holds_its_rate_and_counts_a_higher_toll_below_the_line_too(
    pictures: Pictures,
) -> None:
    rate = year_of(pictures, 2018, "central")
    band = rate.band
    assert band is not None
    assert rate.value is not None
    assert band.low < rate.value < band.high
    assert (band.incidents, band.level) == (60, 0.95)
    crossed = rate.arrivals + rate.interceptions
    toll = band.high * crossed / (1 - band.high)
    assert toll / (crossed + toll) == pytest.approx(band.high)
    plain = year_of(pictures, 2018, "central").as_json()["band"]
    assert isinstance(plain, dict)
    assert plain["high"] == band.high


def test_persons_of_records_of_many_incidents_are_in_the_rate_and_apart_in_its_spread(
    frame: Frames,
) -> None:
    died = [
        {"month": "2018-01", "dead_and_missing_count": 5, "cumulative_persons": 2,
         "incident_count": 2, "sum_of_squares": 5, "largest_incident": 2},
        {"month": "2018-02", "dead_and_missing_count": 4, "cumulative_persons": 0,
         "incident_count": 1, "sum_of_squares": 16, "largest_incident": 4},
        {"month": "2018-03", "dead_and_missing_count": 99, "cumulative_persons": 0,
         "incident_count": 1, "sum_of_squares": 9801, "largest_incident": 99},
    ]  # fmt: skip
    moved = [{**ITA, "month": m, "persons": 8} for m in ("2018-01", "2018-02")]
    rate = rate_of(frame, moved, died, "per_arrival")
    assert rate.dead_and_missing == 9
    assert rate.spread == Spread(people=7, incidents=3, squares=21, largest=4, apart=2)


def test_a_rate_of_few_incidents_has_no_band_and_says_why(pictures: Pictures) -> None:
    picture = pictures.of(Selection(dt.date(2018, 1, 1), dt.date(2018, 1, 31), ("western",)))
    assert picture.rate.band is None
    assert "at least 20 are needed" in picture.rate.no_band


def test_an_incident_of_unknown_toll_does_not_help_a_band(frame: Frames) -> None:
    died = [{"dead_and_missing_count": 40, "incident_count": 30, "unknown_count": 26,
             "sum_of_squares": 400, "largest_incident": 10}]  # fmt: skip
    rate = rate_of(frame, [{**ITA, "persons": 60}], died, "per_arrival_incl")
    assert (rate.value, rate.spread.incidents, rate.band) == (0.4, 4, None)
    assert "4 incidents; at least 20 are needed" in rate.no_band


def test_a_rate_says_whose_interceptions_it_divides_by(pictures: Pictures) -> None:
    picture = pictures.of(Selection())
    rates = rates_by_route(picture.crossings, picture.deaths)
    assert {route: rate.interceptors for route, rate in rates.items()} == {
        "western": ("DZA",),
        "central": ("LBY", "TUN"),
        "eastern": ("TUR",),
        "atlantic": (),
    }
    assert death_rate(picture.crossings, picture.deaths, "per_arrival").interceptors == ()


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_recorded_death_is_no_rate_of_zero(frame: Frames, formula: str) -> None:
    rate = rate_of(frame, [{**ITA, "persons": 60}], [{"dead_and_missing_count": 0}], formula)
    assert (rate.value, rate.band, rate.one_in) == (None, None, None)
    assert rate.missing == "not enough data: no dead or missing is recorded in these route months"
    assert (rate.route_months, rate.arrivals) == (1, 60)


def test_a_rate_whose_divisor_is_mostly_unknown_has_no_band(pictures: Pictures) -> None:
    picture = pictures.of(Selection(dt.date(2026, 1, 1), dt.date(2026, 4, 30), ("central",)))
    rate = picture.rate
    assert rate.value is not None
    assert rate.spread.incidents > 20
    assert (rate.band, rate.unknown, rate.known) == (None, 12, 4)
    assert rate.no_band == (
        "No band: not enough data, 12 of 16 monthly figures of the divisor are unknown; at most "
        "33 % may be."
    )
    # What is not in the divisor cannot be missing from it.
    of_arrivals = rates_by_route(picture.crossings, picture.deaths, "per_arrival")["central"]
    assert (of_arrivals.unknown, of_arrivals.known) == (4, 4)
