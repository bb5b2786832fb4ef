"""The tables of the ledger."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, String, Table, UniqueConstraint

SCHEMA = 3
META = MetaData()
EPOCH = Table("epoch", META, Column("epoch", String, primary_key=True))
# Every change of what a reader may see is one row. The stamp is drawn at random: where a backup
# was restored, a version number comes again, and its token still does not.
CHANGES = Table(
    "changes",
    META,
    Column("version", Integer, primary_key=True, autoincrement=True),
    Column("stamp", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("at", String, nullable=False),
    sqlite_autoincrement=True,
)
EDITIONS = Table(
    "editions",
    META,
    Column("version", Integer, primary_key=True),
    Column("layer", String, nullable=False),
    Column("source", String, nullable=False),
    Column("edition_id", String, nullable=False),
    Column("file", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("recorded_at", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("complete", String, nullable=False),
    Column("pruned_on", String),
    UniqueConstraint("layer", "source", "edition_id"),
)
LOADS = Table(
    "loads",
    META,
    Column("load_id", Integer, primary_key=True, autoincrement=True),
    Column("source", String, nullable=False, index=True),
    Column("kind", String, nullable=False),  # import or update
    Column("outcome", String, nullable=False),
    Column("file", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("reading", String, nullable=False),  # how it was read: version and options
    Column("at", String, nullable=False),
    Column("as_of", String),
    Column("edition_id", String, nullable=False),
    Column("message", String, nullable=False),
    Column("report", String, nullable=False),
    sqlite_autoincrement=True,
)
QUARANTINE = Table(
    "quarantine",
    META,
    Column("load_id", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("line", Integer, nullable=False),
    Column("reason", String, nullable=False),
    Column("column", String, nullable=False),
    Column("text", String, nullable=False),
    Column("right", String, nullable=False),
    Column("record", String, nullable=False),
)
DECISIONS = Table(
    "decisions",
    META,
    Column("decision_id", Integer, primary_key=True, autoincrement=True),
    Column("one", String, nullable=False),
    Column("other", String, nullable=False),
    Column("verdict", String, nullable=False),  # same, different, undecided
    Column("note", String, nullable=False),
    Column("at", String, nullable=False),
    sqlite_autoincrement=True,
)
