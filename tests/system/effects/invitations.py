"""Effects of settings on the mails of invitations to projects."""

from tests.mail_server import Mailbox, Received
from tests.system.effects.mail_servers import Matter
from tests.system.effects.stage import Stage, allowed, fresh

from pileus.manager.identity.invitation_mails import invitations_mailed


def mailed(stage: Stage, box: Mailbox) -> Received | None:
    """The mail of a new invitation, if one came."""
    project = stage.world.call("createProject", name=fresh("p"), displaytext="p").id
    allowed(stage.world.call, "addAccountToProject", projectid=project, email="guest@example.org")
    stage.reconcile(invitations_mailed)
    return next((mail for mail in box.mails if project in mail.message.get_content()), None)


Matter("project", port=2527, needs={"invite.required": "true"}).try_server(mailed)
