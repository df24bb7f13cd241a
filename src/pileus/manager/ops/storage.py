"""Where the engine keeps its records: in the domain's own database, so that a step and the record of it are one transaction."""

from typing import Any

from dbos import SQLAlchemyDatasource
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from pileus.manager.kernel.database import Database
from pileus.manager.ops.records import JsonSerializer


def isolation_of(db: Database) -> str:
    """Isolation of a step. On PostgreSQL, READ COMMITTED: rows are guarded by their versions, so nothing stricter is needed."""
    return "SERIALIZABLE" if db.is_sqlite else "READ COMMITTED"


def datasource_of(db: Database) -> SQLAlchemyDatasource:
    """Runs steps on the domain's own engine and sessions."""
    return SQLAlchemyDatasource.create(db.url, engine=db.write_engine, serializer=JsonSerializer(), sessionmaker=db.sessions)


def record_engine_of(db: Database) -> Engine:
    """The engine's own connections. On SQLite it begins transactions itself, so they are none of ours, and each waits at our write lock."""
    if not db.is_sqlite:
        return db.engine
    engine = create_engine(db.url, connect_args={"timeout": 30, "check_same_thread": False}, pool_size=16, max_overflow=16)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = "IMMEDIATE"
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "checkout")
    def enter(_connection: Any, record: ConnectionPoolEntry, _fairy: object) -> None:
        lock = db.writer()
        lock.__enter__()
        record.info["lock"] = lock

    @event.listens_for(engine, "checkin")
    def leave(_connection: Any, record: ConnectionPoolEntry) -> None:
        lock = record.info.pop("lock", None)
        if lock is not None:
            lock.__exit__(None, None, None)

    return engine
