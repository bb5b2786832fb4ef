"""A position as a person types it: read, or refused with both places that it could mean."""

# ruff: noqa: RUF001 - the look-alike signs that people type are what is tested

from __future__ import annotations

import pytest

from layers.analysis.coordinates import Form, PositionRefused, read_position

LAMPEDUSA = (12.6, 35.5)
LAMPEDUSA_SECONDS = (12 + 36 / 60 + 20 / 3600, 35 + 30 / 60 + 15 / 3600)

# What is typed, the longitude and latitude that it says, and the form.
READ: list[tuple[str, tuple[float, float], Form]] = [
    # degrees with letters
    ("35.5 N 12.6 E", LAMPEDUSA, "decimal"),
    ("35.5N 12.6E", LAMPEDUSA, "decimal"),
    ("35.5n, 12.6e", LAMPEDUSA, "decimal"),
    ("N35.5 E12.6", LAMPEDUSA, "decimal"),
    ("N 35.5, E 12.6", LAMPEDUSA, "decimal"),
    ("N. 35.5 / E. 12.6", LAMPEDUSA, "decimal"),
    ("E 12.6 N 35.5", LAMPEDUSA, "decimal"),
    ("12.6 E 35.5 N", LAMPEDUSA, "decimal"),
    ("35.5°N 12.6°E", LAMPEDUSA, "decimal"),
    ("35.5° north, 12.6° east", LAMPEDUSA, "decimal"),
    ("35.5 degrees North 12.6 degrees East", LAMPEDUSA, "decimal"),
    ("35.5degN 12.6degE", LAMPEDUSA, "decimal"),
    ("35.5 nord 12.6 est", LAMPEDUSA, "decimal"),
    ("28.1 norte 15.4 oeste", (-15.4, 28.1), "decimal"),
    ("28.1 N 15.4 W", (-15.4, 28.1), "decimal"),
    ("28.1 nord 15.4 ouest", (-15.4, 28.1), "decimal"),
    ("33.9 S 18.4 E", (18.4, -33.9), "decimal"),
    ("+35.5 N +12.6 E", LAMPEDUSA, "decimal"),
    ("035.5N 012.6E", LAMPEDUSA, "decimal"),
    ("35 N 12 E", (12, 35), "decimal"),
    ("35.5N - 12.6E", LAMPEDUSA, "decimal"),
    ("35.5N-12.6E", LAMPEDUSA, "decimal"),
    ("35.5N; 12.6E", LAMPEDUSA, "decimal"),
    ("35.5N\n12.6E\n", LAMPEDUSA, "decimal"),
    ("35.5N 12.6E.", LAMPEDUSA, "decimal"),
    ("35.5N 12.6E WGS84", LAMPEDUSA, "decimal"),
    ("35.5N 12.6E (WGS 84)", LAMPEDUSA, "decimal"),
    # letters behind the degrees, minutes after them
    ("35N30 012E36", LAMPEDUSA, "minutes"),
    ("35N30 12E36", LAMPEDUSA, "minutes"),
    ("35 N 30 12 E 36", LAMPEDUSA, "minutes"),
    ("35N30, 012E36", LAMPEDUSA, "minutes"),
    ("35°N30' 12°E36'", LAMPEDUSA, "minutes"),
    ("35N30.5 012E36.5", (12 + 36.5 / 60, 35 + 30.5 / 60), "minutes"),
    ("35N30 15 12E36 20", LAMPEDUSA_SECONDS, "seconds"),
    ("28N06 015W24", (-15.4, 28.1), "minutes"),
    # degrees without letters: latitude first, where that is at sea and the other order is not
    ("35.5 12.6", LAMPEDUSA, "decimal"),
    ("35.5, 12.6", LAMPEDUSA, "decimal"),
    ("35.5,12.6", LAMPEDUSA, "decimal"),
    ("35.5;12.6", LAMPEDUSA, "decimal"),
    ("(35.5, 12.6)", LAMPEDUSA, "decimal"),
    ("35.5\t12.6", LAMPEDUSA, "decimal"),
    ("+35.5 +12.6", LAMPEDUSA, "decimal"),
    ("35.5°, 12.6°", LAMPEDUSA, "decimal"),
    ("36.0 -5.2", (-5.2, 36.0), "decimal"),
    ("36.0 \u22125.2", (-5.2, 36.0), "decimal"),
    ("28.1, -15.4", (-15.4, 28.1), "decimal"),
    ("35, 12", (12, 35), "decimal"),
    (
        "36.9 21.5",
        (21.5, 36.9),
        "decimal",
    ),  # turned round it would be the Red Sea, off the map's seas
    ("36.5 30.5", (30.5, 36.5), "decimal"),
    ("35.5 35.5", (35.5, 35.5), "decimal"),
    # the other order, where only that is at sea
    ("12.6 35.5", LAMPEDUSA, "decimal"),
    ("-5.2, 36.0", (-5.2, 36.0), "decimal"),
    # decimal commas
    ("35,5 N 12,6 E", LAMPEDUSA, "decimal"),
    ("35,5N,12,6E", LAMPEDUSA, "decimal"),
    ("35,5 12,6", LAMPEDUSA, "decimal"),
    ("35,5; 12,6", LAMPEDUSA, "decimal"),
    ("35,5, 12,6", LAMPEDUSA, "decimal"),
    ("35,5 / 12,6", LAMPEDUSA, "decimal"),
    ("35°30,5'N 12°36,5'E", (12 + 36.5 / 60, 35 + 30.5 / 60), "minutes"),
    # other digits, other signs, marks of direction
    ("٣٥٫٥ شمال ١٢٫٦ شرق", LAMPEDUSA, "decimal"),
    ("٣٥٫٥ ش، ١٢٫٦ ق", LAMPEDUSA, "decimal"),
    ("٣٥٫٥ ١٢٫٦", LAMPEDUSA, "decimal"),
    ("۳۵٫۵ N ۱۲٫۶ E", LAMPEDUSA, "decimal"),
    ("خط العرض ٣٥٫٥ خط الطول ١٢٫٦", LAMPEDUSA, "decimal"),
    ("\u200f35.5\u00a0N \u200e12.6\u202fE", LAMPEDUSA, "decimal"),
    ("\ufeff35.5 N 12.6 E", LAMPEDUSA, "decimal"),
    ("\uff13\uff15.\uff15\uff2e \uff11\uff12.\uff16\uff25", LAMPEDUSA, "decimal"),
    # degrees and minutes
    ("35° 30.000′ N 012° 36.000′ E", LAMPEDUSA, "minutes"),
    ("35°30.0'N 012°36.0'E", LAMPEDUSA, "minutes"),
    ("35º30’N 12º36’E", LAMPEDUSA, "minutes"),
    ("35˚30´N 12˚36´E", LAMPEDUSA, "minutes"),
    ("35Â°30'N 12Â°36'E", LAMPEDUSA, "minutes"),
    ("35 30 N 12 36 E", LAMPEDUSA, "minutes"),
    ("N35 30.0 E012 36.0", LAMPEDUSA, "minutes"),
    ("N 35°30', E 12°36'", LAMPEDUSA, "minutes"),
    ("35°30'N,12°36'E", LAMPEDUSA, "minutes"),
    ("35-30.0N 012-36.0E", LAMPEDUSA, "minutes"),
    ("35-30N-012-36E", LAMPEDUSA, "minutes"),
    ("35:30N 12:36E", LAMPEDUSA, "minutes"),
    ("35d30mN 12d36mE", LAMPEDUSA, "minutes"),
    ("35 deg 30 min N 12 deg 36 min E", LAMPEDUSA, "minutes"),
    ("35 30 12 36", LAMPEDUSA, "minutes"),
    ("35 30,12 36", LAMPEDUSA, "minutes"),
    ("35°30' 12°36'", LAMPEDUSA, "minutes"),
    ("35°00'N 12°E", (12, 35), "minutes"),
    ("36°00' -5°12'", (-5.2, 36), "minutes"),
    ("0°30'S 12°36'E", (12.6, -0.5), "minutes"),
    ("3530.00N 01236.00E", LAMPEDUSA, "minutes"),
    ("3530.00,N,01236.00,E", LAMPEDUSA, "minutes"),
    ("N3530.00 E01236.00", LAMPEDUSA, "minutes"),
    ("3530N01236E", LAMPEDUSA, "minutes"),
    # degrees, minutes, seconds
    ("35°30′15″N 12°36′20″E", LAMPEDUSA_SECONDS, "seconds"),
    ("35° 30' 15\" N, 12° 36' 20\" E", LAMPEDUSA_SECONDS, "seconds"),
    ("35°30’15”N 12°36’20”E", LAMPEDUSA_SECONDS, "seconds"),
    ("35°30'15''N 12°36'20''E", LAMPEDUSA_SECONDS, "seconds"),
    ("35 30 15 N 12 36 20 E", LAMPEDUSA_SECONDS, "seconds"),
    ("35:30:15N 12:36:20E", LAMPEDUSA_SECONDS, "seconds"),
    ("35-30-15N 012-36-20E", LAMPEDUSA_SECONDS, "seconds"),
    ("35d30m15sN 12d36m20sE", LAMPEDUSA_SECONDS, "seconds"),
    ("35d30m15s N 12d36m20s E", LAMPEDUSA_SECONDS, "seconds"),
    ("35 30 15 12 36 20", LAMPEDUSA_SECONDS, "seconds"),
    ("353015N0123620E", LAMPEDUSA_SECONDS, "seconds"),
    ("N353015 E0123620", LAMPEDUSA_SECONDS, "seconds"),
    # labels
    ("lat: 35.5 lon: 12.6", LAMPEDUSA, "decimal"),
    ("lon: 12.6, lat: 35.5", LAMPEDUSA, "decimal"),
    ("Latitude = 35.5; Longitude = 12.6", LAMPEDUSA, "decimal"),
    ("Lat. 35.5 N, Long. 12.6 E", LAMPEDUSA, "decimal"),
    ("lat 34.0 lon 33.0", (33, 34), "decimal"),
    ("35.5 lat, 12.6 lon", LAMPEDUSA, "decimal"),
    ("lat, lon: 35.5, 12.6", LAMPEDUSA, "decimal"),
    ("lon/lat: 12.6 35.5", LAMPEDUSA, "decimal"),
    ("Position: 35°30'N 12°36'E", LAMPEDUSA, "minutes"),
    ("GPS coordinates: 35.5N 12.6E", LAMPEDUSA, "decimal"),
    # formats of machines
    ("POINT (12.6 35.5)", LAMPEDUSA, "decimal"),
    ("point(12.6 35.5)", LAMPEDUSA, "decimal"),
    ("SRID=4326;POINT(12.6 35.5)", LAMPEDUSA, "decimal"),
    ("POINT Z (12.6 35.5 0)", LAMPEDUSA, "decimal"),
    ("geo:35.5,12.6", LAMPEDUSA, "decimal"),
    ("geo:35.5,12.6;crs=wgs84;u=35", LAMPEDUSA, "decimal"),
    ('{"type": "Point", "coordinates": [12.6, 35.5]}', LAMPEDUSA, "decimal"),
    ("+35.5+012.6/", LAMPEDUSA, "decimal"),
    ("+3530+01236/", LAMPEDUSA, "minutes"),
    ("+353015+0123620/", LAMPEDUSA_SECONDS, "seconds"),
    ("+28.1-015.4/", (-15.4, 28.1), "decimal"),
]

# What is typed, what the refusal says, and the places (longitude, latitude) that it could mean.
REFUSED: list[tuple[str, str, list[tuple[float, float]]]] = [
    # two places
    ("34.0 33.0", "both orders are at sea", [(33, 34), (34, 33)]),
    ("33.6, 34.9", "both orders are at sea", [(34.9, 33.6), (33.6, 34.9)]),
    ("15.0 41.0", "both orders can be meant", [(41, 15), (15, 41)]),
    ("51.5 -0.1", "neither order", [(-0.1, 51.5), (51.5, -0.1)]),
    ("1,5 2,3", "neither order", [(2.3, 1.5), (1.5, 2.3)]),
    ("35,5,12,6", "commas can be decimal signs", [LAMPEDUSA, (12.1, 35 + 5 / 60)]),
    ("35,30,12,36", "commas can be decimal signs", [(12.36, 35.3), LAMPEDUSA]),
    ("35.5-12.6", "dash can be a minus sign", [(-12.6, 35.5), LAMPEDUSA]),
    ("35.5 - 12.6", "dash can be a minus sign", [(-12.6, 35.5), LAMPEDUSA]),
    ("35.5 \u2013 12.6", "dash can be a minus sign", [(-12.6, 35.5), LAMPEDUSA]),
    ("35.5 N 12.6 O", "letter O is west", [(-12.6, 35.5), LAMPEDUSA]),
    ("35°30'N 12°36'O", "letter O is west", [(-12.6, 35.5), LAMPEDUSA]),
    ("35.5 \u039d 12.6 E", "Greek letter Nu", [LAMPEDUSA, (12.6, -35.5)]),
    ("-35.5 S 12.6 E", "minus sign and the letter S", [(12.6, -35.5), LAMPEDUSA]),
    ("-35.5 N 12.6 E", "minus sign and the letter N", [LAMPEDUSA, (12.6, -35.5)]),
    ("N-35.5 E12.6", "minus sign and the letter N", [LAMPEDUSA, (12.6, -35.5)]),
    ("28.1 N -15.4 W", "minus sign and the letter W", [(-15.4, 28.1), (15.4, 28.1)]),
    ("POINT (35.5 12.6)", "longitude first", [(35.5, 12.6), LAMPEDUSA]),
    ("geo:12.6,35.5", "latitude first", [(35.5, 12.6), LAMPEDUSA]),
    ("+12.6+035.5/", "ISO 6709", [(35.5, 12.6), LAMPEDUSA]),
    ('{"type":"Point","coordinates":[35.5,12.6]}', "GeoJSON", [(35.5, 12.6), LAMPEDUSA]),
    ("[12.6, 35.5]", "A bare list", [LAMPEDUSA, (35.5, 12.6)]),
    # letters that leave open which numbers are theirs
    (
        "35N30 12 36E",
        "behind its degrees",
        [(30.21, 35), LAMPEDUSA, (36, 35 + 30 / 60 + 12 / 3600)],
    ),
    ("35 N 12 36 E", "behind its degrees", [(12.6, 35), (36, 35.2)]),
    ("35N30 12E", "behind its degrees", [(30.2, 35), (12, 35.5)]),
    ("35N 12E36", "behind its degrees", [(12.6, 35), (36, 35.2)]),
    ("N35 30 12E36", "behind its degrees", [(36, 35 + 30 / 60 + 12 / 3600), LAMPEDUSA]),
    ("35 30 N 15 12 36 E 20", "4 numbers", []),
    ("91 12", "latitude 91 is beyond 90", [(91, 12)]),
    # beyond the globe
    ("91 N 12 E", "latitude 91 N is beyond 90", []),
    ("90°01'N 12°00'E", "beyond 90", []),
    ("35.5 N 181 E", "longitude 181 E is beyond 180", []),
    ("35.5 190", "longitude 190 is beyond 180", []),
    ("lat 120 lon 12", "latitude 120 is beyond 90", []),
    ("123 145", "latitude 123 is beyond 90", []),
    ("POINT (12.6 95)", "latitude 95 is beyond 90", []),
    # minutes and seconds
    ("35°60'N 12°36'E", "60 minutes", []),
    ("35 70 12 36", "70 minutes", []),
    ("35°30'60\"N 12°36'00\"E", "60 seconds", []),
    ("3570.00N 01236.00E", "70.00 minutes", []),
    ("35.5°30'N 12°36'E", "decimals", []),
    ("35 30.5 15 N 12 36 20 E", "decimals", []),
    ('35°30"N 12°36"E', "does not stand behind", []),
    ("35'30°N 12°36'E", "does not stand behind", []),
    ("35.5 N 12°36'E", "two forms", []),
    ("35.30.15 N 12.36.20 E", "points stand between", []),
    ("35.30.15", "points stand between", []),
    ("35°, 30' N 12° 36' E", "stands between degrees", []),
    ("35 -30 12 36", "sign stands elsewhere", []),
    ("530.00N 01236.00E", "beyond 90", []),
    ("3530.00N 1236.00E", "digits", []),
    ("35300N 0123600E", "digits", []),
    # half of it missing, or too much
    ("", "empty", []),
    ("   \u200f\u00a0", "empty", []),
    ("35.5", "one number", []),
    ("35,12", "one number with a decimal comma", []),
    ("35:12", "one half", []),
    ("N E", "no number", []),
    ("35.5 12.6 7", "3 numbers", []),
    ("35 30 15", "3 numbers", []),
    ("1 2 3 4 5", "5 numbers", []),
    ("35 30 15 10 N 12 36 20 E", "4 numbers", []),
    ("35.5N 36.5N", "two latitudes", []),
    ("12.6E 13.6W", "two longitudes", []),
    ("35.5 N 12.6", "one half has the letter N and the other none", []),
    ("35.5 12.6 E", "one half has the letter E and the other none", []),
    ("lat 35.5 N lon 12.6", "the other none", []),
    ("lat 35.5 lat 12.6", "once each", []),
    ("lat 35.5 E lon 12.6 N", "marked as a longitude", []),
    ("35.5 N E 12.6 S", "3 letters", []),
    # no numbers, or no position
    ("nan nan", "'nan' is no number", []),
    ("NaN, 12.6", "'NaN' is no number", []),
    ("inf 12", "'inf' is no number", []),
    ("1e3 2", "the letter E", []),
    ("off Lampedusa", "'off' is not known", []),
    ("35.5 K 12.6 D", "'K' is not known", []),
    ("35.5 \u0421 12.6 \u0412", "not of the Latin alphabet", []),
    ("35.5N 12.6\u0395", "not of the Latin alphabet", []),
    (".5N 12E", "begins with a point", []),
    (",5N 12E", "begins with a comma", []),
    ("35.5 ,6", "begins with a comma", []),
    ("35\ufffd30'N 12\ufffd36'E", "has no meaning", []),
    ("35.5N 12.6E\x00", "has no meaning", []),
    ("33SUB 12345 67890", "'SUB' is not known", []),
    ("=cmd|' /C calc'!A0", "not known", []),
    ("POINT (12.6, 35.5)", "well-known text", []),
    ("SRID=3857;POINT(12.6 35.5)", "3857", []),
    ("geo:0,0?q=35.5,12.6", "RFC 5870", []),
    ("geo:35.5,12.6;crs=moon", "'moon'", []),
    ('{"type":"Point","coordinates":[NaN,35.5]}', "GeoJSON", []),
    ("+35.5+12.6/", "ISO 6709", []),
    ("[35.5]", "two numbers", []),
    ("35.5 N 12.6 E " + "x" * 120, "characters", []),
]


def test_the_table_is_as_long_as_the_ways_to_write_a_position() -> None:
    assert len(READ) + len(REFUSED) >= 130
    assert len({row[0] for row in READ}) == len(READ)
    assert len({row[0] for row in REFUSED}) == len(REFUSED)


@pytest.mark.parametrize(("text", "place", "form"), READ)
def test_a_text_is_read_as_the_place_it_says(
    text: str, place: tuple[float, float], form: Form
) -> None:
    found = read_position(text)
    assert (found.longitude, found.latitude) == pytest.approx(place, abs=1e-12)
    assert found.form == form


@pytest.mark.parametrize(("text", "reason", "places"), REFUSED)
def test_what_is_no_place_or_two_is_refused_with_the_reason_and_the_places(
    text: str, reason: str, places: list[tuple[float, float]]
) -> None:
    with pytest.raises(PositionRefused) as refused:
        read_position(text)
    said = refused.value
    assert reason in said.reason
    assert said.reason.endswith(".")
    assert said.text == text
    assert repr(text)[:70].rstrip("'\"") in str(said)
    found = [(r.longitude, r.latitude) for r in said.readings]
    assert len(found) == len(places)
    for got, expected in zip(found, places, strict=True):
        assert got == pytest.approx(expected, abs=1e-12)
    assert all(str(reading) in str(said) for reading in said.readings)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("35.5 12.6", ["latitude first; the other order, 12.60000° N 035.50000° E"]),
        ("12.6 35.5", ["longitude first, for latitude first, 12.60000° N 035.50000° E"]),
        ("35,5 N 12,6 E", ["comma"]),
        ("٣٥٫٥ N ١٢٫٦ E", ["another script"]),
        ("33.41 N 12.57 E", ["33.41 N is 33° 24.600′, not 33° 41′"]),
        ("3530.00N 01236.00E", ["in one number"]),
        ("35N30 012E36", ["letters behind the degrees"]),
        ("POINT (12.6 35.5)", ["longitude first"]),
        ("geo:35.5,12.6;u=35", ["35 m"]),
        ("+35.5+012.6+10/", ["height +10 is left out"]),
        ("33,41 12,57", ["comma", "not 33° 41′", "latitude first"]),
    ],
)
def test_what_was_taken_to_be_meant_is_said(text: str, said: list[str]) -> None:
    repairs = read_position(text).repairs
    assert len(repairs) == len(said)
    for repair, words in zip(repairs, said, strict=True):
        assert words in repair
        assert repair.endswith(".")


@pytest.mark.parametrize("text", ["35.5 N 12.6 E", "35°30.0'N 012°36.0'E", "lat 35.5 lon 12.6"])
def test_a_text_that_says_all_needs_no_repair(text: str) -> None:
    assert read_position(text).repairs == ()


@pytest.mark.parametrize(
    ("text", "km"),
    [
        ("35 N 12 E", 55.5),
        ("35.5 N 12.6 E", 5.55),
        ("35.50 N 12.60 E", 0.555),
        ("35.5 N 12.600 E", 5.55),  # the coarser half says how good it is
        ("35°30'N 12°36'E", 0.925),
        ("3530.00N 01236.00E", 0.00925),
        ("35°30'15\"N 12°36'20\"E", 0.0154),
        ("35 N 12.600 E", 55.5),
        ("35.500 N 12 E", 45.4),  # half a degree of longitude is shorter
    ],
)
def test_the_last_digit_written_says_how_good_a_text_can_be(text: str, km: float) -> None:
    assert read_position(text).resolution_km == pytest.approx(km, rel=0.01)
