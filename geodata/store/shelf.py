"""The editions of every layer at one version of the ledger, ready to be asked by date."""

from __future__ import annotations

import bisect
import datetime as dt
import itertools
from collections.abc import Iterable, Mapping

from geodata.edition import Edition
from geodata.store.protocol import is_known, until


class Shelf:
    """The editions of every layer at one version of the ledger.

    Asking it by date costs a binary search, however many editions there are.

    Args:
        packaged: the first edition of each layer; its source leads the layer.
        recorded: the editions of the ledger, in the order in which they were recorded.
    """

    def __init__(self, packaged: Mapping[str, Edition], recorded: Iterable[Edition] = ()) -> None:
        self._by_layer: dict[str, list[Edition]] = {n: [e] for n, e in packaged.items()}
        for edition in recorded:
            self._by_layer.setdefault(edition.layer, []).append(edition)
        # A packaged edition is the first of its source, whatever day its package was made.
        self._packaged = dict(packaged)
        self._by_source: dict[str, dict[str, list[Edition]]] = {}
        for name, editions in self._by_layer.items():
            sources = self._by_source.setdefault(name, {})
            for edition in editions:
                of_source = sources.setdefault(edition.source, [])
                if edition is not packaged.get(name):
                    of_source.append(edition)
        # A clock that was set back makes no edition older than the one before it.
        self._recorded = {
            (name, source): list(itertools.accumulate((e.recorded_at for e in editions), max))
            for name, sources in self._by_source.items()
            for source, editions in sources.items()
        }
        moments = (e.recorded_at for editions in self._by_layer.values() for e in editions)
        self._moments = sorted(m.astimezone(dt.UTC) for m in moments)

    def editions(self, layer: str) -> list[Edition]:
        """The editions of a layer, of every source, in the order in which they were recorded."""
        return list(self._by_layer.get(layer, ()))

    def known(self, layer: str, known_on: dt.date | None) -> list[list[Edition]]:
        """For each source of the layer its editions known on a day or at a moment, newest first.

        The source that leads the layer comes first, the others by name; one that is not known
        yet is left out.
        """
        sources = self._by_source.get(layer, {})
        lead = next(iter(sources), "")
        out = []
        last = None if known_on is None else until(known_on)
        for source in sorted(sources, key=lambda s: (s != lead, s)):
            editions = sources[source]
            end = len(editions)
            if last is not None:
                end = bisect.bisect_right(self._recorded[layer, source], last)
            found = editions[end - 1 :: -1] if end else []
            first = self._packaged.get(layer)
            if first and first.source == source and is_known(first, known_on):
                found.append(first)
            if found:
                out.append(found)
        return out

    def known_by(self, known_on: dt.date | None) -> dt.datetime | None:
        """When the newest edition known on a day was recorded; see `Store.known_by`."""
        end = len(self._moments)
        if known_on is not None:
            end = bisect.bisect_right(self._moments, until(known_on))
        return self._moments[end - 1] if end else None
