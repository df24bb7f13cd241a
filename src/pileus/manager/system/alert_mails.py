"""Alerts by mail: the settings that say where to, and the reconciler that sends each alert once. Making alerts stands in `alerts`."""

import re
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.drivers.mail import PROTOCOLS, Mail, MailServer, Sent, sending
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.settings import Scope, SettingValues, flag, number, text, within
from pileus.manager.model.alert import Alert

ADDRESS = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@[\w-]+(\.[\w-]+)*")


def _addresses(value: str) -> list[str]:
    return [address.strip() for address in value.split(",") if address.strip()]


def _all_addresses(value: str) -> str | None:
    wrong = [address for address in _addresses(value) if not ADDRESS.fullmatch(address)]
    return f"must be addresses like ops@example.org with commas between them, and {wrong[0]!r} is none" if wrong else None


def _one_address(value: str) -> str | None:
    return None if not value or ADDRESS.fullmatch(value) else "must be one address like cloud@example.org"


def _all_protocols(value: str) -> str | None:
    return (
        None
        if set(value.split()) <= set(PROTOCOLS)
        else f"must be of {' and '.join(PROTOCOLS)}, with spaces between; older ones are broken"
    )


RECIPIENTS = text(
    "alert.email.addresses", "", "Addresses that alerts are mailed to, with commas between them.", category="Alert", check=_all_addresses
)
SENDER = text("alert.email.sender", "", "Address that mails of alerts come from.", category="Alert", check=_one_address)
HOST = text(
    "alert.smtp.host",
    "",
    "Mail server for alerts. They are mailed once it, alert.email.addresses and alert.email.sender are set; earlier alerts are not.",
    category="Alert",
)
PORT = number("alert.smtp.port", 465, "Port of the mail server for alerts.", category="Alert", check=within(1, 65535))
CONNECT_TIMEOUT = number(
    "alert.smtp.connectiontimeout",
    30000,
    "Milliseconds in which the mail server for alerts must be reached and greet.",
    category="Alert",
    check=within(1, 600_000),
)
TIMEOUT = number(
    "alert.smtp.timeout",
    30000,
    "Milliseconds that the mail server for alerts has for each further answer.",
    category="Alert",
    check=within(1, 600_000),
)
LOG_IN = flag(
    "alert.smtp.useAuth",
    default=False,
    doc="Whether to log in at the mail server for alerts. The connection is encrypted then: from its start, or with useStartTLS later.",
    category="Alert",
    scopes=(Scope.MANAGEMENT_SERVER,),
)
START_TLS = flag(
    "alert.smtp.useStartTLS", default=False, doc="Whether the connection to the mail server for alerts must be encrypted by STARTTLS."
)
ENCRYPTED_BY = text(
    "alert.smtp.enabledSecurityProtocols",
    "",
    "TLS protocols spoken with the mail server for alerts, with spaces between: TLSv1.2, TLSv1.3, or both, which is also meant by none.",
    check=_all_protocols,
)
USERNAME = text("alert.smtp.username", "", "User to log in as at the mail server for alerts.", category="Alert")
PASSWORD = text("alert.smtp.password", "", "Password for the mail server for alerts.", category="Secure", secret=True)

BATCH = 50
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=1)


@ops.reconciler(every=30, also_on=("Alert",))
def alerts_mailed(db: Database, to: ops.Drivers) -> ops.Report:
    """Mails the alerts that are due, so many a run, the oldest first; those that nobody is to get are passed over.

    Each mail is noted as sent right after the server took it. A process that dies between the two sends that one again, with the same
    Message-ID; none is lost.
    """
    report = ops.Report()
    now = to.clock.now()
    with db.read() as session:
        due = list(session.scalars(select(Alert).where(Alert.mail_due <= now).order_by(Alert.mail_due, Alert.id).limit(BATCH)))
    if not due:
        return report
    server, sender, recipients = _server(to.settings), to.settings.get(SENDER), tuple(_addresses(to.settings.get(RECIPIENTS)))
    if not (server.host and sender and recipients):
        with db.write() as session:
            _plan(session, Alert.mail_due.is_not(None), due=None)
        return report
    mails = [_mail(alert, sender, recipients) for alert in due]
    for alert, sent in zip(due, sending(server, mails), strict=True):
        with db.write() as session:
            _note(session, alert, sent, now, report)
    return report


def _server(settings: SettingValues) -> MailServer:
    return MailServer(
        host=settings.get(HOST),
        port=settings.get(PORT),
        log_in=settings.get(LOG_IN),
        username=settings.get(USERNAME),
        password=settings.get(PASSWORD),
        start_tls=settings.get(START_TLS),
        protocols=tuple(settings.get(ENCRYPTED_BY).split()),
        connect_timeout=settings.get(CONNECT_TIMEOUT) / 1000,
        timeout=settings.get(TIMEOUT) / 1000,
    )


def _mail(alert: Alert, sender: str, recipients: tuple[str, ...]) -> Mail:
    told = f"{alert.subject}\n\n{alert.name}, {alert.created:%Y-%m-%d %H:%M:%S} UTC\n"
    return Mail(id=f"alert.{alert.id}", sender=sender, to=recipients, subject=alert.subject, text=told)


def _note(db: Session, alert: Alert, sent: Sent, now: datetime, report: ops.Report) -> None:
    """Writes what came of it; an alert that was not mailed is due again later, for a day."""
    if sent.success:
        _plan(db, Alert.id == alert.id, due=None)
        if sent.fault:
            report.wrong.append(f"alert {alert.id} was mailed, but {sent.fault}")
        return
    given_up = now - alert.created > GIVEN_UP_AFTER
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(alert.mail_tries, 10))
    _plan(db, Alert.id == alert.id, due=None if given_up else now + pause)
    after = "it is not tried any more" if given_up else "it is tried again; look at the settings alert.smtp.*"
    report.wrong.append(f"alert {alert.id} was not mailed: {sent.fault}; {after}")


def _plan(db: Session, which: ColumnElement[bool], *, due: datetime | None) -> None:
    # Not through the rows: no list shows this, so no client is to hear of a change.
    tried = update(Alert).where(which).values(mail_due=due, mail_tries=Alert.mail_tries + 1)
    db.execute(tried.execution_options(synchronize_session=False))
