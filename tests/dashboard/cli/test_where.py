"""``pharos where``: claims, distances to their limits, ports by sea, and refusals."""

from __future__ import annotations

import math
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
                 "implies no recognition"):  # fmt: skip
        assert part in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("34.5 33.0",), "both orders are at sea"),
        (("91", "12"), "91"),
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
