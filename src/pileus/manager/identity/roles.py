"""Roles: listing them, and who may hand them out."""

from typing import Annotated, ClassVar

from sqlalchemy.orm import Session

from pileus.manager.identity.gate import ROOT_ADMIN, built_in, commands_of
from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, Page, View
from pileus.manager.kernel.errors import InvalidValue, PermissionDenied
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import DOMAIN_ADMINS, RoleType
from pileus.manager.model.account import Account, AccountType
from pileus.manager.model.role import Role

ROLE_OF_TYPE: dict[int, str] = {
    AccountType.USER: built_in("User"),
    AccountType.ADMIN: ROOT_ADMIN,
    AccountType.DOMAIN_ADMIN: built_in("Domain Admin"),
    AccountType.RESOURCE_ADMIN: built_in("Resource Admin"),
}
"""The built-in role that an account type alone asks for."""

RANK = {RoleType.USER: 0, RoleType.DOMAIN_ADMIN: 1, RoleType.RESOURCE_ADMIN: 2, RoleType.ADMIN: 3}


class RoleView(View, kw_only=True):
    """A role."""

    object_name: ClassVar[str] = "role"
    id: str
    name: str
    type: str
    description: str | None
    state: str = "enabled"
    is_default: bool
    is_public: bool


def view(role: Role) -> RoleView:
    """A role as its callers see it."""
    return RoleView(
        id=role.id, name=role.name, type=role.type, description=role.description, is_default=role.is_default, is_public=role.is_public
    )


class ListRoles(ListParams, frozen=True, kw_only=True):
    """Which roles."""

    id: Annotated[Id | None, Names("Role"), Doc("only this role")] = None
    name: Annotated[str | None, Doc("only the role of this name")] = None
    type: Annotated[str | None, Doc("only roles of this type: Admin, ResourceAdmin, DomainAdmin or User")] = None
    state: Annotated[str | None, Doc("only roles in this state; all are enabled")] = None


@command("listRoles", access=DOMAIN_ADMINS, since="4.9.0")
def list_roles(ctx: Ctx, p: ListRoles) -> Page[RoleView]:
    """Lists the roles the caller may see; roles of root admins are shown to root admins only."""
    query = narrow(ctx.visible(Role, p), (Role.id, p.id), (Role.name, p.name))
    if p.type is not None:
        query = query.where(Role.type == _type(p.type))
    if p.state is not None and p.state.lower() != "enabled":
        return Page(0, [])
    if not ctx.caller.is_root:
        query = query.where(Role.is_public, Role.type != RoleType.ADMIN)
    return ctx.page(containing(query, p.keyword, Role.name).order_by(Role.name), p, view)


def _type(said: str) -> RoleType:
    for type in RoleType:
        if type.lower() == said.lower():
            return type
    raise InvalidValue(f"role type {said} is unknown; give one of {', '.join(RoleType)}")


def asked(ctx: Ctx, role_id: str | None, account_type: int | None) -> Role:
    """The role a new account is to have: the one named, else the built-in one of an account type."""
    if role_id is not None:
        return ctx.use(Role, role_id, "roleid")
    if account_type is None:
        raise InvalidValue("neither roleid nor accounttype is given; give the id of a role (listRoles tells them)")
    if account_type not in ROLE_OF_TYPE:
        raise InvalidValue(f"accounttype {account_type} is unknown; give 0 (user), 1 (root admin), 2 (domain admin) or 3 (resource admin)")
    return ctx.use(Role, ROLE_OF_TYPE[account_type], "accounttype")


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


def covers(db: Session, caller: Caller, role: Role) -> bool:
    """Whether the caller's role is of at least that type and allows every command that role allows."""
    if caller.role_id in {role.id, ROOT_ADMIN}:
        return True
    return RANK[caller.role_type] >= RANK[role.type] and commands_of(db, role.id) <= commands_of(db, caller.role_id)
