"""One id, one incident: parts, negative counts, cumulative records, rows that contradict."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.sources.iom_missing_migrants import read
from geodata.sources.source import Options, Parsed
from geodata.tables import RawTable
from layers.registry import LAYERS

TODAY = dt.date(2026, 6, 1)
FULL = {
    "Main ID": "2020.MMP00001",
    "Incident ID": "",
    "Incident Type": "Incident",
    "Region of Incident": "Mediterranean",
    "Incident Date": "2020-03-04",
    "Incident Year": "2020",
    "Month": "March",
    "Number of Dead": "1",
    "Minimum Estimated Number of Missing": "2",
    "Total Number of Dead and Missing": "",
    "Number of Survivors": "",
    "Number of Females": "",
    "Country of Origin": "",
    "Cause of Death": "Drowning",
    "Country of Incident": "Libya",
    "Migration Route": "Central Mediterranean",
    "Location of Incident": "near Zuwara",
    "Coordinates": "33.125, 12.25",
    "URL": "",
    "Source Quality": "4",
}
YEARLY = {
    "web_id": "2020.MMP00001",
    "region": "Mediterranean",
    "reported_date": "2020-03-04",
    "number_dead": "",
    "number_missing": "",
    "total_dead_and_missing": "",
    "number_of_survivors": "",
    "cause_death": "Drowning",
    "country_of_incident": "Libya",
    "location_coodinates": "33.125, 12.25",
    "migration_route": "Central Mediterranean",
    "url": "",
    "source_quality": "4",
}


def full(dead: str = "1", missing: str = "2", **cells: str) -> dict[str, str]:
    renamed = {name.replace("_", " "): text for name, text in cells.items()}
    return FULL | {"Number of Dead": dead, "Minimum Estimated Number of Missing": missing} | renamed


def part(dead: str = "", missing: str = "", **cells: str) -> dict[str, str]:
    return YEARLY | {"number_dead": dead, "number_missing": missing} | cells


def parsed(*rows: dict[str, str], **more: Any) -> Parsed:
    header = list(rows[0])
    body = [[row[name] for name in header] for row in rows]
    lines = [*range(1, len(rows) + 2)]
    return read(RawTable([header, *body], lines, "csv"), TODAY, Options(**more))


def counts(found: Parsed) -> list[tuple[str, str]]:
    LAYERS["incidents"].conform(found.frame)
    return list(zip(found.frame["dead_count"], found.frame["missing_count"], strict=True))


def reasons(found: Parsed) -> list[tuple[int, str, str]]:
    return [(s.line, s.kind, s.reason) for s in found.set_aside]


def remarks(found: Parsed, *wanted: str) -> list[tuple[int, str]]:
    return [(r.line, r.reason) for r in found.remarks if r.reason in wanted]


def test_rows_of_one_id_are_parts_of_one_incident() -> None:
    found = parsed(part("1", "2"), part("4", web_id="2020.MMP00002"), part("8", source_quality="1"))
    assert counts(found) == [("9", "2"), ("4", "")]
    assert found.lines == [(2, 4), (3,)]
    assert list(found.frame["parts_count"]) == ["2", "1"]
    assert list(found.frame["source_quality"]) == ["1", "4"]
    assert list(found.frame["record_kind"]) == ["split", ""]
    assert remarks(found, "parts_merged") == [(2, "parts_merged"), (4, "parts_merged")]


def test_the_part_with_most_people_says_where() -> None:
    small = part("1", location_coodinates="34.5, 11.5", country_of_incident="Tunisia")
    nowhere = part("4", location_coodinates="")
    found = parsed(small, part("2"), nowhere).frame.iloc[0]
    assert (found["latitude"], found["longitude"]) == ("33.125", "12.25")


def test_the_first_day_and_all_causes_of_the_parts_are_those_of_the_incident() -> None:
    late = part("2", reported_date="2020-03-09", cause_death="Violence", url="https://example.org")
    found = parsed(late, part("1")).frame.iloc[0]
    assert (found["occurred_on"], found["cause"]) == ("2020-03-04", "multiple")
    assert found["source_url"] == "https://example.org"


def test_parts_that_are_equal_word_for_word_are_each_counted() -> None:
    found = parsed(part("2"), part("2"))
    assert counts(found) == [("4", "")]
    assert found.set_aside == ()


def test_a_total_over_unknown_parts_only_is_unknown() -> None:
    assert counts(parsed(part("", "1"), part("", ""))) == [("", "1")]


def test_a_negative_part_corrects_its_incident() -> None:
    found = parsed(part("17", "-5"), part("4", "22"))
    assert counts(found) == [("21", "17")]
    assert remarks(found, "negative_part", "negative_cell") == [(2, "negative_part")]


def test_a_count_that_stays_below_zero_is_left_out_and_the_other_counted() -> None:
    found = parsed(part("15", "-2", number_of_survivors="-1"))
    assert counts(found) == [("15", "")]
    assert list(found.frame["survivor_count"]) == [""]
    assert remarks(found, "negative_cell") == [(2, "negative_cell")] * 2
    sums = {s.name: (s.before, s.after) for s in found.sums}
    assert sums["Mediterranean 2020"] == (13, 15)


def test_a_part_on_another_route_is_not_part_of_the_incident_at_sea() -> None:
    rows = [part("1"), part("4", migration_route="Sahara Desert crossing", region="Africa")]
    assert counts(parsed(*rows)) == [("1", "")]
    assert reasons(parsed(*rows)) == [(3, "excluded", "other_route")]
    assert counts(parsed(*rows, all_regions=True)) == [("5", "")]


def test_an_incident_waits_for_its_quarantined_part() -> None:
    found = parsed(part("1"), part("about 20"), part("4", web_id="2020.MMP00002"))
    assert counts(found) == [("4", "")]
    assert reasons(found) == [(2, "quarantined", "not_a_count"), (3, "quarantined", "not_a_count")]
    assert "in line 3, which belongs to the same incident" in found.set_aside[0].right
    assert found.set_aside[0].record["number_dead"] == "1"


def test_a_list_of_ids_says_how_many_parts_were_merged_by_the_publisher() -> None:
    listed = full("3", "", Incident_ID="2020.MMP000011,2020.MMP000012,2020.MMP000013")
    found = parsed(listed | {"Incident Type": "Split Incident"})
    assert list(found.frame["parts_count"]) == ["3"]
    assert list(found.frame["record_kind"]) == ["split"]


def test_parts_with_ids_of_their_own_are_merged() -> None:
    found = parsed(full("1", "", Incident_ID="a"), full("2", "4", Incident_ID="b"))
    assert counts(found) == [("3", "4")]


def test_an_id_that_stands_twice_with_different_contents_is_quarantined() -> None:
    found = parsed(full("1", Incident_ID="a"), full("2", Incident_ID="a"))
    assert counts(found) == []
    assert reasons(found) == [(2, "quarantined", "repeated_id"), (3, "quarantined", "repeated_id")]


def test_the_same_row_twice_is_counted_once() -> None:
    found = parsed(full("1", Incident_ID="a"), full("1", Incident_ID="a"))
    assert counts(found) == [("1", "2")]
    assert reasons(found) == [(3, "excluded", "repeated_row")]


def test_a_cumulative_record_is_counted_and_has_no_place_and_no_day() -> None:
    found = parsed(full("4", "8") | {"Incident Type": "Cumulative Incident"})
    row = found.frame.iloc[0]
    assert counts(found) == [("4", "8")]
    assert (row["record_kind"], row["date_precision"], row["longitude"]) == (
        "cumulative",
        "year",
        "",
    )
    assert remarks(found, "cumulative", "no_position") == [(2, "cumulative")]


def test_cells_with_several_values_are_remarked_and_summed_apart() -> None:
    several = {
        "Region of Incident": "Mediterranean,North America",
        "Migration Route": "Central Mediterranean,US-Mexico border crossing",
        "Cause of Death": "Drowning,Mixed or unknown",
    }
    found = parsed(full("1", "2"), FULL | several | {"Main ID": "2020.MMP00002"})
    assert list(found.frame["route"]) == ["central", "central"]
    assert list(found.frame["cause"]) == ["drowning", "multiple"]
    assert remarks(found, "many_values") == [(3, "many_values")]
    sums = {s.name: s.after for s in found.sums}
    assert sums["Central Mediterranean 2020"] == 3
    assert sums["Several regions or routes in one cell 2020"] == 3


@pytest.mark.parametrize(
    "written", ["\ufeff2020.MMP00001", "2020.MMP00001\u200b", "2020.MMP00001\n"]
)
def test_an_id_is_freed_of_what_nobody_sees(written: str) -> None:
    found = parsed(full(Main_ID=written))
    assert list(found.frame["incident_id"]) == ["2020.MMP00001"]
    assert remarks(found, "id_cleaned") == [(2, "id_cleaned")]


@pytest.mark.parametrize("written", ["", "NA", "to be added later"])
def test_a_row_without_an_id_is_quarantined(written: str) -> None:
    assert reasons(parsed(full(Main_ID=written))) == [(2, "quarantined", "no_id")]


def test_a_total_that_is_not_the_sum_contradicts() -> None:
    found = parsed(full("1", "2", Total_Number_of_Dead_and_Missing="4"))
    assert reasons(found) == [(2, "quarantined", "impossible_counts")]
    assert found.set_aside[0].right == "3, the sum"


@pytest.mark.parametrize(
    ("coordinates", "reason"),
    [
        ("14.5, 35.9", "looks_swapped"),
        ("0, 0", "position_out_of_range"),
        ("35.9, 1400", "position_out_of_range"),
        ("1e400, 14.5", "position_out_of_range"),
        ("NaN, 14.5", "not_a_position"),
        ("Infinity, 14.5", "not_a_position"),
        ("POINT (14.5 35.9)", "not_a_position"),
    ],
)
def test_a_false_position_is_quarantined_word_for_word(coordinates: str, reason: str) -> None:
    bad = full("2", Main_ID="2020.MMP00002", Coordinates=coordinates)
    found = parsed(full(), full(Main_ID="2020.MMP00003"), bad)
    aside = found.set_aside[0]
    assert (aside.line, aside.reason, aside.column) == (4, reason, "Coordinates")
    assert (aside.text, aside.record["Coordinates"]) == (coordinates, coordinates)


def test_a_swapped_position_is_mended_on_request_only() -> None:
    found = parsed(full(Coordinates="14.5, 35.9"), mend_swapped=True)
    row = found.frame.iloc[0]
    assert (row["longitude"], row["latitude"]) == ("14.5", "35.9")
    assert remarks(found, "swapped_mended") == [(2, "swapped_mended")]


def test_a_boat_found_across_the_ocean_stays() -> None:
    atlantic = "Western Africa / Atlantic route to the Canary Islands"
    found = parsed(full(Coordinates="10.7, -61.5", Migration_Route=atlantic))
    assert list(found.frame["route"]) == ["atlantic"]
    assert list(found.frame["longitude"]) == ["-61.5"]


def test_whole_degrees_are_uncertainty() -> None:
    found = parsed(full(Coordinates="33.125, 12"))
    assert list(found.frame["position_uncertainty_km"]) == ["55"]
    assert remarks(found, "whole_degrees") == [(2, "whole_degrees")]


def test_a_point_that_three_incidents_share_is_no_place() -> None:
    ids = ("2020.MMP00001", "2020.MMP00002", "2020.MMP00003")
    found = parsed(*(full(Main_ID=i) for i in ids), full(Main_ID="x", Coordinates="34.5, 12.5"))
    assert list(found.frame["position_uncertainty_km"]) == ["60", "60", "60", "25"]


def test_a_blank_position_is_counted_and_remarked() -> None:
    found = parsed(full("4", Coordinates=""))
    assert counts(found) == [("4", "2")]
    assert remarks(found, "no_position") == [(2, "no_position")]


PARTS = st.lists(
    st.tuples(
        st.sampled_from(["2020.MMP00001", "2020.MMP00002", "2020.MMP00003"]),
        st.one_of(st.just(""), st.integers(-3, 9).map(str)),
        st.one_of(st.just(""), st.integers(-3, 9).map(str), st.just("about 20")),
        st.sampled_from(["Central Mediterranean", "Sahara Desert crossing", "Central Med", ""]),
    ),
    min_size=1,
    max_size=12,
)


def rows_of(parts: list[tuple[str, str, str, str]]) -> list[dict[str, str]]:
    return [part(d, m, web_id=i, migration_route=r) for i, d, m, r in parts]


@given(PARTS)
def test_every_row_is_taken_in_or_set_aside_exactly_once(
    parts: list[tuple[str, str, str, str]],
) -> None:
    found = parsed(*rows_of(parts))
    lines = [line for lines in found.lines for line in lines] + [s.line for s in found.set_aside]
    assert sorted(lines) == [*range(2, len(parts) + 2)]
    assert found.rows_in == len(parts)
    assert len(found.lines) == len(found.frame)


@given(PARTS, st.randoms(use_true_random=False))
def test_totals_do_not_depend_on_the_order_of_parts(
    parts: list[tuple[str, str, str, str]], random: Any
) -> None:
    turned = [*parts]
    random.shuffle(turned)
    one, other = (parsed(*rows_of(p)).frame.set_index("incident_id") for p in (parts, turned))
    columns = ["dead_count", "missing_count", "parts_count"]
    assert one[columns].sort_index().equals(other[columns].sort_index())
