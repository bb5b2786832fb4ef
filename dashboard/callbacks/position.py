"""The panel of one position: what is typed or clicked is decoded, asked, told and drawn."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output

from dashboard import ids
from dashboard.components import position
from dashboard.figures import position as drawing
from dashboard.picture import Pictures
from dashboard.questions import HOURS, Question, drift_question, question
from dashboard.seabook import Standpoint
from layers.errors import LayersError

# The parts of the drift's form, in the order in which the callback is handed them.
DRIFT_FIELDS = ("wind", "wind-from", "current", "current-to", "at", "object")


def register(app: Dash, pictures: Pictures) -> None:
    """Register the panel."""

    @app.callback(
        Output("position-problem", "children"),
        Output("position-echo", "children"),
        Output("position-answer", "children"),
        Output("position-tabs", "hidden"),
        Output("drift-form", "hidden"),
        Output(ids.POSITION_SHAPES, "data"),
        Input(ids.POSITION, "data"),
        Input("position-tab", "value"),
        Input("position-radius", "value"),
        Input("position-day", "value"),
        Input("position-knots", "value"),
        Input(ids.SELECTION, "data"),
        *[Input(f"drift-{name}", "value") for name in DRIFT_FIELDS],
        prevent_initial_call=True,
    )
    def tell(
        at: object, tab: object, radius: object, day: object, knots: object, selection: object,
        *drift: object,
    ) -> tuple[Any, ...]:  # fmt: skip
        if not at:
            return "", [], [], True, True, None
        shown = tab if tab in position.TABS else "claims"
        try:
            asked = question(at, radius, day, knots)
        except LayersError as error:
            return position.refusal(error), [], [], True, True, None
        picture = pictures.shown(selection)
        standpoint = Standpoint(asked, picture.holdings, picture.selection, pictures.today())
        echoed = position.echo(standpoint)
        try:
            told, features = _answer(
                standpoint, str(shown), dict(zip(DRIFT_FIELDS, drift, strict=True))
            )
        except LayersError as error:
            told, features = [], []
            problem = str(error)
        else:
            problem = ""
        return (
            problem, echoed, told, False, shown != "drift",
            shapes(asked, features, shown),
        )  # fmt: skip

    app.clientside_callback(
        ClientsideFunction("pharos", "drawPosition"),
        Output("position-panel", "className"),
        Input(ids.POSITION_SHAPES, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("pharos", "askPosition"),
        Output(ids.POSITION, "data"),
        Input("position-find", "n_clicks"),
        Input("position-text", "n_submit"),
        prevent_initial_call=True,
    )


def _answer(
    standpoint: Standpoint, tab: str, drift: dict[str, object]
) -> tuple[list[Any], list[drawing.Json]]:
    """What is told under a tab, and what of it is drawn."""
    q = standpoint.question
    start = (q.longitude, q.latitude)
    if tab == "ports":
        paths = standpoint.ports
        named = [(p.line, f"{p.to_name} {position.miles(p.distance_nm)} nm") for p in paths]
        return position.ports(paths, q.knots), drawing.ways(named, start)
    if tab == "reach":
        areas, notes = standpoint.reach(HOURS)
        return position.reach(areas, q.knots, notes), drawing.reached(areas)
    if tab == "drift":
        if not any(drift[name] for name in ("wind", "current")):
            return position.drift_asked(), []
        outlook = standpoint.drift(drift_question(drift, dt.datetime.now(dt.UTC)))
        return position.drift(outlook), drawing.drifted(outlook)
    return position.claims(standpoint), []


def shapes(asked: Question, features: list[drawing.Json], tab: object) -> dict[str, Any]:
    """What the browser draws: the pin and its circle, and what belongs to the answer."""
    pinned = drawing.standing(asked.longitude, asked.latitude, asked.radius_km)
    return {
        "data": drawing.collection([*features, *pinned]),
        "layers": drawing.layers(),
        "longitude": asked.longitude,
        "latitude": asked.latitude,
        "clicked": asked.is_clicked,
        "tab": str(tab) if features else "",
    }
