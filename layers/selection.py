"""What the reader asked to see: one frozen value that everything follows."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from layers.areas import Area, Circle, Polygon
from layers.errors import SelectionError
from layers.terms import CAUSES, DEFAULT_LEVEL_MEASURE, LEVEL_MEASURES, ROUTES
from layers.units import DEFAULT_FORMULA, FORMULAS

EARLIEST = dt.date(2000, 1, 1)
LATEST = dt.date(2100, 12, 31)
BUCKETS = ("month", "quarter", "year")
Bucket = Literal["month", "quarter", "year"]
MAX_PEOPLE = 100_000
DRAWN_LAYERS = (
    "routes",
    "embarkation_points",
    "search_and_rescue_regions",
    "incidents",
)


@dataclass(frozen=True)
class Selection:
    """A reader's choice; both days of the period are included, None means open.

    Empty `regions` and `causes` mean *no filter*; empty `routes` or `layers` mean *none*.
    `min_people` counts dead and missing as far as known. `known_on` asks for the figures as
    they were held at the end of that day (UTC), or at a moment where it is one: a `datetime` with
    its zone, kept in UTC. `rate` is the formula of the death rate, by id.
    `expected` asks for what the newest deaths may become when they are revised. `measure` is what
    the levels of the routes count, by id. `compare_first` and `compare_last` are the period that
    is set beside the chosen one, both or neither; None is the same months before it. `area` keeps
    the incidents in a drawn circle or polygon, limits included.

    Raises:
        SelectionError: on construction, quoting the first value that cannot be honoured.
    """

    first_day: dt.date | None = None
    last_day: dt.date | None = None
    routes: tuple[str, ...] = ROUTES
    regions: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    min_people: int = 0
    min_source_quality: int = 0
    known_on: dt.date | None = None
    layers: tuple[str, ...] = DRAWN_LAYERS
    every: Bucket = "month"
    by_route: bool = True
    rate: str = DEFAULT_FORMULA
    expected: bool = False
    measure: str = DEFAULT_LEVEL_MEASURE
    compare_first: dt.date | None = None
    compare_last: dt.date | None = None
    area: Area | None = None

    def __post_init__(self) -> None:
        if isinstance(self.known_on, dt.datetime):
            object.__setattr__(self, "known_on", _in_utc(self.known_on))
        for name in ("first_day", "last_day", "known_on", "compare_first", "compare_last"):
            day = getattr(self, name)
            if day is not None and not EARLIEST <= _day_of(day) <= LATEST:
                raise SelectionError(
                    name, day.isoformat(), f"expected a day from {EARLIEST} to {LATEST}"
                )
        if self.first_day and self.last_day and self.first_day > self.last_day:
            raise SelectionError(
                "period",
                f"{self.first_day} to {self.last_day}",
                "the period ends before it begins; the first day must not be after the last",
            )
        _check_comparison(self.compare_first, self.compare_last)
        _set_in_order(self, "routes", ROUTES)
        _set_in_order(self, "causes", CAUSES)
        _set_in_order(self, "layers", DRAWN_LAYERS)
        object.__setattr__(self, "regions", tuple(sorted(set(self.regions))))
        if self.every not in BUCKETS:
            raise SelectionError("every", self.every, f"expected one of {', '.join(BUCKETS)}")
        if not isinstance(self.rate, str) or self.rate not in FORMULAS:
            raise SelectionError("rate", self.rate, f"expected one of {', '.join(FORMULAS)}")
        if not isinstance(self.measure, str) or self.measure not in LEVEL_MEASURES:
            known = ", ".join(LEVEL_MEASURES)
            raise SelectionError("measure", self.measure, f"expected one of {known}")
        _check_whole(self.min_people, "min_people", 0, MAX_PEOPLE)
        _check_whole(self.min_source_quality, "min_source_quality", 0, 5)
        if self.area is not None and not isinstance(self.area, Circle | Polygon):
            raise SelectionError("area", self.area, "expected a circle, a polygon or none")

    @property
    def narrows_incidents(self) -> bool:
        """Whether a filter is on that single incidents have and monthly totals have not."""
        chosen = self.regions or self.causes or self.min_people or self.min_source_quality
        return bool(chosen or self.area)

    @property
    def unnarrowed(self) -> Selection:
        """The same selection without the filters that only single incidents can follow."""
        return self.but(regions=(), causes=(), min_people=0, min_source_quality=0, area=None)

    @property
    def in_whole_months(self) -> Selection:
        """The same selection, its period cut to the months that lie wholly inside it.

        Only where there is such a month: see `whole_months`.
        """
        first, last = self.whole_months
        return self.but(first_day=first, last_day=month_end(last) if last else None)

    @property
    def whole_months(self) -> tuple[dt.date | None, dt.date | None]:
        """First days of the first and last month that lie wholly inside the period.

        The first may come after the last: then no whole month lies inside.
        """
        return whole_months_of(self.first_day, self.last_day)

    @property
    def splits_a_month(self) -> bool:
        """Whether the period begins or ends inside a month, so that monthly totals leave it out."""
        first, last = self.first_day, self.last_day
        begins = first is not None and first.day > 1
        ends = last is not None and last.day < calendar.monthrange(last.year, last.month)[1]
        return begins or ends

    def but(self, **changes: Any) -> Selection:
        """The same selection with `changes`."""
        return replace(self, **changes)

    def changed_fields(self) -> dict[str, Any]:
        """The fields that differ from the default selection, by name, in declaration order."""
        plain = Selection()
        return {
            f.name: getattr(self, f.name)
            for f in fields(self)
            if getattr(self, f.name) != getattr(plain, f.name)
        }


def _in_utc(moment: dt.datetime) -> dt.datetime:
    if moment.utcoffset() is None:
        raise SelectionError("known_on", moment.isoformat(), "expected a moment with its zone")
    return moment.astimezone(dt.UTC)


def _day_of(day: dt.date) -> dt.date:
    return day.date() if isinstance(day, dt.datetime) else day


def _set_in_order(selection: Selection, name: str, allowed: tuple[str, ...]) -> None:
    chosen = getattr(selection, name)
    for value in chosen:
        if value not in allowed:
            raise SelectionError(name, value, f"expected one of {', '.join(allowed)}")
    object.__setattr__(selection, name, tuple(v for v in allowed if v in chosen))


def _check_comparison(first: dt.date | None, last: dt.date | None) -> None:
    """Raise unless both days of the other period are there, in order, or neither."""
    if first is None and last is None:
        return
    if first is None or last is None:
        given = f"{first or 'no first day'} to {last or 'no last day'}"
        raise SelectionError(
            "compare", given, "the other period needs a first and a last day, or neither"
        )
    if first > last:
        raise SelectionError(
            "compare",
            f"{first} to {last}",
            "the other period ends before it begins; the first day must not be after the last",
        )


def _check_whole(value: object, name: str, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise SelectionError(name, value, f"expected a whole number from {low} to {high:,}")


def known_words(known_on: dt.date, form: str = "%-d %B %Y") -> str:
    """A day in words; of a moment its day and time: ``22 November 2026, 09:30 UTC``."""
    day = known_on.strftime(form)
    return f"{day}, {known_on:%H:%M} UTC" if isinstance(known_on, dt.datetime) else day


def whole_months_of(
    first: dt.date | None, last: dt.date | None
) -> tuple[dt.date | None, dt.date | None]:
    """First days of the first and last month that lie wholly between two days, both included."""
    if first is not None and first.day > 1:
        first = next_month(first)
    if last is not None:
        ends_a_month = last.day == calendar.monthrange(last.year, last.month)[1]
        last = last.replace(day=1)
        last = last if ends_a_month else previous_month(last)
    return first, last


def next_month(day: dt.date) -> dt.date:
    """The first day of the month after `day`'s."""
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def previous_month(day: dt.date) -> dt.date:
    """The first day of the month before `day`'s."""
    return (day.replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def month_end(month: dt.date) -> dt.date:
    """The last day of the month of `month`."""
    return next_month(month) - dt.timedelta(days=1)
