"""How far a published position can be trusted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.analysis import uncertainty
from layers.analysis.uncertainty import (
    CLASS_MEANINGS,
    CLASSES_KM,
    RULES,
    Described,
    NoRule,
    Told,
    explained,
    radius,
)

REGISTER = "iom-missing-migrants"
REPORTS = "incident-reports"


@pytest.mark.parametrize(
    ("written", "decimals"),
    [("14", 0), ("14.0", 0), ("-14.50", 1), ("14.1234", 4), ("1.25e1", 2), (" 3.1 ", 1)],
)
def test_trailing_zeros_are_no_decimals(written: str, decimals: int) -> None:
    assert uncertainty.decimals(written) == decimals


@pytest.mark.parametrize(
    ("place", "described"),
    [
        ("40 miles off the coast of Libya", "distance"),
        ("12 km north of Zuwara", "distance"),
        ("28 nm south of Alborán, between Morocco and Spain", "distance"),
        ("33°41'N 012°57'E", "position"),
        ("34.8765, 12.1234", "position"),
        ("40 miles off Libya, 33°41'N", "position"),
        ("Off the coast of Sabratha, Libya", "named"),
        ("Beach of Zarzis", "named"),
        ("Off the coast of Libya", "vague"),
        ("Coast of Tunisia", "vague"),
        ("Libyan waters", "vague"),
        ("Between Türkiye and Greece", "vague"),
        ("Unspecified location, 20 km off Dakhla", "vague"),
        ("Libya", "vague"),
        ("", "vague"),
    ],
)
def test_a_description_is_a_position_a_distance_a_named_place_or_vague(
    place: str, described: str
) -> None:
    assert uncertainty.described(place) == described


@pytest.mark.parametrize(
    ("longitude", "latitude", "place", "shared_by", "km", "precision"),
    [
        ("14.5123", "35.9123", "position", 1, 15, "position stated"),
        ("14.5123", "35.9123", "distance", 1, 15, "distance stated"),
        ("14.5123", "35.9123", "named", 2, 25, "named place"),
        ("14.5123", "35.9123", "vague", 1, 60, "vague place"),
        ("14.5", "35.9123", "distance", 1, 15, "distance stated"),
        ("14", "35.9123", "distance", 1, 55, "whole degrees"),
        ("14.5123", "35.0", "named", 1, 55, "whole degrees"),
        ("14", "35", "vague", 1, 60, "vague place"),
        ("14.5123", "35.9123", "distance", 3, 60, "shared point"),
    ],
)
def test_the_largest_doubt_decides(
    longitude: str, latitude: str, place: Described, shared_by: int, km: float, precision: str
) -> None:
    found = radius(REGISTER, Told(longitude, latitude, place, shared_by))
    assert (found.km, found.precision) == (km, precision)


@pytest.mark.parametrize(
    ("told", "km", "precision"),
    [
        (Told("12.41", "34.87", own_km=4.0), 4, "own radius"),
        (Told("12", "35", own_km=4.0), 4, "own radius"),
        (Told("12.41", "34.87"), 15, "unstated"),
        (Told("12.4", "34.87"), 15, "unstated"),
        (Told("12", "35"), 55, "whole degrees"),
    ],
)
def test_a_contributor_is_taken_at_their_word_and_else_by_the_decimals(
    told: Told, km: float, precision: str
) -> None:
    found = radius(REPORTS, told)
    assert (found.km, found.precision) == (km, precision)


def test_a_register_cannot_claim_a_radius_of_its_own() -> None:
    assert radius(REGISTER, Told("12.41", "34.87", "named", own_km=1.0)).km == 25


@given(
    st.floats(-180, 180).map(str),
    st.floats(-90, 90).map(str),
    st.sampled_from(["position", "distance", "named", "vague"]),
    st.integers(1, 9),
)
def test_no_position_of_the_register_is_better_than_ten_kilometres(
    longitude: str, latitude: str, place: Described, shared_by: int
) -> None:
    found = radius(REGISTER, Told(longitude, latitude, place, shared_by))
    assert 10 <= found.km <= 60
    assert found.km <= radius(REGISTER, Told(longitude, latitude, place, shared_by + 2)).km


@given(
    st.sampled_from(sorted(RULES)),
    st.decimals(-180, 180, places=3).map(str),
    st.decimals(-90, 90, places=3).map(str),
    st.sampled_from(["position", "distance", "named", "vague", None]),
    st.integers(1, 4),
    st.one_of(st.none(), st.integers(1, 400).map(float)),
)
def test_what_a_rule_gave_the_explanation_of_the_held_record_names(
    source: str,
    longitude: str,
    latitude: str,
    place: Described | None,
    shared_by: int,
    own_km: float | None,
) -> None:
    told = Told(longitude, latitude, place, shared_by, own_km)
    if place is None and "unstated" not in RULES[source].classes:
        return  # the register always has a description, be it an empty one
    if place is not None and "unstated" in RULES[source].classes:
        return  # a report has none
    found = radius(source, told)
    said = explained(source, found.km, float(longitude), float(latitude))
    assert CLASS_MEANINGS[found.precision] in said
    assert f"{found.km:g} km" in said


def test_a_radius_that_no_class_has_was_set_by_hand() -> None:
    assert "set by hand" in explained(REGISTER, 225, 13.5, 34.9)
    assert "set by hand" not in explained(REGISTER, 25, 13.5, 34.9)
    assert "set by hand" in explained(REGISTER, 25, 13.5, 34.9, by_hand=True)


def test_a_source_without_a_rule_is_refused_by_name() -> None:
    with pytest.raises(NoRule, match=r"'newcomer'.*iom-missing-migrants"):
        radius("newcomer", Told("12.41", "34.87"))
    with pytest.raises(NoRule, match="'newcomer'"):
        explained("newcomer", 15, 12.41, 34.87)


def test_every_class_has_a_meaning_and_every_rule_has_known_classes_and_a_sentence() -> None:
    assert set(CLASSES_KM) == set(CLASS_MEANINGS)
    for rule in RULES.values():
        assert set(rule.classes) <= set(CLASSES_KM)
        assert rule.sentence.endswith(".")
