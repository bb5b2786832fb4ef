"""Figures that others published, set beside ours for the same area and period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from layers.aggregate import sum_of
from layers.analysis.rates import death_rate
from layers.filters import select_months
from layers.selection import Selection
from layers.terms import MEDITERRANEAN_ROUTES, ROUTES
from layers.units import Unit

_ARRIVALS = ("sea_arrivals", "sea_crossings")
_DEATHS = ("deaths", "deaths_at_sea", "recorded_deaths")
_RATES = {
    "deaths_per_attempt": "per_attempt",
    "deaths_per_arrival": "per_arrival",
    "deaths_per_arrival_plus_death": "per_arrival_incl",
}
_ONE_IN = {"arrivals_per_death": "per_arrival", "one_death_per_n_attempts": "per_attempt"}


@dataclass(frozen=True)
class Comparison:
    """A published figure beside ours.

    `ours` is None where the packaged figures hold nothing that counts the same thing.
    `difference` is ours / published - 1. `reason` is why they differ, where that is known.
    """

    claim_id: str
    document: str
    measure: str
    geography: str
    period_start: dt.date
    period_end: dt.date
    comparator: str
    published: float
    published_unit: str
    ours: float | None
    ours_unit: Unit | None
    at_least: bool
    difference: float | None
    reason: str


_SIGNS = {">": "over ", "~": "about ", "=": ""}


def in_words(value: float, measure: str) -> str:
    """A figure as a reader says it: ``45,648``, ``2.88 %``, ``1 in 54.9``."""
    if measure.startswith("deaths_per"):
        return f"{100 * value:.2f} %"
    if measure in ("arrivals_per_death", "one_death_per_n_attempts"):
        return f"1 in {value:.1f}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def said(c: Comparison) -> tuple[str, str]:
    """What was published and what we hold, in words: ``over 750,000``, ``at least 742,087``."""
    published = _SIGNS[c.comparator] + in_words(c.published, c.measure)
    if c.ours is None:
        return published, "nothing comparable held"
    gap = _gap(c)
    return published, ("at least " if c.at_least else "") + in_words(c.ours, c.measure) + gap


def _gap(c: Comparison) -> str:
    """How far apart: a share for counts, points for percentages; nothing where it rounds away."""
    if c.difference is None or c.ours is None:
        return ""
    if c.measure.startswith("deaths_per"):
        points = f"{100 * (c.ours - c.published):+.2f}"
        return "" if points in ("+0.00", "-0.00") else f" ({points.replace('-', '−')} points)"
    share = f"{100 * c.difference:+.1f}"
    return "" if share in ("+0.0", "-0.0") else f" ({share.replace('-', '−')} %)"


def routes_of(geography: str) -> tuple[str, ...] | None:
    """The routes that a published geography covers; None where it is no set of routes."""
    if geography == "Mediterranean":
        return MEDITERRANEAN_ROUTES
    return (geography,) if geography in ROUTES else None


def compare(
    claims: pd.DataFrame, crossings: pd.DataFrame, deaths: pd.DataFrame
) -> list[Comparison]:
    """Every published figure beside ours, in the order of `claims`.

    Args:
        claims: the published_figures layer.
        crossings: rows of `layers.aggregate.complete_crossings`, all routes and months.
        deaths: the deaths layer, all routes and months.
    """
    out = []
    rows: Iterable[Any] = claims.itertuples()
    for claim in rows:
        start, end = claim.period_start.date(), claim.period_end.date()
        ours, unit, minimum = _ours(claim, start, end, crossings, deaths)
        gap = ours / claim.value - 1 if ours is not None and claim.value else None
        out.append(
            Comparison(
                claim_id=claim.claim_id,
                document=claim.document,
                measure=claim.measure,
                geography=claim.geography,
                period_start=start,
                period_end=end,
                comparator=claim.comparator,
                published=float(claim.value),
                published_unit=claim.unit,
                ours=ours,
                ours_unit=unit,
                at_least=minimum,
                difference=gap,
                reason="" if pd.isna(claim.difference_note) else str(claim.difference_note),
            )
        )
    return out


Ours = tuple[float | None, Unit | None, bool]


def _ours(
    claim: Any, start: dt.date, end: dt.date, crossings: pd.DataFrame, deaths: pd.DataFrame
) -> Ours:
    """Our value for what `claim` counts, its unit, and whether it is a minimum."""
    measure, place = str(claim.measure), str(claim.geography)
    routes = routes_of(place)
    period = Selection(first_day=start, last_day=end)
    if routes is None:
        return _by_country(measure, place, select_months(crossings, period))
    period = period.but(routes=routes)
    moved, died = select_months(crossings, period), select_months(deaths, period)
    if measure in _ARRIVALS:
        total = sum_of(moved[moved["measure"] == "arrival_sea"], "persons")
        return total.value, Unit.ARRIVAL, total.unknown > 0
    if measure in _DEATHS:
        return sum_of(died, "dead_and_missing_count").value, Unit.DEAD_AND_MISSING, True
    if measure == "recorded_incidents":
        return sum_of(died, "incident_count").value, Unit.INCIDENT, False
    return _by_formula(measure, moved, died)


def _by_formula(measure: str, moved: pd.DataFrame, died: pd.DataFrame) -> Ours:
    if measure == "attempted_crossings":
        rate = death_rate(moved, died)
        attempts = rate.attempts if rate.route_months else None
        return attempts, Unit.ATTEMPT, rate.unknown > 0
    if measure in _RATES:
        return death_rate(moved, died, _RATES[measure]).value, Unit.RATIO, False
    if measure in _ONE_IN:
        value = death_rate(moved, died, _ONE_IN[measure]).value
        return (1 / value if value else None), Unit.RATIO, False
    return None, None, False


def _by_country(measure: str, country: str, rows: pd.DataFrame) -> Ours:
    if measure == "interceptions":
        of_country = rows[
            (rows["measure"] == "interception") & (rows["departure_country"] == country)
        ]
        total = sum_of(of_country, "persons")
        return total.value, Unit.INTERCEPTION, total.unknown > 0
    if measure in _ARRIVALS:
        of_country = rows[(rows["measure"] == "arrival_sea") & (rows["arrival_country"] == country)]
        total = sum_of(of_country, "persons")
        return total.value, Unit.ARRIVAL, total.unknown > 0
    return None, None, False


def concerning(comparisons: list[Comparison], selection: Selection) -> list[Comparison]:
    """The comparisons for exactly the period of `selection` and for routes among its own.

    Each speaks of its own routes: a reader who sees four routes is told of three by name.
    """
    return [
        c
        for c in comparisons
        if c.period_start == selection.first_day
        and c.period_end == selection.last_day
        and (covered := routes_of(c.geography)) is not None
        and set(covered) <= set(selection.routes)
    ]
