"""The place of the method page; what it says is asked for when a reader opens it."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids


def method_place() -> list[Component]:
    """The empty page, and what it is asked for and answered through."""
    return [
        dcc.Store(id=ids.METHOD_ASKED),
        dcc.Store(id=ids.METHOD_PAGE),
        html.Main(
            html.Div(
                [
                    html.H1("How the figures are made"),
                    html.Div(id="method-body", className="method-body"),
                ],
                className="prose method-prose",
            ),
            id="method-main",
            className="sources",
            hidden=True,
        ),
    ]
