"""Whom templates and ISOs are shared with: update, list."""

from typing import Annotated, ClassVar, Literal

from sqlalchemy import delete, select

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.database import insert_if_missing
from pileus.manager.kernel.declare import Doc, Names, Params, Success, View
from pileus.manager.kernel.errors import InvalidValue, NotFound, PermissionDenied
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import Shape, command
from pileus.manager.kernel.roles import DOMAIN_ADMINS, USERS
from pileus.manager.kernel.settings import Scope, flag
from pileus.manager.model.account import Account
from pileus.manager.model.project import Project
from pileus.manager.model.storage import Template, TemplatePermission
from pileus.manager.storage.template_changes import IMAGE, TEMPLATE, one

PUBLIC_BY_USERS = flag(
    "allow.public.user.templates",
    default=True,
    doc="Whether users may make their templates and ISOs public.",
    scopes=(Scope.ACCOUNT,),
)


class UpdatePermissions(Params, frozen=True, kw_only=True):
    """Who may use it."""

    id: Annotated[Id, Names("Template"), Doc("which one")]
    accounts: Annotated[list[str] | None, Doc("accounts of the owner's domain that op is about")] = None
    project_ids: Annotated[list[Id] | None, Names("Project"), Doc("projects that op is about")] = None
    op: Annotated[Literal["add", "remove", "reset"] | None, Doc("add or remove accounts and projects; reset: shared with nobody")] = None
    is_public: Annotated[bool | None, Doc("whether everybody may use it")] = None
    is_featured: Annotated[bool | None, Doc("whether it is shown first; for administrators to say")] = None
    is_extractable: Annotated[bool | None, Doc("whether it may be downloaded; for administrators to say")] = None


@command("updateTemplatePermissions", access=USERS, event="TEMPLATE.UPDATE", entity=TEMPLATE)
def update_template_permissions(ctx: Ctx, p: UpdatePermissions) -> Success:
    """Says who may use a template."""
    return _update(ctx, p, one(ctx, p.id, iso=False))


@command("updateIsoPermissions", access=USERS, event="ISO.UPDATE", entity=IMAGE)
def update_iso_permissions(ctx: Ctx, p: UpdatePermissions) -> Success:
    """Says who may use an ISO."""
    return _update(ctx, p, one(ctx, p.id, iso=True))


def _update(ctx: Ctx, p: UpdatePermissions, row: Template) -> Success:
    if (p.accounts or p.project_ids) and p.op not in ("add", "remove"):
        raise InvalidValue("op is missing or wrong: accounts and projectids need op=add or op=remove")
    if p.op in ("add", "remove") and not p.accounts and not p.project_ids:
        raise InvalidValue(f"accounts or projectids is missing; op={p.op} needs one of them")
    opened = p.is_public and not row.is_public and not ctx.caller.has(DOMAIN_ADMINS)
    if opened and not ctx.settings.get(PUBLIC_BY_USERS, scope=Scope.ACCOUNT, of=row.account_id):
        raise PermissionDenied(f"ispublic: setting {PUBLIC_BY_USERS.name} lets users make nothing public; share it with accounts")
    for name in ("is_featured", "is_extractable"):
        value = getattr(p, name)
        if value is not None and value != getattr(row, name) and not ctx.caller.has(DOMAIN_ADMINS):
            raise PermissionDenied(f"{name.replace('_', '')} is for administrators to say; leave it out")
    for name in ("is_public", "is_featured", "is_extractable"):
        value = getattr(p, name)
        if value is not None:
            setattr(row, name, value)
    _share(ctx, p, row)
    owner = ctx.db.get_one(Account, row.account_id)
    ctx.tell(f"changed who may use {row.name}", id=row.id, account_id=owner.id, domain_id=owner.domain_id)
    return Success()


def _share(ctx: Ctx, p: UpdatePermissions, row: Template) -> None:
    mine = delete(TemplatePermission).where(TemplatePermission.template_id == row.id)
    if p.op == "reset":
        ctx.db.execute(mine)
        return
    ids = [*_accounts(ctx, p, row), *_projects(ctx, p)]
    if p.op == "add":
        for id in ids:
            insert_if_missing(ctx.db, TemplatePermission, {"template_id": row.id, "account_id": id})
    elif p.op == "remove":
        ctx.db.execute(mine.where(TemplatePermission.account_id.in_(ids)))


def _accounts(ctx: Ctx, p: UpdatePermissions, row: Template) -> list[str]:
    """Accounts of the owner's domain: whoever shares with an account must know its name."""
    domain_id = ctx.db.get_one(Account, row.account_id).domain_id
    found: list[str] = []
    for name in dict.fromkeys(part.strip() for part in p.accounts or []):
        query = select(Account.id).where(
            Account.name == name, Account.domain_id == domain_id, Account.removed.is_(None), Account.project_id.is_(None)
        )
        id = ctx.db.scalar(query)
        if id is None:
            raise NotFound("accounts", name)
        found.append(id)
    return found


def _projects(ctx: Ctx, p: UpdatePermissions) -> list[str]:
    return [ctx.see(Project, id, "projectids").account_id for id in dict.fromkeys(p.project_ids or [])]


class PermissionsView(View, kw_only=True):
    """Who may use a template or ISO beside its owner."""

    object_name: ClassVar[str] = "templatepermission"
    id: str
    is_public: bool
    domain_id: str
    account: list[str]
    project_ids: list[str]


class ListPermissions(Params, frozen=True, kw_only=True):
    """Of which one."""

    id: Annotated[Id, Names("Template"), Doc("which one")]


@command("listTemplatePermissions", access=USERS, shape=Shape.OBJECT)
def list_template_permissions(ctx: Ctx, p: ListPermissions) -> PermissionsView:
    """Tells who may use a template; for its owner and administrators."""
    return _view(ctx, one(ctx, p.id, iso=False))


@command("listIsoPermissions", access=USERS, shape=Shape.OBJECT, wrapper="listtemplatepermissionsresponse")
def list_iso_permissions(ctx: Ctx, p: ListPermissions) -> PermissionsView:
    """Tells who may use an ISO; for its owner and administrators."""
    return _view(ctx, one(ctx, p.id, iso=True))


def _view(ctx: Ctx, row: Template) -> PermissionsView:
    shared = select(TemplatePermission.account_id).where(TemplatePermission.template_id == row.id)
    accounts = list(ctx.db.scalars(select(Account).where(Account.id.in_(shared), Account.removed.is_(None)).order_by(Account.name)))
    return PermissionsView(
        id=row.id,
        is_public=row.is_public,
        domain_id=ctx.db.get_one(Account, row.account_id).domain_id,
        account=[account.name for account in accounts if account.project_id is None],
        project_ids=[account.project_id for account in accounts if account.project_id is not None],
    )
