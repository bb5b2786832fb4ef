"""When an incident was: the day, or what the file says instead of it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from geodata.sources.cells import EARLIEST, CellProblem, Order, day, is_unknown

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NO_DAY = re.compile(r"(\d{4})-(\d{2})-00")


@dataclass(frozen=True, slots=True)
class When:
    """A date as it stands in the register.

    Where a month is stated and no day, `day` is the first of the month and `precision` ``month``:
    the month's sum is right, and the precision says that the day is not. Where only a year is
    stated there is no `day`: a first of January would put people into a month of which nothing is
    said. The year stays in `year`, for sums by year.
    """

    day: dt.date | None
    precision: str
    year: int | None


def when(text: str, year: str, month: str, incident_id: str, order: Order, today: dt.date) -> When:
    """When it was, by the date, else by the stated month, else by the stated year.

    Args:
        text: the cell with the date.
        year: the cell with the year; empty where the layout has none.
        month: the cell with the month, a number or an English name; empty likewise.
        incident_id: whose first four digits are the year, where the file states none.
        order: of day and month in a date of mere numbers.
        today: a date after tomorrow is a slip.

    Raises:
        CellProblem: if the date cannot be one; nothing is put in its place.
    """
    stated_year = _year(year) or _year(incident_id[:4])
    stated_month = _month(month)
    if found := _NO_DAY.fullmatch(text.strip()):
        first = day(f"{found[1]}-{found[2]}-01", "ymd", today)
        return When(first, "month", int(found[1]))
    exact = day(text, order, today)
    if exact is not None:
        if "/" in text and not _agrees(exact, _year(year), stated_month):
            raise CellProblem("impossible_date", f"a day of the stated month, {month} {year}")
        return When(exact, "day", _year(year) or exact.year)
    if stated_year is None:
        return When(None, "", None)
    if stated_month is None or not _year(year):
        return When(None, "year", stated_year)
    return When(dt.date(stated_year, stated_month, 1), "month", stated_year)


def _agrees(found: dt.date, year: int | None, month: int | None) -> bool:
    return year in (None, found.year) and month in (None, found.month)


def _year(text: str) -> int | None:
    stripped = text.strip()
    plausible = re.fullmatch(r"2\d{3}", stripped) and int(stripped) >= EARLIEST.year
    return int(stripped) if plausible else None


def _month(text: str) -> int | None:
    stripped = text.strip().casefold()
    if is_unknown(stripped):
        return None
    if stripped.isdecimal():
        return int(stripped) if 1 <= int(stripped) <= 12 else None
    return _MONTHS.index(stripped[:3]) + 1 if stripped[:3] in _MONTHS else None
