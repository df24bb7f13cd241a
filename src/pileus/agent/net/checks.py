"""What a network or guard must satisfy before anything of it reaches the host or a configuration file.

What may not stand here: anything that looks at the host.
"""

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network

from pileus.agent.faults import AgentFault
from pileus.agent.net.desired import checked_id
from pileus.wire.networks import DHCP_VALUE, GuardSpec, GuestSpec, NetworkSpec

_MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}", re.IGNORECASE)
_LABEL = r"[0-9A-Za-z]([0-9A-Za-z-]{0,61}[0-9A-Za-z])?"
_HOST_NAME = re.compile(_LABEL)
_DOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_OPTION = re.compile(DHCP_VALUE)
_INTERFACE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,14}")


def check_network(spec: NetworkSpec, others: Iterable[NetworkSpec]) -> None:
    """Raises a fault that names the network and what is wrong with it."""
    checked_id(spec.network_id)
    network = _network(spec)
    if spec.bridge and not _INTERFACE.fullmatch(spec.bridge):
        raise _invalid(spec, f"{spec.bridge!r} cannot be the name of a bridge", "Use up to 15 letters, digits, dots and dashes.")
    if not _DOMAIN.fullmatch(spec.domain):
        raise _invalid(spec, f"{spec.domain!r} is not a domain name", "Use labels of letters, digits and dashes, with dots between.")
    if not 576 <= spec.mtu <= 65535:
        raise _invalid(spec, f"an MTU of {spec.mtu} is not possible", "Use 576 to 65535.")
    own = [_address(spec, network, "gateway", spec.gateway), _address(spec, network, "router", spec.router_ip)]
    if own[0] == own[1]:
        raise _invalid(
            spec, f"gateway and router have the same address {own[0]}", "The host holds the gateway; give the router another address."
        )
    for server in spec.dns:
        _ip(spec, "resolver", server)
    _check_guests(spec, network, own)
    for other in others:
        if other.network_id != spec.network_id and IPv4Network(other.cidr).overlaps(network):
            raise AgentFault(
                "conflict",
                f"{_named(spec)} with {spec.cidr} overlaps {_named(other)} with {other.cidr} on this host.",
                "Choose another range.",
            )


def _check_guests(spec: NetworkSpec, network: IPv4Network, own: Sequence[IPv4Address]) -> None:
    taken = set(own)
    for guest in spec.guests:
        checked_id(guest.nic_id)
        address = _address(spec, network, f"guest {guest.hostname}", guest.ip)
        if address in taken:
            raise _invalid(spec, f"the address {address} is given out twice", "Give each guest an address of its own.")
        taken.add(address)
        if not _MAC.fullmatch(guest.mac):
            raise _invalid(spec, f"{guest.mac!r} of guest {guest.hostname} is not a hardware address", "Write it like 02:00:0a:01:01:0a.")
        if not _HOST_NAME.fullmatch(guest.hostname):
            raise _invalid(spec, f"{guest.hostname!r} cannot be a host name", "Use up to 63 letters, digits and dashes.")
        _check_files(spec, guest)
        _check_options(spec, guest)


def _check_files(spec: NetworkSpec, guest: GuestSpec) -> None:
    for name in guest.metadata:
        if name.startswith("/") or name.endswith("/") or not name.isprintable():
            raise _invalid(spec, f"{name!r} of guest {guest.hostname} cannot name a metadata file", "Use a relative path.")


def _check_options(spec: NetworkSpec, guest: GuestSpec) -> None:
    for number, value in guest.dhcp_options.items():
        if not 0 < number < 255 or not _OPTION.fullmatch(value):
            raise _invalid(
                spec,
                f"DHCP option {number} of guest {guest.hostname} cannot be {value!r}",
                "Use numbers from 1 to 254, and values of letters, digits, spaces and .,:;/@_+*=-",
            )


def check_guard(guard: GuardSpec) -> None:
    """Raises a fault that names the instance and what is wrong with its guard."""
    for object_id in (guard.instance_id, guard.nic_id, guard.network_id):
        checked_id(object_id)
    if not _MAC.fullmatch(guard.mac):
        raise _bad_guard(guard, f"{guard.mac!r} is not a hardware address")
    if guard.bridge and not _INTERFACE.fullmatch(guard.bridge):
        raise _bad_guard(guard, f"{guard.bridge!r} cannot be the name of a bridge")
    for ip in guard.ips:
        try:
            IPv4Address(ip)
        except ValueError as error:
            raise _bad_guard(guard, str(error)) from error


def _network(spec: NetworkSpec) -> IPv4Network:
    try:
        return IPv4Network(spec.cidr)
    except ValueError as error:
        raise _invalid(spec, f"its range {spec.cidr!r} is wrong: {error}", "A range is written like 10.1.1.0/24.") from error


def _ip(spec: NetworkSpec, whose: str, text: str) -> IPv4Address:
    try:
        return IPv4Address(text)
    except ValueError as error:
        raise _invalid(spec, f"the {whose}'s address is wrong: {error}", "Write it like 10.1.1.1.") from error


def _address(spec: NetworkSpec, network: IPv4Network, whose: str, text: str) -> IPv4Address:
    address = _ip(spec, whose, text)
    if address not in network or address in {network.network_address, network.broadcast_address}:
        raise _invalid(spec, f"the {whose}'s address {address} is not a host's in {network}", "Choose an address within the range.")
    return address


def _named(spec: NetworkSpec) -> str:
    return f"Network {spec.name} ({spec.network_id})"


def _invalid(spec: NetworkSpec, cause: str, hint: str) -> AgentFault:
    return AgentFault("invalid", f"{_named(spec)} cannot be made: {cause}.", hint)


def _bad_guard(guard: GuardSpec, cause: str) -> AgentFault:
    return AgentFault(
        "invalid", f"The guard of instance {guard.instance_id} cannot be applied: {cause}.", "This is a defect of the manager; report it."
    )
