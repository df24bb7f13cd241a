"""Icons of resources: upload, delete, list."""

import base64
from collections.abc import Sequence
from typing import Annotated, Any

from sqlalchemy import select

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, IconView, Length, ListParams, Page, Params, Success
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import Shape, command
from pileus.manager.kernel.roles import USERS
from pileus.manager.model.account import Account
from pileus.manager.model.annotation import ResourceIcon
from pileus.manager.model.domain import Domain
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.instance import Instance
from pileus.manager.model.network import Network
from pileus.manager.model.os_type import OsCategory
from pileus.manager.model.project import Project
from pileus.manager.model.storage import Template, Volume
from pileus.manager.model.user import User
from pileus.manager.system.remarks import icon_view

PICTURED: dict[str, type[Any]] = {
    "UserVm": Instance,
    "Volume": Volume,
    "Template": Template,
    "ISO": Template,
    "Network": Network,
    "Zone": Zone,
    "User": User,
    "Account": Account,
    "Domain": Domain,
    "Project": Project,
    "GuestOsCategory": OsCategory,
}
"""Kinds of resources that can have an icon, by CloudStack's word; a new kind is added here."""

LONGEST = 2097152
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF")
"""How pictures begin that browsers show and that hold no program: PNG, JPEG, GIF, WebP."""


def _kind(said: str) -> str:
    for kind in PICTURED:
        if kind.lower() == said.lower():
            return kind
    raise InvalidValue(f"resourcetype {said} has no icons; give one of {', '.join(PICTURED)}")


def _icons(ctx: Ctx, kind: str, ids: Sequence[str]) -> dict[str, ResourceIcon]:
    query = select(ResourceIcon).where(ResourceIcon.resource_type == kind, ResourceIcon.resource_id.in_(ids))
    return {icon.resource_id: icon for icon in ctx.db.scalars(query)}


class UploadIcon(Params, frozen=True, kw_only=True):
    """Which picture for what."""

    resource_type: Annotated[str, Doc("kind of the resources: UserVm, Template, Project, ...")]
    resource_ids: Annotated[list[Id], Doc("the resources")]
    base64image: Annotated[str, Length(LONGEST), Doc("Base64 of a PNG, JPEG, GIF or WebP picture")]


@command("uploadResourceIcon", access=USERS, event="UPLOAD.RESOURCE.ICON", entity="ResourceIcon", since="4.16.0.0")
def upload_icon(ctx: Ctx, p: UploadIcon) -> Success:
    """Gives resources an icon; one that is there is replaced."""
    kind = _kind(p.resource_type)
    try:
        picture = base64.b64decode(p.base64image, validate=True)
    except ValueError as error:
        raise InvalidValue(f"base64image is no base64 ({error}); encode the picture without line breaks") from error
    if not picture.startswith(PICTURES):
        raise InvalidValue("base64image is no PNG, JPEG, GIF or WebP picture; convert it first")
    rows = [ctx.get(PICTURED[kind], id, "resourceids") for id in dict.fromkeys(p.resource_ids)]
    there = _icons(ctx, kind, p.resource_ids)
    for row in rows:
        if row.id in there:
            there[row.id].image = p.base64image
        else:
            owner = getattr(row, "account_id", None) or ctx.caller.account_id
            ctx.insert(ResourceIcon(account_id=owner, resource_type=kind, resource_id=row.id, image=p.base64image))
    ctx.tell(f"gave {kind} {', '.join(row.id for row in rows)} an icon", id=rows[0].id)
    return Success()


class DeleteIcon(Params, frozen=True, kw_only=True):
    """Of what."""

    resource_type: Annotated[str, Doc("kind of the resources: UserVm, Template, Project, ...")]
    resource_ids: Annotated[list[Id], Doc("the resources")]


@command("deleteResourceIcon", access=USERS, event="DELETE.RESOURCE.ICON", entity="ResourceIcon", since="4.16.0.0")
def delete_icon(ctx: Ctx, p: DeleteIcon) -> Success:
    """Takes the icons of resources away. Where there is none, that is no error."""
    kind = _kind(p.resource_type)
    rows = [ctx.get(PICTURED[kind], id, "resourceids") for id in dict.fromkeys(p.resource_ids)]
    for icon in _icons(ctx, kind, [row.id for row in rows]).values():
        ctx.db.delete(icon)
    ctx.tell(f"took the icon of {kind} {', '.join(row.id for row in rows)} away", id=rows[0].id)
    return Success()


@command("listResourceIcon", access=USERS, shape=Shape.LIST, since="4.16.0.0")
def list_icons(ctx: Ctx, p: DeleteIcon) -> Page[IconView]:
    """Lists the icons of resources the caller may see."""
    kind = _kind(p.resource_type)
    ids = [ctx.see(PICTURED[kind], id, "resourceids").id for id in dict.fromkeys(p.resource_ids)]
    icons = _icons(ctx, kind, ids)
    return ctx.slice([icon_view(icons[id]) for id in ids if id in icons], ListParams(pagesize=-1))
