"""What the map shows: one bit an incident, and the layers over the basemap."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output

from dashboard import ids
from dashboard.figures import overlays
from dashboard.figures.map import packed_rows
from dashboard.picture import Picture, Pictures
from dashboard.state import decode
from dashboard.theme import MODES, Mode
from layers.terms import ROUTES


def register(app: Dash, pictures: Pictures) -> None:
    """Register the picture of the map, and the browser functions that draw it."""

    @app.callback(
        Output(ids.MAP_PICTURE, "data"), Input(ids.SELECTION, "data"), Input(ids.THEME, "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    def draw(selection: object, theme: object) -> dict[str, Any]:
        mode: Mode = "dark" if theme == MODES[1] else "light"
        return map_picture(pictures.of(decode(selection).selection), str(selection or ""), mode)

    app.clientside_callback(
        ClientsideFunction("pharos", "drawMap"),
        Output(ids.MAP_DRAWN, "data"),
        Input(ids.MAP_PICTURE, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("pharos", "focusIncident"),
        Output(ids.MAP, "className"),
        Input(ids.OPENED, "data"),
        prevent_initial_call=True,
    )


def map_picture(picture: Picture, token: str, mode: Mode) -> dict[str, Any]:
    """All that the browser needs for one selection; coordinates travel once per edition."""
    holdings, selection = picture.holdings, picture.selection
    known_on = f"&known_on={selection.known_on}" if selection.known_on else ""
    address = f"/picture/{{}}?edition={holdings.key}{known_on}"
    shown = set(selection.layers)
    layers: list[dict[str, Any]] = []
    if "search_and_rescue_regions" in shown:
        in_force = list(picture.claims["claim_id"])
        layers += overlays.claim_layers(mode, in_force, selection.regions)
    if "routes" in shown:
        widths = overlays.route_widths(_arrivals_by_route(picture))
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
    }


def _geojson(address: str) -> dict[str, str]:
    return {"type": "geojson", "data": address}


def _arrivals_by_route(picture: Picture) -> dict[str, int | None]:
    rows = picture.crossings
    sea = rows[(rows["measure"] == "arrival_sea") & rows["persons"].notna()]
    sums = sea.groupby("route")["persons"].sum()
    return {r: int(sums[r]) if r in sums else None for r in ROUTES}
