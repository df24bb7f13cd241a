"""Primary storage pools: add, change, measure, delete. Their maintenance, which stops instances, is not here."""

from pathlib import PurePosixPath
from typing import Annotated
from urllib.parse import unquote, urlsplit

from msgspec import Meta, Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.infra import reach
from pileus.manager.kernel import actions
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, KeyValue, Length, Names, NoEffect, Params, Started, Success
from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.names import Name
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.model.infrastructure import Cluster, Host, Pod, Zone
from pileus.manager.model.storage import PoolState, StoragePool, Volume
from pileus.manager.ops import event_log
from pileus.manager.storage.pools import ENTITY, PoolView, view
from pileus.wire.storage import ReadPool

actions.declare(
    ENTITY,
    {
        PoolState.UP: ["updateStoragePool", "enableStorageMaintenance", "syncStoragePool"],
        PoolState.DISABLED: ["updateStoragePool", "deleteStoragePool", "syncStoragePool"],
        PoolState.PREPARING: ["syncStoragePool"],
        PoolState.MAINTENANCE: ["updateStoragePool", "cancelStorageMaintenance", "deleteStoragePool", "syncStoragePool"],
        PoolState.REMOVED: [],
    },
)

event_log.declare("ENABLE.PS", "DISABLE.PS")

FOLDER, MOUNTED = "Filesystem", "SharedMountPoint"

TYPES = {
    "file": FOLDER,
    "filesystem": FOLDER,
    "sharedmountpoint": MOUNTED,
    "nfs": "NetworkFilesystem",
    "presetup": "PreSetup",
    "rbd": "RBD",
    "clvm": "CLVM",
    "iscsi": "IscsiLUN",
    "gluster": "Gluster",
    "cifs": "NetworkFilesystem",
}
"""CloudStack's types of pools, by the scheme of the URL."""

Bytes = Annotated[int, Meta(ge=1, le=2**63 - 1, description="a number of bytes")]
Count = Annotated[int, Meta(ge=0, le=2**63 - 1, description="0 or more")]

NO_IOPS = "pools here guarantee no requests by the second; the number is kept and answered"
MEASURED = "the size is measured where the pool lies"


class _Place(Struct, frozen=True):
    """Where a pool is, from its URL."""

    type: str
    address: str
    path: str


def _place(ctx: Ctx, url: str) -> _Place:
    """Reads a URL. On a real installation it must be a folder; the simulator takes any."""
    parts = urlsplit(url.strip())
    kind = TYPES.get(parts.scheme.lower())
    path = unquote(parts.path) or "/"
    if kind is None:
        raise InvalidValue(f"url {url} has no scheme that is known; one of {', '.join(f'{scheme}://' for scheme in TYPES)}")
    if not PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts or "\0" in path or path == "/":
        raise InvalidValue(f"url {url} names no folder; write the whole path, such as file:///srv/pileus or nfs://server/export")
    if not ctx.machines.simulated and kind not in (FOLDER, MOUNTED):
        raise InvalidValue(
            f"url {url}: hosts here use folders only; {kind} is not mounted by Pileus yet. Mount it on every host at one path and add it "
            "as SharedMountPoint://localhost/path, or give a folder of the host's own as file:///path"
        )
    return _Place(kind, parts.hostname or "", path.rstrip("/"))


class CreatePool(Params, frozen=True, kw_only=True):
    """What the pool is, and where."""

    name: Annotated[Name, Doc("name")]
    url: Annotated[str, Length(2048), Doc("where it is: file:///path, SharedMountPoint://localhost/path, on a simulator any")]
    zone_id: Annotated[Id, Names("Zone"), Doc("zone it is in")]
    pod_id: Annotated[Id | None, Names("Pod"), Doc("pod of the cluster")] = None
    cluster_id: Annotated[Id | None, Names("Cluster"), Doc("cluster whose hosts reach it; not with scope ZONE")] = None
    scope: Annotated[str | None, Doc("CLUSTER, ZONE, or HOST for a folder of the only host; CLUSTER when a cluster is named")] = None
    hypervisor: Annotated[str | None, Doc("hypervisor of the hosts that reach it, with scope ZONE")] = None
    provider: Annotated[str | None, Doc("DefaultPrimary, which is the only one")] = None
    tags: Annotated[str | None, Doc("tags, comma-separated: disks whose offering has tags go to pools with all of them")] = None
    is_tag_a_rule: Annotated[bool, Doc("true is refused: tags are plain words here")] = False
    details: Annotated[dict[str, str] | None, Doc("further details, kept as they are: key and value")] = None
    managed: Annotated[bool, Doc("true is refused: no outside storage is managed here")] = False
    capacity_bytes: Annotated[Bytes | None, Doc("its size"), NoEffect(MEASURED)] = None
    capacity_iops: Annotated[Count | None, Doc("requests by the second that it can serve"), NoEffect(NO_IOPS)] = None
    storage_access_groups: Annotated[
        str | None, Doc("groups that hosts and pools must share"), NoEffect("every host reaches every pool of its zone")
    ] = None


@command("createStoragePool", access=ADMINS, entity=ENTITY)
def create_pool(ctx: Ctx, p: CreatePool) -> PoolView:
    """Adds a primary storage pool. Disks go to it as soon as its hosts have opened it."""
    zone = ctx.use(Zone, p.zone_id, "zoneid")
    if p.provider not in (None, "", "DefaultPrimary"):
        raise InvalidValue(f"provider {p.provider} is not known here; leave it out, or give DefaultPrimary")
    if p.managed or p.is_tag_a_rule:
        raise InvalidValue("managed and istagarule: no outside storage is managed here, and tags are plain words; leave them out")
    place = _place(ctx, p.url)
    scope, cluster, host = _reach(ctx, p, zone, place)
    _refuse_twice(ctx.db, zone, place)
    pool = ctx.insert(
        StoragePool(
            zone_id=zone.id,
            pod_id=cluster.pod_id if cluster else None,
            cluster_id=cluster.id if cluster else None,
            host_id=host.id if host else None,
            name=p.name,
            type=place.type,
            scope=scope,
            path=place.path,
            address=place.address,
            tags=_tags((p.tags or "").split(",")),
            hypervisor=p.hypervisor or "",
            details=p.details or {},
            capacity_iops=p.capacity_iops,
        )
    )
    return view(ctx.db, pool.id)


def _reach(ctx: Ctx, p: CreatePool, zone: Zone, place: _Place) -> tuple[str, Cluster | None, Host | None]:
    """Scope, cluster and host of a new pool: a folder that is on one host alone belongs to that host."""
    scope = (p.scope or ("CLUSTER" if p.cluster_id else "ZONE")).upper()
    if scope not in ("HOST", "CLUSTER", "ZONE"):
        raise InvalidValue(f"scope {p.scope} is unknown; CLUSTER or ZONE, or HOST for a folder of the only host")
    if scope == "ZONE" and (p.cluster_id or p.pod_id):
        raise InvalidValue("clusterid and podid do not go with scope ZONE, which is for all hosts of the zone; leave them out")
    if scope == "CLUSTER" and not p.cluster_id:
        raise InvalidValue("clusterid is missing; scope CLUSTER is for the hosts of one cluster")
    cluster = ctx.use(Cluster, p.cluster_id, "clusterid") if p.cluster_id else None
    if cluster and cluster.zone_id != zone.id:
        raise InvalidValue(f"clusterid: cluster {cluster.name} is in another zone than {zone.name}; choose one of that zone")
    if p.pod_id and (pod := ctx.use(Pod, p.pod_id, "podid")) and (cluster is None or cluster.pod_id != pod.id):
        raise InvalidValue(f"podid: the pool's cluster is not in pod {pod.name}; give the cluster's own pod, or leave podid out")
    hosts = list(ctx.db.scalars(ctx.visible(Host).where(Host.zone_id == zone.id, Host.removed.is_(None)).order_by(Host.name)))
    hosts = [host for host in hosts if cluster is None or host.cluster_id == cluster.id]
    if not hosts:
        where = f"cluster {cluster.name}" if cluster else f"zone {zone.name}"
        raise InvalidValue(f"{where} has no host that could reach the pool; add one with addHost first")
    if scope == "HOST" or (place.type == FOLDER and not ctx.machines.simulated):
        if len(hosts) != 1:
            names = ", ".join(host.name for host in hosts)
            raise InvalidValue(
                f"url: a folder is on one host alone, and here are several ({names}); mount shared storage on all of them and add it as "
                "SharedMountPoint://localhost/path, or name a cluster with one host"
            )
        [host] = hosts
        return "HOST", ctx.db.get_one(Cluster, host.cluster_id), host
    return scope, cluster, None


def _refuse_twice(db: Session, zone: Zone, place: _Place) -> None:
    same = select(StoragePool).where(StoragePool.zone_id == zone.id, StoragePool.path == place.path, StoragePool.address == place.address)
    for pool in db.scalars(same):
        if pool.host_id is None or place.type == FOLDER:
            raise Conflict(f"url: storage pool {pool.name} is at {place.path} already; give each pool a folder of its own")


def _tags(parts: list[str]) -> str:
    return ",".join(dict.fromkeys(part.strip() for part in parts if part.strip()))


class UpdatePool(Params, frozen=True, kw_only=True):
    """Which pool, and what of it."""

    id: Annotated[Id, Names("StoragePool"), Doc("the pool")]
    name: Annotated[Name | None, Doc("new name")] = None
    tags: Annotated[list[str] | None, Doc("tags, instead of those it has; disks that lie there stay")] = None
    enabled: Annotated[bool | None, Doc("false: it takes no new disks; those that lie there are used on")] = None
    details: Annotated[list[KeyValue] | None, Doc("details to add to those it has; an empty value takes one away")] = None
    url: Annotated[str | None, Length(2048), Doc("where it is; only while no disk lies on it")] = None
    is_tag_a_rule: Annotated[bool, Doc("true is refused: tags are plain words here")] = False
    capacity_bytes: Annotated[Bytes | None, Doc("its size"), NoEffect(MEASURED)] = None
    capacity_iops: Annotated[Count | None, Doc("requests by the second that it can serve"), NoEffect(NO_IOPS)] = None


@command("updateStoragePool", access=ADMINS, event="UPDATE.PS", entity=ENTITY, since="3.0.0")
def update_pool(ctx: Ctx, p: UpdatePool) -> PoolView:
    """Changes a pool's name, tags, details and place, and whether it takes new disks."""
    pool = ctx.get(StoragePool, p.id)
    if p.is_tag_a_rule:
        raise InvalidValue("istagarule is not possible: tags are plain words here; leave it out")
    if p.enabled is not None:
        if pool.state in (PoolState.PREPARING, PoolState.MAINTENANCE):
            raise InvalidValue(f"enabled: storage pool {pool.name} is {pool.state}; end that with cancelStorageMaintenance first")
        if p.enabled is (pool.state is PoolState.DISABLED):
            what = "enable" if p.enabled else "disable"
            pool.move(what)
            event_log.also(ctx, f"{what.upper()}.PS", f"{what}d storage pool {pool.name}", entity=ENTITY, id=pool.id)
    if p.url is not None:
        place = _place(ctx, p.url)
        if (place.path, place.address) != (pool.path, pool.address):
            if used := _disks(ctx.db, pool):
                raise InUse(f"url: {_some(used)} on storage pool {pool.name}; it can move while it is empty only")
            _refuse_twice(ctx.db, ctx.db.get_one(Zone, pool.zone_id), place)
            pool.path, pool.address, pool.type = place.path, place.address, place.type
            pool.capacity, pool.fault = 0, ""
    if p.tags is not None:
        pool.tags = _tags(p.tags)
    pool.name = p.name or pool.name
    pool.capacity_iops = pool.capacity_iops if p.capacity_iops is None else p.capacity_iops
    if p.details is not None:
        changed = pool.details | {detail.key: detail.value for detail in p.details}
        pool.details = {key: value for key, value in changed.items() if value}
    ctx.save()
    return view(ctx.db, pool.id)


def _disks(db: Session, pool: StoragePool) -> list[str]:
    return list(db.scalars(select(Volume.name).where(Volume.pool_id == pool.id, Volume.removed.is_(None)).order_by(Volume.name)))


def _some(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{', '.join(names[:3])}{more} {'lies' if len(names) == 1 else 'lie'}"


class DeletePool(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("StoragePool"), Doc("the pool")]
    forced: Annotated[
        bool, Doc("go on though disks of destroyed instances lie there"), NoEffect("disks that lie there must be expunged first")
    ] = False


@command("deleteStoragePool", access=ADMINS, entity=ENTITY)
def delete_pool(ctx: Ctx, p: DeletePool) -> Success:
    """Deletes a pool that no disk lies on and that takes none: disabled, or in maintenance. Its folder stays."""
    pool = ctx.get(StoragePool, p.id)
    ctx.db.refresh(pool, with_for_update=True)
    if used := _disks(ctx.db, pool):
        raise InUse(f"{_some(used)} on storage pool {pool.name}; expunge them, or move them, first")
    if pool.state in (PoolState.UP, PoolState.PREPARING):
        raise InvalidValue(f"storage pool {pool.name} is {pool.state} and may get a disk; call enableStorageMaintenance first")
    for past in ctx.db.scalars(select(Volume).where(Volume.pool_id == pool.id)):
        past.pool_id = None
    ctx.db.delete(pool)
    ctx.save()
    return Success()


class OnePool(Params, frozen=True, kw_only=True):
    """Which pool."""

    id: Annotated[Id, Names("StoragePool"), Doc("the pool")]


@command("syncStoragePool", access=ADMINS, event="SYNC.STORAGE.POOL", entity=ENTITY, since="4.15.1")
def sync_pool(ctx: Ctx, p: OnePool) -> Started[PoolView]:
    """Measures a pool anew on one of its hosts."""
    pool = ctx.get(StoragePool, p.id)
    reach.host_of(ctx.db, pool)
    return ops.start(ctx, measure_again, pool.id, about=(ENTITY, pool.id), description=f"measuring storage pool {pool.name}")


class Sizes(Struct, frozen=True):
    """Bytes of a pool, as its host said."""

    capacity: int
    used: int


def _shown(db: Session, sealer: object, id: str) -> PoolView:
    del sealer
    return view(db, id)


@ops.effect
def read_sizes(to: ops.Drivers, id: str) -> Sizes:
    """Asks a host that reaches the pool."""
    with to.db_read() as db:
        pool = db.get_one(StoragePool, id)
        host_id, request = reach.host_of(db, pool), ReadPool(pool=reach.ref(pool))
    there = to.hosts.call(host_id, request)
    return Sizes(there.capacity, there.used)


@ops.step
def note_sizes(db: Session, op: ops.OpId, id: str, sizes: Sizes) -> None:
    """The pool can be used, and is so large."""
    del op
    pool = db.get_one(StoragePool, id)
    pool.capacity, pool.used, pool.fault = sizes.capacity, sizes.used, ""


@ops.operation(result=_shown)
def measure_again(op: ops.Op, id: str) -> None:
    """Sizes of a pool as they are now."""
    sizes = op.run(read_sizes, id)
    op.run(note_sizes, id, sizes)
