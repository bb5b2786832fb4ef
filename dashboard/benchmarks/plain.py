"""The plain way to the same map, to be measured beside ours: what a first Dash app does.

A boolean filter on a GeoDataFrame, `plotly.express.scatter_map`, the whole figure as JSON.
"""

from __future__ import annotations

from typing import Any, cast

import geopandas as gpd
import pandas as pd
from dash import Dash, Input, Output, dcc, html
from flask_compress import Compress

from dashboard import ids
from dashboard.app import assets_folder
from dashboard.figures.map import CENTRE, CONFIG, ZOOM
from dashboard.state import decode
from layers.selection import Selection

STYLE = "/assets/basemap/style-light.json"
HOVER = ["incident_id", "occurred_on", "dead_count", "missing_count"]


def plain_app(incidents: gpd.GeoDataFrame) -> Dash:
    """A Dash app with one graph that follows one selection, over all of `incidents`."""
    app = Dash(
        "plain",
        assets_folder=str(assets_folder()),
        assets_ignore=r".*\.(js|css)$",  # the basemap alone: the page is not ours
        serve_locally=True,
        compress=False,
        enable_mcp=False,
    )
    app.layout = html.Div(
        [
            dcc.Store(id=ids.SELECTION),
            dcc.Graph(id=ids.MAP, config=cast("Any", CONFIG), style={"height": "100vh"}),
        ]
    )

    @app.callback(Output(ids.MAP, "figure"), Input(ids.SELECTION, "data"))
    def draw(selection: object) -> Any:
        return figure(matching(incidents, decode(selection).selection))

    app.server.config["COMPRESS_ALGORITHM"] = ["zstd", "br", "gzip"]
    Compress(app.server)
    return app


def matching(frame: gpd.GeoDataFrame, selection: Selection) -> gpd.GeoDataFrame:
    """The rows of a selection by period, route and people that have a position."""
    keep = frame["longitude"].notna() & frame["latitude"].notna()
    keep &= frame["route"].isin(selection.routes)
    if selection.first_day:
        keep &= frame["occurred_on"] >= pd.Timestamp(selection.first_day)
    if selection.last_day:
        keep &= frame["occurred_on"] <= pd.Timestamp(selection.last_day)
    if selection.min_people:
        people = frame["dead_count"].fillna(0) + frame["missing_count"].fillna(0)
        keep &= people >= selection.min_people
    return cast("gpd.GeoDataFrame", frame[keep])


def figure(rows: gpd.GeoDataFrame) -> Any:
    """The rows as plotly express draws them: colour by route, size by people, a hover text."""
    import plotly.express as px  # noqa: PLC0415 (the product never pays for this import)

    people = rows["dead_count"].fillna(0) + rows["missing_count"].fillna(0)
    drawn = px.scatter_map(
        rows.assign(people=people.astype("float64")),
        lat=rows.geometry.y,
        lon=rows.geometry.x,
        color="route",
        size="people",
        hover_data=HOVER,
        center=CENTRE,
        zoom=ZOOM,
    )
    drawn.update_layout(map={"style": STYLE}, margin={"l": 0, "r": 0, "t": 0, "b": 0},
                        uirevision="map")  # fmt: skip
    return drawn


def ids_of(answer: dict[str, Any]) -> set[str]:
    """The incident ids in a figure that the callback sent."""
    traces = answer["response"][ids.MAP]["figure"]["data"]
    return {row[0] for trace in traces for row in _rows(trace.get("customdata"))}


def _rows(values: Any) -> Any:
    return values or []
