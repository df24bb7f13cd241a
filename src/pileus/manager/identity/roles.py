"""Roles: list, create, update, import, delete, enable, disable. Their rules have a module of their own."""

from typing import Annotated, ClassVar

from msgspec import Struct
from sqlalchemy import delete, exists, select

from pileus.manager.identity.gate import ROOT_ADMIN, built_in, checked_rule
from pileus.manager.identity.powers import check_shape
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, Page, Params, Success, View
from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue, PermissionDenied
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, DOMAIN_ADMINS, RoleType
from pileus.manager.model.account import Account, AccountType
from pileus.manager.model.role import DISABLED, ENABLED, Role, RolePermission

ENTITY = "Role"

ROLE_OF_TYPE: dict[int, str] = {
    AccountType.USER: built_in("User"),
    AccountType.ADMIN: ROOT_ADMIN,
    AccountType.DOMAIN_ADMIN: built_in("Domain Admin"),
    AccountType.RESOURCE_ADMIN: built_in("Resource Admin"),
}
"""The built-in role that an account type alone asks for."""

PERMISSIONS = {"allow": True, "deny": False}


class RoleView(View, kw_only=True):
    """A role."""

    object_name: ClassVar[str] = "role"
    id: str
    name: str
    type: str
    description: str | None
    state: str
    is_default: bool
    is_public: bool


def view(role: Role) -> RoleView:
    """A role as its callers see it."""
    return RoleView(
        id=role.id,
        name=role.name,
        type=role.type,
        description=role.description,
        state=role.state,
        is_default=role.is_default,
        is_public=role.is_public,
    )


class ListRoles(ListParams, frozen=True, kw_only=True):
    """Which roles."""

    id: Annotated[Id | None, Names("Role"), Doc("only this role")] = None
    name: Annotated[str | None, Doc("only the role of this name")] = None
    type: Annotated[str | None, Doc("only roles of this type: Admin, ResourceAdmin, DomainAdmin or User")] = None
    state: Annotated[str | None, Doc("only roles in this state: enabled or disabled")] = None


@command("listRoles", access=DOMAIN_ADMINS, since="4.9.0")
def list_roles(ctx: Ctx, p: ListRoles) -> Page[RoleView]:
    """Lists the roles the caller may see; roles of root admins, and those that are not public, are shown to root admins only."""
    query = narrow(ctx.visible(Role, p), (Role.id, p.id), (Role.name, p.name), (Role.state, p.state.lower() if p.state else None))
    if p.type is not None:
        query = query.where(Role.type == _type(p.type))
    if not ctx.caller.is_root:
        query = query.where(Role.is_public, Role.type != RoleType.ADMIN)
    return ctx.page(containing(query, p.keyword, Role.name).order_by(Role.name), p, view)


def _type(said: str) -> RoleType:
    for type in RoleType:
        if type.lower() == said.lower():
            return type
    raise InvalidValue(f"role type {said} is unknown; give one of {', '.join(RoleType)}")


class NewRole(Params, frozen=True, kw_only=True):
    """What createRole and importRole have in common."""

    name: Annotated[str, Doc("name of the role, unique")]
    type: Annotated[str | None, Doc("Admin, ResourceAdmin, DomainAdmin or User; decides what is allowed where no rule matches")] = None
    description: Annotated[str | None, Doc("what the role is for")] = None
    is_public: Annotated[bool, Doc("whether administrators of domains see the role and may give it to accounts")] = True


class CreateRole(NewRole, frozen=True, kw_only=True):
    """The role."""

    role_id: Annotated[Id | None, Names("Role"), Doc("role whose type and rules it begins with; instead of type")] = None


@command("createRole", access=ADMINS, event="ROLE.CREATE", entity=ENTITY, since="4.9.0")
def create_role(ctx: Ctx, p: CreateRole) -> RoleView:
    """Creates a role, without rules or with a copy of another role's."""
    if (p.type is None) == (p.role_id is None):
        raise InvalidValue(f"role {p.name} needs either a type or the role it is a copy of; give one of type and roleid")
    mine = ctx.gate.allowed(ctx.db, ctx.caller)
    source = ctx.use(Role, p.role_id, "roleid") if p.role_id is not None else None
    role = _insert(ctx, p, source.type if source else _type(p.type or ""))
    if source is not None:
        _copy_rules(ctx, source, role)
    check_shape(ctx, role, mine)
    _tell(ctx, role, "created")
    return view(role)


def _insert(ctx: Ctx, p: NewRole, type: RoleType) -> Role:
    return ctx.insert(Role(name=_named(p.name), type=type, description=p.description, is_public=p.is_public))


def _named(name: str) -> str:
    if not name.strip():
        raise InvalidValue("the name of a role must not be blank; choose one")
    return name


def _copy_rules(ctx: Ctx, source: Role, role: Role) -> None:
    """What a built-in role's wildcards do not open, a copy's do not either."""
    rules = ctx.db.scalars(select(RolePermission).where(RolePermission.role_id == source.id).order_by(RolePermission.position))
    ctx.db.add_all(
        RolePermission(
            role_id=role.id,
            position=rule.position,
            rule=rule.rule,
            allow=rule.allow,
            bounded=source.is_default or rule.bounded,
            description=rule.description,
        )
        for rule in rules
    )


class Rule(Struct, frozen=True, kw_only=True):
    """One rule of an imported role."""

    rule: Annotated[str, Doc("name of a command, with * for any run of letters")]
    permission: Annotated[str, Doc("allow or deny")]
    description: Annotated[str | None, Doc("why")] = None


class ImportRole(NewRole, frozen=True, kw_only=True):
    """The role with its rules."""

    rules: Annotated[list[Rule], Doc("rules in order: rule, permission (allow or deny) and description")]
    forced: Annotated[bool, Doc("true: a role of that name is replaced")] = False


@command("importRole", access=ADMINS, event="ROLE.IMPORT", entity=ENTITY, since="4.15.0")
def import_role(ctx: Ctx, p: ImportRole) -> RoleView:
    """Creates a role with all its rules, or with forced replaces the role of that name."""
    if p.type is None:
        raise InvalidValue(f"role {p.name} needs a type; give one of {', '.join(RoleType)}")
    mine = ctx.gate.allowed(ctx.db, ctx.caller)
    role = ctx.db.scalar(select(Role).where(Role.name == p.name))
    if role is None:
        role = _insert(ctx, p, _type(p.type))
    elif not p.forced:
        raise Conflict(f"role {p.name} already exists; give forced=true to replace its rules, or choose another name")
    else:
        _own(role)
        _change_type(ctx, role, _type(p.type))
        role.description, role.is_public = p.description, p.is_public
        ctx.db.execute(delete(RolePermission).where(RolePermission.role_id == role.id))
    for position, rule in enumerate(p.rules):
        allow = permission(rule.permission)
        ctx.db.add(
            RolePermission(role_id=role.id, position=position, rule=checked_rule(rule.rule), allow=allow, description=rule.description)
        )
    check_shape(ctx, role, mine)
    _tell(ctx, role, "imported")
    return view(role)


class UpdateRole(Params, frozen=True, kw_only=True):
    """What to change of a role; what is left out stays."""

    id: Annotated[Id, Names("Role"), Doc("the role")]
    name: Annotated[str | None, Doc("new name")] = None
    type: Annotated[str | None, Doc("new type; only while no account has the role")] = None
    description: Annotated[str | None, Doc("what the role is for")] = None
    is_public: Annotated[bool | None, Doc("whether administrators of domains see the role")] = None


@command("updateRole", access=ADMINS, event="ROLE.UPDATE", entity=ENTITY, since="4.9.0")
def update_role(ctx: Ctx, p: UpdateRole) -> RoleView:
    """Changes a role that is not built in."""
    role = changeable(ctx, p.id)
    mine = ctx.gate.allowed(ctx.db, ctx.caller)
    if p.name is not None:
        role.name = _named(p.name)
    if p.type is not None:
        _change_type(ctx, role, _type(p.type))
    role.description = role.description if p.description is None else p.description
    role.is_public = role.is_public if p.is_public is None else p.is_public
    check_shape(ctx, role, mine)
    _tell(ctx, role, "updated")
    return view(role)


def _change_type(ctx: Ctx, role: Role, type: RoleType) -> None:
    if type is not role.type and _is_used(ctx, role):
        raise InUse(
            f"role {role.name} is the role of accounts, so its type stays {role.type}; give those another role first (updateAccount)"
        )
    role.type = type


class RoleId(Params, frozen=True, kw_only=True):
    """Which role."""

    id: Annotated[Id, Names("Role"), Doc("the role")]


@command("deleteRole", access=ADMINS, event="ROLE.DELETE", entity=ENTITY, since="4.9.0")
def delete_role(ctx: Ctx, p: RoleId) -> Success:
    """Deletes a role that is not built in and that no account has."""
    role = changeable(ctx, p.id)
    if _is_used(ctx, role):
        raise InUse(f"role {role.name} is the role of accounts; give those another role first (updateAccount)")
    # Accounts that are gone stay as rows and still name it: those are given the built-in role of its type.
    for account in ctx.db.scalars(select(Account).where(Account.role_id == role.id)):
        account.role_id = ROLE_OF_TYPE[account.type if account.type in ROLE_OF_TYPE else AccountType.USER]
    ctx.db.execute(delete(RolePermission).where(RolePermission.role_id == role.id))
    _tell(ctx, role, "deleted")
    ctx.db.delete(role)
    return Success()


@command("enableRole", access=ADMINS, event="ROLE.ENABLE", entity=ENTITY, since="4.20.0")
def enable_role(ctx: Ctx, p: RoleId) -> Success:
    """Enables a role: its accounts may call again."""
    role = changeable(ctx, p.id)
    role.state = ENABLED
    _tell(ctx, role, "enabled")
    return Success()


@command("disableRole", access=ADMINS, event="ROLE.DISABLE", entity=ENTITY, since="4.20.0")
def disable_role(ctx: Ctx, p: RoleId) -> Success:
    """Disables a role: from now on its accounts may call nothing."""
    role = changeable(ctx, p.id)
    if role.id == ctx.caller.role_id:
        raise PermissionDenied(f"role {role.name} is your own; without it you could call nothing. Have another administrator disable it")
    role.state = DISABLED
    _tell(ctx, role, "disabled")
    return Success()


def changeable(ctx: Ctx, id: str, param: str = "id") -> Role:
    """A role that may be changed: any but the built-in ones, which every release brings along as they are."""
    return _own(ctx.get(Role, id, param))


def _own(role: Role) -> Role:
    if role.is_default:
        raise PermissionDenied(f"role {role.name} is built in and stays as it is; make a copy of it with createRole roleid={role.id}")
    return role


def permission(said: str) -> bool:
    """Whether a rule allows, from CloudStack's word for it."""
    if said.lower() not in PERMISSIONS:
        raise InvalidValue(f"permission {said} is unknown; give allow or deny")
    return PERMISSIONS[said.lower()]


def asked(ctx: Ctx, role_id: str | None, account_type: int | None) -> Role:
    """The role a new account is to have: the one named, else the built-in one of an account type."""
    if role_id is not None:
        return checked(ctx.use(Role, role_id, "roleid"))
    if account_type is None:
        raise InvalidValue("neither roleid nor accounttype is given; give the id of a role (listRoles tells them)")
    if account_type not in ROLE_OF_TYPE:
        raise InvalidValue(f"accounttype {account_type} is unknown; give 0 (user), 1 (root admin), 2 (domain admin) or 3 (resource admin)")
    return ctx.use(Role, ROLE_OF_TYPE[account_type], "accounttype")


def checked(role: Role) -> Role:
    """A role that an account may be given: not a disabled one."""
    if role.state != ENABLED:
        raise InvalidValue(f"role {role.name} is disabled; enable it first (enableRole), or give another one")
    return role


def _is_used(ctx: Ctx, role: Role) -> bool:
    return bool(ctx.db.scalar(select(exists().where(Account.role_id == role.id, Account.removed.is_(None)))))


def _tell(ctx: Ctx, role: Role, did: str) -> None:
    ctx.tell(f"{did} role {role.name}", id=role.id)
