"""The sea cut along every limit: areas that belong to the same claims throughout."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from layers.analysis.responsibility import SLIVER_KM2
from layers.geometry import area_km2, mended


@dataclass(frozen=True)
class Area:
    """A part of the sea and the claims that hold all of it.

    Attributes:
        claim_ids: in the order of the claims.
        geometry: polygons, WGS84.
        area_km2: geodesic.
    """

    claim_ids: tuple[str, ...]
    geometry: BaseGeometry
    area_km2: float


def areas(
    claims: gpd.GeoDataFrame, sliver_km2: float = SLIVER_KM2, coarse_degrees: float = 0.0
) -> list[Area]:
    """The areas of one set of claims each, single claims first; no two of them overlap.

    Args:
        claims: search-and-rescue claims, WGS84.
        sliver_km2: areas below this are left out as an effect of rounding.
        coarse_degrees: how far a corner may move; 0 keeps every corner.
    """
    pieces: dict[tuple[str, ...], BaseGeometry] = {}
    for claim in claims.itertuples():
        rest = mended(shapely.simplify(claim.geometry, coarse_degrees))
        cut: dict[tuple[str, ...], BaseGeometry] = {}
        for ids, piece in pieces.items():
            shared = _polygons(piece.intersection(rest), sliver_km2)
            if shared.is_empty:
                cut[ids] = piece
                continue
            cut[(*ids, str(claim.claim_id))] = shared
            cut[ids] = _polygons(piece.difference(shared))
            rest = rest.difference(shared)
        cut[str(claim.claim_id),] = _polygons(rest)
        pieces = cut
    found = [Area(ids, p, area_km2(p)) for ids, p in pieces.items()]
    kept = [a for a in found if a.area_km2 >= max(sliver_km2, 1e-6)]
    return sorted(kept, key=lambda a: len(a.claim_ids))


def _polygons(shape: BaseGeometry, least_km2: float = 0.0) -> MultiPolygon:
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
    return MultiPolygon([p for p in parts if not least_km2 or area_km2(p) >= least_km2])
