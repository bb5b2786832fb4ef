"""Whether a file shrinks or ages what is held, so that somebody should look at it first."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from geodata.edition import Periods
from geodata.refresh.judging import TIME_OF, series
from geodata.sources.source import Parsed, Scope
from layers.selection import month_end
from layers.terms import ROUTE_NAMES

SHRINKAGE = 0.2  # a source that loses more than this is held for somebody to look at
# The last year of a record still grows: that of April 2025 had 61 % of what one of May 2026 has of
# its last months on the Atlantic route. Less than half is more than growth.
GROWING = pd.DateOffset(months=12)
GROWTH = 0.5
FEW = 50  # persons: below, a fifth is no more than a revision
SHOWN = 5
_COUNTED = ("dead_count", "missing_count", "detections")
# Reports of these layers end on a day or in a month of their own, which tells the older file.
_ENDING = ("arrivals_reported", "detections")


@dataclass(frozen=True)
class Held:
    """What is held of a source as a file of it comes.

    Attributes:
        base: every record.
        replaced: the records that the file speaks about.
        complete: the periods of which the records are complete.
        said_on: the day on which the publisher said what was imported so far; None if unknown.
        published: the deaths layer, if the toll is counted from this source; else empty.
    """

    base: pd.DataFrame
    replaced: pd.DataFrame
    complete: Periods
    said_on: dt.date | None
    published: pd.DataFrame


def suspicions(parsed: Parsed, fresh: pd.DataFrame, held: Held) -> tuple[str, ...]:
    """Why a file is held for somebody to look at; empty if nothing is suspicious.

    Args:
        parsed: the file.
        fresh: its records, as they conform to their layer.
        held: what there was before it.
    """
    return (
        *_fewer_records(fresh, held.replaced),
        *_lower_sums(fresh, held.replaced),
        *_lower_tolls(parsed, fresh, held),
        *_lower_arrivals(parsed, fresh, held.replaced),
        *_older(parsed, fresh, held),
    )


def last_day(frame: pd.DataFrame, layer: str) -> dt.date | None:
    """The last day that the records of a layer lie in; None if they have no time."""
    column = TIME_OF.get(layer)
    newest = frame[column].max() if column and len(frame) else pd.NaT
    if pd.isna(newest):
        return None
    return month_end(newest.date()) if column == "month" else newest.date()


def _fewer_records(fresh: pd.DataFrame, before: pd.DataFrame) -> Iterable[str]:
    if len(fresh) < (1 - SHRINKAGE) * len(before):
        yield (
            f"It holds {len(fresh):,} records where {len(before):,} are held for the same period; "
            f"expected at least {_least(len(before)):,}."
        )


def _lower_sums(fresh: pd.DataFrame, before: pd.DataFrame) -> Iterable[str]:
    for column in _COUNTED:
        if column not in fresh.columns:
            continue
        old, new = before[column].sum(), fresh[column].sum()
        if new < (1 - SHRINKAGE) * old:
            yield (
                f"It counts {new:,} {column.removesuffix('_count')} where {old:,} are held for the "
                f"same period; expected at least {_least(old):,}."
            )


def _lower_tolls(parsed: Parsed, fresh: pd.DataFrame, held: Held) -> Iterable[str]:
    """Where a route of a year has fewer people than the published series, or than is held."""
    if parsed.layer != "incidents" or parsed.scope is None or not parsed.complete:
        return
    published = held.published.rename(columns={"dead_and_missing_count": "people"})
    tolls = _by_route_and_year(_people(fresh), parsed)
    said: dict[tuple[str, int], str] = {}
    for frame, there in (
        (published, "the published series has"),
        (_people(held.replaced), "what is held has"),
    ):
        for (route, year), (known, least) in _by_route_and_year(frame, parsed).items():
            ours = tolls.get((route, year), (0, 0))[0]
            if known >= FEW and ours < least:
                sentence = (
                    f"{ROUTE_NAMES[route]} {year}: it counts {ours:,} dead and missing in whole "
                    f"months where {there} {known:,}; expected at least {least:,}."
                )
                said.setdefault((route, year), sentence)
    yield from list(said.values())[:SHOWN]
    if len(said) > SHOWN:
        yield f"So it is with {len(said) - SHOWN} more routes and years."


def _people(incidents: pd.DataFrame) -> pd.DataFrame:
    dated = incidents[incidents["occurred_on"].notna() & incidents["route"].notna()]
    return pd.DataFrame(
        {
            "month": dated["occurred_on"].dt.to_period("M").dt.start_time,
            "route": dated["route"],
            "people": dated["dead_count"].fillna(0) + dated["missing_count"].fillna(0),
        }
    )


def _by_route_and_year(
    tolls: pd.DataFrame, parsed: Parsed
) -> dict[tuple[str, int], tuple[int, int]]:
    """People, and the least that would be right, by route and year.

    Over the whole months and the routes that the file speaks about.
    """
    if tolls.empty or parsed.scope is None:
        return {}
    first, end = _whole_months(parsed.scope)
    month = tolls["month"]
    rows = tolls[(month >= first) & (month < end) & tolls["route"].isin(parsed.routes)]
    growing = rows["month"] > pd.Timestamp(parsed.scope[1]) - GROWING
    people = rows["people"].astype("int64")
    table = pd.DataFrame(
        {"people": people, "least": people * growing.map({True: GROWTH, False: 1 - SHRINKAGE})}
    )
    sums = table.groupby([rows["route"], rows["month"].dt.year]).sum()
    cells = sums.reset_index().itertuples(index=False, name=None)
    return {(str(r), int(y)): (int(n), math.ceil(least)) for r, y, n, least in cells}


def _whole_months(scope: Scope) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The start of the first month that lies in the scope whole, and of the one after the last."""
    first, last = (pd.Timestamp(day) for day in scope)
    start = first if first.day == 1 else first + pd.offsets.MonthBegin()
    return start, (last + pd.Timedelta(days=1)).replace(day=1)


def _lower_arrivals(parsed: Parsed, fresh: pd.DataFrame, before: pd.DataFrame) -> Iterable[str]:
    """Where a series of arrivals has fewer persons; reports of different ones are never added."""
    if parsed.layer != "arrivals_reported":
        return
    new = _by_series(fresh)
    fallen = {
        name: (new.get(name, 0), old)
        for name, old in _by_series(before).items()
        if old >= FEW and new.get(name, 0) < (1 - SHRINKAGE) * old
    }
    for name, (ours, old) in list(fallen.items())[:SHOWN]:
        yield (
            f"{' '.join(name.split())}: it counts {ours:,} persons where {old:,} are held for the same period; "
            f"expected at least {_least(old):,}."
        )
    if len(fallen) > SHOWN:
        yield f"So it is with {len(fallen) - SHOWN} more series."


def _by_series(arrivals: pd.DataFrame) -> dict[str, int]:
    """Persons by series: days and months added up, of running totals the largest of each year."""
    names = series(arrivals).astype(str)
    is_total = names.str.endswith(" total")
    year = arrivals["last_day"].dt.year.astype(str)
    persons = arrivals["persons"].fillna(0).astype("int64")
    added = persons[~is_total].groupby(names[~is_total]).sum()
    largest = persons[is_total].groupby(names[is_total] + " of " + year[is_total]).max()
    return {str(k): int(v) for k, v in [*added.items(), *largest.items()]}


def _older(parsed: Parsed, fresh: pd.DataFrame, held: Held) -> Iterable[str]:
    """Whether the file was made before what is held of its own period and series."""
    if parsed.layer in _ENDING and len(held.base):
        time = TIME_OF[parsed.layer]
        base = held.base
        if parsed.layer == "arrivals_reported":
            base = base[series(base).isin(set(series(fresh)))]
        ours, theirs = fresh[time].max(), base[time].max()
        if ours < theirs:
            form = "%b %Y" if time == "month" else "%Y-%m-%d"
            yield (
                f"It ends with {ours:{form}}, and what is held of the same series with "
                f"{theirs:{form}}: it may be an older edition; expected one that ends then or "
                "later. If it is meant for its own period alone, confirm it."
            )
            return
    said = _said_of(parsed, held)
    if parsed.as_of and parsed.is_dated and said and parsed.as_of < said:
        yield (
            f"It is as of {parsed.as_of.isoformat()}, and what is held of its period is of "
            f"{said.isoformat()} or later: it may be an older edition; expected one of that day or "
            "later."
        )


def _said_of(parsed: Parsed, held: Held) -> dt.date | None:
    """The earliest day on which what is held of the file's own period can have been said."""
    if parsed.layer == "incidents" and parsed.scope:
        first, last = parsed.scope
        # A record was not made before the last day that it holds, whether it states its own day
        # or not.
        days = [
            p.as_of or p.last
            for p in held.complete
            if p.route in parsed.routes and p.first <= last and p.last >= first
        ]
        if days:
            return max(days)
    return held.said_on if len(held.replaced) == len(held.base) else None


def _least(known: float) -> int:
    return math.ceil((1 - SHRINKAGE) * known)
