"""Deaths per crossing by a named formula, over months that both of its sides cover."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from layers.aggregate import unfinished_months
from layers.errors import LayersError

FORMULAS: dict[str, str] = {
    "per_arrival": "(dead + missing) / sea arrivals",
    "per_arrival_incl": "(dead + missing) / (sea arrivals + dead + missing)",
    "per_attempt": "(dead + missing) / (sea arrivals + interceptions + dead + missing)",
}
DEFAULT_FORMULA = "per_attempt"


@dataclass(frozen=True)
class Rate:
    """A death rate and both of its sides.

    `value` is None where it cannot be computed. All counts are persons over the same route
    months; `route_months` says how many, `left_out` how many route months had deaths listed but
    no arrivals figure, or were not over yet. `unknown` counts monthly figures that the
    denominator lacks in the route months used.
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

    @property
    def attempts(self) -> int:
        """Attempted crossings: arrivals + interceptions + dead and missing; computed."""
        return self.arrivals + self.interceptions + self.dead_and_missing


def ratio(formula: str, dead_and_missing: int, arrivals: int, interceptions: int) -> float | None:
    """The value of `formula`; None where its denominator is zero.

    Raises:
        LayersError: if the formula id is not one of `FORMULAS`.
    """
    denominators = {
        "per_arrival": arrivals,
        "per_arrival_incl": arrivals + dead_and_missing,
        "per_attempt": arrivals + interceptions + dead_and_missing,
    }
    if formula not in denominators:
        raise LayersError(
            f"There is no formula {formula!r}; the formulas are {', '.join(FORMULAS)}."
        )
    below = denominators[formula]
    return dead_and_missing / below if below else None


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
    sea = crossings[crossings["measure"] == "arrival_sea"]
    returned = crossings[crossings["measure"] == "interception"]
    usable = _pairs(sea[sea["persons"].notna()])
    over = deaths[~unfinished_months(deaths) & deaths["dead_and_missing_count"].notna()]
    used = usable & _pairs(over)
    counted = _within(over, used)
    left = deaths[~deaths.index.isin(counted.index)]
    arrivals, stopped = _within(sea, used), _within(returned, used)
    toll = int(counted["dead_and_missing_count"].sum())
    known_routes = set(stopped.loc[stopped["persons"].notna(), "route"])
    unknown = int(arrivals["persons"].isna().sum())
    if formula == "per_attempt":
        unknown += int(stopped["persons"].isna().sum())
    n_arrivals, n_stopped = (
        int(arrivals["persons"].sum()),
        int(stopped["persons"].sum()),
    )
    return Rate(
        formula=formula,
        value=ratio(formula, toll, n_arrivals, n_stopped) if used else None,
        dead_and_missing=toll,
        arrivals=n_arrivals,
        interceptions=n_stopped,
        route_months=len(used),
        left_out=len(left),
        left_out_people=int(left["dead_and_missing_count"].sum()),
        unknown=unknown,
        without_interceptions=tuple(sorted({route for _, route in used} - known_routes)),
        first=min(m for m, _ in used).date() if used else None,
        last=max(m for m, _ in used).date() if used else None,
    )


def _pairs(rows: pd.DataFrame) -> set[tuple[pd.Timestamp, str]]:
    return set(zip(rows["month"], rows["route"], strict=True))


def _within(rows: pd.DataFrame, pairs: set[tuple[pd.Timestamp, str]]) -> pd.DataFrame:
    keep = [p in pairs for p in zip(rows["month"], rows["route"], strict=True)]
    # Of no rows, a bare empty list would select no columns instead.
    return rows[pd.Series(keep, index=rows.index, dtype=bool)]
