"""What kind of file some bytes are, told from the bytes."""

from __future__ import annotations

import codecs
import re

from geodata.errors import RefusedFile

ACCEPTED = "accepted are CSV, XLSX, JSON, GeoJSON and GeoPackage"
# The kinds that each ending of a name promises; a name of another ending promises nothing.
_PROMISED: dict[str, frozenset[str]] = {
    "csv": frozenset({"csv"}),
    "tsv": frozenset({"csv"}),
    "txt": frozenset({"csv"}),
    "xlsx": frozenset({"xlsx"}),
    "json": frozenset({"json"}),
    "geojson": frozenset({"json"}),
    "gpkg": frozenset({"gpkg"}),
}
_TITLES = {
    "csv": "a text table",
    "xlsx": "a ZIP, as a workbook (XLSX) is",
    "json": "JSON",
    "gpkg": "an SQLite database, as a GeoPackage is",
}
_REFUSED_BY_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", "it is a gzip archive; unpack it"),
    (b"%PDF", "it is a PDF document; a table cannot be read from it"),
    (b"BZh", "it is a bzip2 archive; unpack it"),
    (b"7z\xbc\xaf\x27\x1c", "it is a 7z archive; unpack it"),
    (b"Rar!", "it is a RAR archive; unpack it"),
    (b"\xfd7zXZ", "it is an xz archive; unpack it"),
    (b"\x28\xb5\x2f\xfd", "it is a zstd archive; unpack it"),
    (b"PAR1", "it is a Parquet file; save it as CSV or GeoPackage"),
)
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind_of(content: bytes, name: str, encoding: str = "") -> str:
    """``csv``, ``xlsx``, ``json`` (GeoJSON among it) or ``gpkg``: which reader the bytes are for.

    Raises:
        RefusedFile: if they are of a kind that is not read, or of another than `name` says.
    """
    if not content.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
        raise RefusedFile("it is empty: no rows; expected a header and rows below it")
    _refuse_archives(content)
    if content.startswith(b"PK"):
        kind = "xlsx"
    elif content.startswith(b"SQLite format 3\0"):
        kind = "gpkg"
    else:
        kind = _kind_of_text(content, encoding)
    ending = name.rpartition(".")[2].casefold() if "." in name else ""
    if kind not in _PROMISED.get(ending, {kind}):
        raise RefusedFile(
            f"its name ends in .{ending}, but it is {_TITLES[kind]}; if that is what was meant, "
            "give it the name that fits"
        )
    return kind


def _refuse_archives(content: bytes) -> None:
    for magic, found in _REFUSED_BY_MAGIC:
        if content.startswith(magic):
            raise RefusedFile(f"{found}; {ACCEPTED}")
    if content.startswith(_OLE2):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise RefusedFile("it is protected by a password; save it without one, as XLSX or CSV")
        raise RefusedFile(f"it is an old Excel workbook (.xls, OLE2); save it as XLSX; {ACCEPTED}")


def _kind_of_text(content: bytes, encoding: str) -> str:
    is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    wide = is_utf16 or encoding.casefold().replace("-", "").startswith("utf16")
    start = content[:4096]
    if wide:
        start = start.replace(b"\0", b"")
    start = start.removeprefix(codecs.BOM_UTF8).lstrip(b"\xff\xfe \t\r\n")
    if start.startswith(b"<"):
        raise RefusedFile(_markup(start))
    if start.startswith((b"{", b"[")):
        return "json"
    at = -1 if wide else content.find(b"\0")
    if at >= 0:
        raise RefusedFile(f"there is a NUL byte at byte {at:,}: this is no text; {ACCEPTED}")
    controls = sum(1 for byte in start if byte < 32 and byte not in b"\t\r\n\x0b\x0c\x1a\x1b")
    if controls > len(start) // 20:
        raise RefusedFile(f"it is neither text nor a known kind of file; {ACCEPTED}")
    return "csv"


def _markup(start: bytes) -> str:
    tag = re.search(rb"<\s*([A-Za-z][\w:.-]*)", re.sub(rb"<!--.*?-->|<\?.*?\?>", b"", start))
    word = tag[1].decode("ascii", "replace") if tag else ""
    if b"<!doctype html" in start.lower() or word.casefold() == "html":
        return f"the answer is a web page, not a file of figures; {ACCEPTED}"
    if "vrt" in word.casefold() or "wfs" in word.casefold():
        return f"it is a pointer to other files ({word}), which is never followed; {ACCEPTED}"
    kind = {"kml": "KML", "featurecollection": "GML"}.get(word.rpartition(":")[2].casefold(), "XML")
    return f"it is {kind}{f' (<{word}>)' if word else ''}; {ACCEPTED}"
