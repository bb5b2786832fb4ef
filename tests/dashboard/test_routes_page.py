"""The routes page: what it says of a selection, and what it says where there is not enough."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import pytest

from dashboard.app import create_app
from dashboard.components.routes import PARTS
from dashboard.routebook import coast
from dashboard.theme import TOKENS
from layers.analysis.changes import alerts
from layers.analysis.displacement import displacement
from layers.units import DEFAULT_FORMULA

FALL_OF_2018 = "?v=1&from=2018-01-01&to=2018-12-31"
SELECTIONS = (
    "?",
    FALL_OF_2018,
    "?v=1&route=central",
    "?v=1&from=2014-01-01&to=2014-03-31",
    "?v=1&from=2020-05-03&to=2020-05-20",
    "?v=1&from=2031-01-01",
    "?v=1&route=none",
    "?v=1&source_quality=5&min_people=100000",
    "?v=1&every=year&by_route=no",
    "?v=1&measure=arrival_sea",
    "?v=1&from=2024-01-01&to=2024-12-31&compare_from=2015-07-01&compare_to=2015-12-31",
    "?v=1&compare_from=2013-07-01&compare_to=2013-12-31",
    "?v=1&route=atlantic&rate=per_arrival_incl&measure=arrival_sea",
)


# --- every selection has a page ---


@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_selection_has_a_page_with_every_part(
    asked: Any, section: Any, visitor: Any, walk: Any, selection: str, theme: str
) -> None:
    sent = asked(visitor, selection, theme)
    for name, _ in PARTS:
        assert section(sent, walk, name)


@pytest.mark.parametrize("selection", SELECTIONS)
def test_every_figure_has_its_place_and_every_place_its_figure(
    asked: Any, visitor: Any, walk: Any, selection: str
) -> None:
    sent = asked(visitor, selection)
    places = [c["props"] for c in walk(sent["page"]) if "data-figure" in c["props"]]
    assert sorted(p["data-figure"] for p in places) == sorted(sent["figures"])
    for place in places:
        assert place["role"] == "img"
        assert place["aria-label"]


@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_knows_every_word_of_every_figure(
    asked: Any, visitor: Any, selection: str, theme: str
) -> None:
    sent = asked(visitor, selection, theme)
    for figure in [*sent["figures"].values(), *(sent["paper"] or {}).values()]:
        go.Figure(figure)


def test_a_figure_has_the_colours_of_its_theme_and_paper_is_light(asked: Any, visitor: Any) -> None:
    light, dark = asked(visitor), asked(visitor, theme="dark")
    assert light["paper"] is None
    assert dark["paper"] == light["figures"]
    for name in ("central", "ink"):
        assert TOKENS["dark"][name] in json.dumps(dark["figures"])
        assert TOKENS["dark"][name] not in json.dumps(light["figures"])


@pytest.mark.parametrize("selection", SELECTIONS)
def test_no_word_of_the_page_says_why(
    asked: Any, visitor: Any, words: Callable[[Any], str], selection: str
) -> None:
    text = words(asked(visitor, selection)["page"])
    assert re.findall(r"(?i)\b(?:caused?|causes|proves?|proven)\b", text) == []
    assert re.findall(r"\b(?:None|NaN|nan|inf|NaT)\b", text) == []


# --- the same as what was computed ---


def test_the_verdicts_are_those_of_the_test_of_levels(
    asked: Any, section: Any, visitor: Any, walk: Any, words: Any, book: Any
) -> None:
    own = book(FALL_OF_2018)
    text = words(section(asked(visitor, FALL_OF_2018), walk, "verdicts"))
    assert own.declines
    for decline in own.declines:
        for shift in decline.shifts:
            again = displacement(own.levels, shift.declining, shift.other, shift.date)
            assert shift == again
            assert shift.sentence in text
            assert shift.verdict in text
            for lack in shift.missing:
                assert f"Missing: {lack}" in text
    assert "False alarms" in text


def test_the_alerts_of_the_period_are_listed_newest_first(
    asked: Any, section: Any, visitor: Any, walk: Any, book: Any
) -> None:
    own = book(FALL_OF_2018)
    expected = [
        a for a in alerts(own.levels)
        if a.first.year <= 2018 and (a.last.year, a.last.month) >= (2018, 1)
    ]  # fmt: skip
    assert own.alerts == expected
    part = section(asked(visitor, FALL_OF_2018), walk, "alerts")
    (first, *_) = [c for c in walk(part) if "alerts" in c["props"].get("className", "").split()]
    rows = [c for c in walk(first) if c["type"] == "Tr"][1:]
    assert len(rows) == min(len(expected), 8)


def test_only_chosen_routes_are_drawn(asked: Any, visitor: Any) -> None:
    figure = asked(visitor, "?v=1&route=central")["figures"]["levels"]
    names = {t["uid"].split("-")[1] for t in figure["data"] if "-" in t["uid"]}
    assert names == {"central"}


def test_a_month_that_is_not_known_has_no_bar(asked: Any, visitor: Any, book: Any) -> None:
    own = book("?").levels
    figure = asked(visitor)["figures"]["levels"]
    for route in own.routes:
        drawn = {
            x[:7] for t in figure["data"]
            if t["uid"] in (f"level-{route}", f"undivided-{route}") for x in t["x"]
        }  # fmt: skip
        values = zip(own.months, own.persons[own.row(route)], strict=True)
        assert drawn == {f"{m:%Y-%m}" for m, v in values if not math.isnan(v)}


def test_arrivals_and_interceptions_of_a_bar_are_the_level(
    asked: Any, visitor: Any, book: Any
) -> None:
    own = book("?").levels
    traces = {t["uid"]: t for t in asked(visitor)["figures"]["levels"]["data"]}
    solid, light = traces["level-central"], traces["returned-central"]
    assert solid["x"] == light["x"]
    at = solid["x"].index("2018-06-14T12:00")
    month = [f"{m:%Y-%m}" for m in own.months].index("2018-06")
    assert solid["y"][at] + light["y"][at] == own.persons[own.row("central"), month]


def test_arrivals_and_interceptions_share_no_node_of_the_flows(asked: Any, visitor: Any) -> None:
    sent = asked(visitor)
    for name in ("flows-now", "flows-before"):
        (trace,) = sent["figures"][name]["data"]
        units: dict[int, set[str]] = {}
        link = trace["link"]
        for one, other, said in zip(link["source"], link["target"], link["customdata"],
                                    strict=True):  # fmt: skip
            for node in (one, other):
                units.setdefault(node, set()).add(said.split()[-1])
        assert all(len(found) == 1 for found in units.values())
        assert set().union(*units.values()) == {"arrivals", "interceptions"}
        grey = trace["node"]["label"].index("Departure not known")
        assert trace["node"]["color"][grey] == TOKENS["light"]["missing"]


def test_both_periods_are_drawn_to_one_scale(asked: Any, visitor: Any) -> None:
    sent = asked(visitor)
    heights = []
    for name in ("flows-now", "flows-before"):
        figure = sent["figures"][name]
        (trace,) = figure["data"]
        inner = figure["layout"]["height"] - 16
        low, high = trace["domain"]["y"]
        labels, link = trace["node"]["label"], trace["link"]
        column = {t for s, t in zip(link["source"], link["target"], strict=True)
                  if s not in link["target"]}  # fmt: skip
        ends = {t for t in link["target"] if t not in link["source"]}
        starts = {s for s in link["source"] if s not in link["target"]}
        spaces = (max(len(column), len(ends), len(starts)) - 1) * trace["node"]["pad"]
        persons = sum(v for s, v in zip(link["source"], link["value"], strict=True) if s in starts)
        assert len(labels) == len(set(labels)) == len(column | ends | starts)
        heights.append(((high - low) * inner - spaces) / persons)
    assert heights[0] == pytest.approx(heights[1])


def test_the_rates_have_formula_band_and_n(
    asked: Any, section: Any, visitor: Any, walk: Any, words: Any, book: Any
) -> None:
    text = words(section(asked(visitor, FALL_OF_2018), walk, "rates"))
    found = book(FALL_OF_2018).rates[DEFAULT_FORMULA]
    assert DEFAULT_FORMULA in text
    assert "Sampling variation only" in text
    for rate in found.values():
        assert f"{100 * rate.value:.2f} %" in text
        assert (f"{100 * rate.band.low:.2f}–" if rate.band else rate.no_band) in text
        assert f"{rate.spread.incidents:,}" in text


def test_the_chosen_formula_is_the_first(
    asked: Any, section: Any, visitor: Any, walk: Any, words: Any
) -> None:
    sent = asked(visitor, FALL_OF_2018 + "&rate=per_arrival")
    text = words(section(sent, walk, "rates"))
    assert text.index("per_arrival:") < text.index("per_attempt")


def test_the_slider_stands_at_the_chosen_source_quality(
    asked: Any, section: Any, visitor: Any, walk: Any
) -> None:
    part = section(asked(visitor, "?v=1&source_quality=4"), walk, "quality")
    (label,) = [c["props"] for c in walk(part) if "data-value" in c["props"]]
    assert label["data-value"] == "4"


def test_every_episode_of_the_backtest_is_on_the_page(
    asked: Any, section: Any, visitor: Any, walk: Any, words: Any, book: Any
) -> None:
    text = words(section(asked(visitor), walk, "backtest"))
    found = book("?").backtest
    for replay in found.replays:
        assert replay.episode.title in text
        for lack in replay.missing:
            assert lack.removesuffix(".") in text
    assert book(FALL_OF_2018).backtest is found


def test_an_event_says_where_it_is_from_or_that_nobody_checked(
    asked: Any, section: Any, visitor: Any, walk: Any, words: Any
) -> None:
    part = section(asked(visitor, FALL_OF_2018), walk, "events")
    rows = [words(c) for c in walk(part) if c["type"] == "Tr"][1:]
    assert rows
    for text in rows:
        assert ("◇" in text) == ("not checked" in text)


# --- not enough data ---


def test_a_store_without_figures_says_what_is_missing(
    asked: Any, section: Any, world: Any, frame: Any, new_visitor: Any, walk: Any, words: Any
) -> None:
    months = [{"month": "2018-01"}, {"month": "2018-02"}]
    arrivals = frame("crossings", *[{**m, "arrival_country": "ITA"} for m in months])
    known = frame("crossings", {**months[0], "arrival_country": "ITA", "persons": 4})
    for crossings in (arrivals, known):
        store = world(crossings=crossings, deaths=frame("deaths", *months))
        sent = asked(new_visitor(create_app(store)))
        for part in ("rates", "flows"):
            assert "Not enough data" in words(section(sent, walk, part))


@pytest.mark.parametrize(
    "persons",
    [[7] * 48, [0] * 48, [4, 2], [2] * 40 + [""] + [2] * 7, [3] * 47 + [100_000]],
    ids=["constant", "zero", "two months", "a hole", "one huge month"],
)
def test_a_series_that_says_little_gives_a_page_and_no_verdict(
    asked: Any,
    section: Any,
    world: Any,
    frame: Any,
    new_visitor: Any,
    walk: Any,
    words: Any,
    persons: list[Any],
) -> None:
    months = [f"{2014 + n // 12}-{n % 12 + 1:02d}" for n in range(len(persons))]
    crossings = frame("crossings", *[
        {"month": m, "arrival_country": "ITA", "persons": v}
        for m, v in zip(months, persons, strict=True)
    ])  # fmt: skip
    store = world(crossings=crossings, deaths=frame("deaths", *[{"month": m} for m in months]))
    sent = asked(new_visitor(create_app(store)))
    text = words(section(sent, walk, "verdicts"))
    assert "consistent with displacement" not in text
    assert "No fall of a chosen route" in text


# --- asked for late, and refused ---


def test_a_picture_costs_nothing_for_the_page() -> None:
    code = (
        "import sys, dashboard.app, dashboard.wsgi;"
        "late = ('dashboard.routebook', 'dashboard.components.routes', 'layers.analysis.levels',"
        " 'layers.analysis.displacement', 'layers.analysis.backtest', 'dashboard.components.method');"
        "print([m for m in late if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("question", ["?", 7, ["?"], {"selection": "?v=9"}, {"selection": 7}])
def test_a_question_that_no_page_asks_is_refused_in_words(visitor: Any, question: object) -> None:
    output = visitor.output("routes-page.data")
    answer = visitor.post(visitor.body(output, {"routes-asked.data": question}))
    assert answer.status_code == 400
    assert answer.get_json()["problems"]


def test_two_applications_share_no_page(asked: Any, packaged: Any, new_visitor: Any) -> None:
    one, other = (new_visitor(create_app(packaged)) for _ in range(2))
    assert asked(one, "?v=1&route=central") == asked(other, "?v=1&route=central")


def test_the_coast_lies_between_the_canaries_and_the_levant() -> None:
    points = [p for ring in coast() for p in ring]
    assert 1_000 < len(points) < 6_000
    assert all(-25 <= x <= 43 and 7 <= y <= 51 for x, y in points)
