"""The small parts of the method page."""

from __future__ import annotations

from dash import html

from dashboard.components.sources.words import link

DOI = "https://doi.org/"


def doi(name: str, words: str) -> html.A | html.Span:
    """A link to a work by its DOI."""
    return link(words, DOI + name)


def percent(share: float) -> str:
    """A share in whole per cent."""
    return f"{100 * share:.0f} %"
