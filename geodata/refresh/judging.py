"""What a file says against what is held: which records it replaces, and how its rows are told."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pandas as pd

from geodata.errors import SourceError
from geodata.report import by_reason
from geodata.sources.source import Parsed
from layers.analysis.differences import Changes, names_of
from layers.layer import Layer

# The column by which the records of a layer lie in time: what a partial file replaces.
TIME_OF = {
    "incidents": "occurred_on",
    "arrivals_reported": "last_day",
    "detections": "month",
    "crossings": "month",
    "deaths": "month",
}


def inside(
    base: pd.DataFrame,
    fresh: pd.DataFrame,
    parsed: Parsed,
    *,
    all_regions: bool = True,
) -> pd.Series:
    """Which records of the edition before this file speaks about; undated ones stay held.

    A file of arrivals speaks about the series that it holds (a country or place, a measure, days
    or months or longer sums), and says nothing of the others in the same period; a file of
    incidents about the routes that it has a row of.
    """
    flags = pd.Series(True, index=base.index)
    if parsed.scope is not None:
        when = base[TIME_OF[parsed.layer]]
        first, last = (pd.Timestamp(d) for d in parsed.scope)
        flags = when.notna() & (when >= first) & (when <= last)
        if parsed.layer == "arrivals_reported":
            flags &= series(base).isin(set(series(fresh)))
    if parsed.layer == "incidents":
        on_no_route = base["route"].isna() & (all_regions or parsed.scope is None)
        flags &= base["route"].isin(parsed.routes) | on_no_route
    return flags


def series(arrivals: pd.DataFrame) -> pd.Series:
    """The name of the series of each report: country, place, measure, and how long it counts."""
    days = (arrivals["last_day"] - arrivals["first_day"]).dt.days
    kind = pd.Series("total", index=arrivals.index, dtype="string")
    kind = kind.mask((days <= 30).fillna(False), "month").mask((days == 0).fillna(False), "day")
    return names_of(arrivals, ("arrival_country", "place", "measure")) + " by " + kind


def joined(kept: pd.DataFrame, fresh: pd.DataFrame, layer: Layer) -> pd.DataFrame:
    """The records of a file, and before them those held that it does not name."""
    known = names_of(kept, layer.key).isin(names_of(fresh, layer.key))
    kept = kept[~known.to_numpy(dtype=bool)]
    parts = [p for p in (kept, fresh) if len(p)]
    frame = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    frame = frame.reset_index(drop=True)[list(fresh.columns)]
    if isinstance(fresh, gpd.GeoDataFrame):
        shaped: pd.DataFrame = gpd.GeoDataFrame(frame, geometry="geometry", crs=fresh.crs)
        return shaped
    return frame


def accounted(
    parsed: Parsed, changes: Changes, fresh: pd.DataFrame, layer: Layer
) -> dict[str, int]:
    """The rows of the file by what became of them; a row of several records goes by the newest."""
    touched = {*changes.new, *changes.revised_keys, *(new for _, new in changes.renumbered)}
    taken: set[int] = set()
    accepted: set[int] = set()
    for name, lines in zip(names_of(fresh, layer.key), parsed.lines, strict=True):
        taken.update(lines)
        if name in touched:
            accepted.update(lines)
    aside = {k: sum(r.kind == k for r in parsed.set_aside) for k in ("quarantined", "excluded")}
    counted = len(taken | {r.line for r in parsed.set_aside})
    if not counted == len(taken) + sum(aside.values()) == parsed.rows_in:
        raise AssertionError(
            f"{parsed.rows_in} rows came in; {len(taken)} were taken, {sum(aside.values())} set "
            f"aside, and these are {counted} different rows"
        )
    return {"accepted": len(accepted), "unchanged": len(taken - accepted), **aside}


def refuse_known(base: pd.DataFrame, fresh: pd.DataFrame, layer: Layer) -> None:
    """Refuse mended rows of records that are held: a part would take the place of the whole.

    Raises:
        SourceError: naming the first few.
    """
    known = set(names_of(base, layer.key)) & set(names_of(fresh, layer.key))
    if known:
        names = ", ".join(sorted(known)[:5])
        raise SourceError(
            f"Mended rows name records that are held already: {names}. A record of several parts "
            "cannot be mended by one of them; mend the publisher's file and import it whole."
        )


def nothing_taken(name: str, parsed: Parsed) -> str:
    """A sentence for a file of which no row could be taken in."""
    first = next(iter(by_reason(parsed.set_aside)), None)
    said = f"; most of them: {first.meaning} (rows {first.rows[:60]})" if first else ""
    return f"None of the {parsed.rows_in:,} rows of {name!r} could be taken in{said}."


def span(parsed: Parsed) -> tuple[dt.date, dt.date] | None:
    """The days that the records of a file lie in; None where they have none."""
    if parsed.first_day and parsed.last_day:
        return parsed.first_day, parsed.last_day
    return None
