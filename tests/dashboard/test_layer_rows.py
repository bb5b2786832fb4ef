"""Rows, what was removed and what is withheld add up to all that is held, for every layer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cli.figures import figures_json
from dashboard.layer_rows import MERGED, OFF_ROUTES, layer_rows
from dashboard.picture import Picture, Pictures
from layers import filters
from layers.areas import Circle
from layers.errors import UnknownLayer
from layers.handling import Clearance, Mark
from layers.registry import LAYERS
from layers.selection import Selection
from layers.terms import CAUSES, ROUTES

Frames = Callable[..., pd.DataFrame]
DAYS = st.dates(dt.date(2012, 1, 1), dt.date(2027, 12, 31))


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    first, last = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if first and last and first > last:
        first, last = last, first
    return Selection(
        first_day=first,
        last_day=last,
        routes=tuple(draw(st.sets(st.sampled_from(ROUTES)))),
        regions=tuple(draw(st.sets(st.sampled_from(("ITA", "MLT", "TUN", "LBY")), max_size=2))),
        causes=tuple(draw(st.sets(st.sampled_from(CAUSES), max_size=2))),
        min_people=draw(st.sampled_from((0, 1, 50, 500))),
        min_source_quality=draw(st.sampled_from((0, 3, 5))),
        area=draw(st.sampled_from((None, Circle(12.6, 35.5, 200)))),
    )


def held(picture: Picture, name: str) -> int:
    """How many rows of a layer are published and held, whoever may see them."""
    holdings = picture.holdings
    if name == "incidents":
        return int((holdings.held["incidents"].frame["status"] == "published").sum())
    return len(holdings.crossings if name == "crossings" else holdings.frame(name))


@given(selection=selections())
def test_rows_and_what_is_left_out_add_up_to_all_that_is_held(
    pictures: Pictures, selection: Selection
) -> None:
    picture = pictures.of(selection)
    for name, layer in LAYERS.items():
        found = layer_rows(picture, name)
        total = len(found.frame) + sum(found.removed.values()) + found.withheld
        assert total == held(picture, name), name
        assert all(n > 0 for n in found.removed.values()), name
        expected = [c.name for c in layer.columns]
        assert [c for c in expected if c not in found.frame.columns] == [], name


@settings(max_examples=25)  # each builds the whole picture
@given(selection=selections())
def test_the_incidents_add_up_to_the_headline_and_to_the_command_line(
    pictures: Pictures, selection: Selection
) -> None:
    picture = pictures.of(selection)
    rows = layer_rows(picture, "incidents").frame
    said = figures_json(picture)["incidents"]
    assert len(rows) == said["on_the_map"] + said["without_position"]
    assert int(rows["longitude"].notna().sum()) == said["on_the_map"] == picture.located
    if picture.deaths_basis == "incidents" and len(rows):
        values = {m.id: m.value for m in picture.headline}
        for metric, column in (("dead", "dead_count"), ("missing", "missing_count")):
            known = rows[column].dropna()
            assert values[metric] == (int(known.sum()) if len(known) else None)


@settings(max_examples=25)
@given(selection=selections())
def test_crossings_and_deaths_add_up_to_the_headline(
    pictures: Pictures, selection: Selection
) -> None:
    picture = pictures.of(selection)
    values = {m.id: m.value for m in picture.headline}
    moved = layer_rows(picture, "crossings").frame
    for measure in ("arrival_sea", "interception"):
        known = moved.loc[moved["measure"] == measure, "persons"].dropna()
        assert values[measure] == (int(known.sum()) if len(known) else None)
    lost = layer_rows(picture, "deaths").frame
    if picture.deaths_basis == "series" and len(lost):
        assert values["dead"] == int(lost["dead_count"].sum())


def marked(world: Any, frame: Frames) -> Any:
    rows = [
        {"mark": "CLEAR", "dead_count": 1},
        {"mark": "AMBER", "dead_count": 2},
        {"mark": "RED", "dead_count": 4},
        {"mark": "CLEAR", "dead_count": 8, "route": ""},
        {"mark": "CLEAR", "dead_count": 16, "status": "withdrawn"},
        {"mark": "CLEAR", "dead_count": 32, "occurred_on": "2019-05-01"},
    ]
    months = [{"month": "2018-01", "persons": 1}]
    deaths = [{"month": "2018-01", "dead_count": 1, "dead_and_missing_count": 1}]
    return world(
        incidents=frame("incidents", *rows),
        crossings=frame("crossings", *months),
        deaths=frame("deaths", *deaths),
    )


@pytest.mark.parametrize(
    ("up_to", "dead", "withheld"),
    [(Mark.CLEAR, [1], 2), (Mark.AMBER, [1, 2], 1), (Mark.RED, [1, 2, 4], 0)],
)
def test_a_mark_withholds_rows_and_counts_them_and_withdrawn_ones_are_nowhere(
    world: Any, frame: Frames, up_to: Mark, dead: list[int], withheld: int
) -> None:
    pictures = Pictures(marked(world, frame), Clearance(up_to), lambda: dt.date(2026, 12, 1))
    found = layer_rows(pictures.of(Selection(last_day=dt.date(2018, 12, 31))), "incidents")
    assert sorted(found.frame["dead_count"]) == dead
    assert found.withheld == withheld
    assert found.removed == {filters.REASONS["outside_period"]: 1, OFF_ROUTES: 1}


def test_an_event_that_was_decided_to_be_another_is_counted_as_such(
    world: Any, frame: Frames
) -> None:
    from dataclasses import replace

    place = {"longitude": 12.5, "latitude": 35.5, "position_uncertainty_km": 10}
    rows = [
        {"incident_id": "A", "dead_count": 3, "source": "one", **place},
        {"incident_id": "B", "dead_count": 3, "source": "other", **place},
    ]
    store = world(
        incidents=frame("incidents", *rows),
        crossings=frame("crossings", {"persons": 1}),
        deaths=frame("deaths", {"dead_count": 1}),
    )
    store = replace(store, decided={("A", "B"): "same"})
    found = layer_rows(Pictures(store).of(Selection()), "incidents")
    assert (len(found.frame), found.removed) == (1, {MERGED: 1})


def test_an_expected_month_without_a_figure_is_a_row_and_not_left_out(
    world: Any, frame: Frames
) -> None:
    store = world(
        crossings=frame(
            "crossings", {"month": "2018-01", "persons": 1}, {"month": "2018-03", "persons": 4}
        ),
        deaths=frame("deaths", {"month": "2018-01"}),
    )
    rows = layer_rows(Pictures(store).of(Selection()), "crossings").frame
    assert list(rows["month"].dt.month) == [1, 2, 3]
    assert list(rows["persons"].isna()) == [False, True, False]


def test_a_layer_that_there_is_not_is_quoted(pictures: Pictures) -> None:
    with pytest.raises(UnknownLayer, match="'vessels'"):
        layer_rows(pictures.of(Selection()), "vessels")
