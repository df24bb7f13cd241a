"""The managers that share a database: who is there, who leads, and whose work has to be taken over.

On SQLite there is one manager, which leads. On PostgreSQL each leaves a heartbeat, in the database's own time, and one holds a lease.
"""

import threading
import time
from typing import Protocol, cast

from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from pileus.manager.kernel.database import Database
from pileus.manager.model.job import Job
from pileus.manager.model.membership import Leadership, Member
from pileus.manager.ops.held import FINAL
from pileus.manager.ops.outbox import CHANNEL

BEAT_SECONDS = 2.0
LEASE_SECONDS = 8.0
"""A manager without a heartbeat for so long counts as dead; so long, too, the leader leads without renewing."""


class Members(Protocol):
    """The view of one manager."""

    @property
    def leads(self) -> bool:
        """Whether this manager leads now."""
        ...

    def beat(self) -> None:
        """Says that this manager lives, and leads if nobody else does."""
        ...

    def dead(self) -> list[str]:
        """Executor ids whose work is to be taken over. For the leader."""
        ...

    def leave(self) -> None:
        """Says goodbye, so that another need not wait."""
        ...


def members_of(db: Database, executor_id: str) -> Members:
    """The members that fit the database."""
    return Alone(db, executor_id) if db.is_sqlite else Shared(db, executor_id)


class Alone:
    """The only manager."""

    leads = True

    def __init__(self, db: Database, executor_id: str) -> None:
        self._db = db
        self._executor_id = executor_id

    def beat(self) -> None:
        """Nobody listens."""

    def dead(self) -> list[str]:
        """Whoever else has jobs here was this manager under an earlier name."""
        with self._db.read() as session:
            named = session.scalars(select(Job.manager).where(Job.state.not_in(FINAL), Job.manager != self._executor_id).distinct())
            return [name for name in named if name is not None]

    def leave(self) -> None:
        """Nobody listens."""


class Shared:
    """One of several managers."""

    def __init__(self, db: Database, executor_id: str) -> None:
        self._db = db
        self._executor_id = executor_id
        self._leads_until = 0.0
        self._lock = threading.Lock()

    @property
    def leads(self) -> bool:
        """By this machine's own count: a manager that was frozen past its lease knows so before it asks."""
        return time.monotonic() < self._leads_until

    def beat(self) -> None:
        """Heartbeat and lease in one transaction."""
        asked = time.monotonic()
        with self._lock, self._db.write() as session:
            now = _now(session)
            session.execute(
                insert(Member)
                .values(executor_id=self._executor_id, heartbeat=now)
                .on_conflict_do_update(index_elements=[Member.executor_id], set_={"heartbeat": now})
            )
            session.execute(insert(Leadership).values(id=1, executor_id=self._executor_id, until=0).on_conflict_do_nothing())
            taken = session.execute(
                update(Leadership)
                .where((Leadership.executor_id == self._executor_id) | (Leadership.until < now))
                .values(executor_id=self._executor_id, until=now + int(LEASE_SECONDS * 1000))
                .returning(Leadership.id)
            ).first()
        self._leads_until = asked + LEASE_SECONDS - 1 if taken else 0.0

    def dead(self) -> list[str]:
        """Managers without a recent heartbeat, and those that jobs name but nobody knows."""
        with self._db.read() as session:
            alive = set(session.scalars(select(Member.executor_id).where(Member.heartbeat >= _now(session) - int(LEASE_SECONDS * 1000))))
            known = set(session.scalars(select(Member.executor_id)))
            named = session.scalars(select(Job.manager).where(Job.state.not_in(FINAL)).distinct())
            return sorted((known | {name for name in named if name is not None}) - alive)

    def leave(self) -> None:
        """Takes the heartbeat and the lease back, and wakes whoever listens, this manager's own thread too."""
        self._leads_until = 0.0
        with self._lock, self._db.write() as session:
            session.execute(delete(Member).where(Member.executor_id == self._executor_id))
            session.execute(update(Leadership).where(Leadership.executor_id == self._executor_id).values(until=0))
            session.execute(text(f"NOTIFY {CHANNEL}"))


def _now(session: Session) -> int:
    """Milliseconds by the database's clock."""
    return cast("int", session.scalar(text("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")))
