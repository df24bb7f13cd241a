"""VLANs of guest networks: which there are, who has them, and ranges of them that are dedicated to an account."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Annotated, ClassVar

from msgspec import Meta
from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.identity.owners import owner
from pileus.manager.kernel.context import Ctx, page_bounds
from pileus.manager.kernel.declare import Doc, ListParams, Names, OwnedParams, Page, Params, Started, Success, View
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.kernel.settings import DEFAULT_PAGE_SIZE
from pileus.manager.model.account import Account
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.ip_range import UNTAGGED
from pileus.manager.model.network import Network
from pileus.manager.model.physical_network import GuestVlanRange, PhysicalNetwork
from pileus.manager.network import networks, vlans
from pileus.manager.network.networks import NetworkView
from pileus.manager.network.physical_networks import most_of

ENTITY = "GuestVlanRange"


class GuestVlanRangeView(View, kw_only=True):
    """VLANs that only one account's networks get."""

    object_name: ClassVar[str] = "dedicatedguestvlanrange"
    id: str
    guest_vlan_range: str
    physical_network_id: str
    zone_id: str
    account: str | None
    domain: str
    domain_id: str
    domain_path: str
    project: str | None
    project_id: str | None


@ops.shows(ENTITY)
def view(db: Session, id: str) -> GuestVlanRangeView:
    """A range as administrators see it."""
    row = db.get_one(GuestVlanRange, id)
    account = db.get_one(Account, row.account_id)
    return GuestVlanRangeView(
        id=row.id,
        guest_vlan_range=f"{row.first}-{row.last}",
        physical_network_id=row.physical_network_id,
        zone_id=db.get_one(PhysicalNetwork, row.physical_network_id).zone_id,
        account=None if account.project_id else account.name,
        domain=account.domain.name,
        domain_id=account.domain_id,
        domain_path=account.domain.shown_path,
        project=account.name if account.project_id else None,
        project_id=account.project_id,
    )


class DedicateVlans(Params, frozen=True, kw_only=True):
    """Which VLANs, and to whom."""

    physical_network_id: Annotated[Id, Names("PhysicalNetwork"), Doc("physical network of the VLANs")]
    vlan_range: Annotated[str, Doc("first and last VLAN: 100-109")]
    account: Annotated[str | None, Doc("account that gets them; goes with domainid")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain of the account")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("project that gets them")] = None


@command("dedicateGuestVlanRange", access=ADMINS, event="GUESTVLANRANGE.DEDICATE", entity=ENTITY)
def dedicate_vlans(ctx: Ctx, p: DedicateVlans) -> GuestVlanRangeView:
    """Keeps VLANs of a physical network for the networks of one account or project."""
    network = ctx.get(PhysicalNetwork, p.physical_network_id, "physicalnetworkid")
    if p.account is None and p.project_id is None:
        raise InvalidValue("account is missing; name the account with its domainid, or a projectid")
    account = owner(ctx, p.account, p.domain_id, p.project_id)
    wanted = vlans.spans(p.vlan_range, "vlanrange", most_of(network))
    if len(wanted) != 1:
        raise InvalidValue(f"vlanrange {p.vlan_range} is not one range; write first-last, such as 100-109, and call once for each")
    if vlans.without(wanted, vlans.spans(network.vlan, "vlan", most_of(network))):
        raise InvalidValue(
            f"vlanrange {p.vlan_range} is not within the VLANs of physical network {network.name} ({network.vlan or 'none'}); "
            "add them with updatePhysicalNetwork first"
        )
    for row in ctx.db.scalars(select(GuestVlanRange).where(GuestVlanRange.physical_network_id == network.id)):
        if vlans.overlap(wanted, [(row.first, row.last)]):
            raise InvalidValue(f"vlanrange {p.vlan_range} meets {row.first}-{row.last}, which is dedicated already; release that first")
    for name, owner_id, vlan in _used(ctx.db, network.id):
        if owner_id != account.id and vlans.overlap(wanted, [(vlan, vlan)]):
            raise InvalidValue(f"vlanrange {p.vlan_range} holds VLAN {vlan}, which network {name} of another account has; choose others")
    [(first, last)] = wanted
    made = ctx.insert(GuestVlanRange(physical_network_id=network.id, account_id=account.id, first=first, last=last))
    ctx.tell(f"dedicated the VLANs {first}-{last} of physical network {network.name} to {account.name}", id=made.id)
    return view(ctx.db, made.id)


def _used(db: Session, physical_network_id: str) -> list[tuple[str, str, int]]:
    """Name, owner and VLAN of the networks that have one."""
    query = select(Network.name, Network.account_id, Network.vlan).where(
        Network.physical_network_id == physical_network_id, Network.removed.is_(None), Network.vlan != UNTAGGED
    )
    return [(name, account_id, int(vlan)) for name, account_id, vlan in db.execute(query)]


class ReleaseVlans(Params, frozen=True, kw_only=True):
    """Which range."""

    id: Annotated[Id, Names("GuestVlanRange"), Doc("the dedicated range")]


@command("releaseDedicatedGuestVlanRange", access=ADMINS, event="GUESTVLANRANGE.RELEASE", entity=ENTITY)
def release_vlans(ctx: Ctx, p: ReleaseVlans) -> Started[Success]:
    """Gives dedicated VLANs back to everybody's networks; networks that have one keep it."""
    row = ctx.get(GuestVlanRange, p.id)
    about = f"releasing the dedicated VLANs {row.first}-{row.last}"
    ctx.db.delete(row)
    ctx.save()
    return ops.settled(ctx, ENTITY, p.id, about, gone=True)


class ListVlanRanges(OwnedParams, frozen=True, kw_only=True):
    """Which ranges."""

    id: Annotated[Id | None, Names("GuestVlanRange"), Doc("only this range")] = None
    guest_vlan_range: Annotated[str | None, Doc("only the range that is this: 100-109")] = None
    physical_network_id: Annotated[Id | None, Names("PhysicalNetwork"), Doc("only ranges of this physical network")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only ranges of this zone")] = None
    list_all: Annotated[bool, Doc("ranges of all accounts, which is the rule here")] = True


@command("listDedicatedGuestVlanRanges", access=ADMINS)
def list_vlan_ranges(ctx: Ctx, p: ListVlanRanges) -> Page[GuestVlanRangeView]:
    """Lists the VLANs that are dedicated to accounts."""
    query = narrow(
        ctx.visible(GuestVlanRange, p).order_by(GuestVlanRange.first),
        (GuestVlanRange.id, p.id),
        (GuestVlanRange.physical_network_id, p.physical_network_id),
    )
    if p.guest_vlan_range is not None:
        wanted = vlans.spans(p.guest_vlan_range, "guestvlanrange", vlans.MOST_VXLAN)
        first, last = wanted[0] if len(wanted) == 1 else (-1, -1)
        query = query.where(GuestVlanRange.first == first, GuestVlanRange.last == last)
    if p.zone_id is not None:
        query = query.where(GuestVlanRange.physical_network_id.in_(select(PhysicalNetwork.id).where(PhysicalNetwork.zone_id == p.zone_id)))
    return ctx.page(query, p, lambda row: view(ctx.db, row.id))


class GuestVlanView(View, kw_only=True):
    """A VLAN of guest networks."""

    object_name: ClassVar[str] = "guestvlan"
    id: int
    vlan: str
    allocation_state: str
    taken: datetime | None
    is_dedicated: bool
    account: str | None
    domain: str | None
    domain_id: str | None
    domain_path: str | None
    project: str | None
    project_id: str | None
    physical_network_id: str
    physical_network_name: str
    zone_id: str
    zone_name: str
    network: list[NetworkView]


class ListGuestVlans(ListParams, frozen=True, kw_only=True):
    """Which VLANs."""

    id: Annotated[Annotated[int, Meta(ge=0, le=2**63 - 1)] | None, Doc("only the VLAN with this number")] = None
    vnet: Annotated[str | None, Doc("only this VLAN")] = None
    physical_network_id: Annotated[Id | None, Names("PhysicalNetwork"), Doc("only VLANs of this physical network")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only VLANs of this zone")] = None
    allocated_only: Annotated[bool, Doc("true: only VLANs that a network has")] = False


@command("listGuestVlans", access=ADMINS, since="4.17.0")
def list_guest_vlans(ctx: Ctx, p: ListGuestVlans) -> Page[GuestVlanView]:
    """Lists the VLANs of guest networks, and which network has each."""
    query = narrow(
        ctx.visible(PhysicalNetwork).order_by(PhysicalNetwork.created),
        (PhysicalNetwork.id, p.physical_network_id),
        (PhysicalNetwork.zone_id, p.zone_id),
    )
    parts = [(network, numbers) for network in ctx.db.scalars(query) for numbers in _asked(ctx.db, p, network)]
    limit, offset = page_bounds(p, ctx.settings.get(DEFAULT_PAGE_SIZE))
    every = ((network, number) for network, numbers in parts for number in numbers)
    page = islice(every, offset, None if limit is None else offset + limit)
    return Page(sum(len(numbers) for _, numbers in parts), [_vlan_view(ctx.db, network, number) for network, number in page])


def _asked(db: Session, p: ListGuestVlans, network: PhysicalNetwork) -> list[Sequence[int]]:
    """The numbers of a physical network that the list asks for; never spelt out, since VXLAN has millions."""
    spans = vlans.spans(network.vlan, "vlan", most_of(network))
    if p.allocated_only:
        used = sorted({vlan for _, _, vlan in _used(db, network.id)})
        numbers: list[Sequence[int]] = [[vlan for vlan in used if first <= vlan <= last] for first, last in spans]
    else:
        numbers = [range(first, last + 1) for first, last in spans]
    named = {text for text in (None if p.id is None else str(p.id), p.vnet, p.keyword) if text}
    if not named:
        return numbers
    wanted = int(next(iter(named))) if len(named) == 1 and all(text.isdecimal() for text in named) else -1
    return [[wanted]] if any(wanted in part for part in numbers) else []


def _vlan_view(db: Session, network: PhysicalNetwork, number: int) -> GuestVlanView:
    there = db.scalars(
        select(Network).where(Network.physical_network_id == network.id, Network.vlan == str(number), Network.removed.is_(None))
    ).all()
    dedicated = db.scalars(
        select(GuestVlanRange).where(
            GuestVlanRange.physical_network_id == network.id, GuestVlanRange.first <= number, GuestVlanRange.last >= number
        )
    ).first()
    account_id = there[0].account_id if there else dedicated.account_id if dedicated else None
    account = db.get_one(Account, account_id) if account_id else None
    return GuestVlanView(
        id=number,
        vlan=str(number),
        allocation_state="Allocated" if there else "Free",
        taken=there[0].created if there else None,
        is_dedicated=dedicated is not None,
        account=account.name if account and not account.project_id else None,
        domain=account.domain.name if account else None,
        domain_id=account.domain_id if account else None,
        domain_path=account.domain.shown_path if account else None,
        project=account.name if account and account.project_id else None,
        project_id=account.project_id if account else None,
        physical_network_id=network.id,
        physical_network_name=network.name,
        zone_id=network.zone_id,
        zone_name=db.get_one(Zone, network.zone_id).name,
        network=[networks.view(db, n.id) for n in there],
    )
