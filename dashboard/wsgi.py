"""The application as a server starts it, and the server itself."""

from __future__ import annotations

import gc
import ipaddress
import threading
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from dashboard.app import create_app
from dashboard.settings import Settings
from geodata.store import FileStore


def application(settings: Settings) -> Flask:
    """The WSGI application over the data folder of `settings`, its first page made ready."""
    app = create_app(
        FileStore(settings.data),
        may_decide=is_loopback(settings.host),
        public_url=settings.public_url,
    )
    server: Flask = app.server
    server.test_client().get("/_dash-layout")  # the layers are read once, before the workers fork
    return server


def is_loopback(host: str) -> bool:
    """Whether a server bound to `host` is reached from this computer alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def make_ready(server: Flask) -> None:
    """Make the files that a map asks for next, while the reader's browser reads its scripts."""
    reader = server.test_client()
    for path in ("/picture/incidents/columns.json", "/picture/regions.geojson"):
        reader.get(path)


def _log_plainly() -> None:
    """Log lines of JSON; a traceback without local values, which may hold what a reader sent."""
    import structlog  # noqa: PLC0415  a quarter of a second that the first page need not wait for

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    )


def _after_fork(worker: Any) -> None:
    def settle() -> None:
        _log_plainly()
        make_ready(worker.wsgi)

    threading.Thread(target=settle, name="make-ready", daemon=True).start()


class Server(BaseApplication):
    """gunicorn with threads; the application is made once and shared by forking."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn would read from a file."""
        options: dict[str, Any] = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": self.settings.workers,
            "worker_class": "gthread",
            "threads": 8,
            "preload_app": True,
            "timeout": 60,
            # A permalink with a drawn polygon is longer than the 4,094 characters of the default.
            "limit_request_line": 8190,
            "graceful_timeout": 10,
            "control_socket_disable": True,
            "proc_name": "pharos",
            "loglevel": "warning",
            "post_worker_init": _after_fork,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the application, once, before the workers fork."""
        server = application(self.settings)
        gc.freeze()  # what was made stays, and a worker that never looks at it never copies it
        gc.enable()
        return server
