"""A fake host: answers the wire's requests from the world, with the journal and the epochs of a real agent."""

import time
import uuid
from collections.abc import Callable
from typing import Any, Literal, cast

import msgspec
from msgspec import Struct

from pileus.manager.drivers.fake.world import World
from pileus.manager.drivers.hosts import HostFault
from pileus.wire.domains import (
    DomainIs,
    Domains,
    DomainSpec,
    DomainsStats,
    DomainStats,
    ListDomains,
    ReadDomainStats,
    RebootDomain,
    StartDomain,
    StopDomain,
)
from pileus.wire.hosts import Facts, ReadFacts, ReadStats, Stats
from pileus.wire.message import Effect, FaultKind, Nothing, Request
from pileus.wire.networks import (
    ApplyGuard,
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
from pileus.wire.notices import AnyNotice, DomainChanged
from pileus.wire.storage import EnsureImage, EnsureVolume, ImageRef, PoolIs, ReadPool, RemoveVolume, VolumeIs

GIB = 1 << 30
MEMORY = 256 * GIB
CPUS, MHZ = 64, 2400
POOL = 16384 * GIB
SERVICES = ("bridge", "nat", "dhcp", "dns", "metadata", "password")


class Guest(Struct, frozen=True):
    """A running domain."""

    spec: DomainSpec
    epoch: int
    started: float


class Guards(Struct, frozen=True):
    """The rules of one instance's cards."""

    guards: list[GuardSpec]


class FakeHost:
    """One host. `tell` is called with every notice."""

    def __init__(self, world: World, id: str, tell: Callable[[AnyNotice], None]) -> None:
        self.id = id
        self._world = world
        self._tell = tell
        self._verbs: dict[type[Struct], Callable[[Any], Struct]] = {
            ReadFacts: self._facts,
            ReadStats: self._stats,
            EnsureImage: self._ensure_image,
            EnsureVolume: self._ensure_volume,
            RemoveVolume: self._remove_volume,
            ReadPool: self._read_pool,
            EnsureNetwork: self._ensure_network,
            RemoveNetwork: self._remove_network,
            ListNetworks: self._list_networks,
            ApplyGuard: self._apply_guard,
            SyncGuards: self._sync_guards,
            StartDomain: self._start,
            StopDomain: self._stop,
            RebootDomain: self._reboot,
            ListDomains: self._list,
            ReadDomainStats: self._domain_stats,
        }

    def answer(self, request: Request[Any]) -> Struct:
        """The reply; a repeated effect is answered from the journal, a lower epoch is refused."""
        act = self._verbs[type(request)]
        if not isinstance(request, Effect):
            return act(request)
        with self._world.change():
            stored = self._world.done(self.id, request.key)
            if stored is not None:
                return cast("Struct", msgspec.json.decode(stored, type=request.reply))
            highest = self._world.epoch(self.id, request.target)
            if request.epoch < highest:
                raise self._fault("stale", f"epoch {request.epoch} of {request.target} is below {highest}, which has acted already")
            self._world.raise_epoch(self.id, request.target, request.epoch)
            reply = act(request)
            self._world.remember(self.id, request.key, msgspec.json.encode(reply))
            return reply

    def _fault(self, kind: FaultKind, text: str, hint: str = "") -> HostFault:
        return HostFault(self.id, kind, text, hint)

    def _facts(self, request: ReadFacts) -> Facts:
        del request
        number, boot = next((number, boot) for id, number, boot in self._world.hosts() if id == self.id)
        return Facts(
            hostname=f"simulated-{number}",
            boot_id=boot,
            arch="x86_64",
            cpus=CPUS,
            cpu_mhz=MHZ,
            cpu_model="Simulated CPU",
            memory=MEMORY,
            kernel="simulated",
            distribution="simulated",
            libvirt_version="simulated",
            qemu_version="simulated",
            acceleration="tcg",
            acceleration_reason="the host is simulated: no guest really runs",
            address=f"127.0.{number >> 8}.{number & 255}",
            capabilities=["simulated"],
        )

    def _stats(self, request: ReadStats) -> Stats:
        del request
        guests = self._guests()
        memory = sum(guest.spec.memory_mib << 20 for guest in guests.values())
        return Stats(
            at=time.time(),
            cpu_busy=min(1.0, 0.01 * sum(guest.spec.vcpus for guest in guests.values())),
            load1=0.1 * len(guests),
            memory_used=2 * GIB + memory,
            foreign_memory=0,
            net_received_bytes=0,
            net_sent_bytes=0,
        )

    def _ensure_image(self, request: EnsureImage) -> VolumeIs:
        return self._image(request.pool.pool_id, request.pool.path, request.image)

    def _image(self, pool_id: str, path: str, image: ImageRef) -> VolumeIs:
        there = VolumeIs(
            volume_id=image.template_id, pool_id=pool_id, path=f"{path}/{image.template_id}", virtual_size=GIB, physical_size=GIB
        )
        self._world.put(self.id, "image", f"{pool_id}/{image.template_id}", there)
        return there

    def _ensure_volume(self, request: EnsureVolume) -> VolumeIs:
        there = self._world.get(self.id, "volume", request.volume_id, VolumeIs)
        if there is not None:
            return there
        if request.image is not None:
            self._image(request.pool.pool_id, request.pool.path, request.image)
        made = VolumeIs(
            volume_id=request.volume_id,
            pool_id=request.pool.pool_id,
            path=f"{request.pool.path}/{request.volume_id}.qcow2",
            virtual_size=request.size,
            physical_size=196608,
        )
        self._world.put(self.id, "volume", request.volume_id, made)
        return made

    def _remove_volume(self, request: RemoveVolume) -> Nothing:
        self._world.take(self.id, "volume", request.volume_id)
        return Nothing()

    def _read_pool(self, request: ReadPool) -> PoolIs:
        pool = request.pool.pool_id
        volumes = [v for v in self._world.all(self.id, "volume", VolumeIs).values() if v.pool_id == pool]
        images = [v.volume_id for key, v in self._world.all(self.id, "image", VolumeIs).items() if key.startswith(f"{pool}/")]
        used = sum(v.physical_size for v in volumes) + GIB * len(images)
        return PoolIs(pool_id=pool, capacity=POOL, used=used, volumes=volumes, images=images)

    def _ensure_network(self, request: EnsureNetwork) -> NetworkIs:
        self._world.put(self.id, "network", request.spec.network_id, request.spec)
        return self._network(request.spec)

    def _network(self, spec: NetworkSpec) -> NetworkIs:
        services = [ServiceHealth(name=name, up=True) for name in SERVICES]
        return NetworkIs(network_id=spec.network_id, bridge=spec.bridge or "simulated", router_namespace="simulated", services=services)

    def _remove_network(self, request: RemoveNetwork) -> Nothing:
        self._world.take(self.id, "network", request.network_id)
        return Nothing()

    def _list_networks(self, request: ListNetworks) -> Networks:
        del request
        return Networks(networks=[self._network(spec) for spec in self._world.all(self.id, "network", NetworkSpec).values()])

    def _apply_guard(self, request: ApplyGuard) -> Nothing:
        if request.guards:
            self._world.put(self.id, "guard", request.instance_id, Guards(request.guards))
        else:
            self._world.take(self.id, "guard", request.instance_id)
        return Nothing()

    def _sync_guards(self, request: SyncGuards) -> Nothing:
        self._world.clear(self.id, "guard")
        for instance_id in {guard.instance_id for guard in request.guards}:
            mine = [guard for guard in request.guards if guard.instance_id == instance_id]
            self._world.put(self.id, "guard", instance_id, Guards(mine))
        return Nothing()

    def _guests(self) -> dict[str, Guest]:
        return self._world.all(self.id, "domain", Guest)

    def _start(self, request: StartDomain) -> DomainIs:
        spec = request.spec
        for disk in spec.disks:
            if disk.device == "disk" and self._world.get(self.id, "volume", disk.volume_id, VolumeIs) is None:
                raise self._fault("missing", f"disk {disk.path} of instance {spec.instance_id} is not there", "make its volume first")
        running = self._world.get(self.id, "domain", spec.instance_id, Guest)
        if running is None:
            used = sum(guest.spec.memory_mib for guest in self._guests().values())
            if (used + spec.memory_mib) << 20 > MEMORY:
                raise self._fault("capacity", f"no memory left for instance {spec.instance_id}: {used} MiB of {MEMORY >> 20} are used")
            running = Guest(spec=spec, epoch=request.epoch, started=time.time())
            self._world.put(self.id, "domain", spec.instance_id, running)
            self._changed(running, "running", "booted")
        return self._is(running)

    def _stop(self, request: StopDomain) -> Nothing:
        guest = self._world.get(self.id, "domain", request.instance_id, Guest)
        if guest is not None:
            self._world.take(self.id, "domain", request.instance_id)
            self._changed(guest, "off", "shutdown" if request.grace else "destroyed")
        return Nothing()

    def _reboot(self, request: RebootDomain) -> DomainIs:
        guest = self._world.get(self.id, "domain", request.spec.instance_id, Guest)
        if guest is None:
            raise self._fault("missing", f"instance {request.spec.instance_id} does not run here", "start it instead")
        fresh = Guest(spec=request.spec, epoch=request.epoch, started=time.time())
        self._world.put(self.id, "domain", request.spec.instance_id, fresh)
        return self._is(fresh)

    def power_off(self, instance_id: str) -> None:
        """The guest shuts itself down, as its owner may do from inside."""
        guest = self._world.get(self.id, "domain", instance_id, Guest)
        if guest is not None:
            self._world.take(self.id, "domain", instance_id)
            self._changed(guest, "off", "shutdown")

    def lose(self, instance_id: str) -> None:
        """The guest is killed behind everybody's back, and nobody is told."""
        self._world.take(self.id, "domain", instance_id)

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
