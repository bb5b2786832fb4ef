"""Monthly levels and shares of the routes, in one named measure.

**Measure.** `crossings_known` is the sum of known sea arrivals and interceptions of a route in a
month: journeys that are known of, whichever way they ended, without the dead and missing. A person
who is stopped and tries again is in it again. `arrival_sea` is sea arrivals alone.

**Unknown months.** A route's month counts if the series (country and measure) that are known in it
held at least 90 % of the route's known persons in the twelve months before. Otherwise the level is
unknown, never a smaller number: a small country without a figure does not hide the route, a large
one does. Months that were not over when they were read are left out.

**Like for like.** A month is compared with the same month a year before over the series that are
known in both, so that a series that begins or ends is not read as a change.

**Linked levels.** Where change points are looked for, all months must be comparable with each
other. A series that begins after its route, or ends before it, is linked by overlap: what lies on
the far side is multiplied by the ratio that the series made in the twelve months next to its
beginning or end, as indices are spliced by overlap when their basket changes. Linked levels are
compared, and never shown as persons.

**Shares** stand beside levels and are not tested: when one route falls and nothing else changes,
the share of every other route rises all the same.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.aggregate import EXPECTED, SERIES
from layers.errors import LayersError
from layers.terms import DEFAULT_LEVEL_MEASURE, LEVEL_MEASURES, ROUTES, country_name

MEASURES: dict[str, tuple[str, ...]] = {
    "crossings_known": EXPECTED,
    "arrival_sea": ("arrival_sea",),
}
MEASURE_NAMES = LEVEL_MEASURES
COVERAGE = 0.9
YEAR = 12
SHARES_MISLEAD = (
    "Shares alone mislead: when one route falls and nothing else changes, the share of every other "
    "route rises. Conclusions rest on levels."
)
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Levels:
    """Persons by route and month, one row a route; NaN where a month does not count.

    Attributes:
        measure: a key of `MEASURES`.
        months: the first days of the months, without a gap.
        routes: the routes, in the order of the rows.
        persons: the level of each route.
        series: what is counted: (route, arrival country, departure country, measure).
        cells: persons by series and month; NaN where unknown.
    """

    measure: str
    months: tuple[dt.date, ...]
    routes: tuple[str, ...]
    persons: Floats
    series: tuple[tuple[str, str, str, str], ...]
    cells: Floats

    def row(self, route: str) -> int:
        """The row of a route.

        Raises:
            LayersError: if it is not among the routes.
        """
        if route not in self.routes:
            known = ", ".join(self.routes) or "none"
            raise LayersError(f"There is no level of the route {route!r}; the routes are {known}.")
        return self.routes.index(route)

    def position(self, month: dt.date) -> int:
        """How many months lie between the first month and `month`; negative before it."""
        first = self.months[0] if self.months else month
        return (month.year - first.year) * YEAR + month.month - first.month

    def upto(self, month: dt.date) -> Levels:
        """The same up to and with a month: what could be known at its end."""
        n = max(0, min(len(self.months), self.position(month) + 1))
        return replace(
            self,
            months=self.months[:n],
            persons=self.persons[:, :n],
            cells=self.cells[:, :n],
        )

    @cached_property
    def shares(self) -> Floats:
        """The share of each route; NaN in a month in which any route that counts at all does not.

        A route is left out of the whole until its first level; see `without_share`.
        """
        begun = np.logical_or.accumulate(~np.isnan(self.persons), axis=1)
        known = ~np.isnan(self.persons) | ~begun
        total = np.where(known.all(axis=0), np.nansum(self.persons, axis=0), np.nan)
        return self.persons / np.where(total > 0, total, np.nan)

    @property
    def without_share(self) -> dict[str, dt.date]:
        """The routes that the shares of the first months leave out, and their first known month.

        Their persons of those months are unknown, not none: the other shares are too high by them.
        """
        firsts = {}
        for route, values in zip(self.routes, self.persons, strict=True):
            known = np.flatnonzero(~np.isnan(values))
            if len(known) and known[0]:
                firsts[route] = self.months[known[0]]
        return firsts

    @property
    def known_to(self) -> dict[str, dt.date]:
        """The newest month of each route whose level is known."""
        lasts = {}
        for route, values in zip(self.routes, self.persons, strict=True):
            known = np.flatnonzero(~np.isnan(values))
            if len(known):
                lasts[route] = self.months[known[-1]]
        return lasts

    @cached_property
    def year_before(self) -> tuple[Floats, Floats]:
        """Each month, and the same month a year before, over the series known in both.

        NaN where either of the two months does not count.
        """
        now, then = np.full_like(self.persons, np.nan), np.full_like(self.persons, np.nan)
        if len(self.months) > YEAR:
            late, early = self.cells[:, YEAR:], self.cells[:, :-YEAR]
            both = ~np.isnan(late) & ~np.isnan(early)
            counts = ~np.isnan(self.persons[:, YEAR:]) & ~np.isnan(self.persons[:, :-YEAR])
            for row in range(len(self.routes)):
                mine = self._of(row)
                some = counts[row] & both[mine].any(axis=0)
                now[row, YEAR:] = np.where(some, _sum(late[mine], both[mine]), np.nan)
                then[row, YEAR:] = np.where(some, _sum(early[mine], both[mine]), np.nan)
        return now, then

    @cached_property
    def linked(self) -> Floats:
        """Levels that are comparable across the beginning and the end of a series; see above."""
        out = self.persons.copy()
        known = ~np.isnan(self.cells)
        for row in range(len(self.routes)):
            counted = np.flatnonzero(~np.isnan(self.persons[row]))
            mine = self._of(row)
            for s in mine:
                held = np.flatnonzero(known[s])
                if not len(held) or not len(counted):
                    continue
                if held[0] > counted[0]:
                    span = slice(held[0], held[0] + YEAR)
                    out[row, : held[0]] *= self._ratio(row, s, span)
                if held[-1] < counted[-1]:
                    span = slice(max(0, held[-1] + 1 - YEAR), held[-1] + 1)
                    # Downwards: what comes after lacks the series for good.
                    out[row, : held[-1] + 1] /= self._ratio(row, s, span)
        return out

    def lacking(self, route: str, first: int, last: int) -> list[str]:
        """Which series have no figure in which of the unknown months of a route.

        Of the months from the place `first` to `last`.
        """
        row = self.row(route)
        mine = self._of(row)
        if np.isnan(self.cells[mine, : last + 1]).all():
            return [f"no figure up to {self.months[last]:%b %Y}"]
        out = []
        for s in mine:
            unknown = np.isnan(self.cells[s]) & np.isnan(self.persons[row])
            gap = np.flatnonzero(unknown[max(first, 0) : last + 1]) + max(first, 0)
            if len(gap) and not np.isnan(self.cells[s, : last + 1]).all():
                _, arrival, departure, measure = self.series[s]
                what = "interceptions" if measure == "interception" else "sea arrivals"
                months = "1 month" if len(gap) == 1 else f"{len(gap)} months"
                span = f"{self.months[gap[0]]:%b %Y} to {self.months[gap[-1]]:%b %Y}"
                out.append(
                    f"{country_name(departure or arrival)}, {what}: {months} without a figure "
                    f"({span})"
                )
        return out

    def _of(self, row: int) -> list[int]:
        return [i for i, s in enumerate(self.series) if s[0] == self.routes[row]]

    def _ratio(self, row: int, series: int, span: slice) -> float:
        """The route with a series over the route without it, in a span; 1 where it is unknown."""
        mine = self._of(row)
        months = ~np.isnan(self.cells[series, span])
        whole = float(np.nansum(self.cells[mine, span][:, months]))
        rest = whole - float(np.nansum(self.cells[series, span]))
        return whole / rest if rest > 0 else 1.0


def levels(crossings: pd.DataFrame, measure: str = DEFAULT_LEVEL_MEASURE) -> Levels:
    """The monthly level of every route that has a figure.

    Args:
        crossings: rows of `layers.aggregate.complete_crossings`, or of the crossings layer.
        measure: a key of `MEASURES`.

    Raises:
        LayersError: if there is no such measure.
    """
    if measure not in MEASURES:
        raise LayersError(
            f"There is no measure {measure!r} of levels; the measures are {', '.join(MEASURES)}."
        )
    rows = crossings[crossings["measure"].isin(MEASURES[measure])]
    held = rows[rows["persons"].notna()]
    if held.empty:
        empty = np.empty((0, 0))
        return Levels(measure, (), (), empty, (), empty)
    newest = held["month"].max()
    # Series may be flagged partial for years; only the newest month can be unfinished.
    if (held.loc[held["month"] == newest, "status"] == "partial").any():
        newest -= pd.DateOffset(months=1)
    index = pd.date_range(held["month"].min(), newest, freq="MS")
    keys = [held[c].astype("string").fillna("") for c in SERIES]
    table = held["persons"].astype("float64").groupby([held["month"], *keys]).sum()
    wide = table.unstack(list(range(1, len(SERIES) + 1))).reindex(index.astype(held["month"].dtype))  # noqa: PD010 - pivot_table would sum unknowns to 0
    wide = wide.loc[:, wide.notna().any()]
    columns = wide.columns.to_frame().to_numpy(dtype=object).tolist()
    series = tuple((str(r), str(a), str(d), str(m)) for r, a, d, m in columns)
    cells = wide.to_numpy(dtype=np.float64).T
    routes = tuple(r for r in ROUTES if any(s[0] == r for s in series))
    of_route = [[i for i, s in enumerate(series) if s[0] == r] for r in routes]
    persons = np.array([_level(cells[mine]) for mine in of_route]).reshape(len(routes), len(index))
    return Levels(measure, tuple(m.date() for m in index), routes, persons, series, cells)


def _level(cells: Floats) -> Floats:
    """The sum of the series of one route by month; NaN where too much of it is unknown."""
    known = ~np.isnan(cells)
    filled = np.where(known, cells, 0.0)
    total = np.cumsum(np.pad(filled, ((0, 0), (1, 0))), axis=1)
    ends = np.arange(cells.shape[1])
    before = total[:, ends] - total[:, np.maximum(ends - YEAR, 0)]
    all_before = before.sum(axis=0)
    held = np.where(known, before, 0.0).sum(axis=0)
    counts = known.any(axis=0) & (held >= COVERAGE * all_before)
    return np.where(counts, filled.sum(axis=0), np.nan)


def _sum(cells: Floats, keep: Flags) -> Floats:
    total: Floats = np.where(keep, cells, 0.0).sum(axis=0)
    return total
