"""The routes page: filled when it is opened, and again when the selection or the theme changes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from cachetools import LRUCache
from dash import ClientsideFunction, Dash, Input, Output, no_update

from dashboard import ids
from dashboard.errors import RefusedInput
from dashboard.picture import Picture, Pictures

if TYPE_CHECKING:
    from dashboard.routebook import Routebook

CACHED_BOOKS = 16


def register(app: Dash, pictures: Pictures) -> None:
    """Register the page. The browser asks only while the page is open, so a picture costs nothing.

    As on the sources page the parts travel as data; the figures beside them by the name of their
    place.
    """
    books: LRUCache[Any, Routebook] = LRUCache(CACHED_BOOKS)
    lock = threading.Lock()

    def book_of(picture: Picture) -> Routebook:
        # The page is asked for rarely; a start needs no analysis.
        from dashboard.routebook import Routebook  # noqa: PLC0415

        key = (picture.holdings.key, picture.selection)
        with lock:
            if key not in books:
                books[key] = Routebook(picture)
            return books[key]

    app.clientside_callback(
        ClientsideFunction("pharos", "routesAsked"),
        Output(ids.ROUTES_ASKED, "data"),
        Input(ids.URL, "pathname"),
        Input(ids.SELECTION, "data"),
        Input(ids.THEME, "data"),
    )

    @app.callback(
        Output(ids.ROUTES_PAGE, "data"),
        Input(ids.ROUTES_ASKED, "data"),
        prevent_initial_call=True,
    )
    def fill(asked: object) -> Any:
        if asked is None:
            return no_update
        if not isinstance(asked, dict):
            raise RefusedInput([f"{str(asked)[:60]!r} is no question; expected a selection."])
        from dashboard.components.routes import routes_page  # noqa: PLC0415  as above

        book = book_of(pictures.shown(asked.get("selection")))
        return routes_page(book, "dark" if asked.get("theme") == "dark" else "light")

    app.clientside_callback(
        ClientsideFunction("pharos", "routesPage"),
        Output("routes-body", "className"),
        Input(ids.ROUTES_PAGE, "data"),
        prevent_initial_call=True,
    )
