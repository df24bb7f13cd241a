"""Guest networks: bridge, router and its services, as whole states."""

from collections.abc import Iterable

from msgspec import Struct, structs

from pileus.wire.message import Effect, Nothing, Query

DHCP_VALUE = r"[0-9A-Za-z .,:;/@_+*=-]{1,255}"
"""What the value of a DHCP option may be, whole: nothing in it means more to the DHCP server than itself."""


class GuestSpec(Struct, frozen=True, kw_only=True):
    """One guest's card on a network: its lease, its name, and what the metadata service tells it."""

    instance_id: str
    nic_id: str
    mac: str
    ip: str
    hostname: str
    metadata: dict[str, str]
    """File names below /latest/meta-data and their contents, public-keys among them."""
    user_data: str | None = None
    """Base64 of the decoded user data."""
    password: str | None = None
    dhcp_options: dict[int, str] = {}
    """Options beside the network's own that its lease carries, by number; they go before the network's."""
    password_id: str = ""
    """Changes with each new password. One that the guest has acknowledged is not handed out again under the same id."""


class NetworkSpec(Struct, frozen=True, kw_only=True):
    """A network on this host: its bridge, and its router when one lives here.

    The host holds `gateway` on the bridge and translates addresses for the guests; the router namespace has `router_ip` for DHCP, DNS,
    metadata and passwords.
    """

    network_id: str
    name: str
    bridge: str = ""
    """A fixed bridge name, or empty: then the agent derives one from the id."""
    cidr: str
    gateway: str
    router_ip: str
    mtu: int = 1500
    domain: str
    """DNS suffix of the guests."""
    nat: bool = True
    dns: list[str] = []
    """Upstream resolvers; empty means the host's own, followed when they change."""
    guests: list[GuestSpec]


class ServiceHealth(Struct, frozen=True, kw_only=True):
    """One service of a router; `detail` says what is wrong when it is not up."""

    name: str
    up: bool
    detail: str = ""


class NetworkIs(Struct, frozen=True, kw_only=True):
    """A network as it stands on the host."""

    network_id: str
    bridge: str
    router_namespace: str
    services: list[ServiceHealth]
    """bridge, nat, dhcp, dns, metadata, password."""


class EnsureNetwork(Effect[NetworkIs], frozen=True, kw_only=True, tag="network.ensure"):
    """Makes the network exactly so; leases and processes that need not change stay."""

    reply = NetworkIs
    spec: NetworkSpec


class EnsureGuest(Effect[NetworkIs], frozen=True, kw_only=True, tag="network.guest"):
    """Makes the router of a network serve one guest beside those it knows; a network that is not on the host is missing.

    The target is the card, the epoch the network's. It holds until an EnsureNetwork of that epoch or a higher one says anew who is there;
    where such a one has been already, nothing is to be done. So a start costs the same however many guests a network has.
    """

    reply = NetworkIs
    network_id: str
    guest: GuestSpec


def with_later(spec: NetworkSpec, later: Iterable[GuestSpec]) -> NetworkSpec:
    """The network with guests told of since: they take card, address and name from whoever had them before."""
    new = list(later)
    cards, addresses, names = ({value(guest) for guest in new} for value in (_card, _address, _name))
    kept = [g for g in spec.guests if _card(g) not in cards and _address(g) not in addresses and _name(g) not in names]
    return structs.replace(spec, guests=sorted([*kept, *new], key=_address)) if new else spec


def _card(guest: GuestSpec) -> str:
    return guest.nic_id


def _address(guest: GuestSpec) -> str:
    return guest.ip


def _name(guest: GuestSpec) -> str:
    return guest.hostname.lower()


class RemoveNetwork(Effect[Nothing], frozen=True, kw_only=True, tag="network.remove"):
    """Takes router, bridge and rules of the network away; what is gone is no fault."""

    reply = Nothing
    network_id: str


class Networks(Struct, frozen=True, kw_only=True):
    """All networks of this installation on the host."""

    networks: list[NetworkIs]


class ListNetworks(Query[Networks], frozen=True, kw_only=True, tag="network.list"):
    """Live health of every network's services."""

    reply = Networks


class RuleSpec(Struct, frozen=True, kw_only=True):
    """One allowed flow of a security group. Sources that are groups come as the addresses of their members."""

    protocol: str
    """tcp, udp, icmp, all, or an IP protocol number."""
    first_port: int = 0
    last_port: int = 0
    icmp_type: int = -1
    icmp_code: int = -1
    cidrs: list[str]


class GuardSpec(Struct, frozen=True, kw_only=True):
    """Everything that may enter or leave one card. Without `secured` only anti-spoofing applies."""

    instance_id: str
    nic_id: str
    network_id: str
    bridge: str = ""
    """As in NetworkSpec: the network's fixed bridge name, or empty when the agent derives it."""
    mac: str
    ips: list[str]
    secured: bool
    ingress: list[RuleSpec]
    egress: list[RuleSpec] | None
    """None lets everything out, which is CloudStack's default while no egress rule exists."""


class ApplyGuard(Effect[Nothing], frozen=True, kw_only=True, tag="guard.apply"):
    """Replaces the rules of one instance's cards in one transaction; an empty list takes them away."""

    reply = Nothing
    instance_id: str
    guards: list[GuardSpec]


class SyncGuards(Effect[Nothing], frozen=True, kw_only=True, tag="guard.sync"):
    """Replaces the rules of the whole host in one transaction; the agent keeps this state and restores it when somebody flushes it."""

    reply = Nothing
    guards: list[GuardSpec]
