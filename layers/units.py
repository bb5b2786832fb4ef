"""The closed list of units, and the rule that unlike units never meet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from layers.errors import LayersError, QuotientMismatch, UnitMismatch

METRES_PER_NAUTICAL_MILE = 1852.0
KM_PER_NAUTICAL_MILE = METRES_PER_NAUTICAL_MILE / 1000
METRES_PER_SECOND_PER_KNOT = METRES_PER_NAUTICAL_MILE / 3600


class Unit(StrEnum):
    """What a number counts."""

    ARRIVAL = "arrival"
    ARRIVAL_LAND = "arrival by land"
    ARRIVAL_SEA_LAND = "arrival by sea or land, not split"
    DETECTION = "detection"
    INTERCEPTION = "interception"
    ATTEMPT = "attempt"
    DEAD = "dead"
    MISSING = "missing"
    DEAD_AND_MISSING = "dead and missing"
    SURVIVOR = "survivor"
    INCIDENT = "incident"
    PARTY = "party"
    RATIO = "ratio"


@dataclass(frozen=True)
class UnitText:
    """How a unit is named to a reader, and what it is not."""

    plural: str
    meaning: str


UNIT_TEXT: dict[Unit, UnitText] = {
    Unit.ARRIVAL: UnitText(
        "persons registered arriving by sea",
        "A person registered on arrival by sea; not a detection at the border.",
    ),
    Unit.ARRIVAL_LAND: UnitText(
        "persons registered arriving by land",
        "A person registered on arrival by land; never added to arrivals by sea.",
    ),
    Unit.ARRIVAL_SEA_LAND: UnitText(
        "persons registered arriving by sea or land",
        "The source gives one figure for sea and land together; it cannot be split.",
    ),
    Unit.DETECTION: UnitText(
        "detections",
        "An irregular border crossing detected; one person may be counted several times.",
    ),
    Unit.INTERCEPTION: UnitText(
        "persons stopped at sea and returned",
        "A person stopped at sea by a coast guard and taken back; not an arrival.",
    ),
    Unit.ATTEMPT: UnitText(
        "attempted crossings",
        "Arrivals + interceptions + dead and missing; computed, not observed.",
    ),
    Unit.DEAD: UnitText("bodies found", "Bodies found; the missing are counted apart."),
    Unit.MISSING: UnitText(
        "persons missing, presumed dead",
        "On board, less bodies, less survivors; always a minimum.",
    ),
    Unit.DEAD_AND_MISSING: UnitText(
        "persons dead and missing", "Bodies found and persons presumed dead; a minimum."
    ),
    Unit.SURVIVOR: UnitText(
        "known survivors", "Known survivors of an incident; they may also be arrivals."
    ),
    Unit.INCIDENT: UnitText(
        "incidents", "One recorded event; several people may die in the same one."
    ),
    Unit.PARTY: UnitText("States parties", "A State party to an instrument; not a signatory."),
    Unit.RATIO: UnitText("share", "A quotient of two numbers by a named formula."),
}

# Bodies and presumed deaths are the one pair with a name for their sum.
_NAMED_SUMS = {frozenset({Unit.DEAD, Unit.MISSING}): Unit.DEAD_AND_MISSING}

MEASURE_UNITS: dict[str, Unit] = {
    "arrival_sea": Unit.ARRIVAL,
    "arrival_land": Unit.ARRIVAL_LAND,
    "arrival_sea_land": Unit.ARRIVAL_SEA_LAND,
    "interception": Unit.INTERCEPTION,
}


def sum_unit(units: Iterable[Unit]) -> Unit:
    """The unit of a sum over `units`.

    Raises:
        UnitMismatch: if the units differ and their sum has no name of its own.
    """
    distinct = sorted(set(units))
    if not distinct:
        raise ValueError("a sum over no units has no unit")
    if len(distinct) == 1:
        return distinct[0]
    named = _NAMED_SUMS.get(frozenset(distinct))
    if named is None:
        raise UnitMismatch(distinct[0], distinct[1])
    return named


@dataclass(frozen=True)
class Formula:
    """A named quotient: dead and missing over what it divides them by.

    `below` are the units that its denominator adds up, beside the dead and missing themselves
    where `counts_deaths` is true; the first of them cannot be done without.
    """

    name: str
    short: str
    words: str
    below: tuple[Unit, ...]
    counts_deaths: bool


FORMULAS: dict[str, Formula] = {
    "per_arrival": Formula(
        "Deaths per arrival",
        "Deaths per arrival",
        "(dead + missing) / sea arrivals",
        (Unit.ARRIVAL,),
        counts_deaths=False,
    ),
    "per_arrival_incl": Formula(
        "Deaths per arrival or death",
        "Deaths per arrival or death",
        "(dead + missing) / (sea arrivals + dead + missing)",
        (Unit.ARRIVAL,),
        counts_deaths=True,
    ),
    "per_attempt": Formula(
        "Deaths per attempted crossing",
        "Deaths per attempt",
        "(dead + missing) / (sea arrivals + interceptions + dead + missing)",
        (Unit.ARRIVAL, Unit.INTERCEPTION),
        counts_deaths=True,
    ),
}
DEFAULT_FORMULA = "per_attempt"


def formula_named(name: str) -> Formula:
    """The formula with an id.

    Raises:
        LayersError: quoting an id that no formula has.
    """
    if name not in FORMULAS:
        raise LayersError(f"There is no formula {name!r}; the formulas are {', '.join(FORMULAS)}.")
    return FORMULAS[name]


def check_quotient(formula: str, above: Unit, below: Iterable[Unit]) -> None:
    """Return if `formula` divides a number of `above` by numbers of `below`.

    Raises:
        QuotientMismatch: naming the unit above, and the first below that the formula does not
            take; or all that is below, where the one that it cannot do without is absent.
        LayersError: if there is no such formula.
    """
    takes = formula_named(formula).below
    given = list(below)
    wrong = [unit for unit in given if unit not in takes]
    if above is not Unit.DEAD_AND_MISSING or wrong or takes[0] not in given:
        under = wrong[0] if wrong else " + ".join(given) or "nothing"
        raise QuotientMismatch(formula, above, under, takes)


def metres_to_nautical_miles(metres: float) -> float:
    """A length in international nautical miles (1,852 m)."""
    return metres / METRES_PER_NAUTICAL_MILE
