"""The deaths series computed from single records, and set beside the published series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from layers.selection import month_end, next_month
from layers.terms import ROUTES

Periods = Sequence[tuple[dt.date, dt.date, dt.date]]
CUMULATIVE = "cumulative"


@dataclass(frozen=True)
class Covered:
    """A month that a complete record covers: up to which day, and when the record was read."""

    last_day: dt.date
    as_of: dt.date


def record_months(periods: Periods, published: pd.DataFrame) -> dict[dt.date, Covered]:
    """The months that are counted from records, by their first day.

    A month counts if a complete record covers all of it; one that it covers in part, if the
    published series has no such month or read it earlier.

    Args:
        periods: (first day, last day, as-of day) of which the records are complete.
        published: the deaths layer.
    """
    read = published.groupby("month")["as_of"].max()
    out: dict[dt.date, Covered] = {}
    for first, last, as_of in periods:
        month = first.replace(day=1)
        while month <= last:
            covered = min(last, month_end(month))
            known = read.get(pd.Timestamp(month))
            whole = first <= month and covered == month_end(month)
            if whole or (first <= month and (known is None or known.date() < covered)):
                out[month] = Covered(covered, as_of)
            month = next_month(month)
    return out


def deaths_from_records(
    incidents: pd.DataFrame, months: Mapping[dt.date, Covered], source: str
) -> pd.DataFrame:
    """The deaths layer, counted from single incidents.

    Cumulative records are in the counts of persons and in `cumulative_persons`, and in no count
    of incidents. A month without a record on a route has 0 persons: none recorded.

    Args:
        incidents: rows of the incidents layer; those without a date or a route are in no month.
        months: see `record_months`.
        source: the key of the source in the sources table.
    """
    rows = _monthly(incidents)
    grid = pd.MultiIndex.from_product([pd.to_datetime(list(months)), ROUTES])
    grid.names = ["month", "route"]
    single = rows[rows["kind"] != CUMULATIVE]
    whole = rows.groupby(["month", "route"])[["dead", "missing", "people"]].sum()
    apart = single.groupby(["month", "route"]).agg(
        incidents=("people", "size"), largest=("people", "max"), squares=("squared", "sum"),
        unknown=("is_unknown", "sum"),
    )  # fmt: skip
    many = rows[rows["kind"] == CUMULATIVE].groupby(["month", "route"])["people"].sum()
    table = pd.DataFrame(index=grid).join(whole).join(apart).join(many.rename("many"))
    table = table.fillna(0).astype("int64").reset_index()
    # A month that is covered in part was still running for a reader of the record.
    read = [
        c.as_of if c.last_day == month_end(m) else min(c.as_of, c.last_day)
        for m, c in ((m.date(), months[m.date()]) for m in table["month"])
    ]
    return pd.DataFrame(
        {
            "month": table["month"].astype("datetime64[s]"),
            "route": table["route"].astype("string"),
            "incident_count": table["incidents"].astype("Int64"),
            "dead_count": table["dead"].astype("Int64"),
            "missing_count": table["missing"].astype("Int64"),
            "dead_and_missing_count": table["people"].astype("Int64"),
            "largest_incident": table["largest"].astype("Int64"),
            "sum_of_squares": table["squares"].astype("Int64"),
            "unknown_count": table["unknown"].astype("Int64"),
            "cumulative_persons": table["many"].astype("Int64"),
            "source": pd.Series([source] * len(table), dtype="string"),
            "as_of": pd.Series(pd.to_datetime(read), dtype="datetime64[s]"),
        }
    )


def _monthly(incidents: pd.DataFrame) -> pd.DataFrame:
    usable = incidents["occurred_on"].notna() & incidents["route"].notna()
    rows = incidents[usable.to_numpy(dtype=bool)]
    dead, missing = (
        rows[c].astype("Int64").fillna(0).astype("int64") for c in ("dead_count", "missing_count")
    )
    people = dead + missing
    return pd.DataFrame(
        {
            "month": rows["occurred_on"].dt.to_period("M").dt.start_time.astype("datetime64[s]"),
            "route": rows["route"].astype(str),
            "kind": rows["record_kind"].fillna("").astype(str),
            "dead": dead,
            "missing": missing,
            "people": people,
            "squared": people**2,
            "is_unknown": rows["dead_count"].isna() & rows["missing_count"].isna(),
        }
    )


def beside(
    computed: pd.DataFrame,
    published: pd.DataFrame,
    corrections: pd.DataFrame,
    meanings: Mapping[str, str],
    incidents: pd.DataFrame,
) -> pd.DataFrame:
    """The series from records beside the published one, month by month and route by route.

    Args:
        computed: from `deaths_from_records`.
        published: the deaths layer as packaged.
        corrections: the deaths_exclusions layer: what the published series left out or corrected.
        meanings: the meaning of each reason in `corrections`.
        incidents: the incidents that were counted.

    Returns:
        Columns `month`, `route`, `dead_and_missing` (from records), `published`, `difference`
        (records less published; null where nothing is published), `incidents`,
        `published_incidents`, `reason` (a sentence; empty where both agree).
    """
    columns = {"dead_and_missing_count": "published", "incident_count": "published_incidents",
               "as_of": "published_as_of"}  # fmt: skip
    other = published[["month", "route", *columns]].rename(columns=columns)
    table = computed.merge(other, on=["month", "route"], how="left")
    table = table.rename(
        columns={"dead_and_missing_count": "dead_and_missing", "incident_count": "incidents"}
    )
    table["difference"] = table["dead_and_missing"] - table["published"]
    known = _corrected(corrections, meanings, incidents)
    table["reason"] = [
        _reason(row, known.get((f"{row.month:%Y-%m}", str(row.route)), []))
        for row in table.itertuples()
    ]
    names = ["month", "route", "dead_and_missing", "published", "difference", "incidents",
             "published_incidents", "reason"]  # fmt: skip
    return table[names]


_Explained = tuple[int, str]  # records less published, and the sentence that says why


def _corrected(
    corrections: pd.DataFrame, meanings: Mapping[str, str], incidents: pd.DataFrame
) -> dict[tuple[str, str], list[_Explained]]:
    """What each correction of the published series makes of the difference, by month and route."""
    usable = incidents["occurred_on"].notna() & incidents["incident_id_iom"].notna()
    rows = incidents[usable.to_numpy(dtype=bool)]
    people = rows[["dead_count", "missing_count"]].sum(axis=1).astype("int64")
    months = rows["occurred_on"].dt.strftime("%Y-%m")
    held = dict(zip(rows["incident_id_iom"], zip(months, rows["route"], people, strict=True),
                    strict=True))  # fmt: skip
    out: dict[tuple[str, str], list[_Explained]] = {}
    for entry in corrections.itertuples():
        name, ours = str(entry.incident_id_iom), int(str(entry.our_total))
        place = (f"{entry.month:%Y-%m}", str(entry.route))
        here = held.get(name)
        if here is None:
            if ours:
                said = f"{name} ({ours:,} persons) is not in this record."
                out.setdefault(place, []).append((-ours, said))
            continue
        month, route, count = here
        if (month, route) != place:
            there = f"{name} stands in {month} ({route}) in this record"
            out.setdefault(place, []).append((-ours, f"{there}."))
            said = f"{name} stands in {place[0]} ({place[1]}) in the published series."
            out.setdefault((month, str(route)), []).append((int(count), said))
        elif count != ours:
            meaning = meanings.get(str(entry.reason), str(entry.reason).replace("_", " "))
            out.setdefault(place, []).append((int(count) - ours, f"{name}: {meaning}"))
    return out


def _reason(row: Any, known: Sequence[_Explained]) -> str:
    if pd.isna(row.published):
        return "The published series has no such month."
    if row.difference == 0:
        return ""
    parts = [sentence for _, sentence in known]
    rest = int(row.difference) - sum(effect for effect, _ in known)
    if rest:
        amount = f"{abs(rest):,} {'more' if rest > 0 else 'fewer'}"
        if row.as_of < row.published_as_of:
            parts.append(
                f"{amount}: the register was revised between {row.as_of:%-d %b %Y} (this record) "
                f"and {row.published_as_of:%-d %b %Y} (the published series)."
            )
        elif row.as_of > row.published_as_of:
            parts.append(
                f"{amount}: the register was revised after {row.published_as_of:%-d %b %Y}."
            )
        else:
            parts.append(f"{amount}: the reason is not known.")
    return " ".join(parts)
