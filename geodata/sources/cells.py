"""Cells of text as numbers and days, by declared rules: nothing is guessed from a single cell."""

from __future__ import annotations

import datetime as dt
import html
import re
import unicodedata
from typing import Literal

Order = Literal["ymd", "dmy", "mdy"]
UNKNOWN = frozenset({"", "-", "–", "—", "na", "n/a", "null", "none", "nan", "unknown"})
LARGEST_COUNT = 100_000  # persons in one record: more is a slip
EARLIEST = dt.date(2000, 1, 1)
_INVISIBLE = dict.fromkeys([0xFEFF, 0x200B, 0x200C, 0x200D, 0x2060, 0x00AD])
_MONTHS = {m: i for i, m in enumerate(
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1)}  # fmt: skip


class CellProblem(Exception):
    """A cell that cannot be taken as it stands: a reason of the report, and what is right."""

    def __init__(self, reason: str, right: str) -> None:
        self.reason = reason
        self.right = right
        super().__init__(f"{reason}: expected {right}")


def clean(text: str) -> str:
    """Text without HTML entities, invisible characters and runs of white space."""
    if text.isascii() and "&" not in text:
        return " ".join(text.split())
    return " ".join(html.unescape(text).translate(_INVISIBLE).split())


def is_unknown(text: str) -> bool:
    """Whether a cell says that nobody knows: blank, ``NA``, ``null``, ``-``."""
    return text.strip().casefold() in UNKNOWN


def count(text: str, largest: int = LARGEST_COUNT) -> int | None:
    """A whole number; None where it is unknown. Negative ones are returned as they are.

    ``1,234`` is 1234; ``1.234`` and ``1,23`` can be read in two ways. Digits of any script count.

    Raises:
        CellProblem: with ``not_a_count`` or ``ambiguous_number``.
    """
    if is_unknown(text):
        return None
    plain = text.strip().replace("−", "-").replace("\u00a0", " ").replace("\u202f", " ")
    if not plain.isascii():  # decimal digits only: a footnote such as 1² is no twelve
        plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"-?\d{1,3}([. ]\d{3})+", plain) or re.fullmatch(r"-?\d+,\d+", plain):
        raise CellProblem("ambiguous_number", "a whole number such as 1234 or 1,234")
    elif re.fullmatch(r"-?\d+\.0+", plain):
        plain = plain.split(".")[0]
    if not re.fullmatch(r"-?\d{1,9}", plain) or abs(int(plain)) > largest:
        raise CellProblem("not_a_count", f"a whole number from 0 to {largest:,}")
    return int(plain)


def day(text: str, order: Order, today: dt.date, earliest: dt.date = EARLIEST) -> dt.date | None:
    """A day; None where it is unknown.

    ISO days are read whatever the `order`; a named month (29-Oct-19) too. A time of day after the
    date and a weekday before it are passed over. Two-digit years are of this century.

    Raises:
        CellProblem: with ``impossible_date`` or ``date_out_of_range``.
    """
    stripped = text.strip()
    if is_unknown(stripped) or stripped == "0":
        return None
    year, month, number = _parts(stripped, order)
    try:
        found = dt.date(year, month, number)
    except ValueError:
        raise CellProblem("impossible_date", "a day that exists, such as 2024-03-31") from None
    latest = today + dt.timedelta(days=1)
    if not earliest <= found <= latest:
        raise CellProblem("date_out_of_range", f"a day from {earliest} to {latest}")
    return found


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_NUMBERS = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})[/.](\d{1,2})[/.](\d{2}|\d{4})(?:\s.*)?")
_NAMED = re.compile(
    r"(?:[A-Za-z]{3,9},\s+)?(\d{1,2})[- ]([A-Za-z]{3,9})[- ,]+(\d{2}|\d{4})(?:\s.*)?"
)
_US_NAMED = re.compile(r"(?:[A-Za-z]{3,9},\s+)?([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})(?:\s.*)?")


def _parts(text: str, order: Order) -> tuple[int, int, int]:
    if found := _ISO.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _NAMED.fullmatch(text):
        number, name, year = found[1], found[2], found[3]
        return _year(year), _MONTHS.get(name[:3].casefold(), 0), int(number)
    if found := _US_NAMED.fullmatch(text):
        return int(found[3]), _MONTHS.get(found[1][:3].casefold(), 0), int(found[2])
    found = _NUMBERS.fullmatch(text)
    if found and order != "ymd":
        first, second, year = int(found[1]), int(found[2]), _year(found[3])
        return (year, first, second) if order == "mdy" else (year, second, first)
    shape = {"ymd": "2024-03-31", "dmy": "31/03/2024", "mdy": "03/31/2024"}[order]
    raise CellProblem("impossible_date", f"a day such as {shape}")


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)
