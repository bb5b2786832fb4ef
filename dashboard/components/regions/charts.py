"""The map of the regions and their figures over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import html

from dashboard.components.regions.tables import from_to
from dashboard.components.routes.parts import lacking, plot, section
from dashboard.components.sources.words import fold, table
from dashboard.figures.regions import HEIGHT_PX, SHADES, map_json, series_height, series_json
from dashboard.regionbook import Regionbook
from dashboard.routebook import coast
from dashboard.theme import Mode
from layers.analysis.region_counts import Cell, short

Json = dict[str, Any]
BUCKET_WORDS = {"month": "month", "quarter": "quarter", "year": "year"}


def region_map(book: Regionbook, mode: Mode, figures: Json) -> html.Section:
    """Where the dead and missing of the selection are recorded, by claim."""
    spans = {s.claim_id: s for s in book.of_claims.spans}
    labels: dict[str, tuple[str, str]] = {}
    for claim, row in book.claims.items():
        span = spans.get(claim)
        under = from_to(span.low.people, span.high.people) if span else ""
        labels[claim] = (short(str(row["name"])).replace(" (Mediterranean part)", ""), under)
    figures["regions-map"] = map_json(
        book.areas,
        book.people,
        book.limits,
        {claim: _style(row) for claim, row in book.claims.items()},
        labels,
        book.selection.regions,
        coast(),
        mode,
    )
    return section(
        "map",
        "Where the dead and missing are recorded",
        html.P(
            "Shade: dead and missing per 10,000 km² of sea, placed by their points. Numbers: dead "
            "and missing of a claim from low to high, as in the first table; never to be added up. "
            "Hatched: claimed twice or more."
            + (" The filter by region is left aside here." if book.selection.regions else "")
        ),
        plot(
            "regions-map",
            "Regions shaded by recorded dead and missing; the tables below hold the numbers.",
            HEIGHT_PX,
        ),
        _key(),
        html.P(_credit(book), className="hint"),
    )


def _credit(book: Regionbook) -> str:
    """Whose limits are drawn, and under what terms: a drawing of them is bound by the same."""
    sources = book.picture.holdings.sources
    drawn = [book.claims[c] for c in book.limits]
    terms: dict[str, list[str]] = {}
    for row in drawn:
        publisher = sources.get(row["source"], {}).get("publisher") or row["source"]
        own = "own drawing" if publisher == "Project" else publisher
        if row["licence"] not in terms.setdefault(own, []):
            terms[own].append(row["licence"])
    said = [f"{who} ({', '.join(licences)})" for who, licences in terms.items()]
    return f"Limits: {'; '.join(said)}." if said else ""


def _style(row: Mapping[str, Any]) -> str:
    if row["status"] == "disputed":
        return "disputed"
    return "approximate" if row["is_approximate"] else "exact"


def _key() -> html.P:
    ends = [*(least for least, _ in SHADES[1:]), None]
    words = []
    for (least, _), end in zip(SHADES, ends, strict=True):
        words.append(f"under {end:g}" if not least else f"{least:g} and more" if end is None
                     else f"{least:g} to {end:g}")  # fmt: skip
    return html.P(
        [
            html.Span([html.Span(className="shade none"), "none recorded"]),
            *[
                html.Span([html.Span(className=f"shade s{place}"), text])
                for place, text in enumerate(words)
            ],
            html.Span([html.Span(className="shade hatched"), "overlap"]),
            html.Span([html.Span(className="limit exact"), "limit as registered"]),
            html.Span([html.Span(className="limit approximate"), "approximate"]),
            html.Span([html.Span(className="limit disputed"), "disputed"]),
        ],
        className="route-key map-key",
    )


def region_series(book: Regionbook, mode: Mode, figures: Json) -> html.Section:
    """The cells of the count over time, largest first."""
    title = "Over time"
    every = book.selection.every
    series = book.over_time()
    cells = sorted(
        (c for c in book.counts.cells if c.key in set(series["key"])),
        key=lambda c: -c.toll.people,
    )
    if not cells:
        return section("over-time", title, lacking("No dated incident fits this selection."))
    figures["regions-series"] = series_json(series, cells, every, book.span, mode)
    return section(
        "over-time",
        title,
        html.P(
            [
                f"Dead (dark) and missing (light) by {BUCKET_WORDS[every]}, every incident in one "
                "row. ",
                html.Strong("Each row has its own scale. "),
                f"A {BUCKET_WORDS[every]} without a bar has no incident in the record that is "
                "held; that is not a count of zero.",
            ]
        ),
        plot(
            "regions-series",
            "Dead and missing over time, a row for each region; the table below holds the same by "
            "year.",
            series_height(len(cells)),
        ),
        fold("The figures by year", [_by_year(book, cells)]),
    )


def _by_year(book: Regionbook, cells: list[Cell]) -> html.Div:
    yearly = book.over_time("year")
    years = sorted({b.year for b in yearly["bucket"]})
    records: list[dict[Any, Any]] = yearly.to_dict("records")
    held = {(r["key"], r["bucket"].year): r for r in records}

    def words(cell: Cell, year: int) -> str:
        row = held.get((cell.key, year))
        if row is None:
            return ""
        known = "unknown" if pd.isna(row["people"]) else f"{row['people']:,}"
        return known + (" +" if row["unknown"] and known != "unknown" else "")

    return html.Div(
        [
            table(
                "Dead and missing by region and year",
                ["Region", *map(str, years)],
                [[cell.label, *[words(cell, y) for y in years]] for cell in cells],
                numbers=range(1, len(years) + 1),
                kind="by-year",
            ),
            html.P(
                "Dead and missing, every incident in one row. +: an incident has no figure of the "
                "dead or of the missing; the sum is a minimum.",
                className="hint",
            ),
        ]
    )
