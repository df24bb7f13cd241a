"""The database: one engine for the domain's tables and the operation engine's, on SQLite or PostgreSQL.

SQLite has one writer at a time: our own lock stands in front of it, so that a busy writer queues fairly instead of running into time-outs.
"""

import math
import threading
import time
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

WRITES = "pileus_writes"
"""Execution option of connections whose transactions take SQLite's write lock at once instead of at their first change."""

POOL: dict[str, Any] = {"pool_size": 16, "max_overflow": 16, "pool_use_lifo": True}
"""The connection used last is given first: it has the statements and pages at hand, and the others stay small."""

HELD = "pileus.writer"
"""Key in a connection's `info`: how often it holds the write lock."""


LEFT = "pileus.left"
"""Key in a connection's `info`: when it was last given back."""

TRUSTED_SECONDS = 1.0
"""A connection that was in use so shortly before is taken for whole."""


IN_THE_WAY = ("40001", "40P01")
"""PostgreSQL's codes of transactions that had to give way to another: serialization failure, deadlock."""


def gave_way(error: DBAPIError) -> bool:
    """Whether a transaction was ended for the sake of another, so that it will do when it is begun anew."""
    return getattr(error.orig, "sqlstate", None) in IN_THE_WAY


class TurnLock:
    """A lock that is given in the order of asking, and again at once to the thread that holds it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._owner: int | None = None
        self._depth = 0
        self._waiting: deque[tuple[int, threading.Lock]] = deque()

    def acquire(self) -> None:
        """Waits for the own turn."""
        me = threading.get_ident()
        with self._guard:
            if self._owner in (None, me):
                self._owner = me
                self._depth += 1
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append((me, turn))
        turn.acquire()

    def release(self) -> None:
        """Hands the lock to whoever has waited longest, once it is released as often as acquired."""
        with self._guard:
            self._depth -= 1
            if self._depth:
                return
            self._owner = None
            if self._waiting:
                self._owner, turn = self._waiting.popleft()
                self._depth = 1
                turn.release()


class Database:
    """Opens sessions. `read()` sees one snapshot and changes nothing; `write()` commits at its end, or rolls back on an error."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self._writer = TurnLock()
        self.engine = _sqlite_engine(url, self._writer) if self.is_sqlite else _postgres_engine(url)
        self.write_engine = self.engine.execution_options(**{WRITES: True})
        self._reads = sessionmaker(self.engine, expire_on_commit=False)
        self.sessions = sessionmaker(self.write_engine, expire_on_commit=False)
        """Every session that writes comes from here, so that who must see each commit listens to it."""
        self._closed = False
        event.listen(self.engine, "checkin", self._let_go)

    @contextmanager
    def read(self) -> Generator[Session]:
        """A session for reading; whatever was changed in it is thrown away. Rows that it loaded stay readable after its end."""
        with self._reads() as session:
            yield session

    @contextmanager
    def write(self) -> Generator[Session]:
        """A session whose changes are committed together."""
        with self.sessions() as session:
            yield session
            session.commit()

    @contextmanager
    def writer(self) -> Generator[None]:
        """The write lock alone, for several transactions in a row. Does nothing on PostgreSQL."""
        if not self.is_sqlite:
            yield
            return
        self._writer.acquire()
        try:
            yield
        finally:
            self._writer.release()

    def close(self) -> None:
        """Closes every connection; one that is in use, by a thread that has not ended yet, as soon as it is given back."""
        self._closed = True
        self.engine.dispose()

    def _let_go(self, _connection: Any, record: ConnectionPoolEntry) -> None:
        if self._closed:
            record.invalidate()


def _postgres_engine(url: str) -> Engine:
    """An engine whose connections are tried before they are used again, where they were left alone for a while.

    To try one that was in use a moment ago would cost a statement each time. Should it break in that moment, a call fails as those do that
    are under way, a step is done anew, and the other connections of the pool are replaced.
    """
    engine = create_engine(url, **POOL, json_deserializer=msgspec.json.decode)

    @event.listens_for(engine, "checkin")
    def leave(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info[LEFT] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def enter(connection: Any, record: ConnectionPoolEntry, _fairy: object) -> None:
        if time.monotonic() - record.info.get(LEFT, -math.inf) < TRUSTED_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error

    return engine


def insert_if_missing(session: Session, table: type[Any], *rows: dict[str, Any]) -> None:
    """Adds each row unless one with its key is there already, also when another transaction adds it at this very moment."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(dialect.insert(table).values(rows).on_conflict_do_nothing())


class _Statements(SQLiteCompiler):
    """Searches as fast as SQLite can: its LIKE takes no notice of case by itself, for the very letters that its `lower` knows.

    Folding each value first more than doubled the time of a search by keyword.
    """

    def visit_ilike_case_insensitive_operand(self, element: Any, **kw: Any) -> str:
        """The operand of a search in any case, as it stands."""
        return self.process(element.element, **kw)


def _sqlite_engine(url: str, writer: TurnLock) -> Engine:
    """An engine in WAL mode with full durability.

    Transactions are begun by us, because the driver begins late: a read would not see one snapshot, and a write could fail half-way as
    busy. A writing one holds `writer` from its begin until its connection goes back to the pool.
    """
    engine = create_engine(
        url,
        connect_args={"timeout": 30, "check_same_thread": False},
        **POOL,
        json_deserializer=msgspec.json.decode,
    )
    engine.dialect.statement_compiler = _Statements

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if not connection.get_execution_options().get(WRITES):
            connection.exec_driver_sql("BEGIN")
            return
        writer.acquire()
        connection.info[HELD] = connection.info.get(HELD, 0) + 1
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def leave(_connection: Any, record: ConnectionPoolEntry) -> None:
        for _ in range(record.info.pop(HELD, 0)):
            writer.release()

    return engine
