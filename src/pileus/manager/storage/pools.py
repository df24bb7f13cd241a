"""Primary storage pools: list, with their sizes; their tags and providers; where a volume could go. Changes of pools are not here."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import Select, false, select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.infra import reach
from pileus.manager.infra.overcommit import Clusters
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, NoEffect, Page, Params, View, Wire, WorkedOn
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id, derived_id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, DOMAIN_ADMINS, RESOURCE_ADMINS
from pileus.manager.model.infrastructure import Cluster, Host, Pod, Zone
from pileus.manager.model.offering import DiskOffering
from pileus.manager.model.storage import PoolState, StoragePool, Volume

ENTITY = "StoragePool"


class PoolView(WorkedOn, kw_only=True):
    """A storage pool. Sizes in bytes; `disk_size_used` is what lies on it, `disk_size_allocated` what its disks may grow to."""

    object_name: ClassVar[str] = "storagepool"
    annotated = ("PRIMARY_STORAGE",)
    id: str
    name: str
    zone_id: str
    zone_name: str
    pod_id: str | None
    pod_name: str | None
    cluster_id: str | None
    cluster_name: str | None
    type: str
    scope: str
    state: PoolState
    path: str
    ip_address: str
    provider: str = "DefaultPrimary"
    hypervisor: str | None
    disk_size_total: int
    disk_size_used: int
    disk_size_allocated: int
    capacity_bytes: int
    capacity_iops: int | None
    overprovision_factor: str
    managed: bool = False
    tags: str | None
    is_tag_a_rule: Annotated[bool, Wire("istagarule")] = False
    details: dict[str, str] | None
    suitable_for_migration: bool | None = None
    has_annotations: bool | None = None
    created: datetime


@ops.shows(ENTITY)
def view(db: Session, id: str) -> PoolView:
    """A pool as administrators see it; what keeps its hosts from using it stands among the details."""
    return PoolView(**_fields(db, db.get_one(StoragePool, id)))


def _fields(db: Session, pool: StoragePool) -> dict[str, Any]:
    """The fields of a pool's view."""
    pod = db.get(Pod, pool.pod_id) if pool.pod_id else None
    cluster = db.get(Cluster, pool.cluster_id) if pool.cluster_id else None
    return {
        "id": pool.id,
        "name": pool.name,
        "zone_id": pool.zone_id,
        "zone_name": db.get_one(Zone, pool.zone_id).name,
        "pod_id": pool.pod_id,
        "pod_name": pod.name if pod else None,
        "cluster_id": pool.cluster_id,
        "cluster_name": cluster.name if cluster else None,
        "type": pool.type,
        "scope": pool.scope,
        "state": pool.state,
        "path": pool.path,
        "ip_address": pool.address or _address_of(db, pool),
        "hypervisor": cluster.hypervisor if cluster else pool.hypervisor or None,
        "disk_size_total": pool.capacity,
        "disk_size_used": pool.used,
        "disk_size_allocated": pool.allocated,
        "capacity_bytes": pool.capacity,
        "capacity_iops": pool.capacity_iops,
        "overprovision_factor": str(Clusters.read(db).overprovisioning(pool)),
        "tags": pool.tags or None,
        "details": pool.details | ({"fault": pool.fault} if pool.fault else {}) or None,
        "created": pool.created,
    }


def _address_of(db: Session, pool: StoragePool) -> str:
    """Where a pool without an address of its own is: on its host."""
    host = db.get(Host, pool.host_id) if pool.host_id else None
    return host.address if host else ""


class ListPools(ListParams, frozen=True, kw_only=True):
    """Which pools."""

    id: Annotated[Id | None, Names("StoragePool"), Doc("only this pool")] = None
    name: Annotated[str | None, Doc("only the pool of this name")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only pools of this zone")] = None
    pod_id: Annotated[Id | None, Names("Pod"), Doc("only pools of this pod")] = None
    cluster_id: Annotated[Id | None, Names("Cluster"), Doc("only pools of this cluster")] = None
    host_id: Annotated[Id | None, Names("Host"), Doc("only pools that this host can use")] = None
    ip_address: Annotated[str | None, Doc("only pools at this address")] = None
    path: Annotated[str | None, Doc("only the pool with this path")] = None
    scope: Annotated[str | None, Doc("only pools of this scope: HOST, CLUSTER or ZONE")] = None
    status: Annotated[str | None, Doc("only pools in this state: Up, Maintenance, Disabled or Removed")] = None
    storage_access_group: Annotated[str | None, Doc("only pools of this access group; there are none")] = None
    storage_custom_stats: Annotated[
        bool, Doc("with the driver's own statistics"), NoEffect("the pools here are folders, which have none besides their sizes")
    ] = False


@command("listStoragePools", access=RESOURCE_ADMINS)
def list_pools(ctx: Ctx, p: ListPools) -> Page[PoolView]:
    """Lists the primary storage pools with their sizes."""
    return ctx.page(_query(ctx, p), p, lambda pool: view(ctx.db, pool.id))


def _query(ctx: Ctx, p: ListPools) -> Select[StoragePool]:
    """The pools that a list asks for."""
    query = narrow(
        ctx.visible(StoragePool, p).order_by(StoragePool.name),
        (StoragePool.id, p.id),
        (StoragePool.name, p.name),
        (StoragePool.zone_id, p.zone_id),
        (StoragePool.pod_id, p.pod_id),
        (StoragePool.cluster_id, p.cluster_id),
        (StoragePool.path, p.path),
        (StoragePool.scope, p.scope.upper() if p.scope else None),
        (StoragePool.state, _state(p.status)),
    )
    query = containing(query, p.keyword, StoragePool.name, StoragePool.path)
    if p.host_id is not None:
        host = ctx.see(Host, p.host_id, "hostid")
        query = query.where(reach.reached_from(host))
    if p.ip_address is not None:
        there = select(Host.id).where(Host.address == p.ip_address)
        query = query.where((StoragePool.address == p.ip_address) | ((StoragePool.address == "") & StoragePool.host_id.in_(there)))
    return query.where(false()) if p.storage_access_group is not None else query


def _state(text: str | None) -> PoolState | None:
    if text is None:
        return None
    for state in PoolState:
        if state.value.lower() == text.lower():
            return state
    raise InvalidValue(f"status {text} is unknown; one of {', '.join(PoolState)}")


ALLOCATED_NEWS, USED_NEWS, ALLOCATED_FULL, USED_FULL = 0.75, 0.75, 0.85, 0.85
"""Shares of a pool from which on it is told to be nearly full, and full."""


class PoolMetricsView(PoolView, kw_only=True):
    """A storage pool with its sizes in GiB, and whether they are above what CloudStack warns of."""

    disk_size_total_gb: str
    disk_size_used_gb: str
    disk_size_allocated_gb: str
    disk_size_unallocated_gb: str
    storage_usage_threshold: bool
    storage_usage_disable_threshold: bool
    storage_allocated_threshold: bool
    storage_allocated_disable_threshold: bool


@command("listStoragePoolsMetrics", access=ADMINS, since="4.9.3")
def list_pools_metrics(ctx: Ctx, p: ListPools) -> Page[PoolMetricsView]:
    """Lists the primary storage pools with their sizes as people read them."""
    return ctx.page(_query(ctx, p), p, lambda pool: _metrics(ctx.db, pool))


def _metrics(db: Session, pool: StoragePool) -> PoolMetricsView:
    return PoolMetricsView(
        **_fields(db, pool),
        disk_size_total_gb=_gib(pool.capacity),
        disk_size_used_gb=_gib(pool.used),
        disk_size_allocated_gb=_gib(pool.allocated),
        disk_size_unallocated_gb=_gib(pool.capacity - pool.allocated),
        storage_usage_threshold=pool.used > pool.capacity * USED_NEWS,
        storage_usage_disable_threshold=pool.used > pool.capacity * USED_FULL,
        storage_allocated_threshold=pool.allocated > pool.capacity * ALLOCATED_NEWS,
        storage_allocated_disable_threshold=pool.allocated > pool.capacity * ALLOCATED_FULL,
    )


def _gib(size: int) -> str:
    return f"{size / (1 << 30):.2f} GB"


class ProviderView(View, kw_only=True):
    """A provider of storage."""

    object_name: ClassVar[str] = "dataStoreProvider"
    name: str
    type: str


PROVIDERS = {"primary": ("DefaultPrimary",), "image": ("Pileus", "NFS")}
"""Providers by what they provide: Pileus is a folder of the management server."""


class ListProviders(ListParams, frozen=True, kw_only=True):
    """Of what."""

    type: Annotated[str, Doc("primary, or image")]


@command("listStorageProviders", access=RESOURCE_ADMINS)
def list_storage_providers(ctx: Ctx, p: ListProviders) -> Page[ProviderView]:
    """Lists the providers of primary storage, or of image stores."""
    kind = p.type.lower()
    if kind not in PROVIDERS:
        raise InvalidValue(f"type {p.type} is unknown; one of {', '.join(PROVIDERS)}")
    return ctx.slice([ProviderView(name=name, type=kind.upper()) for name in PROVIDERS[kind]], p)


class StorageTagView(View, kw_only=True):
    """A tag of a storage pool."""

    object_name: ClassVar[str] = "storagetag"
    id: str
    name: str
    pool_id: str


@command("listStorageTags", access=DOMAIN_ADMINS)
def list_storage_tags(ctx: Ctx, p: ListParams) -> Page[StorageTagView]:
    """Lists the tags of the storage pools, each once."""
    tags: dict[str, StorageTagView] = {}
    for pool in ctx.db.scalars(ctx.visible(StoragePool).where(StoragePool.tags != "").order_by(StoragePool.created)):
        for name in pool.tags.split(","):
            tags.setdefault(name, StorageTagView(id=derived_id("storage tag", name), name=name, pool_id=pool.id))
    return ctx.slice([tag for name, tag in sorted(tags.items()) if (p.keyword or "").lower() in name.lower()], p)


class FindPools(ListParams, frozen=True, kw_only=True):
    """For what."""

    id: Annotated[Id, Names("Volume"), Doc("the volume that shall go elsewhere")]


@command("findStoragePoolsForMigration", access=ADMINS)
def find_pools(ctx: Ctx, p: FindPools) -> Page[PoolView]:
    """Lists the pools that a volume could go to, and whether they have room and the tags of its offering."""
    volume = ctx.see(Volume, p.id)
    offering = ctx.db.get(DiskOffering, volume.disk_offering_id) if volume.disk_offering_id else None
    wanted = {tag for tag in (offering.storage_tags if offering else "").split(",") if tag}
    query = ctx.visible(StoragePool).where(
        StoragePool.zone_id == volume.zone_id, StoragePool.state == PoolState.UP, StoragePool.id != (volume.pool_id or "")
    )

    def found(pool: StoragePool) -> PoolView:
        fits = pool.capacity - pool.allocated >= volume.size and wanted <= set(pool.tags.split(",")) and not pool.fault
        shown = view(ctx.db, pool.id)
        shown.suitable_for_migration = fits
        return shown

    return ctx.page(containing(query.order_by(StoragePool.name), p.keyword, StoragePool.name), p, found)


class PoolCapabilities(Params, frozen=True, kw_only=True):
    """Which pool."""

    id: Annotated[Id, Names("StoragePool"), Doc("the pool")]


@command("updateStorageCapabilities", access=ADMINS, since="4.16.0")
def update_capabilities(ctx: Ctx, p: PoolCapabilities) -> Page[PoolView]:
    """Asks what a pool can do. Folders can do all that disks need; there is nothing more to note."""
    pool = ctx.get(StoragePool, p.id)
    return Page(1, [view(ctx.db, pool.id)])
