"""VPC offerings: create, update, delete, list. The VPCs themselves come with a later release."""

from datetime import datetime
from typing import Annotated, ClassVar

from msgspec import Meta
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Length, ListParams, Names, Page, Params, Started, Success, Wire, WorkedOn
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.model.domain import Domain
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.network_offering import VpcOffering
from pileus.manager.model.offering import ServiceOffering
from pileus.manager.model.rows import Flag
from pileus.manager.network import services
from pileus.manager.network.offerings import refuse_elsewhere_modes, state_of
from pileus.manager.network.providers import INTERNAL_LB, VPC_ROUTER
from pileus.manager.network.services import CapabilityOf, OfferedServiceView, ServiceOf
from pileus.manager.storage import offered

ENTITY = "VpcOffering"

NOT_HERE = {
    "for_nsx": "there is no NSX controller here",
    "nsx_support_lb": "there is no NSX controller here",
    "provider": "there is no outside network controller here",
    "routing_mode": "routed networks come with a later release",
    "specify_as_number": "routed networks come with a later release",
}


class VpcOfferingView(WorkedOn, kw_only=True):
    """A VPC offering."""

    object_name: ClassVar[str] = "vpcoffering"
    id: str
    name: str
    display_text: str
    state: Flag
    is_default: bool
    distributed_vpc_router: bool = False
    supports_region_level_vpc: Annotated[bool, Wire("supportsregionLevelvpc")] = False
    for_nsx: bool = False
    specify_as_number: bool = False
    internet_protocol: str = "IPv4"
    network_mode: str = "NATTED"
    service: list[OfferedServiceView]
    domain_id: str | None
    domain: str | None
    zone_id: str | None
    zone: str | None
    created: datetime


@ops.shows(ENTITY)
def view(db: Session, id: str) -> VpcOfferingView:
    """An offering as its callers see it."""
    offering = db.get_one(VpcOffering, id)
    return VpcOfferingView(
        id=offering.id,
        name=offering.name,
        display_text=offering.display_text,
        state=offering.state,
        is_default=offering.is_default,
        service=services.views(offering),
        created=offering.created,
        **offered.names(db, offering),
    )


class ListVpcOfferings(ListParams, frozen=True, kw_only=True):
    """Which offerings."""

    id: Annotated[Id | None, Names("VpcOffering"), Doc("only this offering")] = None
    name: Annotated[str | None, Doc("only the offering of this name")] = None
    display_text: Annotated[str | None, Doc("only offerings with this text")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only offerings that this zone has")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("only offerings that this domain has")] = None
    is_default: Annotated[bool | None, Doc("only offerings that are, or are not, of the system's own")] = None
    supported_services: Annotated[list[str] | None, Doc("only offerings with all of these services")] = None
    state: Annotated[str | None, Doc("only offerings in this state: Enabled or Disabled")] = None


@command("listVPCOfferings", access=USERS)
def list_vpc_offerings(ctx: Ctx, p: ListVpcOfferings) -> Page[VpcOfferingView]:
    """Lists the VPC offerings."""
    query = narrow(
        ctx.visible(VpcOffering, p).order_by(VpcOffering.sort_key, VpcOffering.name),
        (VpcOffering.id, p.id),
        (VpcOffering.name, p.name),
        (VpcOffering.display_text, p.display_text),
        (VpcOffering.is_default, p.is_default),
        (VpcOffering.state, state_of(p.state) if p.state is not None else None),
        (VpcOffering.id, services.having(ctx, VpcOffering, p.supported_services) if p.supported_services else None),
    )
    query = containing(query, p.keyword, VpcOffering.name, VpcOffering.display_text)
    if p.zone_id is not None:
        query = offered.in_zone(query, VpcOffering, ctx.see(Zone, p.zone_id, "zoneid").id)
    if p.domain_id is not None:
        domain = ctx.see(Domain, p.domain_id, "domainid")
        query = query.where((VpcOffering.domain_ids == "") | VpcOffering.domain_ids.contains(domain.id))
    return ctx.page(query, p, lambda offering: view(ctx.db, offering.id))


class CreateVpcOffering(Params, frozen=True, kw_only=True):
    """What VPCs of it are."""

    name: Annotated[str, Meta(min_length=1, max_length=255), Doc("name of the offering")]
    display_text: Annotated[str | None, Doc("what people read of it; the name when left out")] = None
    supported_services: Annotated[list[str] | None, Doc("services its VPCs have")] = None
    service_provider_list: Annotated[list[ServiceOf] | None, Doc("who provides each service: service, provider")] = None
    service_capability_list: Annotated[
        list[CapabilityOf] | None, Doc("what is chosen of services: service, capabilitytype, capabilityvalue")
    ] = None
    service_offering_id: Annotated[Id | None, Names("ServiceOffering"), Doc("size of its routers where they are guests")] = None
    domain_id: Annotated[list[Id] | None, Names("Domain"), Doc("domains it is offered to, with all below them; all when left out")] = None
    zone_id: Annotated[list[Id] | None, Names("Zone"), Doc("zones it is offered in; all when left out")] = None
    enable: Annotated[bool, Doc("true: it can be chosen at once")] = False
    internet_protocol: Annotated[str | None, Doc("ipv4; networks have no other yet")] = None
    network_mode: Annotated[str | None, Doc("NATTED; networks have no other mode yet")] = None
    routing_mode: Annotated[str | None, Doc("refused: routed networks come with a later release")] = None
    specify_as_number: Annotated[bool, Doc("true is refused: routed networks come with a later release")] = False
    for_nsx: Annotated[bool, Doc("true is refused: there is no NSX controller here")] = False
    nsx_support_lb: Annotated[bool, Doc("true is refused: there is no NSX controller here")] = False
    provider: Annotated[str | None, Doc("refused: there is no outside network controller here")] = None


@command("createVPCOffering", access=ADMINS, event="VPC.OFFERING.CREATE", entity=ENTITY)
def create_vpc_offering(ctx: Ctx, p: CreateVpcOffering) -> Started[VpcOfferingView]:
    """Creates a VPC offering; it can be chosen once it is enabled."""
    refuse_elsewhere_modes(p, NOT_HERE)
    has = services.chosen(p.supported_services, p.service_provider_list, (VPC_ROUTER, INTERNAL_LB))
    if not has:
        raise InvalidValue("supportedservices is missing; name at least one service, such as SourceNat")
    offering = ctx.insert(
        VpcOffering(
            name=p.name,
            display_text=p.display_text or p.name,
            services=has,
            capabilities=services.capabilities(p.service_capability_list, has),
            service_offering_id=ctx.use(ServiceOffering, p.service_offering_id, "serviceofferingid").id if p.service_offering_id else None,
            domain_ids=offered.domains(ctx, p.domain_id or []),
            zone_ids=offered.zones(ctx, p.zone_id or []),
            state=Flag.ENABLED if p.enable else Flag.DISABLED,
        )
    )
    return ops.settled(ctx, ENTITY, offering.id, f"creating VPC offering {offering.name}", new=True)


class UpdateVpcOffering(Params, frozen=True, kw_only=True):
    """Which offering, and what of it."""

    id: Annotated[Id, Names("VpcOffering"), Doc("the offering")]
    name: Annotated[Annotated[str, Meta(min_length=1, max_length=255)] | None, Doc("new name")] = None
    display_text: Annotated[str | None, Doc("what people read of it")] = None
    state: Annotated[str | None, Doc("Enabled: it can be chosen; Disabled: it serves what uses it, and nothing new")] = None
    sort_key: Annotated[int | None, Doc("place in lists")] = None
    domain_id: Annotated[str | None, Length(4096), Doc("ids of the domains it is offered to, or public for all")] = None
    zone_id: Annotated[str | None, Length(4096), Doc("ids of the zones it is offered in, or all")] = None


@command("updateVPCOffering", access=ADMINS, event="VPC.OFFERING.UPDATE", entity=ENTITY)
def update_vpc_offering(ctx: Ctx, p: UpdateVpcOffering) -> Started[VpcOfferingView]:
    """Changes a VPC offering's texts and state, and to whom and where it is offered."""
    offering = ctx.get(VpcOffering, p.id)
    simple = {
        "name": p.name,
        "display_text": p.display_text,
        "state": None if p.state is None else state_of(p.state),
        "sort_key": p.sort_key,
        "domain_ids": None if p.domain_id is None else offered.changed_domains(ctx, p.domain_id),
        "zone_ids": None if p.zone_id is None else offered.changed_zones(ctx, p.zone_id),
    }
    for column, value in simple.items():
        if value is not None:
            setattr(offering, column, value)
    ctx.save()
    return ops.settled(ctx, ENTITY, offering.id, f"updating VPC offering {offering.name}")


class DeleteVpcOffering(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("VpcOffering"), Doc("the offering")]


@command("deleteVPCOffering", access=ADMINS, event="VPC.OFFERING.DELETE", entity=ENTITY)
def delete_vpc_offering(ctx: Ctx, p: DeleteVpcOffering) -> Started[Success]:
    """Deletes a VPC offering; the system's own ones stay."""
    offering = ctx.get(VpcOffering, p.id)
    if offering.is_default:
        raise InvalidValue(f"id: VPC offering {offering.name} is the system's own, and stays; disable it with updateVPCOffering")
    offering.removed = ctx.now
    ctx.save()
    return ops.settled(ctx, ENTITY, p.id, f"deleting VPC offering {offering.name}", gone=True)
