"""The lower half: headline numbers, time series and the table behind the map."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag
from dash import dcc, html

from dashboard import ids
from dashboard.components.mantine import dmc
from dashboard.components.take import take_button
from dashboard.figures.series import CONFIG, blank_series
from layers.terms import CAUSE_NAMES, ROUTE_NAMES, country_name

BLOCK = 100


def sheet() -> html.Section:
    """The sheet under the map; its height is the reader's."""
    return html.Section(
        [
            html.Div(id="tiles", className="tiles", role="group", **{"aria-label": "Headline"}),
            html.Div(
                [
                    dmc.SegmentedControl(
                        id="sheet-tab",
                        data=[
                            {"value": "series", "label": "Time series"},
                            {"value": "table", "label": "Incidents table"},
                        ],
                        value="series",
                        size="xs",
                    ),
                    html.Span(id="basis", className="basis"),
                    html.Div(
                        [
                            dmc.SegmentedControl(
                                id="by_route",
                                data=[
                                    {"value": "route", "label": "By route"},
                                    {"value": "together", "label": "Together"},
                                ],
                                value="route",
                                size="xs",
                            ),
                            dmc.SegmentedControl(
                                id="every",
                                data=[
                                    {"value": "month", "label": "Month"},
                                    {"value": "quarter", "label": "Quarter"},
                                    {"value": "year", "label": "Year"},
                                ],
                                value="month",
                                size="xs",
                            ),
                            take_button("series", "tool take-tool"),
                            html.Button(
                                "⤢", id="sheet-size", className="tool", type="button",
                                title="Pull the sheet up to half of the page", n_clicks=0,
                                **{"aria-label": "Larger or smaller lower half"},
                            ),
                        ],
                        className="sheet-tools",
                    ),
                ],
                className="sheet-bar",
            ),
            html.Div(
                dcc.Graph(
                    id=ids.SERIES,
                    figure=blank_series(),
                    config=CONFIG,
                    className="series-graph",
                ),
                id="series-pane",
                className="pane series-pane",
                role="img",
                **{"aria-label": "Time series of crossings and deaths; the table of the command "
                   "pharos figures has the same numbers"},
            ),
            html.Div(table(), id="table-pane", className="pane table-pane"),
        ],
        id="sheet",
        className="sheet",
        **{"aria-label": "Figures"},
    )  # fmt: skip


def table() -> dag.AgGrid:
    """The incidents behind the map; rows come from the server block by block."""
    return dag.AgGrid(
        id=ids.TABLE,
        columnDefs=columns(),
        defaultColDef={"sortable": True, "resizable": True, "suppressMovable": True},
        rowModelType="infinite",
        getRowId="params.data.incident_id",
        dashGridOptions={
            "rowHeight": 32,
            "headerHeight": 34,
            "rowSelection": {
                "mode": "singleRow",
                "checkboxes": False,
                "enableClickSelection": True,
            },
            "cacheBlockSize": BLOCK,
            "maxBlocksInCache": 20,
            "infiniteInitialRowCount": 1,
            "ensureDomOrder": True,
            "tooltipShowDelay": 300,
        },
        style={"height": "100%", "width": "100%"},
        className="ag-theme-quartz incidents-grid",
    )


def columns() -> list[dict[str, Any]]:
    """The columns of the table; numbers to the right, unknown in words."""
    number = {"type": "rightAligned", "cellClass": "number ag-right-aligned-cell"}
    return [
        {"field": "occurred_on", "headerName": "Date", "width": 120, "pinned": "left"},
        {"field": "route", "headerName": "Route", "width": 190},
        {"field": "dead_count", "headerName": "Dead", "width": 100, **number},
        {"field": "missing_count", "headerName": "Missing", "width": 110, **number},
        {"field": "survivor_count", "headerName": "Survivors", "width": 115, **number},
        {"field": "children_count", "headerName": "Children", "width": 110, **number},
        {"field": "cause", "headerName": "Cause", "width": 190},
        {"field": "departure_country", "headerName": "Left from", "width": 130},
        {"field": "position", "headerName": "Position", "width": 180, "sortable": False},
        {"field": "position_uncertainty_km", "headerName": "Good to, km", "width": 130, **number},
        {"field": "source_quality", "headerName": "Quality", "width": 110, **number},
        {"field": "incident_id", "headerName": "Incident", "width": 170},
    ]


def cells(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the incidents layer as the table shows it: unknown is the word, never 0."""
    placed = row["longitude"] == row["longitude"] and row["longitude"] is not None
    counts = ("dead_count", "missing_count", "survivor_count", "children_count", "source_quality")
    out: dict[str, Any] = {name: _number(row[name]) for name in counts}
    out["occurred_on"] = row["occurred_on"].date().isoformat() if row["occurred_on"] else "unknown"
    out["route"] = ROUTE_NAMES[row["route"]]
    out["cause"] = CAUSE_NAMES.get(row["cause"], "unknown")
    out["departure_country"] = country_name(row["departure_country"])
    digits = 1 if (row["position_uncertainty_km"] or 0) >= 10 else 2
    at = f"{row['latitude']:.{digits}f}, {row['longitude']:.{digits}f}" if placed else "no position"
    out["position"] = at
    out["position_uncertainty_km"] = _number(row["position_uncertainty_km"])
    out["incident_id"] = row["incident_id"]
    return out


def _number(value: Any) -> Any:
    return "unknown" if value is None else int(value)
