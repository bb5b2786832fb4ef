"""A picture in words: what was chosen, and what a reader must know before trusting its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.picture import Picture
from dashboard.state import in_words
from layers.analysis.intervals import LITERATURE, SAMPLING_ONLY
from layers.analysis.rates import FORMULAS, RULES_SENTENCE
from layers.selection import known_words
from layers.terms import CAUSE_NAMES, LEVEL_MEASURES, ROUTE_NAMES, SOURCE_QUALITY

BASIS_WORDS = {
    "series": "Dead and missing are counted from the published monthly series.",
    "records": "Dead and missing are counted month by month from a complete record of incidents.",
    "both": "Dead and missing are counted from a complete record of incidents where one is held, "
    "and from the published monthly series elsewhere.",
    "incidents": "Dead and missing are counted from the single incidents that remain.",
}
STANDING = (
    "Empty means unknown, never zero; a sum that lacks figures is a minimum.",
    "Arrivals, interceptions, detections, bodies and missing people are different units: they are "
    "never added up but by a formula that is named.",
    "Positions at sea are estimates; their uncertainty is a column.",
    "Search-and-rescue regions are claims as declared, their overlaps kept; no recognition is "
    "implied, nor any opinion on the limits of a State.",
)


def selection_sentences(picture: Picture) -> Iterator[str]:
    """What was chosen, a sentence for each part, those at their default too."""
    s, holdings = picture.selection, picture.holdings
    open_ended = s.first_day is None and s.last_day is None
    period = in_words(s, holdings.months)
    yield f"Period: {period}{', all that is held' if open_ended else ''}."
    yield f"Routes: {', '.join(ROUTE_NAMES[r] for r in s.routes) or 'none'}."
    names = dict(zip(holdings.claims["claim_id"], holdings.claims["name"], strict=True))
    regions = ", ".join(f"{names.get(r, '')} ({r})" for r in s.regions)
    yield f"Search-and-rescue regions: {regions or 'no filter'}."
    yield f"Causes: {', '.join(CAUSE_NAMES[c] for c in s.causes) or 'no filter'}."
    people = f"at least {s.min_people:,}, as far as known" if s.min_people else "no filter"
    yield f"Dead and missing of an incident: {people}."
    least = s.min_source_quality
    quality = f"at least {least} ({SOURCE_QUALITY[least]})" if least else "no filter"
    yield f"Source quality: {quality}."
    yield f"Drawn area: {s.area or 'none'} (longitude, latitude; km)."
    yield f"As known on {known_words(holdings.moment)}."
    yield f"Death rate: {s.rate}, {FORMULAS[s.rate]}."
    yield f"Levels: {s.measure}, {LEVEL_MEASURES[s.measure]}."
    other = (
        f"{s.compare_first} to {s.compare_last}" if s.compare_first else "the same months before"
    )
    yield f"Series by {s.every}. The other period: {other}."


def caveats(picture: Picture) -> list[str]:
    """What a reader must know, each sentence once: of this picture first, then of all."""
    said = [
        *picture.notices,
        BASIS_WORDS[picture.deaths_basis],
        picture.share_sentence,
        picture.removal_sentence + ".",
        picture.holdings.completeness_sentence,
        RULES_SENTENCE,
        f"Bands of rates: {SAMPLING_ONLY}",
        LITERATURE,
        *STANDING,
    ]
    return list(dict.fromkeys(sentence for sentence in said if sentence))
