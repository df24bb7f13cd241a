"""Offerings: what an instance, a disk or a network may be."""

from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import Everyone
from pileus.manager.model.rows import Base, Flag, Identified


class OfferingState(StrEnum):
    """Inactive ones serve what uses them, and nothing new."""

    ACTIVE = "Active"
    INACTIVE = "Inactive"


class ServiceOffering(Identified, Base):
    """Processors and memory of an instance, and the kind of its root disk. With `cpus` None the caller chooses."""

    __tablename__ = "service_offering"
    __label__ = "service offering"
    __rule__: ClassVar[Rule] = Everyone()
    __change__ = "ServiceOffering"

    name: Mapped[str] = mapped_column(String(255))
    display_text: Mapped[str] = mapped_column(String(4096))
    cpus: Mapped[int | None] = mapped_column(default=None)
    cpu_mhz: Mapped[int | None] = mapped_column(default=None)
    memory_mib: Mapped[int | None] = mapped_column(default=None)
    min_cpus: Mapped[int] = mapped_column(default=1)
    max_cpus: Mapped[int] = mapped_column(default=16)
    min_memory_mib: Mapped[int] = mapped_column(default=64)
    max_memory_mib: Mapped[int] = mapped_column(default=65536)
    root_disk_size: Mapped[int] = mapped_column(BigInteger, default=0)
    """Bytes; 0 takes the template's size."""
    storage_type: Mapped[str] = mapped_column(String(16), default="local")
    offer_ha: Mapped[bool] = mapped_column(default=False)
    host_tags: Mapped[str] = mapped_column(String(255), default="")
    storage_tags: Mapped[str] = mapped_column(String(255), default="")
    state: Mapped[OfferingState] = mapped_column(default=OfferingState.ACTIVE)

    @property
    def is_customized(self) -> bool:
        """Whether the caller gives processors and memory."""
        return self.cpus is None


class DiskOffering(Identified, Base):
    """Size and kind of a data disk. With `disk_size` 0 the caller chooses."""

    __tablename__ = "disk_offering"
    __label__ = "disk offering"
    __rule__: ClassVar[Rule] = Everyone()
    __change__ = "DiskOffering"

    name: Mapped[str] = mapped_column(String(255))
    display_text: Mapped[str] = mapped_column(String(4096))
    disk_size: Mapped[int] = mapped_column(BigInteger, default=0)
    is_customized: Mapped[bool] = mapped_column(default=False)
    storage_type: Mapped[str] = mapped_column(String(16), default="local")
    storage_tags: Mapped[str] = mapped_column(String(255), default="")
    state: Mapped[OfferingState] = mapped_column(default=OfferingState.ACTIVE)


class NetworkOffering(Identified, Base):
    """Kind and services of a network. `services` maps a service to its provider."""

    __tablename__ = "network_offering"
    __label__ = "network offering"
    __rule__: ClassVar[Rule] = Everyone()
    __change__ = "NetworkOffering"

    name: Mapped[str] = mapped_column(String(255), unique=True)
    display_text: Mapped[str] = mapped_column(String(4096))
    guest_type: Mapped[str] = mapped_column(String(16))
    traffic_type: Mapped[str] = mapped_column(String(16), default="Guest")
    specify_ip_ranges: Mapped[bool] = mapped_column(default=False)
    specify_vlan: Mapped[bool] = mapped_column(default=False)
    is_default: Mapped[bool] = mapped_column(default=False)
    availability: Mapped[str] = mapped_column(String(16), default="Optional")
    services: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[Flag] = mapped_column(default=Flag.ENABLED)
