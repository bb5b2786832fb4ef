"""The deaths series from single records agrees with them, and says where the published differs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.analysis.records import (
    Covered,
    Period,
    beside,
    deaths_from_records,
    held_in_words,
    record_months,
)
from layers.terms import ROUTES

Frames = Callable[..., Any]
MAY, JUNE = dt.date(2018, 5, 1), dt.date(2018, 6, 1)
READ = dt.date(2018, 9, 1)
BOTH = {
    (month, route): Covered(last, READ)
    for route in ROUTES
    for month, last in ((MAY, dt.date(2018, 5, 31)), (JUNE, dt.date(2018, 6, 30)))
}


def central(first: dt.date, last: dt.date, as_of: dt.date | None = READ) -> Period:
    return Period("central", first, last, as_of)


def row(table: pd.DataFrame, month: dt.date, route: str) -> dict[str, Any]:
    found = table[(table["month"] == pd.Timestamp(month)) & (table["route"] == route)]
    assert len(found) == 1
    return dict(found.iloc[0])


def test_dead_and_missing_are_counted_by_month_and_route(frame: Frames) -> None:
    incidents = frame(
        "incidents",
        {"occurred_on": "2018-05-01", "dead_count": 1, "missing_count": 2},
        {"occurred_on": "2018-05-31", "dead_count": 4},
        {"occurred_on": "2018-06-01", "dead_count": 8},
        {"occurred_on": "2018-05-02", "dead_count": 16, "route": "eastern"},
    )
    may = row(deaths_from_records(incidents, BOTH, "register"), MAY, "central")
    assert (may["incident_count"], may["dead_count"], may["missing_count"]) == (2, 5, 2)
    assert (may["dead_and_missing_count"], may["largest_incident"]) == (7, 4)
    assert may["sum_of_squares"] == 3**2 + 4**2
    assert may["source"] == "register"


def test_a_month_without_a_record_has_none_recorded_on_every_route(frame: Frames) -> None:
    table = deaths_from_records(frame("incidents", {"dead_count": 1}), BOTH, "record")
    assert len(table) == 2 * len(ROUTES)
    assert row(table, JUNE, "atlantic")["dead_and_missing_count"] == 0


def test_an_incident_of_unknown_numbers_is_an_incident_and_an_unknown(frame: Frames) -> None:
    table = deaths_from_records(frame("incidents", {}, {"dead_count": 2}), BOTH, "record")
    may = row(table, MAY, "central")
    assert (may["incident_count"], may["unknown_count"], may["dead_count"]) == (2, 1, 2)
    assert (may["dead_unknown_count"], may["missing_unknown_count"]) == (1, 2)


def test_a_cumulative_record_counts_persons_and_no_incident(frame: Frames) -> None:
    incidents = frame(
        "incidents", {"dead_count": 1}, {"dead_count": 8, "record_kind": "cumulative"}
    )
    may = row(deaths_from_records(incidents, BOTH, "record"), MAY, "central")
    assert (may["incident_count"], may["largest_incident"], may["sum_of_squares"]) == (1, 1, 1)
    assert (may["dead_and_missing_count"], may["cumulative_persons"]) == (9, 8)


def test_a_record_without_a_date_or_a_route_is_in_no_month(frame: Frames) -> None:
    incidents = frame(
        "incidents",
        {"dead_count": 1},
        {"dead_count": 2, "occurred_on": ""},
        {"dead_count": 4, "route": ""},
    )
    assert deaths_from_records(incidents, BOTH, "record")["dead_count"].sum() == 1


def test_the_series_conforms_to_the_layer_of_deaths(frame: Frames) -> None:
    published = frame("deaths", {})
    table = deaths_from_records(frame("incidents", {"dead_count": 1}), BOTH, "record")
    assert list(table.columns) == list(published.columns)
    assert [str(t) for t in table.dtypes] == [str(t) for t in published.dtypes]


PEOPLE = st.tuples(st.sampled_from(ROUTES), st.integers(0, 30), st.none() | st.integers(0, 50))


@given(st.lists(PEOPLE, min_size=1, max_size=12))
def test_the_series_adds_up_to_the_records(
    frame: Frames, rows: list[tuple[str, int, int | None]]
) -> None:
    incidents = frame(
        "incidents",
        *(
            {
                "route": route,
                "occurred_on": f"2018-0{5 + day // 30}-{1 + day % 30:02d}",
                "dead_count": "" if dead is None else dead,
                "missing_count": day,
            }
            for route, day, dead in rows
        ),
    )
    table = deaths_from_records(incidents, BOTH, "record")
    for route in ROUTES:
        part, own = table[table["route"] == route], incidents[incidents["route"] == route]
        assert part["dead_count"].sum() == own["dead_count"].sum()
        assert part["missing_count"].sum() == own["missing_count"].sum()
        assert part["incident_count"].sum() == len(own)
        assert part["unknown_count"].sum() == 0


def test_only_months_that_a_record_covers_are_counted_from_it(frame: Frames) -> None:
    published = frame("deaths", *({"month": f"2018-0{m}"} for m in range(1, 10)))
    months = record_months([central(dt.date(2018, 2, 2), dt.date(2018, 4, 29))], published)
    assert list(months) == [(dt.date(2018, 3, 1), "central")]


def test_the_last_month_of_a_record_counts_where_nothing_newer_is_published(frame: Frames) -> None:
    published = frame("deaths", {"month": "2018-04", "as_of": "2018-04-20"})
    months = record_months([central(dt.date(2018, 4, 1), dt.date(2018, 5, 3))], published)
    assert months[dt.date(2018, 4, 1), "central"] == Covered(dt.date(2018, 4, 30), READ)
    assert months[MAY, "central"] == Covered(dt.date(2018, 5, 3), READ)
    table = deaths_from_records(frame("incidents", {"dead_count": 1}), months, "record")
    assert row(table, MAY, "central")["as_of"] == pd.Timestamp("2018-05-03")
    assert row(table, dt.date(2018, 4, 1), "central")["as_of"] == pd.Timestamp(READ)


def test_two_records_that_meet_inside_a_month_cover_it_together(frame: Frames) -> None:
    published = frame("deaths", {"month": "2018-05"})
    older = dt.date(2018, 7, 1)
    halves = [
        central(dt.date(2018, 4, 20), dt.date(2018, 5, 8)),
        central(dt.date(2018, 5, 9), dt.date(2018, 5, 31), older),
    ]
    assert record_months(halves, published)[MAY, "central"] == Covered(dt.date(2018, 5, 31), older)
    apart = [halves[0], central(dt.date(2018, 5, 10), dt.date(2018, 5, 31))]
    assert record_months(apart, published) == {}


def test_a_route_that_no_record_covers_is_not_counted_from_records(frame: Frames) -> None:
    months = record_months([central(MAY, dt.date(2018, 5, 31))], frame("deaths", {}))
    assert list(months) == [(MAY, "central")]
    table = deaths_from_records(frame("incidents", {"dead_count": 1}), months, "record")
    assert table["route"].tolist() == ["central"]


def test_a_month_names_every_source_that_is_counted_in_it(frame: Frames) -> None:
    rows = frame(
        "incidents",
        {"dead_count": 1, "source": "record"},
        {"dead_count": 2, "source": "reports"},
        {"dead_count": 4, "source": "record", "occurred_on": "2018-06-01"},
    )
    table = deaths_from_records(rows, BOTH, "record")
    assert row(table, MAY, "central")["source"] == "record;reports"
    assert row(table, JUNE, "central")["source"] == "record"


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ([], "single incidents with 30 or more dead and missing"),
        ([(5, "central"), (6, "central"), (8, "central")], "every recorded incident that has"),
        ([(5, "central"), (8, "central")],
         "every recorded incident of May 2018, Aug 2018, and otherwise those with 30 or more"),
        ([(5, "central"), (6, "central")],
         "every recorded incident of May 2018 to Jun 2018, and otherwise those with 30 or more"),
    ],
)  # fmt: skip
def test_what_is_held_is_said_span_by_span(held: list[tuple[int, str]], said: str) -> None:
    cells = [(dt.date(2018, m, 1), "central") for m in (5, 6, 8)]
    assert held_in_words(cells, [(dt.date(2018, m, 1), r) for m, r in held]).startswith(said)


def test_what_is_held_of_one_route_is_not_said_of_two() -> None:
    cells = [(MAY, "central"), (MAY, "eastern")]
    assert held_in_words(cells, [(MAY, "central")]) == (
        "every recorded incident of May 2018 (Central), and otherwise those with 30 or more"
    )


def compared(
    frame: Frames, incidents: list[dict[str, Any]], published: int, corrections: pd.DataFrame,
    as_of: str = "2018-09-01",
) -> dict[str, Any]:  # fmt: skip
    held = frame("incidents", *incidents)
    series = frame(
        "deaths",
        {"month": "2018-05", "dead_and_missing_count": published, "incident_count": 1,
         "as_of": as_of},
    )  # fmt: skip
    meanings = {"foreign_part_removed": "A part was removed."}
    table = beside(deaths_from_records(held, BOTH, "r"), series, corrections, meanings, held, BOTH)
    return row(table, MAY, "central")


def correction(frame: Frames, **cells: Any) -> pd.DataFrame:
    cells = {"source": "r", "month": "2018-05", "route": "central", **cells}
    return frame("deaths_exclusions", cells)


def test_where_both_series_agree_there_is_nothing_to_explain(frame: Frames) -> None:
    none = frame("deaths_exclusions")
    found = compared(frame, [{"dead_count": 4}], 4, none)
    assert (found["difference"], found["reason"]) == (0, "")


def test_a_month_that_is_not_published_is_not_called_a_difference(frame: Frames) -> None:
    held = frame("incidents", {"dead_count": 4})
    table = beside(
        deaths_from_records(held, BOTH, "r"), frame("deaths", {"month": "2018-01"}),
        frame("deaths_exclusions"), {}, held, BOTH,
    )  # fmt: skip
    may = row(table, MAY, "central")
    assert pd.isna(may["difference"])
    assert "no such month" in may["reason"]


def test_a_record_that_is_not_held_explains_what_is_lacking(frame: Frames) -> None:
    absent = correction(
        frame, incident_id_iom="2018.MMP9", reason="added_absent_from_alldata", our_total=39,
        published_total=0, effect=39,
    )  # fmt: skip
    found = compared(frame, [{"dead_count": 1}], 40, absent)
    assert found["difference"] == -39
    assert found["reason"] == "2018.MMP9 (39 persons) is not in this record."


def test_a_record_that_was_counted_in_part_explains_the_rest(frame: Frames) -> None:
    removed = correction(
        frame, incident_id_iom="2018.MMP7", reason="foreign_part_removed", our_total=1,
        published_total=3, effect=-2,
    )  # fmt: skip
    found = compared(frame, [{"incident_id_iom": "2018.MMP7", "dead_count": 3}], 1, removed)
    assert (found["difference"], found["reason"]) == (2, "2018.MMP7: A part was removed.")


def test_a_record_that_stands_in_another_month_is_named_in_both(frame: Frames) -> None:
    moved = correction(
        frame, incident_id_iom="2018.MMP7", reason="foreign_part_removed", our_total=4,
        published_total=4, effect=0, month="2018-06",
    )  # fmt: skip
    found = compared(frame, [{"incident_id_iom": "2018.MMP7", "dead_count": 4}], 0, moved)
    assert found["reason"] == "2018.MMP7 stands in 2018-06 (central) in the published series."


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        ("2018-12-01", "2 more: the register was revised between 1 Sep 2018 (this record)"),
        ("2018-07-01", "2 more: the register was revised after 1 Jul 2018."),
        ("2018-09-01", "2 more: the reason is not known."),
    ],
)
def test_what_no_correction_explains_is_put_down_to_dates_or_called_unknown(
    frame: Frames, as_of: str, said: str
) -> None:
    found = compared(frame, [{"dead_count": 3}], 1, frame("deaths_exclusions"), as_of)
    assert found["reason"].startswith(said)


def test_a_file_that_states_no_day_is_no_reason_for_a_difference(frame: Frames) -> None:
    held = frame("incidents", {"dead_count": 3})
    undated = {cell: Covered(c.last_day, None) for cell, c in BOTH.items()}
    series = frame("deaths", {"month": "2018-05", "dead_and_missing_count": 1})
    table = beside(
        deaths_from_records(held, undated, "r"), series, frame("deaths_exclusions"), {}, held,
        undated,
    )  # fmt: skip
    assert row(table, MAY, "central")["reason"] == (
        "2 more: the reason is not known; the file does not say when it was made."
    )
