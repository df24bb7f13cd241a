"""Effects of settings on mails, with a mail server that answers late where it must."""

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from tests.mail_server import Mailbox, Received, mailbox
from tests.system.effects.stage import Stage, effect, fresh

from pileus.manager.model.alert import Alert
from pileus.manager.system.alert_mails import alerts_mailed

HOST = f"127.{os.getpid() % 250 + 1}.{os.getpid() // 250 % 250 + 1}.77"
"""A loopback address of this process's own, so that a port may be a fixed one."""
LATE_SECONDS = 0.6


@contextmanager
def told_by_mail(stage: Stage, tried: str, *, port: int = 0) -> Generator[Mailbox]:
    """A mail server that alerts go to, as far as the setting that is being tried allows."""
    with tempfile.TemporaryDirectory() as folder, mailbox(Path(folder), host=HOST, port=port) as box:
        places = {"host": box.host, "port": str(box.port)}
        values = {f"alert.smtp.{name}": value for name, value in places.items()}
        values |= {"alert.email.addresses": "ops@example.org", "alert.email.sender": "cloud@example.org"}
        values.pop(tried, None)
        for name, value in values.items():
            stage.set(name, value)
        try:
            with patch.dict(os.environ, SSL_CERT_FILE=str(box.certificate)):
                yield box
        finally:
            for name in values:
                stage.set(name, None)


def mailed(stage: Stage, box: Mailbox) -> Received | None:
    """What came of a new alert, if the sender waited until it was taken."""
    name = fresh("alarm")
    stage.world.manager.engine.wait(stage.world.call("generateAlert", type=14, name="x", description=name).job_id, 10)
    stage.reconcile(alerts_mailed)
    [alert] = stage.world.rows(Alert, subject=name)
    if alert.mail_due is not None:
        return None
    return next((mail for mail in box.mails if str(mail.message["Subject"]) == name), None)


@contextmanager
def set_too(stage: Stage, **values: str) -> Generator[None]:
    """Other settings of the mail server, while an effect is looked at."""
    for name, value in values.items():
        stage.set(f"alert.smtp.{name}", value)
    try:
        yield
    finally:
        for name in values:
            stage.set(f"alert.smtp.{name}", None)


@effect("alert.email.addresses", "a@example.org, b@example.org", before=None, after=["a@example.org", "b@example.org"])
def alerts_have_recipients(stage: Stage) -> object:
    with told_by_mail(stage, "alert.email.addresses") as box:
        mail = mailed(stage, box)
        return mail and mail.to


@effect("alert.email.sender", "alarms@example.org", before=None, after="alarms@example.org")
def alerts_have_a_sender(stage: Stage) -> object:
    with told_by_mail(stage, "alert.email.sender") as box:
        mail = mailed(stage, box)
        return mail and mail.sender


@effect("alert.smtp.host", HOST, before=False, after=True)
def alerts_have_a_server(stage: Stage) -> object:
    with told_by_mail(stage, "alert.smtp.host") as box:
        return mailed(stage, box) is not None


@effect("alert.smtp.port", "2525", before=False, after=True)
def servers_have_a_port(stage: Stage) -> object:
    with told_by_mail(stage, "alert.smtp.port", port=2525) as box:
        return mailed(stage, box) is not None


@effect("alert.smtp.connectiontimeout", "150", before=True, after=False)
def servers_may_greet_late(stage: Stage) -> object:
    with told_by_mail(stage, "alert.smtp.connectiontimeout") as box:
        box.greets_after = LATE_SECONDS
        return mailed(stage, box) is not None


@effect("alert.smtp.timeout", "150", before=True, after=False)
def servers_may_answer_late(stage: Stage) -> object:
    with told_by_mail(stage, "alert.smtp.timeout") as box:
        box.answers_after = LATE_SECONDS
        return mailed(stage, box) is not None


@effect("alert.smtp.useAuth", "true", before=None, after="ann")
def senders_log_in(stage: Stage) -> object:
    with told_by_mail(stage, "alert.smtp.useAuth") as box, set_too(stage, useStartTLS="true", username="ann", password="a word"):
        mail = mailed(stage, box)
        return mail and mail.user


@effect("alert.smtp.username", "bob", before=None, after="bob")
def senders_have_names(stage: Stage) -> object:
    with told_by_mail(stage, "alert.smtp.username") as box, set_too(stage, useStartTLS="true", useAuth="true", password="a word"):
        mail = mailed(stage, box)
        return mail and mail.user


@effect("alert.smtp.password", "another word", before="", after="another word")
def senders_have_passwords(stage: Stage) -> object:
    with told_by_mail(stage, "alert.smtp.password") as box, set_too(stage, useStartTLS="true", useAuth="true", username="ann"):
        mail = mailed(stage, box)
        return mail and mail.password


@effect("alert.smtp.useStartTLS", "true", before=None, after="TLSv1.3")
def connections_become_encrypted(stage: Stage) -> object:
    with told_by_mail(stage, "alert.smtp.useStartTLS") as box:
        mail = mailed(stage, box)
        return mail and mail.protocol


@effect("alert.smtp.enabledSecurityProtocols", "TLSv1.2", before="TLSv1.3", after="TLSv1.2")
def connections_speak_what_is_allowed(stage: Stage) -> object:
    with told_by_mail(stage, "alert.smtp.enabledSecurityProtocols") as box, set_too(stage, useStartTLS="true"):
        mail = mailed(stage, box)
        return mail and mail.protocol
