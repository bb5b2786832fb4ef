"""An export in transfer: bounded, whole, and nothing stays behind when the asker goes away."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import socket
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from dashboard.api import export_files, exporting
from dashboard.app import create_app
from dashboard.benchmarks.worlds import world as large_world
from dashboard.picture import Pictures
from geodata.errors import ExportError
from geodata.origin import Origin
from geodata.store import FileStore
from layers.selection import Selection

ORIGIN = Origin("A publisher", "A title", "A citation", "", (("CC0-1.0", ""),), None)
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
YEAR = "from=2018-01-01&to=2018-12-31"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go in this test."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def test_a_failure_to_write_says_nothing_of_the_server(
    visitor: Any, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    import geodata.exports.write

    def full(_sheets: Any, _sidecar: Any, _format: str, path: Path, **_: Any) -> Path:
        raise ExportError(f"{path} cannot be written: no space") from OSError(28, "no space")

    monkeypatch.setattr(geodata.exports.write, "write", full)
    answer = visitor.get(f"/export?{YEAR}&data=rates&format=csv")
    assert answer.status_code == 507
    said = answer.get_data(as_text=True)
    assert "may have no room" in said
    assert str(folder) not in said
    assert list(folder.iterdir()) == []


def test_one_export_too_many_is_told_when_to_ask_again_and_the_place_comes_free(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on = threading.Event(), threading.Event()
    real = exporting.made

    def slow(*given: Any) -> Any:
        began.set()
        assert go_on.wait(60)
        return real(*given)

    monkeypatch.setattr(exporting, "made", slow)
    server = Flask("exports")
    server.register_blueprint(export_files.blueprint(pictures, most_at_once=1))
    path = f"/export?{YEAR}&data=rates&format=csv"
    answers: list[Any] = []
    first = threading.Thread(target=lambda: answers.append(server.test_client().get(path)))
    first.start()
    assert began.wait(60)
    second = server.test_client().get(path)
    assert second.status_code == 503
    assert second.headers["Retry-After"] == export_files.RETRY_AFTER
    assert "Ask again in 10 seconds." in second.get_json()["problems"][0]
    assert server.test_client().get("/export/preview?data=rates").status_code == 503
    go_on.set()
    first.join(60)
    third = server.test_client().get(path)
    assert [a.status_code for a in (*answers, third)] == [200, 200]
    for answer in (*answers, third):
        answer.close()


def test_a_place_comes_free_after_an_export_that_fails(pictures: Pictures) -> None:
    server = Flask("exports")
    server.register_blueprint(export_files.blueprint(pictures, most_at_once=1))
    server.testing = True
    for _ in range(3):
        with pytest.raises(Exception, match="vessels"):
            server.test_client().get("/export?data=vessels&format=csv")
    answer = server.test_client().get(f"/export?{YEAR}&data=rates&format=csv")
    assert answer.status_code == 200
    answer.close()


class Quiet(WSGIRequestHandler):
    """A server that prints no line for each request."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 (its name)
        pass


@pytest.fixture(scope="module")
def large() -> Pictures:
    """Enough incidents that their export does not fit into the buffers of a socket."""
    return Pictures(large_world(60_000))


def open_exports() -> list[str]:
    """The files of exports that this process holds open, gone from their folder or not."""
    held = []
    for number in os.listdir("/proc/self/fd"):
        try:
            name = os.readlink(f"/proc/self/fd/{number}")
        except OSError:
            continue
        if "pharos-export-" in name:
            held.append(name)
    return held


@pytest.fixture
def served(large: Pictures) -> Iterator[Any]:
    """A real server of one request at a time, on a port of its own."""
    flask = Flask("exports")
    flask.register_blueprint(export_files.blueprint(large))
    server = make_server("127.0.0.1", 0, flask, request_handler=Quiet)
    yield server
    server.server_close()


def asked_over_a_socket(server: Any, read: int | None) -> bytes:
    """What arrives of an export if the asker reads so many bytes and goes away; None reads all."""
    answering = threading.Thread(target=server.handle_request)
    answering.start()
    got = b""
    with socket.socket() as asker:
        asker.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        asker.connect(server.server_address)
        asker.sendall(b"GET /export?data=incidents&format=csv HTTP/1.0\r\nHost: x\r\n\r\n")
        while piece := asker.recv(4096):
            got += piece
            if read is not None and len(got) >= read:
                break
    answering.join(120)
    assert not answering.is_alive()
    return got


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no list of open files here")
def test_an_aborted_transfer_leaves_no_file_and_none_open(served: Any, folder: Path) -> None:
    got = asked_over_a_socket(served, 20_000)
    promised = int(re.search(rb"Content-Length: (\d+)", got)[1])  # type: ignore[index]
    assert promised > 1_000_000
    assert len(got) < promised
    assert list(folder.iterdir()) == []
    assert open_exports() == []


def test_while_it_is_sent_the_file_has_no_name_any_more(served: Any, folder: Path) -> None:
    """So that a server that is killed in the middle leaves nothing behind either."""
    answering = threading.Thread(target=served.handle_request)
    answering.start()
    with socket.socket() as asker:
        asker.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        asker.connect(served.server_address)
        asker.sendall(b"GET /export?data=incidents&format=csv HTTP/1.0\r\nHost: x\r\n\r\n")
        assert asker.recv(4096).startswith(b"HTTP/1")
        assert answering.is_alive()
        assert list(folder.iterdir()) == []
    answering.join(120)


def test_sixty_thousand_rows_arrive_whole(served: Any, large: Pictures) -> None:
    head, _, body = asked_over_a_socket(served, None).partition(b"\r\n\r\n")
    assert b"200 OK" in head
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".csv"))
        rows = pd.read_csv(archive.open(name), dtype="string")
    assert len(rows) == len(large.of(Selection()).incidents)


def test_a_large_export_is_written_by_a_process_of_its_own_to_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    store = FileStore(tmp_path / "data")
    store.record("incidents", large_world(2_000).load("incidents").frame, ORIGIN, NOON)
    pictures = Pictures(FileStore(tmp_path / "data"))
    server = Flask("exports")
    server.register_blueprint(export_files.blueprint(pictures))

    def got(path: str) -> Any:
        with server.test_client().get(path) as answer:
            return answer.status_code, answer.headers.get("Content-Disposition"), answer.data

    paths = [
        f"/export?{YEAR}&data=incidents&data=rates&format=csv",
        f"/export/preview?{YEAR}&data=incidents&data=regions",
    ]
    here = [got(path) for path in paths]
    began: list[object] = []
    real = exporting._apart
    monkeypatch.setattr(exporting, "_apart", lambda *given: began.append(given) or real(*given))
    monkeypatch.setattr(exporting, "SMALL", 1_000)
    assert [got(path) for path in paths] == here
    assert len(began) == 2
    assert [status for status, _, _ in here] == [200, 200]
    assert list(folder.iterdir()) == []


def test_a_large_export_that_cannot_be_honoured_is_refused_by_that_process_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_visitor: Any
) -> None:
    monkeypatch.setattr(exporting, "SMALL", 10)
    visitor = new_visitor(create_app(FileStore(tmp_path)))
    answer = visitor.get("/export?data=incidents&format=csv&column=crew")
    assert answer.status_code == 400
    assert "'crew'" in answer.get_json()["problems"][0]
    assert visitor.get(f"/export?{YEAR}&data=incidents&format=csv").status_code == 200


def test_a_process_that_fails_is_an_error_of_the_server_without_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_visitor: Any
) -> None:
    monkeypatch.setattr(exporting, "SMALL", 10)
    monkeypatch.setattr(exporting.sys, "executable", "/bin/false")
    visitor = new_visitor(create_app(FileStore(tmp_path)))
    answer = visitor.get(f"/export?{YEAR}&data=incidents&format=csv")
    assert answer.status_code == 500
    assert answer.get_json()["problems"] == [
        "The server could not answer this request; the fact is in its log."
    ]
