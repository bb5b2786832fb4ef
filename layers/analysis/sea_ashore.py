"""How much of the ends of a way lies over land: where a position is ashore, a way must leave it."""

from __future__ import annotations

import shapely

from layers.analysis.sea_plane import Floats, from_plane
from layers.geometry import length_m


def over_land_m(land: shapely.STRtree | None, *legs: Floats) -> float:
    """Geodesic metres of short lines over land; 0 where no land is given.

    Args:
        land: pieces of land, WGS84, as exact as there are.
        legs: (n, 2) places in the plane each; a line of a single place has no length.
    """
    total = 0.0
    for leg in legs:
        if land is None or len(leg) < 2:
            continue
        line = shapely.LineString(from_plane(leg))
        pieces = land.geometries[land.query(line, predicate="intersects")]
        if len(pieces):
            total += length_m(shapely.intersection(line, shapely.union_all(pieces)))
    return total
