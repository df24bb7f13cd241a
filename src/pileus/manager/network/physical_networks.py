"""Physical networks: create, update, delete, list. What lives on them (traffic types, providers) has modules of its own."""

from typing import Annotated, ClassVar, Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Length, ListParams, Names, NoEffect, Page, Params, Started, Success, View, WorkedOn
from pileus.manager.kernel.errors import InUse, InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.model.domain import Domain
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.ip_range import UNTAGGED, IpRange
from pileus.manager.model.network import Network
from pileus.manager.model.physical_network import GuestVlanRange, PhysicalNetwork, ProviderElement, ServiceProvider, TrafficType
from pileus.manager.model.rows import Base, Flag
from pileus.manager.network import providers, vlans

ENTITY = "PhysicalNetwork"

ISOLATION = ("VLAN", "VXLAN", "GRE")
"""How the guest networks of a physical network can be kept apart."""

NO_SPEED = "speed is the matter of the host's own interfaces"


class PhysicalNetworkView(WorkedOn, kw_only=True):
    """A physical network."""

    object_name: ClassVar[str] = "physicalnetwork"
    id: str
    name: str
    state: Flag
    zone_id: str
    zone_name: str
    domain_id: str | None
    broadcast_domain_range: str
    isolation_methods: str | None
    network_speed: str | None
    tags: str | None
    vlan: str | None


@ops.shows(ENTITY)
def view(db: Session, id: str) -> PhysicalNetworkView:
    """A physical network as administrators see it."""
    network = db.get_one(PhysicalNetwork, id)
    return PhysicalNetworkView(
        id=network.id,
        name=network.name,
        state=network.state,
        zone_id=network.zone_id,
        zone_name=db.get_one(Zone, network.zone_id).name,
        domain_id=network.domain_id,
        broadcast_domain_range=network.broadcast_domain_range,
        isolation_methods=network.isolation or None,
        network_speed=network.speed or None,
        tags=network.tags or None,
        vlan=network.vlan or None,
    )


class ListPhysicalNetworks(ListParams, frozen=True, kw_only=True):
    """Which physical networks."""

    id: Annotated[Id | None, Names("PhysicalNetwork"), Doc("only this physical network")] = None
    name: Annotated[str | None, Doc("only the physical network of this name")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only physical networks of this zone")] = None


@command("listPhysicalNetworks", access=ADMINS, since="3.0.0")
def list_physical_networks(ctx: Ctx, p: ListPhysicalNetworks) -> Page[PhysicalNetworkView]:
    """Lists the physical networks."""
    query = narrow(
        ctx.visible(PhysicalNetwork, p).order_by(PhysicalNetwork.created),
        (PhysicalNetwork.id, p.id),
        (PhysicalNetwork.name, p.name),
        (PhysicalNetwork.zone_id, p.zone_id),
    )
    return ctx.page(containing(query, p.keyword, PhysicalNetwork.name), p, lambda network: view(ctx.db, network.id))


class CreatePhysicalNetwork(Params, frozen=True, kw_only=True):
    """What to make."""

    zone_id: Annotated[Id, Names("Zone"), Doc("zone it is in")]
    name: Annotated[str, Doc("name")]
    broadcast_domain_range: Annotated[
        Literal["POD", "ZONE"] | None, Doc("how far its broadcasts reach: POD in a basic zone, ZONE in an advanced one")
    ] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain that owns it; only in advanced zones")] = None
    isolation_methods: Annotated[list[str] | None, Doc("how guest networks are kept apart: VLAN, VXLAN or GRE")] = None
    network_speed: Annotated[str | None, Doc("its speed, such as 1G"), NoEffect(NO_SPEED)] = None
    tags: Annotated[list[str] | None, Doc("tags; a network offering with one of them runs here")] = None
    vlan: Annotated[str | None, Length(65535), Doc("VLANs for guest networks: 100-199,300-399")] = None


@command("createPhysicalNetwork", access=ADMINS, event="PHYSICAL.NETWORK.CREATE", entity=ENTITY, since="3.0.0")
def create_physical_network(ctx: Ctx, p: CreatePhysicalNetwork) -> Started[PhysicalNetworkView]:
    """Creates a physical network in a zone, with the providers of network services; all of it is disabled at first."""
    zone = ctx.use(Zone, p.zone_id, "zoneid")
    basic = zone.network_type == "Basic"
    if not p.name.strip():
        raise InvalidValue("name is empty; give the physical network a name")
    if basic and p.domain_id:
        raise InvalidValue(f"domainid: zone {zone.name} is basic, and its physical network belongs to no domain; leave domainid out")
    if basic and p.vlan:
        raise InvalidValue(f"vlan: zone {zone.name} is basic, where guests need no VLANs; leave vlan out")
    if basic and ctx.db.scalar(select(PhysicalNetwork.id).where(PhysicalNetwork.zone_id == zone.id).limit(1)):
        raise InvalidValue(f"zoneid: zone {zone.name} is basic and has its one physical network already; update or delete that one")
    reach = p.broadcast_domain_range or ("POD" if basic else "ZONE")
    if reach == "POD" and not basic:
        raise InvalidValue(f"broadcastdomainrange POD is for basic zones, and zone {zone.name} is not; use ZONE")
    methods = [_isolation(method) for method in p.isolation_methods or []]
    network = PhysicalNetwork(
        zone_id=zone.id,
        name=p.name,
        domain_id=ctx.use(Domain, p.domain_id, "domainid").id if p.domain_id else None,
        isolation=",".join(dict.fromkeys(methods)),
        broadcast_domain_range=reach,
        speed=p.network_speed or "",
        tags=",".join(p.tags or []),
    )
    ctx.insert(network)
    if p.vlan:
        _set_vlans(ctx, network, p.vlan)
    for name in providers.made_with(network.isolation):
        providers.put(ctx, network, name)
    return ops.settled(ctx, ENTITY, network.id, f"creating physical network {network.name}", new=True)


def _isolation(method: str) -> str:
    for known in ISOLATION:
        if known.lower() == method.strip().lower():
            return known
    raise InvalidValue(f"isolationmethods: {method} is not known here; one of {', '.join(ISOLATION)}")


def most_of(network: PhysicalNetwork) -> int:
    """The highest number that guest networks there can have."""
    return vlans.MOST if network.isolation in ("", "VLAN") else vlans.MOST_VXLAN


def _set_vlans(ctx: Ctx, network: PhysicalNetwork, text: str) -> None:
    """Replaces the VLANs for guest networks; refuses to take away what is used, and what another physical network of the zone has."""
    wanted = vlans.spans(text, "vlan", most_of(network))
    others = select(PhysicalNetwork).where(PhysicalNetwork.zone_id == network.zone_id, PhysicalNetwork.id != network.id)
    for other in ctx.db.scalars(others):
        if both := vlans.overlap(wanted, vlans.spans(other.vlan, "vlan", most_of(other))):
            raise InvalidValue(
                f"vlan: {vlans.written([both])} belongs to physical network {other.name} of the same zone already; choose other VLANs"
            )
    dedicated = select(GuestVlanRange).where(GuestVlanRange.physical_network_id == network.id)
    for span in ctx.db.scalars(dedicated):
        if vlans.without([(span.first, span.last)], wanted):
            raise InUse(f"vlan: {span.first}-{span.last} is dedicated to an account; release it with releaseDedicatedGuestVlanRange first")
    used = select(Network.name, Network.vlan).where(
        Network.physical_network_id == network.id, Network.removed.is_(None), Network.vlan != UNTAGGED, Network.type == "Isolated"
    )
    for name, vlan in ctx.db.execute(used):
        if vlans.without([(int(vlan), int(vlan))], wanted):
            raise InUse(f"vlan: network {name} uses VLAN {vlan}; keep it in the ranges, or delete the network first")
    network.vlan = vlans.written(wanted)


class UpdatePhysicalNetwork(Params, frozen=True, kw_only=True):
    """What to change."""

    id: Annotated[Id, Names("PhysicalNetwork"), Doc("the physical network")]
    state: Annotated[Flag | None, Doc("Enabled or Disabled; on a disabled one no new network can be made")] = None
    network_speed: Annotated[str | None, Doc("its speed, such as 1G"), NoEffect(NO_SPEED)] = None
    tags: Annotated[list[str] | None, Doc("its tags, instead of those it has")] = None
    vlan: Annotated[str | None, Length(65535), Doc("its VLANs for guest networks, instead of those it has; empty takes all away")] = None


@command("updatePhysicalNetwork", access=ADMINS, event="PHYSICAL.NETWORK.UPDATE", entity=ENTITY, since="3.0.0")
def update_physical_network(ctx: Ctx, p: UpdatePhysicalNetwork) -> Started[PhysicalNetworkView]:
    """Enables or disables a physical network, and changes its tags and VLANs."""
    network = ctx.get(PhysicalNetwork, p.id)
    zone = ctx.db.get_one(Zone, network.zone_id)
    if zone.network_type == "Basic" and p.vlan:
        raise InvalidValue(f"vlan: zone {zone.name} is basic, where guests need no VLANs; leave vlan out")
    if p.state is not None:
        network.state = p.state
    if p.network_speed is not None:
        network.speed = p.network_speed
    if p.tags is not None:
        network.tags = ",".join(p.tags)
    if p.vlan is not None:
        _set_vlans(ctx, network, p.vlan)
    ctx.save()
    return ops.settled(ctx, ENTITY, network.id, f"updating physical network {network.name}")


class DeletePhysicalNetwork(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("PhysicalNetwork"), Doc("the physical network")]


@command("deletePhysicalNetwork", access=ADMINS, event="PHYSICAL.NETWORK.DELETE", entity=ENTITY, since="3.0.0")
def delete_physical_network(ctx: Ctx, p: DeletePhysicalNetwork) -> Started[Success]:
    """Deletes a physical network that no network and no range of addresses uses, with its traffic types and providers."""
    network = ctx.get(PhysicalNetwork, p.id)
    used = select(Network.name).where(Network.physical_network_id == network.id, Network.removed.is_(None))
    if names := sorted(ctx.db.scalars(used)):
        raise InUse(f"physical network {network.name} carries network {', '.join(names)}; delete that first")
    if spans := list(ctx.db.scalars(select(IpRange).where(IpRange.physical_network_id == network.id))):
        raise InUse(f"physical network {network.name} has the IP range {spans[0].name}; delete it with deleteVlanIpRange first")
    name = network.name
    for past in ctx.db.scalars(select(Network).where(Network.physical_network_id == network.id)):
        past.physical_network_id = None
    for row in _parts(ctx.db, network.id):
        ctx.db.delete(row)
    ctx.db.flush()
    ctx.db.delete(network)
    ctx.save()
    return ops.settled(ctx, ENTITY, p.id, f"deleting physical network {name}", gone=True)


def _parts(db: Session, id: str) -> list[Base]:
    """What goes with a physical network; elements first, which hang on providers."""
    of_it = select(ServiceProvider.id).where(ServiceProvider.physical_network_id == id)
    db.execute(delete(ProviderElement).where(ProviderElement.provider_id.in_(of_it)))
    rows: list[Base] = [*db.scalars(select(ServiceProvider).where(ServiceProvider.physical_network_id == id))]
    rows += db.scalars(select(TrafficType).where(TrafficType.physical_network_id == id))
    rows += db.scalars(select(GuestVlanRange).where(GuestVlanRange.physical_network_id == id))
    return rows


class IsolationMethodView(View, kw_only=True):
    """A way to keep guest networks apart."""

    object_name: ClassVar[str] = "isolationmethod"
    name: str


@command("listNetworkIsolationMethods", access=ADMINS, since="4.2.0")
def list_isolation_methods(ctx: Ctx, p: ListParams) -> Page[IsolationMethodView]:
    """Lists the ways in which the guest networks of a physical network can be kept apart."""
    return ctx.slice([IsolationMethodView(name=name) for name in ISOLATION if (p.keyword or "").lower() in name.lower()], p)
