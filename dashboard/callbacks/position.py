"""The panel of one position: what is typed or clicked is decoded, asked, told and drawn."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output

from dashboard import ids
from dashboard.components.position_panel import TABS
from dashboard.picture import Pictures

# The parts of the form by name, each with the id of its control.
TERMS = {"radius": "position-radius", "day": "position-day", "knots": "position-knots"}
DRIFT = ("wind", "wind-from", "current", "current-to", "at", "object")
NOTHING: tuple[Any, ...] = ("", [], [], True, True, None)


def register(app: Dash, pictures: Pictures) -> None:
    """Register the panel."""

    @app.callback(
        Output("position-problem", "children"),
        Output("position-echo", "children"),
        Output("position-answer", "children"),
        Output("position-tabs", "hidden"),
        Output("drift-form", "hidden"),
        Output(ids.POSITION_SHAPES, "data"),
        inputs={
            "position": Input(ids.POSITION, "data"),
            "tab": Input("position-tab", "value"),
            "selection": Input(ids.SELECTION, "data"),
            "terms": {name: Input(control, "value") for name, control in TERMS.items()},
            "drift": {name: Input(f"drift-{name}", "value") for name in DRIFT},
        },
        prevent_initial_call=True,
    )
    def tell(
        position: object,
        tab: object,
        selection: object,
        terms: dict[str, object],
        drift: dict[str, object],
    ) -> tuple[Any, ...]:
        if not position:
            return NOTHING
        # A picture asks nothing of the sea; a start need not read what answers.
        from dashboard.pages.position import told  # noqa: PLC0415

        picture = pictures.shown(selection)
        chosen = tab if isinstance(tab, str) and tab in TABS else "claims"
        found = told(
            {"position": position, **terms, **drift},
            chosen,
            picture.holdings,
            picture.selection,
            dt.datetime.now(dt.UTC),
        )
        is_refused = found.shapes is None
        hidden = is_refused or chosen != "drift"
        return found.problem, found.echo, found.answer, is_refused, hidden, found.shapes

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
