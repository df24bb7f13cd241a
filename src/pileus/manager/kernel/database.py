"""The database: one engine for the domain's tables and the operation engine's, on SQLite or PostgreSQL.

SQLite has one writer at a time: our own lock stands in front of it, so that a busy writer queues fairly instead of running into time-outs.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker

WRITES = "pileus_writes"
"""Execution option of connections whose transactions take SQLite's write lock at once instead of at their first change."""


class Database:
    """Opens sessions. `read()` sees one snapshot and changes nothing; `write()` commits at its end, or rolls back on an error."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite_engine(url) if self.is_sqlite else create_engine(url, pool_size=16, max_overflow=16, pool_pre_ping=True)
        self.write_engine = self.engine.execution_options(**{WRITES: True})
        self._reads = sessionmaker(self.engine, expire_on_commit=False)
        self._writes = sessionmaker(self.write_engine, expire_on_commit=False)
        self._writer = threading.RLock()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; whatever was changed in it is thrown away."""
        with self._reads() as session:
            yield session
            session.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are committed together."""
        with self.writer(), self._writes() as session:
            yield session
            session.commit()

    @contextmanager
    def writer(self) -> Iterator[None]:
        """The write lock alone, for code that opens its own transaction on `write_engine`. Does nothing on PostgreSQL."""
        if not self.is_sqlite:
            yield
            return
        with self._writer:
            yield

    def close(self) -> None:
        """Closes every connection."""
        self.engine.dispose()


def _sqlite_engine(url: str) -> Engine:
    """An engine in WAL mode with full durability.

    Transactions are begun by us, because the driver begins late: a read would not see one snapshot, and a write could fail half-way as busy.
    """
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False}, pool_size=16, max_overflow=16)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES) else "BEGIN")

    return engine
