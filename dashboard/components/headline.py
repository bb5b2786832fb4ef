"""The headline tiles, and the explanation behind each number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard import ids
from layers.analysis.reconciliation import Comparison, said
from layers.metrics import Band, Metric
from layers.terms import ROUTE_NAMES, country_name
from layers.units import FORMULAS, UNIT_TEXT, Unit

RATES = tuple(f"deaths_{formula}" for formula in FORMULAS)
TILES = ("arrival_sea", "interception", "dead", "missing", "incidents", *RATES)
_SHORT_LABELS = {
    "incidents": "Incidents shown",
    **{f"deaths_{name}": formula.short for name, formula in FORMULAS.items()},
}
_SHORT_UNITS = {
    Unit.ARRIVAL: "persons",
    Unit.INTERCEPTION: "persons returned",
    Unit.DEAD: "bodies found",
    Unit.MISSING: "presumed dead",
    Unit.INCIDENT: "",
    Unit.RATIO: "",
}


def tiles(metrics: Sequence[Metric], beside: Mapping[str, str]) -> list[html.Button]:
    """One tile a headline metric; `beside` adds a line to some of them."""
    by_id = {m.id: m for m in metrics}
    return [_tile(by_id[name], beside.get(name, "")) for name in TILES if name in by_id]


def _tile(metric: Metric, beside: str) -> html.Button:
    lines = [
        html.Span(
            [
                _SHORT_LABELS.get(metric.id, metric.label),
                html.Span(_SHORT_UNITS.get(metric.unit, ""), className="tile-unit"),
            ],
            className="tile-label",
        ),
        html.Span(
            [
                html.Span(metric.prefix, className="at-least") if metric.prefix else None,
                html.Span(metric.number, className="tile-number"),
                html.Span(metric.band_text, className="tile-unit") if metric.band else None,
            ],
            className="tile-value",
        ),
        html.Span(beside or _span(metric), className="tile-note"),
    ]
    return html.Button(
        lines,
        id={"type": ids.METRIC, "metric": metric.id},
        className=f"tile {metric.id}",
        type="button",
        n_clicks=0,
        title=f"{metric.label}: how it is counted, from what, as of when",
    )


def _span(metric: Metric) -> str:
    if metric.value is None:
        return "no figure in this selection"
    if metric.unknown:
        what = metric.counted if metric.unknown > 1 else metric.counted.removesuffix("s")
        return f"{metric.unknown:,} {what} unknown"
    return f"to {_day(metric.last)}" if metric.last else ""


def _day(day: dt.date | None) -> str:
    return f"{day:%-d %b %Y}" if day else "not known"


def explanation(
    metric: Metric,
    sources: Mapping[str, Mapping[str, str]],
    others: Sequence[Metric] = (),
    by_other_formulas: Sequence[Metric] = (),
) -> html.Div:
    """What a number is, its formula, what it rests on, and what it does not know.

    Args:
        metric: the number.
        sources: the sources table by key.
        others: numbers of other units that belong beside it but are never added.
        by_other_formulas: the same rate by other formulas; they must not be compared.
    """
    unit = UNIT_TEXT[metric.unit]
    facts: list[tuple[str, object]] = [
        ("Unit", unit.meaning),
        ("Formula", metric.formula or "a sum over known figures"),
        ("Covers", f"{_day(metric.first)} to {_day(metric.last)}" if metric.first else "nothing"),
        ("Rests on", _rests_on(metric)),
        ("As of", as_of_words(metric)),
    ]
    if metric.band:
        facts.insert(2, ("Band", _band(metric.band)))
    body: list[object] = [
        html.P(
            [html.Strong(metric.text), " ", unit.plural if metric.unit is not Unit.RATIO else ""],
            className="explained",
        ),
        html.Dl([part for k, v in facts for part in (html.Dt(k), html.Dd(v))]),
    ]
    if metric.notes:
        body += [html.H3("To know"), html.Ul([html.Li(n) for n in metric.notes])]
    if others:
        body += [
            html.H3("Counted in other units, not added"),
            html.Ul([html.Li(f"{m.label}: {m.text}") for m in others]),
        ]
    if by_other_formulas:
        lines = [f"{m.label}: {m.text} {m.band_text} · {m.formula}" for m in by_other_formulas]
        body += [
            html.H3("The same deaths by other formulas"),
            html.P("Chosen under Filters, for every rate on this page.", className="hint"),
            html.Ul([html.Li(line) for line in lines]),
        ]
    if metric.sources:
        body += [
            html.H3("Sources"),
            html.Ul([_source(sources.get(s, {}), s) for s in metric.sources]),
        ]
    return html.Div(body, className="explanation")


def _band(band: Band) -> str:
    ends = f"{100 * band.low:.2f} % to {100 * band.high:.2f} %"
    return f"{ends} ({100 * band.level:.0f} % level, {band.incidents:,} incidents)"


def as_of_words(metric: Metric) -> str:
    """When a number was read: a day, or a month where only that is known."""
    if not metric.as_of:
        return "not known"
    if len(metric.as_of) == 10:
        return _day(dt.date.fromisoformat(metric.as_of))
    return f"{dt.date.fromisoformat(metric.as_of + '-01'):%b %Y}"


def _rests_on(metric: Metric) -> str:
    lacking = "monthly figures" if metric.unit is Unit.RATIO else metric.counted
    return f"{metric.known:,} {metric.counted}; {metric.unknown:,} {lacking} unknown"


def _source(row: Mapping[str, str], key: str) -> html.Li:
    if not row:
        return html.Li(key)
    as_of = f", as of {row['as_of']}" if row.get("as_of") else ""
    return html.Li(f"{row['publisher']}: {row['title']}{as_of}. Terms: {row['licence']}.")


def published(comparisons: Sequence[Comparison], *, dated: bool = False) -> list[html.Div]:
    """Published figures, each beside ours with the reason; `dated` names the period too."""
    return [
        html.Div([_scope(c) if dated else None, *_compared(c)], className="compared")
        for c in comparisons
    ]


def _scope(c: Comparison) -> str:
    return f"{_day(c.period_start)} to {_day(c.period_end)} · "


def _area(c: Comparison) -> str:
    return ROUTE_NAMES.get(c.geography) or country_name(c.geography)


# The figure of a period that a meeting is most likely to have read.
_FIRST = {"sea_crossings": 0, "attempted_crossings": 1, "sea_arrivals": 2, "deaths_at_sea": 3}


def published_card(comparisons: Sequence[Comparison]) -> html.Details | None:
    """The published figures for this selection, the one that differs most in the summary."""
    comparable = [c for c in comparisons if c.ours is not None]
    if not comparable:
        return None
    first = min(comparable, key=lambda c: _FIRST.get(c.measure, 9))
    return html.Details(
        [
            html.Summary(["Published for this period · ", *_compared(first)[:-1]]),
            *published(comparable),
        ]
    )


def _compared(c: Comparison) -> list[Any]:
    theirs, ours = said(c)
    return [
        f"{_area(c)}, ",
        html.Span(f"{c.measure.replace('_', ' ')}: ", className="measure"),
        html.Span(f"“{theirs}”", className="theirs"),
        html.Span(f" {c.document} · here: "),
        html.Strong(ours),
        html.Span(f". {c.reason}"),
    ]


def problems(sentences: Sequence[str], kind: str) -> list[html.Li]:
    """Sentences to the reader; `kind` is ``problem`` (refused) or ``note``."""
    return [html.Li(s, className=kind) for s in sentences]
