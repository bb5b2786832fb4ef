"""Overlapping claims are kept, side by side; a position has every claim there is, or cannot tell."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pytest
from hypothesis import given, seed
from hypothesis import strategies as st

from dashboard.picture import Pictures
from layers.analysis.claim_index import ClaimIndex, claims_at
from layers.analysis.responsibility import SLIVER_KM2, overlaps, responsibility
from layers.errors import SelectionError

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


@pytest.fixture(scope="module")
def prepared(pictures: Pictures) -> ClaimIndex:
    return pictures.holdings().claim_index


@pytest.fixture(scope="module")
def meanings(pictures: Pictures) -> dict[str, str]:
    return pictures.holdings().note_meanings


@pytest.mark.parametrize(
    ("place", "latitude", "longitude", "verdict", "claims"),
    [
        ("Lampedusa", 35.5, 12.6, "several claims", {"ITA", "MLT"}),
        ("Linosa", 35.87, 12.87, "several claims", {"ITA", "MLT"}),
        ("off Pylos", 36.2, 21.0, "one claim", {"GRC"}),
        ("off Tripoli", 33.2, 13.2, "one claim", {"LBY"}),
        ("off Zarzis", 33.6, 11.3, "one claim", {"TUN"}),
        ("Gavdos", 34.84, 24.09, "one claim", {"GRC"}),
        ("Kos strait", 36.95, 27.25, "cannot tell", {"GRC", "TUR", "TUR-AEG"}),
        ("Farmakonisi", 37.29, 27.08, "several claims", {"GRC", "TUR-AEG"}),
        ("off Cutro", 38.9, 17.1, "one claim", {"ITA"}),
    ],
)
def test_known_places_answer_as_they_must(
    prepared: ClaimIndex,
    place: str,
    latitude: float,
    longitude: float,
    verdict: str,
    claims: set[str],
) -> None:
    found = responsibility(prepared, longitude, latitude)
    assert (found.verdict, {a.claim_id for a in found.answers}) == (verdict, claims), place


def test_two_claims_are_both_named_and_none_is_chosen(prepared: ClaimIndex) -> None:
    found = responsibility(prepared, 12.6, 35.5)
    assert found.sentence == (
        "Italy (MRCC Roma) and Malta (RCC Malta) both claim this position; none is chosen here."
    )
    assert "Claims as declared; no recognition implied." in found.notes
    assert "Start not known, shown for every date: Italy SRR and Malta SRR." in found.notes


@pytest.mark.parametrize(
    ("day", "place", "claims"),
    [
        (dt.date(2017, 12, 13), (13.2, 33.2), set()),
        (dt.date(2017, 12, 14), (13.2, 33.2), {"LBY"}),
        (dt.date(2024, 6, 18), (11.3, 33.6), set()),
        (dt.date(2024, 6, 19), (11.3, 33.6), {"TUN"}),
        (dt.date(2020, 10, 15), (29.0, 35.0), {"GRC"}),
        (dt.date(2020, 10, 16), (29.0, 35.0), {"GRC", "TUR-EMED"}),
        (None, (29.0, 35.0), {"GRC", "TUR-EMED"}),
    ],
)
def test_a_claim_counts_from_the_day_it_was_in_force(
    prepared: ClaimIndex, day: dt.date | None, place: tuple[float, float], claims: set[str]
) -> None:
    found = responsibility(prepared, *place, on=day)
    assert {a.claim_id for a in found.answers} == claims


def test_the_first_declaration_of_libya_is_told_where_it_is_not_counted(
    prepared: ClaimIndex, meanings: dict[str, str]
) -> None:
    found = responsibility(prepared, 13.2, 33.2, on=dt.date(2017, 8, 1), meanings=meanings)
    assert found.verdict == "no claim"
    assert "in force on 2017-08-01" in found.sentence
    (note,) = (n for n in found.notes if n.startswith("Not in force"))
    assert "Libya SRR (from 2017-12-14)" in note
    assert "July 2017 was withdrawn" in note


def test_a_position_on_a_limit_answers_both_neighbours(
    frame: Callable[..., gpd.GeoDataFrame], square: Squares
) -> None:
    pair = claims(frame, ("A", "ITA", square(0, 0, 1, 1)), ("B", "MLT", square(1, 0, 2, 1)))
    found = responsibility(pair, 1.0, 0.5)
    assert [(a.claim_id, a.holds, a.position_inside) for a in found.answers] == [
        ("A", "part", True),
        ("B", "part", True),
    ]
    assert found.verdict == "cannot tell"
    assert "on a limit" in found.sentence


@pytest.mark.parametrize("edge", [0.97, 1.03], ids=["overlap", "gap"])
def test_an_overlap_or_a_gap_of_rounding_is_no_answer(
    frame: Callable[..., gpd.GeoDataFrame], square: Squares, edge: float
) -> None:
    pair = claims(frame, ("A", "GRC", square(0, 0, 1, 1)), ("B", "TUR", square(edge, 0, 2, 1)))
    found = responsibility(pair, (1 + edge) / 2, 0.5)
    assert found.verdict == "cannot tell"
    assert {a.claim_id for a in found.answers} == {"A", "B"}
    assert "the limits as drawn are good to about 5 km" in found.sentence


def test_registered_limits_are_told_apart_at_a_kilometre(
    frame: Callable[..., gpd.GeoDataFrame], square: Squares
) -> None:
    pair = claims(frame, ("A", "ITA", square(0, 0, 1, 1)), ("B", "MLT", square(1, 0, 2, 1)))
    pair["basis"] = "IMO GISIS"
    assert responsibility(pair, 0.991, 0.5).verdict == "one claim"
    assert responsibility(pair, 0.9995, 0.5).verdict == "cannot tell"


def test_a_circle_over_a_limit_cannot_be_told_and_names_who_holds_all_of_it(
    prepared: ClaimIndex,
) -> None:
    found = responsibility(prepared, 12.6, 35.5, 25)
    assert found.verdict == "cannot tell"
    assert [(a.claim_id, a.holds) for a in found.answers] == [("MLT", "whole"), ("ITA", "part")]
    assert "crosses a limit" in found.sentence


def test_a_coast_is_no_limit(prepared: ClaimIndex) -> None:
    found = responsibility(prepared, 17.1, 38.9, 25)  # half of the circle is Calabria
    assert (found.verdict, found.answers[0].holds) == ("one claim", "whole")


def test_what_is_not_drawn_is_not_called_nobodys(
    prepared: ClaimIndex, meanings: dict[str, str]
) -> None:
    for place in ((-3.5, 36.0), (-5.6, 35.95), (-7.0, 36.4)):
        found = responsibility(prepared, *place, meanings=meanings)
        assert found.verdict == "no claim"
        assert "does not say that nobody is responsible" in found.sentence
        assert any("Alborán" in note for note in found.notes), place


def test_one_candidate_beside_nothing_drawn_cannot_be_told(prepared: ClaimIndex) -> None:
    found = responsibility(prepared, -3.5, 36.0, 25)
    assert found.verdict == "cannot tell"
    assert "Morocco (MRCC Rabat) or no claim drawn" in found.sentence


def test_land_is_said_with_the_nearest_claim_and_its_distance(prepared: ClaimIndex) -> None:
    found = responsibility(prepared, 12.5, 41.9)  # Rome
    assert (found.verdict, found.on_land, found.answers) == ("no claim", True, ())
    assert found.sentence.startswith("On land as drawn: claims are at sea. The nearest is that of ")
    assert found.nearby[0].claim_id == "ITA"
    assert found.nearby[0].distance_km == pytest.approx(25, abs=3)


def test_a_circle_on_land_reaches_the_sea_beside_it(prepared: ClaimIndex) -> None:
    found = responsibility(prepared, 14.45, 35.88, 25)  # on Malta
    assert [(a.claim_id, a.holds, a.position_inside) for a in found.answers] == [
        ("MLT", "part", False)
    ]
    assert "reaches the sea claimed by Malta" in found.sentence


def test_no_distance_is_measured_on_a_sketch(prepared: ClaimIndex) -> None:
    sketched = {a.claim_id: a for a in responsibility(prepared, 27.08, 37.29).answers}["TUR-AEG"]
    assert (sketched.distance_to_limit_km, sketched.limit_good_to_km) == (None, None)
    near = {n.claim_id: n for n in responsibility(prepared, 29.0, 35.0).nearby}["TUR-AEG"]
    assert near.distance_km is None


def test_distances_are_geodesic_and_no_finer_than_the_limit(
    frame: Callable[..., gpd.GeoDataFrame], square: Squares
) -> None:
    held = claims(frame, ("A", "ITA", square(0, 0, 1, 1)))
    held["basis"] = "IMO GISIS"
    # On the equator a tenth of a degree of longitude is 11.13 km.
    assert responsibility(held, 0.9, 0.5).answers[0].distance_to_limit_km == pytest.approx(11.1)
    assert responsibility(held, 1.2, 0.5).nearby[0].distance_km == pytest.approx(22.3)
    held["basis"] = "FIR proxy"
    assert responsibility(held, 0.9, 0.5).answers[0].distance_to_limit_km == 11.0


def test_two_claims_of_one_state_are_named_once(prepared: ClaimIndex) -> None:
    sentence = responsibility(prepared, 27.25, 36.95).sentence
    assert "the limits as drawn are good to about 5 km" in sentence
    assert sentence.endswith("Türkiye (MSRCC Ankara), by 2 claims.")


@pytest.mark.parametrize(
    ("longitude", "latitude", "radius", "field"),
    [
        (12.0, 91.0, 0.0, "latitude"),
        (12.0, math.nan, 0.0, "latitude"),
        (181.0, 35.0, 0.0, "longitude"),
        (12.0, 35.0, -1.0, "radius_km"),
        (12.0, 35.0, 1000.0, "radius_km"),
        (12.0, 35.0, math.inf, "radius_km"),
        (12.0, 35.0, math.nan, "radius_km"),
        (True, 35.0, 0.0, "longitude"),
    ],
)
def test_what_cannot_be_is_refused_with_its_value(
    prepared: ClaimIndex, longitude: float, latitude: float, radius: float, field: str
) -> None:
    with pytest.raises(SelectionError) as caught:
        responsibility(prepared, longitude, latitude, radius)
    assert caught.value.field == field
    assert "expected" in str(caught.value)


@seed(31)
@given(st.floats(-10, 36), st.floats(30, 45), st.floats(0, 120))
def test_one_answer_and_many_at_once_agree(
    prepared: ClaimIndex, longitude: float, latitude: float, radius: float
) -> None:
    one = responsibility(prepared, longitude, latitude, radius)
    many = claims_at(prepared, [longitude], [latitude], radius)

    def named(bits: int) -> set[str]:
        return {c for place, c in enumerate(prepared.ids) if bits >> place & 1}

    assert one.on_land == bool(many.ashore[0])
    assert {a.claim_id for a in one.answers if a.position_inside} == named(int(many.inside[0]))
    # What the limits are good to only adds doubt.
    assert named(int(many.met[0])) <= {a.claim_id for a in one.answers}
    assert {a.claim_id for a in one.answers if a.holds == "whole"} <= named(int(many.whole[0]))


def test_an_answer_is_plain_values(prepared: ClaimIndex) -> None:
    found = responsibility(prepared, 11.3, 33.6, on=dt.date(2025, 1, 1)).as_json()
    assert json.loads(json.dumps(found)) == found
    assert found["on"] == "2025-01-01"
    assert found["answers"][0]["valid_from"] == "2024-06-19"
    assert found["answers"][0]["valid_to"] is None
