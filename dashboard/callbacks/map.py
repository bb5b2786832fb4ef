"""What the map shows: one bit an incident, and the layers over the basemap."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import numpy as np
import numpy.typing as npt
from cachetools import LRUCache
from dash import ClientsideFunction, Dash, Input, Output

from dashboard import ids
from dashboard.figures import overlays
from dashboard.figures.map import area_geojson, packed_rows
from dashboard.holdings import Holdings
from dashboard.picture import CACHED_HOLDINGS, Picture, Pictures
from dashboard.state import written
from dashboard.theme import MODES, Mode
from layers.filters import in_force, months_inside
from layers.terms import ROUTES


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


@dataclass(frozen=True)
class Facts:
    """What the map asks of an edition at every selection, as arrays.

    The tables are short, but to take rows of one costs pandas more than all the rest of an answer.
    """

    claim_ids: npt.NDArray[Any]
    valid_from: npt.NDArray[np.datetime64]
    valid_to: npt.NDArray[np.datetime64]
    arrivals_month: npt.NDArray[np.datetime64]
    arrivals_route: npt.NDArray[np.uint8]
    arrivals: npt.NDArray[np.int64]


def facts(holdings: Holdings) -> Facts:
    """The arrays of an edition: validity of the claims, known arrivals by sea."""
    claims, moved = holdings.claims, holdings.crossings
    sea = moved[(moved["measure"] == "arrival_sea") & moved["persons"].notna()]
    return Facts(
        claims["claim_id"].to_numpy(dtype=object),
        claims["valid_from"].to_numpy(),
        claims["valid_to"].to_numpy(),
        sea["month"].to_numpy(),
        np.array([ROUTES.index(route) for route in sea["route"]], dtype="uint8"),
        sea["persons"].to_numpy(dtype="int64"),
    )


def map_picture(
    picture: Picture, token: str, mode: Mode, known: Facts | None = None
) -> dict[str, Any]:
    """All that the browser needs for one selection; coordinates travel once per edition.

    Args:
        picture: what is shown.
        token: the selection as the browser knows it; it is handed back with what was drawn.
        mode: light or dark.
        known: the facts of the picture's edition, where they were made before.
    """
    holdings, selection = picture.holdings, picture.selection
    known = known or facts(holdings)
    asked = written("known_on", selection.known_on) if selection.known_on else []
    address = f"/picture/{{}}?{urlencode([('edition', holdings.key), *asked], safe=':')}"
    shown = set(selection.layers)
    layers: list[dict[str, Any]] = []
    if "search_and_rescue_regions" in shown:
        valid = in_force(known.valid_from, known.valid_to, selection.first_day, selection.last_day)
        claims = known.claim_ids[valid].tolist()
        layers += overlays.claim_layers(mode, claims, selection.regions)
    if "routes" in shown:
        widths = overlays.route_widths(_arrivals_by_route(known, picture))
        layers += overlays.corridor_layers(mode, selection.routes, widths)
    if "embarkation_points" in shown:
        layers += overlays.place_layers(mode, selection.routes)
    return {
        "selection": token,
        "theme": mode,
        "incidents": {
            "columns": address.format("incidents/columns.json"),
            "rows": packed_rows(picture.filtered.rows),
            "shown": picture.located,
            "visible": "incidents" in shown,
        },
        "sources": {
            "regions": _geojson(address.format("regions.geojson")),
            "corridors": _geojson(address.format("corridors.geojson")),
            "places": _geojson(address.format("places.geojson")),
        },
        "layers": layers,
        "area": area_geojson(selection.area) if selection.area else None,
    }


def _geojson(address: str) -> dict[str, str]:
    return {"type": "geojson", "data": address}


def _arrivals_by_route(known: Facts, picture: Picture) -> dict[str, int | None]:
    inside = months_inside(known.arrivals_month, picture.selection)
    out: dict[str, int | None] = dict.fromkeys(ROUTES)
    for route in picture.selection.routes:
        persons = known.arrivals[inside & (known.arrivals_route == ROUTES.index(route))]
        out[route] = int(persons.sum()) if len(persons) else None
    return out
