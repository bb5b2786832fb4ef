"""pygeoapi's answers, made for one request. Imported at the first question to ``/ogc``.

pygeoapi's own Flask application reads one configuration from the environment into module globals.
Here its functions are called with an interface of ours, made anew for each request from the rows
of one picture: applications in one process share nothing, and a link has the host that was asked.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from typing import Any

from pygeoapi import l10n
from pygeoapi.api import (
    API,
    CONFORMANCE_CLASSES,
    APIRequest,
    describe_collections,
    get_collection_schema,
    itemtypes,
    landing_page,
)
from pygeoapi.util import get_api_rules

from dashboard.api.ogc import describe
from dashboard.api.ogc.asked import DEFAULT_LIMIT, MOST_ITEMS, property_columns
from dashboard.layer_rows import LayerRows
from dashboard.picture import Picture

TITLE = "Pharos"
DESCRIPTION = (
    "Crossings and deaths at sea, Mediterranean: every layer of the dashboard, with the "
    "selection, the known-on date and the origin of each. What is unknown is null, never zero."
)
# What pygeoapi lists for its own server and this one does not do.
_NOT_DONE = ("create-replace-delete",)
_NOT_SERVED = ("/processes", "/jobs", "/TileMatrixSets", "f=jsonld")


class NotAnswered(Exception):
    """pygeoapi refused; `status` and the sentence of its refusal."""

    def __init__(self, status: int, said: str) -> None:
        self.status = status
        super().__init__(said)


class Interface(API):
    """pygeoapi's interface over the rows of one picture, under one address.

    Its own constructor is not called: it configures the logging of the whole process and starts a
    manager of processes and a client of other servers, none of which is wanted here.
    """

    def __init__(self, address: str, rows: Iterable[LayerRows]) -> None:
        server = {
            "url": address,
            "language": "en-GB",
            "limits": {"default_items": DEFAULT_LIMIT, "max_items": MOST_ITEMS,
                       "on_exceed": "throttle"},
            "templates": {},
        }  # fmt: skip
        about = {"title": TITLE, "description": DESCRIPTION, "keywords": [], "url": address}
        self.config = {
            "server": server,
            "metadata": {"identification": about},
            "resources": {r.layer.name: describe.resource(r) for r in rows},
        }
        self.tpl_config = self.config
        self.base_url = address
        self.api_headers = get_api_rules(self.config).response_headers
        self.locales = l10n.get_locales(self.config)
        self.default_locale = self.locales[0]
        self.pretty_print = False


class _Sent:
    """What pygeoapi reads of a request: parameters that were checked, and no headers."""

    def __init__(self, passed: dict[str, str]) -> None:
        self.args = {**passed, "f": "json"}
        self.headers: dict[str, str] = {}
        self.path_info = ""
        self.data = b""


def silence() -> None:
    """Keep pygeoapi's log lines to itself: they quote what a reader sent and where files lie."""
    logger = logging.getLogger("pygeoapi")
    if logger.propagate:
        logger.addHandler(logging.NullHandler())
        logger.propagate = False


def _answer(
    view: Callable[..., tuple[dict[str, str], int, str]],
    interface: Interface,
    *parts: str,
    passed: dict[str, str] | None = None,
) -> dict[str, Any]:
    request = APIRequest.from_flask(_Sent(passed or {}), interface.locales)
    _, status, text = view(interface, request, *parts)
    document: dict[str, Any] = json.loads(text)
    if int(status) != 200:
        raise NotAnswered(int(status), str(document.get("description", "")))
    return _without_unserved(document)


def _without_unserved(document: dict[str, Any]) -> dict[str, Any]:
    """The document without links to parts of pygeoapi that are not served here."""
    for part in (document, *document.get("collections", [])):
        if "links" in part:
            part["links"] = [
                link for link in part["links"] if not any(n in link["href"] for n in _NOT_SERVED)
            ]
    return document


def landing(address: str) -> dict[str, Any]:
    """The landing page."""
    document = _answer(landing_page, Interface(address, []))
    document["links"] = [link for link in document["links"] if link["rel"] != "about"]
    return document


def conformance() -> dict[str, Any]:
    """The conformance classes that are met."""
    # pygeoapi's own answer makes its list longer with each question.
    classes = {*CONFORMANCE_CLASSES, *itemtypes.CONFORMANCE_CLASSES_FEATURES}
    met = sorted(c for c in classes if not c.endswith(_NOT_DONE))
    return {"conformsTo": met}


def collections(address: str, rows: list[LayerRows], picture: Picture) -> dict[str, Any]:
    """Every collection."""
    document = _answer(describe_collections, Interface(address, rows))
    for collection, r in zip(document["collections"], rows, strict=True):
        describe.complete(collection, r, picture, address)
    return document


def collection(address: str, rows: LayerRows, picture: Picture) -> dict[str, Any]:
    """One collection."""
    document = _answer(describe_collections, Interface(address, [rows]), rows.layer.name)
    describe.complete(document, rows, picture, address)
    return document


def schema(address: str, rows: LayerRows) -> dict[str, Any]:
    """The schema of the features of a collection: its dictionary of columns."""
    document = _answer(get_collection_schema, Interface(address, [rows]), rows.layer.name)
    return _with_shape(document, rows)


def queryables(address: str, rows: LayerRows) -> dict[str, Any]:
    """The columns that a parameter can be set equal to, with meaning and unit."""
    view = itemtypes.get_collection_queryables
    document = _answer(view, Interface(address, [rows]), rows.layer.name)
    asked = {c.name for c in property_columns(rows.layer)}
    meanings = describe.fields(rows.layer)
    document["properties"] = {
        name: {**field, **meanings.get(name, {})}
        for name, field in document["properties"].items()
        if name in asked or name == "geometry"
    }
    document["additionalProperties"] = False
    return _with_shape(document, rows)


def _with_shape(document: dict[str, Any], rows: LayerRows) -> dict[str, Any]:
    shape = describe.shape_format(rows.layer)
    if shape is None:
        document["properties"].pop("geometry", None)
    else:
        document["properties"]["geometry"]["format"] = shape
    return document


def items(address: str, rows: LayerRows, passed: dict[str, str]) -> dict[str, Any]:
    """One page of features."""
    view = itemtypes.get_collection_items
    document = _answer(view, Interface(address, [rows]), rows.layer.name, passed=passed)
    # The moment of the answer is no part of it: the same question has the same bytes.
    document.pop("timeStamp", None)
    return document


def item(address: str, rows: LayerRows, name: str, passed: dict[str, str]) -> dict[str, Any]:
    """One feature."""
    view = itemtypes.get_collection_item
    return _answer(view, Interface(address, [rows]), rows.layer.name, name, passed=passed)
