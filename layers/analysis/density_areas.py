"""The smallest areas that hold a share of many positions: highest density regions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from layers.geometry import area_km2, from_position, mended, moved

Numbers = npt.NDArray[np.float64]

TOLERANCE = 0.01  # by which an area may hold less than its share
LEAST_SPREAD_M = 100.0  # positions closer together than that are drawn as if they were not
_CELLS_PER_BANDWIDTH = 4
_MARGIN = 5.0  # bandwidths around the outermost position


@dataclass(frozen=True)
class DensityArea:
    """An area in WGS84 and the share of the positions that it was made for and that it holds."""

    share: float
    holds: float
    shape: BaseGeometry
    area_km2: float


def density_areas(
    longitudes: Numbers, latitudes: Numbers, shares: Sequence[float]
) -> tuple[DensityArea, ...]:
    """The areas of highest density that hold each of the ascending shares; each holds the last.

    A Gaussian kernel density with Scott's bandwidth, along the axes of the positions' own spread,
    in an azimuthal equidistant plane around their middle; its level is the quantile of the
    density at the positions. Hyndman 1996, doi:10.1080/00031305.1996.10474359. Where many
    positions are one and the same point, an area holds its share or more.
    """
    middle = float(longitudes.mean()), float(latitudes.mean())
    positions = np.stack(from_position(*middle, longitudes, latitudes), axis=1)
    centre = positions.mean(axis=0)
    spreads, axes = np.linalg.eigh(np.cov(positions, rowvar=False))
    scale = np.maximum(np.sqrt(np.maximum(spreads, 0)), LEAST_SPREAD_M)
    plain = (positions - centre) @ axes / scale
    contours = _Contours.of(plain)

    def placed(corners: Numbers) -> Numbers:
        east, north = ((corners * scale) @ axes.T + centre).T
        here = np.full(len(corners), middle[0]), np.full(len(corners), middle[1])
        bearing = np.degrees(np.arctan2(east, north))
        return np.stack(moved(*here, bearing, np.hypot(east, north)), axis=1)

    areas: list[DensityArea] = []
    level = np.inf
    for share in shares:
        level = min(level, float(np.quantile(contours.at_positions, 1 - share)))
        flat = contours.above(level)
        while (holds := _share_in(flat, plain)) < share - TOLERANCE:
            level *= 0.95
            flat = contours.above(level)
        shape = mended(_transformed(flat, placed))
        areas.append(DensityArea(share, holds, shape, area_km2(shape)))
    return tuple(areas)


@dataclass(frozen=True)
class _Contours:
    """A density on a grid, and its value at every position that it was made from."""

    x: Numbers
    y: Numbers
    density: Numbers
    at_positions: Numbers

    @staticmethod
    def of(plain: Numbers) -> _Contours:
        from scipy import ndimage  # noqa: PLC0415 (a start must not pay for it)

        bandwidth = len(plain) ** (-1 / 6)
        cell = bandwidth / _CELLS_PER_BANDWIDTH
        low = plain.min(axis=0) - _MARGIN * bandwidth
        places = (plain - low) / cell
        shape = np.ceil(places.max(axis=0) + _MARGIN * _CELLS_PER_BANDWIDTH).astype("int64") + 1
        whole = np.floor(places).astype("int64")
        rest = places - whole
        grid = np.zeros(shape)
        for right in (0, 1):
            for up in (0, 1):
                weight = np.abs(1 - right - rest[:, 0]) * np.abs(1 - up - rest[:, 1])
                np.add.at(grid, (whole[:, 0] + right, whole[:, 1] + up), weight)
        density = ndimage.gaussian_filter(grid, _CELLS_PER_BANDWIDTH, mode="constant")
        at = ndimage.map_coordinates(density, places.T, order=1)
        x, y = (low[i] + cell * np.arange(shape[i]) for i in (0, 1))
        return _Contours(x, y, density.T, at)

    def above(self, level: float) -> MultiPolygon:
        from contourpy import FillType, contour_generator  # noqa: PLC0415 (the same)

        generator = contour_generator(self.x, self.y, self.density, fill_type=FillType.OuterOffset)
        rings = zip(*generator.filled(level, np.inf), strict=True)
        polygons = []
        for corners, offsets in rings:
            outer, *holes = np.split(corners, offsets[1:-1])
            polygons.append(Polygon(outer, holes))
        return MultiPolygon(polygons)


def _share_in(flat: MultiPolygon, plain: Numbers) -> float:
    shapely.prepare(flat)
    return float(shapely.intersects_xy(flat, *plain.T).mean())


def _transformed(flat: MultiPolygon, placed: Callable[[Numbers], Numbers]) -> BaseGeometry:
    whole = shapely.transform(flat, placed)
    return whole.geoms[0] if len(whole.geoms) == 1 else whole
