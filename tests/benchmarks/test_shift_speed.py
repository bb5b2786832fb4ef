"""The analysis of the routes is small beside a second, and the benchmark measures all of it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dashboard.benchmarks.analysis import SHIFT_LIMIT_MS, analysis_lines
from dashboard.benchmarks.report import Report
from geodata.store import FileStore


def test_both_measures_are_measured(packaged: FileStore) -> None:
    lines = analysis_lines(1, store=packaged)
    assert [line.id for line in lines] == ["shift_all", "shift_all_arrival_sea"]
    assert all(line.target == SHIFT_LIMIT_MS for line in lines)


@pytest.mark.long
def test_the_whole_record_is_analysed_within_a_second(packaged: FileStore) -> None:
    report = Report(analysis_lines(5, store=packaged))
    assert report.line("shift_all").met


def test_the_analysis_needs_no_library_of_statistics() -> None:
    program = (
        "import sys, layers.analysis.backtest; "
        "print(*(m for m in ('scipy', 'statsmodels', 'ruptures') if m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
