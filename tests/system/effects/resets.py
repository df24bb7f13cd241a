"""Effects of settings on forgotten passwords and the mails with their tokens."""

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

from pileus.manager.identity.password_reset import reset_tokens_mailed
from pileus.manager.kernel.authentication import Forgotten, NewPassword
from pileus.manager.model.user import PasswordReset, User

PREFIX = "user.password.reset"


@contextmanager
def told_by_mail(stage: Stage, tried: str, *, port: int = 0, **more: str) -> Generator[Mailbox]:
    """A mail server that tokens go to, as far as the setting that is being tried allows."""
    with tempfile.TemporaryDirectory() as folder, mailbox(Path(folder), host=HOST, port=port) as box:
        values = {"smtp.host": box.host, "smtp.port": str(box.port), "email.sender": "cloud@example.org"}
        values |= {"enabled": "true", "mail.domain.url": "https://cloud.example.org"}
        values |= {f"smtp.{name}": value for name, value in more.items()}
        values.pop(tried, None)
        for name, value in values.items():
            stage.set(f"{PREFIX}.{name}", value)
        try:
            with patch.dict(os.environ, SSL_CERT_FILE=str(box.certificate)):
                yield box
        finally:
            for name in values:
                stage.set(f"{PREFIX}.{name}", None)


def forgetful(stage: Stage) -> str:
    """A new user who asked for a token, each from an address of its own."""
    name = fresh("forgetful")
    stage.account_of(username=name)
    number = name.removeprefix("forgetful")
    allowed(stage.world.users.forgot_password, Forgotten(username=name, domain_path="/staged/", peer=f"fd00:{number}::1"))
    return name


def mailed(stage: Stage, box: Mailbox) -> Received | None:
    """The mail with the token of a new user, if one came."""
    name = forgetful(stage)
    stage.reconcile(reset_tokens_mailed)
    return next((mail for mail in box.mails if f"Hello {name}" in mail.message.get_content()), None)


def _of_mail(tried: str, seen: str, *, port: int = 0, **more: str) -> Any:
    def observe(stage: Stage) -> object:
        with told_by_mail(stage, tried, port=port, **more) as box:
            mail = mailed(stage, box)
            return getattr(mail, seen) if mail else None

    return observe


PASSWORD: Any = {"useStartTLS": "true", "useAuth": "true"}

for setting, value, before, after, observer in (
    ("email.sender", "help@example.org", None, "help@example.org", _of_mail("email.sender", "sender")),
    ("enabled", "true", None, "cloud@example.org", _of_mail("enabled", "sender")),
    ("smtp.host", HOST, None, "cloud@example.org", _of_mail("smtp.host", "sender")),
    ("smtp.port", "2526", None, "cloud@example.org", _of_mail("smtp.port", "sender", port=2526)),
    ("smtp.useAuth", "true", None, "ann", _of_mail("smtp.useAuth", "user", useStartTLS="true", username="ann", password="a word")),
    ("smtp.username", "bob", None, "bob", _of_mail("smtp.username", "user", **PASSWORD, password="a word")),
    ("smtp.password", "another word", "", "another word", _of_mail("smtp.password", "password", **PASSWORD, username="ann")),
    ("smtp.useStartTLS", "true", None, "TLSv1.3", _of_mail("smtp.useStartTLS", "protocol")),
    ("smtp.enabledSecurityProtocols", "TLSv1.2", "TLSv1.3", "TLSv1.2", _of_mail("", "protocol", useStartTLS="true")),
):
    effect(f"{PREFIX}.{setting}", value, before=before, after=after)(observer)


@effect(f"{PREFIX}.mail.domain.url", "https://elsewhere.example.org/", before=None, after="https://elsewhere.example.org/client/")
def links_lead_to_the_cloud(stage: Stage) -> object:
    with told_by_mail(stage, "mail.domain.url") as box:
        mail = mailed(stage, box)
        return mail and next(line for line in mail.message.get_content().splitlines() if "token=" in line).partition("#")[0]


@effect(f"{PREFIX}.mail.template", "Hello {{username}}, {{firstName}} {{lastName}}!{{nothing}}", before=False, after=True)
def mails_have_a_text(stage: Stage) -> object:
    with told_by_mail(stage, "mail.template") as box:
        mail = mailed(stage, box)
        return mail is not None and "A B!" in mail.message.get_content()


@effect(f"{PREFIX}.ttl", "10", before=True, after=False)
def tokens_last(stage: Stage) -> object:
    with told_by_mail(stage, "ttl"):
        name = forgetful(stage)
        [user] = stage.world.rows(User, name=name)
        token = stage.world.sealer.open(stage.world.row(PasswordReset, user.id).sealed_token or "")
        stage.world.clock.turn(minutes=15)
        sent = NewPassword(username=name, domain_path="/staged/", peer="192.168.9.7", token=token, password="another Passw0rd")
        return allowed(stage.world.users.reset_password, sent)
