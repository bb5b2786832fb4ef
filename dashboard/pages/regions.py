"""The place of the regions page; what it shows is asked for when a reader opens it."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids


def regions_place() -> list[Component]:
    """The empty page, and what it is asked for and answered through."""
    return [
        dcc.Store(id=ids.REGIONS_ASKED),
        dcc.Store(id=ids.REGIONS_PAGE),
        html.Main(
            html.Div(
                [
                    html.H1("Regions: whose claim, how many, how sure"),
                    html.Div(id="regions-body", className="routes-body"),
                ],
                className="prose routes-prose",
            ),
            id="regions-main",
            className="sources",
            hidden=True,
        ),
    ]
