"""What is answered under each address: read the question, ask the picture, send the document."""

from __future__ import annotations

import json
import threading
from types import ModuleType
from typing import Any

from flask import Response, abort, jsonify, request

from dashboard import permalink
from dashboard.api.ogc import describe, links, openapi, pages
from dashboard.api.ogc.asked import CRS84, FORMATS, Asked, read
from dashboard.errors import RefusedInput
from dashboard.layer_rows import LayerRows, layer_rows, shown_layer
from dashboard.picture import Picture, Pictures
from dashboard.state import encode
from layers.errors import UnknownLayer
from layers.layer import Layer
from layers.registry import LAYERS

_CODES = {400: "InvalidParameterValue", 404: "NotFound", 409: "FiguresChanged"}
_GEOJSON = "application/geo+json"
_SCHEMA = "application/schema+json"
_OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
_TYPES = ("application/json", _GEOJSON, _SCHEMA, "application/vnd.oai.openapi+json", "text/html")


class Views:
    """The answers of one application."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self._importing = threading.Lock()

    @property
    def _service(self) -> ModuleType:
        with self._importing:  # two first questions at once must not meet a module half read
            # Half a second and forty packages, which a start of the page need not pay for.
            from dashboard.api.ogc import service  # noqa: PLC0415

            service.silence()
            return service

    def _asked(self, layer: Layer | None, *, items: bool = False) -> tuple[Asked, Picture]:
        asked = read(request.args, _accepted(), layer, items=items)
        if not asked.is_permanent:
            return asked, self._pictures.shown(asked.search or None)
        picture, problems = permalink.shown(self._pictures, f"?{asked.search}")
        if picture is None or problems:
            raise RefusedInput(list(problems))
        return asked, picture

    def _rows(self, name: str, *, items: bool = False) -> tuple[Asked, Picture, LayerRows]:
        try:
            layer = shown_layer(name)
        except UnknownLayer as error:
            abort(404, str(error))
        asked, picture = self._asked(layer, items=items)
        return asked, picture, layer_rows(picture, name)

    def landing(self) -> Response:
        """The landing page."""
        asked, picture = self._asked(None)
        return _sent("landing", self._service.landing(_address()), asked, picture)

    def conformance(self) -> Response:
        """What is conformed to."""
        asked, picture = self._asked(None)
        return _sent("conformance", self._service.conformance(), asked, picture)

    def openapi(self) -> Response:
        """The definition."""
        asked, picture = self._asked(None)
        return _sent("openapi", openapi.document(_address()), asked, picture, _OPENAPI)

    def collections(self) -> Response:
        """Every collection."""
        asked, picture = self._asked(None)
        rows = [layer_rows(picture, name) for name in LAYERS]
        document = self._service.collections(_address(), rows, picture)
        return _sent("collections", document, asked, picture)

    def collection(self, name: str) -> Response:
        """One collection."""
        asked, picture, rows = self._rows(name)
        document = self._service.collection(_address(), rows, picture)
        return _sent("collection", document, asked, picture)

    def schema(self, name: str) -> Response:
        """The columns of a collection."""
        asked, picture, rows = self._rows(name)
        return _sent("fields", self._service.schema(_address(), rows), asked, picture, _SCHEMA)

    def queryables(self, name: str) -> Response:
        """The columns that a parameter can be set equal to."""
        asked, picture, rows = self._rows(name)
        return _sent("fields", self._service.queryables(_address(), rows), asked, picture, _SCHEMA)

    def feature_schema(self, name: str) -> Response:
        """The schema of one feature as it is sent."""
        asked, picture, rows = self._rows(name)
        document = describe.feature_schema(rows.layer, _address())
        return _sent("feature", document, asked, picture, _SCHEMA)

    def items(self, name: str) -> Response:
        """One page of rows."""
        asked, picture, rows = self._rows(name, items=True)
        edition = picture.holdings.key
        if asked.edition not in (None, edition):
            abort(409, "The figures have changed since the page before; start from the first page.")
        document = self._service.items(_address(), rows, asked.passed)
        pairs = list(dict.fromkeys(request.args.items(multi=True)))
        matched = document["numberMatched"]
        document["links"] = links.of_page(_address(), name, pairs, asked, matched, edition)
        return _sent("items", document, asked, picture, _GEOJSON, layer=rows.layer)

    def item(self, name: str, item: str) -> Response:
        """One row."""
        asked, picture, rows = self._rows(name)
        service = self._service
        try:
            document = service.item(_address(), rows, item, asked.passed)
        except service.NotAnswered as error:
            abort(error.status, str(error))
        return _sent("item", document, asked, picture, _GEOJSON, layer=rows.layer)


def _address() -> str:
    """Where the interface lies, as the client asked for it: the host of the request."""
    return f"{request.url_root.rstrip('/')}/ogc"


def _accepted() -> str:
    best = request.accept_mimetypes.best_match(_TYPES, default="application/json")
    return "html" if best == "text/html" else "json"


def _sent(
    page: str,
    document: dict[str, Any],
    asked: Asked,
    picture: Picture,
    mimetype: str = "application/json",
    layer: Layer | None = None,
) -> Response:
    if page != "items":
        links.carry(document, _address(), asked.search)
    if asked.format == "html":
        text = pages.page(page, document, _address(), encode(picture.selection), layer)
        answer = Response(text, mimetype="text/html")
    else:
        # In the order of the layer's columns: a client shows them as they come.
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        answer = Response(text, content_type=mimetype)
    if mimetype == _GEOJSON:
        answer.headers["Content-Crs"] = f"<{CRS84}>"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.vary.add("Accept")
    answer.add_etag()
    answer.make_conditional(request)  # nothing is sent again that a client holds
    return answer


def refusal(problems: list[str], status: int) -> Response:
    """A refusal in the form of OGC API, and as a page where a person asks."""
    given = request.args.get("f", "")
    if (given if given in FORMATS else _accepted()) == "html":
        answer = Response(pages.refusal(problems, _address()), mimetype="text/html")
    else:
        code = _CODES.get(status, "NoApplicableCode")
        answer = jsonify({"code": code, "description": " ".join(problems), "problems": problems})
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer
