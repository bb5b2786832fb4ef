"""The dates, places and words of the Missing Migrants register."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.sources.cells import CellProblem
from geodata.sources.iom_missing_migrants import dates, places, words
from geodata.sources.iom_missing_migrants.places import Encoding
from geodata.sources.positions import Position, swapped_on_route

TODAY = dt.date(2026, 6, 1)
MAIN_ID = "2020.MMP00001"


def told(
    text: str, year: str = "", month: str = "", main_id: str = MAIN_ID
) -> tuple[str, str, int]:
    found = dates.when(text, year, month, main_id, "ymd", TODAY)
    return str(found.day or ""), found.precision, found.year or 0


def test_a_stated_month_without_a_day_is_exact_to_the_month() -> None:
    assert told("", "2020", "March") == ("2020-03-01", "month", 2020)
    assert told("0", "2020", "9") == ("2020-09-01", "month", 2020)
    assert told("2020-03-00") == ("2020-03-01", "month", 2020)


def test_a_stated_year_alone_gives_no_day_but_keeps_the_year() -> None:
    assert told("", "2020") == ("", "year", 2020)
    assert told("NA", "2020", "NA") == ("", "year", 2020)


def test_the_year_of_the_id_is_the_last_resort() -> None:
    assert told("") == ("", "year", 2020)
    assert told("", "", "March") == ("", "year", 2020)
    assert told("", main_id="") == ("", "", 0)


@pytest.mark.parametrize("text", ["2020-13-00", "2020-02-30", "43767", "01/02/2020"])
def test_an_impossible_date_is_not_replaced_by_the_stated_year(text: str) -> None:
    with pytest.raises(CellProblem):
        told(text, "2020", "March")


@pytest.mark.parametrize(
    ("text", "written"),
    [("35.9, 14.5", "latitude, longitude"), ("POINT (14.5 35.9)", "well-known text")],
)
def test_both_encodings_give_one_position(text: str, written: Encoding) -> None:
    assert places.encoding([text, ""]) == written
    assert places.position(text, written) == Position("14.5", "35.9")


def test_the_encoding_is_of_the_column_and_never_of_a_cell() -> None:
    column = ["35.9, 14.5", "36.1, 15.2", "POINT (14.5 35.9)"]
    written = places.encoding(column)
    with pytest.raises(CellProblem) as problem:
        places.position(column[2], written)
    assert problem.value.reason == "not_a_position"


@pytest.mark.parametrize("text", ["", " ", "NA", "null", "-"])
def test_a_blank_position_is_none(text: str) -> None:
    assert places.position(text, "latitude, longitude") is None
    assert places.position_of(text, text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("NaN, 14.5", "not_a_position"),
        ("nan", "not_a_position"),
        ("Infinity, 14.5", "not_a_position"),
        ("1e400, 14.5", "position_out_of_range"),
        ("9999, 14.5", "position_out_of_range"),
        ("35.9, 1400", "position_out_of_range"),
        ("0, 0", "position_out_of_range"),
        ("0.0, -0.00", "position_out_of_range"),
        ("35.9", "not_a_position"),
        ("35.9 N, 14.5 E", "not_a_position"),
    ],
)
def test_what_is_no_place_on_earth_is_refused(text: str, reason: str) -> None:
    with pytest.raises(CellProblem) as problem:
        places.position(text, "latitude, longitude")
    assert problem.value.reason == reason


@pytest.mark.parametrize(("latitude", "longitude"), [("35.9", ""), ("nan", "14.5"), ("x", "y")])
def test_half_a_position_is_none(latitude: str, longitude: str) -> None:
    with pytest.raises(CellProblem) as problem:
        places.position_of(latitude, longitude)
    assert problem.value.reason == "not_a_position"


@given(st.floats(-89.9, 89.9), st.floats(0.1, 179.9))
def test_a_position_is_the_same_in_every_encoding(latitude: float, longitude: float) -> None:
    split = places.position_of(f"{latitude:.6f}", f"{longitude:.6f}")
    pair = places.position(f"{latitude:.6f}, {longitude:.6f}", "latitude, longitude")
    point = places.position(f"POINT ({longitude:.6f} {latitude:.6f})", "well-known text")
    assert split == pair == point
    assert split is not None
    assert split.degrees == pytest.approx((longitude, latitude), abs=1e-6)


@pytest.mark.parametrize(
    ("longitude", "latitude", "route", "swapped"),
    [
        ("35.9", "14.5", "central", True),
        ("14.5", "35.9", "central", False),
        ("28.0", "-14.5", "atlantic", True),
        ("-61.5", "10.7", "atlantic", False),  # a boat found in the Caribbean
        ("-46.0", "-1.0", "atlantic", False),  # and off Brazil
        ("33.5", "35.1", "eastern", False),  # either way round in the basin
        ("35.9", "14.5", "", False),
    ],
)
def test_a_point_looks_swapped_only_if_turning_it_brings_it_home(
    longitude: str, latitude: str, route: str, swapped: bool
) -> None:
    assert swapped_on_route(Position(longitude, latitude), route) is swapped


@pytest.mark.parametrize(
    ("text", "causes"),
    [
        ("Drowning", {"drowning"}),
        ("Presumed drowning ", {"drowning"}),
        ("unknown, likely drowning", {"drowning"}),
        ("Unknown (presumed dehydration, starvation)", {"exposure"}),
        ("Unknown (found on a dinghy)", {"mixed_or_unknown"}),
        ("Unknown", {"mixed_or_unknown"}),
        ("", set()),
        ("Mixed or unknown", {"mixed_or_unknown"}),
        ("Harsh environmental conditions / lack of adequate shelter, food, water", {"exposure"}),
        ("Vehicle accident / death linked to hazardous transport", {"hazardous_transport"}),
        ("Sickness_and_lack_of_access_to_medicines", {words.NO_CLASS}),
        ("Sickness / lack of access to adequate healthcare", {words.NO_CLASS}),
        ("Accidental death", {"accident"}),
        ("Violence", {"violence"}),
        ("Drowning,Violence", {"drowning", "violence"}),
        ("Drowning,Mixed or unknown", {"drowning", "mixed_or_unknown"}),
    ],
)
def test_a_cause_is_told_by_its_words(text: str, causes: set[str]) -> None:
    assert words.causes(text) == causes


def test_a_cause_in_words_that_nobody_wrote_before_is_not_guessed() -> None:
    assert words.causes("Spontaneous combustion") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Libya", "LBY"),
        ("Türkiye", "TUR"),
        ("Turkey", "TUR"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("Venezuela (Bolivarian Republic of)", "VEN"),
        ("State of Palestine", "PSE"),
        ("Democratic Republic of the Congo", "COD"),
        ("Côte d&#039;Ivoire", "CIV"),
        ("United Kingdom of Great Britain and Northern Ireland", "GBR"),
        ("Libya - presumed departure on 12 April", "LBY"),
        ("Morocco (towards Ceuta)", "MAR"),
        ("Unknown", ""),
        ("Mixed/Unknown", ""),
        ("NA", ""),
        ("012 52E", None),
        ("Atlantis", None),
    ],
)
def test_a_country_is_its_code_and_na_is_not_namibia(text: str, code: str | None) -> None:
    assert words.country(text) == code


def test_a_list_of_countries_leaves_out_what_is_unknown() -> None:
    assert words.countries("Mali,Unknown,Côte d'Ivoire") == ("MLI", "CIV")
    assert words.countries("Mixed") == ()
    assert words.countries("Mali,Atlantis") == ("MLI", None)


@pytest.mark.parametrize(
    ("text", "lowest"), [("4", 4), ("4,5", 4), ("45", 4), ("1,3,4", 1), ("", None), ("NA", None)]
)
def test_the_lowest_source_quality_of_a_cell_counts(text: str, lowest: int | None) -> None:
    assert words.quality(text) == lowest


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://example.org/a, https://example.org/b", "https://example.org/a"),
        ("https://example.org/a,b", "https://example.org/a,b"),
        ("see http://example.org/a.", "http://example.org/a"),
        ("https://example.org/cut…, https://example.org/b", "https://example.org/b"),
        ("https://example.org/cut…", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_the_first_whole_link_is_taken(text: str, link: str) -> None:
    assert words.first_link(text) == link


def test_a_route_among_several_is_the_first_by_sea() -> None:
    found = words.journey(
        "Mediterranean,North America", "US-Mexico border crossing,Central Mediterranean"
    )
    assert (found.route, found.several, found.doubtful) == ("central", True, False)


@pytest.mark.parametrize(
    ("region", "route"),
    [("Mediterranean", ""), ("Mediterranean", "Somewhere to Italy"), ("Europe", "Central Med")],
)
def test_a_row_that_may_be_on_a_sea_route_is_doubtful(region: str, route: str) -> None:
    assert words.journey(region, route).doubtful


@pytest.mark.parametrize(
    ("region", "route"),
    [
        ("Mediterranean", "Eastern Route to/from EHOA"),
        ("Northern Africa", "Sahara Desert crossing"),
        ("Northern Africa", ""),
        ("South America", "Moon to Mars"),
    ],
)
def test_a_row_on_another_route_is_not_doubtful(region: str, route: str) -> None:
    found = words.journey(region, route)
    assert (found.route, found.doubtful) == ("", False)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Incident", "incident"),
        ("Split Incident", "split"),
        ("Incident,Split Incident", "split"),
        ("Cumulative Incident", "cumulative"),
        ("", ""),
        ("Rumour", None),
    ],
)
def test_the_kind_of_record_is_of_a_closed_list(text: str, kind: str | None) -> None:
    assert words.record_kind(text) == kind
