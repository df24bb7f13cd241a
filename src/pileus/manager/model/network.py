"""Networks, their address ranges, network cards and routers."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, ColumnElement, ForeignKey, String, UniqueConstraint, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.roles import DOMAIN_ADMINS
from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import ACCOUNT, DOMAIN, Owned, OwnedOrPublic, above, below
from pileus.manager.model.ip_range import UNTAGGED
from pileus.manager.model.network_permission import NetworkPermission
from pileus.manager.model.rows import Base, Identified, OwnedByAccount, UtcTime


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
    """Account: its owner only may use it. Domain: everybody of the zone, or of one domain."""
    domain_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("domain.id"), default=None)
    """The domain that a network of acl_type Domain is for; None for all."""
    subdomain_access: Mapped[bool] = mapped_column(default=True)
    """Whether the domains below that one may use it too."""
    state: Mapped[NetworkState] = mapped_column(default=NetworkState.SETUP)
    cidr: Mapped[str] = mapped_column(String(64))
    gateway: Mapped[str] = mapped_column(String(64))
    router_ip: Mapped[str] = mapped_column(String(64))
    vlan: Mapped[str] = mapped_column(String(32), default=UNTAGGED)
    display: Mapped[bool] = mapped_column(default=True)
    """False hides it from lists of its owner."""
    hide_address_usage: Mapped[bool] = mapped_column(default=False)
    external_id: Mapped[str | None] = mapped_column(String(255), default=None)
    public_mtu: Mapped[int] = mapped_column(default=1500)
    dns_domain: Mapped[str] = mapped_column(String(255), default="")
    dns1: Mapped[str | None] = mapped_column(String(64), default=None)
    dns2: Mapped[str | None] = mapped_column(String(64), default=None)
    bridge: Mapped[str] = mapped_column(String(15), default="")
    """A fixed bridge name on the hosts, or empty."""
    mtu: Mapped[int] = mapped_column(default=1500)
    is_default: Mapped[bool] = mapped_column(default=False)
    """Used when an instance names no network."""
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    generation: Mapped[int] = mapped_column(default=0)
    removed: Mapped[datetime | None] = mapped_column(UtcTime, default=None)

    @classmethod
    def open_to(cls, caller: Caller) -> ColumnElement[bool]:
        """Networks of the whole zone, of a domain that the caller belongs to or is above of, and those that a permission opens."""
        near: ColumnElement[bool] = DOMAIN.c.id == caller.domain_id
        if caller.has(DOMAIN_ADMINS):
            near = or_(near, below(caller.domain_path))
        shared_down = and_(cls.subdomain_access, cls.domain_id.in_(select(DOMAIN.c.id).where(DOMAIN.c.path.in_(above(caller.domain_path)))))
        of_domain = or_(cls.domain_id.is_(None), cls.domain_id.in_(select(DOMAIN.c.id).where(near)), shared_down)
        who = select(ACCOUNT.c.id).where(or_(ACCOUNT.c.id == caller.account_id, ACCOUNT.c.project_id.in_(caller.project_ids)))
        permitted = select(NetworkPermission.network_id).where(NetworkPermission.account_id.in_(who))
        return or_(and_(cls.acl_type == "Domain", of_domain), cls.id.in_(permitted))


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
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    generation: Mapped[int] = mapped_column(default=0)
    """Generation of the network that began with this card as it is: who knows the one before and this card knows that network whole."""


class Router(Identified, OwnedByAccount, Base):
    """The router of a network on a host: a namespace there. `services` is the agent's last word, service by service."""

    __tablename__ = "router"
    __label__ = "router"
    __rule__: ClassVar[Rule] = Owned()
    __change__ = "DomainRouter"

    name: Mapped[str] = mapped_column(String(255), unique=True)
    zone_id: Mapped[str] = mapped_column(String(36), ForeignKey("zone.id"), index=True)
    network_id: Mapped[str] = mapped_column(String(36), ForeignKey("network.id"), index=True)
    host_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("host.id"), default=None, index=True)
    state: Mapped[str] = mapped_column(String(16), default="Starting")
    held_down: Mapped[bool] = mapped_column(default=False)
    """Whether somebody stopped it: only startRouter, or a guest that starts there, brings it back."""
    generation: Mapped[int] = mapped_column(default=0)
    """Generation of the network that its host has; a reconciler brings it up."""
    services: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    checked: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
