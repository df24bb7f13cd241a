"""Our tables on the host: brought up to date in one transaction, compared with what the kernel has, repaired.

What may not stand here: which rules there are, which `ruleset` and `guards` know.
"""

import difflib

import msgspec
import structlog

from pileus.agent.net import nft
from pileus.agent.net.desired import Desired
from pileus.agent.net.names import Names
from pileus.agent.net.ruleset import Tables
from pileus.wire.networks import GuardSpec, NetworkSpec

_log = structlog.stdlib.get_logger()

_DIFF_LINES = 100


class HostRules:
    """The rules that shall be in force and how they look in the kernel. Callers hold the lock of `Net`.

    While the kernel's change counter stands where our last transaction left it, the rules are right and need not be listed, which takes
    far longer than the transaction itself when there are many guests.
    """

    def __init__(self, names: Names, desired: Desired) -> None:
        self._desired = desired
        self.tables = Tables(names)
        self._shape: dict[str, NetworkSpec] = {}
        self._bridges: set[str] = set()
        self._in_force: list[str] | None = None
        self._counter: int | None = None

    def follow_networks(self) -> None:
        """Replaces everything if a network came, went or changed in a way that rules depend on; guests' leases are no such way."""
        if self._counter is None or self._shape != self._shapes():
            self._replace(self._desired.next_generation())

    def replace(self) -> None:
        """Replaces everything."""
        self._replace(self._desired.next_generation())

    def exchange(self, before: list[GuardSpec], after: list[GuardSpec]) -> None:
        """Replaces the chains of one instance's cards and no others; everything if the kernel turns out not to have what it should."""
        networks = self._desired.networks
        cards = [self.tables.card(guard, networks) for guard in after]
        if self._counter is None or not {card.bridge for card in cards} <= self._bridges:
            self.replace()
            return
        generation = self._desired.next_generation()
        counter = nft.change_counter()
        try:
            nft.commit(self.tables.exchange([self.tables.card(guard, networks) for guard in before], cards, generation))
        except nft.NftError as error:
            _log.info("rules of one instance could not be exchanged alone", cause=error.text)
            self._replace(generation)
        else:
            self._remember(counter)

    def changed(self) -> bool:
        """A quick look whether any rule of the host has changed since the last comparison."""
        return self._counter is None or self._counter != nft.change_counter()

    def wrong(self) -> bool:
        """Whether the kernel is known to have other rules than those that shall be."""
        return self.changed() and self._in_force is not None and self._in_force != self._listing()

    def restore(self) -> str:
        """Puts the rules right if they are not; tells the difference, or nothing."""
        counter = nft.change_counter()
        ours = counter == self._counter
        if ours and self._in_force is not None:
            return ""
        found = self._listing()
        if ours and counter == nft.change_counter():
            self._in_force = found
        if found == self._in_force:
            self._counter = counter
            return ""
        self._replace(self._desired.generation)
        self._in_force = self._listing()
        return _difference(found, self._in_force)

    def remove(self) -> None:
        """Takes our tables away."""
        nft.commit(self.tables.removed())
        self._in_force = self._counter = None

    def _replace(self, generation: int) -> None:
        counter = nft.change_counter()
        nft.commit(self.tables.whole(self._desired.networks, self._desired.all_guards(), generation))
        self._shape = self._shapes()
        names = self.tables.names
        cards = (self.tables.card(guard, self._desired.networks) for guard in self._desired.all_guards())
        self._bridges = {names.bridge(n.network_id, n.bridge) for n in self._shape.values()} | {card.bridge for card in cards}
        self._remember(counter)

    def _remember(self, counter_before: int) -> None:
        """The kernel now has what shall be, unless somebody else's transaction came between, which the next look then finds."""
        now = nft.change_counter()
        self._counter = now if now == counter_before + 1 else None
        self._in_force = None

    def _shapes(self) -> dict[str, NetworkSpec]:
        return {spec.network_id: msgspec.structs.replace(spec, guests=[]) for spec in self._desired.networks.values()}

    def _listing(self) -> list[str]:
        return [line for table in self.tables.all for line in nft.canonical(nft.list_table(table))]


def _difference(found: list[str], right: list[str]) -> str:
    if not found:
        return "all our tables were gone"
    lines = [line for line in difflib.unified_diff(found, right, "found", "restored", n=0, lineterm="") if not line.startswith("@@")]
    return "\n".join(lines[:_DIFF_LINES] + ([f"and {len(lines) - _DIFF_LINES} lines more"] if len(lines) > _DIFF_LINES else []))
