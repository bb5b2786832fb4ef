"""Routes, places and regions as GeoJSON with MapLibre layers, drawn over the basemap.

A GeoJSON carries what does not change with a filter; the layer's filter and paint carry what
does, so that moving a slider loads nothing. Feature properties `title` and `line1`... are the
words of the hover card.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import mapping

from dashboard.theme import Mode, colour
from layers.geometry import tapered_pieces
from layers.terms import CLAIM_STATUS, PLACE_KINDS, ROUTE_NAMES, ROUTES, country_name

Json = dict[str, Any]
DECIMALS = 4
WIDEST, NARROWEST, PLAIN = 7.0, 2.0, 2.6


def _collection(features: list[Json]) -> Json:
    return {"type": "FeatureCollection", "features": features}


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, float | int):
        return round(float(coordinates), DECIMALS)
    return [_rounded(c) for c in coordinates]


def _feature(shape: Any, properties: Json) -> Json:
    geometry = mapping(shape)
    geometry = {
        "type": geometry["type"],
        "coordinates": _rounded(geometry["coordinates"]),
    }
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def corridors_geojson(routes: gpd.GeoDataFrame) -> Json:
    """Each corridor cut into pieces with `taper` 0..1 from departure to arrival, for its width.

    The whole line comes once more with `taper` -1, for the label, the arrows and the pointer.
    """
    features = []
    for row in routes.itertuples():
        words = {
            "id": row.corridor_id,
            "route": row.route,
            "title": row.name,
            "line1": f"{ROUTE_NAMES[row.route]} route · corridor, not a track",
            "line2": f"{row.length_nm:,.0f} nautical miles as drawn, "
            f"{row.drawn_from} to {row.drawn_to}",
        }
        features.append(_feature(row.geometry, {**words, "taper": -1}))
        features += [
            _feature(piece, {"route": row.route, "taper": round(place, 3)})
            for piece, place in tapered_pieces(row.geometry)
        ]
    return _collection(features)


def places_geojson(places: gpd.GeoDataFrame) -> Json:
    """Each place with its kind, its routes as a list, and its words."""
    features = []
    for row in places.itertuples():
        routes = row.routes.split(";") if isinstance(row.routes, str) else []
        properties = {
            "id": row.place_id,
            "name": row.name,
            "kind": row.kind,
            "title": f"{row.name}, {country_name(row.country_code)}",
            "line1": f"{PLACE_KINDS[row.kind]} · known from public reporting, not a statement "
            "about today",
            **{f"on_{r}": r in routes for r in ROUTES},
        }
        features.append(_feature(row.geometry, properties))
    return _collection(features)


def claims_geojson(
    claims: gpd.GeoDataFrame, limits: Mapping[str, Any], overlaps: gpd.GeoDataFrame
) -> Json:
    """Claims as areas (`part` area), their limits at sea (`limit`), overlaps (`overlap`).

    Args:
        claims: search-and-rescue claims.
        limits: by claim id, the part of its outline that runs through the sea.
        overlaps: areas that two or more claims share, with `claim_ids` joined by ``;``.
    """
    features = []
    for row in claims.itertuples():
        words = _claim_words(row)
        features.append(_feature(row.geometry, {**words, "part": "area"}))
        line = limits.get(row.claim_id)
        if line is not None and not line.is_empty:
            features.append(_feature(line, {**words, "part": "limit"}))
    for row in overlaps.itertuples():
        properties = {"part": "overlap", "id": row.claim_ids}
        for claim in row.claim_ids.split(";"):
            properties[f"claim_{claim}"] = True
        features.append(_feature(row.geometry, properties))
    return _collection(features)


_DRAWN = {
    "IMO GISIS": "limits as in the IMO register",
    "FIR proxy": "line taken from a flight information region (flight-simulation data); approximate",
    "adjacent limit": "line taken from the neighbours' limits; approximate",
    "schematic": "a sketch from general knowledge; do not measure on it",
}


def _claim_words(row: Any) -> Json:
    status = CLAIM_STATUS[row.status]
    since = f"in force since {row.valid_from:%-d %B %Y}" if not pd.isna(row.valid_from) else ""
    drawn = _DRAWN.get(row.basis, row.basis)
    label = f"{row.name} – {status}"
    if row.is_approximate and row.status == "declared":
        label = f"{row.name} – declared; line approximate"
    return {
        "id": row.claim_id,
        "name": row.name,
        "status": row.status,
        "approximate": bool(row.is_approximate),
        "label": label,
        "title": row.name,
        "line1": f"{country_name(row.state)} · {row.rcc} · {status}",
        "line2": " · ".join(part for part in (since, drawn) if part),
        "line3": "As declared; implies no recognition.",
    }


def _by_route(mode: Mode) -> list[Any]:
    pairs: list[Any] = []
    for route in ROUTES:
        pairs += [route, colour(mode, route)]
    return ["match", ["get", "route"], *pairs, colour(mode, "ink-3")]


def route_widths(persons: Mapping[str, int | None]) -> dict[str, float]:
    """Line width in px at the arrival end by route: area grows with arrivals; unknown is plain."""
    known = {r: n for r, n in persons.items() if n}
    most = max(known.values(), default=0)
    return {
        r: round(NARROWEST + (WIDEST - NARROWEST) * (known[r] / most) ** 0.5, 2)
        if r in known
        else PLAIN
        for r in ROUTES
    }


def corridor_layers(mode: Mode, routes: Sequence[str], widths: Mapping[str, float]) -> list[Json]:
    """Tapered lines, arrows and names of the chosen routes."""
    chosen = ["in", ["get", "route"], ["literal", list(routes)]]
    whole = ["all", chosen, ["==", ["get", "taper"], -1]]
    width: list[Any] = ["match", ["get", "route"]]
    for route in ROUTES:
        width += [route, widths[route]]
    width.append(PLAIN)
    grown = ["*", width, ["+", 0.22, ["*", 0.78, ["get", "taper"]]]]
    return [
        {
            "id": "corridor-lines",
            "type": "line",
            "source": "corridors",
            "filter": ["all", chosen, [">=", ["get", "taper"], 0]],
            "layout": {"line-cap": "butt", "line-join": "round"},
            "paint": {
                "line-color": _by_route(mode),
                "line-opacity": 0.5,
                "line-width": ["interpolate", ["linear"], ["zoom"],
                               3, ["*", 0.55, grown], 8, ["*", 1.5, grown]],
            },
            "metadata": {"before": "labels"},
        },
        {
            "id": "corridor-arrows",
            "type": "symbol",
            "source": "corridors",
            "filter": whole,
            "minzoom": 4.4,
            "layout": {
                "symbol-placement": "line",
                "symbol-spacing": 120,
                "icon-image": "pharos-arrow",
                "icon-size": 0.7,
                "icon-allow-overlap": True,
                "icon-rotation-alignment": "map",
            },
            "paint": {"icon-color": _by_route(mode), "icon-opacity": 0.8},
            "metadata": {"before": "labels"},
        },
        {
            "id": "corridor-names",
            "type": "symbol",
            "source": "corridors",
            "filter": whole,
            "minzoom": 5.2,
            "layout": {
                "symbol-placement": "line",
                "symbol-spacing": 420,
                "text-field": ["get", "title"],
                "text-font": ["Inter"],
                "text-size": 11,
                "text-offset": [0, -0.9],
                "text-letter-spacing": 0.02,
                "text-max-angle": 30,
            },
            "paint": {
                "text-color": _by_route(mode),
                "text-halo-color": colour(mode, "paper"),
                "text-halo-width": 1.4,
            },
            "metadata": {"before": "top"},
        },
        {
            "id": "corridor-pointer",
            "type": "line",
            "source": "corridors",
            "filter": whole,
            "paint": {"line-color": colour(mode, "ink"), "line-opacity": 0.001, "line-width": 12},
            "metadata": {"before": "top", "hover": "routes"},
        },
    ]  # fmt: skip


def place_layers(mode: Mode, routes: Sequence[str]) -> list[Json]:
    """Triangles where journeys begin, squares where they end, names from zoom 7."""
    chosen: list[Any] = ["any", *[["get", f"on_{r}"] for r in routes]]  # any of none is false
    icon = ["match", ["get", "kind"], "embarkation", "pharos-triangle",
            "disembarkation", "pharos-square", "pharos-diamond"]  # fmt: skip
    return [
        {
            "id": "place-icons",
            "type": "symbol",
            "source": "places",
            "filter": chosen,
            "layout": {
                "icon-image": icon,
                "icon-size": [
                    "interpolate",
                    ["linear"],
                    ["zoom"],
                    3,
                    0.34,
                    5,
                    0.52,
                    9,
                    0.95,
                ],
                "icon-allow-overlap": True,
            },
            "paint": {
                "icon-color": colour(mode, "place"),
                "icon-opacity": ["interpolate", ["linear"], ["zoom"], 3, 0.7, 7, 0.95],
            },
            "metadata": {"before": "top", "hover": "embarkation_points"},
        },
        {
            "id": "place-names",
            "type": "symbol",
            "source": "places",
            "filter": chosen,
            "minzoom": 7,
            "layout": {
                "text-field": ["get", "name"],
                "text-font": ["Inter"],
                "text-size": 12,
                "text-anchor": "top",
                "text-offset": [0, 0.7],
                "text-optional": True,
            },
            "paint": {
                "text-color": colour(mode, "place"),
                "text-halo-color": colour(mode, "paper"),
                "text-halo-width": 1.3,
            },
            "metadata": {"before": "top"},
        },
    ]


def claim_layers(mode: Mode, claim_ids: Sequence[str], chosen: Sequence[str]) -> list[Json]:
    """Areas (seen on hover), limits (dashed where approximate) and hatched overlaps.

    Args:
        mode: light or dark.
        claim_ids: the claims in force.
        chosen: the claims the reader filters by; they get a fill.
    """
    in_force = ["in", ["get", "id"], ["literal", list(claim_ids)]]

    def of(part: str, *more: Any) -> list[Any]:
        return ["all", ["==", ["get", "part"], part], in_force, *more]

    # An overlap shows only while two of the claims that make it are in force.
    two = [
        ">=",
        ["+", 0, *[["case", ["has", f"claim_{c}"], 1, 0] for c in claim_ids]],
        2,
    ]
    line = {
        "line-color": colour(mode, "region"),
        "line-opacity": 0.75,
        "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.7, 8, 1.6],
    }
    filled = ["case", ["in", ["get", "id"], ["literal", list(chosen)]], 0.12, 0.001]
    exact, approximate = ["!", ["get", "approximate"]], ["get", "approximate"]
    disputed = ["==", ["get", "status"], "disputed"]
    return [
        {
            "id": "claim-areas",
            "type": "fill",
            "source": "regions",
            "filter": of("area"),
            "paint": {
                "fill-color": colour(mode, "region-fill"),
                "fill-opacity": filled,
            },
            "metadata": {"before": "land", "hover": "search_and_rescue_regions"},
        },
        {
            "id": "claim-overlaps",
            "type": "fill",
            "source": "regions",
            "filter": ["all", ["==", ["get", "part"], "overlap"], two],
            "paint": {"fill-pattern": "pharos-hatch", "fill-opacity": 0.5},
            "metadata": {"before": "land"},
        },
        {
            "id": "claim-limits-exact",
            "type": "line",
            "source": "regions",
            "filter": of("limit", exact, ["!", disputed]),
            "paint": line,
            "metadata": {"before": "land"},
        },
        {
            "id": "claim-limits-approximate",
            "type": "line",
            "source": "regions",
            "filter": of("limit", approximate, ["!", disputed]),
            "paint": {**line, "line-dasharray": [3, 3], "line-opacity": 0.6},
            "metadata": {"before": "land"},
        },
        {
            "id": "claim-limits-disputed",
            "type": "line",
            "source": "regions",
            "filter": of("limit", disputed),
            "paint": {**line, "line-dasharray": [6, 2, 1, 2]},
            "metadata": {"before": "land"},
        },
        {
            "id": "claim-names",
            "type": "symbol",
            "source": "regions",
            "filter": of("limit"),
            "minzoom": 4.6,
            "layout": {
                "symbol-placement": "line",
                "symbol-spacing": 500,
                "text-field": ["get", "label"],
                "text-font": ["Inter"],
                "text-size": 10.5,
                "text-offset": [0, 0.8],
                "text-max-angle": 25,
            },
            "paint": {
                "text-color": colour(mode, "region-text"),
                "text-halo-color": colour(mode, "paper"),
                "text-halo-width": 1.2,
                "text-opacity": 0.9,
            },
            "metadata": {"before": "labels"},
        },
    ]
