"""The OpenAPI definition of what is answered here, and of nothing else.

pygeoapi's own would list parameters that it would not honour here (sorting, languages, CQL) and
refer to files on other hosts; this one is whole in itself.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from dashboard.api.ogc.asked import CRS84, DEFAULT_LIMIT, MOST_ITEMS, property_columns
from dashboard.api.ogc.describe import fields
from dashboard.layer_rows import shown_layer
from layers.following import has_dates
from layers.layer import Layer
from layers.registry import LAYERS
from layers.selection import MAX_PEOPLE
from layers.terms import CAUSES, ROUTES

_TEXT = {"type": "string"}
_DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"}


def _parameter(name: str, said: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": said, "required": False, "schema": schema,
            "style": "form", "explode": False, **more}  # fmt: skip


def _several(name: str, said: str, values: tuple[str, ...] = ()) -> dict[str, Any]:
    one = {**_TEXT, **({"enum": [*values, "none"]} if values else {})}
    return _parameter(name, f"{said} Repeat it for several.",
                      {"type": "array", "items": one}, explode=True)  # fmt: skip


_PARAMETERS = {
    "f": _parameter("f", "The format.", {**_TEXT, "enum": ["json", "html"]}),
    "v": _parameter("v", "The version of the address.", {**_TEXT, "enum": ["1", "2"]}),
    "from": _parameter("from", "First day of the period; months lie wholly inside.", _DAY),
    "to": _parameter("to", "Last day of the period, included.", _DAY),
    "route": _several("route", "Sea routes.", ROUTES),
    "region": _several("region", "Incidents in these claims to a search-and-rescue region."),
    "cause": _several("cause", "Incidents of these causes.", tuple(CAUSES)),
    "min_people": _parameter("min_people", "Incidents with at least so many dead and missing.",
                             {"type": "integer", "minimum": 0, "maximum": MAX_PEOPLE}),
    "source_quality": _parameter("source_quality", "Incidents of at least this source quality.",
                                 {"type": "integer", "minimum": 0, "maximum": 5}),
    "known_on": _parameter("known_on", "The figures as held at the end of that day (UTC).", _DAY),
    "area": _parameter("area", "Incidents in circle:longitude,latitude,km or "
                       "polygon:longitude,latitude;...", _TEXT),
    "limit": _parameter("limit", f"At most so many items; more than {MOST_ITEMS} is taken as that.",
                        {"type": "integer", "minimum": 1, "maximum": MOST_ITEMS,
                         "default": DEFAULT_LIMIT}),
    "offset": _parameter("offset", "So many items of the whole come before.",
                         {"type": "integer", "minimum": 0, "default": 0}),
    "edition": _parameter("edition", "The key of the figures in the link that led here; 409 where "
                          "they have changed since.", _TEXT),
    "bbox": _parameter("bbox", "West, south, east, north in degrees, limits included.",
                       {"type": "array", "minItems": 4, "maxItems": 4,
                        "items": {"type": "number"}}),
    "crs": _parameter("crs", "Longitude before latitude, WGS84.", {**_TEXT, "enum": [CRS84]}),
    "bbox-crs": _parameter("bbox-crs", "As crs.", {**_TEXT, "enum": [CRS84]}),
    "datetime": _parameter("datetime", "A day, or first/last with .. for an open end (RFC 3339): "
                           "rows of which one day lies in it.", _TEXT),
}  # fmt: skip
_SELECTION = ("f", "v", "from", "to", "route", "region", "cause", "min_people", "source_quality",
              "known_on", "area")  # fmt: skip
_MEDIA = {"json": "application/json", "items": "application/geo+json",
          "fields": "application/schema+json"}  # fmt: skip


def document(address: str) -> dict[str, Any]:
    """The definition, with `address` as its server."""
    paths: dict[str, Any] = {
        "/": _get("getLandingPage", "Landing page", _SELECTION),
        "/conformance": _get("getConformance", "What is conformed to", _SELECTION),
        "/openapi": _get("getDefinition", "This document", _SELECTION),
        "/collections": _get("getCollections", "Every collection", _SELECTION),
    }
    for name in LAYERS:
        paths |= _paths(shown_layer(name))
    return {
        "openapi": "3.0.3",
        "info": {"title": "Pharos", "version": version("pharos-dashboard"),
                 "description": "Every layer of the dashboard as OGC API Features; read only."},
        "servers": [{"url": address}],
        "tags": [{"name": "server"}, *({"name": n, "description": layer.description}
                                       for n, layer in LAYERS.items())],
        "paths": paths,
        "components": {"parameters": _PARAMETERS, "responses": _RESPONSES},
    }  # fmt: skip


_RESPONSES = {
    "Refused": {
        "description": "What was not understood, quoted, and what would be.",
        "content": {"application/json": {"schema": {
            "type": "object", "required": ["code", "description"],
            "properties": {"code": _TEXT, "description": _TEXT,
                           "problems": {"type": "array", "items": _TEXT}},
        }}},
    },
}  # fmt: skip


def _paths(layer: Layer) -> dict[str, Any]:
    name, here = layer.name, f"/collections/{layer.name}"
    called = "".join(part.capitalize() for part in name.split("_"))
    box = ("bbox", "bbox-crs") if layer.geometry != "none" else ()
    time = ("datetime",) if name == "incidents" or has_dates(layer) else ()
    # A client of ours may take a parameter of a column's name for "equal to"; where the selection
    # means "at least", the parameter is told of in words alone.
    meant = [key for key in _SELECTION if key != "source_quality" or name != "incidents"]
    said = layer.description
    if name == "incidents":
        said += " The parameter source_quality is the selection's: at least so much."
    items = _get(f"get{called}", said, (*meant, *box, *time, "crs", "limit", "offset", "edition"),
                 name, "items")  # fmt: skip
    columns = fields(layer)
    items["get"]["parameters"] += [
        _parameter(c.name, f"Rows with this {c.name}: {c.meaning}", _schema(columns[c.name]))
        for c in property_columns(layer)
    ]
    one = _get(f"get{called}Item", f"One row of: {layer.title}", (*meant, "crs"), name, "items")
    one["get"]["parameters"].append(
        {"name": "featureId", "in": "path", "required": True, "schema": _TEXT}
    )
    one["get"]["responses"]["404"] = {"$ref": "#/components/responses/Refused"}
    return {
        here: _get(f"describe{called}", layer.title, meant, name),
        f"{here}/schema": _get(f"get{called}Schema", "Its columns", meant, name, "fields"),
        f"{here}/queryables": _get(f"get{called}Queryables", "What can be asked of it", meant,
                                   name, "fields"),
        f"{here}/feature-schema": _get(f"get{called}FeatureSchema", "A feature as it is sent", meant,
                                       name, "fields"),
        f"{here}/items": items,
        f"{here}/items/{{featureId}}": one,
    }  # fmt: skip


def _schema(field: dict[str, Any]) -> dict[str, Any]:
    kept = ("type", "format", "pattern", "enum", "minimum", "maximum")
    return {key: field[key] for key in kept if key in field}


def _get(
    operation: str, said: str, parameters: Any, tag: str = "server", kind: str = "json"
) -> dict[str, Any]:
    return {"get": {
        "operationId": operation,
        "summary": said,
        "tags": [tag],
        "parameters": [{"$ref": f"#/components/parameters/{key}"} for key in parameters],
        "responses": {
            "200": {"description": "The answer",
                    "content": {_MEDIA[kind]: {"schema": {"type": "object"}},
                                "text/html": {"schema": _TEXT}}},
            "400": {"$ref": "#/components/responses/Refused"},
        },
    }}  # fmt: skip
