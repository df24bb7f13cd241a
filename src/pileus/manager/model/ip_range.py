"""Ranges of addresses: public and guest ones, those of storage networks, portable ones; and the public addresses themselves."""

from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network
from typing import ClassVar

from sqlalchemy import JSON, BigInteger, ColumnElement, ForeignKey, String, UniqueConstraint, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import AdminsOnly, OwnedOrPublic, domains_of
from pileus.manager.model.rows import Base, Identified, UtcTime

UNTAGGED = "untagged"


class _Span:
    """From one address to another, both in it."""

    gateway: Mapped[str] = mapped_column(String(64))
    netmask: Mapped[str] = mapped_column(String(64))
    first_ip: Mapped[str] = mapped_column(String(64))
    last_ip: Mapped[str] = mapped_column(String(64))
    vlan: Mapped[str] = mapped_column(String(32), default=UNTAGGED)

    @property
    def first(self) -> int:
        """The first address as a number."""
        return int(IPv4Address(self.first_ip))

    @property
    def last(self) -> int:
        """The last address as a number."""
        return int(IPv4Address(self.last_ip))

    @property
    def size(self) -> int:
        """How many addresses there are."""
        return self.last - self.first + 1

    @property
    def cidr(self) -> str:
        """The network that the range lies in."""
        return str(IPv4Network(f"{self.gateway}/{self.netmask}", strict=False))

    @property
    def name(self) -> str:
        """For sentences."""
        return f"{self.first_ip} to {self.last_ip}"


class IpRange(Identified, _Span, Base):
    """A range of public addresses, or with `network_id` the addresses that guests of a shared network get.

    A public one can be dedicated: to an account, or with `domain_id` alone to a domain and what is below it.
    """

    __tablename__ = "ip_range"
    __label__ = "IP range"
    __rule__: ClassVar[Rule] = AdminsOnly()
    __change__ = "VlanIpRange"

    zone_id: Mapped[str] = mapped_column(String(36), ForeignKey("zone.id"), index=True)
    physical_network_id: Mapped[str] = mapped_column(String(36), ForeignKey("physical_network.id"), index=True)
    network_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("network.id"), default=None, index=True)
    pod_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("pod.id"), default=None)
    account_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("account.id"), default=None)
    domain_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("domain.id"), default=None)
    for_system_vms: Mapped[bool] = mapped_column(default=False)


class AddressState(StrEnum):
    """CloudStack's states of a public address."""

    FREE = "Free"
    RESERVED = "Reserved"
    ALLOCATING = "Allocating"
    ALLOCATED = "Allocated"
    RELEASING = "Releasing"


class PublicAddress(Identified, Base):
    """An address of a public range. A free one has no owner, and is there for everybody whom its range is open to."""

    __tablename__ = "public_address"
    __label__ = "public address"
    __rule__: ClassVar[Rule] = OwnedOrPublic()
    __change__ = "IpAddress"
    __table_args__ = (UniqueConstraint("range_id", "number"),)

    range_id: Mapped[str] = mapped_column(String(36), ForeignKey("ip_range.id", ondelete="CASCADE"), index=True)
    zone_id: Mapped[str] = mapped_column(String(36), ForeignKey("zone.id"), index=True)
    number: Mapped[int] = mapped_column(BigInteger)
    """The address as a number, which sorts as addresses do."""
    ip: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[AddressState] = mapped_column(default=AddressState.FREE)
    account_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("account.id"), default=None, index=True)
    allocated: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)

    @property
    def name(self) -> str:
        """What sentences call it."""
        return self.ip

    @classmethod
    def open_to(cls, caller: Caller) -> ColumnElement[bool]:
        """Free addresses of ranges that are dedicated to nobody, to the caller, or to a domain the caller sees."""
        dedicated = or_(
            and_(IpRange.account_id.is_(None), IpRange.domain_id.is_(None)),
            IpRange.account_id == caller.account_id,
            and_(IpRange.account_id.is_(None), IpRange.domain_id.in_(domains_of(caller))),
        )
        ranges = select(IpRange.id).where(dedicated, IpRange.for_system_vms.is_(False))
        return and_(cls.state == AddressState.FREE, cls.range_id.in_(ranges))


class StorageIpRange(Identified, _Span, Base):
    """Addresses of a pod on its storage network."""

    __tablename__ = "storage_ip_range"
    __label__ = "storage network range"
    __rule__: ClassVar[Rule] = AdminsOnly()
    __change__ = "StorageNetworkIpRange"

    zone_id: Mapped[str] = mapped_column(String(36), ForeignKey("zone.id"), index=True)
    pod_id: Mapped[str] = mapped_column(String(36), ForeignKey("pod.id"), index=True)


class PortableIpRange(Identified, _Span, Base):
    """Public addresses of a region that can move from zone to zone."""

    __tablename__ = "portable_ip_range"
    __label__ = "portable range"
    __rule__: ClassVar[Rule] = AdminsOnly()
    __change__ = "PortableIpRange"

    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
