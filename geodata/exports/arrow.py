"""Sheets as Arrow tables: the types that every format is written from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from geodata.errors import ExportError
from geodata.exports.sheet import Sheet

DECIMALS = 7  # of a degree: a hundredth of a metre
SHAPE = "geometry"
_PROMOTED = {"line": shapely.multilinestrings, "polygon": shapely.multipolygons}
_ONE_PART = {"line": shapely.GeometryType.LINESTRING, "polygon": shapely.GeometryType.POLYGON}
GEOMETRY_TYPES = {"point": "Point", "line": "MultiLineString", "polygon": "MultiPolygon"}


def cells(sheet: Sheet) -> pa.Table:
    """The rows of a sheet without their shapes, a column each; unknown is null.

    Counts are 64-bit integers, numbers doubles, days dates, months text as ``YYYY-MM``.

    Raises:
        ExportError: if the frame lacks a column of the sheet.
    """
    columns: dict[str, pa.Array] = {}
    for column in sheet.columns:
        if column.kind == "geometry":
            continue
        if column.name not in sheet.frame.columns:
            raise ExportError(f"The rows of {sheet.name!r} have no column {column.name!r}.")
        columns[column.name] = _array(sheet.frame[column.name], column.kind)
    return pa.table(columns)


def _array(values: pd.Series, kind: str) -> pa.Array:
    if kind in ("date", "month"):
        stamps = pd.to_datetime(values)
        if kind == "month":
            written = stamps.dt.strftime("%Y-%m").astype("object")
            return pa.array(written.where(stamps.notna(), None), type=pa.string(), from_pandas=True)
        days = stamps.to_numpy(dtype="datetime64[D]")
        return pa.array(days, type=pa.date32(), mask=np.isnat(days))
    types = {"count": pa.int64(), "number": pa.float64(), "flag": pa.bool_()}
    if kind in types:
        return _flat(pa.array(values, type=types[kind], from_pandas=True))
    text = values.astype("string")
    return _flat(pa.array(text, type=pa.string(), from_pandas=True))


def _flat(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def shapes(sheet: Sheet) -> Any:
    """The shapes of a sheet, WGS84; None where a row has none. An array of the rows' length."""
    found = np.asarray(sheet.frame[SHAPE].array, dtype=object)
    empty = shapely.is_empty(found)
    if empty.any():
        found = found.copy()
        found[empty] = None
    return found


def with_shapes(sheet: Sheet) -> pa.Table:
    """The cells and, last, the shapes as WKB; lines and polygons as ones of several parts."""
    found = shapes(sheet)
    if sheet.geometry in _PROMOTED:
        found = found.copy()
        one = shapely.get_type_id(found) == _ONE_PART[sheet.geometry]
        promoted = _PROMOTED[sheet.geometry]
        found[one] = [promoted([shape]) for shape in found[one]]
    return cells(sheet).append_column(SHAPE, wkb(found))


def wkb(found: Any) -> pa.Array:
    """Shapes as well-known binary, null where there is none."""
    return pa.array(shapely.to_wkb(found, flavor="iso"), type=pa.binary())


def with_text_shapes(sheet: Sheet) -> pa.Table:
    """The cells and, for lines and polygons, the shapes as WKT; points have their coordinates."""
    table = cells(sheet)
    if sheet.geometry not in _PROMOTED:
        return table
    text = shapely.to_wkt(shapes(sheet), rounding_precision=DECIMALS)
    return table.append_column(SHAPE, pa.array(text, type=pa.string(), from_pandas=True))
