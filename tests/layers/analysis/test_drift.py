"""Drift: known answers, one seed one answer, land, time in UTC, and what is said with it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import Point, box

from layers.analysis.drift import DriftOutlook, drift
from layers.analysis.drift_ensemble import simulated
from layers.analysis.leeway import LeewayClass, Regression
from layers.analysis.wind_and_current import Current, Wind

GEOD = Geod(ellps="WGS84")
AT = dt.datetime(2026, 11, 28, 6, tzinfo=dt.UTC)
RAFT = LeewayClass(
    "REFUGEE-RAFT-1",
    "Cuban refugee raft, no sail",
    "refugee raft",
    Regression(1.56, 8.30, 1.53),
    Regression(0.078, 2.70, 1.52),
    Regression(-0.078, -2.70, 1.52),
    in_mixture=True,
)
PERSON = LeewayClass(
    "PIW-1",
    "Person in the water",
    "person in the water",
    Regression(0.96, 0.0, 12.0),
    Regression(0.54, 0.0, 9.4),
    Regression(-0.54, 0.0, 9.4),
    in_mixture=True,
)
CLASSES = (PERSON, RAFT)
NO_WIND, NO_CURRENT = Wind(0, 0, 0), Current(0, 0, 0)


def plain(**given: Any) -> DriftOutlook:
    """An outlook off Lampedusa without any spread, unless the test asks for some."""
    asked: dict[str, Any] = {
        "wind": NO_WIND,
        "current": NO_CURRENT,
        "classes": CLASSES,
        "with_errors": False,
        "jibes_per_hour": 0.0,
        "members": 400,
        "hours": (6,),
    }
    return drift(12.6, 35.0, AT, **(asked | given))


def usual(**given: Any) -> DriftOutlook:
    """An outlook with every spread."""
    asked: dict[str, Any] = {
        "wind": Wind(10, 320),
        "current": Current(0.3, 120),
        "with_errors": True,
        "jibes_per_hour": 0.04,
        "radius_km": 5.0,
    }
    return plain(**(asked | given))


@pytest.mark.parametrize("towards", [0.0, 180.0])
def test_without_wind_and_spread_all_move_along_the_geodesic_of_the_current(towards: float) -> None:
    (step,) = plain(current=Current(0.3, towards, 0)).steps
    lon, lat, _ = GEOD.fwd(12.6, 35.0, towards, 0.3 * 6 * 3600)
    assert step.centre == pytest.approx((lon, lat), abs=1e-9)
    assert step.displacement_nm == pytest.approx(6480 / 1852, abs=1e-6)
    # The dot that is left is the kernel's own, not the members'.
    assert step.areas[1].area_km2 < 0.2
    assert step.areas[0].holds == 1.0


def test_a_current_keeps_its_compass_direction_step_by_step() -> None:
    (step,) = plain(current=Current(0.3, 120, 0)).steps
    lon, lat = 12.6, 35.0
    for _ in range(24):
        lon, lat, _ = GEOD.fwd(lon, lat, 120, 0.3 * 900)
    assert step.centre == pytest.approx((lon, lat), abs=1e-8)
    straight = GEOD.fwd(12.6, 35.0, 120, 6480)
    assert GEOD.inv(lon, lat, *straight[:2])[2] < 3


def test_wind_alone_moves_a_refugee_raft_by_the_published_slope_and_offset() -> None:
    (step,) = plain(wind=Wind(10, 320, 0), object_class="REFUGEE-RAFT-1").steps
    # 1.56 % of 10 m/s and 8.30 cm/s: 23.9 cm/s down the wind; right and left cancel.
    assert step.displacement_nm * 1852 == pytest.approx(0.239 * 6 * 3600, rel=1e-4)
    # The compass direction is kept at every step, so the way is a little bent.
    assert step.bearing_degrees == pytest.approx(140, abs=0.02)


@pytest.mark.parametrize(("side", "sign"), [(0, 1), (1, -1)])
def test_half_of_the_members_go_to_each_side_by_the_published_crosswind(
    side: int, sign: int
) -> None:
    _, (after,) = simulated(
        12.6,
        35.0,
        0,
        (6,),
        wind=Wind(10, 180, 0),
        current=NO_CURRENT,
        classes=(RAFT,),
        land=None,
        members=400,
        seed=1,
        with_errors=False,
        jibes_per_hour=0,
    )
    bearing, _, metres = GEOD.inv(
        np.full(200, 12.6), np.full(200, 35.0), after.longitudes[side::2], after.latitudes[side::2]
    )
    # The wind blows from the south, so right of it is east: 0.78 + 2.70 cm/s.
    assert metres * np.sin(np.radians(bearing)) == pytest.approx(sign * 0.0348 * 21600, rel=2e-3)
    assert metres * np.cos(np.radians(bearing)) == pytest.approx(0.239 * 21600, rel=1e-4)


def test_an_unknown_object_moves_on_average_as_the_mean_of_the_mixture() -> None:
    (step,) = plain(wind=Wind(10, 180, 0)).steps
    mean = (0.096 + 0.239) / 2
    assert step.displacement_nm * 1852 == pytest.approx(mean * 21600, rel=1e-4)


def test_wind_is_named_by_where_it_comes_from_and_current_by_where_it_goes() -> None:
    (by_wind,) = plain(wind=Wind(10, 0, 0)).steps
    (by_current,) = plain(current=Current(0.3, 0, 0)).steps
    assert by_wind.centre[1] < 35.0 < by_current.centre[1]


@given(towards=st.floats(0, 360), speed=st.floats(0.05, 2))
def test_a_current_adds_itself_to_the_leeway(towards: float, speed: float) -> None:
    (still,) = plain(wind=Wind(10, 320, 0)).steps
    (carried,) = plain(wind=Wind(10, 320, 0), current=Current(speed, towards, 0)).steps
    bearing, _, metres = GEOD.inv(*still.centre, *carried.centre)
    assert metres == pytest.approx(speed * 21600, rel=0.01)
    turned = (bearing - towards + 180) % 360 - 180
    assert abs(turned) < 1


def test_the_same_question_has_the_same_answer_and_another_seed_another() -> None:
    assert usual().as_json() == usual().as_json()
    assert usual(seed=2).steps[0].centre != usual().steps[0].centre


def test_six_hours_are_the_same_whatever_else_is_asked() -> None:
    (alone,) = usual().steps
    first, *_, last = usual(hours=(24, 6, 12, 6)).steps
    assert first.as_json() == alone.as_json()
    assert last.hours == 24


@given(radius=st.sampled_from([0.0, 1.0, 20.0]), hour=st.sampled_from([0.25, 6, 24]))
def test_areas_hold_their_share_of_the_members_and_are_nested(radius: float, hour: float) -> None:
    (step,) = usual(radius_km=radius, hours=(hour,), members=2100).steps
    half, most = step.areas
    assert half.holds == pytest.approx(0.5, abs=0.0101)
    assert most.holds == pytest.approx(0.9, abs=0.0101)
    assert shapely.difference(half.shape, most.shape).area <= half.shape.area * 1e-6


def test_areas_grow_with_time_and_with_what_is_not_known() -> None:
    early, late = usual(hours=(6, 24)).steps
    assert early.areas[1].area_km2 < late.areas[1].area_km2
    (sure,) = usual(hours=(24,), wind=Wind(10, 320, 0), current=Current(0.3, 120, 0)).steps
    assert sure.areas[1].area_km2 < late.areas[1].area_km2


def test_members_begin_evenly_in_the_circle_of_the_position() -> None:
    start, _ = simulated(
        12.6,
        35.0,
        10,
        (0.25,),
        wind=NO_WIND,
        current=NO_CURRENT,
        classes=CLASSES,
        land=None,
        members=4000,
        seed=1,
    )
    here = np.full(4000, 12.6), np.full(4000, 35.0)
    metres = GEOD.inv(*here, start.longitudes, start.latitudes)[2]
    assert metres.max() <= 10_000.01
    # Half of a circle's area lies within 0.707 of its radius.
    assert (metres < 7071).mean() == pytest.approx(0.5, abs=0.03)
    assert start.sea_share == 1.0


def test_jibing_pulls_the_two_sides_together() -> None:
    """Changing sides with a quarter's chance a step: the spread of a correlated random walk."""

    def sideways(rate: float) -> float:
        _, (after,) = simulated(
            12.6,
            35.0,
            0,
            (24,),
            wind=Wind(10, 180, 0),
            current=NO_CURRENT,
            classes=(RAFT,),
            land=None,
            members=4000,
            seed=1,
            with_errors=False,
            jibes_per_hour=rate,
        )
        return float(after.longitudes.std())

    steps, correlation = 96, 1 - 2 * 0.25
    expected = ((1 + correlation) / (1 - correlation) / steps) ** 0.5
    assert sideways(1.0) / sideways(0.0) == pytest.approx(expected, rel=0.05)


NORTH_COAST = box(11, 35.05, 14, 36)


def test_members_that_meet_land_stay_there_and_are_counted() -> None:
    (step,) = plain(current=Current(0.5, 0, 0), land=NORTH_COAST).steps
    assert step.ashore == 1.0
    # They stop at the first step on land: at most 450 m beyond the coast.
    assert 35.05 <= step.centre[1] < 35.055
    assert "100 % would have met land." in step.sentence


def test_without_land_the_share_ashore_is_unknown_and_not_none() -> None:
    outlook = plain(current=Current(0.5, 0, 0))
    assert outlook.steps[0].ashore is None
    assert outlook.as_json()["steps"][0]["ashore"] is None
    assert "met land" not in outlook.steps[0].sentence
    assert any("no share ashore is known" in a for a in outlook.assumptions)


def test_land_out_of_reach_means_nobody_ashore() -> None:
    (step,) = plain(current=Current(0.5, 180, 0), land=NORTH_COAST).steps
    assert step.ashore == 0.0
    assert step.sentence.endswith("None of them would have met land.")


def test_more_land_never_means_fewer_ashore() -> None:
    (some,) = usual(wind=Wind(10, 180), land=NORTH_COAST).steps
    (more,) = usual(wind=Wind(10, 180), land=NORTH_COAST.union(box(12.8, 34.5, 14, 36))).steps
    assert 0 < (some.ashore or 0) < (more.ashore or 0) <= 1


def test_a_circle_that_is_mostly_land_begins_at_sea_and_says_so() -> None:
    outlook = drift(
        12.6, 35.06, AT, wind=NO_WIND, current=Current(0.3, 180), classes=CLASSES,
        radius_km=10, land=NORTH_COAST, members=400, hours=(0.25,),
    )  # fmt: skip
    (caution,) = [c for c in outlook.cautions if "land" in c]
    assert "only where it is sea" in caution
    assert outlook.steps[0].ashore == 0.0
    assert any("that is sea (4" in a for a in outlook.assumptions)


def test_a_time_is_shown_in_utc() -> None:
    rome = dt.timezone(dt.timedelta(hours=1))
    outlook = drift(
        12.6, 35.0, dt.datetime(2026, 11, 28, 7, tzinfo=rome), wind=NO_WIND, current=NO_CURRENT,
        classes=CLASSES, members=200,
    )  # fmt: skip
    assert outlook.as_json()["at"] == "2026-11-28T06:00Z"
    assert [s.as_json()["at"] for s in outlook.steps] == [
        "2026-11-28T12:00Z",
        "2026-11-28T18:00Z",
        "2026-11-29T06:00Z",
    ]
    assert "29 November 2026, 06:00 UTC" in outlook.steps[2].sentence


def test_what_hardly_moves_has_no_bearing() -> None:
    (step,) = plain(current=Current(0.005, 90, 0)).steps
    assert step.bearing_degrees is None
    assert "where the position was" in step.sentence


@pytest.mark.parametrize("towards", [359.7, 0.2])
def test_a_bearing_of_north_is_000(towards: float) -> None:
    (step,) = plain(current=Current(0.5, towards, 0)).steps
    assert "bearing 000°" in step.sentence
    assert step.as_json()["bearing_degrees"] == 0


def test_everything_that_was_assumed_is_said() -> None:
    outlook = usual()
    said = " ".join(outlook.assumptions)
    for words in ("from 320°, pushing towards 140°", "flowing towards 120°", "± 2 m/s",
                  "± 0.1 m/s", "circle of 5 km", "equal mixture of 2", "PIW-1, REFUGEE-RAFT-1",
                  "seed 1", "400 members", "0.04 an hour", "neither sinks"):  # fmt: skip
        assert words in said
    assert outlook.label == "Indicative, not for search planning."
    assert "10.1016/j.jmarsys.2007.02.010" in " ".join(outlook.method)
    known = usual(object_class="PIW-1")
    assert "It drifts as the class PIW-1" in " ".join(known.assumptions)
    assert known.cautions == ()
    assert any("rubber and wooden" in c for c in outlook.cautions)


def test_strong_wind_and_the_edge_of_the_basin_are_cautioned() -> None:
    assert any("capsize" in c for c in usual(wind=Wind(16, 320)).cautions)
    edge = drift(42.95, 38.0, AT, wind=NO_WIND, current=Current(1, 90), classes=CLASSES)
    assert any("leave the mapped basin" in c for c in edge.cautions)


def test_the_answer_as_json_is_plain_and_its_areas_are_geometries() -> None:
    found = json.loads(json.dumps(usual().as_json(), allow_nan=False))
    assert found["label"] == "Indicative, not for search planning."
    assert found["wind"] == {"speed_ms": 10, "blows_from_degrees": 320, "spread_ms": 2.0}
    assert found["current"] == {"speed_ms": 0.3, "flows_to_degrees": 120, "spread_ms": 0.1}
    (step,) = found["steps"]
    half, most = (shapely.geometry.shape(area["geometry"]) for area in step["areas"])
    assert most.contains(Point(step["centre"]["longitude"], step["centre"]["latitude"]))
    assert half.area < most.area


def test_nothing_that_moves_and_hardly_any_time_are_answered() -> None:
    first, last = plain(hours=(1e-10, 6), land=NORTH_COAST).steps
    assert first.centre == pytest.approx((12.6, 35.0))
    assert last.centre == pytest.approx((12.6, 35.0))
    assert (last.displacement_nm, last.ashore) == (pytest.approx(0, abs=1e-6), 0.0)


def test_numbers_out_of_an_array_are_plain_in_json() -> None:
    numbers = np.array([10, 320])
    found = usual(wind=Wind(*numbers), radius_km=numbers[0], hours=numbers[:1]).as_json()
    assert json.loads(json.dumps(found))["wind"]["speed_ms"] == 10


def test_an_outlook_cannot_be_changed() -> None:
    outlook = plain()
    with pytest.raises(FrozenInstanceError):
        outlook.seed = 2  # type: ignore[misc] # that is the point
    assert replace(outlook, seed=2).seed == 2
