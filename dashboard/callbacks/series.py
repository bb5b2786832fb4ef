"""The two time series, and the span that a reader brushes on them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output

from dashboard import ids
from dashboard.figures.series import series_json
from dashboard.picture import Picture, Pictures
from dashboard.theme import Mode
from layers.selection import month_end


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


def series_of(picture: Picture, mode: Mode) -> Any:
    """The series figure of a picture over its own period."""
    months = picture.holdings.months
    selection = picture.selection
    events = picture.holdings.frame("events")
    chosen = set(selection.routes)
    near = events["routes"].map(
        lambda r: not isinstance(r, str) or bool(chosen & set(r.split(";")))
    )
    span: tuple[dt.date, dt.date] = (
        selection.first_day or min(months[0], selection.last_day or months[0]).replace(day=1),
        selection.last_day or max(month_end(months[-1]), selection.first_day or months[0]),
    )
    return series_json(
        picture.crossings_series,
        picture.deaths_series,
        events[near],
        every=selection.every,
        by_route=selection.by_route,
        mode=mode,
        span=span,
        expected=picture.expected_deaths,
    )
