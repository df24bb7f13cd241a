"""Domains: list, create, rename, move. What ends a domain stands with what ends accounts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from sqlalchemy import func, select

from pileus.manager.identity import limit_view, limits
from pileus.manager.identity.limit_view import LimitedView
from pileus.manager.identity.users import checked_name
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, IconView, ListParams, Names, NoEffect, Page, Params
from pileus.manager.kernel.errors import Conflict, InvalidValue, PermissionDenied
from pileus.manager.kernel.ids import Id, new_id
from pileus.manager.kernel.names import Suffix
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, DOMAIN_ADMINS, RoleType
from pileus.manager.model.domain import Domain

PATH_LENGTH = 255
Detail = Literal["all", "resource", "min"]


class DomainView(LimitedView, kw_only=True):
    """A domain, with the limits of all accounts in and below it together."""

    object_name: ClassVar[str] = "domain"
    annotated = ("DOMAIN",)
    pictured = (("Domain", "id"),)
    id: str
    name: str
    path: str
    level: int
    state: str
    parent_domain_id: str | None
    parent_domain_name: str | None
    has_child: bool
    network_domain: str | None
    created: datetime
    icon: IconView | None = None
    has_annotations: bool | None = None


class ListDomains(ListParams, frozen=True, kw_only=True):
    """Which domains."""

    id: Annotated[Id | None, Names("Domain"), Doc("only this domain")] = None
    name: Annotated[str | None, Doc("only domains of this name")] = None
    level: Annotated[int | None, Doc("only domains this deep in the tree; ROOT is 0")] = None
    list_all: Annotated[bool, Doc("the domains below the caller's too; root admins see all of them anyway")] = False
    details: Annotated[list[Detail] | None, Doc("all and resource tell limits and totals, min leaves them out; all when left out")] = None
    tag: Annotated[str | None, Doc("of limits by tag only those of this one")] = None
    show_icon: Annotated[bool, Doc("with the domain's icon")] = False


@command("listDomains", access=DOMAIN_ADMINS)
def list_domains(ctx: Ctx, p: ListDomains) -> Page[DomainView]:
    """Lists domains: by default the caller's own, for root admins all."""
    query = narrow(ctx.visible(Domain, p), (Domain.id, p.id), (Domain.name, p.name), (Domain.level, p.level))
    if p.id is None and not p.list_all and not ctx.caller.is_root:
        query = query.where(Domain.id == ctx.caller.domain_id)
    query = containing(query, p.keyword, Domain.name).order_by(Domain.path)
    with_limits = p.details is None or "min" not in p.details
    return ctx.page(query, p, load=lambda ids: views(ctx, ids, with_limits=with_limits, tag=p.tag))


class CreateDomain(Params, frozen=True, kw_only=True):
    """What the domain is."""

    name: Annotated[str, Doc("name of the domain, unique below its parent")]
    parent_domain_id: Annotated[Id | None, Names("Domain"), Doc("domain it lies below; the caller's when left out")] = None
    network_domain: Annotated[Suffix | None, Doc("DNS suffix of networks in the domain")] = None
    domain_id: Annotated[Id | None, Doc("id the domain is to have; a random one without it")] = None


@command("createDomain", access=ADMINS | {RoleType.DOMAIN_ADMIN}, event="DOMAIN.CREATE", entity="Domain")
def create_domain(ctx: Ctx, p: CreateDomain) -> DomainView:
    """Creates a domain below another one."""
    parent = ctx.get(Domain, p.parent_domain_id or ctx.caller.domain_id, "parentdomainid")
    path = checked_path(p.name, f"{parent.path}{checked_name('name', p.name)}/")
    domain = ctx.insert(
        Domain(
            id=p.domain_id or new_id(),
            name=p.name,
            path=path,
            parent_id=parent.id,
            level=parent.level + 1,
            network_domain=p.network_domain,
        )
    )
    return _told(ctx, domain, "created")


class ListDomainChildren(ListParams, frozen=True, kw_only=True):
    """Below which domain."""

    id: Annotated[Id | None, Names("Domain"), Doc("the domain; the caller's when left out")] = None
    name: Annotated[str | None, Doc("only domains of this name")] = None
    is_recursive: Annotated[bool, Doc("not only its children but all below them")] = False
    list_all: Annotated[bool, Doc("all domains the caller may see"), NoEffect("isrecursive asks for all below the domain")] = False
    show_icon: Annotated[bool, Doc("with the domain's icon")] = False


@command("listDomainChildren", access=DOMAIN_ADMINS)
def list_domain_children(ctx: Ctx, p: ListDomainChildren) -> Page[DomainView]:
    """Lists the domains directly below a domain, or with isrecursive all below it."""
    top = ctx.see(Domain, p.id or ctx.caller.domain_id)
    query = narrow(ctx.visible(Domain), (Domain.name, p.name)).where(Domain.id != top.id)
    below = func.substr(Domain.path, 1, len(top.path)) == top.path
    query = query.where(below if p.is_recursive else Domain.parent_id == top.id)
    query = containing(query, p.keyword, Domain.name).order_by(Domain.path)
    return ctx.page(query, p, load=lambda ids: views(ctx, ids))


class UpdateDomain(Params, frozen=True, kw_only=True):
    """What to change of a domain; what is left out stays."""

    id: Annotated[Id, Names("Domain"), Doc("the domain")]
    name: Annotated[str | None, Doc("new name, unique below its parent")] = None
    network_domain: Annotated[Suffix | None, Doc("DNS suffix of networks in the domain; empty for none")] = None


@command("updateDomain", access=ADMINS, event="DOMAIN.UPDATE", entity="Domain")
def update_domain(ctx: Ctx, p: UpdateDomain) -> DomainView:
    """Renames a domain or changes its DNS suffix."""
    domain = ctx.get(Domain, p.id)
    if p.name is not None and p.name != domain.name:
        parent = _parent(ctx, domain, "renamed")
        name = checked_name("name", p.name)
        _set_path(ctx, domain, f"{parent.path}{name}/", parent.level + 1)
        domain.name = name
    if p.network_domain is not None:
        domain.network_domain = p.network_domain or None
    ctx.save()
    return _told(ctx, domain, "updated")


class MoveDomain(Params, frozen=True, kw_only=True):
    """Which domain, and where to."""

    domain_id: Annotated[Id, Names("Domain"), Doc("the domain")]
    parent_domain_id: Annotated[Id, Names("Domain"), Doc("domain it lies below from now on")]


@command("moveDomain", access=ADMINS, event="DOMAIN.MOVE", entity="Domain", since="4.19.0.0")
def move_domain(ctx: Ctx, p: MoveDomain) -> DomainView:
    """Moves a domain, with all below it, to another parent, whose limits must have room for what it uses."""
    domain = ctx.get(Domain, p.domain_id, "domainid")
    parent = ctx.get(Domain, p.parent_domain_id, "parentdomainid")
    _parent(ctx, domain, "moved")
    if parent.path.startswith(domain.path):
        raise InvalidValue(
            f"domain {domain.shown_path} cannot lie below {parent.shown_path}, which is itself or below it; name another parent"
        )
    if parent.id == domain.parent_id:
        raise InvalidValue(f"domain {domain.shown_path} lies below {parent.shown_path} already; name another parent")
    limits.transfer(ctx.db, domain, parent)
    domain.parent_id = parent.id
    _set_path(ctx, domain, f"{parent.path}{domain.name}/", parent.level + 1)
    ctx.save()
    return _told(ctx, domain, "moved")


def _parent(ctx: Ctx, domain: Domain, what: str) -> Domain:
    if domain.parent_id is None:
        raise PermissionDenied(f"domain {domain.shown_path} holds all others and cannot be {what}")
    return ctx.db.get_one(Domain, domain.parent_id)


def _set_path(ctx: Ctx, top: Domain, path: str, level: int) -> None:
    """Gives a domain another path, and those below it with it."""
    old, deeper = top.path, level - top.level
    other = ctx.db.scalar(select(Domain).where(Domain.path == path, Domain.removed.is_(None)))
    if other is not None:
        raise Conflict(f"domain {other.shown_path} already exists; choose another name or parent for {top.shown_path}")
    query = select(Domain).where(func.substr(Domain.path, 1, len(old)) == old, Domain.removed.is_(None))
    for domain in ctx.db.scalars(query).all():
        domain.path = checked_path(domain.name, path + domain.path[len(old) :])
        domain.level += deeper


def checked_path(name: str, path: str) -> str:
    """A path that is not too long."""
    if len(path) > PATH_LENGTH:
        raise InvalidValue(f"the path of domain {name} would be {len(path)} characters long, at most {PATH_LENGTH} are allowed; shorten it")
    return path


def _told(ctx: Ctx, domain: Domain, did: str) -> DomainView:
    ctx.tell(f"{did} domain {domain.shown_path}", id=domain.id, account_id=ctx.caller.account_id, domain_id=domain.id)
    return views(ctx, [domain.id])[0]


def views(ctx: Ctx, ids: Sequence[str], *, with_limits: bool = True, tag: str | None = None) -> list[DomainView]:
    """Domains in the order of their ids, with a handful of queries."""
    found = {domain.id: domain for domain in ctx.db.scalars(select(Domain).where(Domain.id.in_(ids)))}
    parent_ids = {domain.parent_id for domain in found.values() if domain.parent_id}
    names = {row.id: row.name for row in ctx.db.execute(select(Domain.id, Domain.name).where(Domain.id.in_(parent_ids)))}
    parents = set(ctx.db.scalars(select(Domain.parent_id).where(Domain.parent_id.in_(ids), Domain.removed.is_(None))))
    limits = limit_view.fields(ctx.db, list(found.values()), tag) if with_limits else {}
    answer: list[DomainView] = []
    for id in ids:
        domain = found[id]
        view = DomainView(
            id=domain.id,
            name=domain.name,
            path=domain.shown_path,
            level=domain.level,
            state=domain.state,
            parent_domain_id=domain.parent_id,
            parent_domain_name=names.get(domain.parent_id or ""),
            has_child=domain.id in parents,
            network_domain=domain.network_domain,
            created=domain.created,
        )
        for field, value in limits.get(id, {}).items():
            setattr(view, field, value)
        answer.append(view)
    return answer
