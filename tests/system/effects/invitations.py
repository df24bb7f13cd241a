"""Effects of settings on the mails of invitations to projects."""

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.mail_server import Mailbox, Received, mailbox
from tests.system.effects.mails import HOST
from tests.system.effects.stage import Stage, allowed, effect, fresh

from pileus.manager.identity.invitation_mails import invitations_mailed


@contextmanager
def told_by_mail(stage: Stage, tried: str, *, port: int = 0, **more: str) -> Generator[Mailbox]:
    """A mail server that invitations go to, as far as the setting that is being tried allows."""
    with tempfile.TemporaryDirectory() as folder, mailbox(Path(folder), host=HOST, port=port) as box:
        values = {"smtp.host": box.host, "smtp.port": str(box.port), "email.sender": "cloud@example.org", "invite.required": "true"}
        values |= {f"smtp.{name}": value for name, value in more.items()}
        values.pop(tried, None)
        for name, value in values.items():
            stage.set(f"project.{name}", value)
        try:
            with patch.dict(os.environ, SSL_CERT_FILE=str(box.certificate)):
                yield box
        finally:
            for name in values:
                stage.set(f"project.{name}", None)


def mailed(stage: Stage, box: Mailbox) -> Received | None:
    """The mail of a new invitation, if one came."""
    project = stage.world.call("createProject", name=fresh("p"), displaytext="p").id
    allowed(stage.world.call, "addAccountToProject", projectid=project, email="guest@example.org")
    stage.reconcile(invitations_mailed)
    return next((mail for mail in box.mails if project in mail.message.get_content()), None)


def _of_mail(tried: str, seen: str, *, port: int = 0, **more: str) -> Any:
    def observe(stage: Stage) -> object:
        with told_by_mail(stage, tried, port=port, **more) as box:
            mail = mailed(stage, box)
            return getattr(mail, seen) if mail else None

    return observe


LOG_IN: Any = {"useStartTLS": "true", "useAuth": "true"}

for setting, value, before, after, observer in (
    ("email.sender", "team@example.org", None, "team@example.org", _of_mail("email.sender", "sender")),
    ("smtp.host", HOST, None, "cloud@example.org", _of_mail("smtp.host", "sender")),
    ("smtp.port", "2527", None, "cloud@example.org", _of_mail("smtp.port", "sender", port=2527)),
    ("smtp.useAuth", "true", None, "ann", _of_mail("smtp.useAuth", "user", useStartTLS="true", username="ann", password="a word")),
    ("smtp.username", "bob", None, "bob", _of_mail("smtp.username", "user", **LOG_IN, password="a word")),
    ("smtp.password", "another word", "", "another word", _of_mail("smtp.password", "password", **LOG_IN, username="ann")),
    ("smtp.useStartTLS", "true", None, "TLSv1.3", _of_mail("smtp.useStartTLS", "protocol")),
    ("smtp.enabledSecurityProtocols", "TLSv1.2", "TLSv1.3", "TLSv1.2", _of_mail("", "protocol", useStartTLS="true")),
):
    effect(f"project.{setting}", value, before=before, after=after)(observer)
