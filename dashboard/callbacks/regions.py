"""The regions page: filled when it is opened, and again when the selection or the theme changes."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, no_update

from dashboard import ids
from dashboard.errors import RefusedInput
from dashboard.picture import Pictures


def register(app: Dash, pictures: Pictures) -> None:
    """Register the page. The browser asks only while the page is open, so a picture costs nothing.

    As on the routes page the parts travel as data, the figures by the name of their place.
    """
    app.clientside_callback(
        ClientsideFunction("pharos", "regionsAsked"),
        Output(ids.REGIONS_ASKED, "data"),
        Input(ids.URL, "pathname"),
        Input(ids.SELECTION, "data"),
        Input(ids.THEME, "data"),
    )

    @app.callback(
        Output(ids.REGIONS_PAGE, "data"),
        Input(ids.REGIONS_ASKED, "data"),
        prevent_initial_call=True,
    )
    def fill(asked: object) -> Any:
        if asked is None:
            return no_update
        if not isinstance(asked, dict):
            raise RefusedInput([f"{str(asked)[:60]!r} is no question; expected a selection."])
        # The page is asked for rarely; a start needs no analysis.
        from dashboard.components.regions import regions_page  # noqa: PLC0415
        from dashboard.regionbook import Regionbook  # noqa: PLC0415

        book = Regionbook(pictures.shown(asked.get("selection")))
        return regions_page(book, "dark" if asked.get("theme") == "dark" else "light")

    app.clientside_callback(
        ClientsideFunction("pharos", "regionsPage"),
        Output("regions-body", "className"),
        Input(ids.REGIONS_PAGE, "data"),
        prevent_initial_call=True,
    )
