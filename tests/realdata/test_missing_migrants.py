"""The Missing Migrants register as it was published, against figures computed without this code."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geodata.sources.iom_missing_migrants import parse
from geodata.sources.source import Options, Parsed
from layers.registry import LAYERS
from layers.terms import ROUTE_NAMES

pytestmark = pytest.mark.realdata
TODAY = dt.date(2026, 11, 22)
COPIES = {
    "2019": "S2c_webexport_MissingMigrants-Global-2019-11-04.csv",
    "2022": "S3_allData_2022-05_beninbar_WKT.xlsx",
    "2025": "S4_allData_2025-0x_joaopedromarcondes.xlsx",
    "2026": "S5b_webexport_MissingMigrants-Global-2026-05-06--19_42_11.csv",
    "extract": "S7_giocopp_iom_europe_2014-2026.csv",
    "year 2015": "S8_api_json_2015.json",
    "year 2023": "S8_api_json_2023.json",
    "year 2025": "S8_api_json_2025.json",
    "sample": "S8b_api_json_2026_SAMPLE_6rows.json",
}
LAYOUTS = {
    "2019": "web export 2019",
    "2022": "full record 2022",
    "2025": "full record 2025",
    "2026": "web export 2026",
    "extract": "regional extract 2026",
    "year 2015": "yearly JSON",
    "year 2023": "yearly JSON",
    "year 2025": "yearly JSON with origins",
    "sample": "yearly JSON with origins",
}
ROUTES = {
    "Central Mediterranean": "central",
    "Eastern Mediterranean": "eastern",
    "Western Mediterranean": "western",
    "Western African": "atlantic",
    "Western Africa / Atlantic route to the Canary Islands": "atlantic",
}
# Dead and missing below zero on the sea routes: what is left out, what corrects its incident.
LEFT_OUT = {
    "2022": {"2015.MMP00513"},
    "2025": {"2015.MMP00513", "2015.MMP00565", "2022.MMP00157"},
    "extract": {"2015.MMP00513", "2015.MMP00565", "2022.MMP00157"},
    "year 2015": {"2015.MMP00513", "2015.MMP00565"},
}
CORRECTED = {
    "2026": {"2026.MMP0190"},
    "extract": {"2026.MMP0190"},
    "year 2023": {"2023.MMP0189", "2023.MMP0266", "2023.MMP0267"},
}
WITH_TABLE = [copy for copy in COPIES if copy != "sample"]
Copy = Callable[..., Parsed]


@pytest.fixture(scope="module")
def folder() -> Path:
    named = os.environ.get("PHAROS_REALDATA")
    if not named:
        pytest.skip("PHAROS_REALDATA names no folder of publishers' files")
    found = Path(named)
    assert found.is_dir(), f"PHAROS_REALDATA is {named!r}, which is no folder"
    return found


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, dict[str, Any]]:
    """What an importer must reproduce, by copy."""
    figures = json.loads((folder / "expected.json").read_text("utf-8"))
    return {copy: figures[f"mmp/{name}"] for copy, name in COPIES.items()}


@pytest.fixture(scope="module")
def copy_of(folder: Path) -> Copy:
    @cache
    def read(copy: str, all_regions: bool = False) -> Parsed:
        content = (folder / "mmp" / COPIES[copy]).read_bytes()
        return parse(content, COPIES[copy], TODAY, Options(all_regions=all_regions))

    return read


def remarked(found: Parsed, reason: str) -> set[str]:
    """The incidents with a remark on their dead or missing."""
    lines = {
        r.line
        for r in found.remarks
        if r.reason == reason
        and not any(w in r.column.lower() for w in ("surviv", "male", "child"))
    }
    ids = zip(found.lines, found.frame["incident_id"], strict=True)
    return {incident for of, incident in ids if lines & set(of)}


@pytest.mark.parametrize("copy", COPIES)
def test_every_row_of_a_copy_is_accounted_for_once(
    copy_of: Copy, expected: dict[str, dict[str, Any]], copy: str
) -> None:
    found = copy_of(copy)
    assert found.layout == LAYOUTS[copy]
    assert found.rows_in == expected[copy]["rows"]
    lines = [line for of in found.lines for line in of] + [s.line for s in found.set_aside]
    assert len(lines) == len(set(lines)) == found.rows_in
    assert {s.reason for s in found.set_aside} == {"other_route"}


@pytest.mark.parametrize("copy", COPIES)
def test_every_copy_fits_the_layer(copy_of: Copy, copy: str) -> None:
    assert len(LAYERS["incidents"].conform(copy_of(copy).frame)) == len(copy_of(copy).lines)


@pytest.mark.parametrize("copy", WITH_TABLE)
def test_the_first_and_last_day_and_the_blanks_are_those_of_the_copy(
    copy_of: Copy, expected: dict[str, dict[str, Any]], copy: str
) -> None:
    found, figures = copy_of(copy, all_regions=True), expected[copy]
    assert found.scope is not None
    last = dt.date.fromisoformat(figures["date_max"])
    assert found.scope == (dt.date(int(figures["date_min"][:4]), 1, 1), last)
    undated = [r for r in found.remarks if r.reason == "no_day"]
    placeless = [r for r in found.remarks if r.reason == "no_position"]
    assert len(undated) == figures["blank_dates"]
    cumulative = found.frame["record_kind"].eq("cumulative")
    on_map = found.frame["longitude"].ne("")
    blank = int((~on_map & ~cumulative).sum())
    # The one point at 0, 0 is in the full record of 2022, in quarantine.
    zero = [s for s in found.set_aside if s.reason == "position_out_of_range"]
    assert len(zero) == figures["zero_zero"]
    assert blank == len(placeless) <= figures["blank_coordinates"]
    if copy != "2022":  # there some of the blank ones are cumulative, which claim no point anyway
        assert blank == figures["blank_coordinates"]


@pytest.mark.parametrize("copy", WITH_TABLE)
def test_the_yearly_sums_of_the_mediterranean_are_as_published(
    copy_of: Copy, expected: dict[str, dict[str, Any]], copy: str
) -> None:
    sums = {s.name: s.before for s in copy_of(copy).sums}
    table = {f"Mediterranean {y}": n for y, n in expected[copy]["med_total_by_year"].items()}
    assert {name: n for name, n in sums.items() if name.startswith("Mediterranean")} == table


@pytest.mark.parametrize("copy", WITH_TABLE)
def test_the_yearly_sums_of_each_route_are_as_published(
    copy_of: Copy, expected: dict[str, dict[str, Any]], copy: str
) -> None:
    sums = {s.name: s.before for s in copy_of(copy).sums}
    table = {
        f"{ROUTE_NAMES[ROUTES[route]]} {year}": n
        for route, years in expected[copy]["route_total_by_year"].items()
        for year, n in years.items()
    }
    routes = tuple(ROUTE_NAMES.values())
    assert {name: n for name, n in sums.items() if name.startswith(routes)} == table


@pytest.mark.parametrize("copy", WITH_TABLE)
def test_negative_cells_are_left_out_and_negative_parts_net_out(copy_of: Copy, copy: str) -> None:
    found = copy_of(copy)
    assert remarked(found, "negative_cell") == LEFT_OUT.get(copy, set())
    assert remarked(found, "negative_part") == CORRECTED.get(copy, set())


@pytest.mark.parametrize(("copy", "year", "more"), [
    ("2022", 2015, 2), ("2025", 2015, 15), ("2025", 2022, 1), ("extract", 2015, 15),
    ("extract", 2022, 1), ("year 2015", 2015, 15), ("year 2023", 2023, 0), ("2026", 2026, 0),
])  # fmt: skip
def test_a_sum_differs_from_the_published_one_by_the_negative_cells_alone(
    copy_of: Copy, copy: str, year: int, more: int
) -> None:
    line = next(s for s in copy_of(copy).sums if s.name == f"Mediterranean {year}")
    assert line.before is not None
    assert line.after == line.before + more


def test_the_only_other_difference_is_a_row_of_another_route(copy_of: Copy) -> None:
    differing = {
        (copy, s.name): (s.after or 0) - (s.before or 0)
        for copy in COPIES
        for s in copy_of(copy).sums
        if s.name.startswith("Mediterranean") and s.before != s.after
    }
    assert differing.pop(("year 2025", "Mediterranean 2025")) == -1
    assert {year for _, year in differing} == {"Mediterranean 2015", "Mediterranean 2022"}


@pytest.mark.parametrize("copy", ["2022", "2025", "extract", "year 2015"])
def test_the_worst_negative_record_is_fifteen_dead_in_every_layout(
    copy_of: Copy, copy: str
) -> None:
    row = copy_of(copy).frame.set_index("incident_id").loc["2015.MMP00513"]
    assert (row["dead_count"], row["missing_count"]) == ("15", "")


@pytest.mark.parametrize("copy", ["2026", "extract"])
def test_a_negative_part_leaves_the_published_total(copy_of: Copy, copy: str) -> None:
    row = copy_of(copy).frame.set_index("incident_id").loc["2026.MMP0190"]
    assert int(row["dead_count"]) + int(row["missing_count"]) == 38


def test_whole_degrees_are_marked_and_wide(copy_of: Copy) -> None:
    for copy in ("2022", "2025", "extract"):
        found = copy_of(copy)
        lines = {r.line for r in found.remarks if r.reason == "whole_degrees"}
        assert len(lines) == 36
        of = [bool(lines & set(ls)) for ls in found.lines]
        assert found.frame["position_uncertainty_km"][of].astype(float).ge(55).all()


@pytest.mark.parametrize("copy", COPIES)
def test_no_free_text_of_the_press_is_carried_on(copy_of: Copy, folder: Path, copy: str) -> None:
    longest = copy_of(copy).frame.drop(columns=["source_url"]).map(len).to_numpy().max()
    assert longest < 70


def test_the_packaged_incidents_are_those_of_the_extract(copy_of: Copy, packaged: Any) -> None:
    ours = packaged.load("incidents").frame.set_index("incident_id")
    read = LAYERS["incidents"].typed(copy_of("extract").frame).set_index("incident_id")
    both = ours.index.intersection(read.index)
    assert len(both) == 334
    for column in ("occurred_on", "dead_count", "route", "cause", "parts_count", "source_quality",
                   "incident_country", "source_url", "survivor_count"):  # fmt: skip
        pd.testing.assert_series_equal(ours.loc[both, column], read.loc[both, column])
    # Where the packaged figures know that a 0 of the extract is a blank of the edition before.
    missing = ours.loc[both, "missing_count"].isna()
    assert read.loc[both, "missing_count"][missing].dropna().eq(0).all()
    same = ours.loc[both, "missing_count"].eq(read.loc[both, "missing_count"])
    assert same[~missing].all()
    # The packaged radii of 41 were widened, narrowed or withdrawn by hand after reading the place.
    radii = ours.loc[both, "position_uncertainty_km"].eq(read.loc[both, "position_uncertainty_km"])
    assert int((~radii.fillna(value=False)).sum()) == 41
