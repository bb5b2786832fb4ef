"""What is told of one position: who claims it, ports by sea, reach and drift."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.seabook import PORT_CAUTIONS, RULES, Extent, Standpoint, kilometres
from layers.analysis.claim_answers import ClaimAnswer, Responsibility
from layers.analysis.coordinates import written
from layers.analysis.drift import DriftOutlook
from layers.analysis.sea_distance import SeaPath
from layers.areas import three_figures
from layers.errors import LayersError, PositionRead, PositionRefused, SelectionError
from layers.terms import CLAIM_STATUS, country_name

# Where what is wrong with a field is told, and what the page calls it.
GROUPS = {
    "position": "position",
    **dict.fromkeys(("radius", "day", "knots"), "terms"),
    "hours": "reach",
    **dict.fromkeys(("wind", "wind-from", "current", "current-to", "at", "object"), "drift"),
}
NAMES = {"radius": "Good to", "day": "On", "knots": "Speed", "hours": "Hours"}
FORM_NAMES = {"decimal": "Decimal", "minutes": "Minutes", "seconds": "Seconds"}


def echo(standpoint: Standpoint) -> list[Any]:
    """The position in all three forms, how far it may be off, and what is odd about it."""
    facts = [(FORM_NAMES.get(form, form), text) for form, text in standpoint.forms.items()]
    facts += _exactness(standpoint)
    return [
        html.Dl(
            [
                html.Div([html.Dt(name), html.Dd(text)], className=name.lower().replace(" ", "-"))
                for name, text in facts
            ],
            className="forms",
        ),
        *_cautions(standpoint.cautions),
    ]


def _exactness(standpoint: Standpoint) -> list[tuple[str, str]]:
    if standpoint.question.radius_km:
        return [("Good to", f"{three_figures(standpoint.question.radius_km)} km")]
    if standpoint.written_km:
        return [("As written", f"good to {kilometres(standpoint.written_km)}")]
    return []


def _cautions(said: Sequence[str]) -> list[Any]:
    """The first caution in full; others behind it, and their number said."""
    if len(said) < 2:
        return [html.P(text, className="caution") for text in said]
    more = html.Span(f"{len(said) - 1} more", className="more")
    return [
        html.Details(
            [
                html.Summary([html.Span(said[0]), " ", more]),
                *[html.P(text) for text in said[1:]],
            ],
            className="caution",
        )
    ]


def claims(standpoint: Standpoint) -> list[Any]:
    """Every claim at the position, side by side; none is put first by us."""
    answer = standpoint.responsibility
    return [
        html.H3(standpoint.headline, className=f"verdict {standpoint.verdict.replace(' ', '-')}"),
        html.P(answer.sentence, className="verdict-sentence"),
        *_how_sure(standpoint),
        html.P(f"Claims in force on {standpoint.day_in_words}.", className="kind"),
        *[_claim(c) for c in answer.answers],
        *[html.P(note, className="hint") for note in answer.notes],
        *_nearby(answer),
        _folded("Whoever claims the place", RULES),
    ]


def _how_sure(standpoint: Standpoint) -> list[Any]:
    """What becomes of the verdict within what the position is good to."""
    if standpoint.question.is_clicked:
        said = standpoint.resolution_sentence
    else:
        said = standpoint.wider_sentence.replace("that distance", kilometres(standpoint.written_km))
    return [html.P(said, className="caution")] if said else []


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
        _table(head, rows, "ports"),
        *[html.P(note, className="hint") for note in notes],
        html.P(" ".join(PORT_CAUTIONS), className="hint"),
    ]


def reach(extents: Sequence[Extent], knots: float, notes: Sequence[str]) -> list[Any]:
    """What the rings mean: how far by water, how large, how far in a straight line."""
    hours = ", ".join(f"{e.hours:g}" for e in extents)
    rows = [
        html.Tr(
            [
                html.Th(f"{e.hours:g} h", scope="row"),
                html.Td(miles(e.hours * knots)),
                html.Td(miles(e.farthest_nm)),
                html.Td(three_figures(e.area_km2)),
            ]
        )
        for e in extents
    ]
    return [
        html.P(f"Reached over water in {hours} hours at {knots:g} knots.", className="lead"),
        _table(["Within", "nm by water", "nm straight, at most", "km² of sea"], rows, "extents"),
        *[html.P(note, className="hint") for note in notes],
        html.P(
            "No weather, no current, no draught: the farthest that the speed allows.",
            className="hint",
        ),
    ]


def _table(head: Sequence[str], rows: Sequence[html.Tr], name: str) -> html.Table:
    columns = html.Tr([html.Th(text, scope="col") for text in head])
    return html.Table([html.Thead(columns), html.Tbody(list(rows))], className=name)


def none_here(title: str, error: LayersError) -> list[Any]:
    """Why a tab has no answer here."""
    return [
        html.H3(title, className="verdict"),
        html.P(str(error), className="verdict-sentence"),
    ]


def drift_asked(needed: Sequence[str] = ()) -> list[Any]:
    """What the form needs before anything is computed; `needed` is what is still empty."""
    return [
        html.P("Indicative, not for search planning.", className="lead"),
        *([html.P(f"Still needed: {', '.join(needed)}.", className="needed")] if needed else []),
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


def refusals(fields: Mapping[str, Exception]) -> dict[str, list[Any]]:
    """Each group of the form with what is wrong in it, in words; empty where nothing is."""
    out: dict[str, list[Any]] = {group: [] for group in dict.fromkeys(GROUPS.values())}
    for field, error in fields.items():
        out[GROUPS[field]] += _refusal(field, error)
    return out


def _refusal(field: str, error: Exception) -> list[Any]:
    """A refusal in words; where a text could mean two places, a button for each of them."""
    if field in NAMES and isinstance(error, SelectionError):
        error = error.named(NAMES[field])
    readings = error.readings if isinstance(error, PositionRefused) else ()
    return [html.P(str(error)), *[_meant(reading) for reading in readings]]


def _meant(reading: PositionRead) -> html.Button:
    # As exact as it was written; the radius in the form stays the reader's.
    where = {
        "data-longitude": f"{reading.longitude:.6f}",
        "data-latitude": f"{reading.latitude:.6f}",
        "data-resolution": f"{reading.resolution_km:.6g}",
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
