"""The answer to whose region a position is in, and its words."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from layers.terms import country_name

Verdict = Literal["one claim", "several claims", "cannot tell", "no claim"]

# What a limit is good to, by what it is drawn from. IMO GISIS: as registered, in degrees of three
# decimals. A flight information region stands rounded to 0.05 degrees: about 5 km, and at best,
# for a State's region may differ from it. A sketch: nobody knows.
ROUGHLY_KM = 5.0
LIMIT_GOOD_TO_KM: dict[str, float | None] = {
    "IMO GISIS": 0.1,
    "FIR proxy": ROUGHLY_KM,
    "adjacent limit": ROUGHLY_KM,
    "schematic": None,
}
EXACT = frozenset({"IMO GISIS"})


@dataclass(frozen=True)
class ClaimAnswer:
    """One claim that may be the one of a position.

    Attributes:
        holds: ``whole`` where the circle lies in the claim and stays clear of its limit by more
            than the limit is good to; ``part`` where it does not.
        position_inside: whether the position itself is in the claim as drawn, limits included.
        distance_to_limit_km: geodesic, to the nearest limit at sea, from inside or outside; in
            whole kilometres where the limit is approximate. None where the limit must not be
            measured on, or there is none.
        limit_good_to_km: see `LIMIT_GOOD_TO_KM`; None where that is not known.
        notes: sentences that a reader needs beside it.
    """

    claim_id: str
    state: str
    rcc: str
    name: str
    status: str
    basis: str
    is_approximate: bool
    valid_from: dt.date | None
    valid_to: dt.date | None
    holds: Literal["whole", "part"]
    position_inside: bool
    distance_to_limit_km: float | None
    limit_good_to_km: float | None
    notes: tuple[str, ...]

    @property
    def who(self) -> str:
        """The State and its centre: ``Italy (MRCC Roma)``."""
        return f"{country_name(self.state)} ({self.rcc})" if self.rcc else country_name(self.state)


@dataclass(frozen=True)
class Neighbour:
    """A claim that is no answer, and how far its sea is; None where it must not be measured."""

    claim_id: str
    state: str
    rcc: str
    name: str
    status: str
    distance_km: float | None
    limit_good_to_km: float | None


@dataclass(frozen=True)
class Responsibility:
    """Whose search-and-rescue region a position is in, by whose claim, and how sure that is.

    Attributes:
        on: the day that was asked for; None for the claims in force as held.
        verdict: ``cannot tell`` wherever a candidate holds the circle in part only.
        answers: every candidate; those that hold the whole circle come first.
        sentence: the verdict in words, with every candidate.
        notes: sentences that a reader needs beside it.
        on_land: whether the position is on land as drawn, where no claim lies.
        nearby: other claims in force within 60 nm, nearest first; where there is no answer the
            nearest, however far.
    """

    longitude: float
    latitude: float
    radius_km: float
    on: dt.date | None
    verdict: Verdict
    answers: tuple[ClaimAnswer, ...]
    sentence: str
    notes: tuple[str, ...]
    on_land: bool = False
    nearby: tuple[Neighbour, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values, dates as ISO 8601."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self), default=str))
        return plain


def verdict_of(answers: Sequence[ClaimAnswer]) -> Verdict:
    """What can be told from the candidates."""
    if not answers:
        return "no claim"
    if any(a.holds == "part" for a in answers):
        return "cannot tell"
    return "one claim" if len(answers) == 1 else "several claims"


def sentence_of(
    verdict: Verdict,
    answers: Sequence[ClaimAnswer],
    nearby: Sequence[Neighbour],
    *,
    radius_km: float,
    is_ashore: bool,
    is_crossed: bool,
    before: dt.date | None = None,
) -> str:
    """The verdict in words, every candidate named.

    Args:
        verdict: of the answers.
        answers: every candidate.
        nearby: other claims, nearest first.
        radius_km: of the circle; 0 for a point.
        is_ashore: whether the position is on land as drawn.
        is_crossed: whether the circle itself meets a limit, whatever that limit is good to.
        before: the day asked for, where claims would be candidates on another.
    """
    radius = radius_km
    circle = f"the whole circle of {radius:g} km" if radius else "this position"
    who = _claimants(answers)
    if verdict == "one claim":
        return f"{who} claims {circle}{_standing(answers[0])}."
    if verdict == "several claims":
        both = "both claim" if len({a.who for a in answers}) == 2 else "all claim"
        return f"{who} {both} {circle}; none is chosen here."
    if verdict == "no claim":
        near = _nearest_in_words(nearby)
        if is_ashore:
            return f"On land as drawn: claims are at sea.{near}"
        where = f"within {radius:g} km of this position" if radius else "at this position"
        drawn = f"No claim drawn {where} was in force on {before}" if before else None
        drawn = drawn or f"No claim is drawn {where}"
        return f"{drawn}; that does not say that nobody is responsible.{near}"
    if is_ashore:
        return f"On land as drawn; the circle of {radius:g} km reaches the sea claimed by {who}."
    exact = all(a.basis in EXACT for a in answers)
    if is_crossed and radius:
        why = f"the circle of {radius:g} km crosses a limit"
    elif exact:
        why = "on a limit" if is_crossed else "within 100 m of a limit as registered"
    else:
        why = "on a limit" if is_crossed else "near a limit"
        why += f", and the limits as drawn are good to about {ROUGHLY_KM:g} km"
    # One candidate and nothing beyond its limit: the other side is not drawn.
    beyond = " or no claim drawn" if len(answers) == 1 else ""
    return f"Cannot tell: {why}. Candidates: {who}{beyond}."


def _claimants(answers: Sequence[ClaimAnswer]) -> str:
    """Each State and centre once; how many claims, where it makes more than one."""
    counts = Counter(a.who for a in answers)
    return in_words([w if n == 1 else f"{w}, by {n} claims" for w, n in counts.items()])


def _standing(answer: ClaimAnswer) -> str:
    if answer.status == "disputed":
        return "; the claim is disputed"
    return "; its limits are approximate" if answer.is_approximate else ""


def _nearest_in_words(nearby: Sequence[Neighbour]) -> str:
    if not nearby:
        return ""
    first = nearby[0]
    far = "" if first.distance_km is None else f", {first.distance_km:,g} km away"
    return f" The nearest is that of {country_name(first.state)}{far}."


def notes_of(answers: Sequence[ClaimAnswer]) -> tuple[str, ...]:
    """Sentences that a reader needs beside the candidates."""
    notes = []
    if answers:
        notes.append("Claims as declared; no recognition implied.")
    if len(answers) > 1 and any(a.is_approximate for a in answers):
        rough = in_words([a.name for a in answers if a.is_approximate])
        notes.append(
            f"Approximate or sketched limits ({rough}) may overlap others, or leave a gap, only "
            "because of how they are drawn."
        )
    if undated := [a.name for a in answers if a.valid_from is None]:
        notes.append(f"Start not known, shown for every date: {in_words(undated)}.")
    return tuple(notes)


def in_words(names: Sequence[str]) -> str:
    """``Italy``, ``Italy and Malta``, ``Italy, Malta and Tunisia``; empty for none."""
    return " and ".join([p for p in (", ".join(names[:-1]), *names[-1:]) if p])
