"""User data that is registered under a name, to be given to many instances."""

from typing import ClassVar

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import Owned
from pileus.manager.model.rows import Base, Identified, OwnedByAccount


class UserData(Identified, OwnedByAccount, Base):
    """User data under a name."""

    __tablename__ = "user_data"
    __label__ = "user data"
    __rule__: ClassVar[Rule] = Owned()
    __change__ = "UserData"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    name: Mapped[str] = mapped_column(String(255))
    text: Mapped[str] = mapped_column(Text)
    """Base64 of what instances read."""
    params: Mapped[str] = mapped_column(String(4096), default="")
    """Names of its variables, comma-separated; the instance gives their values."""
