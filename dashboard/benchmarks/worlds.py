"""Worlds to measure in: synthetic incidents of any number, and the packaged figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.edition import located
from geodata.store import FileStore, MemoryStore
from layers.layer import names
from layers.registry import LAYERS
from layers.schema import typed
from layers.terms import CAUSES, ROUTES

SEED = 20_140_101
FIRST_DAY = dt.date(2014, 1, 1)
LAST_DAY = dt.date(2026, 10, 31)
MOST_ROWS = 5_000_000

# Where incidents gather, as (longitude, latitude, spread in degrees, weight) of each route.
_WATERS: dict[str, tuple[tuple[float, float, float, float], ...]] = {
    "western": ((-5.4, 35.9, 0.35, 5), (-2.6, 36.1, 0.7, 4), (1.2, 37.6, 0.9, 2)),
    "central": ((13.2, 33.9, 0.8, 6), (11.6, 34.9, 0.6, 5), (15.4, 34.6, 1.2, 2)),
    "eastern": ((26.4, 39.2, 0.25, 4), (26.9, 36.9, 0.6, 4), (33.9, 34.9, 0.8, 1)),
    "atlantic": ((-14.2, 28.0, 0.8, 5), (-16.0, 25.2, 1.2, 3), (-17.4, 20.0, 1.8, 3)),
}
_SHARES = {"western": 0.18, "central": 0.46, "eastern": 0.2, "atlantic": 0.16}
Values = npt.NDArray[Any]


def world(rows: int | None = None, seed: int = SEED) -> MemoryStore:
    """A store with the packaged layers, and `rows` synthetic incidents in place of the packaged.

    None keeps the packaged incidents.

    Raises:
        ValueError: if `rows` is not between 1 and `MOST_ROWS`.
    """
    packaged = FileStore()
    frames = {name: packaged.load(name).frame for name in LAYERS}
    if rows is not None:
        frames["incidents"] = synthetic_incidents(rows, seed)
    return MemoryStore(frames)


def synthetic_incidents(rows: int, seed: int = SEED) -> gpd.GeoDataFrame:
    """`rows` invented incidents that conform to the incidents layer; the same for the same seed.

    Positions gather in a few waters of each route, counts are log-normal, months have a summer
    peak, and about as many cells are unknown as in a real register: 8 % of positions, 1 % of
    days, 5 % of the dead and 12 % of the missing.

    Raises:
        ValueError: if `rows` is not between 1 and `MOST_ROWS`.
    """
    if not 1 <= rows <= MOST_ROWS:
        raise ValueError(f"{rows!r} incidents; expected 1 to {MOST_ROWS:,}")
    chance = np.random.default_rng(seed)
    layer = LAYERS["incidents"]
    empty = typed(layer.name, pd.DataFrame({n: [] for n in names(layer.columns)}), layer.columns)
    made = _columns(rows, chance)
    filled = {
        name: pd.Series(made[name] if name in made else [None] * rows, dtype=dtype)
        for name, dtype in empty.dtypes.items()
    }
    return located(pd.DataFrame(filled))


def _columns(rows: int, chance: np.random.Generator) -> dict[str, Any]:
    route = chance.choice(len(ROUTES), rows, p=[_SHARES[r] for r in ROUTES])
    longitude, latitude = _positions(route, chance)
    nowhere = chance.random(rows) < 0.08
    dead = _counts(rows, chance, median=1.4, unknown=0.05)
    missing = _counts(rows, chance, median=2.2, unknown=0.12)
    uncertainty = np.round(chance.lognormal(np.log(18), 0.8, rows), 1)
    return {
        "incident_id": np.char.add("synthetic.", np.char.zfill(np.arange(rows).astype(str), 7)),
        "occurred_on": _days(rows, chance),
        "date_precision": np.where(chance.random(rows) < 0.93, "day", "month"),
        "longitude": _masked(longitude, nowhere),
        "latitude": _masked(latitude, nowhere),
        "position_uncertainty_km": _masked(uncertainty, nowhere),
        "dead_count": dead,
        "missing_count": missing,
        "survivor_count": _counts(rows, chance, median=12, unknown=0.45),
        "route": np.array(ROUTES)[route],
        "cause": np.array(CAUSES)[chance.choice(len(CAUSES), rows, p=_cause_shares())],
        "parts_count": np.ones(rows, dtype="int64"),
        "source_quality": chance.integers(1, 6, rows),
        "source": np.full(rows, "mmp_europe_2026_05"),
        "mark": np.full(rows, "CLEAR"),
        "status": np.full(rows, "published"),
    }


def _cause_shares() -> list[float]:
    rest = len(CAUSES) - 2
    return [0.62, *[0.13 / rest] * rest, 0.25]


def _positions(route: Values, chance: np.random.Generator) -> tuple[Values, Values]:
    longitude, latitude = np.empty(len(route)), np.empty(len(route))
    for number, name in enumerate(ROUTES):
        waters = np.array(_WATERS[name])
        here = np.flatnonzero(route == number)
        water = waters[chance.choice(len(waters), len(here), p=waters[:, 3] / waters[:, 3].sum())]
        longitude[here] = chance.normal(water[:, 0], water[:, 2])
        latitude[here] = chance.normal(water[:, 1], water[:, 2] * 0.7)
    # Two to four decimals, as registers give them.
    return np.round(longitude, 3), np.round(latitude, 3)


def _days(rows: int, chance: np.random.Generator) -> Values:
    span = (LAST_DAY - FIRST_DAY).days + 1
    days = np.datetime64(FIRST_DAY) + np.arange(span)
    month = days.astype("datetime64[M]").astype(int) % 12
    weight = 1 + 0.6 * np.sin((month - 3) / 12 * 2 * np.pi)
    out = chance.choice(days, rows, p=weight / weight.sum()).astype("datetime64[s]")
    out[chance.random(rows) < 0.01] = np.datetime64("NaT")
    return out


def _counts(rows: int, chance: np.random.Generator, median: float, unknown: float) -> Any:
    """Whole numbers, log-normal with a long tail; the given share of them unknown."""
    values = np.floor(chance.lognormal(np.log(median), 1.3, rows)).astype("int64")
    return pd.arrays.IntegerArray(np.minimum(values, 1100), chance.random(rows) < unknown)


def _masked(values: Values, unknown: Values) -> Any:
    return pd.arrays.FloatingArray(values.astype("float64"), unknown)
