"""Every row that a filter drops is counted, once, under the reason that dropped it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.picture import Pictures
from geodata.store import FileStore
from layers.areas import read_area
from layers.filters import (
    REASONS,
    Filtered,
    IncidentIndex,
    claims_in_force,
    day_number,
    index_incidents,
    select_incidents,
    select_months,
    sorted_incidents,
)
from layers.selection import Selection
from layers.terms import CAUSES, ROUTES

Frames = Callable[..., pd.DataFrame]
UNKNOWN_DAY = np.iinfo(np.int32).min


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def filtered(
    frame: Frames, *rows: dict[str, Any], claims: gpd.GeoDataFrame | None = None, **choice: Any
) -> Filtered:
    incidents = sorted_incidents(frame("incidents", *rows))
    return select_incidents(index_incidents(incidents, claims), Selection(**choice))


def test_a_period_includes_both_end_days(frame: Frames) -> None:
    days = ("2018-04-30", "2018-05-01", "2018-05-03", "2018-05-04")
    rows = [{"occurred_on": d} for d in days]
    outcome = filtered(frame, *rows, first_day=day("2018-05-01"), last_day=day("2018-05-03"))
    assert list(outcome.rows) == [False, True, True, False]
    assert outcome.removed == {"outside_period": 2}


@pytest.mark.parametrize("open_end", ["first_day", "last_day"])
def test_an_unknown_date_is_in_no_period_and_is_counted_as_such(
    frame: Frames, open_end: str
) -> None:
    outcome = filtered(frame, {"occurred_on": ""}, {}, **{open_end: day("2018-05-01")})
    assert (outcome.shown, outcome.removed) == (1, {"no_date": 1})


def test_without_a_period_an_unknown_date_stays(frame: Frames) -> None:
    assert filtered(frame, {"occurred_on": ""}, {}).shown == 2


def test_an_unknown_number_of_people_never_passes_a_minimum(frame: Frames) -> None:
    rows = [{"dead_count": 1}, {"dead_count": 1, "missing_count": 3}, {"missing_count": 4}, {}]
    outcome = filtered(frame, *rows, min_people=4)
    assert list(outcome.rows) == [False, True, True, False]
    assert outcome.removed == {"too_few_people": 2}


def test_an_area_keeps_what_lies_in_it_and_counts_what_has_no_position(frame: Frames) -> None:
    places = [(12.5, 35.5), (13, 36), (13.1, 36)]
    rows = [{"longitude": x, "latitude": y} for x, y in places]
    square = read_area("polygon:12,35;13,35;13,36;12,36")
    outcome = filtered(frame, *rows, {}, {"occurred_on": "2019-05-01"}, area=square,
                       last_day=day("2018-12-31"))  # fmt: skip
    assert outcome.shown == 2  # the corner is inside
    assert outcome.removed == {"outside_period": 1, "no_position_for_area": 1, "outside_area": 1}


def test_an_unknown_source_quality_never_passes_a_minimum(frame: Frames) -> None:
    rows = [{"source_quality": q} for q in ("", 1, 2, 4)]
    outcome = filtered(frame, *rows, min_source_quality=2)
    assert list(outcome.rows) == [False, False, True, True]
    assert outcome.removed == {"lower_quality": 2}


def test_an_unknown_cause_is_no_chosen_cause(frame: Frames) -> None:
    rows = [{"cause": c} for c in ("", "drowning", "violence")]
    outcome = filtered(frame, *rows, causes=("drowning",))
    assert (list(outcome.rows), outcome.removed) == ([False, True, False], {"other_cause": 2})


def test_no_chosen_route_leaves_no_row(frame: Frames) -> None:
    rows = [{"route": r} for r in ROUTES]
    assert filtered(frame, *rows, routes=()).removed == {"other_route": 4}
    assert filtered(frame, *rows, routes=("central",)).removed == {"other_route": 3}


def test_a_row_is_counted_under_the_first_reason_that_holds(frame: Frames) -> None:
    row = {"occurred_on": "", "route": "eastern", "cause": "violence"}
    outcome = filtered(frame, row, routes=("central",), causes=("drowning",),
                       first_day=day("2018-01-01"))  # fmt: skip
    assert outcome.removed == {"no_date": 1}


def test_a_row_without_a_position_stays_until_a_region_is_chosen(
    frame: Frames, square: Callable[..., Any]
) -> None:
    claims = frame("search_and_rescue_regions", {"claim_id": "A", "geometry": square(0, 0, 2, 2)})
    rows = [{}, {"longitude": 1, "latitude": 1}, {"longitude": 3, "latitude": 1}]
    assert filtered(frame, *rows, claims=claims).shown == 3
    outcome = filtered(frame, *rows, claims=claims, regions=("A",))
    assert list(outcome.rows) == [False, True, False]
    assert outcome.removed == {"no_position_for_region": 1, "other_region": 1}


def test_a_position_on_a_limit_lies_in_both_regions(
    frame: Frames, square: Callable[..., Any]
) -> None:
    claims = frame(
        "search_and_rescue_regions",
        {"claim_id": "A", "geometry": square(0, 0, 2, 2)},
        {"claim_id": "B", "geometry": square(2, 0, 4, 2)},
    )
    corner, edge = {"longitude": 2, "latitude": 2}, {"longitude": 2, "latitude": 1}
    index = index_incidents(frame("incidents", corner, edge), claims)
    assert list(index.regions) == [0b11, 0b11]


def test_a_claim_holds_from_its_first_to_its_last_day_and_never_on_an_unknown_one(
    frame: Frames, square: Callable[..., Any]
) -> None:
    area = square(0, 0, 2, 2)
    claims = frame(
        "search_and_rescue_regions",
        {"claim_id": "FROM", "geometry": area, "valid_from": "2018-05-02"},
        {"claim_id": "TO", "geometry": area, "valid_to": "2018-05-02"},
        {"claim_id": "EVER", "geometry": area},
    )
    days = ("2018-05-01", "2018-05-02", "2018-05-03", "")
    rows = [{"occurred_on": d, "longitude": 1, "latitude": 1} for d in days]
    index = index_incidents(frame("incidents", *rows), claims)
    assert [f"{bits:03b}" for bits in index.regions] == ["110", "111", "101", "100"]


def placed(pictures: Pictures, frame: Frames, lat: float, lon: float, on: str) -> set[str]:
    claims = pictures.holdings().claims
    row = {"latitude": lat, "longitude": lon, "occurred_on": on}
    index = index_incidents(frame("incidents", row), claims)
    return {c for bit, c in enumerate(index.claim_ids) if int(index.regions[0]) >> bit & 1}


@pytest.mark.parametrize(
    ("claim", "lat", "lon", "before", "after"),
    [
        ("LBY", 33.2, 13.2, "2017-12-13", "2017-12-14"),
        ("TUN", 33.6, 11.3, "2024-06-18", "2024-06-19"),
    ],
)
def test_a_region_counts_from_the_day_it_came_into_force(
    pictures: Pictures, frame: Frames, claim: str, lat: float, lon: float, before: str, after: str
) -> None:
    assert claim not in placed(pictures, frame, lat, lon, before)
    assert claim in placed(pictures, frame, lat, lon, after)


def test_lampedusa_lies_in_the_italian_and_in_the_maltese_region(
    pictures: Pictures, frame: Frames
) -> None:
    assert placed(pictures, frame, 35.5, 12.6, "2020-01-01") == {"ITA", "MLT"}


def test_more_than_64_claims_are_refused_with_their_number(
    frame: Frames, square: Callable[..., Any]
) -> None:
    rows = [{"claim_id": f"C{i}", "geometry": square(0, 0, 1, 1)} for i in range(65)]
    with pytest.raises(ValueError, match="65 claims; at most 64"):
        index_incidents(frame("incidents", {}), frame("search_and_rescue_regions", *rows))


def test_incidents_stand_by_route_then_date_with_unknown_dates_last(frame: Frames) -> None:
    rows = [
        {"incident_id": "b", "route": "central", "occurred_on": ""},
        {"incident_id": "c", "route": "central", "occurred_on": "2019-01-01"},
        {"incident_id": "a", "route": "central", "occurred_on": "2019-01-01"},
        {"incident_id": "d", "route": "western", "occurred_on": "2020-01-01"},
    ]
    assert list(sorted_incidents(frame("incidents", *rows))["incident_id"]) == list("dacb")


def test_monthly_rows_count_only_where_the_whole_month_lies_in_the_period(frame: Frames) -> None:
    months = frame("crossings", *({"month": f"2018-0{m}", "persons": m} for m in (1, 2, 3, 4)))
    period = Selection(first_day=day("2018-01-02"), last_day=day("2018-03-31"))
    assert list(select_months(months, period)["persons"]) == [2, 3]
    within = Selection(first_day=day("2018-02-02"), last_day=day("2018-02-27"))
    assert list(select_months(months, within).columns) == list(months.columns)
    assert select_months(months, within).empty


def test_claims_are_in_force_if_one_day_of_the_period_is(
    frame: Frames, square: Callable[..., Any]
) -> None:
    dates = {"valid_from": "2018-05-02", "valid_to": "2018-05-04"}
    claims = frame("search_and_rescue_regions", {"geometry": square(0, 0, 1, 1), **dates})
    for first, last, holds in [
        ("2018-05-04", "2018-05-09", 1),
        ("2018-05-05", "2018-05-09", 0),
        ("2018-01-01", "2018-05-02", 1),
        ("2018-01-01", "2018-05-01", 0),
    ]:
        assert len(claims_in_force(claims, day(first), day(last))) == holds
    assert len(claims_in_force(claims, None, None)) == 1


def arrays(n: int, dtype: str, elements: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    cells = st.lists(elements, min_size=n, max_size=n)
    return cells.map(lambda values: np.array(values, dtype=dtype))


@st.composite
def indexes(draw: st.DrawFn) -> IncidentIndex:
    """Any index: unknown days, people, qualities, causes and positions among the known."""
    n = draw(st.integers(0, 12))
    people = st.sampled_from([float("nan"), 0, 1, 2, 4])
    degrees = st.sampled_from([float("nan"), 0.0, 1.0])
    return IncidentIndex(
        route=draw(arrays(n, "uint8", st.integers(0, 3))),
        cause=draw(arrays(n, "uint8", st.sampled_from([0, 1, 255]))),
        day=draw(arrays(n, "int32", st.sampled_from([UNKNOWN_DAY, 17_000, 17_500, 18_000]))),
        longitude=draw(arrays(n, "float64", degrees)),
        latitude=draw(arrays(n, "float64", degrees)),
        dead=draw(arrays(n, "float32", people)),
        missing=draw(arrays(n, "float32", people)),
        source_quality=draw(arrays(n, "uint8", st.integers(0, 5))),
        regions=draw(arrays(n, "uint64", st.integers(0, 3))),
        claim_ids=("A", "B"),
    )


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    days = st.none() | st.sampled_from([17_000, 17_400, 18_100])
    first, last = sorted([draw(days), draw(days)], key=lambda d: d or 0)
    epoch = dt.date(1970, 1, 1)
    return Selection(
        first_day=first and epoch + dt.timedelta(first),
        last_day=last and epoch + dt.timedelta(last),
        routes=tuple(draw(st.sets(st.sampled_from(ROUTES)))),
        causes=tuple(draw(st.sets(st.sampled_from(CAUSES[:2])))),
        regions=tuple(draw(st.sets(st.sampled_from(["A", "B"])))),
        min_people=draw(st.integers(0, 4)),
        min_source_quality=draw(st.integers(0, 5)),
    )


@given(indexes(), selections())
def test_what_remains_and_what_was_removed_add_up_to_all(
    index: IncidentIndex, selection: Selection
) -> None:
    outcome = select_incidents(index, selection)
    assert outcome.shown + sum(outcome.removed.values()) == len(index)
    assert all(n > 0 for n in outcome.removed.values())
    order = [r for r in REASONS if r in outcome.removed]
    assert list(outcome.removed) == order


@given(indexes(), selections())
def test_nothing_unknown_passes_a_filter_on_it(index: IncidentIndex, selection: Selection) -> None:
    rows = select_incidents(index, selection).rows
    if selection.first_day or selection.last_day:
        assert not (rows & (index.day == UNKNOWN_DAY)).any()
    if selection.min_people:
        assert not np.isnan(index.people[rows]).any()
    if selection.min_source_quality:
        assert not (rows & (index.source_quality == 0)).any()
    if selection.regions:
        assert index.located[rows].all()


@given(indexes(), selections(), selections())
def test_a_second_filter_never_brings_a_row_back(
    index: IncidentIndex, wide: Selection, other: Selection
) -> None:
    narrow = wide.but(min_people=max(wide.min_people, other.min_people))
    before, after = select_incidents(index, wide).rows, select_incidents(index, narrow).rows
    assert not (after & ~before).any()


def test_people_are_unknown_only_where_both_counts_are(frame: Frames) -> None:
    rows = [{"dead_count": 1, "missing_count": 2}, {"dead_count": 4}, {}]
    people = index_incidents(frame("incidents", *rows)).people
    assert list(people[:2]) == [3, 4]
    assert np.isnan(people[2])


def test_days_are_counted_from_1970() -> None:
    assert (day_number(dt.date(1970, 1, 1)), day_number(dt.date(1969, 12, 31))) == (0, -1)


def test_every_packaged_incident_is_on_the_map_or_without_a_position(packaged: FileStore) -> None:
    incidents = packaged.load("incidents").frame
    index = index_incidents(sorted_incidents(incidents))
    assert (len(index), int(index.located.sum())) == (336, 331)
