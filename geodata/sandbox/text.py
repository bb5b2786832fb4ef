"""CSV and its kin: encoding, delimiter and decimal comma, found out and said."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from geodata.errors import RefusedFile
from geodata.sandbox.limits import Limits
from geodata.tables import RawTable

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SAMPLE = 64 * 1024
# Encodings that give text from bytes and nothing else; Python also calls zip and hex encodings.
_ENCODING = re.compile(
    r"utf[-_]?(8|8-sig|16|16[-_]?[lb]e)|(cp|windows[-_]?)(125\d|437|85\d)"
    r"|iso[-_]?8859[-_]\d{1,2}|latin[-_]?\d{1,2}|mac[-_]?(roman|turkish|greek|cyrillic)|koi8[-_]r"
)
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(,\d{3})+")
_DECIMAL_POINT = re.compile(r"-?\d+\.\d+")


def table(content: bytes, encoding: str, limits: Limits) -> RawTable:
    """The rows of delimited text; rows that differ in length are left as they are."""
    text, remarks = _decoded(content, encoding)
    first = 0
    if found := re.match(r"sep=([,;\t|])\r?\n", text):
        delimiter, first, text = found[1], 1, text[found.end() :]
    else:
        delimiter = _delimiter(text)
    rows, lines = _records(text, delimiter, first, limits)
    if delimiter != ",":
        remarks.append(f"The cells are divided by {_DELIMITERS[delimiter]}s.")
        remarks += _point_for_comma(rows)
    return RawTable(rows, lines, "csv", remarks=tuple(remarks))


def _decoded(content: bytes, encoding: str) -> tuple[str, list[str]]:
    if encoding:
        return _decoded_as(content, encoding)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16"), ["It was read as UTF-16, as its first bytes say."]
        except UnicodeDecodeError as error:
            raise RefusedFile(
                f"it begins as UTF-16, but byte {error.start:,} does not fit"
            ) from error
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        start = error.start
    line = content.count(b"\n", 0, start) + 1
    around = content[max(0, start - 20) : start + 20].decode("cp1252", "replace")
    sample = " ".join(around.split())
    raise RefusedFile(
        f"it is not UTF-8: byte {start:,}, on line {line}, does not fit. Expected UTF-8, or UTF-16 "
        f"with its mark. Read it as cp1252 by --encoding cp1252 if this looks right: '{sample}'"
    )


def _decoded_as(content: bytes, encoding: str) -> tuple[str, list[str]]:
    if not _ENCODING.fullmatch(encoding.casefold()):
        raise RefusedFile(
            f"the encoding {encoding!r} is not known; expected utf-8, utf-16, cp1252 or another of "
            "the Windows and ISO 8859 families"
        )
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RefusedFile(
            f"it is not {encoding}: byte {error.start:,}, on line {line}, does not fit"
        ) from error
    except LookupError as error:
        raise RefusedFile(f"the encoding {encoding!r} is not known") from error
    remarks = [f"It was read as {encoding}, as asked."]
    if not content.isascii() and not encoding.casefold().startswith("utf"):
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            remarks.append(f"Its bytes are valid UTF-8, which is likelier than {encoding}.")
    return text.removeprefix("\ufeff"), remarks


def _delimiter(text: str) -> str:
    """The delimiter by which most rows of the beginning have the same number of cells."""
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        sample = sample[: sample.rfind("\n") + 1] or sample
    best: tuple[float, int, str] = (0.0, 1, ",")
    for delimiter in _DELIMITERS:
        widths = [len(row) for row in _sampled(sample, delimiter) if any(row)]
        width, often = Counter(widths).most_common(1)[0] if widths else (1, 0)
        # A header of one cell over rows of three is a decimal comma, not a table.
        share = often / len(widths) if width > 1 else 0.0
        if (share, width) > best[:2]:
            best = (share, width, delimiter)
    return best[2]


def _sampled(sample: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    except csv.Error:
        return


def _records(
    text: str, delimiter: str, first: int, limits: Limits
) -> tuple[list[list[str]], list[int]]:
    csv.field_size_limit(limits.cell)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    begins = 1
    try:
        for row in reader:
            if len(rows) >= limits.rows:
                raise RefusedFile(f"it has more rows than the limit of {limits.rows:,}")
            rows.append(row)
            lines.append(begins + first)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise RefusedFile(_csv_problem(str(error), begins + first, limits)) from error
    return rows, lines


def _csv_problem(error: str, line: int, limits: Limits) -> str:
    if "field limit" in error:
        return f"the row that begins on line {line} has a cell beyond the limit of {limits.cell:,} characters; perhaps a quotation mark is not closed there"  # fmt: skip
    if "unexpected end" in error:
        return f"line {line} opens a quotation mark that is not closed; close it, or double a mark that is meant"  # fmt: skip
    return f"the row that begins on line {line} cannot be read as CSV: {error}; a quotation mark inside of a quoted cell is written twice"  # fmt: skip


def _point_for_comma(rows: list[list[str]]) -> list[str]:
    """Put decimal points for decimal commas in place, where the file leaves no doubt.

    A cell such as ``12,934`` alone may be a thousand; beside a ``35,9`` it is not. Only columns
    that are mostly numbers are touched: a list of ``1,2`` stays a list.
    """
    width = max(map(len, rows), default=0)
    decimal: list[tuple[int, list[int]]] = []
    doubtful, points = "", False
    clear = False
    for at in range(width):
        below = [i for i, row in enumerate(rows) if i and at < len(row) and row[at].strip()]
        commas = [i for i in below if _DECIMAL_COMMA.fullmatch(rows[i][at].strip())]
        numbers = sum(1 for i in below if re.fullmatch(r"-?\d+([.,]\d+)*", rows[i][at].strip()))
        points |= any(_DECIMAL_POINT.fullmatch(rows[i][at].strip()) for i in below)
        if not commas or numbers * 2 <= len(below):
            continue
        decimal.append((at, commas))
        doubtful = doubtful or rows[commas[0]][at].strip()
        clear |= any(not _THOUSANDS.fullmatch(rows[i][at].strip()) for i in commas)
    if not decimal:
        return []
    if points or not clear:
        return [f"Cells such as '{doubtful}' can be read in two ways and were left as they stand."]
    for at, commas in decimal:
        for i in commas:
            rows[i][at] = rows[i][at].strip().replace(",", ".")
    return ["Decimal commas were read as decimal points."]
