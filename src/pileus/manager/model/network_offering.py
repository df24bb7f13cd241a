"""Offerings of networks and of VPCs: which services they have, from whom, and who may choose them."""

from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.offering import Offered, Scoped
from pileus.manager.model.rows import Base, Flag, Identified


class ServiceMap:
    """Services and who provides each: `services` maps a service to its providers' names, comma-separated."""

    services: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    capabilities: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    """What was chosen of a service's capabilities: by service, by capability."""


class NetworkOffering(Identified, Scoped, ServiceMap, Base):
    """Kind and services of a network."""

    __tablename__ = "network_offering"
    __label__ = "network offering"
    __rule__: ClassVar[Rule] = Offered()
    __change__ = "NetworkOffering"

    name: Mapped[str] = mapped_column(String(255), unique=True)
    display_text: Mapped[str] = mapped_column(String(4096))
    guest_type: Mapped[str] = mapped_column(String(16))
    traffic_type: Mapped[str] = mapped_column(String(16), default="Guest")
    specify_ip_ranges: Mapped[bool] = mapped_column(default=False)
    specify_vlan: Mapped[bool] = mapped_column(default=False)
    is_default: Mapped[bool] = mapped_column(default=False)
    availability: Mapped[str] = mapped_column(String(16), default="Optional")
    is_persistent: Mapped[bool] = mapped_column(default=False)
    for_vpc: Mapped[bool] = mapped_column(default=False)
    conserve_mode: Mapped[bool] = mapped_column(default=True)
    egress_default_policy: Mapped[bool] = mapped_column(default=True)
    keep_alive: Mapped[bool] = mapped_column(default=False)
    network_rate: Mapped[int | None] = mapped_column(default=None)
    """Mbit/s that each card may send and receive; 0 or None for no limit of the offering's own."""
    max_connections: Mapped[int | None] = mapped_column(default=None)
    service_offering_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("service_offering.id"), default=None)
    """Size of its routers where they are guests."""
    tags: Mapped[str] = mapped_column(String(4096), default="")
    """Tags of the physical network that its networks run on, comma-separated."""
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    state: Mapped[Flag] = mapped_column(default=Flag.ENABLED)


class VpcOffering(Identified, Scoped, ServiceMap, Base):
    """Services of a VPC."""

    __tablename__ = "vpc_offering"
    __label__ = "VPC offering"
    __rule__: ClassVar[Rule] = Offered()
    __change__ = "VpcOffering"

    name: Mapped[str] = mapped_column(String(255), unique=True)
    display_text: Mapped[str] = mapped_column(String(255))
    is_default: Mapped[bool] = mapped_column(default=False)
    service_offering_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("service_offering.id"), default=None)
    state: Mapped[Flag] = mapped_column(default=Flag.DISABLED)
