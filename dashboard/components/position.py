"""What is told of one position: who claims it, ports by sea, reach and drift."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.seabook import PORT_CAUTIONS, RULES, Standpoint
from layers.analysis.claim_answers import ClaimAnswer, Responsibility
from layers.analysis.coordinates import written
from layers.analysis.drift import DriftOutlook
from layers.analysis.sea_distance import SeaPath
from layers.errors import LayersError, PositionRead, PositionRefused
from layers.terms import CLAIM_STATUS, country_name

FORM_NAMES = {"decimal": "Decimal", "minutes": "Minutes", "seconds": "Seconds"}


def echo(standpoint: Standpoint) -> list[Any]:
    """The position in all three forms, how far it may be off, and what is odd about it."""
    q = standpoint.question
    facts = [
        part
        for form, text in standpoint.forms.items()
        for part in (html.Dt(FORM_NAMES.get(form, form)), html.Dd(text))
    ]
    if q.radius_km:
        facts += [html.Dt("Good to"), html.Dd(f"{q.radius_km:,.3g} km")]
    said = [*standpoint.cautions, standpoint.resolution_sentence]
    return [
        html.Dl(facts, className="forms"),
        *(html.P(text, className="caution") for text in said if text),
    ]


def claims(standpoint: Standpoint) -> list[Any]:
    """Every claim at the position, side by side; none is put first by us."""
    answer = standpoint.responsibility
    return [
        html.H3(standpoint.headline, className=f"verdict {standpoint.verdict.replace(' ', '-')}"),
        html.P(answer.sentence, className="verdict-sentence"),
        html.P(f"Claims in force on {standpoint.day_in_words}.", className="kind"),
        *[_claim(c) for c in answer.answers],
        *[html.P(note, className="hint") for note in answer.notes],
        *_nearby(answer),
        _folded("Whoever claims the place", RULES),
    ]


def _nearby(answer: Responsibility) -> list[Any]:
    """Other claims not far away, nearest first."""
    if not answer.nearby:
        return []
    rows = [n.words for n in answer.nearby]
    return [_folded("Other claims near by", rows)]


def _claim(answer: ClaimAnswer) -> html.Article:
    facts = [
        ("Centre", answer.rcc or "unknown"),
        ("Status", CLAIM_STATUS[answer.status]),
        ("Drawn from", answer.basis + (" (approximate)" if answer.is_approximate else "")),
        ("In force", answer.validity_words),
        ("To its limit", answer.limit_words),
    ]
    part = "" if answer.holds == "whole" else " · its limit runs through"
    return html.Article(
        [
            html.H4(
                [
                    html.Button(answer.name, className="claim-more", type="button",
                                title="All that is known of this claim",
                                **{"data-claim": answer.claim_id}),
                    html.Span(part, className="kind"),
                ]
            ),
            html.P(country_name(answer.state), className="kind"),
            html.Dl([part for k, v in facts for part in (html.Dt(k), html.Dd(v))]),
            *[html.P(note, className="hint") for note in answer.notes],
        ],
        className=f"claim {answer.holds}",
    )  # fmt: skip


def ports(paths: Sequence[SeaPath], knots: float) -> list[Any]:
    """The nearest ports by sea as a table: by water, straight, and the time at a speed."""
    head = ["Port", "nm by sea", "nm straight", f"at {knots:g} kn"]
    rows = [
        html.Tr(
            [
                html.Th(path.to_name, scope="row"),
                html.Td(miles(path.distance_nm)),
                html.Td(miles(path.great_circle_nm)),
                html.Td(duration(path.hours_at(knots))),
            ]
        )
        for path in paths
    ]
    notes = dict.fromkeys(note for path in paths for note in path.notes)
    return [
        html.Table(
            [
                html.Thead(html.Tr([html.Th(text, scope="col") for text in head])),
                html.Tbody(rows),
            ],
            className="ports",
        ),
        *[html.P(note, className="hint") for note in notes],
        html.P(" ".join(PORT_CAUTIONS), className="hint"),
    ]


def reach(areas: Sequence[tuple[float, Any]], knots: float, notes: Sequence[str]) -> list[Any]:
    """What the rings mean."""
    hours = ", ".join(f"{h:g}" for h, _ in areas)
    return [
        html.P(f"Reached over water in {hours} hours at {knots:g} knots.", className="lead"),
        *[html.P(note, className="hint") for note in notes],
        html.P(
            "No weather, no current, no draught: the farthest that the speed allows.",
            className="hint",
        ),
    ]


def drift_asked() -> list[Any]:
    """What the form needs before anything is computed."""
    return [
        html.P("Indicative, not for search planning.", className="lead"),
        html.P(
            "Give wind and current as one constant each, 0 kn where there is none. The wind "
            "blows from, the current flows to. Areas after 6, 12 and 24 hours follow.",
            className="hint",
        ),
    ]


def drift(outlook: DriftOutlook) -> list[Any]:
    """The outlook in words: what it is not, each hour, what was assumed, the method."""
    return [
        html.P(outlook.label, className="lead"),
        *[html.P(text, className="caution") for text in outlook.cautions],
        html.Ul([html.Li(step.sentence) for step in outlook.steps], className="steps"),
        html.P("Filled: half of the members. Dashed: 90 % of them.", className="hint"),
        _folded("What was assumed", outlook.assumptions),
        _folded("Method", outlook.method),
    ]


def _folded(title: str, sentences: Sequence[str]) -> html.Details:
    return html.Details(
        [html.Summary(title), html.Ul([html.Li(text) for text in sentences])], className="rules"
    )


def refusal(error: LayersError) -> list[Any]:
    """A refusal in words; where a text could mean two places, a button for each of them."""
    readings = error.readings if isinstance(error, PositionRefused) else ()
    return [html.Span(str(error)), *[_meant(reading) for reading in readings]]


def _meant(reading: PositionRead) -> html.Button:
    where = {
        "data-longitude": f"{reading.longitude:.6f}",
        "data-latitude": f"{reading.latitude:.6f}",
        "data-km": "",
        "data-tab": "claims",
    }
    words = written(reading.longitude, reading.latitude, "minutes")
    return html.Button(words, className="tool ask-here", type="button", **where)


def miles(distance_nm: float) -> str:
    """A distance at sea as a reader says it."""
    return f"{distance_nm:,.1f}" if distance_nm < 100 else f"{distance_nm:,.0f}"


def duration(hours: float) -> str:
    """Hours and minutes: ``2 h 55 min``."""
    minutes = round(hours * 60)
    return f"{minutes // 60} h {minutes % 60:02d} min"
