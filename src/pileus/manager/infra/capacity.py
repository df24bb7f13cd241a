"""Capacity: what there is and what is used; claims and releases of a host's processors and memory.

A claim is one compare-and-set on the host's row, in the transaction that gives the host to the instance.
Nothing else writes these counters.
"""

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, TypedDict, cast

from sqlalchemy import ColumnElement, CursorResult, func, literal, select, true, update
from sqlalchemy.orm import Session

from pileus.manager.infra.overcommit import Clusters, Factors
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, NoEffect, Page, View
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import RESOURCE_ADMINS
from pileus.manager.model.infrastructure import Cluster, Host, Pod, Zone
from pileus.manager.model.instance import Instance
from pileus.manager.model.ip_range import UNTAGGED, AddressState, IpRange, PublicAddress
from pileus.manager.model.network import Network, Nic
from pileus.manager.model.physical_network import PhysicalNetwork
from pileus.manager.model.storage import ImageStore, StoragePool

MEMORY, CPU, STORAGE, STORAGE_ALLOCATED, PUBLIC_ADDRESSES, SECONDARY_STORAGE = 0, 1, 2, 3, 4, 6
VLANS, DIRECT_ADDRESSES, LOCAL_STORAGE, CPU_CORES = 7, 8, 9, 90
NAMES = {
    MEMORY: "MEMORY",
    CPU: "CPU",
    STORAGE: "STORAGE",
    STORAGE_ALLOCATED: "STORAGE_ALLOCATED",
    PUBLIC_ADDRESSES: "VIRTUAL_NETWORK_PUBLIC_IP",
    SECONDARY_STORAGE: "SECONDARY_STORAGE",
    VLANS: "VLAN",
    DIRECT_ADDRESSES: "DIRECT_ATTACHED_PUBLIC_IP",
    LOCAL_STORAGE: "LOCAL_STORAGE",
    CPU_CORES: "CPU_CORE",
}
"""CloudStack's capacity types that mean something here, and their names."""


def claim(db: Session, instance: Instance, host: Host, factors: Factors) -> bool:
    """Gives the instance its share of the host, or answers False when another took the room meanwhile."""
    cpu_mhz = instance.cpus * instance.cpu_mhz
    memory = instance.memory_mib << 20
    taken = cast(
        "CursorResult[Any]",
        db.execute(
            update(Host)
            .where(
                Host.id == host.id,
                (Host.memory - Host.reserved_memory) * factors.memory - Host.used_memory >= memory,
                Host.cpus * Host.cpu_mhz * factors.cpu - Host.used_cpu_mhz >= cpu_mhz,
            )
            .values(used_memory=Host.used_memory + memory, used_cpu_mhz=Host.used_cpu_mhz + cpu_mhz)
            .execution_options(synchronize_session=False)
        ),
    )
    if taken.rowcount != 1:
        return False
    instance.claimed_cpu_mhz = cpu_mhz
    instance.claimed_memory = memory
    instance.host_id = host.id
    instance.host_boot_id = host.boot_id
    db.expire(host)
    return True


def release(db: Session, instance: Instance) -> None:
    """Gives back what the instance holds of its host, or does nothing."""
    if instance.host_id is None:
        return
    db.execute(
        update(Host)
        .where(Host.id == instance.host_id)
        .values(used_memory=Host.used_memory - instance.claimed_memory, used_cpu_mhz=Host.used_cpu_mhz - instance.claimed_cpu_mhz)
        .execution_options(synchronize_session=False)
    )
    instance.claimed_cpu_mhz = 0
    instance.claimed_memory = 0
    instance.last_host_id = instance.host_id
    instance.host_id = None


class CapacityView(View, kw_only=True):
    """One kind of capacity of a zone, pod or cluster. Memory and storage in bytes, processors in MHz."""

    object_name: ClassVar[str] = "capacity"
    type: int
    name: str
    zone_id: str | None = None
    zone_name: str | None = None
    pod_id: str | None = None
    pod_name: str | None = None
    cluster_id: str | None = None
    cluster_name: str | None = None
    capacity_total: int
    capacity_used: int
    capacity_allocated: int
    percent_used: str
    tag: str | None = None


class Where(TypedDict, total=False):
    """What a capacity row is of."""

    zone_id: str
    zone_name: str
    pod_id: str
    pod_name: str
    cluster_id: str
    cluster_name: str


def _row(kind: int, total: int, used: int, where: Where, allocated: int | None = None) -> CapacityView:
    percent = 100 * used / total if total else 0.0
    return CapacityView(
        type=kind,
        name=NAMES[kind],
        capacity_total=total,
        capacity_used=used,
        capacity_allocated=used if allocated is None else allocated,
        percent_used=f"{percent:.2f}",
        **where,
    )


def _tagged(column: Any, tag: str | None) -> ColumnElement[bool]:
    """Of hosts or pools: those that carry the tag, if one is asked for."""
    return true() if tag is None else (literal(",") + column + ",").contains(f",{tag},", autoescape=True)


def _of_hosts(db: Session, place: ColumnElement[bool], where: Where, tag: str | None) -> Iterable[CapacityView]:
    which = place & _tagged(Host.tags, tag)
    clusters = Clusters.read(db)
    memory = used_memory = mhz = used_mhz = cores = 0
    query = select(
        Host.cluster_id,
        func.sum(Host.memory - Host.reserved_memory),
        func.sum(Host.used_memory),
        func.sum(Host.cpus * Host.cpu_mhz),
        func.sum(Host.used_cpu_mhz),
        func.sum(Host.cpus),
    )
    for cluster_id, *found in db.execute(query.where(which, Host.removed.is_(None)).group_by(Host.cluster_id)):
        sums = [int(value) for value in found]
        factors = clusters.of(cluster_id)
        memory += int(sums[0] * factors.memory)
        used_memory += sums[1]
        mhz += int(sums[2] * factors.cpu)
        used_mhz += sums[3]
        cores += sums[4]
    used_cores = int(
        db.scalar(
            select(func.coalesce(func.sum(Instance.cpus), 0)).where(
                Instance.host_id.in_(select(Host.id).where(which)), Instance.claimed_memory > 0
            )
        )
        or 0
    )
    yield _row(MEMORY, memory, used_memory, where)
    yield _row(CPU, mhz, used_mhz, where)
    yield _row(CPU_CORES, cores, used_cores, where)


def _of_pools(db: Session, place: ColumnElement[bool], where: Where, tag: str | None) -> Iterable[CapacityView]:
    which = place & _tagged(StoragePool.tags, tag)

    def sums(scope: ColumnElement[bool]) -> tuple[int, int]:
        row = db.execute(
            select(func.coalesce(func.sum(StoragePool.capacity), 0), func.coalesce(func.sum(StoragePool.used), 0)).where(which, scope)
        ).one()
        return int(row[0]), int(row[1])

    total, used = sums(StoragePool.scope != "HOST")
    yield _row(STORAGE, total, used, where)
    clusters = Clusters.read(db)
    pools = db.scalars(select(StoragePool).where(which)).all()
    total = sum(int(pool.capacity * clusters.overprovisioning(pool)) for pool in pools)
    yield _row(STORAGE_ALLOCATED, total, sum(pool.allocated for pool in pools), where)
    total, used = sums(StoragePool.scope == "HOST")
    yield _row(LOCAL_STORAGE, total, used, where)


def of_zone(db: Session, zone_id: str, tag: str | None = None) -> list[CapacityView]:
    """Every kind of capacity of a zone."""
    zone = db.get_one(Zone, zone_id)
    where: Where = {"zone_id": zone.id, "zone_name": zone.name}
    rows = [*_of_hosts(db, Host.zone_id == zone_id, where, tag), *_of_pools(db, StoragePool.zone_id == zone_id, where, tag)]
    store = db.execute(
        select(func.coalesce(func.sum(ImageStore.capacity), 0), func.coalesce(func.sum(ImageStore.used), 0)).where(
            ImageStore.zone_id == zone_id
        )
    ).one()
    rows.append(_row(SECONDARY_STORAGE, int(store[0]), int(store[1]), where))
    public = select(func.count()).select_from(PublicAddress).where(PublicAddress.zone_id == zone_id)
    taken = public.where(PublicAddress.state != AddressState.FREE)
    rows.append(_row(PUBLIC_ADDRESSES, db.scalar(public) or 0, db.scalar(taken) or 0, where))
    ranges = db.scalars(select(IpRange).where(IpRange.zone_id == zone_id, IpRange.network_id.is_not(None)))
    total = sum(span.size for span in ranges)
    used = db.scalar(
        select(func.count())
        .select_from(Nic)
        .join(Network, Network.id == Nic.network_id)
        .where(Network.zone_id == zone_id, Network.type == "Shared")
    )
    rows.append(_row(DIRECT_ADDRESSES, total, used or 0, where))
    rows.append(_row(VLANS, *_vlans(db, zone_id), where))
    return rows


def _vlans(db: Session, zone_id: str) -> tuple[int, int]:
    """How many VLANs the guest networks of a zone can have, and how many of these they have."""
    total = used = 0
    for physical in db.scalars(select(PhysicalNetwork).where(PhysicalNetwork.zone_id == zone_id)):
        query = select(Network.vlan).where(Network.physical_network_id == physical.id, Network.removed.is_(None), Network.vlan != UNTAGGED)
        taken = {int(vlan) for vlan in db.scalars(query)}
        total += sum(last - first + 1 for first, last in physical.vlan_spans)
        used += sum(1 for vlan in taken if any(first <= vlan <= last for first, last in physical.vlan_spans))
    return total, used


def of_pod(db: Session, pod_id: str, tag: str | None = None) -> list[CapacityView]:
    """Processors, memory and storage of a pod."""
    pod = db.get_one(Pod, pod_id)
    zone = db.get_one(Zone, pod.zone_id)
    where: Where = {"zone_id": zone.id, "zone_name": zone.name, "pod_id": pod.id, "pod_name": pod.name}
    return [*_of_hosts(db, Host.pod_id == pod_id, where, tag), *_of_pools(db, StoragePool.pod_id == pod_id, where, tag)]


def of_cluster(db: Session, cluster_id: str, tag: str | None = None) -> list[CapacityView]:
    """Processors, memory and storage of a cluster."""
    cluster = db.get_one(Cluster, cluster_id)
    pod = db.get_one(Pod, cluster.pod_id)
    zone = db.get_one(Zone, cluster.zone_id)
    where = Where(zone_id=zone.id, zone_name=zone.name, pod_id=pod.id, pod_name=pod.name)
    where.update(cluster_id=cluster.id, cluster_name=cluster.name)
    return [*_of_hosts(db, Host.cluster_id == cluster_id, where, tag), *_of_pools(db, StoragePool.cluster_id == cluster_id, where, tag)]


class ListCapacity(ListParams, frozen=True, kw_only=True):
    """Which capacity."""

    type: Annotated[
        int | None,
        Doc(
            "only this kind: 0 memory, 1 cpu, 2 storage, 3 storage allocated, 4 public addresses, 6 secondary storage, 7 VLANs,"
            " 8 guests' addresses, 9 local storage, 90 cores"
        ),
    ] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("capacity of this zone")] = None
    pod_id: Annotated[Id | None, Names("Pod"), Doc("capacity of this pod")] = None
    cluster_id: Annotated[Id | None, Names("Cluster"), Doc("capacity of this cluster")] = None
    fetch_latest: Annotated[bool, Doc("computed anew"), NoEffect("capacity is always computed when it is asked for")] = False
    tag: Annotated[str | None, Doc("capacity of the hosts and pools with this tag")] = None
    sort_by: Annotated[str | None, Doc("usage: the fullest first")] = None


@command("listCapacity", access=RESOURCE_ADMINS)
def list_capacity(ctx: Ctx, p: ListCapacity) -> Page[CapacityView]:
    """Lists what the zones, a pod or a cluster have, and what of it is used."""
    if p.sort_by not in (None, "usage"):
        raise InvalidValue(f"sortby {p.sort_by} is unknown; the only order is usage")
    if p.cluster_id:
        rows = of_cluster(ctx.db, ctx.see(Cluster, p.cluster_id, "clusterid").id, p.tag)
    elif p.pod_id:
        rows = of_pod(ctx.db, ctx.see(Pod, p.pod_id, "podid").id, p.tag)
    else:
        zones = [ctx.see(Zone, p.zone_id, "zoneid")] if p.zone_id else ctx.db.scalars(ctx.visible(Zone).where(Zone.removed.is_(None)))
        rows = [row for zone in zones for row in of_zone(ctx.db, zone.id, p.tag)]
    if p.type is not None:
        rows = [row for row in rows if row.type == p.type]
    if p.keyword:
        rows = [row for row in rows if p.keyword.lower() in row.name.lower()]
    for row in rows:
        row.tag = p.tag
    if p.sort_by:
        rows.sort(key=lambda row: -float(row.percent_used))
    return ctx.slice(rows, p)
