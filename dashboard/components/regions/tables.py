"""The two tables of the regions page: each claim from low to high, and everybody once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import html

from dashboard.components.routes.parts import lacking, method, section
from dashboard.components.sources.words import day, table
from dashboard.regionbook import Regionbook
from dashboard.state import encode
from layers.analysis.region_counts import ASSUMED_KM, Cell, Span
from layers.terms import CLAIM_STATUS

GROUPS = {"one claim": "In one claim", "several claims": "Where claims overlap"}


def from_to(low: int, high: int) -> str:
    """``6–37``; one number where both ends are the same."""
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def claim_table(book: Regionbook) -> html.Section:
    """Each claim with its own low and high, overlaps included; a row leads to the picture."""
    title = "Each claim, from low to high"
    counts, chosen = book.of_claims, book.selection.regions
    spans = sorted(counts.spans, key=lambda s: -s.high.people)
    if not spans:
        return section("claims", title, lacking("No incident of this selection meets a claim."))
    whole = counts.total.toll.people
    aside = html.Strong("The filter by region is left aside here: ") if chosen else ""
    return section(
        "claims",
        title,
        html.P(
            [
                "Low: the whole circle in which an incident is believed to lie is inside the "
                "claim. High: the circle meets it. The dead and missing go with the incidents. ",
                html.Strong("Not to be added up: "),
                "an incident in two claims is in both rows. A row leads to the picture, filtered "
                "to that region by the points of the incidents. ",
                aside,
                "it goes by points and would cut what is high. " if chosen else "",
                method("regions", "How regions are told"),
            ]
        ),
        table(
            "Each claim, from low to high; not to be added up",
            ["Region", "Claim", "Incidents", "Dead", "Missing", "Largest", "Share"],
            [_claim(book, span, whole) for span in spans],
            numbers=(2, 3, 4, 5, 6),
            kind="regions claims stacked",
        ),
        html.P(
            "Largest: dead and missing of the largest incident that the circle may put there. "
            "Share: of the dead and missing of the selection. " + _assumed(counts.assumed),
            className="hint",
        ),
    )


def _assumed(number: int) -> str:
    if not number:
        return ""
    whose = "incident states" if number == 1 else "incidents state"
    return f"{number:,} {whose} no uncertainty: taken to be {ASSUMED_KM:g} km."


def _claim(book: Regionbook, span: Span, whole: int) -> list[Any]:
    low, high = span.low, span.high
    shares = [_share(low.people, whole), _share(high.people, whole)]
    picture = "/" + encode(book.selection.but(regions=(span.claim_id,)))
    is_chosen = span.claim_id in book.selection.regions
    return [
        html.A(html.Strong(f"{span.label} ← chosen") if is_chosen else span.label, href=picture, className="within region-link",
               title=f"The picture, filtered to {span.label}"),
        html.Span(standing(book.claims[span.claim_id]), className="where"),
        html.Strong(from_to(low.incidents, high.incidents)),
        _persons(from_to(low.dead, high.dead), high.dead_unknown, high.incidents),
        _persons(from_to(low.missing, high.missing), high.missing_unknown, high.incidents),
        "unknown" if high.largest is None else f"{high.largest:,}",
        "–".join(dict.fromkeys(shares)) + " %" if whole else "",
    ]  # fmt: skip


def _share(part: int, whole: int) -> str:
    """Per cent without decimals; a small share is no zero."""
    if not whole or not part:
        return "0"
    rounded = round(100 * part / whole)
    return f"{rounded}" if rounded else "<1"


def standing(claim: Mapping[str, Any]) -> str:
    """Whose centre, how it stands, what it is drawn from, since when."""
    start = claim["valid_from"]
    since = "start not known" if pd.isna(start) else f"from {day(pd.Timestamp(start).date())}"
    rcc = "" if pd.isna(claim["rcc"]) else claim["rcc"]
    rough = "limits approximate" if claim["is_approximate"] else ""
    status = "" if claim["status"] == "approximate" else CLAIM_STATUS[claim["status"]]
    parts = (rcc, status, rough, claim["basis"], since)
    return " · ".join(str(p) for p in parts if p)


def _persons(known: Any, unknown: int, incidents: int) -> list[Any]:
    """A sum of persons, and how many incidents it lacks; a word where no figure is known."""
    if unknown and unknown == incidents:
        return [html.Span("unknown", className="where")]
    lacking_ones = [html.Span(f" +{unknown:,} unknown", className="where")] if unknown else []
    return [known, *lacking_ones]


def cell_table(book: Regionbook) -> html.Section:
    """Every incident in one row, and the total of the picture."""
    title = "Everybody once"
    counts = book.counts
    if not counts.cells:
        return section("once", title, lacking("No incident of the register fits this selection."))
    rows: list[list[Any]] = []
    group = ""
    for cell in counts.cells:
        head = GROUPS.get(cell.kind, "In no set of claims")
        if head != group:
            rows.append([html.Span(head, className="group")])
            group = head
        rows.append(_cell(book, cell))
    rows.append(_cell(book, counts.total))
    return section(
        "once",
        title,
        html.P(
            "Every incident stands in one row, so these rows add up to the total. An incident is "
            "in a region only if its whole circle is; an overlap has a row of its own. A circle "
            "that crosses a limit at sea is told apart and given to nobody."
        ),
        table(
            "Every incident in one row",
            ["Region", "Incidents", "Dead", "Missing", "Largest", "Share"],
            rows,
            numbers=(1, 2, 3, 4, 5),
            kind="regions cells stacked",
        ),
        html.P(
            "+ unknown: incidents without that figure; the sum is a minimum. Share: of the dead and "
            "missing of the selection.",
            className="hint",
        ),
    )


def _cell(book: Regionbook, cell: Cell) -> list[Any]:
    whole = book.counts.total.toll.people
    toll = cell.toll
    strong = html.Strong if cell.kind == "total" else html.Span
    return [
        strong(cell.label),
        strong(f"{toll.incidents:,}"),
        _persons(strong(f"{toll.dead:,}"), toll.dead_unknown, toll.incidents),
        _persons(strong(f"{toll.missing:,}"), toll.missing_unknown, toll.incidents),
        "unknown" if toll.largest is None else f"{toll.largest:,}",
        f"{_share(toll.people, whole)} %" if whole else "",
    ]
