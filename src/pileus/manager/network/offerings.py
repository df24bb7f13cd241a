"""Network offerings: create, update, delete, list."""

from typing import Annotated, ClassVar

from msgspec import Meta
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Length, Names, Page, Params, Success
from pileus.manager.kernel.errors import InUse, InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.model.network import Network
from pileus.manager.model.network_offering import NetworkOffering
from pileus.manager.network import offering_parts, services
from pileus.manager.network.offering_parts import (
    NO_NSX,
    CreateOffering,
    ListOfferings,
    OfferingView,
    UpdateOffering,
    refuse_elsewhere_modes,
)
from pileus.manager.network.providers import INTERNAL_LB, OVS, SECURITY_GROUPS, VIRTUAL_ROUTER, VPC_ROUTER

ENTITY = "NetworkOffering"

KINDS = ("Shared", "Isolated", "L2")


class NetworkOfferingView(OfferingView, kw_only=True):
    """A network offering."""

    object_name: ClassVar[str] = "networkoffering"
    annotated = ("NETWORK_OFFERING",)
    guest_ip_type: str
    traffic_type: str
    availability: str
    specify_ip_ranges: bool
    specify_vlan: bool
    conserve_mode: bool
    is_persistent: bool
    for_vpc: bool
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
    has_annotations: bool | None = None


def view(db: Session, offering: NetworkOffering) -> NetworkOfferingView:
    """An offering as its callers see it."""
    return NetworkOfferingView(
        **offering_parts.fields(db, offering),
        guest_ip_type=offering.guest_type,
        traffic_type=offering.traffic_type,
        availability=offering.availability,
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
    )


class ListNetworkOfferings(ListOfferings, frozen=True, kw_only=True):
    """Which offerings."""

    id: Annotated[Id | None, Names("NetworkOffering"), Doc("only this offering")] = None
    network_id: Annotated[Id | None, Names("Network"), Doc("only offerings that this network could change to: its kind, not its own")] = (
        None
    )
    guest_ip_type: Annotated[str | None, Doc("only offerings for networks of this kind: Shared, Isolated or L2")] = None
    traffic_type: Annotated[str | None, Doc("only offerings for this traffic; all are for Guest")] = None
    availability: Annotated[str | None, Doc("only offerings that are Optional, or Required")] = None
    is_tagged: Annotated[bool | None, Doc("only offerings with, or without, tags")] = None
    tags: Annotated[str | None, Length(4096), Doc("only offerings with these tags")] = None
    specify_ip_ranges: Annotated[bool | None, Doc("only offerings whose networks do, or do not, name their ranges")] = None
    specify_vlan: Annotated[bool | None, Doc("only offerings whose networks do, or do not, name their VLAN")] = None
    source_nat_supported: Annotated[bool | None, Doc("only offerings with, or without, source NAT by a router")] = None
    for_vpc: Annotated[bool | None, Doc("only offerings that are, or are not, for tiers of a VPC")] = None
    routing_mode: Annotated[str | None, Doc("only offerings of this routing mode; none is routed")] = None


@command("listNetworkOfferings", access=USERS)
def list_network_offerings(ctx: Ctx, p: ListNetworkOfferings) -> Page[NetworkOfferingView]:
    """Lists the network offerings."""
    if p.routing_mode is not None:
        return Page(0, [])
    query = narrow(
        offering_parts.asked(ctx, NetworkOffering, p, source_nat=p.source_nat_supported),
        (NetworkOffering.id, p.id),
        (NetworkOffering.for_vpc, p.for_vpc),
        (NetworkOffering.tags, p.tags),
        (NetworkOffering.specify_ip_ranges, p.specify_ip_ranges),
        (NetworkOffering.specify_vlan, p.specify_vlan),
        (func.lower(NetworkOffering.guest_type), p.guest_ip_type.lower() if p.guest_ip_type else None),
        (NetworkOffering.traffic_type, p.traffic_type.capitalize() if p.traffic_type else None),
        (NetworkOffering.availability, p.availability.capitalize() if p.availability else None),
    )
    if p.is_tagged is not None:
        query = query.where(NetworkOffering.tags != "" if p.is_tagged else NetworkOffering.tags == "")
    if p.network_id is not None:
        network = ctx.see(Network, p.network_id, "networkid")
        query = query.where(NetworkOffering.guest_type == network.type, NetworkOffering.id != network.offering_id)
    return ctx.page(query, p, lambda offering: view(ctx.db, offering))


Rate = Annotated[int, Meta(ge=0, description="0 or more")]

REFUSED = {"for_tungsten": "there is no Tungsten Fabric here", "nsx_supports_internal_lb": NO_NSX}
"""Parameters that are refused besides those of all offerings, and why."""


class CreateNetworkOffering(CreateOffering, frozen=True, kw_only=True):
    """What networks of it are."""

    guest_ip_type: Annotated[str, Doc("kind of its networks: Shared, Isolated or L2")]
    traffic_type: Annotated[str, Doc("traffic of its networks: Guest")]
    availability: Annotated[str, Doc("Optional, or Required")] = "Optional"
    specify_vlan: Annotated[bool, Doc("true: whoever creates a network names its VLAN")] = False
    specify_ip_ranges: Annotated[bool, Doc("true: whoever creates a network names its addresses; Shared ones need it")] = False
    conserve_mode: Annotated[bool, Doc("true: one public address may serve several kinds of rules")] = True
    is_persistent: Annotated[bool, Doc("true: an isolated network is there before its first instance")] = False
    for_vpc: Annotated[bool | None, Doc("true: its networks are tiers of VPCs")] = None
    egress_default_policy: Annotated[bool, Doc("true: what leaves its networks is allowed unless a rule forbids it")] = True
    keep_alive_enabled: Annotated[bool, Doc("true: its load balancers keep connections")] = False
    max_connections: Annotated[Rate | None, Doc("most connections of its load balancers")] = None
    network_rate: Annotated[Rate | None, Doc("Mbit/s that each card on its networks may send and receive")] = None
    tags: Annotated[str | None, Length(4096), Doc("tags that a physical network needs for its networks, comma-separated")] = None
    details: Annotated[dict[str, str] | None, Doc("further details, kept as they are: key and value")] = None
    for_tungsten: Annotated[bool, Doc("true is refused: there is no Tungsten Fabric here")] = False
    nsx_supports_internal_lb: Annotated[bool, Doc(f"true is refused: {NO_NSX}")] = False


@command("createNetworkOffering", access=ADMINS, event="NETWORK.OFFERING.CREATE", entity=ENTITY, since="3.0.0")
def create_offering(ctx: Ctx, p: CreateNetworkOffering) -> NetworkOfferingView:
    """Creates a network offering; it can be chosen once it is enabled."""
    refuse_elsewhere_modes(p, REFUSED)
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
            **offering_parts.columns(ctx, p, has),
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
            tags=tags_of(p.tags),
            details=p.details or {},
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


class UpdateNetworkOffering(UpdateOffering, frozen=True, kw_only=True):
    """Which offering, and what of it."""

    id: Annotated[Id, Names("NetworkOffering"), Doc("the offering")]
    availability: Annotated[str | None, Doc("Optional, or Required")] = None
    tags: Annotated[str | None, Length(4096), Doc("tags that a physical network needs for its networks; empty takes all away")] = None
    keep_alive_enabled: Annotated[bool | None, Doc("true: its load balancers keep connections")] = None
    max_connections: Annotated[Rate | None, Doc("most connections of its load balancers")] = None


@command("updateNetworkOffering", access=ADMINS, event="NETWORK.OFFERING.EDIT", entity=ENTITY)
def update_offering(ctx: Ctx, p: UpdateNetworkOffering) -> NetworkOfferingView:
    """Changes a network offering's texts, state, tags, and to whom and where it is offered."""
    offering = ctx.get(NetworkOffering, p.id)
    if p.tags is not None and tags_of(p.tags) != offering.tags and (users := _users(ctx, offering)):
        raise InUse(f"tags: network offering {offering.name} is used by network {', '.join(users)}, placed by its tags; leave tags out")
    offering_parts.change(
        ctx,
        offering,
        p,
        availability=None if p.availability is None else _availability(p.availability),
        tags=None if p.tags is None else tags_of(p.tags),
        keep_alive=p.keep_alive_enabled,
        max_connections=p.max_connections,
    )
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
