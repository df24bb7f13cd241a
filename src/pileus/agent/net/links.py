"""Bridges, cables and network namespaces of the host, through netlink: made so, compared, found by their mark, taken away.

What may not stand here: knowledge of networks, guests or firewall rules.
"""

import ctypes
import os
import subprocess
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv4Network
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from pyroute2 import IPRoute
from pyroute2.netlink.exceptions import NetlinkError

from pileus.agent.faults import AgentFault

NAMESPACES = Path("/run/netns")

_AF_INET = 2
_CLONE_NEWNET = 0x40000000
_LIBC = ctypes.CDLL(None, use_errno=True)

T = TypeVar("T")


class _Message(Protocol):
    def __getitem__(self, key: str) -> Any: ...
    def get(self, key: str, default: object = None) -> Any: ...
    def get_nested(self, *keys: str) -> Any: ...


class _Netlink(Protocol):
    """The part of pyroute2's IPRoute that is used here; the library carries no types."""

    def link(self, command: str, **fields: object) -> Sequence[_Message]: ...
    def link_lookup(self, **fields: object) -> Sequence[int]: ...
    def get_links(self, *indexes: int) -> Iterator[_Message]: ...
    def addr(self, command: str, **fields: object) -> object: ...
    def get_addr(self, **fields: object) -> Iterator[_Message]: ...
    def route(self, command: str, **fields: object) -> object: ...
    def get_routes(self, **fields: object) -> Iterator[_Message]: ...


@contextmanager
def _netlink() -> Generator[_Netlink]:
    with IPRoute() as link:
        yield cast("_Netlink", link)


@dataclass(frozen=True)
class Link:
    """A network interface as the kernel has it."""

    index: int
    name: str
    kind: str
    alias: str
    mac: str
    mtu: int
    up: bool
    master: int
    filters_bridged: bool
    """Whether bridged frames pass the ip and ip6 rules, for a bridge."""


@dataclass(frozen=True, kw_only=True)
class Bridge:
    """A bridge as it shall be."""

    name: str
    first_name: str
    """Under this name it is made and marked before it gets its own, so that an unmarked half-made one is never taken for a stranger's."""
    alias: str
    mac: str
    mtu: int
    address: IPv4Interface


@dataclass(frozen=True, kw_only=True)
class Cable:
    """A veth pair as it shall be: one end on a bridge here, the other as eth0 in a namespace."""

    name: str
    alias: str
    bridge: str
    namespace: str
    mac: str
    mtu: int
    address: IPv4Interface
    gateway: str


def _link(message: _Message) -> Link:
    kind: str | None = message.get_nested("IFLA_LINKINFO", "IFLA_INFO_KIND")
    calls: list[int | None] = [
        message.get_nested("IFLA_LINKINFO", "IFLA_INFO_DATA", f"IFLA_BR_NF_CALL_{family}") for family in ("IPTABLES", "IP6TABLES")
    ]
    return Link(
        index=int(message["index"]),
        name=str(message.get("ifname") or ""),
        kind=kind or "",
        alias=str(message.get("IFLA_IFALIAS") or ""),
        mac=str(message.get("address") or ""),
        mtu=int(message.get("mtu") or 0),
        up=bool(int(message["flags"]) & 1),
        master=int(message.get("master") or 0),
        filters_bridged=calls == [1, 1],
    )


def _find(netlink: _Netlink, name: str) -> Link | None:
    for index in netlink.link_lookup(ifname=name):
        return next((_link(message) for message in netlink.get_links(index)), None)
    return None


def find(name: str) -> Link | None:
    """The interface of that name."""
    with _netlink() as netlink:
        return _find(netlink, name)


def marked(alias_prefix: str) -> list[Link]:
    """All interfaces whose mark begins so."""
    with _netlink() as netlink:
        return [link for link in map(_link, netlink.get_links()) if link.alias.startswith(alias_prefix)]


def foreign_addresses(except_alias_prefix: str) -> list[tuple[str, IPv4Network]]:
    """Interface name and network of every address of the host that is not on an interface with our mark."""
    with _netlink() as netlink:
        links = {link.index: link for link in map(_link, netlink.get_links())}
        return [
            (links[index].name, IPv4Interface(f"{message.get('address')}/{message['prefixlen']}").network)
            for message in netlink.get_addr(family=_AF_INET)
            if (index := int(message["index"])) in links and not links[index].alias.startswith(except_alias_prefix)
        ]


def delete(name: str) -> None:
    """Removes an interface; one that is gone is no fault."""
    with _netlink() as netlink:
        if link := _find(netlink, name):
            try:
                netlink.link("del", index=link.index)
            except NetlinkError as error:
                if find(name):
                    raise AgentFault(
                        "unavailable", f"Interface {name} cannot be removed: {error}", "Try again; `ip link` shows what holds it."
                    ) from error


def addresses(name: str) -> set[str]:
    """The IPv4 addresses on an interface, with their prefix lengths."""
    with _netlink() as netlink:
        link = _find(netlink, name)
        return _addresses(netlink, link) if link else set()


def _addresses(netlink: _Netlink, link: Link) -> set[str]:
    found = netlink.get_addr(index=link.index, family=_AF_INET)
    return {f"{message.get('address')}/{message['prefixlen']}" for message in found if int(message["index"]) == link.index}


def _make_address(netlink: _Netlink, link: Link, wanted: IPv4Interface) -> list[str]:
    """Leaves exactly the wanted address on the interface; tells what was different."""
    have = _addresses(netlink, link)
    want = {wanted.with_prefixlen}
    for extra in sorted(have - want):
        address, length = extra.split("/")
        netlink.addr("del", index=link.index, address=address, prefixlen=int(length))
    if want - have:
        netlink.addr(
            "add",
            index=link.index,
            address=str(wanted.ip),
            prefixlen=wanted.network.prefixlen,
            broadcast=str(wanted.network.broadcast_address),
        )
    return [f"-address {a}" for a in sorted(have - want)] + [f"+address {a}" for a in sorted(want - have)]


def ensure_bridge(bridge: Bridge) -> list[str]:
    """Makes the bridge so and tells what was different; a bridge of that name without its mark is a conflict."""
    differences: list[str] = []
    with _netlink() as netlink:
        link = _find(netlink, bridge.name)
        _refuse_stranger(bridge, link)
        if link is None:
            differences.append(f"+bridge {bridge.name}")
            link = _new_bridge(netlink, bridge)
        if link.alias != bridge.alias:
            netlink.link("set", index=link.index, ifalias=bridge.alias)
        if not link.filters_bridged:
            differences.append("+bridged frames pass the firewall")
            netlink.link("set", index=link.index, kind="bridge", br_nf_call_iptables=1, br_nf_call_ip6tables=1)
        changes: dict[str, object] = {"address": bridge.mac} if link.mac != bridge.mac else {}
        if link.mtu != bridge.mtu:
            changes["mtu"] = bridge.mtu
        if not link.up:
            changes["state"] = "up"
        if changes:
            differences += [f"+{key} {value}" for key, value in changes.items()]
            netlink.link("set", index=link.index, **changes)
        _no_ipv6(bridge.name)
        differences += _make_address(netlink, link, bridge.address)
    return differences


def refuse_stranger(bridge: Bridge) -> None:
    """Raises a conflict if an interface that is not ours has the bridge's name."""
    _refuse_stranger(bridge, find(bridge.name))


def _refuse_stranger(bridge: Bridge, link: Link | None) -> None:
    unfinished = link is not None and bridge.name == bridge.first_name and not link.alias
    if link and (link.kind != "bridge" or (link.alias != bridge.alias and not unfinished)):
        whose = f"{link.kind or 'a device'}, alias {link.alias or 'none'}"
        raise AgentFault(
            "conflict",
            f"The interface {bridge.name} exists on this host and belongs to somebody else ({whose}).",
            "Give the network another bridge name, or remove that interface if nobody needs it.",
        )


def _new_bridge(netlink: _Netlink, bridge: Bridge) -> Link:
    link = _find(netlink, bridge.first_name)
    if link is None:
        options = {"br_stp_state": 0, "br_forward_delay": 0, "br_mcast_snooping": 0, "br_nf_call_iptables": 1, "br_nf_call_ip6tables": 1}
        netlink.link("add", ifname=bridge.first_name, kind="bridge", address=bridge.mac, mtu=bridge.mtu, **options)
        link = _find(netlink, bridge.first_name)
    if link is None:
        raise AgentFault("unavailable", f"The bridge {bridge.first_name} vanished while it was made.", "Try again.")
    netlink.link("set", index=link.index, ifalias=bridge.alias)
    if bridge.name != bridge.first_name:
        netlink.link("set", index=link.index, state="down")
        netlink.link("set", index=link.index, ifname=bridge.name)
    return _find(netlink, bridge.name) or link


def _no_ipv6(interface: str) -> None:
    switch = Path(f"/proc/sys/net/ipv6/conf/{interface}/disable_ipv6")
    if switch.exists() and switch.read_text().strip() != "1":
        switch.write_text("1")


def ensure_cable(cable: Cable) -> list[str]:
    """Makes the cable and the far end's address and route so; tells what was different. The bridge and the namespace must be there."""
    differences: list[str] = []
    with _netlink() as netlink:
        bridge = _find(netlink, cable.bridge)
        if bridge is None:
            raise AgentFault("missing", f"The bridge {cable.bridge} is not on this host.", "Ensure the network again.")
        link = _find(netlink, cable.name)
        if link and not in_namespace(cable.namespace, lambda: find("eth0")):
            netlink.link("del", index=link.index)
            link = None
        if link is None:
            differences.append(f"+cable {cable.name} into {cable.namespace}")
            netlink.link("add", ifname=cable.name, kind="veth", peer={"ifname": "eth0", "net_ns_fd": cable.namespace})
            link = _find(netlink, cable.name)
        if link is None:
            raise AgentFault("unavailable", f"The cable {cable.name} vanished while it was made.", "Try again.")
        if link.alias != cable.alias:
            netlink.link("set", index=link.index, ifalias=cable.alias)
        if link.master != bridge.index or link.mtu != cable.mtu or not link.up:
            differences.append(f"+cable {cable.name} on {cable.bridge}, up")
            _no_ipv6(cable.name)
            netlink.link("set", index=link.index, master=bridge.index, mtu=cable.mtu, state="up")
    return differences + in_namespace(cable.namespace, lambda: _far_end(cable))


def _far_end(cable: Cable) -> list[str]:
    differences: list[str] = []
    for switch, value in (("ipv4/ip_forward", "0"), ("ipv6/conf/all/disable_ipv6", "1")):
        path = Path("/proc/sys/net") / switch
        if path.exists() and path.read_text().strip() != value:
            path.write_text(value)
    with _netlink() as netlink:
        loopback, end = _find(netlink, "lo"), _find(netlink, "eth0")
        if loopback and not loopback.up:
            netlink.link("set", index=loopback.index, state="up")
        if end is None:
            raise AgentFault("unavailable", f"The router's end of the cable {cable.name} vanished while it was made.", "Try again.")
        if end.mac != cable.mac or end.mtu != cable.mtu or not end.up:
            differences.append("+router's card up")
            netlink.link("set", index=end.index, address=cable.mac, mtu=cable.mtu, state="up")
        differences += _make_address(netlink, end, cable.address)
        gateways = [str(route.get("gateway") or "") for route in netlink.get_routes(family=_AF_INET) if int(route["dst_len"]) == 0]
        if gateways != [cable.gateway]:
            differences.append(f"+default route of the router through {cable.gateway}")
            netlink.route("replace", dst="default", gateway=cable.gateway)
    return differences


def in_namespace(name: str, work: Callable[[], T]) -> T:
    """Runs the work in a thread of its own that has entered the namespace."""

    def entered() -> T:
        handle = os.open(NAMESPACES / name, os.O_RDONLY)
        try:
            if _LIBC.setns(handle, _CLONE_NEWNET):
                cause = os.strerror(ctypes.get_errno())
                raise AgentFault("unavailable", f"The namespace {name} cannot be entered: {cause}", "Check that the agent runs as root.")
        finally:
            os.close(handle)
        return work()

    with ThreadPoolExecutor(1) as one:
        return one.submit(entered).result()


def namespaces(prefix: str) -> list[str]:
    """Names of the namespaces that begin so."""
    return sorted(path.name for path in NAMESPACES.glob(f"{prefix}*")) if NAMESPACES.is_dir() else []


def namespace_id(name: str) -> int | None:
    """The kernel's number of the namespace; None if there is none of that name, or only the leftover file of one."""
    try:
        status = (NAMESPACES / name).stat()
    except FileNotFoundError:
        return None
    return status.st_ino if status.st_dev == Path("/proc/self/ns/net").stat().st_dev else None


def ensure_namespace(name: str) -> list[str]:
    """Makes the namespace if it is not there, and tells so."""
    if namespace_id(name) is not None:
        return []
    (NAMESPACES / name).unlink(missing_ok=True)
    _ip_netns("add", name)
    return [f"+namespace {name}"]


def delete_namespace(name: str) -> None:
    """Removes the namespace; one that is gone is no fault."""
    if (NAMESPACES / name).exists():
        _ip_netns("delete", name)


def _ip_netns(verb: str, name: str) -> None:
    done = subprocess.run(["ip", "netns", verb, name], capture_output=True, text=True, timeout=30, check=False)
    if done.returncode:
        raise AgentFault(
            "unavailable",
            f"The namespace {name} cannot be changed (ip netns {verb}): {done.stderr.strip()}",
            "Check that the agent runs as root.",
        )
