"""The sources page: every table with origin, licence, age and doubts; ours beside published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html

from dashboard.components.headline import published
from geodata.store import Held
from layers.analysis.reconciliation import Comparison
from layers.registry import LAYERS


def sources_page(
    held: Mapping[str, Held],
    sources: Mapping[str, Mapping[str, str]],
    comparisons: Sequence[Comparison],
) -> html.Div:
    """The whole page.

    Args:
        held: every layer with its edition.
        sources: the sources table by key.
        comparisons: every published figure beside ours.
    """
    comparable = [c for c in comparisons if c.ours is not None]
    return html.Div(
        [
            html.H1("Where the figures come from"),
            html.P(
                "Every figure on the picture rests on one of these tables. Each is an edition that "
                "never changes; its doubts are printed as they are known. Empty means unknown, "
                "never zero. Detections, arrivals, interceptions, bodies and missing people are "
                "different units and are never added up.",
                className="lead",
            ),
            html.P(
                "What this cannot show: crossings nobody registered, deaths nobody recorded, and "
                "who is in distress now. It must not be used to direct a rescue.",
                className="lead strong",
            ),
            html.H2("Tables"),
            *[_table(LAYERS[name].title, h) for name, h in held.items()],
            html.H2("Ours beside published figures"),
            html.P(
                "A published figure is quoted as its document gave it. Where ours differs, the "
                "reason is printed if the material gives one; nothing is smoothed."
            ),
            *published(comparable, dated=True),
            html.H2("Publications"),
            html.Ul([_publication(key, row) for key, row in sources.items()]),
        ],
        className="prose",
    )


def _table(title: str, held: Held) -> html.Details:
    edition, origin = held.edition, held.edition.origin
    facts = [
        ("Rows", f"{edition.rows:,}"),
        ("Publisher", origin.publisher),
        ("Cite", origin.citation),
        ("Terms", "; ".join(name for name, _ in origin.licences)),
        ("As of", f"{origin.as_of:%-d %B %Y}" if origin.as_of else "see the rows"),
        ("Recorded here", f"{edition.recorded_at:%-d %B %Y}"),
        ("Edition", f"{edition.edition_id}, SHA-256 {edition.sha256[:16]}…"),
    ]
    return html.Details(
        [
            html.Summary([html.Strong(title), html.Span(f" {edition.rows:,} rows")]),
            html.Dl([part for k, v in facts for part in (html.Dt(k), html.Dd(v))]),
            html.H3("Doubts") if origin.doubts else None,
            html.Ul([html.Li(d) for d in origin.doubts]),
        ],
        className="source",
    )


def _publication(key: str, row: Mapping[str, str]) -> html.Li:
    as_of = f" As of {row['as_of']}." if row["as_of"] else ""
    return html.Li(
        [
            html.Strong(row["publisher"]),
            f", {row['title']}.{as_of} Terms: {row['licence']}. ",
            html.Code(key),
        ]
    )
