"""Cells of text as numbers and days."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.sources import cells
from geodata.sources.cells import CellProblem, Order

TODAY = dt.date(2024, 6, 15)


@pytest.mark.parametrize(
    "text", ["", "  ", "NA", "n/a", "null", "None", "-", "–", "nan", "Unknown"]
)
def test_a_blank_or_a_word_for_it_is_unknown_and_not_zero(text: str) -> None:
    assert cells.count(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        (" 4 ", 4),
        ("1,234", 1234),
        ("12,345", 12345),
        ("4.0", 4),
        ("-5", -5),
        ("−5", -5),
        ("٢٠", 20),
        ("\uff12", 2),
    ],
)
def test_a_whole_number_is_read_in_any_script_and_with_thousands(text: str, number: int) -> None:
    assert cells.count(text) == number


@pytest.mark.parametrize("text", ["1.234", "1 234", "1,23", "12,3456", "1\u202f234"])
def test_a_number_that_can_be_read_in_two_ways_is_ambiguous(text: str) -> None:
    with pytest.raises(CellProblem) as problem:
        cells.count(text)
    assert problem.value.reason == "ambiguous_number"


@pytest.mark.parametrize(
    "text", ["about 20", "≥5", "1.5", "1e3", "1000000000", "--1", "1²", "two", "1/2"]
)
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(CellProblem) as problem:
        cells.count(text)
    assert problem.value.reason == "not_a_count"
    assert "100,000" in problem.value.right


@given(st.integers(-99_999, 99_999))
def test_a_number_written_with_or_without_commas_is_the_same(number: int) -> None:
    assert cells.count(f"{number:,}") == cells.count(str(number)) == number


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2024-03-31", "ymd"),
        ("2024-03-31T10:00:00", "ymd"),
        ("2024-03-31 10:00", "dmy"),
        ("31-Mar-24", "ymd"),
        ("31 March 2024", "ymd"),
        ("March 31, 2024", "ymd"),
        ("03/31/2024", "mdy"),
        ("31/03/2024", "dmy"),
        ("31.03.24", "dmy"),
        ("Sun, 03/31/2024 - 12:00", "mdy"),
        ("Sun, 31 Mar 2024", "ymd"),
    ],
)
def test_every_form_of_one_day_is_that_day(text: str, order: Order) -> None:
    assert cells.day(text, order, TODAY) == dt.date(2024, 3, 31)


@pytest.mark.parametrize("text", ["", "0", "NA", " - "])
def test_no_date_is_unknown(text: str) -> None:
    assert cells.day(text, "ymd", TODAY) is None


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2024-02-30", "ymd"),
        ("00/00/2024", "mdy"),
        ("13/02/2024", "mdy"),
        ("02/13/2024", "dmy"),
        ("01/02/2024", "ymd"),
        ("43767", "ymd"),
        ("yesterday", "mdy"),
        ("31-Foo-24", "ymd"),
    ],
)
def test_a_date_that_no_calendar_has_or_no_order_allows_is_refused(text: str, order: Order) -> None:
    with pytest.raises(CellProblem) as problem:
        cells.day(text, order, TODAY)
    assert problem.value.reason == "impossible_date"


@pytest.mark.parametrize("text", ["1999-12-31", "3024-01-01", "0001-01-01", "2024-06-17"])
def test_a_day_before_2000_or_after_tomorrow_is_out_of_range(text: str) -> None:
    with pytest.raises(CellProblem) as problem:
        cells.day(text, "ymd", TODAY)
    assert problem.value.reason == "date_out_of_range"


def test_tomorrow_is_allowed_because_it_has_begun_elsewhere() -> None:
    assert cells.day("2024-06-16", "ymd", TODAY) == dt.date(2024, 6, 16)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("\ufeff2020.MMP00001", "2020.MMP00001"),
        ("Tobruk\u200b ", "Tobruk"),
        ("Côte d&#039;Ivoire", "Côte d'Ivoire"),
        ("Libya\n", "Libya"),
        ("a\tb  c\r\nd", "a b c d"),
        ("a&nbsp;&amp; b", "a & b"),
    ],
)
def test_text_is_freed_of_what_nobody_sees(text: str, cleaned: str) -> None:
    assert cells.clean(text) == cleaned
