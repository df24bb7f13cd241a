"""Roles of projects and their rules: list, create, update, delete. A rule takes a command away from members within the project."""

from typing import Annotated, ClassVar

from sqlalchemy import exists, func, select

from pileus.manager.identity.gate import checked_rule
from pileus.manager.identity.projects import administered
from pileus.manager.identity.role_permissions import rearrange
from pileus.manager.identity.roles import permission
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, Page, Params, Success, View
from pileus.manager.kernel.errors import InUse, InvalidValue, NotFound
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.model.project import Project, ProjectInvitation, ProjectMember, ProjectRole, ProjectRolePermission

ENTITY = "ProjectRole"


class ProjectRoleView(View, kw_only=True):
    """A role of a project."""

    object_name: ClassVar[str] = "projectrole"
    id: str
    name: str
    description: str | None
    project_id: str
    is_public: bool = False


def _view(role: ProjectRole) -> ProjectRoleView:
    return ProjectRoleView(id=role.id, name=role.name, description=role.description, project_id=role.project_id)


class ListProjectRoles(ListParams, frozen=True, kw_only=True):
    """Whose roles."""

    project_id: Annotated[Id, Names("Project"), Doc("the project")]
    project_role_id: Annotated[Id | None, Names("ProjectRole"), Doc("only this role")] = None
    name: Annotated[str | None, Doc("only the role of this name")] = None


@command("listProjectRoles", access=USERS, since="4.15.0")
def list_project_roles(ctx: Ctx, p: ListProjectRoles) -> Page[ProjectRoleView]:
    """Lists the roles of a project."""
    project = ctx.see(Project, p.project_id, "projectid")
    query = select(ProjectRole).where(ProjectRole.project_id == project.id).order_by(ProjectRole.name)
    query = narrow(query, (ProjectRole.id, p.project_role_id), (ProjectRole.name, p.name))
    return ctx.page(containing(query, p.keyword, ProjectRole.name), p, _view)


class CreateProjectRole(Params, frozen=True, kw_only=True):
    """The role."""

    project_id: Annotated[Id, Names("Project"), Doc("the project")]
    name: Annotated[str, Doc("name of the role, unique in the project")]
    description: Annotated[str | None, Doc("what it is for")] = None


@command("createProjectRole", access=USERS, event="PROJECT.ROLE.CREATE", entity=ENTITY, since="4.15.0")
def create_project_role(ctx: Ctx, p: CreateProjectRole) -> ProjectRoleView:
    """Creates a role of a project, which allows everything until it is given rules."""
    project = administered(ctx, p.project_id, "projectid")
    role = ctx.insert(ProjectRole(project_id=project.id, name=_named(p.name), description=p.description))
    _tell(ctx, project, f"created role {role.name}", role.id)
    return _view(role)


def _named(name: str) -> str:
    if not name.strip():
        raise InvalidValue("the name of a project role must not be blank; choose one")
    return name


class UpdateProjectRole(Params, frozen=True, kw_only=True):
    """What to change of a role; what is left out stays."""

    id: Annotated[Id, Names("ProjectRole"), Doc("the role")]
    project_id: Annotated[Id, Names("Project"), Doc("the project")]
    name: Annotated[str | None, Doc("new name")] = None
    description: Annotated[str | None, Doc("new description")] = None


@command("updateProjectRole", access=USERS, event="PROJECT.ROLE.UPDATE", entity=ENTITY, since="4.15.0")
def update_project_role(ctx: Ctx, p: UpdateProjectRole) -> ProjectRoleView:
    """Changes the name or description of a project's role."""
    project = administered(ctx, p.project_id, "projectid")
    role = role_in(ctx, project, p.id, "id")
    role.name = role.name if p.name is None else _named(p.name)
    role.description = role.description if p.description is None else p.description
    ctx.save()
    _tell(ctx, project, f"updated role {role.name}", role.id)
    return _view(role)


class ProjectRoleId(Params, frozen=True, kw_only=True):
    """Which role."""

    id: Annotated[Id, Names("ProjectRole"), Doc("the role")]
    project_id: Annotated[Id, Names("Project"), Doc("the project")]


@command("deleteProjectRole", access=USERS, event="PROJECT.ROLE.DELETE", entity=ENTITY, since="4.15.0")
def delete_project_role(ctx: Ctx, p: ProjectRoleId) -> Success:
    """Deletes a role of a project that no member has."""
    project = administered(ctx, p.project_id, "projectid")
    role = role_in(ctx, project, p.id, "id")
    for model in (ProjectMember, ProjectInvitation):
        if ctx.db.scalar(select(exists().where(model.project_role_id == role.id))):
            raise InUse(f"role {role.name} of project {project.name} belongs to members or invitations; take those out first")
    for rule in _rules(ctx, role).values():
        ctx.db.delete(rule)
    ctx.db.flush()
    ctx.db.delete(role)
    _tell(ctx, project, f"deleted role {role.name}", role.id)
    return Success()


class ProjectRolePermissionView(View, kw_only=True):
    """A rule of a project's role."""

    object_name: ClassVar[str] = "projectrolepermission"
    id: str
    project_id: str
    project_role_id: str
    project_role_name: str
    rule: str
    permission: str
    description: str | None


def _rule_view(rule: ProjectRolePermission, role: ProjectRole) -> ProjectRolePermissionView:
    return ProjectRolePermissionView(
        id=rule.id,
        project_id=role.project_id,
        project_role_id=role.id,
        project_role_name=role.name,
        rule=rule.rule,
        permission="allow" if rule.allow else "deny",
        description=rule.description,
    )


class ListProjectRolePermissions(Params, frozen=True, kw_only=True):
    """Whose rules."""

    project_id: Annotated[Id, Names("Project"), Doc("the project")]
    project_role_id: Annotated[Id | None, Names("ProjectRole"), Doc("only rules of this role")] = None


@command("listProjectRolePermissions", access=USERS, since="4.15.0")
def list_project_role_permissions(ctx: Ctx, p: ListProjectRolePermissions) -> Page[ProjectRolePermissionView]:
    """Lists the rules of a project's roles in the order in which they are matched."""
    project = ctx.see(Project, p.project_id, "projectid")
    query = select(ProjectRole).where(ProjectRole.project_id == project.id).order_by(ProjectRole.name)
    roles = [role_in(ctx, project, p.project_role_id)] if p.project_role_id else list(ctx.db.scalars(query))
    shown = [_rule_view(rule, role) for role in roles for rule in _rules(ctx, role).values()]
    return ctx.slice(shown, ListParams(pagesize=-1))


class CreateProjectRolePermission(Params, frozen=True, kw_only=True):
    """The rule."""

    project_id: Annotated[Id, Names("Project"), Doc("the project")]
    project_role_id: Annotated[Id, Names("ProjectRole"), Doc("the role")]
    rule: Annotated[str, Doc("name of a command, with * for any run of letters")]
    permission: Annotated[str, Doc("allow or deny")]
    description: Annotated[str | None, Doc("why")] = None


@command("createProjectRolePermission", access=USERS, event="PROJECT.ROLE.PERMISSION.CREATE", entity=ENTITY, since="4.15.0")
def create_project_role_permission(ctx: Ctx, p: CreateProjectRolePermission) -> ProjectRolePermissionView:
    """Adds a rule after all others of a project's role."""
    project = administered(ctx, p.project_id, "projectid")
    role = role_in(ctx, project, p.project_role_id)
    last = ctx.db.scalar(select(func.max(ProjectRolePermission.position)).where(ProjectRolePermission.project_role_id == role.id))
    rule = ProjectRolePermission(
        project_role_id=role.id,
        position=0 if last is None else last + 1,
        rule=checked_rule(p.rule),
        allow=permission(p.permission),
        description=p.description,
    )
    ctx.insert(rule)
    _tell(ctx, project, f"added rule {p.permission.lower()} {p.rule} to role {role.name}", role.id)
    return _rule_view(rule, role)


class UpdateProjectRolePermission(Params, frozen=True, kw_only=True):
    """Which rule and what it says, or the order of all."""

    project_id: Annotated[Id, Names("Project"), Doc("the project")]
    project_role_id: Annotated[Id, Names("ProjectRole"), Doc("the role")]
    rule_order: Annotated[list[Id] | None, Names("ProjectRolePermission"), Doc("all rules of the role in their new order")] = None
    project_role_permission_id: Annotated[Id | None, Names("ProjectRolePermission"), Doc("a rule; goes with permission")] = None
    permission: Annotated[str | None, Doc("allow or deny; goes with projectrolepermissionid")] = None


@command("updateProjectRolePermission", access=USERS, event="PROJECT.ROLE.PERMISSION.UPDATE", entity=ENTITY, since="4.15.0")
def update_project_role_permission(ctx: Ctx, p: UpdateProjectRolePermission) -> Success:
    """Changes what a rule says, or the order of a role's rules."""
    project = administered(ctx, p.project_id, "projectid")
    role = role_in(ctx, project, p.project_role_id)
    whose = f"role {role.name} of project {project.name}"
    rearrange(whose, _rules(ctx, role), p.rule_order, p.project_role_permission_id, p.permission, param="projectrolepermissionid")
    _tell(ctx, project, f"changed the rules of role {role.name}", role.id)
    return Success()


class ProjectRolePermissionId(Params, frozen=True, kw_only=True):
    """Which rule."""

    id: Annotated[Id, Names("ProjectRolePermission"), Doc("the rule")]
    project_id: Annotated[Id, Names("Project"), Doc("the project")]


@command("deleteProjectRolePermission", access=USERS, event="PROJECT.ROLE.PERMISSION.DELETE", entity=ENTITY, since="4.15.0")
def delete_project_role_permission(ctx: Ctx, p: ProjectRolePermissionId) -> Success:
    """Takes a rule out of a project's role."""
    project = administered(ctx, p.project_id, "projectid")
    rule = ctx.db.get(ProjectRolePermission, p.id)
    if rule is None:
        raise NotFound("id", p.id)
    role = role_in(ctx, project, rule.project_role_id, "id")
    ctx.db.delete(rule)
    _tell(ctx, project, f"took rule {rule.rule} out of role {role.name}", role.id)
    return Success()


def role_in(ctx: Ctx, project: Project, id: str, param: str = "projectroleid") -> ProjectRole:
    """A role of that project."""
    role = ctx.db.get(ProjectRole, id)
    if role is None or role.project_id != project.id:
        raise NotFound(param, id)
    return role


def _rules(ctx: Ctx, role: ProjectRole) -> dict[str, ProjectRolePermission]:
    query = select(ProjectRolePermission).where(ProjectRolePermission.project_role_id == role.id)
    return {rule.id: rule for rule in ctx.db.scalars(query.order_by(ProjectRolePermission.position))}


def _tell(ctx: Ctx, project: Project, did: str, id: str) -> None:
    ctx.tell(f"{did} of project {project.name}", id=id, account_id=project.account_id, domain_id=project.domain_id)
