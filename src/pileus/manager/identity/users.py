"""Users: list, create, update. Their states and their API keys have modules of their own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager.identity import keys, password_reset, passwords, second_factor, sessions
from pileus.manager.identity.powers import check_power
from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, IconView, ListParams, Names, Only, OwnedParams, Page, Params, Secret, WorkedOn
from pileus.manager.kernel.errors import InvalidValue, PermissionDenied
from pileus.manager.kernel.ids import Id, new_id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, DOMAIN_ADMINS, USERS
from pileus.manager.model.account import Account
from pileus.manager.model.api_key import ApiKeyPair
from pileus.manager.model.user import User


class UserView(WorkedOn, kw_only=True):
    """A user, with the key of its own pair. The secret one stands there for the user itself, and only if the cloud is set so."""

    object_name: ClassVar[str] = "user"
    pictured = (("User", "id"), ("Account", "account_id"))
    id: str
    username: str
    firstname: str
    lastname: str
    email: str
    state: str
    timezone: str | None
    created: datetime
    account: str
    account_id: str
    account_type: int
    role_id: str
    role_name: str
    role_type: str
    domain: str
    domain_id: str
    api_key: str | None
    secret_key: Annotated[str | None, Secret()] = None
    api_key_access: str
    user_source: str = "native"
    is_default: bool
    is_caller_child_domain: bool
    is_2fa_enabled: bool
    is_2fa_mandated: bool
    icon: IconView | None = None


def views(db: Session, users: Sequence[User], caller: Caller | None) -> list[UserView]:
    """Users as the caller sees them, without secrets; None stands for whoever reads the result of a job."""
    pairs = keys.own_of(db, [user.id for user in users])
    return [_view(user, pairs.get(user.id), caller) for user in users]


def told(ctx: Ctx, users: Sequence[User]) -> list[UserView]:
    """Users as commands answer with them: one's own secret key is told where the cloud is set so."""
    shown = views(ctx.db, users, ctx.caller)
    for view, user in zip(shown, users, strict=True):
        view.is_2fa_mandated = second_factor.is_mandated(user, ctx.settings)
    if ctx.settings.get(keys.SECRETS_IN_ANSWERS):
        for view in shown:
            view.secret_key = keys.own_secret(ctx, view.id) if view.id == ctx.caller.user_id else None
    return shown


def view(ctx: Ctx, user: User) -> UserView:
    """One user as a command answers with it."""
    return told(ctx, [user])[0]


def _view(user: User, own: ApiKeyPair | None, caller: Caller | None) -> UserView:
    account = user.account
    domain = account.domain
    return UserView(
        id=user.id,
        username=user.name,
        firstname=user.first_name,
        lastname=user.last_name,
        email=user.email,
        state=user.state,
        timezone=user.timezone,
        created=user.created,
        account=account.name,
        account_id=account.id,
        account_type=account.type,
        role_id=account.role_id,
        role_name=account.role.name,
        role_type=account.role.type,
        domain=domain.name,
        domain_id=domain.id,
        api_key=own.api_key if own else None,
        api_key_access=user.api_key_access,
        is_default=user.is_default,
        is_2fa_enabled=user.factor is not None,
        is_2fa_mandated=user.factor_mandated,
        is_caller_child_domain=caller is not None and domain.path.startswith(caller.domain_path) and domain.id != caller.domain_id,
    )


class ListUsers(ListParams, frozen=True, kw_only=True):
    """Which users."""

    id: Annotated[Id | None, Names("User"), Doc("only this user")] = None
    username: Annotated[str | None, Doc("only users of this name")] = None
    state: Annotated[str | None, Doc("only users in this state: enabled or disabled")] = None
    account: Annotated[str | None, Doc("only users of this account; goes with domainid")] = None
    account_type: Annotated[int | None, Doc("only users of accounts of this type: 0, 1, 2 or 3")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("only users of this domain")] = None
    is_recursive: Annotated[bool, Doc("with domainid: of the domains below it too")] = False
    list_all: Annotated[bool, Doc("every user the caller may see")] = False
    api_key_access: Annotated[str | None, Only(ADMINS), Doc("only users of whom this is said: enabled, disabled or inherit")] = None
    user_source: Annotated[str | None, Doc("only users from this source; all are native")] = None
    show_icon: Annotated[bool, Doc("with the user's icon")] = False


@command("listUsers", access=USERS)
def list_users(ctx: Ctx, p: ListUsers) -> Page[UserView]:
    """Lists users: by default those of the caller's own account."""
    query = ctx.visible(User)
    if p.id is None:
        query = ctx.visible(User, OwnedParams(account=p.account, domain_id=p.domain_id, is_recursive=p.is_recursive, list_all=p.list_all))
    query = narrow(query, (User.id, p.id), (User.name, p.username), (User.state, p.state.lower() if p.state else None))
    query = narrow(query, (User.api_key_access, p.api_key_access.lower() if p.api_key_access else None))
    if p.account_type is not None:
        query = query.where(User.account.has(Account.type == p.account_type))
    if p.user_source is not None and p.user_source.lower() != "native":
        return Page(0, [])
    query = containing(query, p.keyword, User.name, User.first_name, User.last_name, User.email).order_by(User.name)
    return ctx.page(query, p, load=lambda ids: _in_order(ctx, ids))


def _in_order(ctx: Ctx, ids: Sequence[str]) -> list[UserView]:
    found = {user.id: user for user in ctx.db.scalars(select(User).where(User.id.in_(ids)))}
    return told(ctx, [found[id] for id in ids])


class NewUser(Params, frozen=True, kw_only=True):
    """What a user is made of; shared by createUser and createAccount."""

    username: Annotated[str, Doc("name to log in with, unique within the domain")]
    password: Annotated[str, Secret(), Doc("password, in clear; only a hash of it is kept")]
    email: Annotated[str, Doc("e-mail address")]
    firstname: Annotated[str, Doc("first name")]
    lastname: Annotated[str, Doc("last name")]
    timezone: Annotated[str | None, Doc("time zone, e.g. Europe/Rome")] = None
    user_id: Annotated[Id | None, Doc("id the user is to have; a random one without it")] = None


def add(ctx: Ctx, account: Account, p: NewUser) -> User:
    """Adds a user to an account."""
    name = checked_name("username", p.username)
    check_timezone(p.timezone)
    passwords.check_policy(ctx.settings, account.domain_id, name, p.password)
    return ctx.insert(
        User(
            id=p.user_id or new_id(),
            account=account,
            domain_id=account.domain_id,
            name=name,
            first_name=p.firstname,
            last_name=p.lastname,
            email=p.email,
            timezone=p.timezone,
            password_hash=passwords.hashed(p.password),
        )
    )


class CreateUser(NewUser, frozen=True, kw_only=True):
    """Whose user, and what of it."""

    account: Annotated[str, Doc("account the user belongs to")]
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain of the account; the caller's when left out")] = None


@command("createUser", access=DOMAIN_ADMINS, event="USER.CREATE", entity="User")
def create_user(ctx: Ctx, p: CreateUser) -> UserView:
    """Creates a user in an account."""
    query = ctx.visible(Account, OwnedParams(account=p.account, domain_id=p.domain_id))
    account = ctx.db.scalars(query).one()
    check_power(ctx, account)
    user = add(ctx, account, p)
    ctx.tell(f"created user {user.name} in account {account.name}", id=user.id, account_id=account.id, domain_id=account.domain_id)
    return view(ctx, user)


class UpdateUser(Params, frozen=True, kw_only=True):
    """What to change of a user; what is left out stays."""

    id: Annotated[Id, Names("User"), Doc("the user")]
    username: Annotated[str | None, Doc("new name")] = None
    password: Annotated[str | None, Secret(), Doc("new password; ends the user's other sessions")] = None
    currentpassword: Annotated[
        str | None, Secret(), Doc("present password; needed with password unless the caller is an administrator")
    ] = None
    email: Annotated[str | None, Doc("new e-mail address")] = None
    firstname: Annotated[str | None, Doc("new first name")] = None
    lastname: Annotated[str | None, Doc("new last name")] = None
    timezone: Annotated[str | None, Doc("new time zone, e.g. Europe/Rome")] = None
    userapikey: Annotated[str | None, Secret(), Doc("new API key; goes with usersecretkey")] = None
    usersecretkey: Annotated[str | None, Secret(), Doc("new secret key; goes with userapikey")] = None
    api_key_access: Annotated[str | None, Only(ADMINS), Doc("whether API keys may be used: enabled, disabled or inherit")] = None
    mandate2fa: Annotated[bool | None, Only(DOMAIN_ADMINS), Doc("whether the user must have a second factor to log in")] = None


@command("updateUser", access=USERS, event="USER.UPDATE", entity="User")
def update_user(ctx: Ctx, p: UpdateUser) -> UserView:
    """Changes a user: names, e-mail, time zone, password, API keys. Users may change themselves, administrators those in their power."""
    user = mine(ctx, p.id)
    if p.username is not None:
        user.name = checked_name("username", p.username)
    if p.email is not None:
        user.email = p.email
        password_reset.revoke(ctx.db, user.id)
    user.first_name = user.first_name if p.firstname is None else _given("firstname", p.firstname)
    user.last_name = user.last_name if p.lastname is None else _given("lastname", p.lastname)
    if p.timezone is not None:
        check_timezone(p.timezone)
        user.timezone = p.timezone
    if p.api_key_access is not None:
        user.api_key_access = keys.access(p.api_key_access)
        keys.tell_access(ctx, user.account, "User", user)
    if p.mandate2fa is not None:
        second_factor.mandate(user, ctx.settings, mandated=p.mandate2fa)
    if p.userapikey is not None or p.usersecretkey is not None:
        _set_keys(ctx, user, p.userapikey, p.usersecretkey)
    if p.password is not None:
        _set_password(ctx, user, p.password, p.currentpassword)
    ctx.save()
    tell(ctx, user, "updated")
    return view(ctx, user)


def _given(what: str, name: str) -> str:
    if not name.strip():
        raise InvalidValue(f"{what} is blank; give the user's, or leave it out for the present one")
    return name


def _set_password(ctx: Ctx, user: User, password: str, current: str | None) -> None:
    if current is None and not ctx.caller.has(DOMAIN_ADMINS):
        raise InvalidValue(f"to change the password of user {user.name}, give the present one as currentpassword")
    if current is not None and not passwords.is_right(user.password_hash, current):
        raise InvalidValue(f"currentpassword is not the present password of user {user.name}")
    passwords.check_policy(ctx.settings, user.domain_id, user.name, password)
    user.password_hash = passwords.hashed(password)
    password_reset.revoke(ctx.db, user.id)
    sessions.end_all(ctx.db, [user.id], but=ctx.caller.session_id)


def _set_keys(ctx: Ctx, user: User, api_key: str | None, secret_key: str | None) -> None:
    if not api_key or not secret_key:
        raise InvalidValue("userapikey and usersecretkey go together; give both, or have keys made by registerUserKeys")
    keys.check_outlives(ctx, user, None)
    keys.replace_own(ctx.db, user, ctx.sealer, api_key, secret_key)


class UserId(Params, frozen=True, kw_only=True):
    """Which user."""

    id: Annotated[Id, Names("User"), Doc("the user")]


def mine(ctx: Ctx, id: str) -> User:
    """A user the caller may change: itself, or for administrators one in their domains whose role is not above theirs."""
    user = ctx.get(User, id)
    if user.id == ctx.caller.user_id:
        return user
    if not ctx.caller.has(DOMAIN_ADMINS):
        raise PermissionDenied(f"user {user.name} is not you; ask an administrator of domain {user.account.domain.shown_path}")
    check_power(ctx, user.account, user)
    return user


def checked_name(what: str, name: str) -> str:
    """A name of a user, account or domain. Spaces around it would make two that look the same."""
    if not name.strip() or name != name.strip() or "/" in name:
        raise InvalidValue(f"{what} {name!r} must not be blank, begin or end with a space, or contain a slash; choose another name")
    return name


def check_timezone(name: str | None) -> None:
    """Refuses a time zone that this machine does not know."""
    if name is None:
        return
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidValue(f"timezone {name} is unknown; give a name such as Europe/Rome, UTC or Etc/GMT+1") from error


def tell(ctx: Ctx, user: User, did: str) -> None:
    """What the event of a command on a user says."""
    ctx.tell(f"{did} user {user.name}", id=user.id, account_id=user.account_id, domain_id=user.domain_id)
