"""Webhooks: addresses that events are posted to, and what came of each delivery."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import Owned
from pileus.manager.model.rows import Base, Flag, Identified, OwnedByAccount, UtcTime


class WebhookScope(StrEnum):
    """Whose events it is told."""

    LOCAL = "Local"
    """Those of its own account."""
    DOMAIN = "Domain"
    """Those of its account's domain and all below."""
    GLOBAL = "Global"


class Webhook(Identified, OwnedByAccount, Base):
    """An address that events are posted to. `next_number` is where it goes on reading the outbox."""

    __tablename__ = "webhook"
    __label__ = "webhook"
    __rule__: ClassVar[Rule] = Owned()
    __change__ = "Webhook"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(String(255), default=None)
    state: Mapped[Flag] = mapped_column(default=Flag.ENABLED)
    url: Mapped[str] = mapped_column(String(1024))
    sealed_secret: Mapped[str] = mapped_column(Text, default="")
    verify: Mapped[bool] = mapped_column(default=True)
    scope: Mapped[WebhookScope] = mapped_column(default=WebhookScope.LOCAL)


class WebhookDelivery(Identified, OwnedByAccount, Base):
    """One event for one webhook: waiting while `ended` is empty, then what came of it."""

    __tablename__ = "webhook_delivery"
    __label__ = "webhook delivery"
    __rule__: ClassVar[Rule] = Owned()

    webhook_id: Mapped[str] = mapped_column(String(36), ForeignKey("webhook.id", ondelete="CASCADE"), index=True)
    event_id: Mapped[str | None] = mapped_column(String(36), default=None)
    event_type: Mapped[str] = mapped_column(String(64))
    payload: Mapped[str] = mapped_column(Text)
    headers: Mapped[str] = mapped_column(Text, default="")
    response: Mapped[str] = mapped_column(Text, default="")
    success: Mapped[bool] = mapped_column(default=False)
    tries: Mapped[int] = mapped_column(default=0)
    due: Mapped[datetime] = mapped_column(UtcTime)
    """Not to be tried before."""
    started: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    ended: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
