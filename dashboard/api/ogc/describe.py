"""What a collection says of itself: its columns, extent, origin, licence and known-on date."""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import numpy as np

from dashboard.layer_rows import LayerRows
from dashboard.picture import Picture
from geodata.edition import Edition
from layers.following import day_spans
from layers.layer import Layer
from layers.schema import Column

_TYPES: dict[str, dict[str, str]] = {
    "count": {"type": "integer"},
    "number": {"type": "number"},
    "flag": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "month": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"},
}
_SHAPES = {"point": "geometry-point", "line": "geometry-linestring", "polygon": "geometry-any"}
# What a layer is completed or counted from, beside its own editions.
_MADE_FROM = {
    "crossings": ("crossings", "arrivals_reported"),
    "deaths": ("deaths", "incidents"),
}
_EVERYWHERE = [-180, -90, 180, 90]


def fields(layer: Layer) -> dict[str, dict[str, Any]]:
    """The columns by name, as JSON Schema with meaning and unit; what is unknown is null."""
    return {c.name: _field(c) for c in layer.columns if c.kind != "geometry"}


def _field(column: Column) -> dict[str, Any]:
    out: dict[str, Any] = {
        "title": column.name.replace("_", " "),
        **_TYPES.get(column.kind, {"type": "string"}),
        "description": column.meaning,
    }
    if column.unit:
        out["x-ogc-unit"] = column.unit
    if column.allowed and column.kind != "codes":
        out["enum"] = list(column.allowed)
    if column.minimum is not None:
        out["minimum"] = column.minimum
    if column.maximum is not None:
        out["maximum"] = column.maximum
    return out


def feature_schema(layer: Layer, address: str) -> dict[str, Any]:
    """The JSON Schema of one feature as it is sent; every property may be null, as its words say."""
    return {
        "$schema": "http://json-schema.org/draft/2019-09/schema",
        "$id": f"{address}/collections/{layer.name}/feature-schema",
        "title": layer.title,
        "description": f"{layer.description} A property that is null is not known.",
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string", "description": f"From {', '.join(layer.key)}"},
            "geometry": {"type": ["object", "null"], "description": layer.geometry},
            "properties": {
                "type": "object",
                "properties": {n: {**f, "nullable": True} for n, f in fields(layer).items()},
            },
        },
    }


def shape_format(layer: Layer) -> str | None:
    """The kind of shape as the schemas of OGC API Features name it; None without shapes."""
    return _SHAPES.get(layer.geometry)


def resource(rows: LayerRows) -> dict[str, Any]:
    """A layer as an entry of pygeoapi's configuration."""
    layer = rows.layer
    return {
        "type": "collection",
        "title": layer.title,
        "description": layer.description,
        "keywords": [layer.use, "Mediterranean"],
        "extents": {"spatial": {"bbox": _box(rows) or _EVERYWHERE}},
        "providers": [
            {
                "type": "feature",
                "name": "dashboard.api.ogc.provider.LayerProvider",
                "data": rows,
                "id_field": layer.key[0] if len(layer.key) == 1 else None,
                "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
            }
        ],
    }


def _box(rows: LayerRows) -> list[float] | None:
    if not isinstance(rows.frame, gpd.GeoDataFrame) or not len(rows.frame):
        return None
    bounds = rows.frame.total_bounds
    return None if np.isnan(bounds).any() else [float(b) for b in bounds]


def complete(collection: dict[str, Any], rows: LayerRows, picture: Picture, address: str) -> None:
    """Add to a collection's document what pygeoapi does not know: time, origin, what is missing."""
    extent = collection["extent"]
    if _box(rows) is None:
        del extent["spatial"]
    if interval := _interval(rows):
        extent["temporal"] = {"interval": [interval]}
    if not extent:
        del collection["extent"]
    name, holdings = rows.layer.name, picture.holdings
    behind = [e for n in _MADE_FROM.get(name, (name,)) for e in holdings.held[n].editions]
    gave = {*holdings.giving(name), *_behind(rows, picture)}
    editions = [e for e in behind if e in gave or (e.layer == name and not e.rows)]
    collection["attribution"] = "; ".join(dict.fromkeys(e.origin.citation for e in editions))
    licences = dict.fromkeys(licence for e in editions for licence in e.origin.licences)
    collection["links"] += [
        {"rel": "license", "type": "text/html", "title": name, "href": address}
        for name, address in licences
        if address
    ]
    # Here GDAL learns the types of the columns; else it guesses them from the first twenty rows,
    # takes a column that begins with days for one of dates, and drops the months that follow.
    schema = f"{address}/collections/{rows.layer.name}/feature-schema?f=json"
    collection["links"].append(
        {"rel": "describedby", "type": "application/schema+json", "title": "Schema of a feature",
         "href": schema}
    )  # fmt: skip
    asked = picture.selection.known_on
    collection["origin"] = {
        "known_on": asked.isoformat() if asked else None,
        "known_at": max(e.recorded_at for e in behind).astimezone(dt.UTC).isoformat(),
        "licences": [name for name, _ in licences],
        "doubts": list(dict.fromkeys(d for e in editions for d in e.origin.doubts)),
        "editions": [_edition(e) for e in editions],
        "sources": _sources(rows, picture),
    }
    collection["rows"] = {
        "shown": len(rows.frame),
        "added": dict(rows.added),
        "removed": dict(rows.removed),
        "withheld": rows.withheld,
        "ignored": list(rows.ignored),
    }


def _behind(rows: LayerRows, picture: Picture) -> set[Edition]:
    """The editions of other layers that gave rows of this one."""
    name, holdings = rows.layer.name, picture.holdings
    if name == "crossings":
        return set(holdings.reporting)
    counted = name == "deaths" and holdings.record_months
    return set(holdings.giving("incidents")) if counted else set()


def _edition(edition: Edition) -> dict[str, Any]:
    origin = edition.origin
    return {
        "layer": edition.layer,
        "edition": edition.edition_id,
        "sha256": edition.sha256,
        "recorded_at": edition.recorded_at.astimezone(dt.UTC).isoformat(),
        "publisher": origin.publisher,
        "title": origin.title,
        "citation": origin.citation,
        "url": origin.url,
        "as_of": origin.as_of.isoformat() if origin.as_of else None,
    }


def _sources(rows: LayerRows, picture: Picture) -> dict[str, dict[str, str | None]]:
    """Who published the rows that are shown, by the key in their column `source`."""
    if "source" not in rows.frame.columns or rows.layer.name == "sources":
        return {}
    known = picture.holdings.sources
    keys = sorted({part.strip() for cell in rows.frame["source"].dropna().unique()
                   for part in str(cell).split(";")})  # fmt: skip
    return {key: {k: v or None for k, v in known[key].items()} for key in keys if key in known}


def _interval(rows: LayerRows) -> list[str | None] | None:
    spans = day_spans(rows.layer, rows.frame)
    if spans is None:
        return None
    starts, ends = (days[~np.isnat(days)] for days in spans)
    if not len(starts):
        return None
    first, last = (str(day.astype("datetime64[D]")) for day in (starts.min(), ends.max()))
    # The first and the last year there are stand for an end that is open.
    return [
        None if first < "0002" else f"{first}T00:00:00Z",
        None if last > "9999" else f"{last}T23:59:59Z",
    ]
