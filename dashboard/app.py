"""Where everything meets: settings and a store become an application."""

from __future__ import annotations

from pathlib import Path

import dash
from dash import Dash
from flask import Response, request
from flask_compress import Compress

from dashboard import ids
from dashboard.api import (
    chart_files,
    export_choices,
    export_files,
    gate,
    health,
    ogc,
    picture_files,
    quarantine_files,
    static_files,
)
from dashboard.callbacks import (
    described,
    frame,
    headline,
    position,
    record,
    selection,
    series,
    sources,
    table,
)
from dashboard.callbacks import map as map_callbacks
from dashboard.holdings import first_known
from dashboard.pages.picture import picture_page
from dashboard.picture import Pictures
from geodata.errors import GeodataError
from geodata.leeway import leeway_classes
from geodata.store import Store
from layers.errors import LayersError

_HERE = Path(__file__).parent
_INDEX = """<!DOCTYPE html>
<html lang="en" data-theme="light">
<head>
{%metas%}
<title>{%title%}</title>
{%favicon%}
{%css%}
</head>
<body>
<noscript>Pharos draws its picture in the browser and needs JavaScript. The same figures come
from the command line: pharos figures.</noscript>
{%app_entry%}
<footer>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>"""
_CSP = (
    "default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; worker-src 'self' blob:; connect-src 'self'; "
    "font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)


def assets_folder() -> Path:
    """The folder of what the browser gets: inside the installed package, else beside it."""
    packed = _HERE / "assets"
    return packed if packed.exists() else _HERE.parent / "assets"


def create_app(store: Store, *, may_decide: bool = False, public_url: str = "") -> Dash:
    """A new application over a store; two in one process share nothing.

    Args:
        store: what holds the figures.
        may_decide: whether decisions about possible duplicates may be written from the page;
            only for a server that nobody but this computer reaches.
        public_url: the address under which readers reach it, for citations; may be empty.
    """
    pictures = Pictures(store)
    app = Dash(
        "pharos",
        title="Pharos",
        update_title="",
        assets_folder=str(assets_folder()),
        index_string=_INDEX,
        serve_locally=True,
        compress=False,
        enable_mcp=False,
        on_error=_refused,
        suppress_callback_exceptions=False,
        meta_tags=[
            {"name": "viewport", "content": "width=device-width, initial-scale=1"},
            {"name": "description", "content": "Crossings and deaths at sea, Mediterranean."},
            {"name": "color-scheme", "content": "light dark"},
        ],
    )

    def layout() -> object:
        holdings = pictures.holdings()
        claims = list(zip(holdings.claims["claim_id"], holdings.claims["name"], strict=True))
        classes = [(c.class_id, c.name) for c in leeway_classes()]
        return picture_page(holdings.months, claims, first_known(store), classes)

    app.layout = layout
    for part in (
        selection, map_callbacks, headline, series, table, record, position, frame, described,
    ):  # fmt: skip
        part.register(app, pictures)
    sources.register(app, pictures, may_decide=may_decide)
    server = app.server
    server.register_blueprint(picture_files.blueprint(pictures))
    server.register_blueprint(quarantine_files.blueprint(pictures))
    server.register_blueprint(health.blueprint(store))
    server.register_blueprint(export_files.blueprint(pictures, public_url=public_url))
    server.register_blueprint(export_choices.blueprint())
    server.register_blueprint(chart_files.blueprint(pictures))
    server.register_blueprint(ogc.blueprint(pictures))
    gate.guard(app)
    static_files.serve_compressed(server, assets_folder())
    _send_headers(app)
    server.config["COMPRESS_ALGORITHM"] = ["zstd", "br", "gzip"]
    server.config["COMPRESS_MIMETYPES"] = [
        "text/html", "text/css", "text/javascript", "application/javascript", "application/json",
        "application/geo+json", "image/svg+xml",
    ]  # fmt: skip
    Compress(server)
    return app


def _send_headers(app: Dash) -> None:
    policy: list[str] = []

    @app.server.after_request
    def add(answer: Response) -> Response:
        if not policy:  # only now are all clientside callbacks registered
            policy.append(_CSP.format(scripts=" ".join(app.csp_hashes())))
        answer.headers.setdefault("Content-Security-Policy", policy[0])
        if request.path.startswith(("/assets/fonts/", "/assets/basemap/")):
            answer.headers["Cache-Control"] = "public, max-age=3600"
        return answer


def _refused(error: Exception) -> object:
    """Turn an error of the house into a notice to the reader; let every other one fail."""
    if isinstance(error, LayersError | GeodataError):
        dash.set_props(ids.PROBLEMS, {"data": [str(error)]})
        return dash.no_update
    raise error
