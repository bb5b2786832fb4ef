"""The frame around the picture: theme, wall mode, sheet, pages. All of it in the browser."""

from __future__ import annotations

from dash import ClientsideFunction, Dash, Input, Output, State

from dashboard import ids
from dashboard.picture import Pictures

# The pages in the order of the navigation, each with the part of the document that holds it.
PAGES = {"picture": "picture", "routes": "routes-main", "regions": "regions-main",
         "sources": "sources",
         "method": "method-main"}  # fmt: skip


def register(app: Dash, _pictures: Pictures) -> None:
    """Register what changes the frame; it shows no figures."""
    app.clientside_callback(
        ClientsideFunction("pharos", "theme"),
        Output(ids.THEME, "data"),
        Output("mantine", "forceColorScheme"),
        Output("theme-switch", "children"),
        Input("theme-switch", "n_clicks"),
    )
    for name, target in (
        ("wall", "wall"),
        ("share", "share"),
        ("sheetSize", "sheet-size"),
        ("closeRecord", "record-close"),
    ):
        app.clientside_callback(
            ClientsideFunction("pharos", name),
            Output(target, "title"),
            Input(target, "n_clicks"),
            prevent_initial_call=True,
        )
    app.clientside_callback(
        ClientsideFunction("pharos", "filtersShown"),
        Output("more-filters", "aria-expanded"),
        Input("filters-popover", "opened"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("pharos", "keysHelp"),
        Output("keys-help", "opened"),
        Input("keys", "n_clicks"),
        State("keys-help", "opened"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("pharos", "exportFollows"),
        Output(ids.EXPORT_FOLLOWS, "data"),
        Input(ids.SELECTION, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("pharos", "sheetTab"),
        Output("sheet", "className"),
        Input("sheet-tab", "value"),
    )
    app.clientside_callback(
        ClientsideFunction("pharos", "page"),
        Output("filters", "hidden"),
        *[Output(place, "hidden") for place in PAGES.values()],
        *[Output(f"nav-{name}", "className") for name in PAGES],
        *[Output(f"nav-{name}", "href") for name in PAGES],
        Input(ids.URL, "pathname"),
        Input(ids.URL, "search"),
    )
