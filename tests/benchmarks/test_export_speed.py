"""Ours and the bare write hold the same rows, and the benchmark measures what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.benchmarks import exports
from dashboard.benchmarks.exports import TIMES, export_lines, grown
from dashboard.benchmarks.report import Report


def test_every_format_is_measured_beside_its_bare_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "_CLEAR", Path("/nowhere"))
    lines = export_lines(1, rows=300)
    assert [line.id for line in lines] == [
        name for format_id in TIMES for name in (f"export_{format_id}", f"export_{format_id}_zip")
    ]
    assert {line.rows for line in lines} == {300}
    assert [line.target for line in lines[::2]] == list(TIMES.values())


def test_a_race_between_files_of_other_rows_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = exports.write_bare
    monkeypatch.setattr(
        exports,
        "write_bare",
        lambda frame, *how: whole(frame.iloc[1:].reset_index(drop=True), *how),
    )
    with pytest.raises(RuntimeError, match=r"CSV: \(100, "):
        export_lines(1, rows=100)


@pytest.mark.skipif(not exports._CLEAR.exists(), reason="needs Linux's /proc")
def test_memory_is_measured_against_the_frame() -> None:
    more, frame = grown("csv", 5_000)
    assert more >= 0
    assert 0.5 < frame < 10


@pytest.mark.long
def test_200_000_points_take_no_more_time_and_memory_than_promised() -> None:
    assert Report(export_lines(9)).missed == []
