"""Accounts: update, enable, lock, mark a default zone. What ends instances (disable, delete) stands with them."""

from typing import Annotated

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.identity import accounts, keys, owners, powers, roles, sessions
from pileus.manager.identity.accounts import AccountView
from pileus.manager.identity.users import checked_name
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Names, Only, Params, Started
from pileus.manager.kernel.errors import Conflict, InvalidValue, PermissionDenied
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.names import Suffix
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, DOMAIN_ADMINS
from pileus.manager.model.account import TYPE_OF_ROLE, Account
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.role import Role
from pileus.manager.model.user import User

ENTITY = "Account"


class WhichAccount(Params, frozen=True, kw_only=True):
    """An account by its id, or by its name and domain."""

    id: Annotated[Id | None, Names("Account"), Doc("the account; or give account and domainid")] = None
    account: Annotated[str | None, Doc("name of the account; goes with domainid")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain of the account; the caller's when left out")] = None


def asked(ctx: Ctx, p: WhichAccount) -> Account:
    """The account that is meant, if it is in the caller's power."""
    if p.id is not None:
        account = ctx.get(Account, p.id)
    elif p.account is not None:
        account = owners.named(ctx, p.account, p.domain_id)
    else:
        raise InvalidValue("neither id nor account is given; name the account by its id, or by account and domainid")
    if account.id != ctx.caller.account_id and not ctx.caller.has(DOMAIN_ADMINS):
        raise PermissionDenied(f"account {account.name} is not yours; ask an administrator of domain {account.domain.shown_path}")
    powers.check_power(ctx, account)
    return account


def another(ctx: Ctx, account: Account, what: str) -> Account:
    """An account that the caller may shut: not its own, and not the first administrator's, without whom nobody could help."""
    if account.is_default:
        raise PermissionDenied(f"account {account.name} was made by the first start and cannot be {what}; delete or disable users of it")
    if account.id == ctx.caller.account_id:
        raise PermissionDenied(f"account {account.name} is your own and cannot be {what} by yourself; ask another administrator")
    return account


class UpdateAccount(WhichAccount, frozen=True, kw_only=True):
    """What to change of an account; what is left out stays."""

    newname: Annotated[str | None, Doc("new name, unique within the domain")] = None
    role_id: Annotated[Id | None, Names("Role"), Doc("new role, which counts from the next call on")] = None
    network_domain: Annotated[Suffix | None, Doc("DNS suffix of the account's networks; empty for none")] = None
    account_details: Annotated[dict[str, str] | None, Doc("words to keep with the account, in place of the present ones")] = None
    api_key_access: Annotated[str | None, Only(ADMINS), Doc("whether API keys may be used: enabled, disabled or inherit")] = None


@command("updateAccount", access=DOMAIN_ADMINS, event="ACCOUNT.UPDATE", entity=ENTITY)
def update_account(ctx: Ctx, p: UpdateAccount) -> AccountView:
    """Changes an account: name, role, DNS suffix, words, use of API keys."""
    account = asked(ctx, p)
    if p.newname is not None:
        account.name = checked_name("newname", p.newname)
    if p.role_id is not None and p.role_id != account.role_id:
        _give_role(ctx, account, roles.checked(ctx.use(Role, p.role_id, "roleid")))
    if p.network_domain is not None:
        account.network_domain = p.network_domain or None
    if p.account_details is not None:
        account.details = p.account_details
    if p.api_key_access is not None:
        account.api_key_access = keys.access(p.api_key_access)
        keys.tell_access(ctx, account, ENTITY, account)
    ctx.save()
    return _told(ctx, account, "updated")


def _give_role(ctx: Ctx, account: Account, role: Role) -> None:
    if account.is_default:
        raise PermissionDenied(
            f"account {account.name} was made by the first start and keeps its role; make another account for the other one"
        )
    powers.check_grant(ctx, role)
    account.role = role
    account.type = TYPE_OF_ROLE[role.type]


@command("enableAccount", access=DOMAIN_ADMINS, event="ACCOUNT.ENABLE", entity=ENTITY)
def enable_account(ctx: Ctx, p: WhichAccount) -> AccountView:
    """Enables a disabled or locked account: its users may call again. Its instances stay as they are."""
    account = asked(ctx, p)
    if account.ending:
        raise Conflict(f"account {account.name} is being deleted and cannot be enabled any more")
    account.state = "enabled"
    ctx.save()
    return _told(ctx, account, "enabled")


class LockAccount(Params, frozen=True, kw_only=True):
    """Which account."""

    account: Annotated[str, Doc("name of the account")]
    domain_id: Annotated[Id, Names("Domain"), Doc("domain of the account")]


@command("lockAccount", access=DOMAIN_ADMINS, event="ACCOUNT.DISABLE", entity=ENTITY)
def lock_account(ctx: Ctx, p: LockAccount) -> AccountView:
    """Locks an account: its users may not log in or call until it is enabled. Its instances run on."""
    account = asked(ctx, WhichAccount(account=p.account, domain_id=p.domain_id))
    lock(ctx, another(ctx, account, "locked"))
    return _told(ctx, account, "locked")


def lock(ctx: Ctx, account: Account) -> None:
    """Locks an account that is enabled."""
    if account.state != "enabled":
        raise Conflict(f"account {account.name} is {account.state}; only an enabled account can be locked")
    account.state = "locked"
    end_sessions(ctx.db, account)
    ctx.save()


def end_sessions(db: Session, account: Account) -> None:
    """Logs all users of an account out."""
    sessions.end_all(db, db.scalars(select(User.id).where(User.account_id == account.id)))


@ops.shows(ENTITY)
def shown(db: Session, id: str) -> AccountView:
    """An account as the result of a job has it."""
    return accounts.views(db, None, [id])[0]


class MarkDefaultZone(LockAccount, frozen=True, kw_only=True):
    """Which zone for which account."""

    zone_id: Annotated[Id, Names("Zone"), Doc("the zone")]


@command("markDefaultZoneForAccount", access=ADMINS, event="ACCOUNT.MARK.DEFAULT.ZONE", entity=ENTITY, since="4.0.0")
def mark_default_zone(ctx: Ctx, p: MarkDefaultZone) -> Started[AccountView]:
    """Marks a zone as the one that an account uses by default; listAccounts tells it."""
    account = asked(ctx, WhichAccount(account=p.account, domain_id=p.domain_id))
    zone = ctx.use(Zone, p.zone_id, "zoneid")
    account.default_zone_id = zone.id
    doing = f"marking zone {zone.name} as default of account {account.name}"
    return ops.settled(ctx, ENTITY, account.id, doing, account_id=account.id)


def _told(ctx: Ctx, account: Account, did: str) -> AccountView:
    ctx.tell(f"{did} account {account.name}", id=account.id, account_id=account.id, domain_id=account.domain_id)
    return accounts.views(ctx.db, ctx.caller, [account.id])[0]
