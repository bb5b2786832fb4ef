"""What was imported, what it changed, and what need not be kept: looking never writes."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from geodata.origin import Origin
from geodata.store import FileStore
from layers.registry import LAYERS

LOOKING = [["loads"], ["quarantine", "1"], ["prune"], ["prune", "--dry-run"], ["confirm", "small", "1"],
           ["duplicates"], ["reconcile"], ["status"], ["sources"], ["template"], ["check"],
           ["diff", "--before", "2026-11-22"]]  # fmt: skip


@pytest.mark.parametrize("words", LOOKING, ids=" ".join)
def test_a_command_that_only_looks_makes_no_ledger(
    pharos: Any, register: Any, words: list[str]
) -> None:
    pharos.run(*words)
    assert not (pharos.folder / "ledger.sqlite").exists()


def test_imports_are_listed_newest_first_with_how_each_ended(pharos: Any, register: Any) -> None:
    pharos.run(
        "import", "small", pharos.file("one 2018-06-30.csv", "A,2018-05-01,1", "B,2018-05-02,x")
    )
    pharos.run("import", "small", pharos.file("empty.csv"))
    result = pharos.run("loads", "small")
    second, first = result.stdout.splitlines()[1:3]
    assert first.split() == ["1", "2026-11-23", "12:00", "small", "recorded", "2", "1", "2018-06-30",
                             "one", "2018-06-30.csv"]  # fmt: skip
    assert second.split()[3:5] == ["small", "failed"]
    assert "2: 'empty.csv' holds no rows below its header" in result.stdout
    plain = pharos.read("loads")["loads"]
    assert [x["load_id"] for x in plain] == [2, 1]
    assert [x["report"] and x["report"]["rows_in"] for x in plain] == [None, 2]


def test_a_narrow_terminal_cuts_no_table_off(
    pharos: Any, register: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pharos.run("import", "small", pharos.file("one 2018-06-30.csv", "A,2018-05-01,1"))
    monkeypatch.setenv("COLUMNS", "20")
    printed = pharos.run("loads").stdout
    for cell in ("1", "2026-11-23 12:00", "small", "recorded", "2018-06-30.csv"):
        assert cell in printed
    assert "…" not in printed


def test_quarantined_rows_are_printed_word_for_word_with_what_is_wrong(
    pharos: Any, register: Any
) -> None:
    pharos.run("import", "small", pharos.file("one.csv", "A,2018-05-01,1", "B,2018-05-02,many"))
    printed = pharos.run("quarantine", "1").stdout_bytes.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(printed, newline=""))
    assert (row["id"], row["dead"]) == ("B", "many")
    assert row["pharos line"] == "3"
    assert row["pharos reason"] == "not a whole number: many"
    assert row["pharos expected"] == "a whole number"
    (plain,) = pharos.read("quarantine", "1")["rows"]
    assert (plain["line"], plain["record"]["dead"]) == (3, "many")


def test_a_file_that_may_be_half_mended_is_never_written_over(pharos: Any, register: Any) -> None:
    pharos.run("import", "small", pharos.file("one.csv", "A,2018-05-01,1", "B,2018-05-02,many"))
    out = pharos.place / "out.csv"
    out.write_text("half mended")
    for words in (["quarantine", "1"], ["template"]):
        result = pharos.run(*words, "--output", str(out))
        assert result.exit_code == 1
        assert "is there already" in result.stderr
        assert out.read_text() == "half mended"


@pytest.mark.parametrize(("number", "words"), [("1", "quarantined no row"), ("9", "no import 9")])
def test_a_quarantine_that_is_not_there_is_refused(
    pharos: Any, register: Any, number: str, words: str
) -> None:
    pharos.run("import", "small", pharos.file("one.csv", "A,2018-05-01,1"))
    result = pharos.run("quarantine", number)
    assert result.exit_code == 1
    assert words in result.stderr


@pytest.fixture
def history(pharos: Any, register: Any, clock: Any) -> None:
    """A of 1 and B of 2 known on 1 January 2027, B of 4 and C of 1 on 1 March."""
    clock.on("2027-01-01")
    pharos.run("import", "small", pharos.file("1.csv", "A,2018-05-01,1", "B,2018-05-02,2"))
    clock.on("2027-03-01")
    pharos.run("import", "small", pharos.file("2.csv", "B,2018-05-02,4", "C,2018-05-03,1"))


def test_two_dates_differ_by_what_was_recorded_between_them(pharos: Any, history: None) -> None:
    result = pharos.run("diff", "--before", "2027-01-31", "--layer", "incidents")
    assert result.exit_code == 0
    assert "Against what was known on 2027-01-31: 1 new, 1 revised, 1 withdrawn" in result.stdout
    assert "revised: B, dead_count: '2' -> '4'" in result.stdout
    (plain,) = pharos.read("diff", "--before", "2027-01-31", "--layer", "incidents")["layers"]
    assert (plain["new"], plain["withdrawn"]) == (["C"], ["A"])
    assert plain["revised"] == [{"key": "B", "column": "dead_count", "old": "2", "new": "4"}]


def test_between_two_dates_with_nothing_recorded_nothing_differs(
    pharos: Any, history: None
) -> None:
    dates = ["--before", "2027-01-01", "--after", "2027-02-28"]
    lines = pharos.run("diff", *dates).stdout.splitlines()
    assert lines == [f"{name}: nothing differs." for name in LAYERS]


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        (["--before", "soon"], "--before: 'soon'"),
        (["--before", "2027-02-30"], "--before: '2027-02-30'"),
        (["--before", "2027-02-01", "--after", ""], "--after: ''"),
        (["--before", "2027-02-01", "--after", "2027-01-01"], "'2027-02-01' is later"),
        (["--before", "2027-02-01", "--layer", "ships"], "'ships'"),
        (["--before", "2001-01-01"], "1 January 2001"),
    ],
)
def test_dates_and_layers_that_do_not_exist_are_quoted(
    pharos: Any, history: None, words: list[str], quoted: str
) -> None:
    result = pharos.run("diff", *words)
    assert result.exit_code == 1
    assert quoted in result.stderr
    assert result.stdout == ""


def test_pruning_says_first_what_it_would_do_then_does_it_and_the_check_still_passes(
    pharos: Any, history: None, clock: Any
) -> None:
    clock.on("2027-03-02")
    pharos.run("import", "small", pharos.file("3.csv", "B,2018-05-02,4", "C,2018-05-03,2"))
    clock.on("2029-01-01")
    editions = [e for e in FileStore(pharos.folder).editions("incidents") if e.source == "small"]
    middle = editions[1]
    dry = pharos.run("prune", "--dry-run")
    assert f"incidents of small: {middle.edition_id}" in dry.stdout
    assert "1 edition and 0 leftover files would be removed" in dry.stdout
    assert middle.path.exists()
    plain = pharos.read("prune")
    assert [e["edition"] for e in plain["editions"]] == [middle.edition_id]
    assert (plain["kept"], plain["dry_run"]) == (2, False)
    assert plain["bytes"] > 0
    assert not middle.path.exists()
    assert pharos.run("check").exit_code == 0
    assert "0 editions and 0 leftover files removed" in pharos.run("prune").stdout


def test_days_to_keep_are_a_number_from_zero(pharos: Any) -> None:
    assert pharos.run("prune", "--keep-days", "-1").exit_code == 2
    assert pharos.run("prune", "--keep-days", "many").exit_code == 2


def test_what_a_handling_mark_hides_differs_by_its_number_alone(
    pharos: Any, raw: Any, clock: Any
) -> None:
    def publish(dead: int, mark: str, day: str) -> None:
        clock.on(day)
        rows = [
            {"incident_id": "OPEN", "dead_count": dead, "source": "reports"},
            {
                "incident_id": "SECRET",
                "dead_count": 40_000 + dead,
                "source": "reports",
                "mark": "RED",
            },
            {
                "incident_id": "CHANGED",
                "dead_count": 80_000 + dead,
                "source": "reports",
                "mark": mark,
            },
        ]
        origin = Origin("", "", "", "", (), None)
        FileStore(pharos.folder).publish(
            "incidents", raw("incidents", *rows), origin, clock.now, source="reports"
        )

    publish(1, "RED", "2027-01-31")
    publish(2, "CLEAR", "2027-02-28")
    asked = ("diff", "--before", "2027-01-31", "--layer", "incidents")
    for said in (pharos.run(*asked).stdout, json.dumps(pharos.read(*asked))):
        assert "OPEN" in said
        assert not [word for word in ("SECRET", "CHANGED", "4000", "8000") if word in said]
    assert "2 records more, withheld because of the handling mark." in pharos.run(*asked).stdout
    assert pharos.read(*asked)["layers"][0]["withheld"] == 2
    asked = ("diff", "--before", "2027-01-30", "--after", "2027-01-31", "--layer", "incidents")
    (first,) = pharos.read(*asked)["layers"]
    assert (first["new"], first["withheld"]) == (["OPEN"], 2)


@pytest.mark.parametrize("days", ["-1", "36501", "99999999"])
def test_more_days_than_a_century_has_are_refused(pharos: Any, days: str) -> None:
    assert pharos.run("prune", "--keep-days", days).exit_code == 2
    assert pharos.run("prune", "--keep-days", "36500").exit_code == 0
