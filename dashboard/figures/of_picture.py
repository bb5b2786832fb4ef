"""The figures of a picture: its two series, and all that the browser needs to draw its map."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import numpy as np
import numpy.typing as npt

from dashboard.figures import overlays
from dashboard.figures.map import area_geojson, packed_rows
from dashboard.figures.series import series_json
from dashboard.holdings import Holdings
from dashboard.picture import Picture
from dashboard.state import written
from dashboard.theme import Mode
from layers.filters import in_force, months_inside
from layers.selection import month_end
from layers.terms import ROUTES


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
