"""Wind and current as a reader gives them; the two say their directions in opposite ways.

Wind is named by where it blows from, a current by where it flows to. The field's names say which,
and so does every refusal.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layers.errors import DriftRefused
from layers.units import METRES_PER_SECOND_PER_KNOT

Numbers = npt.NDArray[np.float64]

FASTEST_WIND_MS = 40.0  # above force 12, where no line fitted to boats in a breeze says anything
FASTEST_CURRENT_MS = 4.0  # above what the Strait of Messina reaches
# Own choices, for a constant that a reader takes from a forecast; the reader may state others.
WIND_SPREAD_MS = 2.0
CURRENT_SPREAD_MS = 0.1
WIDEST_WIND_SPREAD_MS = 10.0
WIDEST_CURRENT_SPREAD_MS = 2.0
_MOST_MS = {
    "wind speed": FASTEST_WIND_MS,
    "wind spread": WIDEST_WIND_SPREAD_MS,
    "current speed": FASTEST_CURRENT_MS,
    "current spread": WIDEST_CURRENT_SPREAD_MS,
}

_SPEED = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(kn|kt|kts|knots?|m/s)\s*", re.IGNORECASE)
_DIRECTION = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*°?\s*")


@dataclass(frozen=True)
class Wind:
    """Wind at 10 m: its speed, and the direction it blows FROM in degrees from true north.

    `spread_ms` is the standard deviation of its eastward and of its northward part: how far off
    the constant may be, the same for the whole time.
    """

    speed_ms: float
    blows_from_degrees: float
    spread_ms: float = WIND_SPREAD_MS

    def __post_init__(self) -> None:
        """Refuse what is no wind, quoting it."""
        checked("wind speed", self.speed_ms, 0, FASTEST_WIND_MS, "m/s")
        checked("wind direction", self.blows_from_degrees, 0, 360, "degrees, where it blows FROM")
        checked("wind spread", self.spread_ms, 0, WIDEST_WIND_SPREAD_MS, "m/s")

    @property
    def blows_to_degrees(self) -> float:
        """The direction in which it pushes, the opposite of its name."""
        return (self.blows_from_degrees + 180) % 360

    @property
    def words(self) -> str:
        """The wind in words, with both directions."""
        return (
            f"wind of {_speed(self.speed_ms)} from {self.blows_from_degrees:g}°, pushing towards "
            f"{self.blows_to_degrees:g}°"
        )

    def vectors(self, members: int, rng: np.random.Generator) -> tuple[Numbers, Numbers]:
        """Eastward and northward m/s of the air's motion, one pair a member."""
        return _vectors(self.speed_ms, self.blows_to_degrees, self.spread_ms, members, rng)


@dataclass(frozen=True)
class Current:
    """A surface current: its speed, and the direction it flows TO in degrees from true north.

    `spread_ms` is the standard deviation of its eastward and of its northward part.
    """

    speed_ms: float
    flows_to_degrees: float
    spread_ms: float = CURRENT_SPREAD_MS

    def __post_init__(self) -> None:
        """Refuse what is no current, quoting it."""
        checked("current speed", self.speed_ms, 0, FASTEST_CURRENT_MS, "m/s")
        checked("current direction", self.flows_to_degrees, 0, 360, "degrees, where it flows TO")
        checked("current spread", self.spread_ms, 0, WIDEST_CURRENT_SPREAD_MS, "m/s")

    @property
    def words(self) -> str:
        """The current in words."""
        return f"current of {_speed(self.speed_ms)} flowing towards {self.flows_to_degrees:g}°"

    def vectors(self, members: int, rng: np.random.Generator) -> tuple[Numbers, Numbers]:
        """Eastward and northward m/s of the water's motion, one pair a member."""
        return _vectors(self.speed_ms, self.flows_to_degrees, self.spread_ms, members, rng)


def read_speed(field: str, text: str) -> float:
    """A speed in m/s from a number with its unit, `20kn` or `10 m/s`.

    Raises:
        DriftRefused: quoting a text without a unit, with another one, or beyond what the field
            can be, in the unit of the text.
    """
    match = _SPEED.fullmatch(text)
    if match is None:
        raise DriftRefused(field, text, "expected a number with its unit: 20kn or 10m/s")
    is_metric = match[2].lower() == "m/s"
    speed = float(match[1].replace(",", ".")) * (1.0 if is_metric else METRES_PER_SECOND_PER_KNOT)
    most = _MOST_MS.get(field, math.inf)
    if speed > most:
        limit = most if is_metric else math.floor(most / METRES_PER_SECOND_PER_KNOT * 10) / 10
        raise DriftRefused(field, text, f"expected 0 to {limit:g} {'m/s' if is_metric else 'kn'}")
    return speed


def read_direction(field: str, text: str, meaning: str) -> float:
    """Degrees from true north, 0 to 360, from a text; `meaning` says from or to.

    Raises:
        DriftRefused: quoting a text that is no such number.
    """
    match = _DIRECTION.fullmatch(text)
    degrees = math.nan if match is None else float(match[1].replace(",", "."))
    if not 0 <= degrees <= 360:
        raise DriftRefused(field, text, f"expected 0 to 360 degrees from true north, {meaning}")
    return degrees


def checked(field: str, value: object, low: float, high: float, unit: str) -> float:
    """The number itself, if it is one and lies between the two limits, both included.

    Raises:
        DriftRefused: quoting what is no number, is NaN, or lies outside.
    """
    is_number = isinstance(value, (int, float, np.integer, np.floating))
    if not is_number or isinstance(value, bool) or not low <= float(value) <= high:  # type: ignore[arg-type] # a number by now
        raise DriftRefused(field, value, f"expected a number from {low:g} to {high:g} {unit}")
    return float(value)  # type: ignore[arg-type] # a number by now


def _speed(metres_per_second: float) -> str:
    return f"{metres_per_second:.3g} m/s ({metres_per_second / METRES_PER_SECOND_PER_KNOT:.2g} kn)"


def _vectors(
    speed: float, towards: float, spread: float, members: int, rng: np.random.Generator
) -> tuple[Numbers, Numbers]:
    east, north = spread * rng.standard_normal((2, members))
    angle = math.radians(towards)
    return east + speed * math.sin(angle), north + speed * math.cos(angle)
