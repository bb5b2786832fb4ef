"""The packaged graph of ways over water, read when it is asked for first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from geodata import formats
from geodata.errors import GeodataError
from geodata.packaged import packaged_editions
from layers.analysis.sea_distance import Position, Reached, SeaRoutes, places_of
from layers.analysis.sea_graph import SeaGraph

FOLDER = Path(__file__).parent / "gazetteer" / "sea"
WATER, PAIRS, TREES, LAND, MADE_FROM = "water", "pairs", "trees", "land", "made_from"
LENGTH_UNIT_M = 0.1  # of the lengths in the file of pairs


@cache
def sea_routes() -> SeaRoutes:
    """Ways over the packaged water to the packaged places; read once and kept.

    For the places of another edition: ``sea_routes().with_places(frame)``.

    Raises:
        GeodataError: if a file is absent or unreadable.
    """
    return read_sea_routes()


def read_sea_routes() -> SeaRoutes:
    """The same, read now.

    Made from the basemap's coast and the packaged places by `tools/build_sea_graph.py`.

    Raises:
        GeodataError: if a file is absent or unreadable.
    """
    water = shapely.from_wkb(_table(WATER)[WATER].iloc[0])
    pairs = _table(PAIRS)
    ends = pairs[["one", "other"]].to_numpy(dtype="int32")
    lengths = pairs["length"].to_numpy(dtype="float64") * LENGTH_UNIT_M
    places = places_of(packaged_editions()["embarkation_points"].frame())
    land = shapely.STRtree(shapely.from_wkb(_table(LAND)[LAND].to_numpy()))
    return SeaRoutes(SeaGraph(water, ends, lengths), places, _trees(), land)


def made_from() -> dict[str, str]:
    """What the packaged graph was made from: digests of the coast and of the places' positions."""
    return dict(_table(MADE_FROM).itertuples(index=False))


def coast_digest(content: bytes) -> str:
    """The digest by which the graph knows the coast that it was made from."""
    return hashlib.sha256(content).hexdigest()


def positions_digest(positions: Iterable[Position]) -> str:
    """The digest by which the graph knows the places that it was made for, in any order."""
    lines = sorted({written(p) for p in positions})
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def written(position: Position) -> str:
    """A position as the name of its column of the trees: longitude, latitude in degrees."""
    return f"{position[0]!r},{position[1]!r}"


def _trees() -> dict[Position, Reached]:
    table = _table(TREES)
    found: dict[Position, Reached] = {}
    for name in table.columns:
        longitude, _, latitude = name.partition(",")
        column: Reached = table[name].to_numpy(dtype="int32")
        found[float(longitude), float(latitude)] = column
    return found


def _table(name: str) -> pd.DataFrame:
    file = FOLDER / f"{name}.parquet"
    try:
        return formats.read_columns(file.read_bytes(), None)
    except (OSError, ValueError) as error:
        raise GeodataError(
            f"The packaged graph of ways over water, {file.name!r}, cannot be read: {error}. "
            "Install the package again."
        ) from error


def as_whole_lengths(lengths: np.ndarray) -> np.ndarray:
    """Metres in the unit of the file of pairs, as whole numbers."""
    return np.round(lengths / LENGTH_UNIT_M).astype("int32")


def packaged_bytes() -> int:
    """How large the packaged files are together."""
    return sum(file.stat().st_size for file in FOLDER.glob("*.parquet"))
