"""The client gives the whole answer of an allowed host in time, or one sentence on why not."""

from __future__ import annotations

import datetime as dt
import gzip
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from geodata.errors import FetchFailed
from geodata.http import Client, FetchLimits
from geodata.http.answers import Unanswered
from geodata.http.client import retry_after, wait_before_next
from geodata.http.network import Deadline
from geodata.sources.source import Fetcher

CSV = b"day,persons\n2024-01-01,1\n2024-01-02,2\n"
AT = "http://publisher.test"
NOW = dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC)
SECRET = "5ecret"


def failure(client: Client, url: str = f"{AT}/data", **options: Any) -> str:
    with pytest.raises(FetchFailed) as caught:
        client.get(url, **options)
    assert str(caught.value).endswith("The last good figures stay.")
    return str(caught.value)


def test_the_answer_comes_as_the_publisher_sent_it(publisher: Any) -> None:
    publisher.says("/data", CSV, Content_Type="text/csv", ETag='"v4"')
    fetcher: Fetcher = publisher.client()
    assert fetcher.get(f"{AT}/data?year=2024", expect="csv") == CSV
    assert publisher.asked == ["/data?year=2024"]
    assert publisher.headers[0]["Host"] == "publisher.test"


def test_what_the_publisher_said_of_its_answer_is_kept(publisher: Any) -> None:
    publisher.says("/old", b"", 302, Location="/data")
    publisher.says("/data", CSV, Content_Type="text/csv", ETag='"v4"')
    client = publisher.client()
    assert client.last is None
    client.get(f"{AT}/old")
    said = (client.last.url, client.last.status, client.last.content_type, client.last.etag)
    assert said == (f"{AT}/data", 200, "text/csv", '"v4"')
    assert client.last.fetched_at.tzinfo is dt.UTC


@pytest.mark.parametrize(
    ("path", "name"),
    [("/a/IBC_2026_02_01.xlsx?v=1", "IBC_2026_02_01.xlsx"), ("/a/", ""), ("/a%0Ab%1B", "ab")],
)
def test_the_name_of_the_file_is_the_publishers(publisher: Any, path: str, name: str) -> None:
    publisher.says(path.partition("?")[0], CSV)
    client = publisher.client()
    client.get(f"{AT}{path}")
    assert client.last.name == name


def test_a_failure_leaves_what_was_said_of_the_last_good_answer(publisher: Any) -> None:
    publisher.says("/data", CSV)
    publisher.says("/gone", b"gone", 404)
    client = publisher.client()
    client.get(f"{AT}/data")
    before = client.last
    failure(client, f"{AT}/gone")
    assert client.last is before


def test_a_packed_answer_is_unpacked(publisher: Any) -> None:
    publisher.says("/data", gzip.compress(CSV), Content_Encoding="gzip")
    assert publisher.client().get(f"{AT}/data") == CSV
    assert publisher.headers[0]["Accept-Encoding"] == "gzip"


def test_a_packing_that_was_not_asked_for_is_refused(publisher: Any) -> None:
    publisher.says("/data", CSV, Content_Encoding="br")
    assert "packs its answer as 'br'; expected gzip" in failure(publisher.client())


def test_progress_is_told_against_what_was_announced(publisher: Any) -> None:
    publisher.says("/data", CSV)
    told: list[tuple[int, int | None]] = []
    publisher.client(progress=lambda *step: told.append(step)).get(f"{AT}/data")
    assert told[-1] == (len(CSV), len(CSV))


# --- retries ---


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_publisher_is_asked_again(publisher: Any, status: int) -> None:
    publisher.says("/busy", b"later", status)
    publisher.says("/fine", CSV)

    def busy_at_first(handler: BaseHTTPRequestHandler) -> None:
        publisher.replies["/busy" if len(publisher.asked) == 1 else "/fine"](handler)

    publisher.replies["/data"] = busy_at_first
    assert publisher.client().get(f"{AT}/data") == CSV
    assert len(publisher.asked) == 2


def test_a_publisher_that_stays_busy_is_asked_three_times(publisher: Any) -> None:
    publisher.says("/data", b"later", 503)
    assert "could not be fetched: it answers 503 Service Unavailable" in failure(publisher.client())
    assert len(publisher.asked) == 3


@pytest.mark.parametrize("status", [204, 206, 304, 400, 401, 403, 404, 410, 501])
def test_an_answer_that_will_not_change_is_asked_for_once(publisher: Any, status: int) -> None:
    publisher.says("/data", b"", status)
    assert f"answers {status} " in failure(publisher.client())
    assert len(publisher.asked) == 1


def test_a_refused_connection_is_tried_again_and_told(publisher: Any) -> None:
    looked_up: list[str] = []

    def nobody_there(host: str, _port: int) -> list[tuple[str, int]]:
        looked_up.append(host)
        return [("127.0.0.1", 1)]

    message = failure(publisher.client(resolver=nobody_there))
    assert "publisher.test could not be fetched: the connection failed" in message
    assert len(looked_up) == 3


def test_a_name_without_an_address_is_told(publisher: Any) -> None:
    def unknown(_host: str, _port: int) -> list[tuple[str, int]]:
        raise OSError(-2, "Name or service not known")

    assert "its name has no address" in failure(publisher.client(resolver=unknown))
    assert "its name has no address" in failure(publisher.client(resolver=lambda *_: []))


def test_the_next_address_is_tried_where_the_first_does_not_answer(publisher: Any) -> None:
    publisher.says("/data", CSV)
    both = [("127.0.0.1", 1), ("127.0.0.1", publisher.port)]
    assert publisher.client(resolver=lambda *_: both).get(f"{AT}/data") == CSV


def test_a_publisher_that_says_nothing_is_given_up(publisher: Any) -> None:
    publisher.replies["/data"] = lambda _handler: publisher.stopped.wait()
    limits = FetchLimits(silent_seconds=0.05)
    message = failure(publisher.client(limits=limits))
    assert "could not be fetched: it does not answer in time" in message
    assert len(publisher.asked) == 3


@pytest.mark.parametrize(
    ("asked", "left", "answer"),
    [
        (None, 120.0, True), (None, 10.0, False), (60.0, 120.0, 60.0), (120.0, 120.0, False),
        (3600.0, 120.0, False), (1.0, 5.0, 1.0),
    ],
)  # fmt: skip
def test_a_wait_that_is_asked_for_is_kept_up_to_the_deadline(
    asked: float | None, left: float, answer: bool | float
) -> None:
    deadline = Deadline(left, lambda: 0.0)
    assert wait_before_next(Unanswered("busy", asked), deadline=deadline) == answer
    assert not wait_before_next(FetchFailed("final"), deadline=deadline)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0), (" 60 ", 60.0), ("0", 1.0), ("Wed, 01 May 2024 12:00:30 GMT", 30.0),
        ("Wed, 01 May 2024 11:00:00 GMT", 1.0), ("Wed, 01 May 2024 12:00:30", 30.0),
        ("", None), ("soon", None), ("-7", None), ("1.5", None),
    ],
)  # fmt: skip
def test_a_wait_is_a_number_or_a_date(header: str, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


def test_a_wait_beyond_the_deadline_ends_the_asking(publisher: Any) -> None:
    publisher.says("/data", b"later", 429, Retry_After="3600")
    assert "429" in failure(publisher.client())
    assert len(publisher.asked) == 1


# --- bounds in time and size ---


def _drips(publisher: Any, clock: Any, start: bytes) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(start)
        while not publisher.stopped.is_set():
            clock.advance(1)
            handler.wfile.write(b"1")

    publisher.replies["/data"] = drip


@pytest.mark.parametrize(
    "start",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX-Padding: ",
        b"HTTP/1.1 ",
    ],
)
def test_a_byte_a_second_ends_at_the_deadline(publisher: Any, clock: Any, start: bytes) -> None:
    _drips(publisher, clock, start)
    message = failure(publisher.client(clock=clock, limits=FetchLimits(bytes=2**40)))
    assert "did not send the whole answer within 120 seconds" in message
    assert len(publisher.asked) == 1


def test_the_deadline_is_over_all_attempts_together(publisher: Any, clock: Any) -> None:
    def slowly_busy(handler: BaseHTTPRequestHandler) -> None:
        clock.advance(70)
        handler.wfile.write(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")

    publisher.replies["/data"] = slowly_busy
    failure(publisher.client(clock=clock))
    assert len(publisher.asked) == 2


def test_an_answer_that_is_announced_too_large_is_not_read(publisher: Any) -> None:
    publisher.sends("/data", b"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n")
    message = failure(publisher.client(limits=FetchLimits(bytes=100)))
    assert "announces 101 bytes; expected at most 100" in message


def test_an_endless_answer_is_left_at_the_cap(publisher: Any) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while not publisher.stopped.is_set():
            handler.wfile.write(b"1" * 4096)

    publisher.replies["/data"] = endless
    message = failure(publisher.client(limits=FetchLimits(bytes=100_000)))
    assert "publisher.test sends more than 100,000 bytes" in message


def test_a_gzip_bomb_is_left_at_the_cap(publisher: Any) -> None:
    bomb = gzip.compress(bytes(8 * 2**20))
    assert len(bomb) < 10_000
    publisher.says("/data", bomb, Content_Encoding="gzip")
    message = failure(publisher.client(limits=FetchLimits(bytes=2**20)))
    assert "sends more than 1,048,576 bytes" in message


@pytest.mark.parametrize(
    "sent",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 78\r\n\r\n" + CSV,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"27\r\n" + CSV + b"\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"ff\r\n" + CSV,
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(CSV, mtime=0)[:-9],
        b"HTTP/1.1 200 OK\r\nContent-Len",
        b"",
        b"SSH-2.0-OpenSSH_9.9\r\n",
    ],
)
def test_an_answer_that_breaks_off_is_a_failure(publisher: Any, sent: bytes) -> None:
    publisher.sends("/data", sent)
    assert "broke off" in failure(publisher.client())
    assert len(publisher.asked) == 3


def test_a_length_shorter_than_the_file_is_told_by_its_missing_end(publisher: Any) -> None:
    publisher.says("/data", b'[{"dead": 1}, {"dead": 2}]', Content_Length="13")
    assert "not the whole of JSON" in failure(publisher.client(), expect="json")


# --- kinds ---


def test_a_web_page_instead_of_data_is_a_failure(publisher: Any) -> None:
    publisher.says("/data", b"<html><title>We are back soon</title>", Content_Type="text/csv")
    message = failure(publisher.client(), expect="csv")
    assert "answered with a web page: 'We are back soon'; expected a CSV table" in message


def test_a_web_page_that_was_asked_for_is_given(publisher: Any) -> None:
    publisher.says("/data", b"<html><a href='a.xlsx'>")
    assert publisher.client().get(f"{AT}/data", expect="html") == b"<html><a href='a.xlsx'>"


# --- what messages hold ---


def test_no_message_holds_the_query(publisher: Any) -> None:
    publisher.says("/data", b"", 404)
    publisher.says("/busy", b"", 503)
    publisher.says("/away", b"", 302, Location=f"http://evil.test/?token={SECRET}")
    publisher.says("/odd", b"", 302, Location=f"http://[evil/?token={SECRET}")
    publisher.sends("/half", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1")
    asked = [f"{AT}{path}?token={SECRET}" for path in publisher.replies]
    for url in [*asked, f"http://a.test/?token={SECRET}", f"http://u:{SECRET}@publisher.test/"]:
        with pytest.raises(FetchFailed) as caught:
            publisher.client().get(url)
        assert SECRET not in str(caught.value)
        assert SECRET not in repr(caught.value.__cause__)
