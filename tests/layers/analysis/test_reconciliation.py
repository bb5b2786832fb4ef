"""Figures of others stand beside ours, for the same area and period, and are never ours."""

from __future__ import annotations

import datetime as dt

import pytest

from dashboard.picture import Pictures
from layers.analysis.reconciliation import Comparison, compare, concerning, routes_of
from layers.selection import Selection
from layers.terms import MEDITERRANEAN_ROUTES
from layers.units import Unit


def year(n: int, *routes: str, last: str = "12-31") -> Selection:
    return Selection(
        first_day=dt.date(n, 1, 1), last_day=dt.date.fromisoformat(f"{n}-{last}"), routes=routes
    )


def beside(pictures: Pictures, selection: Selection, measure: str) -> list[Comparison]:
    return [c for c in pictures.of(selection).comparisons if c.measure == measure]


def test_the_central_attempts_of_2018_differ_from_the_published_ones_and_say_why(
    pictures: Pictures,
) -> None:
    (attempts,) = beside(pictures, year(2018, "central"), "attempted_crossings")
    assert (attempts.published, attempts.ours) == (45_648, 46_076)
    assert attempts.ours_unit is Unit.ATTEMPT
    assert attempts.difference == pytest.approx(0.0094, abs=1e-4)
    assert "15,428" in attempts.reason
    (rate,) = beside(pictures, year(2018, "central"), "deaths_per_attempt")
    assert (round(100 * rate.published, 2), f"{rate.ours:.2%}") == (2.88, "2.85%")


def test_the_central_attempts_of_2017_stand_beside_144_301(pictures: Pictures) -> None:
    (attempts,) = beside(pictures, year(2017, "central"), "attempted_crossings")
    assert (attempts.published, attempts.ours) == (144_301, 144_253)


def test_the_live_count_of_october_2015_stands_beside_742_087(pictures: Pictures) -> None:
    selection = year(2015, *MEDITERRANEAN_ROUTES, last="10-31")
    found = [c for c in pictures.of(selection).comparisons if c.published == 750_000]
    assert found
    assert {(c.comparator, c.ours, c.published_unit) for c in found} == {(">", 742_087, "arrivals")}
    assert all(c.reason for c in found)


def test_a_published_figure_concerns_its_own_period_and_routes_among_those_chosen(
    pictures: Pictures,
) -> None:
    all_of_them = pictures.holdings().comparisons
    central = concerning(all_of_them, year(2018, "central"))
    assert {c.geography for c in central} == {"central"}
    assert concerning(all_of_them, year(2018, "central", "western")) == central
    assert concerning(all_of_them, year(2018, "western")) == []
    assert concerning(all_of_them, year(2018, "central", last="12-30")) == []
    assert concerning(all_of_them, Selection()) == []
    every = concerning(all_of_them, year(2018, "western", "central", "eastern", "atlantic"))
    assert {c.geography for c in every} == {"central", "Mediterranean"}


def test_every_published_figure_is_kept_in_order_even_without_one_of_ours(
    pictures: Pictures,
) -> None:
    h = pictures.holdings()
    claims = h.frame("published_figures")
    out = compare(claims, h.crossings, h.frame("deaths"))
    assert [c.claim_id for c in out] == list(claims["claim_id"])
    without = [c for c in out if c.ours is None]
    assert without
    assert all(c.difference is None for c in without)


def test_detections_are_never_set_beside_arrivals(pictures: Pictures) -> None:
    detections = [c for c in pictures.holdings().comparisons if "detection" in c.published_unit]
    assert detections
    assert {c.ours for c in detections} == {None}


def test_a_geography_is_routes_or_none() -> None:
    assert routes_of("Mediterranean") == MEDITERRANEAN_ROUTES
    assert routes_of("atlantic") == ("atlantic",)
    assert routes_of("LBY") is None
