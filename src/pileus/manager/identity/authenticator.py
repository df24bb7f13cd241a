"""Users, sessions and keys at the door. Implements the kernel's Authenticator."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from pileus.manager.identity import keys, password_reset, passwords, second_factor, sessions, throttle
from pileus.manager.kernel import log
from pileus.manager.kernel.authentication import Forgotten, KeyHolder, LogIn, NewPassword, NewSession
from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.clock import Clock
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.errors import InvalidValue, LoginFailed, SecondFactorNeeded, Unauthenticated
from pileus.manager.kernel.events import Happened
from pileus.manager.kernel.prepared import Prepared
from pileus.manager.kernel.seal import Sealer
from pileus.manager.kernel.settings import SettingValues, number, within
from pileus.manager.model.access import SYSTEM
from pileus.manager.model.account import Account
from pileus.manager.model.api_key import ApiKeyPair
from pileus.manager.model.domain import Domain
from pileus.manager.model.project import ProjectMember
from pileus.manager.model.role import Role
from pileus.manager.model.user import LoginSession, User
from pileus.manager.ops import event_log

event_log.declare("USER.LOGIN", "USER.LOGOUT")

AnyRow = Row[*tuple[Any, ...]]

INCORRECT_ATTEMPTS = number(
    "incorrect.login.attempts.allowed",
    5,
    "Failed log-ins in a row after which a user is disabled; 0 is never. The first administrator of ROOT is never disabled.",
    check=within(0),
)

FAILED = "Failed to authenticate user; check the name, the password and the domain"

UNFIT = "the token is not this user's, or cannot be used any more; check the name and the domain, or ask for a new one (forgotPassword)"

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
        if user is None or not right:
            if user is not None:
                self._disable(user, failures)
            raise LoginFailed(FAILED)
        with self._db.write() as db:
            throttle.succeed(db, name, address)
            opened = self._opened(db, user.id, sent.password, now)
            _tell(db, now, "USER.LOGIN", opened.caller, f"user {user.name} has logged in from {sent.peer}")
            return opened

    def by_session(self, token: str, key: str) -> Caller | None:
        """The caller of a live session, which counts as activity."""
        now, token_hash = self._clock.now(), sessions.digest(token)
        with self._db.read() as db:
            row = sessions.find(db, token_hash, now, self._idle())
            if row is None:
                return None
            right = sessions.has_key(row, key)
            caller = caller_of(db, row.user_id, token_hash)
            unproven = not row.proven
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
        return replace(caller, unproven=True) if unproven else caller

    def by_api_key(self, api_key: str) -> KeyHolder | None:
        """The owner of an API key that may be used."""
        if not api_key:
            return None
        with self._db.read() as db:
            found = _of_key(db, api_key=api_key)
        caller = self._signer(found)
        return KeyHolder(caller, self._sealer.open(found[0].sealed_secret)) if caller else None

    def _signer(self, found: Sequence[AnyRow]) -> Caller | None:
        """The user of an API key pair, if both may be used. The log alone says what is wrong with the pair."""
        caller = _caller(found, pair=True)
        if caller is None:
            return None
        who = found[0]
        why = keys.fault(who.pair_starts, who.pair_ends, self._clock.now())
        if why is not None:
            logger.warning(
                "API key pair refused", pair=who.pair_id, pair_name=who.pair_name, user=who.name, account=who.account_name, reason=why
            )
            return None
        return caller if keys.may_be_used((who.api_key_access, who.account_key_access), caller.domain_id, self._settings) else None

    def still(self, caller: Caller) -> Caller | None:
        """The same caller as of now, without counting as activity."""
        with self._db.read() as db:
            if caller.key_pair_id is not None:
                return self._signer(_of_pair(db, pair_id=caller.key_pair_id))
            if caller.session_id is not None:
                row = sessions.find(db, caller.session_id, self._clock.now(), self._idle())
                if row is None or row.user_id != caller.user_id:
                    return None
            return caller_of(db, caller.user_id, caller.session_id)

    def prove(self, caller: Caller, code: str, peer: str) -> None:
        """Takes a code. Tries are counted apart from log-ins, which a right password forgets."""
        now, session_id = self._clock.now(), caller.session_id
        if session_id is None:
            raise InvalidValue("calls that are signed with an API key are not asked for a code; log in to show one")
        name, address = throttle.subject_of_name(f"code {caller.domain_id}", caller.user_name), throttle.subject_of_address(peer)
        with self._db.write() as db:
            if db.get_one(User, caller.user_id).factor is None:
                raise InvalidValue(f"user {caller.user_name} has no second factor; set one up with setupUserTwoFactorAuthentication")
            failures = throttle.begin(db, name, address, now)
        with self._db.write() as db:
            user = db.get_one(User, caller.user_id, with_for_update=True)
            session = db.get(LoginSession, session_id)
            right = session is not None and second_factor.takes(user, code, self._sealer, now)
            if session is not None and right:
                session.proven = user.factor_proven = True
                throttle.succeed(db, name, address)
            else:
                second_factor.drop_unproven(user)
                sessions.end(db, session_id)
        if not right:
            self._disable(user, failures)
            raise SecondFactorNeeded("the two-factor code is wrong, or was used before; log in again and show the next one")

    def log_out(self, token: str) -> bool:
        """Ends a session; whether there was one."""
        token_hash = sessions.digest(token)
        with self._db.write() as db:
            row = db.get(LoginSession, token_hash)
            caller = caller_of(db, row.user_id) if row else None
            if caller is not None:
                _tell(db, self._clock.now(), "USER.LOGOUT", caller, f"user {caller.user_name} has logged out")
            return sessions.end(db, token_hash)

    def forgot_password(self, sent: Forgotten) -> None:
        """Leaves a token to be mailed, if there is such a user. Each request counts as a failed try, so that nobody sends many."""
        password_reset.check_enabled(self._settings)
        password_reset.check_mails(self._settings)
        now = self._clock.now()
        with self._db.write() as db:
            _, user = self._forgetful(db, sent, "forgot", now)
            if user is not None:
                password_reset.give(db, user, self._settings, self._sealer, now)

    def reset_password(self, sent: NewPassword) -> None:
        """Changes the password in exchange for the token. No lock is held while it is hashed."""
        password_reset.check_enabled(self._settings)
        now = self._clock.now()
        with self._db.write() as db:
            tried, user = self._forgetful(db, sent, "reset", now)
            if user is None or not password_reset.is_right(db, user.id, sent.token, now):
                user = None
        if user is None:
            raise InvalidValue(UNFIT)
        passwords.check_policy(self._settings, user.domain_id, user.name, sent.password)
        password_hash = passwords.hashed(sent.password)
        with self._db.write() as db:
            caller = caller_of(db, user.id)
            if caller is None or not password_reset.use(db, user.id, sent.token):
                raise InvalidValue(UNFIT)
            db.get_one(User, user.id).password_hash = password_hash
            sessions.end_all(db, [user.id])
            throttle.succeed(db, tried, throttle.subject_of_address(sent.peer))
            throttle.forget(db, throttle.subject_of_name(user.domain_id, user.name))
            _tell(db, now, "USER.UPDATE", caller, f"user {user.name} has set a new password with a token sent by mail")

    def _forgetful(self, db: Session, sent: Forgotten, what: str, now: datetime) -> tuple[str, User | None]:
        """What the try was counted under, and the user who may have forgotten the password."""
        domain_id = db.scalar(select(Domain.id).where(Domain.path == sent.domain_path, Domain.removed.is_(None)))
        tried = throttle.subject_of_name(f"{what} {domain_id or sent.domain_path}", sent.username)
        throttle.begin(db, tried, throttle.subject_of_address(sent.peer), now)
        user = _user_of(db, domain_id, sent.username)
        return tried, user if user is not None and caller_of(db, user.id) is not None else None

    def system(self) -> Caller:
        """The system's own account."""
        with self._db.read() as db:
            found = caller_of(db, SYSTEM)
        if found is None:
            raise RuntimeError("the system's own account is not there or not enabled; it is made at the start, and no call changes it")
        return found

    def _idle(self) -> timedelta:
        return timedelta(minutes=self._settings.get(sessions.SESSION_TIMEOUT))

    def _end(self, token_hash: str) -> bool:
        with self._db.write() as db:
            return sessions.end(db, token_hash)

    def _opened(self, db: Session, user_id: str, password: str, now: datetime) -> NewSession:
        caller = caller_of(db, user_id)
        if caller is None:
            raise LoginFailed(FAILED)
        user = db.get_one(User, user_id)
        if passwords.is_outdated(user.password_hash):
            user.password_hash = passwords.hashed(password)
        idle = self._idle()
        sessions.end_idle(db, now, idle)
        second_factor.drop_unproven(user)
        needed = second_factor.is_needed(user, self._settings)
        opened = sessions.open_for(db, user.id, now, proven=not needed)
        offset = now.astimezone(ZoneInfo(user.timezone)).utcoffset() if user.timezone else None
        return NewSession(
            token=opened.token,
            key=opened.key,
            caller=replace(caller, session_id=sessions.digest(opened.token)),
            timeout_seconds=int(idle.total_seconds()),
            account_type=user.account.type,
            first_name=user.first_name,
            last_name=user.last_name,
            needs_factor=needed,
            factor=user.factor,
            factor_issuer=second_factor.issuer(user, self._settings),
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


def _tell(db: Session, at: datetime, type: str, who: Caller, description: str) -> None:
    """Leaves the event of a log-in or log-out."""
    happened = Happened(
        type=type,
        description=description,
        user_id=who.user_id,
        account_id=who.account_id,
        domain_id=who.domain_id,
        entity="User",
        entity_id=who.user_id,
    )
    event_log.record(db, at, happened)


def caller_of(db: Session, user_id: str, session_id: str | None = None) -> Caller | None:
    """A user as a caller; None for one that is unknown or may not call."""
    return _caller(_of_id(db, id=user_id), session_id)


def _who() -> Select[*tuple[Any, ...]]:
    """A user with all that says whether and as whom it may call: a row for each project that it is in, and one if it is in none."""
    of_user = or_(ProjectMember.user_id.is_(None), ProjectMember.user_id == User.id)
    return (
        select(
            User.id,
            User.name,
            User.state,
            User.removed,
            Account.id.label("account_id"),
            Account.name.label("account_name"),
            Account.state.label("account_state"),
            Account.removed.label("account_removed"),
            Domain.id.label("domain_id"),
            Domain.path.label("domain_path"),
            Domain.state.label("domain_state"),
            Domain.removed.label("domain_removed"),
            Role.id.label("role_id"),
            Role.type.label("role_type"),
            ProjectMember.project_id,
        )
        .join(Account, Account.id == User.account_id)
        .join(Domain, Domain.id == Account.domain_id)
        .join(Role, Role.id == Account.role_id)
        .outerjoin(ProjectMember, and_(ProjectMember.account_id == Account.id, of_user))
    )


@Prepared
def _of_id() -> Select[*tuple[Any, ...]]:
    return _who().where(User.id == bindparam("id"))


@Prepared
def _of_key() -> Select[*tuple[Any, ...]]:
    return _with_pair().where(ApiKeyPair.api_key == bindparam("api_key"))


@Prepared
def _of_pair() -> Select[*tuple[Any, ...]]:
    return _with_pair().where(ApiKeyPair.id == bindparam("pair_id"))


def _with_pair() -> Select[*tuple[Any, ...]]:
    """The user of a pair, with all that says whether the pair may be used."""
    return (
        _who()
        .add_columns(
            User.api_key_access,
            Account.api_key_access.label("account_key_access"),
            ApiKeyPair.id.label("pair_id"),
            ApiKeyPair.name.label("pair_name"),
            ApiKeyPair.starts.label("pair_starts"),
            ApiKeyPair.ends.label("pair_ends"),
            ApiKeyPair.sealed_secret,
        )
        .join(ApiKeyPair, ApiKeyPair.user_id == User.id)
    )


def _caller(found: Sequence[AnyRow], session_id: str | None = None, *, pair: bool = False) -> Caller | None:
    """The user as a caller, if user, account and domain are all there and enabled; with `pair`, the rows hold one."""
    if not found:
        return None
    who = found[0]
    gone = who.removed or who.account_removed or who.domain_removed
    if gone or (who.state, who.account_state, who.domain_state) != ("enabled", "enabled", "Active"):
        return None
    return Caller(
        user_id=who.id,
        user_name=who.name,
        account_id=who.account_id,
        account_name=who.account_name,
        domain_id=who.domain_id,
        domain_path=who.domain_path,
        role_id=who.role_id,
        role_type=who.role_type,
        session_id=session_id,
        key_pair_id=who.pair_id if pair else None,
        key_pair_ends=who.pair_ends if pair else None,
        project_ids=frozenset(row.project_id for row in found if row.project_id is not None),
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
