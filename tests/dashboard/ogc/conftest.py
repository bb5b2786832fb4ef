"""The interface for GIS clients: asked as a client does, and served by a real server on loopback."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from dashboard.layer_rows import LayerRows, layer_rows
from dashboard.picture import Pictures
from dashboard.state import decode

ROOT = Path(__file__).parents[3]
Ask = Callable[..., Any]


@pytest.fixture(scope="session")
def ask(app: Dash) -> Ask:
    """The document of an address under ``/ogc``: ``ask("/collections/routes/items?limit=2")``."""
    return asker(app)


@pytest.fixture(scope="session")
def ask_of() -> Callable[[Dash], Ask]:
    """The same, of any application."""
    return asker


def asker(app: Dash) -> Ask:
    client = app.server.test_client()

    def one(path: str, status: int = 200, **headers: str) -> Any:
        named = {k.replace("_", "-"): v for k, v in headers.items()}
        answer = client.get(f"/ogc{path}", headers=named)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_json()

    return one


@pytest.fixture(scope="session")
def rows_of_layer(pictures: Pictures) -> Callable[..., LayerRows]:
    """The rows that every other part of the product has: ``rows_of_layer("routes", "?route=...")``."""
    return lambda name, search="": layer_rows(pictures.of(decode(search).selection), name)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of ``/ogc`` at a server as `pharos serve` starts it, with two workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("ogc") / "log"
    with log.open("wb") as out, pytest.MonkeyPatch.context() as patch:
        # The clients are told of no proxy: the server is on this computer.
        patch.setenv("no_proxy", "127.0.0.1")
        server = subprocess.Popen(
            [sys.executable, "-m", "dashboard", "serve", "--port", str(port), "--workers", "2"],
            env={**os.environ, "PHAROS_DATA": str(log.parent / "data")},
            cwd=ROOT,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        limit = time.monotonic() + 60
        while not answers(port):
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(0.1)
                pytest.fail(f"The server ended with {server.returncode}: {log.read_text()[-2000:]}")
            assert time.monotonic() < limit, f"no answer: {log.read_text()[-2000:]}"
        yield f"http://127.0.0.1:{port}/ogc"
        server.terminate()
        server.wait(20)
    said = log.read_text()
    assert "Traceback" not in said
    assert "pygeoapi" not in said


def answers(port: int) -> bool:
    """Whether something listens."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
