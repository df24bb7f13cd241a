"""Checking ranges of addresses: that they are ranges, lie in their network, and are nobody else's."""

from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv4Network, NetmaskValueError

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager.infra.spans import spans_of
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.model.infrastructure import Host, Pod
from pileus.manager.model.ip_range import IpRange, PortableIpRange, StorageIpRange

MOST = 1 << 16
"""Most addresses of one range: each public one is a row."""


@dataclass(frozen=True)
class Span:
    """A range that can be: its addresses are in its network, and its gateway is not among them."""

    gateway: IPv4Address
    netmask: IPv4Address
    first: IPv4Address
    last: IPv4Address

    @property
    def cidr(self) -> IPv4Network:
        """The network."""
        return IPv4Network(f"{self.gateway}/{self.netmask}", strict=False)

    def columns(self) -> dict[str, str]:
        """As a row keeps it."""
        return {"gateway": str(self.gateway), "netmask": str(self.netmask), "first_ip": str(self.first), "last_ip": str(self.last)}


def address(text: str, param: str) -> IPv4Address:
    """An IPv4 address."""
    try:
        return IPv4Address(text.strip())
    except AddressValueError as error:
        raise InvalidValue(f"{param} {text} is not an IPv4 address; write it as 10.1.1.1") from error


def subnet(gateway: str, netmask: str) -> tuple[IPv4Address, IPv4Network]:
    """A gateway and the network it is in."""
    router = address(gateway, "gateway")
    mask = address(netmask, "netmask")
    try:
        network = IPv4Network(f"{router}/{mask}", strict=False)
    except (NetmaskValueError, ValueError) as error:
        raise InvalidValue(f"netmask {netmask} is no netmask; write it as 255.255.255.0") from error
    if not 1 <= network.prefixlen <= 30:
        raise InvalidValue(f"netmask {netmask} leaves no room for a gateway and guests; use one from 128.0.0.0 to 255.255.255.252")
    if router in (network.network_address, network.broadcast_address):
        raise InvalidValue(f"gateway {gateway} is the first or last address of {network}, which no machine can have; choose one between")
    return router, network


def span(gateway: str, netmask: str, first: str, last: str | None) -> Span:
    """A range; of one address where no last one is given."""
    router, network = subnet(gateway, netmask)
    low = address(first, "startip")
    high = address(last, "endip") if last else low
    if high < low:
        raise InvalidValue(f"endip {high} is before startip {low}; give the lower address first")
    if int(high) - int(low) >= MOST:
        raise InvalidValue(f"startip to endip is {int(high) - int(low) + 1} addresses; {MOST} is the most of one range")
    for name, end in (("startip", low), ("endip", high)):
        if end not in network:
            raise InvalidValue(f"{name} {end} is not in {network}, the network of gateway {gateway} and netmask {netmask}")
        if end in (network.network_address, network.broadcast_address):
            raise InvalidValue(f"{name} {end} is the first or last address of {network}, which no machine can have; leave it out")
    if low <= router <= high:
        raise InvalidValue(f"gateway {router} lies in the range {low} to {high}; take it out of the range")
    return Span(router, network.netmask, low, high)


def refuse_overlap(db: Session, zone_id: str, wanted: Span, vlan: str, *, public: bool, besides: str | None = None) -> None:
    """Refuses a range that meets another of the zone on the same VLAN, or as a public one another public one on any."""
    for row in db.scalars(select(IpRange).where(IpRange.zone_id == zone_id, IpRange.id != (besides or ""))):
        if row.vlan == vlan or (public and row.network_id is None):
            _refuse(wanted, row, "guest" if row.network_id else "public")
    for row in db.scalars(select(StorageIpRange).where(StorageIpRange.zone_id == zone_id, StorageIpRange.id != (besides or ""))):
        if row.vlan == vlan:
            _refuse(wanted, row, "storage network")
    for pod in db.scalars(select(Pod).where(Pod.zone_id == zone_id, Pod.removed.is_(None))):
        for managed in spans_of(pod):
            if managed.vlan == vlan and address(managed.first, "startip") <= wanted.last and wanted.first <= address(managed.last, "endip"):
                raise InvalidValue(
                    f"startip to endip {wanted.first} to {wanted.last} meets the management range {managed.name} of pod {pod.name}; "
                    "choose other addresses"
                )
    if public:
        refuse_portable(db, wanted)


def refuse_hosts_own(db: Session, zone_id: str, wanted: Span, *, tell: bool) -> None:
    """Refuses guests' addresses that a host of the zone uses itself, as it told last; the host refuses them too. `tell` names the host."""
    for host in db.scalars(select(Host).where(Host.zone_id == zone_id, Host.removed.is_(None))):
        for own in host.facts.get("networks", []):
            if IPv4Network(own["cidr"]).overlaps(wanted.cidr):
                where = f"{own['cidr']}, which host {host.name} has on its interface {own['interface']}" if tell else "a range of the hosts"
                raise InvalidValue(f"gateway and netmask: {wanted.cidr} meets {where}, so no guest there would be reached; choose another")


def refuse_portable(db: Session, wanted: Span, besides: str | None = None) -> None:
    """Refuses public addresses that are portable ones already."""
    for row in db.scalars(select(PortableIpRange).where(PortableIpRange.id != (besides or ""))):
        _refuse(wanted, row, "portable")


def _refuse(wanted: Span, row: IpRange | StorageIpRange | PortableIpRange, kind: str) -> None:
    if row.first <= int(wanted.last) and int(wanted.first) <= row.last:
        raise InvalidValue(
            f"startip to endip {wanted.first} to {wanted.last} meets the {kind} range {row.name} (VLAN {row.vlan}); choose other addresses"
        )
