"""Projects: list, create, update, activate, and who may change one. What ends a project's instances stands with them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.identity import accounts, births, limit_view, limits, owners
from pileus.manager.identity.gate import built_in
from pileus.manager.identity.limit_view import LimitedView
from pileus.manager.identity.limits import Kind
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, IconView, KeyValue, ListParams, Names, Page, Params, Started
from pileus.manager.kernel.errors import Conflict, InvalidValue, NotFound, PermissionDenied
from pileus.manager.kernel.ids import Id, new_id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import DOMAIN_ADMINS, USERS, RoleType
from pileus.manager.kernel.settings import flag
from pileus.manager.model.account import Account, AccountType
from pileus.manager.model.domain import Domain
from pileus.manager.model.project import MemberRole, Project, ProjectMember, ProjectState
from pileus.manager.model.tag import Tag
from pileus.manager.model.user import User

ENTITY = "Project"
Detail = Literal["all", "resource", "min"]

USERS_MAY_CREATE = flag(
    "allow.user.create.projects",
    default=True,
    doc="Whether users, and not only administrators, may create projects.",
    category="Project Defaults",
)


class ProjectView(LimitedView, kw_only=True):
    """A project with its limits and what it uses of them."""

    object_name: ClassVar[str] = "project"
    pictured = (("Project", "id"),)
    id: str
    name: str
    display_text: str
    state: ProjectState
    domain: str
    domain_id: str
    project_account_name: str
    owner: list[dict[str, str]]
    tags: list[KeyValue]
    created: datetime
    vm_running: int | None = None
    vm_stopped: int | None = None
    icon: IconView | None = None


def views(db: Session, ids: Sequence[str], *, with_limits: bool = True) -> list[ProjectView]:
    """Projects in the order of their ids, with a handful of queries."""
    found = {project.id: project for project in db.scalars(select(Project).where(Project.id.in_(ids)))}
    administrators: dict[str, list[dict[str, str]]] = defaultdict(list)
    query = select(ProjectMember).where(ProjectMember.project_id.in_(ids), ProjectMember.role == MemberRole.ADMIN)
    for member in db.scalars(query.order_by(ProjectMember.created)):
        whose = {"account": member.account.name}
        administrators[member.project_id].append(whose | ({"userid": member.user_id} if member.user_id else {}))
    tags: dict[str, list[KeyValue]] = defaultdict(list)
    for tag in db.scalars(select(Tag).where(Tag.resource_type == ENTITY, Tag.resource_id.in_(ids)).order_by(Tag.key)):
        tags[tag.resource_id].append(KeyValue(key=tag.key, value=tag.value))
    owners_of = [project.account for project in found.values()]
    used = limit_view.fields(db, owners_of) if with_limits else {}
    power = accounts.power_of(db, [owner.id for owner in owners_of]) if with_limits else {}
    answer: list[ProjectView] = []
    for id in ids:
        project = found[id]
        view = _view(project, administrators[id], tags[id])
        for field, value in used.get(project.account_id, {}).items():
            setattr(view, field, value)
        if with_limits:
            view.vm_running, view.vm_stopped = power.get(project.account_id, (0, 0))
        answer.append(view)
    return answer


def _view(project: Project, administrators: list[dict[str, str]], tags: list[KeyValue]) -> ProjectView:
    domain = project.account.domain
    return ProjectView(
        id=project.id,
        name=project.name,
        display_text=project.display_text,
        state=project.state,
        domain=domain.name,
        domain_id=domain.id,
        project_account_name=project.account.name,
        owner=administrators,
        tags=tags,
        created=project.created,
    )


class ListProjects(ListParams, frozen=True, kw_only=True):
    """Which projects."""

    id: Annotated[Id | None, Names("Project"), Doc("only this project")] = None
    name: Annotated[str | None, Doc("only projects of this name")] = None
    display_text: Annotated[str | None, Doc("only projects of this description")] = None
    state: Annotated[str | None, Doc("only projects in this state: Active, Suspended or Disabled")] = None
    account: Annotated[str | None, Doc("only projects that this account belongs to; goes with domainid")] = None
    username: Annotated[str | None, Doc("only projects that this user belongs to")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("only projects of this domain")] = None
    is_recursive: Annotated[bool, Doc("with domainid: of the domains below it too")] = False
    list_all: Annotated[bool, Doc("every project the caller may see; without it, those it belongs to")] = False
    tags: Annotated[list[KeyValue] | None, Doc("only projects with all of these tags: key and value")] = None
    details: Annotated[list[Detail] | None, Doc("all and resource tell limits and totals, min leaves them out; all when left out")] = None
    show_icon: Annotated[bool, Doc("with the project's icon")] = False


@command("listProjects", access=USERS, since="3.0.0")
def list_projects(ctx: Ctx, p: ListProjects) -> Page[ProjectView]:
    """Lists projects: by default those the caller belongs to."""
    query = narrow(ctx.visible(Project), (Project.id, p.id), (Project.name, p.name), (Project.display_text, p.display_text))
    if p.state is not None:
        query = query.where(Project.state == _state(p.state))
    if p.domain_id is not None:
        top = ctx.see(Domain, p.domain_id, "domainid")
        below = ctx.visible(Domain).where(func.substr(Domain.path, 1, len(top.path)) == top.path).with_only_columns(Domain.id)
        query = query.where(Project.domain_id.in_(below) if p.is_recursive else Project.domain_id == top.id)
    if p.account is not None:
        query = query.where(Project.id.in_(_of_account(owners.named(ctx, p.account, p.domain_id).id)))
    elif p.id is None and not p.list_all and p.domain_id is None and p.username is None:
        query = query.where(Project.id.in_(ctx.caller.project_ids))
    if p.username is not None:
        people = ctx.visible(User).where(User.name == p.username).subquery()
        by_account = ProjectMember.user_id.is_(None) & ProjectMember.account_id.in_(select(people.c.account_id))
        members = select(ProjectMember.project_id).where(or_(ProjectMember.user_id.in_(select(people.c.id)), by_account))
        query = query.where(Project.id.in_(members))
    for tag in p.tags or []:
        tagged = select(Tag.resource_id).where(Tag.resource_type == ENTITY, Tag.key == tag.key, Tag.value == tag.value)
        query = query.where(Project.id.in_(tagged))
    query = containing(query, p.keyword, Project.name, Project.display_text).order_by(Project.name)
    with_limits = p.details is None or "min" not in p.details
    return ctx.page(query, p, load=lambda ids: views(ctx.db, ids, with_limits=with_limits))


def _of_account(account_id: str) -> Any:
    return select(ProjectMember.project_id).where(ProjectMember.account_id == account_id)


def _state(said: str) -> ProjectState:
    for state in ProjectState:
        if state.lower() == said.lower():
            return state
    raise InvalidValue(f"state {said} is unknown; give one of {', '.join(ProjectState)}")


@ops.shows(ENTITY)
def shown(db: Session, id: str) -> ProjectView:
    """A project as the result of a job has it."""
    return views(db, [id])[0]


class CreateProject(Params, frozen=True, kw_only=True):
    """The project, and who administers it."""

    name: Annotated[str, Doc("name of the project, unique within its domain")]
    display_text: Annotated[str | None, Doc("what it is for; the name when left out")] = None
    account: Annotated[str | None, Doc("account that administers it; the caller's when left out")] = None
    account_id: Annotated[Id | None, Names("Account"), Doc("account that administers it, by id; goes with userid")] = None
    user_id: Annotated[Id | None, Names("User"), Doc("the one user of that account who administers it")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain of the account and so of the project")] = None


@command("createProject", access=USERS, event="PROJECT.CREATE", entity=ENTITY, since="3.0.0")
def create_project(ctx: Ctx, p: CreateProject) -> Started[ProjectView]:
    """Creates a project, whose things belong to an account of its own."""
    if not ctx.caller.has(DOMAIN_ADMINS) and not ctx.settings.get(USERS_MAY_CREATE):
        raise PermissionDenied("projects are made by administrators here; ask one, or have allow.user.create.projects set")
    account, user = _administrator(ctx, p)
    name = checked_name(p.name)
    id = new_id()
    own = ctx.insert(
        Account(
            name=f"PrjAcct-{name[:40]}-{id[:8]}",
            domain=account.domain,
            role_id=built_in("User"),
            type=AccountType.PROJECT,
            project_id=id,
            project_name=name,
        )
    )
    project = ctx.insert(
        Project(
            id=id,
            name=name,
            display_text=p.display_text or name,
            account=own,
            creator_id=account.id,
            domain_id=account.domain_id,
        )
    )
    ctx.db.add(ProjectMember(project_id=id, account_id=account.id, user_id=user.id if user else None, role=MemberRole.ADMIN))
    limits.take(ctx.db, account.id, limits.amounts({Kind.PROJECT: 1}))
    births.created(ctx.db, own)
    ctx.save()
    return changed(ctx, project, "creating", new=True)


def _administrator(ctx: Ctx, p: CreateProject) -> tuple[Account, User | None]:
    if p.user_id is not None or p.account_id is not None:
        if p.user_id is None or p.account_id is None:
            raise InvalidValue("accountid and userid go together: the account, and the one user of it who is to administer the project")
        account = ctx.get(Account, p.account_id, "accountid")
        user = ctx.get(User, p.user_id, "userid")
        if user.account_id != account.id:
            raise InvalidValue(f"user {user.name} is not of account {account.name}; name one of its own")
        return account, user
    return owners.owner(ctx, p.account, p.domain_id, None), None


def checked_name(name: str) -> str:
    """A name for a project."""
    if not name.strip() or name != name.strip():
        raise InvalidValue(f"name {name!r} must not be blank, nor begin or end with a space; choose another name")
    return name


class UpdateProject(Params, frozen=True, kw_only=True):
    """What to change of a project; what is left out stays."""

    id: Annotated[Id, Names("Project"), Doc("the project")]
    name: Annotated[str | None, Doc("new name")] = None
    display_text: Annotated[str | None, Doc("new description")] = None
    account: Annotated[str | None, Doc("account of the project's domain whose part in it changes")] = None
    user_id: Annotated[Id | None, Names("User"), Doc("user whose part in the project changes, instead of account")] = None
    roletype: Annotated[str | None, Doc("part of the account or user from now on: Admin or Regular; Admin when left out")] = None
    swap_owner: Annotated[bool, Doc("the one who administered it becomes a regular member, when account becomes its administrator")] = True


@command("updateProject", access=USERS, event="PROJECT.UPDATE", entity=ENTITY, since="3.0.0")
def update_project(ctx: Ctx, p: UpdateProject) -> Started[ProjectView]:
    """Changes a project's name and description, or the part that a member has in it."""
    project = administered(ctx, p.id)
    if p.name is not None:
        project.name = project.account.project_name = checked_name(p.name)
    if p.display_text is not None:
        project.display_text = p.display_text
    if p.account is not None or p.user_id is not None:
        _change_part(ctx, project, p)
    ctx.save()
    return changed(ctx, project, "updating")


def _change_part(ctx: Ctx, project: Project, p: UpdateProject) -> None:
    members = list(ctx.db.scalars(select(ProjectMember).where(ProjectMember.project_id == project.id)))
    if p.user_id is not None:
        chosen = next((m for m in members if m.user_id == p.user_id), None)
    else:
        chosen = next((m for m in members if m.user_id is None and m.account.name == p.account), None)
    if chosen is None:
        raise NotFound("userid" if p.user_id else "account", p.user_id or p.account)
    part = member_role(p.roletype) if p.roletype else MemberRole.ADMIN
    if p.user_id is None and part is MemberRole.ADMIN and p.swap_owner:
        for member in members:
            member.role = MemberRole.REGULAR
    chosen.role = part
    check_administered(project, members)
    ops.note(ctx.db, project)


def member_role(said: str) -> MemberRole:
    """The part of a member in a project, in any case."""
    for role in MemberRole:
        if role.lower() == said.lower():
            return role
    raise InvalidValue(f"roletype {said} is unknown; give Admin or Regular")


def check_administered(project: Project, members: Sequence[ProjectMember]) -> None:
    """Refuses to leave a project without anybody who administers it."""
    if all(member.role is not MemberRole.ADMIN for member in members):
        raise Conflict(f"project {project.name} would be left without an administrator; make another member one first (updateProject)")


class ProjectId(Params, frozen=True, kw_only=True):
    """Which project."""

    id: Annotated[Id, Names("Project"), Doc("the project")]


@command("activateProject", access=USERS, event="PROJECT.ACTIVATE", entity=ENTITY, wrapper="activaterojectresponse", since="3.0.0")
def activate_project(ctx: Ctx, p: ProjectId) -> Started[ProjectView]:
    """Activates a suspended project: new things can be made in it again. Its instances stay stopped until they are started."""
    project = administered(ctx, p.id)
    if project.state is ProjectState.DISABLED:
        raise Conflict(f"project {project.name} is being deleted and cannot be activated any more")
    project.state = ProjectState.ACTIVE
    project.account.state = "enabled"
    return changed(ctx, project, "activating")


def administered(ctx: Ctx, id: str, param: str = "id") -> Project:
    """A project that the caller may change: as its administrator, or as one of its domain. Others' does not exist."""
    project = ctx.get(Project, id, param)
    if may_administer(ctx, project):
        return project
    raise PermissionDenied(f"project {project.name} is changed by its administrators; ask one of them (listProjectAccounts role=Admin)")


def may_administer(ctx: Ctx, project: Project) -> bool:
    """Whether the caller administers a project that it may see."""
    domain = project.account.domain
    above = ctx.caller.role_type is RoleType.DOMAIN_ADMIN and domain.path.startswith(ctx.caller.domain_path)
    if ctx.caller.is_root or above:
        return True
    mine = ProjectMember.user_id.is_(None) | (ProjectMember.user_id == ctx.caller.user_id)
    query = select(ProjectMember).where(ProjectMember.project_id == project.id, ProjectMember.account_id == ctx.caller.account_id, mine)
    return any(member.role is MemberRole.ADMIN for member in ctx.db.scalars(query))


def changed(ctx: Ctx, project: Project, doing: str, *, new: bool = False) -> Started[ProjectView]:
    """Answers a command on a project whose work is done; the job is there because clients wait for one."""
    return ops.settled(ctx, ENTITY, project.id, f"{doing} project {project.name}", new=new, account_id=project.account_id)
