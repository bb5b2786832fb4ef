"""Persons from a country of departure, by a route, to where they came: two periods beside each other.

Arrivals and interceptions are different units and different strands: they never meet in one number.
Arrivals are registered where people land; where the source does not say where they left from, their
departure is unknown. Interceptions name the country that returned them, which stands for the
departure.

**Matched.** Two periods of the same calendar months are compared in persons, over the months that
are known in both. Any other two are compared in persons a month, over the months that each of them
knows: their lengths and their seasons differ, and the words beside the change say so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import pandas as pd

from layers.aggregate import SERIES
from layers.selection import Selection, month_end, next_month, whole_months_of
from layers.terms import ROUTES

STRANDS = ("arrival_sea", "interception")
BESIDE = ("arrival_land", "arrival_sea_land")
YEAR = 12


@dataclass(frozen=True)
class Months:
    """A period of whole months: the first days of its first and its last month."""

    first: dt.date
    last: dt.date

    @property
    def count(self) -> int:
        """How many months it has."""
        return (self.last.year - self.first.year) * YEAR + self.last.month - self.first.month + 1

    def years_before(self, years: int) -> Months:
        """The same calendar months some years earlier."""
        return Months(
            self.first.replace(year=self.first.year - years),
            self.last.replace(year=self.last.year - years),
        )

    def same_calendar_months(self, other: Months) -> bool:
        """Whether both have as many months and begin with the same month of the year."""
        return (self.first.month, self.count) == (other.first.month, other.count)

    def shared(self, other: Months) -> int:
        """How many months lie in both."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Months(first, last).count if first <= last else 0

    @property
    def words(self) -> str:
        """As a reader writes it: ``May 2025 to Apr 2026``."""
        if self.first == self.last:
            return f"{self.first:%b %Y}"
        return f"{self.first:%b %Y} to {self.last:%b %Y}"


@dataclass(frozen=True)
class Flow:
    """Persons of one series in two periods.

    Attributes:
        route: the route.
        measure: arrivals or interceptions, never both.
        departure: the country of departure, of interceptions the one that returned them; None
            where nobody knows it.
        arrival: the country of arrival; None for interceptions.
        now: the persons of the later period as far as known; None where no month is.
        before: those of the earlier period.
        unknown_now: months of the later period without a figure.
        unknown_before: those of the earlier period.
        change: the later less the earlier: in persons over the calendar months known in both
            if the periods are matched, else in persons a month; None where that is not known.
        compared: how many months of the later period that rests on.
        base: the persons, or persons a month, of the earlier period that it is taken from.
        compared_before: how many months of the earlier period it rests on.
        is_monthly: whether `change` and `base` are persons a month.
    """

    route: str
    measure: str
    departure: str | None
    arrival: str | None
    now: int | None
    before: int | None
    unknown_now: int
    unknown_before: int
    change: int | None
    compared: int
    base: int | None
    compared_before: int = 0
    is_monthly: bool = False

    @property
    def now_compared(self) -> int | None:
        """The persons, or persons a month, of the later period over the months compared.

        `change` is this less `base`; None where there is no change.
        """
        return None if self.change is None or self.base is None else self.base + self.change


@dataclass(frozen=True)
class Periods:
    """The two periods that are compared, and why they are those.

    `now` is the chosen one, `before` the one that is set beside it, be it earlier or later.
    """

    now: Months
    before: Months
    reason: str

    @property
    def are_matched(self) -> bool:
        """Whether they are the same calendar months."""
        return self.now.same_calendar_months(self.before)

    @property
    def caution(self) -> str:
        """What a reader must know before comparing them; empty if nothing."""
        parts = []
        if not self.are_matched:
            parts.append(
                "The two periods are not the same calendar months: changes are in persons a month, "
                "and the season may be all of them."
            )
        if months := self.now.shared(self.before):
            many = "1 month lies" if months == 1 else f"{months} months lie"
            parts.append(f"{many} in both periods.")
        return " ".join(parts)


def periods(selection: Selection, newest: dt.date, first: dt.date, known: dt.date) -> Periods | str:
    """The period of a selection, and the one that is set beside it.

    That is the one the selection names, or else the same calendar months before it, without
    overlap.

    Args:
        selection: what a reader chose.
        newest: the newest month that is complete.
        first: the first month held.
        known: the newest month that is known of every chosen route.

    Returns:
        The periods, or what is missing for them.
    """
    begin, end = selection.whole_months
    if begin is None and end is None:
        now = Months(_months_before(known, YEAR - 1), known)
        reason = (
            "No period is chosen, so the later one is the twelve months to the newest one that is "
            "known of every chosen route."
        )
    else:
        now = Months(begin or first, min(end or newest, newest))
        if now.first > now.last:
            return (
                f"No whole month of the period is held: it has to lie before "
                f"{month_end(newest):%-d %B %Y}, and a month counts only as a whole."
            )
        cut = end is not None and end > newest
        reason = f"The period ends with {newest:%B %Y}, the newest complete month." if cut else ""
    other_begin, other_end = whole_months_of(selection.compare_first, selection.compare_last)
    if other_begin is None or other_end is None:
        return _checked(now, first, reason)
    if other_begin > other_end:
        return "The other period holds no whole month, and a month counts only as a whole."
    other = Months(other_begin, other_end)
    for name, span in (("The period", now), ("The other period", other)):
        if span.first < first or span.last > newest:
            return (
                f"{name}, {span.words}, is not held whole: the figures run from {first:%B %Y} to "
                f"{newest:%B %Y}."
            )
    return Periods(now, other, reason)


def _checked(now: Months, first: dt.date, reason: str) -> Periods | str:
    years = -(-now.count // YEAR)
    before = now.years_before(years)
    if before.last < first:
        return (
            f"Nothing is held of {before.words}, the same months {_years(years)} before: the figures "
            f"begin with {first:%B %Y}."
        )
    if before.first < first:
        return (
            f"{before.words}, the same months {_years(years)} before, begin before the figures do "
            f"({first:%B %Y}). Choose a shorter or a later period."
        )
    return Periods(now, before, reason)


def _years(years: int) -> str:
    return "a year" if years == 1 else f"{years} years"


def _months_before(month: dt.date, count: int) -> dt.date:
    at = month.year * YEAR + month.month - 1 - count
    return dt.date(at // YEAR, at % YEAR + 1, 1)


def flows(
    crossings: pd.DataFrame, routes: Sequence[str], now: Months, before: Months
) -> list[Flow]:
    """Every series of arrivals by sea and interceptions in two periods, by route and unit.

    Args:
        crossings: rows of `layers.aggregate.complete_crossings`.
        routes: the routes that were chosen.
        now: the later period.
        before: the period that is set beside it.
    """
    rows = crossings[crossings["measure"].isin(STRANDS) & crossings["route"].isin(routes)]
    out = [
        _flow(
            [None if pd.isna(k) else str(k) for k in cast("tuple[str, ...]", keys)],
            part,
            now,
            before,
        )
        for keys, part in rows.groupby(SERIES, dropna=False, sort=False)
    ]
    held = [f for f in out if f.now is not None or f.before is not None]
    return sorted(held, key=lambda f: (STRANDS.index(f.measure), ROUTES.index(f.route),
                                       f.arrival or "", f.departure or ""))  # fmt: skip


def _flow(keys: Sequence[str | None], rows: pd.DataFrame, now: Months, before: Months) -> Flow:
    route, arrival, departure, measure = keys
    table = rows.set_index(rows["month"].dt.date)["persons"]
    late, early = _cells(table, now), _cells(table, before)
    change, base, compared = _change(late, early, matched=now.same_calendar_months(before))
    return Flow(
        route=route or "",
        measure=measure or "",
        departure=departure,
        arrival=arrival,
        now=_sum(late),
        before=_sum(early),
        unknown_now=late.count(None),
        unknown_before=early.count(None),
        change=change,
        compared=compared[0],
        base=base,
        compared_before=compared[1],
        is_monthly=not now.same_calendar_months(before),
    )


_Cells = Sequence[int | None]


def _change(
    late: _Cells, early: _Cells, *, matched: bool
) -> tuple[int | None, int | None, tuple[int, int]]:
    """The change, what it is taken from, and the months of each period that it rests on."""
    if matched:
        cells = zip(late, early, strict=True)
        both = [(a, b) for a, b in cells if a is not None and b is not None]
        if not both:
            return None, None, (0, 0)
        return sum(a - b for a, b in both), sum(b for _, b in both), (len(both), len(both))
    now, before = ([c for c in cells if c is not None] for cells in (late, early))
    if not now or not before:
        return None, None, (len(now), len(before))
    a_month = [round(sum(cells) / len(cells)) for cells in (now, before)]
    return a_month[0] - a_month[1], a_month[1], (len(now), len(before))


def _cells(table: pd.Series, months: Months) -> list[int | None]:
    out: list[int | None] = []
    month = months.first
    while month <= months.last:
        value = table.get(month)
        out.append(None if value is None or pd.isna(value) else int(value))
        month = next_month(month)
    return out


def _sum(cells: Sequence[int | None]) -> int | None:
    known = [c for c in cells if c is not None]
    return sum(known) if known else None


def left_out(crossings: pd.DataFrame, routes: Sequence[str], now: Months) -> dict[str, int]:
    """Persons of the later period in measures that are no crossing by sea alone, by measure."""
    chosen = crossings["month"].dt.date.between(now.first, now.last)
    rows = crossings[chosen & crossings["route"].isin(routes) & crossings["persons"].notna()]
    sums = rows.groupby("measure")["persons"].sum()
    return {m: int(sums[m]) for m in BESIDE if m in sums.index and sums[m]}


@dataclass(frozen=True)
class Departures:
    """What is known of one country of departure in two periods.

    Attributes:
        country: the country, ISO 3166 alpha-3.
        returned: the interceptions that it made; None where it has no such series.
        incidents_now: recorded incidents of the later period that name it as the departure.
        incidents_before: those of the earlier period.
    """

    country: str
    returned: Flow | None
    incidents_now: int
    incidents_before: int

    @property
    def direction(self) -> str:
        """``growing``, ``shrinking``, ``unchanged`` or ``not known``: of the interceptions."""
        change = self.returned.change if self.returned else None
        if change is None:
            return "not known"
        return "growing" if change > 0 else "shrinking" if change < 0 else "unchanged"


def departures(
    found: Sequence[Flow], incidents: pd.DataFrame, now: Months, before: Months
) -> tuple[list[Departures], int]:
    """What is known of each country of departure, and how many incidents name none.

    Args:
        found: the flows of both periods.
        incidents: the incidents that the selection leaves, of any date.
        now: the later period.
        before: the earlier period.
    """
    day = incidents["occurred_on"].dt.date
    country = incidents["departure_country"]
    counts = {}
    for name, span in (("now", now), ("before", before)):
        inside = incidents["occurred_on"].notna() & day.between(span.first, month_end(span.last))
        counts[name] = country[inside].value_counts()
        counts[name + " unnamed"] = pd.Series({"": int(country[inside].isna().sum())})
    returned = {f.departure: f for f in found if f.measure == "interception" and f.departure}
    names = sorted({*returned, *map(str, counts["now"].index), *map(str, counts["before"].index)})
    out = [
        Departures(
            country=name,
            returned=returned.get(name),
            incidents_now=int(counts["now"].get(name, 0)),
            incidents_before=int(counts["before"].get(name, 0)),
        )
        for name in names
    ]
    unnamed = int(counts["now unnamed"].iloc[0] + counts["before unnamed"].iloc[0])
    return sorted(out, key=lambda d: (d.returned is None, d.country)), unnamed
