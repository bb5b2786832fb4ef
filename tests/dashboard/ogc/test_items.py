"""Rows as features: which of them, in what order, in which pages, under what name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.api.ogc.rows import NO_SHAPE, OUTSIDE_BOX, features, ids_of, keep
from dashboard.app import create_app
from dashboard.layer_rows import LayerRows
from dashboard.state import encode
from layers.following import NO_DATE
from layers.registry import LAYERS
from layers.selection import Selection
from layers.terms import CAUSES, ROUTES

RowsOf = Callable[..., LayerRows]
Ask = Callable[..., Any]


def here(address: str) -> str:
    """An address of a document as the client asks for it: without host and root."""
    parts = urlsplit(address)
    return f"{parts.path.removeprefix('/ogc')}?{parts.query}"


def paged(ask: Ask, path: str) -> list[dict[str, Any]]:
    """The features of every page, by the links alone."""
    found: list[dict[str, Any]] = []
    following: str | None = path
    while following:
        document = ask(following)
        assert document["numberReturned"] == len(document["features"])
        found += document["features"]
        assert document["numberMatched"] >= len(found)
        links = [link["href"] for link in document["links"] if link["rel"] == "next"]
        following = here(links[0]) if links else None
    assert document["numberMatched"] == len(found)
    return found


@pytest.mark.parametrize("name", LAYERS)
def test_every_row_of_a_layer_comes_once_and_in_the_order_of_the_layer(
    ask: Ask, rows_of_layer: RowsOf, name: str
) -> None:
    frame = rows_of_layer(name).frame
    ids = [f["id"] for f in paged(ask, f"/collections/{name}/items?limit=97")]
    assert ids == ids_of(LAYERS[name], frame)
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", LAYERS)
def test_every_row_is_found_by_its_name(ask: Ask, rows_of_layer: RowsOf, name: str) -> None:
    frame = rows_of_layer(name).frame.head(5)
    for wanted in features(rows_of_layer(name).layer, frame):
        got = ask(f"/collections/{name}/items/{quote(wanted['id'], safe='')}")
        assert got["id"] == wanted["id"]
        assert got["properties"] == wanted["properties"]


def test_a_name_of_several_parts_is_told_apart_whatever_the_parts_hold(
    frame: Callable[..., pd.DataFrame],
) -> None:
    rows = frame(
        "deaths_exclusions",
        {"incident_id_iom": "a:b", "reason": "c", "month": "2018-01", "source": "s"},
        {"incident_id_iom": "a", "reason": "b:c", "month": "2018-01", "source": "s"},
        {"incident_id_iom": "a%3Ab", "reason": "c", "month": "2018-01", "source": "s"},
    )
    assert len(set(ids_of(LAYERS["deaths_exclusions"], rows))) == 3


def test_a_row_that_is_not_there_is_named(ask: Ask) -> None:
    refused = ask("/collections/incidents/items/2099.MMP1", status=404)
    assert refused["code"] == "NotFound"
    assert "'2099.MMP1'" in refused["description"]


def test_what_is_unknown_is_null_and_what_has_no_shape_is_there(
    ask: Ask, rows_of_layer: RowsOf
) -> None:
    frame = rows_of_layer("incidents").frame
    got = paged(ask, "/collections/incidents/items")
    assert sum(f["geometry"] is None for f in got) == frame.geometry.isna().sum() > 0
    for column in ("dead_count", "missing_count", "occurred_on"):
        unknown = sum(f["properties"][column] is None for f in got)
        assert unknown == frame[column].isna().sum()
    assert frame["dead_count"].isna().any()
    for feature in ask("/collections/deaths/items")["features"]:
        assert feature["geometry"] is None


def test_the_links_of_a_page_keep_every_parameter(ask: Ask) -> None:
    asked = "limit=3&offset=3&route=central&route=western&bbox=-6,30,20,40&cause=drowning"
    document = ask(f"/collections/incidents/items?{asked}&f=json&datetime=2015-01-01/..")
    for rel in ("self", "alternate", "prev", "next"):
        (link,) = (x for x in document["links"] if x["rel"] == rel)
        query = parse_qs(urlsplit(link["href"]).query)
        assert query["route"] == ["central", "western"]
        assert query["bbox"] == ["-6,30,20,40"]
        assert query["datetime"] == ["2015-01-01/.."]
        assert query["cause"] == ["drowning"]
        assert query["limit"] == ["3"]
        assert query.get("offset") == {"prev": ["0"], "next": ["6"]}.get(rel, ["3"])


def test_a_page_of_other_figures_is_refused_and_not_mixed(ask: Ask) -> None:
    document = ask("/collections/routes/items?limit=5")
    (following,) = (x["href"] for x in document["links"] if x["rel"] == "next")
    assert ask(here(following))["numberReturned"] == 5
    edition = parse_qs(urlsplit(following).query)["edition"][0]
    refused = ask(here(following).replace(edition, "0123456789abcdef"), status=409)
    assert "changed" in refused["description"]


def test_a_limit_is_capped_and_a_page_behind_the_end_is_empty(ask: Ask) -> None:
    assert ask("/collections/routes/items?limit=1000000")["numberReturned"] == 24
    behind = ask("/collections/routes/items?offset=24")
    assert (behind["numberMatched"], behind["features"]) == (24, [])
    assert "next" not in [link["rel"] for link in behind["links"]]


@pytest.mark.parametrize(
    "selection",
    [
        Selection(routes=("central",)),
        Selection(first_day=dt.date(2018, 1, 1), last_day=dt.date(2018, 12, 31)),
        Selection(causes=("drowning",), min_people=100, min_source_quality=4),
        Selection(regions=("LBY-2018",), routes=("central", "western")),
        Selection(routes=()),
    ],
)
@pytest.mark.parametrize("name", LAYERS)
def test_a_selection_leaves_what_it_leaves_everywhere_else_and_counts_the_rest(
    ask: Ask, rows_of_layer: RowsOf, known_region: str, name: str, selection: Selection
) -> None:
    if selection.regions:
        selection = selection.but(regions=(known_region,))
    search = encode(selection)
    rows = rows_of_layer(name, search)
    document = ask(f"/collections/{name}/items{search}&limit=10000")
    assert [f["id"] for f in document["features"]] == ids_of(LAYERS[name], rows.frame)
    assert document["removed"] == dict(rows.removed)
    assert document["withheld"] == rows.withheld
    assert document["ignored"] == list(rows.ignored)


@pytest.fixture(scope="module")
def known_region(rows_of_layer: RowsOf) -> str:
    """A claim in which there are incidents."""
    return str(rows_of_layer("search_and_rescue_regions").frame["claim_id"].iloc[0])


@pytest.mark.parametrize(
    ("box", "there"),
    [
        ("12,34,13,35", ["I1", "I2"]),
        ("12,34,12,34", ["I1"]),  # limits are included
        ("170,-10,-170,10", ["I3"]),  # over the antimeridian
        ("-170,-10,170,10", []),
    ],
)
def test_a_box_holds_what_touches_it(
    frame: Callable[..., pd.DataFrame], box: str, there: list[str]
) -> None:
    from dashboard.api.ogc.asked import read_box

    rows = frame(
        "incidents",
        {"longitude": 12, "latitude": 34},
        {"longitude": 12.5, "latitude": 34.5},
        {"longitude": 179, "latitude": 0},
        {},
    )
    kept = keep(LayerRows(LAYERS["incidents"], rows, {}, 0), read_box(box), (None, None), ())
    assert list(kept.frame["incident_id"]) == there
    outside = {OUTSIDE_BOX: 3 - len(there)} if len(there) < 3 else {}
    assert kept.removed == {NO_SHAPE: 1, **outside}


@pytest.mark.parametrize(
    ("when", "months"),
    [
        ("2018-02-10", ["2018-02"]),
        ("2018-02-10T12:00:00Z/2018-03-01", ["2018-02", "2018-03"]),
        ("2018-02", ["2018-02"]),
        ("../2018-01-01", ["2018-01"]),
        ("2018-03-31/..", ["2018-03"]),
        ("/2018-01-31", ["2018-01"]),
        ("../..", ["2018-01", "2018-02", "2018-03"]),
        ("2018-03-31T23:30:00-02:00/..", []),  # already April, in UTC
        ("2018-02-01T/2018-02-28T", ["2018-02"]),  # as GDAL writes days
    ],
)
def test_a_time_holds_the_months_of_which_it_touches_a_day(
    frame: Callable[..., pd.DataFrame], world: Any, ask_of: Any, when: str, months: list[str]
) -> None:
    series = frame("crossings", *({"month": f"2018-0{m}"} for m in (1, 2, 3)))
    ask = ask_of(create_app(world(crossings=series)))
    query = f"datetime={quote(when)}&measure=arrival_sea&arrival_country=&route=central"
    refused = ask(f"/collections/crossings/items?{query}", status=400)
    assert "arrival_country" in refused["description"]
    got = ask(f"/collections/crossings/items?datetime={quote(when)}&source=sheet")
    assert [f["properties"]["month"] for f in got["features"]] == months


def test_an_unknown_day_is_in_no_time_and_is_counted(
    frame: Callable[..., pd.DataFrame], world: Any, ask_of: Any
) -> None:
    rows = frame("incidents", {"occurred_on": ""}, {"occurred_on": "2018-05-01"})
    ask = ask_of(create_app(world(incidents=rows, crossings=frame("crossings", {}))))
    got = ask("/collections/incidents/items?datetime=2018-01-01/..")
    assert [f["id"] for f in got["features"]] == ["I2"]
    assert got["removed"] == {NO_DATE: 1}


def test_a_parameter_of_a_columns_name_is_equal_to_and_the_selections_is_at_least(
    ask: Ask, rows_of_layer: RowsOf
) -> None:
    frame = rows_of_layer("incidents").frame
    exactly = ask("/collections/incidents/items?dead_count=30")["numberMatched"]
    assert exactly == (frame["dead_count"] == 30).sum()
    at_least = ask("/collections/incidents/items?source_quality=4")["numberMatched"]
    assert at_least == (frame["source_quality"] >= 4).sum()
    assert at_least > (frame["source_quality"] == 4).sum()
    both = ask("/collections/crossings/items?measure=interception&month=2018-03&route=central")
    assert {f["properties"]["month"] for f in both["features"]} == {"2018-03"}


@given(
    st.tuples(*[st.floats(-30, 45)] * 2).map(sorted),
    st.tuples(*[st.floats(5, 50)] * 2).map(sorted),
    st.tuples(*[st.dates(dt.date(2013, 1, 1), dt.date(2027, 1, 1))] * 2).map(sorted),
    st.sets(st.sampled_from(ROUTES)),
    st.sets(st.sampled_from(sorted(CAUSES)), max_size=2),
)
def test_what_is_shown_and_what_is_removed_add_up_to_all_that_is_held(
    pictures: Any, across: Any, along: Any, days: Any, routes: Any, causes: Any
) -> None:
    from dashboard.layer_rows import layer_rows

    selection = Selection(routes=tuple(routes), causes=tuple(causes))
    whole = layer_rows(pictures.of(Selection()), "incidents")
    rows = layer_rows(pictures.of(selection), "incidents")
    box = (across[0], along[0], across[1], along[1])
    kept = keep(rows, box, tuple(days), ())
    held = len(whole.frame) + sum(whole.removed.values())
    assert len(kept.frame) + sum(kept.removed.values()) == held
    assert kept.frame.geometry.notna().all()
    assert kept.frame["occurred_on"].between(*map(np.datetime64, days)).all()
    if across[0] < across[1] and along[0] < along[1]:
        assert kept.frame["longitude"].between(*across).all()
        assert kept.frame["latitude"].between(*along).all()


def test_what_a_mark_withholds_is_in_no_page_under_no_name_and_in_no_value(
    frame: Callable[..., pd.DataFrame], world: Any, ask_of: Any
) -> None:
    rows = frame("incidents", {"incident_id": "open"},
                 {"incident_id": "hidden", "mark": "AMBER", "dead_count": 77})  # fmt: skip
    ask = ask_of(create_app(world(incidents=rows, crossings=frame("crossings", {}))))
    got = ask("/collections/incidents/items")
    assert ([f["id"] for f in got["features"]], got["withheld"]) == (["open"], 1)
    assert got["numberMatched"] == 1
    assert ask("/collections/incidents/items?dead_count=77")["numberMatched"] == 0
    ask("/collections/incidents/items/hidden", status=404)
    collection = ask("/collections/incidents")
    assert (collection["rows"]["shown"], collection["rows"]["withheld"]) == (1, 1)
