"""Templates and ISOs: update, delete. Making new ones is not here."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Length, Names, NoEffect, Only, Params, Started, Success
from pileus.manager.kernel.errors import InUse, InvalidValue, NotFound, PermissionDenied, Unavailable
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.names import Name
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.kernel.seal import Sealer
from pileus.manager.model.instance import Instance
from pileus.manager.model.os_type import OsType
from pileus.manager.model.rows import utcnow
from pileus.manager.model.storage import ImageStore, Template
from pileus.manager.storage.templates import ISO, TemplateView, load

TEMPLATE, IMAGE = "Template", "Iso"

NO_KUBERNETES = NoEffect("there are no Kubernetes clusters")
SYSTEM_MADE = ("BUILTIN", "SYSTEM")


class UpdateImage(Params, frozen=True, kw_only=True):
    """What of it changes."""

    id: Annotated[Id, Names("Template"), Doc("which one")]
    name: Annotated[Name | None, Doc("new name")] = None
    display_text: Annotated[str | None, Length(4096), Doc("new text")] = None
    arch: Annotated[Literal["x86_64"] | None, Doc("processor architecture; hosts are x86_64")] = None
    bootable: Annotated[bool | None, Doc("whether it boots")] = None
    details: Annotated[
        dict[str, str] | None, Doc("new details, which instances made from it from now on begin with; they replace all of before")
    ] = None
    cleanup_details: Annotated[bool, Doc("true: takes all details away")] = False
    format: Annotated[str | None, Doc("must be its own: what it is does not change")] = None
    is_dynamically_scalable: Annotated[bool | None, Doc("whether its instances may be resized while they run")] = None
    os_type_id: Annotated[Id | None, Names("OsType"), Doc("its guest operating system")] = None
    force_update_os_type: Annotated[
        bool, Doc("change the system although instances have it"), NoEffect("instances keep the system they were made with")
    ] = False
    password_enabled: Annotated[bool | None, Doc("whether its instances take passwords")] = None
    ssh_key_enabled: Annotated[bool | None, Doc("whether its instances take SSH keys")] = None
    requires_hvm: Annotated[bool | None, Doc("whether it needs hardware virtualisation; only kept")] = None
    is_routing: Annotated[bool | None, Doc("true: a router's"), NoEffect("routers are made from no template")] = None
    sort_key: Annotated[int | None, Doc("place in lists: the lower the earlier")] = None


class UpdateTemplate(UpdateImage, frozen=True, kw_only=True):
    """What of it changes."""

    template_type: Annotated[Literal["USER", "BUILTIN", "SYSTEM", "ROUTING", "VNF"] | None, Only(ADMINS), Doc("new type")] = None
    template_tag: Annotated[str | None, Only(ADMINS), Doc("tag that a host needs for its instances")] = None
    for_cks: Annotated[bool | None, Doc("for nodes of Kubernetes clusters"), NO_KUBERNETES] = None


KEPT = (
    "name", "display_text", "arch", "is_dynamically_scalable", "password_enabled", "ssh_key_enabled", "requires_hvm", "sort_key",
)  # fmt: skip


def one(ctx: Ctx, id: str, *, iso: bool) -> Template:
    """A template or ISO that the caller may change; the other kind, and one that was deleted, does not exist."""
    row = ctx.get(Template, id)
    if row.removed is not None or (row.format == ISO) != iso:
        raise NotFound("id", id)
    return row


def _update(ctx: Ctx, p: UpdateImage, *, iso: bool) -> Template:
    row = one(ctx, p.id, iso=iso)
    if p.format is not None and p.format.upper() != row.format:
        raise InvalidValue(f"format: {row.name} is {row.format}, and stays so; register another one, or leave format out")
    if p.cleanup_details and p.details:
        raise InvalidValue("cleanupdetails does not go with details; give one of them")
    for name in KEPT:
        value = getattr(p, name)
        if value is not None:
            setattr(row, name, value)
    if p.bootable is not None:
        row.is_bootable = p.bootable
    if p.os_type_id is not None:
        row.os_type_id = ctx.use(OsType, p.os_type_id, "ostypeid").id
    if p.details is not None or p.cleanup_details:
        row.details = p.details or {}
    return row


@command("updateTemplate", access=USERS, event="TEMPLATE.UPDATE", entity=TEMPLATE)
def update_template(ctx: Ctx, p: UpdateTemplate) -> TemplateView:
    """Updates what is said of a template."""
    row = _update(ctx, p, iso=False)
    if p.template_type is not None:
        row.type = p.template_type
    if p.template_tag is not None:
        row.template_tag = p.template_tag or None
    return _updated(ctx, row)


@command("updateIso", access=USERS, event="ISO.UPDATE", entity=IMAGE, object_name="iso")
def update_iso(ctx: Ctx, p: UpdateImage) -> TemplateView:
    """Updates what is said of an ISO."""
    return _updated(ctx, _update(ctx, p, iso=True))


def _updated(ctx: Ctx, row: Template) -> TemplateView:
    ctx.save()
    ctx.tell(f"updated {row.name}", id=row.id, account_id=row.account_id, domain_id=load(ctx.db, [row.id])[0].domain_id)
    return load(ctx.db, [row.id])[0]


class DeleteIso(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("Template"), Doc("which one")]
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only in this zone; each is in one zone, and elsewhere it does not exist")] = None


class DeleteTemplate(DeleteIso, frozen=True, kw_only=True):
    """Which one."""

    forced: Annotated[bool, Doc("true: although instances were made from it; their disks stay as they are")] = False
    is_system: Annotated[bool, Only(ADMINS), Doc("true: although it came with the cloud")] = False


@command("deleteTemplate", access=USERS, event="TEMPLATE.DELETE", entity=TEMPLATE)
def delete_template(ctx: Ctx, p: DeleteTemplate) -> Started[Success]:
    """Deletes a template from secondary storage. Copies that disks are made over stay while those disks do."""
    row = one(ctx, p.id, iso=False)
    if row.type in SYSTEM_MADE and not (p.is_system and ctx.caller.is_root):
        raise PermissionDenied(f"template {row.name} came with the cloud; a root admin can delete it with issystem=true")
    users = select(Instance.name).where(Instance.template_id == row.id, Instance.removed.is_(None)).order_by(Instance.name).limit(3)
    names = list(ctx.db.scalars(users))
    if names and not p.forced:
        raise InUse(f"template {row.name} is that of instances ({', '.join(names)}); delete them first, or give forced=true")
    return _delete(ctx, row, p, TEMPLATE)


@command("deleteIso", access=USERS, event="ISO.DELETE", entity=IMAGE)
def delete_iso(ctx: Ctx, p: DeleteIso) -> Started[Success]:
    """Deletes an ISO from secondary storage."""
    return _delete(ctx, one(ctx, p.id, iso=True), p, IMAGE)


def _delete(ctx: Ctx, row: Template, p: DeleteIso, entity: str) -> Started[Success]:
    if p.zone_id is not None and p.zone_id != row.zone_id:
        raise NotFound("zoneid", p.zone_id)
    return ops.start(ctx, remove, row.id, about=(entity, row.id), account_id=row.account_id, description=f"deleting {row.name}")


def _success(db: Session, sealer: Sealer, id: str) -> Success:
    """What clients read of the job."""
    del db, sealer, id
    return Success()


@ops.operation(result=_success)
def remove(op: ops.Op, id: str) -> None:
    """Takes a template or ISO out of the lists, and its file out of secondary storage."""
    op.run(mark_removed, id)
    op.run(remove_file, id)


@ops.step
def mark_removed(db: Session, op: ops.OpId, id: str) -> None:
    """Nothing new is made from it from here on."""
    del op
    row = db.get_one(Template, id)
    if row.removed is None:
        row.removed = utcnow()


@mark_removed.undo
def mark_there(db: Session, op: ops.OpId, id: str) -> None:
    """Its file could not be removed, so it is still there."""
    del op
    db.get_one(Template, id).removed = None


@ops.effect
def remove_file(to: ops.Drivers, id: str) -> None:
    """Removes the file, unless another template or ISO has the same one."""
    with to.db_read() as db:
        row = db.get_one(Template, id)
        store = db.get(ImageStore, row.image_store_id) if row.image_store_id else None
        shared = select(func.count()).where(Template.path == row.path, Template.image_store_id == row.image_store_id)
        others = db.scalar(shared.where(Template.id != id, Template.removed.is_(None))) or 0
    if store is None or not row.path or others:
        return
    folder = Path(urlsplit(store.url).path).resolve()
    file = (folder / row.path).resolve()
    if not file.is_relative_to(folder):
        raise Unavailable(f"the file of {row.name} lies outside image store {store.name}; look at its path, {row.path}")
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise Unavailable(
            f"the file of {row.name} in image store {store.name} cannot be removed ({error.strerror}); let the manager write there"
        ) from error


@remove_file.undo
def nothing_to_bring_back(to: ops.Drivers, id: str) -> None:
    """A file that was removed is gone; it is the last part, and one that fails has removed nothing."""
    del to, id
