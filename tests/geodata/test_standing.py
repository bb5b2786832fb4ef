"""How a source stands is told by its own rhythm and by how the last attempt went."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from geodata.errors import FetchFailed, SchemaChanged, SourceError
from geodata.refresh.load import confirm
from geodata.refresh.lock import importing
from geodata.refresh.standing import STATE_MEANINGS, standing
from geodata.refresh.update import update
from geodata.store import FileStore

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
TODAY = NOON.date()
A = {"id": "A", "day": "2018-05-01", "dead": 1}
B = {"id": "B", "day": "2018-06-01", "dead": 2}


@pytest.mark.parametrize(
    ("age", "state"), [(0, "OK"), (62, "OK"), (63, "LATE"), (124, "LATE"), (125, "STALE")]
)
def test_age_is_measured_by_the_rhythm_of_the_source(
    room: Any, register: Any, age: int, state: str
) -> None:
    as_of = TODAY - dt.timedelta(days=age)
    room.bring(A, said={"as_of": as_of})
    found = standing(room.store, register().source, TODAY)
    assert (found.state, found.age_days, found.as_of) == (state, age, as_of)
    assert found.next_due == as_of + dt.timedelta(days=31)
    assert found.state in STATE_MEANINGS


def test_a_source_of_which_nothing_was_imported_says_so(room: Any, register: Any) -> None:
    found = standing(room.store, register().source, TODAY)
    assert (found.state, found.fetched_at, found.as_of, found.report) == ("NONE", None, None, None)
    assert standing(FileStore(), register().source, TODAY).state == "NONE"


def test_a_source_without_a_rhythm_does_not_grow_old(room: Any, register: Any) -> None:
    room.bring(A, said={"as_of": dt.date(2001, 1, 1)})
    source = register(rhythm_days=None).source
    found = standing(room.store, source, TODAY)
    assert (found.state, found.next_due) == ("REFERENCE", None)


def test_the_packaged_figures_are_the_first_edition_of_the_source_that_leads(
    register: Any,
) -> None:
    store = FileStore()
    found = standing(store, register(name=store.lead("incidents")).source, dt.date(2026, 6, 1))
    assert (found.state, len(found.editions)) == ("OK", 1)
    assert found.as_of == found.editions[0].origin.as_of


def test_a_held_file_is_told_until_it_is_confirmed(room: Any, register: Any) -> None:
    room.bring(A, B, said={"as_of": TODAY})
    held = room.bring(A, said={"as_of": TODAY}, now=NOON + HOUR)
    found = standing(room.store, register().source, TODAY)
    assert (found.state, found.report and found.report.records) == ("HELD", 2)
    assert "1 records where 2 are held" in found.problem
    confirm(room.store, register(as_of=TODAY).source, held.load_id, NOON + HOUR)
    found = standing(room.store, register().source, TODAY)
    assert (found.state, found.problem, found.report and found.report.records) == ("OK", "", 1)


def test_the_same_file_again_says_when_it_was_fetched_last(room: Any, register: Any) -> None:
    room.bring(A, said={"as_of": TODAY})
    room.bring(A, said={"as_of": TODAY}, now=NOON + HOUR)
    found = standing(room.store, register().source, TODAY)
    assert (found.fetched_at, found.as_of, len(found.editions)) == (NOON + HOUR, TODAY, 1)


class Publisher:
    """What a source is fetched with in these tests: it answers what it is told."""

    last = None

    def __init__(self, answer: bytes | Exception) -> None:
        self.answer = answer

    def get(self, url: str, *, expect: str = "any") -> bytes:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def fetched(room: Any, register: Any, answer: bytes | Exception, now: dt.datetime = NOON) -> Any:
    source = dataclasses.replace(
        register(as_of=TODAY).source, fetch=lambda client, today: client.get("https://x.test")
    )
    return update(room.store, source, lambda _source: Publisher(answer), now)


def test_an_update_is_an_import_of_what_the_publisher_answers(
    room: Any, register: Any, table: Callable[..., bytes]
) -> None:
    done = fetched(room, register, table(A, B))
    assert (done.report.outcome, done.problem) == ("recorded", "")
    assert room.store.loads("register")[0].kind == "update"
    assert room.people() == {"A": 1, "B": 2}
    assert fetched(room, register, table(A, B), NOON + HOUR).report.outcome == "unchanged"


@pytest.mark.parametrize(
    "answer",
    [
        FetchFailed("https://x.test answers 500."),
        SchemaChanged("line 1: the header reads nothing."),
        b"<html><body>Please come back later</body></html>",
        b"id,day,dead\n",
        b"id,day,died\nA,2018-05-01,1\n",
        b"\xff\xfe\x00",
    ],
    ids=["no answer", "another answer", "a web page", "no rows", "renamed", "broken"],
)
def test_whatever_a_publisher_answers_the_last_good_figures_stay(
    room: Any, register: Any, answer: bytes | Exception
) -> None:
    room.bring(A, B, said={"as_of": TODAY})
    token = room.store.token()
    failed = fetched(room, register, answer, NOON + HOUR)
    assert failed.report is None
    found = standing(room.store, register().source, TODAY)
    assert (found.state, found.problem) == ("DOWN", failed.problem)
    assert found.problem
    assert (found.fetched_at, found.as_of) == (NOON, TODAY)
    assert (room.people(), room.store.token()) == ({"A": 1, "B": 2}, token)
    fetched(room, register, b"id,day,dead\nA,2018-05-01,1\nB,2018-06-01,3\n", NOON + 2 * HOUR)
    assert standing(room.store, register().source, TODAY).state == "OK"
    assert room.people() == {"A": 1, "B": 3}


def test_a_source_that_offers_nothing_to_fetch_says_how_to_bring_a_file(
    room: Any, register: Any
) -> None:
    done = update(room.store, register().source, lambda _source: Publisher(b""), NOON)
    assert "bring a file by `pharos import register FILE`" in done.problem
    assert room.store.loads("register") == []


def test_an_update_beside_another_import_is_a_problem_and_not_a_crash(
    room: Any, register: Any, monkeypatch: pytest.MonkeyPatch, table: Callable[..., bytes]
) -> None:
    import functools

    from geodata.refresh import load

    monkeypatch.setattr(load, "importing", functools.partial(importing, wait=0.0))
    with importing(room.folder, NOON):
        done = fetched(room, register, table(A))
    assert "is running since" in done.problem


def test_a_failed_first_attempt_is_down_and_holds_nothing(room: Any, register: Any) -> None:
    with pytest.raises(SourceError):
        room.bring(content=b"id,day,dead\n")
    found = standing(room.store, register().source, TODAY)
    assert (found.state, found.editions, found.report) == ("DOWN", (), None)
