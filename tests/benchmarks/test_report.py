"""A report says what was measured, in which unit, beside what, and whether that is enough."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from dashboard.benchmarks.browser import why_not
from dashboard.benchmarks.process import children, free_port, memory_mb, processor_s
from dashboard.benchmarks.report import Line, Report, amount
from dashboard.cli import app

FASTER = Line("a", "answer", "ms", 2.0, 300.0, "plain", 20_000, 5, target=100)
SMALLER = Line("b", "size", "bytes", 1_500, 6_000, "plain", 20_000, goal="share_of_other",
               target=0.2)  # fmt: skip
QUICK = Line("c", "start", "s", 2.5, goal="at_most", target=3)
BARE = Line("d", "import", "ms", 40.0)


def test_a_ratio_is_the_other_over_ours_and_a_share_ours_over_the_other() -> None:
    assert FASTER.ratio == 150
    assert SMALLER.ratio == 0.25
    assert QUICK.ratio is None


@pytest.mark.parametrize(
    ("line", "met"), [(FASTER, True), (SMALLER, False), (QUICK, True), (BARE, None)]
)
def test_a_target_is_met_missed_or_not_set(line: Line, met: bool | None) -> None:
    assert line.met is met


def test_only_missed_targets_are_missed() -> None:
    assert Report([FASTER, SMALLER, QUICK, BARE]).missed == [SMALLER]


def test_every_line_of_the_json_has_a_unit_and_says_its_ratio_and_target() -> None:
    lines = json.loads(json.dumps(Report([FASTER, QUICK]).as_json()))["lines"]
    assert [line["unit"] for line in lines] == ["ms", "s"]
    assert lines[0]["ratio"] == 150
    assert lines[0]["met"] is True
    assert lines[1]["ratio"] is None


def test_the_table_says_the_same_in_words() -> None:
    row = Report([FASTER]).table()[0]
    assert row == [
        "answer", "20,000", "2 ms", "300 ms (plain)", "150 times less", "at least 100 times less",
        "met",
    ]  # fmt: skip


def test_a_slower_way_is_not_dressed_up() -> None:
    assert Line("a", "x", "ms", 300, 200, "plain").ratio_in_words == "1.5 times more"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(2.04, "ms", "2.04 ms"), (1567.8, "ms", "1,568 ms"), (1_567_948, "bytes", "1,568 kB"),
     (312, "bytes", "312 bytes")],
)  # fmt: skip
def test_amounts_carry_their_unit(value: float, unit: str, text: str) -> None:
    assert amount(value, unit) == text


def test_the_page_of_documentation_says_when_and_on_what_and_names_no_path() -> None:
    page = Report([FASTER], ["A note."]).markdown()
    assert "cores" in page
    assert "- A note." in page
    assert "| answer | 20,000 | 2 ms |" in page
    assert "/" not in page.replace("and/or", "")


def test_a_line_is_found_by_its_id_and_size() -> None:
    report = Report([FASTER, QUICK])
    assert report.line("a", 20_000) is FASTER
    with pytest.raises(KeyError, match="'a'"):
        report.line("a", 7)


def test_a_browser_that_is_not_there_is_named(tmp_path) -> None:
    assert str(tmp_path / "chromium") in why_not(tmp_path / "chromium")


def test_a_browser_asked_for_and_absent_is_refused(tmp_path) -> None:
    given = ["bench", "--browser", "--chromium", str(tmp_path / "none")]
    result = CliRunner().invoke(app, given)
    assert result.exit_code == 1
    assert "no Chromium" in result.output


def test_a_number_of_incidents_out_of_range_is_refused() -> None:
    result = CliRunner().invoke(app, ["bench", "--rows", "0", "--no-browser"])
    assert result.exit_code == 1
    assert "--rows 0" in result.output


def test_a_process_that_is_not_there_has_no_memory_and_no_children() -> None:
    nobody = 2**22 + 1
    assert memory_mb(nobody) is None
    assert processor_s(nobody) is None
    assert children(nobody) == []


def test_a_free_port_is_one_that_can_be_bound() -> None:
    assert 1024 <= free_port() <= 65535
