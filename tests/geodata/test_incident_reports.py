"""Contributed incidents: one template, four kinds of file, and a reason for every row not taken."""

from __future__ import annotations

import datetime as dt
import io
import re
from importlib import resources
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from geodata.errors import RefusedFile, SchemaChanged, SourceError
from geodata.report import SetAside
from geodata.sources.incident_reports import NAME, SOURCE, read, template
from geodata.sources.incident_template import COLUMNS
from geodata.sources.source import Options, Parsed
from geodata.tables import RawTable
from layers.registry import layer

TODAY = dt.date(2026, 11, 23)
LAYER = layer("incidents")
NAMES = [c.name for c in COLUMNS]
ROW = {
    "provider": "example-watch", "report_id": "17", "occurred_on": "2024-03-31",
    "longitude": "12.41", "latitude": "34.87", "dead_count": "1", "missing_count": "2",
    "survivor_count": "4", "people_on_board": "20", "women_count": "1", "route": "central",
    "departure_country": "TUN", "arrival_country": "ITA", "cause": "drowning",
    "source_quality": "4", "source_url": "https://example.org/17", "mark": "TLP:GREEN",
}  # fmt: skip


def table(*rows: dict[str, str], names: list[str] | None = None, **more: Any) -> RawTable:
    header = names or NAMES
    cells = [[row.get(name, "") for name in header] for row in rows]
    kind = more.pop("kind", "csv")
    return RawTable([header, *cells], list(range(1, len(rows) + 2)), kind, **more)


def taken(*rows: dict[str, str], **options: Any) -> Parsed:
    parsed = read(table(*rows), TODAY, Options(**options))
    lines = [line for group in parsed.lines for line in group]
    lines += [aside.line for aside in parsed.set_aside]
    assert sorted(lines) == list(range(2, len(rows) + 2)), "each row once"
    assert parsed.rows_in == len(rows)
    LAYER.conform(parsed.frame)
    return parsed


def only(parsed: Parsed) -> SetAside:
    (found,) = parsed.set_aside
    return found


def incident(**changes: str) -> dict[str, str]:
    (row,) = taken(ROW | changes, all_regions=True).frame.to_dict("records")
    return {str(column): str(value) for column, value in row.items()}


def remarks(**changes: str) -> list[str]:
    return [r.reason for r in taken(ROW | changes).remarks]


def test_a_report_becomes_an_incident_under_the_name_of_its_contributor() -> None:
    found = incident()
    assert {name: value for name, value in found.items() if value} == {
        "incident_id": "example-watch:17",
        "record_kind": "incident",
        "occurred_on": "2024-03-31",
        "date_precision": "day",
        "longitude": "12.41",
        "latitude": "34.87",
        "position_uncertainty_km": "15",
        "dead_count": "1",
        "missing_count": "2",
        "survivor_count": "4",
        "women_count": "1",
        "route": "central",
        "departure_country": "TUN",
        "arrival_country": "ITA",
        "cause": "drowning",
        "parts_count": "1",
        "source_quality": "4",
        "source_url": "https://example.org/17",
        "source": NAME,
        "mark": "GREEN",
        "status": "published",
    }


def test_the_template_is_the_header_that_is_read() -> None:
    assert template().decode("utf-8-sig").strip().split(",") == NAMES
    with pytest.raises(SourceError, match="no rows"):
        SOURCE.parse(template(), "incident_reports.csv", TODAY, Options())


def test_every_column_of_the_template_is_explained_beside_it() -> None:
    text = (resources.files("geodata.sources") / "templates" / "README.md").read_text("utf-8")
    for column in COLUMNS:
        row = next(line for line in text.splitlines() if line.startswith(f"| `{column.name}` |"))
        assert column.meaning in row
        assert ("| yes |" in row) == column.required
        assert all(word in row for word in column.allowed or ())
    example = re.search(r"```csv\n(.*?)```", text, re.DOTALL)
    assert example is not None
    parsed = SOURCE.parse(example[1].encode(), "example.csv", TODAY, Options())
    assert (parsed.set_aside, len(parsed.frame)) == ((), 1)


def written(folder: Path, kind: str) -> bytes:
    """Two reports as a file of `kind`; the second has no position."""
    rows = [ROW, ROW | {"report_id": "18", "longitude": "", "latitude": "", "dead_count": "4"}]
    frame = pd.DataFrame([{n: row.get(n, "") for n in NAMES} for row in rows], dtype="str")
    if kind == "csv":
        return frame.to_csv(index=False).encode()
    if kind == "json":
        return frame.to_json(orient="records").encode()
    if kind == "xlsx":
        book = openpyxl.Workbook()
        assert book.active is not None
        book.active.append(NAMES)
        for cells in frame.to_numpy().tolist():
            typed = [float(c) if re.fullmatch(r"\d+(\.\d+)?", c) else c or None for c in cells]
            typed[2] = dt.datetime.fromisoformat(cells[2])
            book.active.append(typed)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()
    shaped = gpd.GeoDataFrame(
        frame.drop(columns=["longitude", "latitude"]),
        geometry=[Point(12.41, 34.87), None],
        crs=4326,
    )
    path = folder / f"reports.{kind}"
    shaped.to_file(path, driver="GPKG" if kind == "gpkg" else "GeoJSON")
    return path.read_bytes()


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx", "geojson", "gpkg"])
def test_every_kind_of_file_gives_the_same_incidents(kind: str, tmp_path: Path) -> None:
    parsed = SOURCE.parse(written(tmp_path, kind), f"reports.{kind}", TODAY, Options())
    assert parsed.set_aside == ()
    expected = taken(
        ROW, ROW | {"report_id": "18", "longitude": "", "latitude": "", "dead_count": "4"}
    )
    pd.testing.assert_frame_equal(parsed.frame, expected.frame)
    assert [(s.name, s.unit, s.before, s.after) for s in parsed.sums] == [
        ("dead", "persons", 5, 5),
        ("missing", "persons", 4, 4),
    ]
    assert (parsed.first_day, parsed.last_day) == (dt.date(2024, 3, 31), dt.date(2024, 3, 31))


def test_unknown_stays_unknown_and_is_not_zero() -> None:
    found = incident(missing_count="", survivor_count="NA", women_count="0")
    assert (found["missing_count"], found["survivor_count"], found["women_count"]) == ("", "", "0")


def test_digits_of_another_script_are_digits() -> None:
    assert incident(dead_count="٢", people_on_board="٢٠")["dead_count"] == "2"


def test_a_month_without_a_day_is_said_to_be_one() -> None:
    for text in ("2024-03", "2024-03-00"):
        found = incident(occurred_on=text)
        assert (found["occurred_on"], found["date_precision"]) == ("2024-03-01", "month")


def test_an_incident_of_unknown_toll_is_kept_as_one() -> None:
    found = incident(dead_count="", missing_count="NA")
    assert (found["dead_count"], found["missing_count"]) == ("", "")
    assert remarks(dead_count="", missing_count="") == ["no_count"]
    assert remarks(dead_count="0", missing_count="") == []
    assert [s.after for s in taken(ROW | {"dead_count": "", "missing_count": ""}).sums] == [
        None
    ] * 2


@pytest.mark.parametrize(
    "text",
    ["2024-03-31T02:30:00+02:00", "2024-03-31 13:00:00", "2024-03-31T23:30-05:00",
     "2024-03-31T00:00Z"],
)  # fmt: skip
def test_of_a_day_with_a_time_the_day_as_written_is_taken_and_the_time_is_told(text: str) -> None:
    assert incident(occurred_on=text)["occurred_on"] == "2024-03-31"
    (remark,) = taken(ROW | {"occurred_on": text}).remarks
    assert (remark.reason, remark.column, remark.text) == ("time_left_out", "occurred_on", text)


@pytest.mark.parametrize(
    "text", ["2024-03-31", "2024-03-31 00:00:00", "2024-03-31T00:00", "2024-03"]
)
def test_a_day_as_a_spreadsheet_writes_it_has_no_time(text: str) -> None:
    assert remarks(occurred_on=text) == []


def test_a_report_without_a_mark_is_held_as_the_most_restrictive_and_said() -> None:
    assert incident(mark="")["mark"] == "RED"
    assert remarks(mark=" ") == ["no_mark"]
    assert incident(mark="TLP:amber ")["mark"] == "AMBER"
    assert incident(mark="AMBER+STRICT")["mark"] == "AMBER+STRICT"


def test_a_report_can_be_taken_back() -> None:
    assert incident(status="withdrawn")["status"] == "withdrawn"


def test_whole_degrees_and_no_position_are_remarked() -> None:
    assert remarks(longitude="12", latitude="35") == ["whole_degrees"]
    assert incident(longitude="12", latitude="35")["position_uncertainty_km"] == "55"
    assert remarks(longitude="", latitude="") == ["no_position"]
    assert incident(longitude="", latitude="")["position_uncertainty_km"] == ""
    assert incident(position_uncertainty_km="4")["position_uncertainty_km"] == "4"


def test_a_radius_of_nothing_is_no_radius_and_is_remarked() -> None:
    assert incident(position_uncertainty_km="0")["position_uncertainty_km"] == "15"
    assert remarks(position_uncertainty_km="0.0") == ["no_radius"]
    assert remarks(position_uncertainty_km="0.5") == []


BAD_CELLS: list[tuple[dict[str, str], str, str, str]] = [
    ({"dead_count": "about 20"}, "not_a_count", "dead_count", "a whole number from 0"),
    ({"dead_count": "≥5"}, "not_a_count", "dead_count", "a whole number from 0"),
    ({"dead_count": "1.5"}, "not_a_count", "dead_count", "a whole number from 0"),
    ({"missing_count": "1000000000"}, "not_a_count", "missing_count", "to 100,000"),
    ({"missing_count": "1.234"}, "ambiguous_number", "missing_count", "1234 or 1,234"),
    ({"missing_count": "-2"}, "negative_count", "missing_count", "0 or more"),
    ({"people_on_board": "6"}, "impossible_counts", "people_on_board", "not more than the 6"),
    ({"women_count": "4"}, "impossible_counts", "women_count", "not more than the 3"),
    ({"occurred_on": "01/02/2024"}, "impossible_date", "occurred_on", "year first"),
    ({"occurred_on": "29-Oct-19"}, "impossible_date", "occurred_on", "year first"),
    ({"occurred_on": "2024-02-30"}, "impossible_date", "occurred_on", "a day that exists"),
    ({"occurred_on": "2024-13"}, "impossible_date", "occurred_on", "a day that exists"),
    ({"occurred_on": "45382"}, "impossible_date", "occurred_on", "year first"),
    ({"occurred_on": "2026-11-25"}, "date_out_of_range", "occurred_on", "2026-11-24"),
    ({"occurred_on": "1999-12-31"}, "date_out_of_range", "occurred_on", "2000-01-01"),
    ({"occurred_on": ""}, "no_date", "occurred_on", "year first"),
    ({"longitude": "1400", "latitude": "9999"}, "position_out_of_range", "longitude", "-180"),
    ({"longitude": "0", "latitude": "0"}, "position_out_of_range", "longitude", "not both 0"),
    ({"longitude": "0.0001", "latitude": "0.0003"}, "position_out_of_range", "longitude", "not both 0"),
    ({"longitude": "34.87", "latitude": "12.41"}, "looks_swapped", "longitude", "longitude 12.41, latitude 34.87"),
    ({"longitude": ""}, "not_a_position", "longitude", "both cells blank"),
    ({"longitude": "12°24'E"}, "not_a_position", "longitude", "degrees such as"),
    ({"latitude": "NaN"}, "not_a_position", "longitude", "degrees such as"),
    ({"latitude": "1e400"}, "position_out_of_range", "longitude", "-90 to 90"),
    ({"position_uncertainty_km": "far"}, "does_not_fit", "position_uncertainty_km", "kilometres"),
    ({"route": "northern"}, "unknown_word", "route", "western, central"),
    ({"route": ""}, "other_route", "route", "western, central"),
    ({"cause": "bad luck"}, "unknown_word", "cause", "drowning"),
    ({"departure_country": "Tunisia"}, "unknown_word", "departure_country", "TUN"),
    ({"arrival_country": "XXX"}, "unknown_word", "arrival_country", "alpha-3"),
    ({"source_quality": "6"}, "does_not_fit", "source_quality", "from 1"),
    ({"source_url": "javascript:alert(1)"}, "does_not_fit", "source_url", "https://"),
    ({"mark": "TLP:PURPLE"}, "unknown_word", "mark", "TLP:AMBER+STRICT"),
    ({"status": "maybe"}, "unknown_word", "status", "withdrawn"),
    ({"provider": ""}, "no_id", "provider and report_id", "an id of its own"),
    ({"provider": "An organisation"}, "does_not_fit", "provider", "letters, digits"),
    ({"report_id": "a:b"}, "does_not_fit", "report_id", "up to 60"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "reason", "column", "right"), BAD_CELLS)
def test_a_bad_cell_keeps_its_row_apart_and_says_what_is_right(
    change: dict[str, str], reason: str, column: str, right: str
) -> None:
    parsed = taken(ROW | change, ROW | {"report_id": "other"})
    aside = only(parsed)
    assert (aside.line, aside.reason, aside.column) == (2, reason, column)
    assert right in aside.right
    if aside.kind == "quarantined":
        assert aside.record["occurred_on"] == (ROW | change)["occurred_on"]
    assert parsed.frame["incident_id"].tolist() == ["example-watch:other"]


def test_a_count_that_cannot_be_read_is_quoted_word_for_word() -> None:
    assert only(taken(ROW | {"dead_count": " about 20"})).text == " about 20"


def test_exchanged_coordinates_are_put_right_only_on_request() -> None:
    swapped = ROW | {"longitude": "34.87", "latitude": "12.41"}
    parsed = taken(swapped, mend_swapped=True)
    assert parsed.frame[["longitude", "latitude"]].to_numpy().tolist() == [["12.41", "34.87"]]
    assert [r.reason for r in parsed.remarks] == ["swapped_mended"]


def test_a_report_on_no_sea_route_is_kept_where_all_regions_are_asked_for() -> None:
    assert taken(ROW | {"route": ""}, all_regions=True).frame["route"].tolist() == [""]


def test_two_contributors_may_use_one_number_and_one_may_not_use_it_twice() -> None:
    other = ROW | {"provider": "another"}
    parsed = taken(ROW, other, ROW | {"dead_count": "2"}, other)
    assert [(a.line, a.kind, a.reason) for a in parsed.set_aside] == [
        (2, "quarantined", "repeated_id"),
        (4, "quarantined", "repeated_id"),
        (5, "excluded", "repeated_row"),
    ]
    assert parsed.frame["incident_id"].tolist() == ["another:17"]


def test_the_sums_tell_what_came_in_and_what_was_taken() -> None:
    parsed = taken(ROW, ROW | {"report_id": "18", "dead_count": "4", "route": "northern"})
    assert [(s.name, s.before, s.after) for s in parsed.sums] == [("dead", 5, 1), ("missing", 4, 2)]


def test_a_contribution_is_the_whole_truth_of_no_period() -> None:
    scope = taken(ROW).scope
    assert scope is not None
    assert scope[0] > scope[1]


def test_free_text_beside_the_template_is_not_carried_on_and_said() -> None:
    described = ROW | {"description": "a secret name"}
    parsed = read(table(described, names=[*NAMES, "description"]), TODAY, Options())
    assert "secret" not in str(parsed.frame.to_dict())
    assert parsed.notes == (
        "Not carried on, for they are not of the template: 'description'.",
    )  # fmt: skip


def test_a_file_without_a_column_of_the_template_is_refused() -> None:
    names = [n for n in NAMES if n != "missing_count"]
    with pytest.raises(SchemaChanged, match="no column for 'missing_count'"):
        read(table(ROW, names=names), TODAY, Options())


def test_positions_in_metres_are_refused_by_their_reference_system(tmp_path: Path) -> None:
    names = [n for n in NAMES if n not in {"longitude", "latitude"}]
    frame = gpd.GeoDataFrame(
        [{n: ROW.get(n, "") for n in names}], geometry=[Point(12.41, 34.87)], crs=3857
    )
    path = tmp_path / "reports.gpkg"
    frame.to_file(path, driver="GPKG")
    with pytest.raises(RefusedFile, match="declared as EPSG:3857"):
        SOURCE.parse(path.read_bytes(), path.name, TODAY, Options())


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        ('{"type":"Point","coordinates":[NaN,34.87]}', "invalid_shape"),
        ('{"type":"Point","coordinates":[Infinity,34.87]}', "invalid_shape"),
        ('{"type":"Point","coordinates":["12.41","34.87"]}', "invalid_shape"),
        ('{"type":"Point","coordinates":[]}', "invalid_shape"),
        ('{"type":"LineString","coordinates":[[12,34],[13,35]]}', "invalid_shape"),
        ('{"type":"Point","coordinates":[1400,9999]}', "position_out_of_range"),
        ('{"type":"Point","coordinates":[34.87,12.41]}', "looks_swapped"),
    ],
)
def test_a_point_that_cannot_be_one_keeps_its_row_apart(shape: str, reason: str) -> None:
    names = [n for n in NAMES if n not in {"longitude", "latitude"}] + ["geometry"]
    raw = table(ROW | {"geometry": shape}, names=names, kind="geojson")
    aside = only(read(raw, TODAY, Options()))
    assert (aside.reason, aside.column, aside.text) == (reason, "geometry", shape)


CELLS = st.sampled_from(["", "1", "2", "-4", "about 20", "2024-03-31", "central", "TLP:RED", "x"])


@given(st.lists(st.dictionaries(st.sampled_from(NAMES), CELLS, max_size=4), min_size=1, max_size=5))
def test_every_row_is_taken_or_kept_apart_once_whatever_it_says(
    changes: list[dict[str, str]],
) -> None:
    parsed = taken(*(ROW | change for change in changes))
    kept = sum(int(text) for text in parsed.frame["dead_count"] if text)
    assert parsed.sums[0].after == (kept if any(parsed.frame["dead_count"]) else None)
