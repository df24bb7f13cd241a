"""Comments that people leave on resources, and pictures that resources are shown with."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import Everyone, Owned
from pileus.manager.model.outbox import Audience
from pileus.manager.model.rows import Base, Identified, OwnedByAccount, UtcTime


class Annotation(Identified, OwnedByAccount, Base):
    """A comment. Who sees it, the command decides by who sees the resource."""

    __tablename__ = "annotation"
    __label__ = "annotation"
    __rule__: ClassVar[Rule] = Everyone()
    __table_args__ = (Index("ix_annotation_entity", "entity_type", "entity_id"),)

    entity_type: Mapped[str] = mapped_column(String(32))
    entity_id: Mapped[str] = mapped_column(String(36))
    text: Mapped[str] = mapped_column(Text)
    user_id: Mapped[str] = mapped_column(String(36))
    user_name: Mapped[str] = mapped_column(String(255))
    admins_only: Mapped[bool] = mapped_column(default=False)
    removed: Mapped[datetime | None] = mapped_column(UtcTime, default=None)


class ResourceIcon(Identified, OwnedByAccount, Base):
    """A picture of a resource, as base64."""

    __tablename__ = "resource_icon"
    __label__ = "resource icon"
    __rule__: ClassVar[Rule] = Owned()
    __table_args__ = (UniqueConstraint("resource_type", "resource_id"),)

    resource_type: Mapped[str] = mapped_column(String(32))
    resource_id: Mapped[str] = mapped_column(String(36))
    image: Mapped[str] = mapped_column(Text)

    def audience(self) -> Audience:
        """Only administrators: it may be on what others do not see."""
        return Audience.ADMINS
