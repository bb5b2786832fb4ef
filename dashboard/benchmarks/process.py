"""What a started server costs: seconds to its first page, memory of its workers, imports."""

from __future__ import annotations

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dashboard.benchmarks.report import Line

START_LIMIT_S = 3.0
MEMORY_LIMIT_MB = 300.0
PATIENCE_S = 90.0
HOST = "127.0.0.1"
_IMPORT = "import time; t = time.perf_counter(); import dashboard.cli.figures; print(time.perf_counter() - t)"


def process_lines(rounds: int, workers: int = 2) -> tuple[list[Line], list[str]]:
    """Start to first page, memory of a worker and import of the command line, with notes."""
    pages: list[float] = []
    layouts: list[float] = []
    memory: list[float] = []
    busy: list[float] = []
    for _ in range(rounds):
        with served(workers) as (process, port, start):
            wait_for(process, port, "/")
            pages.append(time.perf_counter() - start)
            wait_for(process, port, "/_dash-layout")
            layouts.append(time.perf_counter() - start)
            if (used := processor_s(process.pid)) is not None:
                busy.append(used)
            for path in ("/picture/incidents/columns.json", "/_dash-dependencies"):
                wait_for(process, port, path)
            memory += [size for pid in children(process.pid) if (size := memory_mb(pid))]
    lines = [
        Line("start_page", "server start to the first answer of /", "s", statistics.median(pages),
             rounds=rounds, goal="at_most", target=START_LIMIT_S),
        Line("start_layout", "server start to the page's layout", "s", statistics.median(layouts),
             rounds=rounds, goal="at_most", target=START_LIMIT_S),
    ]  # fmt: skip
    notes = []
    if busy:
        what = "processor time of the start, whatever else the machine did"
        lines.append(Line("start_processor", what, "s", statistics.median(busy), rounds=rounds))
    if memory:
        what = f"memory of a worker (proportional share), {workers} workers"
        lines.append(Line("memory", what, "MB", max(memory), rounds=rounds, goal="at_most",
                          target=MEMORY_LIMIT_MB))  # fmt: skip
    else:
        notes.append("Memory was not measured: it needs /proc/PID/smaps_rollup, which Linux has.")
    spent = statistics.median(import_ms() for _ in range(rounds))
    lines.append(Line("cli_import", "import of the command line", "ms", spent, rounds=rounds))
    return lines, notes


@contextmanager
def served(workers: int) -> Iterator[tuple[subprocess.Popen[bytes], int, float]]:
    """A server of our own on the packaged figures: its process, port and moment of start."""
    port = free_port()
    with tempfile.TemporaryDirectory() as data:
        words = [sys.executable, "-m", "dashboard", "serve", "--port", str(port),
                 "--workers", str(workers)]  # fmt: skip
        start = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 (our own interpreter, our own words)
            words,
            env={**os.environ, "PHAROS_DATA": data},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            yield process, port, start
        finally:
            process.terminate()
            try:
                process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    """Return with the first answer 200.

    Raises:
        RuntimeError: if the server ended, or did not answer within `PATIENCE_S`.
    """
    limit = time.perf_counter() + PATIENCE_S
    while time.perf_counter() < limit:
        if process.poll() is not None:
            said = process.stderr.read().decode(errors="replace")[-400:] if process.stderr else ""
            raise RuntimeError(f"the server ended with {process.returncode}: {said}")
        connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE_S)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass  # it does not listen yet
        finally:
            connection.close()
        time.sleep(0.01)
    raise RuntimeError(f"the server did not answer {path} within {PATIENCE_S:g} s")


def children(pid: int) -> list[int]:
    """The process ids of a process's children; empty where /proc cannot say."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    except OSError:
        return []
    return [int(child) for child in text.split()]


def memory_mb(pid: int) -> float | None:
    """Proportional set size in MB (10^6 bytes): shared pages are split among their holders.

    None where /proc cannot say.
    """
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    except OSError:
        return None
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 / 1e6 if found else None


def processor_s(pid: int) -> float | None:
    """Seconds that a process has kept a processor busy; None where /proc cannot say."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text("ascii")
    except OSError:
        return None
    # The second field is a name in brackets, which may hold spaces.
    user, system = text.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def import_ms() -> float:
    """Milliseconds to import the command line in a new interpreter."""
    done = subprocess.run(  # noqa: S603 (our own interpreter, our own words)
        [sys.executable, "-c", _IMPORT], check=True, capture_output=True, text=True
    )
    return float(done.stdout) * 1000
