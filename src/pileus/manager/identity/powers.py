"""Who is above whom: which roles a caller may hand out, and whose accounts it may change."""

from sqlalchemy.orm import Session

from pileus.manager.identity.gate import ROOT_ADMIN, commands_of
from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.errors import PermissionDenied
from pileus.manager.kernel.roles import RoleType
from pileus.manager.kernel.settings import Scope, flag, text
from pileus.manager.model.access import SYSTEM
from pileus.manager.model.account import Account
from pileus.manager.model.role import Role
from pileus.manager.model.user import User

RANK = {RoleType.USER: 0, RoleType.DOMAIN_ADMIN: 1, RoleType.RESOURCE_ADMIN: 2, RoleType.ADMIN: 3}


def _types_fault(value: str) -> str | None:
    unknown = [word for word in _words(value) if word not in list(RoleType)]
    return f"names {', '.join(unknown)}; it takes {', '.join(RoleType)}, with commas between them" if unknown else None


def _words(value: str) -> list[str]:
    return [word for part in value.split(",") if (word := part.strip())]


AMONG_COLLEAGUES = flag(
    "allow.operations.on.users.in.same.account",
    default=True,
    doc="Whether administrators may change other users of their own account.",
    category="Hidden",
    scopes=(Scope.DOMAIN,),
)
AMONG_EQUALS = text(
    "role.types.allowed.for.operations.on.accounts.of.same.role.type",
    "Admin, ResourceAdmin, DomainAdmin",
    "Types of roles whose callers may change other accounts with a role of the same type, and their users.",
    category="Hidden",
    scopes=(Scope.DOMAIN,),
    check=_types_fault,
)


def check_grant(ctx: Ctx, role: Role) -> None:
    """Refuses to hand out a role that allows more than the caller's own."""
    if not covers(ctx.db, ctx.caller, role):
        raise PermissionDenied(
            f"role {role.name} allows more than your own role; only a caller who may do all of it can give it to an account"
        )


def check_power(ctx: Ctx, account: Account, user: User | None = None) -> None:
    """Refuses to change an account, or this user of it, whose role allows more than the caller's own, and what settings keep equals from.

    The own account passes, and nothing of settings keeps the first administrator from anything.
    """
    if account.id == ctx.caller.account_id:
        _check_colleague(ctx, user)
        return
    if not covers(ctx.db, ctx.caller, account.role):
        raise PermissionDenied(
            f"account {account.name} has the role {account.role.name}, which allows more than your own; ask one of its kind"
        )
    allowed = _words(ctx.settings.get(AMONG_EQUALS, scope=Scope.DOMAIN, of=ctx.caller.domain_id))
    if account.role.type is ctx.caller.role_type and account.role.type not in allowed and not _is_first(ctx):
        raise PermissionDenied(
            f"account {account.name} has a role of type {account.role.type} like your own, and {AMONG_EQUALS.name} names only "
            f"{', '.join(allowed) or 'none'}; ask an administrator above you"
        )


def _check_colleague(ctx: Ctx, user: User | None) -> None:
    if user is None or user.id == ctx.caller.user_id or ctx.settings.get(AMONG_COLLEAGUES, scope=Scope.DOMAIN, of=ctx.caller.domain_id):
        return
    if not _is_first(ctx):
        raise PermissionDenied(
            f"user {user.name} is of your own account, and {AMONG_COLLEAGUES.name} keeps its users from changing each other; "
            "ask an administrator of another account"
        )


def _is_first(ctx: Ctx) -> bool:
    """Whether the system itself calls, or the first administrator, without whom nobody could help."""
    return ctx.caller.account_id == SYSTEM or ctx.db.get_one(Account, ctx.caller.account_id).is_default


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
