"""Ranges of portable addresses, which can move from zone to zone of a region: create, delete, list."""

from datetime import datetime
from ipaddress import IPv4Address
from typing import Annotated, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, Page, Params, Started, Success, View, WorkedOn
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.model.ip_range import AddressState, IpRange, PortableIpRange
from pileus.manager.model.region import Region
from pileus.manager.network import spans, vlans

ENTITY = "PortableIpRange"


class PortableAddressView(View, kw_only=True):
    """A portable address."""

    object_name: ClassVar[str] = "portableip"
    region_id: int
    ip_address: str
    state: AddressState
    allocated: datetime | None = None
    account_id: str | None = None
    domain_id: str | None = None
    zone_id: str | None = None
    network_id: str | None = None
    physical_network_id: str | None = None
    vpc_id: str | None = None


class PortableRangeView(WorkedOn, kw_only=True):
    """A range of portable addresses; the addresses themselves are told where one range is asked for."""

    object_name: ClassVar[str] = "portableiprange"
    id: str
    region_id: int
    gateway: str
    netmask: str
    start_ip: str
    end_ip: str
    vlan: str
    portable_ip_address: list[PortableAddressView] | None = None


@ops.shows(ENTITY)
def view(db: Session, id: str) -> PortableRangeView:
    """A range as administrators see it."""
    row = db.get_one(PortableIpRange, id)
    return PortableRangeView(
        id=row.id,
        region_id=row.region_id,
        gateway=row.gateway,
        netmask=row.netmask,
        start_ip=row.first_ip,
        end_ip=row.last_ip,
        vlan=row.vlan,
    )


class CreatePortableRange(Params, frozen=True, kw_only=True):
    """Which addresses."""

    region_id: Annotated[int, Doc("number of the region; 1 is this one")]
    start_ip: Annotated[str, Doc("first address")]
    end_ip: Annotated[str, Doc("last address")]
    gateway: Annotated[str, Doc("gateway")]
    netmask: Annotated[str, Doc("netmask")]
    vlan: Annotated[str | None, Doc("VLAN of the addresses; untagged when left out")] = None


@command("createPortableIpRange", access=ADMINS, event="PORTABLE.IP.RANGE.CREATE", entity=ENTITY, since="4.2.0")
def create_portable_range(ctx: Ctx, p: CreatePortableRange) -> Started[PortableRangeView]:
    """Creates a range of portable addresses in a region."""
    region = ctx.db.get(Region, p.region_id)
    if region is None:
        raise InvalidValue(f"regionid {p.region_id} is no region; listRegions shows them, and 1 is this one")
    wanted = spans.span(p.gateway, p.netmask, p.start_ip, p.end_ip)
    spans.refuse_portable(ctx.db, wanted)
    for row in ctx.db.scalars(select(IpRange).where(IpRange.network_id.is_(None))):
        if row.first <= int(wanted.last) and int(wanted.first) <= row.last:
            raise InvalidValue(
                f"startip to endip {wanted.first} to {wanted.last} meets the public range {row.name}; choose other addresses"
            )
    made = ctx.insert(PortableIpRange(region_id=region.id, vlan=vlans.tag(p.vlan), **wanted.columns()))
    return ops.settled(ctx, ENTITY, made.id, f"creating the portable range {made.name}", new=True)


class DeletePortableRange(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("PortableIpRange"), Doc("the range")]


@command("deletePortableIpRange", access=ADMINS, event="PORTABLE.IP.RANGE.DELETE", entity=ENTITY, wrapper="deleteportablepublicipresponse")
def delete_portable_range(ctx: Ctx, p: DeletePortableRange) -> Started[Success]:
    """Deletes a range of portable addresses."""
    row = ctx.get(PortableIpRange, p.id)
    name = row.name
    ctx.db.delete(row)
    ctx.save()
    return ops.settled(ctx, ENTITY, p.id, f"deleting the portable range {name}", gone=True)


class ListPortableRanges(ListParams, frozen=True, kw_only=True):
    """Which ranges."""

    id: Annotated[Id | None, Names("PortableIpRange"), Doc("only this range, with its addresses")] = None
    region_id: Annotated[int | None, Doc("only ranges of the region of this number")] = None


@command("listPortableIpRanges", access=ADMINS, wrapper="listportableipresponse")
def list_portable_ranges(ctx: Ctx, p: ListPortableRanges) -> Page[PortableRangeView]:
    """Lists the ranges of portable addresses."""
    query = narrow(
        ctx.visible(PortableIpRange, p).order_by(PortableIpRange.created),
        (PortableIpRange.id, p.id),
        (PortableIpRange.region_id, p.region_id),
    )
    query = containing(query, p.keyword, PortableIpRange.first_ip, PortableIpRange.last_ip)
    return ctx.page(query, p, lambda row: _with_addresses(row, view(ctx.db, row.id)) if p.id else view(ctx.db, row.id))


def _with_addresses(row: PortableIpRange, shown: PortableRangeView) -> PortableRangeView:
    """All are free: nothing takes portable addresses yet."""
    numbers = range(row.first, row.last + 1)
    shown.portable_ip_address = [
        PortableAddressView(region_id=row.region_id, ip_address=str(IPv4Address(number)), state=AddressState.FREE) for number in numbers
    ]
    return shown
