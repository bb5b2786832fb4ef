"""``pharos regions``: incidents, dead and missing by search-and-rescue claim."""

from __future__ import annotations

import json
from typing import Annotated, Any

import pandas as pd
import typer

from dashboard.cli import chosen, output
from dashboard.components.regions.notes import sentences
from dashboard.regionbook import Regionbook
from dashboard.state import encode, in_words
from layers.analysis.region_counts import Cell, Span

commands = typer.Typer()
AS_DECLARED = "Claims as declared; no recognition implied."


@commands.command()
def regions(  # noqa: PLR0917 - an option each; typer names them, nobody counts them
    first: Annotated[str | None, typer.Option("--from", help="First day or month.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day or month, included.")] = None,
    route: Annotated[list[str] | None, typer.Option(help="Route; may be repeated.")] = None,
    sar_region: Annotated[
        list[str] | None, typer.Option(help="Code of a claim; may be repeated.")
    ] = None,
    cause: Annotated[list[str] | None, typer.Option(help="Cause; may be repeated.")] = None,
    min_people: Annotated[str | None, typer.Option(help="Dead and missing, at least.")] = None,
    source_quality: Annotated[str | None, typer.Option(help="1 to 5, at least.")] = None,
    known_on: Annotated[str | None, typer.Option(help="As known at the end of a day.")] = None,
    area: Annotated[str | None, typer.Option(help="circle:LON,LAT,KM or polygon:LON,LAT;…")] = None,
    every: Annotated[
        str | None, typer.Option(help="month, quarter or year: a table over time.")
    ] = None,
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
        _print_regions(book, is_over_time=every is not None)


def regions_json(book: Regionbook) -> dict[str, Any]:
    """The counts of a picture by region as plain values; the page shows the same ones."""
    counts = book.counts
    series = book.over_time()
    series = series.assign(bucket=[b.date().isoformat() for b in series["bucket"]])
    return {
        "selection": encode(book.selection),
        "period": in_words(book.selection, book.picture.holdings.months),
        "cells": [
            {
                "key": c.key,
                "kind": c.kind,
                "claim_ids": list(c.claim_ids),
                "label": c.label,
                "toll": c.toll.as_json(),
            }
            for c in counts.cells
        ],
        "total": counts.total.toll.as_json(),
        "incidents_held": book.picture.incidents_held,
        "share_sentence": book.picture.share_sentence,
        "deaths_basis": book.picture.deaths_basis,
        "notes": sentences(book),
        "claims": [
            {
                "claim_id": s.claim_id,
                "label": s.label,
                **{n: getattr(s, n).as_json() for n in ("low", "by_point", "high")},
                **_claim(book, s.claim_id),
                "not_to_be_added_up": True,
            }
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


def _print_regions(book: Regionbook, *, is_over_time: bool) -> None:
    counts = book.counts
    output.tell(in_words(book.selection, book.picture.holdings.months))
    if book.doubt:
        output.tell(book.doubt)
    columns = ("incidents", "dead", "missing")
    output.print_table(
        ("code", "each claim, low to high", *columns, "status", "basis"),
        [
            (
                s.claim_id,
                s.label,
                *_from_low_to_high(s),
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
    output.tell()
    output.print_table(
        ("every incident once", *columns, "largest"),
        [_line(c) for c in (*counts.cells, counts.total)],
        numbers=(*columns, "largest"),
    )
    output.tell()
    if is_over_time:
        _print_over_time(book)
    else:
        output.tell("Over time: with --every month, quarter or year, or in --json.")
    for sentence in sentences(book):
        output.tell(sentence)


def _print_over_time(book: Regionbook) -> None:
    labels = {c.key: c.label for c in book.counts.cells}
    columns = ("incidents", "dead and missing")
    rows: list[dict[str, Any]] = book.over_time().to_dict("records")  # type: ignore[assignment]
    output.print_table(
        ("from", "every incident once", *columns),
        [
            (
                f"{row['bucket']:%Y-%m-%d}",
                labels[row["key"]],
                f"{row['incidents']:,}",
                _said(None if pd.isna(row["people"]) else int(row["people"]), row["unknown"]),
            )
            for row in rows
        ],
        numbers=columns,
    )
    output.tell("Incidents without a date are in no row; dead and missing apart are in --json.")


def _from_low_to_high(span: Span) -> tuple[str, str, str]:
    low, high = span.low, span.high
    return (
        _ends(f"{low.incidents:,}", f"{high.incidents:,}"),
        _ends(_said(low.dead_known, low.dead_unknown), _said(high.dead_known, high.dead_unknown)),
        _ends(
            _said(low.missing_known, low.missing_unknown),
            _said(high.missing_known, high.missing_unknown),
        ),
    )


def _ends(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def _said(number: int | None, unknown: int) -> str:
    """A sum, as a minimum where figures lack; the word where none is known."""
    if number is None:
        return "unknown"
    return f"at least {number:,}" if unknown else f"{number:,}"


def _line(cell: Cell) -> tuple[str, ...]:
    toll = cell.toll
    return (
        cell.label,
        f"{toll.incidents:,}",
        _said(toll.dead_known, toll.dead_unknown),
        _said(toll.missing_known, toll.missing_unknown),
        "unknown" if toll.largest is None else f"{toll.largest:,}",
    )
