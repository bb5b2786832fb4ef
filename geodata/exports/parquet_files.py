"""GeoParquet 1.1 and plain Parquet, with the document of the export in the footer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geodata.exports.arrow import SHAPE, cells, shapes, with_text_shapes, wkb
from geodata.exports.sheet import Sheet, Sidecar

COVERING = "bbox"
DOCUMENT_KEY = b"pharos"
_EDGES = ("xmin", "ymin", "xmax", "ymax")


def write_geoparquet(sheet: Sheet, sidecar: Sidecar, path: Path) -> None:
    """The sheet as GeoParquet 1.1 with a covering box a row; plain Parquet without shapes.

    Source: https://geoparquet.org/releases/v1.1.0/
    """
    if sheet.geometry == "none":
        write_parquet(sheet, sidecar, path)
        return
    found = shapes(sheet)
    bounds = shapely.bounds(found)
    mask = np.isnan(bounds[:, 0]) if len(bounds) else np.zeros(0, dtype=bool)
    edges = [pa.array(bounds[:, i], mask=mask) for i in range(4)]
    table = cells(sheet)
    table = table.append_column(SHAPE, wkb(found))
    table = table.append_column(COVERING, pa.StructArray.from_arrays(edges, _EDGES))
    geo = json.dumps(_geo(found, bounds[~mask]), separators=(",", ":"))
    _written(table, {b"geo": geo.encode()}, sidecar, path)


def write_parquet(sheet: Sheet, sidecar: Sidecar, path: Path) -> None:
    """The sheet as Parquet; lines and polygons as WKT."""
    _written(with_text_shapes(sheet), {}, sidecar, path)


def _written(table: pa.Table, said: dict[bytes, bytes], sidecar: Sidecar, path: Path) -> None:
    document = json.dumps(sidecar.document, ensure_ascii=False, separators=(",", ":"))
    table = table.replace_schema_metadata({**said, DOCUMENT_KEY: document.encode()})
    pq.write_table(table, path, compression="zstd")


def _geo(found: Any, bounds: Any) -> dict[str, Any]:
    kinds = sorted({shapely.from_wkt(_EMPTY[i]).geom_type for i in _kinds(found)})
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": kinds,
        "covering": {"bbox": {edge: [COVERING, edge] for edge in _EDGES}},
    }
    if len(bounds):
        low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
        column["bbox"] = [float(v) for v in (*low, *high)]
    # Without a "crs" the standard says OGC:CRS84: longitude before latitude, WGS84.
    return {"version": "1.1.0", "primary_column": SHAPE, "columns": {SHAPE: column}}


_EMPTY = {
    int(kind): f"{kind.name} EMPTY"
    for kind in shapely.GeometryType
    if kind.name not in ("MISSING", "LINEARRING")
}


def _kinds(found: Any) -> set[int]:
    return {int(kind) for kind in np.unique(shapely.get_type_id(found)) if kind >= 0}
