"""The application as a server starts it, and the server itself."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask
from gunicorn.app.base import BaseApplication

from dashboard.app import create_app
from dashboard.settings import Settings
from geodata.store import FileStore


def application(settings: Settings) -> Flask:
    """The WSGI application over the data folder of `settings`, its first page made ready."""
    _log_plainly()
    app = create_app(FileStore(settings.data))
    server: Flask = app.server
    # Every layer is read and every derived file is made before the first reader waits for it.
    reader = server.test_client()
    for path in ("/_dash-layout", "/picture/incidents/columns.json", "/picture/regions.geojson"):
        reader.get(path)
    return server


def _log_plainly() -> None:
    """Log lines of JSON; a traceback without local values, which may hold what a reader sent."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    )


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
            "graceful_timeout": 10,
            "control_socket_disable": True,
            "proc_name": "pharos",
            "loglevel": "warning",
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the application, once, before the workers fork."""
        return application(self.settings)
