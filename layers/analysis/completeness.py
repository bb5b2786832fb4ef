"""How much of a month's deaths is known after so many months, learned from former editions.

The register goes on adding and correcting incidents for months after they happened. Editions of
one record, read at different times, show by how much: for each month that an edition covers whole,
the deaths that were known at an age of so many months are divided by those that the newest edition
knows, if it was read at least six months later. The curve is the median of these shares by age,
with the range in which four of five months lie.

It is a curve of what later editions added. What no edition ever learns is not in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.aggregate import bucket_start
from layers.analysis.records import Periods
from layers.selection import Bucket, month_end, next_month

# The later count must have been read so many months after the earlier one.
FOLLOWED_MONTHS = 6
OLDEST_AGE = 12
MIN_EDITIONS = 3
# So many months must have been seen younger than `FOLLOWED_MONTHS`, and again so much later.
MIN_OVERLAP = 6
# So many months must stand behind one point of the curve.
MIN_MONTHS = 3
COMPLETE_SHARE = 0.95
QUANTILES = (0.1, 0.5, 0.9)
# Settled months do not lose or gain a tenth together, unless an edition has another scope.
SCOPE_TOLERANCE = 0.1
_OLD_AGE = 24
NOT_DRAWN = (
    "What is expected after revision is drawn by month, and only without a filter on incidents."
)
_CELL = ["month", "route"]
_COLUMNS = ["age", "low", "median", "high", "months"]


@dataclass(frozen=True)
class Curve:
    """The share of the later count that was known at each age.

    Attributes:
        shares: columns `age` (whole months since the month's end), `low`, `median`, `high`
            (quantiles `QUANTILES` over months) and `months` (how many stand behind them);
            only ages that `MIN_MONTHS` months were seen at. Empty where there is no curve.
        editions: how many editions it was learned from.
        overlap: how many months were seen young, and again at least `FOLLOWED_MONTHS` later.
        other_scope: how many editions were left out because their settled months differ.
        missing: why there is no curve, in a sentence; empty if there is one.
    """

    shares: pd.DataFrame
    editions: int
    overlap: int
    other_scope: int = 0
    missing: str = ""

    @property
    def settled_after(self) -> int | None:
        """The youngest age from which on the median is complete; None where there is no curve.

        An age that no edition was read at is not taken to be complete.
        """
        if self.missing:
            return None
        short = self.shares.loc[self.shares["median"] < COMPLETE_SHARE, "age"]
        if short.empty:
            return int(self.shares["age"].min())
        later = self.shares.loc[self.shares["age"] > short.max(), "age"]
        return int(later.min()) if len(later) else int(short.max()) + 1

    @property
    def sentence(self) -> str:
        """What the curve says, or why there is none."""
        if self.missing:
            return self.missing
        said = (
            f"Learned from {self.editions} editions and {self.overlap} months that were seen "
            f"young and again at least {FOLLOWED_MONTHS} months later."
        )
        if self.other_scope:
            editions = "edition" if self.other_scope == 1 else "editions"
            said += f" {self.other_scope} {editions} of another scope left out."
        first = self.shares.iloc[0]
        return (
            f"{said} {100 * first['median']:.0f} % of the later count was known {int(first['age'])} "
            f"months after the month's end; complete to {100 * COMPLETE_SHARE:.0f} % after "
            f"{self.settled_after} months."
        )


def known_counts(incidents: pd.DataFrame, complete: Periods) -> pd.DataFrame:
    """The deaths by month that one edition knew, for the months that it covers whole.

    Args:
        incidents: the edition's rows of the incidents layer.
        complete: the periods of each route of which the edition is the whole record. One
            without a stated day tells nothing: nobody knows how old its months were.

    Returns:
        Columns `month`, `route`, `seen` (the day on which the publisher said it) and `persons`,
        dead and missing. A covered month without an incident has 0.
    """
    counted = incidents["occurred_on"].notna() & incidents["route"].notna()
    dated = incidents[counted & (incidents["status"] == "published")]
    people = dated[["dead_count", "missing_count"]].astype("Int64").fillna(0).sum(axis=1)
    month = dated["occurred_on"].dt.to_period("M").dt.start_time
    sums = people.groupby([month.to_numpy(), dated["route"].to_numpy()]).sum()
    cells = _whole_months(complete)
    persons = [int(sums.get((pd.Timestamp(m), route), 0)) for m, route, _ in cells]
    return pd.DataFrame(
        {
            "month": pd.Series([m for m, _, _ in cells], dtype="datetime64[s]"),
            "route": pd.Series([route for _, route, _ in cells], dtype="string"),
            "seen": pd.Series([day for _, _, day in cells], dtype="datetime64[s]"),
            "persons": pd.Series(persons, dtype="int64"),
        }
    )


def _whole_months(complete: Periods) -> list[tuple[dt.date, str, dt.date]]:
    """Each month and route inside the periods that was over when it was read, and when that was."""
    out = []
    for period in complete:
        if period.as_of is None:
            continue
        month = period.first if period.first.day == 1 else next_month(period.first)
        while month_end(month) <= min(period.last, period.as_of):
            out.append((month, period.route, period.as_of))
            month = next_month(month)
    return out


def reporting_curve(editions: Sequence[pd.DataFrame]) -> Curve:
    """The reporting curve of a record.

    Args:
        editions: what each edition knew, from `known_counts`, in the order in which they were
            recorded. Only months of routes that two editions cover whole are compared.
    """
    held = [e for e in editions if len(e)]
    if len(held) < MIN_EDITIONS:
        many = f"{len(held)} complete edition{_are(len(held))} held"
        return _none(f"{many}; {MIN_EDITIONS} are needed", held)
    alike = [e for e in held if _has_scope_of(e, held[-1])]
    other = len(held) - len(alike)
    if len(alike) < MIN_EDITIONS:
        many = f"{len(alike)} edition{_are(len(alike))} of the scope of the newest"
        reason = f"{many}; {MIN_EDITIONS} are needed"
        return _none(reason, alike, other)
    seen = _shares(alike)
    overlap = int(seen.loc[seen["age"] < FOLLOWED_MONTHS, "month"].nunique())
    if overlap < MIN_OVERLAP:
        reason = (
            f"{overlap} months were seen young and again at least {FOLLOWED_MONTHS} months later; "
            f"{MIN_OVERLAP} are needed"
        )
        return _none(reason, alike, other, overlap)
    by_age = seen.groupby("age")["share"]
    low, median, high = (by_age.quantile(q) for q in QUANTILES)
    shares = pd.DataFrame({"low": low, "median": median, "high": high, "months": by_age.size()})
    shares = shares[shares["months"] >= MIN_MONTHS].reset_index()[_COLUMNS]
    if shares.empty:
        reason = f"no age was seen in {MIN_MONTHS} months"
        return _none(reason, alike, other, overlap)
    return Curve(shares, len(alike), overlap, other)


def _are(n: int) -> str:
    return " is" if n == 1 else "s are"


def _none(
    reason: str, editions: Sequence[pd.DataFrame], other_scope: int = 0, overlap: int = 0
) -> Curve:
    blank = pd.DataFrame({c: pd.Series(dtype="float64") for c in _COLUMNS})
    said = f"No reporting curve: not enough data, {reason}."
    return Curve(blank, len(editions), overlap, other_scope, said)


def _has_scope_of(edition: pd.DataFrame, newest: pd.DataFrame) -> bool:
    """Whether the months that are old in both editions hold about the same deaths in both."""
    both = edition.merge(newest, on=_CELL, suffixes=("", "_newest"))
    old = both[_ages(both["month"], both["seen"]) >= _OLD_AGE]
    then, now = int(old["persons"].sum()), int(old["persons_newest"].sum())
    return abs(then - now) <= SCOPE_TOLERANCE * max(then, now)


def _ages(months: pd.Series, seen: pd.Series) -> pd.Series:
    """Whole months from the end of each month to the day on which it was seen."""
    after = seen + pd.Timedelta(days=1)
    passed = (after.dt.year - months.dt.year) * 12 + after.dt.month - months.dt.month - 1
    ages: pd.Series = passed.astype("int64")
    return ages


def _shares(editions: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The share of the later count that was known, by month and age."""
    newest = editions[-1]
    later = newest.assign(later_age=_ages(newest["month"], newest["seen"]))
    later = later.rename(columns={"persons": "later"}).drop(columns="seen")
    table = pd.concat(editions[:-1], ignore_index=True)
    table["age"] = _ages(table["month"], table["seen"])
    # Of two looks at one month at one age the later one stands.
    table = table.drop_duplicates([*_CELL, "age"], keep="last").merge(later, on=_CELL)
    followed = table["later_age"] - table["age"] >= FOLLOWED_MONTHS
    table = table[followed & (table["age"] <= OLDEST_AGE)]
    sums = table.groupby(["month", "age"], as_index=False)[["persons", "later"]].sum()
    sums = sums[sums["later"] > 0]  # nothing can be said of a share of none
    return sums.assign(share=sums["persons"] / sums["later"])


def incomplete_tail(curve: Curve, months: pd.Series, seen: pd.Series) -> pd.Series:
    """Which months were read too early to be complete; a flag a row, all false without a curve.

    Args:
        curve: the reporting curve.
        months: first days of months.
        seen: when each was read.
    """
    settled = curve.settled_after
    if settled is None:
        return pd.Series(data=False, index=months.index)
    return _ages(months, seen) < settled


def tail_of(curve: Curve, deaths: pd.DataFrame) -> frozenset[tuple[dt.date, str]]:
    """The months and routes of the deaths layer that were read too early to be complete."""
    rows = deaths[incomplete_tail(curve, deaths["month"], deaths["as_of"])]
    return frozenset(zip(rows["month"].dt.date, rows["route"].astype(str), strict=True))


def with_tail(
    series: pd.DataFrame, tail: frozenset[tuple[dt.date, str]], every: Bucket
) -> pd.DataFrame:
    """A deaths series with the buckets that hold a month of the incomplete tail marked partial.

    Args:
        series: from `layers.aggregate.deaths_series` or `incident_series`.
        tail: from `tail_of`.
        every: the bucket of the series.
    """
    if not tail or series.empty:
        return series
    months = pd.Series(pd.to_datetime([m for m, _ in tail])).astype("datetime64[s]")
    routes = (route for _, route in tail)
    held = set(zip(bucket_start(months, every), routes, strict=True))
    cells = zip(series["bucket"], series["route"], strict=True)
    marked = pd.Series([cell in held for cell in cells], index=series.index)
    return series.assign(is_partial=series["is_partial"] | marked)


def tail_sentence(curve: Curve, tail: frozenset[tuple[dt.date, str]]) -> str:
    """Which months are incomplete by the curve, and what it was learned from."""
    if curve.missing:
        return f"{curve.missing} The newest months may still grow; by how much is not known."
    if not tail:
        return f"No month held is incomplete by former revisions. {curve.sentence}"
    spans = ", ".join(_spans(sorted({m for m, _ in tail})))
    return f"Incomplete by former revisions: {spans}. {curve.sentence}"


def _spans(months: Sequence[dt.date]) -> list[str]:
    """Runs of neighbouring months in words."""
    runs: list[list[dt.date]] = []
    for month in months:
        if runs and next_month(runs[-1][-1]) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    return [
        f"{run[0]:%b %Y}" if len(run) == 1 else f"{run[0]:%b %Y} to {run[-1]:%b %Y}" for run in runs
    ]


def expected_after_revision(curve: Curve, deaths: pd.DataFrame) -> pd.DataFrame:
    """What the deaths of the incomplete tail may become, if they are revised as others were.

    Args:
        curve: the reporting curve.
        deaths: rows of the deaths layer.

    Returns:
        Columns `month`, `known`, `low`, `median`, `high`, one row a month of the tail. The ends
        are null where there is nothing to scale: no death is known yet, or former months knew
        none at that age.
    """
    by_month = deaths.groupby("month", as_index=False).agg(
        known=("dead_and_missing_count", "sum"), as_of=("as_of", "min")
    )
    tail = by_month[incomplete_tail(curve, by_month["month"], by_month["as_of"])]
    ages = _ages(tail["month"], tail["as_of"]).to_numpy()
    at = np.searchsorted(curve.shares["age"].to_numpy(), ages, side="right") - 1
    # A month younger than any that was seen says nothing of what is to come.
    rows = curve.shares.reindex(np.where(at >= 0, at, -1))
    known = tail["known"].astype("float64").to_numpy()
    out = {"month": tail["month"].to_numpy(), "known": known.astype("int64")}
    for name, share in (("low", "high"), ("median", "median"), ("high", "low")):
        shares = rows[share].to_numpy(dtype="float64")
        usable = np.where((shares > 0) & (known > 0), shares, np.nan)
        out[name] = known / usable
    return pd.DataFrame(out)
