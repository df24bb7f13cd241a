"""Security groups: create, list, delete; and the group each account is born with. Their rules are changed elsewhere."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pileus.manager.identity import births
from pileus.manager.identity.owners import owner, whose
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, KeyValue, Names, NoEffect, Only, OwnedParams, Page, Params, Success, View, WorkedOn
from pileus.manager.kernel.errors import InUse, InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.names import Name
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.model.account import Account
from pileus.manager.model.instance import Instance
from pileus.manager.model.security_group import SecurityGroup, SecurityGroupRule, membership
from pileus.manager.network import wiring
from pileus.manager.system.resource_tags import ResourceTagView, tagged, tags_of

ENTITY = "SecurityGroup"

DEFAULT = "default"
"""Name of the group that each account has, and that an instance is in when it names none."""


@births.on_account_created
def give_default_group(db: Session, account: Account) -> None:
    """A new account has its group `default` at once, so that it can be given rules before the first instance."""
    wiring.default_group(db, account.id)


class RuleView(View, kw_only=True):
    """One rule: from or to a range of addresses, or the members of another group."""

    object_name: ClassVar[str] = "ingressrule"
    rule_id: str
    protocol: str
    start_port: int | None
    end_port: int | None
    icmp_type: int | None
    icmp_code: int | None
    cidr: str | None
    account: str | None
    security_group_name: str | None
    tags: list[ResourceTagView]


class SecurityGroupView(WorkedOn, kw_only=True):
    """A security group with its rules and members."""

    object_name: ClassVar[str] = "securitygroup"
    id: str
    name: str
    description: str | None
    account: str
    domain: str
    domain_id: str
    domain_path: str
    project: str | None
    project_id: str | None
    ingress_rule: list[RuleView]
    egress_rule: list[RuleView]
    virtual_machine_count: int
    virtual_machine_ids: list[str]
    tags: list[ResourceTagView]


def load(db: Session, ids: Sequence[str], *, rules: Iterable[str] | None = None) -> list[SecurityGroupView]:
    """The groups of these ids, in this order; with `rules`, only those of their rules."""
    query = select(SecurityGroup, Account).join(Account, Account.id == SecurityGroup.account_id).where(SecurityGroup.id.in_(ids))
    found = {group.id: (group, account) for group, account in db.execute(query)}
    shown = _rules(db, ids, rules)
    tags, members = tags_of(db, ENTITY, ids), _members(db, ids)
    return [_view(*found[id], shown[id], members[id], tags[id]) for id in ids if id in found]


def _rules(db: Session, ids: Sequence[str], only: Iterable[str] | None) -> dict[str, list[tuple[str, RuleView]]]:
    """Direction and view of each rule, by group."""
    query = select(SecurityGroupRule).where(SecurityGroupRule.group_id.in_(ids)).order_by(SecurityGroupRule.created, SecurityGroupRule.id)
    rules = list(db.scalars(query if only is None else query.where(SecurityGroupRule.id.in_(list(only)))))
    tags = tags_of(db, "SecurityGroupRule", [rule.id for rule in rules])
    sources = {rule.source_group.account_id for rule in rules if rule.source_group}
    names = dict(db.execute(select(Account.id, Account.name).where(Account.id.in_(sources))).all())
    found: dict[str, list[tuple[str, RuleView]]] = defaultdict(list)
    for rule in rules:
        source = rule.source_group
        view = RuleView(
            rule_id=rule.id,
            protocol=rule.protocol,
            start_port=rule.first_port,
            end_port=rule.last_port,
            icmp_type=rule.icmp_type,
            icmp_code=rule.icmp_code,
            cidr=rule.cidr,
            account=names[source.account_id] if source else None,
            security_group_name=source.name if source else None,
            tags=tags[rule.id],
        )
        found[rule.group_id].append((rule.direction, view))
    return found


def _members(db: Session, ids: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    query = select(membership.c.group_id, membership.c.instance_id).where(membership.c.group_id.in_(ids)).order_by(membership.c.instance_id)
    for group_id, instance_id in db.execute(query):
        found[group_id].append(instance_id)
    return found


def _view(
    group: SecurityGroup, account: Account, rules: list[tuple[str, RuleView]], members: list[str], tags: list[ResourceTagView]
) -> SecurityGroupView:
    return SecurityGroupView(
        id=group.id,
        name=group.name,
        description=group.description,
        account=account.name,
        domain=account.domain.name,
        domain_id=account.domain_id,
        domain_path=account.domain.shown_path,
        project=account.project_name,
        project_id=account.project_id,
        ingress_rule=[view for direction, view in rules if direction == "ingress"],
        egress_rule=[view for direction, view in rules if direction == "egress"],
        virtual_machine_count=len(members),
        virtual_machine_ids=members,
        tags=tags,
    )


class CreateGroup(Params, frozen=True, kw_only=True):
    """What to make, and for whom."""

    name: Annotated[Name, Doc("name; unique within the account")]
    description: Annotated[str | None, Doc("what the group is for")] = None
    account: Annotated[str | None, Doc("owner; goes with domainid")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain of the account")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("owner, when it is a project")] = None


@command("createSecurityGroup", access=USERS, event="SG.CREATE", entity=ENTITY)
def create_group(ctx: Ctx, p: CreateGroup) -> SecurityGroupView:
    """Creates a security group, which lets nothing in and everything out until it has rules."""
    account = owner(ctx, p.account, p.domain_id, p.project_id)
    name = p.name.strip()
    if not name:
        raise InvalidValue("name is blank; give the group a name")
    group = ctx.insert(SecurityGroup(account_id=account.id, name=name, description=p.description))
    ctx.tell(f"created security group {name}", id=group.id, account_id=account.id, domain_id=account.domain_id)
    return load(ctx.db, [group.id])[0]


class ListGroups(OwnedParams, frozen=True, kw_only=True):
    """Which groups."""

    id: Annotated[Id | None, Names("SecurityGroup"), Doc("only this group")] = None
    security_group_name: Annotated[str | None, Doc("only the groups of this name")] = None
    virtual_machine_id: Annotated[Id | None, Names("Instance"), Doc("only groups that this instance is in")] = None
    tags: Annotated[list[KeyValue] | None, Doc("only groups with all of these tags: key and value")] = None


@command("listSecurityGroups", access=USERS)
def list_groups(ctx: Ctx, p: ListGroups) -> Page[SecurityGroupView]:
    """Lists the security groups the caller may see, with their rules."""
    query = narrow(
        ctx.visible(SecurityGroup, p).order_by(SecurityGroup.name),
        (SecurityGroup.id, p.id),
        (SecurityGroup.name, p.security_group_name),
    )
    query = containing(query, p.keyword, SecurityGroup.name)
    if p.virtual_machine_id is not None:
        instance = ctx.see(Instance, p.virtual_machine_id, "virtualmachineid")
        query = query.where(SecurityGroup.id.in_(select(membership.c.group_id).where(membership.c.instance_id == instance.id)))
    query = tagged(query, SecurityGroup.id, ENTITY, p.tags)
    return ctx.page(query, p, load=lambda ids: load(ctx.db, ids))


def one_group(ctx: Ctx, id: str | None, name: str | None, account: Account, id_param: str, name_param: str) -> SecurityGroup:
    """The group to change: by its id, or by its name within the account."""
    if id is not None and name is not None:
        raise InvalidValue(f"{id_param} does not go with {name_param}; give one of them")
    if id is not None:
        return ctx.get(SecurityGroup, id, id_param)
    if name is None:
        raise InvalidValue(f"{id_param} or {name_param} is missing; name the security group")
    owned = ctx.visible(SecurityGroup).where(SecurityGroup.account_id == account.id, SecurityGroup.name == name)
    group = ctx.db.scalars(owned).one_or_none()
    if group is None:
        raise InvalidValue(f"{name_param}: security group {name} of account {account.name} does not exist; listSecurityGroups shows them")
    return group


class UpdateGroup(Params, frozen=True, kw_only=True):
    """What of it changes."""

    id: Annotated[Id, Names("SecurityGroup"), Doc("the group")]
    name: Annotated[str | None, Doc("new name, unique within the account; the group default keeps its own")] = None
    custom_id: Annotated[Id | None, Only(ADMINS), Doc("another id"), NoEffect("an object keeps its id")] = None


@command("updateSecurityGroup", access=ADMINS, event="SG.UPDATE", entity=ENTITY, since="4.14.0.0")
def update_group(ctx: Ctx, p: UpdateGroup) -> SecurityGroupView:
    """Gives a security group a new name."""
    group = ctx.get(SecurityGroup, p.id)
    if p.name is not None:
        if not p.name.strip():
            raise InvalidValue("name is blank; give the group a name")
        if "default" in (group.name, p.name.strip()) and group.name != p.name.strip():
            raise InvalidValue("name: the group default of an account keeps its name, and no other group takes it; choose another")
        group.name = p.name.strip()
        ctx.save()
    owner = ctx.db.get_one(Account, group.account_id)
    ctx.tell(f"updated security group {group.name}", id=group.id, account_id=owner.id, domain_id=owner.domain_id)
    return load(ctx.db, [group.id])[0]


class DeleteGroup(Params, frozen=True, kw_only=True):
    """Which group."""

    id: Annotated[Id | None, Names("SecurityGroup"), Doc("the group")] = None
    name: Annotated[str | None, Doc("name of the group, instead of its id")] = None
    account: Annotated[str | None, Doc("owner of the named group; goes with domainid")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain of the account")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("owner of the named group, when it is a project")] = None


@command("deleteSecurityGroup", access=USERS, event="SG.DELETE", entity=ENTITY)
def delete_group(ctx: Ctx, p: DeleteGroup) -> Success:
    """Deletes a security group that no instance is in and no other group's rule names."""
    group = one_group(ctx, p.id, p.name, whose(ctx, p.account, p.domain_id, p.project_id), "id", "name")
    if group.name == DEFAULT:
        raise InvalidValue("the security group default cannot be deleted; every account keeps it")
    members = ctx.db.scalar(select(func.count()).select_from(membership).where(membership.c.group_id == group.id)) or 0
    if members:
        raise InUse(
            f"security group {group.name} is in use by {members} instance(s); expunge them or give them other groups, then delete it",
            about=((group.id, ENTITY),),
        )
    naming = ctx.db.scalars(
        select(SecurityGroup.name)
        .join(SecurityGroupRule, SecurityGroupRule.group_id == SecurityGroup.id)
        .where(SecurityGroupRule.source_group_id == group.id, SecurityGroup.id != group.id)
        .distinct()
        .order_by(SecurityGroup.name)
    ).all()
    if naming:
        raise InUse(
            f"security group {group.name} is named by rules of {', '.join(naming)}; revoke those rules, then delete it",
            about=((group.id, ENTITY),),
        )
    owning = ctx.db.get_one(Account, group.account_id)
    ctx.tell(f"deleted security group {group.name}", id=group.id, account_id=owning.id, domain_id=owning.domain_id)
    ctx.db.delete(group)
    return Success()
