"""Zones, pods, clusters and hosts."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import AdminsOnly, Everyone
from pileus.manager.model.rows import Base, Flag, Identified, UtcTime


class Zone(Identified, Base):
    """A zone."""

    __tablename__ = "zone"
    __label__ = "zone"
    __rule__: ClassVar[Rule] = Everyone()
    __change__ = "Zone"

    name: Mapped[str] = mapped_column(String(255), unique=True)
    network_type: Mapped[str] = mapped_column(String(16), default="Advanced")
    security_groups: Mapped[bool] = mapped_column(default=True)
    local_storage: Mapped[bool] = mapped_column(default=True)
    allocation_state: Mapped[Flag] = mapped_column(default=Flag.ENABLED)
    dns1: Mapped[str] = mapped_column(String(64), default="")
    dns2: Mapped[str | None] = mapped_column(String(64), default=None)
    internal_dns1: Mapped[str] = mapped_column(String(64), default="")
    internal_dns2: Mapped[str | None] = mapped_column(String(64), default=None)
    domain: Mapped[str | None] = mapped_column(String(255), default=None)
    """DNS suffix of the zone's guests."""
    type: Mapped[str] = mapped_column(String(16), default="Core")
    removed: Mapped[datetime | None] = mapped_column(UtcTime, default=None)


class Pod(Identified, Base):
    """A pod: the hosts that share a management address range."""

    __tablename__ = "pod"
    __label__ = "pod"
    __rule__: ClassVar[Rule] = AdminsOnly()
    __change__ = "Pod"
    __table_args__ = (UniqueConstraint("zone_id", "name"),)

    zone_id: Mapped[str] = mapped_column(String(36), ForeignKey("zone.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    gateway: Mapped[str] = mapped_column(String(64), default="")
    netmask: Mapped[str] = mapped_column(String(64), default="")
    start_ip: Mapped[str] = mapped_column(String(64), default="")
    end_ip: Mapped[str] = mapped_column(String(64), default="")
    allocation_state: Mapped[Flag] = mapped_column(default=Flag.ENABLED)


class Cluster(Identified, Base):
    """A cluster: hosts of one hypervisor between which guests may move."""

    __tablename__ = "cluster"
    __label__ = "cluster"
    __rule__: ClassVar[Rule] = AdminsOnly()
    __change__ = "Cluster"
    __table_args__ = (UniqueConstraint("pod_id", "name"),)

    zone_id: Mapped[str] = mapped_column(String(36), ForeignKey("zone.id"), index=True)
    pod_id: Mapped[str] = mapped_column(String(36), ForeignKey("pod.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    hypervisor: Mapped[str] = mapped_column(String(32), default="KVM")
    allocation_state: Mapped[Flag] = mapped_column(default=Flag.ENABLED)
    managed_state: Mapped[str] = mapped_column(String(16), default="Managed")


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


class Host(Identified, Base):
    """A machine with an agent. Sizes in bytes; `facts` is the agent's last report, as it came."""

    __tablename__ = "host"
    __label__ = "host"
    __rule__: ClassVar[Rule] = AdminsOnly()
    __change__ = "Host"

    zone_id: Mapped[str] = mapped_column(String(36), ForeignKey("zone.id"), index=True)
    pod_id: Mapped[str] = mapped_column(String(36), ForeignKey("pod.id"), index=True)
    cluster_id: Mapped[str] = mapped_column(String(36), ForeignKey("cluster.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    address: Mapped[str] = mapped_column(String(64), default="")
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
    last_seen: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    removed: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
