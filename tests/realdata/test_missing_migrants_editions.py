"""Two copies of the Missing Migrants register, incident by incident: where they differ, and why."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geodata.sources.iom_missing_migrants import parse
from geodata.sources.source import Options

pytestmark = pytest.mark.realdata
TODAY = dt.date(2026, 11, 22)
COPIES = {
    "2022": "S3_allData_2022-05_beninbar_WKT.xlsx",
    "2025": "S4_allData_2025-0x_joaopedromarcondes.xlsx",
    "2026": "S5b_webexport_MissingMigrants-Global-2026-05-06--19_42_11.csv",
    "extract": "S7_giocopp_iom_europe_2014-2026.csv",
    "year 2015": "S8_api_json_2015.json",
    "year 2023": "S8_api_json_2023.json",
}
Copy = Callable[[str], pd.DataFrame]
Reasons = dict[tuple[str, str], int]
COUNTED = ("dead_count", "missing_count", "survivor_count", "women_count", "men_count",
           "children_count")  # fmt: skip
COMPARED = ("occurred_on", *COUNTED, "route", "position", "parts_count", "cause",
            "source_quality", "incident_country")  # fmt: skip


@pytest.fixture(scope="module")
def copy_of() -> Copy:
    """The incidents of a copy by their id."""
    named = os.environ.get("PHAROS_REALDATA")
    if not named:
        pytest.skip("PHAROS_REALDATA names no folder of publishers' files")

    @cache
    def read(copy: str) -> pd.DataFrame:
        content = (Path(named) / "mmp" / COPIES[copy]).read_bytes()
        return parse(content, COPIES[copy], TODAY, Options()).frame.set_index("incident_id")

    return read


def disagreements(one: pd.DataFrame, other: pd.DataFrame) -> Reasons:
    """How often two copies disagree on an incident that both hold, by column and reason."""
    found: Reasons = {}
    for incident in one.index.intersection(other.index):
        a, b = one.loc[incident], other.loc[incident]
        for column in COMPARED:
            if reason := disagreement(column, a, b, one, other):
                key = (column, reason)
                found[key] = found.get(key, 0) + 1
    return found


def disagreement(
    column: str, a: pd.Series, b: pd.Series, one: pd.DataFrame, other: pd.DataFrame
) -> str:
    """Why two copies of an incident disagree on a column; empty where they agree."""
    if column == "position":
        return "" if same_place(a, b) else why_elsewhere(a, b)
    reasons = {
        "": a[column] == b[column],
        "0 printed for unknown": column in COUNTED and (a[column], b[column]) == ("", "0"),
        "not in one of the layouts": one[column].eq("").all() or other[column].eq("").all(),
        "one total, divided anew": column in COUNTED[:2] and people(a) == people(b),
    }
    return next((reason for reason, holds in reasons.items() if holds), "revised")


def why_elsewhere(a: pd.Series, b: pd.Series) -> str:
    if "cumulative" in (a["record_kind"], b["record_kind"]):
        return "no point is claimed for a cumulative record"
    split = int(a["parts_count"]) > 1 or int(b["parts_count"]) > 1
    return "the point of another part" if split else "revised"


def people(row: Any) -> int:
    return int(row.dead_count or 0) + int(row.missing_count or 0)


def same_place(a: pd.Series, b: pd.Series) -> bool:
    """Whether two points are one, to about a metre: spreadsheets write the tails of numbers anew."""
    if "" in (a["longitude"], b["longitude"]):
        return bool(a["longitude"] == b["longitude"])
    apart = (abs(float(a[c]) - float(b[c])) for c in ("longitude", "latitude"))
    return max(apart) < 1e-5


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ("2025", "year 2015", {
            ("position", "no point is claimed for a cumulative record"): 3,
            ("cause", "revised"): 9,  # the year's answer has sentences, the record has classes
            ("source_quality", "revised"): 1,
            ("incident_country", "revised"): 1,
        }),
        ("2025", "year 2023", {
            ("women_count", "revised"): 1,
            ("position", "the point of another part"): 5,
            ("cause", "revised"): 8,
            ("source_quality", "revised"): 1,
        }),
    ],
)  # fmt: skip
def test_the_full_record_and_a_yearly_answer_hold_the_same_incidents(
    copy_of: Copy, one: str, other: str, reasons: Reasons
) -> None:
    full, year = (copy_of(c) for c in (one, other))
    of_year = full[full.index.str.startswith(other[-4:])]
    assert set(of_year.index) == set(year.index)
    assert disagreements(of_year, year) == reasons


@pytest.mark.parametrize(
    ("one", "other", "both", "reasons"),
    [
        ("2025", "extract", 2876, {
            ("missing_count", "0 printed for unknown"): 1726,
            ("dead_count", "one total, divided anew"): 6,
            ("missing_count", "one total, divided anew"): 6,
            ("dead_count", "revised"): 1,
            ("missing_count", "revised"): 1,
            ("survivor_count", "revised"): 4,
            ("women_count", "revised"): 4,
            ("men_count", "revised"): 10,
            ("children_count", "revised"): 1,
            ("occurred_on", "revised"): 2,
            ("position", "revised"): 2,
            ("position", "the point of another part"): 1,
            ("route", "revised"): 1,
            ("cause", "revised"): 46,  # 45 drownings are mixed or unknown since
            ("parts_count", "revised"): 4,
            ("source_quality", "revised"): 16,
            ("incident_country", "revised"): 3,
        }),
        ("2026", "extract", 139, {
            ("dead_count", "one total, divided anew"): 2,
            ("missing_count", "one total, divided anew"): 2,
            ("women_count", "revised"): 1,
            ("men_count", "revised"): 1,
            ("position", "revised"): 1,
            ("position", "the point of another part"): 1,
            ("incident_country", "not in one of the layouts"): 138,
        }),
        ("2022", "2025", 1825, {
            ("dead_count", "one total, divided anew"): 93,
            ("missing_count", "one total, divided anew"): 93,
            ("dead_count", "revised"): 3,
            ("missing_count", "revised"): 1,
            ("survivor_count", "revised"): 38,
            ("survivor_count", "0 printed for unknown"): 1,
            ("women_count", "revised"): 71,
            ("men_count", "revised"): 69,
            ("children_count", "revised"): 38,
            ("occurred_on", "revised"): 1,
            ("position", "revised"): 2,
            ("position", "the point of another part"): 6,
            ("parts_count", "revised"): 3,
            ("cause", "revised"): 1,
            ("source_quality", "revised"): 20,
            ("incident_country", "not in one of the layouts"): 1825,
        }),
    ],
)  # fmt: skip
def test_two_editions_agree_but_for_named_revisions(
    copy_of: Copy, one: str, other: str, both: int, reasons: Reasons
) -> None:
    earlier, later = (copy_of(c) for c in (one, other))
    assert len(earlier.index.intersection(later.index)) == both
    assert disagreements(earlier, later) == reasons


def only_in(one: pd.DataFrame, other: pd.DataFrame) -> Counter[str]:
    """Why an edition holds incidents that the other does not."""
    absent = one[~one.index.isin(other.index)]
    strangers = other[~other.index.isin(one.index)]
    same = Counter((r.occurred_on, r.route, people(r)) for r in strangers.itertuples())
    why: Counter[str] = Counter()
    for row in absent.itertuples():
        key = (row.occurred_on, row.route, people(row))
        if row.record_kind == "cumulative":
            why["cumulative"] += 1
        elif row.longitude and float(row.longitude) < -30:
            why["found in the Americas"] += 1
        elif same[key]:
            same[key] -= 1
            why["renumbered"] += 1
        elif row.occurred_on > other["occurred_on"].max():
            why["later"] += 1
        else:
            why["added or withdrawn"] += 1
    return why


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("2025", "extract", {"cumulative": 14, "found in the Americas": 10, "renumbered": 20,
                             "added or withdrawn": 10}),
        ("extract", "2025", {"later": 398, "renumbered": 20, "added or withdrawn": 76}),
        ("2022", "2025", {"renumbered": 7, "added or withdrawn": 4}),
        ("2025", "2022", {"later": 1066, "found in the Americas": 9, "renumbered": 7,
                          "added or withdrawn": 23}),
    ],
)  # fmt: skip
def test_what_one_edition_holds_and_the_other_does_not_has_a_reason(
    copy_of: Copy, one: str, other: str, why: dict[str, int]
) -> None:
    frames = (copy_of(c) for c in (one, other))
    assert only_in(*frames) == why
