"""Retention: which editions are kept, and what removing the others does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from geodata.edition import Edition
from geodata.errors import DamagedEdition, DataFolderError, UnreadableEdition
from geodata.refresh.lock import importing
from geodata.store.files import FileStore

KEEP_DAYS = 400
UNFINISHED_AFTER = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Pruned:
    """What retention removes, or would remove.

    Attributes:
        editions: the editions whose files go; the ledger keeps their entries.
        kept: how many recorded editions stay.
        leftovers: files that no entry of the ledger names: of imports that were killed.
        size: bytes of all these files.
    """

    editions: tuple[Edition, ...]
    kept: int
    leftovers: tuple[Path, ...]
    size: int


def is_good(edition: Edition) -> bool:
    """Whether a reader can be shown an edition: its bytes are those that were recorded, and fit."""
    try:
        edition.frame()
    except (DamagedEdition, UnreadableEdition):
        return False
    return True


def surplus(
    editions: Sequence[Edition],
    now: dt.datetime,
    keep_days: int,
    good: Callable[[Edition], bool] = is_good,
) -> list[Edition]:
    """The editions that retention lets go, oldest first.

    Of each source and layer the newest edition is always kept, and the newest that is `good` where
    that is another: it is what readers are shown. So is every one of the last `keep_days` days,
    and of each month before that the last one.
    """
    horizon = now - dt.timedelta(days=keep_days)
    groups: dict[tuple[str, str], list[Edition]] = {}
    for edition in editions:
        if edition.pruned_on is None:
            groups.setdefault((edition.layer, edition.source), []).append(edition)
    out = []
    for group in groups.values():
        last_of_month = {e.recorded_at.astimezone(dt.UTC).strftime("%Y-%m"): e for e in group}
        going = [
            edition
            for edition in group[:-1]
            if edition.recorded_at < horizon
            and edition
            is not last_of_month[edition.recorded_at.astimezone(dt.UTC).strftime("%Y-%m")]
        ]
        # Every file is read through its digest: none is where nothing goes.
        shown = next((e for e in reversed(group) if good(e)), None) if going else None
        out += [edition for edition in going if edition is not shown]
    return sorted(out, key=lambda e: e.recorded_at)


def prune(
    store: FileStore, now: dt.datetime, keep_days: int = KEEP_DAYS, *, dry_run: bool = False
) -> Pruned:
    """Remove the files of editions that retention lets go, and leftovers of killed imports.

    The ledger is told first: a reader of such a day is then given the edition before it, with a
    warning, and never a missing file by surprise.

    Raises:
        DataFolderError: if the store has no data folder, or it cannot be written.
    """
    ledger = store.ledger()
    if dry_run:
        return _found(store, now, keep_days)
    with importing(ledger.folder, now):
        found = _found(store, now, keep_days)
        if found.editions:
            ledger.prune(found.editions, now)
        try:
            for path in (*(e.path for e in found.editions), *found.leftovers):
                path.unlink(missing_ok=True)
        except OSError as error:
            raise DataFolderError(ledger.folder, error.strerror or str(error)) from error
        return found


def _found(store: FileStore, now: dt.datetime, keep_days: int) -> Pruned:
    ledger = store.ledger()
    editions = ledger.editions()
    going = surplus(editions, now, keep_days)
    named = {e.path for e in editions}
    held = ledger.waiting()
    leftovers = [
        path
        for path in sorted((ledger.folder / "editions").glob("*/*"))
        if path not in named and _is_old(path, now)
    ]
    leftovers += [
        path
        for path in sorted((ledger.folder / "held").glob("*"))
        if path.name not in held and _is_old(path, now)
    ]
    # The file of an edition that was marked, where the process died before removing it.
    leftovers += [e.path for e in editions if e.pruned_on and e.path.exists()]
    files = [*(e.path for e in going), *leftovers]
    size = sum(_size(path) for path in files)
    kept = sum(e.pruned_on is None for e in editions) - len(going)
    return Pruned(tuple(going), kept, tuple(leftovers), size)


def _is_old(path: Path, now: dt.datetime) -> bool:
    """Whether no running import can still be about to name this file."""
    try:
        written = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    except FileNotFoundError:  # a dry run waits for no import, which may just have renamed it
        return False
    return now - written > UNFINISHED_AFTER


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
