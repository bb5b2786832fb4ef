"""An answer is unpacked within bounds, and is whole and of the kind asked for."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import FetchFailed
from geodata.http.answers import Expect, Unanswered, judged, page_title, unpacked

PAGE = b"<!DOCTYPE html><html><head><title>Access &amp;\n denied</title></head></html>"


def workbook() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    return held.getvalue()


def pieces(body: bytes, size: int) -> list[bytes]:
    return [body[at : at + size] for at in range(0, len(body), size)]


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=3), st.integers(1, 50))
def test_a_gzip_stream_gives_back_all_its_members(parts: list[bytes], size: int) -> None:
    packed = b"".join(gzip.compress(part, mtime=0) for part in parts)
    assert b"".join(unpacked(pieces(packed, size))) == b"".join(parts)


@given(st.data())
def test_a_gzip_stream_that_breaks_off_anywhere_is_not_whole(data: st.DataObject) -> None:
    packed = gzip.compress(b"day,persons\n2024-01-01,1\n", mtime=0)
    cut = data.draw(st.integers(0, len(packed) - 1))
    with pytest.raises(Unanswered, match="broke off"):
        list(unpacked([packed[:cut]]))


def test_a_gzip_stream_is_unpacked_in_bounded_pieces() -> None:
    packed = gzip.compress(bytes(5 * 2**20), mtime=0)
    sizes = [len(piece) for piece in unpacked([packed])]
    assert sum(sizes) == 5 * 2**20
    assert max(sizes) <= 2**20


def test_padding_after_the_end_of_a_gzip_stream_is_passed_over() -> None:
    assert b"".join(unpacked([gzip.compress(b"1,2,4") + bytes(7), bytes(3)])) == b"1,2,4"


@pytest.mark.parametrize("damaged", [b"1,2,4\n", gzip.compress(b"1,2,4", mtime=0) + b"more"])
def test_what_is_no_gzip_is_damaged(damaged: bytes) -> None:
    with pytest.raises(Unanswered, match="damaged"):
        list(unpacked([damaged]))


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "any"])
@pytest.mark.parametrize(
    "page", [PAGE, b"\n\n" + PAGE, b"\xef\xbb\xbf" + PAGE, b"<html>", b"<!-- a --><HTML>"]
)
def test_a_web_page_is_no_data_whatever_it_calls_itself(kind: Expect, page: bytes) -> None:
    with pytest.raises(FetchFailed, match=r"publisher\.test answered with a web page"):
        judged(page, "publisher.test", kind)


def test_the_title_of_the_page_is_quoted() -> None:
    with pytest.raises(FetchFailed, match="a web page: 'Access & denied'; expected a CSV table"):
        judged(PAGE, "publisher.test", "csv")


def test_a_title_is_one_line_of_printable_text() -> None:
    assert page_title(b"<title>a\r\n\x1b[31m\x07b" + b"c" * 200 + b"</title>").startswith(
        "a [31mbc"
    )
    assert len(page_title(b"<title>" + b"c" * 200 + b"</title>")) == 100
    assert page_title(b"no page") == ""


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "html", "any"])
@pytest.mark.parametrize("nothing", [b"", b" \r\n", b"\xef\xbb\xbf"])
def test_an_empty_answer_is_a_failure(kind: Expect, nothing: bytes) -> None:
    with pytest.raises(FetchFailed, match="sent nothing"):
        judged(nothing, "publisher.test", kind)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("csv", b'{"error": 1}'), ("csv", workbook()), ("csv", b"%PDF-1.7"), ("csv", b"<Error/>"),
        ("xlsx", b"a,b\n1,2\n"), ("xlsx", b"\xd0\xcf\x11\xe0"), ("json", b"a,b\n1,2\n"),
        ("json", b"null"), ("html", b"a,b\n1,2\n"),
    ],
)  # fmt: skip
def test_an_answer_of_another_kind_is_a_failure(kind: Expect, body: bytes) -> None:
    with pytest.raises(FetchFailed, match=r"begins with .*; expected"):
        judged(body, "publisher.test", kind)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("csv", b"\xef\xbb\xbfa,b\n1,2\n"), ("csv", b"a;b"), ("xlsx", workbook()),
        ("json", b' [1, 2]\n'), ("json", b'{"a": 4}'), ("html", PAGE), ("any", b"<gpx></gpx>"),
    ],
)  # fmt: skip
def test_an_answer_of_its_kind_is_given_as_it_came(kind: Expect, body: bytes) -> None:
    assert judged(body, "publisher.test", kind) is body


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
@pytest.mark.parametrize(
    ("kind", "body"), [("xlsx", workbook()), ("json", json.dumps([{"a": 1}, {"b": [2]}]).encode())]
)
def test_half_a_file_is_told_by_its_missing_end(kind: Expect, body: bytes, share: float) -> None:
    cut = body[: max(4, int(len(body) * share))]
    with pytest.raises(Unanswered, match="not the whole"):
        judged(cut, "publisher.test", kind)
