"""The MapLibre styles: one list of layers, painted twice.

Both themes have the same sources and the same layer ids in the same order, so a page can go from
one to the other by setting paint properties alone, without loading anything again.

There is no `glyphs` and no `sprite` key: labels are drawn with the fonts of the page. Of a
`text-font` list the renderer takes weight and slant from the words of the first name and the
family from the first name that the page has, hence pairs such as ("Inter Medium", "Inter").
"""

from __future__ import annotations

from typing import Any

from basemap.palette import PALETTE

LIMITS_NOTE = "computed, not a legal limit"
ATTRIBUTION = f"GSHHG, Natural Earth · 12 and 24 nm {LIMITS_NOTE} · borders imply no recognition"
REGULAR = ["Inter Regular", "Inter"]
MEDIUM = ["Inter Medium", "Inter"]
ITALIC = ["Inter Italic", "Inter"]
FOLDER = "/assets/basemap/"

Layer = dict[str, Any]


def _zoomed(*stops: float, base: float = 1.0) -> list[Any]:
    """An interpolation over zoom: zoom, value, zoom, value ..."""
    curve = ["linear"] if base == 1.0 else ["exponential", base]
    return ["interpolate", curve, ["zoom"], *stops]


def sources() -> dict[str, Any]:
    """The four GeoJSON files, by site-relative address.

    `tolerance` is in pixels of a 512 pixel tile. Land is kept at 0.1: small islands stay visible,
    and at 0.2 or more the simplified outline of Eurasia crosses itself in some tiles, which the
    renderer fills wrongly (the shore of the Black Sea east of Sinop at zoom 4 showed it).
    """
    return {
        "waters": {
            "type": "geojson",
            "data": f"{FOLDER}waters.geojson",
            "maxzoom": 9,
            "tolerance": 0.25,
            "buffer": 64,
        },
        "land": {
            "type": "geojson",
            "data": f"{FOLDER}land.geojson",
            "maxzoom": 10,
            "tolerance": 0.1,
            "buffer": 64,
            "attribution": ATTRIBUTION,
        },
        "borders": {
            "type": "geojson",
            "data": f"{FOLDER}borders.geojson",
            "maxzoom": 8,
            "tolerance": 0.3,
            "buffer": 32,
        },
        "names": {
            "type": "geojson",
            "data": f"{FOLDER}names.geojson",
            "maxzoom": 8,
            "buffer": 256,
        },
    }


def _ground(colour: dict[str, str]) -> list[Layer]:
    """Water by distance from the shore, then land and coastline."""
    tints = [
        {
            "id": f"sea-{miles}",
            "type": "fill",
            "source": "waters",
            "filter": ["==", ["get", "nm"], miles],
            "paint": {"fill-color": colour[f"sea_{miles}"], "fill-opacity": opacity},
        }
        # Close in, the edge at 60 nm would read as a line of meaning: it fades out by then.
        for miles, opacity in ((60, _zoomed(4.5, 1.0, 6.5, 0.0)), (24, 1.0), (12, 1.0))
    ]
    return [
        {"id": "sea", "type": "background", "paint": {"background-color": colour["sea"]}},
        *tints,
        {
            "id": "limits-24",
            "type": "line",
            "source": "waters",
            "minzoom": 5,
            "filter": ["==", ["get", "nm"], 24],
            "layout": {"line-join": "round"},
            "paint": {
                "line-color": colour["limit"],
                "line-width": _zoomed(5, 0.4, 9, 0.8),
                "line-opacity": _zoomed(5, 0.0, 6, 0.5, 9, 0.7),
                "line-dasharray": [6, 4],
            },
        },
        {
            "id": "limits-12",
            "type": "line",
            "source": "waters",
            "minzoom": 5,
            "filter": ["==", ["get", "nm"], 12],
            "layout": {"line-join": "round"},
            "paint": {
                "line-color": colour["limit"],
                "line-width": _zoomed(5, 0.4, 9, 0.9),
                "line-opacity": _zoomed(5, 0.0, 6, 0.6, 9, 0.9),
            },
        },
        {
            "id": "land",
            "type": "fill",
            "source": "land",
            "paint": {"fill-color": colour["land"], "fill-antialias": True},
        },
        {
            "id": "borders",
            "type": "line",
            "source": "borders",
            "filter": ["==", ["get", "disputed"], 0],
            "layout": {"line-join": "round", "line-cap": "round"},
            "paint": {
                "line-color": colour["border"],
                "line-width": _zoomed(3, 0.5, 6, 0.8, 10, 1.4),
                "line-opacity": _zoomed(3, 0.7, 6, 1.0),
            },
        },
        {
            "id": "borders-disputed",
            "type": "line",
            "source": "borders",
            "filter": ["==", ["get", "disputed"], 1],
            "layout": {"line-join": "round"},
            "paint": {
                "line-color": colour["border_disputed"],
                "line-width": _zoomed(3, 0.6, 6, 0.9, 10, 1.4),
                "line-dasharray": [3, 2.5],
            },
        },
        {
            "id": "coast",
            "type": "line",
            "source": "land",
            "layout": {"line-join": "round"},
            "paint": {
                "line-color": colour["coast"],
                "line-width": _zoomed(3, 0.4, 5, 0.6, 8, 0.9, 11, 1.3),
                "line-opacity": _zoomed(3, 0.6, 5, 0.85, 8, 1.0),
            },
        },
    ]


def _shown(kind: str, *also: list[Any]) -> list[Any]:
    """The names of one kind between their own first and last zoom (whole steps)."""
    return [
        "all",
        ["==", ["get", "kind"], kind],
        ["<=", ["get", "zoom"], ["zoom"]],
        [">=", ["coalesce", ["get", "last"], 24], ["zoom"]],
        *also,
    ]


def _by_rank(*sizes: float) -> list[Any]:
    """A size for rank 1, 2, 3 and 4."""
    first, second, third, fourth = sizes
    return ["match", ["get", "rank"], 1, first, 2, second, 3, third, fourth]


def _names(colour: dict[str, str]) -> list[Layer]:
    """The labels; a layer further down the list gives way to those after it."""
    plain = {
        "text-field": ["get", "name"],
        "symbol-sort-key": ["get", "rank"],
        "text-max-width": 7,
        "text-line-height": 1.15,
        "text-padding": 4,
    }
    on_sea = {"text-halo-color": colour["halo_sea"], "text-halo-width": 1.0, "text-halo-blur": 1.0}
    on_land = {
        "text-halo-color": colour["halo_land"],
        "text-halo-width": 1.2,
        "text-halo-blur": 0.6,
    }
    # An island that can hold its own name carries it; a smaller one has it beside it.
    centred = [
        "any",
        ["==", ["get", "rank"], 1],
        ["all", ["has", "wide"], [">=", ["*", ["get", "wide"], ["^", 2, ["zoom"]]], 2000]],
    ]
    beside = {
        "text-variable-anchor": ["left", "top-left", "bottom-left", "top", "bottom", "right"],
        "text-radial-offset": 0.55,
        "text-justify": "auto",
    }
    return [
        {
            "id": "names-limits",
            "type": "symbol",
            "source": "waters",
            "minzoom": 7,
            "filter": ["<=", ["get", "nm"], 24],
            "layout": {
                "symbol-placement": "line",
                "symbol-spacing": 420,
                "text-field": ["concat", ["get", "nm"], f" nm · {LIMITS_NOTE}"],
                "text-font": REGULAR,
                "text-size": 9.5,
                "text-letter-spacing": 0.04,
                "text-max-angle": 30,
                "text-padding": 12,
            },
            "paint": {"text-color": colour["label_limit"], **on_sea},
        },
        {
            "id": "names-countries",
            "type": "symbol",
            "source": "names",
            "maxzoom": 8,
            "filter": _shown("country"),
            "layout": {
                **plain,
                "text-font": MEDIUM,
                "text-size": _zoomed(3, _by_rank(10, 9.5, 9, 8.5), 7, _by_rank(15, 14, 13, 12)),
                "text-letter-spacing": 0.12,
                "text-transform": "uppercase",
                "text-padding": 8,
            },
            "paint": {"text-color": colour["label_country"], **on_land},
        },
        {
            "id": "city-dots",
            "type": "circle",
            "source": "names",
            "filter": _shown("city"),
            "paint": {
                "circle-radius": _zoomed(4, 1.6, 8, 2.4, 11, 3),
                "circle-color": colour["city_dot"],
                "circle-stroke-color": colour["land"],
                "circle-stroke-width": 0.8,
            },
        },
        {
            "id": "names-cities",
            "type": "symbol",
            "source": "names",
            "filter": _shown("city"),
            "layout": {
                **plain,
                **beside,
                "text-font": REGULAR,
                "text-size": _zoomed(4, _by_rank(10.5, 10, 9.5, 9.5), 9, _by_rank(14, 13, 12, 12)),
            },
            "paint": {"text-color": colour["label_city"], **on_land},
        },
        {
            "id": "names-straits",
            "type": "symbol",
            "source": "names",
            "filter": _shown("strait"),
            "layout": {
                **plain,
                "text-font": ITALIC,
                "text-size": _zoomed(5, 9.5, 9, 13),
                "text-letter-spacing": 0.06,
            },
            "paint": {"text-color": colour["label_sea"], **on_sea},
        },
        {
            "id": "names-islands",
            "type": "symbol",
            "source": "names",
            "filter": _shown("island", ["!", centred]),
            "layout": {
                **plain,
                **beside,
                "text-radial-offset": _zoomed(4, 0.5, 8, 1.0),
                "text-font": MEDIUM,
                "text-size": _zoomed(4, _by_rank(11, 10, 9.5, 9), 9, _by_rank(14, 13, 12, 11.5)),
            },
            "paint": {"text-color": colour["label_island"], **on_land},
        },
        {
            "id": "names-large-islands",
            "type": "symbol",
            "source": "names",
            "filter": _shown("island", centred),
            "layout": {
                **plain,
                "text-font": MEDIUM,
                "text-size": _zoomed(4, 10, 8, ["match", ["get", "rank"], 1, 15, 2, 12.5, 12]),
                "text-letter-spacing": 0.04,
            },
            "paint": {"text-color": colour["label_island"], **on_land},
        },
        {
            "id": "names-seas",
            "type": "symbol",
            "source": "names",
            "filter": _shown("sea"),
            "layout": {
                **plain,
                "text-font": ITALIC,
                "text-size": _zoomed(3, _by_rank(12, 10, 9, 9), 7, _by_rank(20, 16, 13, 12)),
                "text-letter-spacing": ["match", ["get", "rank"], 1, 0.22, 2, 0.14, 0.08],
                "text-max-width": 8,
            },
            "paint": {"text-color": colour["label_sea"], **on_sea},
        },
    ]


def style(theme: str) -> dict[str, Any]:
    """The whole MapLibre style of a theme ("light" or "dark"), ready to be written as JSON."""
    colour = PALETTE[theme]
    return {
        "version": 8,
        "name": f"pharos-{theme}",
        "center": [14.0, 37.0],
        "zoom": 4,
        "sources": sources(),
        "layers": [*_ground(colour), *_names(colour)],
    }
