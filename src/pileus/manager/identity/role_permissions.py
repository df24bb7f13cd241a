"""The rules of roles: list, create, update, delete. What they say counts from the next call on."""

from typing import Annotated, Any, ClassVar

from sqlalchemy import func, select

from pileus.manager.identity.gate import checked_rule
from pileus.manager.identity.powers import check_shape
from pileus.manager.identity.roles import ENTITY, changeable, permission
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, Page, Params, Success, View
from pileus.manager.kernel.errors import Conflict, InvalidValue, NotFound
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.model.role import Role, RolePermission


class RolePermissionView(View, kw_only=True):
    """A rule of a role."""

    object_name: ClassVar[str] = "rolepermission"
    id: str
    role_id: str
    role_name: str
    rule: str
    permission: str
    description: str | None


def view(rule: RolePermission, role: Role) -> RolePermissionView:
    """A rule as administrators see it."""
    return RolePermissionView(
        id=rule.id,
        role_id=role.id,
        role_name=role.name,
        rule=rule.rule,
        permission="allow" if rule.allow else "deny",
        description=rule.description,
    )


class ListRolePermissions(Params, frozen=True, kw_only=True):
    """Whose rules."""

    role_id: Annotated[Id | None, Names("Role"), Doc("only rules of this role")] = None


@command("listRolePermissions", access=ADMINS, since="4.9.0")
def list_role_permissions(ctx: Ctx, p: ListRolePermissions) -> Page[RolePermissionView]:
    """Lists the rules of a role, or of all roles, in the order in which they are matched."""
    roles = {role.id: role for role in ctx.db.scalars(ctx.visible(Role))}
    if p.role_id is not None and p.role_id not in roles:
        raise NotFound("roleid", p.role_id)
    query = ctx.visible(RolePermission).order_by(RolePermission.role_id, RolePermission.position)
    if p.role_id is not None:
        query = query.where(RolePermission.role_id == p.role_id)
    return ctx.slice([view(rule, roles[rule.role_id]) for rule in ctx.db.scalars(query)], ListParams(pagesize=-1))


class CreateRolePermission(Params, frozen=True, kw_only=True):
    """The rule."""

    role_id: Annotated[Id, Names("Role"), Doc("the role")]
    rule: Annotated[str, Doc("name of a command, with * for any run of letters")]
    permission: Annotated[str, Doc("allow or deny")]
    description: Annotated[str | None, Doc("why")] = None


@command("createRolePermission", access=ADMINS, event="ROLE.PERMISSION.CREATE", entity=ENTITY, since="4.9.0")
def create_role_permission(ctx: Ctx, p: CreateRolePermission) -> RolePermissionView:
    """Adds a rule after all others of a role."""
    role = changeable(ctx, p.role_id, "roleid")
    mine = ctx.gate.allowed(ctx.db, ctx.caller)
    last = ctx.db.scalar(select(func.max(RolePermission.position)).where(RolePermission.role_id == role.id))
    rule = RolePermission(
        role_id=role.id,
        position=0 if last is None else last + 1,
        rule=checked_rule(p.rule),
        allow=permission(p.permission),
        description=p.description,
    )
    ctx.insert(rule)
    check_shape(ctx, role, mine)
    ctx.tell(f"added rule {p.permission.lower()} {p.rule} to role {role.name}", id=role.id)
    return view(rule, role)


class UpdateRolePermission(Params, frozen=True, kw_only=True):
    """Which rule and what it says, or the order of all."""

    role_id: Annotated[Id, Names("Role"), Doc("the role")]
    rule_order: Annotated[list[Id] | None, Names("RolePermission"), Doc("all rules of the role in their new order")] = None
    rule_id: Annotated[Id | None, Names("RolePermission"), Doc("a rule; goes with permission")] = None
    permission: Annotated[str | None, Doc("allow or deny; goes with ruleid")] = None


@command("updateRolePermission", access=ADMINS, event="ROLE.PERMISSION.UPDATE", entity=ENTITY, since="4.9.0")
def update_role_permission(ctx: Ctx, p: UpdateRolePermission) -> Success:
    """Changes what a rule says, or the order of a role's rules."""
    role = changeable(ctx, p.role_id, "roleid")
    mine = ctx.gate.allowed(ctx.db, ctx.caller)
    rules = {rule.id: rule for rule in ctx.db.scalars(select(RolePermission).where(RolePermission.role_id == role.id))}
    rearrange(f"role {role.name}", rules, p.rule_order, p.rule_id, p.permission)
    check_shape(ctx, role, mine)
    ctx.tell(f"changed the rules of role {role.name}", id=role.id)
    return Success()


def rearrange(
    whose: str, rules: dict[str, Any], order: list[str] | None, rule_id: str | None, said: str | None, *, param: str = "ruleid"
) -> None:
    """Does what updateRolePermission and its twin for projects ask: a new order of all rules, or a new word for one."""
    if (order is None) == (rule_id is None and said is None):
        raise InvalidValue(f"give either the order of all rules of {whose}, or one rule with its permission")
    if order is None:
        if rule_id is None or said is None:
            raise InvalidValue(f"a rule of {whose} and its permission go together; give both")
        if rule_id not in rules:
            raise NotFound(param, rule_id)
        rules[rule_id].allow = permission(said)
        return
    if len(order) != len(rules) or set(order) != set(rules):
        raise Conflict(
            f"ruleorder must name each of the {len(rules)} rules of {whose} once; list them anew, somebody may have changed them"
        )
    for position, id in enumerate(order):
        rules[id].position = position


class RolePermissionId(Params, frozen=True, kw_only=True):
    """Which rule."""

    id: Annotated[Id, Names("RolePermission"), Doc("the rule")]


@command("deleteRolePermission", access=ADMINS, event="ROLE.PERMISSION.DELETE", entity=ENTITY, since="4.9.0")
def delete_role_permission(ctx: Ctx, p: RolePermissionId) -> Success:
    """Takes a rule out of a role."""
    rule = ctx.get(RolePermission, p.id)
    role = changeable(ctx, rule.role_id)
    mine = ctx.gate.allowed(ctx.db, ctx.caller)
    ctx.db.delete(rule)
    check_shape(ctx, role, mine)
    ctx.tell(f"took rule {rule.rule} out of role {role.name}", id=role.id)
    return Success()
