"""Whose a new object is: the caller's own, or that of the account or project a parameter names."""

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.errors import InvalidValue, NotFound, PermissionDenied
from pileus.manager.model.account import Account


def owner(ctx: Ctx, account: str | None, domain_id: str | None, project_id: str | None) -> Account:
    """The account that will own what the command makes. Only accounts the caller has power over can be named."""
    if project_id is not None:
        if account is not None:
            raise InvalidValue("account does not go with projectid; give one of them")
        query = ctx.visible(Account).where(Account.project_id == project_id, Account.removed.is_(None))
        return _enabled(ctx.db.scalars(query).one_or_none(), "projectid", project_id)
    if account is None:
        return _enabled(ctx.db.get(Account, ctx.caller.account_id), "account", ctx.caller.account_name)
    query = ctx.visible(Account).where(
        Account.name == account, Account.domain_id == (domain_id or ctx.caller.domain_id), Account.removed.is_(None)
    )
    return _enabled(ctx.db.scalars(query).one_or_none(), "account", account)


def _enabled(found: Account | None, param: str, value: str) -> Account:
    if found is None:
        raise NotFound(param, value)
    if found.state != "enabled":
        raise PermissionDenied(f"account {found.name} is {found.state}; nothing new can be made for it until it is enabled again")
    return found
