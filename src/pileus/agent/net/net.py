"""Everything about guest networks on this host, as the managers' verbs ask for it.

What may not stand here: how a single bridge, router, rule or foreign firewall is handled, which the other modules know.
"""

import shutil
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from ipaddress import IPv4Interface, IPv4Network
from pathlib import Path

import msgspec
import structlog

from pileus.agent.faults import AgentFault
from pileus.agent.installation import Installation
from pileus.agent.net import connections, links, processes
from pileus.agent.net.changes import Changes, HostChange
from pileus.agent.net.checks import check_guard, check_network
from pileus.agent.net.desired import Desired, KeptNetwork
from pileus.agent.net.firewalld import SYSTEM_BUS, Firewalld
from pileus.agent.net.firewalls import Firewalls
from pileus.agent.net.names import Names, gateway_mac
from pileus.agent.net.processes import Processes
from pileus.agent.net.resolvers import SOURCES, host_resolvers
from pileus.agent.net.router import Router, runtime_folder, stray_processes
from pileus.agent.net.rules import HostRules
from pileus.wire.hosts import HostNetwork
from pileus.wire.message import Nothing
from pileus.wire.networks import (
    ApplyGuard,
    EnsureGuest,
    EnsureNetwork,
    GuardSpec,
    ListNetworks,
    NetworkIs,
    Networks,
    NetworkSpec,
    RemoveNetwork,
    ServiceHealth,
    SyncGuards,
)
from pileus.wire.notices import AnyNotice, PasswordSaved, Repaired

_log = structlog.stdlib.get_logger()

_LOOK = 1.0
"""Seconds between quick looks at the host."""
_COMPARE = 5.0
"""Seconds between full comparisons, which find what the quick look does not: an address taken off, a cable unplugged."""


class Net:
    """The networks and guards of one installation, on the host that the calling thread's namespace stands for.

    Verbs may be called from any thread. `restore` makes the host what was last asked for; `watch` keeps it so until `close`.
    The services of networks go on when the agent ends.
    """

    def __init__(
        self,
        installation: Installation,
        notify: Callable[[AnyNotice], None],
        *,
        resolver_files: Sequence[Path] = SOURCES,
        system_bus: str = SYSTEM_BUS,
    ) -> None:
        self._installation = installation
        self._notify = notify
        self._resolver_files = resolver_files
        self._names = Names(installation)
        folder = installation.state / "net"
        self._desired = Desired(folder)
        self._changes = Changes(folder / "changes.json")
        self._rules = HostRules(self._names, self._desired)
        self._firewalls = Firewalls(self._names.table, installation.mark, Firewalld(self._changes, system_bus))
        self._firewall_fault = ""
        self._processes = Processes()
        self._lock = threading.RLock()
        self._ended = threading.Event()
        self._watcher: threading.Thread | None = None
        self._upstream: list[str] = []
        self._told_saved: dict[tuple[str, str], str] = {}

    # verbs

    def ensure_network(self, request: EnsureNetwork) -> NetworkIs:
        """Makes the network exactly so, waits until its services answer, and tells how it stands."""
        # a manager that still sends a fetched password has missed the notice
        self._told_saved = {place: number for place, number in self._told_saved.items() if place[0] != request.spec.network_id}
        return self._ensure(lambda: self._desired.told_network(request.spec, request.epoch))

    def ensure_guest(self, request: EnsureGuest) -> NetworkIs:
        """Makes the network's router serve this guest too, and tells how the network stands."""
        self._told_saved.pop((request.network_id, request.guest.instance_id), None)
        return self._ensure(lambda: self._desired.told_guest(request.network_id, request.guest, request.epoch))

    def _ensure(self, told: Callable[[], KeptNetwork]) -> NetworkIs:
        with self._lock:
            network = told()
            spec = network.spec
            check_network(spec, self._desired.networks.values())
            if only_guests := self._differs_in_guests_only(spec):
                self._desired.put_network(network)
                self._router(spec.network_id).serve(spec, spec.dns or self._upstream)
        if only_guests:
            found = self._describe(spec)
            if all(service.up for service in found.services):
                return found
        return self._ensure_all_of(told)

    def _ensure_all_of(self, told: Callable[[], KeptNetwork]) -> NetworkIs:
        with self._lock:
            network = told()
            spec = network.spec
            if spec.network_id not in self._desired.networks:
                self._refuse_overlap(spec)
            links.refuse_stranger(self._bridge(spec))
            self._desired.put_network(network)
            self._upstream = host_resolvers(self._resolver_files)
            self._prepare_host()
            self._rules.follow_networks()
            self._make(spec)
            self._open_firewalls()
        self._router(spec.network_id).wait(spec)
        return self._describe(spec)

    def _differs_in_guests_only(self, spec: NetworkSpec) -> bool:
        """Whether the network stands already, as far as a quick look tells, and at most its guests are others."""
        known = self._desired.networks.get(spec.network_id)
        return known is not None and msgspec.structs.replace(known, guests=spec.guests) == spec and not self._looks_changed()

    def remove_network(self, request: RemoveNetwork) -> Nothing:
        """Takes the network away; what is gone is no fault."""
        with self._lock:
            self._router(request.network_id).remove()
            for link in links.marked(self._names.alias(request.network_id)):
                links.delete(link.name)
            self._desired.drop_network(request.network_id)
            self._rules.follow_networks()
            self._open_firewalls()
        return Nothing()

    def list_networks(self, request: ListNetworks) -> Networks:
        """The live health of every network."""
        del request
        with self._lock:
            specs = list(self._desired.networks.values())
        return Networks(networks=[self._describe(spec) for spec in specs])

    def apply_guard(self, request: ApplyGuard) -> Nothing:
        """Replaces the rules of one instance's cards."""
        for guard in request.guards:
            check_guard(guard)
            if guard.instance_id != request.instance_id:
                raise AgentFault(
                    "invalid",
                    f"A guard of instance {guard.instance_id} came with instance {request.instance_id}.",
                    "This is a defect of the manager; report it.",
                )
        with self._lock:
            before = self._desired.guards.get(request.instance_id, [])
            others = [g for instance_id, guards in self._desired.guards.items() if instance_id != request.instance_id for g in guards]
            self._refuse_unusable(request.guards, others)
            self._desired.put_guards(request.instance_id, request.guards)
            self._rules.exchange(before, request.guards)
            connections.forget(_addresses(before) - _addresses(request.guards))
        return Nothing()

    def sync_guards(self, request: SyncGuards) -> Nothing:
        """Replaces the rules of the whole host."""
        wanted: defaultdict[str, list[GuardSpec]] = defaultdict(list)
        for guard in request.guards:
            check_guard(guard)
            wanted[guard.instance_id].append(guard)
        with self._lock:
            before = self._desired.all_guards()
            self._refuse_unusable(request.guards, [])
            for instance_id in {*self._desired.guards, *wanted}:
                self._desired.put_guards(instance_id, wanted.get(instance_id, []))
            self._rules.replace()
            connections.forget(_addresses(before) - _addresses(request.guards))
        return Nothing()

    # names

    def bridge_of(self, network_id: str, fixed: str = "") -> str:
        """The bridge of a network, whether or not it is there yet."""
        return self._names.bridge(network_id, fixed)

    def tap_of(self, nic_id: str) -> str:
        """The name that the host's end of this card must have.

        Under any other its traffic is not guarded; under this one without a guard it is silent.
        """
        return self._names.tap(nic_id)

    # keeping

    def restore(self) -> None:
        """Makes the host what was last asked for, and tells about everything that was not."""
        repaired: list[Repaired] = []
        with self._lock:
            self._upstream = host_resolvers(self._resolver_files)
            if self._desired.networks:
                self._attempt(repaired, "host settings", self._prepare_host)
            if self._desired.networks or self._desired.guards:
                self._attempt(repaired, "firewall rules", lambda: [d] if (d := self._rules.restore()) else [])
            for spec in list(self._desired.networks.values()):
                self._attempt(repaired, f"network {spec.name} ({spec.network_id})", lambda spec=spec: self._make(spec))
            if self._desired.networks:
                self._attempt(repaired, "accept rules in other firewalls", self._open_firewalls)
        for notice in repaired:
            _log.warning("repaired", what=notice.what, diff=notice.diff)
            self._notify(notice)

    def watch(self) -> None:
        """Restores within seconds whatever another hand changes, from now on until `close`."""
        if self._watcher is None:
            self._ended.clear()
            self._watcher = threading.Thread(target=self._watch, name="net-watch", daemon=True)
            self._watcher.start()

    def close(self) -> None:
        """Ends the watching; networks and guards stay."""
        self._ended.set()
        if self._watcher:
            self._watcher.join()
            self._watcher = None

    def remove_all(self) -> None:
        """Takes everything off the host that carries this installation's mark, known or not; ends the watching first."""
        self.close()
        with self._lock:
            processes.stop_all(stray_processes(self._installation))
            for namespace in links.namespaces(self._names.namespace_prefix):
                links.delete_namespace(namespace)
            for link in links.marked(self._names.alias_prefix):
                links.delete(link.name)
            self._firewalls.remove()
            self._rules.remove()
            for network_id in list(self._desired.networks):
                self._desired.drop_network(network_id)
            for instance_id in list(self._desired.guards):
                self._desired.put_guards(instance_id, [])
            shutil.rmtree(runtime_folder(self._installation), ignore_errors=True)
            for log in self._installation.log.glob("router-*.log"):
                log.unlink(missing_ok=True)

    def changes(self) -> list[HostChange]:
        """What is changed on the host itself at the moment: settings with their old values, and rules in other firewalls."""
        with self._lock:
            rules = [
                HostChange(what=f"accept rules in {place}", before="none", now="for our bridges") for place in self._firewalls.places()
            ]
            return self._changes.all() + rules

    def revert_changes(self) -> list[str]:
        """Puts the host's own settings back, after `remove_all`; tells what was left as it is and why."""
        with self._lock:
            others = self._firewalls.translators()
            return self._changes.revert(others[0] if others else "")

    # the rest

    def _router(self, network_id: str) -> Router:
        return Router(self._installation, self._processes, network_id, self._desired.folder(network_id))

    def _bridges(self) -> list[str]:
        return sorted(self._names.bridge(spec.network_id, spec.bridge) for spec in self._desired.networks.values())

    def foreign_networks(self) -> list[HostNetwork]:
        """What the host's interfaces have that are not ours; of a network with several addresses once."""
        found = {(name, str(network)) for name, network in links.foreign_addresses(self._names.alias_prefix)}
        return [HostNetwork(name, cidr) for name, cidr in sorted(found)]

    def _refuse_overlap(self, spec: NetworkSpec) -> None:
        for name, network in links.foreign_addresses(self._names.alias_prefix):
            if network.overlaps(IPv4Network(spec.cidr)):
                raise AgentFault(
                    "conflict",
                    f"Network {spec.name} ({spec.network_id}) with {spec.cidr} overlaps {network}, which the host has on {name}.",
                    "Choose another range for the network.",
                )

    def _refuse_unusable(self, guards: Sequence[GuardSpec], others: Sequence[GuardSpec]) -> None:
        """Renders the rules once before anything is kept, so that a bad guard is refused as a whole."""
        tables = self._rules.tables
        owners: dict[tuple[str, str], str] = {}
        for guard in [*others, *guards]:
            for what in [("card", guard.nic_id), *((guard.network_id, ip) for ip in guard.ips)]:
                if what in owners:
                    raise AgentFault(
                        "conflict",
                        f"{what[1]} would belong to the instances {owners[what]} and {guard.instance_id} at once.",
                        "Take the other instance's guard away first, or send the guards of the whole host.",
                    )
                owners[what] = guard.instance_id
        for guard in guards:
            tables.card(guard, self._desired.networks).chains(tables.frames, tables.packets)

    def _prepare_host(self) -> list[str]:
        self._changes.filter_bridges()
        return self._changes.forward()

    def _make(self, spec: NetworkSpec) -> list[str]:
        self._changes.filter_bridges()  # without it guests of one bridge would reach each other past every rule: rather no bridge
        name = self._names.bridge(spec.network_id, spec.bridge)
        alias = self._names.alias(spec.network_id)
        for link in links.marked(alias):
            if link.kind == "bridge" and link.name not in {name, self._names.derived_bridge(spec.network_id)}:
                links.delete(link.name)
        differences = links.ensure_bridge(self._bridge(spec))
        return differences + self._router(spec.network_id).ensure(spec, name, spec.dns or self._upstream)

    def _bridge(self, spec: NetworkSpec) -> links.Bridge:
        return links.Bridge(
            name=self._names.bridge(spec.network_id, spec.bridge),
            first_name=self._names.derived_bridge(spec.network_id),
            alias=self._names.alias(spec.network_id),
            mac=gateway_mac(spec.network_id),
            mtu=spec.mtu,
            address=IPv4Interface(f"{spec.gateway}/{IPv4Network(spec.cidr).prefixlen}"),
        )

    def _open_firewalls(self) -> list[str]:
        try:
            differences = self._firewalls.ensure(self._bridges())
        except AgentFault as fault:
            self._firewall_fault = f"{fault.text} {fault.hint}"
            _log.warning("another firewall is in the way", cause=fault.text, next_step=fault.hint)
            return []
        self._firewall_fault = ""
        return differences

    def _attempt(self, repaired: list[Repaired], what: str, work: Callable[[], list[str]]) -> None:
        """One part of the host that fails must not keep the others from being restored."""
        try:
            if differences := work():
                repaired.append(Repaired(what=what, diff="\n".join(differences)))
        except AgentFault as fault:
            _log.error("cannot restore", what=what, cause=fault.text, next_step=fault.hint)
        except Exception:  # noqa: BLE001 - a defect in one part, logged with its traceback
            _log.exception("cannot restore", what=what)

    def _watch(self) -> None:
        compared = time.monotonic()
        while not self._ended.wait(_LOOK):
            try:
                if self._looks_changed() or time.monotonic() - compared > _COMPARE:
                    self.restore()
                    compared = time.monotonic()
                self._tell_saved_passwords()
            except Exception:  # noqa: BLE001 - the watcher must outlive whatever one look meets
                _log.exception("looking after the networks failed; the next look follows")

    def _looks_changed(self) -> bool:
        with self._lock:
            if self._upstream != host_resolvers(self._resolver_files):
                return True
            if (self._desired.networks or self._desired.guards) and self._rules.changed():
                return True
            names = {name for _, name in socket.if_nameindex()}
            for spec in self._desired.networks.values():
                wanted = {self._names.bridge(spec.network_id, spec.bridge), self._names.cable(spec.network_id)}
                if not wanted <= names or self._router(spec.network_id).changed():
                    return True
        return False

    def _tell_saved_passwords(self) -> None:
        """Tells of each fetched password that the manager still asks to hand out, once for each time it asks."""
        with self._lock:
            specs = list(self._desired.networks.values())
        for spec in specs:
            saved = self._router(spec.network_id).saved_passwords()
            for guest in spec.guests:
                place = (spec.network_id, guest.instance_id)
                if (
                    guest.password
                    and saved.get(guest.instance_id) == guest.password_id
                    and self._told_saved.get(place) != guest.password_id
                ):
                    self._told_saved[place] = guest.password_id
                    self._notify(PasswordSaved(instance_id=guest.instance_id, password_id=guest.password_id))

    def _describe(self, spec: NetworkSpec) -> NetworkIs:
        bridge = self._names.bridge(spec.network_id, spec.bridge)
        router = self._router(spec.network_id)
        services = router.health(spec)
        if not (spec.dns or self._upstream):
            services = [_limited(service) if service.name == "dns" and service.up else service for service in services]
        own = [_service("bridge", self._bridge_fault(spec, bridge)), _service("nat", self._nat_fault(spec))]
        return NetworkIs(network_id=spec.network_id, bridge=bridge, router_namespace=router.namespace, services=[*own, *services])

    def _bridge_fault(self, spec: NetworkSpec, name: str) -> str:
        link = links.find(name)
        if link is None or link.alias != self._names.alias(spec.network_id):
            return f"there is no bridge {name} of this network"
        if not link.up:
            return f"bridge {name} is down"
        if not any(address.split("/")[0] == spec.gateway for address in links.addresses(name)):
            return f"bridge {name} has lost the gateway address {spec.gateway}"
        if not self._changes.bridges_can_be_filtered():
            return "the kernel's bridge filter (br_netfilter) is not loaded, so guests are not protected from each other"
        return "" if link.filters_bridged else f"bridge {name} does not filter bridged frames"

    def _nat_fault(self, spec: NetworkSpec) -> str:
        if not spec.nat:
            return ""
        if Path("/proc/sys/net/ipv4/ip_forward").read_text().strip() != "1":
            return "the host does not forward packets (net.ipv4.ip_forward is 0)"
        with self._lock:
            if self._rules.wrong():
                return "the host's rules are not what they should be; they are restored within seconds"
        return self._firewall_fault


def _addresses(guards: Sequence[GuardSpec]) -> set[str]:
    return {ip for guard in guards for ip in guard.ips}


def _service(name: str, fault: str) -> ServiceHealth:
    return ServiceHealth(name=name, up=not fault, detail=fault)


def _limited(dns: ServiceHealth) -> ServiceHealth:
    return ServiceHealth(
        name=dns.name, up=True, detail="answers the guests' own names only: the host has no resolver that guests could reach"
    )
