"""Networks, their address ranges, network cards and routers."""

from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Address
from typing import Any, ClassVar

from sqlalchemy import JSON, ColumnElement, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import AdminsOnly, Everyone, Owned, OwnedOrPublic
from pileus.manager.model.rows import Base, Flag, Identified, OwnedByAccount, UtcTime


class PhysicalNetwork(Identified, Base):
    """What guest networks of a zone run on."""

    __tablename__ = "physical_network"
    __label__ = "physical network"
    __rule__: ClassVar[Rule] = Everyone()

    zone_id: Mapped[str] = mapped_column(String(36), ForeignKey("zone.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    isolation: Mapped[str] = mapped_column(String(16), default="VXLAN")
    state: Mapped[Flag] = mapped_column(default=Flag.ENABLED)


class NetworkState(StrEnum):
    """Shared networks rest in Setup; isolated ones become Implemented with their first guest."""

    ALLOCATED = "Allocated"
    SETUP = "Setup"
    IMPLEMENTING = "Implementing"
    IMPLEMENTED = "Implemented"
    SHUTDOWN = "Shutdown"
    DESTROY = "Destroy"


class Network(Identified, OwnedByAccount, Base):
    """A guest network. `generation` grows with each change of what its router must know, and is the epoch of its effects."""

    __tablename__ = "network"
    __label__ = "network"
    __rule__: ClassVar[Rule] = OwnedOrPublic()
    __change__ = "Network"

    zone_id: Mapped[str] = mapped_column(String(36), ForeignKey("zone.id"), index=True)
    physical_network_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("physical_network.id"), default=None)
    offering_id: Mapped[str] = mapped_column(String(36), ForeignKey("network_offering.id"))
    name: Mapped[str] = mapped_column(String(255))
    display_text: Mapped[str] = mapped_column(String(4096), default="")
    type: Mapped[str] = mapped_column(String(16), default="Shared")
    acl_type: Mapped[str] = mapped_column(String(16), default="Domain")
    """Domain: everybody of the zone may use it; Account: its owner only."""
    state: Mapped[NetworkState] = mapped_column(default=NetworkState.SETUP)
    cidr: Mapped[str] = mapped_column(String(64))
    gateway: Mapped[str] = mapped_column(String(64))
    router_ip: Mapped[str] = mapped_column(String(64))
    first_ip: Mapped[str] = mapped_column(String(64))
    """First and last address that guests get."""
    last_ip: Mapped[str] = mapped_column(String(64))
    dns_domain: Mapped[str] = mapped_column(String(255), default="")
    dns1: Mapped[str | None] = mapped_column(String(64), default=None)
    dns2: Mapped[str | None] = mapped_column(String(64), default=None)
    bridge: Mapped[str] = mapped_column(String(15), default="")
    """A fixed bridge name on the hosts, or empty."""
    mtu: Mapped[int] = mapped_column(default=1500)
    is_default: Mapped[bool] = mapped_column(default=False)
    """Used when an instance names no network."""
    generation: Mapped[int] = mapped_column(default=0)
    removed: Mapped[datetime | None] = mapped_column(UtcTime, default=None)

    @property
    def addresses(self) -> int:
        """How many addresses it has for guests."""
        return int(IPv4Address(self.last_ip)) - int(IPv4Address(self.first_ip)) + 1

    @classmethod
    def open_to(cls, caller: Caller) -> ColumnElement[bool]:
        """Networks of the whole zone are everybody's to use."""
        del caller
        return cls.acl_type == "Domain"


class Nic(Identified, Base):
    """A network card of an instance; holds its address and MAC for as long as the row is."""

    __tablename__ = "nic"
    __label__ = "network card"
    __rule__: ClassVar[Rule] = Owned()
    __table_args__ = (UniqueConstraint("network_id", "ip"), UniqueConstraint("network_id", "hostname"), UniqueConstraint("mac"))

    account_id: Mapped[str] = mapped_column(String(36), ForeignKey("account.id"), index=True)
    instance_id: Mapped[str] = mapped_column(String(36), ForeignKey("instance.id", ondelete="CASCADE"), index=True)
    network_id: Mapped[str] = mapped_column(String(36), ForeignKey("network.id"), index=True)
    device_id: Mapped[int] = mapped_column(default=0)
    is_default: Mapped[bool] = mapped_column(default=True)
    mac: Mapped[str] = mapped_column(String(17))
    hostname: Mapped[str] = mapped_column(String(63))
    ip: Mapped[str | None] = mapped_column(String(64))
    dhcp_options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Values by number, beside the network's own options."""


class Router(Identified, OwnedByAccount, Base):
    """The router of a network on a host: a namespace there. `services` is the agent's last word, service by service."""

    __tablename__ = "router"
    __label__ = "router"
    __rule__: ClassVar[Rule] = AdminsOnly()
    __change__ = "DomainRouter"

    name: Mapped[str] = mapped_column(String(255), unique=True)
    zone_id: Mapped[str] = mapped_column(String(36), ForeignKey("zone.id"), index=True)
    network_id: Mapped[str] = mapped_column(String(36), ForeignKey("network.id"), index=True)
    host_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("host.id"), default=None, index=True)
    state: Mapped[str] = mapped_column(String(16), default="Starting")
    generation: Mapped[int] = mapped_column(default=0)
    """Generation of the network that its host has; a reconciler brings it up."""
    services: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    checked: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
