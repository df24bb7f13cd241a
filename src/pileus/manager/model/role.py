"""Roles and their rules: who may call which command."""

from typing import ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.roles import DOMAIN_ADMINS, RoleType
from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import AdminsOnly
from pileus.manager.model.rows import Base, Identified

ENABLED = "enabled"
DISABLED = "disabled"
"""States of a role. The accounts of a disabled one may call nothing."""


class Role(Identified, Base):
    """A role: a name over one of CloudStack's role types."""

    __tablename__ = "role"
    __label__ = "role"
    __rule__: ClassVar[Rule] = AdminsOnly(seen_by=DOMAIN_ADMINS)

    name: Mapped[str] = mapped_column(String(255), unique=True)
    type: Mapped[RoleType] = mapped_column()
    description: Mapped[str | None] = mapped_column(String(255), default=None)
    state: Mapped[str] = mapped_column(String(16), default=ENABLED)
    is_default: Mapped[bool] = mapped_column(default=False)
    is_public: Mapped[bool] = mapped_column(default=True)


class RolePermission(Identified, Base):
    """One rule of a role, matched in order of `position`; the first match decides."""

    __tablename__ = "role_permission"
    __label__ = "role permission"
    __rule__: ClassVar[Rule] = AdminsOnly(seen_by=DOMAIN_ADMINS)

    role_id: Mapped[str] = mapped_column(String(36), ForeignKey("role.id"), index=True)
    position: Mapped[int]
    rule: Mapped[str] = mapped_column(String(255))
    allow: Mapped[bool]
    bounded: Mapped[bool] = mapped_column(default=False)
    """Copied from a built-in role: like there, it opens nothing that the role's type may not call anyway."""
    description: Mapped[str | None] = mapped_column(String(255), default=None)
