"""Tags on resources."""

from typing import ClassVar

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import Owned
from pileus.manager.model.rows import Base, Identified, OwnedByAccount


class Tag(Identified, OwnedByAccount, Base):
    """A key and value on a resource, owned by the resource's account."""

    __tablename__ = "tag"
    __label__ = "tag"
    __rule__: ClassVar[Rule] = Owned()
    __table_args__ = (UniqueConstraint("resource_type", "resource_id", "key"), Index("ix_tag_key_value", "key", "value"))

    resource_type: Mapped[str] = mapped_column(String(32))
    """CloudStack's word: UserVm, Volume, ..."""
    resource_id: Mapped[str] = mapped_column(String(36), index=True)
    key: Mapped[str] = mapped_column(String(255))
    value: Mapped[str] = mapped_column(String(255), default="")
