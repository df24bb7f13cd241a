"""A fake host: answers the wire's requests from the world, with the journal and the epochs of a real agent.

What may not stand here: its storage and networks.
"""

import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from typing import Any, Literal, cast

import msgspec
from msgspec import Struct

from pileus.manager.drivers.fake.console import FakeConsole
from pileus.manager.drivers.fake.images import SecondaryStorage
from pileus.manager.drivers.fake.networks import FakeNetworks
from pileus.manager.drivers.fake.storage import FakeStorage
from pileus.manager.drivers.fake.world import Name, OwnNetworks, Result, World
from pileus.manager.drivers.hosts import HostFault
from pileus.wire.domains import (
    DomainIs,
    Domains,
    DomainSpec,
    DomainsStats,
    DomainStats,
    ListDomains,
    OpenConsole,
    ReadDomainStats,
    RebootDomain,
    StartDomain,
    StopDomain,
)
from pileus.wire.hosts import Facts, ReadFacts, ReadStats, Stats
from pileus.wire.message import Effect, FaultKind, Nothing, Request, undos_of
from pileus.wire.networks import (
    ApplyGuard,
    EnsureGuest,
    EnsureNetwork,
    GuardSpec,
    ListNetworks,
    RemoveNetwork,
    SyncGuards,
)
from pileus.wire.notices import AnyNotice, DomainChanged
from pileus.wire.storage import EnsureImage, EnsureVolume, ReadPool, RemoveVolume

GIB = 1 << 30
MEMORY = 256 * GIB
OWN_MEMORY = 2 * GIB
"""What the host itself uses."""
CPUS, MHZ = 64, 2400


class Guest(Struct, frozen=True):
    """A running domain."""

    spec: DomainSpec
    epoch: int
    started: float


class Guards(Struct, frozen=True):
    """The rules of one instance's cards."""

    guards: list[GuardSpec]


class _Memory(Struct, frozen=True):
    memory_mib: int


class _Occupant(Struct, frozen=True):
    """The part of a guest that is read for all of them at every start."""

    spec: _Memory


class _StoredFault(Struct, frozen=True):
    kind: FaultKind
    text: str
    hint: str


class FakeHost:
    """One host. `tell` is called with every notice, in the order of what happened."""

    def __init__(self, world: World, id: str, images: SecondaryStorage, tell: Callable[[AnyNotice], None]) -> None:
        self.id = id
        self._world = world
        self._tell = tell
        self._storage = FakeStorage(world, id, images)
        self._networks = FakeNetworks(world, id)
        self._consoles: defaultdict[str, list[FakeConsole]] = defaultdict(list)
        self._verbs: dict[type[Struct], Callable[[Any], Struct]] = {
            ReadFacts: self._facts,
            ReadStats: self._stats,
            EnsureImage: self._storage.ensure_image,
            EnsureVolume: self._storage.ensure_volume,
            RemoveVolume: self._storage.remove_volume,
            ReadPool: self._storage.read_pool,
            EnsureNetwork: self._networks.ensure_network,
            EnsureGuest: self._networks.ensure_guest,
            RemoveNetwork: self._networks.remove_network,
            ListNetworks: self._networks.list_networks,
            ApplyGuard: self._apply_guard,
            SyncGuards: self._sync_guards,
            StartDomain: self._start,
            StopDomain: self._stop,
            RebootDomain: self._reboot,
            ListDomains: self._list,
            ReadDomainStats: self._domain_stats,
            OpenConsole: self._refuse_console,
        }

    @property
    def failing_services(self) -> dict[str, str]:
        """Services of routers that fail from now on, and what is wrong with each."""
        return self._networks.failing_services

    def answer(self, request: Request[Any]) -> Struct:
        """The reply, or HostFault. Effects happen one at a time; a repeated one is answered as at first, a lower epoch is refused."""
        act = self._verbs[type(request)]
        if not isinstance(request, Effect):
            return act(request)
        if isinstance(request, EnsureImage | EnsureVolume) and request.image is not None:
            self._storage.look_at(request.image)
        with self._world.change():
            outcome = self._once(request, act)
        if isinstance(outcome, HostFault):
            raise outcome
        return outcome

    def _once(self, request: Effect[Any], act: Callable[[Any], Struct]) -> Struct | HostFault:
        verb = str(request.__struct_config__.tag)
        before = self._world.result(self.id, request.key)
        if before is not None:
            return self._repeated(request, verb, before)
        if self._world.has_result_under(self.id, request.target, undos_of(request.key)):
            return self._fault(
                "stale",
                f"{verb} on {request.target} comes late: its step {request.key} was undone",
                "Its operation has ended; read the object again before acting.",
            )
        highest = self._world.raise_epoch(self.id, request.target, request.epoch)
        if request.epoch < highest:
            return self._fault(
                "stale",
                f"{verb} on {request.target} carries epoch {request.epoch}, but epoch {highest} has already acted on it",
                "Another operation has taken the object over; read it again before acting.",
            )
        try:
            outcome = act(request)
            result = Result(verb=verb, target=request.target, reply=msgspec.json.encode(outcome))
        except HostFault as fault:
            outcome = fault
            stored = msgspec.json.encode(_StoredFault(fault.kind, fault.text, fault.hint))
            result = Result(verb=verb, target=request.target, fault=stored)
        self._world.remember(self.id, request.key, result)
        return outcome

    def _repeated(self, request: Effect[Any], verb: str, before: Result) -> Struct | HostFault:
        if (before.verb, before.target) != (verb, request.target):
            return self._fault(
                "invalid",
                f"the key {request.key} of {verb} on {request.target} was already used for {before.verb} on {before.target}",
                "Give every step of every operation a key of its own.",
            )
        if before.fault is not None:
            stored = msgspec.json.decode(before.fault, type=_StoredFault)
            return self._fault(stored.kind, stored.text, stored.hint)
        return cast("Struct", msgspec.json.decode(before.reply or b"", type=request.reply))

    def _fault(self, kind: FaultKind, text: str, hint: str = "") -> HostFault:
        return HostFault(self.id, kind, text, hint)

    def _facts(self, request: ReadFacts) -> Facts:
        del request
        number, boot = next((number, boot) for id, number, boot in self._world.hosts() if id == self.id)
        named = self._world.get(self.id, "name", "", Name)
        own = self._world.get(self.id, "networks", "", OwnNetworks)
        return Facts(
            hostname=named.name if named else f"simulated-{number}",
            boot_id=boot,
            arch="x86_64",
            cpus=CPUS,
            sockets=1,
            cpu_mhz=MHZ,
            cpu_model="Simulated CPU",
            memory=MEMORY,
            kernel="simulated",
            distribution="simulated",
            libvirt_version="9.0.0",
            qemu_version="7.2.0",
            acceleration="tcg",
            acceleration_reason="the host is simulated: no guest really runs",
            address=f"127.0.{number >> 8}.{number & 255}",
            capabilities=["simulated"],
            networks=own.networks if own else [],
        )

    def _stats(self, request: ReadStats) -> Stats:
        del request
        guests = self._guests()
        return Stats(
            at=time.time(),
            cpu_busy=min(1.0, 0.01 * sum(guest.spec.vcpus for guest in guests.values())),
            load1=0.1 * len(guests),
            memory_used=OWN_MEMORY + (self._given_memory() << 20) // 2,  # guests leave half of theirs free
            foreign_memory=0,
            net_received_bytes=0,
            net_sent_bytes=0,
        )

    def _apply_guard(self, request: ApplyGuard) -> Nothing:
        for guard in request.guards:
            if guard.instance_id != request.instance_id:
                raise self._fault("invalid", f"A guard of instance {guard.instance_id} came with instance {request.instance_id}.")
        if request.guards:
            self._world.put(self.id, "guard", request.instance_id, Guards(request.guards))
        else:
            self._world.take(self.id, "guard", request.instance_id)
        return Nothing()

    def _sync_guards(self, request: SyncGuards) -> Nothing:
        wanted: defaultdict[str, list[GuardSpec]] = defaultdict(list)
        for guard in request.guards:
            wanted[guard.instance_id].append(guard)
        self._world.clear(self.id, "guard")
        for instance_id, guards in wanted.items():
            self._world.put(self.id, "guard", instance_id, Guards(guards))
        return Nothing()

    def _guests(self) -> dict[str, Guest]:
        return self._world.all(self.id, "domain", Guest)

    def _guest(self, instance_id: str) -> Guest | None:
        return self._world.get(self.id, "domain", instance_id, Guest)

    def _given_memory(self) -> int:
        """MiB that the running guests were promised."""
        return sum(guest.spec.memory_mib for guest in self._world.all(self.id, "domain", _Occupant).values())

    def _start(self, request: StartDomain) -> DomainIs:
        guest = self._guest(request.spec.instance_id)
        return self._create(request) if guest is None else self._leave_running(guest, request)

    def _stop(self, request: StopDomain) -> Nothing:
        """A fake guest follows the power button at once, so that no grace is ever used up."""
        guest = self._guest(request.instance_id)
        if guest is not None:
            self._end(guest, "shutdown" if request.grace else "destroyed")
        return Nothing()

    def _reboot(self, request: RebootDomain) -> DomainIs:
        guest = self._guest(request.spec.instance_id)
        if guest is not None and guest.spec == request.spec and request.grace > 0:
            return self._leave_running(guest, request)
        if guest is not None:
            self._end(guest, "destroyed")
        return self._create(request)

    def _create(self, request: StartDomain | RebootDomain) -> DomainIs:
        self._check(request.spec)
        guest = Guest(spec=request.spec, epoch=request.epoch, started=time.time())
        self._put_running(guest)
        return self._is(guest)

    def _check(self, spec: DomainSpec) -> None:
        """Whether this host can run such a guest."""
        for disk in spec.disks:
            if disk.path:
                self._storage.check_disk(disk.path)
        if spec.acceleration == "kvm":
            raise self._fault("invalid", f"guest {spec.name} asks for KVM, which this host does not have", "Choose auto or tcg.")
        for nic in spec.nics:
            if not self._world.has(self.id, "network", nic.network_id):
                text = f"cannot start guest {spec.name}: network {nic.network_id} is not on this host"
                raise self._fault("missing", text, "Make the network on this host first.")
        given = self._given_memory()
        if (given + spec.memory_mib) << 20 > MEMORY:
            text = f"cannot start guest {spec.name}: no memory left, {given} MiB of {MEMORY >> 20} are used"
            raise self._fault("capacity", text, "Stop other guests, or choose another host.")

    def _leave_running(self, guest: Guest, request: StartDomain | RebootDomain) -> DomainIs:
        if guest.spec != request.spec:
            text = f"guest {guest.spec.name} runs with another definition than the one to start"
            raise self._fault("conflict", text, "Stop it first.")
        if guest.epoch != request.epoch:
            guest = msgspec.structs.replace(guest, epoch=request.epoch)
            self._put_running(guest)
        return self._is(guest)

    def _put_running(self, guest: Guest) -> None:
        self._world.put(self.id, "domain", guest.spec.instance_id, guest)
        self._changed(guest, "running", "")

    def _end(self, guest: Guest, reason: str) -> None:
        self._take(guest.spec.instance_id)
        self._changed(guest, "off", reason)

    def _take(self, instance_id: str) -> None:
        self._world.take(self.id, "domain", instance_id)
        for console in self._consoles.pop(instance_id, ()):
            console.end()

    def power_off(self, instance_id: str) -> None:
        """The guest shuts itself down, as its owner may do from inside."""
        with self._world.change():
            guest = self._guest(instance_id)
            if guest is not None:
                self._end(guest, "shutdown")

    def lose(self, instance_id: str) -> None:
        """The guest is killed behind everybody's back, and nobody is told."""
        with self._world.change():
            self._take(instance_id)

    def restart(self) -> None:
        """The machine reboots: its guests, networks and rules are gone, its disks are not."""
        with self._world.change():
            for instance_id in self._guests():
                self._take(instance_id)
            self._world.reboot_host(self.id, new_boot())

    def console(self, instance_id: str, kind: str) -> FakeConsole:
        """A console that ends with its guest; within an event loop."""
        with self._world.change():
            guest = self._guest(instance_id)
            if guest is None:
                raise self._fault("missing", f"guest {instance_id} does not run on this host", "Start it first.")
            console = FakeConsole(guest.spec.name, kind)
            self._consoles[instance_id] = [c for c in self._consoles[instance_id] if not c.ended] + [console]
            return console

    def _refuse_console(self, request: OpenConsole) -> Nothing:
        raise self._fault("invalid", f"a console of guest {request.instance_id} needs a connection of its own, as its first call")

    def _changed(self, guest: Guest, state: Literal["running", "off"], reason: str) -> None:
        self._tell(DomainChanged(instance_id=guest.spec.instance_id, state=state, epoch=guest.epoch, reason=reason))

    def _is(self, guest: Guest) -> DomainIs:
        return DomainIs(instance_id=guest.spec.instance_id, name=guest.spec.name, state="running", epoch=guest.epoch, acceleration="tcg")

    def _list(self, request: ListDomains) -> Domains:
        del request
        return Domains(domains=[self._is(guest) for guest in self._guests().values()])

    def _domain_stats(self, request: ReadDomainStats) -> DomainsStats:
        del request
        now = time.time()
        return DomainsStats(at=now, stats=[_made_up(guest, now) for guest in self._guests().values()])


def _made_up(guest: Guest, now: float) -> DomainStats:
    """A guest that keeps one per cent of its processors and a trickle of its disks and network busy."""
    age = max(0.0, now - guest.started)
    kib = guest.spec.memory_mib << 10
    return DomainStats(
        instance_id=guest.spec.instance_id,
        cpu_ns=int(age * guest.spec.vcpus * 1e7),
        vcpus=guest.spec.vcpus,
        memory_kib=kib,
        memory_free_kib=kib // 2,
        disk_read_bytes=int(age * 4096),
        disk_write_bytes=int(age * 8192),
        disk_read_requests=int(age),
        disk_write_requests=int(age * 2),
        net_received_bytes=int(age * 1000),
        net_sent_bytes=int(age * 500),
    )


def new_boot() -> str:
    """A boot id."""
    return str(uuid.uuid4())
