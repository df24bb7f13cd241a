"""Resource limits as commands: listing and changing them."""

from typing import Annotated, ClassVar

from pileus.manager.identity import limits, powers
from pileus.manager.identity.limits import UNLIMITED, WORDS, Kind
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, NoEffect, OwnedParams, Page, Params, View
from pileus.manager.kernel.errors import InvalidValue, PermissionDenied
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import DOMAIN_ADMINS, USERS
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.project import Project
from pileus.manager.model.setting import ResourceLimit


class ResourceLimitView(View, kw_only=True):
    """A limit of an account or a domain; -1 is none. Storage in GiB, memory in MiB."""

    object_name: ClassVar[str] = "resourcelimit"
    account: str | None
    project: str | None
    project_id: str | None
    domain: str
    domain_id: str
    domain_path: str
    resource_type: str
    resource_type_name: str
    tag: str | None
    max: int


class ListResourceLimits(ListParams, frozen=True, kw_only=True):
    """Whose limits of what."""

    resource_type: Annotated[int | None, Doc("only the limit of this type, by number: 0 instances, 8 CPU cores, 9 memory, ...")] = None
    resource_type_name: Annotated[str | None, Doc("only the limit of this type, by name: user_vm, cpu, memory, ...")] = None
    account: Annotated[str | None, Doc("limits of this account; goes with domainid")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("limits of this domain, or with account of the account in it")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("limits of this project")] = None
    id: Annotated[int | None, Doc("number of a limit"), NoEffect("limits have no numbers here; name their owner and type")] = None
    is_recursive: Annotated[bool, Doc("of the domains below too"), NoEffect("the limits of one owner are told at a time")] = False
    list_all: Annotated[bool, Doc("of every account"), NoEffect("the limits of one owner are told at a time")] = False
    tag: Annotated[str | None, Doc("only limits of what has this tag")] = None


@command("listResourceLimits", access=USERS)
def list_resource_limits(ctx: Ctx, p: ListResourceLimits) -> Page[ResourceLimitView]:
    """Lists the limits of an account or a domain: by default of the caller's own account."""
    if p.resource_type is not None:
        _refuse_unknown(p.resource_type)
    if p.resource_type_name is not None and p.resource_type_name.lower() not in {words.name for words in WORDS.values()}:
        names = ", ".join(WORDS[kind].name for kind in Kind)
        raise InvalidValue(f"resourcetypename {p.resource_type_name} is unknown; give one of {names}")
    owner = _owner(ctx, p.account, p.domain_id, p.project_id)
    known = limits.Limits(ctx.db, [owner])
    wanted = [
        part
        for part in limits.asked(known, p.resource_type, p.tag)
        if (p.resource_type_name or WORDS[part.kind].name).lower() == WORDS[part.kind].name
        and (p.keyword or "").lower() in WORDS[part.kind].name
    ]
    return ctx.slice([_view(known, owner, part) for part in wanted], p)


class UpdateResourceLimit(Params, frozen=True, kw_only=True):
    """Whose limit of what, and how much."""

    resource_type: Annotated[
        int, Doc("type of resource, by number: 0 instances, 1 public addresses, 2 volumes, 8 CPU cores, 9 memory, ...")
    ]
    max: Annotated[int, Doc("the limit; -1, or leaving it out, is none. Storage in GiB, memory in MiB")] = UNLIMITED
    account: Annotated[str | None, Doc("account the limit is for; goes with domainid")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain the limit is for, or with account the account's domain")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("project the limit is for")] = None
    tag: Annotated[
        str | None, Doc("limit only what has this tag, which resource.limit.host.tags or resource.limit.storage.tags must name")
    ] = None


@command("updateResourceLimit", access=DOMAIN_ADMINS, event="RESOURCE.LIMIT.UPDATE", entity="ResourceLimit")
def update_resource_limit(ctx: Ctx, p: UpdateResourceLimit) -> ResourceLimitView:
    """Sets a limit of an account or a domain. What is above it already stays, but nothing more can be taken."""
    _refuse_unknown(p.resource_type)
    if p.max < UNLIMITED:
        raise InvalidValue(f"max {p.max} is no limit; give -1 for none, 0 or more")
    owner = _owner(ctx, p.account, p.domain_id, p.project_id)
    _check_power(ctx, owner)
    kind, tag = part = limits.Part(Kind(p.resource_type), p.tag or "")
    if tag:
        limits.refuse_untaggable(kind, tag)
        _check_tagged(ctx, owner, part, p.max)
    _check_parent(ctx, owner, part, p.max)
    row = ctx.db.get(ResourceLimit, (owner.id, kind.value, tag))
    if row is None:
        ctx.db.add(ResourceLimit(owner_id=owner.id, type=kind.value, tag=tag, most=p.max))
    else:
        row.most = p.max
    ctx.save()
    domain = owner.domain if isinstance(owner, Account) else owner
    told_to = owner.id if isinstance(owner, Account) else ctx.caller.account_id
    what = f"{p.max} {WORDS[kind].plural}{limits.tagged(tag)}"
    ctx.tell(f"set the limit of {limits.shown(owner)} to {what}", id=owner.id, account_id=told_to, domain_id=domain.id)
    return _view(limits.Limits(ctx.db, [owner]), owner, part)


def _refuse_unknown(type: int) -> None:
    if type not in set(Kind):
        known = ", ".join(f"{kind.value} {WORDS[kind].name}" for kind in Kind)
        raise InvalidValue(f"resourcetype {type} is unknown; give one of {known}")


def _owner(ctx: Ctx, account: str | None, domain_id: str | None, project_id: str | None) -> Account | Domain:
    """The account, domain or project that is asked about; without any the caller's account."""
    if project_id is not None:
        return ctx.see(Project, project_id, "projectid").account
    if account is not None:
        return ctx.db.scalars(ctx.visible(Account, OwnedParams(account=account, domain_id=domain_id))).one()
    if domain_id is not None:
        return ctx.see(Domain, domain_id, "domainid")
    return ctx.db.get_one(Account, ctx.caller.account_id)


def _check_power(ctx: Ctx, owner: Account | Domain) -> None:
    """Only somebody above may set a limit: for an account an administrator, for a domain one of a domain above."""
    if ctx.caller.is_root:
        return
    if isinstance(owner, Domain):
        if owner.id == ctx.caller.domain_id:
            raise PermissionDenied(f"domain {owner.shown_path} is your own; ask an administrator of the domain above it for another limit")
        return
    if owner.id == ctx.caller.account_id:
        raise PermissionDenied(f"account {owner.name} is your own; ask another administrator for another limit")
    powers.check_power(ctx, owner)


def _check_tagged(ctx: Ctx, owner: Account | Domain, part: limits.Part, most: int) -> None:
    """A tag must be one that settings name, and of what has it an owner gets no more than of all."""
    known = limits.Limits(ctx.db, [owner])
    if part not in known.tagged:
        name = next(name for name, kinds in limits.TAGGED.items() if part.kind in kinds)
        raise InvalidValue(f"tag {part.tag}: nothing is limited by it; add it to setting {name} first")
    of_all = known.most(owner, limits.Part(part.kind))
    if of_all != UNLIMITED and most > of_all:
        what = WORDS[part.kind].plural
        raise InvalidValue(f"{limits.shown(owner)} may have {of_all} {what} in all, and no more of them with tag {part.tag}")


def _check_parent(ctx: Ctx, owner: Account | Domain, part: limits.Part, most: int) -> None:
    """A number given to a domain is no more than the domain above it may have. Without one of its own, those above it count alone."""
    if isinstance(owner, Account):
        return
    if owner.parent_id is None:
        raise InvalidValue("domain ROOT has no limits; limit the domains and accounts below it")
    parent = ctx.db.get_one(Domain, owner.parent_id)
    above = limits.limit_of(ctx.db, parent, *part)
    if above != UNLIMITED and most > above:
        raise InvalidValue(
            f"domain {owner.shown_path} cannot have {most} {WORDS[part.kind].plural}{limits.tagged(part.tag)}, "
            f"since domain {parent.shown_path} above it may have {above}; give at most {above}"
        )


def _view(known: limits.Limits, owner: Account | Domain, part: limits.Part) -> ResourceLimitView:
    domain = owner.domain if isinstance(owner, Account) else owner
    account = owner if isinstance(owner, Account) else None
    return ResourceLimitView(
        account=owner.name if account is not None and account.project_id is None else None,
        project=account.project_name if account else None,
        project_id=account.project_id if account else None,
        domain=domain.name,
        domain_id=domain.id,
        domain_path=domain.shown_path,
        resource_type=str(part.kind.value),
        resource_type_name=WORDS[part.kind].name,
        tag=part.tag or None,
        max=known.most(owner, part),
    )
