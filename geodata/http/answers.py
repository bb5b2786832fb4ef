"""What came back: unpacked within bounds, whole, and of the kind that was asked for."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Literal

from geodata.errors import FetchFailed
from geodata.http.addresses import KEPT

Expect = Literal["csv", "xlsx", "json", "html", "any"]
ACCEPT: dict[Expect, str] = {
    "csv": "text/csv, text/plain;q=0.9, */*;q=0.5",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, */*;q=0.5",
    "json": "application/json, */*;q=0.5",
    "html": "text/html, application/xhtml+xml;q=0.9, */*;q=0.5",
    "any": "*/*",
}
_NAMES: dict[Expect, str] = {
    "csv": "a CSV table", "xlsx": "an XLSX workbook", "json": "JSON", "html": "a web page",
    "any": "data",
}  # fmt: skip
_PIECE = 1 << 20  # bytes unpacked at a time
_WITH_GZIP_HEADER = 31
_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|!--)", re.IGNORECASE)
_TITLE = re.compile(rb"<title[^>]*>(.{0,400}?)</title>", re.IGNORECASE | re.DOTALL)


class Unanswered(Exception):
    """An attempt that may be made again.

    Attributes:
        retry_after: the seconds that the publisher asked us to wait; None if it did not say.
    """

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(reason)


def unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The contents of a gzip stream in pieces of at most a mebibyte.

    Not left to the library, which takes a stream that breaks off for a whole one.

    Raises:
        Unanswered: if the stream is damaged or ends early.
    """
    member = zlib.decompressobj(_WITH_GZIP_HEADER)
    try:
        for chunk in chunks:
            data, piece = chunk, b""
            while data or len(piece) == _PIECE:
                if member.eof and not (data := data.lstrip(b"\0")):  # padding after the end
                    break
                if member.eof:
                    member = zlib.decompressobj(_WITH_GZIP_HEADER)
                piece = member.decompress(data, _PIECE)
                yield piece
                data = member.unconsumed_tail or member.unused_data
    except zlib.error as error:
        raise Unanswered(f"the answer is damaged: it cannot be unpacked ({error})") from error
    if not member.eof:
        raise Unanswered("the answer broke off before its end")


def counted(chunks: Iterable[bytes], host: str, most: int) -> Iterator[bytes]:
    """The same chunks, as long as they are not more than `most` bytes together.

    Raises:
        FetchFailed: if they are more; nothing is read after that.
    """
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise FetchFailed(
                f"{host} sends more than {most:,} bytes; expected at most that. {KEPT}"
            )
        yield chunk


def page_title(body: bytes) -> str:
    """The title of a web page in one line of printable text; empty if it has none."""
    found = _TITLE.search(body[:100_000])
    text = html.unescape(found[1].decode("utf-8", "replace")) if found else ""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())[:100]


def judged(body: bytes, host: str, expect: Expect) -> bytes:
    """The body, if it is of the kind that was asked for.

    What it says of itself is not believed: pages that apologise come as ``text/csv``, and tables
    as ``text/html``.

    Raises:
        FetchFailed: if it is empty or of another kind.
        Unanswered: if it is of the right kind and not whole.
    """
    start = body[:65_536].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise FetchFailed(f"{host} sent nothing; expected {_NAMES[expect]}. {KEPT}")
    if _PAGE.match(start) and expect != "html":
        title = page_title(body)
        named = f": {title!r}" if title else " without a title"
        raise FetchFailed(
            f"{host} answered with a web page{named}; expected {_NAMES[expect]}. {KEPT}"
        )
    right = {
        "csv": not start.startswith((b"<", b"{", b"[", b"PK\x03\x04", b"%PDF")),
        "xlsx": start.startswith(b"PK\x03\x04"),
        "json": start.startswith((b"{", b"[")),
        "html": start.startswith(b"<"),
        "any": True,
    }
    if not right[expect]:
        raise FetchFailed(
            f"{host} sent something that begins with {start[:20]!r}; "
            f"expected {_NAMES[expect]}. {KEPT}"
        )
    # The directory of a workbook stands at its end, and JSON ends as it began.
    whole = {
        "xlsx": lambda: zipfile.is_zipfile(io.BytesIO(body)),
        "json": lambda: body.rstrip()[-1:] == {b"{": b"}", b"[": b"]"}[start[:1]],
    }
    if expect in whole and not whole[expect]():
        raise Unanswered(f"the answer is not the whole of {_NAMES[expect]}")
    return body
