"""Ranges of public addresses, and of the addresses that guests of shared networks get: create, update, delete, list."""

from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, ClassVar

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from pileus.manager.identity.owners import owner, whose
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, NoEffect, Page, Params, Success, View
from pileus.manager.kernel.errors import InUse, InvalidValue
from pileus.manager.kernel.ids import Id, derived_id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.infrastructure import Pod, Zone
from pileus.manager.model.ip_range import AddressState, IpRange, PublicAddress
from pileus.manager.model.network import Network, Nic
from pileus.manager.model.physical_network import PhysicalNetwork, TrafficKind, TrafficType
from pileus.manager.network import addresses, spans, vlans
from pileus.manager.network.spans import Span

ENTITY = "VlanIpRange"

NO_IPV6 = "guests have IPv4 addresses only, until IPv6 comes with its networks; leave it out"


class IpRangeView(View, kw_only=True):
    """A range of addresses."""

    object_name: ClassVar[str] = "vlaniprange"
    id: str
    zone_id: str
    physical_network_id: str
    network_id: str | None
    pod_id: str | None
    pod_name: str | None
    vlan: str
    gateway: str
    netmask: str
    cidr: str
    start_ip: str
    end_ip: str
    description: str
    for_virtual_network: bool
    for_system_vms: bool
    account: str | None
    domain: str | None
    domain_id: str | None
    domain_path: str | None
    project: str | None
    project_id: str | None


def view(db: Session, row: IpRange) -> IpRangeView:
    """A range as administrators see it."""
    account = db.get_one(Account, row.account_id) if row.account_id else None
    domain = account.domain if account else db.get_one(Domain, row.domain_id) if row.domain_id else None
    pod = db.get_one(Pod, row.pod_id) if row.pod_id else None
    is_project = account is not None and account.project_id is not None
    return IpRangeView(
        id=row.id,
        zone_id=row.zone_id,
        physical_network_id=row.physical_network_id,
        network_id=row.network_id,
        pod_id=row.pod_id,
        pod_name=pod.name if pod else None,
        vlan=f"vlan://{row.vlan}",
        gateway=row.gateway,
        netmask=row.netmask,
        cidr=row.cidr,
        start_ip=row.first_ip,
        end_ip=row.last_ip,
        description=f"{row.first_ip}-{row.last_ip}",
        for_virtual_network=row.network_id is None,
        for_system_vms=row.for_system_vms,
        account=account.name if account and not is_project else None,
        domain=domain.name if domain else None,
        domain_id=domain.id if domain else None,
        domain_path=domain.shown_path if domain else None,
        project=account.name if account and is_project else None,
        project_id=account.project_id if account else None,
    )


class ListIpRanges(ListParams, frozen=True, kw_only=True):
    """Which ranges."""

    id: Annotated[Id | None, Names("IpRange"), Doc("only this range")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only ranges of this zone")] = None
    physical_network_id: Annotated[Id | None, Names("PhysicalNetwork"), Doc("only ranges of this physical network")] = None
    network_id: Annotated[Id | None, Names("Network"), Doc("only ranges of this network")] = None
    pod_id: Annotated[Id | None, Names("Pod"), Doc("only ranges of this pod")] = None
    vlan: Annotated[str | None, Doc("only ranges of this VLAN, or untagged")] = None
    for_virtual_network: Annotated[bool | None, Doc("true: only public ranges; false: only those of guests")] = None
    account: Annotated[str | None, Doc("only ranges dedicated to this account; goes with domainid")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("only ranges dedicated to this domain, or to the account in it")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("only ranges dedicated to this project")] = None


@command("listVlanIpRanges", access=ADMINS)
def list_ranges(ctx: Ctx, p: ListIpRanges) -> Page[IpRangeView]:
    """Lists the ranges of public addresses, and of the addresses that guests of shared networks get."""
    query = narrow(
        ctx.visible(IpRange, p).order_by(IpRange.created),
        (IpRange.id, p.id),
        (IpRange.zone_id, p.zone_id),
        (IpRange.physical_network_id, p.physical_network_id),
        (IpRange.network_id, p.network_id),
        (IpRange.pod_id, p.pod_id),
        (IpRange.vlan, vlans.tag(p.vlan) if p.vlan else None),
    )
    if p.for_virtual_network is not None:
        query = query.where(IpRange.network_id.is_(None) if p.for_virtual_network else IpRange.network_id.is_not(None))
    if p.account is not None or p.project_id is not None:
        query = query.where(IpRange.account_id == whose(ctx, p.account, p.domain_id, p.project_id).id)
    elif p.domain_id is not None:
        query = query.where(IpRange.domain_id == ctx.see(Domain, p.domain_id, "domainid").id)
    return ctx.page(containing(query, p.keyword, IpRange.first_ip, IpRange.last_ip, IpRange.vlan), p, lambda row: view(ctx.db, row))


class SixParams(Params, frozen=True, kw_only=True):
    """What would say IPv6."""

    start_ip_v6: Annotated[str | None, Doc("first IPv6 address; refused, " + NO_IPV6)] = None
    end_ip_v6: Annotated[str | None, Doc("last IPv6 address; refused, " + NO_IPV6)] = None
    ip6_cidr: Annotated[str | None, Doc("IPv6 network; refused, " + NO_IPV6)] = None
    ip6_gateway: Annotated[str | None, Doc("IPv6 gateway; refused, " + NO_IPV6)] = None

    def refuse(self) -> None:
        """Refuses all of it."""
        given = {
            "startipv6": self.start_ip_v6, "endipv6": self.end_ip_v6, "ip6cidr": self.ip6_cidr, "ip6gateway": self.ip6_gateway,
        }  # fmt: skip
        for name, value in given.items():
            if value:
                raise InvalidValue(f"{name}: {NO_IPV6}")


class CreateIpRange(SixParams, frozen=True, kw_only=True):
    """Which addresses, and for whom."""

    zone_id: Annotated[Id | None, Names("Zone"), Doc("zone of public addresses")] = None
    physical_network_id: Annotated[
        Id | None, Names("PhysicalNetwork"), Doc("physical network of public addresses; the one with public traffic when left out")
    ] = None
    network_id: Annotated[Id | None, Names("Network"), Doc("shared network whose guests get the addresses")] = None
    pod_id: Annotated[Id | None, Names("Pod"), Doc("pod of the addresses, in a basic zone")] = None
    vlan: Annotated[str | None, Doc("VLAN of the addresses, or untagged; a shared network's own when left out")] = None
    gateway: Annotated[str | None, Doc("gateway; a shared network's own when left out")] = None
    netmask: Annotated[str | None, Doc("netmask; a shared network's own when left out")] = None
    start_ip: Annotated[str | None, Doc("first address")] = None
    end_ip: Annotated[str | None, Doc("last address; the first one when left out")] = None
    for_virtual_network: Annotated[bool | None, Doc("true: public addresses; false: those of a shared network's guests")] = None
    for_system_vms: Annotated[bool, Doc("true: public addresses that tenants do not get")] = False
    account: Annotated[str | None, Doc("account that public addresses are dedicated to; goes with domainid")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain of the account, or that public addresses are dedicated to")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("project that public addresses are dedicated to")] = None
    provider: Annotated[
        str | None, Doc("outside controller that the addresses are for"), NoEffect("no outside network controller is known here")
    ] = None


@command("createVlanIpRange", access=ADMINS, event="VLAN.IP.RANGE.CREATE", entity=ENTITY, object_name="vlan")
def create_range(ctx: Ctx, p: CreateIpRange) -> IpRangeView:
    """Creates a range of public addresses in a zone, or adds one to the addresses that guests of a shared network get."""
    p.refuse()
    if not p.start_ip:
        raise InvalidValue("startip is missing; give the first address of the range")
    guests = p.network_id is not None or p.for_virtual_network is False
    row = _guest_range(ctx, p, p.start_ip) if guests else _public_range(ctx, p, p.start_ip)
    ctx.tell(f"created the {'guest' if guests else 'public'} range {row.name}", id=row.id)
    return view(ctx.db, row)


def _guest_range(ctx: Ctx, p: CreateIpRange, first: str) -> IpRange:
    if p.for_system_vms or p.account or p.project_id:
        raise InvalidValue("forsystemvms, account and projectid are for public addresses; leave them out with a network of guests")
    network = _guest_network(ctx, p)
    vlan = vlans.tag(p.vlan) if p.vlan else network.vlan
    if vlan != network.vlan:
        raise InvalidValue(f"vlan: network {network.name} is on VLAN {network.vlan}; leave vlan out")
    pod = ctx.use(Pod, p.pod_id, "podid") if p.pod_id else None
    if pod and pod.zone_id != network.zone_id:
        raise InvalidValue(f"podid: pod {pod.name} is in another zone than network {network.name}; choose one of that zone")
    gateway, netmask = p.gateway or network.gateway, p.netmask or (str(IPv4Network(network.cidr).netmask) if network.cidr else "")
    if not gateway or not netmask:
        raise InvalidValue(f"gateway or netmask is missing, and network {network.name} has none yet; give both with its first range")
    wanted = spans.span(gateway, netmask, first, p.end_ip)
    return add_guest_range(ctx, network, wanted, pod.id if pod else None)


def add_guest_range(
    ctx: Ctx, network: Network, wanted: Span, pod_id: str | None = None, *, router: IPv4Address | None = None, may_meet: bool = False
) -> IpRange:
    """Adds addresses for the guests of a shared network. The first range says where the network is; all lie in that."""
    if network.physical_network_id is None:
        raise InvalidValue(f"networkid: network {network.name} is on no physical network, so it can have no range; delete it")
    if not addresses.ranges_of(ctx.db, network.id) and not ctx.db.scalar(select(Nic.id).where(Nic.network_id == network.id).limit(1)):
        spans.refuse_hosts_own(ctx.db, network.zone_id, wanted, tell=ctx.caller.is_root)
        network.cidr, network.gateway = str(wanted.cidr), str(wanted.gateway)
        network.router_ip = str(router or _free_beside(wanted))
    elif (str(wanted.cidr), str(wanted.gateway)) != (network.cidr, network.gateway):
        raise InvalidValue(
            f"gateway and netmask: network {network.name} is {network.cidr} with gateway {network.gateway}, and all its addresses lie in "
            "that; leave both out, or make another network"
        )
    if not may_meet:
        spans.refuse_overlap(ctx.db, network.zone_id, wanted, network.vlan, public=False)
    row = IpRange(
        zone_id=network.zone_id,
        physical_network_id=network.physical_network_id,
        network_id=network.id,
        pod_id=pod_id,
        vlan=network.vlan,
        **wanted.columns(),
    )
    ctx.insert(row)
    addresses.changed(ctx.db, network.id)
    return row


def _free_beside(wanted: Span) -> IPv4Address:
    """An address for the router: one outside the range, else its last, which no guest gets then."""
    beside = (ip for ip in wanted.cidr.hosts() if ip != wanted.gateway and not wanted.first <= ip <= wanted.last)
    return next(beside, wanted.last)


def _guest_network(ctx: Ctx, p: CreateIpRange) -> Network:
    """The network named, or the only shared one of a basic zone."""
    if p.network_id is not None:
        network = ctx.get(Network, p.network_id, "networkid")
        if network.type != "Shared" or network.removed:
            raise InvalidValue(
                f"networkid: network {network.name} is not a shared one, and gets its addresses by itself; choose a shared one"
            )
        return network
    if p.zone_id is None:
        raise InvalidValue("networkid is missing; name the shared network whose guests get the addresses")
    zone = ctx.use(Zone, p.zone_id, "zoneid")
    shared = ctx.visible(Network).where(Network.zone_id == zone.id, Network.type == "Shared", Network.removed.is_(None))
    networks = ctx.db.scalars(shared).all()
    if len(networks) != 1:
        raise InvalidValue(f"networkid is missing, and zone {zone.name} has {len(networks)} shared networks; create one, or name it")
    return networks[0]


def _public_range(ctx: Ctx, p: CreateIpRange, first: str) -> IpRange:
    network = _public_network(ctx, p)
    if p.pod_id:
        raise InvalidValue("podid is for guests of a basic zone; leave it out with public addresses")
    if not p.gateway or not p.netmask:
        raise InvalidValue("gateway or netmask is missing; public addresses need both")
    wanted = spans.span(p.gateway, p.netmask, first, p.end_ip)
    vlan = vlans.tag(p.vlan)
    spans.refuse_overlap(ctx.db, network.zone_id, wanted, vlan, public=True)
    account, domain = dedicated_to(ctx, p.account, p.domain_id, p.project_id)
    row = IpRange(
        zone_id=network.zone_id,
        physical_network_id=network.id,
        vlan=vlan,
        for_system_vms=p.for_system_vms,
        account_id=account.id if account else None,
        domain_id=domain.id if domain else None,
        **wanted.columns(),
    )
    ctx.insert(row)
    _put_addresses(ctx.db, row, range(row.first, row.last + 1))
    return row


def dedicated_to(ctx: Ctx, account: str | None, domain_id: str | None, project_id: str | None) -> tuple[Account | None, Domain | None]:
    """Whom addresses are dedicated to: an account with its domain, a whole domain, or nobody."""
    if account is not None or project_id is not None:
        found = owner(ctx, account, domain_id, project_id)
        return found, found.domain
    return None, ctx.get(Domain, domain_id, "domainid") if domain_id else None


def _public_network(ctx: Ctx, p: CreateIpRange) -> PhysicalNetwork:
    """The physical network named, else the zone's with public traffic."""
    carrying = select(TrafficType.physical_network_id).where(TrafficType.kind == TrafficKind.PUBLIC)
    if p.physical_network_id is not None:
        network = ctx.get(PhysicalNetwork, p.physical_network_id, "physicalnetworkid")
        if network.id not in set(ctx.db.scalars(carrying)):
            raise InvalidValue(
                f"physicalnetworkid: physical network {network.name} carries no public traffic; add it with addTrafficType first"
            )
        if p.zone_id is not None and network.zone_id != ctx.use(Zone, p.zone_id, "zoneid").id:
            raise InvalidValue(f"physicalnetworkid: physical network {network.name} is in another zone; leave zoneid out")
        return network
    if p.zone_id is None:
        raise InvalidValue("zoneid is missing; give zoneid or physicalnetworkid for public addresses, or networkid for those of guests")
    zone = ctx.use(Zone, p.zone_id, "zoneid")
    query = ctx.visible(PhysicalNetwork).where(PhysicalNetwork.zone_id == zone.id, PhysicalNetwork.id.in_(carrying))
    found = ctx.db.scalars(query).first()
    if found is None:
        raise InvalidValue(f"zoneid: no physical network of zone {zone.name} carries public traffic; add it with addTrafficType first")
    return found


def _put_addresses(db: Session, row: IpRange, numbers: range) -> None:
    """Makes the rows of new public addresses; their ids follow from range and address."""
    db.execute(
        insert(PublicAddress),
        [
            {"id": derived_id(row.id, ip), "range_id": row.id, "zone_id": row.zone_id, "number": number, "ip": ip}
            for number in numbers
            for ip in [str(IPv4Address(number))]
        ],
    )


class UpdateIpRange(SixParams, frozen=True, kw_only=True):
    """Which range, and what of it."""

    id: Annotated[Id, Names("IpRange"), Doc("the range")]
    start_ip: Annotated[str | None, Doc("first address")] = None
    end_ip: Annotated[str | None, Doc("last address")] = None
    gateway: Annotated[str | None, Doc("gateway; only while none of the addresses is used")] = None
    netmask: Annotated[str | None, Doc("netmask; only while none of the addresses is used")] = None
    for_system_vms: Annotated[bool | None, Doc("whether tenants do not get the public addresses")] = None


@command("updateVlanIpRange", access=ADMINS, event="VLAN.IP.RANGE.UPDATE", entity=ENTITY, object_name="vlan", since="4.16.0")
def update_range(ctx: Ctx, p: UpdateIpRange) -> IpRangeView:
    """Makes a range longer or shorter; addresses that are used stay in it."""
    p.refuse()
    row = ctx.get(IpRange, p.id)
    wanted = spans.span(p.gateway or row.gateway, p.netmask or row.netmask, p.start_ip or row.first_ip, p.end_ip or row.last_ip)
    elsewhere = (str(wanted.gateway), str(wanted.netmask)) != (row.gateway, row.netmask)
    if elsewhere and row.network_id is not None:
        raise InvalidValue(f"gateway and netmask of the range {row.name} are those of its network, and stay; leave both out")
    spans.refuse_overlap(ctx.db, row.zone_id, wanted, row.vlan, public=row.network_id is None, besides=row.id)
    cut = [ip for ip, number in used_in(ctx.db, row) if elsewhere or not int(wanted.first) <= number <= int(wanted.last)]
    if cut:
        raise InUse(f"the range {row.name} cannot become {wanted.first} to {wanted.last}: {_some(cut)} in use; release that first")
    if p.for_system_vms is not None:
        if row.network_id is not None:
            raise InvalidValue("forsystemvms is for public addresses; leave it out with those of guests")
        row.for_system_vms = p.for_system_vms
    if row.network_id is None:
        _resize(ctx.db, row, wanted)
    for column, value in wanted.columns().items():
        setattr(row, column, value)
    ctx.save()
    ctx.tell(f"updated the range, which is {row.name} now", id=row.id)
    return view(ctx.db, row)


def _resize(db: Session, row: IpRange, wanted: Span) -> None:
    first, last = int(wanted.first), int(wanted.last)
    outside = (PublicAddress.number < first) | (PublicAddress.number > last)
    db.execute(delete(PublicAddress).where(PublicAddress.range_id == row.id, outside))
    for numbers in (range(first, min(row.first, last + 1)), range(max(row.last + 1, first), last + 1)):
        if numbers:
            _put_addresses(db, row, numbers)


def used_in(db: Session, row: IpRange) -> list[tuple[str, int]]:
    """The addresses of a range that somebody has, also as numbers."""
    if row.network_id is None:
        query = select(PublicAddress.ip, PublicAddress.number).where(
            PublicAddress.range_id == row.id, PublicAddress.state != AddressState.FREE
        )
        return [(ip, number) for ip, number in db.execute(query)]
    cards = db.scalars(select(Nic.ip).where(Nic.network_id == row.network_id, Nic.ip.is_not(None)))
    numbered = [(ip, int(IPv4Address(ip))) for ip in cards if ip]
    return [(ip, number) for ip, number in numbered if row.first <= number <= row.last]


def _some(ips: list[str]) -> str:
    if len(ips) == 1:
        return f"{ips[0]} is"
    return f"{', '.join(ips[:3])}{f' and {len(ips) - 3} more' if len(ips) > 3 else ''} are"


class DeleteIpRange(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("IpRange"), Doc("the range")]


@command("deleteVlanIpRange", access=ADMINS, event="VLAN.IP.RANGE.DELETE", entity=ENTITY)
def delete_range(ctx: Ctx, p: DeleteIpRange) -> Success:
    """Deletes a range none of whose addresses is used."""
    row = ctx.get(IpRange, p.id)
    ctx.db.refresh(row, with_for_update=True)
    if used := used_in(ctx.db, row):
        raise InUse(f"the range {row.name} cannot be deleted: {_some([ip for ip, _ in used])} in use; release that first")
    ctx.tell(f"deleted the range {row.name}", id=row.id)
    ctx.db.execute(delete(PublicAddress).where(PublicAddress.range_id == row.id))
    ctx.db.delete(row)
    ctx.save()
    return Success()
