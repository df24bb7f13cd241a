"""Events: what happened, when, to what, by whom. What listEvents lists."""

from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import Owned
from pileus.manager.model.rows import Base, Identified, OwnedByAccount


class EventState(StrEnum):
    """CloudStack's states of an event."""

    CREATED = "Created"
    SCHEDULED = "Scheduled"
    STARTED = "Started"
    COMPLETED = "Completed"


class EventLevel(StrEnum):
    """CloudStack's levels of an event."""

    INFO = "INFO"
    WARN = "WARN"
    ERROR = "ERROR"


MADE = "VM.CREATE"
BEGINS, ENDS = frozenset({MADE, "VM.START"}), frozenset({"VM.STOP", "VM.DESTROY", "VM.EXPUNGE"})
"""What begins and ends the running of an instance; usage is read from these."""


class Event(Identified, OwnedByAccount, Base):
    """One event. A job leaves three: scheduled, started, completed; the later ones name the first as their parent."""

    __tablename__ = "event"
    __label__ = "event"
    __rule__: ClassVar[Rule] = Owned()
    __table_args__ = (Index("ix_event_created", "created"),)

    type: Mapped[str] = mapped_column(String(64), index=True)
    level: Mapped[EventLevel] = mapped_column(default=EventLevel.INFO)
    state: Mapped[EventState] = mapped_column(default=EventState.COMPLETED)
    description: Mapped[str] = mapped_column(String(1024))
    user_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("user.id"), default=None)
    user_name: Mapped[str] = mapped_column(String(255), default="system")
    domain_id: Mapped[str] = mapped_column(String(36), ForeignKey("domain.id"), index=True)
    parent_id: Mapped[str | None] = mapped_column(String(36), default=None, index=True)
    """The scheduled event of the same job."""
    entity: Mapped[str | None] = mapped_column(String(64), default=None)
    entity_id: Mapped[str | None] = mapped_column(String(36), default=None, index=True)
    archived: Mapped[bool] = mapped_column(default=False)
    hidden: Mapped[bool] = mapped_column(default=False)
    """Deleted for everybody, and kept because usage is read from it."""
