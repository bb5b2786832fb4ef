"""How far a position on land is from the sea."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.affinity import scale
from shapely.geometry.base import BaseGeometry

from layers.geometry import BASIN, area_km2, distances_m

_STEPS_DEGREES = (1.0, 4.0, 16.0, 64.0)
LEAST_SEA_KM2 = 10_000.0  # smaller waters are lakes; the Sea of Marmara has 11,350


def km_to_sea(longitude: float, latitude: float, land: BaseGeometry) -> float | None:
    """The geodesic distance in kilometres from a position on `land` to the sea; None at sea.

    The land may be cut into pieces: the edges between them are no coast, and neither is the edge
    of the mapped box. A position in a lake that `land` leaves out is on no land, so None. Infinite
    if there is no sea in the mapped box.
    """
    pieces = shapely.get_parts(land)
    if not shapely.intersects_xy(pieces, longitude, latitude).any():
        return None
    tree = shapely.STRtree(pieces)
    stretch = max(float(np.cos(np.radians(latitude))), 0.01)
    here = shapely.Point(longitude * stretch, latitude)
    for reach in _STEPS_DEGREES:
        wide = reach / stretch
        window = shapely.box(longitude - wide, latitude - reach, longitude + wide, latitude + reach)
        window = window.intersection(shapely.box(*BASIN))
        near = pieces[tree.query(window, predicate="intersects")]
        waters = shapely.get_parts(window.difference(shapely.union_all(near)))
        sizes = [area_km2(water) for water in waters]
        seas = [w for w, size in zip(waters, sizes, strict=True) if size >= LEAST_SEA_KM2]
        if not seas:
            continue
        flat = scale(shapely.union_all(seas), xfact=stretch, yfact=1.0, origin=(0, 0))
        there = shapely.get_coordinates(shapely.shortest_line(here, flat))[1]
        degrees = float(np.hypot(there[0] - here.x, there[1] - here.y))
        if degrees <= reach or reach == _STEPS_DEGREES[-1]:
            found = np.array([[there[0] / stretch, there[1]]])
            return float(distances_m(np.array([[longitude, latitude]]), found)[0]) / 1000
    return float("inf")
