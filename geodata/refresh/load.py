"""A file becomes an edition, or leaves everything as it was; either way with a full account."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from geodata.edition import Edition, Periods, digest
from geodata.errors import DataFolderError, SourceError
from geodata.ledger import Load
from geodata.origin import Origin
from geodata.refresh import account, judging, mending
from geodata.refresh.corrections import Tables, corrected
from geodata.refresh.lock import importing
from geodata.refresh.periods import added, without
from geodata.refresh.suspicion import Held, suspicions
from geodata.report import LoadReport, by_reason
from geodata.sources.source import Options, Parsed, Source
from geodata.store.files import FileStore, write_durably
from layers.analysis.differences import differences
from layers.errors import NonConforming
from layers.registry import LAYERS


@dataclass(frozen=True)
class Brought:
    """A file as it was brought: its bytes, its name (text alone), and how it shall be read."""

    content: bytes
    name: str
    options: Options = field(default_factory=Options)
    kind: str = "import"

    @property
    def sha256(self) -> str:
        """Digest of the bytes."""
        return digest(self.content)


def load_file(
    store: FileStore,
    source: Source,
    brought: Brought,
    now: dt.datetime,
    *,
    confirmed: bool = False,
    dry_run: bool = False,
) -> LoadReport:
    """Read a file of a known source into a new edition, and say what became of every row.

    The same file twice makes no second edition. A file that would shrink or age what is held is
    kept aside, and recorded only when it is `confirmed`. With `dry_run` nothing is written.

    Raises:
        SourceError: if the file cannot be read; what was held stays, and the fact is recorded.
        NonConforming: the same, for a table of which some cells do not fit the layer.
        ImportRunning: if another import holds the data folder.
        DataFolderError: if the data folder cannot be written.
    """
    if dry_run:
        return _read(store, source, brought, now, confirmed=confirmed, dry_run=True)[0]
    if store.folder is None:
        raise DataFolderError(Path(), "this store holds the packaged figures only")
    with importing(store.folder, now):
        again = _unchanged_file(store, source, brought, now)
        if again:
            return again
        try:
            report, draft = _read(store, source, brought, now, confirmed=confirmed, dry_run=False)
        except DataFolderError:
            raise
        except (SourceError, NonConforming) as error:
            _note_failure(store, source, brought, now, str(error))
            raise
        except Exception as error:
            # A file that breaks its reader is a failure like any other, and stands in the ledger.
            why = (
                f"{brought.name!r} cannot be read: it broke the reader of {source.name} "
                f"({type(error).__name__}: {error}). What was held stays; report this."
            )
            _note_failure(store, source, brought, now, why)
            raise SourceError(why) from error
        return _record(store, source, brought, now, report, draft)


@dataclass(frozen=True)
class _Draft:
    """What would be recorded: the conforming frame with its periods, and what was set aside.

    `as_of` is the day of what is then held, `said_on` that of the file.
    """

    frame: pd.DataFrame
    complete: Periods
    parsed: Parsed
    as_of: dt.date | None
    said_on: dt.date | None


def _read(
    store: FileStore,
    source: Source,
    brought: Brought,
    now: dt.datetime,
    *,
    confirmed: bool,
    dry_run: bool,
) -> tuple[LoadReport, _Draft]:
    content, amends = mending.opened(brought.content)
    parsed = source.parse(content, brought.name, now.date(), brought.options)
    if source.name == "iom-missing-migrants":
        parsed = corrected(parsed, _tables(store))
    if not parsed.rows_in:
        raise SourceError(f"{brought.name!r} holds no rows below its header; nothing was changed.")
    if not len(parsed.frame):
        raise SourceError(judging.nothing_taken(brought.name, parsed))
    layer = LAYERS[parsed.layer]
    fresh = store.conformed(layer.name, parsed.frame)
    before = store.frame_of(layer.name, source.name)
    base = before[1] if before else fresh.iloc[:0]
    scope = parsed.scope
    if amends:
        judging.refuse_known(base, fresh, layer)
    all_regions = brought.options.all_regions
    replaced = judging.inside(base, fresh, parsed, all_regions=all_regions) & (not amends)
    frame = judging.joined(base[~replaced], fresh, layer)
    changes = differences(base, frame, layer.key, ignored=("source",))
    rows = judging.accounted(parsed, changes, fresh, layer)
    known = _said_on(store, source, before[0] if before else None)
    # A file without a scope replaces every record, and with them what was said of their periods.
    complete = before[0].complete if before and (amends or scope) else ()
    span = None if amends else scope or judging.span(parsed)
    if span and parsed.complete:
        said = parsed.as_of if parsed.is_dated else None
        complete = added(complete, *span, said, parsed.routes)
    elif span:
        complete = without(complete, *span, parsed.routes)
    is_news = not before or bool(changes) or complete != before[0].complete
    held: tuple[str, ...] = ()
    if is_news and not (confirmed or amends):
        periods = before[0].complete if before else ()
        published = store.load("deaths").frame
        if (source.name, layer.name) != (store.lead("incidents"), "incidents"):
            published = published.iloc[:0]  # the toll is never counted from this source
        held = suspicions(parsed, fresh, Held(base, base[replaced], periods, known, published))
    # Mended rows and files of some years do not make the rest older; a file of all of it that
    # states its day speaks for all of it.
    said_on = known if amends else parsed.as_of
    is_whole = bool(replaced.all()) and said_on is not None and parsed.is_dated
    days = [said_on] if is_whole else [said_on, known, before[0].origin.as_of if before else None]
    as_of = max([d for d in days if d], default=None)
    outcome = "dry run" if dry_run else "held" if held else "recorded"
    if outcome == "recorded" and before and not is_news and _is_newest(store, before[0]):
        outcome = "unchanged"
    report = LoadReport(
        source=source.name,
        layer=layer.name,
        file=brought.name,
        sha256=brought.sha256,
        layout=parsed.layout,
        outcome=outcome,  # type: ignore[arg-type]
        rows_in=parsed.rows_in,
        accepted=rows["accepted"],
        unchanged=rows["unchanged"],
        quarantined=rows["quarantined"],
        excluded=rows["excluded"],
        records=len(fresh),
        set_aside=account.reasons(parsed.set_aside),
        remarks=by_reason(parsed.remarks),
        sums=parsed.sums,
        notes=parsed.notes,
        first_day=parsed.first_day,
        last_day=parsed.last_day,
        as_of=said_on,
        as_of_by=parsed.as_of_by,
        kept_from_before=len(frame) - len(fresh),
        changes=changes,
        held_because=held,
        edition_before=before[0].edition_id if before else "",
        at=now.astimezone(dt.UTC),
    )
    return report, _Draft(frame, complete, parsed, as_of, said_on)


def _record(
    store: FileStore,
    source: Source,
    brought: Brought,
    now: dt.datetime,
    report: LoadReport,
    draft: _Draft,
) -> LoadReport:
    quarantine = tuple(r for r in draft.parsed.set_aside if r.kind == "quarantined")
    load = Load(
        source=source.name,
        kind=brought.kind,
        outcome=report.outcome,
        file=brought.name,
        sha256=brought.sha256,
        reading=account.reading(source, brought.options),
        at=now,
        as_of=draft.said_on,
        edition_id=report.edition_before,
        message=" ".join(report.held_because),
        report=account.stored(report),
        quarantine=quarantine,
    )
    ledger = store.ledger()
    if report.outcome == "held" and store.folder:
        write_durably(store.folder / "held" / brought.sha256, brought.content)
        return replace(report, load_id=ledger.note(load))
    if report.outcome == "unchanged":
        return replace(report, edition_id=report.edition_before, load_id=ledger.note(load))
    edition = store.record(
        report.layer, draft.frame, _origin(source, draft.as_of), now,
        source=source.name, complete=draft.complete, load=load,
    )  # fmt: skip
    newest = ledger.loads(source.name, limit=1)
    return replace(report, edition_id=edition.edition_id, load_id=newest[0].load_id)


def confirm(store: FileStore, source: Source, load_id: int, now: dt.datetime) -> LoadReport:
    """Record a file that was held, as it was brought.

    Raises:
        SourceError: if there is no such held file.
    """
    load = store.ledger().load(load_id)
    if load is None or load.outcome != "held" or load.source != source.name:
        raise SourceError(
            f"The import {load_id} of {source.name} is not held for confirmation; "
            f"`pharos status` lists those that are."
        )
    path = store.ledger().folder / "held" / load.sha256
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"The file of import {load_id} is not there any more ({error.strerror}); bring it again."
        ) from error
    if digest(content) != load.sha256:
        raise SourceError(
            f"The file of import {load_id} is not the one that was brought: its SHA-256 is "
            f"{digest(content)[:12]}..., expected {load.sha256[:12]}.... Bring it again."
        )
    brought = Brought(content, load.file, account.options(load.reading), load.kind)
    report = load_file(store, source, brought, now, confirmed=True)
    path.unlink(missing_ok=True)
    return report


def _unchanged_file(
    store: FileStore, source: Source, brought: Brought, now: dt.datetime
) -> LoadReport | None:
    """The report of the newest import, if it was of these bytes, read in this way.

    A damaged edition is no reason to refuse the file that would mend it.
    """
    last = _last_good(store, source)
    kept = account.report_of(last) if last else None
    if last is None or kept is None or last.sha256 != brought.sha256:
        return None
    if last.reading != account.reading(source, brought.options):
        return None
    held = store.frame_of(kept.layer, source.name)
    if held is None or not _is_newest(store, held[0]):
        return None
    ledger = store.ledger()
    report = account.said_again(kept, brought.name, now)
    load = replace(
        last, outcome="unchanged", at=now, kind=brought.kind, file=brought.name, message="",
        report=account.stored(report), quarantine=tuple(ledger.quarantine(last.load_id)),
    )  # fmt: skip
    return replace(report, load_id=ledger.note(load))


def _last_good(store: FileStore, source: Source) -> Load | None:
    """The newest import of a source that still stands, or None."""
    if store.folder is None or not (store.folder / "ledger.sqlite").exists():
        return None
    return store.ledger().newest_good(source.name)


def _said_on(store: FileStore, source: Source, before: Edition | None) -> dt.date | None:
    """The day on which the publisher said what was imported so far, as far as it was stated.

    The packaged edition does not count: it holds the large incidents only, and a fuller file is
    welcome though it is older.
    """
    last = _last_good(store, source)
    days = [last.as_of if last else None]
    if before is not None and before != store.editions(before.layer)[0]:
        days.append(before.origin.as_of)
    return max([d for d in days if d], default=None)


def _is_newest(store: FileStore, edition: Edition) -> bool:
    """Whether no newer edition of its source, damaged perhaps, stands before this one."""
    of_source = [e for e in store.editions(edition.layer) if e.source == edition.source]
    return of_source[-1].edition_id == edition.edition_id


def _note_failure(
    store: FileStore, source: Source, brought: Brought, now: dt.datetime, message: str
) -> None:
    store.ledger().note(
        Load(
            source=source.name,
            kind=brought.kind,
            outcome="failed",
            file=brought.name,
            sha256=brought.sha256,
            reading=account.reading(source, brought.options),
            at=now,
            message=message,
        )
    )


def _tables(store: FileStore) -> Tables:
    register = store.editions("incidents")[0].frame()
    exclusions = store.load("deaths_exclusions").frame
    return Tables(store.load("position_defects").frame, exclusions, register)


def _origin(source: Source, as_of: dt.date | None) -> Origin:
    said = as_of.isoformat() if as_of else "an unknown date"
    return Origin(
        source.publisher, source.title, source.citation.replace("{as_of}", said), source.url,
        source.licence, as_of, source.doubts,
    )  # fmt: skip
