"""Security groups, their rules, and which instance is in which group."""

from typing import ClassVar

from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import Owned
from pileus.manager.model.rows import Base, Identified, OwnedByAccount

membership = Table(
    "security_group_member",
    Base.metadata,
    Column("group_id", String(36), ForeignKey("security_group.id"), primary_key=True),
    Column("instance_id", String(36), ForeignKey("instance.id", ondelete="CASCADE"), primary_key=True, index=True),
)
"""Which instance is in which group."""


class SecurityGroup(Identified, OwnedByAccount, Base):
    """A security group; each account has one named `default`."""

    __tablename__ = "security_group"
    __label__ = "security group"
    __rule__: ClassVar[Rule] = Owned()
    __change__ = "SecurityGroup"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(String(4096), default=None)

    rules: Mapped[list["SecurityGroupRule"]] = relationship(
        back_populates="group",
        cascade="all, delete-orphan",
        foreign_keys="SecurityGroupRule.group_id",
        order_by="SecurityGroupRule.created",
    )


class SecurityGroupRule(Identified, Base):
    """One allowed flow: from a CIDR, or from the members of another group."""

    __tablename__ = "security_group_rule"
    __label__ = "security group rule"
    __rule__: ClassVar[Rule] = Owned()

    account_id: Mapped[str] = mapped_column(String(36), ForeignKey("account.id"), index=True)
    group_id: Mapped[str] = mapped_column(String(36), ForeignKey("security_group.id"), index=True)
    direction: Mapped[str] = mapped_column(String(8))
    """ingress or egress."""
    protocol: Mapped[str] = mapped_column(String(8))
    first_port: Mapped[int | None] = mapped_column(default=None)
    last_port: Mapped[int | None] = mapped_column(default=None)
    icmp_type: Mapped[int | None] = mapped_column(default=None)
    icmp_code: Mapped[int | None] = mapped_column(default=None)
    cidr: Mapped[str | None] = mapped_column(String(64), default=None)
    source_group_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("security_group.id"), default=None)

    group: Mapped[SecurityGroup] = relationship(back_populates="rules", foreign_keys=[group_id])
    source_group: Mapped[SecurityGroup | None] = relationship(foreign_keys=[source_group_id], lazy="joined")
