"""The toll at each source quality."""

from __future__ import annotations

from typing import Any

from layers.analysis.sensitivity import by_quality
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
    assert [q.missing for q in found] == [24, 8, 0, 0, 0, 0]
    assert found[0].dead_and_missing == 31
    assert [q.unknown for q in found] == [1, 1, 1, 1, 1, 0]
