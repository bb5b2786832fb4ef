"""An edition: one immutable version of what a layer held."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geodata import formats
from geodata.errors import DamagedEdition, UnreadableEdition
from geodata.origin import Origin
from layers.analysis.records import Period
from layers.errors import LayersError
from layers.layer import Layer
from layers.registry import layer as layer_named

Periods = tuple[Period, ...]


@dataclass(frozen=True)
class Edition:
    """One immutable file of one layer.

    Attributes:
        layer: name of the layer.
        edition_id: unique within the layer.
        path: the file; its ending says how it is read (.csv, .geojson, .parquet).
        sha256: digest of the file's bytes when it was published.
        rows: number of rows.
        recorded_at: when it became known here (UTC).
        origin: who made it, under what terms, as of when.
        source: whose edition it is; a layer shows the newest one of each of its sources.
        complete: the periods of each route of which it is the whole record, where a layer may
            hold parts of one; those of one route do not overlap.
        pruned_on: the day on which retention removed the file; None while it is held.
    """

    layer: str
    edition_id: str
    path: Path
    sha256: str
    rows: int
    recorded_at: dt.datetime
    origin: Origin
    source: str = "packaged"
    complete: Periods = ()
    pruned_on: dt.date | None = None

    def content(self) -> bytes:
        """The file's bytes, once their digest is right.

        Raises:
            UnreadableEdition: if the file is absent or unreadable.
            DamagedEdition: if the digest differs.
        """
        if self.pruned_on:
            reason = f"retention removed it on {self.pruned_on.isoformat()}"
            raise UnreadableEdition(self.layer, self.edition_id, reason)
        try:
            content = self.path.read_bytes()
        except OSError as error:
            raise UnreadableEdition(
                self.layer, self.edition_id, error.strerror or str(error)
            ) from error
        found = digest(content)
        if found != self.sha256:
            raise DamagedEdition(self.layer, self.edition_id, found, self.sha256)
        return content

    def frame(self) -> pd.DataFrame:
        """The edition as a frame that conforms to its layer; point layers carry geometry.

        Raises:
            UnreadableEdition: if the file is absent, or its rows do not fit the layer.
            DamagedEdition: if the digest differs.
        """
        content = self.content()
        layer = layer_named(self.layer)
        try:
            if self.path.suffix == ".parquet":
                return _complete(layer, formats.read_parquet(content))
            if self.path.suffix == ".geojson":
                return layer.typed(formats.read_geojson(content))
            frame = layer.typed(formats.read_csv(content))
        except (KeyError, OSError, TypeError, ValueError, LayersError) as error:
            raise UnreadableEdition(self.layer, self.edition_id, str(error)) from error
        return located(frame) if layer.geometry == "point" else frame

    def columns(self, names: list[str]) -> pd.DataFrame:
        """Some columns of the edition, without its geometry: a fraction of the time of `frame`.

        Raises:
            UnreadableEdition: if the file is absent, or has no such columns.
            DamagedEdition: if the digest differs.
        """
        if self.path.suffix != ".parquet":
            return pd.DataFrame(self.frame()[names])
        content = self.content()
        try:
            return formats.read_columns(content, names)
        except (KeyError, OSError, TypeError, ValueError) as error:
            raise UnreadableEdition(self.layer, self.edition_id, str(error)) from error


def _complete(layer: Layer, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame, if it has the layer's columns; one written for another version may not."""
    absent = [c.name for c in layer.columns if c.name not in frame.columns]
    if absent:
        raise ValueError(f"it has no column {', '.join(absent)}")
    return frame


def located(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """The frame with a WGS84 point per row; a row without coordinates gets no point."""
    longitude = frame["longitude"].to_numpy(dtype="float64", na_value=float("nan"))
    latitude = frame["latitude"].to_numpy(dtype="float64", na_value=float("nan"))
    points = gpd.GeoSeries(gpd.points_from_xy(longitude, latitude), index=frame.index)
    points[(frame["longitude"].isna() | frame["latitude"].isna()).to_numpy()] = None
    return gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")


def digest(content: bytes) -> str:
    """The SHA-256 of `content`, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
