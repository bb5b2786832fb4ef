"""The panel of one position, over HTTP: what is asked is decoded, told, drawn and not kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Words = Callable[[Any], str]
LAMPEDUSA = {"text": "35° 30′ N 12° 36′ E"}
OFFSHORE = {"text": "34.9 N 12.9 E"}


@pytest.fixture
def ask(visitor: Any) -> Callable[..., dict[str, Any]]:
    """Asks the panel's one callback of the server; keywords are the form's controls by id."""

    def asking(at: object, tab: object = "claims", selection: str = "?", **form: Any) -> Any:
        controls = {name.replace("_", "-"): value for name, value in form.items()}
        asked = {"number": 7, "position": at, "tab": tab, "selection": selection,
                 "controls": controls}  # fmt: skip
        sent = visitor.ask("position-told.data", **{"position-asked__data": asked})
        return sent["position-told.data"]

    return asking


def problem(sent: dict[str, Any], words: Words, group: str) -> str:
    """What is said to be wrong in a group of fields; nothing may be said in another."""
    others = {name: said for name, said in sent["problems"].items() if name != group and said}
    assert others == {}
    return words(sent["problems"][group])


def parts(sent: dict[str, Any]) -> list[str]:
    """What is drawn, by part."""
    return sorted({f["properties"]["part"] for f in sent["shapes"]["data"]["features"]})


def test_a_position_is_echoed_in_three_forms_and_both_claims_are_told(
    ask: Any, words: Words
) -> None:
    sent = ask(LAMPEDUSA)
    echoed = words(sent["echo"])
    for form in ("35.50000° N 012.60000° E", "35° 30.000′ N 012° 36.000′ E",
                 "35° 30′ 00.0″ N 012° 36′ 00.0″ E"):  # fmt: skip
        assert form in echoed
    told = words(sent["answer"])
    for word in ("More than one claim", "MRCC Roma", "RCC Malta", "none is chosen here",
                 "no recognition implied", "place of safety"):  # fmt: skip
        assert word in told
    assert parts(sent) == ["pin"]
    assert (sent["number"], sent["wrong"]) == (7, [])


def test_the_day_is_the_readers_else_the_end_of_the_period_shown(ask: Any, words: Words) -> None:
    there = {"text": "33.2 N 13.2 E"}
    assert "JRCC Tripoli" in words(ask(there)["answer"])
    early = words(ask(there, position_day="2017-12-13")["answer"])
    assert "In no region drawn" in early
    assert "2017-12-14" in early
    shown = words(ask(there, selection="?v=1&to=2016-12-31")["answer"])
    assert "31 December 2016 (the end of the period shown)" in shown
    assert "In no region drawn" in shown


def test_a_circle_over_a_limit_gives_every_candidate_and_is_drawn_to_scale(
    ask: Any, words: Words
) -> None:
    sent = ask({"text": "34.3 N 13.2 E"}, position_radius=25)
    told = words(sent["answer"])
    assert "Cannot tell" in told
    assert "Malta" in told
    assert "Libya" in told
    ring = next(
        f for f in sent["shapes"]["data"]["features"] if f["properties"]["part"] == "circle"
    )
    north = max(y for _, y in ring["geometry"]["coordinates"][0])
    assert north - 34.3 == pytest.approx(25 / 110.9, rel=0.01)


def test_ports_are_told_by_water_and_straight_with_the_time_at_the_speed(
    ask: Any, words: Words
) -> None:
    sent = ask(OFFSHORE, "ports", position_knots=10)
    told = words(sent["answer"])
    assert "Lampedusa" in told
    assert "at 10 kn" in told
    assert parts(sent) == ["end", "pin", "straight", "way"]
    assert sum(f["properties"]["part"] == "way" for f in sent["shapes"]["data"]["features"]) == 5


def test_reach_is_drawn_in_rings_that_are_named(ask: Any, words: Words) -> None:
    sent = ask(OFFSHORE, "reach")
    assert "3, 6, 12 hours at 20 knots" in words(sent["answer"])
    assert parts(sent) == ["pin", "reach", "reach-label"]


def test_drift_asks_for_wind_and_current_and_says_what_it_is_not(ask: Any, words: Words) -> None:
    first = ask(OFFSHORE, "drift")
    assert "not for search planning" in words(first["answer"])
    form = {"drift_wind": "10 m/s", "drift_wind_from": "320", "drift_current": "0.3 m/s",
            "drift_current_to": "120", "drift_at": "2026-11-28 06:00"}  # fmt: skip
    sent = ask(OFFSHORE, "drift", **form)
    told = words(sent["answer"])
    assert "not for search planning" in told
    assert "06:00" in told or "12:00" in told
    assert parts(sent) == ["drift", "drift-label", "pin"]
    assert sum(f["properties"]["part"] == "drift" for f in sent["shapes"]["data"]["features"]) == 6
    for wrong in ({"drift_wind": "10"}, {"drift_wind_from": "361"}, {"drift_at": "soon"},
                  {"drift_object": "SUBMARINE"}):  # fmt: skip
        refused = ask(OFFSHORE, "drift", **(form | wrong))
        ((field, value),) = wrong.items()
        assert value in problem(refused, words, "drift")
        assert refused["wrong"] == [field.replace("_", "-")]
        assert refused["answer"] == []
        assert parts(refused) == ["pin"]  # where it is stays told


def test_a_drift_tells_all_that_is_wrong_at_once_and_what_is_still_needed(
    ask: Any, words: Words
) -> None:
    form = {"drift_wind": "10", "drift_wind_from": "361", "drift_current": ""}
    sent = ask(OFFSHORE, "drift", **form)
    said = problem(sent, words, "drift")
    assert "wind speed: '10'" in said
    assert "wind direction: '361'" in said
    assert "current" not in said  # what is empty is asked for, not called wrong
    assert sent["wrong"] == ["drift-wind", "drift-wind-from"]
    told = words(sent["answer"])
    assert "Still needed: current speed, the direction the current flows to." in told


def test_reach_is_told_for_the_hours_that_the_reader_chose(ask: Any, words: Words) -> None:
    sent = ask(OFFSHORE, "reach", position_hours="1,5; 4", position_knots="10")
    assert "in 1.5, 4 hours at 10 knots" in words(sent["answer"])
    labels = [f["properties"].get("label") for f in sent["shapes"]["data"]["features"]]
    assert sorted({label for label in labels if label}) == ["1.5 h", "4 h"]
    for hours, why in (("0", "0.5 to 48"), ("1 2 3 4 5", "at most 4"), ("soon", "'soon'")):
        refused = ask(OFFSHORE, "reach", position_hours=hours)
        assert why in problem(refused, words, "reach")
        assert refused["wrong"] == ["position-hours"]
        assert refused["answer"] == []
    # Two days at sea are drawn as finely as a screen shows them, and sent in good time.
    wide = ask(OFFSHORE, "reach", position_hours="48", position_knots="20")
    assert 50_000 < len(json.dumps(wide["shapes"])) < 700_000
    # Under another tab the hours are nobody's business.
    assert ask(OFFSHORE, "claims", position_hours="soon")["wrong"] == []


@pytest.mark.parametrize(
    ("at", "form", "group", "said"),
    [
        ({"text": "34.5 33.0"}, {}, "position", "both orders are at sea"),
        ({"text": "91 N 12 E"}, {}, "position", "91"),
        ({"text": "Lampedusa"}, {}, "position", "Lampedusa"),
        ({"text": ""}, {}, "position", "it is empty"),
        ({"text": 5}, {}, "position", "5"),
        ([1, 2], {}, "position", "expected a position"),
        (None, {}, "position", "expected a position"),
        (LAMPEDUSA, {"position_radius": "1000"}, "terms", "Good to: '1000'"),
        (LAMPEDUSA, {"position_radius": "1000"}, "terms", "0 to 500 km"),
        (LAMPEDUSA, {"position_radius": "-1"}, "terms", "0 to 500 km"),
        (LAMPEDUSA, {"position_radius": "abc"}, "terms", "Good to: 'abc'"),
        (LAMPEDUSA, {"position_day": "13/12/2017"}, "terms", "On: '13/12/2017'"),
        (LAMPEDUSA, {"position_knots": "0"}, "terms", "0.1 to 60 knots"),
        (LAMPEDUSA, {"position_knots": "2000"}, "terms", "Speed: '2000'"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words_and_nothing_is_told(
    ask: Any, words: Words, at: object, form: dict[str, Any], group: str, said: str
) -> None:
    sent = ask(at, **form)
    assert said in problem(sent, words, group)
    assert sent["wrong"] == [name.replace("_", "-") for name in form or ["position_text"]]
    assert sent["echo"] == []
    assert sent["answer"] == []
    assert sent["shapes"] is None


def test_all_that_is_wrong_is_told_where_it_is_and_at_once(ask: Any, words: Words) -> None:
    form = {"position_radius": "1000", "position_knots": "0", "drift_wind": "10"}
    sent = ask({"text": "nan"}, "drift", **form)
    told = {group: words(said) for group, said in sent["problems"].items()}
    assert "'nan'" in told["position"]
    assert "'1000'" in told["terms"]
    assert "Speed: '0'" in told["terms"]
    assert "wind speed: '10'" in told["drift"]
    assert told["reach"] == ""
    assert sent["wrong"] == ["position-text", "position-radius", "position-knots", "drift-wind"]


def test_two_readings_are_offered_as_buttons_as_exact_as_they_were_written(
    ask: Any, walk: Any
) -> None:
    sent = ask({"text": "34.5 33.0"}, position_radius="25")
    buttons = [c["props"] for c in walk(sent["problems"]["position"]) if c["type"] == "Button"]
    assert {(b["data-longitude"], b["data-latitude"]) for b in buttons} == {
        ("33.000000", "34.500000"), ("34.500000", "33.000000"),
    }  # fmt: skip
    assert {b["data-km"] for b in buttons} == {""}  # the radius in the form stays
    good = next(b["data-resolution"] for b in buttons if b["data-latitude"] == "34.500000")
    assert 4 < float(good) < 8  # a tenth of a degree
    meant = {"longitude": 33, "latitude": 34.5, "resolution_km": float(good), "is_typed": True}
    typed = ask({"text": "34.5 N 33.0 E"})
    assert ask(meant)["echo"] == typed["echo"]


def test_a_place_on_land_is_told_so_and_every_tab_says_why_it_is_empty(
    ask: Any, words: Words
) -> None:
    inland = {"text": "27.5 N 14.5 E"}
    sent = ask(inland)
    assert "from the sea" in words(sent["echo"])
    assert "claims are at sea" in words(sent["answer"])
    for tab in ("ports", "reach"):
        sent = ask(inland, tab)
        assert "No way over water from here" in words(sent["answer"])
        assert "not at sea" in words(sent["answer"])
        assert parts(sent) == ["pin"]
        assert not any(sent["problems"].values())
    form = {"drift_wind": "10 m/s", "drift_wind_from": "320", "drift_current": "0.3 m/s",
            "drift_current_to": "120"}  # fmt: skip
    assert "No drift from here" in words(ask({"text": "55 N 3 E"}, "drift", **form)["answer"])


def test_a_second_caution_folds_behind_the_first_which_stays_in_sight(
    ask: Any, walk: Any, words: Words
) -> None:
    twice = ask({"text": "27 N 14 E"})["echo"]  # on land, and in whole degrees
    (folded,) = [c["props"] for c in walk(twice) if c["type"] == "Details"]
    summary = next(c for c in walk(folded["children"]) if c["type"] == "Summary")
    assert "on land" in words(summary)
    assert "1 more" in words(summary)
    assert "whole degrees" in words(twice)
    once = ask({"text": "27.5 N 14.5 E"})["echo"]
    assert not [c for c in walk(once) if c["type"] == "Details"]


@pytest.mark.parametrize("asked", [None, [], "x", 5, {}, {"controls": 3}, {"position": {}}])
def test_a_question_that_no_page_asks_is_refused_in_words(
    visitor: Any, words: Words, asked: object
) -> None:
    told = visitor.ask("position-told.data", **{"position-asked__data": asked})
    sent = told["position-told.data"]
    assert words(sent["problems"]["position"]) != ""
    assert (sent["echo"], sent["answer"], sent["shapes"]) == ([], [], None)


@pytest.mark.parametrize("tab", ["everything", None, 3, []])
def test_an_unknown_tab_is_the_first(ask: Any, words: Words, tab: object) -> None:
    assert "More than one claim" in words(ask(LAMPEDUSA, tab)["answer"])
