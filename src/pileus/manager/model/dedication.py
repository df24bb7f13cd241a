"""Zones, pods, clusters and hosts that one domain or account has for itself."""

from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import AdminsOnly
from pileus.manager.model.rows import Base, Identified


class Dedicable(StrEnum):
    """What can be dedicated."""

    ZONE = "zone"
    POD = "pod"
    CLUSTER = "cluster"
    HOST = "host"


class Dedication(Identified, Base):
    """Whose instances alone `resource_id` takes: those of an account, or without one of a domain and all below it."""

    __tablename__ = "dedication"
    __label__ = "dedication"
    __rule__: ClassVar[Rule] = AdminsOnly()
    __change__ = "Dedication"
    __table_args__ = (UniqueConstraint("kind", "resource_id"),)

    kind: Mapped[Dedicable]
    resource_id: Mapped[str] = mapped_column(String(36))
    domain_id: Mapped[str] = mapped_column(String(36), ForeignKey("domain.id"))
    account_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("account.id"), default=None)
