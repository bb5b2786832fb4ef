"""A cell is read as what its column says, or refused with its row number."""

from __future__ import annotations

import datetime as dt
import re

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon

from layers.errors import NonConforming
from layers.schema import Column, cell_problems, typed, validated

COUNT = Column("dead_count", "count", "Dead", minimum=0, maximum=1000)
DAY = Column("day", "date", "Day")
MONTH = Column("month", "month", "Month")
EITHER = Column("when", "day_or_month", "Day or month")
NUMBER = Column("km", "number", "Distance")
FLAG = Column("is_open", "flag", "Open")
CODES = Column("routes", "codes", "Routes", allowed=("western", "central"))
NAME = Column("name", "text", "Name", required=True)
SHAPE = Column("geometry", "geometry", "Line")


def one(column: Column, *cells: object) -> pd.Series:
    return typed("a", pd.DataFrame({column.name: list(cells)}, dtype=object), [column])[column.name]


def refused(column: Column, *cells: object) -> str:
    with pytest.raises(NonConforming) as caught:
        one(column, *cells)
    return str(caught.value)


@pytest.mark.parametrize("column", [COUNT, DAY, MONTH, EITHER, NUMBER, FLAG, CODES, NAME])
@pytest.mark.parametrize("blank", ["", None, float("nan"), pd.NA])
def test_an_empty_cell_is_unknown_and_never_zero(column: Column, blank: object) -> None:
    assert one(column, blank).isna().all()


def test_text_becomes_the_type_of_its_column() -> None:
    assert list(one(COUNT, "1", "0", "4")) == [1, 0, 4]
    assert one(DAY, "2016-02-29")[0].date() == dt.date(2016, 2, 29)
    assert one(MONTH, "2016-02")[0].date() == dt.date(2016, 2, 1)
    assert list(one(EITHER, "2016-02", "2016-02-29")) == ["2016-02", "2016-02-29"]
    assert list(one(NUMBER, "35.9", "-4", "1e3")) == [35.9, -4, 1000]
    assert list(one(FLAG, "true", "False")) == [True, False]


def test_json_values_become_the_same_types_as_text() -> None:
    assert list(one(COUNT, 1, 2.0, None)) == [1, 2, pd.NA]
    assert list(one(NUMBER, 35.9, 4, None)) == [35.9, 4, pd.NA]
    assert list(one(FLAG, True, False, None)) == [True, False, pd.NA]


def test_namibia_is_no_missing_value() -> None:
    assert list(one(NAME, "NA", "null", "None")) == ["NA", "null", "None"]


BAD_CELLS = [
    (COUNT, "1.5", "a whole number"),
    (COUNT, 1.5, "a whole number"),
    (COUNT, "1,022", "a whole number"),
    (COUNT, "about 20", "a whole number"),
    (COUNT, "٢٠", "a whole number"),
    (COUNT, "9" * 30, "a whole number"),
    (COUNT, True, "a whole number"),
    (DAY, "2024-02-30", "day is out of range"),
    (DAY, "2024-03-00", "day is out of range"),
    (DAY, "01/02/2024", "YYYY-MM-DD"),
    (DAY, "2024-W01-1", "YYYY-MM-DD"),
    (DAY, "2024-02", "YYYY-MM-DD"),
    (DAY, "3024-02-01", "from 1900 to 2100"),
    (DAY, "0001-01-01", "from 1900 to 2100"),
    (MONTH, "2024-13", "month must be in"),
    (MONTH, "2024-01-01", "YYYY-MM"),
    (EITHER, "2024", "YYYY-MM-DD"),
    (NUMBER, "35,9", "a number such as"),
    (NUMBER, "1_000", "a number such as"),
    (NUMBER, "nan", "a number such as"),
    (NUMBER, "Infinity", "a number such as"),
    (NUMBER, "1e400", "a finite number"),
    (FLAG, "yes", "true or false"),
    (NAME, 7, "expected text"),
]


@pytest.mark.parametrize(("column", "cell", "expected"), BAD_CELLS)
def test_a_cell_that_does_not_fit_is_quoted_with_its_row(
    column: Column, cell: object, expected: str
) -> None:
    message = refused(column, "", cell)
    assert f"row 2, {column.name}: {str(cell)[:60]!r}" in message
    assert expected in message


@given(st.text(max_size=12))
def test_any_text_is_a_count_or_is_refused_with_its_row(text: str) -> None:
    if re.fullmatch(r"-?[0-9]+", text):
        assert one(COUNT, text)[0] == int(text)
    elif text:
        assert "row 1, dead_count: " in refused(COUNT, text)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_every_day_is_read_as_it_was_written(day: dt.date) -> None:
    assert one(DAY, day.isoformat())[0].date() == day
    assert one(EITHER, day.isoformat())[0] == day.isoformat()


def test_all_bad_cells_are_named_at_once() -> None:
    table = pd.DataFrame({"dead_count": ["1", "x", "y"], "day": ["2018-01-01", "", "z"]})
    with pytest.raises(NonConforming) as caught:
        typed("a", table, [COUNT, DAY])
    assert [p.split(":")[0] for p in caught.value.problems] == [
        "row 2, dead_count",
        "row 3, dead_count",
        "row 3, day",
    ]


def test_more_than_five_problems_are_counted_not_listed() -> None:
    assert "and 2 more" in refused(COUNT, *"abcdefg")


def test_missing_undeclared_and_repeated_columns_are_named() -> None:
    table = pd.DataFrame([["1", "2", "3"]], columns=["dead_count", "dead_count", "vessel"])
    with pytest.raises(NonConforming) as caught:
        typed("a", table, [COUNT, DAY])
    assert sorted(caught.value.problems, reverse=True) == [
        "column 'vessel' is not declared",
        "column 'dead_count' is there more than once",
        "column 'day' is missing",
    ]


def checked(columns: list[Column], key: list[str], **cells: list[str]) -> list[str]:
    table = typed("a", pd.DataFrame(cells), columns)
    with pytest.raises(NonConforming) as caught:
        validated("a", table, columns, key)
    return caught.value.problems


def test_the_report_names_every_row_out_of_range() -> None:
    problems = checked([COUNT], [], dead_count=["1", "-2", "4000"])
    assert [p.split(" fails ")[0] for p in problems] == [
        "row 2, dead_count: -2",
        "row 3, dead_count: 4000",
    ]


def test_the_report_names_codes_outside_the_closed_list() -> None:
    problems = checked([CODES], [], routes=["western;central", "western;northern", ""])
    assert [p.split(" fails ")[0] for p in problems] == ["row 2, routes: 'western;northern'"]


def test_the_report_names_required_cells_that_are_empty() -> None:
    problems = checked([NAME], [], name=["a", ""])
    assert len(problems) == 1
    assert problems[0].startswith("row 2, name: ")


def test_the_report_names_every_row_of_a_repeated_key_unknowns_included() -> None:
    two = [NAME, DAY]
    problems = checked(two, ["name", "day"], name=["a", "b", "a"], day=["", "2018-01-01", ""])
    assert {p.split(",")[0] for p in problems} == {"row 1", "row 3"}


def test_a_frame_that_holds_is_handed_back_itself() -> None:
    table = typed("a", pd.DataFrame({"name": ["a"]}), [NAME])
    assert validated("a", table, [NAME], ["name"]) is table


def shaped(*shapes: object, crs: str | None = "EPSG:4326") -> list[str]:
    names = [f"n{i}" for i, _ in enumerate(shapes)]
    raw = gpd.GeoDataFrame({"name": names}, geometry=list(shapes), crs=crs)
    columns = [NAME, SHAPE]
    with pytest.raises(NonConforming) as caught:
        validated("a", typed("a", raw, columns), columns, ["name"])
    return caught.value.problems


def test_a_layer_of_shapes_is_refused_without_them() -> None:
    with pytest.raises(NonConforming, match="column 'geometry' is missing"):
        typed("a", pd.DataFrame({"name": ["a"]}), [NAME, SHAPE])


def test_a_shape_that_is_absent_broken_or_off_the_globe_is_named() -> None:
    bow_tie = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    problems = shaped(LineString([(0, 0), (1, 1)]), None, bow_tie, Point(1400, 9999))
    assert [p.split(":")[0] for p in problems] == ["row 3, geometry", "row 4, geometry",
                                                   "row 2, geometry"]  # fmt: skip


@pytest.mark.parametrize("crs", ["EPSG:3857", None])
def test_coordinates_of_another_system_are_refused(crs: str | None) -> None:
    assert shaped(Point(1, 1), crs=crs) == [f"coordinates are in {crs}, expected WGS84 (EPSG:4326)"]


def test_problems_of_cells_are_told_one_by_one_and_good_rows_are_not_named() -> None:
    raw = pd.DataFrame(
        {
            "dead_count": ["1", "about 20", "-2", "4"],
            "routes": ["central", "western;north", "central", ""],
            "name": ["a", "", "b", "c"],
        }
    )
    found = cell_problems(raw, [COUNT, CODES, NAME])
    assert [(p.row, p.column.name, p.text, p.right) for p in found] == [
        (1, "dead_count", "about 20", "expected a whole number"),
        (1, "routes", "western;north", "one of western, central, several divided by ;"),
        (1, "name", "", "something: name"),
        (2, "dead_count", "-2", "from 0 to 1000"),
    ]


@given(st.lists(st.sampled_from(["", "1", "-1", "x", "2000"]), min_size=1, max_size=5))
def test_a_table_conforms_exactly_if_no_cell_has_a_problem(counts: list[str]) -> None:
    raw = pd.DataFrame({"dead_count": counts}, dtype="str")
    try:
        validated("a", typed("a", raw, [COUNT]), [COUNT], [])
    except NonConforming:
        assert cell_problems(raw, [COUNT])
    else:
        assert cell_problems(raw, [COUNT]) == []
