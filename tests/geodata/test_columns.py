"""Columns by their meaning."""

from __future__ import annotations

import pytest

from geodata.errors import SchemaChanged
from geodata.sources import columns
from geodata.tables import RawTable

ALIASES = {"dead": ("Number of Dead", "No. dead"), "day": ("Date",), "where": ()}


def table(*rows: list[str]) -> RawTable:
    return RawTable([*rows], [*range(1, len(rows) + 1)], "csv")


@pytest.mark.parametrize("header", ["Number of Dead", "NUMBER OF DEAD ", "number_of_dead", "dead"])
def test_a_column_is_known_by_any_of_its_names(header: str) -> None:
    found = columns.recognise(table([header, "Other"]), ALIASES, ["dead"])
    assert found.at == {"dead": 0}
    assert found.name("dead") == header.strip()


def test_accents_and_punctuation_make_no_other_name() -> None:
    assert columns.plain(" Nº. Déad/missing ") == "nodeadmissing"


def test_titles_may_stand_above_the_header() -> None:
    read = columns.recognise(
        table(["A report"], [""], ["Date", "No. dead"], ["x", "1"]), ALIASES, ["dead", "day"]
    )
    assert (read.line, read.rows) == (3, 3)


def test_a_renamed_column_is_named_with_its_likely_new_name() -> None:
    with pytest.raises(SchemaChanged, match=r"line 1.*no column for 'dead' \(is it 'deads'\?\)"):
        columns.recognise(table(["deads", "Date"]), ALIASES, ["dead"])


def test_two_columns_of_one_meaning_are_refused() -> None:
    with pytest.raises(SchemaChanged, match=r"'Number of Dead' and 'No\. dead' both mean 'dead'"):
        columns.recognise(table(["Number of Dead", "No. dead"]), ALIASES, ["dead"])


def test_only_the_header_may_not_name_a_column_twice() -> None:
    held = table(["dead", "Date", "remark", "where"], ["1", "x", "date", "date"])
    assert columns.recognise(held, {"dead": (), "day": ("Date",)}, ["dead"]).line == 1


def test_unknown_columns_are_refused_only_where_the_table_is_closed() -> None:
    strange = table(["dead", "colour"])
    assert columns.recognise(strange, ALIASES, ["dead"]).names == ("dead", "colour")
    with pytest.raises(SchemaChanged, match="unknown columns 'colour'"):
        columns.recognise(strange, ALIASES, ["dead"], optional_rest=False)


def test_an_empty_table_has_no_header() -> None:
    with pytest.raises(SchemaChanged, match="the header reads nothing"):
        columns.recognise(table(), ALIASES, ["dead"])


def test_blank_lines_are_no_rows_and_lines_keep_their_number() -> None:
    held = table(["dead"], ["1"], [" "], ["2"])
    found = columns.recognise(held, ALIASES, ["dead"])
    assert [*columns.rows_below(held, found)] == [(2, ["1"]), (4, ["2"])]


def test_a_record_keeps_what_stands_beyond_the_header() -> None:
    found = columns.recognise(table(["dead", ""]), ALIASES, ["dead"])
    assert found.record(["1", "x", "y"]) == {
        "dead": "1",
        "(column 2)": "x",
        "(beyond the header)": "y",
    }
