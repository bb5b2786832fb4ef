"""Records of different sources that may be the same event: found, compared, never merged here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
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


def why_apart(incidents: gpd.GeoDataFrame, one: str, other: str) -> str:
    """Why two rows of `incidents` are no candidates, and what would have been right."""
    pair = incidents.set_index("incident_id").loc[[one, other]]
    if pair["source"].nunique() < 2:
        return f"are of one source, {str(pair['source'].iloc[0])!r}; expected two sources"
    for name, row in pair.iterrows():
        if row[["occurred_on", "longitude", "latitude"]].isna().any():
            return f"cannot be compared: {name!r} lacks a day or a position; expected both"
        if row[["record_kind"]].eq("cumulative").any():
            return f"cannot be compared: {name!r} stands for many incidents; expected single ones"
    days = abs((pair["occurred_on"].iloc[0] - pair["occurred_on"].iloc[1]).days)
    degrees = float(pair[["longitude", "latitude"]].astype("float64").diff().abs().iloc[1].max())
    return (
        f"lie {days:,} day{'' if days == 1 else 's'} and {degrees:.2f} degrees apart; expected at "
        f"most {WITHIN_DAYS} days and {WITHIN_DEGREES:g} degrees"
    )


def contradiction(found: Collection[Candidate], one: str, other: str, verdict: Verdict) -> str:
    """What a verdict on a pair would contradict, in words; empty if nothing.

    An event has one record of a source: two of them are never joined, through a third neither.
    """
    pair = (one, other) if one < other else (other, one)
    records = _Records(found)
    records.different.discard(pair)
    event = records.events(c for c in found if c.verdict == "same" and c.pair != pair)
    left, right = event.get(one, {one}), event.get(other, {other})
    through = ", ".join(map(repr, sorted((left | right) - {one, other})))
    if verdict == "different" and left is right:
        return f"other decisions join them through {through}; take one of those back first"
    clash = records.clash(left, right) if verdict == "same" and left is not right else None
    if clash is None:
        return ""
    first, second = clash
    is_one_source = records.source.get(first) == records.source.get(second)
    why = f"of one source, {records.source[first]!r}" if is_one_source else "decided to be two"
    return (
        f"that would make {first!r} and {second!r} one event too, and they are {why}; "
        f"take back what was decided with {through} first"
    )


def not_counted(found: Collection[Candidate]) -> set[str]:
    """The records that somebody decided are the same event as one that stays.

    Records that a chain of such decisions joins are one event: the one of the best source quality
    stays, then the one with most people, then the first by id.
    """
    stays = _Records(found).stays(c for c in found if c.verdict == "same")
    return set(stays) - set(stays.values())


def in_doubt(found: Collection[Candidate], present: Collection[str]) -> set[str]:
    """The records that would not count if the open pairs that can be one event were decided to be.

    An event has one record of a source, so of the open pairs of a record with several of another
    source one at most can be. They are matched one by one: the pair that takes most people away
    first, then the nearest. To decide these pairs takes away exactly these records. Where records
    compete for several partners each, another match may take away more, at most twice as many
    between two sources.

    Pairs with a record that is not `present` are passed over, unless by decision one stands for it
    that is.
    """
    records = _Records(found)
    decided = [c for c in found if c.verdict == "same"]
    before = records.stays(decided)

    def counted(name: str) -> str:
        return before.get(name, name)

    def taken_away(pair: Candidate) -> int:
        worse = max(counted(pair.one), counted(pair.other), key=lambda name: records.rank[name])
        return records.people[worse]

    shown = [
        c for c in found
        if c.verdict == "undecided" and counted(c.one) in present and counted(c.other) in present
    ]  # fmt: skip
    shown.sort(key=lambda c: (-taken_away(c), c.days, c.km, c.pair))
    after = records.stays([*decided, *shown])
    return {counted(name) for name in after} - set(after.values())


def open_sentence(pairs: int) -> str:
    """What a number of undecided pairs means for the totals."""
    return (
        f"{pairs:,} {'pair' if pairs == 1 else 'pairs'} of records from different sources may be "
        "the same event: totals run from low to high until somebody decides, on the page Sources."
    )


def overcount(found: Collection[Candidate], present: Collection[str]) -> int:
    """By how many dead and missing a total is too high if the records `in_doubt` do not count."""
    people = _Records(found).people
    return sum(people[name] for name in in_doubt(found, present))


class _Records:
    """The records that pairs name, and how they can be joined to events."""

    def __init__(self, found: Collection[Candidate]) -> None:
        self.source: dict[str, str] = {}
        self.people: dict[str, int] = {}
        self.rank: dict[str, tuple[int, int, str]] = {}
        self.different = {c.pair for c in found if c.verdict == "different"}
        for c in found:
            for name, source, people, quality in (
                (c.one, c.one_source, c.one_people, c.one_quality),
                (c.other, c.other_source, c.other_people, c.other_quality),
            ):
                self.source[name] = source
                self.people[name] = people or 0
                self.rank[name] = (-quality, -(people or 0), name)

    def clash(self, one: Collection[str], other: Collection[str]) -> Pair | None:
        """A record of each that cannot be one event: of one source, or decided to be two."""
        for first, second in product(sorted(one), sorted(other)):
            pair = (first, second) if first < second else (second, first)
            known = self.source.get(first)
            if pair in self.different or (known and known == self.source.get(second)):
                return pair
        return None

    def events(self, pairs: Iterable[Candidate]) -> dict[str, set[str]]:
        """The event of each record, pair after pair joined where nothing forbids it."""
        event: dict[str, set[str]] = {}
        for pair in pairs:
            one, other = (event.setdefault(name, {name}) for name in (pair.one, pair.other))
            if one is not other and not self.clash(one, other):
                one |= other
                event.update(dict.fromkeys(other, one))
        return event

    def stays(self, pairs: Iterable[Candidate]) -> dict[str, str]:
        """The record that stays of the event of each record."""
        return {
            name: min(event, key=lambda member: self.rank[member])
            for name, event in self.events(pairs).items()
        }
