"""Resource counts as a command: counting anew what accounts, projects and domains use, from the rows themselves."""

from typing import Annotated, ClassVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pileus.manager.identity import limits, owners, powers
from pileus.manager.identity.limits import WORDS, Kind
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, Page, Params, View
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import DOMAIN_ADMINS
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.instance import Instance
from pileus.manager.model.project import Project
from pileus.manager.model.storage import Volume


class ResourceCountView(View, kw_only=True):
    """How much of a kind an account, project or domain uses. Storage in bytes, memory in MiB."""

    object_name: ClassVar[str] = "resourcecount"
    account: str | None
    project: str | None
    project_id: str | None
    domain: str
    domain_id: str
    domain_path: str
    resource_type: str
    resource_type_name: str
    tag: str | None
    resource_count: int


class UpdateResourceCount(Params, frozen=True, kw_only=True):
    """Whose counts, of what."""

    domain_id: Annotated[Id, Names("Domain"), Doc("domain whose accounts are counted anew; with account, the account's domain")]
    account: Annotated[str | None, Doc("only this account")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("only this project, instead of account")] = None
    resource_type: Annotated[int | None, Doc("only this type, by number: 0 instances, 8 CPU cores, 9 memory, ...; all when left out")] = (
        None
    )
    tag: Annotated[str | None, Doc("answer only the counts of what has this tag")] = None


@command("updateResourceCount", access=DOMAIN_ADMINS)
def update_resource_count(ctx: Ctx, p: UpdateResourceCount) -> Page[ResourceCountView]:
    """Counts anew what an account, a project or all accounts of a domain use, should a count ever be wrong."""
    if p.resource_type is not None and p.resource_type not in set(Kind):
        raise InvalidValue(f"resourcetype {p.resource_type} is unknown; give a number from 0 to {max(Kind).value}")
    if p.tag and p.resource_type is not None:
        limits.refuse_untaggable(Kind(p.resource_type), p.tag)
    domain = ctx.see(Domain, p.domain_id, "domainid")
    owner = _owner(ctx, p, domain)
    if isinstance(owner, Account):
        powers.check_power(ctx, owner)
        limits.recount(ctx.db, owner, counted(ctx.db, owner))
    else:
        for account in ctx.db.scalars(ctx.visible(Account).where(Account.domain_id == domain.id)).all():
            limits.recount(ctx.db, account, counted(ctx.db, account))
    told = limits.asked(limits.Limits(ctx.db, [owner]), p.resource_type, p.tag)
    return ctx.slice([_view(ctx.db, owner, part) for part in told], ListParams(pagesize=-1))


def _owner(ctx: Ctx, p: UpdateResourceCount, domain: Domain) -> Account | Domain:
    if p.project_id is not None:
        return ctx.see(Project, p.project_id, "projectid").account
    return domain if p.account is None else owners.named(ctx, p.account, p.domain_id)


def counted(db: Session, account: Account) -> limits.Amounts:
    """What rows say an account has. Kinds that nothing here takes are not among them."""
    instances = (
        select(Instance.limit_tags, func.count(), func.sum(Instance.cpus), func.sum(Instance.memory_mib))
        .where(Instance.account_id == account.id, Instance.counted.is_(True))
        .group_by(Instance.limit_tags)
    )
    disks = (
        select(Volume.limit_tags, func.count(), func.sum(Volume.size))
        .where(Volume.account_id == account.id, Volume.removed.is_(None))
        .group_by(Volume.limit_tags)
    )
    projects = select(func.count()).where(Project.creator_id == account.id, Project.removed.is_(None))
    total = limits.amounts(dict.fromkeys(limits.TAGGABLE, 0))
    total.update(limits.amounts({Kind.PROJECT: db.scalar(projects) or 0}))
    for tags, number, cpus, memory in db.execute(instances):
        total.update(limits.amounts({Kind.INSTANCE: number, Kind.CPU: int(cpus), Kind.MEMORY: int(memory)}, tags))
    for tags, number, size in db.execute(disks):
        total.update(limits.amounts({Kind.VOLUME: number, Kind.PRIMARY_STORAGE: int(size)}, tags))
    return total


def _view(db: Session, owner: Account | Domain, part: limits.Part) -> ResourceCountView:
    account = owner if isinstance(owner, Account) else None
    domain = owner.domain if isinstance(owner, Account) else owner
    return ResourceCountView(
        account=account.name if account and account.project_id is None else None,
        project=account.project_name if account else None,
        project_id=account.project_id if account else None,
        domain=domain.name,
        domain_id=domain.id,
        domain_path=domain.shown_path,
        resource_type=str(part.kind.value),
        resource_type_name=WORDS[part.kind].name,
        tag=part.tag or None,
        resource_count=limits.used(db, owner.id, part.kind, part.tag),
    )
