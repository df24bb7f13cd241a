"""Physical networks of zones: the kinds of traffic on them, and the providers of network services with their elements."""

from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import AdminsOnly, Everyone, Owned
from pileus.manager.model.rows import Base, Flag, Identified, OwnedByAccount


class PhysicalNetwork(Identified, Base):
    """What the networks of a zone run on. Lists of words are comma-separated."""

    __tablename__ = "physical_network"
    __label__ = "physical network"
    __rule__: ClassVar[Rule] = Everyone()
    __change__ = "PhysicalNetwork"

    zone_id: Mapped[str] = mapped_column(String(36), ForeignKey("zone.id"), index=True)
    domain_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("domain.id"), default=None)
    name: Mapped[str] = mapped_column(String(255))
    isolation: Mapped[str] = mapped_column(String(255), default="")
    broadcast_domain_range: Mapped[str] = mapped_column(String(16), default="ZONE")
    speed: Mapped[str] = mapped_column(String(32), default="")
    vlan: Mapped[str] = mapped_column(Text, default="")
    """Ranges of VLANs or VNIs for guest networks: 100-199,300-300."""
    tags: Mapped[str] = mapped_column(String(255), default="")
    state: Mapped[Flag] = mapped_column(default=Flag.DISABLED)

    @property
    def vlan_spans(self) -> list[tuple[int, int]]:
        """First and last of each range of VLANs."""
        parts = [part.partition("-") for part in self.vlan.split(",") if part]
        return [(int(first), int(last)) for first, _, last in parts]


class TrafficKind(StrEnum):
    """CloudStack's kinds of traffic that a physical network can carry."""

    MANAGEMENT = "Management"
    GUEST = "Guest"
    PUBLIC = "Public"
    STORAGE = "Storage"


class TrafficType(Identified, Base):
    """A kind of traffic on a physical network; `labels` are the names of bridges by hypervisor."""

    __tablename__ = "traffic_type"
    __label__ = "traffic type"
    __rule__: ClassVar[Rule] = AdminsOnly()
    __change__ = "TrafficType"
    __table_args__ = (UniqueConstraint("physical_network_id", "kind"),)

    physical_network_id: Mapped[str] = mapped_column(String(36), ForeignKey("physical_network.id"), index=True)
    kind: Mapped[TrafficKind]
    labels: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    vlan: Mapped[str] = mapped_column(String(255), default="")
    isolation: Mapped[str] = mapped_column(String(32), default="")


class ProviderState(StrEnum):
    """CloudStack's states of a provider of network services."""

    DISABLED = "Disabled"
    ENABLED = "Enabled"
    SHUTDOWN = "Shutdown"


class ServiceProvider(Identified, Base):
    """A provider of network services on a physical network."""

    __tablename__ = "network_service_provider"
    __label__ = "network service provider"
    __rule__: ClassVar[Rule] = AdminsOnly()
    __change__ = "NetworkServiceProvider"
    __table_args__ = (UniqueConstraint("physical_network_id", "name"),)

    physical_network_id: Mapped[str] = mapped_column(String(36), ForeignKey("physical_network.id"), index=True)
    destination_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("physical_network.id"), default=None)
    """The physical network that it bridges to, if it does."""
    name: Mapped[str] = mapped_column(String(64))
    services: Mapped[list[str]] = mapped_column(JSON, default=list)
    state: Mapped[ProviderState] = mapped_column(default=ProviderState.DISABLED)


class ProviderElement(Identified, Base):
    """The device of a provider, to be enabled before the provider: `kind` is the provider's name."""

    __tablename__ = "provider_element"
    __label__ = "provider element"
    __rule__: ClassVar[Rule] = AdminsOnly()
    __change__ = "ProviderElement"
    __table_args__ = (UniqueConstraint("provider_id"),)

    provider_id: Mapped[str] = mapped_column(String(36), ForeignKey("network_service_provider.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(64))
    enabled: Mapped[bool] = mapped_column(default=False)


class GuestVlanRange(Identified, OwnedByAccount, Base):
    """VLANs of a physical network that only one account's networks get."""

    __tablename__ = "guest_vlan_range"
    __label__ = "dedicated guest VLAN range"
    __rule__: ClassVar[Rule] = Owned()
    __change__ = "GuestVlanRange"

    physical_network_id: Mapped[str] = mapped_column(String(36), ForeignKey("physical_network.id"), index=True)
    first: Mapped[int]
    last: Mapped[int]
