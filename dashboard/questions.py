"""What a reader asks of one position: the only decoder of such a question.

A position that somebody asks about may be that of people in distress. It stays in the page and in
one answer: it is part of no address, of no store and of no log line.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from dashboard.errors import FormRefused
from dashboard.state import parse_day
from layers.analysis.coordinates import Reading, read_pair, read_position
from layers.analysis.wind_and_current import (
    FASTEST_CURRENT_MS,
    FASTEST_WIND_MS,
    Current,
    Wind,
    checked,
    read_direction,
    read_speed,
)
from layers.errors import DriftRefused, LayersError, SelectionError

KNOTS = 20.0
MOST_KNOTS = 60.0
MAX_RADIUS_KM = 500.0
# No declaration that is held is older: Greece's, of 1975.
FIRST_DAY = dt.date(1975, 1, 1)
HOURS = (3.0, 6.0, 12.0)
LEAST_HOURS, MOST_HOURS = 0.5, 48.0
MOST_RINGS = 4
MOST_TEXT = 200
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
# 1,000 is a thousand to one reader and one to another.
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")

T = TypeVar("T")


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
            click on the map; with ``"is_typed": true`` it is the one of two readings of a text
            that a reader said was meant.
        radius_km: how far the position may be off; empty is 0. A click's own exactness is the
            least that is taken.
        on: a day as ``YYYY-MM-DD``; empty leaves it to the picture. See `day_of_claims`.
        knots: a speed; empty is 20.
        today: the last day that can be asked for; None asks for no last one.

    Raises:
        FormRefused: with the refusal of every part that cannot be honoured: `position` (where
            the text is no position, or could mean two), `radius`, `day`, `knots`.
    """
    form = _Fields()
    is_clicked = isinstance(at, Mapping) and not _is_typed(at)
    reading = form.read("position", lambda: _reading(at))
    good_to = form.read("radius", lambda: radius(radius_km))
    day = form.read("day", lambda: None if on in (None, "") else day_of_claims(on, today))
    rate = form.read("knots", lambda: speed(knots))
    if form.refused or reading is None or good_to is None or rate is None:
        raise FormRefused(form.refused)
    own = reading.resolution_km if is_clicked else 0.0
    # A click is never better than the screen.
    return Question(reading, max(good_to, own), day, rate, is_clicked)


class _Fields:
    """What the fields of a form hold, each read by itself, so that all refusals are told at once."""

    def __init__(self) -> None:
        self.refused: dict[str, LayersError] = {}

    def read(self, field: str, reads: Callable[[], T]) -> T | None:
        """What a field holds; None where it was refused."""
        try:
            return reads()
        except LayersError as error:
            self.refused[field] = error
            return None


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


def hours(value: object) -> tuple[float, ...]:
    """Hours of reach, shortest first, each once; 3, 6, 12 where none was given.

    Args:
        value: numbers parted by spaces or semicolons, or a list of such texts; one to four
            different ones from 0.5 to 48.

    Raises:
        SelectionError: quoting what cannot be honoured.
    """
    texts = list(value) if isinstance(value, list | tuple) else [value]
    words = [text for text in texts if isinstance(text, str)]
    if len(words) != len([text for text in texts if text is not None]):
        raise SelectionError("hours", value, "expected numbers parted by spaces, such as 3 6 12")
    given = "; ".join(words)
    # Numbers that stand apart may have a comma behind them; one inside a number is its decimal.
    parts = [part.strip() for part in re.split(r";|,?\s+", given) if part.strip()]
    if len(parts) == 1 and re.search(r"\d,\d", parts[0]):
        expected = "expected a space or a semicolon between hours, and a point for decimals"
        raise SelectionError("hours", given, expected)
    found = {_number("hours", p, 0.0, LEAST_HOURS, MOST_HOURS, "hours") for p in parts}
    if len(found) > MOST_RINGS:
        raise SelectionError("hours", given, f"expected at most {MOST_RINGS} different numbers")
    return tuple(sorted(found)) or HOURS


def _reading(at: object) -> Reading:
    if not isinstance(at, Mapping):
        raise SelectionError("position", at, "expected a position as text, or a click on the map")
    return read_position(_text(at["text"])) if "text" in at else _clicked(at)


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
    good = abs(resolution_km) if _is_typed(at) else _exactness(resolution_km)
    return Reading(checked.longitude, checked.latitude, checked.form, good)


def _is_typed(at: Mapping[str, Any]) -> bool:
    """Whether somebody wrote it, so that what its digits say is known."""
    return "text" in at or at.get("is_typed") is True


def _exactness(km: float) -> float:
    """What a click is good to, in two figures and no better than it is: 8.80291 is 8.9."""
    if not km:
        return 0.0
    step = 10.0 ** (math.floor(math.log10(abs(km))) - 1)
    return float(f"{math.ceil(abs(km) / step - 1e-9) * step:.2g}")


def _is_number(value: object) -> bool:
    is_real = isinstance(value, int | float) and not isinstance(value, bool)
    return is_real and math.isfinite(value)  # type: ignore[arg-type]


def _number(name: str, value: object, default: float, low: float, high: float, unit: str) -> float:
    if value is None or (isinstance(value, str) and not value.strip()):
        return default
    expected = f"expected a number from {low:g} to {high:g} {unit}"
    number = value
    if isinstance(value, str):
        text = value.strip()
        if _THOUSANDS.fullmatch(text):
            expected += "; write a point for decimals, and nothing between thousands"
            raise SelectionError(name, value, expected)
        if not _NUMBER.fullmatch(text):
            raise SelectionError(name, value, expected)
        number = float(text.replace(",", "."))
    if not _is_number(number) or not low <= float(number) <= high:  # type: ignore[arg-type]
        raise SelectionError(name, value, expected)
    return float(number)  # type: ignore[arg-type]


# What a drift cannot be computed without, by the name of its field.
DRIFT_NEEDS = {
    "wind": "wind speed",
    "wind-from": "the direction the wind blows from",
    "current": "current speed",
    "current-to": "the direction the current flows to",
}


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
        FormRefused: with the refusal of every field that cannot be used, and the names of those
            that are needed and empty.
    """
    text = {name: "" if value is None else str(value).strip() for name, value in fields.items()}
    form = _Fields()

    at = form.read("at", lambda: _moment(text["at"])) if text["at"] else now
    wind_ms = form.read("wind", lambda: _drift_speed("wind speed", text["wind"], FASTEST_WIND_MS))
    blows_from = form.read(
        "wind-from",
        lambda: read_direction("wind direction", text["wind-from"], "where the wind blows FROM"),
    )
    current_ms = form.read(
        "current", lambda: _drift_speed("current speed", text["current"], FASTEST_CURRENT_MS)
    )
    flows_to = form.read(
        "current-to",
        lambda: read_direction(
            "current direction", text["current-to"], "where the current flows TO"
        ),
    )
    if (
        at is None
        or wind_ms is None
        or blows_from is None
        or current_ms is None
        or flows_to is None
    ):
        wrong = {name: error for name, error in form.refused.items() if text[name]}
        raise FormRefused(wrong, [words for name, words in DRIFT_NEEDS.items() if not text[name]])
    wind, current = Wind(wind_ms, blows_from), Current(current_ms, flows_to)
    return DriftQuestion(at, wind, current, text["object"] or None)


def _drift_speed(field: str, text: str, fastest_ms: float) -> float:
    return checked(field, read_speed(field, text), 0, fastest_ms, "m/s")


def _moment(text: str) -> dt.datetime:
    """A moment; the form says that it is UTC, so a text without a zone is."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise DriftRefused("time", text, "expected 2026-11-28 06:00, in UTC") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
