"""Known defects of the register are mended by the tables of corrections, and each is reported."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from geodata.refresh.corrections import Tables, corrected
from geodata.refresh.load import Brought, load_file
from geodata.sources.source import Parsed
from geodata.store import FileStore

Frames = Callable[..., pd.DataFrame]
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
DEFECT = {
    "incident_id_iom": "M1", "latitude_as_published": 35.5, "longitude_as_published": 12.5,
    "defect": "doubtful_distance", "source": "s",
}  # fmt: skip


def parsed(raw: Frames, *rows: dict[str, Any]) -> Parsed:
    """Records as a parser gives them; record n is made of the lines 2n and 2n + 1."""
    named = [{"incident_id": r["incident_id_iom"], "record_kind": "incident"} | r for r in rows]
    lines = [(2 * n, 2 * n + 1) for n in range(1, len(rows) + 1)]
    return Parsed("incidents", raw("incidents", *named), lines, 2 * len(rows))


def excluded(reason: str, total: Any = 3, name: str = "M1") -> dict[str, Any]:
    return {
        "incident_id_iom": name, "month": "2018-05", "reason": reason, "published_total": total,
        "source": "s",
    }  # fmt: skip


@pytest.fixture
def tables(frame: Frames) -> Callable[..., Tables]:
    def made(
        defects: tuple[Any, ...] = (), exclusions: tuple[Any, ...] = (), register: tuple[Any, ...] = ()
    ) -> Tables:  # fmt: skip
        return Tables(
            frame("position_defects", *defects),
            frame("deaths_exclusions", *exclusions),
            frame("incidents", *register),
        )

    return made


def position(found: Parsed, row: int = 0) -> tuple[str, str, str]:
    cells = found.frame.loc[row]
    return cells["latitude"], cells["longitude"], cells["position_uncertainty_km"]


PLACED = {
    "incident_id_iom": "M1", "latitude": "35.5", "longitude": "12.5", "dead_count": "1",
    "missing_count": "2", "position_uncertainty_km": "9",
}  # fmt: skip


def test_a_point_that_contradicts_its_record_is_dropped(raw: Frames, tables: Any) -> None:
    found = corrected(parsed(raw, PLACED), tables(defects=(DEFECT,)))
    assert position(found) == ("", "", "")
    assert [(r.line, r.reason, r.text) for r in found.remarks] == [
        (2, "position_defect", "35.5, 12.5")
    ]
    assert (len(found.frame), found.set_aside) == (1, ())


def test_a_better_point_of_the_packaged_register_takes_its_place(raw: Frames, tables: Any) -> None:
    ours = {
        "incident_id_iom": "M1", "latitude": 33.123456, "longitude": -11.654321,
        "position_uncertainty_km": 60,
    }  # fmt: skip
    found = corrected(parsed(raw, PLACED), tables(defects=(DEFECT,), register=(ours,)))
    assert position(found) == ("33.123456", "-11.654321", "60")


def test_a_register_that_has_no_point_either_drops_it(raw: Frames, tables: Any) -> None:
    ours = {"incident_id_iom": "M1"}
    found = corrected(parsed(raw, PLACED), tables(defects=(DEFECT,), register=(ours,)))
    assert position(found) == ("", "", "")


@pytest.mark.parametrize("latitude", ["35.502", "35.498"])
def test_a_point_that_the_publisher_moved_since_is_judged_anew(
    raw: Frames, tables: Any, latitude: str
) -> None:
    moved = PLACED | {"latitude": latitude}
    found = corrected(parsed(raw, moved), tables(defects=(DEFECT,)))
    assert position(found) == (latitude, "12.5", "9")
    assert found.remarks == ()


def test_the_published_point_is_known_whatever_its_last_decimals(raw: Frames, tables: Any) -> None:
    found = corrected(parsed(raw, PLACED | {"latitude": "35.50049"}), tables(defects=(DEFECT,)))
    assert position(found) == ("", "", "")


@pytest.mark.parametrize("reason", ["inland_record_excluded", "duplicate_of_M9_not_counted"])
def test_a_record_that_is_inland_or_a_double_is_excluded_with_every_line(
    raw: Frames, tables: Any, reason: str
) -> None:
    other = PLACED | {"incident_id_iom": "M2", "dead_count": "4"}
    found = corrected(parsed(raw, PLACED, other), tables(exclusions=(excluded(reason),)))
    assert found.frame["incident_id"].tolist() == ["M2"]
    assert found.lines == [(4, 5)]
    assert [(r.line, r.kind, r.reason) for r in found.set_aside] == [
        (2, "excluded", "corrected"), (3, "excluded", "corrected"),
    ]  # fmt: skip
    assert reason in found.set_aside[0].text
    assert len({x for n in found.lines for x in n}) + len(found.set_aside) == found.rows_in


@pytest.mark.parametrize("total", [4, ""])
def test_a_record_that_was_changed_since_is_not_excluded(
    raw: Frames, tables: Any, total: Any
) -> None:
    said = excluded("inland_record_excluded", total)
    found = corrected(parsed(raw, PLACED), tables(exclusions=(said,)))
    assert (len(found.frame), found.set_aside) == (1, ())


def test_a_correction_of_a_count_excludes_no_record(raw: Frames, tables: Any) -> None:
    said = excluded("negative_missing_cell_excluded")
    assert len(corrected(parsed(raw, PLACED), tables(exclusions=(said,))).frame) == 1


@pytest.mark.parametrize(
    ("dead", "missing", "ours", "left"),
    [
        ("3", "", 1, ("1", "")),
        ("1", "10", 10, ("", "10")),  # nobody said that of the rest none was found dead
        ("1", "4", 2, ("", "2")),
    ],
    ids=["of the dead", "all the dead", "of the missing too"],
)
def test_people_of_another_register_are_taken_out_of_a_count(
    raw: Frames, tables: Any, dead: str, missing: str, ours: int, left: tuple[str, str]
) -> None:
    people = int(dead) + int(missing or 0)
    said = excluded("foreign_part_removed", people) | {"our_total": ours}
    counts = {"dead_count": dead, "missing_count": missing}
    found = corrected(parsed(raw, PLACED | counts), tables(exclusions=(said,)))
    assert tuple(found.frame.loc[0, ["dead_count", "missing_count"]]) == left
    assert [(r.line, r.reason, r.text) for r in found.remarks] == [
        (2, "corrected_count", f"{people} people, of whom {ours} are of this register")
    ]


@pytest.mark.parametrize(
    ("longitude", "left"), [("12.5", ("35.5", "12.5", "9")), ("-111.5", ("", "", ""))]
)
def test_a_point_far_from_the_sea_goes_with_the_people_it_belongs_to(
    raw: Frames, tables: Any, longitude: str, left: tuple[str, str, str]
) -> None:
    said = excluded("foreign_part_removed", 3) | {"our_total": 2}
    record = PLACED | {"longitude": longitude}
    found = corrected(parsed(raw, record), tables(exclusions=(said,)))
    assert position(found) == left
    assert ("no_position" in {r.reason for r in found.remarks}) == (left[0] == "")


def test_a_count_that_was_changed_since_keeps_all_its_people(raw: Frames, tables: Any) -> None:
    said = excluded("foreign_part_removed", 4) | {"our_total": 1}
    found = corrected(parsed(raw, PLACED), tables(exclusions=(said,)))
    assert tuple(found.frame.loc[0, ["dead_count", "missing_count"]]) == ("1", "2")
    assert found.remarks == ()


def test_a_record_known_to_cover_many_incidents_is_marked_so(raw: Frames, tables: Any) -> None:
    said = excluded("cumulative_record_in_totals_not_in_incidents")
    found = corrected(parsed(raw, PLACED), tables(exclusions=(said,)))
    cells = found.frame.loc[0]
    assert (cells["record_kind"], cells["date_precision"]) == ("cumulative", "year")
    assert position(found) == ("", "", "")
    assert [(r.line, r.reason) for r in found.remarks] == [(2, "cumulative")]
    assert cells["dead_count"] == "1"


def test_records_without_a_main_id_are_left_alone(raw: Frames, tables: Any) -> None:
    nameless = PLACED | {"incident_id": "X", "incident_id_iom": ""}
    found = corrected(parsed(raw, nameless), tables(defects=(DEFECT,)))
    assert position(found) == ("35.5", "12.5", "9")


def test_what_was_parsed_is_not_changed_in_place(raw: Frames, tables: Any) -> None:
    before = parsed(raw, PLACED)
    corrected(before, tables(defects=(DEFECT,), exclusions=(excluded("inland_record_excluded"),)))
    assert position(before) == ("35.5", "12.5", "9")


def test_the_tables_that_are_held_correct_an_import_of_the_register(
    room: Any, register: Any, table: Any
) -> None:
    store = FileStore()
    defect = store.load("position_defects").frame.iloc[0]
    inland = store.load("deaths_exclusions").frame
    inland = inland[inland["reason"] == "inland_record_excluded"].iloc[0]
    small = register(name="iom-missing-migrants")

    def parse(*asked: Any) -> Parsed:
        found = small.parse(*asked)
        found.frame["incident_id_iom"] = found.frame["incident_id"]
        return found

    source = dataclasses.replace(small.source, parse=parse)
    rows = [
        {"id": defect["incident_id_iom"], "day": "2014-07-14", "dead": 110,
         "lat": defect["latitude_as_published"], "lon": defect["longitude_as_published"]},
        {"id": inland["incident_id_iom"], "day": "2025-04-01", "dead": inland["published_total"]},
    ]  # fmt: skip
    report = load_file(room.store, source, Brought(table(*rows), "x"), NOON, confirmed=True)
    assert (report.rows_in, report.accepted, report.excluded) == (2, 1, 1)
    assert [r.reason for r in (*report.set_aside, *report.remarks)] == [
        "corrected", "position_defect",
    ]  # fmt: skip
