"""What a caller may ask a security group to allow: protocol, ports or ICMP type, and peers, checked and in one form."""

from ipaddress import ip_network

import msgspec
from msgspec import Struct

from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import new_id

ALL = "all"
NUMBERS = {"1": "icmp", "6": "tcp", "17": "udp"}
"""IP protocol numbers that have a name here, and with it ports or types."""

MOST_PORT = 65535
MOST_BYTE = 255
ANY = -1


class Flow(Struct, frozen=True, kw_only=True):
    """One rule to be, under the id it will have."""

    id: str
    direction: str
    protocol: str
    first_port: int | None = None
    last_port: int | None = None
    icmp_type: int | None = None
    icmp_code: int | None = None
    cidr: str | None = None
    source_group_id: str | None = None

    def what(self) -> tuple[object, ...]:
        """What it allows, whatever its id: two rules of the same are one too many."""
        cidr = str(ip_network(self.cidr, strict=False)) if self.cidr else None
        ports = (self.first_port, self.last_port, self.icmp_type, self.icmp_code)
        return (self.direction, self.protocol, *ports, cidr, self.source_group_id)


class Allowed(Struct, frozen=True, kw_only=True):
    """Protocol and ports of a rule, without its peers."""

    protocol: str
    first_port: int | None = None
    last_port: int | None = None
    icmp_type: int | None = None
    icmp_code: int | None = None


def allowed(protocol: str | None, start: int | None, end: int | None, icmp_type: int | None, icmp_code: int | None) -> Allowed:
    """The first half of a rule as its parameters say it. Without a protocol it is TCP where ports are given, else everything."""
    name = (protocol or ("tcp" if start is not None or end is not None else ALL)).strip().lower()
    name = NUMBERS.get(name, name)
    if name in ("tcp", "udp"):
        _refuse(name, icmptype=icmp_type, icmpcode=icmp_code)
        return _ports(name, start, end)
    if name == "icmp":
        _refuse(name, startport=start, endport=end)
        return _icmp(icmp_type, icmp_code)
    if name != ALL and not (name.isascii() and name.isdecimal() and int(name) <= MOST_BYTE):
        raise InvalidValue(f"protocol {protocol} is unknown; use tcp, udp, icmp, all, or an IP protocol number from 0 to {MOST_BYTE}")
    _refuse(name, startport=start, endport=end, icmptype=icmp_type, icmpcode=icmp_code)
    return Allowed(protocol=name if name == ALL else str(int(name)))


def _refuse(protocol: str, **given: int | None) -> None:
    for name, value in given.items():
        if value is not None:
            raise InvalidValue(f"{name} does not go with protocol {protocol}; leave it out or name another protocol")


def _ports(protocol: str, start: int | None, end: int | None) -> Allowed:
    if start is None and end is None:
        return Allowed(protocol=protocol, first_port=0, last_port=MOST_PORT)
    first, last = (end if start is None else start), (start if end is None else end)
    for name, port in (("startport", first), ("endport", last)):
        if port is None or not 0 <= port <= MOST_PORT:
            raise InvalidValue(f"{name} {port} is no port; ports go from 0 to {MOST_PORT}")
    if (first or 0) > (last or 0):
        raise InvalidValue(f"startport {first} is above endport {last}; give the lower one first")
    return Allowed(protocol=protocol, first_port=first, last_port=last)


def _icmp(type: int | None, code: int | None) -> Allowed:
    type, code = (ANY if type is None else type), (ANY if code is None else code)
    for name, value in (("icmptype", type), ("icmpcode", code)):
        if not ANY <= value <= MOST_BYTE:
            raise InvalidValue(f"{name} {value} does not exist; use 0 to {MOST_BYTE}, or -1 for any")
    if type == ANY and code != ANY:
        raise InvalidValue(f"icmpcode {code} needs an icmptype; give the type it belongs to, or -1 for any code")
    return Allowed(protocol="icmp", icmp_type=type, icmp_code=code)


def checked_cidr(text: str) -> str:
    """An address range with its prefix length, as it was written."""
    cidr = text.strip()
    try:
        ip_network(cidr, strict=False)
    except ValueError as error:
        raise InvalidValue(f"cidrlist: {text!r} is no address range; write it like 192.0.2.0/24") from error
    if not cidr.rpartition("/")[2].isdecimal() or "/" not in cidr:
        raise InvalidValue(f"cidrlist: {text!r} has no prefix length; write {cidr.partition('/')[0]}/32 for one address")
    return cidr


def flows(direction: str, of: Allowed, cidrs: list[str], source_group_ids: list[str]) -> list[Flow]:
    """One rule for each peer, each with a new id. A peer that is named twice counts once."""
    peers = [(checked_cidr(cidr), None) for cidr in cidrs] + [(None, id) for id in source_group_ids]
    if not peers:
        raise InvalidValue("cidrlist or usersecuritygrouplist is missing; say from or to where")
    made = [
        Flow(
            id=new_id(),
            direction=direction,
            protocol=of.protocol,
            first_port=of.first_port,
            last_port=of.last_port,
            icmp_type=of.icmp_type,
            icmp_code=of.icmp_code,
            cidr=cidr,
            source_group_id=group_id,
        )
        for cidr, group_id in peers
    ]
    return list({flow.what(): flow for flow in made}.values())


def packed(these: list[Flow]) -> str:
    """Rules as an argument of an operation."""
    return msgspec.json.encode(these).decode()


def unpacked(text: str) -> list[Flow]:
    """Rules from an argument of an operation."""
    return msgspec.json.decode(text, type=list[Flow])
