"""What an export costs beside the bare write of the same rows, in time and in memory."""

from __future__ import annotations

import ctypes
import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pyogrio

from dashboard.benchmarks.report import Line
from dashboard.benchmarks.suite import Say
from dashboard.benchmarks.worlds import synthetic_incidents
from geodata.exports.formats import FORMATS
from geodata.exports.plain_files import write_csv
from geodata.exports.sheet import Sheet, Sidecar
from geodata.exports.write import write
from layers.registry import LAYERS

ROWS = 200_000
TIMES = {"csv": 1.5, "geoparquet": 1.5, "fgb": 1.5, "gpkg": 2.0, "geojson": 2.0}
TIMES_FRAME = 1.5
OTHERS = dict.fromkeys(TIMES, "pyogrio") | {"csv": "pyarrow", "geoparquet": "geopandas, pyarrow"}
SIDECAR = Sidecar({"title": "A benchmark"}, "A benchmark\n", "2026-05-01T00:00:00Z")
_LOCATED = 0.85  # more than so many of the synthetic incidents have a position
_CLEAR = Path("/proc/self/clear_refs")


def export_lines(rounds: int, say: Say = lambda _: None, rows: int = ROWS) -> list[Line]:
    """Processor time of each format beside a bare write, and how much a process grows meanwhile.

    Processor time, because what else the machine does is not in it. Memory is measured in a process
    of its own, where Linux says how far it grew.

    Args:
        rounds: how often each is written; ours and the bare write take turns.
        say: told what is being done.
        rows: points to be written.

    Raises:
        RuntimeError: if the two files do not hold the same.
    """
    sheet = points(rows)
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="pharos-bench-") as place:
        for format_id in TIMES:
            say(f"export of {rows:,} points as {FORMATS[format_id].title}")
            lines += _format_lines(sheet, format_id, Path(place), rounds)
    if not _CLEAR.exists():
        return lines
    for format_id in TIMES:
        say(f"memory of an export of {rows:,} points as {FORMATS[format_id].title}")
        done = subprocess.run(
            [sys.executable, "-m", "dashboard.benchmarks.exports"],
            input=json.dumps([format_id, rows]), capture_output=True, text=True, check=True,
        )  # fmt: skip
        grown, frame = json.loads(done.stdout)
        lines.append(
            Line(f"export_memory_{format_id}",
                 f"memory that an export takes, {FORMATS[format_id].title}", "MB", grown, frame,
                 "the frame without its shapes", rows, 1, "share_of_other", TIMES_FRAME)
        )  # fmt: skip
    return lines


def points(rows: int) -> Sheet:
    """A sheet of as many synthetic incidents, all of which have a position."""
    frame = synthetic_incidents(int(rows / _LOCATED) + 100)
    frame = frame[frame.geometry.notna()].head(rows).reset_index(drop=True)
    layer = LAYERS["incidents"]
    return Sheet("incidents", layer.title, frame, layer.columns, "point")


def _format_lines(sheet: Sheet, format_id: str, place: Path, rounds: int) -> list[Line]:
    ending, title = FORMATS[format_id].ending, FORMATS[format_id].title
    ours, bare, whole = (place / f"{n}.{ending}" for n in ("ours", "bare", "zip"))
    whole = whole.with_suffix(".zip")
    ways: dict[str, Callable[[], Any]] = {
        "ours": lambda: _alone(sheet, format_id, ours),
        "bare": lambda: write_bare(sheet.frame, format_id, bare),
        "zip": lambda: write([sheet], SIDECAR, format_id, whole),
    }
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(max(3, rounds // 3)):
        for name, way in ways.items():
            took[name].append(_processor_ms(way))
    if held(ours, format_id) != held(bare, format_id):
        raise RuntimeError(f"{title}: {held(ours, format_id)}, bare {held(bare, format_id)}")
    for path in (ours, bare, whole):
        path.unlink()
    at = {name: statistics.median(times) for name, times in took.items()}
    count, times, other = len(sheet.frame), len(took["ours"]), OTHERS[format_id]
    return [
        Line(f"export_{format_id}", f"export of points, {title}, processor time", "ms", at["ours"],
             at["bare"], other, count, times, "share_of_other", TIMES[format_id]),
        Line(f"export_{format_id}_zip", "the same as a zip with its document", "ms", at["zip"],
             at["bare"], other, count, times, "share_of_other"),
    ]  # fmt: skip


def _alone(sheet: Sheet, format_id: str, path: Path) -> None:
    if format_id == "csv":  # which is never sent without its document
        write_csv(sheet, path)
    else:
        write([sheet], SIDECAR, format_id, path, bare=True)


def write_bare(frame: gpd.GeoDataFrame, format_id: str, path: Path) -> None:
    """The rows as the libraries write them: no document, no checks, no care for what runs."""
    path.unlink(missing_ok=True)
    if format_id == "csv":
        table = pa.Table.from_pandas(frame.drop(columns="geometry"), preserve_index=False)
        pa_csv.write_csv(table, path)
    elif format_id == "geoparquet":
        frame.to_parquet(path)
    else:
        pyogrio.write_dataframe(frame, path, use_arrow=True)


def held(path: Path, format_id: str) -> tuple[int, int, int]:
    """Rows of a file, its dead, and how often those are unknown."""
    if format_id == "csv":
        table = pa_csv.read_csv(path)
    elif format_id == "geoparquet":
        table = pq.read_table(path, columns=["dead_count"])
    else:
        _, table = pyogrio.read_arrow(path, 0, columns=["dead_count"], read_geometry=False)
    dead = table.column("dead_count")
    return len(table), sum(v for v in dead.to_pylist() if v is not None), dead.null_count


def _processor_ms(way: Callable[[], Any]) -> float:
    gc.collect()
    began = time.process_time()
    way()
    return 1000 * (time.process_time() - began)


def grown(format_id: str, rows: int) -> tuple[float, float]:
    """By how many MB this process grows while it writes, and how many its frame has.

    The frame is what pandas counts, which of shapes is their addresses alone.
    """
    sheet = points(rows)
    first = Sheet(sheet.name, sheet.title, sheet.frame.head(10), sheet.columns, "point")
    with tempfile.TemporaryDirectory(prefix="pharos-bench-") as place:
        path = Path(place) / "a.zip"
        write([first], SIDECAR, format_id, path)  # so that no library is loaded meanwhile
        gc.collect()
        pa.default_memory_pool().release_unused()
        ctypes.CDLL(None).malloc_trim(0)
        _CLEAR.write_text("5", encoding="ascii")  # the peak is this moment's
        before = _status("VmRSS")
        write([sheet], SIDECAR, format_id, path)
        return _status("VmHWM") - before, sheet.frame.memory_usage(deep=True).sum() / 1e6


def _status(name: str) -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError(f"this system does not say {name}")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(grown(*json.load(sys.stdin))))
