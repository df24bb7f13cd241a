"""Ranges of management addresses, as pods keep them: reading, checking, comparing."""

from ipaddress import IPv4Address, IPv4Network
from typing import ClassVar

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager.kernel.declare import View
from pileus.manager.kernel.errors import Conflict, InvalidValue
from pileus.manager.model.infrastructure import Pod
from pileus.manager.model.ip_range import UNTAGGED


class Span(msgspec.Struct, frozen=True):
    """From one address to another, both in it."""

    first: str
    last: str
    gateway: str
    netmask: str
    vlan: str = UNTAGGED
    for_system_vms: bool = False

    @property
    def name(self) -> str:
        """For sentences."""
        return f"{self.first} to {self.last}"

    def meets(self, other: "Span") -> bool:
        """Whether they share an address of one VLAN."""
        if self.vlan != other.vlan:
            return False
        return IPv4Address(self.first) <= IPv4Address(other.last) and IPv4Address(other.first) <= IPv4Address(self.last)


class SpanView(View, kw_only=True):
    """A range of management addresses."""

    object_name: ClassVar[str] = "ipranges"
    gateway: str
    cidr: str
    start_ip: str
    end_ip: str
    vlan_id: str
    for_system_vms: str

    @classmethod
    def of(cls, one: Span) -> "SpanView":
        """How a range is shown."""
        return cls(
            gateway=one.gateway,
            cidr=str(network_of(one.gateway, one.netmask)),
            start_ip=one.first,
            end_ip=one.last,
            vlan_id=one.vlan,
            for_system_vms="1" if one.for_system_vms else "0",
        )


def spans_of(pod: Pod) -> list[Span]:
    """A pod's ranges."""
    return msgspec.convert(pod.ranges, list[Span])


def store(pod: Pod, spans: list[Span]) -> None:
    """Sets a pod's ranges."""
    pod.ranges = [msgspec.to_builtins(one) for one in spans]


def address(name: str, text: str) -> IPv4Address:
    """An address, or a refusal that names the parameter."""
    try:
        return IPv4Address(text)
    except ValueError as error:
        raise InvalidValue(f"{name} {text} is no IPv4 address; give one like 10.1.1.2") from error


def network_of(gateway: str, netmask: str) -> IPv4Network:
    """The network that a gateway and a netmask name."""
    address("gateway", gateway)
    try:
        network = IPv4Network(f"{gateway}/{address('netmask', netmask)}", strict=False)
    except ValueError as error:
        raise InvalidValue(f"netmask {netmask} is no netmask; give one like 255.255.255.0") from error
    if network.prefixlen in (0, 32):
        raise InvalidValue(f"netmask {netmask} leaves no network around gateway {gateway}; give one like 255.255.255.0")
    return network


def span(first: str, last: str | None, gateway: str, netmask: str, *, vlan: str = UNTAGGED, for_system_vms: bool = False) -> Span:
    """A range in the order it must have; one address when no last one is given."""
    start, end = address("startip", first), address("endip", last or first)
    if start > end:
        raise InvalidValue(f"startip {start} is above endip {end}; give the lower address first")
    return Span(str(start), str(end), gateway, netmask, vlan, for_system_vms)


def inside(one: Span, network: IPv4Network) -> None:
    """Refuses a range that is not in the network, or holds its gateway."""
    for text in (one.first, one.last):
        if IPv4Address(text) not in network:
            raise InvalidValue(f"address {text} is not in network {network} of gateway {one.gateway}; choose addresses of that network")
    if IPv4Address(one.first) <= IPv4Address(one.gateway) <= IPv4Address(one.last):
        raise InvalidValue(f"the range {one.name} holds the gateway {one.gateway}; leave it out")


def check_apart(db: Session, pod: Pod, spans: list[Span]) -> None:
    """Refuses ranges that meet each other or those of another pod of the zone."""
    for number, one in enumerate(spans):
        for other in spans[:number]:
            if one.meets(other):
                raise Conflict(f"the ranges {one.name} and {other.name} of pod {pod.name} overlap; choose other addresses")
    others = db.scalars(select(Pod).where(Pod.zone_id == pod.zone_id, Pod.removed.is_(None), Pod.id != (pod.id or "")))
    for neighbour in others:
        for one in spans:
            for other in spans_of(neighbour):
                if one.meets(other):
                    raise Conflict(f"the range {one.name} overlaps {other.name} of pod {neighbour.name}; choose other addresses")
