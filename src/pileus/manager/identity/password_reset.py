"""Forgotten passwords: the settings, the tokens that go out by mail, and the reconciler that mails them.

What may not stand here: the door where somebody asks for a token or shows one; `authenticator` counts tries and finds the user.
"""

import hmac
import re
import secrets
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.drivers.mail import Mail, Sent, sending
from pileus.manager.drivers.mail_settings import ADDRESS, one_address, server_settings
from pileus.manager.identity import sessions
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.errors import Internal, PermissionDenied
from pileus.manager.kernel.seal import Sealer
from pileus.manager.kernel.settings import SettingValues, flag, number, text, within
from pileus.manager.model.user import PasswordReset, User

ASK = "ask your administrator for a new password (updateUser), who can use `pileus reset-admin`"


def _url(value: str) -> str | None:
    parts = urlsplit(value)
    fits = not value or (parts.scheme in ("http", "https") and parts.netloc and not re.search(r"\s", value))
    return None if fits else "must be an address like https://cloud.example.org:8443"


VARIABLE = re.compile(r"\{\{\{\s*(\w+)\s*\}\}\}|\{\{\s*(\w+)\s*\}\}")
VARIABLES = ("username", "firstName", "lastName", "resetLink", "token")


def _template(value: str) -> str | None:
    named = {braced or bare for braced, bare in VARIABLE.findall(value)}
    if unknown := sorted(named - set(VARIABLES)):
        return f"names {unknown[0]}, and there are only {', '.join(VARIABLES)}"
    if "{{" in VARIABLE.sub("", value):
        return "has {{ where no variable begins: sections and comments are not known here"
    leads = not value or named & {"resetLink", "token"}
    return None if leads else "must name resetLink or token, or nobody could set a password by such a mail"


ENABLED = flag("user.password.reset.enabled", default=False, doc="Whether users may have a token mailed that lets them set a new password.")
TTL = number("user.password.reset.ttl", 30, "Minutes in which a mailed token can be used.", check=within(1, 7 * 24 * 60))
SENDER = text("user.password.reset.email.sender", "", "Address that mails with such tokens come from.", check=one_address)
DOMAIN_URL = text(
    "user.password.reset.mail.domain.url",
    "",
    "Where the links in such mails lead: this cloud's address as users reach it. Nothing is mailed without it.",
    check=_url,
)
TEMPLATE = text(
    "user.password.reset.mail.template",
    "",
    "Text of such mails. {{username}}, {{firstName}}, {{lastName}}, {{{resetLink}}} and {{{token}}} are filled in. "
    "A text of the cloud's own when empty.",
    check=_template,
)
SERVER = server_settings(
    "user.password.reset.smtp",
    "forgotten passwords",
    port=25,
    category="Advanced",
    log_in_category="Advanced",
    host_doc="Mail server for forgotten passwords.",
)

OWN_TEXT = """Hello {{username}}!
You have requested to reset your password. Please click the following link to reset your password:
{{{resetLink}}}
If you did not request a password reset, please ignore this email.
"""

BATCH = 50
FIRST_PAUSE = timedelta(seconds=10)


def check_enabled(settings: SettingValues) -> None:
    """Refuses where passwords are not reset by mail, or cannot be; the same for every user name."""
    if not settings.get(ENABLED):
        raise PermissionDenied(f"{ENABLED.name} is false. Password reset for the user is not allowed; {ASK}")


def check_mails(settings: SettingValues) -> None:
    """Refuses where nothing could be mailed."""
    for needed in (SERVER.host, SENDER, DOMAIN_URL):
        if not settings.get(needed):
            raise Internal(
                f"no mail can be sent: {needed.name} is not set; set it with updateConfiguration",
                public=f"no mail can be sent from here yet; {ASK}",
            )


def give(db: Session, user: User, settings: SettingValues, sealer: Sealer, now: datetime) -> None:
    """Leaves a token for the user to be mailed, unless one is on its way or can be used yet: whoever asks often sends no flood."""
    if not ADDRESS.fullmatch(user.email):
        return
    earlier = db.get(PasswordReset, user.id, with_for_update=True)
    if earlier is not None:
        if earlier.expires > now:
            return
        db.delete(earlier)
        db.flush()
    token = secrets.token_urlsafe(32)
    db.add(
        PasswordReset(
            user_id=user.id,
            token_hash=sessions.digest(token),
            sealed_token=sealer.seal(token),
            created=now,
            expires=now + timedelta(minutes=settings.get(TTL)),
            mail_due=now,
        )
    )


def is_right(db: Session, user_id: str, token: str, now: datetime) -> bool:
    """Whether it is the user's token, compared in constant time, and can be used yet."""
    row = db.get(PasswordReset, user_id)
    return row is not None and hmac.compare_digest(row.token_hash, sessions.digest(token)) and row.expires > now


def use(db: Session, user_id: str, token: str) -> bool:
    """Uses a token up; whether it was still there."""
    which = delete(PasswordReset).where(PasswordReset.user_id == user_id, PasswordReset.token_hash == sessions.digest(token))
    return bool(db.execute(which.returning(PasswordReset.user_id)).all())


def revoke(db: Session, user_id: str) -> None:
    """Ends the user's token: after a new password, or another address of mail."""
    db.execute(delete(PasswordReset).where(PasswordReset.user_id == user_id))


@ops.reconciler(every=5)
def reset_tokens_mailed(db: Database, to: ops.Drivers) -> ops.Report:
    """Mails the tokens that are due, and removes those whose time is over. The clear token is kept sealed only until the server took it."""
    report = ops.Report()
    now = to.clock.now()
    with db.read() as session:
        over = session.scalar(select(PasswordReset.user_id).where(PasswordReset.expires <= now).limit(1))
        query = select(PasswordReset, User).join(User, User.id == PasswordReset.user_id)
        rows = session.execute(query.where(PasswordReset.mail_due <= now).order_by(PasswordReset.mail_due).limit(BATCH)).all()
        due = [(reset, user) for reset, user in rows if reset.expires > now]
    closed = not to.settings.get(ENABLED)
    if over is not None or (closed and due):
        unwanted = PasswordReset.mail_due.is_not(None) if closed else PasswordReset.expires <= now
        with db.write() as session:
            session.execute(delete(PasswordReset).where(or_(PasswordReset.expires <= now, unwanted)))
    if closed or not due:
        return report
    server = SERVER.server(to.settings)
    mails = [_mail(to, reset, user) for reset, user in due]
    for (reset, user), sent in zip(due, sending(server, mails), strict=True):
        with db.write() as session:
            _note(session, reset, user, sent, now, report)
    return report


def _mail(to: ops.Drivers, reset: PasswordReset, user: User) -> Mail:
    token = to.sealer.open(reset.sealed_token or "")
    url = to.settings.get(DOMAIN_URL).rstrip("/")
    domain = user.account.domain.path
    asked = {"username": user.name, **({"domain": domain} if domain != "/" else {}), "token": token}
    told = {
        "username": user.name,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "token": token,
        "resetLink": f"{url}/client/#/user/resetPassword?{urlencode(asked)}",
    }
    body = VARIABLE.sub(lambda found: told[found[1] or found[2]], to.settings.get(TEMPLATE) or OWN_TEXT)
    return Mail(
        id=f"reset.{reset.token_hash[:32]}", sender=to.settings.get(SENDER), to=(user.email,), subject="Password Reset Request", text=body
    )


def _note(db: Session, reset: PasswordReset, user: User, sent: Sent, now: datetime, report: ops.Report) -> None:
    """Writes what came of it. A token that was not mailed is due again until its time is over."""
    which = update(PasswordReset).where(PasswordReset.user_id == user.id, PasswordReset.token_hash == reset.token_hash)
    if sent.success:
        db.execute(which.values(sealed_token=None, mail_due=None))
        return
    db.execute(which.values(mail_due=now + FIRST_PAUSE * 2 ** min(reset.mail_tries, 5), mail_tries=reset.mail_tries + 1))
    report.wrong.append(
        f"a token for user {user.id} was not mailed: {sent.fault}; it is tried again; look at the settings {SERVER.prefix}.*"
    )
