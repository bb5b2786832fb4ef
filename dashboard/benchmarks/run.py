"""One whole run: which sizes, with or without a browser, and what to tell the reader."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dashboard.benchmarks.analysis import analysis_lines
from dashboard.benchmarks.browser import browser_lines, why_not
from dashboard.benchmarks.drift import drift_lines
from dashboard.benchmarks.imports import EDITIONS, ROWS, earlier_lines, import_lines
from dashboard.benchmarks.process import process_lines
from dashboard.benchmarks.regions import region_lines
from dashboard.benchmarks.report import Report, surroundings
from dashboard.benchmarks.responsiveness import responsiveness_lines
from dashboard.benchmarks.sea import sea_lines
from dashboard.benchmarks.suite import SIZES, Say, all_lines
from dashboard.benchmarks.worlds import MOST_ROWS
from dashboard.errors import RefusedInput

STARTS = 3
BROWSER_ROUNDS = 7
IMPORT_ROUNDS = 3
NOTES = (
    "Pharos sends every coordinate once per edition (the lines 'once per edition') and then one "
    "bit an incident for each change of the filter, with the drawing rules of the layers; the "
    "plain way sends every coordinate at every change. Both answers show the same incidents; the "
    "run ends where they do not.",
    "Every round asks for another period, so that no cache answers. Ours and the plain way take "
    "turns; a number is the median of its rounds. Ratios can be compared between machines, times "
    "cannot.",
)


def whole_run(
    rows: Sequence[int] | None,
    rounds: int,
    browser: bool | None,
    chromium: Path | None,
    say: Say,
) -> Report:
    """Every measurement.

    Args:
        rows: numbers of synthetic incidents beside the packaged figures; None takes `SIZES`.
        rounds: how often each answer of the server is measured.
        browser: whether to measure in a browser; None does so if there is one, and says if not.
        chromium: the browser; None takes the first on the search path.
        say: told what is being done.

    Raises:
        RefusedInput: if a number of incidents is out of range, or a browser was asked for
            and there is none.
    """
    sizes = tuple(rows or SIZES)
    for size in sizes:
        if not 1 <= size <= MOST_ROWS:
            raise RefusedInput([f"--rows {size}: expected 1 to {MOST_ROWS:,}."])
    absent = "" if browser is False else why_not(chromium)
    if absent and browser:
        raise RefusedInput([absent])
    run_on = surroundings()
    say("start of the server")
    # First, while this process holds no world and the machine is as quiet as it will be.
    started, notes = process_lines(STARTS)
    lines = [*all_lines((None, *sizes), rounds, say), *started]
    lines += earlier_lines(EDITIONS, rounds, say)
    lines += analysis_lines(rounds, say)
    lines += drift_lines(rounds, say)
    lines += region_lines(rounds, say)
    lines += sea_lines(rounds, say)
    lines += responsiveness_lines(say=say)
    imported, more = import_lines(ROWS, IMPORT_ROUNDS, say)
    lines += imported
    notes += more
    if absent:
        notes.append(absent)
    elif browser is not False:
        lines += browser_lines(min(rounds, BROWSER_ROUNDS), chromium, say)
    return Report(lines, (*NOTES, *notes), run_on)
