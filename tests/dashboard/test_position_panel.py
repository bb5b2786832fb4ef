"""The panel of one position, over HTTP: what is asked is decoded, told, drawn and not kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Words = Callable[[Any], str]
LAMPEDUSA = {"text": "35° 30′ N 12° 36′ E"}
OFFSHORE = {"text": "34.9 N 12.9 E"}


@pytest.fixture
def ask(visitor: Any) -> Callable[..., dict[str, Any]]:
    """Asks the panel's one callback; keywords with ``position_`` are the form's."""

    def asking(at: object, tab: str = "claims", selection: str = "?", **form: Any) -> Any:
        output = visitor.output("position-answer.children")
        values = {"position.data": at, "position-tab.value": tab, "selection.data": selection}
        values |= {f"{name.replace('_', '-')}.value": v for name, v in form.items()}
        answer = visitor.post(visitor.body(output, values))
        assert answer.status_code == 200, answer.get_data(as_text=True)
        response = answer.get_json()["response"]
        return {i.removeprefix("position-"): v for i, p in response.items() for v in p.values()}

    return asking


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
    assert sent["tabs"] is False


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
    assert first["drift-form"] is False
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
        assert str(next(iter(wrong.values()))) in words(refused["problem"])
        assert parts(refused) == ["pin"]  # where it is stays told


@pytest.mark.parametrize(
    ("at", "form", "said"),
    [
        ({"text": "34.5 33.0"}, {}, "both orders are at sea"),
        ({"text": "91 N 12 E"}, {}, "91"),
        ({"text": "Lampedusa"}, {}, "Lampedusa"),
        ({"text": 5}, {}, "5"),
        ([1, 2], {}, "expected a position"),
        (LAMPEDUSA, {"position_radius": 1000}, "0 to 500 km"),
        (LAMPEDUSA, {"position_radius": -1}, "0 to 500 km"),
        (LAMPEDUSA, {"position_day": "13/12/2017"}, "13/12/2017"),
        (LAMPEDUSA, {"position_knots": 0}, "0.1 to 60 knots"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words_and_nothing_is_told(
    ask: Any, words: Words, at: object, form: dict[str, Any], said: str
) -> None:
    sent = ask(at, **form)
    assert said in words(sent["problem"])
    assert sent["echo"] == []
    assert sent["answer"] == []
    assert sent["shapes"] is None


def test_two_readings_are_offered_as_buttons(ask: Any, walk: Any) -> None:
    sent = ask({"text": "34.5 33.0"})
    buttons = [c["props"] for c in walk(sent["problem"]) if c["type"] == "Button"]
    assert {(b["data-longitude"], b["data-latitude"]) for b in buttons} == {
        ("33.000000", "34.500000"), ("34.500000", "33.000000"),
    }  # fmt: skip


def test_a_place_on_land_is_told_so_and_has_no_ports(ask: Any, words: Words) -> None:
    inland = {"text": "27.0 N 14.0 E"}
    sent = ask(inland)
    assert "from the sea" in words(sent["echo"])
    assert "claims are at sea" in words(sent["answer"])
    assert "not at sea" in words(ask(inland, "ports")["problem"])


def test_nothing_asked_is_nothing_told(ask: Any) -> None:
    sent = ask(None)
    assert (sent["echo"], sent["answer"], sent["shapes"]) == ([], [], None)


def test_an_unknown_tab_is_the_first(ask: Any, words: Words) -> None:
    assert "More than one claim" in words(ask(LAMPEDUSA, "everything")["answer"])
