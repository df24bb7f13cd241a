"""Guest operating systems and their families: add, update, remove."""

from typing import Annotated

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.infra.os_types import OsCategoryView, OsTypeView, category_view, type_view
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Names, Only, Params, Started, Success, Wire
from pileus.manager.kernel.errors import InUse, PermissionDenied
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.names import Name
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.model.instance import Instance
from pileus.manager.model.os_type import OsCategory, OsType
from pileus.manager.model.storage import Template

TYPE, CATEGORY = "GuestOs", "GuestOsCategory"


class AddOsType(Params, frozen=True, kw_only=True):
    """What system."""

    os_category_id: Annotated[Id, Names("OsCategory"), Doc("its family")]
    os_display_name: Annotated[Name, Doc("name that people read; unique")]
    name: Annotated[str | None, Doc("name for programs")] = None
    details: Annotated[dict[str, str] | None, Doc("further details: key and value")] = None
    for_display: Annotated[bool, Wire("forDisplay"), Only(ADMINS), Doc("false hides it from lists")] = True


@ops.shows(TYPE)
def shown_type(db: Session, id: str) -> OsTypeView:
    """A system in the result of a job."""
    return type_view(db.get_one(OsType, id))


@command("addGuestOs", access=ADMINS, event="GUEST.OS.ADD", entity=TYPE, since="4.4.0")
def add_os_type(ctx: Ctx, p: AddOsType) -> Started[OsTypeView]:
    """Adds a guest operating system that templates and instances can be said to have."""
    category = ctx.get(OsCategory, p.os_category_id, "oscategoryid")
    row = ctx.insert(
        OsType(
            category_id=category.id,
            name=p.os_display_name,
            plain_name=p.name or "",
            is_user_defined=True,
            display=p.for_display,
            details=p.details or {},
        )
    )
    return ops.settled(ctx, TYPE, row.id, f"adding guest OS {row.name}", new=True)


class UpdateOsType(Params, frozen=True, kw_only=True):
    """What of it changes."""

    id: Annotated[Id, Names("OsType"), Doc("the system")]
    os_display_name: Annotated[Name | None, Doc("new name; unique")] = None
    os_category_id: Annotated[Id | None, Names("OsCategory"), Doc("new family")] = None
    details: Annotated[dict[str, str] | None, Doc("new details: key and value; they replace all of before")] = None
    for_display: Annotated[bool | None, Wire("forDisplay"), Only(ADMINS), Doc("false hides it from lists")] = None


@command("updateGuestOs", access=ADMINS, event="GUEST.OS.UPDATE", entity=TYPE, since="4.4.0")
def update_os_type(ctx: Ctx, p: UpdateOsType) -> Started[OsTypeView]:
    """Updates a guest operating system. Of those that came with the cloud only the display can be changed."""
    row = ctx.get(OsType, p.id)
    if not row.is_user_defined and (p.os_display_name or p.os_category_id or p.details is not None):
        raise PermissionDenied(f"guest OS {row.name} came with the cloud; only forDisplay of it can be changed. Add one of your own")
    if p.os_display_name is not None:
        row.name = p.os_display_name
    if p.os_category_id is not None:
        row.category = ctx.get(OsCategory, p.os_category_id, "oscategoryid")
    if p.details is not None:
        row.details = p.details
    if p.for_display is not None:
        row.display = p.for_display
    ctx.save()
    return ops.settled(ctx, TYPE, row.id, f"updating guest OS {row.name}")


class RemoveOsType(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("OsType"), Doc("the system")]


@command("removeGuestOs", access=ADMINS, event="GUEST.OS.REMOVE", entity=TYPE, since="4.4.0")
def remove_os_type(ctx: Ctx, p: RemoveOsType) -> Started[Success]:
    """Removes a guest operating system that somebody added and nothing has."""
    row = ctx.get(OsType, p.id)
    if not row.is_user_defined:
        raise PermissionDenied(f"guest OS {row.name} came with the cloud and stays; updateGuestOs with forDisplay=false hides it")
    for model in (Template, Instance):
        used = ctx.db.scalars(select(model.name).where(model.os_type_id == row.id, model.removed.is_(None)).limit(1)).first()
        if used is not None:
            raise InUse(f"guest OS {row.name} is that of {model.__label__} {used}; give that another one first")
        # Rows that stay for the sake of history forget it.
        for gone in ctx.db.scalars(select(model).where(model.os_type_id == row.id)):
            gone.os_type_id = None
    ctx.save()
    ctx.db.delete(row)
    return ops.settled(ctx, TYPE, row.id, f"removing guest OS {row.name}", gone=True)


class AddCategory(Params, frozen=True, kw_only=True):
    """What family."""

    name: Annotated[Name, Doc("its name; unique")]
    is_featured: Annotated[bool, Doc("whether it is shown first")] = False


@command("addOsCategory", access=ADMINS, event="GUEST.OS.CATEGORY.ADD", entity=CATEGORY, since="4.21.0")
def add_category(ctx: Ctx, p: AddCategory) -> OsCategoryView:
    """Adds a family of guest operating systems."""
    row = ctx.insert(OsCategory(name=p.name, is_featured=p.is_featured))
    ctx.tell(f"added OS category {row.name}", id=row.id)
    return category_view(row)


class UpdateCategory(Params, frozen=True, kw_only=True):
    """What of it changes."""

    id: Annotated[Id, Names("OsCategory"), Doc("the family")]
    name: Annotated[Name | None, Doc("new name; unique")] = None
    is_featured: Annotated[bool | None, Doc("whether it is shown first")] = None
    sort_key: Annotated[int | None, Doc("place in lists: the lower the earlier")] = None


@command("updateOsCategory", access=ADMINS, event="GUEST.OS.CATEGORY.UPDATE", entity=CATEGORY, since="4.21.0")
def update_category(ctx: Ctx, p: UpdateCategory) -> OsCategoryView:
    """Updates a family of guest operating systems."""
    row = ctx.get(OsCategory, p.id)
    for name in ("name", "is_featured", "sort_key"):
        value = getattr(p, name)
        if value is not None:
            setattr(row, name, value)
    ctx.save()
    ctx.tell(f"updated OS category {row.name}", id=row.id)
    return category_view(row)


class DeleteCategory(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("OsCategory"), Doc("the family")]


@command("deleteOsCategory", access=ADMINS, event="GUEST.OS.CATEGORY.DELETE", entity=CATEGORY, since="4.21.0")
def delete_category(ctx: Ctx, p: DeleteCategory) -> Success:
    """Deletes a family that no guest operating system belongs to."""
    row = ctx.get(OsCategory, p.id)
    member = ctx.db.scalars(select(OsType.name).where(OsType.category_id == row.id).limit(1)).first()
    if member is not None:
        raise InUse(f"OS category {row.name} has guest OS {member}; move it to another category with updateGuestOs, or remove it, first")
    ctx.db.delete(row)
    ctx.tell(f"deleted OS category {row.name}", id=row.id)
    return Success()
