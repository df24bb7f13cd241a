"""Hosts: list. What changes them stands in `host_changes` and `host_maintenance`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.infra.clusters import ARCHITECTURE
from pileus.manager.infra.overcommit import Clusters
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, NoEffect, Page, Params, View, WorkedOn
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import RESOURCE_ADMINS, USERS
from pileus.manager.model.annotation import Annotation
from pileus.manager.model.infrastructure import Cluster, Host, HostState, Pod, ResourceState, Zone
from pileus.manager.model.instance import Instance
from pileus.manager.model.os_type import OsCategory
from pileus.manager.model.storage import StoragePool

ENTITY = "Host"
FULL = 100


class HostHaView(View, kw_only=True):
    """Whether a host is watched and fenced by itself: none is."""

    object_name: ClassVar[str] = "hostha"
    host_id: str
    ha_enable: bool = False
    ha_state: str = "Disabled"


class OutOfBandView(View, kw_only=True):
    """Whether a host's power is switched by a controller of its own: none is."""

    object_name: ClassVar[str] = "outofbandmanagement"
    host_id: str
    enabled: bool = False
    power_state: str = "Disabled"


class HostView(WorkedOn, kw_only=True):
    """A host. `memory_*` in bytes, `cpu_allocated` and the like in per cent."""

    object_name: ClassVar[str] = "host"
    annotated = ("HOST",)
    id: str
    name: str
    state: HostState
    resource_state: ResourceState
    type: str = "Routing"
    ip_address: str
    zone_id: str
    zone_name: str
    pod_id: str
    pod_name: str
    cluster_id: str
    cluster_name: str
    cluster_type: str = "CloudManaged"
    hypervisor: str
    hypervisor_version: str | None
    arch: str
    version: str | None
    capabilities: str | None
    os_category_id: str | None
    os_category_name: str | None
    cpu_number: int
    cpu_sockets: int | None
    cpu_speed: int
    cpu_allocated: str
    cpu_allocated_value: int
    cpu_allocated_percentage: str
    cpu_allocated_with_overprovisioning: str
    cpu_with_overprovisioning: str
    cpu_used: str | None
    cpu_load_average: float | None
    memory_total: int
    memory_allocated: int
    memory_allocated_bytes: int
    memory_allocated_percentage: str
    memory_with_overprovisioning: str
    memory_used: int | None
    disk_size_total: int | None
    disk_size_allocated: int | None
    network_kbs_read: int | None
    network_kbs_write: int | None
    host_tags: str | None
    explicit_host_tags: str | None
    is_tag_a_rule: bool = False
    ha_host: bool = False
    host_ha: HostHaView
    out_of_band_management: OutOfBandView
    uefi_capability: bool = False
    annotation: str | None
    last_annotated: datetime | None
    has_annotations: bool | None = None
    encryption_supported: bool = False
    instance_conversion_supported: bool = False
    is_local_storage_active: bool
    has_enough_capacity: bool
    suitable_for_migration: bool | None = None
    details: dict[str, str] | None
    created: datetime
    last_pinged: datetime | None
    disconnected: datetime | None
    removed: datetime | None


@dataclass(frozen=True)
class Around:
    """What the views of some hosts tell of other rows, read once for all of them."""

    clusters: Clusters
    pools: Mapping[str | None, StoragePool]
    comments: Mapping[str, Annotation]
    """The last one on each host."""


def around(db: Session, ids: Sequence[str]) -> Around:
    """Reads what stands around the hosts of these ids."""
    query = select(Annotation).where(Annotation.entity_type == "HOST", Annotation.entity_id.in_(ids), Annotation.removed.is_(None))
    return Around(
        clusters=Clusters.read(db),
        pools={pool.host_id: pool for pool in db.scalars(select(StoragePool).where(StoragePool.host_id.in_(ids)))},
        comments={comment.entity_id: comment for comment in db.scalars(query.order_by(Annotation.created))},
    )


def named(db: Session, ids: Sequence[str]) -> list[Host]:
    """The hosts of these ids, in this order."""
    found = {host.id: host for host in db.scalars(select(Host).where(Host.id.in_(ids)))}
    return [found[id] for id in ids]


def views(db: Session, ids: Sequence[str]) -> list[HostView]:
    """Hosts as root admins see them; `details` tell how guests are accelerated, and why so."""
    there = around(db, ids)
    return [HostView(**fields(db, host, there)) for host in named(db, ids)]


@ops.shows(ENTITY)
def shown(db: Session, id: str) -> HostView:
    """A host as root admins see it."""
    [view] = views(db, [db.get_one(Host, id).id])
    return view


def fields(db: Session, host: Host, there: Around) -> dict[str, Any]:
    """What every view of a host tells."""
    category = db.get(OsCategory, host.os_category_id) if host.os_category_id else None
    said = there.comments.get(host.id)
    return _sizes(host, there) | {
        "id": host.id,
        "name": host.name,
        "state": host.state,
        "resource_state": host.resource_state,
        "ip_address": host.address,
        "zone_id": host.zone_id,
        "zone_name": db.get_one(Zone, host.zone_id).name,
        "pod_id": host.pod_id,
        "pod_name": db.get_one(Pod, host.pod_id).name,
        "cluster_id": host.cluster_id,
        "cluster_name": db.get_one(Cluster, host.cluster_id).name,
        "hypervisor": host.hypervisor,
        "hypervisor_version": host.facts.get("qemu_version"),
        "arch": host.facts.get("arch", ARCHITECTURE),
        "version": host.facts.get("version"),
        "capabilities": ",".join(host.facts.get("capabilities", [])) or None,
        "os_category_id": host.os_category_id,
        "os_category_name": category.name if category else None,
        "host_tags": host.tags or None,
        "explicit_host_tags": host.tags or None,
        "host_ha": HostHaView(host_id=host.id),
        "out_of_band_management": OutOfBandView(host_id=host.id),
        "annotation": said.text if said else None,
        "last_annotated": said.created if said else None,
        "details": {"acceleration": host.acceleration, "accelerationreason": host.acceleration_reason} if host.acceleration else None,
        "created": host.created,
        "last_pinged": host.last_seen,
        "disconnected": host.last_seen if host.state is not HostState.UP else None,
        "removed": host.removed,
    }


def _sizes(host: Host, there: Around) -> dict[str, Any]:
    """What a host has, and what of it is given away and used."""
    factors = there.clusters.of(host.cluster_id)
    cpu_mhz, memory = factors.cpu_mhz(host), factors.memory_bytes(host)
    cpu_share, memory_share = share(host.used_cpu_mhz, cpu_mhz), share(host.used_memory, memory)
    busy = host.stats.get("cpu_busy")
    pool = there.pools.get(host.id)
    return {
        "cpu_number": host.cpus,
        "cpu_sockets": host.facts.get("sockets") or None,
        "cpu_speed": host.cpu_mhz,
        "cpu_allocated": cpu_share,
        "cpu_allocated_value": host.used_cpu_mhz,
        "cpu_allocated_percentage": cpu_share,
        "cpu_allocated_with_overprovisioning": cpu_share,
        "cpu_with_overprovisioning": str(cpu_mhz),
        "cpu_used": None if busy is None else f"{FULL * float(busy):.2f}%",
        "cpu_load_average": host.stats.get("load1"),
        "memory_total": host.memory,
        "memory_allocated": host.used_memory,
        "memory_allocated_bytes": host.used_memory,
        "memory_allocated_percentage": memory_share,
        "memory_with_overprovisioning": str(memory),
        "memory_used": host.stats.get("memory_used"),
        "disk_size_total": pool.capacity if pool else None,
        "disk_size_allocated": pool.allocated if pool else None,
        "is_local_storage_active": pool is not None,
        "network_kbs_read": _kilobytes(host.stats.get("net_received_bytes")),
        "network_kbs_write": _kilobytes(host.stats.get("net_sent_bytes")),
        "has_enough_capacity": memory > host.used_memory and cpu_mhz > host.used_cpu_mhz,
    }


def share(used: int, total: int) -> str:
    """A part as clients know it: 12.50%."""
    return f"{FULL * used / total:.2f}%" if total > 0 else "0%"


def _kilobytes(value: int | None) -> int | None:
    return None if value is None else value // 1024


class ListHosts(ListParams, frozen=True, kw_only=True):
    """Which hosts."""

    id: Annotated[Id | None, Names("Host"), Doc("only this host")] = None
    name: Annotated[str | None, Doc("only the host of this name")] = None
    type: Annotated[str | None, Doc("only hosts of this type; all that run guests are Routing")] = None
    state: Annotated[HostState | None, Doc("only hosts whose link is in this state: Up, Disconnected, ...")] = None
    resource_state: Annotated[ResourceState | None, Doc("only hosts in this administrative state: Enabled, Disabled, ...")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only hosts of this zone")] = None
    pod_id: Annotated[Id | None, Names("Pod"), Doc("only hosts of this pod")] = None
    cluster_id: Annotated[Id | None, Names("Cluster"), Doc("only hosts of this cluster")] = None
    hypervisor: Annotated[str | None, Doc("only hosts of this hypervisor: KVM or Simulator")] = None
    virtual_machine_id: Annotated[
        Id | None, Names("Instance"), Doc("only hosts that have room for this instance, its own host left out")
    ] = None
    details: Annotated[
        list[str] | None, Doc("all, capacity, events, stats or min"), NoEffect("the whole answer costs no more than a part")
    ] = None
    ha_host: Annotated[bool | None, Doc("true: only hosts kept for high availability; there are none")] = None
    arch: Annotated[str | None, Doc("only hosts of this processor architecture")] = None
    management_server_id: Annotated[
        Id | None, Doc("only hosts of this management server"), NoEffect("every host is linked to every management server")
    ] = None
    storage_access_group: Annotated[str | None, Doc("only hosts of this storage access group; there are none")] = None
    out_of_band_management_enabled: Annotated[bool | None, Doc("only hosts that are, or are not, managed out of band; none is")] = None
    out_of_band_management_power_state: Annotated[
        str | None, Doc("only hosts in this power state, as told out of band; none tells any")
    ] = None


@command("listHosts", access=RESOURCE_ADMINS)
def list_hosts(ctx: Ctx, p: ListHosts) -> Page[HostView]:
    """Lists the hosts, their load, and how their guests are accelerated."""
    query = asked(ctx, p)
    return Page(0, []) if query is None else ctx.page(query, p, load=lambda ids: views(ctx.db, ids))


def asked(ctx: Ctx, p: ListHosts) -> Select[Host] | None:
    """The hosts that a list asks for; None where there can be none."""
    if p.storage_access_group or p.out_of_band_management_enabled or p.out_of_band_management_power_state:
        return None
    if p.ha_host or p.type not in (None, "Routing") or p.arch not in (None, ARCHITECTURE):
        return None
    query = ctx.visible(Host, p).order_by(Host.name)
    query = narrow(
        query,
        (Host.id, p.id),
        (Host.name, p.name),
        (Host.state, p.state),
        (Host.resource_state, p.resource_state),
        (Host.zone_id, p.zone_id),
        (Host.pod_id, p.pod_id),
        (Host.cluster_id, p.cluster_id),
        (Host.hypervisor, p.hypervisor),
    )
    query = containing(query, p.keyword, Host.name)
    if p.virtual_machine_id:
        instance = ctx.see(Instance, p.virtual_machine_id, "virtualmachineid")
        query = query.where(Host.id.in_(with_room(ctx.db, instance)))
    return query


def with_room(db: Session, instance: Instance) -> list[str]:
    """Ids of the hosts of its zone, its own left out, that have the processors and memory an instance needs."""
    clusters = Clusters.read(db)
    hosts = db.scalars(select(Host).where(Host.zone_id == instance.zone_id, Host.removed.is_(None), Host.id != (instance.host_id or "")))
    return [
        host.id
        for host in hosts
        if clusters.of(host.cluster_id).memory_bytes(host) - host.used_memory >= instance.memory_mib << 20
        and clusters.of(host.cluster_id).cpu_mhz(host) - host.used_cpu_mhz >= instance.cpus * instance.cpu_mhz
    ]


class HypervisorView(View, kw_only=True):
    """A hypervisor that hosts here run."""

    object_name: ClassVar[str] = "hypervisor"
    name: str


class ListHypervisors(Params, frozen=True, kw_only=True):
    """Where to look."""

    zone_id: Annotated[Id | None, Names("Zone"), Doc("only hypervisors of this zone")] = None


@command("listHypervisors", access=USERS)
def list_hypervisors(ctx: Ctx, p: ListHypervisors) -> Page[HypervisorView]:
    """Lists the hypervisors of the zones."""
    if p.zone_id:
        ctx.see(Zone, p.zone_id, "zoneid")
    query = narrow(
        select(Cluster.hypervisor).where(Cluster.removed.is_(None)).distinct().order_by(Cluster.hypervisor), (Cluster.zone_id, p.zone_id)
    )
    names = ctx.db.scalars(query).all()
    return Page(len(names), [HypervisorView(name=name) for name in names])
