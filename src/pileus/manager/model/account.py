"""Accounts: what owns things, holds limits, and is billed."""

from datetime import datetime
from enum import IntEnum
from typing import ClassVar

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pileus.manager.kernel.roles import RoleType
from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import AccountsOfCaller
from pileus.manager.model.domain import Domain
from pileus.manager.model.role import Role
from pileus.manager.model.rows import Base, Identified, UtcTime


class AccountType(IntEnum):
    """CloudStack's numbers."""

    USER = 0
    ADMIN = 1
    DOMAIN_ADMIN = 2
    RESOURCE_ADMIN = 3
    READ_ONLY_ADMIN = 4
    PROJECT = 5


TYPE_OF_ROLE = {
    RoleType.USER: AccountType.USER,
    RoleType.ADMIN: AccountType.ADMIN,
    RoleType.DOMAIN_ADMIN: AccountType.DOMAIN_ADMIN,
    RoleType.RESOURCE_ADMIN: AccountType.RESOURCE_ADMIN,
}
"""The account type that goes with a role's type."""


class Account(Identified, Base):
    """An account. `removed` ones stay as rows: events and usage speak of them."""

    __tablename__ = "account"
    __label__ = "account"
    __rule__: ClassVar[Rule] = AccountsOfCaller()
    __change__ = "Account"
    __table_args__ = (
        Index(
            "uq_account_name",
            "domain_id",
            "name",
            unique=True,
            sqlite_where=text("removed IS NULL"),
            postgresql_where=text("removed IS NULL"),
        ),
    )

    name: Mapped[str] = mapped_column(String(100))
    domain_id: Mapped[str] = mapped_column(String(36), ForeignKey("domain.id"), index=True)
    role_id: Mapped[str] = mapped_column(String(36), ForeignKey("role.id"))
    type: Mapped[int] = mapped_column(default=AccountType.USER)
    state: Mapped[str] = mapped_column(String(16), default="enabled")
    project_id: Mapped[str | None] = mapped_column(String(36), default=None, index=True)
    """Set on the account that owns a project's things."""
    project_name: Mapped[str | None] = mapped_column(String(255), default=None)
    """Kept beside the project's id, so that lists need no join to name it."""
    default_zone_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("zone.id"), default=None)
    network_domain: Mapped[str | None] = mapped_column(String(255), default=None)
    api_key_access: Mapped[str] = mapped_column(String(16), default="inherit")
    """enabled, disabled, or inherit: what the setting says."""
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    is_default: Mapped[bool] = mapped_column(default=False)
    """Made by the first start; cannot be deleted or disabled."""
    ending: Mapped[bool] = mapped_column(default=False)
    """It is being deleted: what it owns goes, and nothing new can be made for it."""
    removed: Mapped[datetime | None] = mapped_column(UtcTime, default=None)

    domain: Mapped[Domain] = relationship(lazy="joined")
    role: Mapped[Role] = relationship(lazy="joined")
