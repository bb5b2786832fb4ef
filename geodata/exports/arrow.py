"""Sheets as Arrow tables: the types that every format is written from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geodata.errors import ExportError
from geodata.exports.sheet import Sheet
from layers.schema import Column

# As GDAL names it: https://gdal.org/en/stable/development/rfc/rfc86_column_oriented_api.html
_COMMENT = "GDAL:OGR:comment"
_BATCH = 20_000  # rows
DECIMALS = 7  # of a degree: a hundredth of a metre
SHAPE = "geometry"
POSITION = ("longitude", "latitude")
_PROMOTED = {"line": shapely.multilinestrings, "polygon": shapely.multipolygons}
_ONE_PART = {"line": shapely.GeometryType.LINESTRING, "polygon": shapely.GeometryType.POLYGON}
GEOMETRY_TYPES = {"point": "Point", "line": "MultiLineString", "polygon": "MultiPolygon"}


def stream(sheet: Sheet) -> pa.RecordBatchReader:
    """The rows as `with_shapes` has them, some at a time; those of a table without.

    Raises:
        ExportError: as `cells`, before the first row: an error of a stream would lose its words.
    """
    check(sheet)
    whole = cells if sheet.geometry == "none" else with_shapes
    frame = sheet.frame

    def some(begin: int, end: int) -> pa.Table:
        return whole(replace(sheet, frame=frame.iloc[begin:end]))

    def batches() -> Iterator[pa.RecordBatch]:
        for begin in range(0, len(frame), _BATCH):
            yield from some(begin, begin + _BATCH).combine_chunks().to_batches()

    return pa.RecordBatchReader.from_batches(some(0, 0).schema, batches())


def check(sheet: Sheet) -> None:
    """Nothing, where every column of the sheet can be written.

    Raises:
        ExportError: if the frame lacks one, or has an infinite number.
    """
    for column in sheet.columns:
        if column.kind == "geometry":
            continue
        if column.name not in sheet.frame.columns:
            raise ExportError(f"The rows of {sheet.name!r} have no column {column.name!r}.")
        if column.kind == "number":
            numbers = sheet.frame[column.name].to_numpy(dtype="float64", na_value=np.nan)
            if np.isinf(numbers).any():
                raise ExportError(
                    f"The column {column.name!r} of {sheet.name!r} has an infinite number; expected "
                    "finite ones, and none where it is unknown."
                )


def cells(sheet: Sheet) -> pa.Table:
    """The rows of a sheet without their shapes, a column each; unknown is null.

    Counts are 64-bit integers, numbers doubles, days dates, months text as ``YYYY-MM``. What a
    column means travels as the comment of its field, which GDAL and Parquet keep.

    Raises:
        ExportError: if the frame lacks a column of the sheet, or has an infinite number.
    """
    check(sheet)
    fields, arrays = [], []
    for column in sheet.columns:
        if column.kind != "geometry":
            array = _array(sheet.frame[column.name], column.kind)
            arrays.append(array)
            fields.append(pa.field(column.name, array.type, metadata={_COMMENT: told(column)}))
    return pa.table(arrays, schema=pa.schema(fields))


def told(column: Column) -> str:
    """What a column means, with its unit."""
    return f"{column.meaning} ({column.unit})" if column.unit else column.meaning


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
    text = _flat(pa.array(values.astype("string"), type=pa.string(), from_pandas=True))
    # Most formats end a text at the character NUL; it is shown as one that cannot be.
    return pc.replace_substring(text, "\0", "\ufffd") if b"\0" in letters(text) else text


def letters(text: pa.Array) -> bytes:
    """The letters of a column one after the other, and perhaps of rows around it.

    To look for one in them all takes a hundredth of the time that looking into each cell does.
    """
    held = text.buffers()[2]
    return b"" if held is None else bytes(held.to_pybytes())


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


def with_positions(sheet: Sheet) -> pa.Table:
    """The cells; of points also `longitude` and `latitude`, where no column says them."""
    table = cells(sheet)
    if sheet.geometry == "point":
        for name, numbers in zip(POSITION, (shapely.get_x, shapely.get_y), strict=True):
            if name not in table.column_names:
                at = pa.array(numbers(shapes(sheet)), from_pandas=True)
                table = table.append_column(name, at)
    return table


def with_text_shapes(sheet: Sheet) -> pa.Table:
    """The cells and the positions; lines and polygons as WKT in a last column."""
    table = with_positions(sheet)
    if sheet.geometry not in _PROMOTED:
        return table
    text = shapely.to_wkt(shapes(sheet), rounding_precision=DECIMALS)
    return table.append_column(SHAPE, pa.array(text, type=pa.string(), from_pandas=True))


def without_shape(sheet: Sheet) -> int:
    """How many rows have no shape: all of a table's."""
    if sheet.geometry == "none":
        return len(sheet.frame)
    return int(shapely.is_missing(shapes(sheet)).sum())
