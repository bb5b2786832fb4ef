"""What it costs to hold positions against the search-and-rescue claims, one and many at once."""

from __future__ import annotations

import statistics

import geopandas as gpd
import numpy as np

from dashboard.benchmarks.report import Line
from dashboard.benchmarks.suite import Say, in_turns, timed
from dashboard.holdings import Holdings
from dashboard.picture import Pictures
from geodata.store import FileStore, Store
from layers.analysis.claim_index import ClaimIndex, Floats, claims_at
from layers.analysis.responsibility import responsibility

POSITIONS = 200_000
ONE_LIMIT_MS = 5.0
MANY_LIMIT_MS = 2_000.0
RADIUS_KM = 25.0
OTHER = "geopandas.sjoin"
SEED = 20261128


def region_lines(
    rounds: int,
    say: Say = lambda _: None,
    store: Store | None = None,
    positions: int = POSITIONS,
) -> list[Line]:
    """Milliseconds of one answer and of many, points beside a spatial join of the same points.

    Args:
        rounds: how often each is measured.
        say: told what is being done.
        store: what holds the claims; the packaged ones by default.
        positions: how many at once, in the waters of the packaged incidents.

    Raises:
        RuntimeError: if the two ways place the points in different claims.
    """
    say("positions against the search-and-rescue claims")
    holdings = Pictures(store or FileStore()).holdings()
    index, meanings = holdings.claim_index, holdings.note_meanings
    x, y = scattered(holdings, positions)
    turns = [str(n) for n in range(rounds)]

    def one(token: str) -> None:
        at = int(token) % positions
        responsibility(index, float(x[at]), float(y[at]), RADIUS_KM, None, meanings)

    def points(_: str) -> None:
        claims_at(index, x, y)

    def joined(_: str) -> None:
        joined_claims(index, x, y)

    def circles(_: str) -> None:
        claims_at(index, x, y, RADIUS_KM)

    one("0")
    _same_claims(index, x, y)
    ours, other = in_turns(points, joined, turns[: max(3, rounds // 3)])
    return [
        Line("where_one", "whose region: one circle, in words", "ms",
             statistics.median(timed(one, t) for t in turns), rounds=rounds, goal="at_most",
             target=ONE_LIMIT_MS),
        Line("where_points", f"whose region: {positions:,} points at once", "ms", ours, other,
             OTHER, rounds=max(3, rounds // 3)),
        Line("where_circles", f"whose region: {positions:,} circles of {RADIUS_KM:g} km at once",
             "ms", statistics.median(timed(circles, t) for t in turns[:3]), rounds=3,
             goal="at_most", target=MANY_LIMIT_MS),
    ]  # fmt: skip


def scattered(holdings: Holdings, count: int) -> tuple[Floats, Floats]:
    """Longitudes and latitudes about the incidents that have a position, half a degree around."""
    chance = np.random.default_rng(SEED)
    held = holdings.index.located
    x, y = holdings.index.longitude[held], holdings.index.latitude[held]
    which = chance.integers(0, len(x), count)
    return x[which] + chance.normal(0, 0.5, count), y[which] + chance.normal(0, 0.5, count)


def joined_claims(index: ClaimIndex, x: Floats, y: Floats) -> gpd.GeoDataFrame:
    """The plain way: the points joined with the claims that they lie in, limits included."""
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=index.claims.crs)
    return gpd.sjoin(points, index.claims[["claim_id", "geometry"]], predicate="intersects")


def _same_claims(index: ClaimIndex, x: Floats, y: Floats) -> None:
    plain = joined_claims(index, x, y)
    bits = np.zeros(len(x), dtype="uint64")
    place = plain["index_right"].to_numpy(dtype="uint64")
    np.bitwise_or.at(bits, plain.index.to_numpy(), np.uint64(1) << place)
    found = claims_at(index, x, y).inside
    if (found != bits).any():
        raise RuntimeError(f"{int((found != bits).sum()):,} points are placed differently")
