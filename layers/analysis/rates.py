"""Deaths per crossing by a named formula, over months that both of its sides cover.

Deaths are filed by the journey of the incident (`by_journey`), arrivals by the country of arrival
and interceptions by the usual corridor of the country that returned them (`by_arrival`). The two
rules part where a journey changes its name on the way, as from Libya to Crete: every rate says
which rule each of its sides follows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

import pandas as pd

from layers.aggregate import bucket_start, unfinished_months
from layers.analysis.intervals import Spread, lacking, toll_band
from layers.metrics import Band
from layers.selection import Bucket
from layers.terms import ROUTES
from layers.units import (
    DEFAULT_FORMULA,
    MEASURE_UNITS,
    Unit,
    check_quotient,
    formula_named,
)
from layers.units import FORMULAS as _FORMULAS

FORMULAS: dict[str, str] = {name: formula.words for name, formula in _FORMULAS.items()}

RouteRule = Literal["by_journey", "by_arrival", "by_corridor"]
RULES_SENTENCE = (
    "Deaths are filed by journey, arrivals by country of arrival: who reaches Crete from Libya "
    "may stand in the Central deaths and in the Eastern arrivals."
)
# A band around a quotient whose divisor is mostly unknown would say how sure a wrong number is.
MAX_UNKNOWN = 1 / 3
# A toll is a minimum: that nobody recorded a death is no rate of zero.
NO_DEATH = "not enough data: no dead or missing is recorded in these route months"
NO_MONTH = "not enough data: no month of the period has both deaths and sea arrivals"


@dataclass(frozen=True)
class Rate:
    """A death rate and both of its sides.

    `value` is None where it cannot be computed; `missing` then says what is lacking. All counts
    are persons over the same route months; `route_months` says how many, `left_out` how many
    route months (or, of a corridor, incidents) had deaths listed but no arrivals figure, or were not over yet. `unknown` counts
    monthly figures that the denominator lacks in the route months used. `spread` is that of the
    deaths over incidents; `routes` are those of the route months used; `known` counts the monthly figures that the denominator has;
    `interceptors` are the
    countries whose interceptions are in the denominator, in no promise that there are no others.
    """

    formula: str
    value: float | None
    dead_and_missing: int
    arrivals: int
    interceptions: int
    route_months: int
    left_out: int
    left_out_people: int
    unknown: int
    without_interceptions: tuple[str, ...]
    first: dt.date | None
    last: dt.date | None
    spread: Spread
    missing: str = ""
    routes: tuple[str, ...] = ()
    interceptors: tuple[str, ...] = ()
    known: int = 0
    numerator_rule: RouteRule = "by_journey"
    denominator_rule: RouteRule = "by_arrival"

    @property
    def attempts(self) -> int:
        """Attempted crossings: arrivals + interceptions + dead and missing; computed."""
        return self.arrivals + self.interceptions + self.dead_and_missing

    @property
    def denominator(self) -> int:
        """What the formula divides by, in persons."""
        sides = self.dead_and_missing, self.arrivals, self.interceptions
        return int(_denominator(self.formula, *sides))

    @property
    def one_in(self) -> float | None:
        """How many of the denominator there are for each death; None without a death."""
        return 1 / self.value if self.value else None

    @property
    def band(self) -> Band | None:
        """Where the rate may lie by the chance of which boats sink; None where that is unknown."""
        toll = toll_band(self.spread) if self.value is not None and not self.no_band else None
        if toll is None:
            return None
        low, high = (self._of_toll(end) for end in (toll.low, toll.high))
        return Band(low, high, toll.level, toll.incidents, toll.largest_share, toll.sentence)

    @property
    def no_band(self) -> str:
        """Why there is no band, in a sentence; empty where there is one, or no rate."""
        if self.value is None:
            return ""
        if of_incidents := lacking(self.spread):
            return of_incidents
        expected = self.known + self.unknown
        if self.unknown > MAX_UNKNOWN * expected:
            return (
                f"No band: not enough data, {self.unknown:,} of {expected:,} monthly figures of the "
                f"divisor are unknown; at most {100 * MAX_UNKNOWN:.0f} % may be."
            )
        return ""

    @property
    def _interceptions_known(self) -> int | None:
        """Interceptions, or None where no route has a figure."""
        return self.interceptions if set(self.routes) - set(self.without_interceptions) else None

    def _of_toll(self, toll: float) -> float:
        # A toll that is higher is higher in the denominator too, where the formula counts it.
        return toll / _denominator(self.formula, toll, self.arrivals, self.interceptions)

    def as_json(self) -> dict[str, object]:
        """Plain values, dates as ISO 8601; a side of which nothing is known is null."""
        held = self.route_months > 0
        return {
            "formula": self.formula,
            "formula_words": FORMULAS[self.formula],
            "value": self.value,
            "one_in": self.one_in,
            "dead_and_missing": self.dead_and_missing if held else None,
            "arrivals": self.arrivals if held else None,
            "interceptions": self._interceptions_known,
            "denominator": self.denominator if held else None,
            "route_months": self.route_months,
            "left_out_route_months": self.left_out,
            "left_out_dead_and_missing": self.left_out_people,
            "unknown": self.unknown,
            "known": self.known,
            "routes": list(self.routes),
            "without_interceptions": list(self.without_interceptions),
            "interceptors": list(self.interceptors),
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "numerator_rule": self.numerator_rule,
            "denominator_rule": self.denominator_rule,
            "incidents": self.spread.incidents if held else None,
            "largest_share": self.spread.largest_share,
            "band": self.band.as_json() if self.band else None,
            "no_band": self.no_band,
            "missing": self.missing,
        }


def ratio(formula: str, dead_and_missing: int, arrivals: int, interceptions: int) -> float | None:
    """The value of `formula`; None where its denominator is zero.

    Raises:
        LayersError: if the formula id is not one of `FORMULAS`.
    """
    below = _denominator(formula, dead_and_missing, arrivals, interceptions)
    return dead_and_missing / below if below else None


def _denominator(formula: str, toll: float, arrivals: int, stopped: int) -> float:
    named = formula_named(formula)
    persons = {Unit.ARRIVAL: arrivals, Unit.INTERCEPTION: stopped}
    crossed = sum(persons[unit] for unit in named.below)
    return crossed + toll if named.counts_deaths else crossed


def quotient(formula: str, lost: tuple[int, Unit], crossed: Mapping[Unit, int]) -> float | None:
    """The value of `formula` for counts with their units; None where the denominator is zero.

    Args:
        formula: an id of `FORMULAS`.
        lost: the count above the line, with its unit.
        crossed: the counts below it, by unit, without the deaths that a formula adds itself.

    Raises:
        UnitMismatch: if the formula does not divide these units; it names both.
    """
    check_quotient(formula, lost[1], crossed)
    return ratio(formula, lost[0], crossed[Unit.ARRIVAL], crossed.get(Unit.INTERCEPTION, 0))


def death_rate(
    crossings: pd.DataFrame, deaths: pd.DataFrame, formula: str = DEFAULT_FORMULA
) -> Rate:
    """The death rate over the given rows.

    A route month counts on both sides, or on neither: it is used if its month is over in the
    deaths series and at least one sea-arrivals figure is known for it.

    Args:
        crossings: selected rows of `layers.aggregate.complete_crossings`.
        deaths: selected rows of the deaths layer.
        formula: an id of `FORMULAS`.
    """
    return _rate([cell for _, cell in _cells(_route_months(crossings, deaths))], formula)


def rates_by_route(
    crossings: pd.DataFrame, deaths: pd.DataFrame, formula: str = DEFAULT_FORMULA
) -> dict[str, Rate]:
    """The death rate of each route that the rows speak of; arguments as of `death_rate`."""
    return rates_by_formula(crossings, deaths, (formula,))[formula]


def rates_by_formula(
    crossings: pd.DataFrame, deaths: pd.DataFrame, formulas: Iterable[str] = FORMULAS
) -> dict[str, dict[str, Rate]]:
    """The death rate of each route by several formulas; arguments as of `death_rate`."""
    cells = {cell["route"]: cell for _, cell in _cells(_route_months(crossings, deaths))}
    return {
        formula: {r: _rate([cells[r]], formula) for r in ROUTES if r in cells}
        for formula in formulas
    }


def rates_by_period(
    crossings: pd.DataFrame, deaths: pd.DataFrame, every: Bucket, formula: str = DEFAULT_FORMULA
) -> dict[tuple[dt.date, str], Rate]:
    """The death rate by (first day of the bucket, route); arguments as of `death_rate`."""
    table = _route_months(crossings, deaths)
    bucket = bucket_start(table["month"], every)
    out = {}
    for key, cell in _cells(table, bucket):
        day, route = cast("tuple[pd.Timestamp, str]", key)
        out[day.date(), route] = _rate([cell], formula)
    return out


_Cell = dict[str, Any]
_BY = "intercepted by "  # and a country: in how many months it says how many
_SUMS = ("dead_and_missing_count", "incident_count", "unknown_count", "sum_of_squares", "cumulative_persons",
         "arrivals", "arrivals_known", "arrivals_unknown", "interceptions", "interceptions_known",
         "interceptions_unknown")  # fmt: skip
_MONTHLY = ["dead_and_missing_count", "incident_count", "unknown_count", "sum_of_squares",
            "largest_incident", "cumulative_persons"]  # fmt: skip


def _route_months(crossings: pd.DataFrame, deaths: pd.DataFrame) -> pd.DataFrame:
    """One row a route month of the deaths rows, with both sides and whether it is used."""
    keys = ["month", "route"]
    table = deaths[[*keys, *_MONTHLY]].copy()
    # A quotient is taken of what the measures are, never of what a caller believes they are.
    measured = {u: m for m, u in MEASURE_UNITS.items()}
    for unit, name in ((Unit.ARRIVAL, "arrivals"), (Unit.INTERCEPTION, "interceptions")):
        rows = crossings[crossings["measure"] == measured[unit]]
        known = rows["persons"].notna()
        sums = pd.DataFrame(
            {
                **{k: rows[k] for k in keys},
                name: rows["persons"].astype("Int64"),
                f"{name}_known": known.astype("int64"),
                f"{name}_unknown": (~known).astype("int64"),
            }
        )
        table = table.merge(sums.groupby(keys, as_index=False).sum(), on=keys, how="left")
    stopped = crossings[(crossings["measure"] == "interception") & crossings["persons"].notna()]
    for country, rows in stopped.groupby("departure_country"):
        months = rows[keys].drop_duplicates().assign(**{f"{_BY}{country}": 1})
        table = table.merge(months, on=keys, how="left")
    counts = [c for c in table.columns if c.startswith(("arrivals", "interceptions", _BY))]
    table[counts] = table[counts].fillna(0).astype("int64")
    over = ~unfinished_months(deaths) & deaths["dead_and_missing_count"].notna()
    table["is_used"] = over.to_numpy(dtype=bool) & (table["arrivals_known"] > 0)
    return table


def _cells(table: pd.DataFrame, *keys: pd.Series) -> Iterator[tuple[Hashable, _Cell]]:
    """The sums over the used rows of `_route_months`, by the keys and route."""
    used = table["is_used"]
    names = [*_SUMS, *(c for c in table.columns if c.startswith(_BY))]
    counts = table[names].astype("Int64").fillna(0).astype("int64")
    columns = {
        **{name: counts[name].where(used, 0) for name in names},
        "largest": table["largest_incident"].astype("Float64").where(used),
        "months": used.astype("int64"),
        "left_out": (~used).astype("int64"),
        "left_out_people": counts["dead_and_missing_count"].where(~used, 0),
    }
    work = pd.DataFrame({**columns, "first": table["month"].where(used)})
    route = table["route"].astype(str)
    grouped = work.groupby([*keys, route], sort=True)
    sums = grouped[[c for c in columns if c != "largest"]].sum()
    sums["largest"] = grouped["largest"].max()
    sums["first"], sums["last"] = grouped["first"].min(), grouped["first"].max()
    for key, row in zip(sums.index, sums.to_dict("records"), strict=True):
        name = key if keys else (key,)
        yield name, {**cast("_Cell", row), "route": name[-1]}


def _rate(cells: Sequence[_Cell], formula: str) -> Rate:
    """The rate over cells of `_cells`."""

    def total(name: str) -> int:
        return sum(int(cell[name]) for cell in cells)

    used = [cell for cell in cells if cell["months"]]
    crossed = {Unit.ARRIVAL: total("arrivals"), Unit.INTERCEPTION: total("interceptions")}
    lost, takes = total("dead_and_missing_count"), formula_named(formula).below
    value = quotient(formula, (lost, Unit.DEAD_AND_MISSING), {u: crossed[u] for u in takes})
    largest = [int(cell["largest"]) for cell in cells if not pd.isna(cell["largest"])]
    apart = total("cumulative_persons")
    by_figure = ("interceptions_unknown", "interceptions_known")
    stopped, counted = (total(name) if Unit.INTERCEPTION in takes else 0 for name in by_figure)
    divides = used and Unit.INTERCEPTION in takes
    by = {name for cell in used for name in cell if name.startswith(_BY)} if divides else set()
    missing = "" if used else NO_MONTH
    if used and value is None:
        missing = "not enough data: no crossing is recorded to divide by"
    if used and not lost:
        missing = NO_DEATH
    value = None if missing else value
    return Rate(
        formula=formula,
        value=value,
        dead_and_missing=lost,
        arrivals=crossed[Unit.ARRIVAL],
        interceptions=crossed[Unit.INTERCEPTION],
        route_months=total("months"),
        left_out=total("left_out"),
        left_out_people=total("left_out_people"),
        unknown=total("arrivals_unknown") + stopped,
        known=total("arrivals_known") + counted,
        without_interceptions=tuple(
            sorted(cell["route"] for cell in used if not cell["interceptions_known"])
        ),
        first=min(cell["first"] for cell in used).date() if used else None,
        last=max(cell["last"] for cell in used).date() if used else None,
        spread=Spread(
            people=lost - apart,
            incidents=max(total("incident_count") - total("unknown_count"), 0),
            squares=total("sum_of_squares"),
            largest=max(largest, default=None),
            apart=apart,
        ),
        missing=missing,
        routes=tuple(sorted(cell["route"] for cell in used)),
        interceptors=tuple(sorted(name.removeprefix(_BY) for name in by if total(name))),
    )
