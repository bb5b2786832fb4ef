"""Periods that have a name: what each means, and which of them a selection has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from layers.errors import SelectionError
from layers.selection import Selection, month_end, next_month, previous_month

PRESETS = {
    "all": "All months",
    "last_12": "Last 12 months",
    "year": "Year to date",
    "year_before": "Same period last year",
    "custom": "Own period",
}


def preset(
    name: object, selection: Selection, newest: dt.date
) -> tuple[dt.date | None, dt.date | None]:
    """The period of a preset as (first day, last day).

    Args:
        name: a key of `PRESETS`.
        selection: the present one; `custom` keeps its period.
        newest: the newest month for which both series are complete; presets end with it.

    Raises:
        SelectionError: quoting an unknown name.
    """
    if name == "all":
        return None, None
    if name == "last_12":
        first = newest
        for _ in range(11):
            first = previous_month(first)
        return first, month_end(newest)
    if name == "year":
        return newest.replace(month=1), month_end(newest)
    if name == "year_before":
        first = selection.first_day or newest.replace(month=1)
        last = selection.last_day or month_end(newest)
        return _year_before(first), _year_before(last)
    if name == "custom":
        return selection.first_day, selection.last_day
    raise SelectionError("period", name, f"expected one of {', '.join(PRESETS)}")


def _year_before(day: dt.date) -> dt.date:
    if next_month(day) - day == dt.timedelta(days=1):  # month ends stay month ends
        return month_end(day.replace(year=day.year - 1, day=1))
    return day.replace(year=day.year - 1)


def preset_of(selection: Selection, months: Sequence[dt.date], newest: dt.date) -> str:
    """The preset whose period the selection has; `custom` where none fits.

    A period from the first to the last day of all `months` is all months.
    """
    period = (selection.first_day, selection.last_day)
    if period == (months[0], month_end(months[-1])):
        return "all"
    for name in ("all", "last_12", "year"):
        if period == preset(name, selection, newest):
            return name
    return "custom"
