"""Whose an object is or will be: the caller's own, or that of the account or project a parameter names."""

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import OwnedParams
from pileus.manager.kernel.errors import InvalidValue, NotFound, PermissionDenied
from pileus.manager.model.account import Account
from pileus.manager.model.project import Project, ProjectState


def whose(ctx: Ctx, account: str | None, domain_id: str | None, project_id: str | None) -> Account:
    """The account whose things a command is about, be it enabled or not. Only accounts the caller has power over can be named."""
    if project_id is None:
        return ctx.db.get_one(Account, ctx.caller.account_id) if account is None else named(ctx, account, domain_id)
    if account is not None:
        raise InvalidValue("account does not go with projectid; give one of them")
    return ctx.see(Project, project_id, "projectid").account


def owner(ctx: Ctx, account: str | None, domain_id: str | None, project_id: str | None) -> Account:
    """The account that will own what the command makes. Only accounts the caller has power over can be named."""
    found = whose(ctx, account, domain_id, project_id)
    if project_id is None:
        return _enabled(found)
    project = ctx.db.get_one(Project, project_id)
    if project.state is not ProjectState.ACTIVE:
        raise PermissionDenied(f"project {project.name} is {project.state}; nothing new can be made in it until it is activated")
    return found


def named(ctx: Ctx, account: str, domain_id: str | None) -> Account:
    """The account of that name in a domain, else in the caller's; one the caller has no power over does not exist."""
    found = ctx.db.scalars(ctx.visible(Account, OwnedParams(account=account, domain_id=domain_id))).one_or_none()
    if found is None:
        raise NotFound("account", account)
    return found


def check_enabled(ctx: Ctx, account_id: str) -> None:
    """Refuses to use more for an owner that is disabled or locked, or a project that is not active."""
    account = ctx.db.get_one(Account, account_id)
    if account.project_id is not None:
        if account.state != "enabled":
            raise PermissionDenied(f"project {account.project_name} is not active; activate it first (activateProject)")
        return
    _enabled(account)


def _enabled(found: Account) -> Account:
    if found.state != "enabled":
        raise PermissionDenied(f"account {found.name} is {found.state}; nothing new can be made for it until it is enabled again")
    return found
