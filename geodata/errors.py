"""The errors of the data room; each quotes what was met and says what would be right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path


class GeodataError(Exception):
    """Base of every error raised by `geodata`."""


class DamagedEdition(GeodataError):
    """A stored file whose bytes are not those that were published."""

    def __init__(self, layer: str, edition_id: str, found: str, expected: str) -> None:
        self.layer = layer
        self.edition_id = edition_id
        super().__init__(
            f"The edition {edition_id!r} of {layer!r} is damaged: its SHA-256 is {found[:12]}..., "
            f"expected {expected[:12]}.... Restore the file from a backup."
        )


class UnreadableEdition(GeodataError):
    """A stored file that is absent or cannot be read."""

    def __init__(self, layer: str, edition_id: str, reason: str) -> None:
        self.layer = layer
        self.edition_id = edition_id
        super().__init__(f"The edition {edition_id!r} of {layer!r} cannot be read: {reason}.")


class NoEdition(GeodataError):
    """No good edition of a layer for the date asked about; `failures` say what was wrong."""

    def __init__(self, layer: str, known_on: dt.date | None, failures: Sequence[str] = ()) -> None:
        self.layer = layer
        self.failures = tuple(failures)
        on = f" on {known_on.day} {known_on:%B %Y}" if known_on else ""
        found = f"that was held{on} can be read" if failures else f"was held{on}"
        super().__init__(" ".join([f"No edition of {layer!r} {found}.", *failures]))


class DataFolderError(GeodataError):
    """A data folder that cannot be created or written."""

    def __init__(self, folder: Path, reason: str) -> None:
        self.folder = folder
        super().__init__(
            f"The data folder {str(folder)!r} cannot be used: {reason}. Choose a folder that this "
            "user may write to, by the environment variable PHAROS_DATA."
        )


class LockedLedger(DataFolderError):
    """A ledger that another process keeps locked for longer than is waited."""


class SourceError(GeodataError):
    """A file or an answer of a source that cannot be read as what it should be."""


class SchemaChanged(SourceError):
    """A table whose columns are not those that the source is known by."""


class RefusedFile(SourceError):
    """A file that is not read at all: of another kind, too large, or built to do harm."""


class FetchFailed(SourceError):
    """A publisher that did not answer, or not with the whole of what was asked."""


class ImportRunning(GeodataError):
    """Another process is importing into the same data folder; `since` says since when."""

    def __init__(self, since: str) -> None:
        super().__init__(
            f"Another import into this data folder is running {since}. Nothing was changed; "
            "try again when it is done."
        )


class ExportError(GeodataError):
    """An export that cannot be made or written."""
