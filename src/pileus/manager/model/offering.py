"""Offerings: what an instance, a disk or a network may be, and who may choose it."""

from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ColumnElement, ForeignKey, String, Text, and_, exists, false, or_, select, true
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.roles import DOMAIN_ADMINS
from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import DOMAIN, Everyone, above, below
from pileus.manager.model.outbox import Audience
from pileus.manager.model.rows import Base, Identified


class OfferingState(StrEnum):
    """Inactive ones serve what uses them, and nothing new."""

    ACTIVE = "Active"
    INACTIVE = "Inactive"


class Offered(Everyone):
    """Open to all, or offered to some domains: to those and everything below them. Administrators of domains see what is offered below."""

    def visible(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """Open ones, those of the caller's domain and the domains above, and for administrators of domains those below."""
        if caller.is_root:
            return true()
        near: ColumnElement[bool] = DOMAIN.c.path.in_(above(caller.domain_path))
        if caller.has(DOMAIN_ADMINS):
            near = or_(near, below(caller.domain_path))
        named = select(DOMAIN.c.id).where(near, DOMAIN.c.removed.is_(None), model.domain_ids.contains(DOMAIN.c.id))
        return or_(model.domain_ids == "", exists(named))

    def changeable(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """Root admins all; administrators of domains those that are offered in their own tree and nowhere else."""
        if caller.is_root:
            return true()
        if not caller.has(DOMAIN_ADMINS):
            return false()
        elsewhere = exists(select(DOMAIN.c.id).where(~below(caller.domain_path), model.domain_ids.contains(DOMAIN.c.id)))
        return and_(model.domain_ids != "", ~elsewhere)


class Scoped:
    """Where an offering is offered: ids of domains and zones, comma-separated; empty means everywhere."""

    domain_ids: Mapped[str] = mapped_column(Text, default="")
    zone_ids: Mapped[str] = mapped_column(Text, default="")
    sort_key: Mapped[int] = mapped_column(default=0)

    def audience(self) -> Audience:
        """Who learns of its changes: only administrators where it is not open to all."""
        return Audience.ADMINS if self.domain_ids else Audience.EVERYONE


class DiskProfile:
    """How the disks of an offering are made and served."""

    storage_type: Mapped[str] = mapped_column(String(16), default="local")
    storage_tags: Mapped[str] = mapped_column(String(255), default="")
    provisioning_type: Mapped[str] = mapped_column(String(16), default="thin")
    cache_mode: Mapped[str] = mapped_column(String(16), default="none")
    limits: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """Bytes and requests by the second that a disk may read and write, by the names of the offering's parameters."""


class ServiceOffering(Identified, Scoped, DiskProfile, Base):
    """Processors and memory of an instance, and the kind of its root disk. With `cpus` None the caller chooses."""

    __tablename__ = "service_offering"
    __label__ = "service offering"
    __rule__: ClassVar[Rule] = Offered()
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
    disk_offering_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("disk_offering.id"), default=None)
    """Says the kind of the root disk instead of the offering itself."""
    disk_offering_strictness: Mapped[bool] = mapped_column(default=False)
    offer_ha: Mapped[bool] = mapped_column(default=False)
    limit_cpu_use: Mapped[bool] = mapped_column(default=False)
    """Whether a guest gets its processors' speed and no more, even where the host is idle."""
    network_rate: Mapped[int | None] = mapped_column(default=None)
    """Mbit/s of its first card."""
    dynamic_scaling_enabled: Mapped[bool] = mapped_column(default=False)
    deployment_planner: Mapped[str] = mapped_column(String(64), default="")
    host_tags: Mapped[str] = mapped_column(String(255), default="")
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    state: Mapped[OfferingState] = mapped_column(default=OfferingState.ACTIVE)

    @property
    def is_customized(self) -> bool:
        """Whether the caller gives processors and memory."""
        return self.cpus is None


class DiskOffering(Identified, Scoped, DiskProfile, Base):
    """Size and kind of a data disk. With `disk_size` 0 the caller chooses."""

    __tablename__ = "disk_offering"
    __label__ = "disk offering"
    __rule__: ClassVar[Rule] = Offered()
    __change__ = "DiskOffering"

    name: Mapped[str] = mapped_column(String(255))
    display_text: Mapped[str] = mapped_column(String(4096))
    disk_size: Mapped[int] = mapped_column(BigInteger, default=0)
    is_customized: Mapped[bool] = mapped_column(default=False)
    size_strictness: Mapped[bool] = mapped_column(default=False)
    """Whether disks keep the offering's size: no resizing, no other offering of another size."""
    display_offering: Mapped[bool] = mapped_column(default=True)
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    state: Mapped[OfferingState] = mapped_column(default=OfferingState.ACTIVE)
