"""Deaths per crossing between countries, as far as both sides of it are filed by both of them.

A corridor runs from one or more countries of departure to one of arrival. Both of its sides are filed
by these countries and not by a route, so that no rule of routes parts them: its deaths are those of
single incidents that name both, its arrivals those that a source gives by country of departure. Only
months of which the incidents held are the whole record count: the deadliest incidents alone would
give a rate that is too low and looks exact.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from layers.analysis.intervals import Spread, spread_of_incidents
from layers.analysis.rates import NO_DEATH, Rate, ratio
from layers.analysis.records import Cell
from layers.terms import country_name
from layers.units import DEFAULT_FORMULA, Unit, formula_named

NO_RECORD = (
    "not enough data: the single incidents held are not the whole record of any month of which "
    "arrivals are known"
)


@dataclass(frozen=True)
class Corridor:
    """From where to where.

    Attributes:
        departures: the countries of departure, ISO 3166 alpha-3; one of them.
        arrival: the country of arrival.
        routes: the routes under which it is drawn.
    """

    departures: tuple[str, ...]
    arrival: str
    routes: tuple[str, ...]

    @property
    def words(self) -> str:
        """As a reader says it: ``Libya to Italy``."""
        return f"{' or '.join(map(country_name, self.departures))} to {country_name(self.arrival)}"


def corridors(ways: pd.DataFrame, routes: Sequence[str]) -> list[Corridor]:
    """The corridors of the chosen routes, in the order of the layer, each once.

    Args:
        ways: rows of the routes layer.
        routes: the chosen routes.
    """
    rows = ways[ways["route"].isin(routes)]
    rows = rows[rows["departure_country"].notna() & rows["arrival_country"].notna()]
    found: dict[tuple[str, str], list[str]] = {}
    for departure, arrival, route in zip(
        rows["departure_country"], rows["arrival_country"], rows["route"], strict=True
    ):
        drawn = found.setdefault((str(departure), str(arrival)), [])
        if route not in drawn:
            drawn.append(str(route))
    return [Corridor(tuple(d.split(";")), a, tuple(r)) for (d, a), r in found.items()]


def corridor_rate(
    crossings: pd.DataFrame,
    incidents: pd.DataFrame,
    corridor: Corridor,
    covered: Collection[Cell],
    formula: str = DEFAULT_FORMULA,
) -> Rate:
    """The death rate of a corridor; without a value where a side of it is not known.

    Args:
        crossings: rows of `layers.aggregate.complete_crossings` of the period and of every route:
            where people land decides under which they are filed. Only arrivals with a known
            country of departure count.
        incidents: rows of the incidents layer of the period, of every route, that are counted;
            only those with both countries.
        corridor: from where to where.
        covered: the months of each route of which the incidents are the whole record.
        formula: an id of `FORMULAS`. `per_attempt` cannot be computed: an interception is not
            filed under the country that the people were bound for.
    """
    sea = crossings[
        _between(crossings, corridor)
        & (crossings["measure"] == "arrival_sea")
        & crossings["persons"].notna()
    ]
    rows = incidents[_between(incidents, corridor) & incidents["occurred_on"].notna()]
    # Its incidents may be filed under a route that it is not drawn on.
    routes = {*corridor.routes, *rows["route"].dropna().astype(str)}
    whole = np.array(
        [all((month, route) in covered for route in routes) for month in sea["month"].dt.date],
        dtype=bool,
    )
    has_sea, sea = len(sea) > 0, sea[whole]
    inside = rows["occurred_on"].dt.to_period("M").dt.start_time.isin(sea["month"])
    people = rows[["dead_count", "missing_count"]].astype("Float64").sum(axis=1, min_count=1)
    spread = _spread(people[inside], rows.loc[inside, "record_kind"])
    lost, crossed = spread.people + spread.apart, int(sea["persons"].sum())
    missing = _lacks(formula, corridor, has_sea=has_sea, has_record=len(sea) > 0)
    if not missing and not inside.any():
        missing = "not enough data: no incident is filed between these two countries"
    if not missing and not lost:
        missing = NO_DEATH
    if not missing and not crossed:
        missing = "not enough data: no crossing is recorded to divide by"
    return Rate(
        formula=formula,
        value=None if missing else ratio(formula, lost, crossed, 0),
        dead_and_missing=lost,
        arrivals=crossed,
        interceptions=0,
        route_months=int(sea["month"].nunique()),
        left_out=int((~inside).sum()),
        left_out_people=int(people[~inside].sum()),
        unknown=0,
        without_interceptions=(),
        first=sea["month"].min().date() if len(sea) else None,
        last=sea["month"].max().date() if len(sea) else None,
        spread=spread,
        missing=missing,
        numerator_rule="by_corridor",
        denominator_rule="by_corridor",
    )


def in_no_corridor(incidents: pd.DataFrame) -> int:
    """How many incidents lack a country of departure or of arrival, and so are in no corridor."""
    lacks = incidents["departure_country"].isna() | incidents["arrival_country"].isna()
    return int(lacks.sum())


def _between(rows: pd.DataFrame, corridor: Corridor) -> pd.Series:
    both = rows["departure_country"].isin(corridor.departures)
    both &= rows["arrival_country"] == corridor.arrival
    return both.fillna(value=False).astype(bool)


def _spread(people: pd.Series, kinds: pd.Series) -> Spread:
    many = (kinds == "cumulative").fillna(value=False).astype(bool)
    spread = spread_of_incidents(people[~many].to_numpy(dtype="float64", na_value=float("nan")))
    return replace(spread, apart=int(people[many].sum()))


def _lacks(formula: str, corridor: Corridor, *, has_sea: bool, has_record: bool) -> str:
    if not has_sea:
        return (
            f"not enough data: no source held gives arrivals in {country_name(corridor.arrival)} "
            f"by country of departure ({corridor.words})"
        )
    if Unit.INTERCEPTION in formula_named(formula).below:
        return (
            "not enough data: interceptions are not filed by where people were bound for "
            f"({corridor.words}); per_arrival and per_arrival_incl can be computed"
        )
    return "" if has_record else f"{NO_RECORD} ({corridor.words})"
