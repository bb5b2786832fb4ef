"""Sets of periods, both end days included."""

from __future__ import annotations

import datetime as dt

from geodata.edition import Periods

_DAY = dt.timedelta(days=1)


def added(periods: Periods, span: tuple[dt.date, dt.date]) -> Periods:
    """The periods with one more; those that touch are one."""
    out: list[tuple[dt.date, dt.date]] = []
    for first, last in sorted([*periods, span]):
        if out and first <= out[-1][1] + _DAY:
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return tuple(out)


def without(periods: Periods, span: tuple[dt.date, dt.date] | None) -> Periods:
    """The periods less one; None takes all of them away."""
    if span is None:
        return ()
    out = []
    for first, last in periods:
        before, after = (first, span[0] - _DAY), (span[1] + _DAY, last)
        if span[1] < first or span[0] > last:
            out.append((first, last))
            continue
        out += [p for p in (before, after) if p[0] <= p[1]]
    return tuple(out)
