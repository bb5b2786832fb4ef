"""The promised ratios, each measured within one run; absolute times depend on the machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from dashboard.benchmarks.browser import ROWS, TIMES_EMPTY, browser_lines, why_not
from dashboard.benchmarks.process import MEMORY_LIMIT_MB, process_lines
from dashboard.benchmarks.report import Report
from dashboard.benchmarks.responsiveness import TIMES_IDLE, responsiveness_lines
from dashboard.benchmarks.suite import server_lines

pytestmark = pytest.mark.long


def test_at_20_000_incidents_ours_answers_100_times_faster_in_a_fifth_of_the_bytes() -> None:
    report = Report(server_lines(20_000, rounds=9))
    assert report.line("server_wide", 20_000).ratio >= 100
    for encoding in ("identity", "zstd", "br"):
        assert report.line(f"bytes_wide_{encoding}", 20_000).ratio <= 0.2


def test_at_200_000_incidents_ours_answers_200_times_faster() -> None:
    report = Report(server_lines(200_000, rounds=5))
    assert report.line("server_wide", 200_000).ratio >= 200


def test_an_answer_of_ours_grows_by_less_than_a_byte_an_incident() -> None:
    sizes = [
        Report(server_lines(n, rounds=3)).line("bytes_wide_identity", n).ours
        for n in (2_000, 42_000)
    ]
    # A bit in base64 is a sixth of a byte; Dash writes the letter "/" with six.
    assert sizes[1] - sizes[0] < 40_000


def test_a_filter_waits_less_than_twice_as_long_while_an_export_is_written() -> None:
    report = Report(responsiveness_lines())
    assert report.line("filter_beside_export", 200_000).ratio <= TIMES_IDLE


@pytest.mark.browser
# The benchmark's servers live in this process: a page that is left while a file is on its way
# leaves that file to the garbage collector, which says so.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_change_is_painted_within_three_empty_redraws() -> None:
    named = os.environ.get("PHAROS_CHROMIUM") or shutil.which("chromium")
    chromium = Path(named) if named else None
    assert why_not(chromium) == ""
    report = Report(browser_lines(5, chromium))
    assert report.line("browser_map_period", ROWS).ratio <= TIMES_EMPTY


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs Linux's /proc")
def test_a_worker_stays_within_its_memory() -> None:
    lines, _ = process_lines(1)
    assert Report(lines).line("memory").ours <= MEMORY_LIMIT_MB
