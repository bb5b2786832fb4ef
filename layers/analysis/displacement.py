"""Whether the fall of one route goes with a rise of another: a test of levels, and its verdict.

**What is tested.** The level of the other route, never its share: the mean of its seasonally
adjusted logarithms (`layers.analysis.change_points`) over the six months from the date on, less the
mean over the twelve months before, each without its highest and its lowest month; a month farther
than five standard deviations of the noise from the five around it is left out before, so that a
single huge month moves neither the level nor its date. Against the same months of one year before,
this finds more: in worlds of ten years where a quarter of the loss arrives, 80 in 100 rises instead
of 66, and 60 instead of 51 where levels wander.

**Placebo dates.** The same number at every other date of the same route whose windows do not
overlap the tested ones gives the rank (Abadie, Diamond and Hainmueller 2015,
doi:10.1111/ajps.12116, placebos in time; Andrews 2003, doi:10.1111/1468-0262.00466). A rise is one
of the 5 % largest, with at least 24 placebo dates, and makes up at least a tenth of what the first
route lost.

**Timing.** The month that best splits the other route upwards, from twelve months before the date
to the end of the window, lies within three months of it.

**Verdicts.** Rise and timing: *consistent with displacement*. Rise alone: *growth elsewhere,
unrelated in time*. No rise: *decline only*. A date, a route or a history that does not allow the
test: *not enough data*, with what is missing. Nothing here says why a route changed: two changes at
one time can have two reasons, and a third route, or land, is not in the test.

**False alarms** (`FALSE_ALARMS`): how often "consistent with displacement" is said of a pair of
routes where one fell by four fifths and the other did nothing. It is measured on synthetic worlds
in ``tests/layers/analysis/test_displacement.py``, with the share of worlds in which a displacement
of 25 % and 50 % of the loss is found (`POWER`); with three months since the fall fewer are found
(`POWER_YOUNG`), and a few more pairs are wrong (`FALSE_ALARMS_YOUNG`). A test of shares is wrong there in nearly every
world. Where levels wander as well, as those of real routes do, fewer are found (`POWER_WANDERING`):
not finding one does not mean that there is none. The rate is that of one pair: of a fall that is
tested against three routes it is up to three times as high, and who reads many verdicts must expect
some of them to be wrong. Placebo dates at which the route did take up what another lost make the
test more careful, not less.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from layers.analysis.change_points import (
    ADDED,
    SEASON_MONTHS,
    ChangePoint,
    adjusted_logs,
    logs,
    split_statistics,
    without_outliers,
)
from layers.analysis.levels import YEAR, Floats, Levels
from layers.terms import ROUTE_NAMES

Verdict = Literal[
    "decline only",
    "consistent with displacement",
    "growth elsewhere, unrelated in time",
    "not enough data",
]
HORIZON = 6
LEAST_HORIZON = 3
ALPHA = 0.05
MIN_PLACEBOS = 24
NEAR = 3  # months
LEAST_FALL = 1.5  # a factor
LEAST_SHARE = 0.1  # of what the first route lost
SHORTEST_PART = 3
FALSE_ALARMS = 0.06  # of pairs, with five years of history or more
FALSE_ALARMS_SHORT = 0.10  # of pairs, with 42 months
FALSE_ALARMS_YOUNG = 0.08  # of pairs, with three to five months since the fall
SHORT = 43  # placebo dates, of five years
POWER = {0.25: 0.68, 0.5: 0.95}  # of pairs, by the share of the loss that arrives; ten years
POWER_YOUNG = {0.25: 0.53, 0.5: 0.90}  # the same, with three months since the fall
POWER_WANDERING = {0.25: 0.55, 0.5: 0.76}  # the same, where levels drift by 6 % a month
MEASURED_BY = "tests/layers/analysis/test_displacement.py"


@dataclass(frozen=True)
class Shift:
    """A fall of one route, and what another did at the time.

    Numbers are None where there is not enough data for the test. "Expected" is what the twelve months before and
    the season would give.

    Attributes:
        declining: the route that fell.
        other: the route that is tested.
        measure: what the levels count.
        date: the first month of the fall.
        after: first and last month of the tested window.
        before: first and last month of what it is compared with.
        decline_factor: level of the first route over what was expected.
        lost: persons a month that it is below what was expected.
        growth_factor: level of the other route over what was expected.
        gained: persons a month that it is above what was expected.
        share_of_loss: `gained` over `lost`.
        rank: share of placebo dates with at least this growth, the tested date counted among them.
        placebos: how many placebo dates there are.
        placebo_dates: the first and the last of them.
        turned: the month that best splits the other route upwards around the date.
        verdict: one of four.
        sentence: the finding for a reader.
        missing: what would be needed, where there is not enough.
        false_alarms: measured share of false verdicts of displacement; of one pair of routes.
    """

    declining: str
    other: str
    measure: str
    date: dt.date
    after: tuple[dt.date, dt.date] | None = None
    before: tuple[dt.date, dt.date] | None = None
    decline_factor: float | None = None
    lost: float | None = None
    growth_factor: float | None = None
    gained: float | None = None
    share_of_loss: float | None = None
    rank: float | None = None
    placebos: int = 0
    placebo_dates: tuple[dt.date, dt.date] | None = None
    turned: dt.date | None = None
    verdict: Verdict = "not enough data"
    sentence: str = ""
    missing: tuple[str, ...] = ()
    false_alarms: float = FALSE_ALARMS


def displacement(
    levels: Levels, declining: str, other: str, date: dt.date, horizon: int = HORIZON
) -> Shift:
    """The verdict on a fall of one route and the level of another.

    Uses every month of `levels`; `Levels.upto` makes it as it would have been then. If fewer months
    than `horizon` have passed, but at least three, those are used.

    Args:
        levels: of both routes.
        declining: the route that fell.
        other: the route whose level is tested.
        date: the first month of the fall.
        horizon: months after the date.

    """
    date = date.replace(day=1)
    shift = Shift(declining, other, levels.measure, date)
    absent = [r for r in (declining, other) if r not in levels.routes]
    if absent:
        return _told(shift, [f"{ROUTE_NAMES.get(r, r)}: no figure" for r in absent])
    t = levels.position(date)
    rows = [levels.row(declining), levels.row(other)]
    horizon = min(horizon, len(levels.months) - t)
    if t < YEAR or horizon < LEAST_HORIZON:
        return _told(shift, [_too_near(levels, date)])
    shift = replace(
        shift,
        after=(levels.months[t], levels.months[t + horizon - 1]),
        before=(levels.months[t - YEAR], levels.months[t - 1]),
    )
    logged = logs(levels.linked)
    adjusted = [_usable(logged[row]) for row in rows]
    missing = []
    gains = []
    for row, route, values in zip(rows, (declining, other), adjusted, strict=True):
        gain = None if values is None else gains_at_dates(values, horizon)
        if gain is None:
            held = int((~np.isnan(levels.persons[row])).sum())
            missing.append(f"{ROUTE_NAMES[route]}: {held} months, {SEASON_MONTHS} are needed")
        elif np.isnan(gain[t]):
            missing.append(f"{ROUTE_NAMES[route]}: too many unknown months around the date")
            missing += levels.lacking(route, t - YEAR, t + horizon - 1)
        else:
            gains.append(gain)
    if len(gains) < 2 or adjusted[1] is None:
        return _told(shift, missing)
    shift = replace(shift, **_effects(levels, rows, gains, t, horizon))
    places = placebo_places(gains[1], t, horizon)
    measured = [
        FALSE_ALARMS,
        FALSE_ALARMS_SHORT if len(places) < SHORT else 0,
        FALSE_ALARMS_YOUNG if horizon < HORIZON else 0,
    ]
    shift = replace(shift, placebos=len(places), false_alarms=max(measured))
    if len(places):
        shift = replace(
            shift,
            placebo_dates=(levels.months[places[0]], levels.months[places[-1]]),
            rank=float((1 + (gains[1][places] >= gains[1][t]).sum()) / (1 + len(places))),
        )
    turned = _turning(adjusted[1], t, horizon)
    shift = replace(shift, turned=None if turned is None else levels.months[turned])
    return _judged(shift, None if turned is None else turned - t)


def displacements(levels: Levels, points: list[ChangePoint], horizon: int = HORIZON) -> list[Shift]:
    """The verdict on every other route for each fall among `points`, newest first."""
    falls = [p for p in points if p.factor <= 1 / LEAST_FALL]
    found = [
        displacement(levels, p.route, other, p.since, horizon)
        for p in falls
        for other in levels.routes
        if other != p.route
    ]
    return sorted(found, key=lambda s: s.date, reverse=True)


def gains_at_dates(adjusted: Floats, horizon: int) -> Floats:
    """The change of level at every date, over all series; the last axis is time.

    The mean of the window from each date on, less that of the twelve months before. NaN where more
    than one in six months, or one in four of the months before, is unknown.
    """
    n = adjusted.shape[-1]
    out = np.full(adjusted.shape, np.nan)
    if n < YEAR + horizon:
        return out
    after = _trimmed(adjusted, horizon, horizon - max(horizon // 6, 0))
    before = _trimmed(adjusted, YEAR, YEAR - YEAR // 4)
    out[..., YEAR : n - horizon + 1] = after[..., YEAR:] - before[..., : n - horizon - YEAR + 1]
    return out


def placebo_places(gain: Floats, t: int, horizon: int) -> list[int]:
    """The dates of one series whose windows do not overlap those of the date `t`."""
    dates = np.arange(len(gain))
    apart = (dates + horizon <= t) | (dates - YEAR >= t + horizon)
    return [int(s) for s in np.flatnonzero(apart & ~np.isnan(gain))]


def _usable(log: Floats) -> Floats | None:
    """Seasonally adjusted logarithms without single huge or tiny months; None if too few."""
    adjusted = adjusted_logs(log)
    return None if adjusted is None else without_outliers(adjusted)


def _trimmed(values: Floats, window: int, least: int) -> Floats:
    """The mean of each window without its highest and lowest value; NaN with too few known."""
    windows = np.lib.stride_tricks.sliding_window_view(values, window, axis=-1)
    known = ~np.isnan(windows)
    count = known.sum(axis=-1)
    total = np.where(known, windows, 0.0).sum(axis=-1)
    enough = count >= max(least, 3)
    ends = (
        np.where(known, windows, -np.inf).max(axis=-1),
        np.where(known, windows, np.inf).min(axis=-1),
    )
    for end in ends:
        total -= np.where(enough, end, 0.0)
    out: Floats = np.where(enough, total / np.maximum(count - 2, 1), np.nan)
    return out


def _turning(adjusted: Floats, t: int, horizon: int) -> int | None:
    """The place that best splits a series upwards around a date; None if nothing goes up."""
    known = np.flatnonzero(~np.isnan(adjusted[t - YEAR : t + horizon])) + t - YEAR
    statistics = split_statistics(adjusted[known], SHORTEST_PART)
    if np.isnan(statistics).all() or np.nanmax(statistics) <= 0:
        return None
    return int(known[int(np.nanargmax(statistics))])


def _effects(
    levels: Levels, rows: list[int], gains: list[Floats], t: int, horizon: int
) -> dict[str, Any]:
    """The sizes of both changes: factors, persons a month, and their ratio."""
    factors = [float(np.exp(gain[t])) for gain in gains]
    means = [float(np.nanmean(levels.persons[row, t : t + horizon])) for row in rows]
    # What was expected follows from what is there: no estimated level is needed beside it.
    lost = (means[0] + ADDED) * (1 / factors[0] - 1)
    gained = (means[1] + ADDED) * (1 - 1 / factors[1])
    effects = {
        "decline_factor": factors[0],
        "lost": lost,
        "growth_factor": factors[1],
        "gained": gained,
    }
    return {**effects, "share_of_loss": gained / lost} if lost > 0 else effects


def _too_near(levels: Levels, date: dt.date) -> str:
    if not levels.months:
        return "no month is held"
    return (
        f"{YEAR} months before {date:%b %Y} and {LEAST_HORIZON} from it on; held are "
        f"{levels.months[0]:%b %Y} to {levels.months[-1]:%b %Y}"
    )


def _judged(shift: Shift, distance: int | None) -> Shift:
    """The verdict that follows from the numbers."""
    name = ROUTE_NAMES[shift.declining]
    fall, share = shift.decline_factor or 1.0, shift.share_of_loss
    if fall > 1 / LEAST_FALL or share is None:
        return _told(
            shift,
            [
                f"a fall: {name} stood at {fall:.2f} times what was expected from "
                f"{shift.date:%b %Y} on, and {1 / LEAST_FALL:.2f} or less is needed"
            ],
        )
    if shift.placebos < MIN_PLACEBOS or shift.rank is None:
        other = ROUTE_NAMES[shift.other]
        return _told(
            shift,
            [f"placebo dates of {other}: there are {shift.placebos}, {MIN_PLACEBOS} are needed"],
        )
    rises = shift.rank <= ALPHA and share >= LEAST_SHARE
    if not rises:
        return _told(replace(shift, verdict="decline only"))
    is_near = distance is not None and abs(distance) <= NEAR
    return _told(
        replace(
            shift,
            verdict="consistent with displacement"
            if is_near
            else "growth elsewhere, unrelated in time",
        )
    )


_NOTHING: dict[str, Any] = dict.fromkeys(
    ("decline_factor", "lost", "growth_factor", "gained", "share_of_loss", "rank", "turned")
)


def _told(shift: Shift, missing: list[str] | None = None) -> Shift:
    """The shift with its sentence."""
    name, other = ROUTE_NAMES[shift.declining], ROUTE_NAMES[shift.other]
    if missing:
        sentence = f"{name} and {other}, {shift.date:%b %Y}: not enough data."
        # Where the test cannot be made its numbers would be read as its result.
        return replace(shift, missing=tuple(missing), sentence=sentence, **_NOTHING)
    fall, growth = shift.decline_factor or 1.0, shift.growth_factor or 1.0
    change = (
        f"From {shift.date:%b %Y} {name} stood at {fall:.2f} times what its year before and its season "
        f"would give (about {shift.lost:,.0f} persons a month fewer); {other} at {growth:.2f} times"
    )
    place = (
        f"its change ranks {round((shift.rank or 1) * (shift.placebos + 1)):,} of "
        f"{shift.placebos + 1:,} dates of that route"
    )
    share = f"{100 * (shift.share_of_loss or 0):.0f} % of the loss"
    more = f"(about {shift.gained:,.0f} a month more, {share})"
    said = {
        "decline only": f"; {place}. {_too_little(shift)}: a decline only.",
        "consistent with displacement": (
            f" {more}, turning up in {_month(shift.turned)}; {place}. This is consistent with "
            "displacement; other reasons for both changes are not ruled out."
        ),
        "growth elsewhere, unrelated in time": (
            f" {more}; {place}, but it turned up in {_month(shift.turned)}, not within {NEAR} months: "
            "growth elsewhere, unrelated in time."
        ),
    }
    return replace(shift, sentence=change + said[shift.verdict])


def _too_little(shift: Shift) -> str:
    """Why what the other route did is no growth to speak of."""
    if shift.rank is not None and shift.rank <= ALPHA and (shift.gained or 0) > 0:
        # Rounded down: what falls short of the limit must not read as if it had reached it.
        share = math.floor(1000 * (shift.share_of_loss or 0)) / 10
        return f"It grew, by {share:.1f} % of the loss, and {100 * LEAST_SHARE:.0f} % are asked for"
    return "No growth there that stands out"


def _month(day: dt.date | None) -> str:
    return f"{day:%b %Y}" if day else "no month"
