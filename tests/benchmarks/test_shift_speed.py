"""The analysis of the routes is small beside a second, and a picture reads none of it."""

from __future__ import annotations

import pytest

from dashboard.benchmarks import analysis
from dashboard.benchmarks.analysis import ANALYSIS_LIMIT_MS, analysis_lines, modules_of_a_picture
from dashboard.benchmarks.report import Report
from geodata.store import FileStore


def test_both_measures_are_measured_and_stand_beside_what_they_read(packaged: FileStore) -> None:
    lines = analysis_lines(1, store=packaged)
    assert [line.id for line in lines] == [
        "shift_all", "shift_all_arrival_sea", "shift_beside", "shift_modules",
    ]  # fmt: skip
    assert [line.target for line in lines] == [ANALYSIS_LIMIT_MS, ANALYSIS_LIMIT_MS, None, 0]
    assert lines[2].ratio is not None
    assert any("0 modules" in cell for row in Report(lines).table() for cell in row)


@pytest.mark.long
def test_the_whole_record_is_analysed_within_a_second(packaged: FileStore) -> None:
    report = Report(analysis_lines(5, store=packaged))
    assert report.line("shift_all").met
    assert report.line("shift_all_arrival_sea").met


def test_an_application_with_one_picture_has_read_no_analysis_and_no_statistics() -> None:
    assert modules_of_a_picture() == 0


def test_a_module_that_a_picture_reads_would_be_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = analysis._PROGRAM.replace("layers.analysis.levels", "layers.analysis.rates")
    monkeypatch.setattr(analysis, "_PROGRAM", counted)
    assert modules_of_a_picture() == 1
