"""What every store can do, and what it hands over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from geodata.edition import Edition


@dataclass(frozen=True)
class Held:
    """A frame with the editions it is made of.

    A layer that several sources feed has one edition of each: the first is that of the source
    that leads the layer. `warnings` are sentences to the reader: what was wrong with a newer
    edition that is not shown.
    """

    frame: pd.DataFrame
    editions: tuple[Edition, ...]
    warnings: tuple[str, ...] = ()

    @property
    def edition(self) -> Edition:
        """The edition of the source that leads the layer."""
        return self.editions[0]


class Store(Protocol):
    """What hands over frames."""

    def token(self) -> str:
        """Changes whenever a layer may have changed; equal tokens mean equal frames."""
        ...

    def editions(self, layer: str) -> list[Edition]:
        """The editions of a layer, of every source, in the order in which they were recorded."""
        ...

    def known_by(self, known_on: dt.date | None) -> dt.datetime | None:
        """When the newest edition of any layer was recorded that is known on a day.

        Days with the same answer hold the same frames. None: nothing is known on that day.
        """
        ...

    def verdicts(self, known_on: dt.date | None = None) -> Mapping[tuple[str, str], str]:
        """What was decided by the end of a day about pairs of incidents, by their ids in order."""
        ...

    def load(self, layer: str, known_on: dt.date | None = None) -> Held:
        """What the newest good editions recorded by the end of `known_on` (UTC; None = now) hold.

        The frame is shared: nobody may change it.

        Raises:
            NoEdition: if there is none.
        """
        ...


def is_known(edition: Edition, known_on: dt.date | None) -> bool:
    """Whether an edition was recorded by the end of a day (UTC); None = now."""
    return known_on is None or edition.recorded_at.astimezone(dt.UTC).date() <= known_on
