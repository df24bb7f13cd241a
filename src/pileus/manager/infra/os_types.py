"""Guest operating systems and their families: list."""

from datetime import datetime
from typing import Annotated, ClassVar

from sqlalchemy import select

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, IconView, ListParams, Names, Only, Page, View, WorkedOn
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.model.os_type import OsCategory, OsType
from pileus.manager.model.storage import Template


class OsTypeView(WorkedOn, kw_only=True):
    """A guest operating system."""

    object_name: ClassVar[str] = "ostype"
    id: str
    name: str
    description: str
    os_category_id: str
    os_category_name: str
    is_user_defined: bool
    for_display: bool


class ListOsTypes(ListParams, frozen=True, kw_only=True):
    """Which systems."""

    id: Annotated[Id | None, Names("OsType"), Doc("only this system")] = None
    description: Annotated[str | None, Doc("only the system of this name")] = None
    os_category_id: Annotated[Id | None, Names("OsCategory"), Doc("only systems of this family")] = None
    for_display: Annotated[bool | None, Only(ADMINS), Doc("only systems that are, or are not, shown; shown ones when left out")] = None


@command("listOsTypes", access=USERS)
def list_os_types(ctx: Ctx, p: ListOsTypes) -> Page[OsTypeView]:
    """Lists the operating systems a template or instance can be said to have."""
    query = narrow(
        ctx.visible(OsType, p).order_by(OsType.name),
        (OsType.id, p.id),
        (OsType.name, p.description),
        (OsType.category_id, p.os_category_id),
        (OsType.display, True if p.for_display is None and p.id is None else p.for_display),
    )
    return ctx.page(containing(query, p.keyword, OsType.name), p, type_view)


def type_view(row: OsType) -> OsTypeView:
    """A system as it is listed."""
    return OsTypeView(
        id=row.id,
        name=row.plain_name or row.name,
        description=row.name,
        os_category_id=row.category_id,
        os_category_name=row.category.name,
        is_user_defined=row.is_user_defined,
        for_display=row.display,
    )


class OsCategoryView(View, kw_only=True):
    """A family of operating systems."""

    object_name: ClassVar[str] = "oscategory"
    pictured = (("GuestOsCategory", "id"),)
    id: str
    name: str
    is_featured: bool
    created: datetime
    icon: IconView | None = None


class ListOsCategories(ListParams, frozen=True, kw_only=True):
    """Which families."""

    id: Annotated[Id | None, Names("OsCategory"), Doc("only this family")] = None
    name: Annotated[str | None, Doc("only the family of this name")] = None
    is_featured: Annotated[bool | None, Doc("only families that are, or are not, featured")] = None
    is_iso: Annotated[bool | None, Doc("only families with an ISO (true) or template (false)")] = None
    is_vnf: Annotated[bool | None, Doc("true: only families with a network appliance; there are none")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only families with a template or ISO in this zone")] = None
    arch: Annotated[str | None, Doc("only families with a template or ISO for this processor architecture")] = None
    show_icon: Annotated[bool, Doc("with its icon")] = False


@command("listOsCategories", access=USERS)
def list_os_categories(ctx: Ctx, p: ListOsCategories) -> Page[OsCategoryView]:
    """Lists the families of operating systems."""
    if p.is_vnf:
        return Page(0, [])
    query = narrow(
        ctx.visible(OsCategory, p).order_by(ctx.by_sort_key(OsCategory.sort_key), OsCategory.name),
        (OsCategory.id, p.id),
        (OsCategory.name, p.name),
        (OsCategory.is_featured, p.is_featured),
    )
    query = containing(query, p.keyword, OsCategory.name)
    if p.is_iso is not None or p.zone_id is not None or p.arch is not None:
        images = narrow(ctx.visible(Template).where(Template.removed.is_(None)), (Template.zone_id, p.zone_id), (Template.arch, p.arch))
        if p.is_iso is not None:
            images = images.where((Template.format == "ISO") == p.is_iso)
        with_image = select(OsType.category_id).where(OsType.id.in_(images.with_only_columns(Template.os_type_id)))
        query = query.where(OsCategory.id.in_(with_image))
    return ctx.page(query, p, category_view)


def category_view(row: OsCategory) -> OsCategoryView:
    """A family as it is listed."""
    return OsCategoryView(id=row.id, name=row.name, is_featured=row.is_featured, created=row.created)
