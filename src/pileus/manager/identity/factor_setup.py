"""The commands that list, set up and take away second factors. Showing a code belongs to the log-in; `second_factor` says what is right."""

from typing import Annotated, ClassVar

from pileus.manager.identity import second_factor
from pileus.manager.identity.users import mine
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, Page, Params, Secret, View
from pileus.manager.kernel.errors import Conflict, InvalidValue, SecondFactorNeeded
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.model.user import User
from pileus.manager.ops import event_log


class ProviderView(View, kw_only=True):
    """A kind of second factor."""

    object_name: ClassVar[str] = "providers"
    name: str
    description: str


class ListProviders(ListParams, frozen=True, kw_only=True):
    """Which kinds."""

    name: Annotated[str | None, Doc("only the provider of this name")] = None


@command("listUserTwoFactorAuthenticatorProviders", access=USERS, since="4.18.0")
def list_providers(ctx: Ctx, p: ListProviders) -> Page[ProviderView]:
    """Lists the kinds of second factors that can be set up."""
    wanted = p.name.lower() if p.name else None
    known = [ProviderView(name=name, description=said) for name, said in second_factor.PROVIDERS.items() if wanted in (None, name)]
    return ctx.slice([view for view in known if p.keyword is None or p.keyword.lower() in view.name], p)


class SetupView(View, kw_only=True):
    """A second factor that was set up or taken away."""

    object_name: ClassVar[str] = "setup2fa"
    id: str
    account_id: str
    username: str
    secret_code: Annotated[str | None, Secret(), Doc("the PIN, or what the authenticator app is to be told; it is told only here")] = None


class SetUpFactor(Params, frozen=True, kw_only=True):
    """Which kind, or whose to take away."""

    enable: Annotated[bool, Doc("whether to set a second factor up; false takes it away")] = True
    provider: Annotated[str | None, Doc("kind of second factor; user.2fa.default.provider when left out")] = None
    user_id: Annotated[Id | None, Names("User"), Doc("whose second factor to take away; one's own when left out")] = None


@command("setupUserTwoFactorAuthentication", access=USERS, since="4.18.0")
def set_up_factor(ctx: Ctx, p: SetUpFactor) -> SetupView:
    """Makes a second factor for oneself, which counts once a code of it was validated; or takes one away.

    Administrators may take those of their users away. Whoever has one takes it away before making another.
    """
    user = mine(ctx, p.user_id or ctx.caller.user_id)
    if ctx.caller.unproven and (not p.enable or user.factor_proven):
        raise SecondFactorNeeded(f"user {user.name} has to show a code first (validateUserTwoFactorAuthenticationCode)")
    if not p.enable:
        second_factor.drop(user)
        return _done(ctx, user, "taken away")
    if user.id != ctx.caller.user_id:
        raise InvalidValue(f"user {user.name} is not you; everybody sets up an own second factor, and mandate2fa (updateUser) asks for one")
    second_factor.check_enabled(user, ctx.settings)
    if user.factor_proven:
        raise Conflict(f"user {user.name} has a second factor already; take it away first (enable=false)")
    made = second_factor.give(user, p.provider, ctx.settings, ctx.sealer)
    return _done(ctx, user, f"begun ({made.provider})", made.secret)


def _done(ctx: Ctx, user: User, what: str, secret: str | None = None) -> SetupView:
    event_log.also(ctx, "USER.UPDATE", f"second factor of user {user.name} {what}", entity="User", id=user.id, owner=user.account)
    return SetupView(id=user.id, account_id=user.account_id, username=user.name, secret_code=secret)
