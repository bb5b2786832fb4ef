"""What the regions page shows: of one picture, its incidents by search-and-rescue claim."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import shapely
from cachetools import LRUCache, cached

from dashboard.holdings import Holdings
from dashboard.picture import Picture
from dashboard.state import span
from layers import filters
from layers.analysis.claim_areas import Area, areas
from layers.analysis.region_counts import (
    RegionCounts,
    counts_over_time,
    people_by_point,
    region_counts,
)
from layers.analysis.toll import Toll
from layers.filters import Flags
from layers.selection import Bucket, Selection

COARSE_DEGREES = 0.02  # half a pixel where the map is widest
Line = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Regionbook:
    """Everything that the regions page shows of one picture."""

    picture: Picture

    @property
    def selection(self) -> Selection:
        """What the reader chose."""
        return self.picture.selection

    @property
    def _rows(self) -> Flags:
        return self.picture.filtered.rows

    @cached_property
    def span(self) -> tuple[dt.date, dt.date]:
        """First and last day that the figure over time shows."""
        return span(self.selection, self.picture.holdings.months)

    @cached_property
    def counts(self) -> RegionCounts:
        """The incidents of the picture by region."""
        return self._counts(self._rows)

    @cached_property
    def _everywhere(self) -> Flags:
        """The rows of the selection, a filter by region left aside."""
        index = self.picture.holdings.index
        return filters.select_incidents(index, self.selection.but(regions=())).rows

    @cached_property
    def of_claims(self) -> RegionCounts:
        """The same without a filter by region, which goes by points and would cut what is high."""
        return self._counts(self._everywhere) if self.selection.regions else self.counts

    def _counts(self, rows: Flags) -> RegionCounts:
        h = self.picture.holdings
        return region_counts(h.claim_index, h.incidents, h.claim_circles, rows)

    def over_time(self, every: Bucket | None = None) -> pd.DataFrame:
        """The cells of the count by bucket, the selection's own by default."""
        h = self.picture.holdings
        where = h.claim_index, h.incidents, h.claim_circles
        return counts_over_time(*where, every or self.selection.every, self._rows)

    @cached_property
    def claims(self) -> Mapping[str, Mapping[str, Any]]:
        """The cells of each claim by its id, whether in force in the period or not."""
        return {str(row["claim_id"]): row for row in self.picture.holdings.claim_index.rows}

    @cached_property
    def doubt(self) -> str:
        """What the filter by region may have wrong, in words; empty where no region is chosen."""
        if not self.selection.regions:
            return ""
        return self.picture.holdings.region_doubt(self.selection).sentence

    @cached_property
    def areas(self) -> list[Area]:
        """The sea by claims in force on a day of the period, cut along every limit."""
        return _areas(self.picture.holdings, tuple(self.picture.claims["claim_id"]))

    @cached_property
    def people(self) -> dict[tuple[str, ...], Toll]:
        """The toll by the claims that each position lies in: for the shading of the map.

        A filter by region is left aside, as in `of_claims`.
        """
        h = self.picture.holdings
        return people_by_point(h.claim_index, h.incidents, h.claim_circles, self._everywhere)

    @cached_property
    def limits(self) -> dict[str, tuple[Line, ...]]:
        """The limits at sea of each claim in force in the period, coarse."""
        held = _limits(self.picture.holdings)
        return {claim: held[claim] for claim in self.picture.claims["claim_id"]}


@cached(LRUCache(8), key=lambda holdings, ids: (holdings.key, ids))
def _areas(holdings: Holdings, ids: tuple[str, ...]) -> list[Area]:
    claims = holdings.claims
    return areas(claims[claims["claim_id"].isin(ids)], coarse_degrees=COARSE_DEGREES)


@cached(LRUCache(4), key=lambda holdings: holdings.key)
def _limits(holdings: Holdings) -> dict[str, tuple[Line, ...]]:
    index = holdings.claim_index
    return {claim: _lines(index.limit_line(place)) for place, claim in enumerate(index.ids)}


def _lines(shape: Any) -> tuple[Line, ...]:
    parts = shapely.get_parts(shapely.simplify(shape, COARSE_DEGREES))
    return tuple(
        tuple((round(x, 2), round(y, 2)) for x, y in part.coords) for part in parts if part.length
    )
