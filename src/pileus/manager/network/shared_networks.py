"""Shared networks: create, update, delete. Networks of accounts' own, with routers of theirs, are made elsewhere once they can be."""

from datetime import datetime
from ipaddress import IPv4Network
from typing import Annotated

from msgspec import Meta
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.identity.owners import owner
from pileus.manager.infra.zones import MOST_MTU, MOST_PUBLIC_MTU
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Length, Names, NoEffect, Only, Params, Started, Success
from pileus.manager.kernel.errors import InUse, InvalidValue, PermissionDenied
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.names import Name, Suffix
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.kernel.settings import Scope, flag
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.instance import Instance
from pileus.manager.model.ip_range import UNTAGGED, IpRange
from pileus.manager.model.network import Network, NetworkState, Nic
from pileus.manager.model.network_offering import NetworkOffering
from pileus.manager.model.network_permission import NetworkPermission
from pileus.manager.model.physical_network import PhysicalNetwork, TrafficKind, TrafficType
from pileus.manager.model.rows import Flag
from pileus.manager.network import addresses, providers, spans, vlans
from pileus.manager.network.ip_ranges import add_guest_range
from pileus.manager.network.networks import ENTITY, NetworkView, view

SUBDOMAIN_ACCESS = flag(
    "allow.subdomain.network.access",
    default=True,
    doc="Whether the domains below may use a domain's network, where its creation does not say.",
)

Mtu = Annotated[int, Meta(ge=576, le=65535, description="576 to 65535")]

ISOLATED_LATER = "networks of accounts' own, with a router of theirs, come with a later release"
NO_IPV6 = "networks have IPv4 only for now; leave it out"
LATER = {
    "vpc_id": f"VPCs and their tiers come with a later release; {ISOLATED_LATER}",
    "acl_id": "network ACLs come with VPCs, in a later release",
    "associated_network_id": ISOLATED_LATER,
    "source_nat_ip_address": ISOLATED_LATER,
    "cidr_size": f"routed networks are not there yet: {ISOLATED_LATER}",
    "as_number": f"routed networks are not there yet: {ISOLATED_LATER}",
    "bgp_peer_ids": f"routed networks are not there yet: {ISOLATED_LATER}",
    "isolated_pvlan": "private VLANs need switches that Pileus does not manage; leave it out",
    "isolated_pvlan_type": "private VLANs need switches that Pileus does not manage; leave it out",
    "tungsten_virtual_router_uuid": "there is no Tungsten Fabric here; leave it out",
    "ip6_gateway": NO_IPV6, "ip6_cidr": NO_IPV6, "ip6_dns1": NO_IPV6, "ip6_dns2": NO_IPV6,
    "start_ip_v6": NO_IPV6, "end_ip_v6": NO_IPV6, "router_ip_v6": NO_IPV6,
}  # fmt: skip
"""Parameters that are refused, and why."""


class CreateNetwork(Params, frozen=True, kw_only=True):
    """What the network is, and for whom."""

    name: Annotated[Name, Doc("name")]
    display_text: Annotated[str | None, Doc("text shown to people; the name when left out")] = None
    network_offering_id: Annotated[Id, Names("NetworkOffering"), Doc("offering that says its kind and services")]
    zone_id: Annotated[Id, Names("Zone"), Doc("zone it is in")]
    physical_network_id: Annotated[
        Id | None, Names("PhysicalNetwork"), Doc("physical network; the zone's only fitting one when left out")
    ] = None
    gateway: Annotated[str | None, Doc("gateway of its guests")] = None
    netmask: Annotated[str | None, Doc("netmask of its guests")] = None
    start_ip: Annotated[str | None, Doc("first address that guests get")] = None
    end_ip: Annotated[str | None, Doc("last address that guests get")] = None
    router_ip: Annotated[str | None, Only(ADMINS), Doc("address of its router; a free one when left out")] = None
    vlan: Annotated[str | None, Only(ADMINS), Doc("its VLAN, or untagged")] = None
    bypass_vlan_overlap_check: Annotated[bool, Only(ADMINS), Doc("true: another network may have the same VLAN and addresses")] = False
    acl_type: Annotated[str | None, Doc("Domain: everybody of a domain, or of the zone, may use it; Account: its owner")] = None
    account: Annotated[str | None, Doc("owner; goes with domainid")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain of the owner, or that may use it")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("owner, when it is a project")] = None
    subdomain_access: Annotated[bool | None, Doc("whether the domains below that one may use it too")] = None
    network_domain: Annotated[
        Suffix | None, Doc("DNS suffix of its guests; that of its account or domain, else the zone's, when left out")
    ] = None
    dns1: Annotated[str | None, Doc("DNS server that its router asks; the host's own when left out")] = None
    dns2: Annotated[str | None, Doc("second one")] = None
    private_mtu: Annotated[Mtu | None, Doc("MTU of its guests; at most vr.private.interface.max.mtu")] = None
    public_mtu: Annotated[Mtu | None, Doc("MTU of its router's public side; at most vr.public.interface.max.mtu")] = None
    display_network: Annotated[bool, Only(ADMINS), Doc("false hides it from lists")] = True
    hide_ip_address_usage: Annotated[bool, Only(ADMINS), Doc("true: its addresses are left out of usage records")] = False
    external_id: Annotated[str | None, Doc("name of it in another system; kept and answered")] = None
    vpc_id: Annotated[Id | None, Doc("VPC that it is a tier of; refused yet")] = None
    acl_id: Annotated[Id | None, Doc("network ACL of a tier; refused yet")] = None
    associated_network_id: Annotated[Id | None, Names("Network"), Doc("isolated network whose VLAN it shares; refused yet")] = None
    source_nat_ip_address: Annotated[str | None, Doc("public address of its guests; refused yet")] = None
    cidr_size: Annotated[int | None, Doc("size of a routed network; refused yet")] = None
    as_number: Annotated[Annotated[int, Meta(ge=0, le=2**32 - 1)] | None, Doc("AS number of a routed network; refused yet")] = None
    bgp_peer_ids: Annotated[list[Id] | None, Only(ADMINS), Doc("BGP peers of a routed network; refused yet")] = None
    isolated_pvlan: Annotated[str | None, Doc("private VLAN; refused")] = None
    isolated_pvlan_type: Annotated[str | None, Doc("kind of private VLAN; refused")] = None
    tungsten_virtual_router_uuid: Annotated[str | None, Doc("router of Tungsten Fabric; refused")] = None
    ip6_gateway: Annotated[str | None, Doc("IPv6 gateway; refused yet")] = None
    ip6_cidr: Annotated[str | None, Doc("IPv6 network; refused yet")] = None
    ip6_dns1: Annotated[str | None, Doc("IPv6 DNS server; refused yet")] = None
    ip6_dns2: Annotated[str | None, Doc("second one; refused yet")] = None
    start_ip_v6: Annotated[str | None, Doc("first IPv6 address; refused yet")] = None
    end_ip_v6: Annotated[str | None, Doc("last IPv6 address; refused yet")] = None
    router_ip_v6: Annotated[str | None, Only(ADMINS), Doc("IPv6 address of its router; refused yet")] = None


@command("createNetwork", access=USERS, event="NETWORK.CREATE", entity=ENTITY)
def create_network(ctx: Ctx, p: CreateNetwork) -> NetworkView:
    """Creates a shared network: one that many accounts' instances are on, with addresses that its creator gives."""
    zone = ctx.use(Zone, p.zone_id, "zoneid")
    offering = _offering(ctx, p, zone)
    for field, why in LATER.items():
        if getattr(p, field):
            raise InvalidValue(f"{field.replace('_', '')}: {why}")
    if not ctx.caller.is_root:
        raise PermissionDenied(f"shared networks are made by root admins; ask one for a network in zone {zone.name}, or use one there is")
    physical = _physical_network(ctx, p, zone, offering)
    providers.refuse_unserved(ctx.db, physical, offering)
    account, domain = _audience(ctx, p)
    _check_mtu(ctx, zone, p.private_mtu, p.public_mtu)
    vlan = _vlan(ctx, p, zone, offering)
    network = Network(
        account_id=account.id,
        zone_id=zone.id,
        physical_network_id=physical.id,
        offering_id=offering.id,
        name=p.name,
        display_text=p.display_text or p.name,
        type="Shared",
        acl_type="Account" if _for_account(p) else "Domain",
        domain_id=domain.id if domain else None,
        subdomain_access=ctx.settings.get(SUBDOMAIN_ACCESS) if p.subdomain_access is None else p.subdomain_access,
        cidr="",
        gateway="",
        router_ip="",
        vlan=vlan,
        dns_domain=p.network_domain or _suffix(ctx, account if _for_account(p) else None, domain) or "",
        dns1=_dns(p.dns1, "dns1"),
        dns2=_dns(p.dns2, "dns2"),
        mtu=p.private_mtu or 1500,
        public_mtu=p.public_mtu or 1500,
        display=p.display_network,
        hide_address_usage=p.hide_ip_address_usage,
        external_id=p.external_id,
    )
    ctx.insert(network)
    _give_addresses(ctx, p, zone, network)
    ctx.tell(f"created network {network.name}", id=network.id, account_id=account.id, domain_id=account.domain_id)
    return view(ctx.db, network.id)


def _offering(ctx: Ctx, p: CreateNetwork, zone: Zone) -> NetworkOffering:
    offering = ctx.use(NetworkOffering, p.network_offering_id, "networkofferingid")
    if offering.guest_type != "Shared":
        raise InvalidValue(
            f"networkofferingid: offering {offering.name} is for {offering.guest_type} networks, and {ISOLATED_LATER}; "
            "choose an offering of guestiptype Shared"
        )
    if offering.state is not Flag.ENABLED:
        raise InvalidValue(
            f"networkofferingid: offering {offering.name} is disabled; enable it with updateNetworkOffering, or choose another"
        )
    if offering.zone_ids and zone.id not in offering.zone_ids.split(","):
        raise InvalidValue(f"networkofferingid: offering {offering.name} is not offered in zone {zone.name}; choose another")
    if "SecurityGroup" in offering.services and not zone.security_groups:
        raise InvalidValue(
            f"networkofferingid: offering {offering.name} has security groups, and zone {zone.name} was made without; choose another"
        )
    if "SecurityGroup" not in offering.services and zone.network_type == "Advanced" and zone.security_groups:
        raise InvalidValue(
            f"networkofferingid: zone {zone.name} has security groups, and offering {offering.name} has not; choose one with SecurityGroup"
        )
    return offering


def _physical_network(ctx: Ctx, p: CreateNetwork, zone: Zone, offering: NetworkOffering) -> PhysicalNetwork:
    """The one named, else the only one with guest traffic and the offering's tags. It must be enabled."""
    carrying = set(ctx.db.scalars(select(TrafficType.physical_network_id).where(TrafficType.kind == TrafficKind.GUEST)))
    wanted = {tag for tag in offering.tags.split(",") if tag}
    if p.physical_network_id is not None:
        found = ctx.use(PhysicalNetwork, p.physical_network_id, "physicalnetworkid")
        if found.zone_id != zone.id:
            raise InvalidValue(
                f"physicalnetworkid: physical network {found.name} is in another zone than {zone.name}; choose one of that zone"
            )
        if found.id not in carrying:
            raise InvalidValue(
                f"physicalnetworkid: physical network {found.name} carries no guest traffic; add it with addTrafficType first"
            )
        if not wanted <= set(found.tags.split(",")):
            raise InvalidValue(
                f"physicalnetworkid: physical network {found.name} lacks the tags {', '.join(sorted(wanted))} of offering {offering.name}; "
                "choose another, or give it the tags with updatePhysicalNetwork"
            )
    else:
        every = ctx.db.scalars(ctx.visible(PhysicalNetwork).where(PhysicalNetwork.zone_id == zone.id))
        fitting = [network for network in every if network.id in carrying and wanted <= set(network.tags.split(","))]
        if len(fitting) != 1:
            tagged = f" and the tags {', '.join(sorted(wanted))}" if wanted else ""
            raise InvalidValue(
                f"physicalnetworkid is missing, and zone {zone.name} has {len(fitting)} physical networks with guest traffic{tagged}; "
                + ("name one" if fitting else "make one with createPhysicalNetwork and addTrafficType")
            )
        [found] = fitting
    if found.state is not Flag.ENABLED:
        raise InvalidValue(
            f"physical network {found.name} of zone {zone.name} is disabled; enable it with updatePhysicalNetwork state=Enabled"
        )
    return found


def _for_account(p: CreateNetwork) -> bool:
    if p.acl_type is None:
        return p.account is not None or p.project_id is not None
    if p.acl_type.lower() not in ("account", "domain"):
        raise InvalidValue(f"acltype {p.acl_type} is unknown; Account or Domain")
    wanted = p.acl_type.lower() == "account"
    if not wanted and (p.account or p.project_id):
        raise InvalidValue("acltype Domain does not go with account or projectid; give acltype=Account, or leave those out")
    return wanted


def _audience(ctx: Ctx, p: CreateNetwork) -> tuple[Account, Domain | None]:
    """Its owner, and the domain whose members may use it; None for everybody."""
    if _for_account(p):
        if p.subdomain_access is not None:
            raise InvalidValue("subdomainaccess is for networks of a domain, with acltype=Domain; leave it out")
        return owner(ctx, p.account, p.domain_id, p.project_id), None
    if p.subdomain_access is not None and p.domain_id is None:
        raise InvalidValue("subdomainaccess goes with domainid; give both or neither")
    domain = ctx.get(Domain, p.domain_id, "domainid") if p.domain_id else None
    return owner(ctx, None, None, None), domain


def _suffix(ctx: Ctx, account: Account | None, domain: Domain | None) -> str | None:
    """The DNS suffix of the account that a network is for, else of the nearest domain that has one."""
    if account is not None:
        if account.network_domain:
            return account.network_domain
        domain = account.domain
    while domain is not None:
        if domain.network_domain:
            return domain.network_domain
        domain = ctx.db.get_one(Domain, domain.parent_id) if domain.parent_id else None
    return None


def _check_mtu(ctx: Ctx, zone: Zone, private: int | None, public: int | None) -> None:
    for param, value, most in (("privatemtu", private, MOST_MTU), ("publicmtu", public, MOST_PUBLIC_MTU)):
        limit = ctx.settings.get(most, scope=Scope.ZONE, of=zone.id)
        if value is not None and value > limit:
            raise InvalidValue(f"{param} {value} is above {most.name}, which is {limit} in zone {zone.name}; choose a smaller one")


def _dns(text: str | None, param: str) -> str | None:
    return str(spans.address(text, param)) if text else None


def _vlan(ctx: Ctx, p: CreateNetwork, zone: Zone, offering: NetworkOffering) -> str:
    if zone.network_type == "Basic":
        if p.vlan and vlans.tag(p.vlan) != UNTAGGED:
            raise InvalidValue(f"vlan: zone {zone.name} is basic, and its guests are untagged; leave vlan out")
        return UNTAGGED
    if p.vlan and not offering.specify_vlan:
        raise InvalidValue(
            f"vlan: networks of offering {offering.name} name no VLAN; leave vlan out, or choose an offering with specifyvlan"
        )
    if not p.vlan and offering.specify_vlan:
        raise InvalidValue(f"vlan is missing, and offering {offering.name} wants it; give the number of a VLAN, or untagged")
    vlan = vlans.tag(p.vlan)
    if vlan != UNTAGGED and not ctx.machines.simulated:
        raise InvalidValue(
            f"vlan {vlan}: hosts here carry untagged networks only, until VLANs come with a later release; give vlan=untagged"
        )
    return vlan


def _give_addresses(ctx: Ctx, p: CreateNetwork, zone: Zone, network: Network) -> None:
    """Gateway, router and first range; in a basic zone they may come later, with createVlanIpRange."""
    given = {"gateway": p.gateway, "netmask": p.netmask, "startip": p.start_ip}
    missing = [name for name, value in given.items() if not value]
    if len(missing) == len(given) and not p.end_ip and zone.network_type == "Basic":
        return
    if missing:
        raise InvalidValue(f"{', '.join(missing)} missing; a shared network needs gateway, netmask, startip and endip")
    wanted = spans.span(p.gateway or "", p.netmask or "", p.start_ip or "", p.end_ip)
    if not p.bypass_vlan_overlap_check:
        _refuse_meeting(ctx, network, wanted.cidr)
    router = spans.address(p.router_ip, "routerip") if p.router_ip else None
    if router is not None and (router not in wanted.cidr or router == wanted.gateway):
        raise InvalidValue(f"routerip {router} is not a free address of {wanted.cidr}; choose one of that network, or leave routerip out")
    add_guest_range(ctx, network, wanted, router=router, may_meet=p.bypass_vlan_overlap_check)


def _refuse_meeting(ctx: Ctx, network: Network, cidr: IPv4Network) -> None:
    """On one VLAN of a zone, no two networks have addresses in common."""
    others = select(Network).where(
        Network.zone_id == network.zone_id,
        Network.removed.is_(None),
        Network.id != network.id,
        Network.vlan == network.vlan,
        Network.cidr != "",
    )
    for other in ctx.db.scalars(others):
        if IPv4Network(other.cidr).overlaps(cidr):
            raise InvalidValue(
                f"gateway and netmask: {cidr} meets {other.cidr} of network {other.name} on the same VLAN ({network.vlan}); choose another"
            )


class UpdateNetwork(Params, frozen=True, kw_only=True):
    """Which network, and what of it."""

    id: Annotated[Id, Names("Network"), Doc("the network")]
    name: Annotated[Name | None, Doc("new name")] = None
    display_text: Annotated[str | None, Doc("new text")] = None
    network_domain: Annotated[Suffix | None, Doc("DNS suffix of its guests; empty for the zone's")] = None
    dns1: Annotated[str | None, Doc("DNS server that its router asks; empty for the host's own")] = None
    dns2: Annotated[str | None, Doc("second one")] = None
    private_mtu: Annotated[Mtu | None, Doc("MTU of its guests; at most vr.private.interface.max.mtu")] = None
    public_mtu: Annotated[Mtu | None, Doc("MTU of its router's public side; at most vr.public.interface.max.mtu")] = None
    display_network: Annotated[bool | None, Only(ADMINS), Doc("false hides it from lists")] = None
    hide_ip_address_usage: Annotated[bool | None, Only(ADMINS), Doc("true: its addresses are left out of usage records")] = None
    network_offering_id: Annotated[Id | None, Names("NetworkOffering"), Doc("another offering of the same kind with the same services")] = (
        None
    )
    custom_id: Annotated[str | None, Only(ADMINS), Doc("another id; refused, an object keeps its id")] = None
    guest_vm_cidr: Annotated[str | None, Length(64), Doc("part of its addresses that guests get; refused for shared networks")] = None
    source_nat_ip_address: Annotated[str | None, Doc("public address of its guests; refused for shared networks")] = None
    ip6_dns1: Annotated[str | None, Doc("IPv6 DNS server; refused yet")] = None
    ip6_dns2: Annotated[str | None, Doc("second one; refused yet")] = None
    change_cidr: Annotated[bool, Doc("go on though the range changes"), NoEffect("a shared network's range stays")] = False
    forced: Annotated[bool, Only(ADMINS), Doc("go on though instances run"), NoEffect("changes reach running instances as they are")] = (
        False
    )
    update_in_sequence: Annotated[bool, Doc("one router after the other"), NoEffect("hosts are told at once; no router restarts")] = False


REFUSED_UPDATES: dict[str, str] = {
    "custom_id": "an object keeps its id; leave it out",
    "guest_vm_cidr": "addresses of a shared network's guests are its ranges: createVlanIpRange and updateVlanIpRange change them",
    "source_nat_ip_address": "a shared network has no public address of its own; leave it out",
    "ip6_dns1": NO_IPV6,
    "ip6_dns2": NO_IPV6,
}


@command("updateNetwork", access=USERS, event="NETWORK.UPDATE", entity=ENTITY)
def update_network(ctx: Ctx, p: UpdateNetwork) -> Started[NetworkView]:
    """Changes names, DNS and MTU of a network; its routers follow at once, guests with their next lease."""
    network = _there(ctx, p.id)
    for field, why in REFUSED_UPDATES.items():
        if getattr(p, field):
            raise InvalidValue(f"{field.replace('_', '')}: {why}")
    zone = ctx.db.get_one(Zone, network.zone_id)
    _check_mtu(ctx, zone, p.private_mtu, p.public_mtu)
    if p.network_offering_id is not None:
        _change_offering(ctx, network, p.network_offering_id)
    simple = {
        "name": p.name,
        "display_text": p.display_text,
        "dns_domain": p.network_domain,
        "mtu": p.private_mtu,
        "public_mtu": p.public_mtu,
        "display": p.display_network,
        "hide_address_usage": p.hide_ip_address_usage,
    }
    for column, value in simple.items():
        if value is not None:
            setattr(network, column, value)
    if p.dns1 is not None:
        network.dns1 = _dns(p.dns1, "dns1")
    if p.dns2 is not None:
        network.dns2 = _dns(p.dns2, "dns2")
    ctx.save()
    addresses.changed(ctx.db, network.id)
    return ops.settled(ctx, ENTITY, network.id, f"updating network {network.name}", account_id=network.account_id)


def _there(ctx: Ctx, id: str) -> Network:
    network = ctx.get(Network, id)
    if network.removed is not None:
        raise InvalidValue(f"id: network {network.name} is deleted already; listNetworks shows those that are there")
    return network


def _change_offering(ctx: Ctx, network: Network, id: str) -> None:
    new = ctx.use(NetworkOffering, id, "networkofferingid")
    old = ctx.db.get_one(NetworkOffering, network.offering_id)
    if new.id == old.id:
        return
    if (new.guest_type, new.services, new.state) != (old.guest_type, old.services, Flag.ENABLED):
        raise InvalidValue(
            f"networkofferingid: {network.name} can change to enabled {old.guest_type} offerings with the services of {old.name} only, "
            f"and {new.name} is none; make another network of it"
        )
    network.offering_id = new.id


class DeleteNetwork(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("Network"), Doc("the network")]
    forced: Annotated[bool, Doc("go on though it cannot be shut down"), NoEffect("it goes when its hosts can be reached, by itself")] = (
        False
    )


@command("deleteNetwork", access=USERS, event="NETWORK.DELETE", entity=ENTITY)
def delete_network(ctx: Ctx, p: DeleteNetwork) -> Started[Success]:
    """Deletes a network that no instance is on. Its routers go at once, or when their hosts can be reached."""
    network = _there(ctx, p.id)
    list(ctx.db.scalars(select(IpRange.id).where(IpRange.network_id == network.id).with_for_update()))
    on_it = select(Instance.name).join(Nic, Nic.instance_id == Instance.id).where(Nic.network_id == network.id).order_by(Instance.name)
    if names := list(ctx.db.scalars(on_it.limit(4))):
        more = " and others" if len(names) > 3 else ""
        raise InUse(f"network {network.name} has the instances {', '.join(names[:3])}{more}; expunge them first")
    end(ctx.db, network, ctx.now)
    ctx.save()
    return ops.settled(ctx, ENTITY, p.id, f"deleting network {network.name}", gone=True, account_id=network.account_id)


def end(db: Session, network: Network, now: datetime) -> None:
    """Ends a network that no instance is on: its addresses and permissions go with it, its routers follow by their reconciler."""
    for model in (IpRange, NetworkPermission):
        db.execute(delete(model).where(model.network_id == network.id))
    network.state = NetworkState.DESTROY
    network.removed = now
