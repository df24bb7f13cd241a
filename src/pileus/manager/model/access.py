"""The access rules of the models: who sees, uses and changes which rows."""

import functools
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, column, false, func, or_, select, table, true
from sqlalchemy.orm import Session

from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.declare import OwnedParams
from pileus.manager.kernel.errors import InvalidValue, NotFound
from pileus.manager.kernel.ids import derived_id
from pileus.manager.kernel.roles import ADMINS, DOMAIN_ADMINS, Access, RoleType

ACCOUNT = table("account", column("id"), column("domain_id"), column("project_id"), column("name"), column("removed"))
DOMAIN = table("domain", column("id"), column("path"), column("removed"))
"""The two tables that all rules lean on, named instead of imported: their own models have rules from this module."""

EVERY_PROJECT = "-1"
"""What `projectid` says of all projects the caller may see."""

SYSTEM = derived_id("pileus", "system")
"""Id of the system's own account and of its user. No list shows them, no call changes them."""


def below(top: Any) -> ColumnElement[bool]:
    """DOMAIN's path begins with that of the domain `top`: a text or a subquery. Exactly, as LIKE would not: it ignores case on SQLite."""
    return func.substr(DOMAIN.c.path, 1, func.length(top)) == top


def above(path: str) -> set[str]:
    """The path of a domain and those of all above it."""
    steps = path.strip("/").split("/")
    return {"/", *("/" + "/".join(steps[: depth + 1]) + "/" for depth in range(len(steps)) if steps[depth])}


def accounts_of(caller: Caller) -> ColumnElement[bool]:
    """The accounts a caller has power over, as a condition on ACCOUNT: all, the domain's tree, or the own one."""
    if caller.is_root:
        return true()
    own = ACCOUNT.c.id == caller.account_id
    projects = ACCOUNT.c.project_id.in_(caller.project_ids) if caller.project_ids else false()
    if caller.role_type is RoleType.DOMAIN_ADMIN:
        return or_(own, projects, ACCOUNT.c.domain_id.in_(domains_of(caller)))
    return or_(own, projects)


def domains_of(caller: Caller) -> Select[str]:
    """Ids of the domains a caller's sight covers: the own one, with everything below for admins of domains."""
    query = select(DOMAIN.c.id)
    if caller.is_root:
        return query
    if caller.role_type is RoleType.DOMAIN_ADMIN:
        return query.where(below(caller.domain_path))
    return query.where(DOMAIN.c.id == caller.domain_id)


def named_account(caller: Caller, p: OwnedParams) -> Select[str]:
    """Id of the account a list asks for by name, if the caller has power over it."""
    return select(ACCOUNT.c.id).where(
        ACCOUNT.c.name == p.account,
        ACCOUNT.c.domain_id == (p.domain_id or caller.domain_id),
        ACCOUNT.c.removed.is_(None),
        ACCOUNT.c.project_id.is_(None),
        accounts_of(caller),
    )


def of_project(caller: Caller, project_id: str | None) -> Select[str]:
    """Id of the account that owns a project's things, if the caller has power over it."""
    return select(ACCOUNT.c.id).where(ACCOUNT.c.project_id == project_id, ACCOUNT.c.removed.is_(None), accounts_of(caller))


class _Asking:
    """What all rules refuse alike."""

    def check(self, db: Session, caller: Caller, p: OwnedParams) -> None:
        """Refuses a list that asks for a domain or account the caller cannot see, as an unknown id is refused."""
        if p.domain_id is not None:
            seen = select(DOMAIN.c.id).where(DOMAIN.c.id == p.domain_id, DOMAIN.c.removed.is_(None), DOMAIN.c.id.in_(domains_of(caller)))
            if db.scalar(seen) is None:
                raise NotFound("domainid", p.domain_id)
        if p.account is not None and db.scalar(named_account(caller, p)) is None:
            raise NotFound("account", p.account)
        if p.project_id not in (None, EVERY_PROJECT) and db.scalar(of_project(caller, p.project_id)) is None:
            raise NotFound("projectid", p.project_id)


class Everyone(_Asking):
    """Part of the infrastructure that everybody may see and build upon, and only root admins change: offerings, OS types."""

    def visible(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """All."""
        del caller, model
        return true()

    def usable(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """All."""
        return self.visible(caller, model)

    def changeable(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """Root admins only."""
        del model
        return true() if caller.has(ADMINS) else false()

    def scoped(self, caller: Caller, model: type[Any], p: OwnedParams, query: Select[Any]) -> Select[Any]:
        """Ownership means nothing here."""
        del caller, model, p
        return query


class AdminsOnly(Everyone):
    """Part of the infrastructure that only some roles see: hosts, pools. `seen_by` is root admins unless said otherwise."""

    def __init__(self, seen_by: Access = ADMINS) -> None:
        self._seen_by = seen_by

    def visible(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """All, for those roles."""
        del model
        return true() if caller.has(self._seen_by) else false()


class Owned(_Asking):
    """Belongs to an account: its users, the admins of its domain or one above, and root admins."""

    def owner(self, model: type[Any]) -> Any:
        """The column that holds the account's id."""
        return model.account_id

    def owned(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """Rows of accounts that the caller has power over."""
        if caller.is_root:
            return true()
        if not caller.has(DOMAIN_ADMINS) and not caller.project_ids:
            return self.owner(model) == caller.account_id
        return self.owner(model).in_(select(ACCOUNT.c.id).where(accounts_of(caller)))

    def visible(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """Owned rows."""
        return self.owned(caller, model)

    def usable(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """Owned rows."""
        return self.owned(caller, model)

    def changeable(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """Owned rows."""
        return self.owned(caller, model)

    def scoped(self, caller: Caller, model: type[Any], p: OwnedParams, query: Select[Any]) -> Select[Any]:
        """CloudStack's defaults: the own account, unless an account, domain, project or `listall` was asked for."""
        column = self.owner(model)
        if p.project_id is not None:
            return self._of_project(column, p, query, caller)
        if p.account is not None:
            return query.where(column.in_(named_account(caller, p)))
        if p.domain_id is not None:
            return query.where(column.in_(self._of_domain(caller, p)))
        if not p.list_all:
            return query.where(column == caller.account_id)
        if caller.project_ids or caller.has(DOMAIN_ADMINS):
            of_projects = select(ACCOUNT.c.id).where(ACCOUNT.c.project_id.is_not(None))
            return query.where(column.not_in(of_projects))  # not "in the others": the database would go through them, and sort
        return query

    def _of_project(self, column: Any, p: OwnedParams, query: Select[Any], caller: Caller) -> Select[Any]:
        if p.account is not None:
            raise InvalidValue("account does not go with projectid; give one of them")
        if p.project_id == EVERY_PROJECT:
            return query if p.list_all else query.where(column.in_(select(ACCOUNT.c.id).where(ACCOUNT.c.project_id.is_not(None))))
        return query.where(column.in_(of_project(caller, p.project_id)))

    def _of_domain(self, caller: Caller, p: OwnedParams) -> Select[str]:
        domains = domains_of(caller)
        if p.is_recursive:
            top = select(DOMAIN.c.path).where(DOMAIN.c.id == p.domain_id).scalar_subquery()
            domains = domains.where(below(top))
        else:
            domains = domains.where(DOMAIN.c.id == p.domain_id)
        return select(ACCOUNT.c.id).where(ACCOUNT.c.domain_id.in_(domains), ACCOUNT.c.project_id.is_(None), accounts_of(caller))


class OwnedOrAskedFor(Owned):
    """Belongs to an account, and besides to the user who asked for it, who may be of another or lose the power over it by it: jobs."""

    def owned(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """Rows of accounts that the caller has power over, and those that it asked for itself."""
        owned = super().owned(caller, model)
        return owned if caller.is_root else or_(owned, model.user_id == caller.user_id)


@functools.lru_cache(maxsize=256)
def _open(model: type[Any], caller: Caller) -> ColumnElement[bool]:
    """A model's condition for a caller, which hangs on nothing else: to make it costs more than to ask the database."""
    condition: ColumnElement[bool] = model.open_to(caller)
    return condition


class OwnedOrPublic(Owned):
    """Belongs to an account, and may be used by others where its `shared_with` condition says so: public templates, shared networks."""

    def shared(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """Rows open to the caller although another's. The model's class method `open_to` says which."""
        return _open(model, caller)

    def visible(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """Owned and open rows."""
        return or_(self.owned(caller, model), self.shared(caller, model))

    def usable(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """Owned and open rows."""
        return self.visible(caller, model)

    def scoped(self, caller: Caller, model: type[Any], p: OwnedParams, query: Select[Any]) -> Select[Any]:
        """Open rows stand in every list that does not ask for one owner."""
        if p.account is not None or p.project_id is not None or p.domain_id is not None:
            return super().scoped(caller, model, p, query)
        if p.list_all:
            return query
        return query.where(or_(self.owner(model) == caller.account_id, self.shared(caller, model)))


class InDomains(_Asking):
    """A domain: seen from its tree, changed by admins from the domain itself upwards."""

    def visible(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """The own domain, and those below for admins."""
        return and_(model.removed.is_(None), model.id.in_(domains_of(caller)))

    def usable(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """The same."""
        return self.visible(caller, model)

    def changeable(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """For admins only."""
        return self.visible(caller, model) if caller.has(DOMAIN_ADMINS) else false()

    def scoped(self, caller: Caller, model: type[Any], p: OwnedParams, query: Select[Any]) -> Select[Any]:
        """No further narrowing."""
        del caller, model, p
        return query


class AccountsOfCaller(Owned):
    """An account, a project or user through its account. What of it a mere user may change, the command decides."""

    def owner(self, model: type[Any]) -> Any:
        """An account owns itself."""
        return model.id if model.__tablename__ == ACCOUNT.name else model.account_id

    def owned(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """Accounts the caller has power over, and their users, unless they were removed. Projects' accounts are reached by the project."""
        owner = self.owner(model)
        rows = and_(model.removed.is_(None), owner != SYSTEM, owner.in_(select(ACCOUNT.c.id).where(accounts_of(caller))))
        return and_(rows, model.project_id.is_(None)) if model.__tablename__ == ACCOUNT.name else rows
