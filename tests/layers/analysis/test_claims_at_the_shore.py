"""Between a claim as drawn and the land lies water: nobody who is lost there is called ashore."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from shapely import box

from dashboard.picture import Pictures
from layers.analysis.claim_index import ClaimIndex, claims_at
from layers.analysis.region_counts import circles, region_counts
from layers.analysis.responsibility import responsibility

Frames = Callable[..., gpd.GeoDataFrame]


@pytest.fixture(scope="module")
def prepared(pictures: Pictures) -> ClaimIndex:
    return pictures.holdings().claim_index


@pytest.fixture(scope="module")
def meanings(pictures: Pictures) -> dict[str, str]:
    return pictures.holdings().note_meanings


@pytest.fixture
def short(frame: Frames) -> ClaimIndex:
    """A claim from 0 to 1 degrees east, and land from 1.04 degrees on: 4.4 km of water between."""
    rows: list[dict[str, Any]] = [{"claim_id": "A", "state": "ITA", "geometry": box(0, 0, 1, 1)}]
    return ClaimIndex.of(frame("search_and_rescue_regions", *rows), box(1.04, -1, 3, 2))


def test_water_between_a_claim_and_the_land_is_not_land(short: ClaimIndex) -> None:
    found = responsibility(short, 1.02, 0.5)
    assert (found.verdict, found.on_land) == ("cannot tell", False)
    assert [(a.claim_id, a.holds, a.position_inside) for a in found.answers] == [
        ("A", "part", False)
    ]
    assert "up to about 5 km short of the coast" in found.sentence
    assert "On land" not in found.sentence


def test_within_a_kilometre_of_the_coast_land_and_sea_cannot_be_told_apart(
    short: ClaimIndex,
) -> None:
    # 1.04 is the coast; a hundredth of a degree is 1.1 km.
    verdicts = [responsibility(short, x, 0.5).on_land for x in (1.03, 1.045, 1.055)]
    assert verdicts == [False, False, True]
    placed = claims_at(short, [1.03, 1.045, 1.055], [0.5] * 3)
    assert placed.ashore.tolist() == verdicts


@pytest.mark.parametrize(
    ("place", "latitude", "longitude", "claim"),
    [
        ("Strait of Gibraltar", 35.8939, -5.7027, "MAR"),
        ("off Tabarka", 36.9759, 8.7913, "TUN"),
    ],
)
def test_the_open_sea_beside_a_claim_is_never_called_land(
    prepared: ClaimIndex, place: str, latitude: float, longitude: float, claim: str
) -> None:
    found = responsibility(prepared, longitude, latitude)
    assert (found.verdict, found.on_land) == ("cannot tell", False), place
    assert claim in {a.claim_id for a in found.answers}


def test_in_the_strait_what_is_not_drawn_is_said(
    prepared: ClaimIndex, meanings: dict[str, str]
) -> None:
    found = responsibility(prepared, -5.7027, 35.8939, meanings=meanings)
    assert "Morocco (MRCC Rabat) or no claim drawn" in found.sentence
    assert any("Strait of Gibraltar" in note for note in found.notes)


def test_no_packaged_incident_on_the_water_of_the_basemap_is_counted_on_land(
    pictures: Pictures,
) -> None:
    h = pictures.holdings()
    found = h.claim_circles
    row = {c.kind: c.toll for c in region_counts(h.claim_index, h.incidents, found).cells}
    land = np.flatnonzero(found.placed.ashore)
    x, y = (h.incidents[c].to_numpy(dtype="float64")[land] for c in ("longitude", "latitude"))
    basemap = gpd.read_file("assets/basemap/land.geojson")
    points = gpd.GeoSeries.from_xy(x, y, crs="EPSG:4326")
    dry = points.sindex.query(basemap.geometry, predicate="intersects")[1]
    assert sorted(set(dry)) == list(range(len(land)))
    assert row["on land"].incidents == len(land) > 0


def test_beside_the_coast_of_a_claim_not_yet_in_force_that_is_what_is_told(
    frame: Frames,
) -> None:
    row = {
        "claim_id": "LBY",
        "state": "LBY",
        "geometry": box(0, 0, 1, 1),
        "valid_from": "2017-12-14",
    }
    index = ClaimIndex.of(frame("search_and_rescue_regions", row), box(1.04, -1, 3, 2))
    incidents = frame(
        "incidents",
        *(
            {"incident_id": day, "occurred_on": day, "longitude": 1.02, "latitude": 0.5,
             "position_uncertainty_km": 10, "dead_count": 1, "missing_count": 2}
            for day in ("2017-12-13", "2017-12-14")
        ),
    )  # fmt: skip
    found = region_counts(index, incidents, circles(index, incidents))
    assert [(c.kind, c.toll.incidents) for c in found.cells] == [
        ("not in force", 1),
        ("cannot tell", 1),
    ]


@pytest.mark.parametrize(
    ("place", "longitude", "latitude"),
    [("Black Sea", 35.0, 43.0), ("Red Sea", 38.0, 20.0), ("Atlantic", -21.5, 12.0)],
)
def test_far_from_every_claim_none_is_called_the_nearest(
    prepared: ClaimIndex, place: str, longitude: float, latitude: float
) -> None:
    found = responsibility(prepared, longitude, latitude)
    assert "The nearest" not in found.sentence, place
    assert "This sea is not drawn" in found.sentence
    assert found.nearby == ()


def test_in_a_sea_that_a_claim_leaves_out_its_note_says_so(
    prepared: ClaimIndex, meanings: dict[str, str]
) -> None:
    found = responsibility(prepared, 35.0, 27.0, meanings=meanings)  # northern Red Sea
    assert any("Only the Mediterranean part of the region is drawn" in n for n in found.notes)
