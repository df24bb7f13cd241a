"""Jobs: one row for each operation that was started, from the call that asked for it to its result."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.roles import RoleType
from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import OwnedOrAskedFor
from pileus.manager.model.rows import Base, Identified, OwnedByAccount, UtcTime


class JobState(StrEnum):
    """Where a job stands. The last two are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Identified, OwnedByAccount, Base):
    """A job. Its id is also the id of its workflow in the engine and the operation id in the rows it holds."""

    __tablename__ = "job"
    __label__ = "job"
    __rule__: ClassVar[Rule] = OwnedOrAskedFor()
    __table_args__ = (Index("ix_job_created", "created"),)

    operation: Mapped[str] = mapped_column(String(100))
    arguments: Mapped[str] = mapped_column(Text)
    """JSON list of row ids."""
    command: Mapped[str] = mapped_column(String(100), default="")
    """The API command that asked; empty where Pileus started the job itself."""
    parameters: Mapped[str] = mapped_column(Text, default="{}")
    """JSON of what was sent, without credentials and secrets."""
    user_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("user.id"), default=None, index=True)
    role_type: Mapped[RoleType] = mapped_column(default=RoleType.ADMIN)
    """Of the caller: the result holds what that role may read."""
    entity: Mapped[str | None] = mapped_column(String(64), default=None)
    instance_id: Mapped[str | None] = mapped_column(String(36), default=None, index=True)
    """The object the job is about; `entity` is its kind."""
    event: Mapped[str | None] = mapped_column(String(64), default=None)
    """Type of the events the job leaves, and their subject; no events without a type."""
    description: Mapped[str] = mapped_column(String(1024), default="")
    state: Mapped[JobState] = mapped_column(default=JobState.QUEUED, index=True)
    step: Mapped[int] = mapped_column(default=0)
    """Number of the step that runs, from 1; 0 before the first."""
    steps: Mapped[int] = mapped_column(default=0)
    """Most steps it can take."""
    step_name: Mapped[str] = mapped_column(String(100), default="")
    cancel: Mapped[bool] = mapped_column(default=False)
    """Asked to stop; read before each step."""
    waits_for: Mapped[str | None] = mapped_column(String(36), default=None, index=True)
    """Id of the object that another job holds: this one is taken up when the object is free."""
    manager: Mapped[str | None] = mapped_column(String(64), default=None)
    """Executor id of the manager that has it in hand."""
    result: Mapped[str | None] = mapped_column(Text, default=None)
    """JSON of what clients read as the job's result; unreadable where `sealed`."""
    sealed: Mapped[bool] = mapped_column(default=False)
    error_status: Mapped[int | None] = mapped_column(default=None)
    error_number: Mapped[int | None] = mapped_column(default=None)
    error: Mapped[str | None] = mapped_column(Text, default=None)
    error_public: Mapped[str | None] = mapped_column(Text, default=None)
    """What others than root admins read of the error."""
    started: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    ended: Mapped[datetime | None] = mapped_column(UtcTime, default=None, index=True)
