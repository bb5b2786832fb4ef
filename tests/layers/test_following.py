"""A layer follows a selection as far as its columns allow, and says what it could not follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from layers.areas import Circle
from layers.filters import Flags
from layers.following import (
    NO_DATE,
    NO_ROUTE,
    NOT_WHOLE,
    OTHER_ROUTE,
    OUTSIDE,
    Followed,
    follow,
    has_dates,
    has_routes,
)
from layers.registry import LAYERS
from layers.selection import Selection

Frames = Callable[..., pd.DataFrame]
MAY = {"first_day": dt.date(2018, 5, 1), "last_day": dt.date(2018, 5, 31)}


def followed(frame: Frames, layer: str, *rows: dict[str, Any], **choice: Any) -> Followed:
    return follow(LAYERS[layer], frame(layer, *rows), Selection(**choice))


def kept(found: Followed) -> list[bool]:
    rows: Flags = found.rows
    return [bool(r) for r in rows]


@pytest.mark.parametrize("layer", LAYERS)
def test_without_a_choice_every_layer_keeps_every_row(pictures: Any, layer: str) -> None:
    whole = pictures.holdings().frame(layer)
    found = follow(LAYERS[layer], whole, Selection())
    assert kept(found) == [True] * len(whole)
    assert (found.removed, found.ignored) == ({}, ())


def test_a_month_stays_only_if_it_lies_wholly_in_the_period(frame: Frames) -> None:
    months = [{"month": f"2018-0{m}", "measure": "arrival_sea"} for m in (4, 5, 6)]
    found = followed(frame, "crossings", *months, **MAY)
    assert kept(found) == [False, True, False]
    assert found.removed == {NOT_WHOLE: 2}
    cut = followed(frame, "crossings", *months, first_day=dt.date(2018, 5, 2))
    assert kept(cut) == [False, False, True]


def test_an_event_stays_where_one_day_of_it_lies_in_the_period(frame: Frames) -> None:
    found = followed(
        frame,
        "events",
        {"starts_on": "2018-04-30"},
        {"starts_on": "2018-04-30", "ends_on": "2018-05-01"},
        {"starts_on": "2018-05", "date_precision": "month"},
        {"starts_on": "2018-04", "ends_on": "2018-05", "date_precision": "month"},
        {"starts_on": "2018-04", "date_precision": "month"},
        {"starts_on": "2018-06-01"},
        **MAY,
    )
    assert kept(found) == [False, True, True, True, False, False]
    assert found.removed == {OUTSIDE: 3}


def test_a_claim_whose_ends_are_not_known_is_in_force_on_every_day(
    frame: Frames, square: Any
) -> None:
    shape = {"geometry": square(10, 30, 12, 32)}
    found = followed(
        frame,
        "search_and_rescue_regions",
        shape,
        {**shape, "valid_from": "2018-05-31"},
        {**shape, "valid_from": "2018-06-01"},
        {**shape, "valid_to": "2018-05-01"},
        {**shape, "valid_to": "2018-04-30"},
        **MAY,
    )
    assert kept(found) == [True, True, False, True, False]
    assert found.removed == {OUTSIDE: 2}


def test_a_year_and_a_span_stay_only_if_they_lie_wholly_in_the_period(pictures: Any) -> None:
    year = {"first_day": dt.date(2018, 1, 1), "last_day": dt.date(2018, 12, 31)}
    whole = pictures.holdings().frame("arrivals_annual")
    inside = follow(LAYERS["arrivals_annual"], whole, Selection(**year))
    assert kept(inside) == list(whole["year"] == 2018)
    short = Selection(**year).but(last_day=dt.date(2018, 12, 30))
    assert not follow(LAYERS["arrivals_annual"], whole, short).rows.any()


def test_rows_without_a_date_are_counted_apart_from_those_outside(pictures: Any) -> None:
    whole = pictures.holdings().frame("position_defects").head(3).copy()
    whole["occurred_on"] = pd.to_datetime(["2018-05-15", None, "2018-06-15"]).astype(
        "datetime64[s]"
    )
    found = follow(LAYERS["position_defects"], whole, Selection(**MAY))
    assert kept(found) == [True, False, False]
    assert found.removed == {NO_DATE: 1, OUTSIDE: 1}


def test_an_event_of_no_route_concerns_every_route(frame: Frames) -> None:
    found = followed(
        frame,
        "events",
        {"routes": ""},
        {"routes": "central;eastern"},
        {"routes": "western"},
        routes=("eastern",),
    )
    assert kept(found) == [True, True, False]
    assert found.removed == {OTHER_ROUTE: 1}


def test_a_row_on_none_of_the_routes_is_counted_apart(frame: Frames) -> None:
    whole = frame("deaths", *({"month": f"2018-0{m}"} for m in (1, 2, 3)))
    whole["route"] = pd.Series(["central", "western", None], dtype="string")
    found = follow(LAYERS["deaths"], whole, Selection(routes=("central",)))
    assert kept(found) == [True, False, False]
    assert found.removed == {NO_ROUTE: 1, OTHER_ROUTE: 1}


def test_what_a_layer_cannot_follow_is_named_and_only_if_it_was_chosen() -> None:
    layer = LAYERS["note_codes"]
    blank = layer.typed(pd.DataFrame({"note_code": [], "meaning": []}))
    assert follow(layer, blank, Selection()).ignored == ()
    everything = Selection(
        **MAY, routes=("central",), regions=("ITA",), causes=("drowning",), min_people=1,
        min_source_quality=4, area=Circle(12, 35, 50),
    )  # fmt: skip
    assert follow(layer, blank, everything).ignored == (
        "the period", "the routes", "search-and-rescue regions", "causes",
        "dead and missing, at least", "source quality, at least", "the drawn area",
    )  # fmt: skip


def test_what_a_layer_follows_is_not_among_what_it_ignores() -> None:
    for layer in LAYERS.values():
        blank = layer.typed(_blank(layer.name))
        ignored = follow(layer, blank, Selection(**MAY, routes=("central",))).ignored
        assert ("the period" in ignored) != has_dates(layer), layer.name
        assert ("the routes" in ignored) != has_routes(layer), layer.name


def _blank(name: str) -> Any:
    import geopandas as gpd

    columns = {c.name: [] for c in LAYERS[name].columns if c.kind != "geometry"}
    if any(c.kind == "geometry" for c in LAYERS[name].columns):
        return gpd.GeoDataFrame(columns, geometry=[], crs="EPSG:4326")
    return pd.DataFrame(columns)


def test_no_reason_is_counted_with_nothing_removed(frame: Frames) -> None:
    found = followed(frame, "crossings", {"month": "2018-05", "measure": "arrival_sea"}, **MAY)
    assert np.array_equal(found.rows, [True])
    assert found.removed == {}
