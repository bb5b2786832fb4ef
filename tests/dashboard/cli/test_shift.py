"""``pharos shift``: everything that was found, and refusals that name the option."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.picture import Pictures
from dashboard.routebook import Routebook
from dashboard.state import decode


def test_levels_alerts_and_verdicts_of_a_period_are_given(pharos: Any) -> None:
    found = pharos.read("shift", "--from", "2017-01", "--to", "2018-12")
    assert found["measure"]["id"] == "crossings_known"
    assert {row["month"] for row in found["levels"]} >= {"2017-01-01", "2018-12-01"}
    assert len(found["levels"]) == 24 * 4
    unknown = [r for r in found["levels"] if (r["month"], r["route"]) == ("2017-05-01", "atlantic")]
    assert unknown[0]["persons"] is None
    falls = [s for s in found["displacement"] if s["date"] == "2018-07-01"]
    assert {s["other"]: s["verdict"] for s in falls} == {
        "western": "consistent with displacement",
        "eastern": "decline only",
        "atlantic": "decline only",
    }
    assert all("false_alarms" in s and s["placebos"] > 0 for s in falls)
    assert found["backtest"] is None
    assert "2018-07-01" in {a["first"] for a in found["alerts"] if a["route"] == "western"}


def test_a_route_that_is_not_chosen_is_still_tested_against(pharos: Any) -> None:
    found = pharos.read("shift", "--route", "central", "--from", "2018-01", "--to", "2018-12")
    assert {row["route"] for row in found["levels"]} == {"central"}
    assert {a["route"] for a in found["alerts"]} == {"central"}
    assert {s["other"] for s in found["displacement"]} == {"western", "eastern", "atlantic"}


def test_the_backtest_lists_every_episode_in_words_too(pharos: Any) -> None:
    found = pharos.read("shift", "--backtest", "--measure", "arrival_sea")
    assert len(found["backtest"]["episodes"]) == 9
    assert "Revisions" in found["backtest"]["as_known"]
    said = pharos.run("shift", "--backtest", "--from", "2018-01", "--to", "2018-12").stdout
    assert "EU-Türkiye statement, 2016 (Mar 2016)" in said
    assert "alert: 2016-08-31 (5 months after)" in said
    assert "This is consistent with displacement" in said
    assert "Shares alone mislead" in said
    for word in ("caused", "proves"):
        assert word not in said


def test_the_command_says_what_the_page_says(pharos: Any, pictures: Pictures) -> None:
    search = ("--from", "2017-06-15", "--to", "2018-12", "--measure", "arrival_sea")
    found = pharos.read("shift", *search)
    book = Routebook(pictures.of(decode(found["selection"]).selection))
    assert book.selection.measure == "arrival_sea"
    assert [a["first"] for a in found["alerts"]] == [f"{a.first}" for a in book.alerts]
    assert [a["why"] for a in found["alerts"]] == [a.why for a in book.alerts]
    verdicts = [(s.declining, s.other, s.verdict) for d in book.declines for s in d.shifts]
    given = [(s["declining"], s["other"], s["verdict"]) for s in found["displacement"]]
    assert given == verdicts
    assert len(found["change_points"]) == len(book.told_points)
    flows = found["two_periods"]["flows"]
    assert [f["change"] for f in flows] == [f.change for f in book.flows]


def test_two_chosen_periods_are_set_beside_each_other(pharos: Any) -> None:
    words = ("--from", "2024-01", "--to", "2024-06", "--compare-from", "2023-01",
             "--compare-to", "2023-06")  # fmt: skip
    both = pharos.read("shift", *words)["two_periods"]
    assert (both["now"]["first"], both["before"]["last"]) == ("2024-01-01", "2023-06-01")
    assert both["caution"] == ""
    assert {f["measure"] for f in both["flows"]} == {"arrival_sea", "interception"}
    assert {d["direction"] for d in both["departures"]} >= {"growing", "shrinking"}
    printed = pharos.run("shift", *words).stdout
    assert "2023-01 to 2023-06" in printed
    unequal = ("shift", "--from", "2024-01", "--to", "2024-06", "--compare-from", "2015-07",
               "--compare-to", "2015-12")  # fmt: skip
    assert "the season may be all of them" in " ".join(pharos.run(*unequal).stdout.split())
    lacking = pharos.read("shift", "--compare-from", "2012-01", "--compare-to", "2012-12")
    assert "is not held whole" in lacking["two_periods"]["missing"]


def test_a_period_without_a_whole_month_has_no_levels(pharos: Any) -> None:
    found = pharos.read("shift", "--from", "2016-02-03", "--to", "2016-02-08")
    assert found["levels"] == []
    assert pharos.run("shift", "--from", "2016-02-03", "--to", "2016-02-08").exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--measure", "dead"),
            "--measure: 'dead' is not understood; expected one of crossings_known",
        ),
        (("--compare-from", "2018-01"), "--compare-from, --compare-to: "),
        (("--compare-from", "soon", "--compare-to", "2018-01"), "--compare-from: 'soon'"),
        (("--compare-from", "2018-02", "--compare-to", "2018-01"), "ends before it begins"),
        (("--from", "2017"), "--from: '2017'"),
        (("--route", "balkan"), "--route: 'balkan'"),
        (("--known-on", "tomorrow"), "--known-on: 'tomorrow'"),
        (("--from", "2018-02", "--to", "2018-01"), "--from, --to: "),
    ],
)
def test_what_cannot_be_honoured_is_refused_by_option(
    pharos: Any, words: tuple[str, ...], said: str
) -> None:
    result = pharos.run("shift", *words)
    assert result.exit_code == 1
    assert said in result.stderr
