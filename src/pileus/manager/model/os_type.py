"""Guest operating systems, as a user names them."""

from typing import ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import Everyone
from pileus.manager.model.rows import Base, Identified


class OsCategory(Identified, Base):
    """A family: Debian, Windows."""

    __tablename__ = "os_category"
    __label__ = "OS category"
    __rule__: ClassVar[Rule] = Everyone()

    name: Mapped[str] = mapped_column(String(255), unique=True)


class OsType(Identified, Base):
    """One system within a family."""

    __tablename__ = "os_type"
    __label__ = "OS type"
    __rule__: ClassVar[Rule] = Everyone()

    category_id: Mapped[str] = mapped_column(String(36), ForeignKey("os_category.id"))
    name: Mapped[str] = mapped_column(String(255), unique=True)

    category: Mapped[OsCategory] = relationship(lazy="joined")
