"""Who is above whom: which roles a caller may hand out, and whose accounts it may change."""

from sqlalchemy.orm import Session

from pileus.manager.identity.gate import ROOT_ADMIN, commands_of
from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.errors import PermissionDenied
from pileus.manager.kernel.roles import RoleType
from pileus.manager.model.account import Account
from pileus.manager.model.role import Role

RANK = {RoleType.USER: 0, RoleType.DOMAIN_ADMIN: 1, RoleType.RESOURCE_ADMIN: 2, RoleType.ADMIN: 3}


def check_grant(ctx: Ctx, role: Role) -> None:
    """Refuses to hand out a role that allows more than the caller's own."""
    if not covers(ctx.db, ctx.caller, role):
        raise PermissionDenied(
            f"role {role.name} allows more than your own role; only a caller who may do all of it can give it to an account"
        )


def check_power(ctx: Ctx, account: Account) -> None:
    """Refuses to change an account, or a user of it, whose role allows more than the caller's own. The own account passes."""
    if account.id != ctx.caller.account_id and not covers(ctx.db, ctx.caller, account.role):
        raise PermissionDenied(
            f"account {account.name} has the role {account.role.name}, which allows more than your own; ask one of its kind"
        )


def check_shape(ctx: Ctx, role: Role, mine: frozenset[str]) -> None:
    """Refuses to leave a role, as the call has made it, with more than `mine`: what the caller could call before.

    Else whoever may change roles could give oneself what one lacks.
    """
    ctx.save()
    if RANK[ctx.caller.role_type] < RANK[role.type] or not commands_of(ctx.db, role.id) <= mine:
        raise PermissionDenied(
            f"role {role.name} would allow more than your own role; leave out what you may not do yourself, or ask a root administrator"
        )


def covers(db: Session, caller: Caller, role: Role) -> bool:
    """Whether the caller's role is of at least that type and allows every command that role allows."""
    if caller.role_id in {role.id, ROOT_ADMIN}:
        return True
    return RANK[caller.role_type] >= RANK[role.type] and commands_of(db, role.id) <= commands_of(db, caller.role_id)
