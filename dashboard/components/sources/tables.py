"""The tables behind the picture with their terms, and the publications they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html

from dashboard.components.sources.words import day, facts, fold, link, moment
from geodata.edition import Edition
from geodata.store import Held
from layers.registry import LAYERS


def tables(held: Mapping[str, Held]) -> list[Any]:
    """The section on the tables: every layer with its editions, terms and doubts.

    Args:
        held: every layer with its editions.
    """
    return [
        html.H2("Tables", id="tables"),
        *[_table(LAYERS[name].title, h) for name, h in held.items()],
    ]


def _table(title: str, held: Held) -> Any:
    rows = sum(e.rows for e in held.editions)
    body = [part for e in held.editions for part in _edition(e)]
    summary = [html.Strong(title), html.Span(f" {rows:,} rows", className="where")]
    return fold(summary, body, "source")


def _edition(edition: Edition) -> list[Any]:
    origin = edition.origin
    terms: list[Any] = []
    for name, url in origin.licences:
        terms += ["; " if terms else "", link(name, url)]
    return [
        facts(
            [
                ("Source", edition.source),
                ("Rows", f"{edition.rows:,}"),
                ("Publisher", origin.publisher),
                ("Cite", origin.citation),
                ("Terms", terms),
                ("As of", day(origin.as_of, "see the rows")),
                ("Recorded here", moment(edition.recorded_at)),
                ("Edition", f"{edition.edition_id}, SHA-256 {edition.sha256[:16]}…"),
            ]
        ),
        html.H3("Doubts") if origin.doubts else None,
        html.Ul([html.Li(d) for d in origin.doubts]) if origin.doubts else None,
    ]


def publications(sources: Mapping[str, Mapping[str, str]]) -> list[Any]:
    """The section on the publications that single figures rest on.

    Args:
        sources: the sources table by key.
    """
    return [
        html.H2("Publications", id="publications"),
        html.Ul([_publication(key, row) for key, row in sources.items()]),
    ]


def _publication(key: str, row: Mapping[str, str]) -> html.Li:
    as_of = f" As of {row['as_of']}." if row["as_of"] else ""
    return html.Li(
        [
            html.Strong(row["publisher"]),
            f", {row['title']}.{as_of} Terms: {row['licence']}. ",
            html.Code(key),
        ]
    )
