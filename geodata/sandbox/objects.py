"""JSON and GeoJSON: read as JSON and as nothing else, whatever a driver might see in them."""

from __future__ import annotations

import json
import re
from typing import Any

from geodata.errors import RefusedFile
from geodata.sandbox.limits import Limits
from geodata.tables import RawTable

LONGEST_NUMBER = 400  # digits; Python refuses to read more than 4,300 in any case
_WGS84 = re.compile(r"urn:ogc:def:crs:OGC:[\d.]*:CRS84|OGC:CRS84")
_EPSG = re.compile(r"(?:urn:ogc:def:crs:EPSG:[\d.]*:|EPSG:)(\d{4,6})")


def value(content: bytes, limits: Limits) -> object:
    """What the JSON holds; ``NaN`` and numbers beyond a float are refused, as JSON has none."""
    found = _loaded(content)
    _check_depth(found, limits)
    try:
        json.dumps(found, allow_nan=False)
    except ValueError as error:
        raise RefusedFile("it holds NaN, Infinity or a number too large; JSON has none") from error
    return found


def table(content: bytes, limits: Limits) -> RawTable:
    """The objects of a list, or the features of a collection, as rows below a header."""
    found = _loaded(content)
    if isinstance(found, dict) and found.get("type") == "FeatureCollection":
        return _features(found, limits)
    if isinstance(found, dict) and found.get("type") == "gdal_streamed_alg":
        raise RefusedFile("it is a pointer to other files (GDALG), which is never followed")
    if not isinstance(found, list):
        kind = found.get("type") if isinstance(found, dict) else None
        said = f" of the type {str(kind)[:40]!r}" if kind is not None else ""
        raise RefusedFile(
            f"it is a JSON value{said}; expected a list of objects or a GeoJSON FeatureCollection"
        )
    for number, item in enumerate(found, start=1):
        if not isinstance(item, dict):
            raise RefusedFile(
                f"item {number} of its list is {str(item)[:40]!r}, expected an object"
            )
    header = _header(found, limits)
    rows = [[_written(item.get(key), limits) for key in header] for item in found]
    return _table(header, rows, "json")


def _features(collection: dict[str, Any], limits: Limits) -> RawTable:
    features = collection.get("features")
    if not isinstance(features, list):
        raise RefusedFile("its FeatureCollection has no list of features")
    records: list[dict[str, Any]] = []
    shapes: list[str] = []
    corners = 0
    for number, feature in enumerate(features, start=1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise RefusedFile(f"item {number} of its features is no GeoJSON Feature")
        record = feature.get("properties") or {}
        if not isinstance(record, dict) or "geometry" in record:
            raise RefusedFile(f"the properties of feature {number} are not a plain object")
        records.append(record)
        shape = feature.get("geometry")
        corners += _corners(shape, limits)
        if corners > limits.vertices:
            raise RefusedFile(
                f"its shapes have more corners than the limit of {limits.vertices:,}; simplify them"
            )
        shapes.append("" if shape is None else _compact(shape))
    header = _header(records, limits)
    rows = [
        [*(_written(record.get(key), limits) for key in header), shape]
        for record, shape in zip(records, shapes, strict=True)
    ]
    return _table([*header, "geometry"], rows, "geojson", _crs(collection.get("crs")))


def _table(header: list[str], rows: list[list[str]], kind: str, crs: str = "") -> RawTable:
    return RawTable([header, *rows], list(range(len(rows) + 1)), kind, crs=crs)


def _loaded(content: bytes) -> Any:
    try:
        return json.loads(content, parse_int=_whole)
    except RecursionError as error:
        raise RefusedFile("its lists and objects are nested too deep") from error
    except UnicodeDecodeError as error:
        raise RefusedFile(f"it is not UTF-8: byte {error.start:,} does not fit") from error
    except json.JSONDecodeError as error:
        raise RefusedFile(f"it is no JSON: line {error.lineno}, column {error.colno}: {error.msg}") from error  # fmt: skip


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise RefusedFile(f"it holds a number of {len(digits):,} digits")
    return int(digits)


def _header(records: list[dict[str, Any]], limits: Limits) -> list[str]:
    """Every key, in the order of first appearance."""
    keys: dict[str, None] = {}
    for record in records:
        keys.update(dict.fromkeys(record))
        if len(keys) > limits.columns:
            raise RefusedFile(f"it has more columns than the limit of {limits.columns:,}")
    return list(keys)


def _written(cell: object, limits: Limits) -> str:
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, dict | list):
        _check_depth(cell, limits)
        return _compact(cell)
    return repr(cell)


def _compact(found: object) -> str:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _check_depth(found: object, limits: Limits) -> None:
    level = [found]
    depth = 0
    while level := [
        inner
        for outer in level
        for inner in (
            outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ()
        )
    ]:
        depth += 1
        if depth > limits.nesting:
            raise RefusedFile(
                f"its lists and objects are nested deeper than the limit of {limits.nesting}"
            )


def _corners(shape: object, limits: Limits) -> int:
    """How many positions a shape has: its innermost lists."""
    _check_depth(shape, limits)
    stack = [shape]
    corners = 0
    while stack:
        found = stack.pop()
        if isinstance(found, dict):
            stack += list(found.values())
        elif isinstance(found, list):
            inner = [i for i in found if isinstance(i, list | dict)]
            corners += not inner
            stack += inner
    return corners


def _crs(member: object) -> str:
    """What the old member ``crs`` declares; RFC 7946 has none, and means WGS84."""
    if member is None:
        return ""
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    text = name if isinstance(name, str) else _compact(member)
    if _WGS84.fullmatch(text):
        return "EPSG:4326"
    found = _EPSG.fullmatch(text)
    return f"EPSG:{found[1]}" if found else text[:80]
