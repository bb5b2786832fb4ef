"""Records of different sources that may be the same event: found, compared, never merged here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from shapely import STRtree, box

from layers.geometry import distances_m

WITHIN_DAYS = 3
WITHIN_DEGREES = 0.2
Verdict = Literal["undecided", "same", "different"]
VERDICTS: tuple[Verdict, ...] = ("undecided", "same", "different")
Pair = tuple[str, str]


@dataclass(frozen=True)
class Candidate:
    """Two records that may be one event, with what speaks for and against.

    `one` is the record that stays if they are the same: of the better source quality, then the
    one with more people, then by id. `days` and `km` are how far apart they lie; people are dead
    and missing, None where nobody knows.
    """

    one: str
    other: str
    one_source: str
    other_source: str
    one_people: int | None
    other_people: int | None
    days: int
    km: float
    verdict: Verdict = "undecided"
    one_quality: int = 0
    other_quality: int = 0

    @property
    def pair(self) -> Pair:
        """The two ids in alphabetical order, whichever stays."""
        return (self.one, self.other) if self.one < self.other else (self.other, self.one)


def candidates(
    incidents: gpd.GeoDataFrame, verdicts: Mapping[Pair, Verdict] | None = None
) -> list[Candidate]:
    """Pairs of incidents of different sources within 3 days and 0.2 degrees of each other.

    Both limits are included; latitude and longitude each. Cumulative records have neither a day
    nor a place of their own and are no candidates; nor are records without a position or a date.

    Args:
        incidents: rows of the incidents layer.
        verdicts: what was decided, by the pair of ids in alphabetical order.
    """
    usable = (
        incidents["occurred_on"].notna()
        & incidents["longitude"].notna()
        & incidents["latitude"].notna()
        & (incidents["record_kind"].fillna("") != "cumulative")
    )
    rows = incidents[usable.to_numpy(dtype=bool)].reset_index(drop=True)
    if rows["source"].nunique() < 2:
        return []
    left, right = _near(rows)
    source = rows["source"].to_numpy(dtype=object)
    day = rows["occurred_on"].to_numpy().astype("datetime64[D]").astype("int64")
    fits = (left < right) & (source[left] != source[right])
    fits &= np.abs(day[left] - day[right]) <= WITHIN_DAYS
    left, right = left[fits], right[fits]
    people = _people(rows)
    points = rows[["longitude", "latitude"]].to_numpy(dtype="float64")
    km = distances_m(points[left], points[right]) / 1000
    out = []
    for a, b, apart in zip(left, right, km, strict=True):
        first, second = sorted((int(a), int(b)), key=lambda i: _rank(rows, people, i))
        one, other = (str(rows["incident_id"].iloc[i]) for i in (first, second))
        pair = (one, other) if one < other else (other, one)
        out.append(
            Candidate(
                one, other, str(source[first]), str(source[second]), people[first], people[second],
                int(abs(day[a] - day[b])), round(float(apart), 1),
                (verdicts or {}).get(pair, "undecided"),
                -_rank(rows, people, first)[0], -_rank(rows, people, second)[0],
            )
        )  # fmt: skip
    return sorted(out, key=lambda c: (c.verdict != "undecided", c.one, c.other))


def _near(rows: gpd.GeoDataFrame) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    x, y = (rows[c].to_numpy(dtype="float64") for c in ("longitude", "latitude"))
    reach = WITHIN_DEGREES + 1e-9  # 0.2 of two decimal texts is a little more in binary
    tree = STRtree(rows.geometry.to_numpy())
    left, right = tree.query(box(x - reach, y - reach, x + reach, y + reach))
    return left.astype("int64"), right.astype("int64")


def _people(rows: pd.DataFrame) -> list[int | None]:
    total = rows[["dead_count", "missing_count"]].sum(axis=1, min_count=1)
    return [None if pd.isna(v) else int(v) for v in total]


def _rank(rows: pd.DataFrame, people: Sequence[int | None], i: int) -> tuple[int, int, str]:
    quality = rows["source_quality"].iloc[i]
    return (
        -(0 if pd.isna(quality) else int(quality)),
        -(people[i] or 0),
        str(rows["incident_id"].iloc[i]),
    )


def not_counted(found: Collection[Candidate]) -> set[str]:
    """The records that somebody decided are the same event as one that stays.

    Records that a chain of such decisions joins are one event: the one of the best source quality
    stays, then the one with most people, then the first by id.
    """
    return _but_the_best([c for c in found if c.verdict == "same"])


def in_doubt(found: Collection[Candidate], present: Collection[str]) -> set[str]:
    """The records that would not count if every open pair were decided to be one event.

    Pairs with a record that is not `present` are passed over.
    """
    shown = [c for c in found if c.one in present and c.other in present]
    return _but_the_best([c for c in shown if c.verdict == "undecided"])


def _but_the_best(pairs: Collection[Candidate]) -> set[str]:
    """Of each group of records that pairs join, all but the one that stays."""
    rank: dict[str, tuple[int, int, str]] = {}
    leader: dict[str, str] = {}

    def root(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    for pair in pairs:
        rank[pair.one] = (-pair.one_quality, -(pair.one_people or 0), pair.one)
        rank[pair.other] = (-pair.other_quality, -(pair.other_people or 0), pair.other)
        leader[root(pair.one)] = root(pair.other)
    stays: dict[str, str] = {}
    for name in sorted(rank, key=lambda n: rank[n]):
        stays.setdefault(root(name), name)
    return set(rank) - set(stays.values())


def overcount(found: Collection[Candidate], present: Collection[str]) -> int:
    """By how many dead and missing a total is too high if every open pair is one event."""
    people: dict[str, int] = {}
    for pair in found:
        people[pair.one], people[pair.other] = pair.one_people or 0, pair.other_people or 0
    return sum(people[name] for name in in_doubt(found, present))
