"""The pages Routes, Regions and Method: described by the server once they are opened, drawn by the browser.

A picture asks for neither. As on the sources page the parts travel as data; the figures of Routes
beside them by the name of their place.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from cachetools import LRUCache
from dash import ClientsideFunction, Dash, Input, Output, no_update

from dashboard import ids
from dashboard.errors import RefusedInput
from dashboard.picture import Picture, Pictures
from dashboard.theme import Mode

if TYPE_CHECKING:
    from dashboard.routebook import Routebook

CACHED_BOOKS = 16


def register(app: Dash, pictures: Pictures) -> None:
    """Register the pages: Routes and Regions follow selection and theme, Method neither."""
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

    def routes(asked: object) -> Any:
        from dashboard.components.routes import routes_page  # noqa: PLC0415  as above

        selection, mode = _asked(asked)
        return routes_page(book_of(pictures.shown(selection)), mode)

    def regions(asked: object) -> Any:
        from dashboard.components.regions import regions_page  # noqa: PLC0415  as above
        from dashboard.regionbook import Regionbook  # noqa: PLC0415  as above

        selection, mode = _asked(asked)
        return regions_page(Regionbook(pictures.shown(selection)), mode)

    def method(_: object) -> Any:
        from dashboard.components.method import method_page  # noqa: PLC0415  as above

        return method_page()

    follows = [Input(ids.SELECTION, "data"), Input(ids.THEME, "data")]
    _describe(app, "routes", (ids.ROUTES_ASKED, ids.ROUTES_PAGE), routes, follows)
    app.clientside_callback(
        ClientsideFunction("pharos", "routesProblems"),
        Output(ids.ROUTES_PROBLEMS, "children"),
        Input(ids.PROBLEMS, "data"),
    )
    _describe(app, "regions", (ids.REGIONS_ASKED, ids.REGIONS_PAGE), regions, follows)
    _describe(app, "method", (ids.METHOD_ASKED, ids.METHOD_PAGE), method)


def _asked(asked: object) -> tuple[object, Mode]:
    """The selection and the theme that a page was asked for."""
    if not isinstance(asked, dict):
        raise RefusedInput([f"{str(asked)[:60]!r} is no question; expected a selection."])
    return asked.get("selection"), "dark" if asked.get("theme") == "dark" else "light"


def _describe(
    app: Dash,
    page: str,
    stores: tuple[str, str],
    described: Callable[[object], Any],
    follows: Sequence[Input] = (),
) -> None:
    """Register one page: the browser asks, the server describes, the browser draws.

    Args:
        app: the application.
        page: its name, after which the browser's functions and its place are called.
        stores: the ids of the question and of the answer.
        described: what the server answers to the browser's question.
        follows: what the page is asked for anew with, beside the address.
    """
    question, answer = stores
    app.clientside_callback(
        ClientsideFunction("pharos", f"{page}Asked"),
        Output(question, "data"),
        Input(ids.URL, "pathname"),
        *follows,
    )

    @app.callback(Output(answer, "data"), Input(question, "data"), prevent_initial_call=True)
    def fill(asked: object) -> Any:
        return no_update if asked is None else described(asked)

    app.clientside_callback(
        ClientsideFunction("pharos", f"{page}Page"),
        Output(f"{page}-body", "className"),
        Input(answer, "data"),
        prevent_initial_call=True,
    )
