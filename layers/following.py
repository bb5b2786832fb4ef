"""How far each layer follows a selection: which of its rows remain, and why the others go.

Incidents are filtered by `layers.filters` alone; everything here is about the other layers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.filters import Flags, in_force, months_inside
from layers.layer import Layer
from layers.selection import Selection
from layers.terms import ROUTES

OUTSIDE = "outside the period"
NOT_WHOLE = "of a month, year or span that is not wholly inside the period"
NO_DATE = "without a date"
OTHER_ROUTE = "on other routes"
NO_ROUTE = "on none of the four sea routes"

# The column, or the first and last column, by which a layer follows the period.
_WHOLE_MONTH = ("crossings", "deaths", "deaths_exclusions", "detections")
_WHOLE_SPAN = {"arrivals_reported": ("first_day", "last_day")}
_WHOLE_YEAR = {"arrivals_annual": "year"}
_TOUCHING = {
    "events": ("starts_on", "ends_on"),
    "search_and_rescue_regions": ("valid_from", "valid_to"),
}
_DAY = {"position_defects": "occurred_on"}
_FIRST_DAY = np.datetime64("0001-01-01")
_LAST_DAY = np.datetime64("9999-12-31")
# What each part of a selection is called where a layer cannot follow it.
PARTS = {
    "period": "the period",
    "routes": "the routes",
    "regions": "search-and-rescue regions",
    "causes": "causes",
    "min_people": "dead and missing, at least",
    "min_source_quality": "source quality, at least",
    "area": "the drawn area",
}


@dataclass(frozen=True)
class Followed:
    """Which rows of a layer remain, and how many each reason removed.

    Attributes:
        rows: a flag per row.
        removed: rows by the first reason that holds for them, in words.
        ignored: the parts of the selection that the layer cannot follow, in words; only those
            that the reader has set.
    """

    rows: Flags
    removed: Mapping[str, int]
    ignored: tuple[str, ...]


def follow(layer: Layer, frame: pd.DataFrame, selection: Selection) -> Followed:
    """The rows of any layer but the incidents that a selection asks for.

    Figures of a month, a year or a span stay only where it lies wholly in the period, as in the
    headline; an event or a claim stays where one day of it does. A layer without a date or a
    route follows neither, and says so.
    """
    keep: Flags = np.ones(len(frame), dtype=bool)
    removed: dict[str, int] = {}
    for reason, passes in _tests(layer, frame, selection):
        left = keep & passes
        if gone := int(np.count_nonzero(keep)) - int(np.count_nonzero(left)):
            removed[reason] = gone
        keep = left
    return Followed(keep, removed, _ignored(layer, selection))


def has_dates(layer: Layer) -> bool:
    """Whether a layer follows the period."""
    return layer.name in _WHOLE_MONTH or any(
        layer.name in named for named in (_WHOLE_SPAN, _WHOLE_YEAR, _TOUCHING, _DAY)
    )


def day_spans(layer: Layer, frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray] | None:
    """The first and the last day that each row speaks of, both included; None without dates.

    Days are ``datetime64[D]``; both are NaT where nobody knows the day. A claim without a first or
    a last day is in force from the year 1 or to the year 9999, as it is for a period.
    """
    name = layer.name

    def days(column: str) -> np.ndarray:
        return frame[column].to_numpy(dtype="datetime64[D]")

    if name in _WHOLE_MONTH:
        months = frame["month"].to_numpy(dtype="datetime64[M]")
        return months.astype("datetime64[D]"), (months + 1).astype("datetime64[D]") - 1
    if name in _WHOLE_YEAR:
        years = (frame[_WHOLE_YEAR[name]].astype("int64").to_numpy() - 1970).astype("datetime64[Y]")
        return years.astype("datetime64[D]"), (years + 1).astype("datetime64[D]") - 1
    if name in _WHOLE_SPAN:
        first, last = _WHOLE_SPAN[name]
        return days(first), days(last)
    if name == "events":
        starts, ends = (
            _ends_of(frame[column], last=bool(i)) for i, column in enumerate(_TOUCHING[name])
        )
        return starts, np.where(np.isnat(ends), _ends_of(frame["starts_on"], last=True), ends)
    if name in _TOUCHING:
        starts, ends = (days(column) for column in _TOUCHING[name])
        return (
            np.where(np.isnat(starts), _FIRST_DAY, starts),
            np.where(np.isnat(ends), _LAST_DAY, ends),
        )
    column = "occurred_on" if name == "incidents" else _DAY.get(name)
    return (days(column), days(column)) if column else None


def has_routes(layer: Layer) -> bool:
    """Whether a layer follows the choice of routes."""
    return any(c.name in ("route", "routes") for c in layer.columns)


def is_set(selection: Selection, part: str) -> bool:
    """Whether the reader has set a part of the selection, by its name in `PARTS`."""
    if part == "period":
        return bool(selection.first_day or selection.last_day)
    return selection.routes != ROUTES if part == "routes" else bool(getattr(selection, part))


def _ignored(layer: Layer, selection: Selection) -> tuple[str, ...]:
    followed = {"period": has_dates(layer), "routes": has_routes(layer)}
    return tuple(
        words
        for part, words in PARTS.items()
        if is_set(selection, part) and not followed.get(part, False)
    )


def _tests(layer: Layer, frame: pd.DataFrame, selection: Selection) -> Iterator[tuple[str, Flags]]:
    if selection.first_day or selection.last_day:
        yield from _period_tests(layer.name, frame, selection)
    if selection.routes != ROUTES and has_routes(layer):
        yield from _route_tests(layer, frame, selection)


def _period_tests(
    name: str, frame: pd.DataFrame, selection: Selection
) -> Iterator[tuple[str, Flags]]:
    first = np.datetime64(selection.first_day or "0001-01-01")
    last = np.datetime64(selection.last_day or "9999-12-31")

    def known(column: str) -> Flags:
        flags: Flags = frame[column].notna().to_numpy(dtype=bool)
        return flags

    def days(column: str) -> np.ndarray:
        return frame[column].to_numpy(dtype="datetime64[D]")

    if name in _WHOLE_MONTH:
        yield NO_DATE, known("month")
        yield NOT_WHOLE, months_inside(days("month"), selection)
    elif name in _WHOLE_YEAR:
        year = frame[_WHOLE_YEAR[name]].astype("int64").to_numpy()
        starts = (year - 1970).astype("datetime64[Y]")
        ends = (starts + 1).astype("datetime64[D]") - 1
        yield NOT_WHOLE, (starts.astype("datetime64[D]") >= first) & (ends <= last)
    elif name in _WHOLE_SPAN:
        starts, ends = (days(column) for column in _WHOLE_SPAN[name])
        yield NOT_WHOLE, (starts >= first) & (ends <= last)
    elif name == "events":
        starts, ends = (
            _ends_of(frame[column], last=bool(i)) for i, column in enumerate(_TOUCHING[name])
        )
        over = np.where(np.isnat(ends), _ends_of(frame[_TOUCHING[name][0]], last=True), ends)
        yield OUTSIDE, (starts <= last) & (over >= first)
    elif name in _TOUCHING:
        starts, ends = (days(column) for column in _TOUCHING[name])
        yield OUTSIDE, in_force(starts, ends, selection.first_day, selection.last_day)
    elif name in _DAY:
        column = _DAY[name]
        yield NO_DATE, known(column)
        yield OUTSIDE, (days(column) >= first) & (days(column) <= last)


def _ends_of(days: pd.Series, *, last: bool) -> np.ndarray:
    """The first or the last day of each day or month, by ``YYYY-MM-DD`` or ``YYYY-MM``."""
    firsts = pd.to_datetime(days.astype("object"), format="ISO8601")
    is_month = (days.str.len() == 7).fillna(value=False).to_numpy(dtype=bool)
    ends = firsts + pd.offsets.MonthEnd(0)
    chosen = ends.where(is_month, firsts) if last else firsts
    return chosen.to_numpy(dtype="datetime64[D]")


def _route_tests(
    layer: Layer, frame: pd.DataFrame, selection: Selection
) -> Iterator[tuple[str, Flags]]:
    if any(c.name == "routes" for c in layer.columns):
        told = frame["routes"].fillna("").str.split(";")

        def is_chosen(codes: list[str]) -> bool:
            return any(code.strip() in selection.routes for code in codes)

        names_none = (frame["routes"].fillna("") == "").to_numpy(dtype=bool)
        # An event that concerns no route in particular concerns every one.
        yield OTHER_ROUTE, names_none | told.map(is_chosen).to_numpy(dtype=bool)
        return
    yield NO_ROUTE, frame["route"].notna().to_numpy(dtype=bool)
    yield OTHER_ROUTE, frame["route"].isin(selection.routes).to_numpy(dtype=bool)
