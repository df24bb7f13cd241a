"""Values of Global Settings that differ from their defaults, and the limits and counts of resources."""

from typing import ClassVar

from sqlalchemy import BigInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import AdminsOnly
from pileus.manager.model.rows import Base, Identified


class SettingValue(Identified, Base):
    """One changed value: global (`scope_id` empty), or for one zone, cluster, pool, account or domain."""

    __tablename__ = "setting_value"
    __label__ = "setting"
    __rule__: ClassVar[Rule] = AdminsOnly()
    __change__ = "Configuration"
    __table_args__ = (UniqueConstraint("name", "scope", "scope_id"),)

    name: Mapped[str] = mapped_column(String(255))
    scope: Mapped[str] = mapped_column(String(16), default="Global")
    scope_id: Mapped[str] = mapped_column(String(36), default="")
    value: Mapped[str] = mapped_column(Text)
    """Sealed when the setting is a secret."""


class ResourceLimit(Base):
    """The limit an account or domain has for one of CloudStack's resource types; -1 is no limit."""

    __tablename__ = "resource_limit"

    owner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    """Of an account or a domain."""
    type: Mapped[int] = mapped_column(primary_key=True)
    most: Mapped[int] = mapped_column(BigInteger)


class ResourceCount(Base):
    """What an account, or a domain with all below it, uses of one resource type.

    Changed only in the transaction that takes or gives the resource.
    """

    __tablename__ = "resource_count"

    owner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    """Of an account or a domain."""
    type: Mapped[int] = mapped_column(primary_key=True)
    used: Mapped[int] = mapped_column(BigInteger, default=0)
