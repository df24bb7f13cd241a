"""Affinity groups, and which instance is in which."""

from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import Owned
from pileus.manager.model.rows import Base, Identified, OwnedByAccount

affinity = Table(
    "affinity_group_member",
    Base.metadata,
    Column("group_id", String(36), ForeignKey("affinity_group.id", ondelete="CASCADE"), primary_key=True),
    Column("instance_id", String(36), ForeignKey("instance.id", ondelete="CASCADE"), primary_key=True, index=True),
)
"""Which instance is in which group."""


class AffinityType(StrEnum):
    """What a group wants of its members' hosts, in CloudStack's words. The non-strict ones wish where the others insist."""

    TOGETHER = "host affinity"
    APART = "host anti-affinity"
    RATHER_TOGETHER = "non-strict host affinity"
    RATHER_APART = "non-strict host anti-affinity"

    @property
    def is_strict(self) -> bool:
        """Whether an instance rather does not start than against it."""
        return self in (AffinityType.TOGETHER, AffinityType.APART)

    @property
    def is_together(self) -> bool:
        """Whether members belong on one host, instead of on different ones."""
        return self in (AffinityType.TOGETHER, AffinityType.RATHER_TOGETHER)


class AffinityGroup(Identified, OwnedByAccount, Base):
    """A group of instances that belong on one host, or on different ones."""

    __tablename__ = "affinity_group"
    __label__ = "affinity group"
    __rule__: ClassVar[Rule] = Owned()
    __change__ = "AffinityGroup"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(String(255), default=None)
    type: Mapped[AffinityType]
