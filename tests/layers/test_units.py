"""Unlike units never meet, and a number says what it is and what it lacks."""

from __future__ import annotations

import datetime as dt
from itertools import combinations

import pytest

from layers.errors import UnitMismatch
from layers.handling import MARK_NAMES, OPEN, Clearance, Mark
from layers.metrics import Band, Metric
from layers.terms import MEASURES
from layers.units import MEASURE_UNITS, UNIT_TEXT, Unit, metres_to_nautical_miles, sum_unit

NAMED = {Unit.DEAD, Unit.MISSING}


@pytest.mark.parametrize(("first", "second"), list(combinations(Unit, 2)))
def test_two_unlike_units_are_refused_by_name(first: Unit, second: Unit) -> None:
    if {first, second} == NAMED:
        assert sum_unit([first, second]) is Unit.DEAD_AND_MISSING
        return
    with pytest.raises(UnitMismatch) as caught:
        sum_unit([first, second])
    message = str(caught.value)
    assert f"'{first}'" in message
    assert f"'{second}'" in message


@pytest.mark.parametrize(
    "persons", [u for u in Unit if u not in {Unit.DETECTION, Unit.RATIO, Unit.PARTY}]
)
def test_detections_are_never_added_to_people_of_any_kind(persons: Unit) -> None:
    with pytest.raises(UnitMismatch, match=r"'detection'.*never added up"):
        sum_unit([Unit.DETECTION, Unit.DETECTION, persons])


@pytest.mark.parametrize("unit", Unit)
def test_a_unit_may_be_added_to_itself(unit: Unit) -> None:
    assert sum_unit([unit, unit, unit]) is unit


def test_a_sum_over_nothing_has_no_unit() -> None:
    with pytest.raises(ValueError, match="no units"):
        sum_unit([])


def test_every_unit_and_every_measure_is_explained() -> None:
    assert set(UNIT_TEXT) == set(Unit)
    assert all(t.meaning.endswith(".") for t in UNIT_TEXT.values())
    assert set(MEASURE_UNITS) == set(MEASURES)
    assert len(set(MEASURE_UNITS.values())) == len(MEASURES)


def test_a_nautical_mile_is_1852_metres() -> None:
    assert metres_to_nautical_miles(18_520) == 10


def metric(**changes: object) -> Metric:
    return Metric(**{"id": "a", "label": "A", "unit": Unit.ARRIVAL, "value": 1234, **changes})


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "1,234"),
        ({"unknown": 2}, "at least 1,234"),
        ({"is_minimum": True}, "at least 1,234"),
        ({"value": None, "unknown": 2}, "unknown"),
        ({"value": 0}, "0"),
        ({"value": 0.02852, "unit": Unit.RATIO, "unknown": 2}, "about 2.85 %"),
    ],
)
def test_a_number_reads_as_what_is_known_of_it(changes: dict[str, object], text: str) -> None:
    assert metric(**changes).text == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(0.0167, 0.0469, "(1.7–4.7)"), (0.0012, 0.0049, "(0.12–0.49)")],
)
def test_a_band_reads_in_percent_with_as_many_digits_as_tell_its_ends_apart(
    low: float, high: float, text: str
) -> None:
    band = Band(low, high, 0.95, 60, 0.1, "Sampling variation only.")
    rate = metric(value=0.003, unit=Unit.RATIO, band=band)
    assert rate.band_text == text
    plain = rate.as_json()["band"]
    assert isinstance(plain, dict)
    assert (plain["low"], plain["incidents"]) == (low, 60)
    assert metric().band_text == ""


def test_a_number_as_json_holds_plain_values() -> None:
    plain = metric(first=dt.date(2018, 1, 1), sources=("a",), unknown=2).as_json()
    assert (plain["first"], plain["last"], plain["at_least"]) == ("2018-01-01", None, True)
    assert (plain["value"], plain["unit"], plain["sources"]) == (1234, "arrival", ["a"])


def test_marks_rise_from_clear_to_red_as_the_standard_writes_them() -> None:
    assert MARK_NAMES == ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
    assert Mark.AMBER_STRICT.label == "TLP:AMBER+STRICT"
    assert Clearance(Mark.CLEAR) == OPEN
