"""The record of whatever a reader clicked, on the map or in the table."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update

from dashboard import ids
from dashboard.components import record
from dashboard.picture import Picture, Pictures
from geodata.sea_graph import sea_routes
from layers.analysis.sea_corridors import corridor_lengths

MOST = 8
_KEYS = {
    "incidents": "incident_id",
    "routes": "corridor_id",
    "embarkation_points": "place_id",
    "search_and_rescue_regions": "claim_id",
}


def register(app: Dash, pictures: Pictures) -> None:
    """Register the record panel."""

    @app.callback(
        Output("record-body", "children"),
        Output(ids.RECORD, "hidden"),
        Input(ids.OPENED, "data"),
        State(ids.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def show(opened: object, selection: object) -> tuple[Any, bool]:
        if not isinstance(opened, dict) or not isinstance(opened.get("layer"), str):
            return no_update, True
        picture = pictures.shown(selection)
        articles = records(picture, opened["layer"], opened.get("ids"))
        return articles, not articles

    app.clientside_callback(
        ClientsideFunction("pharos", "openRow"),
        Output(ids.OPENED, "data", allow_duplicate=True),
        Input(ids.TABLE, "cellClicked"),
        prevent_initial_call=True,
    )


def records(picture: Picture, layer: str, wanted: object) -> list[html.Article]:
    """The records of `wanted` ids of a layer; ids that the reader may not see give nothing."""
    key = _KEYS.get(layer)
    if key is None or not isinstance(wanted, list):
        return []
    frame = picture.holdings.frame(layer)
    chosen = frame[frame[key].isin([w for w in wanted if isinstance(w, str)])].head(MOST)
    rows = [{str(k): v for k, v in r.items()} for r in chosen.to_dict("records")]
    sources, meanings = picture.holdings.sources, picture.holdings.note_meanings
    if layer == "incidents":
        return [record.incident(r, sources.get(r["source"], {}), _defect(picture, r)) for r in rows]
    if layer == "routes":
        over_water = _over_water(picture, chosen)
        return [record.corridor(r, meanings, over_water[r["corridor_id"]]) for r in rows]
    if layer == "embarkation_points":
        return [record.place(r, sources.get(r["source"], {})) for r in rows]
    return record.claims(rows, sources, meanings)


def _over_water(picture: Picture, corridors: pd.DataFrame) -> dict[str, float]:
    """Nautical miles over water by corridor id; the graph is read when one is opened first."""
    places = picture.holdings.frame("embarkation_points")
    found = corridor_lengths(corridors, places, sea_routes())
    return dict(zip(found["corridor_id"], found["over_water_nm"], strict=True))


def _defect(picture: Picture, row: Any) -> str:
    defects = picture.holdings.frame("position_defects")
    found = defects.loc[defects["incident_id_iom"] == row["incident_id_iom"], "defect"]
    meanings = picture.holdings.note_meanings
    return "; ".join(meanings.get(code, code) for code in found if not pd.isna(code))
