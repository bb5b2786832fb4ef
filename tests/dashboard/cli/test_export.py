"""``pharos export`` and ``pharos cite``: whole files or none, and refusals that quote what was said."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

YEAR = ("--from", "2018-01", "--to", "2018-12")


def inside(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def table(path: Path) -> pd.DataFrame:
    files = {n: c for n, c in inside(path).items() if n.endswith(".csv")}
    assert len(files) == 1
    return pd.read_csv(io.BytesIO(next(iter(files.values()))), dtype="string")


def test_the_exported_incidents_are_those_of_the_figures(pharos: Any) -> None:
    path = pharos.place / "central.zip"
    said = pharos.read(
        "export", "incidents", "--format", "csv", "--output", str(path), *YEAR, "--route", "central"
    )
    figures = pharos.read("figures", *YEAR, "--route", "central")
    rows = table(path)
    counts = figures["incidents"]
    assert len(rows) == counts["on_the_map"] + counts["without_position"]
    assert said["sheets"][0]["rows"] == len(rows)
    assert sum(r["rows"] for r in said["sheets"][0]["removed"]) == sum(counts["removed"].values())
    assert (said["path"], said["bytes"]) == (str(path), path.stat().st_size)
    assert said["handling_mark"] == "TLP:CLEAR"


def test_numbers_rebuilt_from_the_export_are_those_of_the_page(pharos: Any) -> None:
    path = pharos.place / "crossings.zip"
    chosen = (*YEAR, "--route", "central")
    pharos.read("export", "crossings", "--format", "csv", "--output", str(path), *chosen)
    moved = table(path)
    persons = moved["persons"].astype("Int64")
    metrics = {m["id"]: m["value"] for m in pharos.read("figures", *chosen)["metrics"]}
    for measure in ("arrival_sea", "interception"):
        assert int(persons[moved["measure"] == measure].sum()) == metrics[measure]
    assert metrics["arrival_sea"] == 24_815


def test_it_prints_rows_what_is_left_out_the_terms_and_the_path(pharos: Any) -> None:
    path = pharos.place / "two.zip"
    result = pharos.run(
        "export", "incidents", "headline", "--format", "csv", "--output", str(path), *YEAR
    )
    assert result.exit_code == 0, result.output
    for part in ("incidents: 23 rows.", "outside the period", "headline: ", "TLP:CLEAR", str(path),
                 "publisher's name and licence", "2026-11-22T00:00:00Z"):  # fmt: skip
        assert part in result.stdout
    assert result.stderr == ""  # no bar where nobody looks at a terminal


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("vessels", "--format", "csv"), "'vessels'"),
        (("incidents", "--format", "docx"), "'docx'"),
        (("incidents", "--format", "csv", "--column", "crew"), "'crew'"),
        (("incidents", "--format", "csv", "--from", "never"), "--from: 'never'"),
        (("incidents", "--format", "csv", "--sar-region", "ATL"), "--sar-region: 'ATL'"),
        (("incidents", "--format", "csv", "--known-on", "2001-01"), "1 January 2001"),
        (("incidents", "--format", "csv", "--permalink", "hello"), "'hello' is no permalink"),
        (("incidents", "--format", "csv", "--permalink", "/?v=3"), "'3' is not a version"),
        (("incidents", "--format", "csv", "--permalink", "/?v=3"), "made by a later version"),
        (("incidents", "--format", "csv", "--permalink", "/?v=2"), "not whole"),
    ],
)
def test_what_cannot_be_honoured_is_refused_and_nothing_is_written(
    pharos: Any, words: tuple[str, ...], said: str
) -> None:
    result = pharos.run("export", *words, "--output", str(pharos.place / "none.zip"))
    assert result.exit_code == 1
    assert said in result.stderr
    assert list(pharos.place.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("--format", "csv", "--output", "x.zip"),
        ("incidents", "--format", "csv"),
        ("incidents", "--output", "x.zip"),
        ("incidents", "--format", "csv", "--output", "x.zip", "--quick"),
    ],
)
def test_wrong_usage_is_told_apart_from_a_refusal(pharos: Any, words: tuple[str, ...]) -> None:
    assert pharos.run("export", *words).exit_code == 2


def test_a_path_that_cannot_be_written_is_quoted_and_what_was_there_stays(pharos: Any) -> None:
    nowhere = pharos.place / "absent" / "x.zip"
    result = pharos.run("export", "incidents", "--format", "csv", "--output", str(nowhere))
    assert result.exit_code == 1
    assert str(nowhere) in result.stderr
    whole = pharos.place / "here.zip"
    whole.write_bytes(b"from before")
    refused = pharos.run("export", "vessels", "--format", "csv", "--output", str(whole))
    assert refused.exit_code == 1
    assert whole.read_bytes() == b"from before"
    assert [p.name for p in pharos.place.iterdir()] == ["here.zip"]


def test_a_permalink_gives_the_same_bytes_after_another_import_of_the_same_day(
    pharos: Any, register: Any, clock: Any
) -> None:
    first, again, newer = (pharos.place / f"{n}.zip" for n in ("first", "again", "newer"))
    pharos.run("import", "small", pharos.file("one.csv", "A,2018-05-01,1"))
    export = ("export", "incidents", "series_deaths", "--format", "csv", "--output")
    link = pharos.read(*export, str(first), *YEAR)["permalink"]
    clock.now = clock.now.replace(hour=13)
    pharos.run("import", "small", pharos.file("two.csv", "A,2018-05-01,1", "B,2018-05-02,2"))
    pharos.read(*export, str(again), "--permalink", f"https://pharos.example.org/{link}")
    pharos.read(*export, str(newer), *YEAR)
    assert again.read_bytes() == first.read_bytes()
    assert newer.read_bytes() != first.read_bytes()


def test_a_permalink_whose_edition_is_not_held_is_refused(pharos: Any, register: Any) -> None:
    pharos.run("import", "small", pharos.file("one.csv", "A,2018-05-01,1"))
    link = pharos.read("cite")["permalink"]
    for path in (pharos.folder / "editions").rglob("*.parquet"):
        path.unlink()
    result = pharos.run("cite", "--permalink", link)
    assert result.exit_code == 1
    assert "is not what is held here" in result.stderr


def test_an_address_of_the_first_version_opens_as_it_does_on_the_page(pharos: Any) -> None:
    one, other = pharos.place / "one.zip", pharos.place / "other.zip"
    export = ("export", "incidents", "--format", "csv", "--output")
    pharos.read(*export, str(one), *YEAR, "--route", "central")
    link = "http://localhost/?v=1&from=2018-01-01&to=2018-12-31&route=central"
    pharos.read(*export, str(other), "--permalink", link)
    assert one.read_bytes() == other.read_bytes()
    wrong = pharos.run(*export, str(one), "--permalink", "?v=1&route=northern")
    assert wrong.exit_code == 1
    assert "'northern'" in wrong.stderr


def test_a_permalink_and_options_are_never_mixed(pharos: Any) -> None:
    link = pharos.read("cite")["permalink"]
    result = pharos.run("cite", "--permalink", link, "--from", "2018", "--route", "central")
    assert result.exit_code == 1
    assert "leave --from, --route away" in result.stderr


def test_a_citation_is_printed_in_the_form_that_was_asked_for(pharos: Any) -> None:
    whole = pharos.read("cite", *YEAR, "--base", "https://pharos.example.org")
    assert whole["permalink"].startswith("https://pharos.example.org/?v=2&from=2018-01-01")
    assert "IOM Missing Migrants Project" in whole["text"]
    base = ("--base", "https://pharos.example.org")
    assert pharos.run("cite", *YEAR, *base).stdout.strip() == whole["text"]
    bibtex = pharos.run("cite", *YEAR, *base, "--format", "bibtex").stdout
    assert bibtex.strip() == whole["bibtex"].strip()
    assert json.loads(pharos.run("cite", *YEAR, *base, "--format", "csl").stdout) == whole["csl"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "ris"), "'ris'"),
        (("--base", "javascript:alert(1)"), "'javascript:alert(1)'"),
        (("--rate", "per_boat"), "--rate: 'per_boat'"),
    ],
)
def test_what_cannot_be_cited_is_quoted(pharos: Any, words: tuple[str, ...], said: str) -> None:
    result = pharos.run("cite", *words)
    assert result.exit_code == 1
    assert said in result.stderr


def test_the_json_of_an_export_is_the_only_thing_on_stdout(pharos: Any) -> None:
    path = pharos.place / "x.zip"
    said = pharos.read("export", "rates", "--format", "csv", "--output", str(path))
    assert set(said) >= {"path", "format", "permalink", "sheets", "caveats", "known_at"}


def test_a_file_that_is_replaced_is_said_to_be(pharos: Any) -> None:
    out = pharos.place / "gaps.zip"
    export = ("export", "gaps", "--format", "csv", "--output", str(out), *YEAR)
    assert pharos.read(*export)["replaced"] is False
    assert pharos.read(*export)["replaced"] is True
    assert "in place of the file that was there" in pharos.run(*export).stdout


def test_a_citation_takes_every_part_of_a_selection_that_an_export_takes(pharos: Any) -> None:
    chosen = ("--every", "year", "--measure", "arrival_sea", "--rate", "per_arrival",
              "--compare-from", "2016-01", "--compare-to", "2016-12")  # fmt: skip
    link = pharos.read("cite", *YEAR, *chosen)["permalink"]
    for part in ("every=year", "measure=arrival_sea", "rate=per_arrival", "compare_from=2016-01-01",
                 "compare_to=2016-12-31"):  # fmt: skip
        assert part in link
    out = pharos.place / "flows.zip"
    export = ("export", "flows", "--format", "csv", "--output", str(out))
    assert f"/{pharos.read(*export, *YEAR, *chosen)['permalink']}" == link
