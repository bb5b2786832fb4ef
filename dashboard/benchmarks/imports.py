"""What an import costs, as a process of its own, and what asking for an earlier day costs."""

from __future__ import annotations

import csv
import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from dashboard.benchmarks.process import children, memory_mb
from dashboard.benchmarks.report import Line
from dashboard.benchmarks.suite import Say, in_turns
from dashboard.picture import Pictures
from geodata.store import FileStore
from layers.selection import Selection

ROWS = 20_000
EDITIONS = 500
SPREADSHEET_S, TEXT_S, MEMORY_MB = 10.0, 2.0, 500.0
AGAIN_SHARE = 0.5
EARLIER_SHARE = 1.2
# The plain way: the whole file into a frame and out again, unread.
_PLAIN = (
    "import sys, pandas as pd; f = sys.argv[1]; "
    "d = pd.read_excel(f, dtype=str) if f.endswith('x') else pd.read_csv(f, dtype=str); "
    "d.to_parquet(sys.argv[2])"
)
_HEADER = (
    "Main ID", "Incident ID", "Incident Type", "Region of Incident", "Incident Date",
    "Incident Year", "Month", "Number of Dead", "Minimum Estimated Number of Missing",
    "Total Number of Dead and Missing", "Number of Survivors", "Number of Females",
    "Number of Males", "Number of Children", "Country of Origin", "Region of Origin",
    "Cause of Death", "Country of Incident", "Migration Route", "Location of Incident",
    "Coordinates", "UNSD Geographical Grouping", "Information Source", "URL", "Source Quality",
)  # fmt: skip
_ROUTES = (
    ("Central Mediterranean", "Mediterranean", "Libya", 34.0, 13.0),
    ("Western Mediterranean", "Mediterranean", "Morocco", 35.6, -3.0),
    ("Eastern Mediterranean", "Mediterranean", "Greece", 37.5, 26.5),
    ("US-Mexico border crossing", "North America", "United States of America", 31.9, -111.0),
    ("Sahara Desert crossing", "Northern Africa", "Niger", 20.0, 12.0),
    ("", "Southern Asia", "Afghanistan", 33.0, 65.0),
)


def register_rows(rows: int) -> Iterator[tuple[str, ...]]:
    """The header and `rows` invented rows in the layout of a full register; seeded.

    One in five lies on a sea route, a little more than in the register itself.
    """
    yield _HEADER
    chance = np.random.default_rng(20_000)
    first = dt.date(2014, 1, 1)
    for number in range(rows):
        pick = int(chance.integers(3)) if chance.random() < 0.2 else 3 + int(chance.integers(3))
        route, region, country, latitude, longitude = _ROUTES[pick]
        day = first + dt.timedelta(days=number * 4000 // rows)
        dead, missing = int(chance.geometric(0.4)), int(chance.geometric(0.2)) - 1
        name = f"{day.year}.MMP{number:05d}"
        place = f"{latitude + chance.normal(0, 0.8):.6f}, {longitude + chance.normal(0, 1):.6f}"
        yield (
            name, name, "Incident", region, day.isoformat(), str(day.year), f"{day:%B}",
            str(dead), str(missing) if missing else "", str(dead + missing),
            str(int(chance.integers(90))), "", str(dead), "", "Unknown", "Unknown", "Drowning",
            country, route, f"An invented place, {int(chance.integers(30))} nm off a coast",
            place, "Uncategorized", "Invented for a benchmark", "https://example.org/record",
            str(1 + int(chance.integers(5))),
        )  # fmt: skip


def import_lines(rows: int, rounds: int, say: Say = lambda _: None) -> tuple[list[Line], list[str]]:
    """Seconds and memory of importing a register of `rows` rows, and of importing it again."""
    lines: list[Line] = []
    notes: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        text = folder / "register.csv"
        with text.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(register_rows(rows))
        files = [("csv", text, TEXT_S)]
        sheet = folder / "register.xlsx"
        if _spreadsheet(sheet, rows):
            files.append(("xlsx", sheet, SPREADSHEET_S))
        else:
            notes.append("No spreadsheet was measured: openpyxl, which writes it, is not there.")
        for kind, path, limit in files:
            say(f"import of {rows:,} rows, {kind}")
            lines += _of_file(kind, path, limit, rows, rounds, folder)
    return lines, notes


def _of_file(
    kind: str, path: Path, limit: float, rows: int, rounds: int, scratch: Path
) -> list[Line]:
    first, again, plain, memory = [], [], [], []
    for number in range(rounds):
        data = scratch / f"data-{kind}-{number}"
        command = [
            sys.executable,
            "-m",
            "dashboard",
            "import",
            "--confirm",
            "iom-missing-migrants",
            str(path),
        ]
        spent, most = _run(command, {"PHAROS_DATA": str(data)})
        first.append(spent)
        memory.append(most)
        again.append(_run(command, {"PHAROS_DATA": str(data)})[0])
        plain.append(
            _run([sys.executable, "-c", _PLAIN, str(path), str(scratch / "plain.parquet")], {})[0]
        )
    middle = statistics.median
    return [
        Line(f"import_{kind}", f"import of a register, {kind}, as a whole process", "s",
             middle(first), rows=rows, rounds=rounds, goal="at_most", target=limit),
        Line(f"import_{kind}_plain", f"the same beside pandas reading and writing the {kind}", "s",
             middle(first), middle(plain), "pandas, nothing understood", rows, rounds),
        Line(f"import_{kind}_again", f"the same {kind} once more", "s", middle(again),
             middle(first), "the first import", rows, rounds, "share_of_other", AGAIN_SHARE),
        Line(f"import_{kind}_memory", f"memory of an import, {kind}, with its child", "MB",
             max(memory), rows=rows, rounds=rounds, goal="at_most", target=MEMORY_MB),
    ]  # fmt: skip


def _spreadsheet(path: Path, rows: int) -> bool:
    try:
        # A tool of the tests, which a reader's machine need not have.
        from openpyxl import Workbook  # noqa: PLC0415
    except ImportError:
        return False
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Worksheet")
    for row in register_rows(rows):
        sheet.append([int(c) if c.isdigit() else c for c in row])
    book.save(path)
    return True


def _run(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds of a command and the most memory that it and its children had at once, in MB.

    Raises:
        RuntimeError: if the command fails.
    """
    start = time.perf_counter()
    with subprocess.Popen(  # noqa: S603  our own command
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        most = [0.0]
        done = threading.Event()

        def watch() -> None:
            while not done.wait(0.03):
                sizes = [memory_mb(pid) for pid in (process.pid, *children(process.pid))]
                most[0] = max(most[0], sum(s for s in sizes if s))

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        said = process.communicate()[1]
        spent = time.perf_counter() - start
        done.set()
        watcher.join()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command[1:4])} ended with {process.returncode}: {said!r}")
    return spent, most[0]


def earlier_lines(editions: int, rounds: int, say: Say = lambda _: None) -> list[Line]:
    """Milliseconds of the picture as known on an earlier day beside the current one.

    Over `editions` editions of the incidents, one a day; both pictures are made anew each round.
    """
    say(f"as known on an earlier day, {editions:,} editions")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        held, last = _history(folder, editions)
        lines = []
        for name, what, store in (
            ("known_on", "its file read before", lambda: held),
            ("known_on_first", "nothing read before", lambda: FileStore(folder)),
        ):
            steps = [str(k) for k in range(rounds)]
            for step in steps if name == "known_on" else steps[:1]:
                _earlier(store, last, editions)(step)
                _current(store)(step)
            ours, other = in_turns(_earlier(store, last, editions), _current(store), steps)
            words = f"picture as known on an earlier day, {editions:,} editions, {what}"
            lines.append(
                Line(name, words, "ms", ours, other, "the current picture", None, rounds,
                     "share_of_other", EARLIER_SHARE)
            )  # fmt: skip
    return lines


def _history(folder: Path, editions: int) -> tuple[FileStore, dt.date]:
    """A data folder with one edition of the incidents a day, and the day of the last."""
    store = FileStore(folder)
    register = store.load("incidents").frame
    origin = store.load("incidents").edition.origin
    first = store.load("incidents").edition.recorded_at + dt.timedelta(days=1)
    for number in range(editions):
        rows = register.iloc[: len(register) - number % 50].reset_index(drop=True)
        store.record("incidents", rows, origin, first + dt.timedelta(days=number))
    return store, (first + dt.timedelta(days=editions - 1)).date()


def _current(store: Callable[[], FileStore]) -> Callable[[str], object]:
    """The newest picture with its headline, made anew."""
    return lambda _: _made(store(), Selection())


def _earlier(
    store: Callable[[], FileStore], last: dt.date, editions: int
) -> Callable[[str], object]:
    """The picture of a day in the middle of the history, another one for each step."""

    def ask(step: str) -> object:
        day = last - dt.timedelta(days=editions // 2 + int(step))
        return _made(store(), Selection(known_on=day))

    return ask


def _made(store: FileStore, selection: Selection) -> object:
    pictures = Pictures(store, today=lambda: dt.date(2100, 1, 1))
    picture = pictures.of(selection)
    return picture.headline, picture.crossings_series, picture.deaths_series
