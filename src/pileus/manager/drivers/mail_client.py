"""The SMTP client behind `mail`. What may not stand here: which mails are sent, and when."""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP

from pileus.manager.drivers.mail import PROTOCOLS, Mail, MailServer, Sent

VERSIONS: dict[str, ssl.TLSVersion] = dict(zip(PROTOCOLS, (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3), strict=True))
LONGEST_SUBJECT = 200
FAULTS = (smtplib.SMTPException, OSError, ValueError)
"""What a server, the network or an unfit text can raise; an untrusted certificate is an OSError too."""


def sending(server: MailServer, mails: Sequence[Mail]) -> Iterator[Sent]:
    """Sends mails one by one over one connection; once that is lost, the rest of them fail."""
    try:
        connection = _connected(server)
    except FAULTS as error:
        yield from [Sent(success=False, fault=f"mail server {server.host}:{server.port}: {_said(error)}")] * len(mails)
        return
    try:
        for mail in mails:
            yield _sent(connection, server, mail)
    finally:
        with suppress(*FAULTS):  # what was taken stays taken, whatever the server says to a goodbye
            connection.quit()
        connection.close()


def message(mail: Mail) -> EmailMessage:
    """The mail as it is sent. Its subject is made one printable line, since names that users choose may stand in it."""
    made = EmailMessage(policy=SMTP)
    made["From"] = mail.sender
    made["To"] = ", ".join(mail.to)
    made["Subject"] = " ".join("".join(letter if letter.isprintable() else " " for letter in mail.subject).split())[:LONGEST_SUBJECT]
    made["Message-ID"] = f"<{mail.id}@{mail.sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.text)
    return made


def _connected(server: MailServer) -> smtplib.SMTP:
    encryption = _encryption(server)
    limit = server.connect_timeout
    connection = (
        smtplib.SMTP_SSL(server.host, server.port, timeout=limit, context=encryption)
        if server.log_in and not server.start_tls
        else smtplib.SMTP(server.host, server.port, timeout=limit)
    )
    try:
        if connection.sock is not None:
            connection.sock.settimeout(server.timeout)
        if server.start_tls:
            connection.starttls(context=encryption)
        if server.log_in and server.username:
            _log_in(connection, server)
    except BaseException:
        connection.close()
        raise
    return connection


def _encryption(server: MailServer) -> ssl.SSLContext:
    """Verifies the server's certificate against those the machine trusts."""
    context = ssl.create_default_context()
    spoken = [VERSIONS[name] for name in server.protocols or PROTOCOLS]
    context.minimum_version, context.maximum_version = min(spoken), max(spoken)
    return context


def _log_in(connection: smtplib.SMTP, server: MailServer) -> None:
    # What the library raises may repeat letters of the password or what the server says of it, so it is told in own words.
    try:
        connection.login(server.username, server.password)
    except smtplib.SMTPAuthenticationError as error:
        said = f"refused the log-in of {server.username} with code {error.smtp_code}; look at user name and password"
        raise smtplib.SMTPException(said) from None
    except smtplib.SMTPNotSupportedError:
        raise smtplib.SMTPException("offers no log-in; switch useAuth off, or name the port that does") from None
    except (smtplib.SMTPException, ValueError) as error:
        raise smtplib.SMTPException(f"log-in of {server.username} failed with {type(error).__name__}") from None


def _sent(connection: smtplib.SMTP, server: MailServer, mail: Mail) -> Sent:
    try:
        refused = connection.send_message(message(mail), from_addr=mail.sender, to_addrs=list(mail.to))
    except FAULTS as error:
        return Sent(success=False, fault=f"mail server {server.host}:{server.port}: {_said(error)}")
    if refused:
        return Sent(success=True, fault=f"mail server {server.host}:{server.port} refused the recipients {', '.join(sorted(refused))}")
    return Sent(success=True)


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"refused all recipients: {', '.join(sorted(error.recipients))}"
    return f"{type(error).__name__}: {error}"
