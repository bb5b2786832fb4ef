"""What a way over water costs, beside a plain search on a grid of a twentieth of a degree."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod

from dashboard.benchmarks.report import Line
from dashboard.benchmarks.suite import Say, in_turns, timed
from geodata.coast import coarse_land
from geodata.sea_graph import packaged_bytes, read_sea_routes
from layers.analysis.sea_distance import SeaRoutes
from layers.geometry import BASIN

LOAD_LIMIT_MS, NEAREST_LIMIT_MS, REACH_LIMIT_MS = 500.0, 50.0, 300.0
BYTES_LIMIT = 10_000_000.0
STEP_DEGREES = 0.05
# Half of a node's neighbours; with their opposites a line is at most 2.8 % too long.
SIXTEEN = ((1, 0), (0, 1), (1, 1), (1, -1), (2, 1), (1, 2), (2, -1), (1, -2))
THIRTY_TWO = (*SIXTEEN, (3, 1), (1, 3), (3, -1), (1, -3), (3, 2), (2, 3), (3, -2), (2, -3))
ASKED = ((12.6, 34.5), (16.0, 36.0), (-17.0, 20.0), (25.3, 38.3), (0.0, 37.0), (18.5, 42.0),
         (33.0, 33.5), (-14.5, 27.5), (5.0, 41.0), (22.0, 34.0))  # fmt: skip

Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class PlainGrid:
    """The water of a box as a grid in degrees, searched by Dijkstra's algorithm: the plain way.

    Attributes:
        land: WGS84; a node on it is not water. A longer move passes only water nodes.
        box: west, south, east, north.
        step: degrees between nodes.
        moves: half of the neighbours of a node, in steps.
    """

    land: Any
    box: Box = BASIN
    step: float = STEP_DEGREES
    moves: Sequence[tuple[int, int]] = SIXTEEN

    @cached_property
    def _axes(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        west, south, east, north = self.box
        return np.arange(west, east, self.step), np.arange(south, north, self.step)

    @cached_property
    def network(self) -> Any:
        """The grid as a sparse graph of metres."""
        from scipy.sparse import csr_array  # noqa: PLC0415 (the product never pays for this)

        x, y = self._axes
        at = np.stack(np.meshgrid(x, y), axis=-1)
        wet = np.ones((len(y), len(x)), dtype=bool)
        for part in shapely.get_parts(self.land):
            shapely.prepare(part)
            west, south, east, north = part.bounds
            cells = np.s_[
                np.searchsorted(y, south) : np.searchsorted(y, north, "right"),
                np.searchsorted(x, west) : np.searchsorted(x, east, "right"),
            ]
            wet[cells] &= ~shapely.intersects_xy(part, at[cells][..., 0], at[cells][..., 1])
        at = at.reshape(-1, 2)
        index = np.arange(wet.size).reshape(wet.shape)
        ones, others = [], []
        for right, up in self.moves:
            rows = slice(max(0, -up), wet.shape[0] - max(0, up))
            ends = slice(max(0, up), wet.shape[0] - max(0, -up))
            free = wet[rows, : len(x) - right] & wet[ends, right:]
            for column, row in _passed(right, up):  # counted from the lower node of the two
                first = max(0, -up) + row
                passed = wet[first : first + free.shape[0], column : column + free.shape[1]]
                free &= passed
            ones.append(index[rows, : len(x) - right][free])
            others.append(index[ends, right:][free])
        one, other = np.concatenate(ones), np.concatenate(others)
        length = Geod(ellps="WGS84").inv(*at[one].T, *at[other].T)[2]
        graph: Any = csr_array((length, (one, other)), shape=(wet.size, wet.size))
        return graph + graph.T

    @cached_property
    def _linked(self) -> npt.NDArray[np.bool_]:
        linked: npt.NDArray[np.bool_] = np.diff(self.network.indptr) > 0
        return linked

    def node(self, longitude: float, latitude: float) -> int:
        """The node in the water next to a position."""
        x, y = self._axes
        linked = self._linked
        column, row = round((longitude - x[0]) / self.step), round((latitude - y[0]) / self.step)
        for ring in range(8):
            rows = range(max(0, row - ring), min(len(y), row + ring + 1))
            columns = range(max(0, column - ring), min(len(x), column + ring + 1))
            near = [r * len(x) + c for r in rows for c in columns if linked[r * len(x) + c]]
            if near:
                return min(
                    near, key=lambda n: (n % len(x) - column) ** 2 + (n // len(x) - row) ** 2
                )
        raise ValueError(f"{longitude}, {latitude}: no water near it in the grid")

    def metres(self, start: int, ends: Sequence[int]) -> npt.NDArray[np.float64]:
        """The metres over water from a node to each of others; infinite where no way leads."""
        from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 (as above)

        found: npt.NDArray[np.float64] = dijkstra(self.network, indices=start)[list(ends)]
        return found


def sea_lines(rounds: int, say: Say = lambda _: None, grid: PlainGrid | None = None) -> list[Line]:
    """Milliseconds of reading the graph, of the nearest ports by sea, and of areas of reach.

    Args:
        rounds: how often each is measured, at most as often as there are positions to ask about.
        say: told what is being done.
        grid: the plain way; the packaged basin by default, which takes seconds to make.
    """
    say("ways over water")

    def load(_: str) -> SeaRoutes:
        sea = read_sea_routes()
        sea.nearest(*ASKED[0])
        return sea

    sea = load("")
    loaded = statistics.median(timed(load, "") for _ in range(min(rounds, 5)))
    plain = grid or PlainGrid(coarse_land())
    started = time.perf_counter()
    ports = [p for p in sea.places if p.kind in ("disembarkation", "both")]
    nodes = [plain.node(*p.position) for p in ports if _in(plain.box, p.position)]
    made = (time.perf_counter() - started) * 1000
    asked = [p for p in ASKED if _in(plain.box, p)][:rounds]

    def ours(token: str) -> object:
        return sea.nearest(*asked[int(token)])

    def searched(token: str) -> object:
        return np.sort(plain.metres(plain.node(*asked[int(token)]), nodes))[:5]

    near, other = in_turns(ours, searched, [str(k) for k in range(len(asked))])
    areas = statistics.median(
        timed(lambda k: sea.reach(*asked[int(k)], (6, 12, 24), 10.0), str(k))
        for k in range(len(asked))
    )
    beside = f"Dijkstra on a grid of {plain.step:g} degrees"
    return [
        Line("sea_load", "ways over water: reading the graph, and the first answer", "ms", loaded,
             made, beside, rounds=min(rounds, 5), goal="at_most", target=LOAD_LIMIT_MS),
        Line("sea_nearest", "ways over water: the five nearest ports of one position", "ms", near,
             other, beside, rounds=len(asked), goal="at_most", target=NEAREST_LIMIT_MS),
        Line("sea_reach", "ways over water: what 6, 12 and 24 hours at 10 knots reach", "ms", areas,
             rounds=len(asked), goal="at_most", target=REACH_LIMIT_MS),
        Line("sea_bytes", "ways over water: the packaged graph", "bytes", packaged_bytes(),
             goal="at_most", target=BYTES_LIMIT),
    ]  # fmt: skip


def _passed(right: int, up: int) -> set[tuple[int, int]]:
    """The nodes on either side of a move, as columns and rows from its start."""
    found = set()
    for step in range(1, right):
        row = up * step / right
        found |= {(step, math.floor(row)), (step, math.ceil(row))}
    for step in range(1, abs(up)):
        column = right * step / abs(up)
        row_at = step if up > 0 else -step
        found |= {(math.floor(column), row_at), (math.ceil(column), row_at)}
    return found


def _in(box: Box, position: tuple[float, float]) -> bool:
    west, south, east, north = box
    return west < position[0] < east and south < position[1] < north
