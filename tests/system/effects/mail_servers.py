"""Effects of the settings that name a mail server, tried alike for each matter that mails are sent about."""

import os
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from tests.mail_server import Mailbox, Received, mailbox
from tests.system.effects.mails import HOST
from tests.system.effects.stage import Stage, effect

Mailed = Callable[[Stage, Mailbox], Received | None]
"""Does what a mail is sent about, and answers the mail, if one came."""


@dataclass(frozen=True)
class Matter:
    """Something that mails are sent about: how its settings begin, and what else must be set before one is sent."""

    prefix: str
    port: int
    """A fixed one, for the effect of that setting."""
    needs: dict[str, str] = field(default_factory=dict[str, str])

    @contextmanager
    def mailing(self, stage: Stage, tried: str, *, port: int = 0, **more: str) -> Generator[Mailbox]:
        """A mail server for it, as far as the setting that is being tried allows."""
        with tempfile.TemporaryDirectory() as folder, mailbox(Path(folder), host=HOST, port=port) as box:
            values = {"smtp.host": box.host, "smtp.port": str(box.port), "email.sender": "cloud@example.org"} | self.needs
            values |= {f"smtp.{name}": value for name, value in more.items()}
            values.pop(tried, None)
            for name, value in values.items():
                stage.set(f"{self.prefix}.{name}", value)
            try:
                with patch.dict(os.environ, SSL_CERT_FILE=str(box.certificate)):
                    yield box
            finally:
                for name in values:
                    stage.set(f"{self.prefix}.{name}", None)

    def try_server(self, mailed: Mailed) -> None:
        """Registers the effects of its mail server's settings."""

        def seen(tried: str, what: str, more: dict[str, str] | None = None, *, port: int = 0) -> Callable[[Stage], object]:
            def observe(stage: Stage) -> object:
                with self.mailing(stage, tried, port=port, **(more or {})) as box:
                    mail = mailed(stage, box)
                    return getattr(mail, what) if mail else None

            return observe

        log_in = {"useStartTLS": "true", "useAuth": "true", "username": "ann", "password": "a word"}
        without = {name: {key: value for key, value in log_in.items() if key != name} for name in log_in}
        for name, value, before, after, observe in (
            ("email.sender", "team@example.org", None, "team@example.org", seen("email.sender", "sender")),
            ("smtp.host", HOST, None, "cloud@example.org", seen("smtp.host", "sender")),
            ("smtp.port", str(self.port), None, "cloud@example.org", seen("smtp.port", "sender", port=self.port)),
            ("smtp.useAuth", "true", None, "ann", seen("smtp.useAuth", "user", without["useAuth"])),
            ("smtp.username", "bob", None, "bob", seen("smtp.username", "user", without["username"])),
            ("smtp.password", "another word", "", "another word", seen("smtp.password", "password", without["password"])),
            ("smtp.useStartTLS", "true", None, "TLSv1.3", seen("smtp.useStartTLS", "protocol")),
            ("smtp.enabledSecurityProtocols", "TLSv1.2", "TLSv1.3", "TLSv1.2", seen("", "protocol", {"useStartTLS": "true"})),
        ):
            effect(f"{self.prefix}.{name}", value, before=before, after=after)(observe)
