"""Tables of UNHCR's figures: by place and year, with a month per row, and the export."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import SchemaChanged
from geodata.sources.source import Options, Parsed
from geodata.sources.unhcr_arrivals import SOURCE, read_document, read_table
from geodata.tables import RawTable
from layers.registry import LAYERS

TODAY = dt.date(2020, 3, 20)
BY_PLACE = ["geomaster_name", "admin_level", "month", "year", "population_groups_concat",
            "individuals", "country_name", "last_update"]  # fmt: skip
SEA = "Mediterranean Sea Arrivals"


def table(*rows: list[str]) -> RawTable:
    return RawTable(list(rows), list(range(1, len(rows) + 1)), "csv")


def frame(parsed: Parsed) -> pd.DataFrame:
    return LAYERS["arrivals_reported"].conform(parsed.frame)


def by_place(*rows: list[str]) -> Parsed:
    return read_table(table(BY_PLACE, *rows), "data.csv", TODAY)


def monthly(header: list[str], *rows: list[str]) -> Parsed:
    return read_table(table(["month", "year", "month-year", *header], *rows), "m.csv", TODAY)


def reasons(parsed: Parsed) -> dict[int, tuple[str, str]]:
    return {s.line: (s.kind, s.reason) for s in parsed.set_aside}


def column(parsed: Parsed, country: str, measure: str) -> list[int | None]:
    rows = frame(parsed)
    rows = rows[(rows["arrival_country"] == country) & (rows["measure"] == measure)]
    return [None if pd.isna(n) else int(n) for n in rows["persons"]]


def test_a_place_is_counted_from_january_to_the_month_of_its_row() -> None:
    parsed = by_place(["Chios", "Settlement", "11", "2018", SEA, "1,024", "Greece", "2018-11-30"])
    row = frame(parsed).iloc[0]
    assert (row["arrival_country"], row["place"], row["persons"]) == ("GRC", "Chios", 1024)
    assert row["first_day"] == pd.Timestamp(2018, 1, 1)
    assert row["last_day"] == pd.Timestamp(2018, 11, 30)
    assert row["as_of"] == pd.Timestamp(2018, 11, 30)


def test_a_whole_country_has_no_place() -> None:
    parsed = by_place(["Malta", "Country", "12", "2018", SEA, "2", "Malta", "2019-02-01"])
    assert frame(parsed)["place"].isna().all()
    assert list(frame(parsed)["status"]) == ["final"]


def test_a_year_that_was_last_said_before_its_end_is_partial() -> None:
    parsed = by_place(["Cyprus", "Country", "12", "2018", SEA, "2", "Cyprus", "2018-10-31"])
    assert list(frame(parsed)["status"]) == ["partial"]
    assert parsed.as_of_by == {"CYP": "2018-10-31"}


def test_the_sums_by_year_are_of_all_places() -> None:
    parsed = by_place(
        ["Chios", "Settlement", "12", "2018", SEA, "1", "Greece", "2018-12-31"],
        ["Sicily", "Province", "12", "2018", SEA, "2", "Italy", "2018-12-31"],
        ["Sicily", "Province", "12", "2019", SEA, "4", "Italy", "2019-12-31"],
    )
    assert [(s.name, s.before, s.after) for s in parsed.sums] == [
        ("2018, by place", 3, 3),
        ("2019, by place", 4, 4),
    ]


def test_rows_by_place_that_cannot_be_read_are_set_aside_by_reason() -> None:
    good = ["Chios", "Settlement", "12", "2018", SEA, "1", "Greece", "2018-12-31"]
    parsed = by_place(
        [*good[:5], "1.234", *good[6:]],
        [*good[:6], "Atlantis", good[7]],
        [*good[:2], "13", *good[3:]],
        [*good[:4], "Refugees", *good[5:]],
        [*good[:7], "2018-12-32"],
        good[:6],
        [*good[:3], "2031", *good[4:]],
    )
    assert [s.reason for s in parsed.set_aside] == [
        "ambiguous_number", "unknown_word", "impossible_date", "other_population",
        "impossible_date", "ragged_row", "date_out_of_range",
    ]  # fmt: skip
    assert parsed.frame.empty


def test_the_last_row_of_a_place_and_year_wins() -> None:
    row = ["Chios", "Settlement", "12", "2018", SEA, "1", "Greece", "2018-12-31"]
    parsed = by_place(row, [*row[:5], "2", *row[6:]])
    assert list(frame(parsed)["persons"]) == [2]
    assert reasons(parsed) == {2: ("excluded", "superseded")}


def test_a_month_gives_a_figure_per_column_all_under_its_one_line() -> None:
    parsed = monthly(
        ["italy_all", "greece_sea", "greece_land", "spain_all"],
        ["2", "2018", "Feb-2018", "1", "2", "4", "8"],
    )
    assert parsed.rows_in == 1
    assert parsed.lines == [(2,)] * 4
    assert column(parsed, "ITA", "arrival_sea") == [1]
    assert column(parsed, "GRC", "arrival_sea") == [2]
    assert column(parsed, "GRC", "arrival_land") == [4]
    assert column(parsed, "ESP", "arrival_sea_land") == [8]
    assert parsed.scope == (dt.date(2018, 2, 1), dt.date(2018, 2, 28))


def test_a_blank_or_na_is_a_month_whose_figure_is_unknown() -> None:
    parsed = monthly(["italy_all", "malta_all"], ["2", "2018", "", "NA", "0"])
    assert column(parsed, "ITA", "arrival_sea") == [None]
    assert column(parsed, "MLT", "arrival_sea") == [0]


def test_a_bad_cell_is_a_remark_and_its_row_counts_as_used() -> None:
    parsed = monthly(["italy_all", "malta_all"], ["2", "2018", "", "1", "x"])
    assert (column(parsed, "ITA", "arrival_sea"), column(parsed, "MLT", "arrival_sea")) == (
        [1],
        [None],
    )
    assert [(r.line, r.reason, r.column, r.text) for r in parsed.remarks] == [
        (2, "cell_left_out", "malta_all", "x")
    ]


def test_three_months_running_that_equal_their_numbers_are_no_persons() -> None:
    parsed = monthly(
        ["cyprus_all"],
        *([str(m), "2016", "", n] for m, n in ((2, "NA"), (3, "3"), (4, "4"), (5, "5"), (6, "60"))),
    )
    assert column(parsed, "CYP", "arrival_sea") == [None, None, None, None, 60]
    assert [r.reason for r in parsed.remarks] == ["month_number"] * 3
    assert [(s.before, s.after) for s in parsed.sums] == [(72, 60)]


def test_one_month_that_equals_its_number_by_chance_is_a_figure() -> None:
    parsed = monthly(["malta_all"], ["4", "2015", "", "4"], ["5", "2015", "", "5"])
    assert column(parsed, "MLT", "arrival_sea") == [4, 5]


def years_of_zeros(header: str, years: int) -> Parsed:
    months = [[str(m), str(y), "", "0"] for y in range(2014, 2014 + years) for m in range(1, 13)]
    return monthly([header], *months, ["1", str(2014 + years), "", "4"])


def test_zeros_by_land_before_the_first_figure_of_the_column_are_unknown() -> None:
    parsed = years_of_zeros("greece_land", 2)
    assert column(parsed, "GRC", "arrival_land") == [None] * 24 + [4]
    assert Counter(r.reason for r in parsed.remarks) == {"placeholder_zero": 24}
    assert parsed.notes[0].startswith("greece_land begins after December 2015")


@pytest.mark.parametrize(("header", "years"), [("greece_land", 1), ("malta_all", 2)])
def test_other_zeros_are_zeros(header: str, years: int) -> None:
    assert frame(years_of_zeros(header, years))["persons"].isna().sum() == 0


def test_the_month_that_is_running_is_partial_and_the_newest_provisional() -> None:
    running = monthly(["italy_all"], ["1", "2020", "", "1"], ["3", "2020", "", "2"])
    assert list(frame(running)["status"]) == ["final", "partial"]
    ended = monthly(["italy_all"], ["1", "2019", "", "1"], ["3", "2019", "", "2"])
    assert list(frame(ended)["status"]) == ["final", "provisional"]
    assert ended.as_of is None


def test_a_column_that_is_not_read_is_named() -> None:
    parsed = monthly(["italy_all", "bulgaria_all"], ["1", "2019", "", "1", "2"])
    assert "Columns that are not read: bulgaria_all." in parsed.notes


def test_a_month_twice_is_superseded_as_a_whole() -> None:
    parsed = monthly(["italy_all"], ["1", "2019", "", "1"], ["1", "2019", "", "2"])
    assert column(parsed, "ITA", "arrival_sea") == [2]
    assert reasons(parsed) == {2: ("excluded", "superseded")}


def test_an_export_is_read_by_what_its_file_name_says_was_asked() -> None:
    content = b"Arrivals by day\ndate;individuals\n2020-01-01;1\n2020-01-03;2\n2020-01-04;1\n"
    name = "timeseries-geo-id-656-population-group-4908-frequency-day.csv"
    parsed = SOURCE.parse(content, name, TODAY, Options())
    assert list(frame(parsed)["persons"]) == [1, 2, 1]
    assert set(frame(parsed)["arrival_country"]) == {"ITA"}
    assert parsed.lines == [(3,), (4,), (5,)]


def test_an_export_of_unknown_people_is_refused() -> None:
    export = table(["date", "individuals"], ["2020-01-01", "1"])
    with pytest.raises(SchemaChanged, match="does not say which people are counted"):
        read_table(export, "export.csv", TODAY)


def test_rows_of_answers_that_were_set_aside_can_be_mended_and_brought_back() -> None:
    url = "https://data.unhcr.org/population/get/{}?geo_id=656&population_group=4797&fromDate=2020-01-01"
    days = [{"data_date": f"2020-01-{n:02}", "individuals": n} for n in range(1, 11)]
    days.append({"data_date": "2020-01-11", "individuals": "11 or so"})
    sicily = {"geomaster_name": "Sicily", "admin_level": "Province", "date": "2020-01-32",
              "individuals": "2"}  # fmt: skip
    bundle = {
        "answers": [
            {"url": url.format("timeseries"), "answer": {"data": {"timeseries": days}}},
            {"url": url.format("sublocation"), "answer": {"data": [sicily]}},
        ]
    }
    whole = read_document(bundle, "bundle.json", TODAY)
    assert [s.reason for s in whole.set_aside] == ["not_a_count", "impossible_date"]
    right = {"11 or so": "11", "2020-01-32": "2020-01-31"}
    names = list(dict.fromkeys(n for s in whole.set_aside for n in s.record))
    rows = [
        [right.get(s.record.get(n, ""), s.record.get(n, "")) for n in names]
        for s in whole.set_aside
    ]
    back = frame(read_table(table(names, *rows), "mended.csv", TODAY))
    assert list(back["persons"]) == [11, 2]
    assert list(back["place"].fillna("")) == ["", "Sicily"]
    # The day was one of a running total since January, and still is.
    assert list(back["first_day"]) == [pd.Timestamp(2020, 1, 1)] * 2
    assert list(back["last_day"].dt.day) == [11, 31]


def test_a_table_of_no_known_layout_is_refused_with_its_header() -> None:
    with pytest.raises(SchemaChanged, match="the header reads 'a', 'b'"):
        read_table(table(["a", "b"], ["1", "2"]), "x.csv", TODAY)


text = st.sampled_from(["", "NA", "0", "1", "3", "4", "5", "x", "-1", "1.234"])
number = st.sampled_from(["3", "4", "5", "13", ""])


@given(st.lists(st.tuples(number, text, text), max_size=10))
def test_every_row_of_a_wide_table_is_used_or_set_aside_exactly_once(
    rows: list[tuple[str, str, str]],
) -> None:
    parsed = monthly(["cyprus_all", "greece_land"], *([m, "2016", "", a, b] for m, a, b in rows))
    used = {line for lines in parsed.lines for line in lines}
    places = Counter([*used, *(s.line for s in parsed.set_aside)])
    assert places == Counter(range(2, len(rows) + 2))
    assert parsed.rows_in == len(rows)
    if used:
        frame(parsed)
