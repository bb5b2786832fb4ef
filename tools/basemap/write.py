"""Writes GeoJSON as small as it can be without losing what the map can show."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import shapely


def _rounded(ring: Iterable[tuple[float, float]], decimals: int) -> list[list[float]]:
    """The vertices rounded; neighbours that fall together are written once."""
    kept: list[list[float]] = []
    for x, y in ring:
        point = [round(x, decimals), round(y, decimals)]
        point = [int(v) if v == int(v) else v for v in point]
        if not kept or kept[-1] != point:
            kept.append(point)
    return kept


def geometry(shape: shapely.Geometry, decimals: int) -> dict[str, Any] | None:
    """`shape` as a GeoJSON geometry in WGS84, or None where rounding leaves nothing of it."""
    kind = shape.geom_type
    if kind == "Point":
        return {"type": kind, "coordinates": _rounded([(shape.x, shape.y)], decimals)[0]}
    if kind == "LineString":
        line = _rounded(shape.coords, decimals)
        return {"type": kind, "coordinates": line} if len(line) > 1 else None
    if kind == "Polygon":
        oriented = shapely.orient_polygons(shape)
        rings = [_rounded(r.coords, decimals) for r in (oriented.exterior, *oriented.interiors)]
        if len(rings[0]) < 4:
            return None
        return {"type": kind, "coordinates": [r for r in rings if len(r) > 3]}
    if kind in ("MultiLineString", "MultiPolygon"):
        parts = [geometry(part, decimals) for part in shapely.get_parts(shape)]
        found = [part["coordinates"] for part in parts if part]
        return {"type": kind, "coordinates": found} if found else None
    raise ValueError(f"{kind!r} is not written here: points, lines and polygons are")


def collection(
    path: Path, features: Iterable[tuple[dict[str, Any], shapely.Geometry]], decimals: int
) -> None:
    """Writes the (properties, geometry) pairs to `path`, in their order, as one line of JSON."""
    written = []
    for properties, shape in features:
        drawn = geometry(shape, decimals)
        if drawn:
            written.append({"type": "Feature", "properties": properties, "geometry": drawn})
    text = {"type": "FeatureCollection", "features": written}
    path.write_text(
        json.dumps(text, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
    )
