"""Network permissions: accounts that may put instances on a network that another account owns."""

from typing import ClassVar

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import Owned
from pileus.manager.model.rows import Base, Identified


class NetworkPermission(Identified, Base):
    """One account that may use one network."""

    __tablename__ = "network_permission"
    __label__ = "network permission"
    __rule__: ClassVar[Rule] = Owned()
    __table_args__ = (UniqueConstraint("network_id", "account_id"),)

    network_id: Mapped[str] = mapped_column(String(36), ForeignKey("network.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[str] = mapped_column(String(36), ForeignKey("account.id"), index=True)
