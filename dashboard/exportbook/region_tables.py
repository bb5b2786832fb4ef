"""The tables of the page *Regions*: everybody once, each claim from low to high, and over time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from dashboard.exportbook import readings
from dashboard.exportbook.table import BUCKET, Row, Table, code, codes, count, records, text
from dashboard.picture import Picture
from dashboard.regionbook import Regionbook
from layers.analysis.region_counts import Kind
from layers.analysis.toll import Toll
from layers.schema import Column

_BY_REGION = readings.together(readings.chosen("incidents"), readings.claims)
_CELL = code("key", "What tells the cell from others: claims joined by +, or why there is none")


def _toll(of: str = "") -> tuple[Column, ...]:
    before = f"{of}_" if of else ""
    return (
        count(f"{before}incidents", "Incidents", "incidents"),
        count(f"{before}dead", "Bodies found, as far as known; empty = no incident has a figure"),
        count(f"{before}missing", "Missing, as far as known; empty = no incident has a figure"),
        count(f"{before}dead_unknown", "Incidents without a figure of bodies", "incidents"),
        count(f"{before}missing_unknown", "Incidents without a figure of missing", "incidents"),
        count(f"{before}largest", "Dead and missing of the largest incident"),
    )


def _of(toll: Toll, of: str = "") -> dict[str, object]:
    before = f"{of}_" if of else ""
    return {
        f"{before}incidents": toll.incidents,
        # A sum of nothing but unknowns is unknown.
        f"{before}dead": None if _unknown(toll, toll.dead_unknown) else toll.dead,
        f"{before}missing": None if _unknown(toll, toll.missing_unknown) else toll.missing,
        f"{before}dead_unknown": toll.dead_unknown,
        f"{before}missing_unknown": toll.missing_unknown,
        f"{before}largest": toll.largest,
    }


def _unknown(toll: Toll, unknown: int) -> bool:
    return bool(unknown) and unknown == toll.incidents


def _regions(picture: Picture) -> Iterator[Row]:
    for cell in Regionbook(picture).counts.cells:
        yield {
            "key": cell.key,
            "kind": cell.kind,
            "claim_ids": cell.claim_ids,
            "label": cell.label,
            **_of(cell.toll),
        }


def _claims(picture: Picture) -> Iterator[Row]:
    book = Regionbook(picture)
    for span in book.of_claims.spans:
        claim = book.claims[span.claim_id]
        yield {
            "claim_id": span.claim_id,
            "label": span.label,
            **{name: claim[name] for name in ("state", "status", "basis")},
            **_of(span.low, "low"),
            **_of(span.by_point, "by_point"),
            **_of(span.high, "high"),
        }


def _over_time(picture: Picture) -> list[Row]:
    return records(Regionbook(picture).over_time())


TABLES = (
    Table(
        "regions",
        "Incidents by region, everybody once",
        "Incidents of one set of claims that holds their whole circle, or of one reason why there "
        "is none; rows add up to the total. Claims as declared; no recognition implied.",
        (_CELL, code("kind", "What kind of cell", tuple(k for k in get_args(Kind) if k != "total")),
         codes("claim_ids", "The claims that hold the whole circle"),
         text("label", "What a reader sees"), *_toll()),
        _regions,
        _BY_REGION,
    ),
    Table(
        "regions_by_claim",
        "Each claim from low to high",
        "Incidents of one claim: low, the whole circle inside; high, the circle meets it. Claims "
        "overlap: rows are never added up. A filter by region is left aside here. As declared; no "
        "recognition implied.",
        (code("claim_id", "Our id of the claim"), text("label", "What a reader sees"),
         code("state", "State that claims it, ISO 3166 alpha-3"),
         code("status", "Standing of the claim"),
         text("basis", "What the limits are drawn from"),
         *_toll("low"), *_toll("by_point"), *_toll("high")),
        _claims,
        readings.together(readings.regions_left_aside, readings.claims),
        {"regions": ""},
    ),
    Table(
        "regions_over_time",
        "Incidents by region over time",
        "One cell in one bucket; incidents without a date are in no row.",
        (BUCKET, _CELL, count("incidents", "Incidents", "incidents"),
         count("dead", "Bodies found, as far as known"),
         count("missing", "Missing, as far as known"),
         count("people", "Dead and missing, as far as known; a minimum"),
         count("unknown", "Incidents that lack a figure", "incidents")),
        _over_time,
        _BY_REGION,
    ),
)  # fmt: skip
