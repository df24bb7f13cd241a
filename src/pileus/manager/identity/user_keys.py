"""API keys of users: telling them, making new ones, and whose a key is."""

from typing import Annotated, ClassVar

from pileus.manager.identity import keys
from pileus.manager.identity.users import UserId, UserView, mine, tell, view
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Params, Secret, View
from pileus.manager.kernel.errors import NotFound
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.model.access import SYSTEM
from pileus.manager.model.user import User


class GetUser(Params, frozen=True, kw_only=True):
    """Which user."""

    userapikey: Annotated[str, Doc("API key of the user")]


@command("getUser", access=USERS)
def get_user(ctx: Ctx, p: GetUser) -> UserView:
    """Finds the user an API key belongs to."""
    user = ctx.db.scalars(ctx.visible(User).where(User.api_key == p.userapikey)).one_or_none()
    if user is None:
        raise NotFound("userapikey", p.userapikey)
    return view(user, ctx.caller)


class KeysView(View, kw_only=True):
    """A user's API keys."""

    object_name: ClassVar[str] = "userkeys"
    api_key: str | None
    secret_key: Annotated[str | None, Secret()]
    api_key_access: bool


@command("getUserKeys", access=USERS, since="4.10.0")
def get_user_keys(ctx: Ctx, p: UserId) -> KeysView:
    """Tells a user's API keys: the secret one only to the user itself, who alone can have been given it."""
    user = mine(ctx, p.id)
    own = ctx.caller.user_id in {user.id, SYSTEM}
    return KeysView(
        api_key=user.api_key,
        secret_key=keys.secret_of(user, ctx.sealer) if own else None,
        api_key_access=keys.may_be_used((user.api_key_access, user.account.api_key_access), user.account.domain_id, ctx.settings),
    )


@command("registerUserKeys", access=USERS, event="REGISTER.USER.KEY", entity="User")
def register_user_keys(ctx: Ctx, p: UserId) -> KeysView:
    """Makes new API keys for a user, which end the old ones."""
    user = mine(ctx, p.id)
    secret = keys.renew(user, ctx.sealer)
    ctx.save()
    tell(ctx, user, "made new API keys of")
    return KeysView(
        api_key=user.api_key,
        secret_key=secret,
        api_key_access=keys.may_be_used((user.api_key_access, user.account.api_key_access), user.account.domain_id, ctx.settings),
    )
