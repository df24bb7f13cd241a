"""The ledger: compares the database with what is on the hosts, both ways. An empty answer: nothing is lost, left over or doubled."""

from collections import Counter
from collections.abc import Callable, Iterator, Set as AbstractSet
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager.drivers.fake.host import Guards, Guest
from pileus.manager.drivers.fake.networks import networks_on
from pileus.manager.drivers.fake.world import World as HostWorld
from pileus.manager.identity.limits import Kind
from pileus.manager.kernel.database import Database
from pileus.manager.model.account import Account
from pileus.manager.model.infrastructure import Host
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.job import Job, JobState
from pileus.manager.model.network import Nic
from pileus.manager.model.setting import ResourceCount
from pileus.manager.model.storage import StoragePool, Volume, VolumeState
from pileus.manager.network.wiring import guard_specs
from pileus.wire.networks import GuardSpec, NetworkSpec
from pileus.wire.storage import VolumeIs

SETTLED = {InstanceState.RUNNING, InstanceState.STOPPED, InstanceState.DESTROYED, InstanceState.ERROR}


@dataclass(frozen=True)
class Things:
    """What is on one host, fake or real."""

    domains: set[str]
    """Ids of the instances that have one."""
    guards: dict[str, list[GuardSpec]]
    """By instance."""
    volumes: dict[str, str]
    """The pool of each."""
    networks: list[NetworkSpec]


def differences(db: Database, world: HostWorld) -> list[str]:
    """What does not agree on fake hosts. Call it when every job has ended and the reconcilers have run."""

    def on(host_id: str) -> Things:
        return Things(
            domains=set(world.all(host_id, "domain", Guest)),
            guards={id: there.guards for id, there in world.all(host_id, "guard", Guards).items()},
            volumes={id: volume.pool_id for id, volume in world.all(host_id, "volume", VolumeIs).items()},
            networks=list(networks_on(world, host_id).values()),
        )

    return differences_from(db, on)


def differences_from(db: Database, on: Callable[[str], Things]) -> list[str]:
    """What does not agree with the things that are `on(host_id)`."""
    with db.read() as session:
        found = [*_instances(session), *_counters(session)]
        for host in session.scalars(select(Host)):
            found += _host(session, on(host.id), host)
        return found


def _live(session: Session) -> list[Instance]:
    return list(session.scalars(select(Instance).where(Instance.removed.is_(None))))


def _instances(session: Session) -> Iterator[str]:
    for instance in _live(session):
        if instance.state not in SETTLED and instance.state is not InstanceState.EXPUNGING:
            yield f"instance {instance.name} stays {instance.state}"
        if instance.operation_id is not None:
            yield f"instance {instance.name} is held by {instance.operation_id}"
        running = instance.state is InstanceState.RUNNING
        if running != (instance.host_id is not None) or running != (instance.claimed_memory > 0):
            yield f"instance {instance.name} is {instance.state} with host {instance.host_id} and {instance.claimed_memory} bytes claimed"
    for volume in session.scalars(select(Volume).where(Volume.removed.is_(None))):
        if volume.operation_id is not None or volume.state is VolumeState.CREATING:
            yield f"volume {volume.name} is {volume.state}, held by {volume.operation_id}"
    for account in session.scalars(select(Account).where(Account.ending, Account.removed.is_(None))):
        yield f"account {account.name} is half deleted"
    for job in session.scalars(select(Job).where(Job.state.not_in((JobState.DONE, JobState.FAILED)))):
        yield f"job {job.operation} is {job.state}"


def _counters(session: Session) -> Iterator[str]:
    counted = [i for i in session.scalars(select(Instance)) if i.counted]
    wanted: Counter[tuple[str, int]] = Counter()
    for instance in counted:
        wanted[instance.account_id, Kind.INSTANCE] += 1
        wanted[instance.account_id, Kind.CPU] += instance.cpus
        wanted[instance.account_id, Kind.MEMORY] += instance.memory_mib
    for volume in session.scalars(select(Volume).where(Volume.removed.is_(None))):
        wanted[volume.account_id, Kind.VOLUME] += 1
        wanted[volume.account_id, Kind.PRIMARY_STORAGE] += volume.size
    owners = {account_id for account_id, _ in wanted} | {i.account_id for i in session.scalars(select(Instance))}
    for row in session.scalars(select(ResourceCount).where(ResourceCount.owner_id.in_(owners))):
        if (
            row.type in (Kind.INSTANCE, Kind.CPU, Kind.MEMORY, Kind.VOLUME, Kind.PRIMARY_STORAGE)
            and row.used != wanted[row.owner_id, row.type]
        ):
            yield f"account {row.owner_id} counts {row.used} of {Kind(row.type).name}, it has {wanted[row.owner_id, row.type]}"
    for instance in _live(session):
        if instance.state is InstanceState.ERROR and instance.counted:
            yield f"instance {instance.name} in Error still counts"


def _host(session: Session, there: Things, host: Host) -> Iterator[str]:
    here = [i for i in _live(session) if i.host_id == host.id]
    guards = there.guards
    yield from _both({i.id for i in here}, there.domains, f"domains on {host.name}")
    yield from _both({i.id for i in here}, set(guards), f"guards on {host.name}")
    wanted = guard_specs(session, [i.id for i in here])
    yield from (f"guard of instance {i.name} is out of date" for i in here if guards.get(i.id) not in (None, wanted[i.id]))
    memory = sum(i.memory_mib << 20 for i in here)
    mhz = sum(i.cpus * i.cpu_mhz for i in here)
    if (host.used_memory, host.used_cpu_mhz) != (memory, mhz):
        yield f"host {host.name} gives {host.used_memory} bytes and {host.used_cpu_mhz} MHz; its instances have {memory} and {mhz}"
    for pool in session.scalars(select(StoragePool).where(StoragePool.host_id == host.id)):
        volumes = list(session.scalars(select(Volume).where(Volume.pool_id == pool.id, Volume.removed.is_(None))))
        yield from _both({v.id for v in volumes}, {id for id, of in there.volumes.items() if of == pool.id}, f"volumes on {pool.name}")
        if pool.allocated != sum(v.size for v in volumes):
            yield f"pool {pool.name} gives {pool.allocated} bytes; its volumes have {sum(v.size for v in volumes)}"
    for spec in there.networks:
        cards = session.execute(select(Nic.mac, Nic.ip).where(Nic.network_id == spec.network_id)).all()
        leases = {(guest.mac, guest.ip) for guest in spec.guests}
        yield from _both({(mac, ip) for mac, ip in cards}, leases, f"leases of network {spec.name} on {host.name}")


def _both(rows: AbstractSet[object], things: AbstractSet[object], what: str) -> Iterator[str]:
    if rows - things:
        yield f"{what}: in the database only: {sorted(map(str, rows - things))}"
    if things - rows:
        yield f"{what}: in the world only: {sorted(map(str, things - rows))}"
