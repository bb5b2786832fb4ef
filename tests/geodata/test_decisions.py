"""Only what may be one event is decided about, and no decision contradicts another that holds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from geodata.errors import SourceError
from geodata.origin import Origin
from geodata.refresh.decide import decide
from geodata.store import FileStore
from layers.analysis.duplicates import candidates, not_counted
from layers.handling import Clearance, Mark

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
HERE = {"day": "2018-05-01", "dead": 1, "lat": 35.1, "lon": 12.3}


def bring(room: Any, source: str, **rows: dict[str, Any]) -> None:
    """The rows of a source, by id; each lies at one place unless it says otherwise."""
    room.bring(*(HERE | {"id": name} | row for name, row in rows.items()), said={"name": source})


@pytest.fixture
def two(room: Any) -> Any:
    """A data folder with A of one source, and of another B beside it and what is no candidate."""
    bring(room, "one", A={}, A2={})
    bring(
        room, "other", B={"dead": 2}, LATE={"day": "2018-05-10"}, FAR={"lon": 21.5},
        NOWHERE={"lat": "", "lon": ""},
    )  # fmt: skip
    return room


def test_a_decision_is_stored_and_can_be_taken_back(two: Any) -> None:
    token = two.store.token()
    decide(two.store, "B", "A", "same", NOON, "one boat")
    assert two.store.verdicts() == {("A", "B"): "same"}
    assert two.store.token() != token
    decide(two.store, "A", "B", "undecided", NOON + DAY)
    assert two.store.verdicts() == {("A", "B"): "undecided"}
    assert two.store.verdicts(NOON.date()) == {("A", "B"): "same"}
    assert two.store.verdicts(NOON.date() - DAY) == {}
    kept = two.store.decisions()
    assert [(d.one, d.other, d.verdict, d.note, d.at) for d in kept] == [
        ("A", "B", "same", "one boat", NOON),
        ("A", "B", "undecided", "", NOON + DAY),
    ]


def test_the_newest_decision_holds_also_under_a_clock_that_went_back(two: Any) -> None:
    decide(two.store, "A", "B", "same", NOON)
    decide(two.store, "A", "B", "different", NOON - DAY)
    assert two.store.verdicts() == {("A", "B"): "different"}


@pytest.mark.parametrize(
    ("one", "other", "verdict", "told"),
    [
        ("A", "B", "merged", "'merged' is unknown; expected undecided, same, different"),
        ("A", "Z", "same", "no incident 'Z' to decide about"),
        ("A", "A", "same", "of one source, 'one'"),
        ("A2", "A", "same", "of one source, 'one'"),
        ("A", "LATE", "same", "9 days and 0.00 degrees apart; expected at most 3 days and 0.2"),
        ("FAR", "A", "different", "0 days and 9.20 degrees apart"),
        ("A", "FAR", "undecided", "0 days and 9.20 degrees apart"),
        ("A", "NOWHERE", "same", "'NOWHERE' lacks a day or a position"),
    ],
)
def test_what_is_no_candidate_is_not_decided_and_the_reason_is_said(
    two: Any, one: str, other: str, verdict: str, told: str
) -> None:
    token = two.store.token()
    with pytest.raises(SourceError, match=told):
        decide(two.store, one, other, verdict, NOON)
    assert (two.store.decisions(), two.store.token()) == ([], token)


def test_a_cumulative_record_is_no_candidate(room: Any, raw: Any) -> None:
    bring(room, "one", A={})
    rows = raw("incidents", {"incident_id": "C", "occurred_on": "2018-05-01", "latitude": 35.1,
                             "longitude": 12.3, "record_kind": "cumulative", "source": "other"})  # fmt: skip
    room.store.publish("incidents", rows, Origin("", "", "", "", (), None), NOON, source="other")
    with pytest.raises(SourceError, match="'C' stands for many incidents"):
        decide(room.store, "A", "C", "same", NOON)


def test_a_record_that_its_mark_hides_is_refused_in_the_words_of_one_that_is_not_there(
    room: Any, raw: Any
) -> None:
    bring(room, "one", A={})
    rows = raw("incidents", {"incident_id": "R", "occurred_on": "2018-05-01", "latitude": 35.1,
                             "longitude": 12.3, "mark": "RED", "source": "other"})  # fmt: skip
    room.store.publish("incidents", rows, Origin("", "", "", "", (), None), NOON, source="other")
    said = []
    for name in ("R", "Z"):
        with pytest.raises(SourceError) as refused:
            decide(room.store, "A", name, "same", NOON)
        said.append(str(refused.value).replace(repr(name), "..."))
    assert said[0] == said[1]
    assert decide(room.store, "A", "R", "same", NOON, clearance=Clearance(Mark.RED))


def test_two_records_of_one_source_are_never_joined_through_a_third(two: Any) -> None:
    decide(two.store, "A", "B", "same", NOON)
    told = (
        "'A' and 'A2' one event too, and they are of one source, 'one'; .* decided with 'A' first"
    )
    with pytest.raises(SourceError, match=told):
        decide(two.store, "B", "A2", "same", NOON)
    assert decide(two.store, "B", "A2", "different", NOON)
    decide(two.store, "A", "B", "undecided", NOON)
    decide(two.store, "B", "A2", "same", NOON)
    found = candidates(two.store.load("incidents").frame, two.store.verdicts())
    assert not_counted(found) == {"A2"}


def test_a_chain_of_decisions_never_joins_what_was_decided_to_be_two(two: Any) -> None:
    bring(two, "third", C={})
    decide(two.store, "A", "B", "different", NOON)
    decide(two.store, "A", "C", "same", NOON)
    with pytest.raises(
        SourceError, match="'A' and 'B' one event too, and they are decided to be two"
    ):
        decide(two.store, "C", "B", "same", NOON)
    decide(two.store, "A", "B", "same", NOON)
    decide(two.store, "C", "B", "same", NOON)
    with pytest.raises(SourceError, match="other decisions join them through 'C'"):
        decide(two.store, "A", "B", "different", NOON)


def test_a_decision_is_taken_back_also_where_the_records_moved_apart(two: Any) -> None:
    decide(two.store, "A", "B", "same", NOON)
    bring(two, "one", A={"day": "2018-06-01"}, A2={})
    with pytest.raises(SourceError, match="31 days"):
        decide(two.store, "A", "B", "different", NOON)
    decide(two.store, "A", "B", "undecided", NOON)
    assert FileStore(two.folder).verdicts() == {("A", "B"): "undecided"}
