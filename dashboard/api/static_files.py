"""The basemap as compressed when it was built: half the bytes of what a server would do in passing.

A server compresses within milliseconds and leaves the land at 800 kB; brotli at its slowest, once,
makes it 430 kB. The compressed twin stands beside each file as ``<name>.br``.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, request, send_file
from werkzeug.security import safe_join

PREFIX = "/assets/basemap/"


def serve_compressed(server: Flask, assets: Path) -> None:
    """Answer for a file of the basemap with its compressed twin where the browser takes it."""
    folder = assets / "basemap"

    @server.before_request
    def twin() -> Response | None:
        if not request.path.startswith(PREFIX) or request.method not in ("GET", "HEAD"):
            return None
        if not request.accept_encodings.quality("br"):
            return None
        found = safe_join(str(folder), request.path.removeprefix(PREFIX) + ".br")
        if found is None or not Path(found).is_file():
            return None
        answer = send_file(found, mimetype="application/json", conditional=True)
        answer.headers["Content-Encoding"] = "br"
        answer.headers["Vary"] = "Accept-Encoding"
        return answer
