"""Make the packaged graph of ways over water from the basemap's land and the packaged places.

Usage: python tools/build_sea_graph.py

About four minutes on one core. To be run again whenever the coast (assets/basemap/land.geojson)
or a packaged place moves; the tests say when that is.
"""

from __future__ import annotations

import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.packaged import packaged_editions
from geodata.sea_graph import (
    FOLDER,
    LAND,
    MADE_FROM,
    PAIRS,
    TREES,
    WATER,
    as_whole_lengths,
    coast_digest,
    positions_digest,
    written,
)
from layers.analysis.sea_building import Margin, navigable
from layers.analysis.sea_distance import Position, places_of, tree_of
from layers.analysis.sea_graph import SeaGraph
from layers.geometry import BASIN

ROOT = Path(__file__).resolve().parents[1]
COAST = ROOT / "assets" / "basemap" / "land.geojson"
AFLOAT = (5.0, 40.0)  # between the Balearics and Sardinia: the water that is meant
MARGINS = (
    # Far from every route the coast itself is known to 600 m only.
    Margin(1000, 850),
    # The Mediterranean and the Atlantic from the Gambia to Gibraltar.
    Margin(300, 260, (-19.0, 12.0, 36.5, 43.5)),
    # The Bosporus is 700 m wide.
    Margin(120, 100, (28.9, 40.95, 29.25, 41.3)),
)
HARBOUR_M, HARBOUR_TOLERANCE_M = 120, 100  # around each packaged place, to reach into its bay
HARBOUR_DEGREES = (0.12, 0.1)


def main() -> None:
    """Write the files and say how large they are."""
    started = time.monotonic()
    land = shapely.union_all(shapely.make_valid(gpd.read_file(COAST).geometry.to_numpy()))
    places = places_of(packaged_editions()["embarkation_points"].frame())
    water = navigable(land, BASIN, AFLOAT, (*MARGINS, *(_harbour(p.position) for p in places)))
    graph = SeaGraph.over(water)
    print(f"{len(graph.corners)} corners, {len(graph.pairs)} pairs, {len(water.interiors)} islands")
    trees = {}
    for place in places:
        trees[written(place.position)] = tree_of(graph, graph.afloat(*place.position))
    FOLDER.mkdir(parents=True, exist_ok=True)
    _write(LAND, {LAND: pa.array(shapely.to_wkb(_near_the_shore(land)).tolist())})
    _write(WATER, {WATER: pa.array([shapely.to_wkb(water)])})
    one, other = graph.pairs.T
    lengths = as_whole_lengths(graph.lengths)
    _write(PAIRS, {"one": one, "other": other, "length": lengths})
    _write(TREES, trees)
    digests = {
        "coast_sha256": coast_digest(COAST.read_bytes()),
        "positions_sha256": positions_digest(p.position for p in places),
    }
    _write(MADE_FROM, {"what": list(digests), "digest": list(digests.values())})
    sizes = {file.name: file.stat().st_size for file in sorted(FOLDER.glob("*.parquet"))}
    print(f"{sizes}: {sum(sizes.values()):,} bytes, {time.monotonic() - started:.0f} s")


def _near_the_shore(land: BaseGeometry) -> npt.NDArray[np.object_]:
    """The land within reach of a position that is moved, in pieces of bounded size, WGS84."""
    near = shapely.clip_by_rect(land, *shapely.box(*BASIN).buffer(0.5).bounds)
    parts = shapely.get_parts(shapely.make_valid(near))
    return np.array([piece for part in parts for piece in _quartered(part)])


def _quartered(shape: BaseGeometry, most: int = 200) -> list[BaseGeometry]:
    if shape.geom_type != "Polygon":
        return []
    if shapely.get_num_coordinates(shape) <= most:
        return [shape]
    west, south, east, north = shape.bounds
    x, y = (west + east) / 2, (south + north) / 2
    boxes = [(west, south, x, y), (x, south, east, y), (west, y, x, north), (x, y, east, north)]
    cut = [p for b in boxes for p in shapely.get_parts(shape.intersection(shapely.box(*b)))]
    return [piece for part in cut for piece in _quartered(part, most)]


def _harbour(position: Position) -> Margin:
    (longitude, latitude), (east, north) = position, HARBOUR_DEGREES
    box = (longitude - east, latitude - north, longitude + east, latitude + north)
    return Margin(HARBOUR_M, HARBOUR_TOLERANCE_M, box)


def _write(name: str, columns: dict[str, object]) -> None:
    """One table; whole numbers are kept as differences, which neighbours on a shore keep small."""
    table = pa.table({k: v if isinstance(v, list | pa.Array) else pa.array(np.asarray(v, "int32"))
                      for k, v in columns.items()})  # fmt: skip
    whole = [f.name for f in table.schema if f.type == pa.int32()]
    pq.write_table(
        table,
        FOLDER / f"{name}.parquet",
        compression="zstd",
        compression_level=19,
        use_dictionary=False,
        column_encoding=dict.fromkeys(whole, "DELTA_BINARY_PACKED"),
        store_schema=False,
    )


if __name__ == "__main__":
    main()
