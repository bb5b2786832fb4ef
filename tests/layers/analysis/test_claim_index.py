"""Circles against claims: a point is inside or outside, a circle may be neither."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, seed
from hypothesis import strategies as st
from pyproj import Geod
from shapely import GeometryCollection, box

from dashboard.picture import Pictures
from layers.analysis.claim_index import MOST_CLAIMS, ClaimIndex, claims_at
from layers.errors import LayersError
from layers.filters import day_number

Frames = Callable[..., gpd.GeoDataFrame]
GEOD = Geod(ellps="WGS84")
UNKNOWN = np.iinfo(np.int32).min


@pytest.fixture(scope="module")
def prepared(pictures: Pictures) -> ClaimIndex:
    return pictures.holdings().claim_index


def named(frame: Frames, *rows: tuple[str, str, Any], **more: Any) -> gpd.GeoDataFrame:
    return frame(
        "search_and_rescue_regions",
        *({"claim_id": c, "state": s, "geometry": g, **more} for c, s, g in rows),
    )


def bits(*places: int) -> int:
    return sum(1 << p for p in places)


def neighbours(frame: Frames) -> ClaimIndex:
    return ClaimIndex.of(named(frame, ("A", "ITA", box(0, 0, 1, 1)), ("B", "MLT", box(1, 0, 2, 1))))


@seed(11)
@given(st.lists(st.tuples(st.floats(-20, 40), st.floats(25, 45)), min_size=1, max_size=40))
def test_radius_0_is_plain_point_in_polygon(
    prepared: ClaimIndex, places: list[tuple[float, float]]
) -> None:
    x, y = np.array(places).T
    placed = claims_at(prepared, x, y)
    plain = np.zeros(len(x), dtype="uint64")
    for bit, shape in enumerate(prepared.claims.geometry):
        plain |= shapely.intersects_xy(shape, x, y).astype("uint64") << np.uint64(bit)
    assert placed.is_sure.all()
    for found in (placed.inside, placed.whole, placed.met):
        assert (found == plain).all()


@seed(12)
@given(st.floats(-5, 35), st.floats(31, 43), st.floats(1, 150))
def test_what_a_geodesic_circle_meets_is_met(
    prepared: ClaimIndex, longitude: float, latitude: float, radius: float
) -> None:
    """The rim of the circle, drawn with a geodesic library, decides; within 30 m nothing is said."""
    placed = claims_at(prepared, [longitude], [latitude], radius)

    def circle(km: float) -> Any:
        turn = np.arange(0, 360, 1.0)
        lon, lat, _ = GEOD.fwd(
            np.full(360, longitude), np.full(360, latitude), turn, np.full(360, km * 1000)
        )
        return shapely.Polygon(np.stack([lon, lat], axis=1))

    # 360 corners lie within radius * (1 - cos(0.5 degrees)) of the rim: 6 m at 150 km.
    smaller, larger = circle(radius - 0.03), circle(radius + 0.03)
    for bit, shape in enumerate(prepared.claims.geometry):
        met = bool(int(placed.met[0]) >> bit & 1)
        whole = bool(int(placed.whole[0]) >> bit & 1)
        if shape.intersects(smaller):
            assert met
        if not shape.intersects(larger):
            assert not met
        if shape.covers(larger) and int(placed.met[0]) == int(placed.inside[0]):
            assert whole


@seed(13)
@given(st.floats(0, 200), st.floats(0, 200))
def test_a_larger_circle_is_never_surer(prepared: ClaimIndex, one: float, other: float) -> None:
    small, large = sorted((one, other))
    x, y = np.array([12.6, 27.25, 11.3, 19.5, -2.0]), np.array([35.5, 36.95, 33.6, 34.3, 36.5])
    near, far = claims_at(prepared, x, y, small), claims_at(prepared, x, y, large)
    assert ((near.met & ~far.met) == 0).all()
    assert ((far.whole & ~near.whole) == 0).all()


def test_a_position_on_a_limit_is_in_both_claims(frame: Frames) -> None:
    placed = claims_at(neighbours(frame), [1.0, 0.5, 3.0], [0.5, 0.5, 0.5])
    assert placed.inside.tolist() == [bits(0, 1), bits(0), 0]


def test_a_circle_over_a_limit_leaves_its_claim_and_meets_the_other(frame: Frames) -> None:
    # 0.9 degrees east lies 11.1 km from the limit between the two.
    placed = claims_at(neighbours(frame), [0.9, 0.9], [0.5, 0.5], [10.0, 12.0])
    assert placed.whole.tolist() == [bits(0), 0]
    assert placed.met.tolist() == [bits(0), bits(0, 1)]
    assert placed.is_sure.tolist() == [True, False]


def test_a_circle_over_a_coast_stays_in_its_claim(frame: Frames) -> None:
    held = named(frame, ("A", "ITA", box(0, 0, 1, 1)))
    land = box(1, -1, 3, 2)
    assert claims_at(ClaimIndex.of(held, land), [0.95], [0.5], 20).whole.tolist() == [bits(0)]
    without = claims_at(ClaimIndex.of(held), [0.95], [0.5], 20)
    assert without.whole.tolist() == [0]  # without land one cannot know that it is a coast


def test_a_narrow_strait_keeps_its_limit_although_land_is_near(frame: Frames) -> None:
    held = named(frame, ("A", "GRC", box(0, 0, 0.02, 1)), ("B", "TUR", box(0.02, 0, 0.04, 1)))
    land = GeometryCollection([box(-1, 0, 0, 1), box(0.04, 0, 1, 1)])
    placed = claims_at(ClaimIndex.of(held, land), [0.01], [0.5], 2)
    assert (placed.whole.tolist(), placed.met.tolist()) == ([0], [bits(0, 1)])


def test_a_circle_that_reaches_another_sea_over_land_is_not_sure(frame: Frames) -> None:
    held = named(frame, ("A", "GRC", box(0, 0, 1, 1)), ("B", "TUR", box(1.2, 0, 2, 1)))
    placed = claims_at(ClaimIndex.of(held, box(1, -1, 1.2, 2)), [0.95], [0.5], 40)
    assert (placed.whole.tolist(), placed.met.tolist()) == ([0], [bits(0, 1)])


def test_land_is_told_from_sea_that_no_claim_is_drawn_over(frame: Frames) -> None:
    held = named(frame, ("A", "ITA", box(0, 0, 1, 1)))
    index = ClaimIndex.of(held, box(1, 0, 3, 1))
    # Inland; on the strip between two drawings of one coast; at sea beyond the claim; unknown.
    placed = claims_at(index, [2.0, 1.01, 0.5, np.nan], [0.5, 0.5, 1.5, np.nan])
    assert placed.ashore.tolist() == [True, True, False, False]
    assert placed.located.tolist() == [True, True, True, False]
    assert placed.inside.tolist() == [0, 0, 0, 0]


def test_both_days_of_a_validity_are_in_it_and_an_unknown_day_is_not(frame: Frames) -> None:
    spans = [("2017-12-14", "2018-12-31"), ("", ""), ("", "2018-12-31")]
    rows = [
        {"claim_id": c, "state": "LBY", "geometry": box(0, 0, 1, 1), "valid_from": a, "valid_to": b}
        for c, (a, b) in zip("ABC", spans, strict=True)
    ]
    index = ClaimIndex.of(frame("search_and_rescue_regions", *rows))
    named_days = ("2017-12-13", "2017-12-14", "2018-12-31", "2019-01-01")
    days = [day_number(np.datetime64(d).item()) for d in named_days] + [UNKNOWN]
    placed = claims_at(index, np.full(5, 0.5), np.full(5, 0.5), days=np.array(days, dtype="int32"))
    both, middle = bits(1, 2), bits(0, 1, 2)
    assert placed.inside.tolist() == [both, middle, middle, bits(1), bits(1)]
    assert claims_at(index, [0.5], [0.5]).inside.tolist() == [bits(1)]  # in force as held


def test_the_nearest_limit_is_that_of_a_geodesic_library(prepared: ClaimIndex) -> None:
    limit, outline = prepared.nearest(12.6, 35.5)
    line = shapely.segmentize(prepared.claims.geometry[prepared.ids.index("MLT")].boundary, 0.001)
    xy = shapely.get_coordinates(line)
    metres = GEOD.inv(np.full(len(xy), 12.6), np.full(len(xy), 35.5), xy[:, 0], xy[:, 1])[2]
    assert outline[prepared.ids.index("MLT")] == pytest.approx(metres.min() / 1000, abs=0.01)
    assert (limit >= outline - 1e-9).all()


def test_no_more_claims_than_bits(frame: Frames) -> None:
    many = [(f"C{i}", "ITA", box(i, 0, i + 1, 1)) for i in range(MOST_CLAIMS + 1)]
    with pytest.raises(LayersError, match="65 claims"):
        ClaimIndex.of(named(frame, *many))


def test_no_claims_answer_nothing(frame: Frames) -> None:
    index = ClaimIndex.of(frame("search_and_rescue_regions"))
    placed = claims_at(index, [12.0], [35.0], 25)
    assert (placed.inside.tolist(), placed.met.tolist()) == ([0], [0])
