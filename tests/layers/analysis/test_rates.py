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
from layers.analysis.rates import FORMULAS, Rate, death_rate, ratio
from layers.errors import LayersError
from layers.selection import Selection

Frames = Callable[..., pd.DataFrame]
ITA = {"arrival_country": "ITA"}
LBY = {"departure_country": "LBY", "measure": "interception"}


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
