"""Periods of which an edition is the whole record of a route."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from geodata.edition import Periods
from layers.analysis.records import Period

_DAY = dt.timedelta(days=1)


def added(
    periods: Periods,
    first: dt.date,
    last: dt.date,
    as_of: dt.date | None,
    routes: Collection[str],
) -> Periods:
    """The periods with one more of each route, in the place of what others say about its days.

    Neighbours of a route that were said on the same day become one.
    """
    new = [Period(route, first, last, as_of) for route in routes]
    out: list[Period] = []
    every = [*without(periods, first, last, routes), *new]
    for period in sorted(every, key=lambda p: (p.route, p.first)):
        before = out[-1] if out else None
        touches = before is not None and (
            (before.route, before.as_of) == (period.route, period.as_of)
            and period.first == before.last + _DAY
        )
        if before and touches:
            out[-1] = Period(before.route, before.first, period.last, before.as_of)
        else:
            out.append(period)
    return tuple(out)


def without(periods: Periods, first: dt.date, last: dt.date, routes: Collection[str]) -> Periods:
    """The periods less the days from `first` to `last`, both included, of some routes."""
    out: list[Period] = []
    for p in periods:
        if p.route not in routes:
            out.append(p)
            continue
        parts = ((p.first, min(p.last, first - _DAY)), (max(p.first, last + _DAY), p.last))
        out += [Period(p.route, a, b, p.as_of) for a, b in parts if a <= b]
    return tuple(dict.fromkeys(out))
