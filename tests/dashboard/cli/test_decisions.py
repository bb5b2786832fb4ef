"""Doubles across sources and the series beside each other: `pharos duplicates` and `reconcile`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geodata.store import FileStore

SAMPLES = Path(__file__).parents[2] / "geodata" / "samples"


@pytest.fixture
def pair(pharos: Any, register: Any) -> tuple[str, str]:
    """Two ids: of a packaged incident, and of one of the small source a day later beside it."""
    incidents = FileStore().load("incidents").frame
    placed = incidents[incidents["longitude"].notna() & incidents["occurred_on"].notna()].iloc[0]
    day = (placed["occurred_on"] + pd.Timedelta(days=1)).date().isoformat()
    row = f"TWIN,{day},1,{placed['latitude']:.3f},{placed['longitude']:.3f}"
    assert pharos.run("import", "small", pharos.file("twin.csv", row)).exit_code == 0
    return str(placed["incident_id"]), "TWIN"


def test_records_of_two_sources_side_by_side_are_listed_with_what_they_may_add(
    pharos: Any, pair: tuple[str, str]
) -> None:
    (found,) = pharos.read("duplicates")["pairs"]
    assert {found["one"], found["other"]} == set(pair)
    assert (found["days"], found["verdict"]) == (1, "undecided")
    printed = pharos.run("duplicates").stdout
    assert "1 pair undecided" in printed
    assert "count 1 dead and missing too often" in printed


def test_a_decision_stands_until_it_is_taken_back_and_both_stay_on_record(
    pharos: Any, pair: tuple[str, str]
) -> None:
    result = pharos.run("duplicates", "decide", *pair, "same", "--note", "two reports of one boat")
    assert result.exit_code == 0
    same = pharos.read("duplicates")
    assert same["pairs"][0]["verdict"] == "same"
    assert same["counted_too_often_at_most"] == 0
    assert pharos.run("duplicates", "decide", *pair, "undecided").exit_code == 0
    open_again = pharos.read("duplicates")
    assert open_again["pairs"][0]["verdict"] == "undecided"
    assert [(d["verdict"], d["note"]) for d in open_again["decisions"]] == [
        ("same", "two reports of one boat"), ("undecided", "")]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        (["TWIN", "NOBODY", "same"], "'NOBODY'"),
        (["TWIN", "TWIN", "same"], "one source"),
        (["TWIN", "TWIN", "perhaps"], "'perhaps'"),
    ],
)
def test_a_decision_that_cannot_be_is_quoted(
    pharos: Any, pair: tuple[str, str], words: list[str], quoted: str
) -> None:
    result = pharos.run("duplicates", "decide", *words)
    assert result.exit_code == 1
    assert quoted in result.stderr
    assert pharos.read("duplicates")["decisions"] == []


def test_without_a_second_source_there_is_no_pair(pharos: Any) -> None:
    assert pharos.run("duplicates").stdout.startswith("No two records of different sources")


def test_without_a_complete_record_nothing_is_reconciled_and_the_way_to_one_is_said(
    pharos: Any,
) -> None:
    result = pharos.run("reconcile")
    assert result.exit_code == 0
    assert "`pharos import iom-missing-migrants FILE`" in result.stdout
    assert pharos.read("reconcile")["rows"] == []


@pytest.fixture
def record(pharos: Any) -> None:
    """The sample of the register: 3 on the central route and 4 on the western in February 2024."""
    sample = str(SAMPLES / "iom-missing-migrants.csv")
    assert pharos.run("import", "iom-missing-migrants", sample, "--confirm").exit_code == 0


def test_months_counted_from_records_stand_beside_the_published_ones(
    pharos: Any, record: None
) -> None:
    rows = pharos.read("reconcile")["rows"]
    # Of the routes that the sample has no row of, the published months stay.
    assert {r["route"] for r in rows} == {"central", "western"}
    for r in rows:
        assert r["difference"] == r["dead_and_missing"] - r["published"]
        assert bool(r["reason"]) == (r["difference"] != 0)
    printed = pharos.run("reconcile").stdout
    assert "2024-01" in printed
    assert "A difference is records less published." in printed


def test_a_year_is_the_sum_of_its_months_that_both_have(pharos: Any, record: None) -> None:
    months = [r for r in pharos.read("reconcile")["rows"] if r["route"] == "central"]
    (year,) = [r for r in pharos.read("reconcile", "--every", "year")["rows"]
               if r["route"] == "central"]  # fmt: skip
    assert year["period"] == "2024"
    assert year["months"] == len(months)
    for column in ("dead_and_missing", "published", "difference"):
        assert year[column] == sum(m[column] for m in months)


def test_an_interval_other_than_month_and_year_is_quoted(pharos: Any) -> None:
    result = pharos.run("reconcile", "--every", "week")
    assert result.exit_code == 1
    assert "'week'" in result.stderr
