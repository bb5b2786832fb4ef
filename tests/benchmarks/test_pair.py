"""The two ways answer the same question, so that their times may be compared."""

from __future__ import annotations

import pytest

from dashboard import ids
from dashboard.benchmarks import suite
from dashboard.benchmarks.suite import PICTURE, Pair, first_load, in_turns, narrow, wide
from dashboard.benchmarks.worlds import world


@pytest.fixture(scope="module")
def pair() -> Pair:
    return Pair.over(world(600))


@pytest.mark.parametrize(
    "token",
    [
        "",
        wide(0),
        narrow(3),
        "?v=1&from=2016-02-01&to=2016-02-29",
        "?v=1&route=atlantic",
        "?v=1&min_people=5",
        "?v=1&from=2025-12-30&to=2025-12-30&route=western",
    ],
)
def test_both_ways_show_the_same_incidents(pair: Pair, token: str) -> None:
    ours, plain = pair.shown(token)
    assert ours == plain


def test_both_ways_show_nothing_where_nothing_is_chosen(pair: Pair) -> None:
    assert pair.shown("?v=1&from=2001-01-01&to=2001-01-31") == (set(), set())


def test_a_wide_selection_draws_nearly_all_and_a_narrow_one_few(pair: Pair) -> None:
    everything = len(pair.shown("")[0])
    assert len(pair.shown(wide(0))[0]) > 0.95 * everything
    assert 0 < len(pair.shown(narrow(0))[0]) < 0.12 * everything


def test_every_round_asks_for_another_selection() -> None:
    for tokens in (wide, narrow):
        assert len({tokens(step) for step in range(60)}) == 60


def test_a_race_between_different_answers_is_refused(pair: Pair, monkeypatch) -> None:
    monkeypatch.setattr(Pair, "shown", lambda *_: ({"a", "b"}, {"a"}))
    with pytest.raises(RuntimeError, match="1 are on one map only"):
        suite._same_rows(pair, wide(0))


def test_in_turns_calls_both_as_often_and_each_first_as_often() -> None:
    called: list[str] = []
    in_turns(
        lambda token: called.append(f"ours {token}"),
        lambda token: called.append(f"other {token}"),
        ["1", "2", "3", "4"],
    )
    assert sorted(called) == sorted(f"{who} {n}" for who in ("ours", "other") for n in "1234")
    firsts = [call.split()[0] for call in called[::2]]
    assert firsts.count("ours") == firsts.count("other") == 2


def test_coordinates_are_in_the_first_load_and_in_no_change_of_the_filter(pair: Pair) -> None:
    sizes = {line.id: line.ours for line in first_load(pair)}
    assert sizes["columns_identity"] > 600 * 2 * 8  # two float64 a row
    assert sizes["columns_zstd"] < sizes["columns_identity"]
    assert b"longitude" not in pair.ask_ours(wide(1))


def test_an_answer_is_sent_in_the_encoding_that_was_asked_for(pair: Pair) -> None:
    plain = pair.ask_plain(wide(2))
    assert pair.ask_plain(wide(2), "zstd")[:4] == b"\x28\xb5\x2f\xfd"
    assert len(pair.ask_plain(wide(2), "br")) < len(plain)


def test_the_body_of_a_callback_is_the_one_that_a_page_posts(pair: Pair) -> None:
    assert pair.ours.body(PICTURE, **{ids.SELECTION: "?v=1"})["inputs"] == [
        {"id": ids.SELECTION, "property": "data", "value": "?v=1"},
        {"id": ids.THEME, "property": "data", "value": "light"},
    ]


def test_a_callback_that_nobody_registered_is_named(pair: Pair) -> None:
    with pytest.raises(KeyError, match=r"nobody\.data"):
        pair.ours.body("nobody.data")


def test_an_answer_that_is_no_answer_ends_the_measurement(pair: Pair) -> None:
    with pytest.raises(RuntimeError, match="400"):
        pair.ours.post({"output": "nobody.data"})
