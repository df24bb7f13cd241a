"""Public addresses, and those that guests of shared networks get: list. The rules that hang on public ones come with isolated networks."""

from collections.abc import Iterator
from datetime import datetime
from ipaddress import IPv4Address
from typing import Annotated, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, KeyValue, Names, Only, OwnedParams, Page, View
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id, derived_id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.model.account import Account
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.instance import Instance
from pileus.manager.model.ip_range import AddressState, IpRange, PublicAddress
from pileus.manager.model.network import Network, Nic
from pileus.manager.model.physical_network import PhysicalNetwork
from pileus.manager.network.addresses import ranges_of
from pileus.manager.system.resource_tags import ResourceTagView, tagged, tags_of

TAGGED = "PublicIpAddress"
"""CloudStack's word for the kind of resource that tags are on."""


class PublicAddressView(View, kw_only=True):
    """A public address, or with `for_virtual_network` false one of a shared network's guests."""

    object_name: ClassVar[str] = "publicipaddress"
    annotated = ("PUBLIC_IP_ADDRESS",)
    id: str
    ip_address: str
    state: AddressState
    allocated: datetime | None = None
    zone_id: str
    zone_name: str
    account: str | None = None
    domain: str | None = None
    domain_id: str | None = None
    domain_path: str | None = None
    project: str | None = None
    project_id: str | None = None
    vlan_id: Annotated[str, Only(ADMINS)]
    vlan_name: Annotated[str, Only(ADMINS)]
    physical_network_id: str
    network_id: str | None = None
    network_name: str | None = None
    associated_network_id: str | None = None
    associated_network_name: str | None = None
    is_source_nat: bool = False
    is_static_nat: bool = False
    is_system: bool = False
    is_portable: bool = False
    has_rules: bool = False
    for_virtual_network: bool
    for_system_vms: bool
    for_provider: bool = False
    for_display: Annotated[bool, Only(ADMINS)] = True
    virtual_machine_id: str | None = None
    virtual_machine_name: str | None = None
    virtual_machine_display_name: str | None = None
    virtual_machine_type: str | None = None
    tags: list[ResourceTagView]
    has_annotations: bool | None = None


class ListPublicAddresses(OwnedParams, frozen=True, kw_only=True):
    """Which addresses."""

    id: Annotated[Id | None, Names("PublicAddress"), Doc("only this address")] = None
    ip_address: Annotated[str | None, Doc("only the address that is this")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only addresses of this zone")] = None
    network_id: Annotated[Id | None, Names("Network"), Doc("only addresses of this shared network's guests")] = None
    associated_network_id: Annotated[Id | None, Names("Network"), Doc("only addresses that this network uses")] = None
    physical_network_id: Annotated[Id | None, Names("PhysicalNetwork"), Doc("only addresses on this physical network")] = None
    vlan_id: Annotated[Id | None, Names("IpRange"), Doc("only addresses of this range")] = None
    vpc_id: Annotated[Id | None, Doc("only addresses of this VPC; there are none yet")] = None
    for_provider: Annotated[bool | None, Doc("true: only addresses kept for an outside controller; there are none")] = None
    for_system_vms: Annotated[bool | None, Doc("only addresses that are, or are not, kept for system VMs")] = None
    allocated_only: Annotated[bool, Doc("false: free ones too")] = True
    is_source_nat: Annotated[bool | None, Doc("only addresses that do, or do not, stand for a network")] = None
    is_static_nat: Annotated[bool | None, Doc("only addresses that do, or do not, stand for an instance")] = None
    for_load_balancing: Annotated[bool | None, Doc("true: only addresses with a load balancer; there are none yet")] = None
    for_virtual_network: Annotated[bool | None, Doc("false: the addresses of shared networks' guests instead of public ones")] = None
    for_display: Annotated[bool | None, Only(ADMINS), Doc("only addresses that are, or are not, shown to their owner; all are")] = None
    state: Annotated[str | None, Doc("only addresses in this state: Free, Reserved, Allocated, ...")] = None
    tags: Annotated[list[KeyValue] | None, Doc("only addresses with all of these tags: key and value")] = None
    retrieve_only_resource_count: Annotated[bool, Doc("only the number of matches")] = False


@command("listPublicIpAddresses", access=USERS)
def list_public_addresses(ctx: Ctx, p: ListPublicAddresses) -> Page[PublicAddressView]:
    """Lists the public addresses of the caller, and the free ones; or those of shared networks' guests."""
    for id, param in ((p.network_id, "networkid"), (p.associated_network_id, "associatednetworkid")):
        if id is not None:
            ctx.see(Network, id, param)
    if p.physical_network_id is not None:
        ctx.see(PhysicalNetwork, p.physical_network_id, "physicalnetworkid")
    state = _state(p.state) if p.state else None
    if p.network_id is not None or p.for_virtual_network is False:
        return _of_guests(ctx, p, state)
    if p.associated_network_id or p.vpc_id or p.is_source_nat or p.is_static_nat or p.for_load_balancing or p.for_provider:
        return Page(0, [])
    if p.for_display is False:
        return Page(0, [])
    query = narrow(
        ctx.visible(PublicAddress, p).order_by(PublicAddress.number),
        (PublicAddress.id, p.id),
        (PublicAddress.ip, p.ip_address),
        (PublicAddress.zone_id, p.zone_id),
        (PublicAddress.range_id, p.vlan_id),
        (PublicAddress.state, state),
    )
    if p.allocated_only and state is None:
        query = query.where(PublicAddress.state != AddressState.FREE)
    ranges = narrow(select(IpRange.id), (IpRange.physical_network_id, p.physical_network_id), (IpRange.for_system_vms, p.for_system_vms))
    query = query.where(PublicAddress.range_id.in_(ranges))
    query = tagged(containing(query, p.keyword, PublicAddress.ip), PublicAddress.id, TAGGED, p.tags)
    if p.retrieve_only_resource_count:
        return ctx.page(query, p, load=lambda _: [])
    return ctx.page(query, p, load=lambda ids: _views(ctx.db, list(ids)))


def _state(text: str) -> AddressState:
    for state in AddressState:
        if state.value.lower() == text.lower():
            return state
    raise InvalidValue(f"state {text} is unknown; one of {', '.join(AddressState)}")


def _views(db: Session, ids: list[str]) -> list[PublicAddressView]:
    rows = {row.id: row for row in db.scalars(select(PublicAddress).where(PublicAddress.id.in_(ids)))}
    tags = tags_of(db, TAGGED, ids)
    return [_view(db, rows[id], tags.get(id, [])) for id in ids]


def _view(db: Session, row: PublicAddress, tags: list[ResourceTagView]) -> PublicAddressView:
    span = db.get_one(IpRange, row.range_id)
    owner = db.get_one(Account, row.account_id) if row.account_id else None
    is_project = owner is not None and owner.project_id is not None
    return PublicAddressView(
        id=row.id,
        ip_address=row.ip,
        state=row.state,
        allocated=row.allocated,
        zone_id=row.zone_id,
        zone_name=db.get_one(Zone, row.zone_id).name,
        account=owner.name if owner and not is_project else None,
        project=owner.name if owner and is_project else None,
        project_id=owner.project_id if owner else None,
        domain=owner.domain.name if owner else None,
        domain_id=owner.domain_id if owner else None,
        domain_path=owner.domain.shown_path if owner else None,
        vlan_id=span.id,
        vlan_name=f"vlan://{span.vlan}",
        physical_network_id=span.physical_network_id,
        for_virtual_network=True,
        for_system_vms=span.for_system_vms,
        tags=tags,
    )


def _of_guests(ctx: Ctx, p: ListPublicAddresses, state: AddressState | None) -> Page[PublicAddressView]:
    """The addresses of the shared networks that the caller sees: those of instances it sees too, and the free ones if asked for."""
    query = ctx.visible(Network).where(Network.type == "Shared", Network.removed.is_(None)).order_by(Network.name)
    query = narrow(query, (Network.id, p.network_id), (Network.zone_id, p.zone_id), (Network.physical_network_id, p.physical_network_id))
    found = [
        view
        for network in ctx.db.scalars(query)
        for view in _guest_views(ctx, p, network)
        if (state or view.state) is view.state
        and (state is not None or not p.allocated_only or view.state is AddressState.ALLOCATED)
        and p.id in (None, view.id)
        and p.vlan_id in (None, view.vlan_id)
        and p.ip_address in (None, view.ip_address)
        and (p.keyword or "") in view.ip_address
    ]
    return Page(len(found), []) if p.retrieve_only_resource_count else ctx.slice(found, p)


def _guest_views(ctx: Ctx, p: ListPublicAddresses, network: Network) -> Iterator[PublicAddressView]:
    taken = {ip for ip in ctx.db.scalars(select(Nic.ip).where(Nic.network_id == network.id)) if ip} | {network.gateway, network.router_ip}
    cards = ctx.visible(Nic, p).where(Nic.network_id == network.id).with_only_columns(Nic.ip, Nic.account_id, Nic.instance_id, Instance)
    seen = {ip: (account, instance) for ip, account, _, instance in ctx.db.execute(cards.join(Instance, Instance.id == Nic.instance_id))}
    zone = ctx.db.get_one(Zone, network.zone_id)
    for span in ranges_of(ctx.db, network.id):
        for number in range(span.first, span.last + 1):
            ip = str(IPv4Address(number))
            if ip in taken and ip not in seen:
                continue
            account_id, instance = seen.get(ip, (None, None))
            owner = ctx.db.get_one(Account, account_id) if account_id else None
            yield PublicAddressView(
                id=derived_id(span.id, ip),
                ip_address=ip,
                state=AddressState.ALLOCATED if instance else AddressState.FREE,
                zone_id=zone.id,
                zone_name=zone.name,
                account=owner.name if owner else None,
                project_id=owner.project_id if owner else None,
                domain=owner.domain.name if owner else None,
                domain_id=owner.domain_id if owner else None,
                domain_path=owner.domain.shown_path if owner else None,
                vlan_id=span.id,
                vlan_name=f"vlan://{span.vlan}",
                physical_network_id=span.physical_network_id,
                network_id=network.id,
                network_name=network.name,
                for_virtual_network=False,
                for_system_vms=False,
                virtual_machine_id=instance.id if instance else None,
                virtual_machine_name=instance.name if instance else None,
                virtual_machine_display_name=instance.display_name or instance.name if instance else None,
                virtual_machine_type="User" if instance else None,
                tags=[],
            )
