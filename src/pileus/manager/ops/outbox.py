"""The outbox: writes an entry for each changed row, job and event in the change's own transaction, and reads them for the event stream.

Rows changed through the ORM are seen without further ado; whoever changes rows by a bulk UPDATE or DELETE calls `note`.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import msgspec
from sqlalchemy import Select, Table, delete, event, func, insert, select, text
from sqlalchemy.orm import Session, UOWTransaction

from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.clock import Clock
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.events import Batch, Entry, Topic
from pileus.manager.kernel.roles import RoleType
from pileus.manager.model.access import ACCOUNT, AccountsOfCaller, AdminsOnly, Everyone, InDomains, accounts_of
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.event import Event
from pileus.manager.model.job import Job, JobState
from pileus.manager.model.outbox import Audience, OutboxEntry
from pileus.manager.model.rows import Base

KEPT = timedelta(hours=1)
CHANNEL = "pileus_outbox"
"""PostgreSQL's channel on which managers tell each other of new entries."""

ENDED = "ended"
"""What is told on the channel when a job ended."""

ORDER_LOCK = 0x70696C65
"""Key of the advisory lock that makes numbers follow the order of commits on PostgreSQL; SQLite has one writer anyway."""

PENDING = "pileus.outbox"
"""Key in `Session.info`."""

JOB_STATUS = {JobState.QUEUED: 0, JobState.RUNNING: 0, JobState.DONE: 1, JobState.FAILED: 2}
"""CloudStack's numbers."""


@dataclass
class Commit:
    """What a transaction has changed so far; told to the listeners once it is committed."""

    entries: dict[tuple[str, str], tuple[Topic, Any, bool]] = field(default_factory=dict[tuple[str, str], tuple[Topic, Any, bool]])
    """By kind and id: the row in its last form, and whether it was deleted."""
    queued: list[str] = field(default_factory=list[str])
    """Jobs to be started."""
    ended: list[str] = field(default_factory=list[str])
    """Jobs that reached their end."""
    kinds: set[str] = field(default_factory=set[str])
    """The kinds of rows that changed."""


ADD = insert(cast("Table", OutboxEntry.__table__))

Listener = Callable[[Commit], None]


class Writer:
    """Watches the sessions of a database. `listen` hears of each commit that changed something, in the committing thread."""

    def __init__(self, db: Database, clock: Clock, executor_id: str) -> None:
        self._db = db
        self._clock = clock
        self._executor_id = executor_id
        self._listeners: list[Listener] = []
        self._hooks: tuple[tuple[str, Callable[..., None]], ...] = (
            ("before_flush", self._flushing),
            ("after_flush", _flushed),
            ("before_commit", self._committing),
            ("after_commit", self._committed),
            ("after_rollback", _forget),
        )
        for name, hook in self._hooks:
            event.listen(db.sessions, name, hook)

    def close(self) -> None:
        """Stops watching."""
        for name, hook in self._hooks:
            event.remove(self._db.sessions, name, hook)

    def listen(self, listener: Listener) -> None:
        """Adds a listener; it must not block."""
        self._listeners.append(listener)

    def _flushing(self, session: Session, *_: object) -> None:
        for row in session.new:
            if isinstance(row, Job) and row.manager is None:
                row.manager = self._executor_id

    def _committing(self, session: Session) -> None:
        if session.in_nested_transaction():
            return
        session.flush()
        pending: Commit | None = session.info.get(PENDING)
        if pending is None or not pending.entries:
            return
        now = self._clock.now()
        rows = [_entry(topic, row, deleted) | {"created": now} for topic, row, deleted in pending.entries.values()]
        if not self._db.is_sqlite:
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ORDER_LOCK})
        session.connection().execute(ADD, rows)
        if not self._db.is_sqlite:
            session.execute(text(f"NOTIFY {CHANNEL}, '{ENDED if pending.ended else ''}'"))

    def _committed(self, session: Session) -> None:
        if session.in_nested_transaction():
            return
        pending: Commit | None = session.info.pop(PENDING, None)
        if pending is not None:
            for listener in self._listeners:
                listener(pending)


def note(session: Session, row: Base, *, deleted: bool = False) -> None:
    """Says that this row is changed or gone, for changes that the ORM does not make itself."""
    _note(session, row, deleted=deleted)


def wake(session: Session, kind: str) -> None:
    """Makes the reconcilers that wait for this kind due once the transaction is committed, where no row says so; no client hears of it."""
    _pending(session).kinds.add(kind)


def note_job(session: Session, row: Any) -> None:
    """Says that a job changed by an UPDATE that answered this row; it is neither new nor ended by that."""
    _pending(session).entries["job", row.id] = (Topic.JOB, row, False)


def note_queued(session: Session, job: Job) -> None:
    """Says that a job can be taken up once this is committed."""
    _pending(session).queued.append(job.id)


def _flushed(session: Session, _: UOWTransaction) -> None:
    for row in session.new:
        _note(session, row)
        if isinstance(row, Job) and row.waits_for is None:
            note_queued(session, row)
    for row in session.dirty:
        if session.is_modified(row):
            _note(session, row)
    for row in session.deleted:
        _note(session, row, deleted=True)


def _forget(session: Session) -> None:
    session.info.pop(PENDING, None)


def _pending(session: Session) -> Commit:
    commit: Commit = session.info.setdefault(PENDING, Commit())
    return commit


def _note(session: Session, row: object, *, deleted: bool = False) -> None:
    if isinstance(row, Job):
        _pending(session).entries["job", row.id] = (Topic.JOB, row, deleted)
        if row.state in (JobState.DONE, JobState.FAILED):
            _pending(session).ended.append(row.id)
    elif isinstance(row, Event):
        _pending(session).entries["event", row.id] = (Topic.EVENT, row, deleted)
    elif isinstance(row, Base) and row.__change__ is not None:
        _pending(session).entries[row.__change__, cast("Any", row).id] = (Topic.CHANGE, row, deleted)
        _pending(session).kinds.add(row.__change__)


def _entry(topic: Topic, row: Any, deleted: bool) -> dict[str, Any]:  # noqa: FBT001 - part of a tuple, not a switch
    account = row.id if isinstance(row, Account) else getattr(row, "account_id", None)
    return {
        "topic": topic,
        "audience": _audience(row, account),
        "account_id": account,
        "domain_path": row.path if isinstance(row, Domain) else None,
        "data": msgspec.json.encode(_data(topic, row, deleted=deleted)).decode(),
    }


def _audience(row: object, account: str | None) -> Audience:
    """Who may learn of a row: what its model says in `audience()`, else by its access rule."""
    own = getattr(row, "audience", None)
    if own is not None:
        return Audience(own())
    rule = getattr(row, "__rule__", None)
    if isinstance(rule, AdminsOnly):
        return Audience.ADMINS
    if isinstance(rule, Everyone):
        return Audience.EVERYONE
    if isinstance(rule, InDomains):
        return Audience.DOMAIN
    return Audience.ACCOUNT if account is not None or isinstance(rule, AccountsOfCaller) else Audience.ADMINS


def _data(topic: Topic, row: Any, *, deleted: bool) -> dict[str, Any]:
    if topic is Topic.JOB:
        return {
            "id": row.id, "command": row.command, "status": JOB_STATUS[row.state], "state": row.state, "step": row.step, "steps": row.steps,
            "stepname": row.step_name, "entity": row.entity, "instanceid": row.instance_id, "cancelled": row.cancel,
            "version": row.version,
        }  # fmt: skip
    if topic is Topic.EVENT:
        return {
            "id": row.id, "type": row.type, "level": row.level, "state": row.state, "description": row.description,
            "parentid": row.parent_id, "entity": row.entity, "entityid": row.entity_id,
        }  # fmt: skip
    return {"type": row.__change__, "id": row.id, "version": getattr(row, "version", None), "deleted": deleted or _removed(row)}


def _removed(row: Any) -> bool:
    """Rows that stay for the sake of history count as gone."""
    return getattr(row, "removed", None) is not None


class Outbox:
    """Reads the entries. Implements the kernel's Outbox."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._wakes: list[Callable[[], None]] = []
        self._changed = threading.Condition()

    def last(self) -> int:
        """Number of the newest entry; 0 when there is none yet."""
        with self._db.read() as session:
            return session.scalar(select(func.max(OutboxEntry.number))) or 0

    def oldest(self) -> int:
        """Number of the oldest entry that is still there; 0 when there is none."""
        with self._db.read() as session:
            return session.scalar(select(func.min(OutboxEntry.number))) or 0

    def after(self, caller: Caller, number: int, limit: int) -> Batch | None:
        """Up to `limit` entries after `number`, less what the caller may not see; None when the client must fetch everything anew."""
        with self._db.read() as session:
            oldest, newest = session.execute(select(func.min(OutboxEntry.number), func.max(OutboxEntry.number))).one()
            rows = session.scalars(_following(number, limit)).all()
            named = {row.account_id for row in rows if row.account_id is not None}
            accounts = set(session.scalars(select(ACCOUNT.c.id).where(ACCOUNT.c.id.in_(named), accounts_of(caller))))
        if number > (newest or 0) or number < (oldest or 0) - 1:
            return None
        seen = [Entry(row.number, Topic(row.topic), row.data.encode()) for row in rows if _may_see(caller, row, accounts)]
        return Batch(seen, rows[-1].number if rows else number)

    def read(self, number: int, limit: int) -> list[OutboxEntry]:
        """Up to `limit` entries after `number`, whoever may see them."""
        with self._db.read() as session:
            return list(session.scalars(_following(number, limit)))

    def wait_for(self, number: int, timeout: float) -> bool:
        """Waits until an entry after `number` exists; false when none came in time."""
        with self._changed:
            return self._changed.wait_for(lambda: self.last() > number, timeout)

    def listen(self, wake: Callable[[], None]) -> Callable[[], None]:
        """Calls `wake` soon after new entries; the answer stops that."""
        self._wakes.append(wake)
        return lambda: self._wakes.remove(wake) if wake in self._wakes else None

    def wake(self) -> None:
        """Says that there are new entries."""
        with self._changed:
            self._changed.notify_all()
        for call in list(self._wakes):
            call()

    def prune(self) -> int:
        """Removes entries older than an hour, but never the newest: numbers must not begin anew. Answers how many."""
        with self._db.write() as session:
            newest = select(func.max(OutboxEntry.number)).scalar_subquery()
            old = delete(OutboxEntry).where(OutboxEntry.created < self._clock.now() - KEPT, OutboxEntry.number < newest)
            return cast("Any", session.execute(old)).rowcount


def _following(number: int, limit: int) -> Select[OutboxEntry]:
    return select(OutboxEntry).where(OutboxEntry.number > number).order_by(OutboxEntry.number).limit(limit)


def _may_see(caller: Caller, row: OutboxEntry, accounts: set[str]) -> bool:
    """Whether a caller, as of now, may learn of an entry; `accounts` are those of the batch that the caller has power over."""
    if caller.is_root or row.audience is Audience.EVERYONE:
        return True
    if row.audience is Audience.ACCOUNT:
        return row.account_id in accounts
    if row.audience is Audience.DOMAIN:
        path = row.domain_path or ""
        return path == caller.domain_path or (caller.role_type is RoleType.DOMAIN_ADMIN and path.startswith(caller.domain_path))
    return False
