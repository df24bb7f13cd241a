"""Zones, pods, clusters and hosts. Removed ones stay as rows, for the sake of what refers to them, and are nobody's to see."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ColumnElement, ForeignKey, Index, String, and_, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.roles import DOMAIN_ADMINS
from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import DOMAIN, AdminsOnly, Everyone, above, below
from pileus.manager.model.outbox import Audience
from pileus.manager.model.rows import Base, Flag, Identified, UtcTime


class _PublicOrOfDomain(Everyone):
    """A zone: everybody's, or of one domain and those below it; administrators of domains see those of the domains below."""

    def visible(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """Zones that are there, and open to the caller."""
        if caller.is_root:
            return model.removed.is_(None)
        near: ColumnElement[bool] = DOMAIN.c.path.in_(above(caller.domain_path))
        if caller.has(DOMAIN_ADMINS):
            near = or_(near, below(caller.domain_path))
        mine = model.domain_id.in_(select(DOMAIN.c.id).where(near))
        return and_(model.removed.is_(None), or_(model.domain_id.is_(None), mine))

    def changeable(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """Root admins only."""
        return and_(model.removed.is_(None), super().changeable(caller, model))


class _Present(AdminsOnly):
    """Seen and changed by root admins until it is removed."""

    def visible(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """What is there."""
        return and_(model.removed.is_(None), super().visible(caller, model))

    def changeable(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """What is there."""
        return and_(model.removed.is_(None), super().changeable(caller, model))


def _once(name: str, *columns: str) -> Index:
    """A name that only one row has at a time; removed rows do not count."""
    return Index(name, *columns, unique=True, sqlite_where=text("removed IS NULL"), postgresql_where=text("removed IS NULL"))


class Zone(Identified, Base):
    """A zone. `sort_key` orders lists."""

    __tablename__ = "zone"
    __label__ = "zone"
    __rule__: ClassVar[Rule] = _PublicOrOfDomain()
    __change__ = "Zone"
    __table_args__ = (_once("uq_zone_name", "name"),)

    name: Mapped[str] = mapped_column(String(255))
    network_type: Mapped[str] = mapped_column(String(16), default="Advanced")
    security_groups: Mapped[bool] = mapped_column(default=True)
    local_storage: Mapped[bool] = mapped_column(default=True)
    allocation_state: Mapped[Flag] = mapped_column(default=Flag.ENABLED)
    dns1: Mapped[str] = mapped_column(String(64), default="")
    dns2: Mapped[str | None] = mapped_column(String(64), default=None)
    internal_dns1: Mapped[str] = mapped_column(String(64), default="")
    internal_dns2: Mapped[str | None] = mapped_column(String(64), default=None)
    ip6_dns1: Mapped[str | None] = mapped_column(String(64), default=None)
    ip6_dns2: Mapped[str | None] = mapped_column(String(64), default=None)
    guest_cidr: Mapped[str | None] = mapped_column(String(64), default=None)
    """Where networks of the zone take their addresses from when none are given."""
    domain: Mapped[str | None] = mapped_column(String(255), default=None)
    """DNS suffix of the zone's guests."""
    type: Mapped[str] = mapped_column(String(16), default="Core")
    """Core or Edge."""
    domain_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("domain.id"), default=None)
    """The domain that alone sees and uses it; None for all."""
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    sort_key: Mapped[int] = mapped_column(default=0)
    removed: Mapped[datetime | None] = mapped_column(UtcTime, default=None)

    def audience(self) -> Audience:
        """Who learns of its changes: only administrators where it is not open to all."""
        return Audience.EVERYONE if self.domain_id is None else Audience.ADMINS


class Pod(Identified, Base):
    """A pod: the hosts that share management address ranges. `ranges` are those of the pod's own gateway and of others."""

    __tablename__ = "pod"
    __label__ = "pod"
    __rule__: ClassVar[Rule] = _Present()
    __change__ = "Pod"
    __table_args__ = (_once("uq_pod_zone_id_name", "zone_id", "name"),)

    zone_id: Mapped[str] = mapped_column(String(36), ForeignKey("zone.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    gateway: Mapped[str] = mapped_column(String(64), default="")
    netmask: Mapped[str] = mapped_column(String(64), default="")
    ranges: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    allocation_state: Mapped[Flag] = mapped_column(default=Flag.ENABLED)
    removed: Mapped[datetime | None] = mapped_column(UtcTime, default=None)


class Cluster(Identified, Base):
    """A cluster: hosts of one hypervisor between which guests may move."""

    __tablename__ = "cluster"
    __label__ = "cluster"
    __rule__: ClassVar[Rule] = _Present()
    __change__ = "Cluster"
    __table_args__ = (_once("uq_cluster_pod_id_name", "pod_id", "name"),)

    zone_id: Mapped[str] = mapped_column(String(36), ForeignKey("zone.id"), index=True)
    pod_id: Mapped[str] = mapped_column(String(36), ForeignKey("pod.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    hypervisor: Mapped[str] = mapped_column(String(32), default="KVM")
    allocation_state: Mapped[Flag] = mapped_column(default=Flag.ENABLED)
    managed_state: Mapped[str] = mapped_column(String(16), default="Managed")
    removed: Mapped[datetime | None] = mapped_column(UtcTime, default=None)


class HostState(StrEnum):
    """How the link to a host stands."""

    CONNECTING = "Connecting"
    UP = "Up"
    DOWN = "Down"
    DISCONNECTED = "Disconnected"
    ALERT = "Alert"
    REMOVED = "Removed"


class ResourceState(StrEnum):
    """What an administrator wants of a host."""

    ENABLED = "Enabled"
    DISABLED = "Disabled"
    PREPARE_FOR_MAINTENANCE = "PrepareForMaintenance"
    MAINTENANCE = "Maintenance"
    DEGRADED = "Degraded"


def control_state(state: HostState | None, wanted: ResourceState | None) -> str | None:
    """CloudStack's one word for how a host stands and what is wanted of it; nothing where there is no host."""
    if state is None or wanted is None:
        return None
    if state in (HostState.DOWN, HostState.DISCONNECTED, HostState.ALERT):
        return "Offline"
    if wanted in (ResourceState.PREPARE_FOR_MAINTENANCE, ResourceState.MAINTENANCE):
        return "Maintenance"
    return "Enabled" if wanted is ResourceState.ENABLED else "Disabled"


class Host(Identified, Base):
    """A machine with an agent. Sizes in bytes; `facts` is the agent's last report, as it came."""

    __tablename__ = "host"
    __label__ = "host"
    __rule__: ClassVar[Rule] = _Present()
    __change__ = "Host"
    __table_args__ = (_once("uq_host_name", "name"),)

    zone_id: Mapped[str] = mapped_column(String(36), ForeignKey("zone.id"), index=True)
    pod_id: Mapped[str] = mapped_column(String(36), ForeignKey("pod.id"), index=True)
    cluster_id: Mapped[str] = mapped_column(String(36), ForeignKey("cluster.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    url: Mapped[str] = mapped_column(String(255), default="")
    """As addHost was given it."""
    address: Mapped[str] = mapped_column(String(64), default="")
    local_path: Mapped[str] = mapped_column(String(1024), default="")
    """Folder of its local pool."""
    hypervisor: Mapped[str] = mapped_column(String(32), default="KVM")
    state: Mapped[HostState] = mapped_column(default=HostState.CONNECTING)
    resource_state: Mapped[ResourceState] = mapped_column(default=ResourceState.ENABLED)
    cpus: Mapped[int] = mapped_column(default=0)
    cpu_mhz: Mapped[int] = mapped_column(default=0)
    memory: Mapped[int] = mapped_column(BigInteger, default=0)
    reserved_memory: Mapped[int] = mapped_column(BigInteger, default=0)
    """Kept for the machine itself and for guests that are not ours."""
    used_cpu_mhz: Mapped[int] = mapped_column(default=0)
    """Given to our guests; changed only in the transaction that claims or releases."""
    used_memory: Mapped[int] = mapped_column(BigInteger, default=0)
    boot_id: Mapped[str] = mapped_column(String(64), default="")
    acceleration: Mapped[str] = mapped_column(String(8), default="")
    acceleration_reason: Mapped[str] = mapped_column(String(1024), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    stats: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    tags: Mapped[str] = mapped_column(String(255), default="")
    """Comma-separated."""
    os_category_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("os_category.id"), default=None)
    """Guests of this family go to it first."""
    last_seen: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    removed: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
