"""Detections of Frontex: the workbook and the long table say the same, and never a person."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import SchemaChanged
from geodata.sources.countries import country_code
from geodata.sources.frontex_detections import SOURCE, published, read
from geodata.sources.source import Options, Parsed
from geodata.tables import RawTable
from layers.registry import LAYERS
from layers.units import Unit

TODAY = dt.date(2025, 6, 1)
LONG = ["route", "type", "nat", "month", "n"]
CENTRAL = "Central Mediterranean Route"


def table(*rows: list[str], first: int = 1) -> RawTable:
    return RawTable(list(rows), list(range(first, first + len(rows))), "csv")


def wide(*rows: list[str], months: tuple[str, ...] = ("JAN2024", "FEB2024")) -> RawTable:
    """The workbook: a blank first row, the header in the second."""
    header = ["Route", "Border type or inland", "Nationality", *months]
    return table([""] * len(header), header, *rows)


def frame(parsed: Parsed) -> pd.DataFrame:
    return LAYERS["detections"].conform(parsed.frame)


def reasons(parsed: Parsed) -> dict[int, tuple[str, str]]:
    return {s.line: (s.kind, s.reason) for s in parsed.set_aside}


def test_a_month_column_of_the_workbook_becomes_a_row_per_month() -> None:
    parsed = read(wide([CENTRAL, "Sea", "SYR", "1", "2"]), TODAY)
    rows = frame(parsed)
    assert list(rows["month"]) == [pd.Timestamp(2024, 1, 1), pd.Timestamp(2024, 2, 1)]
    assert list(rows["detections"]) == [1, 2]
    assert parsed.lines == [(3,), (3,)]
    assert parsed.rows_in == 1
    assert parsed.scope == (dt.date(2024, 1, 1), dt.date(2024, 2, 29))


def test_neither_a_blank_cell_nor_a_printed_zero_is_a_row() -> None:
    parsed = read(wide([CENTRAL, "Sea", "SYR", "", "0"], [CENTRAL, "Sea", "MAR", "0", "2"]), TODAY)
    assert list(frame(parsed)["detections"]) == [2]
    assert (parsed.lines, reasons(parsed)) == ([(4,)], {3: ("excluded", "no_detections")})
    assert parsed.notes[-1].startswith("2 zeros left out: no detections")
    assert (parsed.rows_in, parsed.scope) == (2, (dt.date(2024, 2, 1), dt.date(2024, 2, 29)))


def test_a_zero_of_the_long_table_is_left_out_and_counted() -> None:
    rows = [[CENTRAL, "Sea", "SYR", "2024-01-01", n] for n in ("0",)]
    parsed = read(table(LONG, *rows, [CENTRAL, "Sea", "SYR", "2024-02-01", "1"]), TODAY)
    assert list(frame(parsed)["detections"]) == [1]
    assert reasons(parsed) == {2: ("excluded", "no_detections")}
    assert parsed.notes[-1].startswith("1 zero left out")


def test_a_zero_that_contradicts_a_figure_waits_with_its_row() -> None:
    parsed = read(wide([CENTRAL, "Sea", "SYR", "1", "2"], [CENTRAL, "Sea", "SYR", "0", "2"]), TODAY)
    assert reasons(parsed) == {4: ("quarantined", "repeated_id")}


def test_a_month_that_the_long_table_omits_is_not_made_a_zero() -> None:
    parsed = read(
        table(LONG, [CENTRAL, "Sea", "SYR", "2024-01-01", "1"],
              [CENTRAL, "Sea", "SYR", "2024-03-01", "4"]), TODAY
    )  # fmt: skip
    assert [m.month for m in frame(parsed)["month"]] == [1, 3]


def test_both_layouts_of_the_same_figures_give_the_same_rows() -> None:
    from_wide = read(
        wide([CENTRAL, "Sea", "Syria", "1", ""], ["Other", "Land", "MAR", "", "2"]), TODAY
    )
    from_long = read(
        table(LONG, [CENTRAL, "Sea", "SYR", "2024-01-01", "1"],
              ["Other", "Land", "MAR", "2024-02-01", "2"]), TODAY
    )  # fmt: skip
    pd.testing.assert_frame_equal(frame(from_wide), frame(from_long))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Syria", "SYR"),
        ("Türkiye", "TUR"),
        ("Turkey", "TUR"),
        ("Côte d'Ivoire", "CIV"),
        ("Ivory Coast", "CIV"),
        ("Congo (Democratic Republic of the)", "COD"),
        ("Palestine", "PSE"),
        ("Kosovo*", "XKX"),
        ("XKX", "XKX"),
        ("Unspecified sub-Saharan nationals", "OOS"),
        ("OOS", "OOS"),
        ("Not specified", "OOO"),
        ("Unknown", "OOO"),
        ("Stateless", "STL"),
    ],
)
def test_a_nationality_is_a_country_or_one_of_the_words_of_frontex(written: str, code: str) -> None:
    assert list(frame(read(wide([CENTRAL, "Sea", written, "1", ""]), TODAY))["nationality"]) == [
        code
    ]


def test_a_name_that_no_list_holds_waits_with_its_whole_row() -> None:
    parsed = read(wide([CENTRAL, "Sea", "Atlantis", "1", "2"]), TODAY)
    assert reasons(parsed) == {3: ("quarantined", "unknown_word")}
    assert parsed.set_aside[0].text == "Atlantis"
    assert parsed.set_aside[0].record["FEB2024"] == "2"
    # What was not taken in is missing from the sums, and the report shows it.
    assert [(s.name, s.before, s.after) for s in parsed.sums] == [
        ("all routes", 3, 0),
        (CENTRAL, 3, None),
    ]


def test_totals_are_no_detections_of_their_own() -> None:
    parsed = read(
        wide(
            [CENTRAL, "Sea", "SYR", "1", "2", "3"],
            [CENTRAL, "Sea", "Total", "1", "2", "3"],
            ["Grand total", "", "", "1", "2", "3"],
            months=("JAN2024", "FEB2024", "Total 2024"),
        ),
        TODAY,
    )
    assert frame(parsed)["detections"].sum() == 3
    assert reasons(parsed) == {4: ("excluded", "total_row"), 5: ("excluded", "total_row")}


def test_a_bad_cell_is_a_remark_and_the_rest_of_its_row_is_used() -> None:
    parsed = read(wide([CENTRAL, "Sea", "SYR", "about 4", "2"]), TODAY)
    assert list(frame(parsed)["detections"]) == [2]
    assert [(r.reason, r.column, r.text) for r in parsed.remarks] == [
        ("cell_left_out", "JAN2024", "about 4")
    ]
    assert parsed.set_aside == ()


def test_a_row_of_which_nothing_can_be_used_is_set_aside() -> None:
    parsed = read(
        wide(
            [CENTRAL, "Sea", "SYR", "", ""],
            [CENTRAL, "Sea", "TUN", "x", ""],
            [CENTRAL, "Air", "MAR", "1", "1"],
        ),
        TODAY,
    )
    assert reasons(parsed) == {
        3: ("excluded", "blank"),
        4: ("quarantined", "not_a_count"),
        5: ("quarantined", "unknown_word"),
    }


def test_bad_cells_of_the_long_table_are_quarantined_by_reason() -> None:
    parsed = read(
        table(
            LONG,
            [CENTRAL, "Sea", "SYR", "2024-13-01", "1"],
            [CENTRAL, "Sea", "SYR", "2024-01-01", "1.234"],
            [CENTRAL, "Sea", "SYR", "2024-01-01", "-1"],
            [CENTRAL, "Sea", "SYR", "", "1"],
            [CENTRAL, "Sea", "SYR", "2024-01-01", ""],
            [CENTRAL, "Sea", "SYR", "2024-01-01"],
        ),
        TODAY,
    )
    assert [s.reason for s in parsed.set_aside] == [
        "impossible_date", "ambiguous_number", "negative_count", "no_date", "blank", "ragged_row",
    ]  # fmt: skip


def test_a_repeated_figure_counts_once_and_a_contradiction_waits() -> None:
    row = [CENTRAL, "Sea", "SYR", "2024-01-01", "1"]
    parsed = read(table(LONG, row, row, [*row[:4], "4"]), TODAY)
    assert list(frame(parsed)["detections"]) == [1]
    assert reasons(parsed) == {3: ("excluded", "repeated_row"), 4: ("quarantined", "repeated_id")}
    assert parsed.set_aside[1].record["n"] == "4"


def test_the_unit_of_every_sum_is_the_detection() -> None:
    parsed = read(wide([CENTRAL, "Sea", "SYR", "1", "2"]), TODAY)
    assert {s.unit for s in parsed.sums} == {Unit.DETECTION}


def test_the_newest_two_years_are_provisional() -> None:
    months = ("DEC2022", "JAN2023", "FEB2024")
    parsed = read(wide([CENTRAL, "Sea", "SYR", "1", "2", "4"], months=months), TODAY)
    assert list(frame(parsed)["status"]) == ["final", "provisional", "provisional"]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Monthly_detections_of_IBC_2024_01_05.xlsx", dt.date(2024, 1, 5)),
        ("Monthly_detections_of_IBC_20220204.xlsx", dt.date(2022, 2, 4)),
        ("Monthly_detections_of_IBC_2024_13_05.xlsx", None),
        ("detections.xlsx", None),
    ],
)
def test_the_as_of_day_is_the_one_in_the_name_of_the_workbook(
    name: str, day: dt.date | None
) -> None:
    assert published(name) == day


def test_a_table_without_months_is_refused_with_its_header() -> None:
    with pytest.raises(SchemaChanged, match=r"no column of a month such as JAN2009.*'Nationality'"):
        read(table(["Route", "Border type", "Nationality"], [CENTRAL, "Sea", "SYR"]), TODAY)


def test_two_columns_of_one_month_are_refused() -> None:
    with pytest.raises(SchemaChanged, match="January 2024 has more than one column"):
        read(wide([CENTRAL, "Sea", "SYR", "1", "2"], months=("JAN2024", "2024-01-01")), TODAY)


def test_the_file_is_read_in_the_sandbox() -> None:
    content = b"route,type,nat,month,n\nOther,Land,MAR,2024-01-01,2\n"
    parsed = SOURCE.parse(content, "frontex.csv", TODAY, Options())
    assert list(frame(parsed)["detections"]) == [2]


def test_a_country_is_found_by_name_or_code_and_nothing_is_guessed() -> None:
    assert [country_code(n) for n in ("greece", "GRC", "Greek", "")] == ["GRC", "GRC", "", ""]


cell = st.sampled_from(["", "0", "1", "2", "x", "-1", "1,234"])
group = st.sampled_from([[CENTRAL, "Sea", "SYR"], [CENTRAL, "Sea", "Total"], ["Other", "Land", "MAR"],
                         ["Other", "Land", "Atlantis"], ["", "Sea", "TUN"]])  # fmt: skip


@given(st.lists(st.tuples(group, cell, cell), max_size=8))
def test_every_row_of_the_workbook_is_used_or_set_aside_exactly_once(
    rows: list[tuple[list[str], str, str]],
) -> None:
    parsed = read(wide(*([*g, a, b] for g, a, b in rows)), TODAY)
    used = {line for lines in parsed.lines for line in lines}
    places = Counter([*used, *(s.line for s in parsed.set_aside)])
    assert places == Counter(range(3, len(rows) + 3))
    assert parsed.rows_in == len(rows)
    if used:
        frame(parsed)
