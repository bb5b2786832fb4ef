"""The command line: what it prints, what it refuses, and with which exit code."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import Result
from typer.testing import CliRunner

from dashboard.cli import app
from dashboard.picture import Pictures
from dashboard.state import decode
from geodata.origin import Origin
from geodata.store import FileStore
from layers.registry import LAYERS

Frames = Callable[..., pd.DataFrame]
ORIGIN = Origin("A publisher", "A title", "A citation", "", (("CC0-1.0", ""),), None)
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
CENTRAL_2018 = ["figures", "--route", "central", "--from", "2018-01", "--to", "2018-12"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of the commands under test; it is not there yet."""
    monkeypatch.setenv("PHAROS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path / "data"


def run(*words: str) -> Result:
    result: Result = CliRunner().invoke(app, list(words))
    # A refusal is words and a code, never a stack trace.
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result


def read(*words: str) -> Any:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_figures_of_central_2018(folder: Path) -> None:
    result = run(*CENTRAL_2018)
    assert result.exit_code == 0
    for words in ("January 2018 to December 2018", "at least 24,815", "19,947",
                  "at least 1,314", "2.85 %", "45,648", "46,076"):  # fmt: skip
        assert words in result.stdout


def test_figures_as_json_are_those_of_the_picture(folder: Path, pictures: Pictures) -> None:
    plain = read(*CENTRAL_2018)
    picture = pictures.of(decode("?route=central&from=2018-01&to=2018-12").selection)
    assert plain["metrics"] == [m.as_json() for m in picture.headline]
    assert plain["edition"] == picture.holdings.key
    months = [r for r in plain["series"]["crossings"] if r["measure"] == "interception"]
    assert (len(months), sum(r["persons"] for r in months)) == (12, 19_947)
    (attempts,) = [p for p in plain["published"] if p["measure"] == "attempted_crossings"]
    assert (attempts["published"], attempts["ours"]) == (45_648, 46_076)
    assert "15,428" in attempts["reason"]


@pytest.mark.parametrize(
    ("words", "search"),
    [
        (["--route", "central", "--route", "western"], "?route=central&route=western"),
        (["--sar-region", "ITA", "--min-people", "100"], "?region=ITA&min_people=100"),
        (["--cause", "drowning", "--source-quality", "5"], "?cause=drowning&source_quality=5"),
        (["--from", "2015-01-01", "--to", "2015-10-31", "--every", "year"],
         "?from=2015-01-01&to=2015-10-31&every=year"),
        (["--area", "circle:12.6, 35.5, 50"], "?area=circle:12.6,35.5,50"),
        (["--known-on", "2026-11-22"], "?known_on=2026-11-22"),
        (["--from", "2003-01", "--to", "2003-12"], "?from=2003-01&to=2003-12"),
    ],
)  # fmt: skip
def test_options_choose_what_the_address_chooses(
    folder: Path, pictures: Pictures, words: list[str], search: str
) -> None:
    plain = read("figures", *words)
    picture = pictures.of(decode(search).selection)
    assert plain["metrics"] == [m.as_json() for m in picture.headline]
    assert plain["incidents"]["removed"] == dict(picture.filtered.removed)
    assert decode(plain["selection"]).selection == picture.selection


def test_an_area_comes_with_its_size_and_its_doubt(folder: Path) -> None:
    plain = read("figures", "--area", "circle:12.6,35.5,50")
    area = plain["area"]
    assert (area["text"], area["area_km2"]) == ("circle:12.6,35.5,50", 7850)
    assert area["inside"] == plain["incidents"]["on_the_map"] > area["could_lie_outside"] > 0
    assert area["could_lie_inside"] > 0
    assert read("figures", "--route", "central")["area"] is None


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        (["--route", "northern"], "'northern'"),
        (["--from", "2018-02-30"], "'2018-02-30'"),
        (["--from", ""], "''"),
        (["--to", "soon"], "'soon'"),
        (["--from", "2018-02", "--to", "2018-01"], "ends before it begins"),
        (["--sar-region", "ATLANTIS"], "'ATLANTIS'"),
        (["--cause", "magic"], "'magic'"),
        (["--min-people", "many"], "'many'"),
        (["--min-people", "-1"], "'-1'"),
        (["--source-quality", "6"], "6"),
        (["--every", "week"], "'week'"),
        (["--area", "circle:35.5,12.6,50"], "--area: 35.5,12.6 lies outside"),
        (["--area", "polygon:12,35;13,36;13,35;12,36"], "crosses or touches itself at 35°"),
        (["--known-on", "2001-01-01"], "1 January 2001"),
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_a_choice_that_cannot_be_honoured_is_refused_with_1(
    folder: Path, words: list[str], quoted: str, as_json: bool
) -> None:
    result = run("figures", *words, *(["--json"] if as_json else []))
    assert result.exit_code == 1
    assert quoted in result.stderr
    if as_json:
        assert quoted in " ".join(json.loads(result.stdout)["problems"])
    else:
        assert result.stdout == ""


@pytest.mark.parametrize("words", [["figures", "--colour", "red"], ["figures", "--from"],
                                   ["fetch"], ["status", "incidents"]])  # fmt: skip
def test_wrong_usage_ends_with_2(folder: Path, words: list[str]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "Error" in result.stderr


def test_help_names_every_command(folder: Path) -> None:
    result = run("--help")
    assert result.exit_code == 0
    for command in ("serve", "figures", "status", "check"):
        assert command in result.stdout


def test_the_status_table_fits_80_columns_a_line_each(folder: Path) -> None:
    lines = run("status").stdout.splitlines()
    assert max(len(line) for line in lines) <= 80
    for name in LAYERS:
        (line,) = [x for x in lines if x.startswith(f"{name} ")]
        assert "packaged-" in line
    assert "…" not in "".join(lines)


def test_status_as_json_holds_licence_age_and_rows_of_every_layer(folder: Path) -> None:
    rows = {r["layer"]: r for r in read("status")["layers"]}
    assert set(rows) == set(LAYERS)
    assert all(r["licences"] and r["recorded_at"] for r in rows.values())
    # Nothing of these is packaged: their first rows come with the first import.
    empty = {name for name, r in rows.items() if not r["rows"]}
    assert empty == {"arrivals_reported", "detections"}
    assert rows["incidents"]["rows"] == 336
    assert rows["deaths"]["as_of"] == "2026-05-06"


@pytest.mark.parametrize(
    ("age", "rhythm", "state"),
    [(62, 31, "OK"), (63, 31, "LATE"), (124, 31, "LATE"), (125, 31, "STALE"),
     (None, 31, "REFERENCE"), (9999, None, "REFERENCE")],
)  # fmt: skip
def test_an_age_is_judged_against_the_rhythm_of_its_layer(
    age: int | None, rhythm: int | None, state: str
) -> None:
    layer = replace(LAYERS["deaths"], rhythm_days=rhythm)
    assert layer.age_state(age) == state


def test_check_passes_on_the_packaged_figures(folder: Path) -> None:
    result = run("check")
    assert result.exit_code == 0
    assert f"{len(LAYERS)} editions good, 0 failed." in result.stdout
    plain = read("check")
    assert (plain["good"], plain["ledger"]) == (True, "")


def damaged(folder: Path, raw: Frames) -> str:
    """A folder with one good and one damaged edition of the crossings; the latter's id."""
    store = FileStore(folder)
    for n in (1, 2):
        edition = store.publish("crossings", raw("crossings", {"persons": n}), ORIGIN, NOW)
    edition.path.write_bytes(edition.path.read_bytes()[:-1])
    return edition.edition_id


def test_check_fails_on_a_damaged_edition_and_names_it(folder: Path, raw: Frames) -> None:
    edition = damaged(folder, raw)
    result = run("check")
    assert result.exit_code == 1
    (line,) = [x for x in result.stdout.splitlines() if x.startswith("FAILED")]
    assert edition in line
    assert "is damaged" in line
    assert f"{len(LAYERS) + 1} editions good, 1 failed." in result.stdout
    plain = json.loads(run("check", "--json").stdout)
    assert plain["good"] is False
    assert [e["edition"] for e in plain["editions"] if e["problem"]] == [edition]


def test_the_figures_of_a_damaged_edition_are_those_before_it_with_a_warning(
    folder: Path, raw: Frames
) -> None:
    edition = damaged(folder, raw)
    plain = read("figures")
    assert [m["value"] for m in plain["metrics"] if m["id"] == "arrival_sea"] == [1]
    assert any(edition in notice for notice in plain["notices"])
    assert edition in run("figures").stdout.replace("\n", " ")
    assert edition in run("status").stdout


def test_a_missing_data_folder_is_created(folder: Path) -> None:
    assert not folder.exists()
    assert run("status").exit_code == 0
    assert folder.is_dir()


@pytest.mark.parametrize("command", ["figures", "status", "check", "serve"])
def test_a_data_folder_that_cannot_be_used_is_named(folder: Path, command: str) -> None:
    folder.write_text("a file in the folder's place")
    result = run(command)
    assert result.exit_code == 1
    assert str(folder) in result.stderr
    assert "PHAROS_DATA" in result.stderr


def test_a_ledger_that_is_none_is_named(folder: Path) -> None:
    folder.mkdir()
    (folder / "ledger.sqlite").write_bytes(b"not a database" * 100)
    result = run("status")
    assert result.exit_code == 1
    assert "'ledger.sqlite'" in result.stderr


def test_check_fails_on_a_ledger_with_a_broken_page(folder: Path, raw: Frames) -> None:
    long = replace(ORIGIN, citation="so that the ledger has more than one page " * 1000)
    FileStore(folder).publish("crossings", raw("crossings", {"persons": 1}), long, NOW)
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as ledger:
        ledger.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # everything in the one file
    content = bytearray((folder / "ledger.sqlite").read_bytes())
    page = int.from_bytes(content[16:18], "big")
    assert len(content) > 3 * page
    content[-page:] = b"\xff" * page
    (folder / "ledger.sqlite").write_bytes(content)
    result = run("check")
    assert result.exit_code == 1
    assert "ledger" in result.output


@pytest.mark.parametrize(("name", "value"), [("PORT", "http"), ("PORT", "0"), ("WORKERS", "-1")])
def test_a_setting_that_is_none_is_quoted(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"PHAROS_{name}", value)
    result = run("status")
    assert result.exit_code == 1
    assert name.lower() in result.stderr
    assert repr(value) in result.stderr
