"""``pharos drift``: units taken explicitly, refusals by option, and nothing kept of a question."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from geodata.coast import coarse_land
from geodata.leeway import leeway_classes
from layers.analysis.drift import drift
from layers.analysis.wind_and_current import Current, Wind

ASKED = {
    "--at": "2026-11-28T06:00Z",
    "--wind": "20kn",
    "--wind-from": "320",
    "--current": "0.3m/s",
    "--current-to": "120",
}


def words(place: tuple[str, str] = ("35.2", "12.6"), **given: str) -> list[str]:
    """The command of a question, with some options told otherwise."""
    options = ASKED | {f"--{name.replace('_', '-')}": value for name, value in given.items()}
    return ["drift", *place, *(word for pair in options.items() for word in pair)]


def test_the_command_answers_what_the_function_answers(pharos: Any) -> None:
    found = pharos.read(*words(radius_km="10"), "--hours", "6", "--hours", "24")
    outlook = drift(
        12.6,
        35.2,
        dt.datetime(2026, 11, 28, 6, tzinfo=dt.UTC),
        wind=Wind(20 * 1852 / 3600, 320),
        current=Current(0.3, 120),
        classes=leeway_classes(),
        radius_km=10,
        hours=(6, 24),
        land=coarse_land(),
    )
    wanted = outlook.as_json()
    assert [s["hours"] for s in found["steps"]] == [6, 24]
    for step, other in zip(found["steps"], wanted["steps"], strict=True):
        assert step["centre"] == other["centre"]
        assert [a["area_km2"] for a in step["areas"]] == [a["area_km2"] for a in other["areas"]]
    assert found["assumptions"] == wanted["assumptions"]


def test_the_answer_begins_with_what_it_is_not_for(pharos: Any) -> None:
    said = pharos.run(*words(object="refugee-raft-1")).stdout
    assert said.startswith("Indicative, not for search planning.\n")
    for part in ("06:00 UTC", "28 Nov 18:00", "90 % km²", "pushing towards 140°", "jibing",
                 "class REFUGEE-RAFT-1", "10.1016/j.jmarsys.2007.02.010"):  # fmt: skip
        assert part in " ".join(said.split())


def test_knots_and_metres_a_second_are_the_same_wind(pharos: Any) -> None:
    one, other = (pharos.read(*words(wind=wind)) for wind in ("36kn", "18.52m/s"))
    assert one["steps"] == other["steps"]
    assert any("capsize" in caution for caution in one["cautions"])


def test_a_longitude_west_of_greenwich_is_no_option(pharos: Any) -> None:
    found = pharos.read(*words(("35.6", "-3.6")))
    assert found["position"]["longitude"] == -3.6


def test_another_zone_is_told_in_utc(pharos: Any) -> None:
    assert pharos.read(*words(at="2026-11-28T07:00+01:00"))["at"] == "2026-11-28T06:00Z"


@pytest.mark.parametrize(
    ("given", "quoted"),
    [
        ({"wind": "20"}, "--wind: '20' cannot be used; expected a number with its unit"),
        ({"wind": "-1kn"}, "--wind: '-1kn'"),
        ({"wind": "80m/s"}, "--wind: '80m/s' cannot be used; expected 0 to 40 m/s"),
        ({"wind": "80kn"}, "--wind: '80kn' cannot be used; expected 0 to 77.7 kn"),
        ({"wind": "nanm/s"}, "--wind: 'nanm/s'"),
        ({"wind_from": "361"}, "--wind-from: '361'"),
        ({"wind_from": "NW"}, "where the wind blows FROM"),
        ({"current_to": "north"}, "where the current flows TO"),
        ({"current": "9m/s"}, "--current: '9m/s'"),
        ({"wind_spread": "2"}, "--wind-spread: '2'"),
        ({"current_spread": "5m/s"}, "--current-spread: '5m/s'"),
        ({"at": "2026-11-28T06:00"}, "--at: '2026-11-28T06:00:00' cannot be used"),
        ({"at": "soon"}, "--at: 'soon'"),
        ({"hours": "0"}, "--hours: 0"),
        ({"hours": "1000"}, "--hours: 1000.0"),
        ({"radius_km": "-1"}, "--radius-km: -1.0"),
        ({"radius_km": "1000"}, "--radius-km: 1000.0"),
        ({"radius_km": "nan"}, "--radius-km: nan"),
        ({"object": "dinghy"}, "the classes are PIW-1, PIW-2"),
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_a_question_that_cannot_be_answered_is_refused_with_1(
    pharos: Any, given: dict[str, str], quoted: str, as_json: bool
) -> None:
    result = pharos.run(*words(**given), *(["--json"] if as_json else []))
    assert result.exit_code == 1
    assert quoted in result.stderr
    if as_json:
        assert [quoted in problem for problem in json.loads(result.stdout)["problems"]] == [True]
    else:
        assert result.stdout == ""


@pytest.mark.parametrize(
    ("place", "quoted"),
    [
        (("37.5", "14.1"), "is land"),
        (("60N", "5E"), "outside the mapped basin"),
        (("60", "5"), "neither order is in these seas"),
        (("nan", "12.6"), ""),
        (("91", "12.6"), ""),
        (("here", "12.6"), "here"),
    ],
)
def test_a_place_that_cannot_be_used_is_refused(
    pharos: Any, place: tuple[str, str], quoted: str
) -> None:
    result = pharos.run(*words(place))
    assert result.exit_code == 1
    assert quoted in result.stderr


@pytest.mark.parametrize(
    "wrong", [["--curent", "1kn"], ["--hours", "six"], ["--radius-km", "wide"]]
)
def test_a_word_too_many_and_a_number_that_is_none_end_with_2(
    pharos: Any, wrong: list[str]
) -> None:
    assert pharos.run(*words(), *wrong).exit_code == 2


def test_a_position_is_no_more_exact_than_it_was_written(pharos: Any) -> None:
    found = pharos.read(*words(("35", "12")))
    assert found["position"]["radius_km"] == 55
    assert "about 55 km" in found["radius"]
    assert any("circle of 55 km" in said for said in found["assumptions"])
    wide = pharos.read(*words(("35", "12"), radius_km="70"))
    assert (wide["position"]["radius_km"], wide["radius"]) == (70, "")
    exact = pharos.read(*words(("34.90000", "12.90000")))
    assert exact["position"]["radius_km"] == 0


def test_a_position_is_echoed_with_its_region_before_anything_uses_it(pharos: Any) -> None:
    said = pharos.run(*words()).stdout
    parts = ("35.20000° N 012.60000° E", "35° 12.000′ N", "35° 12′ 00.0″ N", "read latitude first",
             "RCC Malta", "Claims in force on 23 November 2026", "hours")  # fmt: skip
    places = [said.index(part) for part in parts]
    assert places == sorted(places)
    position = pharos.read(*words())["position"]
    assert position["forms"]["minutes"] == "35° 12.000′ N 012° 36.000′ E"
    assert "read latitude first" in position["repairs"][0]
    assert "MLT" in {a["claim_id"] for a in position["responsibility"]["answers"]}


def test_one_text_is_the_same_question_as_two(pharos: Any) -> None:
    one, two = (pharos.read(*words(place)) for place in (("35.2 N 12.6 E",), ("35.2N", "12.6E")))
    assert one == two


def test_places_in_json_have_no_more_digits_than_fit_their_areas(pharos: Any) -> None:
    for step in pharos.read(*words(("35", "12")))["steps"]:
        ((ring, *_), *_) = (
            [area["geometry"]["coordinates"]]
            if area["geometry"]["type"] == "Polygon"
            else area["geometry"]["coordinates"]
            for area in step["areas"]
        )
        corners = [corner for part in ring for corner in part]
        numbers = [*step["centre"].values(), *(n for corner in corners for n in corner)]
        assert max(len(str(n).partition(".")[2]) for n in numbers) <= 3


def test_a_question_leaves_nothing_behind(pharos: Any) -> None:
    pharos.run(*words())
    assert list(pharos.folder.rglob("*")) == []
