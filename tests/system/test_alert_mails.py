"""Alerts by mail: each once, none from before there was a server, and nothing forged or told by what stands in them."""

import logging
from collections.abc import Generator
from pathlib import Path

import pytest
from tests.mail_server import Mailbox, mailbox
from tests.world import World

from pileus.manager.drivers.mail import Mail, MailServer, sending
from pileus.manager.drivers.mail_client import message
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.model.alert import Alert
from pileus.manager.model.event import Event
from pileus.manager.ops import Report
from pileus.manager.system.alert_mails import alerts_mailed

SECRET = "tell-nobody"
FORGED = "disk full\r\nBcc: thief@example.org\n\nbuy now"


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Mailbox]:
    with mailbox(tmp_path) as opened:
        monkeypatch.setenv("SSL_CERT_FILE", str(opened.certificate))
        yield opened


def set_up(world: World, box: Mailbox) -> None:
    for name, value in {
        "alert.email.addresses": "ops@example.org",
        "alert.email.sender": "cloud@example.org",
        "alert.smtp.port": str(box.port),
        "alert.smtp.host": box.host,
    }.items():
        world.call("updateConfiguration", name=name, value=value)


def alarm(world: World, *subjects: str) -> None:
    for subject in subjects:
        world.ended(world.call("generateAlert", type=14, name="x", description=subject))


def run(world: World) -> Report:
    return world.manager.engine.reconcile(alerts_mailed)


def fault(world: World) -> str:
    """What the sender says of the one alert that it cannot send; it may have said so before, on its own turn, and is asked again."""
    for _ in range(5):
        world.clock.turn(hours=1)
        if wrong := run(world).wrong:
            return wrong[0]
    raise AssertionError("the sender says nothing")


def mail(**said: object) -> Mail:
    return Mail(**{"id": "1", "sender": "a@example.org", "to": ("b@example.org",), "subject": "s", "text": "t"} | said)  # type: ignore[arg-type]


def test_each_alert_is_mailed_once_and_none_from_before_there_was_a_server(world: World, box: Mailbox) -> None:
    alarm(world, "from before")
    run(world)
    set_up(world, box)
    alarm(world, "host a is away", "host b is away")
    for _ in range(3):
        run(world)
    assert sorted(box.subjects) == ["host a is away", "host b is away"]
    [first, second] = box.mails
    assert (first.sender, first.to) == ("cloud@example.org", ["ops@example.org"])
    assert first.message["Message-ID"] != second.message["Message-ID"]
    assert [mail.message.get_content().splitlines()[0] for mail in box.mails] == box.subjects


def test_what_a_dying_server_did_not_take_is_sent_later_and_nothing_twice(world: World, box: Mailbox) -> None:
    set_up(world, box)
    box.hangs_up_after = 0
    alarm(world, "one", "two", "three")
    run(world)
    assert box.mails == []
    box.hangs_up_after = 1
    for _ in range(4):
        world.clock.turn(minutes=10)
        run(world)
    assert sorted(box.subjects) == ["one", "three", "two"]


def test_a_server_out_of_reach_is_told_and_tried_for_a_day(world: World, box: Mailbox) -> None:
    set_up(world, box)
    world.call("updateConfiguration", name="alert.smtp.port", value="1")
    alarm(world, "unheard")
    wrong = fault(world)
    assert "127.0.0.1:1" in wrong
    assert "tried again; look at the settings alert.smtp" in wrong
    world.clock.turn(days=1)
    run(world)
    assert [alert.mail_due for alert in world.rows(Alert)] == [None]


def test_names_in_alerts_forge_no_headers(world: World, box: Mailbox) -> None:
    set_up(world, box)
    with world.db.write() as db:
        db.add(Alert(type=14, name="x", subject=FORGED))
    run(world)
    [came] = box.mails
    assert came.to == ["ops@example.org"]
    assert came.message["Bcc"] is None
    assert came.message["Subject"] == "disk full Bcc: thief@example.org buy now"


@pytest.mark.parametrize("part", ["sender", "to"])
def test_addresses_forge_no_headers(part: str) -> None:
    forged = "a@example.org\nBcc: thief@example.org"
    with pytest.raises(ValueError, match="linefeed"):
        message(mail(**{part: forged if part == "sender" else (forged,)}))


def test_settings_of_mails_are_checked(world: World) -> None:
    for name, value in (
        ("alert.email.addresses", "ops@example.org, nobody"),
        ("alert.email.addresses", "ops@example.org\nBcc: thief@example.org"),
        ("alert.email.sender", "a@example.org, b@example.org"),
        ("alert.smtp.enabledSecurityProtocols", "TLSv1"),
        ("alert.smtp.port", "65536"),
    ):
        with pytest.raises(InvalidValue, match=name):
            world.call("updateConfiguration", name=name, value=value)


def test_a_password_is_sealed_and_told_nowhere(world: World, box: Mailbox, caplog: pytest.LogCaptureFixture) -> None:
    set_up(world, box)
    box.knows = lambda _user, _password: False  # and the server repeats the password in its refusal
    caplog.set_level(logging.DEBUG)
    for name, value in {"useStartTLS": "true", "useAuth": "true", "username": "ann", "password": SECRET}.items():
        world.call("updateConfiguration", name=f"alert.smtp.{name}", value=value)
    alarm(world, "unheard")
    wrong = fault(world)
    assert "refused the log-in of ann with code 535" in wrong
    told = [wrong, caplog.text, *(event.description for event in world.rows(Event))]
    told.append(str(world.call("listConfigurations", name="alert.smtp.password").items))
    told.append(repr(MailServer("h", 1, password=SECRET)))
    assert not any(SECRET in text for text in told)


def test_a_server_with_a_log_in_and_no_starttls_is_spoken_to_encrypted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mailbox(tmp_path, encrypted=True) as box:
        server = MailServer(box.host, box.port, log_in=True, username="ann", password=SECRET)
        [untrusted] = sending(server, [mail()])
        assert "certificate" in untrusted.fault
        monkeypatch.setenv("SSL_CERT_FILE", str(box.certificate))
        [sent] = sending(server, [mail()])
        assert (sent.success, sent.fault) == (True, "")
        [came] = box.mails
        assert (came.user, came.protocol) == ("ann", "TLSv1.3")


def test_a_log_in_is_not_sent_to_a_server_that_does_not_encrypt(box: Mailbox) -> None:
    server = MailServer(box.host, box.port, log_in=True, username="ann", password=SECRET, timeout=1, connect_timeout=1)
    assert [sent.success for sent in sending(server, [mail(), mail()])] == [False, False]
    assert box.mails == []
