"""Offerings of networks and of VPCs: which services they have, from whom, and who may choose them."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, and_, text
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.rules import Rule
from pileus.manager.model.offering import Offered, Scoped
from pileus.manager.model.rows import Base, Flag, Identified, UtcTime


class _StillOffered(Offered):
    """As offered, until it is deleted: networks that were made of it may outlive it."""

    def visible(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """What is there."""
        return and_(model.removed.is_(None), super().visible(caller, model))

    def changeable(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """What is there."""
        return and_(model.removed.is_(None), super().changeable(caller, model))


def _once(name: str) -> Index:
    """A name that only one offering has at a time; deleted ones do not count."""
    return Index(name, "name", unique=True, sqlite_where=text("removed IS NULL"), postgresql_where=text("removed IS NULL"))


class ServiceMap:
    """Services and who provides each: `services` maps a service to its providers' names, comma-separated."""

    services: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    capabilities: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    """What was chosen of a service's capabilities: by service, by capability."""
    removed: Mapped[datetime | None] = mapped_column(UtcTime, default=None)


class NetworkOffering(Identified, Scoped, ServiceMap, Base):
    """Kind and services of a network."""

    __tablename__ = "network_offering"
    __label__ = "network offering"
    __rule__: ClassVar[Rule] = _StillOffered()
    __change__ = "NetworkOffering"
    __table_args__ = (_once("uq_network_offering_name"),)

    name: Mapped[str] = mapped_column(String(255))
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
    __rule__: ClassVar[Rule] = _StillOffered()
    __change__ = "VpcOffering"
    __table_args__ = (_once("uq_vpc_offering_name"),)

    name: Mapped[str] = mapped_column(String(255))
    display_text: Mapped[str] = mapped_column(String(255))
    is_default: Mapped[bool] = mapped_column(default=False)
    service_offering_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("service_offering.id"), default=None)
    state: Mapped[Flag] = mapped_column(default=Flag.DISABLED)
