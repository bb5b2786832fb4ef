"""Land as one multipolygon: exact inside the charted box, coarse around it.

Outside the box the land goes on at a coarse tolerance, so that a wide screen never shows a coast
that stops at a frame. The two are joined where they meet, and the join runs inland.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely
from basemap import gshhg
from pyproj import Geod
from shapely import MultiPolygon, Polygon
from shapely.geometry import box as rectangle

GEOD = Geod(ellps="WGS84")

# west, south, east, north: Senegal and the Gambia to Georgia, the Alps to Conakry.
BOX = (-22.0, 10.0, 43.0, 48.0)
CONTEXT = (-170.0, -58.0, 180.0, 80.0)
TOLERANCE = 0.0015
# Waters that no crossing counted here touches are drawn coarser; the first is the fine zone as
# rectangles, the rest of the box is coarse.
FINE = (
    (-7.5, 30.0, 37.0, 41.4),  # the Mediterranean, the Aegean and the Strait of Gibraltar
    (5.0, 41.3, 18.0, 44.6),  # Ligurian and Tyrrhenian seas, western Adriatic
    (12.0, 44.0, 14.2, 46.0),  # Gulf of Venice
    (-18.5, 12.9, -8.0, 36.0),  # the Gambia to Morocco, the Canaries, Madeira
)
COARSE_TOLERANCE = 0.006
# The tints of the water run on beyond the box, so that they too end where nobody looks.
TINT_BOX = (-40.0, 0.0, 64.0, 62.0)
TINT_MARGIN = 2.0
NEAR = (-32.0, 5.0, 47.0, 52.0)
CONTEXT_TOLERANCE = 0.08
# A rock smaller than this (about 100 m across) is below what the tolerance can draw.
LEAST_ISLAND_KM2 = 0.04
LEAST_COARSE_ISLAND_KM2 = 0.6
LEAST_LAKE_KM2 = 180.0
LEAST_CONTEXT_KM2 = 1200.0
# Near the box, Cabo Verde and the Azores have to be there, and small islands need a finer line.
LEAST_NEAR_KM2 = 40.0
NEAR_TOLERANCE = 0.01
# Everything is written to 3 decimals; computed on that grid, it stays valid when it is written.
GRID = 0.001


def polygonal(geometry: shapely.Geometry) -> MultiPolygon:
    """The polygons of `geometry` as one valid multipolygon; lines and points fall away."""
    valid = shapely.make_valid(geometry)
    parts = [p for p in shapely.get_parts(valid) if p.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.multipolygons([p for p in shapely.get_parts(parts) if not p.is_empty])


def _simplified(shape: Polygon, tolerance: float) -> shapely.Geometry:
    """`shape` simplified and valid."""
    simple = shapely.simplify(shape, tolerance, preserve_topology=True)
    return shapely.make_valid(simple)


def _coarsened(ring: np.ndarray, fine: shapely.Geometry) -> np.ndarray:
    """The ring with its runs outside `fine` simplified again; the ends of a run stay put."""
    inside = shapely.contains_xy(fine, ring[:, 0], ring[:, 1])
    cuts = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    runs = []
    for first, last in pairwise([0, *cuts, len(ring)]):
        run = ring[first:last]
        if not inside[first] and len(run) > 2:
            closed = first == 0 and last == len(ring)
            whole = shapely.polygons(run) if closed else shapely.linestrings(run)
            run = shapely.get_coordinates(shapely.simplify(whole, COARSE_TOLERANCE))
        runs.append(run)
    return np.concatenate(runs)


def graded(land: MultiPolygon) -> MultiPolygon:
    """`land` with the coasts outside the fine zone made coarser and their rocks left out."""
    fine = shapely.union_all([rectangle(*part) for part in FINE])
    shapely.prepare(fine)
    kept = []
    for part in shapely.get_parts(land):
        if not shapely.intersects(fine, part) and _km2(part) < LEAST_COARSE_ISLAND_KM2:
            continue
        rings = [_coarsened(np.asarray(r.coords), fine) for r in (part.exterior, *part.interiors)]
        rings = [r for r in rings if len(r) > 3]
        if rings:
            kept.append(shapely.make_valid(Polygon(rings[0], rings[1:])))
    return polygonal(shapely.union_all(kept))


def _km2(part: Polygon) -> float:
    """Area in km2 on the ellipsoid."""
    return abs(GEOD.geometry_area_perimeter(part)[0]) / 1e6


def shores(
    folder: Path, box: tuple[float, float, float, float], tolerance: float
) -> tuple[list[shapely.Geometry], list[shapely.Geometry], list[shapely.Geometry]]:
    """Land, lakes and islands in lakes within `box`, each simplified to `tolerance` degrees."""
    found: dict[int, list[shapely.Geometry]] = {1: [], 2: [], 3: []}
    window = rectangle(*box)
    for level, area, ring in gshhg.read(folder, box, LEAST_ISLAND_KM2):
        if level not in found or (level != gshhg.LAND and area < LEAST_LAKE_KM2):
            continue
        seen = ring
        if not window.contains(ring):
            seen = shapely.clip_by_rect(shapely.make_valid(ring), *box)
        if not seen.is_empty:
            found[level].append(_simplified(seen, tolerance))
    return found[1], found[2], found[3]


def exact(
    folder: Path,
    tolerance: float = TOLERANCE,
    box: tuple[float, float, float, float] = BOX,
    margin: float = 0.0,
) -> MultiPolygon:
    """Land inside `box`, widened by `margin` degrees, with its larger lakes cut out."""
    west, south, east, north = box
    wide = (west - margin, south - margin, east + margin, north + margin)
    land, lakes, isles = shores(folder, wide, tolerance)
    dry = shapely.difference(shapely.union_all(land), shapely.union_all(lakes))
    return polygonal(shapely.union_all([dry, *isles]))


def context(folder: Path) -> MultiPolygon:
    """Land around the box, coarse: only what a whole-basin view on a wide screen can show."""
    land, lakes = [], []
    for level, area, ring in gshhg.read(folder, CONTEXT, LEAST_NEAR_KM2):
        if level == gshhg.LAND and area > LEAST_CONTEXT_KM2:
            land.append(_simplified(ring, CONTEXT_TOLERANCE if area > 9000 else 0.03))
        elif level == gshhg.LAND and rectangle(*NEAR).contains(ring):
            land.append(_simplified(ring, NEAR_TOLERANCE))
        elif level == gshhg.LAKE and area > 4 * LEAST_CONTEXT_KM2:
            lakes.append(_simplified(ring, CONTEXT_TOLERANCE))
    dry = shapely.difference(shapely.union_all(land), shapely.union_all(lakes))
    outside = shapely.difference(rectangle(*CONTEXT), rectangle(*BOX))
    return polygonal(shapely.intersection(dry, outside))


def union(inner: MultiPolygon, outer: MultiPolygon) -> MultiPolygon:
    """Both together, without a seam."""
    return polygonal(shapely.union_all([inner, outer], grid_size=GRID))


def joined(inner: MultiPolygon, outer: MultiPolygon) -> list[Polygon]:
    """Both together as single polygons without a seam, largest first."""
    parts = [p for p in shapely.get_parts(union(inner, outer)) if p.area > 0]
    return sorted(parts, key=lambda part: -part.area)
