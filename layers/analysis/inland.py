"""How far a position on land is from the sea."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from layers.geometry import BASIN, area_km2, distances_m

LEAST_SEA_KM2 = 10_000.0  # smaller waters are lakes; the Sea of Marmara has 11,350


@dataclass(frozen=True, eq=False)
class Shore:
    """Land, prepared for the question how far a position on it is from the sea.

    What is prepared is kept: the seas are cut out when the first position on land is asked for.

    Attributes:
        land: WGS84. It may be cut into pieces: the edges between them are no coast, and neither is
            the edge of the mapped box.
    """

    land: BaseGeometry

    @cached_property
    def _pieces(self) -> shapely.STRtree:
        return shapely.STRtree(shapely.get_parts(self.land))

    @cached_property
    def _edges(self) -> npt.NDArray[np.float64]:
        """The edges of all seas of the mapped box, (n, 2, 2), longitude, latitude of both ends."""
        box = shapely.box(*BASIN)
        near = self._pieces.geometries[self._pieces.query(box, predicate="intersects")]
        # Islands apart are not noded against each other: half of the time of a plain union.
        waters = shapely.get_parts(box.difference(shapely.disjoint_subset_union_all(near)))
        seas = [w for w in waters if area_km2(w) >= LEAST_SEA_KM2]
        rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(seas)]
        return np.concatenate(
            [np.empty((0, 2, 2)), *(np.stack([r[:-1], r[1:]], axis=1) for r in rings)]
        )

    def km_to_sea(self, longitude: float, latitude: float) -> float | None:
        """The geodesic distance in kilometres from a position on land to the sea; None at sea.

        A position in a lake that `land` leaves out is on no land, so None. Infinite if there is no
        sea in the mapped box.
        """
        here = shapely.Point(longitude, latitude)
        if not len(self._pieces.query(here, predicate="intersects")):
            return None
        if not len(self._edges):
            return float("inf")
        # Nearest in degrees of equal length; what is nearest is then measured on the ellipsoid.
        stretch = np.array([max(float(np.cos(np.radians(latitude))), 0.01), 1.0])
        starts, ends = (self._edges[:, end] * stretch for end in (0, 1))
        along, away = ends - starts, np.array([longitude, latitude]) * stretch - starts
        length2 = np.maximum(np.einsum("ij,ij->i", along, along), 1e-18)
        share = np.clip(np.einsum("ij,ij->i", along, away) / length2, 0.0, 1.0)
        off = away - share[:, None] * along
        nearest = np.einsum("ij,ij->i", off, off).argmin()
        found = (starts[nearest] + share[nearest] * along[nearest]) / stretch
        return float(distances_m(np.array([[longitude, latitude]]), found[None])[0]) / 1000
