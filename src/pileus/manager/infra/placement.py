"""Placement: which host and pool take an instance. Every refusal says which rule refused which host.

Rules are small functions in order; the first that objects is the host's reason. To add one, write it and put it into RULES.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager.infra import affinity, capacity
from pileus.manager.infra.affinity import Bond
from pileus.manager.kernel.errors import NoCapacity
from pileus.manager.model.infrastructure import Cluster, Host, HostState, Pod, ResourceState, Zone
from pileus.manager.model.instance import Instance
from pileus.manager.model.offering import ServiceOffering
from pileus.manager.model.rows import Flag
from pileus.manager.model.storage import PoolState, StoragePool, Volume


@dataclass(frozen=True)
class Ask:
    """What is to be placed. `host_id` is a host that an administrator named, or where the instance's local disk lies."""

    instance: Instance
    offering: ServiceOffering
    disk_bytes: int
    """New bytes on primary storage; 0 when the disks exist."""
    host_id: str | None = None
    pod_id: str | None = None
    cluster_id: str | None = None
    pool_id: str | None = None
    """Where the disks lie already."""
    bonds: tuple[Bond, ...] = ()
    """What the instance's affinity groups want; `place` fills it in."""


@dataclass(frozen=True)
class Place:
    """A host that was claimed, and the pool for the instance's disks."""

    host: Host
    pool: StoragePool


def _up(db: Session, ask: Ask, host: Host) -> str | None:
    del db, ask
    return None if host.state is HostState.UP else f"its agent is {host.state}"


def _enabled(db: Session, ask: Ask, host: Host) -> str | None:
    del ask
    if host.resource_state is not ResourceState.ENABLED:
        return f"it is in {host.resource_state}"
    for kind, id in ((Cluster, host.cluster_id), (Pod, host.pod_id), (Zone, host.zone_id)):
        row = db.get_one(kind, id)
        if row.allocation_state is Flag.DISABLED:
            return f"its {row.__label__} {row.name} is disabled"
    return None


def _named(db: Session, ask: Ask, host: Host) -> str | None:
    del db
    for wanted, have, what in (
        (ask.host_id, host.id, "host"),
        (ask.cluster_id, host.cluster_id, "cluster"),
        (ask.pod_id, host.pod_id, "pod"),
    ):
        if wanted is not None and wanted != have:
            return f"another {what} was asked for"
    return None


def _tags(db: Session, ask: Ask, host: Host) -> str | None:
    del db
    missing = {t for t in ask.offering.host_tags.split(",") if t} - {t for t in host.tags.split(",") if t}
    return f"it lacks the tags {', '.join(sorted(missing))} of offering {ask.offering.name}" if missing else None


def _affinity(db: Session, ask: Ask, host: Host) -> str | None:
    del db
    return next((why for bond in ask.bonds if (why := bond.refusal(host.id))), None)


def _memory(db: Session, ask: Ask, host: Host) -> str | None:
    del db
    free = (host.memory - host.reserved_memory - host.used_memory) >> 20
    return None if free >= ask.instance.memory_mib else f"memory: {free} MiB free of {ask.instance.memory_mib} MiB needed"


def _cpu(db: Session, ask: Ask, host: Host) -> str | None:
    del db
    if ask.instance.cpus > host.cpus:
        return f"processors: it has {host.cpus}, the instance wants {ask.instance.cpus}"
    free = host.cpus * host.cpu_mhz - host.used_cpu_mhz
    wanted = ask.instance.cpus * ask.instance.cpu_mhz
    return None if free >= wanted else f"processors: {free} MHz free of {wanted} MHz needed"


def _storage(db: Session, ask: Ask, host: Host) -> str | None:
    pools = _pools(db, ask, host)
    if not pools:
        return (
            "no storage pool in state Up that it reaches" if ask.pool_id is None else "it does not reach the pool of the instance's disks"
        )
    if any(_room(pool) >= ask.disk_bytes for pool in pools):
        return None
    most = max(_room(pool) for pool in pools) >> 20
    return f"storage: {most} MiB free of {ask.disk_bytes >> 20} MiB needed"


RULES: dict[str, Callable[[Session, Ask, Host], str | None]] = {
    "host up": _up,
    "enabled": _enabled,
    "asked for": _named,
    "host tags": _tags,
    "affinity": _affinity,
    "memory": _memory,
    "processors": _cpu,
    "storage": _storage,
}
"""Rule name and the rule: None, or why the host will not do."""


def _room(pool: StoragePool) -> int:
    return pool.capacity - pool.allocated


def _pools(db: Session, ask: Ask, host: Host) -> list[StoragePool]:
    """Pools this host reaches, the roomiest first; only the one that holds the disks if there are any."""
    query = select(StoragePool).where(StoragePool.zone_id == host.zone_id, StoragePool.state == PoolState.UP)
    if ask.pool_id is not None:
        query = query.where(StoragePool.id == ask.pool_id)
    reached = [
        pool
        for pool in db.scalars(query)
        if (pool.scope == "HOST" and pool.host_id == host.id)
        or (pool.scope == "CLUSTER" and pool.cluster_id == host.cluster_id)
        or pool.scope == "ZONE"
    ]
    return sorted(reached, key=_room, reverse=True)


def place(db: Session, ask: Ask) -> Place:
    """Claims processors, memory and disk space on the best host with room: the emptiest, the instance's last host before others.

    What its affinity groups wish comes before both.

    Raises NoCapacity with every host's reason for root admins, and the reasons counted by rule for everybody else.
    """
    hosts = db.scalars(select(Host).where(Host.zone_id == ask.instance.zone_id, Host.removed.is_(None)).with_for_update()).all()
    ask = replace(ask, bonds=tuple(affinity.bonds(db, ask.instance.id)))
    reasons: list[tuple[Host, str, str]] = []
    fit: list[Host] = []
    for host in hosts:
        objection = _objection(db, ask, host)
        if objection is None:
            fit.append(host)
        else:
            reasons.append((host, *objection))
    fit.sort(key=lambda host: _rank(ask, host))
    for host in fit:
        if capacity.claim(db, ask.instance, host):
            pool = _pools(db, ask, host)[0]
            pool.allocated += ask.disk_bytes
            return Place(host, pool)
        reasons.append((host, "memory", "another instance took the room at this moment"))
    raise _refusal(db, ask, reasons)


def _rank(ask: Ask, host: Host) -> tuple[int, bool, int, str]:
    """The lowest is taken first: where most affinity groups are followed, the last host, the emptiest."""
    against = sum(not bond.suits(host.id) for bond in ask.bonds)
    return against, host.id != ask.instance.last_host_id, host.used_memory + host.reserved_memory - host.memory, host.id


def _objection(db: Session, ask: Ask, host: Host) -> tuple[str, str] | None:
    for name, rule in RULES.items():
        why = rule(db, ask, host)
        if why is not None:
            return name, why
    return None


def _refusal(db: Session, ask: Ask, reasons: list[tuple[Host, str, str]]) -> NoCapacity:
    zone = db.get_one(Zone, ask.instance.zone_id)
    start = f"no host in zone {zone.name} can take instance {ask.instance.name}"
    if not reasons:
        return NoCapacity(f"{start}: the zone has no host; see that pileus agent runs and is connected")
    each = "; ".join(f"{host.name}: {why}" for host, _, why in reasons)
    counted = ", ".join(f"{count} by {rule}" for rule, count in Counter(rule for _, rule, _ in reasons).items())
    return NoCapacity(
        f"{start}. {each}. Free room there, or choose a smaller offering",
        public=f"{start}: {len(reasons)} refused ({counted}). Choose a smaller offering, or ask your administrator",
    )


def give_back_disk(db: Session, volume: Volume) -> None:
    """Returns a disk's bytes to its pool; called in the transaction that ends the disk."""
    if volume.pool_id is None:
        return
    pool = db.get_one(StoragePool, volume.pool_id, with_for_update=True)
    pool.allocated -= volume.size
    volume.pool_id = None
