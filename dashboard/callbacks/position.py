"""The panel of one position: what is typed or clicked is decoded, asked, told and drawn."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output

from dashboard import ids
from dashboard.components.position_panel import TABS
from dashboard.picture import Pictures

# The fields of the form by name, each with the id of its control.
FIELDS = {
    "radius": "position-radius",
    "day": "position-day",
    "knots": "position-knots",
    "hours": "position-hours",
    **{name: f"drift-{name}" for name in ("wind", "wind-from", "current", "current-to", "at")},
    "object": "drift-object",
}
GROUPS = ("position", "terms", "reach", "drift")


def register(app: Dash, pictures: Pictures) -> None:
    """Register the panel: the browser numbers a question, and shows the answer to the newest."""
    app.clientside_callback(
        ClientsideFunction("pharos", "askPosition"),
        Output(ids.POSITION, "data"),
        Input("position-find", "n_clicks"),
        Input("position-text", "n_submit"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("pharos", "numberQuestion"),
        Output(ids.POSITION_ASKED, "data"),
        Input(ids.POSITION, "data"),
        Input("position-tab", "value"),
        Input(ids.SELECTION, "data"),
        *[Input(control, "value") for control in FIELDS.values()],
        prevent_initial_call=True,
    )

    @app.callback(
        Output(ids.POSITION_TOLD, "data"),
        Input(ids.POSITION_ASKED, "data"),
        prevent_initial_call=True,
    )
    def tell(asked: object) -> dict[str, Any]:
        # A picture asks nothing of the sea; a start need not read what answers.
        from dashboard.pages.position import told  # noqa: PLC0415

        given = asked if isinstance(asked, dict) else {}
        controls = given.get("controls")
        values = controls if isinstance(controls, dict) else {}
        tab = given.get("tab")
        chosen = tab if isinstance(tab, str) and tab in TABS else "claims"
        picture = pictures.shown(given.get("selection"))
        found = told(
            {
                "position": given.get("position"),
                **{name: values.get(control) for name, control in FIELDS.items()},
            },
            chosen,
            picture.holdings,
            picture.selection,
            dt.datetime.now(dt.UTC),
        )
        return {
            "number": given.get("number"),
            "tab": chosen,
            "problems": found.problems,
            "wrong": [FIELDS.get(name, "position-text") for name in found.wrong],
            "echo": found.echo,
            "answer": found.answer,
            "shapes": found.shapes,
        }

    app.clientside_callback(
        ClientsideFunction("pharos", "showAnswer"),
        *[Output(f"{group}-problem", "children") for group in GROUPS],
        Output("position-echo", "children"),
        Output("position-answer", "children"),
        Output("position-tabs", "hidden"),
        Output("reach-form", "hidden"),
        Output("drift-form", "hidden"),
        Input(ids.POSITION_TOLD, "data"),
        prevent_initial_call=True,
    )
