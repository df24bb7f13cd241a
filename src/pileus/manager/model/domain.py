"""Domains: the tree that accounts live in."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import InDomains
from pileus.manager.model.rows import Base, Identified, UtcTime


class Domain(Identified, Base):
    """A domain. `path` is `/` for ROOT and `/a/b/` below: it begins and ends with a slash, so that a prefix test finds the tree.

    The prefix test compares exactly: LIKE ignores case on SQLite and would put `/A/` into the tree of `/a/`.
    """

    __tablename__ = "domain"
    __label__ = "domain"
    __rule__: ClassVar[Rule] = InDomains()
    __change__ = "Domain"
    __table_args__ = (
        Index("uq_domain_path", "path", unique=True, sqlite_where=text("removed IS NULL"), postgresql_where=text("removed IS NULL")),
    )

    name: Mapped[str] = mapped_column(String(255))
    path: Mapped[str] = mapped_column(String(255))
    parent_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("domain.id"), default=None, index=True)
    level: Mapped[int] = mapped_column(default=0)
    network_domain: Mapped[str | None] = mapped_column(String(255), default=None)
    state: Mapped[str] = mapped_column(String(16), default="Active")
    removed: Mapped[datetime | None] = mapped_column(UtcTime, default=None)

    @property
    def shown_path(self) -> str:
        """The path as the API shows it: ROOT, ROOT/a, ROOT/a/b."""
        return f"ROOT{self.path}".rstrip("/")
