"""Projects: who is a member, who is invited, and the roles that a project gives to members. Its things belong to an account of its own."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import AccountsOfCaller
from pileus.manager.model.account import Account
from pileus.manager.model.rows import Base, Identified, OwnedByAccount, UtcTime
from pileus.manager.model.user import User


class ProjectState(StrEnum):
    """CloudStack's words. Disabled is one that is being deleted."""

    ACTIVE = "Active"
    SUSPENDED = "Suspended"
    DISABLED = "Disabled"


class MemberRole(StrEnum):
    """What a member may do to the project itself."""

    ADMIN = "Admin"
    REGULAR = "Regular"


class InvitationState(StrEnum):
    """Where an invitation stands; only a pending one can be answered."""

    PENDING = "Pending"
    COMPLETED = "Completed"
    EXPIRED = "Expired"
    DECLINED = "Declined"


class Project(Identified, OwnedByAccount, Base):
    """A project. `account_id` is the account that owns its things; `removed` ones stay as rows."""

    __tablename__ = "project"
    __label__ = "project"
    __rule__: ClassVar[Rule] = AccountsOfCaller()
    __change__ = "Project"
    __table_args__ = (
        Index(
            "uq_project_name",
            "domain_id",
            "name",
            unique=True,
            sqlite_where=text("removed IS NULL"),
            postgresql_where=text("removed IS NULL"),
        ),
    )

    name: Mapped[str] = mapped_column(String(255))
    display_text: Mapped[str] = mapped_column(String(255), default="")
    domain_id: Mapped[str] = mapped_column(String(36), ForeignKey("domain.id"))
    """The account's, for the unique name."""
    creator_id: Mapped[str] = mapped_column(String(36), ForeignKey("account.id"), index=True)
    """The account that made it, against whose limit of projects it counts."""
    state: Mapped[ProjectState] = mapped_column(default=ProjectState.ACTIVE)
    removed: Mapped[datetime | None] = mapped_column(UtcTime, default=None)

    account: Mapped[Account] = relationship(lazy="joined", foreign_keys="Project.account_id")


class ProjectRole(Identified, Base):
    """A role that a project gives to members: rules that take commands away within the project."""

    __tablename__ = "project_role"
    __label__ = "project role"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    project_id: Mapped[str] = mapped_column(String(36), ForeignKey("project.id"))
    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(String(255), default=None)


class ProjectRolePermission(Identified, Base):
    """One rule of a project role, matched in order of `position`; the first match decides, and what none matches is allowed."""

    __tablename__ = "project_role_permission"
    __label__ = "project role permission"

    project_role_id: Mapped[str] = mapped_column(String(36), ForeignKey("project_role.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    rule: Mapped[str] = mapped_column(String(255))
    allow: Mapped[bool]
    description: Mapped[str | None] = mapped_column(String(255), default=None)


class ProjectMember(Identified, Base):
    """An account in a project, or with `user_id` one user of it alone."""

    __tablename__ = "project_member"
    __label__ = "project member"
    __table_args__ = (
        Index(
            "uq_project_member_account",
            "project_id",
            "account_id",
            unique=True,
            sqlite_where=text("user_id IS NULL"),
            postgresql_where=text("user_id IS NULL"),
        ),
        UniqueConstraint("project_id", "user_id"),
    )

    project_id: Mapped[str] = mapped_column(String(36), ForeignKey("project.id"))
    account_id: Mapped[str] = mapped_column(String(36), ForeignKey("account.id"), index=True)
    user_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("user.id"), default=None)
    role: Mapped[MemberRole] = mapped_column(default=MemberRole.REGULAR)
    project_role_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("project_role.id"), default=None)

    account: Mapped[Account] = relationship(lazy="joined")
    user: Mapped[User | None] = relationship(lazy="joined")


class ProjectInvitation(Identified, Base):
    """An invitation to a project: of an account, of one user of it, or of whoever reads the mail. A pending one expires by its age."""

    __tablename__ = "project_invitation"
    __label__ = "project invitation"

    project_id: Mapped[str] = mapped_column(String(36), ForeignKey("project.id"), index=True)
    account_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("account.id"), index=True)
    """Empty for one by mail alone, until it is accepted."""
    user_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("user.id"), default=None)
    state: Mapped[InvitationState] = mapped_column(default=InvitationState.PENDING)
    role: Mapped[MemberRole] = mapped_column(default=MemberRole.REGULAR)
    project_role_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("project_role.id"), default=None)

    email: Mapped[str | None] = mapped_column(String(255), default=None)
    token_hash: Mapped[str | None] = mapped_column(String(64), default=None)
    """Of the token in the mail, until it is used."""
    sealed_token: Mapped[str | None] = mapped_column(String(500), default=None)
    """The token itself, sealed, until it is mailed."""
    mail_due: Mapped[datetime | None] = mapped_column(UtcTime, default=None, index=True)
    mail_tries: Mapped[int] = mapped_column(default=0)

    project: Mapped[Project] = relationship(lazy="joined")
    account: Mapped[Account | None] = relationship(lazy="joined")
