"""Network offerings: list."""

from datetime import datetime
from typing import Annotated, ClassVar

from sqlalchemy import select

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, Page, View
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.network import Network
from pileus.manager.model.network_offering import NetworkOffering
from pileus.manager.model.rows import Flag


class ServiceProviderView(View, kw_only=True):
    """Who provides a service of a network."""

    object_name: ClassVar[str] = "provider"
    name: str


class OfferedServiceView(View, kw_only=True):
    """A service that networks of an offering have."""

    object_name: ClassVar[str] = "service"
    name: str
    provider: list[ServiceProviderView]


class NetworkOfferingView(View, kw_only=True):
    """A network offering."""

    object_name: ClassVar[str] = "networkoffering"
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
    conserve_mode: bool = True
    is_persistent: bool = False
    for_vpc: bool = False
    egress_default_policy: bool = True
    supports_public_access: bool = False
    internet_protocol: str = "ipv4"
    service: list[OfferedServiceView]
    created: datetime


class ListNetworkOfferings(ListParams, frozen=True, kw_only=True):
    """Which offerings."""

    id: Annotated[Id | None, Names("NetworkOffering"), Doc("only this offering")] = None
    name: Annotated[str | None, Doc("only the offering of this name")] = None
    display_text: Annotated[str | None, Doc("only offerings with this text")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only offerings that this zone has; every zone has all")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("only offerings that this domain has; every domain has all")] = None
    network_id: Annotated[Id | None, Names("Network"), Doc("only offerings that this network could change to: its kind, not its own")] = (
        None
    )
    guest_ip_type: Annotated[str | None, Doc("only offerings for networks of this kind: Shared, Isolated or L2")] = None
    traffic_type: Annotated[str | None, Doc("only offerings for this traffic; all are for Guest")] = None
    availability: Annotated[str | None, Doc("only offerings that are Optional, or Required")] = None
    is_default: Annotated[bool | None, Doc("only offerings that are, or are not, of the system's own")] = None
    is_tagged: Annotated[bool | None, Doc("only offerings with, or without, tags; none has any")] = None
    tags: Annotated[str | None, Doc("only offerings with these tags; none has any")] = None
    specify_ip_ranges: Annotated[bool | None, Doc("only offerings whose networks do, or do not, name their ranges")] = None
    specify_vlan: Annotated[bool | None, Doc("only offerings whose networks do, or do not, name their VLAN")] = None
    source_nat_supported: Annotated[bool | None, Doc("only offerings with, or without, source NAT by a router")] = None
    supported_services: Annotated[list[str] | None, Doc("only offerings with all of these services")] = None
    for_vpc: Annotated[bool | None, Doc("true: only offerings for tiers of a VPC; there are none yet")] = None
    routing_mode: Annotated[str | None, Doc("only offerings of this routing mode; none is routed")] = None
    state: Annotated[str | None, Doc("only offerings in this state: Enabled or Disabled")] = None


@command("listNetworkOfferings", access=USERS)
def list_network_offerings(ctx: Ctx, p: ListNetworkOfferings) -> Page[NetworkOfferingView]:
    """Lists the network offerings."""
    if p.for_vpc or p.is_tagged or p.tags is not None or p.routing_mode is not None:
        return Page(0, [])
    if p.zone_id is not None:
        ctx.see(Zone, p.zone_id, "zoneid")
    query = narrow(
        ctx.visible(NetworkOffering, p).order_by(NetworkOffering.name),
        (NetworkOffering.id, p.id),
        (NetworkOffering.name, p.name),
        (NetworkOffering.display_text, p.display_text),
        (NetworkOffering.is_default, p.is_default),
        (NetworkOffering.specify_ip_ranges, p.specify_ip_ranges),
        (NetworkOffering.specify_vlan, p.specify_vlan),
        (NetworkOffering.guest_type, p.guest_ip_type.capitalize() if p.guest_ip_type else None),
        (NetworkOffering.traffic_type, p.traffic_type.capitalize() if p.traffic_type else None),
        (NetworkOffering.availability, p.availability.capitalize() if p.availability else None),
        (NetworkOffering.state, _state(p.state)),
    )
    query = containing(query, p.keyword, NetworkOffering.name, NetworkOffering.display_text)
    if p.network_id is not None:
        network = ctx.see(Network, p.network_id, "networkid")
        query = query.where(NetworkOffering.guest_type == network.type, NetworkOffering.id != network.offering_id)
    wanted = {name.lower() for name in p.supported_services or []}
    if wanted or p.source_nat_supported is not None:
        rows = ctx.db.execute(select(NetworkOffering.id, NetworkOffering.services))
        fitting = [id for id, services in rows if _has(set(services), wanted, source_nat=p.source_nat_supported)]
        query = query.where(NetworkOffering.id.in_(fitting))
    return ctx.page(query, p, _view)


def _has(services: set[str], wanted: set[str], *, source_nat: bool | None) -> bool:
    names = {name.lower() for name in services}
    return wanted <= names and (source_nat is None or ("sourcenat" in names) == source_nat)


def _state(text: str | None) -> Flag | None:
    if text is None:
        return None
    try:
        return Flag(text.capitalize())
    except ValueError as error:
        raise InvalidValue(f"state {text} is unknown; Enabled or Disabled") from error


def _view(offering: NetworkOffering) -> NetworkOfferingView:
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
        service=[
            OfferedServiceView(name=name, provider=[ServiceProviderView(name=str(provider))])
            for name, provider in sorted(offering.services.items())
        ],
        created=offering.created,
    )
