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
        """When the newest edition or decision was recorded that is known on a day or at a moment.

        Asked as of the answer itself, the store answers the same for ever. None: nothing was known.
        """
        ...

    def verdicts(self, known_on: dt.date | None = None) -> Mapping[tuple[str, str], str]:
        """What was decided about pairs of incidents, by their ids in order; see `until`."""
        ...

    def load(self, layer: str, known_on: dt.date | None = None) -> Held:
        """What the newest good editions recorded until `known_on` (see `until`; None = now) hold.

        The frame is shared: nobody may change it.

        Raises:
            NoEdition: if there is none.
        """
        ...


def until(known_on: dt.date) -> dt.datetime:
    """The last moment (UTC) that counts as known: the end of a day, or a moment itself.

    A moment (`datetime` with its zone, which Python takes for a `date`) tells apart what was
    recorded on one day.
    """
    if isinstance(known_on, dt.datetime):
        return known_on
    return dt.datetime.combine(known_on, dt.time.max, dt.UTC)


def is_known(edition: Edition, known_on: dt.date | None) -> bool:
    """Whether an edition was recorded until a day or a moment; None = now."""
    return known_on is None or edition.recorded_at <= until(known_on)
