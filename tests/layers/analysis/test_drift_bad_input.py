"""Drift: what cannot be asked is refused, with the value and with what is allowed."""

from __future__ import annotations

import datetime as dt
import math
import subprocess
import sys
from typing import Any

import pytest
from shapely.geometry import box

from layers.analysis.drift import drift
from layers.analysis.leeway import LeewayClass, Regression
from layers.analysis.wind_and_current import Current, Wind, read_direction, read_speed
from layers.errors import DriftRefused

AT = dt.datetime(2026, 11, 28, 6, tzinfo=dt.UTC)
LINE = Regression(1.0, 0.0, 1.0)
CLASSES = (LeewayClass("SKIFF-2", "Skiff", "skiff", LINE, LINE, LINE, in_mixture=True),)


def asked(longitude: Any = 12.6, latitude: Any = 35.0, at: Any = AT, **given: Any) -> None:
    drift(
        longitude,
        latitude,
        at,
        **({"wind": Wind(5, 0), "current": Current(0.1, 0), "classes": CLASSES} | given),
    )


@pytest.mark.parametrize("speed", [-1, math.nan, math.inf, 80, 40.01, "10", None, True])
def test_an_impossible_wind_is_refused(speed: Any) -> None:
    with pytest.raises(DriftRefused, match=r"wind speed.*from 0 to 40 m/s"):
        Wind(speed, 0)


@pytest.mark.parametrize("direction", [-1, 361, math.nan, "NW", None])
def test_an_impossible_direction_is_refused_and_says_from_or_to(direction: Any) -> None:
    with pytest.raises(DriftRefused, match=r"wind direction.*where it blows FROM"):
        Wind(5, direction)
    with pytest.raises(DriftRefused, match=r"current direction.*where it flows TO"):
        Current(0.1, direction)


@pytest.mark.parametrize("speed", [-0.1, math.nan, 4.5])
def test_an_impossible_current_is_refused(speed: float) -> None:
    with pytest.raises(DriftRefused, match=r"current speed.*from 0 to 4 m/s"):
        Current(speed, 0)


@pytest.mark.parametrize("spread", [-1, math.nan, 11])
def test_an_impossible_spread_is_refused(spread: float) -> None:
    with pytest.raises(DriftRefused, match="wind spread"):
        Wind(5, 0, spread)
    with pytest.raises(DriftRefused, match="current spread"):
        Current(0.1, 0, spread)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"hours": (0,)}, "hours: 0"),
        ({"hours": (6, 1000)}, "hours: 1000"),
        ({"hours": (math.nan,)}, "hours: nan"),
        ({"hours": (-6,)}, "hours: -6"),
        ({"hours": ()}, "expected 1 to 12"),
        ({"hours": range(1, 14)}, "expected 1 to 12"),
        ({"hours": ("6",)}, "hours: '6'"),
        ({"radius_km": -1}, "radius: -1"),
        ({"radius_km": 1000}, "radius: 1000.*0 to 100 km"),
        ({"radius_km": math.nan}, "radius: nan"),
        ({"object_class": "DINGHY"}, "'DINGHY'.*the classes are SKIFF-2"),
        ({"object_class": ""}, "''.*the classes are SKIFF-2"),
        ({"members": 10}, "members: 10.*200 to 5000"),
        ({"members": 1e3}, "members: 1000.0.*whole"),
        ({"seed": -1}, "seed: -1"),
        ({"jibes_per_hour": 5}, "jibes per hour: 5"),
        ({"longitude": math.nan}, "longitude: nan"),
        ({"latitude": "35"}, "latitude: '35'"),
        ({"latitude": 91}, "latitude: 91"),
        ({"longitude": 179.99}, "outside the mapped basin"),
        ({"longitude": -179.99}, "outside the mapped basin"),
        ({"latitude": 90.0}, "outside the mapped basin"),
        ({"latitude": -35.0}, "outside the mapped basin"),
        ({"at": dt.datetime(2026, 11, 28, 6)}, "with its zone"),  # noqa: DTZ001 (that is refused)
        ({"at": dt.date(2026, 11, 28)}, "with its zone"),
        ({"at": "2026-11-28T06:00Z"}, "with its zone"),
        ({"at": dt.datetime.max.replace(tzinfo=dt.UTC)}, "1900 to 2199"),
        ({"wind": Current(0.1, 0)}, "Current, Current.*a Wind and a Current, in this order"),
        ({"wind": Current(0.1, 0), "current": Wind(5, 0)}, "Current, Wind"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(given: dict[str, Any], words: str) -> None:
    with pytest.raises(DriftRefused, match=words):
        asked(**given)


@pytest.mark.parametrize("radius", [0, 5])
def test_a_position_on_land_is_refused(radius: float) -> None:
    with pytest.raises(DriftRefused, match=r"35\.0000, 12\.6000.*is land.*about 1 km"):
        asked(land=box(12, 34.5, 13, 35.5), radius_km=radius)


def test_a_circle_that_is_hardly_sea_is_refused_too() -> None:
    """One kilometre of sea in a circle of a hundred is not where a boat is believed to be."""
    with pytest.raises(DriftRefused, match="is land"):
        asked(land=box(12, 34, 13, 35.08), radius_km=10, latitude=34.99)


@pytest.mark.parametrize(
    ("text", "metres_per_second"),
    [("20kn", 10.289), ("20 kn", 10.289), ("20 KT", 10.289), ("1 knot", 0.514), ("10m/s", 10),
     ("0,3 m/s", 0.3), ("  2.5 knots ", 1.286), ("\u0662\u0660kn", 10.289), ("0kn", 0)],
)  # fmt: skip
def test_a_speed_is_read_with_its_unit(text: str, metres_per_second: float) -> None:
    assert read_speed("wind speed", text) == pytest.approx(metres_per_second, abs=5e-4)


@pytest.mark.parametrize(
    "text", ["20", "", "kn", "20 km/h", "-1kn", "nan kn", "1e3kn", "20knm/s", "1.2.3kn", "²kn"]
)
def test_a_speed_without_a_known_unit_is_refused(text: str) -> None:
    with pytest.raises(DriftRefused, match=r"wind speed.*number with its unit"):
        read_speed("wind speed", text)


@pytest.mark.parametrize(
    ("text", "degrees"), [("0", 0), ("360", 360), ("320°", 320), ("45.5", 45.5)]
)
def test_a_direction_is_read_in_degrees(text: str, degrees: float) -> None:
    assert read_direction("wind direction", text, "where it blows FROM") == degrees


@pytest.mark.parametrize("text", ["NW", "361", "-1", "", "nan", "north"])
def test_any_other_direction_is_refused_and_says_from_or_to(text: str) -> None:
    with pytest.raises(DriftRefused, match=r"0 to 360 degrees.*blows FROM"):
        read_direction("wind direction", text, "where it blows FROM")


def test_a_refusal_goes_by_the_name_that_its_sender_knows() -> None:
    refused = DriftRefused("wind speed", "20", "expected a unit").named("--wind")
    assert str(refused) == "--wind: '20' cannot be used; expected a unit."


def test_a_refusal_of_a_long_text_does_not_repeat_all_of_it() -> None:
    assert len(str(DriftRefused("time", "x" * 5000, "expected a time"))) < 120


def test_the_heavy_libraries_are_not_read_before_the_first_question() -> None:
    program = (
        "import sys, layers.analysis.drift; "
        "print(*(m for m in ('scipy', 'contourpy') if m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
