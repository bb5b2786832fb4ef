"""Which rows of which layers a table of numbers is made of, where they are not those that were chosen.

A table of one route may rest on all routes (a share, a verdict), one of 2018 on other years (what it
is compared with). Its document says which rows were read, and counts those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from dashboard.picture import Picture
from dashboard.routebook import Routebook
from layers.selection import Selection, month_end

AS_CHOSEN = "as chosen"
WHOLE = "all routes and all months that are held, whatever was chosen"


@dataclass(frozen=True)
class Reading:
    """The rows of one layer that a table is made of.

    Attributes:
        layer: which layer.
        selection: what of it is read.
        words: the same in words.
    """

    layer: str
    selection: Selection
    words: str = AS_CHOSEN


Reads = Callable[[Picture], Iterable[Reading]]


def chosen(*layers: str) -> Reads:
    """The rows that the reader chose, of each layer."""
    return lambda picture: (Reading(name, picture.selection) for name in layers)


def together(*several: Reads) -> Reads:
    """One reading after the other."""
    return lambda picture: (reading for reads in several for reading in reads(picture))


def _moved(picture: Picture, selection: Selection, words: str) -> Iterator[Reading]:
    yield Reading("crossings", selection, words)
    # Where no report filled a month, nothing of them is in any number.
    if picture.holdings.reporting:
        yield Reading("arrivals_reported", selection, words)


def crossings(picture: Picture) -> Iterator[Reading]:
    """The crossings of the chosen routes and months."""
    yield from _moved(picture, picture.selection, AS_CHOSEN)


def crossings_of_all(picture: Picture) -> Iterator[Reading]:
    """The crossings of every route and month."""
    yield from _moved(picture, Selection(), WHOLE)


def _two(picture: Picture) -> Iterator[tuple[Selection, str]]:
    found = Routebook(picture).periods
    if isinstance(found, str):
        return
    for name, months in (("the chosen", found.now), ("the other", found.before)):
        ends = {"first_day": months.first, "last_day": month_end(months.last)}
        yield picture.selection.but(**ends), f"{name} of two periods, {months.words}"


def crossings_of_two_periods(picture: Picture) -> Iterator[Reading]:
    """The crossings of the chosen routes in each of the two periods."""
    for selection, words in _two(picture):
        yield from _moved(picture, selection, words)


def incidents_of_two_periods(picture: Picture) -> Iterator[Reading]:
    """The incidents of the selection in each of the two periods."""
    for selection, words in _two(picture):
        yield Reading("incidents", selection, words)


def deaths(picture: Picture) -> Iterator[Reading]:
    """The monthly deaths of the chosen routes, and the incidents that some of them are counted from.

    A monthly total follows no filter on incidents, so neither do those behind it.
    """
    yield Reading("deaths", picture.selection)
    yield from _records(picture)


def _records(picture: Picture) -> Iterator[Reading]:
    cells = zip(picture.deaths["month"].dt.date, picture.deaths["route"], strict=True)
    if any(cell in picture.holdings.record_months for cell in cells):
        yield Reading(
            "incidents",
            picture.selection.unnarrowed.in_whole_months,
            "routes and whole months as chosen, without the filters on single incidents; of them "
            "those of months that are counted from the record",
        )


def deaths_as_shown(picture: Picture) -> Iterator[Reading]:
    """What the picture counts the dead and missing from: the monthly series, or single incidents."""
    if picture.deaths_basis == "incidents":
        yield Reading("incidents", picture.selection)
    else:
        yield from deaths(picture)


def all_of(*layers: str) -> Reads:
    """Every row that is held, of each layer."""
    return lambda _: (Reading(name, Selection(), WHOLE) for name in layers)


def chosen_routes(*layers: str) -> Reads:
    """The rows of the chosen routes, of each layer, whatever the period and the other filters."""
    words = "routes as chosen, all months that are held"
    return lambda p: (Reading(n, Selection(routes=p.selection.routes), words) for n in layers)


def chosen_months(picture: Picture) -> Iterator[Reading]:
    """Crossings and incidents of the chosen months, of every route."""
    selection = Selection(picture.selection.first_day, picture.selection.last_day)
    words = "the period as chosen, all routes, without the filters on single incidents"
    yield from _moved(picture, selection, words)
    yield Reading("incidents", selection, words)


def any_quality(picture: Picture) -> Iterator[Reading]:
    """The incidents of the selection at any source quality, and what a rate of them divides by."""
    selection = picture.selection.but(min_source_quality=0)
    yield Reading("incidents", selection, "as chosen, at any source quality")
    if Routebook(picture).quality_rates:
        yield from crossings(picture)
        yield from _records(picture)


def regions_left_aside(picture: Picture) -> Iterator[Reading]:
    """The incidents of the selection, a filter by region left aside."""
    selection = picture.selection.but(regions=())
    yield Reading("incidents", selection, "as chosen, a filter by region left aside")


def claims(_: Picture) -> Iterator[Reading]:
    """Every claim: which one counts is a matter of the day of each incident."""
    words = "all claims; of an incident those in force on its day"
    yield Reading("search_and_rescue_regions", Selection(), words)
