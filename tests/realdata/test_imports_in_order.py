"""The publishers' own files, brought one after the other: what is recorded, held, or no news."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from geodata.refresh.load import Brought, load_file
from geodata.report import LoadReport
from geodata.sources.registry import SOURCES
from geodata.sources.source import Options
from geodata.store import FileStore

pytestmark = pytest.mark.realdata
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
WORLD_2019 = "mmp/S2c_webexport_MissingMigrants-Global-2019-11-04.csv"
WORLD_2022 = "mmp/S3_allData_2022-05_beninbar_WKT.xlsx"
WORLD_2025 = "mmp/S4_allData_2025-0x_joaopedromarcondes.xlsx"
WEB_2026 = "mmp/S5b_webexport_MissingMigrants-Global-2026-05-06--19_42_11.csv"
EXTRACT = "mmp/S7_giocopp_iom_europe_2014-2026.csv"
YEARS = tuple(f"mmp/S8_api_json_{year}.json" for year in (2015, 2023, 2025))
SAMPLE = "mmp/S8b_api_json_2026_SAMPLE_6rows.json"
LONG = "frontex/frontex_ibc_long_2009-01_2025-04_gdidata.csv"
BOOK = "frontex/RECONSTRUCTED_Monthly_detections_of_IBC_layout_from_gdidata_to_2025-04.xlsx"
Bring = Callable[..., LoadReport]


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "data")


@pytest.fixture
def bring(store: FileStore) -> Bring:
    """Imports a publisher's file into the data folder of this test, an hour after the one before."""
    named = os.environ.get("PHAROS_REALDATA")
    if not named:
        pytest.skip("PHAROS_REALDATA names no folder of publishers' files")
    hours = iter(range(99))

    def brought(
        name: str, source: str = "iom-missing-migrants", *, all_regions: bool = False
    ) -> LoadReport:
        path = Path(named) / name
        file = Brought(path.read_bytes(), path.name, Options(all_regions=all_regions))
        return load_file(store, SOURCES[source], file, NOON + dt.timedelta(hours=next(hours)))

    return brought


def test_the_record_and_what_came_after_it_are_recorded_in_order_of_age(bring: Bring) -> None:
    outcomes = [bring(name).outcome for name in (WORLD_2025, WEB_2026, *YEARS)]
    assert outcomes == ["recorded"] * 5


def test_an_edition_that_lacks_what_was_published_since_is_held(bring: Bring) -> None:
    first = [s.partition(":")[0] for name in (WORLD_2019, WORLD_2022)
             for s in bring(name).held_because]  # fmt: skip
    assert first == [
        "Atlantic to the Canaries 2016",
        "Eastern Mediterranean 2014",
        "Western Mediterranean 2022",
    ]
    assert bring(SAMPLE).outcome == "held"


def test_a_record_brought_again_after_a_newer_file_is_no_news(bring: Bring) -> None:
    assert [bring(WORLD_2025).outcome, bring(WEB_2026).outcome] == ["recorded", "recorded"]
    again = bring(WORLD_2025)
    assert (again.outcome, again.held_because) == ("unchanged", ())
    older = bring(WORLD_2019)
    assert any("as of 2019-11-04" in sentence for sentence in older.held_because)


def test_the_routes_of_the_record_are_the_same_whatever_else_is_taken(
    bring: Bring, store: FileStore
) -> None:
    bring(WORLD_2025, all_regions=True)
    plain = bring(WORLD_2025)
    assert plain.changes.revised == ()


def test_an_extract_leaves_the_published_toll(bring: Bring, store: FileStore) -> None:
    assert bring(EXTRACT).outcome == "recorded"
    assert store.load("incidents").editions[0].complete == ()


def test_people_of_another_register_are_not_in_the_toll_of_the_central_route(
    bring: Bring, store: FileStore
) -> None:
    report = bring(WORLD_2025)
    held = store.load("incidents").frame.set_index("incident_id_iom")
    people = held[["dead_count", "missing_count"]].sum(axis=1)
    assert (people["2020.MMP00507"], people["2021.MMP00291"]) == (10, 1)
    assert {r.reason: r.count for r in report.remarks}["corrected_count"] == 2
    assert held["geometry"].isna()["2020.MMP00507"]  # it was a point in Arizona
    central = people[held["route"].eq("central").to_numpy()]
    years = held.loc[held["route"].eq("central").to_numpy(), "occurred_on"].dt.year
    assert [int(central[(years == y).to_numpy()].sum()) for y in (2020, 2021)] == [1001, 1553]


def test_both_layouts_of_detections_say_the_same(bring: Bring) -> None:
    outcomes = [bring(name, "frontex-detections").outcome for name in (LONG, BOOK, LONG)]
    assert outcomes == ["recorded", "unchanged", "unchanged"]
