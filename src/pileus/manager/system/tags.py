"""Tags on resources of every kind: list, create, delete."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, KeyValue, NoEffect, OwnedParams, Page, Params, Started, Success, View
from pileus.manager.kernel.errors import Conflict, InvalidValue, NotFound
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.model.account import Account
from pileus.manager.model.instance import Instance
from pileus.manager.model.ip_range import PublicAddress
from pileus.manager.model.network import Network
from pileus.manager.model.network_offering import VpcOffering
from pileus.manager.model.project import Project
from pileus.manager.model.security_group import SecurityGroup, SecurityGroupRule
from pileus.manager.model.storage import Template, Volume
from pileus.manager.model.tag import Tag
from pileus.manager.model.user import User

taggable: dict[str, type[Any]] = {
    "UserVm": Instance,
    "Volume": Volume,
    "Template": Template,
    "ISO": Template,
    "Network": Network,
    "SecurityGroup": SecurityGroup,
    "SecurityGroupRule": SecurityGroupRule,
    "PublicIpAddress": PublicAddress,
    "Account": Account,
    "User": User,
    "Project": Project,
    "VpcOffering": VpcOffering,
}
"""Kinds of resources that can have tags, by CloudStack's word; a new kind is added here."""


class TagView(View, kw_only=True):
    """A tag and what it is on."""

    object_name: ClassVar[str] = "tag"
    key: str
    value: str
    resource_type: str
    resource_id: str
    account: str
    domain: str
    domain_id: str
    domain_path: str
    project_id: str | None
    project: str | None


class ListTags(OwnedParams, frozen=True, kw_only=True):
    """Which tags."""

    resource_type: Annotated[str | None, Doc("only tags on this kind of resource: UserVm, Volume, Template, ...")] = None
    resource_id: Annotated[Id | None, Doc("only tags on this resource")] = None
    key: Annotated[str | None, Doc("only tags with this key")] = None
    value: Annotated[str | None, Doc("only tags with this value")] = None
    customer: Annotated[str | None, Doc("only tags of this customer"), NoEffect("tags have no customers")] = None


@command("listTags", access=USERS, since="4.0.0")
def list_tags(ctx: Ctx, p: ListTags) -> Page[TagView]:
    """Lists tags."""
    query = narrow(ctx.visible(Tag, p), (Tag.resource_id, p.resource_id), (Tag.key, p.key), (Tag.value, p.value))
    if p.resource_type is not None:
        query = query.where(Tag.resource_type == _kind(p.resource_type)[0])
    query = containing(query, p.keyword, Tag.key, Tag.value).order_by(Tag.key)
    return ctx.page(query, p, load=lambda ids: _views(ctx.db, ids))


class CreateTags(Params, frozen=True, kw_only=True):
    """Which tags on what."""

    resource_type: Annotated[str, Doc("kind of the resources: UserVm, Volume, Template, ...")]
    resource_ids: Annotated[list[Id], Doc("the resources")]
    tags: Annotated[list[KeyValue], Doc("keys and values")]
    customer: Annotated[str | None, Doc("whose tags they are"), NoEffect("tags have no customers")] = None


@command("createTags", access=USERS, event="CREATE_TAGS", entity="Tag", since="4.0.0")
def create_tags(ctx: Ctx, p: CreateTags) -> Started[Success]:
    """Puts tags on resources. They stand at once; the job is there because clients wait for one."""
    kind, rows = _resources(ctx, p.resource_type, p.resource_ids)
    wanted = {tag.key: tag.value for tag in p.tags}
    if not wanted or any(not key.strip() for key in wanted):
        raise InvalidValue("each tag needs a key: tags[0].key=…&tags[0].value=…")
    taken = select(Tag).where(Tag.resource_type == kind, Tag.resource_id.in_(p.resource_ids), Tag.key.in_(wanted))
    for tag in ctx.db.scalars(taken):
        raise Conflict(f"{kind} {tag.resource_id} has a tag {tag.key} already, with the value {tag.value}; delete it first")
    for row in rows:
        for key, value in wanted.items():
            ctx.insert(Tag(account_id=_owner(ctx, row), resource_type=kind, resource_id=row.id, key=key, value=value))
    return _done(ctx, kind, rows, f"putting tags {', '.join(sorted(wanted))} on {kind}")


class DeleteTags(Params, frozen=True, kw_only=True):
    """Which tags of what."""

    resource_type: Annotated[str, Doc("kind of the resources: UserVm, Volume, Template, ...")]
    resource_ids: Annotated[list[Id], Doc("the resources")]
    tags: Annotated[list[KeyValue] | None, Doc("keys, and values where only a tag with that value is meant; all tags when left out")] = None


@command("deleteTags", access=USERS, event="DELETE_TAGS", entity="Tag", since="4.0.0")
def delete_tags(ctx: Ctx, p: DeleteTags) -> Started[Success]:
    """Takes tags off resources. Tags that are not there are no error."""
    kind, rows = _resources(ctx, p.resource_type, p.resource_ids)
    meant = {tag.key: tag.value for tag in p.tags or []}
    for tag in ctx.db.scalars(select(Tag).where(Tag.resource_type == kind, Tag.resource_id.in_(p.resource_ids))):
        if p.tags is None or (tag.key in meant and meant[tag.key] in {"", tag.value}):
            ctx.db.delete(tag)
    return _done(ctx, kind, rows, f"taking tags off {kind}")


def _done(ctx: Ctx, kind: str, rows: Sequence[Any], description: str) -> Started[Success]:
    first = rows[0]
    return ops.settled(ctx, kind, first.id, f"{description} {first.id}", gone=True, account_id=_owner(ctx, first))


def _kind(said: str) -> tuple[str, type[Any]]:
    """A kind of resources, in any case."""
    for kind, model in taggable.items():
        if kind.lower() == said.lower():
            return kind, model
    raise InvalidValue(f"resourcetype {said} is unknown; give one of {', '.join(sorted(taggable))}")


def _resources(ctx: Ctx, kind_said: str, ids: list[str]) -> tuple[str, Sequence[Any]]:
    """The resources, each of which the caller may change."""
    kind, model = _kind(kind_said)
    rows = [ctx.get(model, id, "resourceids") for id in dict.fromkeys(ids)]
    for row in rows:
        if getattr(row, "removed", None) is not None:
            raise NotFound("resourceids", row.id)
    return kind, rows


def _owner(ctx: Ctx, row: Any) -> str:
    """The account a resource belongs to; of one that belongs to nobody, the administrator's who tags it."""
    if isinstance(row, VpcOffering):
        return ctx.caller.account_id
    account_id: str | None = row.id if isinstance(row, Account) else row.account_id
    if account_id is None:
        raise InvalidValue(f"resourceids: {row.__label__} {row.name} is free and belongs to nobody; tag it once somebody has it")
    return account_id


def _views(db: Session, ids: Sequence[str]) -> list[TagView]:
    query = (
        select(Tag, Account, Project.name)
        .join(Account, Account.id == Tag.account_id)
        .outerjoin(Project, Project.id == Account.project_id)
        .where(Tag.id.in_(ids))
    )
    found = {tag.id: (tag, account, project) for tag, account, project in db.execute(query)}
    return [_view(*found[id]) for id in ids]


def _view(tag: Tag, account: Account, project: str | None) -> TagView:
    return TagView(
        key=tag.key,
        value=tag.value,
        resource_type=tag.resource_type,
        resource_id=tag.resource_id,
        account=account.name,
        domain=account.domain.name,
        domain_id=account.domain_id,
        domain_path=account.domain.shown_path,
        project_id=account.project_id,
        project=project,
    )
