"""What the routes page shows: of one picture, the analysis of its routes, computed when asked for."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import pandas as pd
import shapely
from cachetools import LRUCache, cached

from dashboard.holdings import Holdings
from dashboard.picture import Picture
from dashboard.state import span
from geodata.coast import coarse_land
from layers import filters
from layers.aggregate import crossings_series
from layers.analysis import change_points, changes, displacement, sensitivity
from layers.analysis.backtest import Backtest, backtest
from layers.analysis.corridors import Corridor, corridor_rate, corridors, in_no_corridor
from layers.analysis.flows import Departures, Flow, Periods, departures, flows, left_out, periods
from layers.analysis.levels import MEASURES, Levels, levels
from layers.analysis.rates import Rate, rates_by_formula, rates_by_period
from layers.selection import Bucket, Selection, month_end
from layers.terms import ROUTES

Ring = tuple[tuple[float, float], ...]
COAST_BOX = (-24.0, 8.0, 42.0, 50.0)


@dataclass(frozen=True)
class Decline:
    """A fall of one route, and the test of every other route at its date."""

    point: change_points.ChangePoint
    shifts: tuple[displacement.Shift, ...]


@dataclass(frozen=True)
class Routebook:
    """Everything that the routes page shows of one picture."""

    picture: Picture

    @property
    def selection(self) -> Selection:
        """What the reader chose."""
        return self.picture.selection

    @property
    def formula(self) -> str:
        """The id of the formula by which the reader divides deaths."""
        return self.selection.rate

    @property
    def routes(self) -> tuple[str, ...]:
        """The chosen routes, in reading order."""
        return tuple(r for r in ROUTES if r in self.selection.routes)

    @cached_property
    def span(self) -> tuple[dt.date, dt.date]:
        """First and last day that the figures over time show."""
        return span(self.selection, self.picture.holdings.months)

    @cached_property
    def levels(self) -> Levels:
        """The monthly levels of every route, whatever was chosen: shares are of all four."""
        return levels(self.picture.holdings.crossings, self.selection.measure)

    @cached_property
    def figures(self) -> dict[tuple[dt.date, str], tuple[int, int]]:
        """How many monthly figures the level of a month and route has, and how many it lacks."""
        rows = self.picture.holdings.crossings
        rows = rows[rows["measure"].isin(MEASURES[self.selection.measure])]
        told = crossings_series(rows, "month").groupby(["bucket", "route"])[["known", "unknown"]]
        sums = told.sum()
        pairs = zip(sums.index, sums["known"], sums["unknown"], strict=True)
        return {(month.date(), route): (int(k), int(u)) for (month, route), k, u in pairs}

    @cached_property
    def months(self) -> tuple[int, ...]:
        """The places of the months of the levels that lie wholly in the period."""
        first, last = self.selection.whole_months
        months = enumerate(self.levels.months)
        return tuple(at for at, m in months if (first or m) <= m <= (last or m))

    @cached_property
    def arrivals(self) -> Levels:
        """The monthly levels of sea arrivals alone."""
        return levels(self.picture.holdings.crossings, "arrival_sea")

    @cached_property
    def unfinished(self) -> list[tuple[str, dt.date, int]]:
        """(route, month, persons so far) of the newest month where it was not over when read."""
        over = self.levels
        rows = self.picture.holdings.crossings.assign(status="final")
        whole = levels(rows, self.selection.measure)
        return [
            (route, month, round(value))
            for route in whole.routes
            for month, value in zip(whole.months, whole.persons[whole.row(route)], strict=True)
            if month > over.months[-1] and not math.isnan(value)
        ]

    @cached_property
    def alerts(self) -> list[changes.Alert]:
        """The alerts of the chosen routes that were on during the period, newest first."""
        first, last = self.span
        return [
            a
            for a in changes.alerts(self.levels)
            if a.route in self.routes and a.first <= last and month_end(a.last) >= first
        ]

    @cached_property
    def alerts_begun(self) -> tuple[int, float]:
        """How many alerts began on all routes in the whole record, in how many route years."""
        return changes.alerts_begun(self.levels)

    @cached_property
    def points(self) -> list[change_points.ChangePoint]:
        """Since when the level of each route is another, over the whole record."""
        return change_points.change_points(self.levels)

    @cached_property
    def told_points(self) -> list[change_points.ChangePoint]:
        """Those of the chosen routes whose level reaches into the period, newest first."""
        first, last = self.span
        inside = [
            p
            for p in self.points
            if p.route in self.routes and p.since <= last and month_end(p.until) >= first
        ]
        return sorted(inside, key=lambda p: p.since, reverse=True)

    @cached_property
    def declines(self) -> list[Decline]:
        """Each fall of a chosen route that began in the period, newest first.

        Tested against every other route, chosen or not: a shift goes where it goes.
        """
        first, last = self.span
        inside = [
            p
            for p in self.points
            if p.route in self.routes and month_end(p.since) >= first and p.since <= last
        ]
        tested = displacement.displacements(self.levels, inside)
        falls = {(p.route, p.since): p for p in inside}
        return [
            Decline(falls[key], tuple(s for s in tested if (s.declining, s.date) == key))
            for key in dict.fromkeys((s.declining, s.date) for s in tested)
        ]

    @property
    def _judged(self) -> list[displacement.Shift]:
        shifts = (s for d in self.declines for s in d.shifts)
        return [s for s in shifts if s.verdict != "not enough data"]

    @property
    def expected_false(self) -> float:
        """How many verdicts of displacement to expect at most where nothing is displaced."""
        return sum(s.false_alarms for s in self._judged)

    @property
    def many_verdicts(self) -> str:
        """How many of the verdicts may be wrong; empty where there is none."""
        if not self._judged:
            return ""
        many = "1 verdict" if len(self._judged) == 1 else f"{len(self._judged)} verdicts"
        found = sum(s.verdict == "consistent with displacement" for s in self._judged)
        return (
            f"{many}, {found or 'none'} of them consistent with displacement. If nothing at all were "
            f"displaced, up to {self.expected_false:.1f} of so many would still say so (simulated)."
        )

    @property
    def backtest(self) -> Backtest:
        """What would have been said of known episodes; it follows the measure alone."""
        return _backtest(self.picture.holdings, self.selection.measure)

    @cached_property
    def periods(self) -> Periods | str:
        """The two periods that are compared, or what is missing for that."""
        h = self.picture.holdings
        return periods(self.selection, h.last_whole_month, h.months[0], self._known_of_all)

    @property
    def _known_of_all(self) -> dt.date:
        """The newest month in which the level of every chosen route is known."""
        found, newest = self.levels, self.picture.holdings.last_whole_month
        rows = [found.row(r) for r in self.routes if r in found.routes]
        cells = found.persons[rows].T if rows else ()
        pairs = zip(found.months, cells, strict=False)
        held = [m for m, level in pairs if m <= newest and not np.isnan(level).any()]
        return held[-1] if held else newest

    @cached_property
    def flows(self) -> list[Flow]:
        """The flows of both periods; none where there are no two periods."""
        if isinstance(self.periods, str):
            return []
        crossings = self.picture.holdings.crossings
        return flows(crossings, self.routes, self.periods.now, self.periods.before)

    @cached_property
    def beside_flows(self) -> dict[str, int]:
        """Persons of the later period in measures that the flows leave out."""
        if isinstance(self.periods, str):
            return {}
        return left_out(self.picture.holdings.crossings, self.routes, self.periods.now)

    @cached_property
    def departures(self) -> tuple[list[Departures], int]:
        """What is known by country of departure, and how many incidents name none."""
        if isinstance(self.periods, str):
            return [], 0
        incidents = self.picture.holdings.incidents
        anywhen = self.selection.but(first_day=None, last_day=None)
        rows = filters.select_incidents(self.picture.holdings.index, anywhen).rows
        now, before = self.periods.now, self.periods.before
        return departures(self.flows, incidents[rows], now, before)

    @cached_property
    def coasts_of_departure(self) -> dict[str, tuple[float, float]]:
        """(longitude, latitude) in the middle of each country's places of embarkation."""
        table = self.picture.holdings.frame("embarkation_points")
        table = table[table["kind"].isin(["embarkation", "both"])]
        means = table.groupby("country_code")[["longitude", "latitude"]].mean()
        pairs = zip(means["longitude"], means["latitude"], strict=True)
        return {
            str(code): (round(float(x), 2), round(float(y), 2))
            for code, (x, y) in zip(means.index, pairs, strict=True)
        }

    @cached_property
    def qualities(self) -> list[sensitivity.AtQuality]:
        """The toll of the selection at each source quality."""
        return sensitivity.by_quality(self.picture.holdings.index, self.selection)

    @cached_property
    def rates(self) -> dict[str, dict[str, Rate]]:
        """The death rate of each chosen route, by formula."""
        p = self.picture
        return rates_by_formula(p.crossings, p.deaths)

    def rates_over_time(self, every: Bucket, formula: str) -> dict[tuple[dt.date, str], Rate]:
        """The death rate of each chosen route by the first day of a bucket."""
        p = self.picture
        return rates_by_period(p.crossings, p.deaths, every, formula)

    @cached_property
    def corridors(self) -> list[tuple[Corridor, Rate]]:
        """The corridors of the chosen routes with their death rates.

        Where people land decides under which route arrivals are filed, so both sides are of every
        route. A filter on incidents is not followed: a denominator has none.
        """
        h = self.picture.holdings
        everywhere = Selection(self.selection.first_day, self.selection.last_day)
        moved = filters.select_months(h.crossings, everywhere)
        moved = moved[moved["departure_country"].notna()]
        lost = h.incidents[filters.select_incidents(h.index, everywhere).rows]
        return [
            (way, corridor_rate(moved, lost, way, h.record_months, self.formula))
            for way in corridors(h.frame("routes"), self.routes)
        ]

    @property
    def in_no_corridor(self) -> int:
        """How many incidents of the chosen routes and period name no departure or no arrival."""
        return in_no_corridor(self.picture.incidents)

    @cached_property
    def quality_rates(self) -> list[Rate]:
        """The death rate at each source quality; empty where no whole record is held."""
        p = self.picture
        return sensitivity.rates_by_quality(
            p.crossings, p.holdings.incidents, p.holdings.record_months, self.selection
        )

    @cached_property
    def events(self) -> pd.DataFrame:
        """Dated events of the chosen routes inside the period, oldest first."""
        table = self.picture.holdings.frame("events")
        chosen = set(self.routes)
        near = table["routes"].map(
            lambda r: not isinstance(r, str) or bool(chosen & set(r.split(";")))
        )
        return table[near.astype(bool)].sort_values("starts_on", kind="stable")


@cached(LRUCache(8), key=lambda holdings, measure: (holdings.key, measure))
def _backtest(holdings: Holdings, measure: str) -> Backtest:
    return backtest(levels(holdings.crossings, measure))


@cache
def coast() -> tuple[Ring, ...]:
    """The outlines of the coasts from the Canaries to the Levant, good to about 4 km."""
    land = shapely.union_all(shapely.clip_by_rect(list(coarse_land().geoms), *COAST_BOX))
    parts = shapely.get_parts(shapely.simplify(land, 0.04))
    rings = [p.exterior for p in parts if p.geom_type == "Polygon" and p.area > 0.02]
    return tuple(tuple((round(x, 2), round(y, 2)) for x, y in r.coords) for r in rings)
