"""Positions against claims: both ways place them alike, and the benchmark measures what it says."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.benchmarks import regions
from dashboard.benchmarks.regions import region_lines
from dashboard.benchmarks.report import Report
from geodata.store import FileStore
from layers.analysis.claim_index import claims_at


def test_one_and_many_are_measured(packaged: FileStore) -> None:
    lines = region_lines(3, store=packaged, positions=2_000)
    assert [line.id for line in lines] == ["where_one", "where_points", "where_circles"]
    assert [line.target for line in lines] == [5.0, None, 2_000.0]
    assert lines[1].other_is == "geopandas.sjoin"


def test_a_race_between_two_different_answers_is_none(
    packaged: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shifted(index: object, x: object, y: object, *more: object) -> object:
        return claims_at(index, np.asarray(x) + 0.5, y, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(regions, "claims_at", shifted)
    with pytest.raises(RuntimeError, match="points are placed differently"):
        region_lines(3, store=packaged, positions=2_000)


@pytest.mark.long
def test_one_answer_takes_5_ms_and_200_000_circles_2_s(packaged: FileStore) -> None:
    report = Report(region_lines(9, store=packaged))
    assert report.missed == []
