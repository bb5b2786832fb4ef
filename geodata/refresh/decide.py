"""Decisions about records of different sources that may be one event."""

from __future__ import annotations

import datetime as dt

from geodata.errors import SourceError
from geodata.ledger import Decision
from geodata.store.files import FileStore
from layers.analysis.duplicates import VERDICTS


def decide(
    store: FileStore, one: str, other: str, verdict: str, now: dt.datetime, note: str = ""
) -> Decision:
    """Record what somebody decided about two incidents; ``undecided`` takes a decision back.

    Earlier decisions stay on record; the newest one of a pair holds.

    Raises:
        SourceError: if the verdict is not a known word, or an id is not that of a held incident.
        DataFolderError: if it cannot be written.
    """
    if verdict not in VERDICTS:
        raise SourceError(f"The verdict {verdict!r} is unknown; expected {', '.join(VERDICTS)}.")
    held = store.load("incidents").frame
    known = set(held["incident_id"])
    for name in (one, other):
        if name not in known:
            raise SourceError(f"There is no incident {name!r}; expected the id of a held record.")
    sources = held.set_index("incident_id").loc[[one, other], "source"]
    if sources.nunique() < 2:
        raise SourceError(
            f"{one!r} and {other!r} are of one source, {sources.iloc[0]!r}; expected two sources."
        )
    decision = Decision(one, other, verdict, note, now)
    store.ledger().decide(decision)
    return decision
