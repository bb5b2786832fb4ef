"""The rows of a layer that a GIS client asks for, and those rows as GeoJSON features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry import mapping

from dashboard.api.ogc.asked import Box, Days, read_cell
from dashboard.layer_rows import LayerRows
from layers.filters import Flags
from layers.following import NO_DATE, day_spans
from layers.layer import Layer
from layers.schema import Column

NO_SHAPE = "without a position"
OUTSIDE_BOX = "outside the box"
OUTSIDE_TIME = "outside the time asked for"
Cells = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Kept:
    """The rows that remain, in the order of the layer, and what box, time and columns removed."""

    frame: pd.DataFrame
    removed: Mapping[str, int]


def keep(rows: LayerRows, box: Box | None, days: Days, equal: Sequence[tuple[str, str]]) -> Kept:
    """The rows that touch a box and a time, limits included, and have the values asked for.

    A row that speaks of a month or a span touches a time where one of its days does. A row
    without a shape is in no box, one without a date in no time; both are counted.

    Raises:
        SelectionError: quoting a value that its column cannot have.
    """
    frame, layer = rows.frame, rows.layer
    left: Flags = np.ones(len(frame), dtype=bool)
    removed = dict(rows.removed)

    def test(reason: str, passes: Flags) -> None:
        nonlocal left
        after = left & passes
        if gone := int(np.count_nonzero(left)) - int(np.count_nonzero(after)):
            removed[reason] = removed.get(reason, 0) + gone
        left = after

    if box is not None and isinstance(frame, gpd.GeoDataFrame):
        shapes = frame.geometry.to_numpy()
        test(NO_SHAPE, ~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
        test(OUTSIDE_BOX, shapely.intersects(_area(box), shapes))
    if days != (None, None) and (spans := day_spans(layer, frame)):
        starts, ends = spans
        first, last = days
        test(NO_DATE, ~np.isnat(starts))
        inside = np.ones(len(frame), dtype=bool)
        if first is not None:
            inside &= ends >= np.datetime64(first)
        if last is not None:
            inside &= starts <= np.datetime64(last)
        test(OUTSIDE_TIME, inside)
    for name, text in equal:
        value = read_cell(layer, layer.column(name), text)
        same = (frame[name] == value).fillna(value=False).to_numpy(dtype=bool)
        test(f"with another {name} than was asked for", same)
    return Kept(frame[left], removed)


def _area(box: Box) -> Any:
    west, south, east, north = box
    if west <= east:
        return shapely.box(west, south, east, north)
    # Over the antimeridian: RFC 7946 has west greater than east.
    return shapely.union_all(
        [shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)]
    )


def ids_of(layer: Layer, frame: pd.DataFrame) -> list[str]:
    """The name of each row in an address: its key, several parts joined by ``:``, unknown empty."""
    if len(layer.key) == 1:
        return [str(cell) for cell in cells(frame, layer.column(layer.key[0]))]
    parts = [[_part(c) for c in cells(frame, layer.column(name))] for name in layer.key]
    return [":".join(row) for row in zip(*parts, strict=True)]


def _part(cell: object) -> str:
    # Only what would be taken for the end of a part, or for an escape of it, is escaped.
    return "" if cell is None else str(cell).replace("%", "%25").replace(":", quote(":"))


def cells(frame: pd.DataFrame, column: Column) -> list[Any]:
    """The cells of a column as JSON has them: days as ISO text, months as YYYY-MM, unknown null."""
    series = frame[column.name]
    if column.kind in ("date", "month"):
        days = series.to_numpy(dtype="datetime64[M]" if column.kind == "month" else "datetime64[D]")
        texts: Cells = np.datetime_as_string(days).astype(object)
        texts[np.isnat(days)] = None
        return list(texts)
    plain: Cells = series.astype("object").to_numpy()
    return [None if cell is pd.NA or cell != cell else cell for cell in plain]  # noqa: PLR0124 NaN


def features(layer: Layer, frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as GeoJSON features (RFC 7946), a null geometry where there is no shape."""
    columns = [c for c in layer.columns if c.kind != "geometry"]
    names = [c.name for c in columns]
    table = zip(*(cells(frame, c) for c in columns), strict=True)
    return [
        {"type": "Feature", "id": key, "properties": dict(zip(names, row, strict=True)),
         "geometry": shape}
        for key, row, shape in zip(ids_of(layer, frame), table, _shapes(frame), strict=True)
    ]  # fmt: skip


def _shapes(frame: pd.DataFrame) -> list[Any]:
    if not isinstance(frame, gpd.GeoDataFrame):
        return [None] * len(frame)
    shapes = frame.geometry.to_numpy()
    turned = shapely.orient_polygons(shapes)  # the right-hand rule of RFC 7946
    absent = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    return [None if gone else mapping(s) for s, gone in zip(turned, absent, strict=True)]
