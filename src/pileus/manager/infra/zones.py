"""Zones: list, create, update, delete."""

from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from typing import Annotated, ClassVar, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager.infra import capacity, first_images, standing
from pileus.manager.infra.capacity import CapacityView
from pileus.manager.infra.dedications import dedicate, release
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, IconView, KeyValue, Length, ListParams, Names, NoEffect, Page, Params, Success, View
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.names import Name, Suffix
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS, RoleType
from pileus.manager.kernel.settings import Scope, flag, number, within
from pileus.manager.model.dedication import Dedicable
from pileus.manager.model.domain import Domain
from pileus.manager.model.infrastructure import Host, Zone
from pileus.manager.model.physical_network import PhysicalNetwork, TrafficKind, TrafficType
from pileus.manager.model.rows import Flag, utcnow
from pileus.manager.model.storage import StoragePool, Template

ENTITY = "Zone"
LOCAL_PROVIDER = "VirtualRouter"

MOST_MTU = number(
    "vr.private.interface.max.mtu", 1500, "Greatest MTU a guest network may have.", category="VirtualRouter", scopes=(Scope.ZONE,),
    check=within(576, 65535),
)  # fmt: skip
MOST_PUBLIC_MTU = number(
    "vr.public.interface.max.mtu", 1500, "Greatest MTU of a router's public side.", category="VirtualRouter", scopes=(Scope.ZONE,),
    check=within(576, 65535),
)  # fmt: skip
ALL_ZONES = flag(
    "allow.user.view.all.zones",
    default=True,
    doc="Whether resource administrators see all zones that they may use; otherwise they see those of their own domain.",
    scopes=(Scope.DOMAIN,),
)


class ZoneView(View, kw_only=True):
    """A zone."""

    object_name: ClassVar[str] = "zone"
    annotated = ("ZONE",)
    pictured = (("Zone", "id"),)
    id: str
    name: str
    network_type: str
    type: str
    security_groups_enabled: bool
    local_storage_enabled: bool
    allocation_state: Flag
    dns1: str
    dns2: str | None
    internal_dns1: str
    internal_dns2: str | None
    ip6_dns1: str | None
    ip6_dns2: str | None
    guest_cidr_address: str | None
    domain: str | None
    domain_id: str | None
    domain_name: str | None
    dhcp_provider: str = LOCAL_PROVIDER
    zone_token: str
    is_multi_arch: bool = False
    is_nsx_enabled: bool = False
    routed_mode_enabled: bool = False
    allow_user_specify_vr_mtu: bool = True
    router_private_interface_max_mtu: int
    router_public_interface_max_mtu: int
    resource_details: dict[str, str] | None
    capacity: list[CapacityView] | None = None
    icon: IconView | None = None
    has_annotations: bool | None = None


def view(ctx: Ctx, zone: Zone) -> ZoneView:
    """A zone as its callers see it."""
    domain = ctx.db.get(Domain, zone.domain_id) if zone.domain_id else None
    return ZoneView(
        id=zone.id,
        name=zone.name,
        network_type=zone.network_type,
        type=zone.type,
        security_groups_enabled=zone.security_groups,
        local_storage_enabled=zone.local_storage,
        allocation_state=zone.allocation_state,
        dns1=zone.dns1,
        dns2=zone.dns2,
        internal_dns1=zone.internal_dns1,
        internal_dns2=zone.internal_dns2,
        ip6_dns1=zone.ip6_dns1,
        ip6_dns2=zone.ip6_dns2,
        guest_cidr_address=zone.guest_cidr,
        domain=zone.domain,
        domain_id=zone.domain_id,
        domain_name=domain.name if domain else None,
        zone_token=zone.id,
        router_private_interface_max_mtu=ctx.settings.get(MOST_MTU, scope=Scope.ZONE, of=zone.id),
        router_public_interface_max_mtu=ctx.settings.get(MOST_PUBLIC_MTU, scope=Scope.ZONE, of=zone.id),
        resource_details=zone.details or None,
    )


class ListZones(ListParams, frozen=True, kw_only=True):
    """Which zones."""

    id: Annotated[Id | None, Names("Zone"), Doc("only this zone")] = None
    ids: Annotated[list[Id] | None, Names("Zone"), Doc("only these zones")] = None
    name: Annotated[str | None, Doc("only the zone of this name")] = None
    network_type: Annotated[str | None, Doc("only zones of this kind: Basic or Advanced")] = None
    available: Annotated[bool | None, Doc("true: only zones that are enabled")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("only zones that this domain has for itself")] = None
    storage_access_group: Annotated[str | None, Doc("only zones of this storage access group; there are none")] = None
    tags: Annotated[list[KeyValue] | None, Doc("only zones with all of these tags; zones carry none")] = None
    show_icon: Annotated[bool, Doc("with its icon")] = False
    show_capacities: Annotated[bool, Doc("with the capacity of each zone")] = False


@command("listZones", access=USERS)
def list_zones(ctx: Ctx, p: ListZones) -> Page[ZoneView]:
    """Lists the zones."""
    page = zones(ctx, p)
    if p.show_capacities and ctx.caller.is_root:
        for zone in page.items:
            zone.capacity = capacity.of_zone(ctx.db, zone.id)
    return page


def zones(ctx: Ctx, p: ListZones) -> Page[ZoneView]:
    """One page of what a list of zones asks for."""
    if p.storage_access_group or p.tags:
        return Page(0, [])
    if p.domain_id:
        ctx.see(Domain, p.domain_id, "domainid")
    query = narrow(
        ctx.visible(Zone, p).order_by(ctx.by_sort_key(Zone.sort_key), Zone.name),
        (Zone.id, p.id),
        (Zone.id, p.ids),
        (Zone.name, p.name),
        (Zone.network_type, p.network_type),
        (Zone.domain_id, p.domain_id),
    )
    if ctx.caller.role_type is RoleType.RESOURCE_ADMIN and not ctx.settings.get(ALL_ZONES, scope=Scope.DOMAIN, of=ctx.caller.domain_id):
        query = query.where(Zone.domain_id == ctx.caller.domain_id)
    query = containing(query, p.keyword, Zone.name)
    if p.available:
        query = query.where(Zone.allocation_state == Flag.ENABLED)
    return ctx.page(query, p, lambda zone: view(ctx, zone))


Address = Annotated[str, Length(64)]


class CreateZone(Params, frozen=True, kw_only=True):
    """What the zone is."""

    name: Annotated[Name, Doc("name of the zone")]
    network_type: Annotated[str, Doc("Basic: one flat guest network with security groups; Advanced: networks of accounts' own")]
    dns1: Annotated[Address, Doc("DNS server of the zone's guests")]
    dns2: Annotated[Address | None, Doc("second one")] = None
    internal_dns1: Annotated[Address, Doc("DNS server of the zone's own services")]
    internal_dns2: Annotated[Address | None, Doc("second one")] = None
    ip6_dns1: Annotated[Address | None, Doc("DNS server of the zone's guests by IPv6")] = None
    ip6_dns2: Annotated[Address | None, Doc("second one")] = None
    guest_cidr_address: Annotated[Address | None, Doc("network that isolated networks take when they name none")] = None
    domain: Annotated[Suffix | None, Doc("DNS suffix of the zone's networks")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain that has the zone for itself, with all below it")] = None
    allocation_state: Annotated[Flag, Doc("whether instances may start in it: Enabled or Disabled")] = Flag.DISABLED
    security_group_enabled: Annotated[bool, Doc("whether networks of an Advanced zone may have security groups; Basic ones always do")] = (
        False
    )
    local_storage_enabled: Annotated[bool, Doc("whether the hosts' own disks are primary storage")] = False
    is_edge: Annotated[bool, Doc("whether it is an edge zone: a small one without system VMs of its own")] = False
    storage_access_groups: Annotated[
        list[str] | None, Doc("groups that hosts and pools must share"), NoEffect("every host reaches every pool of its zone")
    ] = None


@command("createZone", access=ADMINS, event="ZONE.CREATE", entity=ENTITY)
def create_zone(ctx: Ctx, p: CreateZone) -> ZoneView:
    """Creates a zone, with nothing in it. It takes instances once it is set up and enabled."""
    kind = next((known for known in ("Basic", "Advanced") if known.lower() == p.network_type.lower()), None)
    if kind is None:
        raise InvalidValue(f"networktype {p.network_type} of zone {p.name} is unknown; choose Basic or Advanced")
    if p.is_edge and kind == "Basic":
        raise InvalidValue(f"zone {p.name} cannot be an edge zone of type Basic; choose networktype Advanced")
    if kind == "Basic" and p.guest_cidr_address:
        raise InvalidValue(f"guestcidraddress does not go with networktype Basic; zone {p.name} has no isolated networks to use it")
    _check(p)
    if p.domain_id:
        ctx.get(Domain, p.domain_id, "domainid")
    zone = ctx.insert(
        Zone(
            name=p.name,
            network_type=kind,
            type="Edge" if p.is_edge else "Core",
            security_groups=p.security_group_enabled or kind == "Basic",
            local_storage=p.local_storage_enabled,
            allocation_state=p.allocation_state,
            dns1=p.dns1,
            dns2=p.dns2,
            internal_dns1=p.internal_dns1,
            internal_dns2=p.internal_dns2,
            ip6_dns1=p.ip6_dns1,
            ip6_dns2=p.ip6_dns2,
            guest_cidr=p.guest_cidr_address,
            domain=p.domain,
            domain_id=p.domain_id,
        )
    )
    if p.domain_id:
        dedicate(ctx, Dedicable.ZONE, zone.id, p.domain_id, None)
    ctx.tell(f"creating zone {zone.name}", id=zone.id)
    return view(ctx, zone)


class UpdateZone(Params, frozen=True, kw_only=True):
    """Which zone, and what of it changes. An empty text takes an optional value away."""

    id: Annotated[Id, Names("Zone"), Doc("the zone")]
    name: Annotated[Name | None, Doc("new name")] = None
    allocation_state: Annotated[Flag | None, Doc("Enabled: instances may start in it; the zone must be set up for that")] = None
    dns1: Annotated[Address | None, Doc("DNS server of the zone's guests")] = None
    dns2: Annotated[Address | None, Doc("second one")] = None
    internal_dns1: Annotated[Address | None, Doc("DNS server of the zone's own services")] = None
    internal_dns2: Annotated[Address | None, Doc("second one")] = None
    ip6_dns1: Annotated[Address | None, Doc("DNS server of the zone's guests by IPv6")] = None
    ip6_dns2: Annotated[Address | None, Doc("second one")] = None
    guest_cidr_address: Annotated[Address | None, Doc("network that isolated networks take when they name none")] = None
    domain: Annotated[Suffix | None, Doc("DNS suffix of the zone's networks")] = None
    dns_search_order: Annotated[
        list[str] | None, Doc("DNS suffixes that are searched"), NoEffect("guests get the one suffix of their network")
    ] = None
    dhcp_provider: Annotated[Literal["VirtualRouter"] | None, Doc("who serves DHCP: VirtualRouter, the only one")] = None
    is_public: Annotated[bool | None, Doc("true: the zone is everybody's again")] = None
    local_storage_enabled: Annotated[bool | None, Doc("whether the hosts' own disks are primary storage")] = None
    details: Annotated[dict[str, str] | None, Doc("details to keep with it, replacing those there are")] = None
    sort_key: Annotated[int | None, Doc("place in lists")] = None


SAME_NAME = ("name", "allocation_state", "dns1", "internal_dns1", "sort_key")
OPTIONAL = {"dns2": "dns2", "internal_dns2": "internal_dns2", "ip6_dns1": "ip6_dns1", "ip6_dns2": "ip6_dns2", "domain": "domain"}


@command("updateZone", access=ADMINS, event="ZONE.EDIT", entity=ENTITY)
def update_zone(ctx: Ctx, p: UpdateZone) -> ZoneView:
    """Updates a zone. Enabling it is refused while something is missing that instances need."""
    zone = ctx.get(Zone, p.id)
    _check(p)
    if p.allocation_state is Flag.ENABLED and zone.allocation_state is Flag.DISABLED:
        _require_set_up(ctx.db, zone)
    if p.guest_cidr_address and zone.network_type == "Basic":
        raise InvalidValue(f"zone {zone.name} is Basic and has no isolated networks; leave guestcidraddress out")
    for field in SAME_NAME:
        if (value := getattr(p, field)) is not None:
            setattr(zone, field, value)
    for field in (*OPTIONAL, "guest_cidr_address"):
        if (value := getattr(p, field)) is not None:
            setattr(zone, OPTIONAL.get(field, "guest_cidr"), value or None)
    if p.details is not None:
        zone.details = p.details
    if p.is_public and zone.domain_id:
        zone.domain_id = None
        release(ctx, Dedicable.ZONE, zone.id)
    if p.local_storage_enabled is not None:
        _set_local_storage(ctx, zone, enabled=p.local_storage_enabled)
    if zone.allocation_state is Flag.ENABLED:
        first_images.provide(ctx, zone)
    ctx.save()
    ctx.tell(f"updating zone {zone.name}", id=zone.id)
    return view(ctx, zone)


def _check(p: CreateZone | UpdateZone) -> None:
    """Refuses what is no address or network, by the name of its parameter."""
    for name in ("dns1", "dns2", "internal_dns1", "internal_dns2"):
        _check_address(name, getattr(p, name), 4)
    for name in ("ip6_dns1", "ip6_dns2"):
        _check_address(name, getattr(p, name), 6)
    if p.guest_cidr_address:
        try:
            ip_network(p.guest_cidr_address)
        except ValueError as error:
            raise InvalidValue(f"guestcidraddress {p.guest_cidr_address} is no network: {error}; give one like 10.1.1.0/24") from error


def _check_address(name: str, text: str | None, version: int) -> None:
    if not text:
        return
    try:
        right = ip_address(text).version == version
    except ValueError:
        right = False
    if not right:
        raise InvalidValue(f"{name.replace('_', '')} {text} is no IPv{version} address; give the address of a DNS server")


def _set_local_storage(ctx: Ctx, zone: Zone, *, enabled: bool) -> None:
    """Local pools come with it, and go only with their hosts."""
    zone.local_storage = enabled
    if enabled:
        for host in ctx.db.scalars(select(Host).where(Host.zone_id == zone.id, Host.removed.is_(None))):
            add_local_pool(ctx.db, zone, host)


def add_local_pool(db: Session, zone: Zone, host: Host, room: int = 0) -> None:
    """The host's own disks as primary storage, where the zone wants that and the host has none yet; `room` in bytes, if it is known."""
    if not zone.local_storage or not host.local_path or db.scalar(select(StoragePool.id).where(StoragePool.host_id == host.id)):
        return
    db.add(
        StoragePool(
            zone_id=zone.id,
            pod_id=host.pod_id,
            cluster_id=host.cluster_id,
            host_id=host.id,
            name=f"{host.name} local",
            path=host.local_path,
            address=host.address,
            capacity=room,
        )
    )


def _require_set_up(db: Session, zone: Zone) -> None:
    """Refuses to enable a zone that cannot take instances, and says what is missing and which command adds it."""
    missing = list(_missing(db, zone))
    if missing:
        raise InvalidValue(f"zone {zone.name} cannot be enabled yet: {'; '.join(missing)}")


def _missing(db: Session, zone: Zone) -> Sequence[str]:
    physical = list(db.scalars(select(PhysicalNetwork).where(PhysicalNetwork.zone_id == zone.id)))
    if not physical:
        return ["it has no physical network; add one with createPhysicalNetwork"]
    carried = set(db.scalars(select(TrafficType.kind).where(TrafficType.physical_network_id.in_([network.id for network in physical]))))
    wanted = {TrafficKind.GUEST} if zone.type == "Edge" else {TrafficKind.GUEST, TrafficKind.MANAGEMENT}
    if zone.network_type == "Advanced" and not zone.security_groups:
        wanted.add(TrafficKind.PUBLIC)
    found = [f"no physical network carries {kind} traffic; add it with addTrafficType" for kind in sorted(wanted - carried)]
    if all(network.state is Flag.DISABLED for network in physical):
        found.append(f"physical network {physical[0].name} is disabled; enable it with updatePhysicalNetwork")
    return found


class DeleteZone(Params, frozen=True, kw_only=True):
    """Which zone."""

    id: Annotated[Id, Names("Zone"), Doc("the zone")]


@command("deleteZone", access=ADMINS, event="ZONE.DELETE", entity=ENTITY)
def delete_zone(ctx: Ctx, p: DeleteZone) -> Success:
    """Deletes a zone in which nothing stands any more."""
    zone = ctx.get(Zone, p.id)
    standing.refuse(ctx.db, zone, standing.IN_ZONE)
    for template in ctx.db.scalars(select(Template).where(Template.zone_id == zone.id, Template.removed.is_(None))):
        template.removed = utcnow()
    release(ctx, Dedicable.ZONE, zone.id)
    zone.removed = utcnow()
    ctx.tell(f"deleting zone {zone.name}", id=zone.id)
    return Success()
