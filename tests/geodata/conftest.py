"""A publisher on loopback that misbehaves as told, and a clock that moves only when it is told."""

from __future__ import annotations

import socketserver
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import stamina

from geodata.http import Client

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
