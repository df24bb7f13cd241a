"""Guest operating systems, as a user names them."""

from typing import ClassVar

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import Everyone
from pileus.manager.model.rows import Base, Identified


class OsCategory(Identified, Base):
    """A family: Debian, Windows."""

    __tablename__ = "os_category"
    __label__ = "OS category"
    __rule__: ClassVar[Rule] = Everyone()
    __change__ = "OsCategory"

    name: Mapped[str] = mapped_column(String(255), unique=True)
    is_featured: Mapped[bool] = mapped_column(default=True)
    sort_key: Mapped[int] = mapped_column(default=0)


class OsType(Identified, Base):
    """One system within a family."""

    __tablename__ = "os_type"
    __label__ = "OS type"
    __rule__: ClassVar[Rule] = Everyone()
    __change__ = "OsType"

    category_id: Mapped[str] = mapped_column(String(36), ForeignKey("os_category.id"))
    name: Mapped[str] = mapped_column(String(255), unique=True)
    """What people read; `plain_name` is its name for programs."""
    plain_name: Mapped[str] = mapped_column(String(255), default="")
    is_user_defined: Mapped[bool] = mapped_column(default=False)
    display: Mapped[bool] = mapped_column(default=True)
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)

    category: Mapped[OsCategory] = relationship(lazy="joined")
