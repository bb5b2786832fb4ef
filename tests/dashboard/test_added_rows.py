"""Rows that no edition holds are counted as ours, so that the counts of a layer add up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from dash import Dash

from dashboard.exportbook import plan
from dashboard.layer_rows import WITHOUT_FIGURE, layer_rows
from dashboard.picture import Pictures
from layers.selection import Selection

YEAR = Selection(dt.date(2018, 1, 1), dt.date(2018, 12, 31), routes=("central",))


@pytest.mark.parametrize("selection", [Selection(), YEAR], ids=["all", "year"])
def test_edition_and_added_rows_are_those_that_are_shown_and_taken_out(
    pictures: Pictures, selection: Selection
) -> None:
    export = plan(pictures.of(selection), ["crossings"])
    (sheet,) = export.sidecar.document["sheets"]
    held = sum(e["rows"] for e in export.sidecar.document["editions"])
    added = {a["reason"]: a["rows"] for a in sheet["added"]}
    assert added == {WITHOUT_FIGURE: 216}
    assert held == 1744
    assert sheet["rows"] + sum(r["rows"] for r in sheet["removed"]) == held + 216
    text = " ".join(export.sidecar.readme.split())
    assert f"before anything was taken out: 216 {WITHOUT_FIGURE}." in text


def test_a_layer_that_is_shown_as_it_is_held_adds_nothing(pictures: Pictures) -> None:
    for name in ("incidents", "deaths", "events"):
        assert layer_rows(pictures.of(Selection()), name).added == {}


def test_a_month_out_of_a_report_is_added_and_counted_apart(
    world: Any, frame: Callable[..., pd.DataFrame]
) -> None:
    store = world(
        incidents=frame("incidents", {"dead_count": 1}),
        crossings=frame("crossings", {"month": "2026-01", "persons": 1, "arrival_country": "ITA",
                                      "measure": "arrival_sea", "route": "central"}),
        arrivals_reported=frame("arrivals_reported", {
            "first_day": "2026-03-01", "last_day": "2026-03-31", "arrival_country": "ITA",
            "persons": 5, "measure": "arrival_sea", "status": "provisional",
            "source": "unhcr-arrivals"}),
        deaths=frame("deaths", {"dead_count": 1}),
    )  # fmt: skip
    rows = layer_rows(Pictures(store).of(Selection()), "crossings")
    assert sum(rows.added.values()) == len(rows.frame) - 1
    assert rows.added[WITHOUT_FIGURE] == (rows.frame["status"] == "not held").sum()


def test_gis_clients_have_the_column_that_tells_expected_months(app: Dash) -> None:
    client = app.server.test_client()
    page = client.get("/ogc/collections/crossings/items?from=2018-02&to=2018-02").get_json()
    cells = {f["properties"]["is_expected"] for f in page["features"]}
    assert cells <= {True, False}
    assert True in cells
    assert page["added"] == {WITHOUT_FIGURE: 216}
    schema = client.get("/ogc/collections/crossings/schema").get_json()["properties"]
    assert schema["is_expected"]["type"] == "boolean"
    assert "not held" in schema["status"]["enum"]
    asked = client.get("/ogc/collections/crossings/items?status=not held&limit=1").get_json()
    assert asked["numberMatched"] == 216
    assert (
        client.get("/ogc/collections/crossings?f=json").get_json()["rows"]["added"] == page["added"]
    )
