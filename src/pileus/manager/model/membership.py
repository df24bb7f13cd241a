"""The managers that share this database, and which of them leads."""

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.model.rows import Base

MILLISECONDS = BigInteger
"""Moments here are milliseconds of the database's own clock, so that the managers' clocks do not matter."""


class Member(Base):
    """A manager that runs, or ran until its last heartbeat."""

    __tablename__ = "member"

    executor_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    heartbeat: Mapped[int] = mapped_column(MILLISECONDS)


class Leadership(Base):
    """The one row that says who leads, and until when."""

    __tablename__ = "leadership"

    id: Mapped[int] = mapped_column(primary_key=True)
    executor_id: Mapped[str] = mapped_column(String(64))
    until: Mapped[int] = mapped_column(MILLISECONDS)
