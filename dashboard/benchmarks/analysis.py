"""What the whole analysis of the routes costs, once the figures are loaded."""

from __future__ import annotations

import statistics

from dashboard.benchmarks.report import Line
from dashboard.benchmarks.suite import Say, timed
from dashboard.picture import Pictures
from geodata.store import FileStore, Store
from layers.analysis.backtest import backtest
from layers.analysis.change_points import change_points
from layers.analysis.changes import alerts
from layers.analysis.displacement import displacements
from layers.analysis.levels import MEASURES, levels

SHIFT_LIMIT_MS = 1000.0


def analysis_lines(
    rounds: int, say: Say = lambda _: None, store: Store | None = None
) -> list[Line]:
    """Milliseconds of every level, alert, change point, verdict and replay of the whole record.

    Args:
        rounds: how often it is measured; nothing is kept from one to the next.
        say: told what is being done.
        store: what holds the figures; the packaged ones by default.
    """
    say("route shifts of the whole record")
    crossings = Pictures(store or FileStore()).holdings().crossings

    def whole(measure: str) -> None:
        held = levels(crossings, measure)
        alerts(held)
        displacements(held, change_points(held))
        backtest(held)

    lines = []
    for measure in MEASURES:
        whole(measure)
        spent = statistics.median(timed(whole, measure) for _ in range(rounds))
        name = "shift_all" if measure == next(iter(MEASURES)) else f"shift_all_{measure}"
        what = f"route shifts of the whole record with the backtest, {measure}"
        lines.append(
            Line(name, what, "ms", spent, rounds=rounds, goal="at_most", target=SHIFT_LIMIT_MS)
        )
    return lines
