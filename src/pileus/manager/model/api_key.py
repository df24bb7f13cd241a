"""API key pairs of users: what signed calls are checked with."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import Owned
from pileus.manager.model.rows import Base, Identified, OwnedByAccount, UtcTime


class ApiKeyPair(Identified, OwnedByAccount, Base):
    """A pair of an API key and a secret key. New keys are a new row, so that an id never outlives what it stood for.

    A user has at most one `own` pair, without name and dates: the one that clients which know of no others renew and read.
    """

    __tablename__ = "api_key_pair"
    __label__ = "API key pair"
    __rule__: ClassVar[Rule] = Owned()
    __change__ = "ApiKeyPair"
    __table_args__ = (
        UniqueConstraint("user_id", "name"),
        Index("uq_api_key_pair_own", "user_id", unique=True, sqlite_where=text("own"), postgresql_where=text("own")),
    )

    user_id: Mapped[str] = mapped_column(String(36), ForeignKey("user.id"))
    """Its account's; when the user moves, the pair moves along."""
    own: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str | None] = mapped_column(String(255), default=None)
    description: Mapped[str | None] = mapped_column(String(1024), default=None)
    starts: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    ends: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    api_key: Mapped[str] = mapped_column(String(255), unique=True)
    sealed_secret: Mapped[str] = mapped_column(Text)

    @property
    def shown(self) -> str:
        """How sentences name it."""
        return f"API key pair {self.name}" if self.name else "own API key pair"
