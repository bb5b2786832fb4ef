"""Arrivals and detections against the publishers' own files, where a folder of those is at hand."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from geodata.sources import frontex_detections, italy_interior_daily, unhcr_arrivals
from geodata.sources.source import Options, Parsed, Source
from layers.registry import LAYERS

pytestmark = pytest.mark.realdata
TODAY = dt.date(2026, 11, 23)
DAILY = "arrivals/viminale_cruscotto_sbarchi-per-giorno_ondata.csv"
LONG = "frontex/frontex_ibc_long_2009-01_2025-04_gdidata.csv"
BOOK = "frontex/RECONSTRUCTED_Monthly_detections_of_IBC_layout_from_gdidata_to_2025-04.xlsx"
PLACES = "arrivals/unhcr_sublocation_2014-2022_vienne_data.csv"
MONTHLY = "arrivals/unhcr_monthly_by_country_2014-2019_stklem.csv"
SERIES_ANSWER = (
    "arrivals/unhcr_get-timeseries-widget-id-283577-sv-id-54-population-group-5478-"
    "frequency-day-fromdate-1900-01-01.json"
)
PLACES_ANSWER = (
    "arrivals/unhcr_get-sublocation-widget-id-283575-sv-id-54-population-group-54595478-"
    "forcesublocation-0-fromdate-1900-01-01.json"
)


@pytest.fixture(scope="module")
def folder() -> Path:
    named = os.environ.get("PHAROS_REALDATA")
    if not named:
        pytest.skip("PHAROS_REALDATA names no folder of publishers' files")
    found = Path(named)
    assert found.is_dir(), f"PHAROS_REALDATA is {named!r}, which is no folder"
    return found


def parse(source: Source, folder: Path, name: str) -> Parsed:
    content = (folder / name).read_bytes()
    parsed = source.parse(content, Path(name).name, TODAY, Options())
    used = {line for lines in parsed.lines for line in lines}
    apart = [s.line for s in parsed.set_aside]
    assert len(used) + len(apart) == len(used | set(apart)) == parsed.rows_in
    return parsed


def frame(parsed: Parsed) -> pd.DataFrame:
    return LAYERS[parsed.layer].conform(parsed.frame)


def by_year(rows: pd.DataFrame, counted: str = "persons") -> dict[int, int]:
    day = "first_day" if "first_day" in rows.columns else "month"
    sums = rows.groupby(rows[day].dt.year)[counted].sum(min_count=1).dropna()
    return dict(zip(sums.index.astype(int).tolist(), sums.astype(int).tolist(), strict=True))


# Italy, day by day.

CLEAN = {2019: 6213, 2020: 33487, 2021: 65114, 2022: 102427, 2023: 155515, 2024: 64148, 2025: 47263}
NAIVE = {2019: 7544, 2020: 49687, 2021: 92414, 2022: 146664, 2023: 227930, 2024: 98871, 2025: 66173}


@pytest.fixture(scope="module")
def daily(folder: Path) -> Parsed:
    return parse(italy_interior_daily.SOURCE, folder, DAILY)


def test_the_landings_of_a_year_are_those_of_the_last_reports(daily: Parsed) -> None:
    rows = frame(daily)
    assert (daily.rows_in, len(rows)) == (4352, 2207)
    assert by_year(rows) == CLEAN
    assert {int(s.name): (s.before, s.after) for s in daily.sums} == {
        year: (NAIVE[year], CLEAN[year]) for year in CLEAN
    }
    assert daily.as_of == dt.date(2025, 9, 15)


def test_every_row_of_the_reports_that_is_no_landing_has_its_reason(
    folder: Path, daily: Parsed
) -> None:
    reasons = Counter(s.reason for s in daily.set_aside)
    assert (reasons["blank"], reasons["not_a_count"]) == (3, 1)
    with (folder / DAILY).open(encoding="utf-8-sig", newline="") as file:
        file_rows = list(csv.DictReader(file))
    future = {n for n, r in enumerate(file_rows, start=2) if r["Data"] > r["Data_Report"]}
    assert len(future) == 1095
    assert len(file_rows) - len({r["Data"] for r in file_rows}) == 2123
    # Among the days to come are blanks, a slip, and days that no calendar has.
    apart = {s.line: s.reason for s in daily.set_aside}
    assert Counter(apart[line] for line in future) == {
        "after_the_report": 1084, "blank": 3, "not_a_count": 1, "impossible_date": 7,
    }  # fmt: skip
    assert reasons["superseded"] == 4352 - 1095 - 2207
    assert {s.text for s in daily.set_aside if s.reason == "not_a_count"} == {"0[VALORE]0"}


# Frontex.


@pytest.fixture(scope="module")
def detections(folder: Path) -> pd.DataFrame:
    return frame(parse(frontex_detections.SOURCE, folder, LONG))


def first_half(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    found: pd.DataFrame = rows[(rows["month"].dt.year == year) & (rows["month"].dt.month <= 6)]
    return found


@pytest.mark.parametrize(
    ("year", "all_routes", "sea"), [(2013, 34501, 13922), (2014, 90610, 75981)]
)
def test_detections_of_the_first_half_years(
    detections: pd.DataFrame, year: int, all_routes: int, sea: int
) -> None:
    rows = first_half(detections, year)
    assert rows["detections"].sum() == all_routes
    assert rows[rows["border_type"] == "Sea"]["detections"].sum() == sea


def test_the_long_table_is_taken_in_whole(detections: pd.DataFrame) -> None:
    assert len(detections) == 34273
    assert detections["month"].min() == pd.Timestamp(2009, 1, 1)
    assert detections["month"].max() == pd.Timestamp(2025, 4, 1)
    half = first_half(detections, 2014)
    central = half[half["route"] == "Central Mediterranean Route"]["detections"].sum()
    assert central == 64110
    at_sea = half[half["border_type"] == "Sea"]["detections"].sum()
    assert round(at_sea / half["detections"].sum(), 3) == 0.839


def test_detections_on_the_central_route_by_year(detections: pd.DataFrame) -> None:
    central = by_year(
        detections[detections["route"] == "Central Mediterranean Route"], "detections"
    )
    assert {y: n for y, n in central.items() if y >= 2014} == {
        2014: 170664, 2015: 153946, 2016: 181376, 2017: 118962, 2018: 23485, 2019: 14003,
        2020: 35673, 2021: 67724, 2022: 105561, 2023: 158026, 2024: 66855, 2025: 15820,
    }  # fmt: skip


def test_detections_by_route_and_year_are_those_computed_apart(
    folder: Path, detections: pd.DataFrame
) -> None:
    expected = json.loads((folder / "expected.json").read_text("utf-8"))[LONG]
    for key, rows in (
        ("by_route_year", detections),
        ("sea_by_route_year", detections[detections["border_type"] == "Sea"]),
    ):
        for route, years in expected[key].items():
            ours = by_year(rows[rows["route"] == route], "detections")
            assert ours == {int(y): n for y, n in years.items()}, (key, route)


def test_the_workbook_and_the_long_table_agree_row_by_row(
    folder: Path, detections: pd.DataFrame
) -> None:
    parsed = parse(frontex_detections.SOURCE, folder, BOOK)
    book = frame(parsed)
    assert (parsed.rows_in, parsed.set_aside, parsed.remarks) == (858, (), ())
    assert book["detections"].sum() == 4966869
    assert (book["detections"] > 0).all()
    key = ["month", "route", "border_type", "nationality"]
    pd.testing.assert_frame_equal(
        book.sort_values(key, ignore_index=True),
        detections.sort_values(key, ignore_index=True),
    )


# UNHCR.


def test_arrivals_by_place_and_year(folder: Path) -> None:
    parsed = parse(unhcr_arrivals.SOURCE, folder, PLACES)
    rows = frame(parsed)
    assert (parsed.rows_in, len(rows), parsed.set_aside) == (211, 211, ())
    assert len(rows.groupby(["arrival_country", "place"], dropna=False)) == 30
    assert by_year(rows) == {
        2014: 202481, 2015: 1016615, 2016: 363795, 2017: 172037, 2018: 116236, 2019: 102431,
        2020: 87960, 2021: 117457, 2022: 152181,
    }  # fmt: skip


@pytest.fixture(scope="module")
def months(folder: Path) -> pd.DataFrame:
    parsed = parse(unhcr_arrivals.SOURCE, folder, MONTHLY)
    assert (parsed.rows_in, parsed.set_aside) == (71, ())
    reasons = Counter(r.reason for r in parsed.remarks)
    assert reasons == {"placeholder_zero": 48, "month_number": 3}
    assert {r.line for r in parsed.remarks if r.reason == "month_number"} == {28, 29, 30}
    return frame(parsed)


@pytest.mark.parametrize(
    ("country", "measure", "years"),
    [
        ("ITA", "arrival_sea", {2014: 170100, 2015: 153842, 2016: 181436, 2017: 119369,
                                2018: 23370, 2019: 10565}),
        ("GRC", "arrival_sea", {2014: 41038, 2015: 856723, 2016: 173450, 2017: 29718,
                                2018: 32494, 2019: 49438}),
        ("GRC", "arrival_sea_land", {2014: 41038, 2015: 856723, 2016: 173450, 2017: 29718,
                                     2018: 50508, 2019: 62190}),
        ("ESP", "arrival_sea_land", {2014: 12037, 2015: 16936, 2016: 14605, 2017: 28376,
                                     2018: 65383, 2019: 27877}),
        ("ESP", "arrival_sea", {2017: 22130, 2018: 58569, 2019: 22531}),
        ("MLT", "arrival_sea", {2014: 568, 2015: 105, 2016: 0, 2018: 1445, 2019: 2738}),
        # 331 as printed, less the numbers of March, April and May.
        ("CYP", "arrival_sea", {2016: 331 - 12, 2017: 1111, 2018: 766, 2019: 1183}),
    ],
)  # fmt: skip
def test_arrivals_by_month_and_country(
    months: pd.DataFrame, country: str, measure: str, years: dict[int, int]
) -> None:
    rows = months[(months["arrival_country"] == country) & (months["measure"] == measure)]
    assert len(rows) == 71
    assert by_year(rows) == years


def test_arrivals_by_land_in_greece_begin_in_2018(months: pd.DataFrame) -> None:
    rows = months[(months["arrival_country"] == "GRC") & (months["measure"] == "arrival_land")]
    assert min(by_year(rows)) == 2018


def test_recorded_answers_of_another_situation_are_read_and_not_taken_for_arrivals(
    folder: Path,
) -> None:
    for name, rows in ((SERIES_ANSWER, 69), (PLACES_ANSWER, 44)):
        parsed = parse(unhcr_arrivals.SOURCE, folder, name)
        assert (parsed.rows_in, len(parsed.frame)) == (rows, 0)
        assert {s.reason for s in parsed.set_aside} == {"other_population"}


def test_recorded_answers_read_as_arrivals_are_a_running_total_and_its_parts(folder: Path) -> None:
    """The same two answers, as if they had counted arrivals by sea."""
    url = "https://data.unhcr.org/population/get/{}?sv_id=54&population_group=4797&fromDate=1900-01-01"
    answers = [
        {"url": url.format(kind), "answer": json.loads((folder / name).read_text("utf-8"))}
        for kind, name in (("timeseries", SERIES_ANSWER), ("sublocation", PLACES_ANSWER))
    ]
    for row in answers[1]["answer"]["data"]:
        row["population_group_id"] = "4797"
        row.pop("population_groups")  # which say that the group is cumulative
    parsed = unhcr_arrivals.read_document({"answers": answers}, "bundle.json", TODAY)
    assert "its last value is the total by place, 6,307,137" in parsed.notes[0]
    rows = frame(parsed)
    series, places = rows[rows["arrival_country"].isna()], rows[rows["arrival_country"].notna()]
    assert len(series) == 69
    assert series["first_day"].isna().all()
    last = series[series["last_day"] == pd.Timestamp(2022, 8, 3)]
    assert list(last["persons"]) == [6307137]
    # One of the 44 rows is of two countries in one, and waits.
    waiting = [s for s in parsed.set_aside if s.reason == "unknown_word"]
    assert [s.text for s in waiting] == ["Serbia and Kosovo: S/RES/1244 (1999)"]
    assert len(places) == 43
    assert places["persons"].sum() + int(waiting[0].record["individuals"]) == 6307137
    assert parsed.as_of_by["TUR"] == "2022-05-19"
