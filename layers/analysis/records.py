"""The deaths series computed from single records, and set beside the published series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from layers.selection import month_end, next_month
from layers.terms import ROUTE_SHORT, ROUTES

CUMULATIVE = "cumulative"


@dataclass(frozen=True, order=True)
class Period:
    """Days (both included) of which a record holds every incident of one route.

    `as_of` is the day on which the publisher said it; None where nobody stated one.
    """

    route: str
    first: dt.date
    last: dt.date
    as_of: dt.date | None = None


Periods = Sequence[Period]
Cell = tuple[dt.date, str]  # the first day of a month, and a route


@dataclass(frozen=True)
class Covered:
    """A month of a route that a complete record covers: up to which day, and as of when."""

    last_day: dt.date
    as_of: dt.date | None


def record_months(periods: Periods, published: pd.DataFrame) -> dict[Cell, Covered]:
    """The months of each route that are counted from records.

    A month counts if complete records cover all of it, be it several together (then as of the
    oldest); one that is covered from its first day on but not to its end, if the published series
    has no such month or read it earlier.

    Args:
        periods: of which the records are complete.
        published: the deaths layer.
    """
    read = published.groupby("month")["as_of"].max()
    out: dict[Cell, Covered] = {}
    for route in sorted({p.route for p in periods}):
        held = sorted(p for p in periods if p.route == route)
        month = held[0].first.replace(day=1)
        while month <= max(p.last for p in held):
            covered = _covered(month, held)
            known = read.get(pd.Timestamp(month))
            whole = covered is not None and covered.last_day == month_end(month)
            if covered and (whole or known is None or known.date() < covered.last_day):
                out[month, route] = covered
            month = next_month(month)
    return out


def held_in_words(cells: Sequence[Cell], held: Collection[Cell]) -> str:
    """Which incidents are held for some months of some routes.

    Args:
        cells: the months and routes that a reader sees.
        held: those that are counted from records.
    """
    counted = [cell for cell in cells if cell in held]
    if not counted:
        return "single incidents with 30 or more dead and missing"
    if len(counted) == len(cells):
        return "every recorded incident that has a position"
    seen = {r for _, r in cells}
    routes = [r for r in ROUTES if any(r == route for _, route in counted)]
    months = sorted({m for m, _ in counted if all((m, r) in held for r in routes)})
    spans = [f"{a:%b %Y}" if a == b else f"{a:%b %Y} to {b:%b %Y}" for a, b in _runs(months)]
    names = ", ".join(ROUTE_SHORT[r] for r in routes)
    where = "" if len(routes) == len(seen) else f" ({names})"
    return (
        f"every recorded incident of {', '.join(spans) or 'some months'}{where}, and otherwise "
        "those with 30 or more"
    )


def _runs(months: Sequence[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """The stretches of neighbouring months, first and last of each."""
    out: list[tuple[dt.date, dt.date]] = []
    for month in months:
        if out and next_month(out[-1][1]) == month:
            out[-1] = (out[-1][0], month)
        else:
            out.append((month, month))
    return out


def _covered(month: dt.date, held: Periods) -> Covered | None:
    """How far a month is covered without a gap from its first day on; None if not at all."""
    reached = month - dt.timedelta(days=1)
    dates: list[dt.date | None] = []
    for period in held:
        if period.first <= reached + dt.timedelta(days=1) and period.last > reached:
            reached = min(period.last, month_end(month))
            dates.append(period.as_of)
        if reached == month_end(month):
            break
    if reached < month:
        return None
    known = [d for d in dates if d]
    return Covered(reached, min(known) if len(known) == len(dates) else None)


def deaths_from_records(
    incidents: pd.DataFrame, months: Mapping[Cell, Covered], source: str
) -> pd.DataFrame:
    """The deaths layer, counted from single incidents.

    Cumulative records are in the counts of persons and in `cumulative_persons`, and in no count
    of incidents. A covered month without a record has 0 persons: none recorded.

    Args:
        incidents: rows of the incidents layer; those without a date or a route are in no month.
        months: see `record_months`.
        source: the key of the source that leads; a month names others beside it, apart by ``;``.
    """
    rows = _monthly(incidents)
    cells = [(pd.Timestamp(month), route) for month, route in months]
    grid = pd.MultiIndex.from_tuples(cells, names=["month", "route"])
    single = rows[rows["kind"] != CUMULATIVE]
    by = ["month", "route"]
    sums = rows.groupby(by)[["dead", "missing", "people", "no_dead", "no_missing"]].sum()
    apart = single.groupby(by).agg(
        incidents=("people", "size"), largest=("people", "max"), squares=("squared", "sum"),
    )  # fmt: skip
    neither = rows.groupby(by)["neither"].sum()
    many = rows[rows["kind"] == CUMULATIVE].groupby(by)["people"].sum()
    table = pd.DataFrame(index=grid).join(sums).join(apart)
    table = table.join(many.rename("many")).join(neither)
    table = table.fillna(0).astype("int64").reset_index()
    told = [months[m.date(), str(r)] for m, r in zip(table["month"], table["route"], strict=True)]
    # A month that is covered in part was still running for a reader of the record.
    read = [min(c.as_of or c.last_day, c.last_day) if c.last_day < month_end(c.last_day)
            else max(c.as_of or c.last_day, c.last_day) for c in told]  # fmt: skip
    others = (
        rows[rows["source"] != source]
        .groupby(by)["source"]
        .agg(lambda names: ";".join(sorted(set(names))))
    )
    named = pd.DataFrame(index=grid).join(others)["source"] if len(others) else None
    sources = [source] * len(table)
    if named is not None:
        sources = [source if pd.isna(n) else f"{source};{n}" for n in named]
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
            "unknown_count": table["neither"].astype("Int64"),
            "dead_unknown_count": table["no_dead"].astype("Int64"),
            "missing_unknown_count": table["no_missing"].astype("Int64"),
            "cumulative_persons": table["many"].astype("Int64"),
            "source": pd.Series(sources, dtype="string"),
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
            "no_dead": rows["dead_count"].isna(),
            "no_missing": rows["missing_count"].isna(),
            "neither": rows["dead_count"].isna() & rows["missing_count"].isna(),
            "source": rows["source"].astype(str),
        }
    )


def beside(
    computed: pd.DataFrame,
    published: pd.DataFrame,
    corrections: pd.DataFrame,
    meanings: Mapping[str, str],
    incidents: pd.DataFrame,
    months: Mapping[Cell, Covered],
) -> pd.DataFrame:
    """The series from records beside the published one, month by month and route by route.

    Args:
        computed: from `deaths_from_records`.
        published: the deaths layer as packaged.
        corrections: the deaths_exclusions layer: what the published series left out or corrected.
        meanings: the meaning of each reason in `corrections`.
        incidents: the incidents that were counted.
        months: see `record_months`.

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
    cells = [(m.date(), str(r)) for m, r in zip(table["month"], table["route"], strict=True)]
    table["reason"] = [
        _reason(row, known.get((f"{month:%Y-%m}", route), []), months[month, route].as_of)
        for row, (month, route) in zip(table.itertuples(), cells, strict=True)
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


def _reason(row: Any, known: Sequence[_Explained], said: dt.date | None) -> str:
    if pd.isna(row.published):
        return "The published series has no such month."
    if row.difference == 0:
        return ""
    parts = [sentence for _, sentence in known]
    rest = int(row.difference) - sum(effect for effect, _ in known)
    if rest:
        amount = f"{abs(rest):,} {'more' if rest > 0 else 'fewer'}"
        published = row.published_as_of.date()
        if said is None:
            parts.append(
                f"{amount}: the reason is not known; the file does not say when it was made."
            )
        elif said < published:
            parts.append(
                f"{amount}: the register was revised between {said:%-d %b %Y} (this record) and "
                f"{published:%-d %b %Y} (the published series)."
            )
        elif said > published:
            parts.append(f"{amount}: the register was revised after {published:%-d %b %Y}.")
        else:
            parts.append(f"{amount}: the reason is not known.")
    return " ".join(parts)
