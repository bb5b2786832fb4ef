"""``pharos regions``: incidents, dead and missing by search-and-rescue claim."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Any

import typer

from dashboard.cli import chosen, output
from dashboard.regionbook import Regionbook
from dashboard.state import encode, in_words
from layers.analysis.region_counts import Cell, Toll

commands = typer.Typer()
AS_DECLARED = "Claims as declared; no recognition implied."


@commands.command()
def regions(  # noqa: PLR0917 - an option each; typer names them, nobody counts them
    first: Annotated[str | None, typer.Option("--from", help="First day or month.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day or month, included.")] = None,
    route: Annotated[list[str] | None, typer.Option(help="Route; may be repeated.")] = None,
    sar_region: Annotated[list[str] | None, typer.Option(help="Region; may be repeated.")] = None,
    cause: Annotated[list[str] | None, typer.Option(help="Cause; may be repeated.")] = None,
    min_people: Annotated[str | None, typer.Option(help="Dead and missing, at least.")] = None,
    source_quality: Annotated[str | None, typer.Option(help="1 to 5, at least.")] = None,
    known_on: Annotated[str | None, typer.Option(help="As known at the end of a day.")] = None,
    area: Annotated[str | None, typer.Option(help="circle:LON,LAT,KM or polygon:LON,LAT;…")] = None,
    every: Annotated[str | None, typer.Option(help="month, quarter or year.")] = None,
    as_json: output.AsJson = False,
) -> None:
    """Tell how many incidents, dead and missing lie in each region, as far as positions can tell."""
    book = Regionbook(
        chosen.picture(
            {
                "from": first,
                "to": last,
                "route": route,
                "region": sar_region,
                "cause": cause,
                "min_people": min_people,
                "source_quality": source_quality,
                "known_on": known_on,
                "area": area,
                "every": every,
            }
        )
    )
    if as_json:
        output.print_json(regions_json(book))
    else:
        _print_regions(book)


def regions_json(book: Regionbook) -> dict[str, Any]:
    """The counts of a picture by region as plain values; the page shows the same ones."""
    counts = book.counts
    series = book.over_time()
    series = series.assign(bucket=[b.date().isoformat() for b in series["bucket"]])
    return {
        "selection": encode(book.selection),
        "period": in_words(book.selection, book.picture.holdings.months),
        "cells": [{"key": c.key, **asdict(c)} for c in counts.cells],
        "total": asdict(counts.total.toll),
        "claims": [
            {**asdict(s), **_claim(book, s.claim_id), "not_to_be_added_up": True}
            for s in book.of_claims.spans
        ],
        "over_time": json.loads(series.to_json(orient="records")),
        "undated": counts.undated,
        "without_stated_uncertainty": counts.assumed,
        "region_filter": book.doubt,
        "as_declared": AS_DECLARED,
    }


def _claim(book: Regionbook, claim: str) -> dict[str, Any]:
    row = book.claims[claim]
    return {
        "state": row["state"],
        "status": row["status"],
        "basis": row["basis"],
        "is_approximate": bool(row["is_approximate"]),
    }


def _print_regions(book: Regionbook) -> None:
    counts = book.counts
    output.tell(in_words(book.selection, book.picture.holdings.months))
    if book.doubt:
        output.tell(book.doubt)
    columns = ("incidents", "dead", "missing")
    output.print_table(
        ("each claim, low to high", *columns, "status", "basis"),
        [
            (
                s.label,
                _ends(s.low.incidents, s.high.incidents),
                _ends(s.low.dead, s.high.dead, s.high.dead_unknown, s.high.incidents),
                _ends(s.low.missing, s.high.missing, s.high.missing_unknown, s.high.incidents),
                str(book.claims[s.claim_id]["status"]),
                str(book.claims[s.claim_id]["basis"]),
            )
            for s in book.of_claims.spans
        ],
        numbers=columns,
    )
    if book.selection.regions:
        output.tell("A filter by region is left aside in this table: it goes by points.")
    output.tell(f"Claims overlap: these are not to be added up. {AS_DECLARED}")
    output.print_table(
        ("every incident once", *columns, "largest"),
        [_line(c) for c in (*counts.cells, counts.total)],
        numbers=(*columns, "largest"),
    )
    output.tell(book.picture.removal_sentence)


def _ends(low: int, high: int, unknown: int = 0, incidents: int = 0) -> str:
    if unknown and unknown == incidents:
        return "unknown"
    ends = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    return f"at least {ends}" if unknown else ends


def _line(cell: Cell) -> tuple[str, ...]:
    toll: Toll = cell.toll
    return (
        cell.label,
        f"{toll.incidents:,}",
        _ends(toll.dead, toll.dead, toll.dead_unknown, toll.incidents),
        _ends(toll.missing, toll.missing, toll.missing_unknown, toll.incidents),
        "unknown" if toll.largest is None else f"{toll.largest:,}",
    )
