"""The regions page: where, from low to high, everybody once, over time, what is not in it."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.paper import with_paper
from dashboard.components.regions.charts import region_map, region_series
from dashboard.components.regions.notes import notes
from dashboard.components.regions.tables import cell_table, claim_table
from dashboard.regionbook import Regionbook
from dashboard.state import encode, in_words
from dashboard.theme import Mode
from layers.analysis.region_counts import short
from layers.selection import known_words
from layers.terms import ROUTE_SHORT

Json = dict[str, Any]
PARTS = (
    ("map", "Map"),
    ("claims", "From low to high"),
    ("once", "Everybody once"),
    ("over-time", "Over time"),
    ("left-out", "What is not in it"),
)
AS_DECLARED = (
    "Limits and claims as declared; no recognition implied. Where claims overlap, each is named and "
    "none is chosen."
)


def regions_page(book: Regionbook, mode: Mode) -> Json:
    """The whole page as data, see `with_paper`."""
    return with_paper(lambda shown: _page(book, shown), mode)


def _page(book: Regionbook, mode: Mode) -> tuple[html.Div, Json]:
    figures: Json = {}
    page = html.Div(
        [
            html.P(_scope(book), className="lead"),
            html.P(AS_DECLARED, className="as-declared"),
            *_filtered(book),
            html.Nav(
                [html.A(title, href=f"#{name}") for name, title in PARTS],
                className="parts-of-page",
                **{"aria-label": "Parts of this page"},
            ),
            region_map(book, mode, figures),
            claim_table(book),
            cell_table(book),
            region_series(book, mode, figures),
            notes(book),
        ],
        className="routes-page regions-page",
    )
    return page, figures


def _scope(book: Regionbook) -> str:
    months = book.picture.holdings.months
    names = [ROUTE_SHORT[r] for r in ROUTE_SHORT if r in book.selection.routes]
    routes = ", ".join(names) if len(names) < len(ROUTE_SHORT) else "all four routes"
    known = book.selection.known_on
    as_known = f", as known on {known_words(known)}" if known else ""
    return f"{in_words(book.selection, months)} · {routes or 'no route is chosen'}{as_known}."


def _filtered(book: Regionbook) -> list[Any]:
    chosen = book.selection.regions
    if not chosen:
        return []
    names = ", ".join(short(str(book.claims[c]["name"])) for c in chosen)
    every = "/regions" + encode(book.selection.but(regions=()))
    return [
        html.Div(
            [
                html.P([html.Strong(f"Filtered to {names}. "), book.doubt]),
                html.P(html.A("Show every region", href=every, className="within")),
            ],
            className="lacking filtered",
        )
    ]
