"""Synthetic worlds: real enough to measure in, and the same every time."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.benchmarks.worlds import FIRST_DAY, LAST_DAY, MOST_ROWS, synthetic_incidents, world
from dashboard.picture import Pictures
from layers.registry import LAYERS
from layers.schema import validated
from layers.selection import Selection
from layers.terms import ROUTES


def test_synthetic_incidents_conform_to_the_incidents_layer() -> None:
    layer = LAYERS["incidents"]
    frame = synthetic_incidents(700)
    assert len(validated(layer.name, frame, layer.columns, layer.key)) == 700


def test_the_same_seed_makes_the_same_world_and_another_seed_another() -> None:
    pd.testing.assert_frame_equal(synthetic_incidents(400, 1), synthetic_incidents(400, 1))
    assert not synthetic_incidents(400, 1).equals(synthetic_incidents(400, 2))


def test_a_synthetic_world_has_every_route_and_unknown_cells_of_every_kind() -> None:
    frame = synthetic_incidents(3_000)
    assert set(frame["route"]) == set(ROUTES)
    assert frame["occurred_on"].min() >= pd.Timestamp(FIRST_DAY)
    assert frame["occurred_on"].max() <= pd.Timestamp(LAST_DAY)
    for column in ("occurred_on", "longitude", "dead_count", "missing_count", "survivor_count"):
        assert 0 < frame[column].isna().mean() < 0.5, column
    assert (frame.geometry.isna() == frame["longitude"].isna()).all()


def test_counts_of_people_have_a_long_tail() -> None:
    dead = synthetic_incidents(20_000)["dead_count"].dropna()
    assert dead.median() <= 3
    assert dead.max() >= 100


def test_a_world_keeps_the_packaged_layers_and_replaces_only_the_incidents() -> None:
    made, packaged = world(50), world()
    assert len(made.load("incidents").frame) == 50
    for name in LAYERS:
        if name != "incidents":
            assert made.load(name).frame.equals(packaged.load(name).frame), name


def test_a_picture_of_a_synthetic_world_counts_every_row_once() -> None:
    picture = Pictures(world(900)).of(Selection(first_day=FIRST_DAY))
    kept = picture.located + picture.unlocated
    assert kept + sum(picture.filtered.removed.values()) == 900


@pytest.mark.parametrize("rows", [0, -1, MOST_ROWS + 1])
def test_an_impossible_number_of_incidents_is_quoted_in_the_refusal(rows: int) -> None:
    with pytest.raises(ValueError, match=str(rows)):
        synthetic_incidents(rows)
