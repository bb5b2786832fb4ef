"""Overlapping claims are kept, side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pytest

from dashboard.picture import Pictures
from layers.analysis.responsibility import SLIVER_KM2, overlaps

Squares = Callable[[float, float, float, float], Any]


def claims(frame: Callable[..., gpd.GeoDataFrame], *rows: tuple[str, str, Any]) -> gpd.GeoDataFrame:
    named = [{"claim_id": c, "state": s, "geometry": g} for c, s, g in rows]
    return frame("search_and_rescue_regions", *named)


def test_two_claims_on_one_area_share_it(
    frame: Callable[..., gpd.GeoDataFrame], square: Squares
) -> None:
    shared = overlaps(
        claims(frame, ("A", "ITA", square(0, 0, 2, 1)), ("B", "MLT", square(1, 0, 3, 1)))
    )
    assert list(shared["claim_ids"]) == ["A;B"]
    assert shared["area_km2"][0] == pytest.approx(12_309, rel=0.001)
    assert shared.crs.to_epsg() == 4326
    assert shared.geometry[0].exterior.is_ccw


def test_three_claims_on_one_area_are_three_pairs(
    frame: Callable[..., gpd.GeoDataFrame], square: Squares
) -> None:
    area = square(0, 0, 1, 1)
    shared = overlaps(claims(frame, ("A", "ITA", area), ("B", "MLT", area), ("C", "TUN", area)))
    assert list(shared["claim_ids"]) == ["A;B", "A;C", "B;C"]


def test_a_sliver_of_rounding_and_a_shared_limit_are_no_overlap(
    frame: Callable[..., gpd.GeoDataFrame], square: Squares
) -> None:
    one = ("A", "ITA", square(0, 0, 1, 1))
    assert overlaps(claims(frame, one, ("B", "MLT", square(1, 0, 2, 1)))).empty
    sliver = overlaps(claims(frame, one, ("B", "MLT", square(0.995, 0, 2, 1))))
    assert sliver.empty
    assert SLIVER_KM2 > 0.005 * 1 * 111 * 111


def test_two_claims_of_one_state_do_not_dispute_each_other(
    frame: Callable[..., gpd.GeoDataFrame], square: Squares
) -> None:
    area = square(0, 0, 1, 1)
    assert overlaps(claims(frame, ("A", "TUR", area), ("B", "TUR", area))).empty


def test_the_packaged_overlaps_are_those_of_the_reconciliation(pictures: Pictures) -> None:
    found = overlaps(pictures.holdings().claims).set_index("claim_ids")["area_km2"]
    expected = {
        ("GRC", "TUR-AEG"): 84_905,
        ("GRC", "TUR-EMED"): 67_973,
        ("CYP", "TUR-EMED"): 55_861,
        ("ITA", "MLT"): 39_368,
        ("MLT", "TUN"): 10_307,
        ("LBY", "TUN"): 3_858,
        ("ITA", "TUN"): 677,
    }
    ours = {tuple(sorted(ids.split(";"))): area for ids, area in found.items()}
    for pair, area in expected.items():
        # Parts smaller than a sliver are left out of ours.
        assert ours[pair] == pytest.approx(area, rel=0.02), pair
    assert ("LBY", "MLT") not in ours
