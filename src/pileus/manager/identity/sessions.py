"""Log-in sessions: their rows, their idle time-out, their end. Rows hold only digests of what a client shows."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from pileus.manager.kernel.settings import number, within
from pileus.manager.model.user import LoginSession

SESSION_TIMEOUT = number(
    "session.timeout",
    30,
    "Minutes of idleness after which a log-in session ends.",
    check=within(1, 24 * 60),
)

USE_RECORDED_EVERY = timedelta(seconds=20)
"""Activity is written at most this often: a session of a busy page must not write a row a call."""


@dataclass(frozen=True)
class Opened:
    """What the client of a new session gets, in clear."""

    token: str
    key: str


def digest(text: str) -> str:
    """What is stored of a token or key: they are random, so a plain hash suffices."""
    return hashlib.sha256(text.encode()).hexdigest()


def open_for(db: Session, user_id: str, now: datetime, *, proven: bool) -> Opened:
    """A new session of a user."""
    opened = Opened(token=secrets.token_urlsafe(32), key=secrets.token_urlsafe(20))
    db.add(
        LoginSession(token_hash=digest(opened.token), key_hash=digest(opened.key), user_id=user_id, created=now, used=now, proven=proven)
    )
    return opened


def find(db: Session, token_hash: str, now: datetime, idle: timedelta) -> LoginSession | None:
    """A session that has not been idle too long."""
    row = db.get(LoginSession, token_hash)
    return row if row is not None and now - row.used <= idle else None


def has_key(row: LoginSession, key: str) -> bool:
    """Whether it is the session's key, compared in constant time."""
    return hmac.compare_digest(row.key_hash, digest(key))


def is_due(row: LoginSession, now: datetime) -> bool:
    """Whether its latest use should be written again."""
    return now - row.used >= USE_RECORDED_EVERY


def end(db: Session, token_hash: str) -> bool:
    """Ends a session; whether there was one."""
    return bool(db.execute(delete(LoginSession).where(LoginSession.token_hash == token_hash).returning(LoginSession.token_hash)).all())


def end_idle(db: Session, now: datetime, idle: timedelta) -> None:
    """Removes the rows of sessions that ended by idleness."""
    db.execute(delete(LoginSession).where(LoginSession.used < now - idle))


def end_all(db: Session, user_ids: Iterable[str], *, but: str | None = None) -> None:
    """Ends all sessions of these users, less the one with the digest `but`: after a new password, or when they are disabled."""
    db.execute(delete(LoginSession).where(LoginSession.user_id.in_(list(user_ids)), LoginSession.token_hash != (but or "")))
