"""The record of editions, imports and decisions: a SQLite file."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    create_engine,
    event,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from geodata.edition import Edition
from geodata.errors import DataFolderError, LockedLedger
from geodata.ledger.entries import Decision, Load
from geodata.ledger.tables import (
    CHANGES,
    DECISIONS,
    EDITIONS,
    EPOCH,
    LOADS,
    META,
    QUARANTINE,
    SCHEMA,
)
from geodata.origin import Origin
from geodata.report import SetAside
from layers.analysis.records import Period

PATIENCE = 30.0  # seconds that a change waits for another process
READER_PATIENCE = 2.0  # seconds that a reader waits, who has older figures to go on with


class Ledger:
    """The record of editions, imports and decisions in one data folder.

    `path` is the SQLite file, created if absent. The epoch is drawn once when the ledger is
    made; a ledger made anew never repeats a token of another.

    Raises:
        DataFolderError: here and from every method, if the file is no ledger or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.folder = path.parent
        self._engine = _engine(path)
        self._for_readers = create_engine(
            f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": READER_PATIENCE}
        )
        with self._transaction() as connection:
            is_made = inspect(connection).has_table(EPOCH.name)
            version = connection.exec_driver_sql("PRAGMA user_version").scalar()
        if is_made and version != SCHEMA:
            raise DataFolderError(
                self.folder,
                f"its ledger has the form {version}, and this version of Pharos writes {SCHEMA}",
            )
        if not is_made:
            self._make()

    def _make(self) -> None:
        with self._transaction() as connection:
            # Two who make the ledger at once would draw two epochs: the second waits here.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            META.create_all(connection)
            if connection.execute(select(EPOCH.c.epoch)).first() is None:
                connection.execute(insert(EPOCH).values(epoch=secrets.token_hex(4)))
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")

    @contextmanager
    def _transaction(self, engine: Engine | None = None) -> Iterator[Connection]:
        try:
            with (engine or self._engine).begin() as connection:
                yield connection
        except DBAPIError as error:
            reason = f"its ledger, {self.path.name!r}, answers: {error.orig}"
            is_locked = getattr(error.orig, "sqlite_errorname", "").startswith("SQLITE_BUSY")
            raised = LockedLedger if is_locked else DataFolderError
            raise raised(self.folder, reason) from error

    def token(self) -> str:
        """``epoch-stamp.version``: new with every change, and never used for anything else.

        Raises:
            LockedLedger: if another process keeps it locked; asked for with every page, it waits
                for a short time only.
        """
        newest = select(CHANGES.c.version, CHANGES.c.stamp).order_by(CHANGES.c.version.desc())
        with self._transaction(self._for_readers) as connection:
            epoch = connection.execute(select(EPOCH.c.epoch)).scalar_one()
            row = connection.execute(newest.limit(1)).first()
        return f"{epoch}-{row.stamp}.{row.version}" if row else f"{epoch}-.0"

    def problem(self) -> str:
        """What SQLite finds wrong in the file; empty if nothing."""
        with self._transaction() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        return "" if found == ["ok"] else "; ".join(str(line) for line in found)

    def record(self, edition: Edition, load: Load | None = None) -> int:
        """Add an edition whose file is in place, with the import that made it; one transaction.

        Returns:
            The id of the import; 0 without one.
        """
        with self._transaction() as connection:
            version = _changed(connection, "edition", edition.recorded_at)
            values = {
                "version": version,
                "layer": edition.layer,
                "source": edition.source,
                "edition_id": edition.edition_id,
                "file": edition.path.relative_to(self.folder).as_posix(),
                "sha256": edition.sha256,
                "rows": edition.rows,
                "recorded_at": edition.recorded_at.astimezone(dt.UTC).isoformat(),
                "origin": json.dumps(asdict(edition.origin), default=str),
                "complete": json.dumps([astuple(p) for p in edition.complete], default=str),
            }
            connection.execute(insert(EDITIONS).values(values))
            return _add_load(connection, load, edition.edition_id) if load else 0

    def note(self, load: Load) -> int:
        """Add an import that made no edition, and return its id."""
        with self._transaction() as connection:
            return _add_load(connection, load, load.edition_id)

    def editions(self, layer: str | None = None) -> list[Edition]:
        """The editions of a layer, or of all, in the order in which they were recorded."""
        query = select(EDITIONS).order_by(EDITIONS.c.version)
        if layer is not None:
            query = query.where(EDITIONS.c.layer == layer)
        with self._transaction() as connection:
            rows = connection.execute(query).all()
        return [self._edition(row) for row in rows]

    def _edition(self, row: Row[Any]) -> Edition:
        return Edition(
            layer=row.layer,
            edition_id=row.edition_id,
            path=self.folder / row.file,
            sha256=row.sha256,
            rows=row.rows,
            recorded_at=dt.datetime.fromisoformat(row.recorded_at),
            origin=_origin(row.origin),
            source=row.source,
            complete=tuple(
                Period(
                    route,
                    dt.date.fromisoformat(first),
                    dt.date.fromisoformat(last),
                    dt.date.fromisoformat(as_of) if as_of else None,
                )
                for route, first, last, as_of in json.loads(row.complete)
            ),
            pruned_on=dt.date.fromisoformat(row.pruned_on) if row.pruned_on else None,
        )

    def prune(self, editions: Sequence[Edition], now: dt.datetime) -> None:
        """Mark editions whose files are about to be removed; one transaction."""
        with self._transaction() as connection:
            _changed(connection, "prune", now)
            for edition in editions:
                connection.execute(
                    update(EDITIONS)
                    .where(
                        EDITIONS.c.layer == edition.layer,
                        EDITIONS.c.source == edition.source,
                        EDITIONS.c.edition_id == edition.edition_id,
                    )
                    .values(pruned_on=now.astimezone(dt.UTC).date().isoformat())
                )

    def loads(self, source: str | None = None, limit: int | None = None) -> list[Load]:
        """The imports of a source, or of all, newest first; without their quarantine."""
        query = select(LOADS).order_by(LOADS.c.load_id.desc()).limit(limit)
        if source is not None:
            query = query.where(LOADS.c.source == source)
        with self._transaction() as connection:
            return [_load(row) for row in connection.execute(query).all()]

    def newest_good(self, source: str) -> Load | None:
        """The newest import of a source that made an edition or found one unchanged, or None."""
        query = select(LOADS).where(
            LOADS.c.source == source, LOADS.c.outcome.in_(["recorded", "unchanged"])
        )
        with self._transaction() as connection:
            row = connection.execute(query.order_by(LOADS.c.load_id.desc()).limit(1)).first()
        return _load(row) if row else None

    def waiting(self) -> set[str]:
        """The digests of the files that wait for somebody to confirm them.

        One that was brought again and recorded, or was confirmed, waits no longer.
        """
        query = select(LOADS.c.source, LOADS.c.sha256, LOADS.c.outcome)
        with self._transaction() as connection:
            rows = connection.execute(query.order_by(LOADS.c.load_id)).all()
        newest = {(row.source, row.sha256): row.outcome for row in rows}
        return {sha256 for (_, sha256), outcome in newest.items() if outcome == "held"}

    def load(self, load_id: int) -> Load | None:
        """One import by its id, without its quarantine; None if there is none."""
        with self._transaction() as connection:
            row = connection.execute(select(LOADS).where(LOADS.c.load_id == load_id)).first()
        return _load(row) if row else None

    def quarantine(self, load_id: int) -> list[SetAside]:
        """The rows that an import kept aside, in the order of the file."""
        query = select(QUARANTINE).where(QUARANTINE.c.load_id == load_id)
        with self._transaction() as connection:
            rows = connection.execute(query.order_by(QUARANTINE.c.position)).all()
        return [
            SetAside(r.line, "quarantined", r.reason, r.column, r.text, r.right,
                     json.loads(r.record))
            for r in rows
        ]  # fmt: skip

    def decide(self, decision: Decision) -> int:
        """Add a decision about two records and return its id; earlier ones stay on record."""
        one, other = sorted((decision.one, decision.other))
        with self._transaction() as connection:
            _changed(connection, "decision", decision.at)
            values = {
                "one": one,
                "other": other,
                "verdict": decision.verdict,
                "note": decision.note,
                "at": decision.at.astimezone(dt.UTC).isoformat(),
            }
            added = connection.execute(insert(DECISIONS).values(values))
            return int(added.inserted_primary_key[0]) if added.inserted_primary_key else 0

    def decisions(self) -> list[Decision]:
        """Every decision, oldest first."""
        query = select(DECISIONS).order_by(DECISIONS.c.decision_id)
        with self._transaction() as connection:
            rows = connection.execute(query).all()
        return [
            Decision(r.one, r.other, r.verdict, r.note, dt.datetime.fromisoformat(r.at),
                     r.decision_id)
            for r in rows
        ]  # fmt: skip


def _changed(connection: Connection, kind: str, at: dt.datetime) -> int:
    values = {"stamp": secrets.token_hex(3), "kind": kind, "at": at.astimezone(dt.UTC).isoformat()}
    added = connection.execute(insert(CHANGES).values(values))
    key = added.inserted_primary_key
    return int(key[0]) if key else 0


def _add_load(connection: Connection, load: Load, edition_id: str) -> int:
    values = {
        "source": load.source,
        "kind": load.kind,
        "outcome": load.outcome,
        "file": load.file,
        "sha256": load.sha256,
        "reading": load.reading,
        "at": load.at.astimezone(dt.UTC).isoformat(),
        "as_of": load.as_of.isoformat() if load.as_of else None,
        "edition_id": edition_id,
        "message": load.message,
        "report": json.dumps(load.report or {}, ensure_ascii=False),
    }
    key = connection.execute(insert(LOADS).values(values)).inserted_primary_key
    load_id = int(key[0]) if key else 0
    rows = [
        {
            "load_id": load_id, "position": position, "line": row.line, "reason": row.reason,
            "column": row.column, "text": row.text, "right": row.right,
            "record": json.dumps(dict(row.record), ensure_ascii=False),
        }
        for position, row in enumerate(load.quarantine)
    ]  # fmt: skip
    if rows:
        connection.execute(insert(QUARANTINE), rows)
    return load_id


def _load(row: Row[Any]) -> Load:
    return Load(
        source=row.source,
        kind=row.kind,
        outcome=row.outcome,
        file=row.file,
        sha256=row.sha256,
        reading=row.reading,
        at=dt.datetime.fromisoformat(row.at),
        as_of=dt.date.fromisoformat(row.as_of) if row.as_of else None,
        edition_id=row.edition_id,
        message=row.message,
        report=json.loads(row.report),
        load_id=row.load_id,
    )


def _origin(text: str) -> Origin:
    stored = json.loads(text)
    as_of = stored["as_of"]
    return Origin(
        publisher=stored["publisher"],
        title=stored["title"],
        citation=stored["citation"],
        url=stored["url"],
        licences=tuple((name, path) for name, path in stored["licences"]),
        as_of=dt.date.fromisoformat(as_of) if as_of else None,
        doubts=tuple(stored["doubts"]),
    )


def _engine(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": PATIENCE}
    )

    @event.listens_for(engine, "connect")
    def _durable(connection: DBAPIConnection, _record: object) -> None:
        cursor = connection.cursor()
        # The mode stays with the file. The switch to it does not wait for another connection that
        # is making it too; whoever comes next finds it made, or makes it.
        with suppress(sqlite3.OperationalError):
            cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    return engine
