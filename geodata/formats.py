"""The one place that opens tables and geospatial files, by an explicit dialect each."""

from __future__ import annotations

import io
import json

import geopandas as gpd
import pandas as pd

from layers.schema import CRS


def read_csv(content: bytes) -> pd.DataFrame:
    """A comma-separated UTF-8 table as text; an empty cell stays an empty string.

    Nothing is guessed: no number, no date, no missing-value word (``NA`` is Namibia).
    """
    return pd.read_csv(
        io.BytesIO(content),
        sep=",",
        dtype=str,
        encoding="utf-8",
        keep_default_na=False,
        index_col=False,
    )


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


def write_parquet(frame: pd.DataFrame) -> bytes:
    """The frame as (Geo)Parquet bytes, zstd."""
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()
