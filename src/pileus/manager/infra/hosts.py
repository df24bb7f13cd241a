"""Hosts: list."""

from datetime import datetime
from typing import Annotated, ClassVar

from sqlalchemy import select

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, NoEffect, Page, Params, View
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import RESOURCE_ADMINS, USERS
from pileus.manager.model.infrastructure import Cluster, Host, HostState, Pod, ResourceState, Zone
from pileus.manager.model.instance import Instance


class HostView(View, kw_only=True):
    """A host. `memory_*` in bytes, `cpu_allocated` and the like in per cent."""

    object_name: ClassVar[str] = "host"
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
    cpu_number: int
    cpu_speed: int
    cpu_allocated: str
    cpu_allocated_value: int
    cpu_allocated_percentage: str
    cpu_with_overprovisioning: str
    cpu_used: str | None
    cpu_load_average: float | None
    memory_total: int
    memory_allocated: int
    memory_allocated_bytes: int
    memory_allocated_percentage: str
    memory_with_overprovisioning: str
    memory_used: int | None
    network_kbs_read: int | None
    network_kbs_write: int | None
    host_tags: str | None
    is_local_storage_active: bool = True
    has_enough_capacity: bool
    details: dict[str, str] | None
    created: datetime
    last_pinged: datetime | None
    removed: datetime | None


def view(ctx: Ctx, host: Host) -> HostView:
    """A host as root admins see it; `details` tell how guests are accelerated, and why so."""
    cpu_mhz = host.cpus * host.cpu_mhz
    memory = host.memory - host.reserved_memory
    cpu_share = f"{100 * host.used_cpu_mhz / cpu_mhz:.2f}%" if cpu_mhz else "0%"
    memory_share = f"{100 * host.used_memory / memory:.2f}%" if memory > 0 else "0%"
    busy = host.stats.get("cpu_busy")
    return HostView(
        id=host.id,
        name=host.name,
        state=host.state,
        resource_state=host.resource_state,
        ip_address=host.address,
        zone_id=host.zone_id,
        zone_name=ctx.db.get_one(Zone, host.zone_id).name,
        pod_id=host.pod_id,
        pod_name=ctx.db.get_one(Pod, host.pod_id).name,
        cluster_id=host.cluster_id,
        cluster_name=ctx.db.get_one(Cluster, host.cluster_id).name,
        hypervisor=host.hypervisor,
        hypervisor_version=host.facts.get("qemu_version"),
        arch=host.facts.get("arch", "x86_64"),
        version=host.facts.get("version"),
        capabilities=",".join(host.facts.get("capabilities", [])) or None,
        cpu_number=host.cpus,
        cpu_speed=host.cpu_mhz,
        cpu_allocated=cpu_share,
        cpu_allocated_value=host.used_cpu_mhz,
        cpu_allocated_percentage=cpu_share,
        cpu_with_overprovisioning=str(cpu_mhz),
        cpu_used=None if busy is None else f"{100 * float(busy):.2f}%",
        cpu_load_average=host.stats.get("load1"),
        memory_total=host.memory,
        memory_allocated=host.used_memory,
        memory_allocated_bytes=host.used_memory,
        memory_allocated_percentage=memory_share,
        memory_with_overprovisioning=str(memory),
        memory_used=host.stats.get("memory_used"),
        network_kbs_read=_kilobytes(host.stats.get("net_received_bytes")),
        network_kbs_write=_kilobytes(host.stats.get("net_sent_bytes")),
        host_tags=host.tags or None,
        has_enough_capacity=memory > host.used_memory and cpu_mhz > host.used_cpu_mhz,
        details={"acceleration": host.acceleration, "accelerationreason": host.acceleration_reason} if host.acceleration else None,
        created=host.created,
        last_pinged=host.last_seen,
        removed=host.removed,
    )


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
    if p.storage_access_group or p.out_of_band_management_enabled or p.out_of_band_management_power_state:
        return Page(0, [])
    if p.ha_host or p.type not in (None, "Routing") or p.arch not in (None, "x86_64"):
        return Page(0, [])
    query = ctx.visible(Host, p).where(Host.removed.is_(None)).order_by(Host.name)
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
        query = query.where(
            Host.id != (instance.host_id or ""),
            Host.memory - Host.reserved_memory - Host.used_memory >= instance.memory_mib << 20,
            Host.cpus * Host.cpu_mhz - Host.used_cpu_mhz >= instance.cpus * instance.cpu_mhz,
        )
    return ctx.page(query, p, lambda host: view(ctx, host))


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
    query = narrow(select(Cluster.hypervisor).distinct().order_by(Cluster.hypervisor), (Cluster.zone_id, p.zone_id))
    names = ctx.db.scalars(query).all()
    return Page(len(names), [HypervisorView(name=name) for name in names])
