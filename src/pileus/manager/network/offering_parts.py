"""What network and VPC offerings have in common: fields of answers, parameters, and what lists ask for. Their commands are not here."""

from datetime import datetime
from typing import Annotated, Any, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Length, ListParams, Names, Params, View
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.names import Name
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.model.network_offering import NetworkOffering, VpcOffering
from pileus.manager.model.offering import ServiceOffering
from pileus.manager.model.rows import Flag
from pileus.manager.network import services
from pileus.manager.network.services import CapabilityOf, Map, OfferedServiceView, ServiceOf
from pileus.manager.storage import offered

Offering = TypeVar("Offering", NetworkOffering, VpcOffering)

NO_CONTROLLER = "there is no outside network controller here"
NO_NSX = "there is no NSX controller here"
NOT_ROUTED = "routed networks come with a later release"


class OfferingView(View, kw_only=True):
    """What is told of both."""

    id: str
    name: str
    display_text: str
    state: Flag
    is_default: bool
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


def fields(db: Session, offering: NetworkOffering | VpcOffering) -> dict[str, Any]:
    """Of the view above."""
    return {
        "id": offering.id,
        "name": offering.name,
        "display_text": offering.display_text,
        "state": offering.state,
        "is_default": offering.is_default,
        "service": services.views(offering),
        "created": offering.created,
    } | offered.names(db, offering)


class ListOfferings(ListParams, frozen=True, kw_only=True):
    """What both are chosen by."""

    name: Annotated[str | None, Doc("only the offering of this name")] = None
    display_text: Annotated[str | None, Doc("only offerings with this text")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only offerings that this zone has")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("only offerings that this domain has")] = None
    is_default: Annotated[bool | None, Doc("only offerings that are, or are not, of the system's own")] = None
    supported_services: Annotated[list[str] | None, Doc("only offerings with all of these services")] = None
    state: Annotated[str | None, Doc("only offerings in this state: Enabled or Disabled")] = None


def asked(ctx: Ctx, model: type[Offering], p: ListOfferings, *, source_nat: bool | None = None) -> Select[Offering]:
    """The offerings that a list asks for by that."""
    wanted = p.supported_services or source_nat is not None
    query = narrow(
        ctx.visible(model, p).order_by(ctx.by_sort_key(model.sort_key), model.name),
        (model.name, p.name),
        (model.display_text, p.display_text),
        (model.is_default, p.is_default),
        (model.state, state_of(p.state) if p.state is not None else None),
        (model.id, services.having(ctx, model, p.supported_services, source_nat=source_nat) if wanted else None),
    )
    query = containing(query, p.keyword, model.name, model.display_text)
    return offered.at(ctx, query, model, zone_id=p.zone_id, domain_id=p.domain_id)


def state_of(text: str) -> Flag:
    """A state by its name, in any case."""
    try:
        return Flag(text.capitalize())
    except ValueError as error:
        raise InvalidValue(f"state {text} is unknown; Enabled or Disabled") from error


class CreateOffering(Params, frozen=True, kw_only=True):
    """What both are made of."""

    name: Annotated[Name, Doc("name of the offering")]
    display_text: Annotated[str | None, Doc("what people read of it; the name when left out")] = None
    supported_services: Annotated[list[str] | None, Doc("services that it has")] = None
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
    routing_mode: Annotated[str | None, Doc(f"refused: {NOT_ROUTED}")] = None
    specify_as_number: Annotated[bool, Doc(f"true is refused: {NOT_ROUTED}")] = False
    for_nsx: Annotated[bool, Doc(f"true is refused: {NO_NSX}")] = False
    nsx_support_lb: Annotated[bool, Doc(f"true is refused: {NO_NSX}")] = False
    provider: Annotated[str | None, Doc(f"refused: {NO_CONTROLLER}")] = None


REFUSED = {
    "routing_mode": NOT_ROUTED,
    "specify_as_number": NOT_ROUTED,
    "for_nsx": NO_NSX,
    "nsx_support_lb": NO_NSX,
    "provider": NO_CONTROLLER,
}
"""Parameters that are refused, and why."""


def refuse_elsewhere_modes(p: CreateOffering, more: dict[str, str] | None = None) -> None:
    """What needs equipment or networks that are not there; `more` holds refused parameters that one kind of offering alone has."""
    for field, why in (REFUSED | (more or {})).items():
        if getattr(p, field):
            raise InvalidValue(f"{field.replace('_', '')}: {why}; leave it out")
    if p.internet_protocol and p.internet_protocol.lower() != "ipv4":
        raise InvalidValue(f"internetprotocol {p.internet_protocol}: networks have IPv4 only for now; leave it out")
    if p.network_mode and p.network_mode.upper() != "NATTED":
        raise InvalidValue(f"networkmode {p.network_mode}: {NOT_ROUTED}; leave it out")


def columns(ctx: Ctx, p: CreateOffering, has: Map) -> dict[str, Any]:
    """What both rows are made of; `has` are the services and who provides them."""
    return {
        "name": p.name,
        "display_text": p.display_text or p.name,
        "services": has,
        "capabilities": services.capabilities(p.service_capability_list, has),
        "service_offering_id": ctx.use(ServiceOffering, p.service_offering_id, "serviceofferingid").id if p.service_offering_id else None,
        "domain_ids": offered.domains(ctx, p.domain_id or []),
        "zone_ids": offered.zones(ctx, p.zone_id or []),
        "state": Flag.ENABLED if p.enable else Flag.DISABLED,
    }


class UpdateOffering(Params, frozen=True, kw_only=True):
    """What of both can change."""

    name: Annotated[Name | None, Doc("new name")] = None
    display_text: Annotated[str | None, Doc("what people read of it")] = None
    state: Annotated[str | None, Doc("Enabled: it can be chosen; Disabled: it serves what uses it, and nothing new")] = None
    sort_key: Annotated[int | None, Doc("place in lists")] = None
    domain_id: Annotated[str | None, Length(4096), Doc("ids of the domains it is offered to, or public for all")] = None
    zone_id: Annotated[str | None, Length(4096), Doc("ids of the zones it is offered in, or all")] = None


def change(ctx: Ctx, row: NetworkOffering | VpcOffering, p: UpdateOffering, **more: Any) -> None:
    """Changes what is given; `more` are columns that one kind of offering alone has."""
    given = {
        "name": p.name,
        "display_text": p.display_text,
        "state": None if p.state is None else state_of(p.state),
        "sort_key": p.sort_key,
        **more,
    }
    for column, value in given.items():
        if value is not None:
            setattr(row, column, value)
    offered.offer(ctx, row, domain_id=p.domain_id, zone_id=p.zone_id)
    ctx.save()
