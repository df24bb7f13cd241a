"""Users: who logs in and signs; sessions; forgotten passwords; failed log-ins."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import AccountsOfCaller
from pileus.manager.model.account import Account
from pileus.manager.model.rows import Base, Identified, UtcTime


class User(Identified, Base):
    """A user of an account. User names are unique within a domain; `removed` ones stay as rows."""

    __tablename__ = "user"
    __label__ = "user"
    __rule__: ClassVar[Rule] = AccountsOfCaller()
    __change__ = "User"
    __table_args__ = (
        Index(
            "uq_user_name", "domain_id", "name", unique=True, sqlite_where=text("removed IS NULL"), postgresql_where=text("removed IS NULL")
        ),
    )

    account_id: Mapped[str] = mapped_column(String(36), ForeignKey("account.id"), index=True)
    domain_id: Mapped[str] = mapped_column(String(36), ForeignKey("domain.id"))
    """The account's, for the unique name."""
    name: Mapped[str] = mapped_column(String(255))
    first_name: Mapped[str] = mapped_column(String(255), default="")
    last_name: Mapped[str] = mapped_column(String(255), default="")
    email: Mapped[str] = mapped_column(String(255), default="")
    timezone: Mapped[str | None] = mapped_column(String(64), default=None)
    state: Mapped[str] = mapped_column(String(16), default="enabled")
    password_hash: Mapped[str] = mapped_column(String(255))
    api_key_access: Mapped[str] = mapped_column(String(16), default="inherit")
    is_default: Mapped[bool] = mapped_column(default=False)
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    factor_mandated: Mapped[bool] = mapped_column(default=False)
    """Whether an administrator said that the user must have a second factor."""
    factor: Mapped[str | None] = mapped_column(String(16), default=None)
    """The provider of the second factor, if it has one."""
    sealed_factor: Mapped[str | None] = mapped_column(String(255), default=None)
    factor_proven: Mapped[bool] = mapped_column(default=False)
    """Whether a code of it was ever right; before that it is being set up, and the next log-in forgets it."""
    factor_step: Mapped[int] = mapped_column(default=0)
    """The time step of the newest code that was used, none of which is good twice."""
    removed: Mapped[datetime | None] = mapped_column(UtcTime, default=None)

    account: Mapped[Account] = relationship(lazy="joined")


class LoginSession(Base):
    """A log-in. Only hashes of its token and key are kept; both managers and restarts honour it."""

    __tablename__ = "login_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[str] = mapped_column(String(36), ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created: Mapped[datetime] = mapped_column(UtcTime)
    used: Mapped[datetime] = mapped_column(UtcTime)
    proven: Mapped[bool] = mapped_column(default=True)
    """Whether a code of the second factor was shown, or none was needed when it was opened."""


class PasswordReset(Base):
    """A token, sent by mail, with which a user who forgot the password may set a new one once. Only its hash is kept."""

    __tablename__ = "password_reset"

    user_id: Mapped[str] = mapped_column(String(36), ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    sealed_token: Mapped[str | None] = mapped_column(String(500))
    """The token itself, sealed, until it is mailed."""
    created: Mapped[datetime] = mapped_column(UtcTime)
    expires: Mapped[datetime] = mapped_column(UtcTime)
    mail_due: Mapped[datetime | None] = mapped_column(UtcTime, index=True)
    mail_tries: Mapped[int] = mapped_column(default=0)


class LoginFailure(Base):
    """Failed log-ins of one address or one account since the last success; each further try must wait longer."""

    __tablename__ = "login_failure"

    subject: Mapped[str] = mapped_column(String(300), primary_key=True)
    """`address:…`, or `name:…` with a digest of the domain and user name that were tried, whether they exist or not."""
    failures: Mapped[int]
    next_try: Mapped[datetime] = mapped_column(UtcTime)
