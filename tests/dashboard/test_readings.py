"""The document of a table says which rows its numbers were made of, and those are the ones."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from dashboard.exportbook import plan
from dashboard.picture import Picture, Pictures
from layers.analysis.flows import STRANDS
from layers.selection import Selection

CENTRAL = Selection(dt.date(2018, 1, 1), dt.date(2018, 12, 31), routes=("central",))


def drawn(picture: Picture, name: str) -> list[dict[str, Any]]:
    """What the document of a table says that it was made of."""
    sheet = plan(picture, [name]).sidecar.document["sheets"][0]
    found: list[dict[str, Any]] = sheet["drawn_from"]
    return found


@pytest.mark.parametrize("name", ["levels", "shifts", "alerts", "change_points", "backtest"])
def test_what_rests_on_all_routes_and_months_names_them_and_takes_none_out(
    pictures: Pictures, name: str
) -> None:
    export = plan(pictures.of(CENTRAL), [name])
    (made,) = export.sidecar.document["sheets"][0]["drawn_from"]
    assert made["layer"] == "crossings"
    assert made["rows"] == len(pictures.holdings().crossings)
    assert made["removed"] == made["ignored"] == []
    said = f"Made of crossings, {made['rows']:,} rows (all routes and all months that are held"
    text = " ".join(export.sidecar.readme.split())
    assert said in text
    assert "Taken out" not in text


def test_two_periods_are_drawn_from_the_rows_of_both(pictures: Pictures) -> None:
    export = plan(pictures.of(CENTRAL), ["flows"])
    table = export.sheets[0].frame
    now, before = export.drawn_from["flows"]
    assert now[1] == "the chosen of two periods, Jan 2018 to Dec 2018"
    assert before[1] == "the other of two periods, Jan 2017 to Dec 2017"
    for column, (rows, _) in (("now", now), ("before", before)):
        assert set(rows.frame["route"]) == {"central"}
        sums = rows.frame[rows.frame["measure"].isin(STRANDS)]["persons"].sum()
        assert table[column].sum() == sums > 0


def test_incidents_of_departures_are_those_of_both_periods(pictures: Pictures) -> None:
    picture = pictures.of(CENTRAL)
    export = plan(picture, ["departures"])
    table = export.sheets[0].frame
    incidents = [r.frame for r, _ in export.drawn_from["departures"] if r.layer.name == "incidents"]
    unnamed = sum(int(frame["departure_country"].isna().sum()) for frame in incidents)
    assert set(table["incidents_unnamed"]) == {unnamed}
    assert int(table["incidents_before"].sum()) == incidents[1]["departure_country"].notna().sum()


def test_where_there_are_no_two_periods_nothing_was_read(pictures: Pictures) -> None:
    early = Selection(dt.date(2012, 1, 1), dt.date(2012, 12, 31))
    assert drawn(pictures.of(early), "flows") == []


def test_incidents_are_named_only_where_deaths_are_counted_from_them(pictures: Pictures) -> None:
    assert [d["layer"] for d in drawn(pictures.of(CENTRAL), "rates")] == ["crossings", "deaths"]
    narrowed = pictures.of(CENTRAL.but(regions=("MLT",)))
    assert [d["layer"] for d in drawn(narrowed, "series_deaths")] == ["incidents"]


def test_a_filter_that_a_table_leaves_aside_takes_nothing_out_of_what_it_was_made_of(
    pictures: Pictures,
) -> None:
    whole, narrowed = (pictures.of(CENTRAL.but(regions=r)) for r in ((), ("MLT",)))
    for name in ("regions_by_claim", "completeness", "reconciliation"):
        assert drawn(whole, name) == drawn(narrowed, name)
