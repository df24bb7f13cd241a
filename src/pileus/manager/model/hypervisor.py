"""What hypervisors can do, as administrators see and limit it."""

from typing import ClassVar

from sqlalchemy import BigInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import AdminsOnly
from pileus.manager.model.rows import Base, Identified


class HypervisorCapabilities(Identified, Base):
    """Limits of a hypervisor."""

    __tablename__ = "hypervisor_capabilities"
    __label__ = "hypervisor capabilities"
    __rule__: ClassVar[Rule] = AdminsOnly()
    __table_args__ = (UniqueConstraint("hypervisor", "hypervisor_version"),)

    hypervisor: Mapped[str] = mapped_column(String(32))
    hypervisor_version: Mapped[str] = mapped_column(String(32), default="default")
    max_guests: Mapped[int | None] = mapped_column(BigInteger, default=None)
    """Guests on one host at the same time; None for no limit."""
    max_data_volumes: Mapped[int] = mapped_column(default=64)
    max_hosts_per_cluster: Mapped[int | None] = mapped_column(default=None)
    """None for no limit."""
    security_groups: Mapped[bool] = mapped_column(default=True)
    vm_snapshots: Mapped[bool] = mapped_column(default=False)
    storage_motion: Mapped[bool] = mapped_column(default=False)
