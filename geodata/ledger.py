"""The ledger: which edition of each layer was current when; SQLite, one row per edition."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    event,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from geodata.edition import Edition
from geodata.errors import DataFolderError
from geodata.origin import Origin

_META = MetaData()
EDITIONS = Table(
    "editions",
    _META,
    Column("version", Integer, primary_key=True, autoincrement=True),
    Column("layer", String, nullable=False),
    Column("edition_id", String, nullable=False),
    Column("file", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("recorded_at", String, nullable=False),
    Column("origin", String, nullable=False),
    UniqueConstraint("layer", "edition_id"),
    sqlite_autoincrement=True,  # a version number is never used twice, so a token never repeats
)
EPOCH = Table("epoch", _META, Column("epoch", String, primary_key=True))


class Ledger:
    """The record of editions in one data folder.

    `path` is the SQLite file, created if absent. The epoch is drawn once when the ledger is
    made; a ledger made anew never repeats a token of another.

    Raises:
        DataFolderError: here and from every method, if the file is no ledger or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.folder = path.parent
        self._engine = _engine(path)
        with self._transaction() as connection:
            is_made = inspect(connection).has_table(EPOCH.name)
        if not is_made:
            self._make()

    def _make(self) -> None:
        with self._transaction() as connection:
            # Two who make the ledger at once would draw two epochs: the second waits here.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            _META.create_all(connection)
            if connection.execute(select(EPOCH.c.epoch)).first() is None:
                connection.execute(insert(EPOCH).values(epoch=secrets.token_hex(4)))

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            reason = f"its ledger, {self.path.name!r}, answers: {error.orig}"
            raise DataFolderError(self.folder, reason) from error

    def token(self) -> str:
        """``epoch.version``: changes with every edition recorded, and never repeats."""
        with self._transaction() as connection:
            epoch = connection.execute(select(EPOCH.c.epoch)).scalar_one()
            version = connection.execute(select(func.max(EDITIONS.c.version))).scalar()
        return f"{epoch}.{version or 0}"

    def problem(self) -> str:
        """What SQLite finds wrong in the file; empty if nothing."""
        with self._transaction() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        return "" if found == ["ok"] else "; ".join(str(line) for line in found)

    def record(self, edition: Edition) -> None:
        """Add an edition whose file is already in place; one transaction."""
        values = {
            "layer": edition.layer,
            "edition_id": edition.edition_id,
            "file": edition.path.relative_to(self.folder).as_posix(),
            "sha256": edition.sha256,
            "rows": edition.rows,
            "recorded_at": edition.recorded_at.astimezone(dt.UTC).isoformat(),
            "origin": json.dumps(asdict(edition.origin), default=str),
        }
        with self._transaction() as connection:
            connection.execute(insert(EDITIONS).values(values))

    def editions(self, layer: str) -> list[Edition]:
        """The editions of a layer, oldest first."""
        query = select(EDITIONS).where(EDITIONS.c.layer == layer).order_by(EDITIONS.c.version)
        with self._transaction() as connection:
            rows = connection.execute(query).all()
        return [
            Edition(
                layer=row.layer,
                edition_id=row.edition_id,
                path=self.folder / row.file,
                sha256=row.sha256,
                rows=row.rows,
                recorded_at=dt.datetime.fromisoformat(row.recorded_at),
                origin=_origin(row.origin),
            )
            for row in rows
        ]


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
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": 30})

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
