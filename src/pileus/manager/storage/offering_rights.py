"""Who may tag the offerings it makes, as a command that forms ask beforehand."""

from typing import Annotated, ClassVar

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Names, Params, View
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, RoleType
from pileus.manager.kernel.settings import Scope
from pileus.manager.model.account import Account
from pileus.manager.storage.offered import TAGGED_BY_DOMAIN_ADMINS


class AllowedView(View, kw_only=True):
    """Whether it is so."""

    object_name: ClassVar[str] = "isallowed"
    is_allowed: bool


class WhichAccount(Params, frozen=True, kw_only=True):
    """Which account."""

    id: Annotated[Id, Names("Account"), Doc("the account")]


@command("isAccountAllowedToCreateOfferingsWithTags", access=ADMINS, writes=False)
def may_tag_offerings(ctx: Ctx, p: WhichAccount) -> AllowedView:
    """Tells whether an account may give host and storage tags to the offerings it makes."""
    account = ctx.see(Account, p.id)
    if account.role.type is not RoleType.DOMAIN_ADMIN:
        return AllowedView(is_allowed=account.role.type is RoleType.ADMIN)
    return AllowedView(is_allowed=ctx.settings.get(TAGGED_BY_DOMAIN_ADMINS, scope=Scope.ACCOUNT, of=account.id))
