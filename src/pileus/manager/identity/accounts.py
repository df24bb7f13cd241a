"""Accounts: list, create, and how they are shown. What changes them stands beside."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from pileus.manager.identity import births, limit_view, powers, roles, users
from pileus.manager.identity.limit_view import LimitedView
from pileus.manager.identity.users import NewUser, UserView
from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, IconView, ListParams, Names, Only, OwnedParams, Page
from pileus.manager.kernel.errors import NotFound
from pileus.manager.kernel.ids import Id, new_id
from pileus.manager.kernel.names import Suffix
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, DOMAIN_ADMINS, USERS
from pileus.manager.kernel.settings import Scope, flag
from pileus.manager.model.access import DOMAIN, SYSTEM, below
from pileus.manager.model.account import TYPE_OF_ROLE, Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.user import User
from pileus.manager.ops import event_log

Detail = Literal["all", "resource", "min"]


DOMAIN_SEEN = flag(
    "allow.user.view.all.domain.accounts",
    default=False,
    doc="Whether users see which accounts there are in their domain and below it. Of those that are not in their power they see no more.",
    scopes=(Scope.DOMAIN,),
)


class AccountView(LimitedView, kw_only=True):
    """An account with its users, its limits and what it uses of them."""

    object_name: ClassVar[str] = "account"
    pictured = (("Account", "id"),)
    id: str
    name: str
    account_type: int
    state: str
    role_id: str
    role_name: str
    role_type: str
    domain: str
    domain_id: str
    domain_path: str
    network_domain: str | None
    api_key_access: str
    is_default: bool
    is_cleanup_required: bool
    default_zone_id: str | None
    created: datetime
    account_details: dict[str, str]
    groups: list[str]
    user: list[UserView]
    vm_running: int | None = None
    vm_stopped: int | None = None
    icon: IconView | None = None


class ListAccounts(ListParams, frozen=True, kw_only=True):
    """Which accounts."""

    id: Annotated[Id | None, Names("Account"), Doc("only this account")] = None
    name: Annotated[str | None, Doc("only the account of this name")] = None
    account_type: Annotated[int | None, Doc("only accounts of this type: 0 user, 1 root admin, 2 domain admin, 3 resource admin")] = None
    state: Annotated[str | None, Doc("only accounts in this state: enabled, disabled or locked")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("only accounts of this domain")] = None
    is_recursive: Annotated[bool, Doc("with domainid: of the domains below it too")] = False
    list_all: Annotated[bool, Doc("every account the caller may see")] = False
    api_key_access: Annotated[str | None, Only(ADMINS), Doc("only accounts of which this is said: enabled, disabled or inherit")] = None
    details: Annotated[list[Detail] | None, Doc("all and resource tell limits and totals, min leaves them out; all when left out")] = None
    is_cleanup_required: Annotated[bool | None, Doc("only accounts that are, or are not, being deleted")] = None
    tag: Annotated[str | None, Doc("of limits by tag only those of this one")] = None
    show_icon: Annotated[bool, Doc("with the account's icon")] = False


@command("listAccounts", access=USERS)
def list_accounts(ctx: Ctx, p: ListAccounts) -> Page[AccountView]:
    """Lists accounts: by default only the caller's own."""
    query = ctx.visible(Account)
    if p.id is None and ctx.settings.get(DOMAIN_SEEN, scope=Scope.DOMAIN, of=ctx.caller.domain_id):
        query = _of_domain(ctx, p)
    elif p.id is None:
        query = ctx.visible(Account, OwnedParams(domain_id=p.domain_id, is_recursive=p.is_recursive, list_all=p.list_all))
    query = narrow(
        query,
        (Account.id, p.id),
        (Account.name, p.name),
        (Account.type, p.account_type),
        (Account.ending, p.is_cleanup_required),
        (Account.state, p.state.lower() if p.state else None),
        (Account.api_key_access, p.api_key_access.lower() if p.api_key_access else None),
    )
    query = containing(query, p.keyword, Account.name).order_by(Account.name)
    with_limits = p.details is None or "min" not in p.details
    return ctx.page(query, p, load=lambda ids: _seen(ctx, ids, with_limits=with_limits, tag=p.tag))


def _of_domain(ctx: Ctx, p: ListAccounts) -> Select[Account]:
    """All accounts of the caller's domain and those below, or of one of these."""
    top = ctx.db.get_one(Domain, p.domain_id or ctx.caller.domain_id)
    if not top.path.startswith(ctx.caller.domain_path) or top.removed is not None:
        raise NotFound("domainid", top.id)
    there = Account.domain_id == top.id
    if p.domain_id is None or p.is_recursive:
        there = Account.domain_id.in_(select(DOMAIN.c.id).where(below(top.path)))
    return select(Account).where(there, Account.removed.is_(None), Account.project_id.is_(None), Account.id != SYSTEM)


def _seen(ctx: Ctx, ids: Sequence[str], *, with_limits: bool, tag: str | None) -> list[AccountView]:
    """Accounts in full where they are in the caller's power; of others that they are there."""
    own = set(ctx.db.scalars(ctx.visible(Account).where(Account.id.in_(ids)).with_only_columns(Account.id)))
    powerful = [id for id in ids if id in own]
    full = {view.id: view for view in views(ctx.db, ctx.caller, powerful, with_limits=with_limits, tag=tag)}
    others = {account.id: account for account in ctx.db.scalars(select(Account).where(Account.id.in_(set(ids) - own)))}
    for id, account in others.items():
        full[id] = _view(account, [])
        full[id].account_details = {}
    return [full[id] for id in ids]


class CreateAccount(NewUser, frozen=True, kw_only=True):
    """The account and its first user."""

    account: Annotated[str | None, Doc("name of the account, unique within the domain; the user's name when left out")] = None
    account_type: Annotated[
        int | None, Doc("0 user, 1 root admin, 2 domain admin, 3 resource admin; asks for the built-in role of that type")
    ] = None
    role_id: Annotated[Id | None, Names("Role"), Doc("role of the account; needed unless accounttype is given")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain of the account; the caller's when left out")] = None
    network_domain: Annotated[Suffix | None, Doc("DNS suffix of the account's networks")] = None
    account_details: Annotated[dict[str, str] | None, Doc("words to keep with the account")] = None
    account_id: Annotated[Id | None, Doc("id the account is to have; a random one without it")] = None


@command("createAccount", access=DOMAIN_ADMINS, event="ACCOUNT.CREATE", entity="Account")
def create_account(ctx: Ctx, p: CreateAccount) -> AccountView:
    """Creates an account with its first user and its security group default."""
    role = roles.asked(ctx, p.role_id, p.account_type)
    powers.check_grant(ctx, role)
    domain = ctx.get(Domain, p.domain_id or ctx.caller.domain_id, "domainid")
    account = ctx.insert(
        Account(
            id=p.account_id or new_id(),
            name=users.checked_name("account", p.account or p.username),
            domain=domain,
            role=role,
            type=TYPE_OF_ROLE[role.type],
            network_domain=p.network_domain,
            details=p.account_details or {},
        )
    )
    user = users.add(ctx, account, p)
    births.created(ctx.db, account)
    ctx.save()
    event_log.also(ctx, "USER.CREATE", f"created user {user.name} in account {account.name}", entity="User", id=user.id, owner=account)
    ctx.tell(f"created account {account.name} in domain {domain.shown_path}", id=account.id, account_id=account.id, domain_id=domain.id)
    return views(ctx.db, ctx.caller, [account.id])[0]


def views(db: Session, caller: Caller | None, ids: Sequence[str], *, with_limits: bool = True, tag: str | None = None) -> list[AccountView]:
    """Accounts as the caller sees them, in the order of their ids, with a handful of queries."""
    found = {account.id: account for account in db.scalars(select(Account).where(Account.id.in_(ids)))}
    people: dict[str, list[UserView]] = defaultdict(list)
    living = db.scalars(select(User).where(User.account_id.in_(ids), User.removed.is_(None)).order_by(User.name)).all()
    for user in users.views(db, living, caller):
        people[user.account_id].append(user)
    limits = limit_view.fields(db, list(found.values()), tag) if with_limits else {}
    power = power_of(db, ids) if with_limits else {}
    answer: list[AccountView] = []
    for id in ids:
        account = found[id]
        view = _view(account, people[id])
        for field, value in limits.get(id, {}).items():
            setattr(view, field, value)
        if with_limits:
            view.vm_running, view.vm_stopped = power.get(id, (0, 0))
        answer.append(view)
    return answer


def _view(account: Account, people: list[UserView]) -> AccountView:
    return AccountView(
        id=account.id,
        name=account.name,
        account_type=account.type,
        state=account.state,
        role_id=account.role_id,
        role_name=account.role.name,
        role_type=account.role.type,
        domain=account.domain.name,
        domain_id=account.domain_id,
        domain_path=account.domain.shown_path,
        network_domain=account.network_domain,
        api_key_access=account.api_key_access,
        is_default=account.is_default,
        is_cleanup_required=account.ending,
        default_zone_id=account.default_zone_id,
        created=account.created,
        account_details=account.details,
        groups=[],
        user=people,
    )


def power_of(db: Session, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """How many instances of each account run, and how many are stopped."""
    counts: dict[str, dict[InstanceState, int]] = defaultdict(dict)
    query = select(Instance.account_id, Instance.state, func.count()).where(Instance.account_id.in_(ids))
    for account_id, state, count in db.execute(query.group_by(Instance.account_id, Instance.state)):
        counts[account_id][state] = count
    return {id: (states.get(InstanceState.RUNNING, 0), states.get(InstanceState.STOPPED, 0)) for id, states in counts.items()}
