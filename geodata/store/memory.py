"""A store of frames in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from geodata.edition import Edition, Periods
from geodata.errors import NoEdition
from geodata.origin import Origin
from geodata.store.protocol import Held, is_known, until
from layers.registry import layer as layer_named


@dataclass
class MemoryStore:
    """A store of frames in memory, for tests and for synthetic worlds.

    `complete` says of which periods the incidents are the whole record; see `Edition`.
    """

    frames: Mapping[str, pd.DataFrame]
    recorded_at: dt.datetime = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    origin: Origin = field(
        default_factory=lambda: Origin("Test", "Test", "Test", "", (("CC0-1.0", ""),), None)
    )
    complete: Periods = ()
    decided: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def token(self) -> str:
        """Constant: the frames never change."""
        return "memory.0"

    def editions(self, layer: str) -> list[Edition]:
        """One edition for each frame held."""
        layer_named(layer)
        if layer not in self.frames:
            return []
        rows = len(self.frames[layer])
        complete = self.complete if layer == "incidents" else ()
        edition = Edition(
            layer, "memory", Path(), "", rows, self.recorded_at, self.origin, complete=complete
        )
        return [edition]

    def known_by(self, known_on: dt.date | None) -> dt.datetime | None:
        """The one moment at which everything was recorded; see `Store.known_by`."""
        known = known_on is None or self.recorded_at <= until(known_on)
        return self.recorded_at if known else None

    def verdicts(self, known_on: dt.date | None = None) -> Mapping[tuple[str, str], str]:
        """What the test decided; it was so from the day on which all is known."""
        return self.decided if self.known_by(known_on) else {}

    def load(self, layer: str, known_on: dt.date | None = None) -> Held:
        """The frame; see `Store.load`."""
        known = [e for e in self.editions(layer) if is_known(e, known_on)]
        if not known:
            raise NoEdition(layer, known_on)
        return Held(self.frames[layer], (known[0],))
