"""`pharos update`: what is asked, how each ended, and that a failure leaves what was held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import stamina

from geodata.errors import FetchFailed
from geodata.http import Client
from geodata.sources.registry import SOURCES
from geodata.sources.source import Fetcher
from geodata.store import FileStore

ROWS = b"id,day,dead\nA,2018-05-01,1\nB,2018-05-02,many\n"


@pytest.fixture
def answers(register: Any, monkeypatch: pytest.MonkeyPatch) -> list[bytes | str]:
    """What the publisher of the small source says next: bytes, or why it fails."""
    said: list[bytes | str] = [ROWS]

    def fetch(_: Fetcher, __: dt.date) -> bytes:
        if isinstance(said[0], str):
            raise FetchFailed(said[0])
        return said[0]

    source = register.source(fetch=fetch, hosts=("publisher.test",))
    monkeypatch.setitem(SOURCES, "small", source)
    for name in list(SOURCES):
        if name != "small" and SOURCES[name].fetch:
            monkeypatch.delitem(SOURCES, name)
    return said


def test_what_a_publisher_answers_is_imported(pharos: Any, answers: Any) -> None:
    result = pharos.run("update")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1].split() == [
        "small",
        "recorded",
        "2",
        "1",
        "1",
        "2026-11-23",
    ]


def test_everything_that_can_be_fetched_is_and_nothing_else(pharos: Any, answers: Any) -> None:
    assert [s["source"] for s in pharos.read("update")["sources"]] == ["small"]
    assert len(SOURCES) > 1


def test_a_publisher_that_fails_ends_with_1_and_leaves_what_was_held(
    pharos: Any, answers: Any
) -> None:
    pharos.run("update")
    token = FileStore(pharos.folder).token()
    answers[0] = "publisher.test answers 503. The last good figures stay."
    (ended,) = pharos.read("update", code=1)["sources"]
    assert (ended["outcome"], ended["problem"], ended["report"]) == ("failed", answers[0], None)
    assert FileStore(pharos.folder).token() == token
    assert answers[0] in pharos.run("update", "small").stdout
    (small,) = [s for s in pharos.read("status")["standing"] if s["source"] == "small"]
    assert (small["state"], small["problem"]) == ("DOWN", answers[0])


def test_an_answer_that_shrinks_what_is_held_waits_and_ends_with_1(
    pharos: Any, answers: Any
) -> None:
    answers[0] = b"id,day,dead\nA,2018-05-01,1\nB,2018-05-02,2\n"
    pharos.run("update")
    answers[0] = b"id,day,dead\nA,2018-05-01,1\n"
    result = pharos.run("update")
    assert result.exit_code == 1
    assert "`pharos confirm small 2`" in result.stdout
    assert pharos.run("confirm", "small", "2").exit_code == 0


def test_a_source_that_nobody_can_fetch_says_how_to_bring_a_file(
    pharos: Any, register: Any
) -> None:
    result = pharos.run("update", "small")
    assert result.exit_code == 1
    assert "`pharos import small FILE`" in result.stdout


def test_the_client_asks_the_hosts_of_the_source_alone(
    pharos: Any, register: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(fetcher: Fetcher, _: dt.date) -> bytes:
        return fetcher.get("https://elsewhere.test/data.csv")

    source = register.source(fetch=fetch, hosts=("publisher.test",))
    monkeypatch.setitem(SOURCES, "small", source)
    result = pharos.run("update", "small")
    assert result.exit_code == 1
    assert "elsewhere.test" in result.stdout


def test_the_proxy_of_the_settings_is_the_one_that_is_used(
    pharos: Any, register: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Fetcher] = []

    def fetch(fetcher: Fetcher, _: dt.date) -> bytes:
        seen.append(fetcher)
        return ROWS

    monkeypatch.setitem(SOURCES, "small", register.source(fetch=fetch, hosts=("publisher.test",)))
    monkeypatch.setenv("PHAROS_PROXY", "http://proxy.test:3128")
    assert pharos.run("update", "small").exit_code == 0
    (client,) = seen
    assert isinstance(client, Client)
    assert str(client._proxy and client._proxy.url) == "http://proxy.test:3128"


@pytest.fixture
def busy(register: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A publisher that answers at the second attempt; nobody waits for it."""
    left = [OSError("it answers 503")]

    def fetch(_: Fetcher, __: dt.date) -> bytes:
        for attempt in stamina.retry_context(on=OSError, attempts=2):
            with attempt:
                if left:
                    raise left.pop()
        return ROWS

    monkeypatch.setitem(SOURCES, "small", register.source(fetch=fetch, hosts=("publisher.test",)))
    with stamina.set_testing(testing=True, attempts=2):
        yield


def test_that_a_publisher_is_asked_again_is_said_beside_the_answer_not_in_it(
    pharos: Any, busy: None
) -> None:
    result = pharos.run("update", "small", "--json")
    assert result.exit_code == 0
    assert "small: it answers 503; asked again in 0 s." in result.stderr
    assert result.stdout.startswith("{")


def test_a_page_that_breaks_what_fetches_it_does_not_end_the_other_updates(
    pharos: Any, register: Any, answers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(_: Fetcher, __: dt.date) -> bytes:
        return {"rows": b""}["lines"]  # as of a page whose parts have other names than before

    broken = register.source(name="broken", fetch=fetch, hosts=("publisher.test",))
    monkeypatch.setitem(SOURCES, "broken", broken)
    ended = {s["source"]: s for s in pharos.read("update", "broken", "small", code=1)["sources"]}
    assert ended["small"]["outcome"] == "recorded"
    assert ended["broken"]["outcome"] == "failed"
    assert "KeyError: 'lines'" in ended["broken"]["problem"]
    (noted,) = pharos.read("loads", "broken")["loads"]
    assert (noted["outcome"], noted["message"]) == ("failed", ended["broken"]["problem"])
