"""The place of the routes page; what it shows is asked for when a reader opens it."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids


def routes_place() -> list[Component]:
    """The empty page, and what it is asked for and answered through."""
    return [
        dcc.Store(id=ids.ROUTES_ASKED),
        dcc.Store(id=ids.ROUTES_PAGE),
        html.Main(
            [
                # It stays in sight: what is refused may have been typed far down the page.
                html.Ul(id=ids.ROUTES_PROBLEMS, className="page-problems", role="status"),
                html.Div(
                    [
                        html.H1("Routes: levels, shifts, rates"),
                        html.Div(id="routes-body", className="routes-body"),
                    ],
                    className="prose routes-prose",
                ),
            ],
            id="routes-main",
            className="sources",
            hidden=True,
        ),
    ]
