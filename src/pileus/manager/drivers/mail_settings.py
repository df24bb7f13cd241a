"""The settings that name a mail server, the same for each kind of mail, and the checks of addresses.

What may not stand here: which mails there are; the modules that make them declare their settings with `server_settings`.
"""

import re
from dataclasses import dataclass
from typing import Any

from pileus.manager.drivers.mail import PROTOCOLS, MailServer
from pileus.manager.kernel.settings import Scope, Setting, SettingValues, flag, number, text, within

ADDRESS = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@[\w-]+(\.[\w-]+)*")


def addresses(value: str) -> list[str]:
    """Addresses with commas between them, one by one."""
    return [address.strip() for address in value.split(",") if address.strip()]


def all_addresses(value: str) -> str | None:
    """The check that a setting holds addresses."""
    wrong = [address for address in addresses(value) if not ADDRESS.fullmatch(address)]
    return f"must be addresses like ops@example.org with commas between them, and {wrong[0]!r} is none" if wrong else None


def one_address(value: str) -> str | None:
    """The check that a setting holds one address, or nothing."""
    return None if not value or ADDRESS.fullmatch(value) else "must be one address like cloud@example.org"


def _all_protocols(value: str) -> str | None:
    return (
        None
        if set(value.split()) <= set(PROTOCOLS)
        else f"must be of {' and '.join(PROTOCOLS)}, with spaces between; older ones are broken"
    )


@dataclass(frozen=True)
class ServerSettings:
    """The settings of one kind of mail's server."""

    prefix: str
    host: Setting[str]
    port: Setting[int]
    log_in: Setting[bool]
    start_tls: Setting[bool]
    protocols: Setting[str]
    username: Setting[str]
    password: Setting[str]

    def server(self, values: SettingValues, **more: Any) -> MailServer:
        """The server as the settings say now."""
        return MailServer(
            host=values.get(self.host),
            port=values.get(self.port),
            log_in=values.get(self.log_in),
            username=values.get(self.username),
            password=values.get(self.password),
            start_tls=values.get(self.start_tls),
            protocols=tuple(values.get(self.protocols).split()),
            **more,
        )


def server_settings(
    prefix: str,
    mails: str,
    *,
    port: int,
    category: str,
    log_in_category: str,
    host_doc: str,
    log_in_scopes: tuple[Scope, ...] = (Scope.GLOBAL,),
) -> ServerSettings:
    """Declares the settings `PREFIX.host` and so on; `mails` says in their descriptions what is mailed."""
    return ServerSettings(
        prefix=prefix,
        host=text(f"{prefix}.host", "", host_doc, category=category),
        port=number(f"{prefix}.port", port, f"Port of the mail server for {mails}.", category=category, check=within(1, 65535)),
        log_in=flag(
            f"{prefix}.useAuth",
            default=False,
            doc=f"Whether to log in at the mail server for {mails}. The connection is encrypted then: from its start, "
            "or with useStartTLS later.",
            category=log_in_category,
            scopes=log_in_scopes,
        ),
        start_tls=flag(
            f"{prefix}.useStartTLS",
            default=False,
            doc=f"Whether the connection to the mail server for {mails} must be encrypted by STARTTLS.",
        ),
        protocols=text(
            f"{prefix}.enabledSecurityProtocols",
            "",
            f"TLS protocols spoken with the mail server for {mails}, with spaces between: TLSv1.2, TLSv1.3, or both, "
            "which is also meant by none.",
            check=_all_protocols,
        ),
        username=text(f"{prefix}.username", "", f"User to log in as at the mail server for {mails}.", category=category),
        password=text(f"{prefix}.password", "", f"Password for the mail server for {mails}.", category="Secure", secret=True),
    )
