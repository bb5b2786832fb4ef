"""How a position is held against the claims: the part of the method page on regions."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.sources.words import facts
from layers.analysis import claim_index, region_counts, responsibility
from layers.analysis.claim_answers import LIMIT_GOOD_TO_KM
from layers.terms import CLAIM_STATUS


def region_rules() -> list[Any]:
    """The rules in words, each number read from the program that uses it."""
    good = [
        f"{basis} {'not known' if km is None else f'{km:g} km'}"
        for basis, km in LIMIT_GOOD_TO_KM.items()
    ]
    return [
        html.P(
            "A region is one State's claim to search-and-rescue responsibility, as declared; no "
            "recognition is implied, and overlaps are kept. A position is held against every claim "
            "in force on its day with the circle in which it is believed to lie."
        ),
        facts(
            [
                ("One claim", "the whole circle lies in it, further from its limit than that limit "
                 "is good to"),
                ("Several claims", "that holds for more than one; none is chosen"),
                ("Cannot tell", "a limit lies within the circle, or within what the limit is good "
                 "to; every candidate is named. So overlaps and gaps that come from rounding are "
                 "no answer"),
                ("No claim", "none is drawn there, which does not say that nobody is responsible: "
                 "the Strait of Gibraltar, the Alborán Sea and the Gulf of Cádiz are not drawn"),
                ("Limits are good to", "; ".join(good)),
                ("Coasts", f"are no limits: an edge within {claim_index.COAST_DEGREES:g}° of land "
                 "is a coast, unless another claim lies beyond it"),
                ("Overlaps", f"below {responsibility.SLIVER_KM2:g} km² are an effect of rounding "
                 "and not drawn"),
                ("Low and high", "circles that lie whole in a claim, and circles that meet it; "
                 "limits as drawn"),
                ("Everybody once", "an incident is in the set of claims that holds its whole "
                 "circle, or in the row that says why there is none"),
                ("No uncertainty stated", f"taken to be {region_counts.ASSUMED_KM:g} km, and said"),
                ("Status", "; ".join(CLAIM_STATUS.values())),
            ]
        ),
    ]  # fmt: skip
