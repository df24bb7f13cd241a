"""Domains: list, create."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from sqlalchemy import select

from pileus.manager.identity import limit_view
from pileus.manager.identity.limit_view import LimitedView
from pileus.manager.identity.users import checked_name
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, NoEffect, Page, Params
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id, new_id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, DOMAIN_ADMINS, RoleType
from pileus.manager.model.domain import Domain

PATH_LENGTH = 255
Detail = Literal["all", "resource", "min"]


class DomainView(LimitedView, kw_only=True):
    """A domain, with the limits of all accounts in and below it together."""

    object_name: ClassVar[str] = "domain"
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


class ListDomains(ListParams, frozen=True, kw_only=True):
    """Which domains."""

    id: Annotated[Id | None, Names("Domain"), Doc("only this domain")] = None
    name: Annotated[str | None, Doc("only domains of this name")] = None
    level: Annotated[int | None, Doc("only domains this deep in the tree; ROOT is 0")] = None
    list_all: Annotated[bool, Doc("the domains below the caller's too; root admins see all of them anyway")] = False
    details: Annotated[list[Detail] | None, Doc("all and resource tell limits and totals, min leaves them out; all when left out")] = None
    tag: Annotated[str | None, Doc("limits of resources with this tag"), NoEffect("limits do not differ by tag")] = None
    show_icon: Annotated[bool, Doc("with the domain's icon"), NoEffect("domains have no icons")] = False


@command("listDomains", access=DOMAIN_ADMINS)
def list_domains(ctx: Ctx, p: ListDomains) -> Page[DomainView]:
    """Lists domains: by default the caller's own, for root admins all."""
    query = narrow(ctx.visible(Domain, p), (Domain.id, p.id), (Domain.name, p.name), (Domain.level, p.level))
    if p.id is None and not p.list_all and not ctx.caller.is_root:
        query = query.where(Domain.id == ctx.caller.domain_id)
    query = containing(query, p.keyword, Domain.name).order_by(Domain.path)
    with_limits = p.details is None or "min" not in p.details
    return ctx.page(query, p, load=lambda ids: views(ctx, ids, with_limits=with_limits))


class CreateDomain(Params, frozen=True, kw_only=True):
    """What the domain is."""

    name: Annotated[str, Doc("name of the domain, unique below its parent")]
    parent_domain_id: Annotated[Id | None, Names("Domain"), Doc("domain it lies below; the caller's when left out")] = None
    network_domain: Annotated[str | None, Doc("DNS suffix of networks in the domain")] = None
    domain_id: Annotated[Id | None, Doc("id the domain is to have; a random one without it")] = None


@command("createDomain", access=ADMINS | {RoleType.DOMAIN_ADMIN}, event="DOMAIN.CREATE", entity="Domain")
def create_domain(ctx: Ctx, p: CreateDomain) -> DomainView:
    """Creates a domain below another one."""
    parent = ctx.get(Domain, p.parent_domain_id or ctx.caller.domain_id, "parentdomainid")
    path = f"{parent.path}{checked_name('name', p.name)}/"
    if len(path) > PATH_LENGTH:
        raise InvalidValue(
            f"the path of domain {p.name} would be {len(path)} characters long, at most {PATH_LENGTH} are allowed; shorten it"
        )
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
    ctx.tell(f"created domain {domain.shown_path}", id=domain.id, account_id=ctx.caller.account_id, domain_id=domain.id)
    return views(ctx, [domain.id])[0]


def views(ctx: Ctx, ids: Sequence[str], *, with_limits: bool = True) -> list[DomainView]:
    """Domains in the order of their ids, with a handful of queries."""
    found = {domain.id: domain for domain in ctx.db.scalars(select(Domain).where(Domain.id.in_(ids)))}
    parent_ids = {domain.parent_id for domain in found.values() if domain.parent_id}
    names = {row.id: row.name for row in ctx.db.execute(select(Domain.id, Domain.name).where(Domain.id.in_(parent_ids)))}
    parents = set(ctx.db.scalars(select(Domain.parent_id).where(Domain.parent_id.in_(ids), Domain.removed.is_(None))))
    limits = limit_view.fields(ctx.db, list(found.values())) if with_limits else {}
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
