"""The sources page: each source with its state, terms and last import; pairs; ours beside theirs."""

from __future__ import annotations

from collections import Counter
from typing import Any

from dash import html

from dashboard.components.sources.duplicates import duplicates
from dashboard.components.sources.entry import entry
from dashboard.components.sources.reconciliation import published_figures, reconciliation
from dashboard.components.sources.tables import publications, tables
from dashboard.components.sources.words import command, day, state
from dashboard.sourcebook import Sourcebook

PARTS = (
    ("sources-list", "Sources"),
    ("duplicates", "Possible duplicates"),
    ("records", "Records beside the series"),
    ("published-figures", "Published figures"),
    ("tables", "Tables"),
    ("publications", "Publications"),
)


def sources_page(book: Sourcebook, said: str = "") -> html.Div:
    """The whole page.

    Args:
        book: what it shows.
        said: what the last decision did; empty if none was made just now.
    """
    h = book.holdings
    return html.Div(
        [
            html.P(
                "Every figure on the picture rests on what is listed here. Each edition never "
                "changes; its doubts are printed as they are known. Empty means unknown, "
                "never zero. Detections, arrivals, interceptions, bodies and missing people are "
                "different units and are never added up.",
                className="lead",
            ),
            html.P(
                "What this cannot show: crossings nobody registered, deaths nobody recorded, and "
                "who is in distress now. It must not be used to direct a rescue.",
                className="lead strong",
            ),
            html.Nav(
                [html.A(title, href=f"#{name}") for name, title in PARTS],
                className="parts-of-page",
                **{"aria-label": "Parts of this page"},
            ),
            # A section each: one that grows does not shift what is open in the next.
            html.Section(_sources(book)),
            html.Section(duplicates(book, said)),
            html.Section(reconciliation(h)),
            html.Section(published_figures(h)),
            html.Section(tables(h.held)),
            html.Section(publications(h.sources)),
        ],
        className="sources-page",
    )


def _sources(book: Sourcebook) -> list[Any]:
    heading = html.H2("Sources", id="sources-list")
    if not book.entries:
        return [heading, html.P("This server keeps no ledger of imports.", className="hint")]
    found = Counter(str(e.standing.state) for e in book.entries)
    tally = [
        html.Span([html.Strong(str(found[name])), " ", state(name, book.states)])
        for name in book.states
        if found.get(name)
    ]
    folder = any(e.standing.loads for e in book.entries)
    return [
        heading,
        html.P([*tally, html.Span(f"on {day(book.today)} (UTC, the clock of this server)",
                                  className="where")], className="tally"),
        None
        if folder
        else html.P(
            ["Nothing was imported yet: the picture shows the figures that come with Pharos. To "
             "load a file of a source: ", command("pharos import SOURCE FILE")],
            className="hint",
        ),
        *[entry(e, book.states) for e in book.entries],
        html.Details(
            [
                html.Summary("What the states mean"),
                html.Dl(
                    [
                        part
                        for name, meaning in book.states.items()
                        for part in (html.Dt(state(name, book.states)), html.Dd(meaning))
                    ]
                ),
            ],
            className="states",
            open=True,
        ),
    ]  # fmt: skip
