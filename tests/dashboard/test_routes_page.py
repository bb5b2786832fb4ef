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
from dashboard.picture import Pictures
from dashboard.routebook import Routebook, coast
from dashboard.state import decode
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
UNEQUAL = SELECTIONS[-3]


def asked(visitor: Any, selection: str = "?", theme: str = "light") -> dict[str, Any]:
    question = {"selection": selection, "theme": theme}
    return visitor.ask("routes-page.data", **{"routes-asked__data": question})["routes-page.data"]


@pytest.fixture
def book(pictures: Pictures) -> Callable[[str], Routebook]:
    """The values behind the page of a selection."""
    return lambda search: Routebook(pictures.of(decode(search).selection))


def section(sent: dict[str, Any], walk: Any, name: str) -> Any:
    """The part of the page with an address."""
    for part in walk(sent["page"]):
        children = part["props"].get("children")
        if part["type"] == "Section" and isinstance(children, list):
            head = children[0]
            if head["props"].get("id") == name:
                return part
    raise AssertionError(f"the page has no part {name}")


# --- every selection has a page ---


@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_selection_has_a_page_with_every_part(
    visitor: Any, walk: Any, selection: str, theme: str
) -> None:
    sent = asked(visitor, selection, theme)
    for name, _ in PARTS:
        assert section(sent, walk, name)


@pytest.mark.parametrize("selection", SELECTIONS)
def test_every_figure_has_its_place_and_every_place_its_figure(
    visitor: Any, walk: Any, selection: str
) -> None:
    sent = asked(visitor, selection)
    places = [c["props"] for c in walk(sent["page"]) if "data-figure" in c["props"]]
    assert sorted(p["data-figure"] for p in places) == sorted(sent["figures"])
    for place in places:
        assert place["role"] == "img"
        assert place["aria-label"]


@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_knows_every_word_of_every_figure(visitor: Any, selection: str, theme: str) -> None:
    sent = asked(visitor, selection, theme)
    for figure in [*sent["figures"].values(), *(sent["paper"] or {}).values()]:
        go.Figure(figure)


def test_a_figure_has_the_colours_of_its_theme_and_paper_is_light(visitor: Any) -> None:
    light, dark = asked(visitor), asked(visitor, theme="dark")
    assert light["paper"] is None
    assert dark["paper"] == light["figures"]
    for name in ("central", "ink"):
        assert TOKENS["dark"][name] in json.dumps(dark["figures"])
        assert TOKENS["dark"][name] not in json.dumps(light["figures"])


@pytest.mark.parametrize("selection", SELECTIONS)
def test_no_word_of_the_page_says_why(
    visitor: Any, words: Callable[[Any], str], selection: str
) -> None:
    text = words(asked(visitor, selection)["page"])
    assert re.findall(r"(?i)\b(?:caused?|causes|proves?|proven)\b", text) == []
    assert re.findall(r"\b(?:None|NaN|nan|inf|NaT)\b", text) == []


# --- the same as what was computed ---


def test_the_verdicts_are_those_of_the_test_of_levels(
    visitor: Any, walk: Any, words: Any, book: Any
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
    visitor: Any, walk: Any, book: Any
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


def test_only_chosen_routes_are_drawn(visitor: Any) -> None:
    figure = asked(visitor, "?v=1&route=central")["figures"]["levels"]
    names = {t["uid"].split("-")[1] for t in figure["data"] if "-" in t["uid"]}
    assert names == {"central"}


def test_a_month_that_is_not_known_has_no_bar(visitor: Any, book: Any) -> None:
    own = book("?").levels
    figure = asked(visitor)["figures"]["levels"]
    for route in own.routes:
        drawn = {
            x[:7] for t in figure["data"]
            if t["uid"] in (f"level-{route}", f"undivided-{route}") for x in t["x"]
        }  # fmt: skip
        values = zip(own.months, own.persons[own.row(route)], strict=True)
        assert drawn == {f"{m:%Y-%m}" for m, v in values if not math.isnan(v)}


def test_arrivals_and_interceptions_of_a_bar_are_the_level(visitor: Any, book: Any) -> None:
    own = book("?").levels
    traces = {t["uid"]: t for t in asked(visitor)["figures"]["levels"]["data"]}
    solid, light = traces["level-central"], traces["returned-central"]
    assert solid["x"] == light["x"]
    at = solid["x"].index("2018-06-14T12:00")
    month = [f"{m:%Y-%m}" for m in own.months].index("2018-06")
    assert solid["y"][at] + light["y"][at] == own.persons[own.row("central"), month]


def test_arrivals_and_interceptions_share_no_node_of_the_flows(visitor: Any) -> None:
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


def test_both_periods_are_drawn_to_one_scale(visitor: Any) -> None:
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


def test_the_rates_have_formula_band_and_n(visitor: Any, walk: Any, words: Any, book: Any) -> None:
    text = words(section(asked(visitor, FALL_OF_2018), walk, "rates"))
    found = book(FALL_OF_2018).rates[DEFAULT_FORMULA]
    assert DEFAULT_FORMULA in text
    assert "Sampling variation only" in text
    for rate in found.values():
        assert f"{100 * rate.value:.2f} %" in text
        assert (f"{100 * rate.band.low:.2f}–" if rate.band else rate.no_band) in text
        assert f"{rate.spread.incidents:,}" in text


def test_the_chosen_formula_is_the_first(visitor: Any, walk: Any, words: Any) -> None:
    sent = asked(visitor, FALL_OF_2018 + "&rate=per_arrival")
    text = words(section(sent, walk, "rates"))
    assert text.index("per_arrival:") < text.index("per_attempt")


def test_the_slider_stands_at_the_chosen_source_quality(visitor: Any, walk: Any) -> None:
    part = section(asked(visitor, "?v=1&source_quality=4"), walk, "quality")
    (label,) = [c["props"] for c in walk(part) if "data-value" in c["props"]]
    assert label["data-value"] == "4"


def test_every_episode_of_the_backtest_is_on_the_page(
    visitor: Any, walk: Any, words: Any, book: Any
) -> None:
    text = words(section(asked(visitor), walk, "backtest"))
    found = book("?").backtest
    for replay in found.replays:
        assert replay.episode.title in text
        for lack in replay.missing:
            assert lack.removesuffix(".") in text
    assert book(FALL_OF_2018).backtest is found


def test_an_event_says_where_it_is_from_or_that_nobody_checked(
    visitor: Any, walk: Any, words: Any
) -> None:
    part = section(asked(visitor, FALL_OF_2018), walk, "events")
    rows = [words(c) for c in walk(part) if c["type"] == "Tr"][1:]
    assert rows
    for text in rows:
        assert ("◇" in text) == ("not checked" in text)


def test_the_measure_of_levels_is_followed_by_figure_verdicts_alerts_and_backtest(
    visitor: Any, walk: Any, words: Any, book: Any
) -> None:
    search = FALL_OF_2018 + "&measure=arrival_sea"
    own, sent = book(search), asked(visitor, search)
    assert own.levels.measure == own.backtest.measure == "arrival_sea"
    assert own.backtest is not book(FALL_OF_2018).backtest
    for part in ("verdicts", "levels"):
        assert "known sea arrivals" in words(section(sent, walk, part))
        assert "interceptions, persons a month" not in words(section(sent, walk, part))
    uids = {t["uid"] for t in sent["figures"]["levels"]["data"]}
    assert "level-central" in uids
    assert not {u for u in uids if u.startswith(("returned-", "arrivals-", "undivided-"))}
    pressed = {
        (c["props"]["data-choose"], c["props"]["data-choice"]) for c in walk(sent["page"])
        if c["props"].get("aria-pressed") == "true"
    }  # fmt: skip
    assert pressed == {("measure", "arrival_sea"), ("rate", DEFAULT_FORMULA)}


def test_the_other_period_is_the_chosen_one_and_unequal_ones_are_in_persons_a_month(
    visitor: Any, walk: Any, words: Any, book: Any
) -> None:
    own, sent = book(UNEQUAL), asked(visitor, UNEQUAL)
    part = section(sent, walk, "flows")
    text = words(part)
    assert "Jul 2015 to Dec 2015" in text
    assert "the season may be all of them" in text
    greece = next(f for f in own.flows if f.arrival == "GRC")
    assert greece.change == round(54_469 / 12) - round(781_519 / 6)
    assert "−125,714 a month (−97 %)" in text
    (trace,) = sent["figures"]["flows-before"]["data"]
    at = trace["node"]["label"].index("Greece")
    drawn = [
        v for v, t in zip(trace["link"]["value"], trace["link"]["target"], strict=True) if t == at
    ]
    assert drawn == [781_519 / 6]
    values = [c["props"]["data-value"] for c in walk(part) if "data-value" in c["props"]]
    assert values == ["2015-07-01", "2015-12-31"]
    assert "compare-clear" not in json.dumps(section(asked(visitor), walk, "flows"))


def test_a_strand_keeps_its_place_in_the_order_of_both_periods(visitor: Any) -> None:
    sent = asked(visitor)
    orders = []
    for name in ("flows-before", "flows-now"):
        (trace,) = sent["figures"][name]["data"]
        node = trace["node"]
        ends = zip(node["x"], node["y"], node["label"], strict=True)
        orders.append([label for _, _, label in sorted(ends)])
    both = set(orders[0]) & set(orders[1])
    before, now = ([n for n in order if n in both] for order in orders)
    assert before == now


def test_a_strand_from_a_known_country_does_not_meet_those_that_were_returned_there(
    world: Any, frame: Any, new_visitor: Any
) -> None:
    rows = [
        {"month": f"{year}-{m:02d}", "persons": 4, **more}
        for year in (2017, 2018) for m in range(1, 13)
        for more in (
            {"arrival_country": "ITA", "departure_country": "LBY"}, {"arrival_country": "ITA"},
            {"departure_country": "LBY", "measure": "interception"},
        )
    ]  # fmt: skip
    deaths = frame("deaths", *[{"month": r["month"]} for r in rows[::3]])
    store = world(crossings=frame("crossings", *rows), deaths=deaths)
    (trace,) = asked(new_visitor(create_app(store)))["figures"]["flows-now"]["data"]
    assert set(trace["node"]["label"]) == {
        *("Libya", "Libya, intercepted", "Departure not known", "Central, arrivals", "Central"),
        *("Italy", "returned by Libya"),
    }
    assert trace["link"]["value"].count(48) == 6


def test_the_page_says_how_many_of_its_verdicts_may_be_wrong(
    visitor: Any, walk: Any, words: Any, book: Any
) -> None:
    own = book("?")
    judged = [s for d in own.declines for s in d.shifts if s.verdict != "not enough data"]
    assert own.expected_false == pytest.approx(sum(s.false_alarms for s in judged))
    text = words(section(asked(visitor), walk, "verdicts"))
    assert f"{len(judged)} verdicts, 1 of them consistent with displacement" in text
    assert f"up to {own.expected_false:.1f} of so many would still say so" in text


def test_an_alert_says_how_it_stands_in_its_own_route_and_where_figures_end(
    visitor: Any, walk: Any, words: Any, book: Any
) -> None:
    text = words(section(asked(visitor), walk, "alerts"))
    for alert in book("?").alerts:
        assert alert.why in text
    assert "Oct 2025 , where its figures end" in text
    assert "27 alerts began in 37 route years" in text


def test_every_corridor_says_what_its_rate_lacks(
    visitor: Any, walk: Any, words: Any, book: Any
) -> None:
    text = words(section(asked(visitor), walk, "rates"))
    for way, rate in book("?").corridors:
        assert way.words in text
        assert rate.missing.removeprefix("not enough data: ") in text
    assert "Lebanon or Syria to Cyprus" in text


def test_rates_by_year_have_band_and_incidents_or_say_that_there_is_not_enough(
    visitor: Any, walk: Any, words: Any, book: Any
) -> None:
    text = words(section(asked(visitor), walk, "rates"))
    found = book("?").rates_over_time("year", DEFAULT_FORMULA)
    assert any(rate.band for rate in found.values())
    for rate in found.values():
        if rate.value is None:
            assert "not enough data" in text
            continue
        ends = f"{100 * rate.band.low:.2f}–{100 * rate.band.high:.2f}" if rate.band else "no band"
        incident = "incident" if rate.spread.incidents == 1 else "incidents"
        assert f"{ends}, {rate.spread.incidents:,} {incident}" in text


def test_a_rate_says_whose_interceptions_are_in_it(visitor: Any, walk: Any, words: Any) -> None:
    text = words(section(asked(visitor), walk, "rates"))
    assert "Interceptions of Algeria only" in text
    assert "No interception figure is held: this is deaths per arrival or death." in text


def test_a_filter_on_incidents_says_what_does_not_follow_it(visitor: Any, words: Any) -> None:
    said = "A filter on single incidents is on"
    assert said in words(asked(visitor, "?v=1&source_quality=4")["page"])
    assert said not in words(asked(visitor)["page"])


def test_a_toll_of_which_nothing_is_known_is_unknown_and_never_zero(
    world: Any, frame: Any, new_visitor: Any, walk: Any, words: Any
) -> None:
    months = [{"month": "2018-05", "arrival_country": "ITA", "persons": 8}]
    store = world(
        incidents=frame("incidents", {"dead_count": 2, "source_quality": 4}),
        crossings=frame("crossings", *months),
        deaths=frame("deaths", {"month": "2018-05"}),
    )
    text = words(section(asked(new_visitor(create_app(store))), walk, "quality"))
    assert "any, also unknown  ← chosen 1 2 unknown at least 2 (1 unknown) 100 %" in text


# --- not enough data ---


def test_no_verdict_without_enough_data_shows_a_number(book: Any) -> None:
    lacking = [s for d in book("?").declines for s in d.shifts if s.verdict == "not enough data"]
    assert lacking
    for shift in lacking:
        numbers = (shift.growth_factor, shift.gained, shift.share_of_loss, shift.rank, shift.lost)
        assert numbers == (None,) * 5
        assert shift.missing


def test_a_store_without_figures_says_what_is_missing(
    world: Any, frame: Any, new_visitor: Any, walk: Any, words: Any
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
    world: Any, frame: Any, new_visitor: Any, walk: Any, words: Any, persons: list[Any]
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


def test_two_applications_share_no_page(packaged: Any, new_visitor: Any) -> None:
    one, other = (new_visitor(create_app(packaged)) for _ in range(2))
    assert asked(one, "?v=1&route=central") == asked(other, "?v=1&route=central")


def test_the_coast_lies_between_the_canaries_and_the_levant() -> None:
    points = [p for ring in coast() for p in ring]
    assert 1_000 < len(points) < 6_000
    assert all(-25 <= x <= 43 and 7 <= y <= 51 for x, y in points)
