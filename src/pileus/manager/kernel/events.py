"""Events and the stream of them: what the wire asks of whoever keeps events, jobs and changes. `app` joins the two."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sqlalchemy.orm import Session

from pileus.manager.kernel.caller import Caller


@dataclass(frozen=True, kw_only=True)
class Happened:
    """What one call did: the material of an event row."""

    type: str
    """CloudStack's name, e.g. VM.CREATE."""
    description: str
    user_id: str | None
    """None where Pileus did it by itself."""
    account_id: str
    """The account the event belongs to: the object's owner where the command said so, else the caller."""
    domain_id: str
    entity: str | None = None
    """Kind of the object, as the command declares it."""
    entity_id: str | None = None


class EventLog(Protocol):
    """Writes event rows, and with each the outbox entry that streams it."""

    def completed(self, db: Session, happened: Happened) -> None:
        """Records, in the caller's transaction, that a synchronous command did its work. Jobs record their own events."""
        ...

    def refused(self, db: Session, happened: Happened) -> None:
        """Records, in a transaction of its own, that a command was refused or failed."""
        ...


class Topic(StrEnum):
    """Kinds of entries in the event stream."""

    EVENT = "event"
    JOB = "job"
    CHANGE = "change"


@dataclass(frozen=True)
class Entry:
    """One entry of the stream, ready to be sent: `data` is a JSON object in UTF-8 without line breaks."""

    number: int
    topic: Topic
    data: bytes


@dataclass(frozen=True)
class Batch:
    """What follows a number: the entries the caller may see, and the last number looked at, seen or not."""

    entries: list[Entry]
    last: int


class Outbox(Protocol):
    """Entries written in the change's own transaction, numbered in commit order, kept for one hour. Safe to use from any thread."""

    def last(self) -> int:
        """Number of the newest entry; 0 when there is none yet."""
        ...

    def after(self, caller: Caller, number: int, limit: int) -> Batch | None:
        """Looks at up to `limit` entries after `number` and keeps what the caller may see now.

        None when entries after `number` are gone already, or when `number` is ahead of the newest: the client must fetch everything anew.
        """
        ...

    def listen(self, wake: Callable[[], None]) -> Callable[[], None]:
        """Calls `wake`, from any thread, soon after new entries were committed by this manager or another; the answer stops that.

        `wake` does not block. Calls may be merged, and may come without need.
        """
        ...
