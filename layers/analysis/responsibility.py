"""Whose search-and-rescue region: claims side by side, never one answer where two exist."""

from __future__ import annotations

from itertools import combinations

import geopandas as gpd
import shapely

from layers.geometry import area_km2

# Limits drawn to 0.05 degrees make false slivers between neighbours; smaller overlaps are noise.
SLIVER_KM2 = 150.0


def overlaps(claims: gpd.GeoDataFrame, sliver_km2: float = SLIVER_KM2) -> gpd.GeoDataFrame:
    """The areas that two claims share.

    Args:
        claims: search-and-rescue claims, WGS84.
        sliver_km2: shared areas below this are left out as an effect of rounding.

    Returns:
        Columns `claim_ids` (two ids joined by ``;``), `area_km2` and geometry, WGS84, one row a
        pair; an area that three claims share is in three rows.
    """
    rows = []
    for a, b in combinations(claims.itertuples(), 2):
        if a.state == b.state or not a.geometry.intersects(b.geometry):
            continue
        shared = a.geometry.intersection(b.geometry)
        parts = [p for p in shapely.get_parts(shared) if p.geom_type == "Polygon"]
        parts = [p for p in parts if area_km2(p) >= sliver_km2]
        if parts:
            shape = shapely.MultiPolygon(parts) if len(parts) > 1 else parts[0]
            shape = shapely.orient_polygons(shape)  # RFC 7946: outer rings counter-clockwise
            size = round(area_km2(shape), 1)
            rows.append(
                {
                    "claim_ids": f"{a.claim_id};{b.claim_id}",
                    "area_km2": size,
                    "geometry": shape,
                }
            )
    columns = ["claim_ids", "area_km2", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=claims.crs)
