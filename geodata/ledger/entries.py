"""What the ledger keeps beside editions: imports and decisions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from geodata.report import SetAside


@dataclass(frozen=True)
class Load:
    """One import, as the ledger keeps it.

    Attributes:
        source: the name of the source.
        kind: ``import`` (a file was brought) or ``update`` (the publisher was asked).
        outcome: ``recorded``, ``unchanged``, ``held`` or ``failed``.
        file: the name of the file, as text alone.
        sha256: digest of the bytes; empty where none came.
        reading: how it was read: the version of the parser and its options.
        at: when (UTC).
        as_of: the day on which the publisher said it.
        edition_id: the edition that it made, or found unchanged.
        message: a sentence, where it did not end as asked.
        report: `geodata.report.LoadReport.as_json`.
        quarantine: the rows that were kept aside, word for word.
        load_id: 0 until it is recorded.
    """

    source: str
    kind: str
    outcome: str
    file: str
    sha256: str
    reading: str
    at: dt.datetime
    as_of: dt.date | None = None
    edition_id: str = ""
    message: str = ""
    report: dict[str, Any] | None = None
    quarantine: tuple[SetAside, ...] = ()
    load_id: int = 0


@dataclass(frozen=True)
class Decision:
    """What somebody decided about two records; the newest one of a pair holds."""

    one: str
    other: str
    verdict: str
    note: str
    at: dt.datetime
    decision_id: int = 0
