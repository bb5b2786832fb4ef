"""A publisher on loopback, a clock that moves when it is told, and a register of three columns."""

from __future__ import annotations

import csv
import datetime as dt
import io
import socketserver
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import stamina

from geodata.http import Client
from geodata.refresh.load import Brought, load_file
from geodata.report import LoadReport, SetAside
from geodata.sources.cells import CellProblem, count, day
from geodata.sources.columns import recognise, rows_below
from geodata.sources.source import Options, Parsed, Source
from geodata.store import FileStore
from geodata.tables import RawTable
from layers.registry import LAYERS

Reply = Callable[[BaseHTTPRequestHandler], None]


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        # A client that hangs up is what half of these tests are about.
        if not isinstance(sys.exception(), ConnectionError | ssl.SSLError):
            super().handle_error(request, client_address)


class Publisher:
    """A server on loopback under the name ``publisher.test``; `replies` by path."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.stopped = threading.Event()
        self.looked_up: list[str] = []
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                publisher.asked.append(self.path)
                publisher.headers.append(dict(self.headers))
                self.close_connection = True
                publisher.replies[self.path.partition("?")[0]](self)

            def log_message(self, *args: object) -> None:
                pass

        self.server: socketserver.BaseServer = _Server(("127.0.0.1", 0), Handler)
        self.port: int = self.server.server_address[1]
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self._thread.start()

    def over_tls(self, certificate: str, key: str) -> None:
        """From now on only HTTPS, with this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)

    def resolver(self, host: str, _port: int) -> list[tuple[str, int]]:
        """Every name leads here, at the port of the server."""
        self.looked_up.append(host)
        return [("127.0.0.1", self.port)]

    def client(self, *hosts: str, **options: Any) -> Client:
        """A client with the seams open: plain HTTP, and loopback is allowed."""
        seams = {"resolver": self.resolver, "allow": "127.0.0.1".__eq__, "schemes": ("http",)}
        return Client(hosts or ("publisher.test",), **(seams | options))

    def says(self, path: str, body: bytes, status: int = 200, **headers: str) -> None:
        """Answer `path` with this, whole and in time; ``Retry_After`` is ``Retry-After``."""

        def reply(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in {"Content_Length": str(len(body)), **headers}.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(body)

        self.replies[path] = reply

    def sends(self, path: str, *parts: bytes) -> None:
        """Answer `path` with exactly these bytes, and hang up."""

        def reply(handler: BaseHTTPRequestHandler) -> None:
            for part in parts:
                handler.wfile.write(part)

        self.replies[path] = reply

    def close(self) -> None:
        self.stopped.set()
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    """A publisher on loopback; retries without waiting."""
    found = Publisher()
    with stamina.set_testing(testing=True, attempts=3, cap=True):
        yield found
    found.close()


@pytest.fixture
def clock() -> Clock:
    """A clock at zero."""
    return Clock()


NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
_COLUMNS = ("id", "day", "dead", "missing", "lat", "lon", "cause")
_INCIDENT = {"date_precision": "day", "route": "central", "mark": "CLEAR", "status": "published"}


def table_of(*rows: dict[str, Any], header: tuple[str, ...] = _COLUMNS) -> bytes:
    """A file of the small register; an absent cell is empty."""
    out = io.StringIO()
    lines = csv.DictWriter(out, header, restval="")
    lines.writeheader()
    lines.writerows(rows)
    return out.getvalue().encode()


def incident_of(row: dict[str, str], source: str, today: dt.date) -> dict[str, str]:
    """A row of the small register as text of the layer."""
    when = day(row["day"], "ymd", today)
    numbers = {f"{c}_count": count(row.get(c, "")) for c in ("dead", "missing")}
    for name, number in numbers.items():
        if number is not None and number < 0:
            raise CellProblem("negative_count", f"a {name} of 0 or more")
    blank = dict.fromkeys((c.name for c in LAYERS["incidents"].columns), "")
    named = {"incident_id": row["id"], "source": source, "cause": row.get("cause", "")}
    where = {"latitude": row.get("lat", ""), "longitude": row.get("lon", "")}
    people = {k: "" if v is None else str(v) for k, v in numbers.items()}
    said = {"occurred_on": when.isoformat() if when else ""}
    return blank | _INCIDENT | named | where | people | said


@dataclass(frozen=True)
class Register:
    """How a file of the small register is read: what `Parsed` says beside its rows."""

    name: str = "register"
    scope: tuple[dt.date, dt.date] | None = None
    complete: bool = False
    as_of: dt.date | None = None
    rhythm_days: int | None = 31

    def parse(self, content: bytes, name: str, today: dt.date, options: Options) -> Parsed:
        """One row, one incident; an id that is not there excludes a row, a bad cell quarantines it."""
        text = content.decode(options.encoding or "utf-8-sig")
        delimiter = next((d for d in ";\t" if d in text.partition("\n")[0]), ",")
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        table = RawTable(rows, list(range(1, len(rows) + 1)), "csv")
        found = recognise(table, dict.fromkeys(_COLUMNS, ()), ("id", "day", "dead"))
        taken: list[dict[str, str]] = []
        lines: list[tuple[int, ...]] = []
        aside: list[SetAside] = []
        below = list(rows_below(table, found))
        for line, row in below:
            cells = {m: row[at] for m, at in found.at.items()}
            if not cells["id"]:
                aside.append(SetAside(line, "excluded", "blank", "", "", "an id"))
                continue
            try:
                taken.append(incident_of(cells, self.name, today))
                lines.append((line,))
            except CellProblem as why:
                record = found.record(row)
                aside.append(
                    SetAside(line, "quarantined", why.reason, "dead", row[2], why.right, record)
                )
        columns = [c.name for c in LAYERS["incidents"].columns]
        days = sorted(t["occurred_on"] for t in taken if t["occurred_on"])
        return Parsed(
            "incidents",
            pd.DataFrame(taken, columns=columns, dtype="str"),
            lines,
            len(below),
            tuple(aside),
            layout="small",
            first_day=dt.date.fromisoformat(days[0]) if days else None,
            last_day=dt.date.fromisoformat(days[-1]) if days else None,
            scope=self.scope,
            complete=self.complete,
            as_of=self.as_of,
        )

    @property
    def source(self) -> Source:
        """The source that reads so."""
        return Source(
            name=self.name,
            title="A register",
            publisher="A publisher",
            url="https://publisher.test",
            licence=(("CC0-1.0", ""),),
            citation="A register, {as_of}",
            layer="incidents",
            reads="A table of three columns and more.",
            rhythm_days=self.rhythm_days,
            parse=self.parse,
        )


class Room:
    """A data folder into which a test brings tables of the small register."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = FileStore(folder)

    def bring(
        self, *rows: dict[str, Any], now: dt.datetime = NOON, said: dict[str, Any] | None = None,
        content: bytes | None = None, **how: Any,
    ) -> LoadReport:  # fmt: skip
        """Import a table of `rows`; `said` is what its `Register` says of it."""
        brought = Brought(table_of(*rows) if content is None else content, "table.csv")
        return load_file(self.store, Register(**said or {}).source, brought, now, **how)

    def people(self, known_on: dt.date | None = None, source: str = "register") -> dict[str, int]:
        """The dead of each incident of a source as a reader who comes now sees them."""
        frame = FileStore(self.folder).load("incidents", known_on).frame
        rows = frame[frame["source"] == source]
        return dict(zip(rows["incident_id"], rows["dead_count"].astype(int), strict=True))


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """A data folder of its own."""
    return Room(tmp_path / "data")


@pytest.fixture(scope="session")
def rooms() -> type[Room]:
    """Data folders by their path: ``rooms(tmp_path / "another")``."""
    return Room


@pytest.fixture(scope="session")
def register() -> type[Register]:
    """The small register: ``register(scope=..., as_of=...).source``."""
    return Register


@pytest.fixture(scope="session")
def table() -> Callable[..., bytes]:
    """A file of the small register: ``table({"id": "A", "day": "2018-05-01", "dead": 1})``."""
    return table_of
