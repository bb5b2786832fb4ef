"""The table behind the map: the rows of the selection, sorted and cut by the server."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import ClientsideFunction, Dash, Input, Output, State

from dashboard import ids
from dashboard.components.sheet import BLOCK, cells, columns
from dashboard.picture import Pictures

MOST_ROWS = 10_000_000
_SORTABLE = {c["field"] for c in columns() if c.get("sortable", True)}


def register(app: Dash, pictures: Pictures) -> None:
    """Register the table's rows and its refresh at each change of selection."""

    @app.callback(
        Output(ids.TABLE, "getRowsResponse"),
        Input(ids.TABLE, "getRowsRequest"),
        State(ids.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def rows(request: object, selection: object) -> dict[str, Any]:
        picture = pictures.shown(selection)
        asked = request if isinstance(request, dict) else {}
        return block(picture.incidents, asked)

    app.clientside_callback(
        ClientsideFunction("pharos", "refreshTable"),
        Output("table-asked", "data"),
        Input(ids.SELECTION, "data"),
        Input("sheet-tab", "value"),
        prevent_initial_call=True,
    )


def block(incidents: pd.DataFrame, asked: dict[str, Any]) -> dict[str, Any]:
    """The rows that a grid asked for, in its order; newest first where it names none.

    `asked` is what a browser sent: anything in it that cannot be honoured is passed over.
    """
    wished = asked.get("sortModel")
    order = [
        s
        for s in (wished if isinstance(wished, list) else [])
        if isinstance(s, dict) and isinstance(s.get("colId"), str) and s["colId"] in _SORTABLE
    ] or [{"colId": "occurred_on", "sort": "desc"}]
    frame = incidents.sort_values(
        [s["colId"] for s in order],
        ascending=[s.get("sort") != "desc" for s in order],
        kind="stable",
        na_position="last",
    )
    first = _place(asked.get("startRow"), 0)
    last = min(_place(asked.get("endRow"), first + BLOCK), first + 5 * BLOCK)
    page = frame.iloc[first:last].drop(columns="geometry")
    page = page.astype(object).where(page.notna(), None)
    return {
        "rowData": [cells({str(k): v for k, v in r.items()}) for r in page.to_dict("records")],
        "rowCount": len(frame),
    }


def _place(value: object, default: int) -> int:
    good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST_ROWS
    return value if good else default  # type: ignore[return-value]
