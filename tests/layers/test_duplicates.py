"""Records of different sources that may be one event are found and never merged unasked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from layers.analysis.duplicates import (
    VERDICTS,
    Candidate,
    Verdict,
    candidates,
    contradiction,
    in_doubt,
    not_counted,
    overcount,
)
from layers.geometry import distances_m

Frames = Callable[..., gpd.GeoDataFrame]
ONE = {
    "incident_id": "A", "occurred_on": "2018-05-10", "latitude": 35.1, "longitude": 12.3,
    "dead_count": 1, "source": "one",
}  # fmt: skip
OTHER = ONE | {"incident_id": "B", "source": "other", "dead_count": 2}


def pairs(rows: gpd.GeoDataFrame) -> list[tuple[str, str]]:
    return [c.pair for c in candidates(rows)]


@pytest.mark.parametrize(
    ("apart", "is_found"),
    [
        ({}, True),
        ({"occurred_on": "2018-05-13"}, True),
        ({"occurred_on": "2018-05-07"}, True),
        ({"occurred_on": "2018-05-14"}, False),
        ({"occurred_on": "2018-05-06"}, False),
        ({"latitude": 35.3}, True),
        ({"latitude": 34.9}, True),
        ({"latitude": 35.3001}, False),
        ({"longitude": 12.5}, True),
        ({"longitude": 12.0999}, False),
        ({"latitude": 35.3, "longitude": 12.5, "occurred_on": "2018-05-13"}, True),
        ({"source": "one"}, False),
        ({"record_kind": "cumulative"}, False),
        ({"record_kind": "split"}, True),
        ({"occurred_on": "", "date_precision": ""}, False),
        ({"latitude": "", "longitude": ""}, False),
        ({"dead_count": ""}, True),
    ],
)
def test_candidates_are_of_another_source_within_three_days_and_a_fifth_of_a_degree(
    frame: Frames, apart: dict[str, Any], is_found: bool
) -> None:
    expected = [("A", "B")] if is_found else []
    assert pairs(frame("incidents", ONE, OTHER | apart)) == expected
    assert pairs(frame("incidents", OTHER | apart, ONE)) == expected


@given(st.integers(-9000, 9000), st.integers(-18000, 18000))
def test_a_fifth_of_a_degree_is_within_reach_wherever_it_is(
    frame: Frames, latitude: int, longitude: int
) -> None:
    south, west = min(latitude, 8980) / 100, min(longitude, 17980) / 100
    here = {"latitude": south, "longitude": west}
    there = {"latitude": f"{south + 0.2:.2f}", "longitude": f"{west + 0.2:.2f}"}
    assert pairs(frame("incidents", ONE | here, OTHER | there)) == [("A", "B")]


def test_a_candidate_sets_the_counts_beside_each_other(frame: Frames) -> None:
    other = OTHER | {"occurred_on": "2018-05-12", "longitude": 12.4, "missing_count": 4}
    [found] = candidates(frame("incidents", ONE, other))
    assert (found.one, found.other, found.verdict) == ("B", "A", "undecided")
    assert (found.one_people, found.other_people) == (6, 1)
    assert (found.one_source, found.other_source, found.days) == ("other", "one", 2)
    assert found.km == pytest.approx(9.1, abs=0.05)


def test_nobody_knows_is_no_zero_in_a_comparison(frame: Frames) -> None:
    [found] = candidates(frame("incidents", ONE, OTHER | {"dead_count": ""}))
    assert (found.one, found.one_people, found.other_people) == ("A", 1, None)


@pytest.mark.parametrize(
    ("one", "other", "stays"),
    [
        ({"source_quality": 5}, {"source_quality": 1, "dead_count": 9}, "A"),
        ({"source_quality": ""}, {"source_quality": 1}, "B"),
        ({"dead_count": 1}, {"dead_count": 2}, "B"),
        ({"dead_count": 2}, {"dead_count": 2}, "A"),
    ],
)
def test_the_better_source_stays_then_the_larger_count_then_the_first_id(
    frame: Frames, one: dict[str, Any], other: dict[str, Any], stays: str
) -> None:
    [found] = candidates(frame("incidents", ONE | one, OTHER | other))
    assert found.one == stays


def test_a_verdict_is_found_whichever_record_stays(frame: Frames) -> None:
    rows = frame("incidents", ONE, OTHER)
    [found] = candidates(rows, {("A", "B"): "same"})
    assert (found.verdict, found.pair) == ("same", ("A", "B"))
    assert not_counted([found]) == {"A"}
    [found] = candidates(rows, {("A", "B"): "different"})
    assert not_counted([found]) == set()


def test_of_a_group_decided_to_be_one_event_one_record_stays(frame: Frames) -> None:
    third = ONE | {"incident_id": "C", "source": "third", "dead_count": 4}
    verdicts: Any = {("A", "B"): "same", ("B", "C"): "same"}
    found = candidates(frame("incidents", ONE, OTHER, third), verdicts)
    assert len(found) == 3
    assert not_counted(found) == {"A", "B"}


def test_open_pairs_come_first(frame: Frames) -> None:
    rows = [ONE, OTHER, ONE | {"incident_id": "C", "source": "third"}]
    found = candidates(frame("incidents", *rows), {("A", "B"): "different"})
    assert [c.verdict for c in found] == ["undecided", "undecided", "different"]


def pair(one: str, other: str, people: Mapping[str, int | None], verdict: Any = "undecided") -> Any:
    """A pair of which each record is of the source that its letter has in `SOURCE_OF`."""
    if (people[one] or 0) < (people[other] or 0):
        one, other = other, one
    source = SOURCE_OF[one], SOURCE_OF[other]
    return Candidate(one, other, *source, people[one], people[other], 0, 0.0, verdict)


NAMES = "ABCDEF"
SOURCE_OF = {"A": "s", "C": "s", "B": "t", "D": "t", "E": "u", "F": "u"}


def test_one_report_beside_two_records_of_a_register_can_be_one_of_them_at_most() -> None:
    people = {"A": 1, "B": 4, "C": 2, "D": 8, "E": 16}
    beside = [pair("A", "B", people), pair("C", "B", people)]
    assert in_doubt(beside, set("ABC")) == {"C"}
    assert overcount(beside, set("ABC")) == 2
    assert overcount([*beside, pair("D", "E", people)], set("ABCDE")) == 2 + 8


def test_of_three_sources_one_record_each_may_be_one_event() -> None:
    people = {"A": 1, "B": 4, "E": 2}
    chain = [pair("A", "B", people), pair("E", "B", people)]
    assert in_doubt(chain, set("ABE")) == {"A", "E"}


def test_what_was_decided_is_no_longer_open_to_another_record_of_that_source() -> None:
    people = {"A": 1, "B": 4, "C": 2, "E": 1}
    found = [pair("A", "B", people, "same"), pair("C", "B", people), pair("A", "E", people)]
    assert not_counted(found) == {"A"}
    assert in_doubt(found, set("BCE")) == {"E"}


def test_a_pair_that_would_join_what_was_decided_to_be_two_is_not_in_doubt() -> None:
    people = {"A": 1, "B": 4, "E": 2}
    found = [pair("A", "B", people, "different"), pair("E", "B", people), pair("A", "E", people)]
    assert in_doubt(found, set("ABE")) == {"E"}


def test_what_is_in_doubt_is_what_a_decision_would_take_away(frame: Frames) -> None:
    good = ONE | {"source_quality": 5, "dead_count": 3, "missing_count": ""}
    poor = OTHER | {"source_quality": 1, "dead_count": 15}
    rows = frame("incidents", good, poor)
    doubtful = candidates(rows)
    assert in_doubt(doubtful, {"A", "B"}) == {"B"}
    assert overcount(doubtful, {"A", "B"}) == doubtful[0].other_people
    assert not_counted(candidates(rows, {("A", "B"): "same"})) == {"B"}


def test_records_that_a_chain_of_decisions_joins_are_counted_once() -> None:
    people = {"A": 4, "B": 1, "E": 2}
    chain = [pair("A", "B", people, "same"), pair("E", "B", people, "same")]
    assert not_counted(chain) == {"B", "E"}


def test_a_pair_with_a_record_that_is_not_shown_is_no_doubt() -> None:
    people = {"A": 1, "B": 4, "C": 2}
    chain = [pair("A", "B", people), pair("C", "B", people)]
    assert overcount(chain, {"A", "C"}) == 0
    assert overcount(chain, {"A", "B"}) == 1


def test_unknown_people_add_nothing_to_an_overcount() -> None:
    assert overcount([pair("A", "B", {"A": None, "B": None})], {"A", "B"}) == 0
    assert overcount([pair("A", "B", {"A": None, "B": 4})], {"A", "B"}) == 0


PEOPLE = st.fixed_dictionaries({n: st.none() | st.integers(0, 99) for n in NAMES})


def links(names: str, *verdicts: str) -> Any:
    """Some of the pairs of records of different sources, each with one of the verdicts."""
    every = [p for p in combinations(names, 2) if SOURCE_OF[p[0]] != SOURCE_OF[p[1]]]
    return st.dictionaries(st.sampled_from(every), st.sampled_from(verdicts), max_size=6)


def made(people: dict[str, int | None], verdicts: dict[tuple[str, str], Any]) -> list[Candidate]:
    """The pairs, if what was decided about them does not contradict itself."""
    found = [pair(*ids, people, verdict) for ids, verdict in verdicts.items()]
    assume(are_consistent(found))
    return found


def are_consistent(found: list[Candidate]) -> bool:
    """Whether each event has one record of a source, and none that were decided to be two."""
    different = [set(c.pair) for c in found if c.verdict == "different"]
    return all(
        len({SOURCE_OF[n] for n in event}) == len(event) and not any(d <= event for d in different)
        for event in _groups([c for c in found if c.verdict == "same"])
    )


def outcomes(found: list[Candidate]) -> Iterator[set[str]]:
    """What is not counted after any of the decisions that can be made about the open pairs."""
    still = [c for c in found if c.verdict == "undecided"]
    verdicts: tuple[Verdict, ...] = ("undecided", "same")
    for choice in product(verdicts, repeat=len(still)):
        decided = [replace(c, verdict=v) for c, v in zip(still, choice, strict=True)]
        after = [*(c for c in found if c.verdict != "undecided"), *decided]
        if are_consistent(after):
            yield not_counted(after)


@given(PEOPLE, links(NAMES, "undecided", "undecided", "same", "different"))
def test_what_is_in_doubt_is_what_some_decisions_would_take_away(
    people: dict[str, int | None], verdicts: dict[tuple[str, str], Any]
) -> None:
    found = made(people, verdicts)
    counted = set(NAMES) - not_counted(found)
    doubt = in_doubt(found, counted)
    assert doubt <= counted
    assert doubt in [gone & counted for gone in outcomes(found)]
    assert overcount(found, counted) == sum(people[name] or 0 for name in doubt)


@given(PEOPLE, links("ABCD", "undecided"))
def test_between_two_sources_decisions_take_away_at_most_twice_of_what_is_in_doubt(
    people: dict[str, int | None], verdicts: dict[tuple[str, str], Any]
) -> None:
    found = made(people, verdicts)
    most = max(sum(people[name] or 0 for name in gone) for gone in outcomes(found))
    assert overcount(found, set(NAMES)) <= most <= 2 * overcount(found, set(NAMES))


@given(PEOPLE, links(NAMES, "undecided", "different"), st.sets(st.sampled_from(NAMES)))
def test_a_record_that_is_not_present_is_in_no_doubt(
    people: dict[str, int | None], verdicts: dict[tuple[str, str], Any], present: set[str]
) -> None:
    found = made(people, verdicts)
    shown = [c for c in found if set(c.pair) <= present]
    assert in_doubt(found, present) <= present
    assert in_doubt(found, present) == in_doubt(shown, present)


@given(PEOPLE, links(NAMES, "undecided", "same", "different"), st.data())
def test_a_decision_is_refused_exactly_where_it_contradicts_another(
    people: dict[str, int | None], verdicts: dict[tuple[str, str], Any], data: Any
) -> None:
    found = made(people, verdicts)
    assume(found)
    chosen = data.draw(st.sampled_from(found))
    for verdict in VERDICTS:
        after = [replace(chosen, verdict=verdict), *(c for c in found if c is not chosen)]
        refused = contradiction(found, chosen.one, chosen.other, verdict)
        assert bool(refused) != are_consistent(after)


def _groups(shown: list[Candidate]) -> list[set[str]]:
    groups: list[set[str]] = []
    for c in shown:
        touching = [g for g in groups if g & {c.one, c.other}]
        groups = [g for g in groups if g not in touching]
        groups.append({c.one, c.other}.union(*touching))
    return groups


def test_a_frame_of_one_source_or_none_has_no_candidates(frame: Frames) -> None:
    assert candidates(frame("incidents", ONE, ONE | {"incident_id": "C"})) == []
    assert candidates(frame("incidents")) == []


def test_the_index_finds_what_comparing_every_two_records_finds(frame: Frames) -> None:
    drawn = np.random.default_rng(7)
    rows = [
        {
            "incident_id": f"R{n:03}",
            "occurred_on": str(np.datetime64("2018-05-01") + drawn.integers(0, 12)),
            "latitude": round(float(drawn.uniform(35, 36)), 2),
            "longitude": round(float(drawn.uniform(12, 13)), 2),
            "source": f"s{drawn.integers(0, 3)}",
        }
        for n in range(80)
    ]
    expected = {
        (a["incident_id"], b["incident_id"])
        for i, a in enumerate(rows)
        for b in rows[i + 1 :]
        if a["source"] != b["source"]
        and abs((pd.Timestamp(a["occurred_on"]) - pd.Timestamp(b["occurred_on"])).days) <= 3
        and abs(round(100 * a["latitude"]) - round(100 * b["latitude"])) <= 20
        and abs(round(100 * a["longitude"]) - round(100 * b["longitude"])) <= 20
    }
    assert set(pairs(frame("incidents", *rows))) == expected != set()


def test_distances_are_geodesic_pair_by_pair() -> None:
    # One degree along the equator and along the meridian, WGS84.
    one = np.array([[0.0, 0.0], [0.0, 0.0], [12.5, 35.5]])
    other = np.array([[1.0, 0.0], [0.0, 1.0], [12.5, 35.5]])
    assert distances_m(one, other) == pytest.approx([111_319.49, 110_574.39, 0.0], abs=0.01)
    assert distances_m(one[:0], other[:0]).shape == (0,)
