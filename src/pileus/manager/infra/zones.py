"""Zones: list."""

from typing import Annotated, ClassVar

from pileus.manager.infra import capacity
from pileus.manager.infra.capacity import CapacityView
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, KeyValue, ListParams, Names, NoEffect, Page, View
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.rows import Flag


class ZoneView(View, kw_only=True):
    """A zone."""

    object_name: ClassVar[str] = "zone"
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
    domain: str | None
    dhcp_provider: str = "VirtualRouter"
    zone_token: str
    capacity: list[CapacityView] | None = None


def view(zone: Zone) -> ZoneView:
    """A zone as its callers see it."""
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
        domain=zone.domain,
        zone_token=zone.id,
    )


class ListZones(ListParams, frozen=True, kw_only=True):
    """Which zones."""

    id: Annotated[Id | None, Names("Zone"), Doc("only this zone")] = None
    ids: Annotated[list[Id] | None, Doc("only these zones")] = None
    name: Annotated[str | None, Doc("only the zone of this name")] = None
    network_type: Annotated[str | None, Doc("only zones of this kind: Basic or Advanced")] = None
    available: Annotated[bool | None, Doc("true: only zones that are enabled")] = None
    domain_id: Annotated[
        Id | None, Names("Domain"), Doc("only zones of this domain"), NoEffect("zones of one domain come with dedicated zones")
    ] = None
    storage_access_group: Annotated[str | None, Doc("only zones of this storage access group; there are none")] = None
    tags: Annotated[list[KeyValue] | None, Doc("only zones with all of these tags; zones carry none")] = None
    show_icon: Annotated[bool, Doc("with its icon"), NoEffect("icons come with their own commands")] = False
    show_capacities: Annotated[bool, Doc("with the capacity of each zone")] = False


@command("listZones", access=USERS)
def list_zones(ctx: Ctx, p: ListZones) -> Page[ZoneView]:
    """Lists the zones."""
    if p.storage_access_group or p.tags:
        return Page(0, [])
    query = ctx.visible(Zone, p).where(Zone.removed.is_(None)).order_by(Zone.name)
    query = narrow(query, (Zone.id, p.id), (Zone.id, p.ids), (Zone.name, p.name), (Zone.network_type, p.network_type))
    query = containing(query, p.keyword, Zone.name)
    if p.available:
        query = query.where(Zone.allocation_state == Flag.ENABLED)
    page = ctx.page(query, p, view)
    if p.show_capacities and ctx.caller.is_root:
        for zone in page.items:
            zone.capacity = capacity.of_zone(ctx.db, zone.id)
    return page
