"""How each source stands: what is held of it, how old that is, and how the last import went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from geodata.edition import Edition
from geodata.ledger import Load
from geodata.refresh.account import report_of
from geodata.refresh.suspicion import last_day
from geodata.report import LoadReport
from geodata.sources.source import Source
from geodata.store.files import FileStore

State = Literal["OK", "LATE", "STALE", "DOWN", "HELD", "NONE", "REFERENCE"]
STATE_MEANINGS: dict[State, str] = {
    "OK": "as new as its own rhythm promises",
    "LATE": "more than twice its rhythm old",
    "STALE": "more than four times its rhythm old",
    "DOWN": "the last attempt to fetch or read it failed; the last good figures stay",
    "HELD": "a file waits for somebody to confirm it; the last good figures stay",
    "NONE": "nothing was imported yet",
    "REFERENCE": "has no rhythm of its own",
}


@dataclass(frozen=True)
class Standing:
    """One source at one moment.

    Attributes:
        source: what it is.
        as_of: the day on which the publisher said what is held; None if unknown.
        as_of_by: the same by country, where it differs.
        fetched_at: when the newest good file was brought or fetched; None if none was.
        next_due: the day by which its rhythm promises something new.
        state: see `STATE_MEANINGS`.
        age_days: whole days since `as_of`.
        editions: its recorded editions and the packaged one where it leads a layer, newest first.
        loads: its imports, newest first.
        report: the newest report that led to an edition or found nothing new.
        problem: why the last attempt did not go through; empty if it did.
    """

    source: Source
    as_of: dt.date | None
    as_of_by: Mapping[str, str]
    fetched_at: dt.datetime | None
    next_due: dt.date | None
    state: State
    age_days: int | None
    editions: tuple[Edition, ...]
    loads: tuple[Load, ...]
    report: LoadReport | None
    problem: str


def standing(store: FileStore, source: Source, today: dt.date) -> Standing:
    """How `source` stands on a day."""
    loads = store.loads(source.name)
    good = next((x for x in loads if x.outcome in {"recorded", "unchanged"}), None)
    editions = [e for e in store.editions(source.layer) if e.source == source.name][::-1]
    report = report_of(good) if good else None
    # An empty packaged table is the place of a layer, not something that was said.
    newest = editions[0] if editions and editions[0].rows else None
    known = [good.as_of if good else None, newest.origin.as_of if newest else None]
    as_of = max([day for day in known if day], default=None)
    if as_of is None and report is not None:
        # Nobody said when: it was not before the last day that is held, whatever came last.
        held = store.frame_of(source.layer, source.name)
        as_of = (last_day(held[1], source.layer) if held else None) or report.last_day
    rhythm = dt.timedelta(days=source.rhythm_days) if source.rhythm_days else None
    last = loads[0] if loads else None
    failed = last is not None and last.outcome in {"failed", "held"}
    return Standing(
        source=source,
        as_of=as_of,
        as_of_by=report.as_of_by if report else {},
        fetched_at=good.at if good else None,
        next_due=as_of + rhythm if as_of and rhythm else None,
        state=_state(source, last, newest, as_of, today),
        age_days=(today - as_of).days if as_of else None,
        editions=tuple(editions),
        loads=tuple(loads),
        report=report,
        problem=last.message if failed and last else "",
    )


def _state(
    source: Source,
    last: Load | None,
    newest: Edition | None,
    as_of: dt.date | None,
    today: dt.date,
) -> State:
    if last is not None and last.outcome == "failed":
        return "DOWN"
    if last is not None and last.outcome == "held":
        return "HELD"
    if newest is None:
        return "NONE"
    if source.rhythm_days is None or as_of is None:
        return "REFERENCE"
    age = (today - as_of).days
    if age <= 2 * source.rhythm_days:
        return "OK"
    return "LATE" if age <= 4 * source.rhythm_days else "STALE"
