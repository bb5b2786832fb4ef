"""Changes of a route against its own former years: alerts.

**Seasonally matched change.** The persons of the last three months over those of the same calendar
months a year before, like for like (`layers.analysis.levels`), as a logarithm. 25 persons a month
are added to both sides, so that a rise from 3 to 12 persons is not a factor of four.

**Alert.** A month is in alert if the change is at least a factor of 1.5 either way and 100 persons
a month, the middle one of its three months says so too (a single huge month is no alert), and
either

* *unusual*: its rank among the changes at all earlier months whose windows do not overlap it
  (placebo dates, at least 39) is in the outer 5 %, half of it on each side; the idea is that of
  Andrews, End-of-sample instability tests, Econometrica 71 (2003), doi:10.1111/1468-0262.00466;
  or
* *large*: at least a factor of 2, whatever the history; the only rule where that is short.

An alert begins when two months in a row are in alert in one direction: at the second of them. It
uses only months up to then.

**False alarms.** In synthetic worlds that have a season and noise and no change, an alert begins
`FALSE_ALERTS` times per route and year (``tests/layers/analysis/test_changes.py``), and more often
where levels wander (`FALSE_ALERTS_WANDERING`). Real routes wander more still, as their own history
shows (`alerts_begun`): an alert says that a level moved, not that it will stay there, and one that is
only large says so of a route whose level often moves as far.

**Since when.** An alert names the month that best splits the two years up to its first month: a
guess that gets better with time, and is settled by `layers.analysis.change_points` after six
months.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np

from layers.analysis.change_points import (
    ADDED,
    Direction,
    Ints,
    adjusted_logs,
    logs,
    median_of_known,
    split_statistics,
)
from layers.analysis.levels import YEAR, Flags, Floats, Levels

WINDOW = 3
ALPHA = 0.05
MIN_PLACEBOS = 39  # with fewer, no rank can be in the outer 2.5 % of its side
LEAST_FACTOR = 1.5
LARGE_FACTOR = 2.0
LEAST_PERSONS = 100.0  # a month
SHORTEST_PART = 2  # months, of the guess since when
FALSE_ALERTS = 0.10  # per route and year
FALSE_ALERTS_WANDERING = {0.03: 0.12, 0.06: 0.17}  # the same, by the drift of a level in a month

Basis = Literal["unusual", "large", "unusual and large"]


@dataclass(frozen=True)
class Change:
    """The seasonally matched change of every route at every month; arrays of routes x months.

    Attributes:
        after: persons a month in the window; NaN where too few of its months count.
        before: persons a month in the same calendar months of the year before.
        log: the logarithm of their ratio, 25 persons added to both.
        rank_up: share of placebo dates with at least this change, this date counted among them.
        rank_down: the same for changes at most this one.
        placebos: how many placebo dates there are.
        state: 1 where a rise is in alert, -1 a fall, else 0.
    """

    after: Floats
    before: Floats
    log: Floats
    rank_up: Floats
    rank_down: Floats
    placebos: Ints
    state: Ints


@dataclass(frozen=True)
class Alert:
    """A stretch of months in which a route is in alert in one direction.

    Attributes:
        route: the route.
        direction: rise or fall.
        first: the month at whose end it was first in alert.
        last: the last month in alert.
        is_open: whether that is the last month that the route has.
        since: the month that best splits the two years up to `first`; None if they are too short.
        factor: persons of the window over those of the year before, at `first`.
        after: persons a month in the window.
        before: persons a month in the same months of the year before.
        basis: which rule it meets.
        rank: share of placebo dates with a change as far out on its side; None if too few.
        placebos: how many placebo dates there are.
    """

    route: str
    direction: Direction
    first: dt.date
    last: dt.date
    is_open: bool
    since: dt.date | None
    factor: float
    after: float
    before: float
    basis: Basis
    rank: float | None
    placebos: int

    @property
    def is_usual(self) -> bool:
        """Whether the route's own history has moved as far too often for this to stand out."""
        return self.rank is not None and self.rank > ALPHA / 2

    @property
    def why(self) -> str:
        """Which rule it meets, and how it stands in the route's own history."""
        if self.rank is None:
            return f"{self.basis}; fewer than {MIN_PLACEBOS} earlier dates to rank it among"
        place = f"rank {self.rank:.3f} of {self.placebos} earlier dates"
        return f"{self.basis}, not unusual; {place}" if self.is_usual else f"{self.basis}; {place}"


def changes(now: Floats, then: Floats, window: int = WINDOW) -> Change:
    """The seasonally matched change at every month; the months are the last axis.

    Args:
        now: persons of each month, like for like with `then`.
        then: persons of the same month a year before.
        window: months; one of them may be unknown if there are more than two.
    """
    known = ~np.isnan(now) & ~np.isnan(then)
    after, count = _rolling(np.where(known, now, np.nan), window)
    before, _ = _rolling(np.where(known, then, np.nan), window)
    enough = known & (count >= (window if window < WINDOW else window - 1))
    count = np.where(enough, count, 1)
    after, before = (np.where(enough, a / count, np.nan) for a in (after, before))
    log = np.log((after + ADDED) / (before + ADDED))
    up, down, placebos = _ranks(log, window)
    unusual = (placebos >= MIN_PLACEBOS) & (np.where(log > 0, up, down) <= ALPHA / 2)
    middle = _rolling_median(
        np.where(known, np.log((now + ADDED) / (then + ADDED)), np.nan), window
    )
    enough = (np.abs(log) >= np.log(LEAST_FACTOR)) & (np.abs(after - before) >= LEAST_PERSONS)
    # One huge month makes a large sum, and a year later a small one: most months must agree.
    enough &= middle * np.sign(np.nan_to_num(log)) >= np.log(LEAST_FACTOR)
    on = enough & (unusual | (np.abs(log) >= np.log(LARGE_FACTOR)))
    sign = np.where(on, np.sign(np.nan_to_num(log)), 0).astype(np.int64)
    return Change(after, before, log, up, down, placebos, _held(sign, np.isnan(log)))


def _held(sign: Ints, unknown: Flags) -> Ints:
    """The signs that two known months in a row share; an unknown month leaves what was."""
    out = np.zeros_like(sign)
    before = np.zeros(sign.shape[:-1], dtype=np.int64)
    for t in range(sign.shape[-1]):
        is_known = ~unknown[..., t]
        now = np.where(sign[..., t] == before, sign[..., t], 0)
        out[..., t] = np.where(is_known, now, out[..., t - 1] if t else 0)
        before = np.where(is_known, sign[..., t], before)
    return out


def begins(state: Ints) -> Flags:
    """In which months an alert begins."""
    out: Flags = state != 0
    out[..., 1:] &= state[..., 1:] != state[..., :-1]
    return out


def alerts_begun(levels: Levels, change: Change | None = None) -> tuple[int, float]:
    """How many alerts began in all routes held, and in how many route years they could have."""
    if not levels.months:
        return 0, 0.0
    change = change or changes(*levels.year_before)
    return int(begins(change.state).sum()), float((~np.isnan(change.log)).sum()) / YEAR


def alerts(levels: Levels, change: Change | None = None) -> list[Alert]:
    """Every alert of every route, newest first; each knows only the months up to its own."""
    if not levels.months:
        return []
    change = change or changes(*levels.year_before)
    linked = logs(levels.linked)
    found = []
    for row, route in enumerate(levels.routes):
        known = np.flatnonzero(~np.isnan(change.log[row]))
        for t in np.flatnonzero(begins(change.state[row])):
            same = change.state[row, t:] == change.state[row, t]
            after = t + (len(same) if same.all() else int(np.argmin(same)))
            end = known[known < after][-1]
            places = (int(t), int(end), int(known[-1]))
            found.append(_alert(levels, route, change, linked[row], places))
    return sorted(found, key=lambda a: (a.first, a.route), reverse=True)


def _alert(
    levels: Levels, route: str, change: Change, linked: Floats, places: tuple[int, int, int]
) -> Alert:
    """The alert of a route from one place to another, of all its months up to the newest."""
    row = levels.row(route)
    t, end, newest = places
    rises = change.state[row, t] > 0
    rank = float((change.rank_up if rises else change.rank_down)[row, t])
    placebos = int(change.placebos[row, t])
    is_unusual = placebos >= MIN_PLACEBOS and rank <= ALPHA / 2
    is_large = abs(change.log[row, t]) >= np.log(LARGE_FACTOR)
    words: Basis = "unusual" if is_unusual else "large"
    if is_unusual and is_large:
        words = "unusual and large"
    after, before = float(change.after[row, t]), float(change.before[row, t])
    return Alert(
        route=route,
        direction="rise" if rises else "fall",
        first=levels.months[t],
        last=levels.months[end],
        is_open=end >= newest,
        since=_since(levels, linked[: t + 1], 1 if rises else -1),
        factor=(after + ADDED) / (before + ADDED),
        after=after,
        before=before,
        basis=words,
        rank=rank if placebos >= MIN_PLACEBOS else None,
        placebos=placebos,
    )


def _since(levels: Levels, log: Floats, sign: int) -> dt.date | None:
    """The month that best splits the two years up to the end of `log` in one direction."""
    adjusted = adjusted_logs(log)
    if adjusted is None:
        return None
    begin = max(0, len(log) - 2 * YEAR)
    known = np.flatnonzero(~np.isnan(adjusted[begin:])) + begin
    if len(known) < YEAR:
        return None
    t = sign * split_statistics(adjusted[known], SHORTEST_PART)
    return levels.months[int(known[int(np.nanargmax(t))])]


def _rolling(values: Floats, window: int) -> tuple[Floats, Ints]:
    """The sum and the number of known values in the window that ends at each place."""
    pad = [(0, 0)] * (values.ndim - 1) + [(window - 1, 0)]
    padded = np.pad(values, pad, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, window, axis=-1)
    known = ~np.isnan(windows)
    return np.where(known, windows, 0.0).sum(axis=-1), known.sum(axis=-1)


def _rolling_median(values: Floats, window: int) -> Floats:
    """The median of the known values in the window that ends at each place."""
    pad = [(0, 0)] * (values.ndim - 1) + [(window - 1, 0)]
    padded = np.pad(values, pad, constant_values=np.nan)
    return median_of_known(np.lib.stride_tricks.sliding_window_view(padded, window, axis=-1))


def _ranks(values: Floats, gap: int) -> tuple[Floats, Floats, Ints]:
    """The rank of each value among those at least `gap` places earlier, from above and below."""
    place = np.arange(values.shape[-1])
    earlier = place[None, :] <= place[:, None] - gap
    own, other = values[..., :, None], values[..., None, :]
    counted = earlier & ~np.isnan(other)
    count = counted.sum(axis=-1)
    up = (1 + (counted & (other >= own)).sum(axis=-1)) / (1 + count)
    down = (1 + (counted & (other <= own)).sum(axis=-1)) / (1 + count)
    unknown = np.isnan(values)
    return np.where(unknown, np.nan, up), np.where(unknown, np.nan, down), count
