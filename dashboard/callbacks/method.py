"""The method page: filled when it is first opened; it holds for every selection."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, no_update

from dashboard import ids
from dashboard.picture import Pictures


def register(app: Dash, _pictures: Pictures) -> None:
    """Register the page; the browser asks for it once."""
    app.clientside_callback(
        ClientsideFunction("pharos", "methodAsked"),
        Output(ids.METHOD_ASKED, "data"),
        Input(ids.URL, "pathname"),
    )

    @app.callback(
        Output(ids.METHOD_PAGE, "data"),
        Input(ids.METHOD_ASKED, "data"),
        prevent_initial_call=True,
    )
    def fill(asked: object) -> Any:
        if asked is None:
            return no_update
        from dashboard.components.method import method_page  # noqa: PLC0415  a start needs no analysis

        return method_page()

    app.clientside_callback(
        ClientsideFunction("pharos", "methodPage"),
        Output("method-body", "className"),
        Input(ids.METHOD_PAGE, "data"),
        prevent_initial_call=True,
    )
