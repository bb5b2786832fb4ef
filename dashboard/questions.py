"""What a reader asks of one position: the only decoder of such a question.

A position that somebody asks about may be that of people in distress. It stays in the page and in
one answer: it is part of no address, of no store and of no log line.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.state import parse_day
from layers.analysis.coordinates import Reading, read_pair, read_position
from layers.analysis.wind_and_current import Current, Wind, read_direction, read_speed
from layers.errors import DriftRefused, SelectionError

KNOTS = 20.0
MOST_KNOTS = 60.0
MAX_RADIUS_KM = 500.0
# No declaration that is held is older: Greece's, of 1975.
FIRST_DAY = dt.date(1975, 1, 1)
HOURS = (3.0, 6.0, 12.0)
MOST_TEXT = 200


@dataclass(frozen=True)
class Question:
    """A position as it was read, how far it may be off, and the day and speed asked about.

    `on` is None where the reader left the day to the picture. `is_clicked` says that a finger
    or a pointer gave the position: its exactness is that of the screen.
    """

    reading: Reading
    radius_km: float = 0.0
    on: dt.date | None = None
    knots: float = KNOTS
    is_clicked: bool = False

    @property
    def longitude(self) -> float:
        """Degrees east, WGS84."""
        return self.reading.longitude

    @property
    def latitude(self) -> float:
        """Degrees north, WGS84."""
        return self.reading.latitude


def question(
    at: object,
    radius_km: object = None,
    on: object = None,
    knots: object = None,
    today: dt.date | None = None,
) -> Question:
    """The question that a browser sent.

    Args:
        at: ``{"text": ...}`` as typed, or ``{"longitude", "latitude", "resolution_km"}`` of a
            click on the map.
        radius_km: how far the position may be off; empty is 0. A click's own exactness is the
            least that is taken.
        on: a day as ``YYYY-MM-DD``; empty leaves it to the picture. See `day_of_claims`.
        knots: a speed; empty is 20.
        today: the last day that can be asked for; None asks for no last one.

    Raises:
        PositionRefused: where the text is no position, or could mean two.
        SelectionError: quoting any other part that cannot be honoured.
    """
    if not isinstance(at, Mapping):
        raise SelectionError("position", at, "expected a position as text, or a click on the map")
    is_clicked = "text" not in at
    reading = _clicked(at) if is_clicked else read_position(_text(at["text"]))
    own = reading.resolution_km if is_clicked else 0.0
    return Question(
        reading,
        max(radius(radius_km), own),  # a click is never better than the screen
        None if on in (None, "") else day_of_claims(on, today),
        speed(knots),
        is_clicked,
    )


def day_of_claims(text: object, today: dt.date | None = None) -> dt.date:
    """The day on which claims are asked for.

    One day: a month has claims that begin within it. What is known ends today, and begins with the
    oldest declaration that is held.

    Raises:
        SelectionError: quoting a month, a day to come, and a day before any that is known.
    """
    day = parse_day("day", text)
    if len(str(text)) != len("2017-12-14"):
        raise SelectionError(
            "day", text, "expected one day as YYYY-MM-DD; claims change within a month"
        )
    if today is not None and day > today:
        raise SelectionError("day", text, "expected a day up to today")
    if day < FIRST_DAY:
        raise SelectionError(
            "day", text, f"expected {FIRST_DAY} or later; nothing older is known of any claim"
        )
    return day


def radius(value: object) -> float:
    """Kilometres from 0 to 500; 0 where nothing was given."""
    return _number("radius", value, 0.0, 0.0, MAX_RADIUS_KM, "km")


def speed(value: object) -> float:
    """Knots, above 0 to 60; 20 where nothing was given."""
    return _number("speed", value, KNOTS, 0.1, MOST_KNOTS, "knots")


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > MOST_TEXT:
        raise SelectionError("position", value, f"expected a text of at most {MOST_TEXT} letters")
    return value


def _clicked(at: Mapping[str, Any]) -> Reading:
    given = [at.get(name) for name in ("longitude", "latitude", "resolution_km")]
    if not all(_is_number(v) for v in given):
        raise SelectionError("position", dict(at), "expected longitude, latitude, resolution_km")
    longitude, latitude, resolution_km = (float(v) for v in given if v is not None)
    # One place checks the range; with letters a pointer's position cannot be taken for another.
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    checked = read_pair(f"{abs(latitude):.5f} {north}", f"{abs(longitude):.5f} {east}")
    return Reading(checked.longitude, checked.latitude, checked.form, abs(resolution_km))


def _is_number(value: object) -> bool:
    is_real = isinstance(value, int | float) and not isinstance(value, bool)
    return is_real and math.isfinite(value)  # type: ignore[arg-type]


def _number(name: str, value: object, default: float, low: float, high: float, unit: str) -> float:
    if value in (None, ""):
        return default
    expected = f"expected a number from {low:g} to {high:g} {unit}"
    number = value
    if isinstance(value, str):
        try:
            number = float(value)
        except ValueError:
            raise SelectionError(name, value, expected) from None
    if not _is_number(number) or not low <= float(number) <= high:  # type: ignore[arg-type]
        raise SelectionError(name, value, expected)
    return float(number)  # type: ignore[arg-type]


@dataclass(frozen=True)
class DriftQuestion:
    """What drifts, since when, in which wind and current; `object_class` None is unknown."""

    at: dt.datetime
    wind: Wind
    current: Current
    object_class: str | None = None


def drift_question(fields: Mapping[str, object], now: dt.datetime) -> DriftQuestion:
    """The question about drift that a form holds.

    Args:
        fields: texts by name: `wind` and `current` (speeds with their unit), `wind-from` and
            `current-to` (degrees from true north), `at` (UTC where it names no zone; empty is
            `now`), `object` (a leeway class; empty is unknown).
        now: the moment, with its zone.

    Raises:
        DriftRefused: naming the field, quoting what it holds.
    """
    text = {name: "" if value is None else str(value).strip() for name, value in fields.items()}
    return DriftQuestion(
        _moment(text["at"]) if text["at"] else now,
        Wind(
            read_speed("wind speed", text["wind"]),
            read_direction("wind direction", text["wind-from"], "where the wind blows FROM"),
        ),
        Current(
            read_speed("current speed", text["current"]),
            read_direction("current direction", text["current-to"], "where the current flows TO"),
        ),
        text["object"] or None,
    )


def _moment(text: str) -> dt.datetime:
    """A moment; the form says that it is UTC, so a text without a zone is."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise DriftRefused("time", text, "expected 2026-11-28 06:00, in UTC") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
