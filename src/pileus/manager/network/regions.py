"""Regions: other clouds, each by its address: add, update, remove, list. Number 1 is this one."""

from typing import Annotated, ClassVar

from msgspec import Meta
from sqlalchemy import select

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Page, Params, Success, View
from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.model.ip_range import PortableIpRange
from pileus.manager.model.region import LOCAL, Region


class RegionView(View, kw_only=True):
    """A region."""

    object_name: ClassVar[str] = "region"
    id: int
    name: str
    endpoint: str
    gslb_service_enabled: bool = False
    portable_ip_service_enabled: bool


def _view(ctx: Ctx, region: Region) -> RegionView:
    has = ctx.db.scalar(select(PortableIpRange.id).where(PortableIpRange.region_id == region.id).limit(1))
    return RegionView(id=region.id, name=region.name, endpoint=region.endpoint, portable_ip_service_enabled=has is not None)


class ListRegions(ListParams, frozen=True, kw_only=True):
    """Which regions."""

    id: Annotated[int | None, Doc("only the region of this number")] = None
    name: Annotated[str | None, Doc("only the region of this name")] = None


@command("listRegions", access=USERS)
def list_regions(ctx: Ctx, p: ListRegions) -> Page[RegionView]:
    """Lists the regions."""
    query = narrow(ctx.visible(Region, p).order_by(Region.id), (Region.id, p.id), (Region.name, p.name))
    return ctx.page(containing(query, p.keyword, Region.name), p, lambda region: _view(ctx, region))


Number = Annotated[int, Meta(ge=1, le=255, description="the number of a region, 1 to 255")]
Text = Annotated[str, Meta(min_length=1, max_length=255)]


class AddRegion(Params, frozen=True, kw_only=True):
    """What to add."""

    id: Annotated[Number, Doc("number of the region")]
    name: Annotated[Text, Doc("name of the region")]
    endpoint: Annotated[Text, Doc("address of its API and web interface")]


@command("addRegion", access=ADMINS)
def add_region(ctx: Ctx, p: AddRegion) -> RegionView:
    """Adds another cloud as a region."""
    if ctx.db.get(Region, p.id) is not None:
        raise Conflict(f"id: region {p.id} exists already; choose another number, or change it with updateRegion")
    return _view(ctx, ctx.insert(Region(id=p.id, name=p.name, endpoint=p.endpoint)))


class UpdateRegion(Params, frozen=True, kw_only=True):
    """What to change."""

    id: Annotated[Number, Doc("number of the region")]
    name: Annotated[Text | None, Doc("new name")] = None
    endpoint: Annotated[Text | None, Doc("new address")] = None


@command("updateRegion", access=ADMINS)
def update_region(ctx: Ctx, p: UpdateRegion) -> RegionView:
    """Changes name and address of a region."""
    region = _there(ctx, p.id)
    region.name = p.name or region.name
    region.endpoint = p.endpoint or region.endpoint
    ctx.save()
    return _view(ctx, region)


class RemoveRegion(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Number, Doc("number of the region")]


@command("removeRegion", access=ADMINS)
def remove_region(ctx: Ctx, p: RemoveRegion) -> Success:
    """Removes a region; the own one stays."""
    region = _there(ctx, p.id)
    if region.id == LOCAL:
        raise InvalidValue(f"id: region {region.name} is this cloud itself, which stays; updateRegion renames it")
    if ctx.db.scalar(select(PortableIpRange.id).where(PortableIpRange.region_id == region.id).limit(1)):
        raise InUse(f"region {region.name} has portable ranges; delete them with deletePortableIpRange first")
    ctx.db.delete(region)
    return Success()


def _there(ctx: Ctx, id: int) -> Region:
    region = ctx.db.get(Region, id)
    if region is None:
        raise InvalidValue(f"id: there is no region {id}; listRegions shows them")
    return region
