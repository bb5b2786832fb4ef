"""`pharos import` and `confirm`: what became of every row, and how it ends."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dashboard.cli import imports
from geodata.sandbox import LIMITS
from geodata.sources.registry import SOURCES
from geodata.sources.source import Options
from geodata.store import FileStore

MIXED = ("A,2018-05-01,1", "B,2018-05-02,2", "C,2018-05-03,many", "D,2018-05-04,elsewhere")


def test_an_import_accounts_for_every_row_by_what_became_of_it(pharos: Any, register: Any) -> None:
    result = pharos.run("import", "small", pharos.file("mixed.csv", *MIXED))
    assert result.exit_code == 0
    for words in (
        "mixed.csv: recorded as edition ",
        "4 rows in = 2 accepted + 0 unchanged + 1 quarantined + 1 excluded; they make 2 records.",
        "Dates covered: 2018-05-01 to 2018-05-02. As of: unknown.",
        "1 x not a whole number: row 4",
        "row 4, column 'dead': 'many'; expected a whole number",
        "1 x not on one of the four sea routes: row 5",
        "no trustworthy position: counted, not on the map: row 2",
        "`pharos quarantine 1 --output FILE`",
        "The first edition of this source: 2 records, all new.",
    ):
        assert words in result.stdout
    (sums,) = [li.split() for li in result.stdout.splitlines() if li.startswith("whole file")]
    assert sums == ["whole", "file", "dead", "unknown", "3"]


def test_the_report_as_json_is_whole(pharos: Any, register: Any) -> None:
    (file,) = pharos.read("import", "small", pharos.file("mixed.csv", *MIXED))["files"]
    report = file["report"]
    counts = [report[k] for k in ("accepted", "unchanged", "quarantined", "excluded")]
    assert counts == [2, 0, 1, 1]
    assert report["rows_in"] == sum(counts)
    assert (report["outcome"], file["problem"]) == ("recorded", "")
    assert report["changes"]["new"] == ["A", "B"]
    (edition,) = [e for e in FileStore(pharos.folder).editions("incidents") if e.source == "small"]
    assert report["edition_id"] == edition.edition_id


def test_the_same_file_again_is_nothing_new(pharos: Any, register: Any) -> None:
    file = pharos.file("same.csv", "A,2018-05-01,1")
    pharos.run("import", "small", file)
    token = FileStore(pharos.folder).token()
    result = pharos.run("import", "small", file)
    assert result.exit_code == 0
    assert "nothing new, the edition " in result.stdout
    assert FileStore(pharos.folder).token() == token


def test_what_differs_is_told_with_its_old_and_new_value(pharos: Any, register: Any) -> None:
    pharos.run("import", "small", pharos.file("one.csv", "A,2018-05-01,4", "B,2018-05-02,4"))
    result = pharos.run(
        "import", "small", pharos.file("two.csv", "A,2018-05-01,5", "B,2018-05-02,4", "C,2018-06-01,1")
    )  # fmt: skip
    assert ": 1 new, 1 revised, 0 withdrawn, 0 renumbered." in result.stdout
    assert "revised: A, dead_count: '4' -> '5'" in result.stdout
    assert "new: C" in result.stdout


def test_of_many_changes_the_first_are_named_and_the_others_counted(
    pharos: Any, register: Any
) -> None:
    pharos.run("import", "small", pharos.file("one.csv", "A,2018-05-01,4"))
    rows = [f"N{n},2018-05-01,1" for n in range(7)]
    result = pharos.run("import", "small", pharos.file("two.csv", "A,2018-05-01,4", *rows))
    assert "new: N0, N1, N2, N3, N4 and 2 more" in result.stdout


def test_a_dry_run_says_the_same_and_records_nothing(pharos: Any, register: Any) -> None:
    file = pharos.file("mixed.csv", *MIXED)
    result = pharos.run("import", "small", file, "--dry-run")
    assert result.exit_code == 0
    assert "dry run, nothing was recorded" in result.stdout
    assert "= 2 accepted + 0 unchanged + 1 quarantined + 1 excluded" in result.stdout
    assert not (pharos.folder / "ledger.sqlite").exists()


@pytest.fixture
def held(pharos: Any, register: Any) -> Any:
    """A register of 4 records, and a file of 1 that was held; what the import of it said."""
    rows = [f"{n},2018-05-0{n},1" for n in (1, 2, 3, 4)]
    pharos.run("import", "small", pharos.file("all.csv", *rows))
    return pharos.run("import", "small", pharos.file("few.csv", rows[0]))


def test_a_file_that_shrinks_what_is_held_waits_and_says_how_to_record_it(
    pharos: Any, held: Any
) -> None:
    assert held.exit_code == 1
    assert "held, nothing was recorded" in held.stdout
    assert "It holds 1 records where 4 are held" in held.stdout
    assert "`pharos confirm small 2`" in held.stdout
    assert len(FileStore(pharos.folder).frame_of("incidents", "small")[1]) == 4  # type: ignore[index]


def test_the_command_that_a_held_file_names_records_it(pharos: Any, held: Any) -> None:
    result = pharos.run("confirm", "small", "2")
    assert result.exit_code == 0
    assert "3 withdrawn" in result.stdout
    assert len(FileStore(pharos.folder).frame_of("incidents", "small")[1]) == 1  # type: ignore[index]
    again = pharos.run("confirm", "small", "2")
    assert again.exit_code == 1
    assert "import 2" in again.stderr


def test_a_held_file_stands_in_the_status_with_its_command(pharos: Any, held: Any) -> None:
    (small,) = [s for s in pharos.read("status")["standing"] if s["source"] == "small"]
    assert (small["state"], small["confirm"]) == ("HELD", "pharos confirm small 2")
    assert "`pharos confirm small 2` records it" in pharos.run("status").stdout


def test_an_import_that_is_confirmed_beforehand_is_not_held(pharos: Any, register: Any) -> None:
    pharos.run("import", "small", pharos.file("all.csv", "A,2018-05-01,1", "B,2018-05-02,1"))
    result = pharos.run("import", "small", pharos.file("few.csv", "A,2018-05-01,1"), "--confirm")
    assert result.exit_code == 0
    assert "recorded as edition" in result.stdout


def test_confirming_where_nothing_was_imported_is_refused(pharos: Any, register: Any) -> None:
    result = pharos.run("confirm", "small", "7")
    assert result.exit_code == 1
    assert "There is no import 7" in result.stderr
    assert not (pharos.folder / "ledger.sqlite").exists()


def test_of_two_files_the_good_one_is_taken_though_the_other_fails(
    pharos: Any, register: Any
) -> None:
    empty, good = pharos.file("empty.csv"), pharos.file("good.csv", "A,2018-05-01,1")
    result = pharos.run("import", "small", empty, good)
    assert result.exit_code == 1
    assert "good.csv: recorded" in result.stdout
    assert "'empty.csv' holds no rows" in result.stderr
    both = pharos.read("import", "small", empty, good, code=1)["files"]
    assert [bool(f["problem"]) for f in both] == [True, False]


def test_a_refusal_names_the_file_though_the_reader_does_not(pharos: Any) -> None:
    file = pharos.place / "other.csv"
    file.write_text("colour,weight\nred,2\n")
    result = pharos.run("import", "events", str(file))
    assert result.exit_code == 1
    assert "other.csv: line 1" in result.stderr
    assert "'colour'" in result.stderr


def test_what_is_no_file_is_refused_by_name(pharos: Any, register: Any) -> None:
    missing = pharos.run("import", "small", str(pharos.place / "none.csv"))
    assert missing.exit_code == 1
    assert "none.csv' is not there" in missing.stderr
    folder = pharos.run("import", "small", str(pharos.place))
    assert folder.exit_code == 1
    assert "is a folder or a device" in folder.stderr


def test_a_file_beyond_the_limit_is_refused_before_it_is_read_whole(
    pharos: Any, register: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "LIMITS", replace(LIMITS, file_bytes=imports.MB))
    big = pharos.place / "big.csv"
    big.write_bytes(b"x" * (imports.MB + 1))
    result = pharos.run("import", "small", str(big))
    assert result.exit_code == 1
    assert "has more than 1 MB" in result.stderr
    assert register.asked == []


def test_a_dash_reads_what_is_piped_in(pharos: Any, register: Any) -> None:
    rows = b"id,day,dead\nA,2018-05-01,1\n"
    result = pharos.run("import", "small", "-", given=rows)
    assert result.exit_code == 0
    assert "stdin: recorded" in result.stdout


@pytest.mark.parametrize("words", [["import", "iom", "x.csv"], ["confirm", "iom", "1"],
                                   ["update", "iom"], ["loads", "iom"]])  # fmt: skip
def test_an_unknown_source_is_quoted_and_the_known_ones_listed(
    pharos: Any, words: list[str]
) -> None:
    result = pharos.run(*words)
    assert result.exit_code == 1
    assert "'iom'" in result.stderr
    assert all(name in result.stderr for name in SOURCES)


def test_how_a_file_is_to_be_read_reaches_its_reader(pharos: Any, register: Any) -> None:
    file = pharos.file("one.csv", "A,2018-05-01,1")
    options = ["--all-regions", "--mend-swapped", "--encoding", "cp1252", "--sheet", "2024"]
    pharos.run("import", "small", file, *options)
    pharos.run("import", "small", file)
    assert register.asked == [Options(True, True, "cp1252", "2024"), Options()]


def test_text_of_a_file_cannot_steer_the_terminal(pharos: Any, register: Any) -> None:
    steering = "\x1b[2J\x1b]0;title\x07"
    file = pharos.file(f"bad{steering}.csv", "A,2018-05-01,1", f"B,2018-05-02,{steering}")
    for words in (["import", "small", file], ["loads"], ["status"]):
        result = pharos.run(*words)
        assert result.exit_code == 0
        assert "\x1b" not in result.output
        assert "\x07" not in result.output


def test_markup_in_a_file_is_printed_as_it_stands(pharos: Any, register: Any) -> None:
    file = pharos.file("[bold]x[red].csv", "A,2018-05-01,1")
    assert pharos.run("import", "small", file).exit_code == 0
    assert "[bold]x[red].csv" in pharos.run("loads").stdout


def test_the_search_for_garbage_goes_on_after_an_import(pharos: Any, register: Any) -> None:
    assert gc.isenabled()
    pharos.run("import", "small", pharos.file("empty.csv"))
    assert gc.isenabled()


def test_a_real_source_goes_the_whole_way_and_mended_rows_come_back(pharos: Any) -> None:
    sample = Path(__file__).parents[2] / "geodata" / "samples" / "incident-reports.csv"
    result = pharos.run("import", "incident-reports", str(sample))
    assert result.exit_code == 0
    assert "3 rows in = 2 accepted + 0 unchanged + 1 quarantined + 0 excluded" in result.stdout
    out = pharos.place / "to mend.csv"
    assert pharos.run("quarantine", "1", "--output", str(out)).exit_code == 0
    out.write_text(out.read_text("utf-8-sig").replace(",-1,", ",1,"), "utf-8")
    mended = pharos.run("import", "incident-reports", str(out))
    assert mended.exit_code == 0
    assert "1 new, 0 revised, 0 withdrawn" in mended.stdout
    assert "Kept from before" in mended.stdout
