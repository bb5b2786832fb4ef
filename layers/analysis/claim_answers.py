"""The answer to whose region a position is in, and its words."""

from __future__ import annotations

import datetime as dt
import json
import math
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
AS_DECLARED = "Claims as declared; no recognition implied."
FAR_KM = 200.0  # beyond it the nearest claim says nothing of a place
VERDICTS: dict[Verdict, str] = {
    "one claim": "One claim",
    "several claims": "More than one claim",
    "cannot tell": "Cannot tell",
    "no claim": "In no region drawn",
}


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
        declared_year: the year that the claim's own note gives, where no first day is known.
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
    declared_year: int | None
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

    @property
    def limit_words(self) -> str:
        """How far the position is from the limit at sea, on which side, and how good that is."""
        if self.distance_to_limit_km is None:
            is_sketch = self.limit_good_to_km is None
            return "not to be measured: a sketch" if is_sketch else "it has none at sea"
        km, good = self.distance_to_limit_km, self.limit_good_to_km or 0.0
        far = _far(km, good)
        drawn = f"; the line is good to about {good:g} km" if good >= 0.5 else ""
        return f"{far} km, {'inside' if self.position_inside else 'outside'}{drawn}"

    @property
    def validity_words(self) -> str:
        """The days on which it is in force; both ends are included."""
        first, last = self.valid_from, self.valid_to
        said = "first day not known" if first is None else f"since {first:%-d %B %Y}"
        if first is None and self.declared_year:
            said = f"declared in {self.declared_year}, the day is not known"
        return said if last is None else f"{said}, until {last:%-d %B %Y}"


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

    @property
    def words(self) -> str:
        """Its name and how far its sea is."""
        if self.distance_km is None:
            return f"{self.name}: not to be measured"
        return f"{self.name}: {_far(self.distance_km, self.limit_good_to_km)} km away"


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
            nearest, up to 200 km away.
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
    is_short: bool = False,
    is_dated: bool = False,
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
        is_short: whether it is in no claim as drawn, and one is drawn to the coast beside it.
        is_dated: whether a day was asked for: then a claim without a first day is told apart.
        before: the day asked for, where claims would be candidates on another.
    """
    radius = radius_km
    size = in_kilometres(radius)
    circle = f"the whole circle of {size}" if radius else "this position"
    who = _claimants(answers)
    since = _since(answers) if is_dated else ""
    if verdict == "one claim":
        return f"{who} claims {circle}{_standing(answers[0])}{since}."
    if verdict == "several claims":
        both = "both claim" if len({a.who for a in answers}) == 2 else "all claim"
        return f"{who} {both} {circle}; none is chosen here{since}."
    if verdict == "no claim":
        near = _nearest_in_words(nearby)
        if is_ashore:
            return f"On land as drawn: claims are at sea.{near}"
        where = f"within {size} of this position" if radius else "at this position"
        drawn = f"No claim drawn {where} was in force on {before}" if before else None
        drawn = drawn or f"No claim is drawn {where}"
        return f"{drawn}; that does not say that nobody is responsible.{near}"
    if is_ashore:
        return f"On land as drawn; the circle of {size} reaches the sea claimed by {who}."
    # One candidate and nothing beyond its limit: the other side is not drawn.
    beyond = " or no claim drawn" if len(answers) == 1 else ""
    why = _why_not(answers, size if radius else "", is_crossed=is_crossed, is_short=is_short)
    return f"{why}. Candidates: {who}{beyond}{since}."


def _why_not(answers: Sequence[ClaimAnswer], size: str, *, is_crossed: bool, is_short: bool) -> str:
    """Why one cannot tell; `size` of the circle is empty for a point."""
    if is_short:
        return (
            "The position, at sea or at the shore, is in no claim as drawn, and claims are drawn "
            f"up to about {ROUGHLY_KM:g} km short of the coast"
        )
    if all(a.basis in EXACT for a in answers):
        near, good = "within 100 m of", "good to about 100 m"
        as_drawn = "registered"
    else:
        near, good = "near", f"good to about {ROUGHLY_KM:g} km"
        as_drawn = "drawn"
    if not size:
        return f"The position is {'on' if is_crossed else near} a limit, and the limits as {as_drawn} are {good}"  # fmt: skip
    if is_crossed:
        return f"The circle of {size} crosses a limit"
    return f"The circle of {size} comes near a limit, and the limits as {as_drawn} are {good}"


def _far(km: float, good_to_km: float | None) -> str:
    """A distance in whole kilometres; in tenths where it is short and the limit good enough."""
    return f"{km:.1f}" if (good_to_km or 0.0) < 0.5 and km < 10 else f"{km:,.0f}"


def in_kilometres(km: float) -> str:
    """A length as it was given; to two figures, with an *about*, where it has more than three.

    ``12.5 km``, ``about 5.5 km``: a radius that comes from written digits is not worth them all.
    """
    plain = f"{km:,.10g}"
    if len(plain.replace(".", "").replace(",", "").strip("0")) <= 3:
        return f"{plain} km"
    digits = max(0, 1 - math.floor(math.log10(abs(km))))
    return f"about {float(f'{km:.2g}'):,.{digits}f} km"


def _claimants(answers: Sequence[ClaimAnswer]) -> str:
    """Each State and centre once; how many claims, where it makes more than one."""
    counts = Counter(a.who for a in answers)
    return in_words([w if n == 1 else f"{w}, by {n} claims" for w, n in counts.items()])


def _standing(answer: ClaimAnswer) -> str:
    if answer.status == "disputed":
        return "; the claim is disputed"
    return "; its limits are approximate" if answer.is_approximate else ""


def _since(answers: Sequence[ClaimAnswer]) -> str:
    """Of which claims nobody knows whether they were in force on the day asked for."""
    undated = [a.state for a in answers if a.valid_from is None and a.declared_year is None]
    if not undated:
        return ""
    if len(undated) == len(answers):
        return "; since when is not known"
    return f"; since when is not known of {in_words([country_name(s) for s in dict.fromkeys(undated)])}"


def _nearest_in_words(nearby: Sequence[Neighbour]) -> str:
    """The nearest claim; far from all of them, that the sea here is not drawn."""
    if not nearby:
        return f" This sea is not drawn: no claim that is held begins within {FAR_KM:g} km."
    first = nearby[0]
    km = first.distance_km
    far = "" if km is None else f", {_far(km, first.limit_good_to_km)} km away"
    return f" The nearest is that of {country_name(first.state)}{far}."


def notes_of(answers: Sequence[ClaimAnswer]) -> tuple[str, ...]:
    """Sentences that a reader needs beside the candidates, or beside the claims near by."""
    notes = [AS_DECLARED]
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
