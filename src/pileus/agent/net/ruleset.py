"""The host's rules as one document: our table in each family, rendered from the networks and guards that shall be.

What may not stand here: anything that runs nft or reads the host.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

from pileus.agent.net.guards import BRIDGES, BROADCAST, GUESTS_IN, GUESTS_OUT, MULTICAST, RECEIVERS, SENDERS, Card
from pileus.agent.net.names import Names
from pileus.agent.net.nft import ACCEPT, DROP, MASQUERADE, Json, Table, any_of, concat, jump, match, meta, payload, prefix, state, vmap
from pileus.wire.networks import GuardSpec, NetworkSpec

_ROUTERS = "routers"
_GENERATION = "generation"
_PING = match(payload("icmp", "type"), 8)


@dataclass(frozen=True)
class Tables:
    """Our table in each family, and what goes into it."""

    names: Names

    @property
    def frames(self) -> Table:
        """Anti-spoofing, stateless, on the ports of bridges."""
        return Table("bridge", self.names.table)

    @property
    def packets(self) -> Table:
        """Security groups with connection tracking, the host's own protection, address translation."""
        return Table("ip", self.names.table)

    @property
    def packets6(self) -> Table:
        """Guests have no IPv6: all of it is dropped."""
        return Table("ip6", self.names.table)

    @property
    def all(self) -> tuple[Table, Table, Table]:
        """The tables of every family."""
        return self.frames, self.packets, self.packets6

    def removed(self) -> list[Json]:
        """Commands that take all our tables away."""
        return [command for table in self.all for command in table.removed()]

    def card(self, guard: GuardSpec, networks: dict[str, NetworkSpec]) -> Card:
        """The guard with its names on this host."""
        network = networks.get(guard.network_id)
        fixed = network.bridge if network else guard.bridge
        return Card(guard, tap=self.names.tap(guard.nic_id), bridge=self.names.bridge(guard.network_id, fixed), network=network)

    def whole(self, networks: dict[str, NetworkSpec], guards: Sequence[GuardSpec], generation: int) -> list[Json]:
        """Commands that replace everything."""
        cards = [self.card(guard, networks) for guard in guards]
        bridges = sorted({self.names.bridge(n.network_id, n.bridge) for n in networks.values()} | {card.bridge for card in cards})
        return [
            *self._frames(),
            *self._packets(networks.values(), bridges),
            *self._packets6(bridges),
            *[command for card in cards for command in card.chains(self.frames, self.packets)],
            *[command for card in cards for command in card.hooks(self.frames, self.packets)],
            *self._count(generation, first=True),
        ]

    def exchange(self, before: Iterable[Card], after: Iterable[Card], generation: int) -> list[Json]:
        """Commands that replace the chains of some cards and touch no other; they fail if the kernel does not have those of `before`."""
        after = list(after)
        staying = {card.place for card in after}
        removed = [command for card in before if card.place not in staying for command in card.removed(self.frames, self.packets)]
        added: list[Json] = []
        for card in after:
            added += [*card.chains(self.frames, self.packets), *card.hooks(self.frames, self.packets)]
        return [*removed, *added, *self._count(generation, first=False)]

    def _count(self, generation: int, *, first: bool) -> list[Json]:
        commands: list[Json] = []
        for table in self.all:
            commands.append(table.set(_GENERATION, "mark") if first else table.flush_set(_GENERATION))
            commands += table.members(_GENERATION, [generation])
        return commands

    def _frames(self) -> list[Json]:
        table = self.frames
        commands = [*table.replaced(), table.verdict_map(SENDERS, "ifname"), table.verdict_map(RECEIVERS, "ifname")]
        for chain, hook, key, name in (("arriving", "prerouting", "iifname", SENDERS), ("leaving", "postrouting", "oifname", RECEIVERS)):
            commands += [
                table.base_chain(chain, hook, -300),
                table.rule(chain, match(meta(key), self.names.any_tap), jump(name)),
                table.chain(name),
                table.rule(name, vmap(meta(key), name)),
                table.rule(name, DROP, comment="a card without a guard stays silent"),
            ]
        # a chain must stand before a rule that jumps to it
        return sorted(commands, key=lambda command: "rule" in command.get("add", {}))

    def _packets(self, networks: Iterable[NetworkSpec], bridges: Sequence[str]) -> list[Json]:
        table = self.packets
        networks = list(networks)
        routers = [concat(self.names.bridge(n.network_id, n.bridge), n.router_ip) for n in networks]
        return [
            *table.replaced(),
            table.set(BRIDGES, "ifname"),
            *table.members(BRIDGES, bridges),
            table.set(_ROUTERS, "ifname", "ipv4_addr"),
            *table.members(_ROUTERS, routers),
            table.verdict_map(GUESTS_OUT, "ifname", "ipv4_addr"),
            table.verdict_map(GUESTS_IN, "ifname", "ipv4_addr"),
            *self._forward(table),
            *self._host(table),
            table.base_chain("translate", "postrouting", 100, "nat"),
            *[
                table.rule(
                    "translate",
                    match(meta("oifname"), f"@{BRIDGES}", "!="),
                    match(payload("ip", "saddr"), prefix(IPv4Network(network.cidr))),
                    match(payload("ip", "daddr"), any_of([prefix(MULTICAST), BROADCAST]), "!="),
                    MASQUERADE,
                )
                for network in networks
                if network.nat
            ],
        ]

    def _forward(self, table: Table) -> list[Json]:
        """Forwarded packets, bridged or routed: first what the sender may send, then what the receiver may get."""
        to_router = match(concat(meta("iifname"), payload("ip", "daddr")), f"@{_ROUTERS}")
        from_router = match(concat(meta("iifname"), payload("ip", "saddr")), f"@{_ROUTERS}")
        out, into = "from_bridge", "to_bridge"
        known = [state("established", "related"), ACCEPT]
        udp = payload("udp", "dport")
        return [
            *[table.chain(name) for name in (out, into)],
            table.base_chain("forward", "forward", 0),
            table.rule("forward", match(meta("iifname"), f"@{BRIDGES}"), jump(out)),
            table.rule("forward", match(meta("oifname"), f"@{BRIDGES}"), jump(into)),
            table.rule(out, *known),
            table.rule(out, state("invalid"), DROP),
            table.rule(out, to_router, match(udp, any_of([53, 67])), ACCEPT),
            table.rule(out, to_router, match(payload("tcp", "dport"), any_of([53, 80, 8080])), ACCEPT),
            table.rule(out, to_router, _PING, ACCEPT),
            table.rule(out, to_router, DROP),
            table.rule(out, match(payload("ip", "daddr"), BROADCAST), match(payload("udp", "sport"), 68), match(udp, 67), ACCEPT),
            table.rule(out, from_router, match(payload("udp", "sport"), 67), match(udp, 68), ACCEPT),
            table.rule(
                out,
                from_router,
                match(meta("oifname"), f"@{BRIDGES}", "!="),
                match(meta("l4proto"), any_of(["tcp", "udp"])),
                match(payload("th", "dport"), 53),
                ACCEPT,
            ),
            table.rule(out, vmap(concat(meta("iifname"), payload("ip", "saddr")), GUESTS_OUT)),
            table.rule(out, DROP, comment="only guests with a guard send"),
            table.rule(into, *known),
            table.rule(into, state("invalid"), DROP),
            table.rule(into, vmap(concat(meta("oifname"), payload("ip", "daddr")), GUESTS_IN)),
            table.rule(into, DROP, comment="only guests with a guard receive"),
        ]

    def _host(self, table: Table) -> list[Json]:
        """What guests may send to the host: replies, ping, and their router's questions to a resolver there.

        What the host sends to a guest obeys the guest's rules.
        """
        from_router = match(concat(meta("iifname"), payload("ip", "saddr")), f"@{_ROUTERS}")
        known = [state("established", "related"), ACCEPT]
        return [
            table.chain("to_host"),
            table.chain("from_host"),
            table.base_chain("input", "input", 0),
            table.base_chain("output", "output", 0),
            table.rule("input", match(meta("iifname"), f"@{BRIDGES}"), jump("to_host")),
            table.rule("to_host", *known),
            table.rule("to_host", _PING, ACCEPT),
            table.rule("to_host", from_router, match(meta("l4proto"), any_of(["tcp", "udp"])), match(payload("th", "dport"), 53), ACCEPT),
            table.rule("to_host", DROP),
            table.rule("output", match(meta("oifname"), f"@{BRIDGES}"), jump("from_host")),
            table.rule("from_host", *known),
            table.rule("from_host", vmap(concat(meta("oifname"), payload("ip", "daddr")), GUESTS_IN)),
        ]

    def _packets6(self, bridges: Sequence[str]) -> list[Json]:
        table = self.packets6
        commands = [*table.replaced(), table.set(BRIDGES, "ifname"), *table.members(BRIDGES, bridges)]
        for hook, keys in (("forward", ("iifname", "oifname")), ("input", ("iifname",)), ("output", ("oifname",))):
            commands.append(table.base_chain(hook, hook, 0))
            commands += [table.rule(hook, match(meta(key), f"@{BRIDGES}"), DROP) for key in keys]
        return commands
