"""The register of the benchmark is one that an import takes in whole; its targets are ratios."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from dashboard.benchmarks.imports import earlier_lines, import_lines, register_rows
from geodata.sources.iom_missing_migrants import SOURCE
from geodata.sources.source import Options

TODAY = dt.date(2026, 11, 23)


def register(rows: int) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(register_rows(rows))
    return text.getvalue().encode()


def test_the_register_is_read_whole_and_holds_land_routes_too() -> None:
    parsed = SOURCE.parse(register(500), "register.csv", TODAY, Options())
    assert parsed.rows_in == 500
    assert {row.reason for row in parsed.set_aside} == {"other_route"}
    assert 50 < len(parsed.frame) < 250
    assert parsed.complete


def test_the_register_is_the_same_in_every_run() -> None:
    assert register(50) == register(50)


def test_both_pictures_of_a_short_history_are_measured() -> None:
    warm, cold = earlier_lines(editions=6, rounds=2)
    assert (warm.id, cold.id) == ("known_on", "known_on_first")
    assert warm.ratio
    assert cold.ratio


def test_an_import_is_measured_beside_the_plain_way_and_beside_itself() -> None:
    lines, notes = import_lines(rows=300, rounds=1)
    assert [line.id for line in lines] == [
        f"import_{kind}{what}"
        for kind in ("csv", "xlsx")
        for what in ("", "_plain", "_again", "_memory")
    ]
    assert notes == []
    assert all(line.ours > 0 for line in lines)


@pytest.mark.long
def test_an_earlier_day_answers_as_fast_as_today() -> None:
    assert [line.met for line in earlier_lines(editions=500, rounds=15)] == [True, True]


@pytest.mark.long
def test_importing_again_takes_less_than_half_of_the_time() -> None:
    lines, _ = import_lines(rows=20_000, rounds=5)
    again = [line for line in lines if line.id.endswith("_again")]
    assert [line.met for line in again] == [True, True]
