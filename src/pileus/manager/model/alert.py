"""Alerts: what an administrator should know of, once for each thing that is wrong."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.roles import RESOURCE_ADMINS
from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import AdminsOnly
from pileus.manager.model.rows import Base, Identified, UtcTime, utcnow


class Alert(Identified, Base):
    """One alert. While what it tells of lasts, `resolved` is empty and no second one is made."""

    __tablename__ = "alert"
    __label__ = "alert"
    __rule__: ClassVar[Rule] = AdminsOnly(seen_by=RESOURCE_ADMINS)
    __change__ = "Alert"
    __table_args__ = (Index("ix_alert_about", "type", "about"),)

    type: Mapped[int]
    """CloudStack's number."""
    name: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(999))
    about: Mapped[str] = mapped_column(String(255), default="")
    """What it is about: the id of a host, pool or zone; empty for one that somebody wrote."""
    zone_id: Mapped[str | None] = mapped_column(String(36), default=None)
    pod_id: Mapped[str | None] = mapped_column(String(36), default=None)
    resolved: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    archived: Mapped[bool] = mapped_column(default=False)
    mail_due: Mapped[datetime | None] = mapped_column(UtcTime, default=utcnow, index=True)
    """When it is to be mailed; empty once it was, or when it is not going to be."""
    mail_tries: Mapped[int] = mapped_column(default=0)
