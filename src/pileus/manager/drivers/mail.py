"""Mails to an SMTP server: what is said of the server and of a mail, and what came of sending it.

What may not stand here: how SMTP is spoken; `mail_client` does, and is imported with its libraries when there is something to send.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

PROTOCOLS: tuple[str, ...] = ("TLSv1.2", "TLSv1.3")
"""Older ones are broken, and not spoken."""


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed in. With a log-in the connection is always encrypted: from its start, or from STARTTLS on."""

    host: str
    port: int
    log_in: bool = False
    username: str = ""
    password: str = field(default="", repr=False)
    start_tls: bool = False
    protocols: tuple[str, ...] = ()
    """The TLS protocols that may be spoken, from the lowest named to the highest; all of PROTOCOLS when empty."""
    connect_timeout: float = 30.0
    """Seconds in which the server must be reached and greet."""
    timeout: float = 30.0
    """Seconds for each answer after that."""


@dataclass(frozen=True)
class Mail:
    """A mail. `id` is its own for ever, so that a receiver knows one that is sent twice."""

    id: str
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str


@dataclass(frozen=True)
class Sent:
    """Whether the server took a mail; `fault` is why it did not, or which recipients it refused. No password stands in it."""

    success: bool
    fault: str = ""


def sending(server: MailServer, mails: Sequence[Mail]) -> Iterator[Sent]:
    """Sends mails one by one over one connection, each when its result is asked for. Raises nothing: a fault is what came of it."""
    if not mails:
        return iter(())
    from pileus.manager.drivers import mail_client  # noqa: PLC0415 - most installations never mail

    return mail_client.sending(server, mails)
