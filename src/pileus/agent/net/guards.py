"""One guest card's rules: what it may send at all (bridge family) and which connections may reach or leave it (ip family).

What may not stand here: the tables and base chains that these chains hang in, and anything that runs nft.
"""

from collections.abc import Sequence
from ipaddress import IPv4Network, collapse_addresses, ip_network

from pileus.agent.faults import AgentFault
from pileus.agent.net.nft import ACCEPT, DROP, Json, Table, any_of, concat, goto, match, meta, payload, prefix
from pileus.wire.networks import GuardSpec, NetworkSpec, RuleSpec

BROADCAST = "255.255.255.255"
MULTICAST = IPv4Network("224.0.0.0/4")
NO_ADDRESS = "0.0.0.0"  # noqa: S104 - the source of a guest that asks for its first lease, not an address to listen on

SENDERS, RECEIVERS = "senders", "receivers"
"""Maps of the bridge table: tap to its chain for frames from and to the guest."""
GUESTS_OUT, GUESTS_IN = "guests_out", "guests_in"
"""Maps of the ip table: bridge and guest address to its chain for connections from and to the guest."""
BRIDGES = "bridges"
"""Set of our bridges, in the ip and ip6 tables."""

_ANY = IPv4Network("0.0.0.0/0")
_TCP_UDP = ("tcp", "udp")
_MAX_PORT = 65535
_MAX_BYTE = 255


class Card:
    """A guard with the names it has on this host, and the network around it if that lives here."""

    def __init__(self, guard: GuardSpec, *, tap: str, bridge: str, network: NetworkSpec | None) -> None:
        self.guard = guard
        self.tap = tap
        self.bridge = bridge
        self._network = network

    @property
    def place(self) -> tuple[str, str, tuple[str, ...]]:
        """What leads traffic to the card's chains; while it stays, only their rules need to be exchanged."""
        return self.tap, self.bridge, tuple(self.guard.ips)

    @property
    def _keys(self) -> list[Json]:
        return [concat(self.bridge, ip) for ip in self.guard.ips]

    def chains(self, frames: Table, packets: Table) -> list[Json]:
        """Commands that make the card's four chains what they shall be, whatever they were."""
        commands: list[Json] = []
        for table in (frames, packets):
            for name in self._chain_names:
                commands += [table.chain(name), table.flush_chain(name)]
        return (
            commands + self._frames_from(frames) + self._frames_to(frames) + self._connections_from(packets) + self._connections_to(packets)
        )

    def hooks(self, frames: Table, packets: Table) -> list[Json]:
        """Commands that lead the card's traffic into its chains."""
        out, into = self._chain_names
        return [
            *frames.members(SENDERS, [[self.tap, goto(out)]]),
            *frames.members(RECEIVERS, [[self.tap, goto(into)]]),
            *packets.members(GUESTS_OUT, [[key, goto(out)] for key in self._keys]),
            *packets.members(GUESTS_IN, [[key, goto(into)] for key in self._keys]),
        ]

    def removed(self, frames: Table, packets: Table) -> list[Json]:
        """Commands that take hooks and chains away; they fail if the kernel does not have them."""
        return [
            *frames.delete_members(SENDERS, [self.tap]),
            *frames.delete_members(RECEIVERS, [self.tap]),
            *packets.delete_members(GUESTS_OUT, self._keys),
            *packets.delete_members(GUESTS_IN, self._keys),
            *[table.delete_chain(name) for table in (frames, packets) for name in self._chain_names],
        ]

    @property
    def _chain_names(self) -> tuple[str, str]:
        return f"from_{self.tap}", f"to_{self.tap}"

    def _frames_from(self, table: Table) -> list[Json]:
        """Only the guest's own addresses, in frames and in ARP; no DHCP server; nothing but IPv4 and ARP."""
        chain, mac, ips = self._chain_names[0], self.guard.mac, self.guard.ips
        arp = match(payload("ether", "type"), "arp")
        own = [match(payload("ip", "saddr"), any_of(ips), "!=")] if ips else []
        return [
            table.rule(chain, match(payload("ether", "saddr"), mac, "!="), DROP),
            table.rule(chain, arp, match(payload("arp", "saddr ether"), mac, "!="), DROP),
            table.rule(chain, arp, match(payload("arp", "saddr ip"), any_of([*ips, NO_ADDRESS]), "!="), DROP),
            table.rule(chain, arp, ACCEPT),
            table.rule(chain, match(payload("ether", "type"), "ip", "!="), DROP),
            table.rule(
                chain,
                match(payload("ip", "saddr"), NO_ADDRESS),
                match(payload("udp", "sport"), 68),
                match(payload("udp", "dport"), 67),
                ACCEPT,
            ),
            table.rule(chain, match(payload("ether", "type"), "ip"), *own, DROP),
            table.rule(chain, match(payload("udp", "sport"), 67), DROP),
        ]

    def _frames_to(self, table: Table) -> list[Json]:
        """Only frames and packets for this guest; no lease from anybody but the router; no neighbour's request for a lease."""
        chain = self._chain_names[1]
        single = match({"&": [payload("ether", "daddr"), "01:00:00:00:00:00"]}, "00:00:00:00:00:00")
        everyone: list[object] = [BROADCAST, prefix(MULTICAST)]
        rules = [
            table.rule(chain, single, match(payload("ether", "daddr"), self.guard.mac, "!="), DROP),
            table.rule(chain, match(payload("ether", "type"), any_of(["ip", "arp"]), "!="), DROP),
            table.rule(chain, match(payload("udp", "dport"), 67), DROP),
        ]
        if self._network:
            everyone.append(str(IPv4Network(self._network.cidr).broadcast_address))
            rules.append(
                table.rule(chain, match(payload("ip", "saddr"), self._network.router_ip, "!="), match(payload("udp", "sport"), 67), DROP)
            )
        return [*rules, table.rule(chain, match(payload("ip", "daddr"), any_of([*self.guard.ips, *everyone]), "!="), DROP)]

    def _connections_from(self, table: Table) -> list[Json]:
        """Returning from this chain lets the packet go on to its receiver's rules."""
        chain, guard = self._chain_names[0], self.guard
        if not guard.secured:
            everyone: list[object] = [BROADCAST, prefix(MULTICAST)]
            if self._network:
                everyone.append(str(IPv4Network(self._network.cidr).broadcast_address))
            return [table.rule(chain, match(meta("oifname"), self.bridge), match(payload("ip", "daddr"), any_of(everyone)), ACCEPT)]
        if guard.egress is None:
            return []
        allowed = [table.rule(chain, *terms, {"return": None}) for terms in _terms(guard, guard.egress, "daddr")]
        return [*allowed, table.rule(chain, DROP)]

    def _connections_to(self, table: Table) -> list[Json]:
        chain, guard = self._chain_names[1], self.guard
        if not guard.secured:
            elsewhere = [match(meta("iifname"), f"@{BRIDGES}"), match(meta("iifname"), self.bridge, "!=")]
            return [table.rule(chain, *elsewhere, DROP), table.rule(chain, ACCEPT)]
        allowed = [table.rule(chain, *terms, ACCEPT) for terms in _terms(guard, guard.ingress, "saddr")]
        return [*allowed, table.rule(chain, DROP)]


def _terms(guard: GuardSpec, rules: Sequence[RuleSpec], side: str) -> list[list[Json]]:
    """The conditions of each rule that can match at all."""
    result: list[list[Json]] = []
    for rule in rules:
        networks = _networks(guard, rule)
        if not networks:
            continue
        peers = [] if networks == [_ANY] else [match(payload("ip", side), any_of([prefix(n) for n in networks]))]
        result.append([*_protocol(guard, rule), *peers])
    return result


def _networks(guard: GuardSpec, rule: RuleSpec) -> list[IPv4Network]:
    """The IPv4 peers, without overlaps, which a set refuses; IPv6 ones match nothing, since guests have no IPv6."""
    try:
        parsed = [ip_network(cidr, strict=False) for cidr in rule.cidrs]
    except ValueError as error:
        raise _unusable(guard, f"{error}", "An address range is written like 192.0.2.0/24.") from error
    return list(collapse_addresses(network for network in parsed if isinstance(network, IPv4Network)))


def _protocol(guard: GuardSpec, rule: RuleSpec) -> list[Json]:
    name = rule.protocol.lower()
    if name == "all":
        return []
    if name in _TCP_UDP:
        if not 0 <= rule.first_port <= rule.last_port <= _MAX_PORT:
            raise _unusable(guard, f"{rule.first_port}-{rule.last_port} is no range of ports", "Ports go from 0 to 65535, the lower first.")
        if (rule.first_port, rule.last_port) == (0, _MAX_PORT):
            return [match(meta("l4proto"), name)]
        if rule.first_port == rule.last_port:
            return [match(payload(name, "dport"), rule.first_port)]
        return [match(payload(name, "dport"), {"range": [rule.first_port, rule.last_port]})]
    if name == "icmp":
        parts = [
            match(payload("icmp", field), value) for field, value in (("type", rule.icmp_type), ("code", rule.icmp_code)) if value >= 0
        ]
        if max(rule.icmp_type, rule.icmp_code) > _MAX_BYTE:
            raise _unusable(
                guard, f"ICMP type {rule.icmp_type} code {rule.icmp_code} does not exist", "Both go from 0 to 255; -1 means any."
            )
        return parts or [match(meta("l4proto"), "icmp")]
    if name.isdecimal() and int(name) <= _MAX_BYTE:
        return [match(meta("l4proto"), int(name))]
    raise _unusable(guard, f"there is no protocol {rule.protocol!r}", "Use tcp, udp, icmp, all, or an IP protocol number.")


def _unusable(guard: GuardSpec, cause: str, hint: str) -> AgentFault:
    return AgentFault("invalid", f"A security group rule of instance {guard.instance_id} cannot be used: {cause}.", hint)
