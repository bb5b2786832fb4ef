"""Sums say what they do not know, and an unknown is never zero."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from layers.aggregate import (
    Sum,
    bucket_months,
    bucket_start,
    complete_crossings,
    crossings_series,
    deaths_series,
    gaps,
    incident_series,
    sum_of,
    unfinished_months,
)
from layers.analysis.headline import crossing_metrics, register_deaths, series_deaths
from layers.filters import index_incidents
from layers.selection import BUCKETS, Bucket

Frames = Callable[..., pd.DataFrame]
ITA = {"arrival_country": "ITA"}
LBY = {"departure_country": "LBY", "measure": "interception"}


def crossings(frame: Frames, *rows: dict[str, Any]) -> pd.DataFrame:
    return complete_crossings(frame("crossings", *rows))


def test_a_sum_over_unknowns_alone_is_unknown(frame: Frames) -> None:
    rows = crossings(frame, {**ITA, "persons": ""}, {**ITA, "month": "2018-02", "persons": ""})
    assert sum_of(rows, "persons") == Sum(None, 0, 2, None, None)


def test_a_sum_counts_its_unknowns_and_covers_its_known_months(frame: Frames) -> None:
    cells = (("2018-01", ""), ("2018-02", 1), ("2018-03", 2), ("2018-04", ""))
    rows = crossings(frame, *({**ITA, "month": m, "persons": n} for m, n in cells))
    assert sum_of(rows, "persons") == Sum(3, 2, 2, dt.date(2018, 2, 1), dt.date(2018, 3, 1))


def test_a_known_zero_is_zero(frame: Frames) -> None:
    assert sum_of(crossings(frame, {**ITA, "persons": 0}), "persons").value == 0


def test_a_month_without_a_row_is_an_unknown_of_its_series(frame: Frames) -> None:
    rows = crossings(
        frame,
        {**ITA, "month": "2018-01", "persons": 1},
        {**ITA, "month": "2018-04", "persons": 2},
        {**LBY, "month": "2018-02", "persons": 4},
    )
    arrivals = rows[rows["measure"] == "arrival_sea"]
    returned = rows[rows["measure"] == "interception"]
    assert (sum_of(arrivals, "persons").unknown, sum_of(returned, "persons").unknown) == (2, 3)
    assert [len(g.months) for g in gaps(rows)] == [3, 2]
    assert {(g.country, g.measure) for g in gaps(rows)} == {
        ("LBY", "interception"),
        ("ITA", "arrival_sea"),
    }


def test_a_measure_that_stands_here_and_there_promises_only_the_rows_that_stand(
    frame: Frames,
) -> None:
    land = {"arrival_country": "CYP", "measure": "arrival_land"}
    rows = crossings(
        frame,
        {**ITA, "month": "2018-01", "persons": 1},
        {**ITA, "month": "2018-04", "persons": 2},
        {**land, "month": "2018-02", "persons": 4},
        {**land, "month": "2018-03", "persons": ""},
    )
    total = sum_of(rows[rows["measure"] == "arrival_land"], "persons")
    # January and April have no row and were never promised; March stands and is unknown.
    assert (total.value, total.known, total.unknown) == (4, 1, 1)


def test_undivided_arrivals_are_never_added_to_arrivals_by_sea(frame: Frames) -> None:
    cyp = {"arrival_country": "CYP", "route": "eastern"}
    rows = crossings(
        frame,
        {**cyp, "month": "2018-01", "persons": 1},
        {**cyp, "month": "2018-02", "persons": ""},
        {**cyp, "month": "2018-02", "persons": 4, "measure": "arrival_sea_land"},
    )
    numbers = {m.id: (m.value, m.unknown) for m in crossing_metrics(rows, {}, {})}
    assert numbers["arrival_sea"] == (1, 1)
    assert numbers["arrival_sea_land"] == (4, 0)
    series = crossings_series(rows, "year").set_index("measure")["persons"]
    assert (series["arrival_sea"], series["arrival_sea_land"]) == (1, 4)
    assert [g.held_with_land for g in gaps(rows)] == [1]


@pytest.mark.parametrize(
    ("every", "starts"),
    [("month", "2018-05-01"), ("quarter", "2018-04-01"), ("year", "2018-01-01")],
)
def test_a_bucket_starts_on_its_first_day_and_keeps_the_type(every: Bucket, starts: str) -> None:
    months = pd.Series(pd.to_datetime(["2018-05-01"]).astype("datetime64[s]"))
    found = bucket_start(months, every)
    assert (str(found[0].date()), found.dtype) == (starts, months.dtype)


def test_buckets_of_unknown_months_are_unknown(frame: Frames) -> None:
    cells = (("2018-01", ""), ("2018-04", 1), ("2018-05", ""), ("2018-06", 2))
    rows = crossings(frame, *({**ITA, "month": m, "persons": n} for m, n in cells))
    series = crossings_series(rows, "quarter")
    assert [None if pd.isna(n) else n for n in series["persons"]] == [None, 3]
    assert list(series["known"]) == [0, 2]
    assert list(series["unknown"]) == [3, 1]


def test_a_bucket_that_misses_months_of_its_period_is_partial(frame: Frames) -> None:
    months = [f"2018-{m:02}" for m in range(2, 7)]
    rows = crossings(frame, *({**ITA, "month": m, "persons": 1} for m in months))
    assert list(crossings_series(rows, "quarter")["is_partial"]) == [True, False]
    assert list(crossings_series(rows, "year")["is_partial"]) == [True]
    assert not crossings_series(rows, "month")["is_partial"].any()


def test_only_the_newest_month_of_a_flagged_series_is_unfinished(frame: Frames) -> None:
    cells = ("2018-01", "2018-02", "2018-03")
    held = [{**ITA, "month": m, "persons": 1, "status": "partial"} for m in cells]
    series = crossings_series(crossings(frame, *held), "month")
    assert list(series["is_partial"]) == [False, False, True]


def test_months_after_the_last_figure_are_partial_and_unknown(frame: Frames) -> None:
    rows = crossings(
        frame, {**ITA, "month": "2018-01", "persons": 1}, {**ITA, "month": "2018-02", "persons": ""}
    )
    series = crossings_series(rows, "month")
    assert list(series["is_partial"]) == [False, True]
    assert pd.isna(series["persons"].iloc[1])


def test_a_month_of_deaths_is_unfinished_until_its_last_day_was_read(frame: Frames) -> None:
    rows = frame("deaths", {"month": "2026-05", "as_of": "2026-05-30"}, {"month": "2026-04",
                 "as_of": "2026-04-30"})  # fmt: skip
    assert list(unfinished_months(rows)) == [True, False]


@pytest.mark.parametrize("every", BUCKETS)
def test_buckets_add_up_to_the_headline(frame: Frames, every: Bucket) -> None:
    months = [f"201{y}-{m:02}" for y in (7, 8) for m in range(1, 13)]
    cells = [1, "", 2, 4] * 6
    moved = crossings(
        frame, *({**ITA, "month": m, "persons": n} for m, n in zip(months, cells, strict=True))
    )
    died = frame("deaths", *({"month": m, "dead_count": n, "missing_count": 1}
                             for m, n in zip(months, cells, strict=True)))  # fmt: skip
    series = crossings_series(moved, every)
    total = sum_of(moved, "persons")
    assert (series["persons"].sum(), series["known"].sum(), series["unknown"].sum()) == (
        total.value, total.known, total.unknown) == (42, 18, 6)  # fmt: skip
    dead = deaths_series(died, every).groupby("measure")["persons"].sum()
    assert dead.to_dict() == {"dead": 42, "missing": 24}


def test_dead_and_missing_are_kept_apart_in_the_series_of_incidents(frame: Frames) -> None:
    rows = frame(
        "incidents",
        {"dead_count": 1, "missing_count": ""},
        {"dead_count": "", "missing_count": 2},
        {"dead_count": 4, "occurred_on": ""},
    )
    series = incident_series(rows, "month").set_index("measure")
    assert series["persons"].to_dict() == {"dead": 1, "missing": 2}
    assert series["unknown"].to_dict() == {"dead": 1, "missing": 1}
    assert not series["is_partial"].any()


def test_an_incident_without_any_figure_changes_only_the_unknown_count(frame: Frames) -> None:
    known = [{"dead_count": 1, "missing_count": 2}, {"dead_count": 4, "missing_count": 0}]
    before = frame("incidents", *known)
    after = frame("incidents", *known, {})

    def numbers(rows: pd.DataFrame) -> dict[str, tuple[object, int]]:
        index = index_incidents(rows)
        metrics = register_deaths(index, np.ones(len(index), dtype=bool), None, [])
        return {m.id: (m.value, m.known) for m in metrics}

    def unknown(rows: pd.DataFrame) -> list[int]:
        index = index_incidents(rows)
        return [
            m.unknown for m in register_deaths(index, np.ones(len(index), dtype=bool), None, [])
        ]

    assert numbers(before) == numbers(after)
    assert numbers(after) == {"dead": (5, 2), "missing": (2, 2), "dead_and_missing": (7, 2)}
    assert (unknown(before), unknown(after)) == ([0, 0, 0], [1, 1, 1])
    persons = [incident_series(rows, "month")["persons"].tolist() for rows in (before, after)]
    assert persons[0] == persons[1] == [5, 2]


def test_a_month_without_any_figure_changes_only_the_unknown_count(frame: Frames) -> None:
    held = [{**ITA, "persons": 1}, {**ITA, "month": "2018-02", "persons": 2}]
    before = sum_of(crossings(frame, *held), "persons")
    after = sum_of(crossings(frame, *held, {"arrival_country": "MLT", "persons": ""}), "persons")
    assert (after.value, after.known, after.first, after.last) == (
        before.value, before.known, before.first, before.last)  # fmt: skip
    # The second series is expected in both months of the table.
    assert (before.unknown, after.unknown) == (0, 2)


def test_incidents_that_state_no_figure_make_the_published_months_a_minimum(frame: Frames) -> None:
    rows = frame("deaths", {"dead_count": 1, "missing_count": 2, "dead_and_missing_count": 3,
                            "unknown_count": 4, "cumulative_persons": 2})  # fmt: skip
    dead, missing, both = series_deaths(rows)
    assert [(m.value, m.unknown) for m in (dead, missing, both)] == [(1, 4), (2, 4), (3, 4)]
    assert (dead.text, both.text) == ("at least 1", "at least 3")
    assert both.notes[0].startswith("2 of the dead and missing come from records")


@pytest.mark.parametrize("every", BUCKETS)
def test_no_rows_make_an_empty_series_with_its_columns(frame: Frames, every: Bucket) -> None:
    moved = crossings(frame, {**ITA, "persons": 1}).iloc[:0]
    died, incidents = frame("deaths", {}).iloc[:0], frame("incidents", {}).iloc[:0]
    for series in (
        crossings_series(moved, every),
        deaths_series(died, every),
        incident_series(incidents, every),
    ):
        assert series.empty
        assert {"bucket", "route", "measure", "persons", "is_partial"} <= set(series.columns)
    assert sum_of(moved, "persons") == Sum(None, 0, 0, None, None)
    assert gaps(moved) == []
    assert [m.value for m in series_deaths(died)] == [None, None, None]


def test_a_bucket_holds_1_3_or_12_months() -> None:
    assert [bucket_months(every) for every in ("month", "quarter", "year")] == [1, 3, 12]
