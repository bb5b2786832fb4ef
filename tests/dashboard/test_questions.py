"""What a browser may ask of one position."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from dashboard.questions import Question, question, radius, speed
from layers.errors import LayersError, PositionRefused, SelectionError

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
    with pytest.raises(LayersError):
        question(at)


@pytest.mark.parametrize("latitude", [91, -91, 1e9])
def test_a_click_off_the_globe_is_refused(latitude: float) -> None:
    with pytest.raises(PositionRefused, match="latitude"):
        question({"longitude": 12.0, "latitude": latitude, "resolution_km": 1})


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
    with pytest.raises(SelectionError, match=said) as refused:
        question(LAMPEDUSA, on=day, today=dt.date(2026, 11, 23))
    assert repr(day) in str(refused.value)


@pytest.mark.parametrize("day", ["1975-01-01", "2017-12-14", "2026-11-23"])
def test_the_first_day_and_today_can_be_asked_for(day: str) -> None:
    asked = question(LAMPEDUSA, on=day, today=dt.date(2026, 11, 23))
    assert asked.on == dt.date.fromisoformat(day)
