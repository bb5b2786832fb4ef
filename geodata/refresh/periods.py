"""Periods of which an edition is the whole record, each with the day on which it was said."""

from __future__ import annotations

import datetime as dt

from geodata.edition import Periods

_DAY = dt.timedelta(days=1)


def added(periods: Periods, first: dt.date, last: dt.date, as_of: dt.date) -> Periods:
    """The periods with one more, which takes the place of what others say about its days.

    Neighbours that were said on the same day become one.
    """
    out: list[tuple[dt.date, dt.date, dt.date]] = []
    for period in sorted([*without(periods, first, last), (first, last, as_of)]):
        if out and period[0] == out[-1][1] + _DAY and period[2] == out[-1][2]:
            out[-1] = (out[-1][0], period[1], period[2])
        else:
            out.append(period)
    return tuple(out)


def without(periods: Periods, first: dt.date, last: dt.date) -> Periods:
    """The periods less the days from `first` to `last`, both included."""
    out = []
    for start, end, as_of in periods:
        parts = ((start, min(end, first - _DAY)), (max(start, last + _DAY), end))
        out += [(a, b, as_of) for a, b in parts if a <= b]
    return tuple(dict.fromkeys(out))
