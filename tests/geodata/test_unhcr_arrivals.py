"""Answers of UNHCR's portal: absent days are absent, totals are told from single reports."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import SchemaChanged
from geodata.sources.source import Options, Parsed
from geodata.sources.unhcr_arrivals import SOURCE, read_document
from geodata.sources.unhcr_portal import Question, measure, question
from layers.registry import LAYERS

TODAY = dt.date(2026, 8, 25)
PORTAL = "https://data.unhcr.org/population/get/"
ITALY_BY_DAY = (
    f"{PORTAL}timeseries?geo_id=656&population_group=4908&frequency=day&fromDate=1900-01-01"
)
GREECE_BY_MONTH = (
    f"{PORTAL}timeseries?geo_id=640&sv_id=100&population_group=4797&frequency=month"
    "&fromDate=2026-01-01"
)
BY_COUNTRY = f"{PORTAL}sublocation?geo_id=0&sv_id=100&population_group=4797&fromDate=2026-01-01"

Row = dict[str, Any]


def series(*rows: Row) -> Row:
    return {"data": {"timeseries": list(rows), "source": "UNHCR"}}


def day(date: str, individuals: object) -> Row:
    return {"data_date": date, "unix_timestamp": 1, "individuals": individuals}


def month(year: object, number: object, individuals: object) -> Row:
    return {"year": year, "month": number, "individuals": individuals}


def place(name: str, individuals: object, date: str | None = "2026-08-22", **more: object) -> Row:
    row: Row = {"geomaster_name": name, "admin_level": "Country", "date": date,
                "month": "8", "year": "2026", "population_group_id": "4797",
                "individuals": individuals}  # fmt: skip
    return row | more


def places(*rows: Row) -> Row:
    return {"data": list(rows)}


def bundle(*answers: tuple[str, Row]) -> Row:
    return {"answers": [{"url": url, "answer": answer} for url, answer in answers]}


def frame(parsed: Parsed) -> pd.DataFrame:
    return LAYERS["arrivals_reported"].conform(parsed.frame)


def persons(parsed: Parsed) -> list[int | None]:
    return [None if pd.isna(n) else int(n) for n in frame(parsed)["persons"]]


def reasons(parsed: Parsed) -> dict[int, tuple[str, str]]:
    return {s.line: (s.kind, s.reason) for s in parsed.set_aside}


def test_a_day_without_a_report_is_absent_and_not_zero() -> None:
    parsed = read_document(
        series(day("2026-01-01", 4), day("2026-01-04", "2")), ITALY_BY_DAY, TODAY
    )
    rows = frame(parsed)
    assert list(rows["first_day"].dt.day) == [1, 4]
    assert list(rows["first_day"]) == list(rows["last_day"])
    assert persons(parsed) == [4, 2]
    assert set(rows["arrival_country"]) == {"ITA"}


def test_numbers_come_as_text_with_thousands_and_a_null_is_unknown() -> None:
    answer = series(day("2026-01-01", "1,234"), day("2026-01-02", None), day("2026-01-03", 2.0))
    assert persons(read_document(answer, ITALY_BY_DAY, TODAY)) == [1234, None, 2]


def test_of_two_figures_of_one_day_the_last_wins() -> None:
    answer = series(day("2026-01-01", 1), day("2026-01-02", 4), day("2026-01-01", 2))
    parsed = read_document(answer, ITALY_BY_DAY, TODAY)
    assert persons(parsed) == [2, 4]
    assert parsed.lines == [(3,), (2,)]
    assert reasons(parsed) == {1: ("excluded", "superseded")}
    assert [(s.before, s.after) for s in parsed.sums] == [(7, 6)]


def test_what_cannot_be_read_waits_with_its_row() -> None:
    answer = series(
        day("2026-01-01", "about 4"),
        day("2026-02-30", 1),
        day("", 1),
        day("2027-01-01", 1),
        day("2026-01-05", -2),
        month("2026", "13", 1),
    )
    parsed = read_document(answer, ITALY_BY_DAY, TODAY)
    assert [s.reason for s in parsed.set_aside] == [
        "not_a_count", "impossible_date", "no_date", "date_out_of_range", "negative_count",
        "impossible_date",
    ]  # fmt: skip
    assert parsed.set_aside[0].record["individuals"] == "about 4"


def test_the_running_month_is_partial_by_the_report_day_of_its_country() -> None:
    answer = bundle(
        (GREECE_BY_MONTH, series(month(2026, 7, 4), month(2026, 8, 2))),
        (BY_COUNTRY, places(place("Greece", "6", "2026-08-16"), place("Malta", "1", "2026-07-31"))),
    )
    parsed = read_document(answer, "bundle.json", TODAY)
    rows = frame(parsed)
    monthly = rows[rows["last_day"].dt.is_month_end & rows["first_day"].dt.month.ge(7)]
    assert list(monthly["status"]) == ["final", "partial"]
    assert set(monthly["as_of"]) == {pd.Timestamp(2026, 8, 16)}
    assert parsed.as_of_by == {"GRC": "2026-08-16", "MLT": "2026-07-31"}
    assert parsed.as_of == dt.date(2026, 8, 16)


def test_a_running_month_of_unknown_report_day_is_partial_too() -> None:
    answer = series(month(2026, 7, 4), month(2026, 8, 2))
    assert list(frame(read_document(answer, GREECE_BY_MONTH, TODAY))["status"]) == [
        "final",
        "partial",
    ]


def test_a_total_by_country_runs_from_the_day_asked_for_to_its_own_report() -> None:
    parsed = read_document(places(place("Greece", "1,200")), BY_COUNTRY, TODAY)
    row = frame(parsed).iloc[0]
    assert (row["arrival_country"], row["persons"]) == ("GRC", 1200)
    assert row["first_day"] == pd.Timestamp(2026, 1, 1)
    assert row["last_day"] == row["as_of"] == pd.Timestamp(2026, 8, 22)


def test_a_total_since_the_beginning_has_no_first_day() -> None:
    since = BY_COUNTRY.replace("2026-01-01", "1900-01-01")
    assert (
        frame(read_document(places(place("Greece", "1")), since, TODAY))["first_day"].isna().all()
    )


def test_a_total_of_one_year_runs_to_the_month_of_its_row_however_late_it_was_said() -> None:
    asked = f"{PORTAL}sublocation?geo_id=656&year=2024&sv_id=11&population_group=4797"
    row = place("Sicily", "2", "2026-01-09", admin_level="Province", month="12", year="2024")
    found = frame(read_document(places(row), asked, TODAY)).iloc[0]
    assert (found["arrival_country"], found["place"]) == ("ITA", "Sicily")
    assert found["first_day"] == pd.Timestamp(2024, 1, 1)
    assert found["last_day"] == pd.Timestamp(2024, 12, 31)
    assert found["status"] == "final"


def test_a_place_of_no_known_country_waits() -> None:
    parsed = read_document(places(place("Sicily", "2", admin_level="Province")), BY_COUNTRY, TODAY)
    assert reasons(parsed) == {1: ("quarantined", "unknown_word")}


def test_the_group_of_a_row_is_stronger_than_the_one_asked_for() -> None:
    parsed = read_document(
        places(place("Greece", "1", population_group_id="4798")), BY_COUNTRY, TODAY
    )
    assert list(frame(parsed)["measure"]) == ["arrival_land"]


def test_people_of_another_kind_are_excluded_and_counted() -> None:
    parsed = read_document(
        places(place("Greece", "1"), place("Poland", "4", population_group_id="5478")),
        BY_COUNTRY,
        TODAY,
    )
    assert persons(parsed) == [1]
    assert reasons(parsed) == {2: ("excluded", "other_population")}


@pytest.mark.parametrize(
    ("groups", "counted"),
    [
        ({"4797"}, "arrival_sea"),
        ({"4797", "5634"}, "arrival_sea"),
        ({"4798"}, "arrival_land"),
        ({"4797", "4798", "5634"}, "arrival_sea_land"),
        ({"4797", "5478"}, None),
        (set(), None),
    ],
)
def test_what_groups_count_together(groups: set[str], counted: str | None) -> None:
    assert measure(frozenset(groups)) == counted


@pytest.mark.parametrize(
    ("groups", "covers"),
    [("4797", "without the Canary Islands"), ("5634", "Canary Islands"), ("4797,5634", ""),
     ("4798", "")],
)  # fmt: skip
def test_a_series_of_spain_says_what_it_leaves_out(groups: str, covers: str) -> None:
    asked = f"{PORTAL}timeseries?geo_id=729&sv_id=100&population_group={groups}&frequency=month"
    found = frame(read_document(series(month(2026, 7, 4)), asked, TODAY))
    assert found["place"].fillna("").tolist() == [covers]


def test_a_country_that_is_not_known_by_its_number_waits() -> None:
    asked = ITALY_BY_DAY.replace("656", "999")
    parsed = read_document(series(day("2026-01-01", 4)), asked, TODAY)
    assert reasons(parsed) == {1: ("quarantined", "unknown_word")}
    assert "656 (ITA)" in parsed.set_aside[0].right


# Which of the two a series is: a running total, or each report apart.


def reading(answer: Row, name: str = ITALY_BY_DAY) -> tuple[bool, str]:
    parsed = read_document(answer, name, TODAY)
    return bool(frame(parsed)["first_day"].isna().any()), parsed.notes[0]


def test_a_series_that_falls_is_no_running_total() -> None:
    total, why = reading(series(day("2026-01-01", 4), day("2026-01-02", 2)))
    assert not total
    assert why.endswith("read as each report apart: it falls at least once.")


def test_ten_reports_that_never_fall_are_a_running_total_and_the_report_says_so() -> None:
    total, why = reading(series(*(day(f"2026-01-{n:02}", n) for n in range(1, 11))))
    assert total
    assert why.startswith("Rows 1-10 are read as a running total: it never falls in 10 reports")


def test_a_few_rising_reports_are_taken_apart() -> None:
    total, why = reading(series(day("2026-01-01", 1), day("2026-01-02", 2)))
    assert not total
    assert "count each report apart" in why


@pytest.mark.parametrize(
    ("by_place", "total", "why"),
    [("4", True, "its last value is the total by place"), ("7", False, "its sum is the total by place"),
     ("5", False, "count each report apart")],
)  # fmt: skip
def test_the_total_by_place_tells_what_a_short_series_is(
    by_place: str, total: bool, why: str
) -> None:
    days = series(day("2026-01-01", 1), day("2026-01-02", 2), day("2026-01-03", 4))
    asked = ITALY_BY_DAY.replace("4908", "4797")
    answer = bundle(
        (asked, days),
        (BY_COUNTRY.replace("2026-01-01", "1900-01-01"),
         places(place("Italy", by_place), place("Malta", "100"))),
    )  # fmt: skip
    parsed = read_document(answer, "bundle.json", TODAY)
    rows = frame(parsed)
    assert bool(rows[rows["persons"] == 2]["first_day"].isna().all()) == total
    assert why in parsed.notes[0]


def test_the_word_of_the_portal_is_stronger_than_the_shape() -> None:
    described = {"id": "4797", "name": "Arrivals", "pop_frequency_cumulative_code": "N"}
    rising = series(*(day(f"2026-01-{n:02}", n) for n in range(1, 12)))
    answer = bundle(
        (ITALY_BY_DAY.replace("4908", "4797"), rising),
        (BY_COUNTRY, places(place("Italy", "11", population_groups=[described]))),
    )
    notes = read_document(answer, "bundle.json", TODAY).notes
    assert "each report apart: the portal calls the group not cumulative ('N')" in notes[0]
    described["pop_frequency_cumulative_code"] = "C"
    assert (
        "a running total: the portal calls the group cumulative"
        in (read_document(answer, "bundle.json", TODAY).notes[0])
    )


def test_a_sum_that_is_the_total_by_place_is_stronger_than_a_word() -> None:
    described = {"id": "4797", "name": "Arrivals", "pop_frequency_cumulative_code": "C"}
    answer = bundle(
        (GREECE_BY_MONTH, series(month(2026, 6, 1), month(2026, 7, 2), month(2026, 8, 4))),
        (BY_COUNTRY, places(place("Greece", "7", population_groups=[described]))),
    )
    notes = read_document(answer, "bundle.json", TODAY).notes
    assert "each report apart: its sum is the total by place, 7" in notes[0]


def test_a_running_total_is_not_summed_in_the_report() -> None:
    answer = series(*(day(f"2026-01-{n:02}", n) for n in range(1, 11)))
    sums = read_document(answer, ITALY_BY_DAY, TODAY).sums
    assert [(s.name, s.after) for s in sums] == [
        ("ITA, arrival_sea, by day, total to 2026-01-10", 10)
    ]


# Where the question stands, and answers that are none.


def test_a_file_name_says_what_was_asked() -> None:
    name = "unhcr_get-timeseries-geo-id-656-sv-id-100-population-group-47975634-frequency-day-fromdate-2026-01-01.json"
    assert question(name) == Question(
        frozenset({"4797", "5634"}), "656", "100", dt.date(2026, 1, 1), None
    )
    assert question(name).country == "ITA"


def test_rows_of_a_bundle_are_numbered_through() -> None:
    answer = bundle(
        (GREECE_BY_MONTH, series(month(2026, 7, 4), month(2026, 8, 2))),
        (ITALY_BY_DAY, series(day("2026-01-01", "x"))),
    )
    parsed = read_document(answer, "bundle.json", TODAY)
    assert parsed.lines == [(1,), (2,)]
    assert [s.line for s in parsed.set_aside] == [3]


@pytest.mark.parametrize(
    ("document", "name", "message"),
    [
        (series(day("2026-01-01", 4)), "download.json", "does not say which people are counted"),
        ({"error": "no such widget"}, ITALY_BY_DAY, "the answer holds error; expected a list"),
        ({"data": [1, 2]}, ITALY_BY_DAY, "expected a list of objects"),
        (series({"data_date": "2026-01-01", "value": 1}), ITALY_BY_DAY, "no row has 'individuals'"),
        ({"answers": [{"address": "x"}]}, "bundle.json", "the bundle is not understood"),
        ([1], "list.json", "the answer holds no object"),
    ],
)
def test_what_is_no_answer_is_refused_by_what_it_holds(
    document: object, name: str, message: str
) -> None:
    with pytest.raises(SchemaChanged, match=message):
        read_document(document, name, TODAY)


def test_the_file_is_read_in_the_sandbox() -> None:
    content = json.dumps(bundle((ITALY_BY_DAY, series(day("2026-01-01", 4))))).encode()
    parsed = SOURCE.parse(b"\xef\xbb\xbf" + content, "bundle.json", TODAY, Options())
    assert persons(parsed) == [4]


dates = st.sampled_from(["2026-01-01", "2026-01-02", "2026-13-01", "", None])
counts = st.sampled_from([0, 1, "2", "1,234", None, "x", -1, 2.5])
levels = st.sampled_from(["Country", "Province"])
one_place = st.builds(
    lambda name, n, date, level: place(name, n, date, admin_level=level),
    st.sampled_from(["Greece", "Italy", "Sicily"]), counts, dates, levels,
)  # fmt: skip


@given(st.lists(st.builds(day, dates, counts), max_size=8), st.lists(one_place, max_size=6))
def test_every_row_is_in_the_lines_or_set_aside_exactly_once(
    days: list[Row], by_place: list[Row]
) -> None:
    answer = bundle((ITALY_BY_DAY, series(*days)), (BY_COUNTRY, places(*by_place)))
    parsed = read_document(answer, "bundle.json", TODAY)
    used = [line for lines in parsed.lines for line in lines]
    places_in_file = Counter(used + [s.line for s in parsed.set_aside])
    assert places_in_file == Counter(range(1, len(days) + len(by_place) + 1))
    assert parsed.rows_in == len(days) + len(by_place)
    if used:
        frame(parsed)
