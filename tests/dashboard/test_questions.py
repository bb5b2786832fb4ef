"""What a browser may ask of one position."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from dashboard.errors import FormRefused
from dashboard.questions import (
    HOURS,
    Question,
    drift_question,
    hours,
    question,
    radius,
    speed,
)
from layers.errors import SelectionError

LAMPEDUSA = {"text": "35° 30′ N 12° 36′ E"}


def test_a_typed_position_is_read_as_it_is_written() -> None:
    asked = question(LAMPEDUSA)
    assert (asked.longitude, asked.latitude) == pytest.approx((12.6, 35.5))
    assert (asked.radius_km, asked.on, asked.knots) == (0.0, None, 20.0)
    assert not asked.is_clicked


@pytest.mark.parametrize(("given", "taken"), [(None, 4.0), (0, 4.0), (1, 4.0), (25, 25.0)])
def test_a_click_is_as_exact_as_the_screen_and_no_more(given: object, taken: float) -> None:
    click = {"longitude": 12.6, "latitude": 35.5, "resolution_km": 4.0}
    assert question(click, radius_km=given).radius_km == taken
    assert question(click).is_clicked


def test_day_radius_and_speed_are_those_of_the_form() -> None:
    asked = question(LAMPEDUSA, "2.5", "2017-12-13", 12)
    assert asked == Question(asked.reading, 2.5, dt.date(2017, 12, 13), 12.0)


@pytest.mark.parametrize(
    "at",
    [
        None, [], 3, {"text": None}, {"text": 5}, {"text": "x" * 201}, {},
        {"longitude": 12.6, "latitude": 35.5},
        {"longitude": math.nan, "latitude": 35.5, "resolution_km": 1},
        {"longitude": True, "latitude": 35.5, "resolution_km": 1},
        {"longitude": "12", "latitude": 35.5, "resolution_km": 1},
    ],
)  # fmt: skip
def test_what_is_no_position_is_refused_in_words(at: object) -> None:
    with pytest.raises(FormRefused) as refused:
        question(at)
    assert list(refused.value.fields) == ["position"]


@pytest.mark.parametrize("latitude", [91, -91, 1e9])
def test_a_click_off_the_globe_is_refused(latitude: float) -> None:
    with pytest.raises(FormRefused, match="latitude"):
        question({"longitude": 12.0, "latitude": latitude, "resolution_km": 1})


def test_a_clicks_exactness_is_told_in_two_figures_and_never_better_than_it_is() -> None:
    for given, told in ((8.80291, 8.9), (0.0421, 0.043), (12.0, 12.0), (99.4, 100.0), (0.0, 0.0)):
        click = {"longitude": 12.6, "latitude": 35.5, "resolution_km": given}
        assert question(click).radius_km == told


def test_the_reading_that_was_meant_is_as_exact_as_it_was_written() -> None:
    meant = {"longitude": 33.0, "latitude": 34.5, "resolution_km": 8.0, "is_typed": True}
    asked = question(meant, "2,5")
    assert (asked.reading.resolution_km, asked.radius_km) == (8.0, 2.5)
    assert not asked.is_clicked


def test_every_field_that_cannot_be_used_is_told_at_once() -> None:
    with pytest.raises(FormRefused) as refused:
        question({"text": "nan"}, "1000", "13/12/2017", "2000")
    assert list(refused.value.fields) == ["position", "radius", "day", "knots"]
    for value, part in (("'nan'", "position"), ("'1000'", "radius"), ("'2000'", "knots")):
        assert value in str(refused.value.fields[part])


NOW = dt.datetime(2026, 11, 29, 6, tzinfo=dt.UTC)
DRIFT = {"wind": "10 m/s", "wind-from": "320", "current": "0.3 m/s", "current-to": "120",
         "at": "", "object": None}  # fmt: skip


def test_a_drift_tells_all_that_is_wrong_and_all_that_is_still_needed() -> None:
    assert drift_question(DRIFT, NOW).at == NOW
    form = DRIFT | {"wind": "10", "wind-from": "361", "current": "", "at": "soon"}
    with pytest.raises(FormRefused) as refused:
        drift_question(form, NOW)
    assert set(refused.value.fields) == {"wind", "wind-from", "at"}
    assert refused.value.needed == ("current speed",)
    with pytest.raises(FormRefused, match="0 to 40 m/s") as refused:
        drift_question(DRIFT | {"wind": "90 m/s"}, NOW)
    assert list(refused.value.fields) == ["wind"]


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (None, HOURS), ("", HOURS), ("  ", HOURS), ([], HOURS), ("3 6 12", (3, 6, 12)),
        ("12;3", (3, 12)), ("3, 6, 12", (3, 6, 12)), ("0,5; 2,5", (0.5, 2.5)),
        ("0,5 2,5", (0.5, 2.5)), ("6 6 6 6 6", (6,)), (["3", "6"], (3, 6)), (["48"], (48,)),
    ],
)  # fmt: skip
def test_hours_of_reach_are_read_apart_and_put_in_order(
    given: object, taken: tuple[float, ...]
) -> None:
    assert hours(given) == taken


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("0", "0.5 to 48 hours"), ("49", "0.5 to 48 hours"), ("3 x", "'x'"), ("nan", "'nan'"),
        ("1 2 3 4 5", "at most 4"), ("3,6", "a space or a semicolon"), (3, "parted by spaces"),
        ([3], "parted by spaces"), ({"a": 1}, "parted by spaces"),
    ],
)  # fmt: skip
def test_hours_that_cannot_be_drawn_are_refused_in_words(given: object, said: str) -> None:
    with pytest.raises(SelectionError, match="hours") as refused:
        hours(given)
    assert said in str(refused.value)


def test_a_decimal_comma_is_a_comma_and_a_thousand_may_be_meant_by_none() -> None:
    assert radius("2,5") == 2.5
    assert speed(" 7,5 ") == 7.5
    for text in ("1,000", "12,500"):
        with pytest.raises(SelectionError, match="nothing between thousands"):
            radius(text)
    assert radius("0,125") == 0.125
    assert radius("٣") == 3.0  # as in a position
    for text in ("1_0", "1e2", "0x10"):
        with pytest.raises(SelectionError):
            radius(text)


@pytest.mark.parametrize("value", [-1, 501, math.nan, math.inf, "far", True, [1]])
def test_a_radius_out_of_range_is_refused(value: object) -> None:
    with pytest.raises(SelectionError, match=r"radius.*0 to 500 km"):
        radius(value)


@pytest.mark.parametrize("value", [0, -3, 61, math.nan, "fast"])
def test_a_speed_that_no_vessel_makes_is_refused(value: object) -> None:
    with pytest.raises(SelectionError, match=r"speed.*0.1 to 60 knots"):
        speed(value)


def test_what_is_left_empty_has_its_stated_default() -> None:
    assert radius("") == 0.0
    assert radius(None) == 0.0
    assert speed(None) == 20.0


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-24", "up to today"),
        ("9999-12-31", "up to today"),
        ("1974-12-31", "1975-01-01 or later"),
        ("1066-01-01", "1975-01-01 or later"),
        ("2017-12", "expected one day"),
        ("soon", "expected a day"),
    ],
)
def test_a_day_on_which_nothing_is_known_is_refused(day: str, said: str) -> None:
    with pytest.raises(FormRefused) as refused:
        question(LAMPEDUSA, on=day, today=dt.date(2026, 11, 23))
    (why,) = refused.value.fields.values()
    assert said in str(why)
    assert repr(day) in str(why)


@pytest.mark.parametrize("day", ["1975-01-01", "2017-12-14", "2026-11-23"])
def test_the_first_day_and_today_can_be_asked_for(day: str) -> None:
    asked = question(LAMPEDUSA, on=day, today=dt.date(2026, 11, 23))
    assert asked.on == dt.date.fromisoformat(day)
