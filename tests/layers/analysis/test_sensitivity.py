"""The toll at each source quality."""

from __future__ import annotations

import datetime as dt
from typing import Any

from layers.aggregate import complete_crossings
from layers.analysis.rates import NO_DEATH
from layers.analysis.records import Covered
from layers.analysis.sensitivity import QUALITIES, by_quality, rates_by_quality
from layers.filters import index_incidents, sorted_incidents
from layers.selection import Selection


def test_each_quality_counts_the_incidents_that_are_at_least_as_well_sourced(frame: Any) -> None:
    rows = frame(
        "incidents",
        {"dead_count": 1, "missing_count": 8, "source_quality": 1},
        {"dead_count": 2, "source_quality": 4},
        {"dead_count": 4, "missing_count": 16},
    )
    index = index_incidents(sorted_incidents(rows), frame("search_and_rescue_regions"))
    found = by_quality(index, Selection(min_source_quality=5))
    assert [q.quality for q in found] == [0, 1, 2, 3, 4, 5]
    assert [q.incidents for q in found] == [3, 2, 1, 1, 1, 0]
    assert [q.dead for q in found] == [7, 3, 2, 2, 2, 0]
    # Of the incident of quality 4 nobody knows how many are missing: that is not none.
    assert [q.missing for q in found] == [24, 8, None, None, None, 0]
    assert [q.dead_and_missing for q in found] == [31, 11, 2, 2, 2, 0]
    assert [q.missing_unknown for q in found] == [1, 1, 1, 1, 1, 0]
    assert [q.dead_unknown for q in found] == [0] * 6
    assert found[0].dead_and_missing == 31
    assert [q.unknown for q in found] == [1, 1, 1, 1, 1, 0]


RECORD = (
    {"dead_count": 1, "missing_count": 1, "source_quality": 1},
    {"dead_count": 2, "source_quality": 4},
    {"dead_count": 4},
)
MAY = {(dt.date(2018, 5, 1), "central"): Covered(dt.date(2018, 5, 31), dt.date(2019, 1, 1))}


def test_a_whole_record_gives_a_death_rate_at_each_quality(frame: Any) -> None:
    moved = complete_crossings(
        frame("crossings", {"month": "2018-05", "arrival_country": "ITA", "persons": 16})
    )
    rows = frame("incidents", *RECORD)
    chosen = Selection(rate="per_arrival", causes=("drowning",), min_source_quality=3)
    rates = rates_by_quality(moved, rows, MAY, chosen)
    assert [r.value for r in rates] == [8 / 16, 4 / 16, 2 / 16, 2 / 16, 2 / 16, None]
    assert [r.spread.incidents for r in rates] == [3, 2, 1, 1, 1, 0]
    assert rates[-1].missing == NO_DEATH
    assert {r.band for r in rates} == {None}
    assert rates[1].no_band == "No band: not enough data, 2 incidents; at least 20 are needed."


def test_the_deadliest_incidents_alone_give_no_rate_at_any_quality(frame: Any) -> None:
    moved = complete_crossings(
        frame("crossings", {"month": "2018-05", "arrival_country": "ITA", "persons": 16})
    )
    rows = frame("incidents", *RECORD)
    assert rates_by_quality(moved, rows, {}, Selection()) == []
    of_june = Selection(first_day=dt.date(2018, 6, 1))
    assert rates_by_quality(moved, rows, MAY, of_june) == []
    assert len(rates_by_quality(moved, rows, MAY, Selection())) == len(QUALITIES)
