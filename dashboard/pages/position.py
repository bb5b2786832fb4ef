"""One question about a position: what is told of it, in words and on the map."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.components import position
from dashboard.errors import FormRefused
from dashboard.figures import position as drawing
from dashboard.holdings import Holdings
from dashboard.questions import DriftQuestion, Question, drift_question, hours, question
from dashboard.seabook import Standpoint
from layers.errors import DriftRefused, LayersError, NotAtSea
from layers.selection import Selection


@dataclass(frozen=True)
class Told:
    """What is told of a position.

    Attributes:
        problems: what cannot be used, in words, by group of fields.
        wrong: the fields that cannot be used.
        echo: where it is; empty where the position or a term of it was refused.
        answer: under the tab.
        shapes: what is drawn; None for nothing.
    """

    problems: dict[str, list[Any]]
    wrong: list[str]
    echo: list[Any]
    answer: list[Any]
    shapes: dict[str, Any] | None


def told(
    form: Mapping[str, object],
    tab: str,
    holdings: Holdings,
    selection: Selection,
    now: dt.datetime,
) -> Told:
    """What is told of the position that a form asks about, under a tab.

    All that is wrong in the form is told at once. The echo stands even where the tab has no
    answer: where it is, is told whatever else is not.

    Args:
        form: what the browser sent: `position`, `radius`, `day`, `knots`, `hours`, and the fields
            of the drift.
        tab: a key of `components.position_panel.TABS`.
        holdings: what is held.
        selection: what the reader chose; its last day is that of the claims.
        now: the moment (UTC).
    """
    wrong: dict[str, Exception] = {}
    asked: Question | None = None
    answer: list[Any] = []
    features: list[drawing.Json] = []
    try:
        asked = question(form["position"], form["radius"], form["day"], form["knots"], now.date())
    except FormRefused as refused:
        wrong |= refused.fields
    standpoint = asked and Standpoint(asked, holdings, selection, now.date())
    try:
        answer, features = _answer(standpoint, tab, form, now)
    except FormRefused as refused:
        wrong |= refused.fields
        answer = position.drift_asked(refused.needed) if refused.needed and asked else []
    problems = position.refusals(wrong)
    if asked is None or standpoint is None:
        return Told(problems, list(wrong), [], [], None)
    shapes = _shapes(asked, features, tab)
    return Told(problems, list(wrong), position.echo(standpoint), answer, shapes)


# What the drift itself refuses, by the field that holds it.
DRIFT_FIELDS = {"object class": "object", "radius": "radius", "time": "at"}
Answer = tuple[list[Any], list[drawing.Json]]


def _answer(
    standpoint: Standpoint | None, tab: str, form: Mapping[str, object], now: dt.datetime
) -> Answer:
    """What is told under a tab, and what of it is drawn; nothing without a standpoint.

    The fields of the tab are read even so.

    Raises:
        FormRefused: where the fields of the tab cannot be used.
    """
    if tab == "reach":
        return _reach(standpoint, _hours(form["hours"]))
    if tab == "drift":
        is_begun = any(form[name] for name in ("wind", "wind-from", "current", "current-to", "at"))
        return _drift(standpoint, drift_question(form, now) if is_begun else None)
    if standpoint is None:
        return [], []
    return _ports(standpoint) if tab == "ports" else (position.claims(standpoint), [])


def _hours(value: object) -> tuple[float, ...]:
    try:
        return hours(value)
    except LayersError as error:
        raise FormRefused({"hours": error}) from None


def _ports(standpoint: Standpoint) -> Answer:
    q = standpoint.question
    try:
        paths = standpoint.ports
    except NotAtSea as error:
        return position.none_here("No way over water from here", error), []
    named = [(p.line, f"{p.to_name} {position.miles(p.distance_nm)} nm") for p in paths]
    return position.ports(paths, q.knots), drawing.ways(named, (q.longitude, q.latitude))


def _reach(standpoint: Standpoint | None, asked: Sequence[float]) -> Answer:
    if standpoint is None:
        return [], []
    try:
        extents, notes = standpoint.reach(asked)
    except NotAtSea as error:
        return position.none_here("No way over water from here", error), []
    areas = [(extent.hours, extent.shape) for extent in extents]
    return position.reach(extents, standpoint.question.knots, notes), drawing.reached(areas)


def _drift(standpoint: Standpoint | None, asked: DriftQuestion | None) -> Answer:
    if standpoint is None:
        return [], []
    if asked is None:
        return position.drift_asked(), []
    try:
        outlook = standpoint.drift(asked)
    except DriftRefused as error:
        if error.field in DRIFT_FIELDS:
            raise FormRefused({DRIFT_FIELDS[error.field]: error}) from None
        return position.none_here("No drift from here", error), []
    return position.drift(outlook), drawing.drifted(outlook)


def _shapes(asked: Question, features: list[drawing.Json], tab: str) -> dict[str, Any]:
    """What the browser draws: the pin and its circle, and what belongs to the answer."""
    pinned = drawing.standing(asked.longitude, asked.latitude, asked.radius_km)
    return {
        "data": drawing.collection([*features, *pinned]),
        "layers": drawing.layers(),
        "longitude": asked.longitude,
        "latitude": asked.latitude,
        "clicked": asked.is_clicked,
        "tab": tab if features else "",
    }
