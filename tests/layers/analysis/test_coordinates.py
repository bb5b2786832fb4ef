"""Positions as people write them: what is read, what is refused, and never the wrong place."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, box

from layers.analysis.coordinates import (
    all_forms,
    cautions,
    read_pair,
    read_position,
    written,
)
from layers.errors import PositionRefused

LAMPEDUSA = (35.5, 12.6)
ARGUIN = (20.6, -16.45)
RIO = (-22.9, -43.2)

READ = [
    # decimal degrees
    ("35.5 N 12.6 E", LAMPEDUSA),
    ("35.5N 12.6E", LAMPEDUSA),
    ("35.5N12.6E", LAMPEDUSA),
    ("N35.5 E12.6", LAMPEDUSA),
    ("N 35.5, E 12.6", LAMPEDUSA),
    ("n35.5 e12.6", LAMPEDUSA),
    ("35.5° N, 12.6° E", LAMPEDUSA),
    ("35.5°N 012.6°E", LAMPEDUSA),
    ("35.5 12.6", LAMPEDUSA),
    ("35.5, 12.6", LAMPEDUSA),
    ("35.5,12.6", LAMPEDUSA),
    ("35.5;12.6", LAMPEDUSA),
    ("35.5 / 12.6", LAMPEDUSA),
    ("35.5 | 12.6", LAMPEDUSA),
    ("+35.5 +12.6", LAMPEDUSA),
    ("35.50000\t12.60000", LAMPEDUSA),
    ("  35.5   12.6  ", LAMPEDUSA),
    ("35.5 deg N 12.6 deg E", LAMPEDUSA),
    ("12.6 E 35.5 N", LAMPEDUSA),
    ("E12.6 N35.5", LAMPEDUSA),
    ("20.6 -16.45", ARGUIN),
    ("20.6N 16.45W", ARGUIN),
    ("20.6, −16.45", ARGUIN),
    ("20.6 –16.45", ARGUIN),
    ("22.9 S 43.2 W", RIO),
    ("-22.9 -43.2", RIO),
    ("0 N 0 E", (0.0, 0.0)),
    ("90 N 180 E", (90.0, 180.0)),
    # decimal commas
    ("35,5 N 12,6 E", LAMPEDUSA),
    ("35,5 12,6", LAMPEDUSA),
    ("35,5; 12,6", LAMPEDUSA),
    ("35,5, 12,6", LAMPEDUSA),
    ("35,5°N 12,6°E", LAMPEDUSA),
    ("35°30,0'N 12°36,0'E", LAMPEDUSA),
    ("20,6 -16,45", ARGUIN),
    # degrees and minutes
    ("35° 30′ N 12° 36′ E", LAMPEDUSA),
    ("35°30'N 12°36'E", LAMPEDUSA),
    ("35°30.0'N, 012°36.0'E", LAMPEDUSA),
    ("35 30 N 12 36 E", LAMPEDUSA),
    ("35 30.0N 012 36.0E", LAMPEDUSA),
    ("35-30.0N 012-36.0E", LAMPEDUSA),
    ("35:30N 12:36E", LAMPEDUSA),
    ("N35°30' E012°36'", LAMPEDUSA),
    ("N 35 30.0 E 12 36.0", LAMPEDUSA),
    ("35º30’N 12º36’E", LAMPEDUSA),
    ("35˚30´N 12˚36´E", LAMPEDUSA),
    ("35°30`N 12°36`E", LAMPEDUSA),
    ("35° 30′ 12° 36′", LAMPEDUSA),
    ("35 deg 30 min N 12 deg 36 min E", LAMPEDUSA),
    ("35d 30m N 12d 36m E", LAMPEDUSA),
    ("35 30, 12 36", LAMPEDUSA),
    ("20° 36′ N 16° 27′ W", ARGUIN),
    ("-22 54 -43 12", RIO),
    # degrees, minutes, seconds
    ("35° 30′ 00″ N 12° 36′ 00″ E", LAMPEDUSA),
    ("35°30'00\"N 12°36'00\"E", LAMPEDUSA),
    ("35°30’00”N 12°36’00”E", LAMPEDUSA),
    ("35°30''N", None),
    ("35°30'00''N 12°36'00''E", LAMPEDUSA),
    ("35°30′00′′N 12°36′00′′E", LAMPEDUSA),
    ("35 30 00 N 12 36 00 E", LAMPEDUSA),
    ("35 30 00 12 36 00", LAMPEDUSA),
    ("35:30:00 N, 12:36:00 E", LAMPEDUSA),
    ("35-30-00N 012-36-00E", LAMPEDUSA),
    ("35° 30′ 00.0″ N 012° 36′ 00.0″ E", LAMPEDUSA),
    ("35° 29′ 60″ N 12° 36′ E", None),
    # packed digits
    ("3530N 01236E", LAMPEDUSA),
    ("3530N01236E", LAMPEDUSA),
    ("3530.00N 01236.00E", LAMPEDUSA),
    ("353000N0123600E", LAMPEDUSA),
    ("353000N 123600E", LAMPEDUSA),
    ("3530N 1236E", LAMPEDUSA),
    ("2036N 01627W", ARGUIN),
    # machines
    ("POINT (12.6 35.5)", LAMPEDUSA),
    ("Point(12.6 35.5)", LAMPEDUSA),
    ("SRID=4326;POINT(12.6 35.5)", LAMPEDUSA),
    ("POINT Z (12.6 35.5 0)", LAMPEDUSA),
    ("geo:35.5,12.6", LAMPEDUSA),
    ("geo:35.5,12.6;u=50", LAMPEDUSA),
    ("+35.5+012.6/", LAMPEDUSA),
    ("+3530+01236/", LAMPEDUSA),
    ("+353000+0123600/", LAMPEDUSA),
    ("+2036-01627/", ARGUIN),
    # labels and words
    ("lat: 35.5 lon: 12.6", LAMPEDUSA),
    ("Lat 35.5, Long 12.6", LAMPEDUSA),
    ("latitude=35.5; longitude=12.6", LAMPEDUSA),
    ("lon 12.6 lat 35.5", LAMPEDUSA),
    ("Position: 35.5 N 12.6 E", LAMPEDUSA),
    ("pos 35°30'N 012°36'E", LAMPEDUSA),
    ("35.5 north 12.6 east", LAMPEDUSA),
    ("35.5 Nord 12.6 Est", LAMPEDUSA),
    ("20.6 Nord 16.45 Ouest", ARGUIN),
    ("20.6 Norte 16.45 Oeste", ARGUIN),
    ("22.9 Sud, 43.2 Ovest", RIO),
    # other scripts
    ("٣٥٫٥ شمال ١٢٫٦ شرق", LAMPEDUSA),
    ("٣٥٫٥ N ١٢٫٦ E", LAMPEDUSA),
    ("٣٥٫٥، ١٢٫٦", LAMPEDUSA),
    ("۳۵٫۵ ۱۲٫۶", LAMPEDUSA),
    ("٣٥° ٣٠′ N ١٢° ٣٦′ E", LAMPEDUSA),
    ("３５．５ １２．６", LAMPEDUSA),
    ("\u200e35.5\u00a0N\u200f 12.6\u2009E", LAMPEDUSA),
    ("\ufeff35.5 N 12.6 E", LAMPEDUSA),
]
READ = [(text, where) for text, where in READ if where is not None]

REFUSED = [
    ("", "empty"),
    ("   ", "empty"),
    ("Lampedusa", "not understood"),
    ("NaN NaN", "not understood"),
    ("inf 12.6", "not understood"),
    ("35.5", "two halves"),
    ("35.5 N", "the other has none"),
    ("12.6 E", "the other has none"),
    ("35.5 N 12.6", "the other has none"),
    ("35.5 12.6 E", "the other has none"),
    ("35.5 N 12.6 N", "two latitudes"),
    ("35.5 E 12.6 W", "two longitudes"),
    ("N 35.5 12.6 E", "before one half and behind the other"),
    ("35.5 N 12.6 E 5 W", "letters of direction"),
    ("91 N 12 E", "latitude is 91"),
    ("35 N 181 E", "longitude is 181"),
    ("91 12", "latitude"),
    ("-35.5 S 12.6 E", "both a minus sign and S"),
    ("35.5 N -12.6 E", "both a minus sign and E"),
    ("35 60 N 12 36 E", "60 minutes"),
    ("35 30 60 N 12 36 00 E", "60 seconds"),
    ("35.5 30 N 12 36 E", "35.5 has decimals"),
    ("35 30.5 10 N 12 36 00 E", "30.5 has decimals"),
    ("35.30.15 N 12.36.10 E", "not understood|decimals"),
    ("35'30 N 12'36 E", "marked as minutes"),
    ("1 2 3", "two halves"),
    ("1 2 3 4 5", "two halves"),
    ("35.5 N 12.6 O", "O is west in French"),
    ("35.5 \u039d 12.6 E", "Greek letter nu"),
    ("35,5,12,6", "two ways"),
    ("12.6 35.5", "looks swapped"),
    ("34.5 33.0", "either number can be the latitude"),
    ("35.0, 33.5", "either number can be the latitude"),
    ("[12.6, 35.5]", "longitude first in GeoJSON"),
    ("lat 35.5 12.6", "label both halves"),
    ("lat 35.5 lat 12.6", "label both halves"),
    ("lon 35.5 N lat 12.6 E", "different things"),
    ("35.5 & 12.6", "not understood"),
    ("35.5 N 12.6 E; DROP TABLE", "not understood"),
    ("35,512,6", "two halves|commas"),
    ("1" * 121, "at most 120 characters"),
    ("12345678N 0123600E", "packed latitude|no packed"),
    ("--35.5 12.6", "two signs"),
    ("35°30''N 12°36'E", "out of their order"),
    ("35° 29′ 60″ N 12° 36′ E", "60 seconds"),
]  # fmt: skip


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(READ) >= 90
    assert len(REFUSED) >= 40
    assert len({text for text, _ in READ}) == len(READ)


@pytest.mark.parametrize(("text", "where"), READ, ids=[ascii(t) for t, _ in READ])
def test_a_position_is_read_as_its_writer_meant_it(text: str, where: tuple[float, float]) -> None:
    reading = read_position(text)
    assert (reading.latitude, reading.longitude) == pytest.approx(where, abs=1e-9)


@pytest.mark.parametrize(("text", "reason"), REFUSED, ids=[ascii(t)[:40] for t, _ in REFUSED])
def test_what_is_no_position_or_could_be_two_is_refused(text: str, reason: str) -> None:
    with pytest.raises(PositionRefused, match=reason) as refused:
        read_position(text)
    assert refused.value.text[:20] in text


@pytest.mark.parametrize("text", ["35.5 N 12.6 O", "34.5 33.0", "[12.6, 35.5]", "35,5,12,6",
                                  "35.5 \u039d 12.6 E", "12.6 35.5"])  # fmt: skip
def test_where_a_text_could_mean_two_places_both_are_shown(text: str) -> None:
    with pytest.raises(PositionRefused) as refused:
        read_position(text)
    places = {(r.longitude, r.latitude) for r in refused.value.readings}
    assert len(places) == 2
    both = str(refused.value).partition("It could be ")[2]
    assert both.count("°") == 4
    assert " or " in both


def test_a_pair_on_the_command_line_has_a_given_order() -> None:
    reading = read_pair("34.5", "33.0")
    assert (reading.latitude, reading.longitude) == (34.5, 33.0)
    assert read_pair("35° 30′ N", "12° 36′ E").latitude == 35.5
    assert read_pair("20.6", "-16.45").longitude == -16.45


@pytest.mark.parametrize(
    ("latitude", "longitude", "reason"),
    [("12.6", "35.5", "looks swapped"), ("91", "12", "latitude is 91"), ("", "12", "two halves"),
     ("35.5 N", "12.6 N", "two latitudes"), ("nan", "12", "not understood"),
     ("35 30", "12", None)],
)  # fmt: skip
def test_a_pair_is_held_to_the_same_rules(latitude: str, longitude: str, reason: str) -> None:
    if reason is None:
        assert read_pair(latitude, longitude).latitude == 35.5
        return
    with pytest.raises(PositionRefused, match=reason):
        read_pair(latitude, longitude)


def test_what_is_no_text_is_refused() -> None:
    for value in (None, 35.5, ["35.5", "12.6"]):
        with pytest.raises(PositionRefused, match="as text"):
            read_position(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("35.5 12.6", "latitude first"),
        ("35,5 N 12,6 E", "decimal"),
        ("٣٥٫٥ N ١٢٫٦ E", "another script"),
        ("POINT (12.6 35.5)", "longitude comes first"),
        ("3530N 01236E", "35 degrees 30 minutes"),
        ("33.41 N 12.57 E", "33° 41′"),
        ("20.6 Nord 16.45 Ouest", "read as west"),
    ],
)
def test_what_was_taken_to_be_meant_is_said(text: str, said: str) -> None:
    assert said in " ".join(read_position(text).repairs)


def test_plain_decimal_degrees_with_letters_need_no_remark() -> None:
    assert read_position("35.512 N 12.601 E").repairs == ()


@pytest.mark.parametrize(
    ("text", "form", "km"),
    [
        ("35.5 N 12.6 E", "decimal", 5.56),
        ("35.50 N 12.60 E", "decimal", 0.556),
        ("35 N 12.6000 E", "decimal", 55.6),  # the coarser half counts
        ("35 30 N 12 36 E", "minutes", 0.927),
        ("35 30.0 N 12 36.0 E", "minutes", 0.0927),
        ("35 30 00 N 12 36 00 E", "seconds", 0.0154),
    ],
)
def test_the_digits_written_say_how_exact_a_position_can_be(
    text: str, form: str, km: float
) -> None:
    reading = read_position(text)
    assert reading.form == form
    assert reading.resolution_km == pytest.approx(km, rel=0.01)


@settings(derandomize=True, max_examples=400)
@given(
    st.floats(-180, 180, allow_nan=False),
    st.floats(-90, 90, allow_nan=False),
    st.sampled_from([("decimal", 5e-6), ("minutes", 0.0005 / 60), ("seconds", 0.05 / 3600)]),
)
def test_what_is_written_is_read_back_to_half_a_unit(
    longitude: float, latitude: float, form: tuple[str, float]
) -> None:
    name, half = form
    reading = read_position(written(longitude, latitude, name))  # type: ignore[arg-type]
    assert math.isclose(reading.longitude, longitude, abs_tol=half * 1.001)
    assert math.isclose(reading.latitude, latitude, abs_tol=half * 1.001)
    assert reading.form == name


@settings(derandomize=True, max_examples=400)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        reading = read_position(text)
    except PositionRefused:
        return
    assert abs(reading.latitude) <= 90
    assert abs(reading.longitude) <= 180


@settings(derandomize=True, max_examples=300)
@given(st.text(alphabet="0123456789NSEWO°'\".,; -+:()[]latonPOINT", max_size=40))
def test_text_of_the_right_letters_never_gives_a_place_off_the_globe(text: str) -> None:
    try:
        reading = read_position(text)
    except PositionRefused:
        return
    assert abs(reading.latitude) <= 90
    assert abs(reading.longitude) <= 180


def test_rounding_never_gives_sixty_minutes_or_a_negative_zero() -> None:
    assert written(11.9999999, 35.9999999, "minutes") == "36° 00.000′ N 012° 00.000′ E"
    assert written(11.9999999, 35.9999999, "seconds") == "36° 00′ 00.0″ N 012° 00′ 00.0″ E"
    assert written(-0.0, -1e-9, "decimal") == "00.00000° N 000.00000° E"


def test_all_three_forms_are_echoed() -> None:
    assert all_forms(12.6, 35.5) == {
        "decimal": "35.50000° N 012.60000° E",
        "minutes": "35° 30.000′ N 012° 36.000′ E",
        "seconds": "35° 30′ 00.0″ N 012° 36′ 00.0″ E",
    }


def test_land_the_edge_of_the_map_and_null_island_are_warned_of() -> None:
    land = GeometryCollection([box(10, 30, 11, 31), box(11, 30, 12, 31)])
    assert cautions(10.001, 30.5, land) == ("On land as drawn, less than 1 km from the sea.",)
    inland = cautions(11.0, 30.5, land)
    assert inland == ("On land as drawn, 50 to 100 km from the sea.",)
    assert cautions(13.2, 30.5, land) == ()
    assert "basin" in cautions(13.2, 60.5, land)[0]
    assert "missing position" in cautions(0.0, 0.0, None)[0]
    assert "whole degrees" in cautions(13.0, 35.0, None)[0]
