"""Clean-ups: undos that could not reach their host. While one is open, what it would free stays held."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.model.rows import Base, Identified, UtcTime


class Cleanup(Identified, Base):
    """What is left to undo of one operation, in the order in which it is to be done."""

    __tablename__ = "cleanup"
    __label__ = "clean-up"

    job_id: Mapped[str] = mapped_column(String(36), unique=True)
    operation: Mapped[str] = mapped_column(String(100))
    undos: Mapped[str] = mapped_column(Text)
    """JSON list of (number of the step, name of the step, its arguments)."""
    error: Mapped[str] = mapped_column(Text)
    """Why the last try failed."""
    tries: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime] = mapped_column(UtcTime, index=True)
