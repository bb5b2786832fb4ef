"""What a monitor asks: whether the server answers, and whether all is well with its data."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from geodata.store import FileStore, Store
from geodata.store.health import problems


def blueprint(store: Store) -> Blueprint:
    """``/healthz``: status 200 as long as the server answers, and in words how it is.

    ``{"status": "well"}``, or ``degraded`` with the problems: readers are still served, so it is
    no reason to end the server.
    """
    health = Blueprint("health", __name__)

    @health.get("/healthz")
    def say() -> Response:
        folder = store.folder if isinstance(store, FileStore) else None
        found = problems(folder) if folder else []
        answer = jsonify({"status": "degraded" if found else "well", "problems": found})
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return health
