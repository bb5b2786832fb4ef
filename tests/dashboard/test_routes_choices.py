"""What a reader chooses on the routes page, and how sure it says that each number is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dashboard.app import create_app
from layers.units import DEFAULT_FORMULA

FALL_OF_2018 = "?v=1&from=2018-01-01&to=2018-12-31"
UNEQUAL = "?v=1&from=2024-01-01&to=2024-12-31&compare_from=2015-07-01&compare_to=2015-12-31"


def test_the_measure_of_levels_is_followed_by_figure_verdicts_alerts_and_backtest(
    asked: Any, section: Any, visitor: Any, walk: Any, words: Any, book: Any
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
    asked: Any, section: Any, visitor: Any, walk: Any, words: Any, book: Any
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


def test_a_strand_keeps_its_place_in_the_order_of_both_periods(asked: Any, visitor: Any) -> None:
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
    asked: Any, world: Any, frame: Any, new_visitor: Any
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
    asked: Any, section: Any, visitor: Any, walk: Any, words: Any, book: Any
) -> None:
    own = book("?")
    judged = [s for d in own.declines for s in d.shifts if s.verdict != "not enough data"]
    assert own.expected_false == pytest.approx(sum(s.false_alarms for s in judged))
    text = words(section(asked(visitor), walk, "verdicts"))
    assert f"{len(judged)} verdicts, 1 of them consistent with displacement" in text
    assert f"up to {own.expected_false:.1f} of so many would still say so" in text


def test_an_alert_says_how_it_stands_in_its_own_route_and_where_figures_end(
    asked: Any, section: Any, visitor: Any, walk: Any, words: Any, book: Any
) -> None:
    text = words(section(asked(visitor), walk, "alerts"))
    for alert in book("?").alerts:
        assert alert.why in text
    assert "Oct 2025 , where its figures end" in text
    assert "27 alerts began in 37 route years" in text


def test_every_corridor_says_what_its_rate_lacks(
    asked: Any, section: Any, visitor: Any, walk: Any, words: Any, book: Any
) -> None:
    text = words(section(asked(visitor), walk, "rates"))
    for way, rate in book("?").corridors:
        assert way.words in text
        assert rate.missing.removeprefix("not enough data: ") in text
    assert "Lebanon or Syria to Cyprus" in text


def test_rates_by_year_have_band_and_incidents_or_say_that_there_is_not_enough(
    asked: Any, section: Any, visitor: Any, walk: Any, words: Any, book: Any
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


def test_a_rate_says_whose_interceptions_are_in_it(
    asked: Any, section: Any, visitor: Any, walk: Any, words: Any
) -> None:
    text = words(section(asked(visitor), walk, "rates"))
    assert "Interceptions of Algeria only" in text
    assert "No interception figure is held: this is deaths per arrival or death." in text


def test_a_filter_on_incidents_says_what_does_not_follow_it(
    asked: Any, visitor: Any, words: Any
) -> None:
    said = "A filter on single incidents is on"
    assert said in words(asked(visitor, "?v=1&source_quality=4")["page"])
    assert said not in words(asked(visitor)["page"])


def test_a_toll_of_which_nothing_is_known_is_unknown_and_never_zero(
    asked: Any, section: Any, world: Any, frame: Any, new_visitor: Any, walk: Any, words: Any
) -> None:
    months = [{"month": "2018-05", "arrival_country": "ITA", "persons": 8}]
    store = world(
        incidents=frame("incidents", {"dead_count": 2, "source_quality": 4}),
        crossings=frame("crossings", *months),
        deaths=frame("deaths", {"month": "2018-05"}),
    )
    text = words(section(asked(new_visitor(create_app(store))), walk, "quality"))
    assert "any, also unknown  ← chosen 1 2 unknown at least 2 (1 unknown) 100 %" in text


def test_no_verdict_without_enough_data_shows_a_number(book: Any) -> None:
    lacking = [s for d in book("?").declines for s in d.shifts if s.verdict == "not enough data"]
    assert lacking
    for shift in lacking:
        numbers = (shift.growth_factor, shift.gained, shift.share_of_loss, shift.rank, shift.lost)
        assert numbers == (None,) * 5
        assert shift.missing
