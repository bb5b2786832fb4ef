"""The two time series, and the span that a reader brushes on them."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output

from dashboard import ids
from dashboard.figures.of_picture import series_of
from dashboard.picture import Pictures


def register(app: Dash, pictures: Pictures) -> None:
    """Register the series and the brush."""

    @app.callback(
        Output(ids.SERIES, "figure"),
        Input(ids.SELECTION, "data"),
        Input(ids.THEME, "data"),
        prevent_initial_call=True,
    )
    def draw(selection: object, theme: object) -> Any:
        picture = pictures.shown(selection)
        return series_of(picture, "dark" if theme == "dark" else "light")

    app.clientside_callback(
        ClientsideFunction("pharos", "brush"),
        Output(ids.BRUSH, "data"),
        Input(ids.SERIES, "selectedData"),
        prevent_initial_call=True,
    )
