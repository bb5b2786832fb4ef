"""What the licence of a source allows, in words: what may be passed on, and what may not."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Terms:
    """What may be done with the figures of a source.

    `redistribution` is ``free``, ``attribution``, ``share-alike``, ``restricted`` or ``unclear``.
    """

    redistribution: str
    sentence: str


_FREE = Terms("free", "May be passed on.")
_ATTRIBUTION = Terms("attribution", "May be passed on with the publisher's name and licence.")
_SHARE_ALIKE = Terms(
    "share-alike",
    "May be passed on with the author's name; what is made of it stays under the same licence.",
)
_RESTRICTED = Terms(
    "restricted",
    "Figures are cited as facts. The publisher's own files may not be passed on, and nothing here "
    "gives leave to re-publish the table: ask the publisher.",
)
_UNCLEAR = Terms(
    "unclear",
    "The publisher's own terms apply, or none are stated: read them before passing the figures on.",
)
_UNLICENSED_COPY = Terms(
    "unclear",
    "The publisher gives its figures under the licence that the edition names (CC BY 4.0), but they "
    "were read from a public copy whose keeper states no licence. That is why the more careful "
    "reading stands: pass the figures on with the publisher's name after reading the publisher's "
    "terms; of the copy itself no leave is known.",
)
# What a licence says, looked for in this order: a text may name a licence that others only claim.
_SAID = (
    (("not redistributed", "not stated", "no licence", "gisis"), _RESTRICTED),
    (("cc by 4.0 .publisher.; read from the public copy unlicensed",), _UNLICENSED_COPY),
    (("portal terms", "terms of use", "unlicensed", "terms of re-use"), _UNCLEAR),
    (("figures only", "facts only"), _RESTRICTED),
    (("by-sa", "by sa"), _SHARE_ALIKE),
    (("cc by", "cc-by"), _ATTRIBUTION),
    (("public domain", "cc0", "apache", "own"), _FREE),
)


def terms_of(licence: str) -> Terms:
    """What a licence, as a source states it, allows; the more careful reading where it names two."""
    said = licence.lower()
    for words, terms in _SAID:
        if any(re.search(rf"\b{word}\b", said) for word in words):
            return terms
    return _UNCLEAR
