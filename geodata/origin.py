"""Provenance: who made a figure, under what terms, as of when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """Where an edition comes from.

    `licences` are (name, where to read it) pairs; several where rows differ. `doubts` are the
    sentences that a reader of the figures must be able to find.
    """

    publisher: str
    title: str
    citation: str
    url: str
    licences: tuple[tuple[str, str], ...]
    as_of: dt.date | None
    doubts: tuple[str, ...] = ()
