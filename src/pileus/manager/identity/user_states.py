"""Users: enable, disable, lock, move, delete. What becomes of a user counts from its next call on; its sessions end at once."""

from datetime import datetime
from typing import Annotated

from sqlalchemy import delete
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.identity import keys, password_reset, second_factor, sessions, throttle
from pileus.manager.identity.powers import check_power
from pileus.manager.identity.users import UserId, UserView, mine, tell, view, views
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Names, Params, Started, Success
from pileus.manager.kernel.errors import Conflict, InvalidValue, NotFound, PermissionDenied
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, DOMAIN_ADMINS
from pileus.manager.model.account import Account
from pileus.manager.model.project import ProjectInvitation, ProjectMember
from pileus.manager.model.user import User

ENTITY = "User"


@command("enableUser", access=DOMAIN_ADMINS, event="USER.ENABLE", entity=ENTITY)
def enable_user(ctx: Ctx, p: UserId) -> UserView:
    """Enables a user, for instance one that was disabled by failed log-ins."""
    user = mine(ctx, p.id)
    user.state = "enabled"
    throttle.forget(ctx.db, throttle.subject_of_name(user.domain_id, user.name))
    ctx.save()
    tell(ctx, user, "enabled")
    return view(ctx, user)


@ops.shows(ENTITY)
def shown(db: Session, id: str) -> UserView:
    """A user as the result of a job has it."""
    return views(db, [db.get_one(User, id)], None)[0]


@command("disableUser", access=DOMAIN_ADMINS, event="USER.DISABLE", entity=ENTITY)
def disable_user(ctx: Ctx, p: UserId) -> Started[UserView]:
    """Disables a user: it may not log in or call until it is enabled, and its sessions end. Its key pairs stay, to be used again then."""
    user = _other(ctx, p.id, "disabled")
    user.state = "disabled"
    sessions.end_all(ctx.db, [user.id])
    return ops.settled(ctx, ENTITY, user.id, f"disabling user {user.name}", account_id=user.account_id)


@command("lockUser", access=DOMAIN_ADMINS, event="USER.LOCK", entity=ENTITY)
def lock_user(ctx: Ctx, p: UserId) -> UserView:
    """Locks a user: it may not log in or call until it is enabled. Meant for a suspicion, where disabling is for good."""
    user = _other(ctx, p.id, "locked")
    if user.state != "enabled":
        raise Conflict(f"user {user.name} is {user.state}; only an enabled user can be locked")
    user.state = "locked"
    sessions.end_all(ctx.db, [user.id])
    ctx.save()
    tell(ctx, user, "locked")
    return view(ctx, user)


@command("deleteUser", access=DOMAIN_ADMINS, event="USER.DELETE", entity=ENTITY)
def delete_user(ctx: Ctx, p: UserId) -> Success:
    """Deletes a user. What it made belongs to its account and stays."""
    user = _other(ctx, p.id, "deleted")
    tell(ctx, user, "deleted")
    remove(ctx.db, user, ctx.now)
    return Success()


def remove(db: Session, user: User, now: datetime) -> None:
    """Ends a user: its sessions, keys, second factor and memberships go; the row stays, since events name it."""
    sessions.end_all(db, [user.id])
    second_factor.drop(user)
    password_reset.revoke(db, user.id)
    db.execute(delete(ProjectMember).where(ProjectMember.user_id == user.id))
    db.execute(delete(ProjectInvitation).where(ProjectInvitation.user_id == user.id))
    keys.remove_all(db, user.id)
    user.removed = now


class MoveUser(Params, frozen=True, kw_only=True):
    """Which user, and where to."""

    id: Annotated[Id, Names("User"), Doc("the user")]
    account: Annotated[str | None, Doc("name of the new account, in the user's domain")] = None
    account_id: Annotated[Id | None, Names("Account"), Doc("the new account, in the user's domain")] = None


@command("moveUser", access=ADMINS, event="USER.MOVE", entity=ENTITY, since="4.11.0")
def move_user(ctx: Ctx, p: MoveUser) -> Success:
    """Moves a user to another account of its domain. What it made stays with the old account."""
    if (p.account is None) == (p.account_id is None):
        raise InvalidValue(f"give the account that user {p.id} moves to, by one of account and accountid")
    user = _other(ctx, p.id, "moved")
    query = ctx.visible(Account).where(Account.domain_id == user.domain_id)
    query = query.where(Account.id == p.account_id) if p.account_id else query.where(Account.name == p.account)
    account = ctx.db.scalars(query).one_or_none()
    if account is None:
        raise NotFound("accountid" if p.account_id else "account", p.account_id or p.account)
    if account.id == user.account_id:
        raise InvalidValue(f"user {user.name} is in account {account.name} already; name another one")
    check_power(ctx, account)
    old = user.account.name
    ctx.db.execute(delete(ProjectMember).where(ProjectMember.user_id == user.id))
    user.account = account
    keys.move_all(ctx.db, user.id, account.id)
    sessions.end_all(ctx.db, [user.id])
    ctx.save()
    ctx.tell(f"moved user {user.name} from account {old} to {account.name}", id=user.id, account_id=account.id, domain_id=account.domain_id)
    return Success()


def _other(ctx: Ctx, id: str, what: str) -> User:
    """A user that the caller may end: not itself, and not the first administrator, without whom nobody could help."""
    user = mine(ctx, id)
    if user.is_default:
        raise PermissionDenied(f"user {user.name} was made by the first start and cannot be {what}; disable its API keys instead")
    if user.id == ctx.caller.user_id:
        raise PermissionDenied(f"user {user.name} is you and cannot be {what} by yourself; ask another administrator")
    return user
