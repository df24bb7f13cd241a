"""API key pairs of users: telling and renewing a user's own, further ones that can end, and whose a key is."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from msgspec import Meta
from sqlalchemy import select

from pileus.manager import ops
from pileus.manager.identity import keys
from pileus.manager.identity.users import UserId, UserView, mine, tell, view
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Length, ListParams, Names, NoEffect, Only, Page, Params, Secret, Started, Success, View
from pileus.manager.kernel.errors import InvalidValue, NotFound, PermissionDenied
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import DOMAIN_ADMINS, USERS
from pileus.manager.model.api_key import ApiKeyPair
from pileus.manager.model.user import User

ENTITY = "User"
"""What events and jobs on pairs are about, as in CloudStack."""

PREFIX = 8
"""How much of its key a pair is named by that was given no name."""

TYPES = ("NORMAL", "ADMIN", "DOMAIN_ADMIN", "RESOURCE_DOMAIN_ADMIN", "READ_ONLY_ADMIN", "PROJECT")
"""CloudStack's words for the types of accounts, which it uses here instead of their numbers."""


class PairState(StrEnum):
    """CloudStack's words. One that is not valid yet counts as enabled, there as here."""

    ENABLED = "ENABLED"
    EXPIRED = "EXPIRED"


class GetUser(Params, frozen=True, kw_only=True):
    """Which user."""

    userapikey: Annotated[str, Doc("API key of the user: of its own pair or a further one")]


@command("getUser", access=USERS)
def get_user(ctx: Ctx, p: GetUser) -> UserView:
    """Finds the user an API key belongs to."""
    owner = select(ApiKeyPair.user_id).where(ApiKeyPair.api_key == p.userapikey)
    user = ctx.db.scalars(ctx.visible(User).where(User.id.in_(owner))).one_or_none()
    if user is None:
        raise NotFound("userapikey", p.userapikey)
    return view(ctx, user)


class KeysView(View, kw_only=True):
    """A user's own pair of API keys."""

    object_name: ClassVar[str] = "userkeys"
    api_key: str | None
    secret_key: Annotated[str | None, Secret()] = None
    api_key_access: bool


class KeyPairView(KeysView, kw_only=True):
    """A pair of API keys. Of a renewed own pair, the keys alone."""

    id: str | None = None
    name: str | None = None
    description: str | None = None
    start_date: datetime | None = None
    end_date: datetime | None = None
    created: datetime | None = None
    state: PairState | None = None
    user_id: str | None = None
    username: str | None = None
    account_id: str | None = None
    account_name: str | None = None
    account_type: str | None = None
    role_id: str | None = None
    role_name: str | None = None
    role_type: str | None = None
    domain: str | None = None
    domain_id: str | None = None
    domain_path: str | None = None


def _view(ctx: Ctx, pair: ApiKeyPair, user: User) -> KeyPairView:
    """A pair without its secret."""
    account = user.account
    return KeyPairView(
        api_key=pair.api_key,
        api_key_access=_access(ctx, user),
        id=pair.id,
        name=pair.name,
        description=pair.description,
        start_date=pair.starts,
        end_date=pair.ends,
        created=pair.created,
        state=PairState.EXPIRED if pair.ends is not None and pair.ends <= ctx.now else PairState.ENABLED,
        user_id=user.id,
        username=user.name,
        account_id=account.id,
        account_name=account.name,
        account_type=TYPES[account.type],
        role_id=account.role_id,
        role_name=account.role.name,
        role_type=account.role.type,
        domain=account.domain.name,
        domain_id=account.domain_id,
        domain_path=account.domain.shown_path,
    )


def _access(ctx: Ctx, user: User) -> bool:
    return keys.may_be_used((user.api_key_access, user.account.api_key_access), user.account.domain_id, ctx.settings)


@command("getUserKeys", access=USERS, since="4.10.0")
def get_user_keys(ctx: Ctx, p: UserId) -> KeysView:
    """Tells the keys of a user's own pair: the secret one only to the user itself, and not to a call signed with a pair that ends."""
    user = mine(ctx, p.id)
    pair = keys.own_of(ctx.db, [user.id]).get(user.id)
    return KeysView(api_key=pair.api_key if pair else None, secret_key=keys.own_secret(ctx, user.id), api_key_access=_access(ctx, user))


class RegisterUserKeys(UserId, frozen=True, kw_only=True):
    """Whose keys; with any of the others, what the further pair is like."""

    name: Annotated[
        str | None,
        Meta(pattern=r"^\S(.*\S)?$", description="must not be blank, nor begin or end with a space"),
        Doc("name of a further pair, unique among the user's; named by its key when left out"),
    ] = None
    description: Annotated[str | None, Length(1024), Doc("what the further pair is for")] = None
    start_date: Annotated[datetime | None, Doc("when the further pair begins to be valid; at once when left out")] = None
    end_date: Annotated[datetime | None, Doc("when the further pair ends; never when left out")] = None
    rules: Annotated[
        list[dict[str, str]] | None, Doc("refused: a pair allows what the role of the account allows, since rules belong to roles")
    ] = None


@command("registerUserKeys", access=USERS, event="REGISTER.USER.KEY", entity=ENTITY)
def register_user_keys(ctx: Ctx, p: RegisterUserKeys) -> KeyPairView:
    """Makes new API keys for a user, which end the old ones. With a name, a description or dates, it makes a further pair instead."""
    user = mine(ctx, p.id)
    if p.rules is not None:
        raise InvalidValue("rules are refused: an API key pair allows what the role of its account allows; use an account of another role")
    keys.check_outlives(ctx, user, p.end_date)
    if (p.name, p.description, p.start_date, p.end_date) != (None,) * 4:
        return _further(ctx, user, p)
    secret = keys.new_key()
    pair = keys.replace_own(ctx.db, user, ctx.sealer, keys.new_key(), secret)
    ctx.save()
    tell(ctx, user, "made new API keys of")
    return KeyPairView(api_key=pair.api_key, secret_key=secret, api_key_access=_access(ctx, user))


def _further(ctx: Ctx, user: User, p: RegisterUserKeys) -> KeyPairView:
    if p.end_date is not None and p.start_date is not None and p.end_date <= p.start_date:
        begins = p.start_date.isoformat()
        raise InvalidValue(f"enddate {p.end_date.isoformat()} is not after startdate {begins}; the pair would never be valid")
    if p.end_date is not None and p.end_date <= ctx.now:
        raise InvalidValue(
            f"enddate {p.end_date.isoformat()} is over; give one that is still to come, or none for a pair that does not end"
        )
    key, secret = keys.new_key(), keys.new_key()
    pair = ctx.insert(
        ApiKeyPair(
            user_id=user.id,
            account_id=user.account_id,
            name=p.name or f"key {key[:PREFIX]}",
            description=p.description,
            starts=p.start_date,
            ends=p.end_date,
            created=ctx.now,
            api_key=key,
            sealed_secret=ctx.sealer.seal(secret),
        )
    )
    tell(ctx, user, f"made {pair.shown} of")
    shown = _view(ctx, pair, user)
    shown.secret_key = secret
    return shown


class ListUserKeys(ListParams, frozen=True, kw_only=True):
    """Which pairs."""

    user_id: Annotated[Id | None, Names("User"), Doc("only those of this user; the caller's own when left out")] = None
    keypair_id: Annotated[Id | None, Names("ApiKeyPair"), Doc("only this pair")] = None
    apikeyfilter: Annotated[str | None, Doc("only the pair with this API key")] = None
    list_all: Annotated[bool, Only(DOMAIN_ADMINS), Doc("every pair the caller may see")] = False
    show_permissions: Annotated[bool, Doc("with the rules of each pair"), NoEffect("pairs have no rules: roles have")] = False


@command("listUserKeys", access=USERS, object_name="userapikey", since="4.23.0")
def list_user_keys(ctx: Ctx, p: ListUserKeys) -> Page[KeyPairView]:
    """Lists API key pairs, those that ended too, and never their secret keys: by default the caller's own."""
    query = ctx.visible(ApiKeyPair)
    if p.user_id is not None:
        query = query.where(ApiKeyPair.user_id == ctx.see(User, p.user_id, "userid").id)
    elif not p.list_all and p.keypair_id is None:
        query = query.where(ApiKeyPair.user_id == ctx.caller.user_id)
    query = narrow(query, (ApiKeyPair.id, p.keypair_id), (ApiKeyPair.api_key, p.apikeyfilter))
    query = containing(query, p.keyword, ApiKeyPair.name).order_by(ApiKeyPair.created)
    return ctx.page(query, p, load=lambda ids: _in_order(ctx, ids))


def _in_order(ctx: Ctx, ids: Sequence[str]) -> list[KeyPairView]:
    rows = ctx.db.execute(select(ApiKeyPair, User).join(User, User.id == ApiKeyPair.user_id).where(ApiKeyPair.id.in_(ids)))
    found = {pair.id: _view(ctx, pair, user) for pair, user in rows}
    return [found[id] for id in ids]


class DeleteUserKeys(Params, frozen=True, kw_only=True):
    """Which pair."""

    keypair_id: Annotated[Id, Names("ApiKeyPair"), Doc("the pair")]


@command("deleteUserKeys", access=USERS, event="DELETE.USER.KEY", entity=ENTITY, since="4.23.0")
def delete_user_keys(ctx: Ctx, p: DeleteUserKeys) -> Started[Success]:
    """Deletes an API key pair: it is valid no more from the next call on, and event streams opened with it end."""
    pair = ctx.get(ApiKeyPair, p.keypair_id, "keypairid")
    user = mine(ctx, pair.user_id)
    if pair.own and user.is_default:
        raise PermissionDenied(
            f"the own API key pair of user {user.name} was made by the first start, and programs on the server use it; "
            "have registerUserKeys renew it instead"
        )
    keys.remove(ctx.db, user, pair)
    ctx.save()
    return ops.settled(ctx, ENTITY, user.id, f"deleting {pair.shown} of user {user.name}", gone=True, account_id=user.account_id)
