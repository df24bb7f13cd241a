"""Regions: other clouds that one account may have, each by its address. The own one is number 1."""

from typing import ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import Everyone
from pileus.manager.model.rows import Base

LOCAL = 1
"""Number of the region that this cloud is."""


class Region(Base):
    """A region."""

    __tablename__ = "region"
    __label__ = "region"
    __rule__: ClassVar[Rule] = Everyone()

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(255), unique=True)
    endpoint: Mapped[str] = mapped_column(String(255))
