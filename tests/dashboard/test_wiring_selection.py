"""Controls, address and selection: whichever moves, the other two follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

CENTRAL_2018 = "?v=1&from=2018-01-01&to=2018-12-31&route=central"


@pytest.mark.parametrize(
    ("moved", "value", "address"),
    [
        ("routes", ["central", "western"], "?v=1&route=western&route=central"),
        ("routes", [], "?v=1&route=none"),
        ("first_day", "2018-01-01", "?v=1&from=2018-01-01"),
        ("first_day", "2018-03", "?v=1&from=2018-03-01"),
        ("last_day", "2018-02", "?v=1&to=2018-02-28"),
        ("months", [48, 59], "?v=1&from=2018-01-01&to=2018-12-31"),
        ("brush", {"value": ["2018-01-05", "2018-02-07"], "at": 1},
         "?v=1&from=2018-01-01&to=2018-02-28"),  # the whole months that it touches
        ("regions", ["MLT"], "?v=1&region=MLT"),
        ("causes", ["drowning"], "?v=1&cause=drowning"),
        ("min_people", 100, "?v=1&min_people=100"),
        ("min_source_quality", "3", "?v=1&source_quality=3"),
        ("layers", ["incidents"], "?v=1&layer=incidents"),
        ("every", "year", "?v=1&every=year"),
        ("by_route", "together", "?v=1&by_route=no"),
        ("rate", "per_arrival", "?v=1&rate=per_arrival"),
        ("expected", "expected", "?v=1&expected=yes"),
        ("area", {"value": "circle:12.6,35.5,50", "at": 1}, "?v=1&area=circle:12.6,35.5,50"),
        # One outline has one address, wherever it was begun.
        ("area", {"value": "polygon:13,36;13,35;12,35", "at": 1},
         "?v=1&area=polygon:12,35;13,35;13,36"),
    ],
    ids=lambda v: str(v)[:24],
)  # fmt: skip
def test_a_control_that_moves_writes_the_address(
    visitor: Any, moved: str, value: object, address: str
) -> None:
    after = visitor.choose(moved, **{moved: value})
    assert after["problems"] == []
    assert after["search"] == address
    assert after["selection"] == address


def test_the_address_sets_every_control(visitor: Any) -> None:
    address = (
        "?v=1&from=2018-01-01&to=2018-12-31&route=central&region=MLT&cause=drowning"
        "&min_people=50&source_quality=2&layer=incidents&every=year&by_route=no"
        "&rate=per_arrival_incl&expected=yes"
    )
    page = visitor.choose(None, present=None, url=address)
    assert page["problems"] == []
    assert page["selection"] == address
    assert {k: page[k] for k in ("preset", "first_day", "last_day", "months", "routes", "regions",
                                 "causes", "min_people", "min_source_quality", "layers", "every",
                                 "by_route", "rate", "expected")} == {
        "preset": "custom", "first_day": "2018-01-01", "last_day": "2018-12-31",
        "months": [48, 59], "routes": ["central"], "regions": ["MLT"], "causes": ["drowning"],
        "min_people": 50, "min_source_quality": "2", "layers": ["incidents"], "every": "year",
        "by_route": "together", "rate": "per_arrival_incl", "expected": "expected",
    }  # fmt: skip
    assert page["period-words"] == "January 2018 to December 2018"


def test_going_back_does_not_write_the_address_again(visitor: Any) -> None:
    """Else the history would grow at each step back, and Back would never arrive."""
    output = visitor.output("selection.data")
    values = {"url.search": CENTRAL_2018, "selection.data": "?v=1&route=western"}
    sent = visitor.post(visitor.body(output, values, "url.search")).get_json()["response"]
    assert sent["selection"]["data"] == CENTRAL_2018
    assert "url" not in sent


def test_reset_shows_everything_again(visitor: Any) -> None:
    after = visitor.choose("reset", present=CENTRAL_2018, reset=1)
    assert after["search"] == ""
    assert after["routes"] == ["western", "central", "eastern", "atlantic"]


@pytest.mark.parametrize(("by", "first", "last"), [(1, "2018-02-01", "2019-01-31"),
                                                   (-1, "2017-12-01", "2018-11-30")])  # fmt: skip
def test_a_step_moves_the_period_by_one_month(visitor: Any, by: int, first: str, last: str) -> None:
    after = visitor.choose("step", present="?v=1&from=2018-01-01&to=2018-12-31",
                           step={"value": by, "at": 1})  # fmt: skip
    assert after["selection"] == f"?v=1&from={first}&to={last}"


@pytest.mark.parametrize("preset", ["last_12", "year", "year_before"])
def test_a_preset_sets_the_period_and_the_control_says_so(visitor: Any, preset: str) -> None:
    after = visitor.choose("preset", preset=preset)
    assert "from=" in after["search"]
    assert "to=" in after["search"]
    assert after["problems"] == []


@pytest.mark.parametrize(
    ("address", "quotes"),
    [
        ("?route=baltic", ["baltic", "western"]),
        ("?from=2018-02-30", ["2018-02-30", "YYYY-MM-DD"]),
        ("?to=yesterday", ["yesterday", "YYYY-MM-DD"]),
        ("?from=1815-06-18", ["1815-06-18", "2000-01-01"]),
        ("?from=2019-01-01&to=2018-01-01", ["2019-01-01 to 2018-01-01", "before it begins"]),
        ("?region=ATLANTIS", ["ATLANTIS", "MLT"]),
        ("?min_people=-3", ["-3", "whole number"]),
        ("?source_quality=9", ["9", "5"]),
        ("?every=week", ["week", "month, quarter, year"]),
        ("?by_route=perhaps", ["perhaps", "yes or no"]),
        ("?known_on=2001-01-01", ["1 January 2001", "The first was recorded on"]),
        ("?colour=red", ["colour", "route"]),
        ("?v=99&route=central", ["99", "version"]),
        ("?from=2018-01-01&from=2019-01-01", ["once"]),
        ("?" + "&".join("route=central" for _ in range(200)), ["200 values", "64"]),
        ("?" + "x" * 5_000, ["5,001", "4,000"]),
        ("?from=%00%ff&to=<script>", ["YYYY-MM-DD"]),
    ],
    ids=lambda v: str(v)[:30],
)
def test_an_address_that_cannot_be_honoured_is_named_to_the_reader(
    visitor: Any, words: Callable[[Any], str], address: str, quotes: list[str]
) -> None:
    page = visitor.choose(None, present=None, url=address)
    assert page["problems"]
    said = visitor.ask("notices.children", selection__data=page["selection"],
                       problems__data=page["problems"])  # fmt: skip
    text = " ".join(words(n) for n in said["notices.children"])
    for quote in quotes:
        assert quote in text
    assert "Traceback" not in text
    assert len(text) < 2_000


def test_the_good_parts_of_a_half_good_address_are_kept(visitor: Any) -> None:
    page = visitor.choose(None, present=None, url="?route=central&from=2018-02-30")
    assert page["selection"] == "?v=1&route=central"
    assert len(page["problems"]) == 1


@pytest.mark.parametrize(
    ("control", "value"),
    [
        ("routes", {"a": 1}), ("routes", ["baltic"]), ("routes", "central"), ("routes", [5]),
        ("first_day", "2018-02-30"), ("first_day", 5), ("last_day", ["x"]), ("last_day", "1999"),
        ("months", [59, 48, 1]), ("months", [0, 10**9]), ("months", ["a", "b"]),
        ("months", [True, 3]), ("months", [59, 48]),
        ("brush", {"value": ["x", "y"]}), ("brush", "x"),
        ("brush", {"value": ["2018-02-07", "2018-01-05"]}),
        ("step", {"value": 7}), ("step", "x"), ("step", {"value": True}),
        ("preset", "tomorrow"), ("preset", 5), ("preset", ["all"]),
        ("regions", ["ATLANTIS"]), ("causes", ["magic"]), ("layers", ["secrets"]),
        ("min_people", -3), ("min_people", 2.5), ("min_people", "many"), ("min_people", 10**9),
        ("min_source_quality", "9"), ("min_source_quality", [1]),
        ("known_on", "2001-01-01"), ("known_on", "soon"), ("every", "week"), ("every", ["month"]),
        ("by_route", True), ("routes", ["central"] * 65), ("rate", "per_boat"), ("rate", 1),
        ("expected", True),
        ("area", {"value": "circle:35.5,12.6,50"}), ("area", {"value": 5}), ("area", "x"),
        ("area", {"value": "polygon:12,35;13,36;13,35;12,36"}), ("area", {"value": ["x"]}),
    ],
    ids=lambda v: str(v)[:24],
)  # fmt: skip
def test_a_control_with_an_impossible_value_is_named_and_the_picture_stays(
    visitor: Any, control: str, value: object
) -> None:
    after = visitor.choose(control, present=CENTRAL_2018, **{control: value})
    assert len(after["problems"]) == 1, after["problems"]
    assert after["problems"][0].endswith(".")
    assert after["selection"] == CENTRAL_2018


def test_the_area_is_taken_away_by_nothing(visitor: Any) -> None:
    after = visitor.choose("area", present="?v=1&area=circle:12.6,35.5,50", area={"value": None})
    assert after["search"] == ""
    assert after["problems"] == []


def test_the_bar_says_that_an_area_is_on(visitor: Any, words: Callable[[Any], str]) -> None:
    output = visitor.output("selection.data")

    def chip(search: str) -> tuple[str, bool]:
        sent = visitor.post(visitor.body(output, {"url.search": search}, None)).get_json()
        props = sent["response"]["area-chip"]
        return words(props["children"]), props["hidden"]

    assert chip("?v=1&area=circle:12.6,35.5,50") == ("area: 27 nm radius  × (take it away)", False)
    assert chip("") == ("", True)


def test_map_table_numbers_and_sentence_follow_the_area(
    visitor: Any, pictures: Any, words: Callable[[Any], str]
) -> None:
    token = "?v=1&area=circle:12.6,35.5,50"
    drawn = visitor.ask("map-picture.data", selection__data=token)["map-picture.data"]
    assert drawn["area"]["properties"] == {"label": "27 nm radius"}
    assert len(drawn["area"]["geometry"]["coordinates"][0]) == 129
    request = {"startRow": 0, "endRow": 100}
    sent = visitor.ask("table.getRowsResponse", "table.getRowsRequest",
                       table__getRowsRequest=request, selection__data=token)  # fmt: skip
    table = sent["table.getRowsResponse"]
    assert 0 < drawn["incidents"]["shown"] == table["rowCount"]
    said = visitor.ask("notices.children", selection__data=token)["notices.children"]
    assert "Only incidents within 27 nm (50 km) of 35° 30.0′ N" in words(said)
    sentence = visitor.ask("sentence.children", selection__data=token)["sentence.children"]
    assert f"{table['rowCount']} on the map" in sentence
    assert "outside the drawn area" in sentence
    plain = visitor.ask("map-picture.data", selection__data="?")["map-picture.data"]
    assert plain["area"] is None


@pytest.mark.parametrize(
    ("narrowed", "why"),
    [("area=circle:12.6,35.5,50", "without a position, so in no area"),
     ("region=ITA", "without a position, so in no region")],
)  # fmt: skip
def test_the_tile_says_of_incidents_without_a_position_what_the_bar_of_the_map_says(
    visitor: Any, words: Callable[[Any], str], narrowed: str, why: str
) -> None:
    def shown(token: str) -> tuple[str, str]:
        sent = visitor.ask("sentence.children", selection__data=token)
        return sent["sentence.children"], words(sent["tiles.children"])

    bar, tiles = shown(f"?v=1&{narrowed}")
    said = next(part for part in bar.split(" · ") if why in part)
    assert int(said.split()[0]) > 0
    assert said in tiles
    assert "more without position" not in tiles
    assert "more without position" in shown("?")[1]
