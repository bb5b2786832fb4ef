"""What the whole analysis of the routes costs, once the figures are loaded, and what it spares."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Callable

from dashboard.benchmarks.report import Line
from dashboard.benchmarks.suite import Say, in_turns, timed
from dashboard.picture import Picture, Pictures
from dashboard.routebook import Routebook
from geodata.store import FileStore, Store
from layers.analysis.backtest import backtest
from layers.analysis.levels import MEASURES
from layers.selection import Selection
from layers.units import FORMULAS

ANALYSIS_LIMIT_MS = 1000.0
# The whole analysis beside what it reads, so that two machines can be compared.
READ_AGAIN = "crossings read from their file, and their gaps filled"
_LATE = ("scipy", "layers.analysis.levels", "layers.analysis.displacement", "dashboard.routebook",
         "dashboard.components.routes", "dashboard.components.method")  # fmt: skip
_PROGRAM = (
    "import sys; from dashboard.app import create_app; from geodata.store import FileStore;"
    "from dashboard.picture import Pictures; from layers.selection import Selection;"
    "create_app(FileStore()); Pictures(FileStore()).of(Selection()).headline;"
    f"print(len([m for m in {_LATE!r} if m in sys.modules]))"
)


def analysis_lines(
    rounds: int, say: Say = lambda _: None, store: Store | None = None
) -> list[Line]:
    """Milliseconds of everything that the routes page computes of the whole record.

    Levels, alerts, change points, verdicts, the replay of every known episode, death rates by every
    formula, by year and by corridor, two periods and the source quality; nothing is kept from one
    round to the next.

    Args:
        rounds: how often it is measured.
        say: told what is being done.
        store: what holds the figures; the packaged ones by default.
    """
    say("the analysis of the whole record")
    held = store or FileStore()
    pictures = Pictures(held)
    lines = []
    for measure in MEASURES:
        _analysed(pictures, measure)
        spent = statistics.median(timed(_of(pictures), measure) for _ in range(rounds))
        name = "shift_all" if measure == next(iter(MEASURES)) else f"shift_all_{measure}"
        what = f"all analysis of the whole record, with rates and the backtest, {measure}"
        lines.append(
            Line(name, what, "ms", spent, rounds=rounds, goal="at_most", target=ANALYSIS_LIMIT_MS)
        )
    steps = [next(iter(MEASURES))] * rounds
    ours, other = in_turns(_of(pictures), lambda _: _read(), steps)
    lines.append(Line("shift_beside", "the same beside reading what it reads", "ms", ours, other,
                      READ_AGAIN, rounds=rounds))  # fmt: skip
    say("what a picture reads of it")
    lines.append(Line("shift_modules", "modules of the analysis, or of SciPy, that an application "
                      "with one picture has read", "modules", float(modules_of_a_picture()),
                      goal="at_most", target=0.0))  # fmt: skip
    return lines


def _of(pictures: Pictures) -> Callable[[str], object]:
    return lambda measure: _analysed(pictures, measure)


def _analysed(pictures: Pictures, measure: str) -> object:
    """Everything that the page shows, from a picture that nothing was computed of."""
    book = Routebook(Picture(Selection(measure=measure), pictures.holdings()))
    return (
        book.alerts, book.alerts_begun, book.told_points, book.declines, book.many_verdicts,
        backtest(book.levels), book.flows, book.beside_flows, book.departures, book.unfinished,
        book.qualities, book.quality_rates, book.rates, book.corridors, book.in_no_corridor,
        [book.rates_over_time("year", f) for f in FORMULAS], book.events,
    )  # fmt: skip


def _read() -> object:
    return Pictures(FileStore()).holdings().crossings


def modules_of_a_picture() -> int:
    """How many modules of the analysis a process has that answers a picture and no more."""
    done = subprocess.run(  # noqa: S603 (our own interpreter, our own words)
        [sys.executable, "-c", _PROGRAM], check=True, capture_output=True, text=True
    )
    return int(done.stdout)
