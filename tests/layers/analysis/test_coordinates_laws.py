"""What holds of every position: written and read again, in two arguments, and cautioned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import shapely
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from layers.analysis.coordinates import (
    Form,
    PositionRefused,
    Reading,
    all_forms,
    cautions,
    read_pair,
    read_position,
    written,
)
from layers.analysis.inland import Shore
from layers.analysis.position_forms import UNITS

LAMPEDUSA = (12.6, 35.5)


@pytest.mark.parametrize(
    ("longitude", "latitude", "forms"),
    [
        (12.6, 35.5, ("35.50000° N 012.60000° E", "35° 30.000′ N 012° 36.000′ E", "35° 30′ 00.0″ N 012° 36′ 00.0″ E")),
        (-15.999999999, 27.9999999999, ("28.00000° N 016.00000° W", "28° 00.000′ N 016° 00.000′ W", "28° 00′ 00.0″ N 016° 00′ 00.0″ W")),
        (-0.0, -1e-9, ("00.00000° N 000.00000° E", "00° 00.000′ N 000° 00.000′ E", "00° 00′ 00.0″ N 000° 00′ 00.0″ E")),
        (-180.0, -90.0, ("90.00000° S 180.00000° W", "90° 00.000′ S 180° 00.000′ W", "90° 00′ 00.0″ S 180° 00′ 00.0″ W")),
    ],
)  # fmt: skip
def test_a_position_is_written_in_three_forms_with_all_its_zeros(
    longitude: float, latitude: float, forms: tuple[str, str, str]
) -> None:
    assert tuple(all_forms(longitude, latitude).values()) == forms
    assert list(all_forms(longitude, latitude)) == ["decimal", "minutes", "seconds"]


NEAR_CARRIES = st.builds(
    lambda whole, sixtieths, off: whole + sixtieths / 60 + off,
    st.integers(-89, 88),
    st.integers(0, 60),
    st.floats(-1e-4, 1e-4),
)
LATITUDES = st.one_of(st.floats(-90, 90), NEAR_CARRIES, st.sampled_from([0.0, -0.0, 90.0, -90.0]))
LONGITUDES = st.one_of(st.floats(-180, 180), NEAR_CARRIES, st.sampled_from([0.0, -0.0, -180.0]))


@given(LONGITUDES, LATITUDES, st.sampled_from(sorted(UNITS)))
@settings(max_examples=400)
def test_what_is_written_is_read_again_within_half_a_unit(
    longitude: float, latitude: float, form: Form
) -> None:
    text = written(longitude, latitude, form)
    found = read_position(text)
    half = 0.5 / UNITS[form] + 1e-10
    assert abs(found.longitude - longitude) <= half
    assert abs(found.latitude - latitude) <= half
    assert (found.form, found.repairs) == (form, ())
    assert written(found.longitude, found.latitude, form) == text


@given(LONGITUDES, LATITUDES, st.sampled_from(["minutes", "seconds"]))
def test_no_minute_and_no_second_is_ever_written_as_sixty(
    longitude: float, latitude: float, form: Form
) -> None:
    text = written(longitude, latitude, form)
    assert "60.000′" not in text
    assert " 60′" not in text
    assert " 60.0″" not in text


def tried(text: str) -> Reading | PositionRefused:
    try:
        return read_position(text)
    except PositionRefused as refused:
        return refused


@given(st.text(max_size=140))
@settings(max_examples=300)
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    found = tried(text)
    if isinstance(found, PositionRefused):
        assert found.text == text
        assert len(found.readings) <= 4
    else:
        assert -90 <= found.latitude <= 90
        assert -180 <= found.longitude <= 180


PIECES = st.sampled_from(
    ["35", "12", "35.5", "12,6", "-", " ", ",", ";", "N", "S", "E", "W", "O", "°", "'", '"', ":", "lat",
     "lon", "+", ".", "60", "181", "3530.0", "/", "(", "\u039d"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=600)
def test_pieces_of_positions_in_any_order_are_read_or_refused(text: str) -> None:
    found = tried(text)
    if isinstance(found, PositionRefused):
        assert found.reason.endswith(".")
    else:
        assert found == read_position(f"  {text}  ")
        again = read_position(str(found))
        assert abs(again.latitude - found.latitude) <= 0.5 / UNITS[found.form] + 1e-10


@given(st.floats(-90, 90), st.floats(-90, 90))
def test_two_bare_numbers_never_say_one_place_in_both_orders(one: float, other: float) -> None:
    first, second = f"{one:.3f}", f"{other:.3f}"
    both = [tried(f"{first} {second}"), tried(f"{second} {first}")]
    read = [found for found in both if isinstance(found, Reading)]
    assert all(len(found.readings) == 2 for found in both if isinstance(found, PositionRefused))
    if len(read) == 2 and first != second:
        # Both orders are read only where one place is at sea and the other cannot be meant.
        places = {(r.longitude, r.latitude) for r in read}
        assert len(places) == 1


@pytest.mark.parametrize(
    ("latitude", "longitude", "place"),
    [
        ("35.5", "12.6", LAMPEDUSA),
        ("35,5", "12,6", LAMPEDUSA),
        ("35.5N", "12.6E", LAMPEDUSA),
        ("12.6E", "35.5N", LAMPEDUSA),
        ("35°30'N", "12°36'E", LAMPEDUSA),
        ("35 30.0", "12 36.0", LAMPEDUSA),
        ("3530.00N", "01236.00E", LAMPEDUSA),
        ("lat 35.5", "lon: 12.6", LAMPEDUSA),
        ("28.1", "-15.4", (-15.4, 28.1)),
        ("12.6", "35.5", LAMPEDUSA),
        ("34N", "33E", (33, 34)),
        ("lat 33", "lon 34", (34, 33)),
        ("35N30", "012E36", LAMPEDUSA),
        ("\u0663\u0665", "\u0661\u0662", (12, 35)),
    ],
)
def test_two_arguments_are_a_latitude_and_a_longitude(
    latitude: str, longitude: str, place: tuple[float, float]
) -> None:
    found = read_pair(latitude, longitude)
    assert (found.longitude, found.latitude) == pytest.approx(place, abs=1e-12)


@pytest.mark.parametrize(
    ("latitude", "longitude", "reason", "places"),
    [
        ("33", "34", "both orders are at sea", [(34, 33), (33, 34)]),
        ("51.5", "-0.1", "neither order", [(-0.1, 51.5), (51.5, -0.1)]),
        ("30 12 E 36", "35.5 N", "stands between minutes and seconds", []),
        ("35.5N", "12.6", "the other none", []),
        ("12.6E", "35.5", "the other none", []),
        ("35.5N", "12.6N", "marked as a latitude", []),
        ("35.5N", "12.6O", "letter O", [(-12.6, 35.5), LAMPEDUSA]),
        ("91", "12", "latitude 91 is beyond 90", [(91, 12)]),
        ("35.5", "181", "longitude 181 is beyond 180", []),
        ("", "12", "empty", []),
        ("35.5", "", "empty", []),
        ("35.5 12.6", "12.6", "decimals", []),
        ("nan", "12", "no number", []),
        ("lon 35.5", "12.6", "marked as a longitude", []),
        ("35.5", "12°36'", "two forms", []),
        ("-35.5S", "12.6E", "minus sign and the letter S", []),
    ],
)
def test_two_arguments_are_refused_by_the_same_rules(
    latitude: str, longitude: str, reason: str, places: list[tuple[float, float]]
) -> None:
    with pytest.raises(PositionRefused) as refused:
        read_pair(latitude, longitude)
    assert reason in refused.value.reason
    found = [(r.longitude, r.latitude) for r in refused.value.readings]
    assert len(found) == len(places)
    assert all(a == pytest.approx(b) for a, b in zip(found, places, strict=True))


NUMBERS = st.one_of(st.integers(-95, 185), st.floats(-95, 185).map(lambda x: round(x, 1)))


@seed(47)
@given(NUMBERS, NUMBERS)
def test_two_bare_numbers_are_no_surer_as_two_arguments_than_as_one_text(
    first: float, second: float
) -> None:
    def said(read: Callable[..., Any], *texts: str) -> tuple[object, ...]:
        try:
            return (read(*texts),)
        except PositionRefused as refused:
            return refused.reason, refused.readings, refused.text

    assert said(read_pair, str(first), str(second)) == said(read_position, f"{first} {second}")


def test_letters_against_the_order_of_the_arguments_are_followed_and_said() -> None:
    (said,) = read_pair("12.6E", "35.5N").repairs
    assert "longitude was given first" in said


# One degree square of land south of the sea, cut into two pieces, with a lake in the eastern one.
LAND = shapely.GeometryCollection(
    [
        shapely.box(10, 30, 12, 32),
        shapely.box(12, 30, 14, 32).difference(shapely.box(12.9, 30.4, 13.1, 30.6)),
    ]
)


@pytest.mark.parametrize(
    ("longitude", "latitude", "words"),
    [
        (11.5, 33.5, []),
        (11.5, 31.5, ["on land, about 55 km"]),
        (12.05, 31.5, ["on land, about 55 km"]),  # the cut between two pieces is no coast
        (12.7, 30.5, ["on land, about 55 km"]),  # a lake is no sea
        (11.5, 31.995, ["at the coast"]),
        (11.5, 49.5, ["outside the mapped area"]),
        (-30.5, 33.5, ["outside the mapped area"]),
        (0.0, 0.0, ["no position is known", "outside the mapped area", "whole degrees"]),
        (12.0, 35.0, ["whole degrees"]),
        (12.0, 35.5, []),
        (-22.0, 10.5, []),
    ],
)
def test_a_position_that_looks_wrong_is_cautioned(
    longitude: float, latitude: float, words: list[str]
) -> None:
    said = cautions(longitude, latitude, Shore(LAND))
    assert len(said) == len(words)
    assert all(word in sentence for word, sentence in zip(words, said, strict=True))


def test_without_land_nothing_is_said_of_land() -> None:
    assert cautions(11.5, 31.5, None) == ()


@pytest.mark.parametrize(
    ("longitude", "latitude"), [(float("nan"), 35), (12, float("inf")), (12, 91), (-181, 35)]
)
def test_what_is_off_the_globe_is_neither_written_nor_cautioned(
    longitude: float, latitude: float
) -> None:
    for ask in (lambda: written(longitude, latitude, "decimal"), lambda: cautions(longitude, latitude, None)):  # fmt: skip
        with pytest.raises(PositionRefused):
            ask()
