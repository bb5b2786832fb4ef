"""One question about a position: what is told of it, in words and on the map."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.components import position
from dashboard.figures import position as drawing
from dashboard.holdings import Holdings
from dashboard.questions import HOURS, Question, drift_question, question
from dashboard.seabook import Standpoint
from layers.errors import LayersError
from layers.selection import Selection


@dataclass(frozen=True)
class Told:
    """What is told: a problem in words, the echo, the answer, and what is drawn (None: nothing)."""

    problem: Any
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

    The echo stands even where the tab has no answer: where it is, is told whatever else is not.

    Args:
        form: what the browser sent: `position`, `radius`, `day`, `knots`, and the fields of the drift.
        tab: a key of `components.position_panel.TABS`.
        holdings: what is held.
        selection: what the reader chose; its last day is that of the claims.
        now: the moment (UTC).
    """
    try:
        asked = question(form["position"], form["radius"], form["day"], form["knots"], now.date())
    except LayersError as error:
        return Told(position.refusal(error), [], [], None)
    standpoint = Standpoint(asked, holdings, selection, now.date())
    problem = ""
    try:
        answer, features = _answer(standpoint, tab, form, now)
    except LayersError as error:
        answer, features, problem = [], [], str(error)
    return Told(problem, position.echo(standpoint), answer, _shapes(asked, features, tab))


def _answer(
    standpoint: Standpoint, tab: str, form: Mapping[str, object], now: dt.datetime
) -> tuple[list[Any], list[drawing.Json]]:
    """What is told under a tab, and what of it is drawn."""
    q = standpoint.question
    if tab == "ports":
        paths = standpoint.ports
        named = [(p.line, f"{p.to_name} {position.miles(p.distance_nm)} nm") for p in paths]
        return position.ports(paths, q.knots), drawing.ways(named, (q.longitude, q.latitude))
    if tab == "reach":
        areas, notes = standpoint.reach(HOURS)
        return position.reach(areas, q.knots, notes), drawing.reached(areas)
    if tab == "drift":
        if not any(form[name] for name in ("wind", "current")):
            return position.drift_asked(), []
        outlook = standpoint.drift(drift_question(form, now))
        return position.drift(outlook), drawing.drifted(outlook)
    return position.claims(standpoint), []


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
