"""Positions in the forms of machines: WKT, ``geo:`` addresses, ISO 6709, a pair in brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from layers.analysis.coordinate_text import Token, tokens

_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_WKT = re.compile(
    rf"(?:SRID=4326; ?)?POINT ?Z? ?\( ?({_NUMBER})[ ,]+({_NUMBER})(?: {_NUMBER})? ?\)"
)
_GEO = re.compile(rf"GEO: ?({_NUMBER}),({_NUMBER})(?:,{_NUMBER})?(?:;[A-Z0-9=.;-]*)?")
_BRACKETS = re.compile(rf"[\[(] ?({_NUMBER}) ?[,;] ?({_NUMBER}) ?[\])]")
# ISO 6709, annex H: signs are obligatory, degrees have two and three digits.
_ISO_6709 = re.compile(
    r"([+-](?:\d{2}|\d{4}|\d{6})(?:\.\d+)?)([+-](?:\d{3}|\d{5}|\d{7})(?:\.\d+)?)"
    r"(?:[+-]\d+(?:\.\d+)?)?(?:CRSWGS_84)?/?"
)


@dataclass(frozen=True)
class Special:
    """The two halves of a position in a machine's form; `may_be_swapped` where forms differ."""

    latitude: tuple[Token, ...]
    longitude: tuple[Token, ...]
    repairs: tuple[str, ...]
    may_be_swapped: bool = False


def special_form(text: str) -> Special | None:
    """The halves of a plain text in one of these forms; None where it is in none of them."""
    if match := _WKT.fullmatch(text):
        return _special(match[2], match[1], "Read as WKT: longitude comes first.")
    if match := _GEO.fullmatch(text):
        return _special(match[1], match[2], "Read as a geo: address: latitude comes first.")
    if match := _BRACKETS.fullmatch(text):
        made = _special(match[2], match[1], "Read as GeoJSON: longitude comes first.")
        return Special(made.latitude, made.longitude, made.repairs, may_be_swapped=True)
    if match := _ISO_6709.fullmatch(text):
        return _special(match[1], match[2], "Read as ISO 6709.")
    return None


def _special(latitude: str, longitude: str, repair: str) -> Special:
    return Special(tuple(tokens(latitude)), tuple(tokens(longitude)), (repair,))
