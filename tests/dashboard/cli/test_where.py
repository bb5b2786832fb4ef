"""``pharos where``: claims, distances to their limits, ports by sea, and refusals."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from shapely.geometry import Point, shape


def test_lampedusa_answers_italy_and_malta_with_ports_by_sea(pharos: Any) -> None:
    found = pharos.read("where", "35.5", "12.6")
    answer = found["responsibility"]
    assert answer["verdict"] == "several claims"
    assert [a["claim_id"] for a in answer["answers"]] == ["ITA", "MLT"]
    assert {a["rcc"] for a in answer["answers"]} == {"MRCC Roma", "RCC Malta"}
    assert found["forms"]["minutes"] == "35° 30.000′ N 012° 36.000′ E"
    assert [p["to"] for p in found["ports"]][:2] == ["Lampedusa", "Linosa"]
    for port in found["ports"]:
        assert port["distance_nm"] >= port["great_circle_nm"]
        assert port["hours"] == pytest.approx(port["distance_nm"] / 20, abs=0.01)


def test_a_day_before_the_declaration_has_no_libyan_claim(pharos: Any) -> None:
    at = ("where", "33.2 N 13.2 E")
    assert pharos.read(*at)["responsibility"]["answers"][0]["claim_id"] == "LBY"
    early = pharos.read(*at, "--on", "2017-12-13")["responsibility"]
    assert early["verdict"] == "no claim"
    assert any("July 2017" in note for note in early["notes"])
    assert pharos.read(*at, "--on", "2017-12-14")["responsibility"]["verdict"] == "one claim"


def test_tunisia_has_a_region_from_19_june_2024(pharos: Any) -> None:
    at = ("where", "33.6", "11.3")
    before = pharos.read(*at, "--on", "2024-06-18")["responsibility"]["answers"]
    since = pharos.read(*at, "--on", "2024-06-19")["responsibility"]["answers"]
    assert "TUN" not in [a["claim_id"] for a in before]
    assert "TUN" in [a["claim_id"] for a in since]


def test_a_longitude_west_is_no_option(pharos: Any) -> None:
    found = pharos.read("where", "20.6", "-17.9")
    assert (found["latitude"], found["longitude"]) == (20.6, -17.9)


def test_reach_is_told_by_area_and_farthest_extent_with_the_rings_as_geojson(pharos: Any) -> None:
    at = ("where", "34.9 N 12.9 E", "--knots", "10", "--reach-hours", "6", "--reach-hours", "3")
    found = pharos.read(*at)
    assert [ring["hours"] for ring in found["reach"]] == [3, 6]
    small, large = (shape(ring["geometry"]) for ring in found["reach"])
    assert small.contains(Point(12.9, 34.9))
    assert large.buffer(1e-4).contains(small)
    for ring in found["reach"]:
        # Over open water the farthest is the way itself, and the sea a disc of it, less islands.
        assert ring["farthest_nm"] == pytest.approx(10 * ring["hours"], rel=0.01)
        disc = math.pi * (10 * ring["hours"] * 1.852) ** 2
        assert 0.9 * disc < ring["area_km2"] <= 1.01 * disc
    assert "reach" not in pharos.read("where", "34.9 N 12.9 E")
    said = " ".join(pharos.run(*at).stdout.split())
    assert "at 10 knots" in said
    assert "nm straight, at most" in said
    assert "30.0" in said
    inland = pharos.read("where", "27.5 N 14.5 E", "--reach-hours", "3")
    assert inland["reach"] == []
    assert "not at sea" in inland["reach_refused"]


def test_what_is_printed_names_centre_distance_and_rules(pharos: Any) -> None:
    said = " ".join(pharos.run("where", "35.5 N 12.6 E", "--knots", "10").stdout.split())
    for part in ("MRCC Roma", "RCC Malta", "km, inside", "at 10 kn", "place of safety",
                 "no recognition implied"):  # fmt: skip
        assert part in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("34.5 33.0",), "both orders are at sea"),
        (("34.5", "33.0"), "'34.5 33.0' is not taken as a position"),
        (("33", "34"), "both orders are at sea"),
        (("91 12",), "If it is the longitude"),
        (
            ("35.5 N 12.6 E", "--on", "2026-11-24"),
            "--on: '2026-11-24' is not understood; expected a day up to today",
        ),
        (("35.5 N 12.6 E", "--on", "9999-12-31"), "up to today"),
        (("35.5 N 12.6 E", "--on", "1066-01-01"), "1975-01-01 or later"),
        (("35.5 N 12.6 E", "--on", "2017-12"), "expected one day"),
        (("91", "12"), "If it is the longitude"),
        (("nan", "12.6"), "nan"),
        (("35.5 N 12.6 E", "--radius-km", "1000"), "--radius-km: '1000'"),
        (("35.5 N 12.6 E", "--radius-km", "-1"), "--radius-km: '-1'"),
        (("35.5 N 12.6 E", "--knots", "0"), "--knots: '0'"),
        (("35.5 N 12.6 E", "--on", "yesterday"), "yesterday"),
        (("35.5 N 12.6 E", "--reach-hours", "0.1"), "--reach-hours: '0.1'"),
        (("35.5 N 12.6 E", "--reach-hours", "1 2 3 4", "--reach-hours", "5"), "at most 4"),
    ],
)
def test_a_refusal_quotes_what_was_given(pharos: Any, words: tuple[str, ...], said: str) -> None:
    refused = pharos.run("where", *words)
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert refused.stdout == ""


def test_a_refusal_in_json_is_a_list_of_problems_and_status_1(pharos: Any) -> None:
    refused = pharos.read("where", "33", "34", code=1)
    assert list(refused) == ["problems"]
    assert "both orders are at sea" in refused["problems"][0]
    assert pharos.read("regions", "--every", "day", code=1)["problems"][0].startswith("--every")


def test_an_option_that_is_none_is_wrong_usage_and_no_position(pharos: Any) -> None:
    assert pharos.run("where", "35.5 N 12.6 E", "--radius", "5").exit_code == 2


def test_today_can_be_asked_for_and_tomorrow_cannot(pharos: Any) -> None:
    at = ("where", "33.2 N 13.2 E", "--on")
    assert pharos.run(*at, "2026-11-23").exit_code == 0
    assert pharos.run(*at, "2026-11-24").exit_code == 1


def test_two_orders_of_one_position_are_read_alike(pharos: Any) -> None:
    places = [("35.5", "12.6"), ("12.6", "35.5"), ("35.5 12.6",), ("12.6 35.5",)]
    found = [pharos.read("where", *place) for place in places]
    assert {(f["latitude"], f["longitude"]) for f in found} == {(35.5, 12.6)}
    for first, answer in zip(("latitude", "longitude") * 2, found, strict=True):
        assert f"read {first} first" in answer["repairs"][0]


def test_the_headline_is_no_surer_than_what_was_written(pharos: Any) -> None:
    found = pharos.read("where", "34.3 N 13.2 E")
    assert found["responsibility"]["verdict"] != "cannot tell"
    assert found["verdict"] == "cannot tell"
    assert found["headline"].endswith(
        "if the position is exact; within what was written, cannot tell"
    )
    said = pharos.run("where", "34.3 N 13.2 E").stdout
    assert f"\n{found['headline']}. " in said
    surer = pharos.read("where", "34.90000 N 12.90000 E")
    assert surer["verdict"] == surer["responsibility"]["verdict"]
    assert surer["within_what_was_written"] is None


@pytest.mark.parametrize("place", ["34.0N 27.0E", "40.5N 19.0E", "32.5N 32.5E"])
def test_other_candidates_within_what_was_written_are_named_though_the_verdict_is_the_same(
    pharos: Any, place: str
) -> None:
    found = pharos.read("where", place)
    exact, wider = found["responsibility"], found["within_what_was_written"]
    named = [{a["claim_id"] for a in answer["answers"]} for answer in (exact, wider)]
    assert named[0] < named[1]
    assert wider["sentence"] in found["resolution"]


def test_the_list_of_ports_says_what_it_holds_and_what_it_is_not(pharos: Any) -> None:
    found = pharos.read("where", "34.9 N 12.9 E")
    assert re.search(r"nearest 5 by sea of the \d+ known places", found["ports_are"])
    assert "other harbours are not in the list" in found["ports_are"]
    said = pharos.run("where", "34.9 N 12.9 E").stdout
    for part in (found["ports_are"], *found["ports_cautions"]):
        assert part in said
    assert "not a track to sail" in " ".join(found["ports_cautions"])
    assert "none is called a place of safety" in " ".join(found["ports_cautions"])
    assert said.index("A rescue ends at a place of safety") < said.index(found["ports_are"])


def test_the_days_of_a_claim_and_its_neighbours_are_printed(pharos: Any) -> None:
    said = pharos.run("where", "33.6 N 11.3 E").stdout
    assert "since 19 June 2024" in said
    assert "Other claims near by: " in said
    greek = pharos.run("where", "36.2 N 21.0 E").stdout
    assert "declared in 1975, the day is not known" in greek


def test_a_position_from_which_no_port_is_told_says_why(pharos: Any) -> None:
    said = pharos.run("where", "35.5 S 12.6 E").stdout
    assert "No port by sea. Latitude -35.5, longitude 12.6 (degrees) is outside the mapped" in said
    assert "nm straight" not in said
