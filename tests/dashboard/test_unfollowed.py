"""What a table says that it cannot follow changes nothing in it, and all else that is chosen does."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from dashboard.exportbook import TABLES, plan
from dashboard.exportbook.table import OF_INCIDENTS
from dashboard.picture import Pictures
from layers.areas import Circle
from layers.following import PARTS
from layers.selection import Selection

FULL = Selection()
SET: dict[str, dict[str, Any]] = {
    "period": {"first_day": dt.date(2018, 1, 1), "last_day": dt.date(2018, 12, 31)},
    "routes": {"routes": ("western",)},
    "regions": {"regions": ("MLT",)},
    "causes": {"causes": ("drowning",)},
    "min_people": {"min_people": 60},
    "min_source_quality": {"min_source_quality": 4},
    "area": {"area": Circle(12.6, 35.5, 200)},
}
# Of these nothing is packaged for any selection, so that nothing can be seen to follow it; of a
# corridor no rate.
EMPTY = ("completeness", "expected_deaths", "reconciliation")
NO_FIGURE = ("rates_by_corridor", "period")


def test_every_part_of_a_selection_is_tried() -> None:
    assert set(SET) == set(PARTS)


@pytest.mark.parametrize("name", [n for n in TABLES if n not in EMPTY])
def test_a_table_follows_exactly_what_it_does_not_name(pictures: Pictures, name: str) -> None:
    table = TABLES[name]
    # Published figures are of one period alone: it is chosen before anything else is.
    start = FULL.but(**SET["period"]) if name == "published_beside" else FULL
    whole = table.frame(pictures.of(start))
    for part, changes in SET.items():
        if (start is not FULL and part == "period") or (name, part) == NO_FIGURE:
            continue
        found = table.frame(pictures.of(start.but(**changes)))
        is_same = found.equals(whole)
        said = table.ignored(start.but(**changes))
        words = [w for w in said if w.startswith(PARTS[part])]
        if part not in table.aside:
            assert (words, is_same) == ([], False), part
        elif not table.aside[part]:
            assert (words, is_same) == ([PARTS[part]], True), part
        else:
            assert words == [f"{PARTS[part]} (of {table.aside[part]})"], part


def test_a_series_of_one_route_follows_the_routes(pictures: Pictures) -> None:
    central = Selection(**SET["period"], routes=("central",))
    export = plan(pictures.of(central), ["series_crossings"])
    assert set(export.sheets[0].frame["route"]) == {"central"}
    assert export.sheets[0].ignored == ()
    assert "cannot follow" not in export.sidecar.readme


@pytest.mark.parametrize("name", ["rates", "rates_over_time", "headline"])
def test_a_rate_of_all_regions_says_that_it_does_not_follow_them(
    pictures: Pictures, name: str
) -> None:
    export = plan(pictures.of(FULL.but(regions=("MLT", "ITA"))), [name])
    (said,) = export.sheets[0].ignored
    assert said.startswith("search-and-rescue regions")
    text = " ".join(export.sidecar.readme.split())
    assert f"These rows cannot follow: {said}." in text


def test_the_headline_follows_a_region_in_the_dead_and_not_in_the_rest(pictures: Pictures) -> None:
    whole, narrowed = (
        TABLES["headline"].frame(pictures.of(FULL.but(regions=r))).set_index("id")["value"]
        for r in ((), ("MLT",))
    )
    same = whole.eq(narrowed)
    assert not same[["dead", "missing", "incidents"]].any()
    assert same.drop(["dead", "missing", "dead_and_missing", "incidents"], errors="ignore").all()
    assert set(TABLES["headline"].aside) == set(OF_INCIDENTS)


def test_a_table_of_monthly_totals_names_each_filter_once(pictures: Pictures) -> None:
    everything = FULL.but(**{k: v for changes in SET.values() for k, v in changes.items()})
    found = plan(pictures.of(everything), ["gaps"]).sheets[0].ignored
    assert found == tuple(PARTS[part] for part in OF_INCIDENTS)


def test_tables_that_are_empty_here_are_so_for_all(pictures: Pictures) -> None:
    for name in EMPTY:
        assert isinstance(frame := TABLES[name].frame(pictures.of(FULL)), pd.DataFrame)
        assert frame.empty


def test_a_share_of_the_recorded_deaths_is_none_of_the_filtered_incidents(
    pictures: Pictures,
) -> None:
    whole, narrowed = (pictures.of(FULL.but(regions=r)).share_sentence for r in ((), ("MLT",)))
    assert whole.startswith("The map holds ")
    assert narrowed.startswith("Unfiltered, the map holds ")
    assert whole.rpartition(": ")[2] == narrowed.rpartition(": ")[2]
