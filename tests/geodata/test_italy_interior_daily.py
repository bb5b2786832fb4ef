"""Daily landings in Italy: the last report of a day counts, and nothing after its report."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import SchemaChanged
from geodata.sources.italy_interior_daily import SOURCE, read
from geodata.sources.source import Options, Parsed
from geodata.tables import RawTable
from layers.registry import LAYERS

TODAY = dt.date(2024, 4, 20)
HEADER = ["Data", "Valore", "Note", "Fonte", "Data_Report"]
TO_8 = "rilevati entro le ore 8:00 del giorno"
TO_24 = "rilevati entro le ore 24:00 del giorno"


def table(*rows: tuple[str, str, str], note: str = TO_8) -> RawTable:
    """Rows of day, persons, report."""
    body = [[day, persons, note, "Fonte", report] for day, persons, report in rows]
    return RawTable([HEADER, *body], list(range(1, len(body) + 2)), "csv")


def frame(parsed: Parsed) -> pd.DataFrame:
    return LAYERS["arrivals_reported"].conform(parsed.frame)


def reasons(parsed: Parsed) -> dict[int, tuple[str, str]]:
    return {s.line: (s.kind, s.reason) for s in parsed.set_aside}


def test_the_last_report_of_a_day_counts_and_the_earlier_one_is_superseded() -> None:
    parsed = read(
        table(("2024-03-01", "1", "2024-03-31"), ("2024-03-01", "2", "2024-03-15")), TODAY
    )
    assert list(frame(parsed)["persons"]) == [1]
    assert parsed.lines == [(2,)]
    assert reasons(parsed) == {3: ("excluded", "superseded")}


def test_of_two_lines_of_one_report_the_last_counts() -> None:
    parsed = read(
        table(("2024-03-01", "1", "2024-03-15"), ("2024-03-01", "2", "2024-03-15")), TODAY
    )
    assert list(frame(parsed)["persons"]) == [2]


def test_a_day_after_its_report_is_no_zero() -> None:
    parsed = read(
        table(("2024-03-15", "4", "2024-03-15"), ("2024-03-16", "0", "2024-03-15")), TODAY
    )
    assert list(frame(parsed)["persons"]) == [4]
    assert reasons(parsed) == {3: ("excluded", "after_the_report")}


def test_a_blank_is_excluded_and_what_is_no_number_waits_word_for_word() -> None:
    parsed = read(
        table(
            ("2024-03-01", "", "2024-03-15"),
            ("2024-03-02", "0[VALORE]0", "2024-03-15"),
            ("2024-03-03", "-1", "2024-03-15"),
            ("2024-02-30", "2", "2024-03-15"),
        ),
        TODAY,
    )
    assert reasons(parsed) == {
        2: ("excluded", "blank"),
        3: ("quarantined", "not_a_count"),
        4: ("quarantined", "negative_count"),
        5: ("quarantined", "impossible_date"),
    }
    kept = {s.line: s for s in parsed.set_aside}
    assert kept[3].record["Valore"] == "0[VALORE]0"
    assert (kept[3].column, kept[3].text) == ("Valore", "0[VALORE]0")
    assert frame(parsed).empty


def test_a_later_report_that_is_blank_leaves_the_earlier_figure() -> None:
    parsed = read(table(("2024-03-01", "2", "2024-03-15"), ("2024-03-01", "", "2024-03-31")), TODAY)
    assert list(frame(parsed)["persons"]) == [2]


def test_a_day_is_a_period_of_one_day_by_sea_in_italy() -> None:
    row = frame(read(table(("2024-03-01", "1", "2024-03-31")), TODAY)).iloc[0]
    assert (row["arrival_country"], row["measure"]) == ("ITA", "arrival_sea")
    assert row["first_day"] == row["last_day"] == pd.Timestamp(2024, 3, 1)
    assert row["as_of"] == pd.Timestamp(2024, 3, 31)
    assert row["source"] == "italy-interior-daily"
    assert pd.isna(row["place"])


def test_the_month_of_the_newest_report_is_provisional() -> None:
    parsed = read(
        table(("2024-02-01", "1", "2024-03-15"), ("2024-03-01", "2", "2024-03-15")), TODAY
    )
    assert list(frame(parsed)["status"]) == ["final", "provisional"]
    assert parsed.as_of == dt.date(2024, 3, 15)
    assert parsed.as_of_by == {"ITA": "2024-03-15"}


def test_the_sums_say_what_adding_up_every_row_would_give() -> None:
    parsed = read(
        table(("2024-03-01", "1", "2024-03-15"), ("2024-03-01", "4", "2024-03-31")), TODAY
    )
    assert [(s.name, s.unit, s.before, s.after) for s in parsed.sums] == [("2024", "arrival", 5, 4)]


def test_days_without_a_figure_are_told_and_not_made_up() -> None:
    parsed = read(
        table(("2024-03-01", "1", "2024-03-15"), ("2024-03-04", "2", "2024-03-15")), TODAY
    )
    assert len(parsed.frame) == 2
    assert any(note.startswith("2 days between") for note in parsed.notes)
    assert parsed.scope == (dt.date(2024, 3, 1), dt.date(2024, 3, 4))


def test_the_hour_at_which_a_day_ends_is_told_where_it_changes() -> None:
    one = table(("2024-03-01", "1", "2024-03-15"))
    other = table(("2024-03-02", "1", "2024-03-15"), note=TO_24)
    both = RawTable([*one.rows, other.rows[1]], [1, 2, 3], "csv")
    assert any("8:00 (1 rows), 24:00 (1 rows)" in note for note in read(both, TODAY).notes)


def test_a_row_of_another_length_is_set_aside_with_its_line() -> None:
    good = table(("2024-03-01", "1", "2024-03-15"))
    ragged = RawTable([*good.rows, ["2024-03-02", "1"]], [1, 2, 7], "csv")
    assert reasons(read(ragged, TODAY)) == {7: ("quarantined", "ragged_row")}


def test_a_table_without_the_day_of_the_report_is_refused_by_name() -> None:
    with pytest.raises(SchemaChanged, match="no column for 'report'"):
        read(RawTable([["Data", "Valore"], ["2024-03-01", "1"]], [1, 2], "csv"), TODAY)


def test_the_file_is_read_in_the_sandbox() -> None:
    content = b"Data,Valore,Note,Fonte,Data_Report\n2024-03-01,2,n,f,2024-03-15\n"
    parsed = SOURCE.parse(content, "sbarchi.csv", TODAY, Options())
    assert list(frame(parsed)["persons"]) == [2]


days = st.dates(dt.date(2024, 3, 1), dt.date(2024, 3, 31)).map(dt.date.isoformat)
persons = st.sampled_from(["0", "1", "2", "4", "", "NA", "0[VALORE]0", "-1", "1.234"])


@given(st.lists(st.tuples(days, persons, days), max_size=12))
def test_every_row_is_in_the_lines_or_set_aside_exactly_once(
    rows: list[tuple[str, str, str]],
) -> None:
    parsed = read(table(*rows), TODAY)
    used = [line for lines in parsed.lines for line in lines]
    places = Counter(used + [s.line for s in parsed.set_aside])
    assert places == Counter(range(2, len(rows) + 2))
    assert parsed.rows_in == len(rows)
    if used:
        assert frame(parsed)["first_day"].is_unique
