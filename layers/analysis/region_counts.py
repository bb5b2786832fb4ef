"""Incidents, dead and missing by search-and-rescue region, as far as positions can tell.

Two counts, never mixed. *Cells* hold every incident once and add up to the total: one for each set
of claims that holds whole circles (Italy alone; Italy and Malta), and one for each reason why there
is no such set. *Spans* say of one claim how many lie in it from low (the whole circle inside) to
high (the circle meets it); claims overlap, so spans are never added up.

Limits are taken as drawn; the claims are those in force on the day of the incident.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.aggregate import bucket_start
from layers.analysis.claim_answers import in_words
from layers.analysis.claim_index import ClaimIndex, Flags, Placed, claims_at
from layers.analysis.toll import Toll, numbers, people_of, teller
from layers.selection import Bucket

Kind = Literal[
    "one claim", "several claims", "not in force", "no claim", "cannot tell", "on land",
    "no position", "total",
]  # fmt: skip
# Nobody wrote how far off these may be, and no position at sea is better than this.
ASSUMED_KM = 10.0
LABELS: dict[Kind, str] = {
    "not in force": "In a claim not in force on the day",
    "no claim": "In no claim drawn",
    "cannot tell": "Cannot tell: the circle crosses a limit, or reaches into a claim",
    "on land": "On land, more than about 1 km from the coast",
    "no position": "Without a trustworthy position",
    "total": "Total",
}
_REST: tuple[Kind, ...] = ("not in force", "no claim", "cannot tell", "on land", "no position")
_EPOCH = np.datetime64("1970-01-01", "D")


@dataclass(frozen=True)
class Cell:
    """One row of the count in which every incident stands once.

    Attributes:
        claim_ids: the claims that hold the whole circle; empty where no set of claims does.
        label: what a reader sees.
    """

    kind: Kind
    claim_ids: tuple[str, ...]
    label: str
    toll: Toll

    @property
    def key(self) -> str:
        """What tells it from other cells: ``ITA+MLT``, or its kind."""
        return "+".join(self.claim_ids) or self.kind


@dataclass(frozen=True)
class Span:
    """How many lie in one claim, overlaps included; not to be added up over claims.

    Attributes:
        low: incidents whose whole circle lies in it.
        by_point: incidents whose position lies in it, whatever their circle: what a region filter
            shows.
        high: incidents whose circle meets it.
    """

    claim_id: str
    label: str
    low: Toll
    by_point: Toll
    high: Toll


@dataclass(frozen=True)
class RegionCounts:
    """Every incident of a selection by region.

    Attributes:
        cells: single claims in the order of the claims, then overlaps, then what is in no set of
            claims; without empty ones.
        total: the sum of the cells.
        spans: of each claim that some circle meets.
        undated: incidents without a date: a claim whose start or end is known does not hold them.
        assumed: located incidents without a radius, taken to be good to `ASSUMED_KM`.
    """

    cells: tuple[Cell, ...]
    total: Cell
    spans: tuple[Span, ...]
    undated: int
    assumed: int


@dataclass(frozen=True)
class Circles:
    """The circles of incidents against the claims of their day; a row per incident.

    Attributes:
        placed: how each circle stands to the claims.
        day_known: whether the incident has a date.
        radius_known: whether it has a radius of its own.
    """

    placed: Placed
    day_known: Flags
    radius_known: Flags


def circles(index: ClaimIndex, incidents: pd.DataFrame, radius_km: float | None = None) -> Circles:
    """Where incidents lie, with their circles.

    Args:
        index: the claims, with the land.
        incidents: rows of the incidents layer.
        radius_km: for every incident instead of its own; 0 is plain point in polygon.
    """
    day = incidents["occurred_on"].to_numpy(dtype="datetime64[D]")
    known = ~np.isnat(day)
    days = np.full(len(day), np.iinfo(np.int32).min, dtype="int32")
    days[known] = (day[known] - _EPOCH).astype("int32")
    own = numbers(incidents["position_uncertainty_km"])
    radius = np.nan_to_num(own, nan=ASSUMED_KM) if radius_km is None else radius_km
    x, y = numbers(incidents["longitude"]), numbers(incidents["latitude"])
    return Circles(claims_at(index, x, y, radius, days), known, ~np.isnan(own))


def region_counts(
    index: ClaimIndex, incidents: pd.DataFrame, found: Circles, rows: Flags | None = None
) -> RegionCounts:
    """The count of incidents by region.

    Args:
        index: the claims.
        incidents: rows of the incidents layer.
        found: their circles, from `circles`.
        rows: which of them count; None counts all.
    """
    kept = np.ones(len(incidents), dtype=bool) if rows is None else rows
    toll = teller(incidents)
    placed = found.placed
    labels = dict(zip(index.ids, (short(str(r["name"])) for r in index.rows), strict=True))
    cells = []
    cell, meanings = cells_of(placed)
    for number, (kind, bits) in enumerate(meanings):
        members = kept & (cell == number)
        if members.any():
            ids = _ids(index, bits)
            label = in_words([labels[c] for c in ids]) if ids else LABELS[kind]
            cells.append(Cell(kind, ids, label, toll(members)))
    spans = []
    for place, claim in enumerate(index.ids):
        bit = np.uint64(1 << place)
        meets = kept & ((placed.met & bit) != 0)
        if meets.any():
            low, inside = (kept & ((b & bit) != 0) for b in (placed.whole, placed.inside))
            spans.append(Span(claim, labels[claim], toll(low), toll(inside), toll(meets)))
    return RegionCounts(
        cells=tuple(cells),
        total=Cell("total", (), LABELS["total"], toll(kept)),
        spans=tuple(spans),
        undated=int((kept & ~found.day_known).sum()),
        assumed=int((kept & placed.located & ~found.radius_known).sum()),
    )


def counts_over_time(
    index: ClaimIndex,
    incidents: pd.DataFrame,
    found: Circles,
    every: Bucket,
    rows: Flags | None = None,
) -> pd.DataFrame:
    """The cells of a count by bucket; incidents without a date are in no bucket.

    Returns:
        Columns `bucket` (its first day), `key` (of the cell), `incidents`, `dead`, `missing`,
        `people` (null where no figure is known), `unknown` (incidents that lack a figure), one row for each cell and bucket with
        an incident, by bucket, then in the order of the cells.
    """
    kept = np.ones(len(incidents), dtype=bool) if rows is None else rows
    kept = kept & found.day_known
    dead, missing = numbers(incidents["dead_count"]), numbers(incidents["missing_count"])
    cell, meanings = cells_of(found.placed)
    names = ["+".join(_ids(index, bits)) or kind for kind, bits in meanings]
    month = incidents["occurred_on"][kept].dt.to_period("M").dt.start_time
    table = pd.DataFrame(
        {
            "bucket": bucket_start(month, every).to_numpy(dtype="datetime64[s]"),
            "place": cell[kept],
            "incidents": 1,
            "dead": pd.array(dead[kept], dtype="Float64"),
            "missing": pd.array(missing[kept], dtype="Float64"),
            "people": pd.array(people_of(dead, missing)[kept], dtype="Float64"),
            "unknown": (np.isnan(dead) | np.isnan(missing))[kept].astype("int64"),
        }
    )
    # min_count keeps what nobody knows unknown: it never becomes zero.
    grouped = table.groupby(["bucket", "place"], as_index=False, sort=True)
    summed = grouped.sum(min_count=1).astype(dict.fromkeys(("dead", "missing", "people"), "Int64"))
    summed["key"] = [names[place] for place in summed["place"]]
    return summed[["bucket", "key", "incidents", "dead", "missing", "people", "unknown"]]


def people_by_point(
    index: ClaimIndex, incidents: pd.DataFrame, found: Circles, rows: Flags
) -> dict[tuple[str, ...], Toll]:
    """The toll of incidents by the claims that their position lies in, in force on their day.

    Positions in no claim are left out. For a drawing: the counts that say how sure they are come
    from `region_counts`.
    """
    inside = found.placed.inside
    toll = teller(incidents)
    sets = [int(b) for b in np.unique(inside[rows]) if b]
    return {_ids(index, bits): toll(rows & (inside == np.uint64(bits))) for bits in sets}


@dataclass(frozen=True)
class Doubt:
    """What a filter by region, which goes by the point, may have wrong.

    Attributes:
        may_be_outside: shown incidents whose circle leaves the chosen regions.
        may_be_inside: incidents not shown, whose circle meets one of them.
        outside_people: dead and missing of the former, as far as known.
        inside_people: of the latter.
    """

    may_be_outside: int
    may_be_inside: int
    outside_people: int
    inside_people: int

    @property
    def sentence(self) -> str:
        """The doubt in words; empty where there is none."""
        parts = []
        if self.may_be_outside:
            one = self.may_be_outside == 1
            parts.append(
                f"{self.may_be_outside:,} of these may lie outside by {'its' if one else 'their'} "
                f"uncertainty ({self.outside_people:,} dead and missing)"
            )
        if self.may_be_inside:
            parts.append(
                f"{self.may_be_inside:,} more may lie inside ({self.inside_people:,} dead and "
                "missing)"
            )
        if not parts:
            return ""
        return "A region filter goes by the point of each incident. " + "; ".join(parts) + "."


def region_doubt(
    index: ClaimIndex,
    incidents: pd.DataFrame,
    found: Circles,
    regions: tuple[str, ...],
    shown: Flags,
    candidates: Flags,
) -> Doubt:
    """How many incidents a filter by region may have on the wrong side.

    Args:
        index: the claims.
        incidents: rows of the incidents layer.
        found: their circles.
        regions: the chosen claims, by id.
        shown: the rows that the whole filter leaves.
        candidates: the rows that every other part of the filter leaves.
    """
    wanted = np.uint64(sum(1 << index.ids.index(r) for r in regions))
    placed = found.placed
    # Whole in one chosen claim is surely inside; so is a circle over a limit between chosen ones
    # that meets no other claim, but that may reach sea that nobody drew: it stays a doubt.
    outside = shown & ((placed.whole & wanted) == 0)
    inside = candidates & ~shown & ((placed.met & wanted) != 0)
    toll = teller(incidents)
    out, more = toll(outside), toll(inside)
    return Doubt(out.incidents, more.incidents, out.people, more.people)


def short(name: str) -> str:
    """The name of a claim without what all of them have in common: ``Spain (Canaries)``."""
    return name.replace(" SRR claim", "").replace(" SRR", "")


def cells_of(placed: Placed) -> tuple[npt.NDArray[np.intp], list[tuple[Kind, int]]]:
    """The cell of each row, as a place in the list that comes with it: kind, and bits of claims.

    The list is in reading order: single claims by place, overlaps by their number of claims, then
    the reasons why there is no such set.
    """
    empty, sure = placed.inside == 0, placed.is_sure
    reason = np.zeros(len(empty), dtype="int64")
    for kind, rows in (
        ("cannot tell", ~sure),
        ("no claim", empty & sure),
        ("not in force", empty & sure & (placed.drawn != 0)),
        ("on land", empty & placed.ashore),
        ("no position", ~placed.located),
    ):
        reason[rows] = 1 + _REST.index(cast("Kind", kind))
    held = np.where(reason == 0, placed.inside, 0).astype("uint64")
    sets, place = np.unique(held, return_inverse=True)
    codes, cell = np.unique(place * (len(_REST) + 1) + reason, return_inverse=True)
    found: list[tuple[Kind, int]] = []
    for code in codes:
        which, why = divmod(int(code), len(_REST) + 1)
        bits = int(sets[which])
        alone: Kind = "one claim" if bits.bit_count() == 1 else "several claims"
        found.append((_REST[why - 1] if why else alone, bits))
    order = sorted(range(len(found)), key=lambda i: _rank(*found[i]))
    back = np.empty(len(found), dtype="intp")
    back[order] = np.arange(len(found))
    return back[cell], [found[i] for i in order]


def _rank(kind: Kind, bits: int) -> tuple[int, int, int]:
    return (1, _REST.index(kind), 0) if kind in _REST else (0, bits.bit_count(), bits)


def _ids(index: ClaimIndex, bits: int) -> tuple[str, ...]:
    return tuple(claim for place, claim in enumerate(index.ids) if bits >> place & 1)
