"""Decisions about records of different sources that may be one event."""

from __future__ import annotations

import datetime as dt
from typing import cast

import geopandas as gpd

from geodata.errors import SourceError
from geodata.ledger import Decision
from geodata.store.files import FileStore
from layers.analysis.duplicates import VERDICTS, Pair, Verdict, candidates, contradiction, why_apart
from layers.handling import OPEN, Clearance, is_visible


def decide(
    store: FileStore,
    one: str,
    other: str,
    verdict: str,
    now: dt.datetime,
    note: str = "",
    clearance: Clearance = OPEN,
) -> Decision:
    """Record what somebody decided about two candidates; ``undecided`` takes a decision back.

    Earlier decisions stay on record; the newest one of a pair holds. A decision can be taken back
    also where the two are candidates no more.

    Args:
        store: what holds the incidents.
        one: the id of a record.
        other: the id of a record of another source.
        verdict: one of `VERDICTS`.
        now: the server's time.
        note: why, for those who read it later.
        clearance: what whoever decides may see; of other records nothing is said, not even that
            they are there.

    Raises:
        SourceError: if the verdict is not a known word, if the two are no candidates, or if the
            verdict contradicts another that holds.
        DataFolderError: if it cannot be written.
    """
    if verdict not in VERDICTS:
        raise SourceError(f"The verdict {verdict!r} is unknown; expected {', '.join(VERDICTS)}.")
    frame = cast("gpd.GeoDataFrame", store.load("incidents").frame)
    seen = frame[is_visible(frame, clearance).to_numpy(dtype=bool)]
    known = set(seen["incident_id"])
    for name in (one, other):
        if name not in known:
            raise SourceError(
                f"There is no incident {name!r} to decide about; expected an id that "
                "`pharos duplicates` lists."
            )
    verdicts = cast("dict[Pair, Verdict]", store.verdicts())
    found = candidates(seen, verdicts)
    pair = (one, other) if one < other else (other, one)
    is_taken_back = verdict == "undecided" and pair in verdicts
    if one == other or (pair not in {c.pair for c in found} and not is_taken_back):
        raise SourceError(f"{one!r} and {other!r} {why_apart(seen, one, other)}.")
    if problem := contradiction(found, one, other, verdict):
        raise SourceError(f"{one!r} and {other!r} cannot be {verdict!r}: {problem}.")
    decision = Decision(one, other, verdict, note, now)
    store.ledger().decide(decision)
    return decision
