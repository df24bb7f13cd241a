"""Users, sessions and keys at the door. Implements the kernel's Authenticator."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pileus.manager.identity import keys, passwords, sessions, throttle
from pileus.manager.kernel import log
from pileus.manager.kernel.authentication import KeyHolder, LogIn, NewSession
from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.clock import Clock
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.errors import LoginFailed, Unauthenticated
from pileus.manager.kernel.seal import Sealer
from pileus.manager.kernel.settings import SettingValues, number, within
from pileus.manager.model.access import SYSTEM
from pileus.manager.model.domain import Domain
from pileus.manager.model.project import ProjectMember
from pileus.manager.model.user import LoginSession, User

INCORRECT_ATTEMPTS = number(
    "incorrect.login.attempts.allowed",
    5,
    "Failed log-ins in a row after which a user is disabled; 0 is never. The first administrator of ROOT is never disabled.",
    check=within(0),
)

FAILED = "Failed to authenticate user; check the name, the password and the domain"

logger = log.get(__name__)


class Users:
    """Everybody who may call. Every answer is as of now: whoever was disabled or removed has no caller any more."""

    def __init__(self, db: Database, *, clock: Clock, settings: SettingValues, sealer: Sealer) -> None:
        self._db = db
        self._clock = clock
        self._settings = settings
        self._sealer = sealer

    def log_in(self, sent: LogIn) -> NewSession:
        """Opens a session. No lock is held while the password is hashed."""
        now = self._clock.now()
        address = throttle.subject_of_address(sent.peer)
        with self._db.write() as db:
            domain_id = _domain_of(db, sent)
            name = throttle.subject_of_name(domain_id or sent.domain_path, sent.username)
            failures = throttle.begin(db, name, address, now)
            user = _user_of(db, domain_id, sent.username)
        right = passwords.is_right(user.password_hash if user else None, sent.password)
        if user is None or not right or not may_call(user):
            if user is not None and not right:
                self._disable(user, failures)
            raise LoginFailed(FAILED)
        with self._db.write() as db:
            throttle.succeed(db, name, address)
            return self._opened(db, user.id, sent.password, now)

    def by_session(self, token: str, key: str) -> Caller | None:
        """The caller of a live session, which counts as activity."""
        now, token_hash = self._clock.now(), sessions.digest(token)
        with self._db.read() as db:
            row = sessions.find(db, token_hash, now, self._idle())
            if row is None:
                return None
            user = db.get(User, row.user_id)
            right = sessions.has_key(row, key)
            caller = caller_of(db, user, session_id=token_hash) if user is not None and may_call(user) else None
        if not right:
            self._end(token_hash)
            return None
        if caller is None:
            return None
        if sessions.is_due(row, now):
            with self._db.write() as db:
                used = db.get(LoginSession, token_hash)
                if used is None:
                    return None
                used.used = now
        return caller

    def by_api_key(self, api_key: str) -> KeyHolder | None:
        """The owner of an API key that may be used."""
        if not api_key:
            return None
        with self._db.read() as db:
            user = db.scalar(select(User).where(User.api_key == api_key))
            if user is None or not may_call(user) or not keys.may_be_used(user, self._settings):
                return None
            caller = caller_of(db, user)
        secret = keys.secret_of(user, self._sealer)
        return KeyHolder(caller, secret) if secret else None

    def still(self, caller: Caller) -> Caller | None:
        """The same caller as of now, without counting as activity."""
        with self._db.read() as db:
            if caller.session_id is not None:
                row = sessions.find(db, caller.session_id, self._clock.now(), self._idle())
                if row is None or row.user_id != caller.user_id:
                    return None
            user = db.get(User, caller.user_id)
            return caller_of(db, user, session_id=caller.session_id) if user is not None and may_call(user) else None

    def log_out(self, token: str) -> bool:
        """Ends a session; whether there was one."""
        return self._end(sessions.digest(token))

    def system(self) -> Caller:
        """The system's own account."""
        with self._db.read() as db:
            return caller_of(db, db.get_one(User, SYSTEM))

    def _idle(self) -> timedelta:
        return timedelta(minutes=self._settings.get(sessions.SESSION_TIMEOUT))

    def _end(self, token_hash: str) -> bool:
        with self._db.write() as db:
            return sessions.end(db, token_hash)

    def _opened(self, db: Session, user_id: str, password: str, now: datetime) -> NewSession:
        user = db.get_one(User, user_id)
        if not may_call(user):
            raise LoginFailed(FAILED)
        if passwords.is_outdated(user.password_hash):
            user.password_hash = passwords.hashed(password)
        idle = self._idle()
        sessions.end_idle(db, now, idle)
        opened = sessions.open_for(db, user.id, now)
        offset = now.astimezone(ZoneInfo(user.timezone)).utcoffset() if user.timezone else None
        return NewSession(
            token=opened.token,
            key=opened.key,
            caller=caller_of(db, user, session_id=sessions.digest(opened.token)),
            timeout_seconds=int(idle.total_seconds()),
            account_type=user.account.type,
            first_name=user.first_name,
            last_name=user.last_name,
            timezone=user.timezone,
            timezone_offset=offset.total_seconds() / 3600 if offset else 0.0,
        )

    def _disable(self, user: User, failures: int) -> None:
        """Disables a user after too many wrong passwords, if the cloud is set so."""
        allowed = self._settings.get(INCORRECT_ATTEMPTS)
        if allowed == 0 or failures < allowed or user.is_default or user.state != "enabled":
            return
        with self._db.write() as db:
            db.get_one(User, user.id).state = "disabled"
            sessions.end_all(db, [user.id])
        logger.warning("user disabled after failed log-ins", user=user.id, failures=failures)


def may_call(user: User) -> bool:
    """Whether user, account and domain are all there and enabled."""
    account = user.account
    domain = account.domain
    gone = user.removed or account.removed or domain.removed
    return not gone and user.state == "enabled" and account.state == "enabled" and domain.state == "Active"


def caller_of(db: Session, user: User, *, session_id: str | None = None) -> Caller:
    """The user as a caller."""
    account = user.account
    projects = select(ProjectMember.project_id).where(
        ProjectMember.account_id == account.id, or_(ProjectMember.user_id.is_(None), ProjectMember.user_id == user.id)
    )
    return Caller(
        user_id=user.id,
        user_name=user.name,
        account_id=account.id,
        account_name=account.name,
        domain_id=account.domain_id,
        domain_path=account.domain.path,
        role_id=account.role_id,
        role_type=account.role.type,
        session_id=session_id,
        project_ids=frozenset(db.scalars(projects)),
    )


def _domain_of(db: Session, sent: LogIn) -> str | None:
    """The domain that is named. An id that names none is refused as such."""
    query = select(Domain.id).where(Domain.removed.is_(None))
    if sent.domain_id is None:
        return db.scalar(query.where(Domain.path == sent.domain_path))
    found = db.scalar(query.where(Domain.id == sent.domain_id.lower()))
    if found is None:
        raise Unauthenticated(f"Unable to find the domain {sent.domain_id[:100]}; give the id of a domain, or its path as domain")
    return found


def _user_of(db: Session, domain_id: str | None, name: str) -> User | None:
    """The user of that name, whatever its state."""
    return db.scalar(select(User).where(User.name == name, User.domain_id == domain_id, User.removed.is_(None), User.id != SYSTEM))
