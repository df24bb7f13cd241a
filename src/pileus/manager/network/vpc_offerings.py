"""VPC offerings: create, update, delete, list. The VPCs themselves come with a later release."""

from typing import Annotated, ClassVar

from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Names, Page, Params, Started, Success, Wire
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.model.network_offering import VpcOffering
from pileus.manager.network import offering_parts, services
from pileus.manager.network.offering_parts import CreateOffering, ListOfferings, OfferingView, UpdateOffering, refuse_elsewhere_modes
from pileus.manager.network.providers import INTERNAL_LB, VPC_ROUTER

ENTITY = "VpcOffering"


class VpcOfferingView(OfferingView, kw_only=True):
    """A VPC offering."""

    object_name: ClassVar[str] = "vpcoffering"
    distributed_vpc_router: bool = False
    supports_region_level_vpc: Annotated[bool, Wire("supportsregionLevelvpc")] = False


@ops.shows(ENTITY)
def view(db: Session, id: str) -> VpcOfferingView:
    """An offering as its callers see it."""
    return VpcOfferingView(**offering_parts.fields(db, db.get_one(VpcOffering, id)))


class ListVpcOfferings(ListOfferings, frozen=True, kw_only=True):
    """Which offerings."""

    id: Annotated[Id | None, Names("VpcOffering"), Doc("only this offering")] = None


@command("listVPCOfferings", access=USERS)
def list_vpc_offerings(ctx: Ctx, p: ListVpcOfferings) -> Page[VpcOfferingView]:
    """Lists the VPC offerings."""
    query = narrow(offering_parts.asked(ctx, VpcOffering, p), (VpcOffering.id, p.id))
    return ctx.page(query, p, lambda offering: view(ctx.db, offering.id))


@command("createVPCOffering", access=ADMINS, event="VPC.OFFERING.CREATE", entity=ENTITY)
def create_vpc_offering(ctx: Ctx, p: CreateOffering) -> Started[VpcOfferingView]:
    """Creates a VPC offering; it can be chosen once it is enabled."""
    refuse_elsewhere_modes(p)
    has = services.chosen(p.supported_services, p.service_provider_list, (VPC_ROUTER, INTERNAL_LB))
    if not has:
        raise InvalidValue("supportedservices is missing; name at least one service, such as SourceNat")
    offering = ctx.insert(VpcOffering(**offering_parts.columns(ctx, p, has)))
    return ops.settled(ctx, ENTITY, offering.id, f"creating VPC offering {offering.name}", new=True)


class UpdateVpcOffering(UpdateOffering, frozen=True, kw_only=True):
    """Which offering, and what of it."""

    id: Annotated[Id, Names("VpcOffering"), Doc("the offering")]


@command("updateVPCOffering", access=ADMINS, event="VPC.OFFERING.UPDATE", entity=ENTITY)
def update_vpc_offering(ctx: Ctx, p: UpdateVpcOffering) -> Started[VpcOfferingView]:
    """Changes a VPC offering's texts and state, and to whom and where it is offered."""
    offering = ctx.get(VpcOffering, p.id)
    offering_parts.change(ctx, offering, p)
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
