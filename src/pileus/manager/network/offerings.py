"""Network offerings: create, update, delete, list."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

from msgspec import Meta
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Length, ListParams, Names, Page, Params, Success, View
from pileus.manager.kernel.errors import InUse, InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.model.domain import Domain
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.network import Network
from pileus.manager.model.network_offering import NetworkOffering
from pileus.manager.model.offering import ServiceOffering
from pileus.manager.model.rows import Flag
from pileus.manager.network import services
from pileus.manager.network.providers import INTERNAL_LB, OVS, SECURITY_GROUPS, VIRTUAL_ROUTER, VPC_ROUTER
from pileus.manager.network.services import CapabilityOf, OfferedServiceView, ServiceOf
from pileus.manager.storage import offered

ENTITY = "NetworkOffering"

KINDS = ("Shared", "Isolated", "L2")


class NetworkOfferingView(View, kw_only=True):
    """A network offering."""

    object_name: ClassVar[str] = "networkoffering"
    annotated = ("NETWORK_OFFERING",)
    id: str
    name: str
    display_text: str
    state: Flag
    guest_ip_type: str
    traffic_type: str
    availability: str
    is_default: bool
    specify_ip_ranges: bool
    specify_vlan: bool
    conserve_mode: bool
    is_persistent: bool
    for_vpc: bool
    for_nsx: bool = False
    for_tungsten: bool = False
    egress_default_policy: bool
    network_rate: int | None
    max_connections: int | None
    service_offering_id: str | None
    tags: str | None
    details: dict[str, str] | None
    supports_public_access: bool = False
    supports_internal_lb: bool
    supports_streched_l2_subnet: bool = False
    specify_as_number: bool = False
    internet_protocol: str = "IPv4"
    network_mode: str = "NATTED"
    service: list[OfferedServiceView]
    domain_id: str | None
    domain: str | None
    zone_id: str | None
    zone: str | None
    has_annotations: bool | None = None
    created: datetime


def view(db: Session, offering: NetworkOffering) -> NetworkOfferingView:
    """An offering as its callers see it."""
    return NetworkOfferingView(
        id=offering.id,
        name=offering.name,
        display_text=offering.display_text,
        state=offering.state,
        guest_ip_type=offering.guest_type,
        traffic_type=offering.traffic_type,
        availability=offering.availability,
        is_default=offering.is_default,
        specify_ip_ranges=offering.specify_ip_ranges,
        specify_vlan=offering.specify_vlan,
        conserve_mode=offering.conserve_mode,
        is_persistent=offering.is_persistent,
        for_vpc=offering.for_vpc,
        egress_default_policy=offering.egress_default_policy,
        network_rate=offering.network_rate,
        max_connections=offering.max_connections,
        service_offering_id=offering.service_offering_id,
        tags=offering.tags or None,
        details=offering.details or None,
        supports_internal_lb=INTERNAL_LB in str(offering.services.get("Lb", "")),
        service=services.views(offering),
        created=offering.created,
        **offered.names(db, offering),
    )


class ListNetworkOfferings(ListParams, frozen=True, kw_only=True):
    """Which offerings."""

    id: Annotated[Id | None, Names("NetworkOffering"), Doc("only this offering")] = None
    name: Annotated[str | None, Doc("only the offering of this name")] = None
    display_text: Annotated[str | None, Doc("only offerings with this text")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only offerings that this zone has")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("only offerings that this domain has")] = None
    network_id: Annotated[Id | None, Names("Network"), Doc("only offerings that this network could change to: its kind, not its own")] = (
        None
    )
    guest_ip_type: Annotated[str | None, Doc("only offerings for networks of this kind: Shared, Isolated or L2")] = None
    traffic_type: Annotated[str | None, Doc("only offerings for this traffic; all are for Guest")] = None
    availability: Annotated[str | None, Doc("only offerings that are Optional, or Required")] = None
    is_default: Annotated[bool | None, Doc("only offerings that are, or are not, of the system's own")] = None
    is_tagged: Annotated[bool | None, Doc("only offerings with, or without, tags")] = None
    tags: Annotated[str | None, Length(4096), Doc("only offerings with these tags")] = None
    specify_ip_ranges: Annotated[bool | None, Doc("only offerings whose networks do, or do not, name their ranges")] = None
    specify_vlan: Annotated[bool | None, Doc("only offerings whose networks do, or do not, name their VLAN")] = None
    source_nat_supported: Annotated[bool | None, Doc("only offerings with, or without, source NAT by a router")] = None
    supported_services: Annotated[list[str] | None, Doc("only offerings with all of these services")] = None
    for_vpc: Annotated[bool | None, Doc("only offerings that are, or are not, for tiers of a VPC")] = None
    routing_mode: Annotated[str | None, Doc("only offerings of this routing mode; none is routed")] = None
    state: Annotated[str | None, Doc("only offerings in this state: Enabled or Disabled")] = None


@command("listNetworkOfferings", access=USERS)
def list_network_offerings(ctx: Ctx, p: ListNetworkOfferings) -> Page[NetworkOfferingView]:
    """Lists the network offerings."""
    if p.routing_mode is not None:
        return Page(0, [])
    query = narrow(
        ctx.visible(NetworkOffering, p).order_by(NetworkOffering.sort_key, NetworkOffering.name),
        (NetworkOffering.id, p.id),
        (NetworkOffering.name, p.name),
        (NetworkOffering.display_text, p.display_text),
        (NetworkOffering.is_default, p.is_default),
        (NetworkOffering.for_vpc, p.for_vpc),
        (NetworkOffering.tags, p.tags),
        (NetworkOffering.specify_ip_ranges, p.specify_ip_ranges),
        (NetworkOffering.specify_vlan, p.specify_vlan),
        (func.lower(NetworkOffering.guest_type), p.guest_ip_type.lower() if p.guest_ip_type else None),
        (NetworkOffering.traffic_type, p.traffic_type.capitalize() if p.traffic_type else None),
        (NetworkOffering.availability, p.availability.capitalize() if p.availability else None),
        (NetworkOffering.state, state_of(p.state) if p.state is not None else None),
    )
    query = containing(query, p.keyword, NetworkOffering.name, NetworkOffering.display_text)
    if p.is_tagged is not None:
        query = query.where(NetworkOffering.tags != "" if p.is_tagged else NetworkOffering.tags == "")
    if p.zone_id is not None:
        query = offered.in_zone(query, NetworkOffering, ctx.see(Zone, p.zone_id, "zoneid").id)
    if p.domain_id is not None:
        domain = ctx.see(Domain, p.domain_id, "domainid")
        query = query.where((NetworkOffering.domain_ids == "") | NetworkOffering.domain_ids.contains(domain.id))
    if p.network_id is not None:
        network = ctx.see(Network, p.network_id, "networkid")
        query = query.where(NetworkOffering.guest_type == network.type, NetworkOffering.id != network.offering_id)
    if p.supported_services or p.source_nat_supported is not None:
        fitting = services.having(ctx, NetworkOffering, p.supported_services, source_nat=p.source_nat_supported)
        query = query.where(NetworkOffering.id.in_(fitting))
    return ctx.page(query, p, lambda offering: view(ctx.db, offering))


def state_of(text: str) -> Flag:
    """A state by its name, in any case."""
    try:
        return Flag(text.capitalize())
    except ValueError as error:
        raise InvalidValue(f"state {text} is unknown; Enabled or Disabled") from error


Rate = Annotated[int, Meta(ge=0, description="0 or more")]

NOT_HERE = {
    "for_nsx": "there is no NSX controller here",
    "for_tungsten": "there is no Tungsten Fabric here",
    "nsx_support_lb": "there is no NSX controller here",
    "nsx_supports_internal_lb": "there is no NSX controller here",
    "provider": "there is no outside network controller here",
    "routing_mode": "routed networks come with a later release",
    "specify_as_number": "routed networks come with a later release",
}
"""Parameters that are refused, and why."""


class CreateNetworkOffering(Params, frozen=True, kw_only=True):
    """What networks of it are."""

    name: Annotated[str, Meta(min_length=1, max_length=255), Doc("name of the offering")]
    display_text: Annotated[str | None, Doc("what people read of it; the name when left out")] = None
    guest_ip_type: Annotated[str, Doc("kind of its networks: Shared, Isolated or L2")]
    traffic_type: Annotated[str, Doc("traffic of its networks: Guest")]
    availability: Annotated[str, Doc("Optional, or Required")] = "Optional"
    supported_services: Annotated[list[str] | None, Doc("services its networks have")] = None
    service_provider_list: Annotated[list[ServiceOf] | None, Doc("who provides each service: service, provider")] = None
    service_capability_list: Annotated[
        list[CapabilityOf] | None, Doc("what is chosen of services: service, capabilitytype, capabilityvalue")
    ] = None
    specify_vlan: Annotated[bool, Doc("true: whoever creates a network names its VLAN")] = False
    specify_ip_ranges: Annotated[bool, Doc("true: whoever creates a network names its addresses; Shared ones need it")] = False
    conserve_mode: Annotated[bool, Doc("true: one public address may serve several kinds of rules")] = True
    is_persistent: Annotated[bool, Doc("true: an isolated network is there before its first instance")] = False
    for_vpc: Annotated[bool | None, Doc("true: its networks are tiers of VPCs")] = None
    egress_default_policy: Annotated[bool, Doc("true: what leaves its networks is allowed unless a rule forbids it")] = True
    keep_alive_enabled: Annotated[bool, Doc("true: its load balancers keep connections")] = False
    max_connections: Annotated[Rate | None, Doc("most connections of its load balancers")] = None
    network_rate: Annotated[Rate | None, Doc("Mbit/s that each card on its networks may send and receive")] = None
    service_offering_id: Annotated[Id | None, Names("ServiceOffering"), Doc("size of its routers where they are guests")] = None
    tags: Annotated[str | None, Length(4096), Doc("tags that a physical network needs for its networks, comma-separated")] = None
    details: Annotated[dict[str, str] | None, Doc("further details, kept as they are: key and value")] = None
    domain_id: Annotated[list[Id] | None, Names("Domain"), Doc("domains it is offered to, with all below them; all when left out")] = None
    zone_id: Annotated[list[Id] | None, Names("Zone"), Doc("zones it is offered in; all when left out")] = None
    enable: Annotated[bool, Doc("true: it can be chosen at once")] = False
    internet_protocol: Annotated[str | None, Doc("ipv4; networks have no other yet")] = None
    network_mode: Annotated[str | None, Doc("NATTED; networks have no other mode yet")] = None
    routing_mode: Annotated[str | None, Doc("refused: routed networks come with a later release")] = None
    specify_as_number: Annotated[bool, Doc("true is refused: routed networks come with a later release")] = False
    for_nsx: Annotated[bool, Doc("true is refused: there is no NSX controller here")] = False
    for_tungsten: Annotated[bool, Doc("true is refused: there is no Tungsten Fabric here")] = False
    nsx_support_lb: Annotated[bool, Doc("true is refused: there is no NSX controller here")] = False
    nsx_supports_internal_lb: Annotated[bool, Doc("true is refused: there is no NSX controller here")] = False
    provider: Annotated[str | None, Doc("refused: there is no outside network controller here")] = None


def refuse_elsewhere_modes(p: Any, refused: dict[str, str]) -> None:
    """What needs equipment or networks that are not there, in network and VPC offerings alike."""
    for field, why in refused.items():
        if getattr(p, field):
            raise InvalidValue(f"{field.replace('_', '')}: {why}; leave it out")
    if p.internet_protocol and p.internet_protocol.lower() != "ipv4":
        raise InvalidValue(f"internetprotocol {p.internet_protocol}: networks have IPv4 only for now; leave it out")
    if p.network_mode and p.network_mode.upper() != "NATTED":
        raise InvalidValue(f"networkmode {p.network_mode}: routed networks come with a later release; leave it out")


@command("createNetworkOffering", access=ADMINS, event="NETWORK.OFFERING.CREATE", entity=ENTITY, since="3.0.0")
def create_offering(ctx: Ctx, p: CreateNetworkOffering) -> NetworkOfferingView:
    """Creates a network offering; it can be chosen once it is enabled."""
    refuse_elsewhere_modes(p, NOT_HERE)
    kind = next((known for known in KINDS if known.lower() == p.guest_ip_type.lower()), None)
    if kind is None:
        raise InvalidValue(f"guestiptype {p.guest_ip_type} is unknown; one of {', '.join(KINDS)}")
    if p.traffic_type.lower() != "guest":
        raise InvalidValue(f"traffictype {p.traffic_type}: offerings are for Guest traffic only; give Guest")
    if kind == "Shared" and not p.specify_ip_ranges:
        raise InvalidValue("specifyipranges must be true for a Shared offering: its networks are given their addresses; add it")
    if kind == "Shared" and p.is_persistent:
        raise InvalidValue("ispersistent is for Isolated offerings; a Shared network is always there. Leave it out")
    if p.for_vpc and kind != "Isolated":
        raise InvalidValue("forvpc is for Isolated offerings; leave it out, or choose guestiptype Isolated")
    usual = (VPC_ROUTER, INTERNAL_LB) if p.for_vpc else (VIRTUAL_ROUTER, SECURITY_GROUPS, OVS)
    has = services.chosen(p.supported_services, p.service_provider_list, usual)
    offering = ctx.insert(
        NetworkOffering(
            name=p.name,
            display_text=p.display_text or p.name,
            guest_type=kind,
            availability=_availability(p.availability),
            specify_vlan=p.specify_vlan,
            specify_ip_ranges=p.specify_ip_ranges,
            conserve_mode=p.conserve_mode,
            is_persistent=p.is_persistent,
            for_vpc=any(VPC_ROUTER in names for names in has.values()) if p.for_vpc is None else p.for_vpc,
            egress_default_policy=p.egress_default_policy,
            keep_alive=p.keep_alive_enabled,
            max_connections=p.max_connections,
            network_rate=p.network_rate,
            service_offering_id=ctx.use(ServiceOffering, p.service_offering_id, "serviceofferingid").id if p.service_offering_id else None,
            tags=tags_of(p.tags),
            details=p.details or {},
            services=has,
            capabilities=services.capabilities(p.service_capability_list, has),
            domain_ids=offered.domains(ctx, p.domain_id or []),
            zone_ids=offered.zones(ctx, p.zone_id or []),
            state=Flag.ENABLED if p.enable else Flag.DISABLED,
        )
    )
    ctx.tell(f"created network offering {offering.name}", id=offering.id)
    return view(ctx.db, offering)


def tags_of(text: str | None) -> str:
    """Tags as a row keeps them: without blanks, each once."""
    return ",".join(dict.fromkeys(part.strip() for part in (text or "").split(",") if part.strip()))


def _availability(text: str) -> str:
    if text.capitalize() not in ("Optional", "Required"):
        raise InvalidValue(f"availability {text} is unknown; Optional or Required")
    return text.capitalize()


class UpdateNetworkOffering(Params, frozen=True, kw_only=True):
    """Which offering, and what of it."""

    id: Annotated[Id, Names("NetworkOffering"), Doc("the offering")]
    name: Annotated[Annotated[str, Meta(min_length=1, max_length=255)] | None, Doc("new name")] = None
    display_text: Annotated[str | None, Doc("what people read of it")] = None
    availability: Annotated[str | None, Doc("Optional, or Required")] = None
    state: Annotated[str | None, Doc("Enabled: it can be chosen; Disabled: it serves what uses it, and nothing new")] = None
    sort_key: Annotated[int | None, Doc("place in lists")] = None
    tags: Annotated[str | None, Length(4096), Doc("tags that a physical network needs for its networks; empty takes all away")] = None
    keep_alive_enabled: Annotated[bool | None, Doc("true: its load balancers keep connections")] = None
    max_connections: Annotated[Rate | None, Doc("most connections of its load balancers")] = None
    domain_id: Annotated[str | None, Length(4096), Doc("ids of the domains it is offered to, or public for all")] = None
    zone_id: Annotated[str | None, Length(4096), Doc("ids of the zones it is offered in, or all")] = None


@command("updateNetworkOffering", access=ADMINS, event="NETWORK.OFFERING.EDIT", entity=ENTITY)
def update_offering(ctx: Ctx, p: UpdateNetworkOffering) -> NetworkOfferingView:
    """Changes a network offering's texts, state, tags, and to whom and where it is offered."""
    offering = ctx.get(NetworkOffering, p.id)
    if p.tags is not None and tags_of(p.tags) != offering.tags and (users := _users(ctx, offering)):
        raise InUse(f"tags: network offering {offering.name} is used by network {', '.join(users)}, placed by its tags; leave tags out")
    simple = {
        "name": p.name,
        "display_text": p.display_text,
        "availability": None if p.availability is None else _availability(p.availability),
        "state": None if p.state is None else state_of(p.state),
        "sort_key": p.sort_key,
        "tags": None if p.tags is None else tags_of(p.tags),
        "keep_alive": p.keep_alive_enabled,
        "max_connections": p.max_connections,
        "domain_ids": None if p.domain_id is None else offered.changed_domains(ctx, p.domain_id),
        "zone_ids": None if p.zone_id is None else offered.changed_zones(ctx, p.zone_id),
    }
    for column, value in simple.items():
        if value is not None:
            setattr(offering, column, value)
    ctx.save()
    ctx.tell(f"updated network offering {offering.name}", id=offering.id)
    return view(ctx.db, offering)


class DeleteNetworkOffering(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("NetworkOffering"), Doc("the offering")]


@command("deleteNetworkOffering", access=ADMINS, event="NETWORK.OFFERING.DELETE", entity=ENTITY, since="3.0.0")
def delete_offering(ctx: Ctx, p: DeleteNetworkOffering) -> Success:
    """Deletes a network offering that no network uses; the system's own ones stay."""
    offering = ctx.get(NetworkOffering, p.id)
    if offering.is_default:
        raise InvalidValue(f"id: network offering {offering.name} is the system's own, and stays; disable it with updateNetworkOffering")
    if users := _users(ctx, offering):
        raise InUse(
            f"network offering {offering.name} is used by network {', '.join(users)}; disable it with updateNetworkOffering instead"
        )
    offering.removed = ctx.now
    ctx.save()
    ctx.tell(f"deleted network offering {offering.name}", id=offering.id)
    return Success()


def _users(ctx: Ctx, offering: NetworkOffering) -> list[str]:
    query = select(Network.name).where(Network.offering_id == offering.id, Network.removed.is_(None)).order_by(Network.name)
    return list(ctx.db.scalars(query))
