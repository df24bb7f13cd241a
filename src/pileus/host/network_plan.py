"""Choosing addresses that nobody here uses, so that the first network cannot take anybody's way away.

What may not stand here: making the network, which is the agent's.
"""

import os
import select
import socket
import struct
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path
from typing import Any, Protocol, cast
from xml.etree import ElementTree as ET

from pyroute2 import IPRoute

from pileus.agent.faults import AgentFault
from pileus.agent.net import links
from pileus.agent.net.names import Names
from pileus.host.errors import HostError
from pileus.host.instance import AddressPlan, address_plan

PREFIX = 22
"""About a thousand guests."""

PRIVATE = (IPv4Network("10.0.0.0/8"), IPv4Network("172.16.0.0/12"), IPv4Network("192.168.0.0/16"))

BESIDE = IPv4Network("10.0.0.0/16")
"""Favoured by cable modems and VPNs, and never proposed."""

PROPOSALS = 200

LIBVIRT_NETWORKS = Path("/etc/libvirt/qemu/networks")

ANSWER_WITHIN = 0.4
"""Seconds that an owner of the gateway's address has to say so."""

_AF_INET, _AF_INET6 = 2, 10
_ETH_ARP = 0x0806
_ASK, _ANSWER = 1, 2


@dataclass(frozen=True)
class Taken:
    """A range that somebody uses, and where."""

    network: IPv4Network
    where: str


class _Message(Protocol):
    def __getitem__(self, key: str) -> Any: ...
    def get(self, key: str, default: object = None) -> Any: ...


class _Netlink(Protocol):
    """The part of pyroute2's IPRoute that is used here; the library carries no types."""

    def get_links(self) -> Iterator[_Message]: ...
    def get_addr(self, **fields: object) -> Iterator[_Message]: ...
    def get_routes(self, **fields: object) -> Iterator[_Message]: ...


@contextmanager
def _netlink() -> Generator[_Netlink]:
    with IPRoute() as link:
        yield cast("_Netlink", link)


def choose(installation: str, *, bridge: str, libvirt_networks: Path = LIBVIRT_NETWORKS) -> AddressPlan:
    """A private range that overlaps nothing known here and whose gateway address gives no answer. The same machine is proposed the same."""
    known = list(taken(libvirt_networks))
    for network in _proposals(installation):
        if not conflicts(network, known) and not any(answers(network[1], card) for card in _cards()):
            return address_plan(network, bridge)
    raise HostError(
        "the first network", "every private range that was tried is in use here", "free one, or remove routes that cover all of them"
    )


def conflicts(network: IPv4Network, known: Iterable[Taken]) -> list[Taken]:
    """Who uses a part of the range. A route to everywhere is nobody's range."""
    return [one for one in known if one.network.overlaps(network)]


def taken(libvirt_networks: Path = LIBVIRT_NETWORKS, *, ours: Names | None = None) -> Iterator[Taken]:
    """Every range that this host knows of: addresses and routes, here and in named namespaces, and libvirt's networks, running or not.

    What carries the names of `ours` is passed over.
    """
    alias = ours.alias_prefix if ours else ""
    yield from _in_use("", alias)
    for namespace in links.namespaces(""):
        if ours and namespace.startswith(ours.namespace_prefix):
            continue
        with suppress(AgentFault, OSError):  # it may go away while we look
            yield from links.in_namespace(namespace, lambda name=namespace: list(_in_use(f" in namespace {name}", alias)))
    yield from _libvirt(libvirt_networks)


def own_addresses() -> list[str]:
    """The addresses that others may know this host by: not those of loopback, of single links, or of guest networks of ours."""
    with _netlink() as netlink:
        ours = {int(m["index"]) for m in netlink.get_links() if str(m.get("IFLA_IFALIAS") or "").startswith("pileus:")}
        return [
            str(message.get("address"))
            for family in (_AF_INET, _AF_INET6)
            for message in netlink.get_addr(family=family)
            if int(message["scope"]) == 0 and int(message["index"]) not in ours
        ]


def _in_use(where: str, except_alias: str) -> Iterator[Taken]:
    with _netlink() as netlink:
        names: dict[int, str] = {}
        ours: set[int] = set()
        for message in netlink.get_links():
            names[int(message["index"])] = str(message.get("ifname"))
            if except_alias and str(message.get("IFLA_IFALIAS") or "").startswith(except_alias):
                ours.add(int(message["index"]))
        for message in netlink.get_addr(family=_AF_INET):
            if (index := int(message["index"])) not in ours:
                network = IPv4Interface(f"{message.get('address')}/{message['prefixlen']}").network
                yield Taken(network, f"address on {names.get(index, '?')}{where}")
        for message in netlink.get_routes(family=_AF_INET):
            length, index = int(message["dst_len"]), int(message.get("oif") or 0)
            if length and index not in ours:
                yield Taken(IPv4Network(f"{message.get('dst')}/{length}"), f"route through {names.get(index, 'nowhere')}{where}")


def _libvirt(folder: Path) -> Iterator[Taken]:
    """Also networks that are defined and not running: they start some day."""
    for file in sorted(folder.glob("*.xml")) if folder.is_dir() else ():
        try:
            root = ET.fromstring(file.read_text())  # noqa: S314 - written by libvirt, readable for root alone
        except (OSError, ET.ParseError):
            continue
        for entry in root.findall("ip"):
            address, mask = entry.get("address", ""), entry.get("netmask") or entry.get("prefix")
            if mask and entry.get("family", "ipv4") == "ipv4":
                yield Taken(IPv4Interface(f"{address}/{mask}").network, f"libvirt network {root.findtext('name', file.stem)}")


def _proposals(installation: str) -> Iterator[IPv4Network]:
    """Ranges in an order that differs from one installation to the next, so that two labs rarely meet when they are joined."""
    for number in range(PROPOSALS):
        digest = int.from_bytes(sha256(f"{installation} {number}".encode()).digest()[:8], "big")
        block = PRIVATE[0] if number < PROPOSALS // 2 else PRIVATE[1 + number % 2]
        count = 1 << (PREFIX - block.prefixlen)
        network = IPv4Network((int(block.network_address) + (digest % count) * (1 << (32 - PREFIX)), PREFIX))
        if not network.overlaps(BESIDE):
            yield network


# ---- asking the wire


@dataclass(frozen=True)
class Card:
    """A network card of this host."""

    name: str
    mac: bytes


def _cards() -> list[Card]:
    """Cards with a cable in, behind which somebody may live."""
    found: list[Card] = []
    for folder in sorted(Path("/sys/class/net").iterdir()):
        try:
            ethernet = (folder / "type").read_text().strip() == "1"
            carrier = (folder / "carrier").read_text().strip() == "1"
            mac = bytes.fromhex((folder / "address").read_text().strip().replace(":", ""))
        except (OSError, ValueError):
            continue  # a card that is down has no carrier to read
        if ethernet and carrier and len(mac) == 6 and any(mac):
            found.append(Card(folder.name, mac))
    return found


def answers(address: IPv4Address, card: Card, *, within: float = ANSWER_WITHIN) -> bool:
    """Whether somebody on the card's wire has the address: one ARP probe as RFC 5227 has it, which disturbs nobody's tables."""
    return _ask(address, card, within) if os.geteuid() == 0 else False


def _ask(address: IPv4Address, card: Card, within: float) -> bool:
    broadcast = b"\xff" * 6
    probe = struct.pack("!HHBBH6s4s6s4s", 1, 0x0800, 6, 4, _ASK, card.mac, bytes(4), bytes(6), address.packed)
    try:
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ETH_ARP)) as wire:
            wire.bind((card.name, _ETH_ARP))
            wire.send(broadcast + card.mac + struct.pack("!H", _ETH_ARP) + probe)
            return _heard(wire, address, time.monotonic() + within)
    except OSError:
        return False  # the card went away, or cannot be asked: nobody lives behind it that could be in the way


def _heard(wire: socket.socket, address: IPv4Address, deadline: float) -> bool:
    while (left := deadline - time.monotonic()) > 0:
        if not select.select([wire], [], [], left)[0]:
            return False
        frame = wire.recv(128)
        if len(frame) >= 42 and struct.unpack("!H", frame[20:22])[0] == _ANSWER and frame[28:32] == address.packed:
            return True
    return False
