"""What the map shows: one bit an incident, and the layers over the basemap."""

from __future__ import annotations

import threading
from typing import Any

from cachetools import LRUCache
from dash import ClientsideFunction, Dash, Input, Output

from dashboard import ids
from dashboard.figures.of_picture import Facts, facts, map_picture
from dashboard.holdings import Holdings
from dashboard.picture import CACHED_HOLDINGS, Pictures
from dashboard.theme import MODES, Mode


def register(app: Dash, pictures: Pictures) -> None:
    """Register the picture of the map, and the browser functions that draw it."""
    made: LRUCache[str, Facts] = LRUCache(CACHED_HOLDINGS)
    lock = threading.Lock()

    def facts_of(holdings: Holdings) -> Facts:
        with lock:
            if holdings.key not in made:
                made[holdings.key] = facts(holdings)
            return made[holdings.key]

    @app.callback(
        Output(ids.MAP_PICTURE, "data"), Input(ids.SELECTION, "data"), Input(ids.THEME, "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    def draw(selection: object, theme: object) -> dict[str, Any]:
        mode: Mode = "dark" if theme == MODES[1] else "light"
        picture = pictures.shown(selection)
        return map_picture(picture, str(selection or ""), mode, facts_of(picture.holdings))

    app.clientside_callback(
        ClientsideFunction("pharos", "drawMap"),
        Output(ids.MAP_DRAWN, "data"),
        Input(ids.MAP_PICTURE, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("pharos", "areaAnswered"),
        Output(ids.AREA_CHIP, "className"),
        Input(ids.PROBLEMS, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("pharos", "focusIncident"),
        Output(ids.MAP, "className"),
        Input(ids.OPENED, "data"),
        prevent_initial_call=True,
    )
