"""What the reading of a file of the Missing Migrants register says about the file."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from geodata.report import EXCLUDED, QUARANTINED, REMARKS
from geodata.sources.iom_missing_migrants import SOURCE, read
from geodata.sources.source import Options, Parsed
from geodata.tables import RawTable
from layers.registry import LAYERS

TODAY = dt.date(2026, 6, 1)
BLANK = {
    "Main ID": "2020.MMP00001",
    "Incident ID": "",
    "Incident Type": "Incident",
    "Region of Incident": "Mediterranean",
    "Incident Date": "2020-03-04",
    "Incident Year": "",
    "Month": "",
    "Number of Dead": "",
    "Minimum Estimated Number of Missing": "",
    "Number of Survivors": "",
    "Country of Origin": "",
    "Cause of Death": "Drowning",
    "Country of Incident": "Libya",
    "Migration Route": "Central Mediterranean",
    "Coordinates": "33.125, 12.25",
    "URL": "",
}
NAMES = {
    "id": "Main ID",
    "dead": "Number of Dead",
    "missing": "Minimum Estimated Number of Missing",
    "day": "Incident Date",
    "year": "Incident Year",
    "month": "Month",
    "route": "Migration Route",
    "region": "Region of Incident",
    "cause": "Cause of Death",
    "country": "Country of Incident",
    "origin": "Country of Origin",
    "survivors": "Number of Survivors",
}


def row(number: int, **cells: str) -> dict[str, str]:
    return BLANK | {"Main ID": f"2020.MMP0000{number}"} | {NAMES[k]: v for k, v in cells.items()}


def parsed(*rows: dict[str, str], name: str = "", **more: Any) -> Parsed:
    header = list(rows[0])
    body = [[cells[column] for column in header] for cells in rows]
    held = RawTable([header, *body], [*range(1, len(rows) + 2)], "csv")
    return read(held, TODAY, Options(**more), name)


def sums(found: Parsed) -> dict[str, tuple[int | None, int | None]]:
    return {s.name: (s.before, s.after) for s in found.sums}


def test_sums_stand_by_year_region_and_route_before_and_after() -> None:
    atlantic = "Western Africa / Atlantic route to the Canary Islands"
    found = parsed(
        row(1, dead="1"),
        row(2, dead="2", day="2021-01-01"),
        row(3, dead="4", region="Northern Africa", route=atlantic),
        row(4, dead="8", region="Northern Africa", route="Sahara Desert crossing"),
        row(5, dead="16", day="2021-02-30"),
    )
    assert sums(found) == {
        "Whole file": (31, 7),
        "Atlantic to the Canaries 2020": (4, 4),
        "Central Mediterranean 2020": (1, 1),
        "Central Mediterranean 2021": (2, 2),
        "Central Mediterranean without a year": (16, None),
        "Mediterranean 2020": (1, 1),
        "Mediterranean 2021": (2, 2),
        "Mediterranean without a year": (16, None),
    }


def test_a_year_with_unknown_figures_only_has_no_sum() -> None:
    assert sums(parsed(row(1))) == {"Whole file": (None, None)}


@pytest.mark.parametrize("blank", ["", "NA", "null", "-", "n/a"])
def test_unknown_is_not_zero(blank: str) -> None:
    found = parsed(row(1, dead=blank, missing="0"))
    assert list(found.frame["dead_count"]) == [""]
    assert list(found.frame["missing_count"]) == ["0"]


def test_a_thousands_comma_is_read_and_an_ambiguous_point_is_not() -> None:
    found = parsed(row(1, missing="1,022"), row(2, missing="1.022"), row(3, dead="٢٠"))
    assert list(found.frame["missing_count"]) == ["1022", ""]
    assert list(found.frame["dead_count"]) == ["", "20"]
    assert [(s.line, s.reason, s.text) for s in found.set_aside] == [
        (3, "ambiguous_number", "1.022")
    ]


@pytest.mark.parametrize("text", ["1.5", "1000000000", "about 20", "≥5"])
def test_what_is_no_count_is_quarantined_with_what_is_right(text: str) -> None:
    aside = parsed(row(1, survivors=text)).set_aside[0]
    assert (aside.reason, aside.column, aside.text) == ("not_a_count", "Number of Survivors", text)
    assert "whole number" in aside.right


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-06-03", "date_out_of_range"),
        ("1999-12-31", "date_out_of_range"),
        ("3024-01-01", "date_out_of_range"),
        ("0001-01-01", "date_out_of_range"),
        ("2024-02-30", "impossible_date"),
        ("00/00/2024", "impossible_date"),
        ("13/02/2024", "impossible_date"),
        ("45350", "impossible_date"),
    ],
)
def test_a_date_that_cannot_be_is_quarantined(text: str, reason: str) -> None:
    aside = parsed(row(1, day=text)).set_aside[0]
    assert (aside.kind, aside.reason, aside.text) == ("quarantined", reason, text)


def test_an_undated_incident_is_counted_in_the_year_that_is_stated() -> None:
    found = parsed(
        row(1, dead="1", day="", year="2020"),
        row(2, dead="2", day="0", year="2020", month="September"),
        row(3, dead="4", day=""),
    )
    assert list(found.frame["occurred_on"]) == ["", "2020-09-01", ""]
    assert list(found.frame["date_precision"]) == ["year", "month", "year"]
    assert sums(found)["Mediterranean 2020"] == (7, 7)
    assert [r.reason for r in found.remarks] == ["no_day"] * 3
    LAYERS["incidents"].conform(found.frame)


def test_the_scope_runs_from_new_year_to_the_last_day_of_the_file_on_any_route() -> None:
    desert = row(2, dead="1", day="2021-05-01", route="Sahara Desert crossing", region="Africa")
    found = parsed(row(1, dead="1"), desert)
    assert found.scope == (dt.date(2020, 3, 4), dt.date(2021, 5, 1))
    assert (found.first_day, found.last_day) == (dt.date(2020, 3, 4), dt.date(2020, 3, 4))


@pytest.mark.parametrize(
    ("first", "begins"), [("2020-02-01", "2020-01-01"), ("2020-02-02", "2020-02-02")]
)
def test_a_file_speaks_of_january_if_it_begins_within_a_month(first: str, begins: str) -> None:
    found = parsed(row(1, dead="1", day=first), row(2, dead="2", day="2020-06-01"))
    assert found.scope == (dt.date.fromisoformat(begins), dt.date(2020, 6, 1))


def test_a_file_speaks_of_the_routes_that_it_has_a_row_of_whatever_becomes_of_the_row() -> None:
    western = row(2, dead="many", route="Western Mediterranean")
    found = parsed(row(1, dead="1"), western)
    assert found.routes == ("western", "central")
    note = next(n for n in found.notes if n.startswith("No row of the route"))
    assert "Eastern Mediterranean, Atlantic to the Canaries" in note
    assert "what is held or published of it stays" in note


@pytest.mark.parametrize(("name", "is_dated"), [("all.csv", False), ("all-2020-05-06.csv", True)])
def test_only_a_day_in_the_name_is_the_day_on_which_a_file_was_said(
    name: str, is_dated: bool
) -> None:
    assert parsed(row(1, dead="1"), name=name).is_dated is is_dated


def test_an_extract_without_cumulative_records_is_not_complete() -> None:
    pair = {"Latitude": "33.125", "Longitude": "12.25"}
    extract = {k: v for k, v in row(1, dead="1").items() if k != "Coordinates"} | pair
    found = parsed(extract)
    assert (found.layout, found.complete) == ("regional extract 2026", False)
    assert any("the toll stays the published one" in n for n in found.notes)
    assert parsed(row(1, dead="1")).complete


@pytest.mark.parametrize("all_regions", [False, True])
def test_records_that_share_a_point_are_counted_whether_they_are_taken_or_not(
    all_regions: bool,
) -> None:
    desert = {"route": "Sahara Desert crossing", "region": "Northern Africa"}
    told = {"Location of Incident": "12 km north of a harbour"}
    rows = [row(n, dead=str(n), **(desert if n > 1 else {})) | told for n in (1, 2, 3)]
    found = parsed(*rows, all_regions=all_regions)
    assert found.frame["position_uncertainty_km"][0] == "60"
    assert parsed(*rows[:2]).frame["position_uncertainty_km"][0] == "15"


@pytest.mark.parametrize(
    ("name", "as_of", "basis"),
    [
        ("Global-2026-05-06--19_42_11.csv", dt.date(2026, 5, 6), "the name of the file"),
        ("allData_2022-05.xlsx", dt.date(2020, 3, 4), "the last day held"),
        ("made-2027-01-01.csv", dt.date(2020, 3, 4), "the last day held"),
        ("made-2020-13-45.csv", dt.date(2020, 3, 4), "the last day held"),
    ],
)
def test_the_as_of_day_is_that_of_the_name_or_the_last_one_held(
    name: str, as_of: dt.date, basis: str
) -> None:
    found = parsed(row(1), name=name)
    assert found.as_of == as_of
    assert found.notes[0].startswith(f"As of {as_of}, by {basis}")


def test_a_file_with_small_incidents_is_complete_and_a_selection_of_large_ones_is_not() -> None:
    assert parsed(row(1, dead="30"), row(2, dead="29")).complete
    assert not parsed(row(1, dead="30"), row(2, dead="10", missing="20")).complete


def test_a_layout_that_prints_zero_for_unknown_is_named() -> None:
    zeros = [row(n, dead="1", missing="0") for n in range(1, 4)]
    note = "zero and unknown cannot be told apart"
    assert any(note in n for n in parsed(*zeros).notes)
    assert not any(note in n for n in parsed(*zeros, row(4, missing="")).notes)


def test_other_routes_are_excluded_and_kept_on_request() -> None:
    desert = row(1, route="Sahara Desert crossing", region="Northern Africa")
    found = parsed(desert)
    assert [(s.kind, s.reason, s.text) for s in found.set_aside] == [
        ("excluded", "other_route", "Sahara Desert crossing")
    ]
    assert found.set_aside[0].record == {}
    kept = parsed(desert, all_regions=True)
    assert list(kept.frame["route"]) == [""]
    assert list(kept.frame["register_route"]) == ["Sahara Desert crossing"]


def test_a_new_name_of_a_sea_route_is_held_back_with_the_known_names() -> None:
    found = parsed(row(1, route="Central Med"), all_regions=True)
    aside = found.set_aside[0]
    assert (aside.kind, aside.reason, aside.text) == ("quarantined", "unknown_word", "Central Med")
    assert "Central Mediterranean, Eastern Mediterranean" in aside.right


def test_a_mediterranean_row_without_a_route_is_held_back() -> None:
    assert [s.reason for s in parsed(row(1, route="")).set_aside] == ["unknown_word"]


def test_strange_words_are_unknown_and_named_in_a_note() -> None:
    long = "A sentence out of the press that is not repeated here"
    found = parsed(
        row(1, cause="Combustion", country="Atlantis", origin="Mali,Lemuria"), row(2, cause=long)
    )
    assert list(found.frame["cause"]) == ["", ""]
    assert list(found.frame["origin_countries"]) == ["MLI", ""]
    noted = " ".join(found.notes)
    assert "A cause of death of no known class, unknown here, in 2 rows: 'Combustion'." in noted
    assert "'Atlantis'" in noted
    assert "'Mali,Lemuria'" in noted
    assert long not in noted


def test_a_cause_without_a_class_is_empty_and_counted_in_a_note() -> None:
    found = parsed(row(1, cause="Sickness / lack of access to adequate healthcare"))
    assert list(found.frame["cause"]) == [""]
    assert any("in 1 row of the file: the cause is empty" in n for n in found.notes)


def test_a_ragged_row_of_text_is_quarantined_with_what_hangs_over() -> None:
    header = list(BLANK)
    cells = list(BLANK.values())
    rows = [header, [*cells, "over"], cells[:-1], [*cells, ""]]
    found = read(RawTable(rows, [1, 2, 3, 4], "csv"), TODAY, Options())
    # The rows of one id wait for each other, so the good one is held back with the bad ones.
    assert [(s.line, s.reason) for s in found.set_aside] == [
        (2, "ragged_row"),
        (3, "ragged_row"),
        (4, "ragged_row"),
    ]
    assert found.set_aside[0].record["(beyond the header)"] == "over"


def test_a_spreadsheet_may_leave_blank_cells_away() -> None:
    cells = list(row(1, dead="1").values())
    held = RawTable([list(BLANK), cells[:-1]], [1, 2], "xlsx")
    assert list(read(held, TODAY, Options()).frame["dead_count"]) == ["1"]


def test_the_same_file_twice_gives_the_same_records() -> None:
    rows = [row(1, dead="1"), row(2, dead="2", day="")]
    assert parsed(*rows).frame.equals(parsed(*rows).frame)


def test_entities_and_line_ends_are_cleaned_and_remarked() -> None:
    found = parsed(row(1, origin="C&ocirc;te d&#039;Ivoire", region="Mediterranean\n"))
    assert list(found.frame["origin_countries"]) == ["CIV"]
    assert list(found.frame["register_region"]) == ["Mediterranean"]
    assert [r.reason for r in found.remarks] == ["text_cleaned"] * 2


def test_every_reason_is_of_the_closed_lists() -> None:
    found = parsed(row(1, dead="x"), row(2, route="", region="Asia"), row(3, day=""))
    assert {s.reason for s in found.set_aside} <= {*QUARANTINED, *EXCLUDED}
    assert {r.reason for r in found.remarks} <= {*REMARKS}


def test_the_source_names_its_publisher_terms_and_host() -> None:
    assert SOURCE.name == "iom-missing-migrants"
    assert SOURCE.layer in LAYERS
    assert "{as_of}" in SOURCE.citation
    assert SOURCE.hosts == ("missingmigrants.iom.int",)
