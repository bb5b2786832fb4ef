"""What a file is, is told from its bytes; what is not accepted is named, and what is."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import RefusedFile
from geodata.sandbox import LIMITS, objects, read_json, read_table, text
from geodata.sandbox.kinds import kind_of

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def macros() -> bytes:
    types = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    return archive(**{"[Content_Types].xml": types, "xl/vbaProject.bin": b"x"})


ODS = archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet")
REFUSED: dict[str, tuple[bytes, str]] = {
    "xls": (OLE2, "old Excel workbook"),
    "password": (OLE2 + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    "macros": (macros(), "macros"),
    "ods": (ODS, "ODS"),
    "zip": (archive(a=b"id,dead\n1,2\n"), "ZIP archive, not a workbook"),
    "climbing zip": (archive(**{"../../x": b"1"}), "ZIP archive, not a workbook"),
    "nested zip": (archive(**{"inner.zip": archive(a=b"1")}), "ZIP archive, not a workbook"),
    "gzip": (gzip.compress(b"id,dead\n1,2\n", mtime=0), "gzip"),
    "pdf": (b"%PDF-1.7\n", "PDF"),
    "parquet": (b"PAR1" + b"\0" * 40, "Parquet"),
    "web page": (b"<!DOCTYPE html><html><body>Sorry</body></html>", "the answer is a web page"),
    "kml": (
        b'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
        b"<kml><NetworkLink><Link><href>http://127.0.0.1/x</href></Link></NetworkLink></kml>",
        "KML",
    ),
    "gml": (b"<gml:FeatureCollection><a/></gml:FeatureCollection>", "GML"),
    "xml": (b"<?xml version='1.0'?><report/>", "XML"),
    "binary": (bytes(range(1, 32)) * 20, "neither text nor a known kind"),
    "gdalg": (b'{"type": "gdal_streamed_alg", "command_line": "x"}', "never followed"),
    "json value": (b'{"type": "Topology"}', "expected a list of objects"),
    "json of numbers": (b"[1, 2]", "item 1 of its list is '1', expected an object"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_kind_that_is_not_accepted_is_named(case: str) -> None:
    content, named = REFUSED[case]
    with pytest.raises(RefusedFile, match=named):
        read_table(content, "download")


@pytest.mark.parametrize(
    ("content", "name", "found"),
    [
        (archive(**{"[Content_Types].xml": b"spreadsheetml"}), "a.csv", "it is a ZIP"),
        (b"id,dead\n1,2\n", "a.xlsx", "a text table"),
        (b'[{"id": 1}]', "a.csv", "JSON"),
        (b"SQLite format 3\0" + b"\0" * 90, "a.geojson", "SQLite"),
    ],
)
def test_a_name_that_contradicts_the_bytes_is_refused(
    content: bytes, name: str, found: str
) -> None:
    with pytest.raises(RefusedFile, match=f"its name ends in .*{found}"):
        read_table(content, name)


class Canary(BaseHTTPRequestHandler):
    """Counts who comes."""

    hits = 0

    def do_GET(self) -> None:
        type(self).hits += 1
        self.send_response(204)
        self.end_headers()

    do_HEAD = do_GET  # noqa: N815 - the name that the server looks for

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def canary() -> Iterator[str]:
    Canary.hits = 0
    server = HTTPServer(("127.0.0.1", 0), Canary)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/canary"
    server.shutdown()
    thread.join()
    server.server_close()


POINTERS = {
    "vrt": "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>{secret}</SrcDataSource>"
    "</OGRVRTLayer></OGRVRTDataSource>",
    "vrt over http": "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/vsicurl/{url}"
    "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
    "wfs": "<OGRWFSDataSource><URL>{url}</URL></OGRWFSDataSource>",
    "gdalg": '{{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read {secret}'
    ' ! write a", "relative_paths_relative_to_this_file": false}}',
    "gdalg over http": '{{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! '
    'read /vsicurl/{url} ! write a"}}',
    "esri json": '{{"type": "Feature Service", "url": "{url}"}}',
    "path": "{secret}",
    "address": "/vsicurl/{url}",
}


@pytest.mark.parametrize("name", ["a.geojson", "a.csv", "a.json", "a.gpkg", "a"])
@pytest.mark.parametrize("pointer", POINTERS)
def test_a_pointer_to_another_file_or_address_is_never_followed(
    pointer: str, name: str, canary: str, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("id,word\n1,open-sesame\n")
    content = POINTERS[pointer].format(secret=secret, url=canary).encode()
    said = []
    for read in (read_table, read_json):
        try:
            said.append(str(read(content, name)))
        except RefusedFile as refused:
            said.append(str(refused))
    assert "open-sesame" not in " ".join(said)
    assert Canary.hits == 0


MARKS = st.sampled_from(
    [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"PK", b"{", b"[", b"<", b"a;b\n", b'"']
)


@given(start=MARKS, rest=st.binary(max_size=60), encoding=st.sampled_from(["", "cp1252", "utf-16"]))
def test_any_bytes_are_a_table_or_are_refused_in_words(
    start: bytes, rest: bytes, encoding: str
) -> None:
    try:
        if kind_of(start + rest, "download", encoding) == "csv":
            table = text.table(start + rest, encoding, LIMITS)
        else:
            table = objects.table(start + rest, LIMITS)
    except RefusedFile:
        return
    assert len(table.rows) == len(table.lines)
    assert all(isinstance(cell, str) for row in table.rows for cell in row)
