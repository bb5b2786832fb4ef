"""The store: what hands over frames, each with the edition it comes from."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pandas as pd
from cachetools import LRUCache

from geodata import formats
from geodata.edition import Edition, digest, located
from geodata.errors import DamagedEdition, DataFolderError, NoEdition, UnreadableEdition
from geodata.origin import Origin
from geodata.packaged import packaged_editions
from layers.registry import LAYERS
from layers.registry import layer as layer_named

if TYPE_CHECKING:
    from geodata.ledger import Ledger

CACHED_FRAMES = 64


@dataclass(frozen=True)
class Held:
    """A frame with its edition.

    `warnings` are sentences to the reader: what was wrong with a newer edition that is not shown.
    """

    frame: pd.DataFrame
    edition: Edition
    warnings: tuple[str, ...] = ()


class Store(Protocol):
    """What hands over frames."""

    def token(self) -> str:
        """Changes whenever a layer may have changed; equal tokens mean equal frames."""
        ...

    def editions(self, layer: str) -> list[Edition]:
        """The editions of a layer, oldest first."""
        ...

    def load(self, layer: str, known_on: dt.date | None = None) -> Held:
        """The newest good edition recorded by the end of `known_on` (UTC; None = now).

        The frame is shared: nobody may change it.

        Raises:
            NoEdition: if there is none.
        """
        ...


@dataclass
class MemoryStore:
    """A store of frames in memory, for tests and for synthetic worlds."""

    frames: Mapping[str, pd.DataFrame]
    recorded_at: dt.datetime = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    origin: Origin = field(
        default_factory=lambda: Origin("Test", "Test", "Test", "", (("CC0-1.0", ""),), None)
    )

    def token(self) -> str:
        """Constant: the frames never change."""
        return "memory.0"

    def editions(self, layer: str) -> list[Edition]:
        """One edition for each frame held."""
        layer_named(layer)
        if layer not in self.frames:
            return []
        rows = len(self.frames[layer])
        return [Edition(layer, "memory", Path(), "", rows, self.recorded_at, self.origin)]

    def load(self, layer: str, known_on: dt.date | None = None) -> Held:
        """The frame; see `Store.load`."""
        known = [e for e in self.editions(layer) if _by(e, known_on)]
        if not known:
            raise NoEdition(layer, known_on)
        return Held(self.frames[layer], known[0])


class FileStore:
    """The packaged figures, and the editions of a data folder over them.

    The folder is made if it is absent; `None` uses the packaged figures alone.

    Raises:
        DataFolderError: if the folder cannot be made or written.
    """

    def __init__(self, folder: Path | None = None, packaged: Path | None = None) -> None:
        self.folder = folder
        self._packaged = packaged_editions(packaged) if packaged else packaged_editions()
        self._frames: LRUCache[tuple[str, str], pd.DataFrame | Exception] = LRUCache(CACHED_FRAMES)
        self._lock = threading.Lock()
        self._ledger: Ledger | None = None
        if folder is not None:
            _make_writable(folder)
            if (folder / "ledger.sqlite").exists():
                self._open_ledger()

    def token(self) -> str:
        """``packaged.0`` until an edition is recorded, then the ledger's ``epoch.version``."""
        ledger = self._ledger_if_any()
        return ledger.token() if ledger else "packaged.0"

    def editions(self, layer: str) -> list[Edition]:
        """The packaged edition, then the recorded ones, oldest first."""
        layer_named(layer)
        ledger = self._ledger_if_any()
        return [self._packaged[layer], *(ledger.editions(layer) if ledger else [])]

    def ledger_problem(self) -> str:
        """What is wrong with the ledger's file; empty if nothing is, or if there is no ledger."""
        ledger = self._ledger_if_any()
        return ledger.problem() if ledger else ""

    def load(self, layer: str, known_on: dt.date | None = None) -> Held:
        """The newest good edition; see `Store.load`. A damaged one is named in the warnings."""
        warnings: list[str] = []
        for edition in reversed(self.editions(layer)):
            if not _by(edition, known_on):
                continue
            outcome = self._read(edition)
            if isinstance(outcome, Exception):
                warnings.append(str(outcome))
                continue
            if warnings:
                title = LAYERS[layer].title
                warnings.append(
                    f"{title}: the edition {edition.edition_id!r} before it is shown instead."
                )
            return Held(outcome, edition, tuple(warnings))
        raise NoEdition(layer, known_on, warnings)

    def publish(self, layer: str, raw: pd.DataFrame, origin: Origin, now: dt.datetime) -> Edition:
        """Record `raw` (text columns) as a new edition of `layer` and return it.

        The file is written under a temporary name, synced and renamed before the ledger knows
        of it: a reader sees the old edition or the new one, never a part. The same content in
        the same second is the same edition: it is returned again, and recorded once.

        Raises:
            NonConforming: if `raw` does not fit the layer; nothing is written.
            DataFolderError: if the store has no data folder or cannot write to it; the editions
                that it had stay as they are.
        """
        described = layer_named(layer)
        frame = described.conform(raw)
        if described.geometry == "point":
            frame = located(frame)
        content = formats.write_parquet(frame)
        sha256 = digest(content)
        ledger = self._open_ledger()
        now = now.astimezone(dt.UTC)
        edition_id = f"{now:%Y%m%dT%H%M%SZ}-{sha256[:8]}"
        for held in ledger.editions(layer):
            if held.edition_id == edition_id:
                return held
        path = ledger.folder / "editions" / layer / f"{edition_id}.parquet"
        _write_durably(path, content)
        edition = Edition(layer, edition_id, path, sha256, len(frame), now, origin)
        ledger.record(edition)
        return edition

    def _read(self, edition: Edition) -> pd.DataFrame | Exception:
        key = (edition.layer, edition.edition_id)
        with self._lock:
            if key not in self._frames:
                try:
                    self._frames[key] = edition.frame()
                except (DamagedEdition, UnreadableEdition) as error:
                    self._frames[key] = error
            return self._frames[key]

    def _ledger_if_any(self) -> Ledger | None:
        if self._ledger is None and self.folder and (self.folder / "ledger.sqlite").exists():
            self._open_ledger()
        return self._ledger

    def _open_ledger(self) -> Ledger:
        if self._ledger is None:
            # Half a second of import that a start on the packaged figures does not need.
            from geodata.ledger import Ledger  # noqa: PLC0415

            if self.folder is None:
                raise DataFolderError(Path(), "this store holds the packaged figures only")
            self._ledger = Ledger(self.folder / "ledger.sqlite")
        return self._ledger


def _by(edition: Edition, known_on: dt.date | None) -> bool:
    return known_on is None or edition.recorded_at.astimezone(dt.UTC).date() <= known_on


def _make_writable(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise DataFolderError(folder, "it is a file, not a folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise DataFolderError(folder, error.strerror or str(error)) from error


def _write_durably(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
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
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise DataFolderError(path.parent, error.strerror or str(error)) from error
