"""Counts by region: everybody once in the cells, from low to high in a claim, unknown never zero."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, seed
from hypothesis import strategies as st
from shapely import box

from dashboard.picture import Pictures
from layers.analysis.claim_index import ClaimIndex
from layers.analysis.region_counts import (
    ASSUMED_KM,
    RegionCounts,
    cells_of,
    circles,
    counts_over_time,
    region_counts,
    region_doubt,
    short,
)
from layers.filters import in_force
from layers.selection import Selection

Frames = Callable[..., Any]


@pytest.fixture
def two(frame: Frames) -> ClaimIndex:
    """Italy from 0 to 2 degrees east, Malta from 1 to 3: they share the degree between; land east."""
    rows = [
        {"claim_id": "ITA", "state": "ITA", "name": "Italy SRR", "geometry": box(0, 0, 2, 2)},
        {"claim_id": "MLT", "state": "MLT", "name": "Malta SRR", "geometry": box(1, 0, 3, 2)},
    ]
    return ClaimIndex.of(frame("search_and_rescue_regions", *rows), box(3, -1, 5, 3))


def lost(frame: Frames, *rows: tuple[Any, Any, Any, Any, Any], **more: Any) -> pd.DataFrame:
    """Incidents of (longitude, latitude, radius, dead, missing)."""
    names = ("longitude", "latitude", "position_uncertainty_km", "dead_count", "missing_count")
    made = [dict(zip(names, row, strict=True)) for row in rows]
    return frame("incidents", *({"incident_id": f"i{n}", **m, **more} for n, m in enumerate(made)))


def counted(
    index: ClaimIndex, incidents: pd.DataFrame, radius: float | None = None
) -> RegionCounts:
    return region_counts(index, incidents, circles(index, incidents, radius))


def test_every_incident_is_in_one_cell_and_the_cells_are_the_total(
    two: ClaimIndex, frame: Frames
) -> None:
    incidents = lost(
        frame,
        (0.5, 1, 10, 1, 2),  # Italy alone
        (1.5, 1, 10, 4, 8),  # both
        (0.95, 1, 10, 16, 32),  # over the limit of Malta
        (0.5, 5, 10, 64, 128),  # sea that no claim is drawn over
        (4, 1, 10, 256, 512),  # on land
        ("", "", "", 1024, 2048),  # without position
    )
    found = counted(two, incidents)
    assert [(c.key, c.toll.dead, c.toll.missing) for c in found.cells] == [
        ("ITA", 1, 2),
        ("ITA+MLT", 4, 8),
        ("no claim", 64, 128),
        ("cannot tell", 16, 32),
        ("on land", 256, 512),
        ("no position", 1024, 2048),
    ]
    assert (found.total.toll.incidents, found.total.toll.dead, found.total.toll.missing) == (
        6, 1365, 2730,
    )  # fmt: skip
    assert found.cells[1].label == "Italy and Malta"


def test_a_claim_runs_from_circles_inside_to_circles_that_meet_it(
    two: ClaimIndex, frame: Frames
) -> None:
    incidents = lost(frame, (1.5, 1, 10, 1, 0), (1.05, 1, 10, 2, 0), (0.95, 1, 10, 4, 0))
    malta = {s.claim_id: s for s in counted(two, incidents).spans}["MLT"]
    assert (malta.low.dead, malta.by_point.dead, malta.high.dead) == (1, 3, 7)


def test_an_unknown_count_makes_a_minimum_and_no_zero(two: ClaimIndex, frame: Frames) -> None:
    toll = counted(two, lost(frame, (0.5, 1, 10, "", 4), (0.5, 1, 10, "", ""))).total.toll
    assert (toll.dead, toll.dead_unknown, toll.missing, toll.missing_unknown) == (0, 2, 4, 1)
    assert toll.is_minimum
    assert toll.largest == 4
    assert counted(two, lost(frame, (0.5, 1, 10, "", ""))).total.toll.largest is None


def test_an_unknown_radius_is_taken_for_ten_kilometres_and_said(
    two: ClaimIndex, frame: Frames
) -> None:
    # 0.95 degrees east lies 5.6 km from Malta's limit.
    found = counted(two, lost(frame, (0.95, 1, "", 1, 0)))
    assert (found.cells[0].kind, found.assumed) == ("cannot tell", 1)
    assert ASSUMED_KM > 5.6


def test_a_claim_counts_from_its_first_day_and_what_came_before_is_a_row_of_its_own(
    frame: Frames,
) -> None:
    claim = {"claim_id": "LBY", "state": "LBY", "valid_from": "2017-12-14"}
    index = ClaimIndex.of(
        frame("search_and_rescue_regions", {**claim, "geometry": box(0, 0, 2, 2)}), box(8, 8, 9, 9)
    )
    incidents = frame(
        "incidents",
        *(
            {
                "incident_id": day, "occurred_on": day, "longitude": 1, "latitude": 1,
                "position_uncertainty_km": 10, "dead_count": dead, "missing_count": 0,
            }
            for day, dead in (("2017-12-13", 1), ("2017-12-14", 2))
        ),
        {
            "incident_id": "undated", "occurred_on": "", "longitude": 1, "latitude": 1,
            "position_uncertainty_km": 10, "dead_count": 4, "missing_count": 0,
        },
    )  # fmt: skip
    found = counted(index, incidents)
    assert [(c.key, c.toll.dead) for c in found.cells] == [("LBY", 2), ("not in force", 5)]
    assert found.undated == 1


@seed(21)
@given(st.integers(0, 2**32 - 1), st.sampled_from([None, 0.0, 5.0, 60.0]))
def test_cells_are_the_total_to_the_last_person_and_spans_are_in_order(
    pictures: Pictures, number: int, radius: float | None
) -> None:
    holdings = pictures.holdings()
    index, incidents = holdings.claim_index, holdings.incidents
    rows = np.random.default_rng(number).random(len(incidents)) < 0.5
    found = region_counts(index, incidents, circles(index, incidents, radius), rows)
    kept = incidents[rows]
    for name, whole in (
        ("incidents", len(kept)),
        ("dead", int(kept["dead_count"].sum())),
        ("missing", int(kept["missing_count"].sum())),
    ):
        assert sum(getattr(c.toll, name) for c in found.cells) == whole
        assert getattr(found.total.toll, name) == whole
    for span in found.spans:
        assert span.low.incidents <= span.by_point.incidents <= span.high.incidents


@seed(22)
@given(st.lists(st.tuples(st.floats(-18, 36), st.floats(27, 45)), min_size=1, max_size=30))
def test_radius_0_is_plain_point_in_polygon(
    pictures: Pictures, places: list[tuple[float, float]]
) -> None:
    index = pictures.holdings().claim_index
    incidents = pd.DataFrame(
        {
            "longitude": pd.array([x for x, _ in places], dtype="Float64"),
            "latitude": pd.array([y for _, y in places], dtype="Float64"),
            "position_uncertainty_km": 60.0,
            "occurred_on": pd.Timestamp("2025-01-01"),
            "dead_count": pd.array([1] * len(places), dtype="Int64"),
            "missing_count": pd.array([0] * len(places), dtype="Int64"),
        }
    )
    found = {s.claim_id: s for s in counted(index, incidents, 0.0).spans}
    claims = index.claims
    day = pd.Timestamp("2025-01-01").date()
    held = in_force(claims["valid_from"].to_numpy(), claims["valid_to"].to_numpy(), day, day)
    x, y = np.array(places).T
    for claim, shape, counts in zip(claims["claim_id"], claims.geometry, held, strict=True):
        plain = int(shapely.intersects_xy(shape, x, y).sum()) if counts else 0
        span = found.get(claim)
        sizes = (span.low.dead, span.by_point.dead, span.high.dead) if span else (0, 0, 0)
        assert sizes == (plain, plain, plain), claim


def test_by_point_is_what_the_region_filter_shows(pictures: Pictures) -> None:
    holdings = pictures.holdings()
    found = counted(holdings.claim_index, holdings.incidents)
    for span in found.spans:
        shown = pictures.of(Selection(regions=(span.claim_id,))).filtered.shown
        assert span.by_point.incidents == shown


@pytest.mark.parametrize(
    ("every", "buckets"),
    [
        ("year", ["2020-01-01", "2021-01-01"]),
        ("quarter", ["2020-01-01", "2021-04-01"]),
        ("month", ["2020-02-01", "2021-05-01"]),
    ],
)
def test_over_time_holds_the_cells_by_the_bucket_of_the_selection(
    two: ClaimIndex, frame: Frames, every: Any, buckets: list[str]
) -> None:
    incidents = frame(
        "incidents",
        *(
            {
                "incident_id": day + str(x), "occurred_on": day, "longitude": x, "latitude": 1,
                "position_uncertainty_km": 10, "dead_count": dead, "missing_count": "",
            }
            for day, x, dead in (
                ("2020-02-29", 0.5, 1), ("2020-02-01", 0.5, 2), ("2021-05-31", 1.5, 4), ("", 0.5, 8),
            )
        ),
    )  # fmt: skip
    series = counts_over_time(two, incidents, circles(two, incidents), every)
    assert [str(b.date()) for b in series["bucket"]] == buckets
    assert list(series["key"]) == ["ITA", "ITA+MLT"]
    assert list(series["dead"]) == [3, 4]  # the undated one is in no bucket
    assert list(series["incidents"]) == [2, 1]
    assert list(series["unknown"]) == [2, 1]


def test_what_a_region_filter_may_have_wrong_is_counted_on_both_sides(
    two: ClaimIndex, frame: Frames
) -> None:
    incidents = lost(
        frame, (2.5, 1, 10, 1, 0), (1.05, 1, 10, 2, 0), (0.95, 1, 10, 4, 0), (0.5, 1, 10, 8, 0)
    )
    found = circles(two, incidents)
    shown = np.array([True, True, False, False])
    doubt = region_doubt(two, incidents, found, ("MLT",), shown, np.ones(4, dtype=bool))
    assert (doubt.may_be_outside, doubt.outside_people) == (1, 2)
    assert (doubt.may_be_inside, doubt.inside_people) == (1, 4)
    assert "1 of these may lie outside by its uncertainty (2 dead and missing)" in doubt.sentence
    sure = region_doubt(two, incidents, found, ("MLT",), np.eye(4, dtype=bool)[0],
                        np.eye(4, dtype=bool)[0])  # fmt: skip
    assert sure.sentence == ""


def test_nothing_selected_is_an_empty_count_and_no_error(two: ClaimIndex, frame: Frames) -> None:
    found = counted(two, frame("incidents"))
    assert (found.cells, found.spans, found.total.toll.incidents) == ((), (), 0)
    empty = frame("incidents")
    assert counts_over_time(two, empty, circles(two, empty), "year").empty


def test_every_row_has_a_cell_even_with_the_most_claims(frame: Frames) -> None:
    rows = [
        {"claim_id": f"C{i:02}", "state": "ITA", "geometry": box(i / 4, 0, i / 4 + 0.25, 1)}
        for i in range(64)
    ]
    index = ClaimIndex.of(frame("search_and_rescue_regions", *rows))
    incidents = lost(frame, (15.9, 0.5, 0, 1, 0), (0.1, 0.5, 0, 2, 0), (15.75, 0.5, 0, 4, 0))
    cell, meanings = cells_of(circles(index, incidents).placed)
    assert meanings == [
        ("one claim", 1), ("one claim", 1 << 63), ("several claims", (1 << 63) | (1 << 62)),
    ]  # fmt: skip
    assert cell.tolist() == [1, 0, 2]


def test_a_claim_has_a_short_name() -> None:
    assert short("Spain SRR (Canaries)") == "Spain (Canaries)"
    assert short("Türkiye SRR claim, eastern Aegean (schematic)") == (
        "Türkiye, eastern Aegean (schematic)"
    )
