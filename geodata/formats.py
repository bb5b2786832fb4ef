"""The one place that opens tables and geospatial files, by an explicit dialect each."""

from __future__ import annotations

import csv
import io
import json

import geopandas as gpd
import pandas as pd

from layers.schema import CRS


def read_csv(content: bytes) -> pd.DataFrame:
    """A comma-separated UTF-8 table as text; an empty cell stays an empty string.

    Nothing is guessed: no number, no date, no missing-value word (``NA`` is Namibia). A row that
    is longer or shorter than the header is refused: pandas would cut it off or fill it up.

    Raises:
        ValueError: if the bytes are no such table, with the line.
    """
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    try:
        header = next(lines, None)
        rows = []
        for row in lines:
            if header is None or len(row) != len(header):
                expected = len(header or ())
                raise ValueError(f"line {lines.line_num} has {len(row)} cells, expected {expected}")
            rows.append(row)
    except csv.Error as error:
        raise ValueError(f"line {lines.line_num}: {error}") from error
    if header is None:
        raise ValueError("the file is empty")
    return pd.DataFrame(rows, columns=header, dtype="str")


def read_geojson(content: bytes) -> gpd.GeoDataFrame:
    """An RFC 7946 feature collection (WGS84); properties as JSON has them.

    It is read as JSON, never by a driver that sniffs: a file of that name may hold a pointer to
    any other file of the machine.
    """
    collection = json.loads(content)
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        raise ValueError("expected a GeoJSON FeatureCollection")
    return gpd.GeoDataFrame.from_features(collection["features"], crs=CRS)


def read_parquet(content: bytes) -> pd.DataFrame:
    """A (Geo)Parquet table with the types it was written with."""
    buffer = io.BytesIO(content)
    try:
        shaped: pd.DataFrame = gpd.read_parquet(buffer)
    except ValueError:  # no geometry column: an ordinary table
        return pd.read_parquet(io.BytesIO(content))
    return shaped


def read_columns(content: bytes, names: list[str] | None) -> pd.DataFrame:
    """Some columns of a (Geo)Parquet table, with the types they were written with; None for all."""
    return pd.read_parquet(io.BytesIO(content), columns=names)


def write_parquet(frame: pd.DataFrame) -> bytes:
    """The frame as (Geo)Parquet bytes, zstd."""
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()
