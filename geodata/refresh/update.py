"""Ask the publishers, and import what they answer; the last good figures stay on any failure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from geodata.errors import GeodataError, SourceError
from geodata.ledger import Load
from geodata.refresh.load import Brought, load_file
from geodata.report import LoadReport
from geodata.sources.source import Fetcher, Source
from geodata.store.files import FileStore
from layers.errors import LayersError


@dataclass(frozen=True)
class Updated:
    """How an update of one source ended: with a report, or with the reason why there is none."""

    source: str
    report: LoadReport | None
    problem: str = ""


def update(
    store: FileStore, source: Source, client: Callable[[Source], Fetcher], now: dt.datetime
) -> Updated:
    """Fetch a source and import it; whatever fails is recorded, and nothing that is held changes.

    Args:
        store: where it goes.
        source: what to ask for; one without `fetch` is a problem, not an error.
        client: what to ask with, for the hosts of a source.
        now: the server's time.
    """
    if source.fetch is None:
        return Updated(
            source.name, None,
            f"{source.title}: the publisher offers nothing that can be fetched; bring a file by "
            f"`pharos import {source.name} FILE`.",
        )  # fmt: skip
    name = f"{source.name} {now:%Y-%m-%d}"
    try:
        asked = client(source)
        content = source.fetch(asked, now.date())
        # The publisher's own name of a file may hold the day on which it was made.
        name = asked.last.name or name if asked.last else name
    except SourceError as error:  # no answer, or one that the next question cannot be made of
        return _failed(store, source, name, now, str(error))
    except Exception as error:  # noqa: BLE001  a page that changed must not end the other updates
        why = (
            f"{source.title}: the answer broke what fetches it ({type(error).__name__}: {error}). "
            "What was held stays; report this."
        )
        return _failed(store, source, name, now, why)
    try:
        report = load_file(store, source, Brought(content, name, kind="update"), now)
    except (GeodataError, LayersError) as error:
        return Updated(source.name, None, str(error))
    return Updated(source.name, report)


def _failed(store: FileStore, source: Source, name: str, now: dt.datetime, why: str) -> Updated:
    """An update without a report; the reason stands in the ledger."""
    store.ledger().note(Load(source.name, "update", "failed", name, "", "", now, message=why))
    return Updated(source.name, None, why)
