"""Service offerings, which say the size of instances: list, create, update, delete."""

from datetime import datetime
from typing import Annotated, ClassVar

from msgspec import Meta
from sqlalchemy import Select, select

from pileus.manager.infra import planners
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Length, Names, NoEffect, OwnedParams, Page, Params, Success, Wire
from pileus.manager.kernel.errors import Conflict, InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.names import Name
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import DOMAIN_ADMINS, USERS
from pileus.manager.kernel.settings import number, within
from pileus.manager.model.infrastructure import Host
from pileus.manager.model.instance import Instance
from pileus.manager.model.offering import DiskOffering, OfferingState, ServiceOffering
from pileus.manager.model.storage import Template, Volume
from pileus.manager.storage import disk_limits, offered
from pileus.manager.storage.disk_offerings import (
    ALWAYS_THIN,
    NO_GUARANTEE,
    NO_POLICIES,
    NO_RESERVE,
    CacheMode,
    Gib,
    Provisioning,
    StorageType,
    named_state,
    refuse_untagged_pools,
    state_of,
)

GIB = 1 << 30
ENTITY = "ServiceOffering"

MOST_CORES = number("vm.serviceoffering.cpu.cores.max", 0, "Most processors an offering may give; 0 is no limit.", check=within(0))
MOST_MEMORY = number("vm.serviceoffering.ram.size.max", 0, "Most MiB of memory an offering may give; 0 is no limit.", check=within(0))

CUSTOM_CPUS, CUSTOM_MEMORY = (1, 240), (32, 4 << 20)
"""What a custom offering without bounds of its own leaves to choose: processors, and MiB of memory."""

Count = Annotated[int, Meta(ge=1, le=2**31 - 1)]

NO_GPU = NoEffect("hosts hand no GPUs to guests")
NO_EXTENSIONS = NoEffect("extensions bring hypervisors of their own, and there are none")
NO_LEASES = NoEffect("instances have no leases")
ROWS_STAY = NoEffect("rows of expunged instances are kept for usage either way")


class ServiceOfferingView(disk_limits.LimitView, kw_only=True):
    """A service offering. Memory in MiB, `root_disk_size` in GiB.

    A custom one has its bounds in `service_offering_details`, and 0 processors and memory: some clients cannot do without those fields.
    """

    object_name: ClassVar[str] = "serviceoffering"
    annotated = ("SERVICE_OFFERING",)
    id: str
    name: str
    display_text: str
    cpu_number: int
    cpu_speed: int | None
    memory: int
    is_customized: bool
    is_customized_iops: bool = False
    root_disk_size: int
    disk_offering_id: str | None
    disk_offering_name: str | None
    disk_offering_display_text: str | None
    disk_offering_strictness: bool
    storage_type: str
    provisioning_type: str
    cache_mode: Annotated[str, Wire("cacheMode"), Doc("how hosts cache the root disk")]
    offer_ha: bool
    limit_cpu_use: bool
    network_rate: int | None
    deployment_planner: str | None
    is_volatile: bool = False
    is_system: bool = False
    default_use: bool = False
    dynamic_scaling_enabled: bool
    encrypt_root: bool = False
    purge_resources: bool = False
    host_tags: str | None
    storage_tags: str | None
    state: OfferingState
    service_offering_details: dict[str, str]
    domain_id: str | None
    domain: str | None
    zone_id: str | None
    zone: str | None
    has_annotations: bool | None = None
    created: datetime


def _view(ctx: Ctx, offering: ServiceOffering) -> ServiceOfferingView:
    bounds = {
        "mincpunumber": str(offering.min_cpus),
        "maxcpunumber": str(offering.max_cpus),
        "minmemory": str(offering.min_memory_mib),
        "maxmemory": str(offering.max_memory_mib),
    }
    root = ctx.db.get(DiskOffering, offering.disk_offering_id) if offering.disk_offering_id else None
    kind = root or offering
    return ServiceOfferingView(
        id=offering.id,
        name=offering.name,
        display_text=offering.display_text,
        cpu_number=offering.cpus or 0,
        cpu_speed=offering.cpu_mhz,
        memory=offering.memory_mib or 0,
        is_customized=offering.is_customized,
        root_disk_size=(root.disk_size if root else offering.root_disk_size) // GIB,
        disk_offering_id=root.id if root else None,
        disk_offering_name=root.name if root else None,
        disk_offering_display_text=root.display_text if root else None,
        disk_offering_strictness=offering.disk_offering_strictness,
        storage_type=kind.storage_type,
        provisioning_type=kind.provisioning_type,
        cache_mode=kind.cache_mode,
        offer_ha=offering.offer_ha,
        limit_cpu_use=offering.limit_cpu_use,
        network_rate=offering.network_rate,
        deployment_planner=offering.deployment_planner or None,
        dynamic_scaling_enabled=offering.dynamic_scaling_enabled,
        host_tags=offering.host_tags or None,
        storage_tags=kind.storage_tags or None,
        state=offering.state,
        service_offering_details=offering.details | (bounds if offering.is_customized else {}),
        created=offering.created,
        **kind.limits,
        **offered.names(ctx.db, offering),
    )


class ListServiceOfferings(OwnedParams, frozen=True, kw_only=True):
    """Which offerings."""

    id: Annotated[Id | None, Names("ServiceOffering"), Doc("only this offering")] = None
    name: Annotated[str | None, Doc("only the offering of this name")] = None
    cpu_number: Annotated[int | None, Doc("only offerings that give, or can give, so many processors or more")] = None
    cpu_speed: Annotated[int | None, Doc("only offerings that give, or can give, so many MHz or more")] = None
    memory: Annotated[int | None, Doc("only offerings that give, or can give, so many MiB or more")] = None
    virtual_machine_id: Annotated[Id | None, Names("Instance"), Doc("only offerings the instance could change to: not its own")] = None
    template_id: Annotated[Id | None, Names("Template"), Doc("only offerings whose root disk holds this template")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only offerings that this zone has")] = None
    storage_type: Annotated[str | None, Doc("only offerings on this kind of storage: local or shared")] = None
    is_system: Annotated[bool | None, Doc("true: only offerings of system VMs; there are none")] = None
    system_vm_type: Annotated[str | None, Doc("only offerings for this kind of system VM; there are none")] = None
    encrypt_root: Annotated[bool | None, Doc("only offerings whose root disks are, or are not, encrypted; none are")] = None
    gpu_enabled: Annotated[bool | None, Doc("only offerings with, or without, a GPU; none has one")] = None
    vgpu_profile_id: Annotated[Id | None, Doc("only offerings with this GPU profile; there are none")] = None
    state: Annotated[str | None, Doc("only offerings in this state: Active, Inactive or All; Active when left out")] = None


@command("listServiceOfferings", access=USERS)
def list_service_offerings(ctx: Ctx, p: ListServiceOfferings) -> Page[ServiceOfferingView]:
    """Lists the service offerings."""
    if p.is_system or p.system_vm_type is not None or p.encrypt_root or p.gpu_enabled or p.vgpu_profile_id:
        return Page(0, [])
    query = narrow(
        ctx.visible(ServiceOffering, p).order_by(
            ctx.by_sort_key(ServiceOffering.sort_key), ServiceOffering.memory_mib, ServiceOffering.name
        ),
        (ServiceOffering.id, p.id),
        (ServiceOffering.name, p.name),
        (ServiceOffering.storage_type, p.storage_type),
        (ServiceOffering.state, state_of(p.state)),
    )
    query = containing(query, p.keyword, ServiceOffering.name, ServiceOffering.display_text)
    query = offered.at(ctx, query, ServiceOffering, zone_id=p.zone_id, domain_id=None if p.account else p.domain_id)
    return ctx.page(_large_enough(_fitting(ctx, query, p), p), p, lambda row: _view(ctx, row))


def _fitting(ctx: Ctx, query: Select[ServiceOffering], p: ListServiceOfferings) -> Select[ServiceOffering]:
    if p.virtual_machine_id is not None:
        instance = ctx.see(Instance, p.virtual_machine_id, "virtualmachineid")
        query = query.where(ServiceOffering.id != instance.service_offering_id)
    if p.template_id is not None:
        template = ctx.see(Template, p.template_id, "templateid")
        query = query.where((ServiceOffering.root_disk_size == 0) | (ServiceOffering.root_disk_size >= template.size))
    return query


def _large_enough(query: Select[ServiceOffering], p: ListServiceOfferings) -> Select[ServiceOffering]:
    """A fixed offering has at least so much; a custom one can."""
    if p.cpu_number is not None:
        custom = ServiceOffering.cpus.is_(None) & (ServiceOffering.max_cpus >= p.cpu_number)
        query = query.where(custom | (ServiceOffering.cpus >= p.cpu_number))
    if p.memory is not None:
        custom = ServiceOffering.memory_mib.is_(None) & (ServiceOffering.max_memory_mib >= p.memory)
        query = query.where(custom | (ServiceOffering.memory_mib >= p.memory))
    if p.cpu_speed is not None:
        query = query.where(ServiceOffering.cpus.is_(None) | (ServiceOffering.cpu_mhz >= p.cpu_speed))
    return query


class CreateServiceOffering(disk_limits.LimitParams, frozen=True, kw_only=True):
    """What instances of it are."""

    name: Annotated[Name, Doc("name of the offering")]
    display_text: Annotated[str | None, Doc("what people read of it; the name when left out")] = None
    cpu_number: Annotated[Count | None, Doc("processors; left out of a custom offering")] = None
    cpu_speed: Annotated[Count | None, Doc("MHz of each processor; 1000 when a custom offering leaves it out")] = None
    memory: Annotated[Count | None, Doc("MiB of memory; left out of a custom offering")] = None
    customized: Annotated[bool | None, Doc("true: whoever deploys says processors and memory; so it is when both are left out")] = None
    min_cpu_number: Annotated[Count | None, Doc("least processors of a custom offering")] = None
    max_cpu_number: Annotated[Count | None, Doc("most processors of a custom offering")] = None
    min_memory: Annotated[Count | None, Doc("least MiB of a custom offering")] = None
    max_memory: Annotated[Count | None, Doc("most MiB of a custom offering")] = None
    limit_cpu_use: Annotated[bool, Doc("true: a guest gets cpuspeed and no more, even where its host is idle")] = False
    network_rate: Annotated[Count | None, Doc("Mbit/s of the first card")] = None
    offer_ha: Annotated[bool, Doc("true: its instances are marked for high availability")] = False
    dynamic_scaling_enabled: Annotated[bool, Doc("true: its instances may be resized while they run")] = True
    deployment_planner: Annotated[str | None, Doc("planner that finds hosts for it")] = None
    host_tags: Annotated[str | None, Doc("tags that a host needs for its instances, comma-separated")] = None
    tags: Annotated[str | None, Doc("tags that a pool needs for its root disks, comma-separated")] = None
    root_disk_size: Annotated[Gib | None, Doc("GiB of the root disk; the template's size when left out")] = None
    disk_offering_id: Annotated[Id | None, Names("DiskOffering"), Doc("disk offering that says the kind of the root disk")] = None
    disk_offering_strictness: Annotated[bool, Doc("true: the root disk keeps that disk offering")] = False
    storage_type: Annotated[StorageType, Doc("kind of storage it is meant for; disks go to whichever pool of the zone has room")] = "shared"
    provisioning_type: Annotated[Provisioning, Doc("thin, sparse or fat"), ALWAYS_THIN] = "thin"
    cache_mode: Annotated[CacheMode, Doc("how hosts cache the root disk: none, writeback or writethrough")] = "none"
    domain_id: Annotated[list[Id] | None, Names("Domain"), Doc("domains it is offered to, with all below them; all when left out")] = None
    zone_id: Annotated[list[Id] | None, Names("Zone"), Doc("zones it is offered in; all when left out")] = None
    service_offering_details: Annotated[dict[str, str] | None, Doc("further details, kept as they are: key and value")] = None
    is_system: Annotated[bool, Doc("true is refused: system VMs are services here and need no offering")] = False
    system_vm_type: Annotated[str | None, Doc("kind of system VM, with issystem")] = None
    encrypt_root: Annotated[bool, Doc("true is refused: disks are not encrypted here")] = False
    is_volatile: Annotated[bool, Doc("root disk made anew at each reboot"), NoEffect("a root disk outlives reboots")] = False
    customized_iops: Annotated[bool, Doc("whoever deploys says guaranteed requests"), NO_GUARANTEE] = False
    min_iops: Annotated[disk_limits.Rate | None, Doc("guaranteed requests by the second"), NO_GUARANTEE] = None
    max_iops: Annotated[disk_limits.Rate | None, Doc("most requests by the second beside miniops"), NO_GUARANTEE] = None
    hypervisor_snapshot_reserve: Annotated[int | None, Doc("percent of a disk kept for snapshots"), NO_RESERVE] = None
    storage_policy: Annotated[Id | None, Doc("storage policy of the root disk"), NO_POLICIES] = None
    gpu_count: Annotated[int | None, Doc("number of GPUs"), NO_GPU] = None
    gpu_display: Annotated[bool, Doc("a GPU as screen"), NO_GPU] = False
    vgpu_profile_id: Annotated[Id | None, Doc("GPU profile"), NO_GPU] = None
    lease_duration: Annotated[int | None, Doc("days of a lease"), NO_LEASES] = None
    lease_expiry_action: Annotated[str | None, Doc("what ends a lease"), NO_LEASES] = None
    purge_resources: Annotated[bool, Doc("rows of expunged instances removed"), ROWS_STAY] = False
    external_details: Annotated[dict[str, str] | None, Doc("details for an extension"), NO_EXTENSIONS] = None


@command("createServiceOffering", access=DOMAIN_ADMINS, event="SERVICE.OFFERING.CREATE", entity=ENTITY)
def create_service_offering(ctx: Ctx, p: CreateServiceOffering) -> ServiceOfferingView:
    """Creates a service offering, for everybody, or for some domains and zones."""
    if p.is_system or p.system_vm_type is not None:
        raise InvalidValue("issystem: system VMs are services of this cloud and need no offering; leave issystem and systemvmtype out")
    if p.encrypt_root:
        raise InvalidValue("encryptroot: disks are not encrypted here; leave it out")
    if p.deployment_planner and (why := planners.known(p.deployment_planner)):
        raise InvalidValue(f"deploymentplanner {p.deployment_planner} is unknown: it {why}")
    root = ctx.use(DiskOffering, p.disk_offering_id, "diskofferingid") if p.disk_offering_id else None
    row = ServiceOffering(
        name=p.name,
        display_text=p.display_text or p.name,
        root_disk_size=(p.root_disk_size or 0) * GIB,
        disk_offering_id=root.id if root else None,
        disk_offering_strictness=p.disk_offering_strictness,
        storage_type=p.storage_type,
        provisioning_type=p.provisioning_type,
        cache_mode=p.cache_mode,
        limits=disk_limits.given(ctx, p),
        offer_ha=p.offer_ha,
        limit_cpu_use=p.limit_cpu_use,
        network_rate=p.network_rate,
        dynamic_scaling_enabled=p.dynamic_scaling_enabled,
        deployment_planner=p.deployment_planner or "",
        host_tags=offered.tags(ctx, p.host_tags, "hosttags"),
        storage_tags=offered.tags(ctx, p.tags, "tags"),
        details=p.service_offering_details or {},
        domain_ids=offered.domains(ctx, p.domain_id or []),
        zone_ids=offered.zones(ctx, p.zone_id or []),
    )
    _size(ctx, p, row)
    ctx.insert(row)
    ctx.tell(f"created service offering {row.name}", id=row.id)
    return _view(ctx, row)


def _size(ctx: Ctx, p: CreateServiceOffering, row: ServiceOffering) -> None:
    """Processors and memory: all three of them fixed, or left to whoever deploys, within bounds."""
    fixed = {"cpunumber": p.cpu_number, "memory": p.memory}
    bounds = {
        "mincpunumber": p.min_cpu_number,
        "maxcpunumber": p.max_cpu_number,
        "minmemory": p.min_memory,
        "maxmemory": p.max_memory,
    }
    custom = not any(fixed.values()) if p.customized is None else p.customized
    contradicting = [name for name, value in (fixed if custom else bounds).items() if value is not None]
    if contradicting:
        raise InvalidValue(f"{', '.join(contradicting)}: not for {'a custom' if custom else 'a fixed'} offering; leave it out")
    needed = {} if custom else {**fixed, "cpuspeed": p.cpu_speed}
    missing = [name for name, value in needed.items() if value is None]
    if missing:
        raise InvalidValue(f"{', '.join(missing)} is missing; an offering that is not custom needs cpunumber, cpuspeed and memory")
    row.cpus, row.memory_mib, row.cpu_mhz = p.cpu_number, p.memory, p.cpu_speed
    if custom:
        row.min_cpus, row.max_cpus = _bounds("cpunumber", p.min_cpu_number, p.max_cpu_number, CUSTOM_CPUS)
        row.min_memory_mib, row.max_memory_mib = _bounds("memory", p.min_memory, p.max_memory, CUSTOM_MEMORY)
    for name, value, setting in (
        ("cpunumber", row.max_cpus if p.max_cpu_number else row.cpus, MOST_CORES),
        ("memory", row.max_memory_mib if p.max_memory else row.memory_mib, MOST_MEMORY),
    ):
        most = ctx.settings.get(setting)
        if most and value and value > most:
            raise InvalidValue(f"{name} is {value}, above setting {setting.name}, which is {most}; give less")
    if custom:
        row.max_cpus = min(row.max_cpus, ctx.settings.get(MOST_CORES) or row.max_cpus)
        row.max_memory_mib = min(row.max_memory_mib, ctx.settings.get(MOST_MEMORY) or row.max_memory_mib)


def _bounds(name: str, least: int | None, most: int | None, usual: tuple[int, int]) -> tuple[int, int]:
    found = (least or usual[0], most or max(usual[1], least or 0))
    if found[0] > found[1]:
        raise InvalidValue(f"min{name} is {found[0]}, above max{name}, which is {found[1]}; give less")
    return found


class UpdateServiceOffering(Params, frozen=True, kw_only=True):
    """What of it changes. The size stays: instances rely on it."""

    id: Annotated[Id, Names("ServiceOffering"), Doc("the offering")]
    name: Annotated[Name | None, Doc("new name")] = None
    display_text: Annotated[str | None, Doc("new text")] = None
    host_tags: Annotated[str | None, Doc("new host tags; empty takes them away. Hosts that run its instances must have them")] = None
    storage_tags: Annotated[str | None, Doc("new storage tags; empty takes them away. Pools of its root disks must have them")] = None
    domain_id: Annotated[str | None, Length(4096), Doc("domains it is offered to, or public")] = None
    zone_id: Annotated[str | None, Doc("zones it is offered in, or all")] = None
    sort_key: Annotated[int | None, Doc("place in lists: the lower the earlier")] = None
    state: Annotated[str | None, Doc("Active or Inactive")] = None
    purge_resources: Annotated[bool | None, Doc("rows of expunged instances removed"), ROWS_STAY] = None
    external_details: Annotated[dict[str, str] | None, Doc("details for an extension"), NO_EXTENSIONS] = None
    cleanup_external_details: Annotated[bool, Doc("takes them away"), NO_EXTENSIONS] = False


@command("updateServiceOffering", access=DOMAIN_ADMINS, event="SERVICE.OFFERING.EDIT", entity=ENTITY)
def update_service_offering(ctx: Ctx, p: UpdateServiceOffering) -> ServiceOfferingView:
    """Updates a service offering."""
    row = ctx.get(ServiceOffering, p.id)
    for name in ("name", "display_text", "sort_key"):
        value = getattr(p, name)
        if value is not None:
            setattr(row, name, value)
    if p.host_tags is not None:
        row.host_tags = offered.tags(ctx, p.host_tags, "hosttags")
        _refuse_untagged_hosts(ctx, row)
    if p.storage_tags is not None:
        row.storage_tags = offered.tags(ctx, p.storage_tags, "storagetags")
        refuse_untagged_pools(ctx, row.storage_tags, row.name, Volume.service_offering_id == row.id)
    offered.offer(ctx, row, domain_id=p.domain_id, zone_id=p.zone_id)
    if p.state is not None:
        row.state = named_state(p.state)
    ctx.tell(f"updated service offering {row.name}", id=row.id)
    return _view(ctx, row)


def _refuse_untagged_hosts(ctx: Ctx, row: ServiceOffering) -> None:
    wanted = {tag for tag in row.host_tags.split(",") if tag}
    running = select(Instance.host_id).where(Instance.service_offering_id == row.id, Instance.host_id.is_not(None))
    for host in ctx.db.scalars(select(Host).where(Host.id.in_(running))):
        missing = wanted - set(host.tags.split(","))
        if missing:
            raise Conflict(
                f"instances of offering {row.name} run on host {host.name}, which lacks the tags {', '.join(sorted(missing))}; "
                "give the host those tags first (updateHost), or stop the instances"
            )


class DeleteServiceOffering(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("ServiceOffering"), Doc("the offering")]


@command("deleteServiceOffering", access=DOMAIN_ADMINS, event="SERVICE.OFFERING.DELETE", entity=ENTITY)
def delete_service_offering(ctx: Ctx, p: DeleteServiceOffering) -> Success:
    """Makes a service offering inactive: its instances go on, and no new ones are made. updateServiceOffering can bring it back."""
    row = ctx.get(ServiceOffering, p.id)
    row.state = OfferingState.INACTIVE
    ctx.tell(f"deleted service offering {row.name}", id=row.id)
    return Success()
