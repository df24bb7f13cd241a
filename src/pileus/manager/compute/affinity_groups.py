"""Affinity groups: create, delete, list, and which instances are in them. What they ask of hosts is placement's."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated, ClassVar

from msgspec import Meta
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.compute.instance_view import InstanceView
from pileus.manager.compute.instances import ENTITY as INSTANCE
from pileus.manager.identity.owners import owner, whose
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, OwnedParams, Page, Params, Started, Success, View, Wire, WorkedOn
from pileus.manager.kernel.errors import Conflict, InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.model.account import Account
from pileus.manager.model.affinity import AffinityGroup, AffinityType, affinity
from pileus.manager.model.instance import Instance, InstanceState

ENTITY = "AffinityGroup"


class AffinityGroupView(WorkedOn, kw_only=True):
    """An affinity group with its members."""

    object_name: ClassVar[str] = "affinitygroup"
    id: str
    name: str
    description: str | None
    type: AffinityType
    account: str
    domain: str
    domain_id: str
    domain_path: str
    project: str | None
    project_id: str | None
    virtual_machine_ids: Annotated[list[str], Wire("virtualmachineIds")]


class AffinityTypeView(View, kw_only=True):
    """A type of affinity groups."""

    object_name: ClassVar[str] = "affinityGroupType"
    type: AffinityType


def load(db: Session, ids: Sequence[str]) -> list[AffinityGroupView]:
    """The groups of these ids, in this order."""
    query = select(AffinityGroup, Account).join(Account, Account.id == AffinityGroup.account_id).where(AffinityGroup.id.in_(ids))
    found = {group.id: (group, account) for group, account in db.execute(query)}
    members: defaultdict[str, list[str]] = defaultdict(list)
    for group_id, instance_id in db.execute(select(affinity).where(affinity.c.group_id.in_(ids)).order_by(affinity.c.instance_id)):
        members[group_id].append(instance_id)
    return [_view(*found[id], members[id]) for id in ids if id in found]


def _view(group: AffinityGroup, account: Account, members: list[str]) -> AffinityGroupView:
    return AffinityGroupView(
        id=group.id,
        name=group.name,
        description=group.description,
        type=group.type,
        account=account.name,
        domain=account.domain.name,
        domain_id=account.domain_id,
        domain_path=account.domain.shown_path,
        project=account.project_name,
        project_id=account.project_id,
        virtual_machine_ids=members,
    )


@ops.shows(ENTITY)
def one(db: Session, id: str) -> AffinityGroupView:
    """One group."""
    return load(db, [db.get_one(AffinityGroup, id).id])[0]


def chosen(ctx: Ctx, account: Account, ids: list[str] | None, names: list[str] | None) -> list[str]:
    """Ids of the groups that a command names for an instance of this account."""
    if ids and names:
        raise InvalidValue("affinitygroupids does not go with affinitygroupnames; give one of them")
    if ids:
        groups = [ctx.get(AffinityGroup, id, "affinitygroupids") for id in dict.fromkeys(ids)]
    elif names:
        query = ctx.visible(AffinityGroup).where(AffinityGroup.account_id == account.id, AffinityGroup.name.in_(names))
        groups = list(ctx.db.scalars(query))
        missing = [name for name in names if name not in {group.name for group in groups}]
        if missing:
            raise InvalidValue(f"affinitygroupnames: account {account.name} has no affinity group {', '.join(missing)}; create it first")
    else:
        return []
    foreign = [group.name for group in groups if group.account_id != account.id]
    if foreign:
        raise InvalidValue(f"affinitygroupids: {', '.join(foreign)} is not of account {account.name}, which owns the instance")
    return [group.id for group in groups]


def put(db: Session, instance_id: str, group_ids: Sequence[str]) -> None:
    """The instance is in these groups and no others; it follows them from its next start."""
    db.execute(delete(affinity).where(affinity.c.instance_id == instance_id))
    if group_ids:
        db.execute(insert(affinity), [{"group_id": id, "instance_id": instance_id} for id in group_ids])


class CreateAffinityGroup(Params, frozen=True, kw_only=True):
    """What to make, and for whom."""

    name: Annotated[
        str, Meta(min_length=1, max_length=255, pattern="^[^,]+$", description="a name without commas"), Doc("unique within the account")
    ]
    type: Annotated[AffinityType, Doc("host affinity or host anti-affinity, either also with non-strict before it")]
    description: Annotated[str | None, Doc("what it is for")] = None
    account: Annotated[str | None, Doc("owner; goes with domainid")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain of the account")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("owner, when it is a project")] = None


@command("createAffinityGroup", access=USERS, event="AG.CREATE", entity=ENTITY)
def create_affinity_group(ctx: Ctx, p: CreateAffinityGroup) -> Started[AffinityGroupView]:
    """Creates an affinity group: its instances run on one host, or each on another."""
    account = owner(ctx, p.account, p.domain_id, p.project_id)
    group = ctx.insert(AffinityGroup(account_id=account.id, name=p.name, description=p.description, type=p.type))
    return ops.settled(ctx, ENTITY, group.id, f"creating affinity group {group.name}", new=True, account_id=account.id)


class DeleteAffinityGroup(Params, frozen=True, kw_only=True):
    """Which group."""

    id: Annotated[Id | None, Names("AffinityGroup"), Doc("the group")] = None
    name: Annotated[str | None, Doc("name of the group, instead of its id")] = None
    account: Annotated[str | None, Doc("owner of the named group; goes with domainid")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain of the account")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("owner of the named group, when it is a project")] = None


@command("deleteAffinityGroup", access=USERS, event="AG.DELETE", entity=ENTITY)
def delete_affinity_group(ctx: Ctx, p: DeleteAffinityGroup) -> Started[Success]:
    """Deletes an affinity group; its instances stay where they are, and start where they like."""
    if (p.id is None) == (p.name is None):
        raise InvalidValue("id or name names the affinity group; give one of them")
    if p.id is not None:
        group = ctx.get(AffinityGroup, p.id)
    else:
        [id] = chosen(ctx, whose(ctx, p.account, p.domain_id, p.project_id), None, [p.name or ""])
        group = ctx.get(AffinityGroup, id)
    ctx.db.execute(delete(affinity).where(affinity.c.group_id == group.id))
    ctx.db.delete(group)
    return ops.settled(ctx, ENTITY, group.id, f"deleting affinity group {group.name}", gone=True, account_id=group.account_id)


class ListAffinityGroups(OwnedParams, frozen=True, kw_only=True):
    """Which groups."""

    id: Annotated[Id | None, Names("AffinityGroup"), Doc("only this group")] = None
    name: Annotated[str | None, Doc("only the groups of this name")] = None
    type: Annotated[str | None, Doc("only groups of this type")] = None
    virtual_machine_id: Annotated[Id | None, Names("Instance"), Doc("only groups that this instance is in")] = None


@command("listAffinityGroups", access=USERS)
def list_affinity_groups(ctx: Ctx, p: ListAffinityGroups) -> Page[AffinityGroupView]:
    """Lists the affinity groups the caller may see, with their members."""
    query = narrow(ctx.visible(AffinityGroup, p).order_by(AffinityGroup.name), (AffinityGroup.id, p.id), (AffinityGroup.name, p.name))
    if p.type is not None:
        if p.type.lower() not in set(AffinityType):
            return Page(0, [])
        query = query.where(AffinityGroup.type == AffinityType(p.type.lower()))
    if p.virtual_machine_id is not None:
        instance = ctx.see(Instance, p.virtual_machine_id, "virtualmachineid")
        query = query.where(AffinityGroup.id.in_(select(affinity.c.group_id).where(affinity.c.instance_id == instance.id)))
    return ctx.page(containing(query, p.keyword, AffinityGroup.name), p, load=lambda ids: load(ctx.db, ids))


class ListAffinityGroupTypes(ListParams, frozen=True, kw_only=True):
    """Which types."""


@command("listAffinityGroupTypes", access=USERS)
def list_affinity_group_types(ctx: Ctx, p: ListAffinityGroupTypes) -> Page[AffinityTypeView]:
    """Lists the types an affinity group can have."""
    return ctx.slice([AffinityTypeView(type=type) for type in AffinityType if (p.keyword or "").lower() in type], p)


class UpdateAffinity(Params, frozen=True, kw_only=True):
    """Which instance, and its groups."""

    id: Annotated[Id, Names("Instance"), Doc("the stopped instance")]
    affinity_group_ids: Annotated[list[Id] | None, Doc("affinity groups it shall be in; none when left out")] = None
    affinity_group_names: Annotated[list[str] | None, Doc("affinity groups by name; instead of affinitygroupids")] = None


@command("updateVMAffinityGroup", access=USERS, event="VM.AG.UPDATE", entity=INSTANCE, wrapper="updatevirtualmachineresponse")
def update_affinity(ctx: Ctx, p: UpdateAffinity) -> Started[InstanceView]:
    """Puts a stopped instance into these affinity groups and no others."""
    instance = ctx.get(Instance, p.id)
    if instance.state is not InstanceState.STOPPED or instance.operation_id is not None:
        raise Conflict(f"instance {instance.name} is {instance.state}; stop it before it is put into other affinity groups")
    account = ctx.db.get_one(Account, instance.account_id)
    put(ctx.db, instance.id, chosen(ctx, account, p.affinity_group_ids, p.affinity_group_names))
    instance.updated = ctx.now
    return ops.settled(ctx, INSTANCE, instance.id, f"putting instance {instance.name} into affinity groups", account_id=account.id)
