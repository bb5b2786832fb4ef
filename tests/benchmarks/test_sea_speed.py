"""The two ways over water answer the same question, so that their times may be compared."""

from __future__ import annotations

import subprocess
import sys

import pytest
from shapely import GeometryCollection, box, clip_by_rect, get_parts

from dashboard.benchmarks.report import Report
from dashboard.benchmarks.sea import THIRTY_TWO, PlainGrid, sea_lines
from geodata.coast import coarse_land
from geodata.sea_graph import sea_routes

STRAIT = (10.0, 33.5, 16.5, 38.9)  # Sicily, Tunisia, Malta and the islands between
AEGEAN = (22.5, 34.5, 28.5, 41.0)
PERCENT = 2.0  # a grid of 32 neighbours is up to 1.4 % too long, and its coast is another
CLOSED = "ayvalik-tur"  # the only channel of its bay is narrower than the strip along the shore


def grid(area: tuple[float, float, float, float], step: float) -> PlainGrid:
    near = get_parts(coarse_land())
    land = GeometryCollection(list(clip_by_rect(near[box(*area).intersects(near)], *area)))
    return PlainGrid(land, area, step, THIRTY_TWO)


def compare(area: tuple[float, float, float, float], step: float, most: int) -> list[float]:
    """By how many percent ours is longer than the grid's, for pairs of places in the area."""
    plain, sea = grid(area, step), sea_routes()
    west, south, east, north = area
    inside = [
        p
        for p in sea.places
        if west < p.longitude < east and south < p.latitude < north and p.place_id != CLOSED
    ]
    nodes = [plain.node(*p.position) for p in inside]
    x, y = plain._axes
    off = []
    for k, node in enumerate(nodes):
        others = range(k + 1, min(k + 4, len(inside)))
        lengths = plain.metres(node, [nodes[j] for j in others])
        for j, length in zip(others, lengths, strict=True):
            ends = [(float(x[n % len(x)]), float(y[n // len(x)])) for n in (node, nodes[j])]
            ours = sea.between(*ends).distance_nm * 1852
            # Below 40 miles the two coasts differ by more than the two methods do.
            if length / 1852 > 40:
                off.append(100 * (ours / length - 1))
        if len(off) >= most:
            break
    return off


def test_ours_agrees_with_a_fine_grid() -> None:
    off = compare(STRAIT, 0.02, 24)
    assert len(off) >= 20
    assert max(abs(p) for p in off) < PERCENT


@pytest.mark.long
def test_ours_agrees_with_a_fine_grid_among_islands() -> None:
    off = compare(AEGEAN, 0.01, 30)
    assert len(off) >= 12
    assert max(abs(p) for p in off) < PERCENT


def test_every_line_is_measured() -> None:
    report = Report(sea_lines(2, grid=grid(STRAIT, 0.1)))
    assert [line.id for line in report.lines] == ["sea_load", "sea_nearest", "sea_reach",
                                                  "sea_bytes"]  # fmt: skip
    assert report.line("sea_bytes").met
    assert report.line("sea_nearest").other is not None


@pytest.mark.long
def test_the_nearest_port_is_found_three_times_sooner_than_on_a_plain_grid() -> None:
    line = Report(sea_lines(9)).line("sea_nearest")
    assert line.ratio is not None
    assert line.ratio >= 3


def test_nothing_of_it_is_loaded_at_a_start() -> None:
    program = (
        "import sys, dashboard.app; "
        "print(*(m for m in ('scipy.sparse', 'contourpy') if m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
