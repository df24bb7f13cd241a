"""The outbox: what the live event stream serves, written with the change itself and numbered in the order of commits."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.model.rows import Base, UtcTime


class Audience(StrEnum):
    """Who may learn of an entry."""

    EVERYONE = "everyone"
    ACCOUNT = "account"
    """The account, the admins of its domain and above, and root admins."""
    DOMAIN = "domain"
    """Members of the domain, the admins of it and above, and root admins."""
    ADMINS = "admins"


class OutboxEntry(Base):
    """One entry. Pruned after an hour: a client that was away longer fetches anew."""

    __tablename__ = "outbox"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

    number: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    topic: Mapped[str] = mapped_column(String(8))
    audience: Mapped[Audience]
    account_id: Mapped[str | None] = mapped_column(String(36), default=None)
    domain_path: Mapped[str | None] = mapped_column(String(255), default=None)
    data: Mapped[str] = mapped_column(Text)
    """A JSON object."""
    created: Mapped[datetime] = mapped_column(UtcTime, index=True)
