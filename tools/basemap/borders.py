"""Land borders out of the world-atlas package (Natural Earth 1:10m as TopoJSON).

In TopoJSON two neighbours share the arc between them, so an arc that two countries use is a land
border and one that a single country uses is its coast.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from basemap import land
from shapely.geometry import box as rectangle

# Pairs whose whole common line is in dispute, an armistice line or a line of control. The names
# are those of the source, not ours, and appear nowhere on the map.
DISPUTED = {
    frozenset(pair)
    for pair in (
        ("Cyprus", "N. Cyprus"),
        ("Cyprus", "Cyprus U.N. Buffer Zone"),
        ("N. Cyprus", "Cyprus U.N. Buffer Zone"),
        ("Dhekelia", "N. Cyprus"),
        ("Dhekelia", "Cyprus U.N. Buffer Zone"),
        ("Israel", "Palestine"),
        ("Israel", "Syria"),
        ("Israel", "Lebanon"),
        ("Kosovo", "Serbia"),
        ("Sudan", "S. Sudan"),
        ("Somalia", "Somaliland"),
        ("Ethiopia", "Somaliland"),
        ("Djibouti", "Somaliland"),
    )
}
# Pairs whose line is in dispute only inside a box: Crimea; Halaib and Bir Tawil.
DISPUTED_WITHIN = {
    frozenset(("Russia", "Ukraine")): (32.0, 45.0, 36.9, 46.6),
    frozenset(("Egypt", "Sudan")): (31.5, 21.0, 37.5, 24.0),
}
# The source draws the berm here, a military line; the boundary of the territory is the parallel
# of 27 degrees 40 minutes, from the coast to 8 degrees 40 minutes west.
BERM = frozenset(("Morocco", "W. Sahara"))
WESTERN_SAHARA_NORTH = [(-13.3, 27 + 40 / 60), (-8 - 40 / 60, 27 + 40 / 60)]
TOLERANCE = 0.004
CONTEXT_TOLERANCE = 0.03


class AtlasError(ValueError):
    """The folder given does not hold the countries of world-atlas."""


def _read(folder: Path) -> dict[str, Any]:
    """The TopoJSON of the countries at 1:10m."""
    hits = sorted(folder.rglob("countries-10m.json")) if folder.is_dir() else []
    if not hits:
        raise AtlasError(
            f"{str(folder)!r} holds no countries-10m.json: give the folder where the package "
            "world-atlas was unpacked"
        )
    return json.loads(hits[0].read_text(encoding="utf-8"))


def _arc_numbers(nested: Any) -> Iterator[int]:
    """The arcs of a geometry; a reversed arc is stored as its complement."""
    if isinstance(nested, int):
        yield nested if nested >= 0 else ~nested
    else:
        for part in nested:
            yield from _arc_numbers(part)


def shared(folder: Path) -> list[tuple[frozenset[str], shapely.Geometry]]:
    """The pair of names and the line of every land border of the world."""
    topology = _read(folder)
    users: dict[int, set[str]] = defaultdict(set)
    for country in topology["objects"]["countries"]["geometries"]:
        for arc in _arc_numbers(country.get("arcs", [])):
            users[arc].add(country["properties"]["name"])
    scale, shift = (np.array(topology["transform"][k]) for k in ("scale", "translate"))
    by_pair: dict[frozenset[str], list[shapely.Geometry]] = defaultdict(list)
    for arc, names in users.items():
        if len(names) == 2:
            points = np.cumsum(topology["arcs"][arc], axis=0) * scale + shift
            by_pair[frozenset(names)].append(shapely.linestrings(points))
    return [(pair, shapely.line_merge(shapely.union_all(ls))) for pair, ls in by_pair.items()]


def lines(folder: Path, ground: shapely.Geometry) -> list[tuple[dict[str, int], Any]]:
    """Two features, the borders not in dispute and those in dispute, cut to `ground` (land).

    Raises:
        AtlasError: if the file is not there.
    """
    northern = shapely.linestrings(WESTERN_SAHARA_NORTH)
    sorted_out: dict[int, list[shapely.Geometry]] = {0: [], 1: [northern]}
    window = rectangle(*land.TINT_BOX)
    inside = rectangle(*land.BOX)
    for pair, whole in shared(folder):
        seen = shapely.intersection(whole, window)
        if seen.is_empty or pair == BERM:
            continue
        near = shapely.simplify(shapely.intersection(seen, inside), TOLERANCE)
        far = shapely.simplify(shapely.difference(seen, inside), CONTEXT_TOLERANCE)
        line = shapely.union_all([near, far])
        if pair in DISPUTED_WITHIN:
            part = rectangle(*DISPUTED_WITHIN[pair])
            sorted_out[1].append(shapely.intersection(line, part))
            sorted_out[0].append(shapely.difference(line, part))
        else:
            sorted_out[int(pair in DISPUTED)].append(line)
    shapely.prepare(ground)
    found = []
    for disputed, drawn in sorted_out.items():
        parts = shapely.get_parts(shapely.union_all(drawn))
        kept = [shapely.intersection(ground, part) for part in parts]
        merged = shapely.line_merge(shapely.union_all(kept))
        found.append(({"disputed": disputed}, merged))
    return found
