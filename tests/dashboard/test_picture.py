"""One selection, one picture: every part of it tells the same numbers."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cli.figures import figures_json
from dashboard.holdings import first_known
from dashboard.picture import Picture, Pictures
from dashboard.state import decode
from geodata.errors import NoEdition
from geodata.store import FileStore, MemoryStore
from layers.areas import Area, read_area
from layers.errors import SelectionError
from layers.handling import Clearance, Mark
from layers.selection import BUCKETS, Selection
from layers.terms import CAUSES, MEDITERRANEAN_ROUTES, ROUTES
from layers.units import Unit

Frames = Callable[..., pd.DataFrame]
World = Callable[..., MemoryStore]
EXPECTED = Path(__file__).resolve().parents[1] / "geodata" / "expected"
YEARS = pd.read_csv(EXPECTED / "yearly_crossings.csv", keep_default_na=False).to_dict("records")
TOLLS = pd.read_csv(EXPECTED / "yearly_deaths.csv").to_dict("records")

A_DOZEN = [
    "",
    "?from=2018-01&to=2018-12&route=central",
    "?from=2015-01&to=2015-10&route=western&route=central&route=eastern",
    "?from=2014-03&to=2016-02&every=quarter",
    "?from=2020-02-10&to=2021-11-20&every=year",
    "?from=2018-01-10&to=2018-01-20",
    "?route=atlantic&every=year&by_route=no",
    "?route=none",
    "?region=ITA&region=MLT&every=year",
    "?region=LBY&from=2017&cause=drowning",
    "?cause=drowning&from=2015-01&to=2019-12&every=quarter",
    "?min_people=100&every=year",
    "?source_quality=5&route=eastern",
    "?area=circle:12.6,35.5,50",
    "?area=polygon:12,32;20,32;20,37;12,37&from=2018-01&every=year",
    "?min_people=100000",
    "?from=2003-01&to=2003-12",
    "?from=2026-01&every=year",
]


def of_year(pictures: Pictures, year: int, *routes: str, last: str = "12-31") -> Picture:
    first, end = dt.date(year, 1, 1), dt.date.fromisoformat(f"{year}-{last}")
    return pictures.of(Selection(first_day=first, last_day=end, routes=routes or ROUTES))


def number(picture: Picture, name: str) -> Any:
    found = [m.value for m in picture.headline if m.id == name]
    return found[0] if found else None


@pytest.mark.parametrize(
    "row", YEARS, ids=lambda r: "-".join(str(v) for v in r.values() if v != "")
)
def test_every_yearly_sum_of_crossings_is_that_of_the_reconciliation(
    pictures: Pictures, row: dict[str, Any]
) -> None:
    rows = of_year(pictures, row["year"], row["route"]).crossings
    for column in ("arrival_country", "departure_country", "measure"):
        rows = rows[rows[column].fillna("") == row[column]]
    known = rows["persons"].dropna()
    if row["unknown_months"] == "all":
        assert known.empty
    else:
        assert known.sum() == int(row["persons"])


@pytest.mark.parametrize("row", TOLLS, ids=lambda r: str(r["year"]))
def test_every_yearly_toll_is_that_of_the_reconciliation(
    pictures: Pictures, row: dict[str, Any]
) -> None:
    for route in ROUTES:
        picture = of_year(pictures, row["year"], route)
        assert number(picture, "dead_and_missing") == row[route]
        assert picture.deaths["incident_count"].sum() == row[f"incidents_{route}"]
    three = of_year(pictures, row["year"], *MEDITERRANEAN_ROUTES)
    assert number(three, "dead_and_missing") == row["three_mediterranean_routes"]


@pytest.mark.parametrize(("year", "toll"), [(2014, 3_286), (2016, 5_136), (2023, 3_155)])
def test_the_toll_of_the_three_mediterranean_routes(
    pictures: Pictures, year: int, toll: int
) -> None:
    picture = of_year(pictures, year, *MEDITERRANEAN_ROUTES)
    both = next(m for m in picture.headline if m.id == "dead_and_missing")
    assert (both.value, both.is_at_least) == (toll, True)
    assert number(picture, "dead") + number(picture, "missing") == toll


def test_january_to_october_2015_has_742_087_arrivals_beside_the_published_750_000(
    pictures: Pictures,
) -> None:
    picture = of_year(pictures, 2015, *MEDITERRANEAN_ROUTES, last="10-31")
    assert number(picture, "arrival_sea") == 742_087
    assert number(picture, "dead_and_missing") == 3_747
    beside = [c for c in picture.comparisons if (c.comparator, c.published) == (">", 750_000)]
    assert beside
    assert {c.ours for c in beside} == {742_087}


def test_the_headline_of_central_2018(pictures: Pictures) -> None:
    texts = {m.id: m.text for m in of_year(pictures, 2018, "central").headline}
    assert texts["arrival_sea"] == "at least 24,815"
    assert texts["interception"] == "19,947"
    assert texts["dead_and_missing"] == "at least 1,314"
    assert texts["deaths_per_attempt"] == "about 2.85 %"


def test_arrivals_that_the_source_does_not_split_are_shown_as_that(pictures: Pictures) -> None:
    picture = of_year(pictures, 2014, "western")
    values = {m.id: (m.value, m.unit) for m in picture.headline}
    assert values["arrival_sea"] == (None, Unit.ARRIVAL)
    assert values["arrival_sea_land"] == (12_037, Unit.ARRIVAL_SEA_LAND)


@pytest.mark.parametrize("search", A_DOZEN)
def test_headline_table_series_and_command_line_tell_the_same_numbers(
    pictures: Pictures, search: str
) -> None:
    decoded = decode(search)
    selection = decoded.selection
    picture = pictures.of(selection)
    plain = json.loads(json.dumps(figures_json(picture)))
    headline = {m["id"]: m["value"] for m in plain["metrics"]}
    assert headline == {m.id: m.value for m in picture.headline}

    def total(series: str, measure: str) -> int | None:
        cells = [r["persons"] for r in plain["series"][series] if r["measure"] == measure]
        known = [n for n in cells if n is not None]
        return sum(known) if known else None

    for measure in ("arrival_sea", "arrival_land", "arrival_sea_land", "interception"):
        assert headline.get(measure) == total("crossings", measure), measure
    if not selection.narrows_incidents:
        assert headline["dead"] == total("deaths", "dead")
        assert headline["missing"] == total("deaths", "missing")
    else:
        # Without a period nothing is dropped for its date, and every packaged record has one.
        table = picture.incidents
        for name, column in (("dead", "dead_count"), ("missing", "missing_count")):
            known = table[column].dropna()
            expected = int(known.sum()) if len(known) else None
            assert headline[name] == expected == total("deaths", name)
    counts = plain["incidents"]
    rows = counts["on_the_map"] + counts["without_position"]
    assert rows == len(picture.incidents) == picture.filtered.shown
    assert headline["incidents"] == counts["on_the_map"]
    everything = rows + sum(counts["removed"].values()) + counts["withheld"]
    assert everything == len(picture.holdings.held["incidents"].frame)


AREAS = (None, read_area("circle:12.6,35.5,120"), read_area("polygon:12,32;20,32;20,37;12,37"))


@settings(max_examples=40)
@given(
    st.integers(0, 160),
    st.integers(0, 160),
    st.sets(st.sampled_from(ROUTES), min_size=1),
    st.sampled_from(BUCKETS),
    st.integers(0, 60),
    st.sets(st.sampled_from(CAUSES), max_size=2),
    st.sampled_from(AREAS),
)
def test_any_selection_tells_the_same_numbers(
    start: int,
    length: int,
    routes: set[str],
    every: str,
    people: int,
    causes: set[str],
    area: Area | None,
) -> None:
    first = dt.date(2013, 6, 10) + dt.timedelta(days=30 * start)
    picture = PICTURES.of(
        Selection(
            first_day=first,
            last_day=first + dt.timedelta(days=30 * length),
            routes=tuple(routes),
            causes=tuple(causes),
            min_people=people,
            every=every,  # type: ignore[arg-type]
            area=area,
        )
    )
    assert (
        len(picture.incidents)
        == picture.filtered.shown
        == (len(picture.holdings.incidents) - sum(picture.filtered.removed.values()))
    )
    if area:
        assert picture.unlocated == 0
        assert number(picture, "incidents") == picture.filtered.shown
    series = picture.crossings_series
    for measure in ("arrival_sea", "interception"):
        cells = series.loc[series["measure"] == measure, "persons"].dropna()
        assert (int(cells.sum()) if len(cells) else None) == number(picture, measure)
    deaths = picture.deaths_series
    for measure in ("dead", "missing"):
        cells = deaths.loc[deaths["measure"] == measure, "persons"].dropna()
        assert (int(cells.sum()) if len(cells) else None) == number(picture, measure)
    assert picture.notices is not None
    assert all(m.text for m in picture.headline)


PICTURES = Pictures(FileStore())


def test_a_sentence_says_what_the_filter_removed(frame: Frames, world: World) -> None:
    at_sea = {"longitude": 14, "latitude": 35}
    store = world(
        incidents=frame(
            "incidents",
            {**at_sea, "dead_count": 1},
            {"dead_count": 2},
            {**at_sea, "dead_count": 4, "occurred_on": ""},
            {**at_sea, "occurred_on": "2019-05-01"},
            {**at_sea, "route": "eastern"},
            {**at_sea, "mark": "AMBER"},
            {**at_sea, "status": "withdrawn"},
        ),
        crossings=frame("crossings", {"arrival_country": "ITA", "persons": 1}),
        deaths=frame("deaths", {"dead_and_missing_count": 3}),
    )
    year = Selection(dt.date(2018, 1, 1), dt.date(2018, 12, 31), routes=("central",))
    picture = Pictures(store).of(year)
    assert picture.removal_sentence == (
        "1 on the map · 1 without a trustworthy position · 1 without a date · "
        "1 outside the period · 1 on other routes · 1 withheld by their handling mark"
    )
    cleared = Pictures(store, Clearance(Mark.AMBER)).of(year)
    assert (cleared.located, cleared.holdings.withheld) == (2, 0)
    assert cleared.holdings.key != picture.holdings.key


def test_a_record_without_any_figure_changes_only_the_unknown_counts(
    frame: Frames, world: World
) -> None:
    def numbers(*more: dict[str, Any]) -> list[tuple[str, object, int]]:
        known = {"dead_count": 1, "missing_count": 2, "cause": "drowning"}
        store = world(
            incidents=frame("incidents", known, *more),
            crossings=frame("crossings", {"arrival_country": "ITA", "persons": 4}),
            deaths=frame("deaths", {"dead_and_missing_count": 3}),
        )
        picture = Pictures(store).of(Selection(causes=("drowning",)))
        return [(m.id, m.value, m.unknown) for m in picture.headline]

    before, after = numbers(), numbers({"cause": "drowning"})
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert changed == [
        (("dead", 1, 0), ("dead", 1, 1)),
        (("missing", 2, 0), ("missing", 2, 1)),
        (("dead_and_missing", 3, 0), ("dead_and_missing", 3, 1)),
    ]


def test_a_filter_of_single_incidents_moves_the_deaths_to_the_incidents_and_says_so(
    pictures: Pictures,
) -> None:
    plain, narrowed = pictures.of(Selection()), pictures.of(Selection(min_people=30))
    assert (plain.deaths_basis, narrowed.deaths_basis) == ("series", "incidents")
    assert number(narrowed, "dead_and_missing") < number(plain, "dead_and_missing")
    assert number(narrowed, "arrival_sea") == number(plain, "arrival_sea")
    assert any("cannot follow" in n for n in narrowed.notices)
    assert plain.notices == []


def test_a_period_that_splits_a_month_says_that_months_count_whole(pictures: Pictures) -> None:
    picture = pictures.of(Selection(dt.date(2018, 1, 10), dt.date(2018, 1, 20)))
    assert any("whole months" in notice for notice in picture.notices)
    assert [m.value for m in picture.headline if m.unit is not Unit.INCIDENT] == [None] * 6
    assert picture.share_sentence == ""


def test_the_share_of_the_register_is_said(pictures: Pictures) -> None:
    sentence = of_year(pictures, 2018, "central").share_sentence
    assert "of the 1,314 recorded" in sentence


def test_a_region_that_no_claim_has_is_quoted_beside_those_there_are(pictures: Pictures) -> None:
    with pytest.raises(SelectionError, match=r"region: 'XXX' .*ITA"):
        pictures.of(Selection(regions=("XXX",)))


def test_a_region_comes_into_force_on_the_map_with_its_date(pictures: Pictures) -> None:
    def claims(first: str, last: str) -> set[str]:
        days = [dt.date.fromisoformat(d) for d in (first, last)]
        return set(pictures.of(Selection(days[0], days[1])).claims["claim_id"])

    assert not {"LBY", "TUN"} & claims("2017-01-01", "2017-12-13")
    assert {"LBY", "TUN"} & claims("2017-01-01", "2017-12-14") == {"LBY"}
    assert {"LBY", "TUN"} <= claims("2024-06-01", "2024-06-30")


def test_nothing_was_known_before_the_first_edition(pictures: Pictures) -> None:
    known = first_known(pictures.store)
    assert pictures.of(Selection(known_on=known)).holdings.key == pictures.holdings().key
    with pytest.raises(NoEdition, match="21 November 2026"):
        pictures.of(Selection(known_on=known - dt.timedelta(days=1)))


def test_equal_selections_are_one_picture(pictures: Pictures) -> None:
    one = Selection(routes=("central", "western"))
    assert pictures.of(one) is pictures.of(Selection(routes=("western", "central")))
    assert pictures.of(one) is not pictures.of(Selection(routes=("central",)))


def test_presets_end_with_a_month_that_both_series_hold(pictures: Pictures) -> None:
    holdings = pictures.holdings()
    assert holdings.last_whole_month in holdings.months
    deaths = holdings.frame("deaths")
    row = deaths[deaths["month"] == pd.Timestamp(holdings.last_whole_month)]
    assert (row["as_of"].dt.date > holdings.last_whole_month).all()
