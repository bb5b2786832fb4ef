"""A coarse coast for questions of near and far; the drawn coast is the basemap's."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import geopandas as gpd
from shapely import GeometryCollection
from shapely.geometry.base import BaseGeometry

from layers.analysis.inland import Shore

FILE = Path(__file__).parent / "gazetteer" / "coarse_land.parquet"


@cache
def coarse_land() -> BaseGeometry:
    """Land of the mapped box in pieces of bounded size, one WGS84 collection, good to about 1 km.

    Made from the basemap's coast by `tools/build_coarse_land.py`.
    """
    return GeometryCollection(list(gpd.read_parquet(FILE).geometry))


@cache
def coarse_shore() -> Shore:
    """The same land, prepared for the question how far inland a position is; kept."""
    return Shore(coarse_land())
