"""Invitations to projects by mail: the settings, the tokens, and the reconciler that mails each once.

What may not stand here: who is invited, and what an answer does; `project_invitations` does that.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.drivers.mail import Mail, Sent, sending
from pileus.manager.drivers.mail_settings import ADDRESS, one_address, server_settings
from pileus.manager.identity import sessions
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.settings import Scope, number, text, within
from pileus.manager.model.project import InvitationState, ProjectInvitation

PATIENCE = number(
    "project.invite.timeout", 86400, "Seconds in which an invitation can be accepted.", category="Project Defaults", check=within(1)
)
SENDER = text(
    "project.email.sender", "", "Address that mails with invitations to projects come from.", category="Project Defaults", check=one_address
)
SERVER = server_settings(
    "project.smtp",
    "invitations to projects",
    port=465,
    category="Project Defaults",
    log_in_category="Advanced",
    log_in_scopes=(Scope.MANAGEMENT_SERVER,),
    host_doc="Mail server for invitations to projects. They can be mailed once it and project.email.sender are set.",
)

BATCH = 50
FIRST_PAUSE = timedelta(seconds=10)


def address(invitation: ProjectInvitation, email: str, ctx: Ctx) -> None:
    """Has the invitation mailed there, with a token of its own that is kept sealed until the mail is out, and then as a hash alone."""
    if not ADDRESS.fullmatch(email):
        raise InvalidValue("email is no address of mail; give one like ann@example.org")
    for needed in (SERVER.host, SENDER):
        if not ctx.settings.get(needed):
            raise InvalidValue(
                f"invitations cannot be mailed: {needed.name} is not set; leave email out, or have your administrator set it"
            )
    token = secrets.token_urlsafe(32)
    invitation.email = email
    invitation.token_hash = sessions.digest(token)
    invitation.sealed_token = ctx.sealer.seal(token)
    invitation.mail_due = ctx.now


@ops.reconciler(every=5)
def invitations_mailed(db: Database, to: ops.Drivers) -> ops.Report:
    """Mails the invitations that are due, until the server took each; one that was answered or is too old is not mailed any more."""
    report = ops.Report()
    now = to.clock.now()
    oldest = now - timedelta(seconds=to.settings.get(PATIENCE))
    with db.read() as session:
        query = select(ProjectInvitation).where(ProjectInvitation.mail_due <= now).order_by(ProjectInvitation.mail_due).limit(BATCH)
        due = list(session.scalars(query))
    open_ = [one for one in due if one.state is InvitationState.PENDING and one.created >= oldest]
    if over := [one.id for one in due if one not in open_]:
        with db.write() as session:
            _plan(session, over, sealed_token=None, mail_due=None)
    if not open_:
        return report
    for invitation, sent in zip(open_, sending(SERVER.server(to.settings), [_mail(to, one) for one in open_]), strict=True):
        with db.write() as session:
            _note(session, invitation, sent, now, report)
    return report


def _mail(to: ops.Drivers, invitation: ProjectInvitation) -> Mail:
    project = invitation.project
    token = to.sealer.open(invitation.sealed_token or "")
    told = (
        f"You have been invited to join project {project.name} (id {project.id}).\n"
        f"To accept, log in and call updateProjectInvitation with projectid={project.id} and this token:\n\n{token}\n"
    )
    return Mail(
        id=f"invitation.{invitation.id}",
        sender=to.settings.get(SENDER),
        to=(invitation.email or "",),
        subject=f"You are invited to join project {project.name}",
        text=told,
    )


def _note(db: Session, invitation: ProjectInvitation, sent: Sent, now: datetime, report: ops.Report) -> None:
    """Writes what came of it; one that was not mailed is due again later."""
    if sent.success:
        _plan(db, [invitation.id], sealed_token=None, mail_due=None)
        return
    pause = FIRST_PAUSE * 2 ** min(invitation.mail_tries, 8)
    _plan(db, [invitation.id], mail_due=now + pause, mail_tries=invitation.mail_tries + 1)
    report.wrong.append(
        f"invitation {invitation.id} was not mailed: {sent.fault}; it is tried again; look at the settings {SERVER.prefix}.*"
    )


def _plan(db: Session, ids: list[str], **values: object) -> None:
    # Not through the rows: an answer given meanwhile is no conflict.
    tried = update(ProjectInvitation).where(ProjectInvitation.id.in_(ids)).values(**values)
    db.execute(tried.execution_options(synchronize_session=False))
