"""Since when the level of a route is another, and by how much.

**Method.** Logarithms of the linked levels (`layers.analysis.levels`; 25 persons a month added),
less their season, are cut into parts of at least six months (the newest, which is still going on,
three), so that the sum of squared distances to the mean of each part, plus a penalty for each cut,
is least: optimal partitioning (Jackson et al. 2005, doi:10.1109/LSP.2001.838216). It finds a rise
that is followed by a fall, where cutting in two again and again does not. The season of a calendar
month is the median of its distances to a centred moving year (classical decomposition). A month
farther than three standard deviations of the noise from the median of the five around it is drawn
in to there, so that a single huge month is no change.

**Penalty.** 40 times the variance of the noise, which is taken from the median absolute difference
of neighbouring months, so that the changes themselves do not enter it. With it, a change point is
found in `FALSE_CHANGE_POINTS` of the synthetic series of ten years that have a season and noise and
no change (``tests/layers/analysis/test_changes.py``); the usual penalty of 2 log n would find one
in most of them, because the noise of neighbouring months is alike. Where levels wander, most series have one
(`CHANGE_POINTS_WANDERING`): a level that never stands still is cut where that fits best, which is
no event.

**Band.** 95 % of the factors between parts whose residuals are drawn anew in circular blocks of six
months (Politis and Romano 1992). Sampling variation only; the date is taken as given.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from layers.analysis.levels import YEAR, Floats, Levels

ADDED = 25.0  # persons a month
BLOCK = 6
SHORTEST = 6  # months of a part
SHORTEST_LAST = 3  # of the newest, which is still going on
SEASON_MONTHS = 36  # with fewer, no season is known
PENALTY = 40.0
FARTHEST, OUTLIER = 3.0, 5.0  # standard deviations of the noise
DRAWS = 499
FALSE_CHANGE_POINTS = 0.05  # of series of ten years
CHANGE_POINTS_WANDERING = {0.03: 0.49, 0.06: 0.83}  # the same, by the drift of a level in a month
SEED = 20150101

Direction = Literal["rise", "fall"]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class ChangePoint:
    """A month since when the level of a route is another.

    Attributes:
        route: the route.
        since: the first month of the new level.
        until: the last month of the new level: the next change, or the end of what is known.
        factor: new level over old, season taken out.
        low: lower end of the 95 % band of the factor; sampling variation only.
        high: its upper end.
    """

    route: str
    since: dt.date
    until: dt.date
    factor: float
    low: float
    high: float

    @property
    def direction(self) -> Direction:
        """Whether the new level is higher or lower."""
        return "rise" if self.factor > 1 else "fall"


def change_points(levels: Levels) -> list[ChangePoint]:
    """The months since when the level of a route is another, by route and month."""
    found = []
    linked = logs(levels.linked)
    for row, route in enumerate(levels.routes):
        adjusted = adjusted_logs(linked[row])
        if adjusted is None:
            continue
        known = np.flatnonzero(~np.isnan(adjusted))
        values = adjusted[known]
        cuts = partition(values)
        edges = [0, *cuts, len(values)]
        rng = np.random.default_rng(SEED)
        for number, cut in enumerate(cuts):
            end = edges[number + 2]
            left, right = values[edges[number] : cut], values[cut:end]
            drawn = _means(right, rng) - _means(left, rng)
            low, high = np.exp(np.quantile(drawn, [0.025, 0.975]))
            factor = float(np.exp(right.mean() - left.mean()))
            since, until = levels.months[known[cut]], levels.months[known[end - 1]]
            found.append(ChangePoint(route, since, until, factor, float(low), float(high)))
    return found


def logs(persons: Floats) -> Floats:
    """Logarithms with 25 persons added, NaN where unknown."""
    out: Floats = np.log(persons + ADDED)
    return out


def season(log: Floats) -> Floats:
    """The season of logarithms by calendar month, counted from the first month; the last axis.

    NaN for a calendar month that is not known.
    """
    n = log.shape[-1]
    pad = [(0, 0)] * (log.ndim - 1) + [(6, 6)]
    padded = np.pad(log, pad, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 13, axis=-1)
    known = ~np.isnan(windows)
    weights = np.r_[0.5, np.ones(11), 0.5] * known
    total = weights.sum(axis=-1)
    level = (np.where(known, windows, 0.0) * weights).sum(axis=-1) / np.where(total, total, 1)
    # A year of which much is unknown says nothing of its level.
    distance = np.where(total >= YEAR - 2, log - level, np.nan)
    out = np.stack([median_of_known(distance[..., m:n:YEAR]) for m in range(YEAR)], axis=-1)
    out -= mean_of_known(out)[..., None]
    return out


def adjusted_logs(log: Floats) -> Floats | None:
    """Logarithms less their season; None where fewer than 36 months are known."""
    if (~np.isnan(log)).sum(axis=-1).max(initial=0) < SEASON_MONTHS:
        return None
    months = np.arange(log.shape[-1]) % YEAR
    out: Floats = log - season(log)[..., months]
    return out


def partition(values: Floats) -> list[int]:
    """The places at which a new part begins; none where `values` are constant or too few."""
    n = len(values)
    noise = _noise(values)
    if n < 2 * SHORTEST or noise <= 1e-9:
        return []
    penalty = PENALTY * noise
    values = _tamed(values, FARTHEST * noise**0.5)
    total = np.concatenate([[0.0], np.cumsum(values - values.mean())])
    squares = np.concatenate([[0.0], np.cumsum((values - values.mean()) ** 2)])
    least = np.full(n + 1, np.inf)
    least[0] = -penalty
    begin = np.zeros(n + 1, dtype=np.int64)
    for end in range(SHORTEST, n + 1):
        start = np.arange(0, end - (SHORTEST_LAST if end == n else SHORTEST) + 1)
        within = squares[end] - squares[start] - (total[end] - total[start]) ** 2 / (end - start)
        cost = least[start] + within + penalty
        begin[end] = int(np.argmin(cost))
        least[end] = cost[begin[end]]
    cuts: list[int] = []
    end = int(begin[n])
    while end > 0:
        cuts.insert(0, end)
        end = int(begin[end])
    return cuts


def _noise(values: Floats) -> float:
    """The variance of the noise of single months, from the differences of neighbours."""
    if len(values) < 3:
        return 0.0
    steps = np.diff(values)
    spread = 1.4826 * float(np.median(np.abs(steps - np.median(steps))))
    return spread**2 / 2


def without_outliers(adjusted: Floats) -> Floats:
    """One series with the single months left out that no level explains: NaN, as if unknown.

    They are farther than five standard deviations of the noise from the median of the five around.
    Two in a row stay: they may be a level.
    """
    known = np.flatnonzero(~np.isnan(adjusted))
    values = adjusted[known]
    if len(values) < 2 * SHORTEST:
        return adjusted
    out = adjusted.copy()
    far = np.abs(values - _middle(values)) > max(OUTLIER * _noise(values) ** 0.5, 1e-9)
    alone = far & ~np.roll(far, 1) & ~np.roll(far, -1)
    out[known[alone]] = np.nan
    return out


def _tamed(values: Floats, most: float) -> Floats:
    """`values`, none of them farther than `most` from the median of the five around it."""
    middle = _middle(values)
    return np.clip(values, middle - most, middle + most)


def _middle(values: Floats) -> Floats:
    """The median of the five values around each place."""
    around = np.lib.stride_tricks.sliding_window_view(np.pad(values, 2, mode="reflect"), 5)
    out: Floats = np.median(around, axis=-1)
    return out


def split_statistics(values: Floats, shortest: int = SHORTEST) -> Floats:
    """The t statistic of a change of the mean at each place; NaN where a part is too short.

    The last axis is time; place k parts the first k values from the others; positive is a rise.
    """
    n = values.shape[-1]
    out = np.full(values.shape, np.nan)
    if n < 2 * shortest:
        return out
    k = np.arange(shortest, n - shortest + 1)
    centred = values - values.mean(axis=-1, keepdims=True)
    left = np.cumsum(centred, axis=-1)[..., k - 1]
    total = (centred**2).sum(axis=-1, keepdims=True)
    difference = -left / (n - k) - left / k
    between = difference**2 * k * (n - k) / n
    variance = np.maximum(total - between, 1e-12 * n) / max(n - 2, 1)
    out[..., k] = difference / np.sqrt(variance * n / (k * (n - k)))
    return out


def _means(values: Floats, rng: np.random.Generator) -> Floats:
    """Means of series drawn from `values` in circular blocks, with replacement."""
    n = len(values)
    starts = rng.integers(0, n, (DRAWS, -(-n // BLOCK)))
    places = (starts[:, :, None] + np.arange(BLOCK)).reshape(DRAWS, -1)[:, :n] % n
    out: Floats = values[places].mean(axis=-1)
    return out


def median_of_known(values: Floats) -> Floats:
    """The median of the known values on the last axis, NaN where there is none; no warning."""
    ordered = np.sort(values, axis=-1)
    count = (~np.isnan(values)).sum(axis=-1)
    if not values.shape[-1]:
        return np.full(values.shape[:-1], np.nan)
    low, high = np.maximum(count - 1, 0) // 2, count // 2
    high = np.minimum(high, values.shape[-1] - 1)
    picked = [np.take_along_axis(ordered, i[..., None], axis=-1)[..., 0] for i in (low, high)]
    out: Floats = np.where(count > 0, (picked[0] + picked[1]) / 2, np.nan)
    return out


def mean_of_known(values: Floats) -> Floats:
    """The mean of the known values on the last axis, NaN where there is none; no warning."""
    known = ~np.isnan(values)
    count = known.sum(axis=-1)
    total = np.where(known, values, 0.0).sum(axis=-1)
    out: Floats = np.where(count > 0, total / np.where(count, count, 1), np.nan)
    return out
