"""What a file says against what is held: which records it replaces, and whether to trust it."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pandas as pd

from geodata.errors import SourceError
from geodata.report import by_reason
from geodata.sources.source import Parsed, Scope
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
SHRINKAGE = 0.2  # a source that loses more than this is held for somebody to look at


def inside(
    base: pd.DataFrame,
    fresh: pd.DataFrame,
    layer: Layer,
    scope: Scope | None,
    *,
    all_regions: bool = True,
) -> pd.Series:
    """Which records of the edition before this file speaks about; undated ones stay held.

    A file of arrivals speaks about the series that it holds (a country or place, a measure, days
    or months or longer sums), and says nothing of the others in the same period.
    """
    if scope is None:
        return pd.Series(True, index=base.index)
    when = base[TIME_OF[layer.name]]
    first, last = (pd.Timestamp(d) for d in scope)
    flags = when.notna() & (when >= first) & (when <= last)
    if layer.name == "arrivals_reported":
        flags &= _series(base).isin(set(_series(fresh)))
    if layer.name == "incidents" and not all_regions:
        flags &= base["route"].notna()
    return flags


def _series(arrivals: pd.DataFrame) -> pd.Series:
    days = (arrivals["last_day"] - arrivals["first_day"]).dt.days
    kind = pd.Series("since", index=arrivals.index, dtype="string")
    kind = kind.mask((days <= 30).fillna(False), "month").mask((days == 0).fillna(False), "day")
    return names_of(arrivals, ("arrival_country", "place", "measure")) + " " + kind


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


def suspicions(
    before: pd.DataFrame, fresh: pd.DataFrame, parsed: Parsed, said_on: dt.date | None
) -> tuple[str, ...]:
    """Why a file is held for somebody to look at; empty if nothing is suspicious.

    Args:
        before: the records held of the period that the file speaks about.
        fresh: the records of the file.
        parsed: the file.
        said_on: the day on which the publisher said what was imported so far.
    """
    out = []
    new_rows, old_rows = (_saying(frame) for frame in (fresh, before))
    if new_rows < (1 - SHRINKAGE) * old_rows:
        out.append(
            f"It holds {new_rows:,} records where {old_rows:,} are held for the same period."
        )
    for column in ("dead_count", "missing_count", "persons", "detections"):
        if column not in fresh.columns or "first_day" in fresh.columns:
            continue  # reports that overlap are never added up
        old, new = before[column].sum(), fresh[column].sum()
        if new < (1 - SHRINKAGE) * old:
            name = column.removesuffix("_count")
            out.append(f"It counts {new:,} {name} where {old:,} are held for the same period.")
    if said_on and parsed.as_of and parsed.as_of < said_on:
        out.append(
            f"Its newest date is {parsed.as_of.isoformat()}, and what is held is as of "
            f"{said_on.isoformat()}: it may be an older edition."
        )
    return tuple(out)


def _saying(frame: pd.DataFrame) -> int:
    """How many records say something: one layout of detections lists zeros, another leaves them."""
    return int((frame["detections"] != 0).sum()) if "detections" in frame.columns else len(frame)


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
