"""The length of each corridor over water, beside the length of its line as drawn."""

from __future__ import annotations

import math

import pandas as pd

from layers.analysis.sea_distance import SeaRoutes, places_of
from layers.errors import NotAtSea, SelectionError

COLUMNS = ("corridor_id", "drawn_from", "drawn_to", "length_nm", "over_water_nm", "great_circle_nm")


def corridor_lengths(routes: pd.DataFrame, places: pd.DataFrame, sea: SeaRoutes) -> pd.DataFrame:
    """Each corridor with its length as drawn and over water, in nautical miles, row by row.

    Args:
        routes: rows of the layer routes.
        places: rows of the layer embarkation_points; the places that a corridor is drawn from and
            to are found by their names.
        sea: the water.

    Returns:
        The columns `COLUMNS`, in the index of `routes`. The lengths over water are unknown (NaN)
        where a place is not in the table, shares its name with another, or is not at the sea.
    """
    held = places_of(places)
    names = [p.name for p in held]
    known = {p.name: p.position for p in held if names.count(p.name) == 1}
    rows = []
    for corridor, start, end, length in zip(
        routes["corridor_id"], routes["drawn_from"], routes["drawn_to"], routes["length_nm"],
        strict=True,
    ):  # fmt: skip
        over_water = straight = math.nan
        if start in known and end in known:
            try:
                path = sea.between(known[start], known[end])
            except (NotAtSea, SelectionError):
                pass
            else:
                over_water, straight = path.distance_nm, path.great_circle_nm
        rows.append((corridor, start, end, length, over_water, straight))
    return pd.DataFrame(rows, columns=list(COLUMNS), index=routes.index)
