"""With a complete record the deaths come from it; doubles are shown low to high until decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from dashboard.callbacks.headline import basis
from dashboard.picture import Picture, Pictures
from geodata.store import MemoryStore
from layers.analysis.records import Period
from layers.metrics import Metric
from layers.selection import Selection
from layers.terms import ROUTES

Frames = Callable[..., Any]
World = Callable[..., MemoryStore]
YEAR = tuple(
    Period(route, dt.date(2018, 1, 1), dt.date(2018, 12, 31), dt.date(2019, 2, 1))
    for route in ROUTES
)
PUBLISHED = ({"month": "2018-05", "dead_count": 100, "missing_count": 0,
              "dead_and_missing_count": 100},
             {"month": "2017-05", "dead_count": 50, "missing_count": 0,
              "dead_and_missing_count": 50})  # fmt: skip
MOVED = ({"month": "2018-05", "persons": 1000}, {"month": "2017-05", "persons": 1000})


def picture_of(
    frame: Frames, world: World, *incidents: dict[str, Any], complete: bool = True,
    decided: dict[tuple[str, str], str] | None = None, selection: Selection | None = None,
) -> Picture:  # fmt: skip
    store = world(
        incidents=frame("incidents", *incidents),
        deaths=frame("deaths", *PUBLISHED),
        crossings=frame("crossings", *MOVED),
    )
    store = replace(store, complete=YEAR if complete else (), decided=decided or {})
    return Pictures(store).of(selection or Selection())


def metric(picture: Picture, name: str) -> Metric:
    return next(m for m in picture.headline if m.id == name)


IN_2018 = Selection(first_day=dt.date(2018, 1, 1), last_day=dt.date(2018, 12, 31))
TWO = ({"dead_count": 1, "missing_count": 2}, {"dead_count": 4, "occurred_on": "2018-06-01"})


def test_without_a_complete_record_the_published_series_is_shown(
    frame: Frames, world: World
) -> None:
    picture = picture_of(frame, world, *TWO, complete=False)
    assert (picture.deaths_basis, metric(picture, "dead").value) == ("series", 150)
    assert "published monthly series" in basis(picture)


def test_a_complete_record_takes_the_place_of_the_series_in_its_months(
    frame: Frames, world: World
) -> None:
    picture = picture_of(frame, world, *TWO, selection=IN_2018)
    assert picture.deaths_basis == "records"
    assert [metric(picture, m).value for m in ("dead", "missing", "dead_and_missing")] == [5, 2, 7]
    assert "computed from the record" in basis(picture)
    everything = picture_of(frame, world, *TWO)
    assert (everything.deaths_basis, metric(everything, "dead").value) == ("both", 55)
    assert "where it is held, else" in basis(everything)


def test_headline_series_table_and_rate_count_the_same_people(frame: Frames, world: World) -> None:
    picture = picture_of(frame, world, *TWO, selection=IN_2018)
    table = picture.incidents[["dead_count", "missing_count"]].sum().sum()
    assert table == picture.deaths_series["persons"].sum() == 7
    assert metric(picture, "dead_and_missing").value == 7
    assert picture.rate.dead_and_missing == 3  # May has arrivals, June has no figure


def test_the_share_on_the_map_is_of_what_was_recorded(frame: Frames, world: World) -> None:
    placed = {"dead_count": 3, "longitude": 12, "latitude": 34}
    picture = picture_of(frame, world, placed, {"dead_count": 1}, selection=IN_2018)
    assert picture.share_sentence == (
        "The map holds every recorded incident that has a position: 75 % of the 4 recorded."
    )


def test_incidents_without_a_date_are_named_beside_the_monthly_number(
    frame: Frames, world: World
) -> None:
    picture = picture_of(frame, world, *TWO, {"dead_count": 8, "occurred_on": ""})
    notes = " ".join(metric(picture, "dead").notes)
    assert "1 incident without a date (8 dead and missing): in no month" in notes


def test_an_incident_on_none_of_the_routes_is_counted_apart(frame: Frames, world: World) -> None:
    picture = picture_of(frame, world, *TWO, {"dead_count": 64, "route": ""}, selection=IN_2018)
    assert metric(picture, "dead").value == 5
    assert "1 on none of the four sea routes" in picture.removal_sentence


PAIR = (
    {"incident_id": "A", "dead_count": 10, "missing_count": 2, "longitude": 12, "latitude": 34,
     "source": "one", "source_quality": 4},
    {"incident_id": "B", "dead_count": 8, "missing_count": 1, "longitude": 12.2, "latitude": 34.2,
     "source": "two", "occurred_on": "2018-05-04"},
    {"incident_id": "C", "dead_count": 1, "longitude": 20, "latitude": 36, "source": "two"},
)  # fmt: skip
BY_MONTH, BY_ROW = IN_2018, IN_2018.but(min_people=1)


@pytest.mark.parametrize("selection", [BY_MONTH, BY_ROW], ids=["by month", "by incident"])
def test_totals_run_from_low_to_high_until_somebody_decides(
    frame: Frames, world: World, selection: Selection
) -> None:
    picture = picture_of(frame, world, *PAIR, selection=selection)
    dead, missing, both = (metric(picture, m) for m in ("dead", "missing", "dead_and_missing"))
    assert [(m.low, m.value) for m in (dead, missing, both)] == [(11, 19), (2, 3), (13, 22)]
    assert dead.number == "11 to 19"
    assert any("1 pair of records" in n for n in picture.notices)
    assert dead.as_json()["low"] == 11


def test_the_same_event_is_counted_once_and_the_fact_is_said(frame: Frames, world: World) -> None:
    picture = picture_of(frame, world, *PAIR, decided={("A", "B"): "same"}, selection=BY_MONTH)
    assert set(picture.incidents["incident_id"]) == {"A", "C"}
    assert (metric(picture, "dead").low, metric(picture, "dead").value) == (None, 11)
    assert "1 decided to be the same event as another" in picture.removal_sentence
    assert not any("may be the same" in n for n in picture.notices)


def test_different_events_are_both_counted(frame: Frames, world: World) -> None:
    picture = picture_of(frame, world, *PAIR, decided={("A", "B"): "different"}, selection=BY_MONTH)
    assert (metric(picture, "dead").low, metric(picture, "dead").value) == (None, 19)


def test_a_decision_makes_another_picture(frame: Frames, world: World) -> None:
    keys = [
        picture_of(frame, world, *PAIR, decided=d).holdings.key
        for d in ({}, {("A", "B"): "same"}, {("A", "B"): "different"})
    ]
    assert len(set(keys)) == 3


def test_a_pair_of_which_the_reader_sees_one_is_not_in_doubt(frame: Frames, world: World) -> None:
    hidden = {**PAIR[1], "mark": "RED"}
    picture = picture_of(frame, world, PAIR[0], hidden, selection=BY_MONTH)
    assert (metric(picture, "dead").low, metric(picture, "dead").value) == (None, 10)
    assert picture.holdings.candidates == []
    assert "withheld" in picture.removal_sentence


def test_every_month_of_the_records_stands_beside_the_series(frame: Frames, world: World) -> None:
    table = picture_of(frame, world, *TWO).holdings.records_beside_series
    may = table[(table["month"] == pd.Timestamp("2018-05-01")) & (table["route"] == "central")]
    assert may[["dead_and_missing", "published", "difference"]].to_numpy().tolist() == [
        [3, 100, -97]
    ]
    assert len(table) == 12 * 4


def test_unknowns_are_counted_the_same_by_month_and_by_incident(
    frame: Frames, world: World
) -> None:
    rows = ({"dead_count": 1}, {"missing_count": 2}, {}, {"dead_count": 4, "missing_count": 8})
    by_month = picture_of(frame, world, *rows, selection=BY_MONTH)
    by_row = picture_of(frame, world, *rows, selection=IN_2018.but(causes=("drowning",)))
    assert by_row.deaths_basis == "incidents"
    assert [metric(by_month, m).unknown for m in ("dead", "missing", "dead_and_missing")] == [
        2, 2, 3
    ]  # fmt: skip


def test_a_pair_in_a_month_that_is_not_counted_lowers_nothing(frame: Frames, world: World) -> None:
    later = {"incident_id": "D", "dead_count": 5, "occurred_on": "2018-06-10"}
    half = Selection(first_day=dt.date(2018, 5, 1), last_day=dt.date(2018, 6, 30))
    split = half.but(first_day=dt.date(2018, 5, 2))  # May is not whole: only June is counted
    pair = ({**PAIR[0], "occurred_on": "2018-05-03"}, PAIR[1])
    assert metric(picture_of(frame, world, *pair, later, selection=half), "dead").low == 15
    cut = picture_of(frame, world, *pair, later, selection=split)
    assert (metric(cut, "dead").low, metric(cut, "dead").value) == (None, 5)
    assert cut.open_pairs == 0


def test_the_rate_says_that_it_counts_both_records_of_a_pair(frame: Frames, world: World) -> None:
    picture = picture_of(frame, world, *PAIR, selection=BY_MONTH)
    assert any("both records of each pair" in n for n in picture.headline[-1].notes)


def test_a_decision_is_known_from_its_day_on_whoever_asks_first(
    frame: Frames, world: World
) -> None:
    store = world(incidents=frame("incidents", *PAIR), deaths=frame("deaths", *PUBLISHED),
                  crossings=frame("crossings", *MOVED))  # fmt: skip
    day = dt.date(2026, 3, 1)

    class Deciding:
        """The same frames, and a decision of one day."""

        def __getattr__(self, name: str) -> Any:
            return getattr(replace(store, complete=YEAR), name)

        def verdicts(self, known_on: dt.date | None = None) -> dict[tuple[str, str], str]:
            return {} if known_on and known_on < day else {("A", "B"): "same"}

    pictures = Pictures(Deciding(), today=lambda: dt.date(2026, 11, 23))  # type: ignore[arg-type]
    asked = [BY_MONTH.but(known_on=dt.date(2026, 2, 1)), BY_MONTH, BY_MONTH.but(known_on=day)]
    assert [metric(pictures.of(s), "dead").value for s in asked] == [19, 11, 11]


def test_a_contributed_record_is_named_and_not_put_down_to_a_revision(
    frame: Frames, world: World
) -> None:
    picture = picture_of(frame, world, *PAIR, selection=BY_MONTH)
    assert set(metric(picture, "dead").sources) >= {"one", "two"}
