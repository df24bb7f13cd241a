"""Service offerings, which say the size of instances: list."""

from datetime import datetime
from typing import Annotated, ClassVar

from sqlalchemy import Select

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Names, OwnedParams, Page, View
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.instance import Instance
from pileus.manager.model.offering import OfferingState, ServiceOffering
from pileus.manager.model.storage import Template
from pileus.manager.storage.disk_offerings import state_of

GIB = 1 << 30


class ServiceOfferingView(View, kw_only=True):
    """A service offering. Memory in MiB, `root_disk_size` in GiB.

    A custom one has its bounds in `service_offering_details`, and 0 processors and memory: some clients cannot do without those fields.
    """

    object_name: ClassVar[str] = "serviceoffering"
    id: str
    name: str
    display_text: str
    cpu_number: int
    cpu_speed: int | None
    memory: int
    is_customized: bool
    is_customized_iops: bool = False
    root_disk_size: int
    storage_type: str
    provisioning_type: str = "thin"
    offer_ha: bool
    limit_cpu_use: bool = False
    is_volatile: bool = False
    is_system: bool = False
    default_use: bool = False
    dynamic_scaling_enabled: bool = False
    encrypt_root: bool = False
    host_tags: str | None
    storage_tags: str | None
    state: OfferingState
    service_offering_details: dict[str, str]
    created: datetime


def _view(offering: ServiceOffering) -> ServiceOfferingView:
    bounds = {
        "mincpunumber": str(offering.min_cpus),
        "maxcpunumber": str(offering.max_cpus),
        "minmemory": str(offering.min_memory_mib),
        "maxmemory": str(offering.max_memory_mib),
    }
    return ServiceOfferingView(
        id=offering.id,
        name=offering.name,
        display_text=offering.display_text,
        cpu_number=offering.cpus or 0,
        cpu_speed=offering.cpu_mhz,
        memory=offering.memory_mib or 0,
        is_customized=offering.is_customized,
        root_disk_size=offering.root_disk_size // GIB,
        storage_type=offering.storage_type,
        offer_ha=offering.offer_ha,
        host_tags=offering.host_tags or None,
        storage_tags=offering.storage_tags or None,
        state=offering.state,
        service_offering_details=bounds if offering.is_customized else {},
        created=offering.created,
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
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only offerings that this zone has; every zone has all")] = None
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
    if p.zone_id is not None:
        ctx.see(Zone, p.zone_id, "zoneid")
    query = narrow(
        ctx.visible(ServiceOffering, p).order_by(ServiceOffering.memory_mib, ServiceOffering.name),
        (ServiceOffering.id, p.id),
        (ServiceOffering.name, p.name),
        (ServiceOffering.storage_type, p.storage_type),
        (ServiceOffering.state, state_of(p.state)),
    )
    query = containing(query, p.keyword, ServiceOffering.name, ServiceOffering.display_text)
    return ctx.page(_large_enough(_fitting(ctx, query, p), p), p, _view)


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
