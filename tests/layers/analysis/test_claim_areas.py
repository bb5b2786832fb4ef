"""The sea cut along every limit: no place in two areas, none lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from shapely import box, union_all

from dashboard.picture import Pictures
from layers.analysis.claim_areas import areas
from layers.geometry import area_km2

Frames = Callable[..., Any]


def test_two_claims_make_three_areas(frame: Frames) -> None:
    claims = frame(
        "search_and_rescue_regions",
        {"claim_id": "A", "geometry": box(0, 0, 2, 1)},
        {"claim_id": "B", "geometry": box(1, 0, 4, 1)},
    )
    found = {a.claim_ids: a.geometry.bounds for a in areas(claims)}
    assert found == {("A",): (0, 0, 1, 1), ("B",): (2, 0, 4, 1), ("A", "B"): (1, 0, 2, 1)}


def test_an_overlap_of_rounding_is_no_area(frame: Frames) -> None:
    claims = frame(
        "search_and_rescue_regions",
        {"claim_id": "A", "geometry": box(0, 0, 1.005, 1)},
        {"claim_id": "B", "geometry": box(1, 0, 2, 1)},
    )
    assert [a.claim_ids for a in areas(claims)] == [("A",), ("B",)]


def test_the_packaged_areas_cover_the_claims_and_do_not_overlap(pictures: Pictures) -> None:
    claims = pictures.holdings().claims
    found = areas(claims, sliver_km2=0.0)
    whole = area_km2(union_all(list(claims.geometry)))
    assert sum(a.area_km2 for a in found) == pytest.approx(whole, rel=1e-4)
    triple = [a for a in found if a.claim_ids == ("GRC", "TUR-AEG", "TUR-EMED")]
    assert triple[0].area_km2 == pytest.approx(4_391, rel=0.01)
