"""Members of projects: list, add, take out. Where invitations are required, who is added is invited instead."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from sqlalchemy import delete, func, select

from pileus.manager import ops
from pileus.manager.identity import project_invitations, users
from pileus.manager.identity.project_invitations import Guest, join
from pileus.manager.identity.project_roles import role_in
from pileus.manager.identity.projects import ENTITY, administered, check_administered, may_administer, member_role
from pileus.manager.identity.users import UserView
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, Page, Params, Started, Success, View
from pileus.manager.kernel.errors import Conflict, InvalidValue, NotFound, PermissionDenied
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.model.account import Account
from pileus.manager.model.project import MemberRole, Project, ProjectInvitation, ProjectMember, ProjectState
from pileus.manager.model.user import User


class ProjectAccountView(View, kw_only=True):
    """A member of a project: an account with its users, or one user of an account."""

    object_name: ClassVar[str] = "projectaccount"
    account: str
    account_id: str
    account_type: int
    user_id: str | None
    username: str | None
    user: list[UserView] | None
    role: str
    project_role_id: str | None
    project: str
    project_id: str
    domain: str
    domain_id: str
    domain_path: str


class ListProjectAccounts(ListParams, frozen=True, kw_only=True):
    """Whose members."""

    project_id: Annotated[Id, Names("Project"), Doc("the project")]
    account: Annotated[str | None, Doc("only members of this account")] = None
    user_id: Annotated[Id | None, Names("User"), Doc("only this user")] = None
    role: Annotated[str | None, Doc("only members with this part: Admin or Regular")] = None
    project_role_id: Annotated[Id | None, Names("ProjectRole"), Doc("only members with this role of the project")] = None


@command("listProjectAccounts", access=USERS, since="3.0.0")
def list_project_accounts(ctx: Ctx, p: ListProjectAccounts) -> Page[ProjectAccountView]:
    """Lists the members of a project."""
    project = ctx.see(Project, p.project_id, "projectid")
    query = select(ProjectMember).join(Account, Account.id == ProjectMember.account_id).where(ProjectMember.project_id == project.id)
    query = narrow(
        query,
        (Account.name, p.account),
        (ProjectMember.user_id, p.user_id),
        (ProjectMember.role, member_role(p.role) if p.role else None),
        (ProjectMember.project_role_id, p.project_role_id),
    )
    query = containing(query, p.keyword, Account.name).order_by(Account.name)
    return ctx.page(query, p, lambda member: _view(ctx, project, member))


def _view(ctx: Ctx, project: Project, member: ProjectMember) -> ProjectAccountView:
    account = member.account
    living = select(User).where(User.account_id == account.id, User.removed.is_(None)).order_by(User.name)
    people = ctx.db.scalars(living).all() if not member.user_id else None
    return ProjectAccountView(
        account=account.name,
        account_id=account.id,
        account_type=account.type,
        user_id=member.user_id,
        username=member.user.name if member.user else None,
        user=_people(ctx, people) if people is not None else None,
        role=member.role,
        project_role_id=member.project_role_id,
        project=project.name,
        project_id=project.id,
        domain=account.domain.name,
        domain_id=account.domain_id,
        domain_path=account.domain.shown_path,
    )


def _people(ctx: Ctx, people: Sequence[User]) -> list[UserView]:
    """The users of a member as the others see them: without the API keys, which are of no concern to another account."""
    shown = users.views(ctx.db, people, ctx.caller)
    for view in shown:
        if view.account_id != ctx.caller.account_id:
            view.api_key = None
    return shown


class AddMember(Params, frozen=True, kw_only=True):
    """To which project, in which part."""

    project_id: Annotated[Id, Names("Project"), Doc("the project")]
    project_role_id: Annotated[Id | None, Names("ProjectRole"), Doc("role of the project for the member")] = None
    roletype: Annotated[str | None, Doc("part of the member: Admin or Regular; Regular when left out")] = None
    email: Annotated[str | None, Doc("address to mail the invitation to, where invitations are required")] = None


class AddAccount(AddMember, frozen=True, kw_only=True):
    """Which account."""

    account: Annotated[str | None, Doc("account of the project's domain; may be left out where email is given")] = None


@command("addAccountToProject", access=USERS, event="PROJECT.ACCOUNT.ADD", entity=ENTITY, since="3.0.0")
def add_account_to_project(ctx: Ctx, p: AddAccount) -> Started[Success]:
    """Makes an account of the project's domain a member, or invites it where invitations are required."""
    project = _open(ctx, p.project_id)
    if p.account is None:
        return _add_by_mail(ctx, project, p)
    account = _account(ctx, project, p.account)
    return _add(ctx, project, account, None, p)


class AddUser(AddMember, frozen=True, kw_only=True):
    """Which user."""

    username: Annotated[str, Doc("user of the project's domain")]


@command("addUserToProject", access=USERS, event="PROJECT.USER.ADD", entity=ENTITY, since="4.14")
def add_user_to_project(ctx: Ctx, p: AddUser) -> Started[Success]:
    """Makes one user of the project's domain a member, or invites it where invitations are required."""
    project = _open(ctx, p.project_id)
    query = select(User).where(User.name == p.username, User.domain_id == project.domain_id, User.removed.is_(None))
    user = ctx.db.scalar(query)
    if user is None:
        raise NotFound("username", p.username)
    return _add(ctx, project, user.account, user, p)


def _open(ctx: Ctx, id: str) -> Project:
    project = administered(ctx, id, "projectid")
    if project.state is not ProjectState.ACTIVE:
        raise PermissionDenied(f"project {project.name} is {project.state}; activate it before somebody joins")
    return project


def _account(ctx: Ctx, project: Project, name: str) -> Account:
    """An account of the project's domain. Whoever administers the project may name any of them, as it works with all of them."""
    query = select(Account).where(Account.name == name, Account.domain_id == project.domain_id, Account.removed.is_(None))
    account = ctx.db.scalar(query.where(Account.project_id.is_(None)))
    if account is None:
        raise NotFound("account", name)
    return account


def _add(ctx: Ctx, project: Project, account: Account, user: User | None, p: AddMember) -> Started[Success]:
    who = f"user {user.name}" if user else f"account {account.name}"
    whose = ProjectMember.user_id == user.id if user else ProjectMember.user_id.is_(None)
    query = select(func.count()).where(ProjectMember.project_id == project.id, ProjectMember.account_id == account.id, whose)
    if ctx.db.scalar(query):
        raise Conflict(f"{who} belongs to project {project.name} already")
    guest = _guest(ctx, project, account, user, p)
    if ctx.settings.get(project_invitations.REQUIRED):
        return _invited(ctx, project, guest)
    join(ctx, project, account, user, guest.part, guest.role.id if guest.role else None)
    return _done(ctx, project, f"adding {who} to project {project.name}")


def _add_by_mail(ctx: Ctx, project: Project, p: AddMember) -> Started[Success]:
    """Invites whoever reads the mail."""
    if not ctx.settings.get(project_invitations.REQUIRED) or p.email is None:
        raise InvalidValue(
            "account is missing: name the account that is to become a member; email alone does where invitations are required"
        )
    return _invited(ctx, project, _guest(ctx, project, None, None, p))


def _guest(ctx: Ctx, project: Project, account: Account | None, user: User | None, p: AddMember) -> Guest:
    part = member_role(p.roletype) if p.roletype else MemberRole.REGULAR
    role = role_in(ctx, project, p.project_role_id) if p.project_role_id else None
    return Guest(account=account, user=user, email=p.email, part=part, role=role)


def _invited(ctx: Ctx, project: Project, guest: Guest) -> Started[Success]:
    project_invitations.invite(ctx, project, guest)
    return _done(ctx, project, f"inviting {guest.called} to project {project.name}")


class DeleteAccount(Params, frozen=True, kw_only=True):
    """Which account out of which project."""

    project_id: Annotated[Id, Names("Project"), Doc("the project")]
    account: Annotated[str, Doc("the account")]


@command("deleteAccountFromProject", access=USERS, event="PROJECT.ACCOUNT.REMOVE", entity=ENTITY, since="3.0.0")
def delete_account_from_project(ctx: Ctx, p: DeleteAccount) -> Started[Success]:
    """Takes an account out of a project. Users of it who are members by themselves stay. Members may leave by themselves."""
    project = ctx.see(Project, p.project_id, "projectid")
    members = _members(ctx, project)
    found = next((m for m in members if m.user_id is None and m.account.name == p.account), None)
    if found is None:
        raise NotFound("account", p.account)
    return _take_out(ctx, project, members, found, f"account {p.account}")


class DeleteUser(Params, frozen=True, kw_only=True):
    """Which user out of which project."""

    project_id: Annotated[Id, Names("Project"), Doc("the project")]
    user_id: Annotated[Id, Names("User"), Doc("the user")]


@command("deleteUserFromProject", access=USERS, event="PROJECT.USER.REMOVE", entity=ENTITY, since="4.15.0")
def delete_user_from_project(ctx: Ctx, p: DeleteUser) -> Started[Success]:
    """Takes a user out of a project, whose own membership it was. Members may leave by themselves."""
    project = ctx.see(Project, p.project_id, "projectid")
    members = _members(ctx, project)
    found = next((m for m in members if m.user_id == p.user_id), None)
    if found is None:
        raise NotFound("userid", p.user_id)
    return _take_out(ctx, project, members, found, f"user {found.user.name if found.user else p.user_id}")


def _members(ctx: Ctx, project: Project) -> list[ProjectMember]:
    return list(ctx.db.scalars(select(ProjectMember).where(ProjectMember.project_id == project.id)))


def _take_out(ctx: Ctx, project: Project, members: list[ProjectMember], gone: ProjectMember, who: str) -> Started[Success]:
    own = gone.account_id == ctx.caller.account_id and gone.user_id in (None, ctx.caller.user_id)
    if not own and not may_administer(ctx, project):
        raise PermissionDenied(f"{who} is taken out of project {project.name} by its administrators; ask one of them")
    check_administered(project, [member for member in members if member is not gone])
    whose = ProjectInvitation.account_id == gone.account_id
    ctx.db.execute(delete(ProjectInvitation).where(ProjectInvitation.project_id == project.id, whose))
    ctx.db.delete(gone)
    ops.note(ctx.db, project)
    return _done(ctx, project, f"taking {who} out of project {project.name}")


def _done(ctx: Ctx, project: Project, description: str) -> Started[Success]:
    return ops.settled(ctx, ENTITY, project.id, description, gone=True, account_id=project.account_id)
