"""One source: how it stands, its terms, its editions, and what its last import did."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from dash import html

from dashboard.components.sources.account import account, quarantine
from dashboard.components.sources.words import (
    command,
    copied,
    day,
    fold,
    link,
    moment,
    shortened,
    state,
    table,
)
from dashboard.sourcebook import REASON_WITHHELD, Entry
from layers.registry import LAYERS
from layers.terms import country_name

MOST_EDITIONS = 24
MOST_LOADS = 20
OUTCOMES = {
    "recorded": "recorded as an edition",
    "unchanged": "nothing new",
    "held": "held for confirmation",
    "failed": "failed",
}


def entry(e: Entry, meanings: Mapping[str, str]) -> html.Details:
    """One source, folded to a line that says how it stands.

    Args:
        e: the source.
        meanings: what each state means.
    """
    s = e.standing
    needs_a_look = s.state in ("DOWN", "HELD")
    summary = html.Div(
        [
            state(s.state, meanings),
            html.Div(
                [
                    html.H3(e.source.title),
                    html.Span(e.source.publisher, className="publisher"),
                ],
                className="entry-title",
            ),
            _cell("as of", day(s.as_of)),
            _cell("fetched", moment(s.fetched_at, _unfetched(e))),
            _cell("next due", _due(e)),
        ],
        className="entry-line",
    )
    return html.Details(
        [
            html.Summary(summary),
            html.Div(
                [
                    *_problem(e),
                    html.Div([_about(e), _terms(e)], className="entry-about"),
                    *_reports(e),
                    *_editions(e),
                    *_loads(e),
                ],
                className="entry-body",
            ),
        ],
        className="entry",
        key=e.source.name,
        open=needs_a_look,
    )


def _unfetched(e: Entry) -> str:
    """What stands in the place of a day: an empty packaged table is nothing that was packaged."""
    return "packaged" if any(edition.rows for edition in e.standing.editions) else "never"


def _cell(name: str, value: str) -> html.Div:
    return html.Div([html.Span(name, className="cell-name"), html.Span(value)], className="cell")


def _due(e: Entry) -> str:
    if e.source.rhythm_days is None:
        return "no rhythm promised"
    return day(e.standing.next_due)


def _problem(e: Entry) -> list[Any]:
    """What is wrong, and what to do about it."""
    s = e.standing
    if s.state == "HELD" and s.loads:
        held = e.waiting.held_because if e.waiting else (s.problem,)
        confirm = f"pharos confirm {e.source.name} {s.loads[0].load_id}"
        return [
            html.Div(
                [
                    html.Strong("A file waits to be confirmed. "),
                    *[html.Span(f"{shortened(why, 400)} ") for why in held],
                    html.P("What was held before is shown until then. If the file is right:"),
                    command(confirm),
                    html.P("If it is not, do nothing, or import the right file."),
                ],
                className="trouble held",
                role="note",
            )
        ]
    if s.problem:
        return [
            html.Div(
                [
                    html.Strong("The last attempt failed. "),
                    shortened(s.problem, 600),
                    html.P("The last good figures stay. To try again:"),
                    command(_how(e)),
                ],
                className="trouble",
                role="note",
            )
        ]
    return []


def _how(e: Entry) -> str:
    name = shlex.quote(e.source.name)
    return f"pharos update {name}" if e.source.fetch else f"pharos import {name} FILE"


def _about(e: Entry) -> html.Div:
    s = e.source
    rhythm = f"about every {s.rhythm_days} days" if s.rhythm_days else "whenever it is published"
    age = e.standing.age_days
    return html.Div(
        [
            html.P([s.reads, f" It feeds the layer {LAYERS[s.layer].title}, {rhythm}."]),
            html.P(
                [
                    link(f"{s.publisher}: the publisher's page", s.url),
                    f" · as of {day(e.standing.as_of)}, {age:,} days ago"
                    if age is not None
                    else "",
                ]
            ),
            *_by_country(e),
            html.P(["To load a file: ", command(f"pharos import {shlex.quote(s.name)} FILE")]),
            html.P(["To ask the publisher: ", command(_how(e))]) if s.fetch else None,
            html.Ul([html.Li(d) for d in s.doubts]) if s.doubts else None,
        ]
    )


def _by_country(e: Entry) -> list[Any]:
    dates = e.standing.as_of_by
    if not dates:
        return []
    parts = [f"{country_name(code)} {said}" for code, said in sorted(dates.items())]
    return [html.P(["As of, by country: ", " · ".join(parts)], className="by-country")]


def _terms(e: Entry) -> html.Div:
    licences = [
        html.Span([link(name, url), " "], className="licence") for name, url in e.source.licence
    ]
    return html.Div(
        [
            html.H4("Licence"),
            html.P(licences),
            html.H4("Cite as"),
            html.P(copied(e.citation, f"the citation of {e.source.title}")),
        ],
        className="terms",
    )


def _reports(e: Entry) -> list[Any]:
    if e.newest is None:
        return []
    out: list[Any] = []
    if e.waiting:
        out.append(account(e.waiting, {}, "The file that waits"))
    if e.report:
        out.append(account(e.report, e.counts, "Last import that stands"))
    if e.is_reduced:
        out.append(html.P(REASON_WITHHELD, className="hint"))
    return [*out, *quarantine(e.quarantine, e.newest.load_id, e.newest.quarantined)]


def _editions(e: Entry) -> list[Any]:
    editions = e.standing.editions
    if not editions:
        return []
    rows = [
        [
            moment(x.recorded_at),
            f"{x.rows:,}",
            day(x.origin.as_of),
            html.Code(x.sha256[:12], title=x.sha256),
            f"removed by retention on {day(x.pruned_on)}" if x.pruned_on else _kept(x.edition_id),
        ]
        for x in editions[:MOST_EDITIONS]
    ]
    left = len(editions) - len(rows)
    return [
        fold(
            [html.Strong(f"{len(editions):,}"), " editions" if len(editions) > 1 else " edition"],
            [
                table(
                    f"Editions of {e.source.title}, newest first",
                    ["Recorded", "Rows", "As of", "SHA-256", "File"], rows, numbers=(1,),
                    kind="editions",
                ),
                html.P(f"{left:,} older ones: pharos loads {e.source.name}", className="hint")
                if left else None,
            ],
        )
    ]  # fmt: skip


def _kept(edition_id: str) -> str:
    return "packaged with Pharos" if edition_id.startswith("packaged") else "kept"


def _loads(e: Entry) -> list[Any]:
    loads = e.standing.loads
    if not loads:
        return []
    rows = [
        [
            str(x.load_id),
            moment(x.at),
            "asked the publisher" if x.kind == "update" else "file brought",
            shortened(x.file, 80),
            OUTCOMES.get(x.outcome, x.outcome),
            shortened(x.message, 240),
        ]
        for x in loads[:MOST_LOADS]
    ]
    return [
        fold(
            [html.Strong(f"{len(loads):,}"), " imports" if len(loads) > 1 else " import"],
            [
                table(
                    f"Imports of {e.source.title}, newest first",
                    ["No.", "When", "How", "File", "Ended", "Message"], rows, numbers=(0,),
                    kind="loads",
                )
            ],
        )
    ]  # fmt: skip
