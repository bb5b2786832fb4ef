"""A coarse coast for questions of near and far; the drawn coast is the basemap's."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

FILE = Path(__file__).parent / "gazetteer" / "coarse_land.parquet"


@cache
def coarse_land() -> BaseGeometry | None:
    """Land of the mapped box as one WGS84 shape, good to about 1 km; None if not packaged."""
    if not FILE.exists():
        return None
    return gpd.read_parquet(FILE).geometry.union_all()
