"""The one place that adds rows up, and says for every sum what it does not know.

A *series* here is one (route, arrival country, departure country, measure). A month without a
figure in a held series is an unknown; so is a month in which the table has no row for it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.selection import Bucket

SERIES = ["route", "arrival_country", "departure_country", "measure"]
# These measures are expected for every month of the table; the undivided one only where it stands.
EXPECTED = ("arrival_sea", "interception")


@dataclass(frozen=True)
class Gap:
    """Months of one series without a figure.

    `held_with_land` counts those for which the source gives sea and land together instead.
    """

    route: str
    measure: str
    country: str
    months: tuple[dt.date, ...]
    held_with_land: int = 0


@dataclass(frozen=True)
class Sum:
    """A sum over known figures: `value` is None where none is known."""

    value: int | None
    known: int
    unknown: int
    first: dt.date | None
    last: dt.date | None


def complete_crossings(crossings: pd.DataFrame) -> pd.DataFrame:
    """`crossings` with a row of unknown persons for every expected month that has no row.

    Expected are all months of the table for each series of sea arrivals and interceptions.
    The column `is_expected` tells rows that count as unknown when empty.
    """
    table = crossings.copy()
    # A row that stands and is empty says: this month is unknown, whatever the measure.
    table["is_expected"] = table["measure"].isin(EXPECTED) | table["persons"].isna()
    months = pd.Index(pd.date_range(table["month"].min(), table["month"].max(), freq="MS"))
    series = table.loc[table["measure"].isin(EXPECTED), SERIES].drop_duplicates()
    grid = series.merge(pd.DataFrame({"month": months.astype(table["month"].dtype)}), how="cross")
    held = table[["month", *SERIES]].assign(_held=True)
    absent = grid.merge(held, on=["month", *SERIES], how="left")
    absent = absent[absent["_held"].isna()].drop(columns="_held")
    absent = absent.assign(is_expected=True, status="not held")
    out = pd.concat([table, absent], ignore_index=True)
    return out.sort_values(["month", "route", "measure"], kind="stable").reset_index(drop=True)


def sum_of(rows: pd.DataFrame, column: str) -> Sum:
    """The sum of `column` over `rows`, with the number of known and unknown cells.

    Rows with `is_expected` false and no figure are not unknowns: nobody promised them.
    """
    known = rows[column].notna()
    expected = rows["is_expected"] if "is_expected" in rows else pd.Series(True, index=rows.index)
    unknown = int((~known & expected).sum())
    if not known.any():
        return Sum(None, 0, unknown, None, None)
    months = rows.loc[known, "month"]
    total = int(rows.loc[known, column].sum())
    return Sum(total, int(known.sum()), unknown, months.min().date(), months.max().date())


def gaps(crossings: pd.DataFrame) -> list[Gap]:
    """The months without a figure, by series, longest first; from `complete_crossings` rows."""
    undivided = crossings[
        (crossings["measure"] == "arrival_sea_land") & crossings["persons"].notna()
    ]
    together = set(zip(undivided["month"], undivided["arrival_country"], strict=True))
    missing = crossings[crossings["persons"].isna() & crossings["is_expected"]]
    found = []
    for keys, rows in missing.groupby(SERIES, dropna=False, sort=False):
        route, arrival, departure, measure = keys
        country = departure if measure == "interception" else arrival
        pairs = zip(rows["month"], rows["arrival_country"], strict=True)
        held = sum(pair in together for pair in pairs) if measure == "arrival_sea" else 0
        months = tuple(m.date() for m in rows["month"])
        found.append(Gap(str(route), str(measure), str(country), months, held))
    return sorted(found, key=lambda g: (-len(g.months), g.route, g.country))


def bucket_start(months: pd.Series, every: Bucket) -> pd.Series:
    """The first day of the month, quarter or year that each month lies in."""
    if every == "month":
        return months
    period = months.dt.to_period("Q" if every == "quarter" else "Y")
    starts: pd.Series = period.dt.start_time.astype(months.dtype)
    return starts


def bucket_months(every: Bucket) -> int:
    """How many months a bucket holds."""
    return {"month": 1, "quarter": 3, "year": 12}[every]


def crossings_series(rows: pd.DataFrame, every: Bucket) -> pd.DataFrame:
    """Persons by bucket, route and measure.

    Args:
        rows: selected rows of `complete_crossings`.
        every: the bucket.

    Returns:
        Columns `bucket` (its first day), `route`, `measure`, `persons` (null where no figure is
        known), `known`, `unknown` (months x series), `is_partial` (the bucket misses months, or
        holds an unfinished one).
    """
    rows = rows[rows["is_expected"] | rows["persons"].notna()]
    return _bucketed(rows, every, _unfinished(rows))


def of_route(series: pd.DataFrame, measure: str, route: str | None) -> pd.DataFrame:
    """The rows of one measure of a series, of one route, or of all together where `route` is None.

    Args:
        series: as `crossings_series`, `deaths_series` or `incident_series` give it.
        measure: the measure.
        route: the route; None adds the routes up, over known figures, bucket by bucket.
    """
    rows = series[series["measure"] == measure]
    if route is not None:
        return rows[rows["route"] == route]
    grouped = rows.groupby("bucket", as_index=False)
    out = grouped.agg(known=("known", "sum"), unknown=("unknown", "sum"),
                      is_partial=("is_partial", "any"))  # fmt: skip
    out["persons"] = grouped["persons"].sum(min_count=1)["persons"]
    return out


def deaths_series(rows: pd.DataFrame, every: Bucket) -> pd.DataFrame:
    """Dead and missing by bucket and route, from selected rows of the published series.

    Returns:
        The columns of `crossings_series`; `measure` is ``dead`` or ``missing``.
    """
    long = rows.melt(
        id_vars=["month", "route", "as_of"],
        value_vars=["dead_count", "missing_count"],
        var_name="measure",
        value_name="persons",
    )
    long["measure"] = long["measure"].str.removesuffix("_count")
    return _bucketed(long, every, unfinished_months(long))


def unfinished_months(rows: pd.DataFrame) -> pd.Series:
    """Whether each row's month was still running on its `as_of` day."""
    end = rows["month"] + pd.offsets.MonthEnd(0)
    is_open: pd.Series = rows["as_of"] < end
    return is_open


def _unfinished(rows: pd.DataFrame) -> pd.Series:
    """Months not yet over: flagged partial, or after the last month the table has figures for."""
    held = rows.loc[rows["persons"].notna(), "month"]
    beyond = rows["month"] > held.max() if len(held) else pd.Series(True, index=rows.index)
    # Tunisia's thinning series is flagged partial for years; only the newest month is unfinished.
    newest = rows["month"] == held.max() if len(held) else beyond
    return beyond | (newest & (rows["status"] == "partial"))


_BUCKET_TYPES = {
    "bucket": "datetime64[s]", "route": "string", "measure": "string", "persons": "Int64",
    "is_partial": "bool",
}  # fmt: skip


def _bucketed(rows: pd.DataFrame, every: Bucket, unfinished: pd.Series) -> pd.DataFrame:
    columns = [
        "bucket",
        "route",
        "measure",
        "persons",
        "known",
        "unknown",
        "is_partial",
    ]
    if rows.empty:
        return pd.DataFrame({c: pd.Series(dtype=_BUCKET_TYPES.get(c, "int64")) for c in columns})
    work = pd.DataFrame(
        {
            "bucket": bucket_start(rows["month"], every),
            "route": rows["route"],
            "measure": rows["measure"],
            "month": rows["month"],
            "persons": rows["persons"].astype("Int64"),
            "is_known": rows["persons"].notna(),
            "unfinished": unfinished,
        }
    )
    grouped = work.groupby(["bucket", "route", "measure"], sort=True)
    out = pd.DataFrame(
        {
            # min_count keeps a bucket of unknowns unknown: it never becomes zero.
            "persons": grouped["persons"].sum(min_count=1),
            "known": grouped["is_known"].sum().astype("int64"),
            "size": grouped.size(),
            "months": grouped["month"].nunique(),
            "unfinished": grouped["unfinished"].any(),
        }
    ).reset_index()
    out["unknown"] = out["size"] - out["known"]
    out["is_partial"] = out["unfinished"] | (out["months"] < bucket_months(every))
    return out[columns]


def incident_series(incidents: pd.DataFrame, every: Bucket) -> pd.DataFrame:
    """Dead and missing by bucket and route from single incidents (filtered rows).

    Same columns as `deaths_series`; incidents without a date are left out (they are counted in
    the sentence on what the filter removed). A bucket is never partial: the register says
    nothing of months without a row.
    """
    dated = incidents[incidents["occurred_on"].notna()]
    month = dated["occurred_on"].dt.to_period("M").dt.start_time.astype("datetime64[s]")
    long = pd.DataFrame(
        {
            "month": np.tile(month.to_numpy(), 2),
            "route": np.tile(dated["route"].to_numpy(), 2),
            "measure": np.repeat(["dead", "missing"], len(dated)),
            "persons": pd.concat([dated["dead_count"], dated["missing_count"]]).to_numpy(),
        }
    )
    return _bucketed(long, every, pd.Series(False, long.index)).assign(is_partial=False)
