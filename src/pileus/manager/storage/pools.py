"""Primary storage pools: list."""

from datetime import datetime
from typing import Annotated, ClassVar

from sqlalchemy import select

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, NoEffect, Page, View
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import RESOURCE_ADMINS
from pileus.manager.model.infrastructure import Cluster, Host, Pod, Zone
from pileus.manager.model.storage import PoolState, StoragePool


class PoolView(View, kw_only=True):
    """A storage pool. Sizes in bytes; `disk_size_used` is what lies on it, `disk_size_allocated` what its disks may grow to."""

    object_name: ClassVar[str] = "storagepool"
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
    overprovision_factor: str = "1.0"
    managed: bool = False
    tags: str | None
    created: datetime


def view(ctx: Ctx, pool: StoragePool) -> PoolView:
    """A pool as administrators see it."""
    pod = ctx.db.get(Pod, pool.pod_id) if pool.pod_id else None
    cluster = ctx.db.get(Cluster, pool.cluster_id) if pool.cluster_id else None
    return PoolView(
        id=pool.id,
        name=pool.name,
        zone_id=pool.zone_id,
        zone_name=ctx.db.get_one(Zone, pool.zone_id).name,
        pod_id=pool.pod_id,
        pod_name=pod.name if pod else None,
        cluster_id=pool.cluster_id,
        cluster_name=cluster.name if cluster else None,
        type=pool.type,
        scope=pool.scope,
        state=pool.state,
        path=pool.path,
        ip_address=pool.address or _address_of(ctx, pool),
        hypervisor=cluster.hypervisor if cluster else None,
        disk_size_total=pool.capacity,
        disk_size_used=pool.used,
        disk_size_allocated=pool.allocated,
        tags=pool.tags or None,
        created=pool.created,
    )


def _address_of(ctx: Ctx, pool: StoragePool) -> str:
    """Where a pool without an address of its own is: on its host."""
    host = ctx.db.get(Host, pool.host_id) if pool.host_id else None
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
    if p.storage_access_group is not None:
        return Page(0, [])
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
        query = query.where(
            StoragePool.zone_id == host.zone_id,
            StoragePool.host_id.is_(None) | (StoragePool.host_id == host.id),
            StoragePool.cluster_id.is_(None) | (StoragePool.cluster_id == host.cluster_id),
        )
    if p.ip_address is not None:
        there = select(Host.id).where(Host.address == p.ip_address)
        query = query.where((StoragePool.address == p.ip_address) | ((StoragePool.address == "") & StoragePool.host_id.in_(there)))
    return ctx.page(query, p, lambda pool: view(ctx, pool))


def _state(text: str | None) -> PoolState | None:
    if text is None:
        return None
    for state in PoolState:
        if state.value.lower() == text.lower():
            return state
    raise InvalidValue(f"status {text} is unknown; one of {', '.join(PoolState)}")
