"""Instance groups: create, update, delete, list. They are names to gather instances under, and nothing more."""

from datetime import datetime
from typing import Annotated, ClassVar

from msgspec import Meta
from sqlalchemy import select

from pileus.manager.identity.owners import owner
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Names, OwnedParams, Page, Params, Success, View
from pileus.manager.kernel.errors import Conflict
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.model.account import Account
from pileus.manager.model.instance import Instance, InstanceGroup

GroupName = Annotated[str, Meta(min_length=1, max_length=255, pattern=r"\S", description="a name of 1 to 255 characters")]


class InstanceGroupView(View, kw_only=True):
    """An instance group."""

    object_name: ClassVar[str] = "instancegroup"
    annotated = ("INSTANCE_GROUP",)
    id: str
    name: str
    account: str
    domain: str
    domain_id: str
    domain_path: str
    project: str | None
    project_id: str | None
    created: datetime
    has_annotations: bool | None = None


def _view(ctx: Ctx, group: InstanceGroup) -> InstanceGroupView:
    account = ctx.db.get_one(Account, group.account_id)
    return InstanceGroupView(
        id=group.id,
        name=group.name,
        account=account.name,
        domain=account.domain.name,
        domain_id=account.domain_id,
        domain_path=account.domain.shown_path,
        project=account.project_name,
        project_id=account.project_id,
        created=group.created,
    )


class CreateInstanceGroup(Params, frozen=True, kw_only=True):
    """What to make, and for whom."""

    name: Annotated[GroupName, Doc("name; unique within the account")]
    account: Annotated[str | None, Doc("owner; goes with domainid")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain of the account")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("owner, when it is a project")] = None


@command("createInstanceGroup", access=USERS)
def create_instance_group(ctx: Ctx, p: CreateInstanceGroup) -> InstanceGroupView:
    """Creates an empty instance group."""
    account = owner(ctx, p.account, p.domain_id, p.project_id)
    return _view(ctx, ctx.insert(InstanceGroup(account_id=account.id, name=p.name)))


class UpdateInstanceGroup(Params, frozen=True, kw_only=True):
    """Which group, and what to change."""

    id: Annotated[Id, Names("InstanceGroup"), Doc("the group")]
    name: Annotated[GroupName | None, Doc("its new name; unique within the account")] = None


@command("updateInstanceGroup", access=USERS)
def update_instance_group(ctx: Ctx, p: UpdateInstanceGroup) -> InstanceGroupView:
    """Renames an instance group."""
    group = ctx.get(InstanceGroup, p.id)
    if p.name is not None:
        group.name = p.name
        try:
            ctx.save()
        except Conflict as error:
            raise Conflict(f"instance group {p.name} already exists; choose another name") from error
    return _view(ctx, group)


class DeleteInstanceGroup(Params, frozen=True, kw_only=True):
    """Which group."""

    id: Annotated[Id, Names("InstanceGroup"), Doc("the group")]


@command("deleteInstanceGroup", access=USERS)
def delete_instance_group(ctx: Ctx, p: DeleteInstanceGroup) -> Success:
    """Deletes an instance group; its instances stay, without a group."""
    group = ctx.get(InstanceGroup, p.id)
    for instance in ctx.db.scalars(select(Instance).where(Instance.group_id == group.id)):
        instance.group_id = None
    ctx.save()
    ctx.db.delete(group)
    return Success()


class ListInstanceGroups(OwnedParams, frozen=True, kw_only=True):
    """Which groups."""

    id: Annotated[Id | None, Names("InstanceGroup"), Doc("only this group")] = None
    name: Annotated[str | None, Doc("only the groups of this name")] = None


@command("listInstanceGroups", access=USERS)
def list_instance_groups(ctx: Ctx, p: ListInstanceGroups) -> Page[InstanceGroupView]:
    """Lists the instance groups the caller may see."""
    query = ctx.visible(InstanceGroup, p).order_by(InstanceGroup.name)
    query = narrow(query, (InstanceGroup.id, p.id), (InstanceGroup.name, p.name))
    return ctx.page(containing(query, p.keyword, InstanceGroup.name), p, lambda group: _view(ctx, group))
