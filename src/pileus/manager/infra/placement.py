"""Placement: which host and pool take an instance. Every refusal says which rule refused which host.

Rules are small functions in order; the first that objects is the host's reason. To add one, write it and put it into RULES.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from pileus.manager.infra import affinity, capacity, overcommit, planners, reach
from pileus.manager.infra.affinity import Bond
from pileus.manager.infra.dedications import Owners, owners
from pileus.manager.infra.overcommit import Clusters
from pileus.manager.infra.planners import Planner
from pileus.manager.kernel.errors import NoCapacity
from pileus.manager.kernel.prepared import Prepared
from pileus.manager.kernel.roles import RoleType
from pileus.manager.kernel.settings import Scope, Setting, flag, text
from pileus.manager.model.account import Account
from pileus.manager.model.hypervisor import HypervisorCapabilities
from pileus.manager.model.infrastructure import Cluster, Host, HostState, Pod, ResourceState, Zone
from pileus.manager.model.instance import Instance
from pileus.manager.model.offering import DiskOffering, ServiceOffering
from pileus.manager.model.rows import Flag
from pileus.manager.model.setting import text_of_all, texts_for
from pileus.manager.model.storage import PoolState, StoragePool, Volume

ADMINS_ON_DISABLED = flag(
    "allow.admin.vm.on.disabled.resources",
    default=False,
    doc="Whether instances of root administrators start on hosts that are disabled, or in a disabled cluster, pod or zone.",
)
ELSEWHERE = flag(
    "allow.deploy.vm.if.deploy.on.given.host.fails",
    default=False,
    doc="Whether an instance that was to start on a certain host, which has no room for it, starts on another one.",
)
PREFERRED = text(
    "preferred.storage.pool",
    "",
    "Id of the storage pool that new disks go to before others, if it has room and their host reaches it.",
    scopes=(Scope.ACCOUNT,),
)


@dataclass(frozen=True)
class Fill:
    """What a cluster's hosts have together, with over-provisioning, and what of it is used."""

    memory: int
    used_memory: int
    cpu_mhz: int
    used_cpu_mhz: int


@dataclass(frozen=True)
class Known:
    """What the rules have to know of one placement, read once for all hosts."""

    bonds: tuple[Bond, ...]
    """What the instance's affinity groups want."""
    clusters: Clusters
    fill: Mapping[str, Fill]
    owners: Owners | None
    planner: Planner
    most_guests: Mapping[str, int]
    """Guests that a host may have at the same time, by its hypervisor, where that is limited."""
    guests: Mapping[str | None, int]
    """Guests that each host has; empty where no hypervisor is limited."""
    places: Mapping[str, Cluster | Pod | Zone]
    """By id, those that the hosts stand in."""
    storage_tags: frozenset[str]
    """What the pool of new disks has to have, from their offerings. Disks that exist stay where they are, whatever its tags became."""
    pools: Sequence[StoragePool]
    """Where the disks may lie, or lie already; the roomiest first."""
    preferred: Sequence[str] = ()
    """Ids of the pools that new disks go to before others: the account's, then everybody's."""
    admin_anywhere: bool = False
    """Whether disabled hosts will do."""


NOTHING = Known((), Clusters({}), {}, None, Planner(planners.FIRST_FIT, None), {}, {}, {}, frozenset(), ())


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
    planner: str = ""
    """The planner asked for; the offering's where it is empty."""
    known: Known = NOTHING
    """`place` fills it in."""


@dataclass(frozen=True)
class Place:
    """A host that was claimed, and the pool for the instance's disks."""

    host: Host
    pool: StoragePool


def _up(ask: Ask, host: Host) -> str | None:
    del ask
    return None if host.state is HostState.UP else f"its agent is {host.state}"


def _enabled(ask: Ask, host: Host) -> str | None:
    disabled = host.resource_state is ResourceState.DISABLED
    if host.resource_state is not ResourceState.ENABLED and not (disabled and ask.known.admin_anywhere):
        return f"it is in {host.resource_state}"
    for id in (host.cluster_id, host.pod_id, host.zone_id):
        row = ask.known.places[id]
        if row.allocation_state is Flag.DISABLED and not ask.known.admin_anywhere:
            return f"its {row.__label__} {row.name} is disabled"
        if isinstance(row, Cluster) and row.managed_state != "Managed":
            return f"its cluster {row.name} is {row.managed_state}"
    return None


def _named(ask: Ask, host: Host) -> str | None:
    for wanted, have, what in (
        (ask.host_id, host.id, "host"),
        (ask.cluster_id, host.cluster_id, "cluster"),
        (ask.pod_id, host.pod_id, "pod"),
    ):
        if wanted is not None and wanted != have:
            return f"another {what} was asked for"
    return None


def _tags(ask: Ask, host: Host) -> str | None:
    missing = {t for t in ask.offering.host_tags.split(",") if t} - {t for t in host.tags.split(",") if t}
    return f"it lacks the tags {', '.join(sorted(missing))} of offering {ask.offering.name}" if missing else None


def _dedicated(ask: Ask, host: Host) -> str | None:
    return ask.known.owners.refusal(host) if ask.known.owners else None


def _planned(ask: Ask, host: Host) -> str | None:
    return ask.known.planner.refusal(host)


def _guests(ask: Ask, host: Host) -> str | None:
    most = ask.known.most_guests.get(host.hypervisor)
    if most is None:
        return None
    there = ask.known.guests.get(host.id, 0)
    return None if there < most else f"{there} guests run on it, and hypervisor {host.hypervisor} is limited to {most}"


def _cluster_full(ask: Ask, host: Host) -> str | None:
    """A cluster above its thresholds takes nothing new; what was there, or is asked for by an administrator, may come back."""
    if not ask.known.clusters.thresholds_count or host.id in (ask.host_id, ask.instance.last_host_id):
        return None
    fill, factors = ask.known.fill[host.cluster_id], ask.known.clusters.of(host.cluster_id)
    for what, total, used, most, setting in (
        ("memory", fill.memory, fill.used_memory + (ask.instance.memory_mib << 20), factors.memory_full, overcommit.MEMORY_FULL),
        ("processors", fill.cpu_mhz, fill.used_cpu_mhz + ask.instance.cpus * ask.instance.cpu_mhz, factors.cpu_full, overcommit.CPU_FULL),
    ):
        if used > total * most:
            name = ask.known.places[host.cluster_id].name
            return f"{what}: its cluster {name} would be above {most:.0%}, the limit that {setting.name} sets"
    return None


def _affinity(ask: Ask, host: Host) -> str | None:
    return next((why for bond in ask.known.bonds if (why := bond.refusal(host.id))), None)


def _memory(ask: Ask, host: Host) -> str | None:
    free = (ask.known.clusters.of(host.cluster_id).memory_bytes(host) - host.used_memory) >> 20
    return None if free >= ask.instance.memory_mib else f"memory: {free} MiB free of {ask.instance.memory_mib} MiB needed"


def _cpu(ask: Ask, host: Host) -> str | None:
    if ask.instance.cpus > host.cpus:
        return f"processors: it has {host.cpus}, the instance wants {ask.instance.cpus}"
    free = ask.known.clusters.of(host.cluster_id).cpu_mhz(host) - host.used_cpu_mhz
    wanted = ask.instance.cpus * ask.instance.cpu_mhz
    return None if free >= wanted else f"processors: {free} MHz free of {wanted} MHz needed"


def _storage(ask: Ask, host: Host) -> str | None:
    pools = _pools(ask, host)
    if not pools:
        return (
            f"no storage pool in state Up that it reaches{_said(ask.known.storage_tags)}"
            if ask.pool_id is None
            else "the pool of the instance's disks is in maintenance, or out of its reach"
        )
    most = max(ask.known.clusters.room(pool) for pool in pools)
    if not ask.disk_bytes or most >= ask.disk_bytes:
        return None
    return f"storage: {max(0, most) >> 20} MiB free of {ask.disk_bytes >> 20} MiB needed"


RULES: dict[str, Callable[[Ask, Host], str | None]] = {
    "host up": _up,
    "enabled": _enabled,
    "asked for": _named,
    "host tags": _tags,
    "dedication": _dedicated,
    "affinity": _affinity,
    "planner": _planned,
    "memory": _memory,
    "processors": _cpu,
    "cluster": _cluster_full,
    "guests": _guests,
    "storage": _storage,
}
"""Rule name and the rule: None, or why the host will not do."""


def _pools(ask: Ask, host: Host) -> list[StoragePool]:
    """Those that this host reaches, the roomiest first."""
    return [pool for pool in ask.known.pools if reach.reaches(host, pool)]


def _pool(ask: Ask, host: Host) -> StoragePool:
    """The one that takes the disks: a preferred one with room, else the roomiest."""
    pools = _pools(ask, host)
    fit = {pool.id: pool for pool in pools if ask.known.clusters.room(pool) >= ask.disk_bytes}
    return next((fit[id] for id in ask.known.preferred if id in fit), pools[0])


def _said(tags: frozenset[str]) -> str:
    return f" has the tags {', '.join(sorted(tags))}" if tags else ""


def place(db: Session, ask: Ask) -> Place:
    """Claims a host with room: the one asked for, else any other where the setting allows it; see `_place`."""
    try:
        return _place(db, ask)
    except NoCapacity:
        if ask.host_id is None or not _is_set(db, ELSEWHERE):
            raise
    return _place(db, replace(ask, host_id=None))


def _place(db: Session, ask: Ask) -> Place:
    """Claims processors, memory and disk space on the best host with room: the emptiest, the instance's last host before others.

    What its affinity groups wish comes before both.

    Raises NoCapacity with every host's reason for root admins, and the reasons counted by rule for everybody else.
    """
    hosts = db.scalars(select(Host).where(Host.zone_id == ask.instance.zone_id, Host.removed.is_(None)).with_for_update()).all()
    ask = _informed(db, ask, hosts)
    reasons: list[tuple[Host, str, str]] = []
    fit: list[Host] = []
    for host in hosts:
        objection = _objection(ask, host)
        if objection is None:
            fit.append(host)
        else:
            reasons.append((host, *objection))
    fit.sort(key=lambda host: _rank(ask, host))
    for host in fit:
        if capacity.claim(db, ask.instance, host, ask.known.clusters.of(host.cluster_id)):
            pool = _pool(ask, host)
            pool.allocated += ask.disk_bytes
            return Place(host, pool)
        reasons.append((host, "memory", "another instance took the room at this moment"))
    raise _refusal(db, ask, reasons)


def judge(db: Session, ask: Ask) -> list[tuple[Host, str | None]]:
    """Every host of the zone, and why it would not do; nothing is claimed."""
    hosts = db.scalars(select(Host).where(Host.zone_id == ask.instance.zone_id, Host.removed.is_(None)).order_by(Host.name)).all()
    ask = _informed(db, ask, hosts)
    objections = [(host, _objection(ask, host)) for host in hosts]
    return [(host, objection[1] if objection else None) for host, objection in objections]


def _informed(db: Session, ask: Ask, hosts: Sequence[Host]) -> Ask:
    """What the rules have to know, read once for all hosts."""
    clusters = Clusters.read(db)
    by_cluster: defaultdict[str, list[Host]] = defaultdict(list)
    for host in hosts:
        by_cluster[host.cluster_id].append(host)
    fill = {
        id: Fill(
            memory=sum(clusters.of(id).memory_bytes(host) for host in members),
            used_memory=sum(host.used_memory for host in members),
            cpu_mhz=sum(clusters.of(id).cpu_mhz(host) for host in members),
            used_cpu_mhz=sum(host.used_cpu_mhz for host in members),
        )
        for id, members in by_cluster.items()
    }
    most_guests = _most_guests(db)
    account = db.get_one(Account, ask.instance.account_id)
    tags = _storage_tags(db, ask)
    known = Known(
        bonds=tuple(affinity.bonds(db, ask.instance.id)),
        clusters=clusters,
        fill=fill,
        owners=owners(db, ask.instance.account_id),
        planner=planners.planner(db, ask.planner or ask.offering.deployment_planner, ask.offering.details, ask.instance),
        most_guests=most_guests,
        guests=_guests_of(db, hosts) if most_guests else {},
        places=_places(db, hosts),
        storage_tags=tags,
        pools=_pools_with(db, ask, tags, clusters),
        preferred=texts_for(db, PREFERRED, account.id, account.domain_id),
        admin_anywhere=_admin_anywhere(db, ask.instance.account_id),
    )
    return replace(ask, known=known)


def _admin_anywhere(db: Session, account_id: str) -> bool:
    """Whether this is a root administrator's instance, and the setting lets those on disabled hosts."""
    return _is_set(db, ADMINS_ON_DISABLED) and db.get_one(Account, account_id).role.type is RoleType.ADMIN


def _is_set(db: Session, wanted: Setting[bool]) -> bool:
    """Whether a setting that is false by default is true. A step has no settings, only the database."""
    return text_of_all(db, wanted) == "true"


@Prepared
def _limited() -> Select[str, int | None]:
    query = select(HypervisorCapabilities.hypervisor, HypervisorCapabilities.max_guests)
    return query.where(HypervisorCapabilities.max_guests.is_not(None))


def _most_guests(db: Session) -> dict[str, int]:
    return {row.hypervisor: row.max_guests for row in _limited(db)}


def _guests_of(db: Session, hosts: Sequence[Host]) -> dict[str | None, int]:
    query = select(Instance.host_id, func.count()).where(Instance.host_id.in_([host.id for host in hosts])).group_by(Instance.host_id)
    return dict(db.execute(query).all())


def _places(db: Session, hosts: Sequence[Host]) -> dict[str, Cluster | Pod | Zone]:
    wanted: tuple[tuple[type[Cluster | Pod | Zone], set[str]], ...] = (
        (Cluster, {host.cluster_id for host in hosts}),
        (Pod, {host.pod_id for host in hosts}),
        (Zone, {host.zone_id for host in hosts}),
    )
    return {row.id: row for kind, ids in wanted for row in db.scalars(select(kind).where(kind.id.in_(ids)))}


def _storage_tags(db: Session, ask: Ask) -> frozenset[str]:
    if ask.pool_id is not None:
        return frozenset()
    kinds = [row.storage_tags for row in _kinds_of_disks(db, instance=ask.instance.id)]
    return frozenset(tag for text in (ask.offering.storage_tags, *kinds) for tag in text.split(",") if tag)


@Prepared
def _kinds_of_disks() -> Select[str]:
    volumes = select(Volume.disk_offering_id).where(Volume.instance_id == bindparam("instance"), Volume.removed.is_(None))
    return select(DiskOffering.storage_tags).where(DiskOffering.id.in_(volumes))


def _pools_with(db: Session, ask: Ask, tags: frozenset[str], clusters: Clusters) -> list[StoragePool]:
    query = select(StoragePool).where(StoragePool.zone_id == ask.instance.zone_id)
    if ask.pool_id is not None:
        query = query.where(StoragePool.id == ask.pool_id, StoragePool.state.in_([PoolState.UP, PoolState.DISABLED]))
    else:
        query = query.where(StoragePool.state == PoolState.UP, StoragePool.fault == "")
    return sorted((pool for pool in db.scalars(query) if tags <= set(pool.tags.split(","))), key=clusters.room, reverse=True)


def _rank(ask: Ask, host: Host) -> tuple[int, bool, int, int, str]:
    """The lowest is taken first: where most affinity groups are followed, the last host, as the planner wants it, the emptiest."""
    against = sum(not bond.suits(host.id) for bond in ask.known.bonds)
    load = host.used_memory + host.reserved_memory - host.memory
    return against, host.id != ask.instance.last_host_id, ask.known.planner.rank(host), load, host.id


def _objection(ask: Ask, host: Host) -> tuple[str, str] | None:
    for name, rule in RULES.items():
        why = rule(ask, host)
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
