"""Console tickets: the right to open one guest's console once, within a minute."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.model.rows import Base, UtcTime


class ConsoleTicket(Base):
    """A ticket. Only its hash is kept, so that any manager may honour it and nobody can read it."""

    __tablename__ = "console_ticket"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    instance_id: Mapped[str] = mapped_column(String(36), ForeignKey("instance.id", ondelete="CASCADE"))
    session_id: Mapped[str | None] = mapped_column(String(64))
    """The log-in session it is good in; None for one that a signed call made."""
    kind: Mapped[str] = mapped_column(String(8))
    made: Mapped[datetime] = mapped_column(UtcTime)
