"""The map figure: four empty point traces over the project's own basemap, laid out once."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from dashboard.theme import Mode, colour
from layers.areas import Area, outline, size_words
from layers.filters import IncidentIndex
from layers.terms import CAUSE_NAMES, CAUSES, ROUTE_NAMES, ROUTES

STYLE_URL = "/assets/basemap/style-{mode}.json"
CENTRE = {"lon": 13.0, "lat": 36.5}
ZOOM = 3.6

CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "scrollZoom": True,
    "responsive": True,
}


def map_figure(mode: Mode = "light") -> go.Figure:
    """The map without incidents; the browser fills the four traces from typed columns.

    The style, the view and the traces' identity are given once and never change, so that no
    update can move the reader's view.
    """
    traces = [
        go.Scattermap(
            lon=[],
            lat=[],
            mode="markers",
            uid=f"incidents-{route}",
            name=f"incidents-{route}",
            marker={
                "color": colour(mode, route),
                "opacity": 0.5,
                "size": [],
                "sizemode": "diameter",
                "allowoverlap": True,
            },
            hoverinfo="none",
        )
        for route in ROUTES
    ]
    figure = go.Figure(traces)
    figure.update_layout(
        map={
            "style": STYLE_URL.format(mode=mode),
            "center": CENTRE,
            "zoom": ZOOM,
            "fitbounds": False,
        },
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        showlegend=False,
        uirevision="map",
        paper_bgcolor="rgba(0,0,0,0)",
        hovermode=False,
        template=None,
    )
    return figure


def packed(values: npt.NDArray[Any], dtype: str) -> dict[str, str]:
    """An array as plotly's typed array: little-endian bytes in base64."""
    content = np.ascontiguousarray(values.astype(np.dtype(dtype).newbyteorder("<"))).tobytes()
    return {"dtype": dtype, "bdata": base64.b64encode(content).decode("ascii")}


def incident_columns(
    index: IncidentIndex,
    ids: list[str],
    uncertainty_km: npt.NDArray[np.float32],
    survivors: npt.NDArray[np.float32],
) -> dict[str, Any]:
    """Everything the browser needs to draw and describe every incident, once per edition.

    Rows are those of `index`; a selection is then one bit a row. Unknown is NaN (counts,
    positions, uncertainty) or 0 (source quality), never a number that could be read as one.
    """  # fmt: skip
    return {
        "n": len(index),
        "routes": list(ROUTES),
        "route_names": dict(ROUTE_NAMES),
        "causes": list(CAUSES),
        "cause_names": dict(CAUSE_NAMES),
        "route": packed(index.route, "u1"),
        "cause": packed(index.cause, "u1"),
        "longitude": packed(index.longitude, "f8"),
        "latitude": packed(index.latitude, "f8"),
        "dead": packed(index.dead, "f4"),
        "missing": packed(index.missing, "f4"),
        "survivors": packed(survivors, "f4"),
        "day": packed(index.day, "i4"),
        "uncertainty_km": packed(uncertainty_km, "f4"),
        "source_quality": packed(index.source_quality, "u1"),
        "id": ids,
    }


def area_geojson(area: Area) -> dict[str, Any]:
    """The drawn area as one GeoJSON feature, with its size in words as `label`.

    A polygon's edges are straight on the map; a circle is a ring to geodesic scale.
    """
    ring = [[round(x, 5), round(y, 5)] for x, y in outline(area)]
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"label": size_words(area)},
    }


def packed_rows(rows: npt.NDArray[np.bool_]) -> str:
    """The flags as a bit set, first row in the lowest bit of the first byte.

    In the base64 alphabet for URLs: a slash would be written as six characters in JSON.
    """
    return base64.urlsafe_b64encode(np.packbits(rows, bitorder="little").tobytes()).decode("ascii")
