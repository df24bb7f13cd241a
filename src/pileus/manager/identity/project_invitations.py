"""Invitations to projects: list, answer, withdraw. They are asked for only where the setting `project.invite.required` says so."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

from sqlalchemy import or_, select

from pileus.manager import ops
from pileus.manager.identity import invitation_mails, sessions
from pileus.manager.identity.invitation_mails import PATIENCE
from pileus.manager.identity.projects import ENTITY, administered, may_administer
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Names, OwnedParams, Page, Params, Secret, Started, Success, View
from pileus.manager.kernel.errors import Conflict, InvalidValue, NotFound, PermissionDenied
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.kernel.settings import flag
from pileus.manager.model.account import Account
from pileus.manager.model.project import InvitationState, MemberRole, Project, ProjectInvitation, ProjectMember, ProjectRole
from pileus.manager.model.user import User

REQUIRED = flag(
    "project.invite.required",
    default=False,
    doc="Whether accounts and users must accept an invitation before they belong to a project.",
    category="Project Defaults",
)


class InvitationView(View, kw_only=True):
    """An invitation to a project."""

    object_name: ClassVar[str] = "projectinvitation"
    id: str
    project: str
    project_id: str
    account: str | None
    user_id: str | None
    email: str | None
    domain: str
    domain_id: str
    domain_path: str
    state: InvitationState


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Who is invited: an account, one user of it, or with an address alone whoever reads the mail; and as what."""

    account: Account | None
    user: User | None
    email: str | None
    part: MemberRole
    role: ProjectRole | None

    @property
    def called(self) -> str:
        """The guest in a sentence."""
        if self.account is None:
            return f"{self.email}"
        return f"user {self.user.name}" if self.user else f"account {self.account.name}"


def invite(ctx: Ctx, project: Project, guest: Guest) -> None:
    """Invites a guest, by mail too where there is an address."""
    account, user = guest.account, guest.user
    earlier = select(ProjectInvitation).where(
        ProjectInvitation.project_id == project.id,
        ProjectInvitation.account_id == account.id if account else ProjectInvitation.account_id.is_(None),
        ProjectInvitation.user_id == user.id if user else ProjectInvitation.user_id.is_(None),
    )
    if account is None:
        earlier = earlier.where(ProjectInvitation.email == guest.email)
    for invitation in ctx.db.scalars(earlier):
        if state_of(ctx, invitation) is InvitationState.PENDING:
            raise Conflict(f"{guest.called} is invited to project {project.name} already; wait for its answer")
        ctx.db.delete(invitation)
    made = ProjectInvitation(
        project_id=project.id,
        account_id=account.id if account else None,
        user_id=user.id if user else None,
        role=guest.part,
        project_role_id=guest.role.id if guest.role else None,
        created=ctx.now,
    )
    if guest.email is not None:
        invitation_mails.address(made, guest.email, ctx)
    ctx.db.add(made)


def join(ctx: Ctx, project: Project, account: Account, user: User | None, part: MemberRole, role_id: str | None) -> None:
    """Makes an account, or one user of it, a member."""
    member = ProjectMember(
        project_id=project.id, account_id=account.id, user_id=user.id if user else None, role=part, project_role_id=role_id
    )
    ctx.insert(member)
    ops.note(ctx.db, project)


def state_of(ctx: Ctx, invitation: ProjectInvitation) -> InvitationState:
    """Where it stands now: a pending one expires by its age."""
    old = invitation.created < _oldest(ctx)
    return InvitationState.EXPIRED if old and invitation.state is InvitationState.PENDING else invitation.state


def _oldest(ctx: Ctx) -> datetime:
    return ctx.now - timedelta(seconds=ctx.settings.get(PATIENCE))


class ListInvitations(OwnedParams, frozen=True, kw_only=True):
    """Which invitations."""

    id: Annotated[Id | None, Names("ProjectInvitation"), Doc("only this invitation")] = None
    state: Annotated[str | None, Doc("only invitations in this state: Pending, Completed, Expired or Declined")] = None
    activeonly: Annotated[bool, Doc("only those that can be answered yet")] = False
    user_id: Annotated[Id | None, Names("User"), Doc("only invitations of this user")] = None


@command("listProjectInvitations", access=USERS, since="3.0.0")
def list_project_invitations(ctx: Ctx, p: ListInvitations) -> Page[InvitationView]:
    """Lists invitations: by default those of the caller; those of a project for its administrators."""
    query = select(ProjectInvitation).join(Project, Project.id == ProjectInvitation.project_id)
    if p.project_id is not None:
        project = administered(ctx, p.project_id, "projectid")
        query = query.where(ProjectInvitation.project_id == project.id)
    else:
        whose = ctx.visible(Account) if p.id else ctx.visible(Account, _of(p))
        query = query.where(ProjectInvitation.account_id.in_(whose.with_only_columns(Account.id)))
        if not ctx.caller.is_root:
            own = ProjectInvitation.user_id == ctx.caller.user_id
            query = query.where(or_(ProjectInvitation.user_id.is_(None), ProjectInvitation.account_id != ctx.caller.account_id, own))
    query = narrow(query, (ProjectInvitation.id, p.id), (ProjectInvitation.user_id, p.user_id))
    pending = (ProjectInvitation.state == InvitationState.PENDING) & (ProjectInvitation.created >= _oldest(ctx))
    wanted = InvitationState.PENDING if p.activeonly else _state(p.state)
    if wanted is InvitationState.PENDING:
        query = query.where(pending)
    elif wanted is InvitationState.EXPIRED:
        query = query.where(ProjectInvitation.state == InvitationState.PENDING, ProjectInvitation.created < _oldest(ctx))
    elif wanted is not None:
        query = query.where(ProjectInvitation.state == wanted)
    query = containing(query, p.keyword, Project.name).order_by(ProjectInvitation.created)
    return ctx.page(query, p, lambda invitation: _view(ctx, invitation))


def _of(p: ListInvitations) -> OwnedParams:
    return OwnedParams(account=p.account, domain_id=p.domain_id, is_recursive=p.is_recursive, list_all=p.list_all)


def _state(said: str | None) -> InvitationState | None:
    if said is None:
        return None
    for state in InvitationState:
        if state.lower() == said.lower():
            return state
    raise InvalidValue(f"state {said} is unknown; give one of {', '.join(InvitationState)}")


def _view(ctx: Ctx, invitation: ProjectInvitation) -> InvitationView:
    account = invitation.account
    domain = (account or invitation.project.account).domain
    return InvitationView(
        id=invitation.id,
        project=invitation.project.name,
        project_id=invitation.project_id,
        account=account.name if account else None,
        user_id=invitation.user_id,
        email=invitation.email,
        domain=domain.name,
        domain_id=domain.id,
        domain_path=domain.shown_path,
        state=state_of(ctx, invitation),
    )


class UpdateInvitation(Params, frozen=True, kw_only=True):
    """Which invitation, and the answer."""

    project_id: Annotated[Id, Names("Project"), Doc("the project")]
    account: Annotated[str | None, Doc("account that was invited; the caller's when left out")] = None
    user_id: Annotated[Id | None, Names("User"), Doc("user that was invited")] = None
    token: Annotated[str | None, Secret(), Doc("token of an invitation by mail")] = None
    accept: Annotated[bool, Doc("true: join the project; false: decline")] = True


@command("updateProjectInvitation", access=USERS, event="PROJECT.INVITATION.UPDATE", entity=ENTITY, since="3.0.0")
def update_project_invitation(ctx: Ctx, p: UpdateInvitation) -> Started[Success]:
    """Accepts or declines an invitation to a project."""
    invitation = _asked(ctx, p)
    project = invitation.project
    state = state_of(ctx, invitation)
    if state is not InvitationState.PENDING:
        raise Conflict(f"the invitation to project {project.name} is {state}; ask its administrators for a new one")
    if p.accept:
        account = invitation.account or _joining(ctx, project, p)
        user = ctx.db.get_one(User, invitation.user_id) if invitation.user_id else None
        join(ctx, project, account, user, invitation.role, invitation.project_role_id)
        invitation.account_id = account.id
    invitation.state = InvitationState.COMPLETED if p.accept else InvitationState.DECLINED
    invitation.token_hash = invitation.sealed_token = invitation.mail_due = None
    said = "accepting" if p.accept else "declining"
    return ops.settled(ctx, ENTITY, project.id, f"{said} the invitation to project {project.name}", gone=True)


def _asked(ctx: Ctx, p: UpdateInvitation) -> ProjectInvitation:
    """The invitation that is answered. Whoever is invited does not see the project yet: the invitation itself is what lets it in."""
    query = select(ProjectInvitation).outerjoin(Account, Account.id == ProjectInvitation.account_id)
    query = query.where(ProjectInvitation.project_id == p.project_id)
    own = ProjectInvitation.account_id.in_(ctx.visible(Account).with_only_columns(Account.id))
    if p.token is not None:
        query = query.where(ProjectInvitation.token_hash == sessions.digest(p.token))
        query = query.where(or_(ProjectInvitation.account_id.is_(None), own))
    else:
        query = query.where(own)
    if p.user_id is not None:
        query = query.where(ProjectInvitation.user_id == p.user_id)
    elif p.token is None and p.account is not None:
        query = query.where(Account.name == p.account, ProjectInvitation.user_id.is_(None))
    elif p.token is None:
        query = query.where(Account.id == ctx.caller.account_id)
    if not ctx.caller.is_root:
        query = query.where(or_(ProjectInvitation.user_id.is_(None), ProjectInvitation.user_id == ctx.caller.user_id))
    invitation = ctx.db.scalars(query.order_by(ProjectInvitation.user_id)).first()
    if invitation is None:
        raise NotFound("projectid", p.project_id)
    return invitation


def _joining(ctx: Ctx, project: Project, p: UpdateInvitation) -> Account:
    """The account that joins by a token alone: the caller's, or one in its power that it names; of the project's domain, as all members."""
    which = Account.name == p.account if p.account is not None else Account.id == ctx.caller.account_id
    query = ctx.visible(Account).where(which, Account.domain_id == project.domain_id, Account.project_id.is_(None))
    account = ctx.db.scalars(query).first()
    if account is None:
        name = p.account or ctx.caller.account_name
        raise PermissionDenied(f"account {name} is not of the domain of project {project.name}; join with one that is")
    member = ProjectMember.account_id == account.id
    whole = select(ProjectMember.id).where(ProjectMember.project_id == project.id, member, ProjectMember.user_id.is_(None))
    if ctx.db.scalar(whole):
        raise Conflict(f"account {account.name} belongs to project {project.name} already")
    return account


class InvitationId(Params, frozen=True, kw_only=True):
    """Which invitation."""

    id: Annotated[Id, Names("ProjectInvitation"), Doc("the invitation")]


@command("deleteProjectInvitation", access=USERS, event="PROJECT.INVITATION.REMOVE", entity=ENTITY, since="3.0.0")
def delete_project_invitation(ctx: Ctx, p: InvitationId) -> Started[Success]:
    """Withdraws an invitation."""
    invitation = ctx.db.get(ProjectInvitation, p.id)
    if invitation is None or ctx.db.scalar(ctx.visible(Project).where(Project.id == invitation.project_id)) is None:
        raise NotFound("id", p.id)
    project = invitation.project
    if not may_administer(ctx, project):
        raise PermissionDenied(f"invitations to project {project.name} are withdrawn by its administrators; ask one of them")
    ctx.db.delete(invitation)
    description = f"withdrawing an invitation to project {project.name}"
    return ops.settled(ctx, ENTITY, project.id, description, gone=True, account_id=project.account_id)
