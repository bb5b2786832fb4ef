"""The store of a data folder: the packaged figures, and the recorded editions over them."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, cast

import geopandas as gpd
import pandas as pd
from cachetools import LRUCache

from geodata import formats
from geodata.edition import Edition, Periods, digest, located
from geodata.errors import (
    DamagedEdition,
    DataFolderError,
    LockedLedger,
    NoEdition,
    UnreadableEdition,
)
from geodata.origin import Origin
from geodata.packaged import packaged_editions
from geodata.store.protocol import Held, until
from geodata.store.shelf import Shelf
from layers.registry import LAYERS
from layers.registry import layer as layer_named

if TYPE_CHECKING:
    from geodata.ledger import Decision, Ledger, Load

CACHED_FRAMES = 64


class FileStore:
    """The packaged figures, and the editions of a data folder over them.

    The folder is made if it is absent; `None` uses the packaged figures alone.

    Raises:
        DataFolderError: if the folder cannot be made or written.
    """

    def __init__(self, folder: Path | None = None, packaged: Path | None = None) -> None:
        self.folder = folder
        self._packaged = packaged_editions(packaged) if packaged else packaged_editions()
        self._frames: LRUCache[tuple[str, ...], pd.DataFrame | Exception] = LRUCache(CACHED_FRAMES)
        self._lock = threading.Lock()
        self._shelf: tuple[str, Shelf] = ("packaged.0", Shelf(self._packaged))
        self._ledger: Ledger | None = None
        self._last_token = ""
        self._decided: tuple[str, list[Decision]] = ("", [])
        if folder is not None:
            _make_writable(folder)
            if (folder / "ledger.sqlite").exists():
                self.ledger()

    def token(self) -> str:
        """``packaged.0`` until something is recorded, then the ledger's token.

        While another process keeps the ledger locked it is the last one that was read.
        """
        ledger = self._ledger_if_any()
        return self._token_of(ledger) if ledger else "packaged.0"

    def editions(self, layer: str) -> list[Edition]:
        """The packaged edition, then the recorded ones, oldest first."""
        layer_named(layer)
        return self._current_shelf().editions(layer)

    def lead(self, layer: str) -> str:
        """The source that leads a layer: its editions stand in the place of the packaged one."""
        return self._packaged[layer].source

    def known_by(self, known_on: dt.date | None) -> dt.datetime | None:
        """When the newest edition or decision was recorded; see `Store.known_by`."""
        newest = self._current_shelf().known_by(known_on)
        last = None if known_on is None else until(known_on)
        decided = [d.at.astimezone(dt.UTC) for d in self.decisions() if not last or d.at <= last]
        return max([*([newest] if newest else []), *decided], default=None)

    def ledger_problem(self) -> str:
        """What is wrong with the ledger's file; empty if nothing is, or if there is no ledger."""
        ledger = self._ledger_if_any()
        return ledger.problem() if ledger else ""

    def load(self, layer: str, known_on: dt.date | None = None) -> Held:
        """The newest good editions of each source; see `Store.load`.

        A damaged or pruned one is named in the warnings, and the one before it is given.
        """
        layer_named(layer)
        warnings: list[str] = []
        held: list[Edition] = []
        frames: list[pd.DataFrame] = []
        for editions in self._current_shelf().known(layer, known_on):
            found = self._newest_good(editions, warnings)
            if found:
                held.append(found[0])
                frames.append(found[1])
        if not held:
            raise NoEdition(layer, known_on, warnings)
        return Held(self._together(held, frames), tuple(held), tuple(warnings))

    def frame_of(self, layer: str, source: str) -> tuple[Edition, pd.DataFrame] | None:
        """The newest good edition of one source of a layer and its frame; None if there is none."""
        for editions in self._current_shelf().known(layer, None):
            if editions[0].source == source:
                return self._newest_good(editions, [])
        return None

    def loads(self, source: str | None = None) -> list[Load]:
        """The imports of a source, or of all, newest first; none where there is no ledger."""
        ledger = self._ledger_if_any()
        return ledger.loads(source) if ledger else []

    def decisions(self) -> list[Decision]:
        """What was decided about pairs of records, oldest first."""
        ledger = self._ledger_if_any()
        if ledger is None:
            return []
        token = self._token_of(ledger)
        known, decided = self._decided
        if known != token:
            decided = ledger.decisions()
            self._decided = (token, decided)
        return list(decided)

    def verdicts(self, known_on: dt.date | None = None) -> dict[tuple[str, str], str]:
        """What was decided until a day or a moment, by pair; the newest decision holds."""
        last = None if known_on is None else until(known_on)
        return {
            (d.one, d.other): d.verdict for d in self.decisions() if last is None or d.at <= last
        }

    def publish(
        self,
        layer: str,
        raw: pd.DataFrame,
        origin: Origin,
        now: dt.datetime,
        *,
        source: str | None = None,
    ) -> Edition:
        """Record `raw` (text columns) as a new edition of `layer` and return it.

        Raises:
            NonConforming: if `raw` does not fit the layer; nothing is written.
            DataFolderError: see `record`.
        """
        return self.record(layer, self.conformed(layer, raw), origin, now, source=source)

    def conformed(self, layer: str, raw: pd.DataFrame) -> pd.DataFrame:
        """`raw` text in the types of its layer, checked in full; point layers carry geometry.

        Raises:
            NonConforming: naming every cell that does not fit.
        """
        described = layer_named(layer)
        frame = described.conform(raw)
        return located(frame) if described.geometry == "point" else frame

    def record(
        self,
        layer: str,
        frame: pd.DataFrame,
        origin: Origin,
        now: dt.datetime,
        *,
        source: str | None = None,
        complete: Periods = (),
        load: Load | None = None,
    ) -> Edition:
        """Record a conforming frame as a new edition and return it.

        The file is written under a temporary name, synced and renamed before the ledger knows
        of it: a reader sees the old edition or the new one, never a part. Without an import, the
        content of the newest edition in the same second is that edition: it is returned again.

        Args:
            layer: name of the layer.
            frame: what `conformed` returned.
            origin: where it comes from.
            now: the server's time; an edition is never recorded as older than the one before.
            source: whose edition it is; by default that of the source that leads the layer.
            complete: the periods of which it is the whole record.
            load: the import that it comes from, recorded in the same transaction.

        Raises:
            DataFolderError: if the store has no data folder or cannot write to it; the editions
                that it had stay as they are.
        """
        layer_named(layer)
        source = source or self.lead(layer)
        ledger = self.ledger()
        content = formats.write_parquet(frame)
        sha256 = digest(content)
        of_layer = ledger.editions(layer)
        newest = [e for e in of_layer if e.source == source][-1:]
        now = max([now.astimezone(dt.UTC), *(e.recorded_at for e in newest)])
        moment = f"{now:%Y%m%dT%H%M%SZ}-{sha256[:8]}"
        if load is None and newest and newest[0].edition_id == moment:
            return newest[0]
        # Figures that come back within a second, or under a clock that stands still, are news.
        taken = {e.edition_id for e in of_layer}
        again = (f"{moment}-{n}" for n in itertools.count(2))
        edition_id = next(name for name in itertools.chain([moment], again) if name not in taken)
        path = ledger.folder / "editions" / layer / f"{edition_id}.parquet"
        write_durably(path, content)
        edition = Edition(
            layer, edition_id, path, sha256, len(frame), now, origin, source, complete
        )  # fmt: skip
        ledger.record(edition, load)
        return edition

    def ledger(self) -> Ledger:
        """The ledger of the data folder, made if absent.

        Raises:
            DataFolderError: if the store has no data folder, or the file is no ledger.
        """
        if self._ledger is None:
            # Half a second of import that a start on the packaged figures does not need.
            from geodata.ledger import Ledger  # noqa: PLC0415

            if self.folder is None:
                raise DataFolderError(Path(), "this store holds the packaged figures only")
            self._ledger = Ledger(self.folder / "ledger.sqlite")
        return self._ledger

    def _newest_good(
        self, editions: list[Edition], warnings: list[str]
    ) -> tuple[Edition, pd.DataFrame] | None:
        said = len(warnings)
        for edition in editions:
            outcome = self._read(edition)
            if isinstance(outcome, Exception):
                warnings.append(str(outcome))
                continue
            if len(warnings) > said:
                title = LAYERS[edition.layer].title
                warnings.append(
                    f"{title}: the edition {edition.edition_id!r} before it is shown instead."
                )
            return edition, outcome
        return None

    def _together(self, held: list[Edition], frames: list[pd.DataFrame]) -> pd.DataFrame:
        if len(held) == 1:
            return frames[0]
        key = (held[0].layer, *(e.edition_id for e in held))
        with self._lock:
            if key not in self._frames:
                together = pd.concat([f for f in frames if len(f)] or frames[:1], ignore_index=True)
                if isinstance(frames[0], gpd.GeoDataFrame):
                    together = gpd.GeoDataFrame(together, geometry="geometry", crs=frames[0].crs)
                self._frames[key] = together
            return cast("pd.DataFrame", self._frames[key])

    def _read(self, edition: Edition) -> pd.DataFrame | Exception:
        key = (edition.layer, edition.edition_id)
        with self._lock:
            # Every process answers alike, also one that read the file before retention removed it.
            if key not in self._frames or edition.pruned_on:
                try:
                    self._frames[key] = edition.frame()
                except (DamagedEdition, UnreadableEdition) as error:
                    # Not kept: a file that is restored from a backup is good again.
                    return error
            return self._frames[key]

    def _current_shelf(self) -> Shelf:
        ledger = self._ledger_if_any()
        if ledger is None:
            return self._shelf[1]
        token = self._token_of(ledger)
        known, shelf = self._shelf
        if known != token:
            shelf = Shelf(self._packaged, ledger.editions())
            self._shelf = (token, shelf)
        return shelf

    def _token_of(self, ledger: Ledger) -> str:
        """The token; readers go on with what they have while the ledger is locked."""
        try:
            token = ledger.token()
        except LockedLedger:
            if not self._last_token:
                raise
            return self._last_token
        self._last_token = token
        return token

    def _ledger_if_any(self) -> Ledger | None:
        if self._ledger is None and self.folder and (self.folder / "ledger.sqlite").exists():
            self.ledger()
        return self._ledger


def _make_writable(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise DataFolderError(folder, "it is a file, not a folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise DataFolderError(folder, error.strerror or str(error)) from error


def write_durably(path: Path, content: bytes) -> None:
    """Write a file under a temporary name, sync it, rename it, and sync its folder.

    Raises:
        DataFolderError: if any step fails; no unfinished file is left by this process.
    """
    try:
        _make_durably(path.parent)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync(path.parent)
    except OSError as error:
        raise DataFolderError(path.parent, error.strerror or str(error)) from error


def _make_durably(folder: Path) -> None:
    """Make a folder and those above it; a new one is lost with the power until its parent is synced."""
    if folder.exists():
        return
    _make_durably(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
