"""Guest operating systems and their families: list."""

from datetime import datetime
from typing import Annotated, ClassVar

from sqlalchemy import select

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, NoEffect, Only, Page, View
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.model.os_type import OsCategory, OsType
from pileus.manager.model.storage import Template


class OsTypeView(View, kw_only=True):
    """A guest operating system."""

    object_name: ClassVar[str] = "ostype"
    id: str
    name: str
    description: str
    os_category_id: str
    os_category_name: str
    is_user_defined: bool = False
    for_display: bool = True


class ListOsTypes(ListParams, frozen=True, kw_only=True):
    """Which systems."""

    id: Annotated[Id | None, Names("OsType"), Doc("only this system")] = None
    description: Annotated[str | None, Doc("only the system of this name")] = None
    os_category_id: Annotated[Id | None, Names("OsCategory"), Doc("only systems of this family")] = None
    for_display: Annotated[bool | None, Only(ADMINS), Doc("only systems that are, or are not, shown; all are")] = None


@command("listOsTypes", access=USERS)
def list_os_types(ctx: Ctx, p: ListOsTypes) -> Page[OsTypeView]:
    """Lists the operating systems a template or instance can be said to have."""
    if p.for_display is False:
        return Page(0, [])
    query = narrow(
        ctx.visible(OsType, p).order_by(OsType.name),
        (OsType.id, p.id),
        (OsType.name, p.description),
        (OsType.category_id, p.os_category_id),
    )
    return ctx.page(containing(query, p.keyword, OsType.name), p, _type_view)


def _type_view(row: OsType) -> OsTypeView:
    return OsTypeView(id=row.id, name=row.name, description=row.name, os_category_id=row.category_id, os_category_name=row.category.name)


class OsCategoryView(View, kw_only=True):
    """A family of operating systems."""

    object_name: ClassVar[str] = "oscategory"
    id: str
    name: str
    is_featured: bool = True
    created: datetime


class ListOsCategories(ListParams, frozen=True, kw_only=True):
    """Which families."""

    id: Annotated[Id | None, Names("OsCategory"), Doc("only this family")] = None
    name: Annotated[str | None, Doc("only the family of this name")] = None
    is_featured: Annotated[bool | None, Doc("only families that are, or are not, featured; all are")] = None
    is_iso: Annotated[bool | None, Doc("only families with an ISO (true) or template (false)")] = None
    is_vnf: Annotated[bool | None, Doc("true: only families with a network appliance; there are none")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only families with a template or ISO in this zone")] = None
    arch: Annotated[str | None, Doc("only families with a template or ISO for this processor architecture")] = None
    show_icon: Annotated[bool, Doc("with its icon"), NoEffect("icons come with their own commands")] = False


@command("listOsCategories", access=USERS)
def list_os_categories(ctx: Ctx, p: ListOsCategories) -> Page[OsCategoryView]:
    """Lists the families of operating systems."""
    if p.is_featured is False or p.is_vnf:
        return Page(0, [])
    query = narrow(ctx.visible(OsCategory, p).order_by(OsCategory.name), (OsCategory.id, p.id), (OsCategory.name, p.name))
    query = containing(query, p.keyword, OsCategory.name)
    if p.is_iso is not None or p.zone_id is not None or p.arch is not None:
        images = narrow(ctx.visible(Template).where(Template.removed.is_(None)), (Template.zone_id, p.zone_id), (Template.arch, p.arch))
        if p.is_iso is not None:
            images = images.where((Template.format == "ISO") == p.is_iso)
        with_image = select(OsType.category_id).where(OsType.id.in_(images.with_only_columns(Template.os_type_id)))
        query = query.where(OsCategory.id.in_(with_image))
    return ctx.page(query, p, lambda row: OsCategoryView(id=row.id, name=row.name, created=row.created))
