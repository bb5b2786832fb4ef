"""What one drift outlook costs."""

from __future__ import annotations

import datetime as dt
import statistics

from dashboard.benchmarks.report import Line
from dashboard.benchmarks.suite import Say, timed
from geodata.coast import coarse_land
from geodata.leeway import leeway_classes
from layers.analysis.drift import drift
from layers.analysis.wind_and_current import Current, Wind

DRIFT_LIMIT_MS = 300.0
AT = dt.datetime(2026, 11, 28, 6, tzinfo=dt.UTC)


def drift_lines(rounds: int, say: Say = lambda _: None) -> list[Line]:
    """Milliseconds of one outlook of 6, 12 and 24 hours, unknown object, off a coast.

    Args:
        rounds: how often it is measured; nothing is kept from one to the next.
        say: told what is being done.
    """
    say("drift outlook")
    wind, current = Wind(10.0, 320.0), Current(0.3, 120.0)
    classes, land = leeway_classes(), coarse_land()

    def outlook(_: str) -> None:
        drift(
            12.6, 35.4, AT, wind=wind, current=current, classes=classes, radius_km=20.0, land=land
        )

    outlook("")
    spent = statistics.median(timed(outlook, "") for _ in range(rounds))
    what = "one drift outlook of 6, 12 and 24 hours"
    return [Line("drift", what, "ms", spent, rounds=rounds, goal="at_most", target=DRIFT_LIMIT_MS)]
