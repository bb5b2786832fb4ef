"""The place of the sources page; what it shows is asked for when a reader opens it."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids


def sources_place() -> list[Component]:
    """The empty page, the parts that the browser draws on it, and what its buttons speak through."""
    return [
        dcc.Store(id=ids.SOURCES_PAGE),
        dcc.Store(id=ids.DECIDE),
        dcc.Store(id=ids.DECIDED),
        html.Main(
            html.Div(
                [
                    html.H1("Where the figures come from"),
                    html.Div(id="sources-body", className="sources-body"),
                ],
                className="prose sources-prose",
            ),
            id="sources",
            className="sources",
            hidden=True,
        ),
    ]
