"""What a reader who moves a filter notices of an export that runs at the time."""

from __future__ import annotations

import tempfile
import threading
import time
from itertools import count
from pathlib import Path

import numpy as np

from dashboard import ids
from dashboard.app import create_app
from dashboard.benchmarks.calls import Caller
from dashboard.benchmarks.report import Line
from dashboard.benchmarks.suite import PICTURE, Say, wide
from dashboard.benchmarks.worlds import synthetic_incidents
from geodata.store import FileStore

ROWS = 200_000
CALLS = 100
TIMES_IDLE = 2.0
_EXPORT = "/export?data=incidents&format=csv"


def responsiveness_lines(
    rows: int = ROWS, calls: int = CALLS, say: Say = lambda _: None
) -> list[Line]:
    """The 95th percentile of a filter callback while an export is written, beside its idle value.

    Args:
        rows: synthetic incidents, in a data folder of their own.
        calls: changes of the filter that are timed before, and after, the export.
        say: told what is being done.
    """
    say(f"filter callbacks beside an export of {rows:,} incidents")
    with tempfile.TemporaryDirectory(prefix="pharos-bench-") as folder:
        store = FileStore(Path(folder))
        origin = store.editions("incidents")[0].origin
        recorded = store.editions("incidents")[0].recorded_at
        store.record("incidents", synthetic_incidents(rows), origin, recorded)
        app = create_app(store).server
        caller, steps = Caller(app), count()

        def changed() -> float:
            body = caller.body(PICTURE, **{ids.SELECTION: wide(next(steps) % 4_000)})
            began = time.perf_counter()
            caller.post(body)
            return 1000 * (time.perf_counter() - began)

        for _ in range(10):
            changed()
        idle = [changed() for _ in range(calls)]
        sent: list[int] = []

        def export() -> None:
            with app.test_client().get(_EXPORT) as answer:
                sent.append(answer.status_code)

        exporting = threading.Thread(target=export)
        exporting.start()
        busy: list[float] = []
        while exporting.is_alive():
            busy.append(changed())
        exporting.join()
        # Before and after: what else the machine does at the time is in both.
        idle += [changed() for _ in range(calls)]
    if sent != [200]:
        raise RuntimeError(f"the export answered {sent}")
    return [
        Line(
            "filter_beside_export",
            "server, change of the filter while an export is written: 95th percentile",
            "ms",
            float(np.percentile(busy, 95)),
            float(np.percentile(idle, 95)),
            "idle server",
            rows,
            len(busy),
            "share_of_other",
            TIMES_IDLE,
        )
    ]
