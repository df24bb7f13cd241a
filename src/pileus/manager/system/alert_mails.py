"""Alerts by mail: the settings that say where to, and the reconciler that sends each alert once. Making alerts stands in `alerts`."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.drivers.mail import Mail, MailServer, Sent, sending
from pileus.manager.drivers.mail_settings import addresses, all_addresses, one_address, server_settings
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.settings import Scope, SettingValues, number, text, within
from pileus.manager.model.alert import Alert

RECIPIENTS = text(
    "alert.email.addresses", "", "Addresses that alerts are mailed to, with commas between them.", category="Alert", check=all_addresses
)
SENDER = text("alert.email.sender", "", "Address that mails of alerts come from.", category="Alert", check=one_address)
SERVER = server_settings(
    "alert.smtp",
    "alerts",
    port=465,
    category="Alert",
    log_in_category="Alert",
    log_in_scopes=(Scope.MANAGEMENT_SERVER,),
    host_doc="Mail server for alerts. They are mailed once it, alert.email.addresses and alert.email.sender are set; earlier ones are not.",
)
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
    server, sender, recipients = _server(to.settings), to.settings.get(SENDER), tuple(addresses(to.settings.get(RECIPIENTS)))
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
    return SERVER.server(settings, connect_timeout=settings.get(CONNECT_TIMEOUT) / 1000, timeout=settings.get(TIMEOUT) / 1000)


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
