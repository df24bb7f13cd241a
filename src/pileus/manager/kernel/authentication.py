"""Who is at the door: what the wire asks of `identity` before a command runs. Identity implements both Protocols; `app` joins them."""

from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy.orm import Session

from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.registry import Command


@dataclass(frozen=True, kw_only=True)
class LogIn:
    """What a person sent to log in."""

    username: str
    password: str
    domain_path: str = "/"
    """Begins and ends with a slash; `/` is ROOT."""
    domain_id: str | None = None
    """Wins over the path. Not checked yet: any text."""
    peer: str = "127.0.0.1"
    """Address of the client, for throttling."""


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """Who forgot the password."""

    username: str
    domain_path: str = "/"
    peer: str = "127.0.0.1"


@dataclass(frozen=True, kw_only=True)
class NewPassword(Forgotten):
    """The token that such a user was mailed, and the new password."""

    token: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class NewSession:
    """A session just opened. `token` and `key` exist in clear only here; what is stored are digests of them."""

    token: str
    """Value of the cookie JSESSIONID: at least 128 random bits, letters, digits, `-` and `_`."""
    key: str
    """The session key: 20 random bytes as URL-safe base64 without padding."""
    caller: Caller
    timeout_seconds: int
    """Idle time after which the session ends."""
    account_type: int
    """0 user, 1 root admin, 2 domain admin, 3 resource admin."""
    first_name: str
    last_name: str
    needs_factor: bool = False
    """Whether the session is good for little until a code of the second factor was shown."""
    factor: str | None = None
    """The provider of the second factor, if the user has one."""
    factor_issuer: str = ""
    timezone: str | None = None
    timezone_offset: float = 0.0
    """Hours east of UTC; told only with a zone."""


@dataclass(frozen=True)
class KeyHolder:
    """The owner of an API key, with the secret to check the signature with."""

    caller: Caller
    secret: str


class Authenticator(Protocol):
    """Users, sessions and keys. Every method may be called from any thread and opens its own transactions.

    A user, account or domain that is disabled, locked or removed has no caller: each method that answers one checks that on every call.
    """

    def log_in(self, sent: LogIn) -> NewSession:
        """Opens a session.

        Raises LoginFailed, with one text for every cause, for an unknown user, a wrong password or a disabled account, in about the same
        time; LoginFailed or TooMany when throttled; Unauthenticated when `domain_id` names no domain. Failures are counted in a
        transaction of their own, so that raising does not undo them.
        """
        ...

    def by_session(self, token: str, key: str) -> Caller | None:
        """The caller of a live session, `session_id` set, and counts as activity against its idle time-out.

        None for an unknown or idle session and for one whose owner may no longer call. With a wrong key, compared in constant time, the
        session is ended and the answer is None.
        """
        ...

    def by_api_key(self, api_key: str) -> KeyHolder | None:
        """The owner of an API key, `key_pair_id` set.

        None where the key is unknown, its pair is not valid yet or any more, or key access is off for user, account or domain.
        """
        ...

    def still(self, caller: Caller) -> Caller | None:
        """The same caller as of now: for long-lived sockets. None once the session or the key pair ended or the user may no longer call.

        Does not count as activity: an open event stream keeps no session alive.
        """
        ...

    def prove(self, caller: Caller, code: str, peer: str) -> None:
        """Takes a code of the second factor for the caller's session.

        Raises SecondFactorNeeded for a wrong one, after which the session is over; TooMany when throttled.
        """
        ...

    def log_out(self, token: str) -> bool:
        """Ends a session; whether there was one."""
        ...

    def forgot_password(self, sent: Forgotten) -> None:
        """Has a token mailed to the user.

        Whether there is such a user cannot be told from what it does. Raises PermissionDenied where the settings do not allow it, Internal
        where they name no mail server, TooMany when throttled.
        """
        ...

    def reset_password(self, sent: NewPassword) -> None:
        """Sets a new password in exchange for a mailed token, and ends the user's sessions.

        Raises InvalidValue, with one text for every cause, for a token that is not the user's or cannot be used any more, and for a
        password that the domain's policy does not allow; PermissionDenied and TooMany as above.
        """
        ...

    def system(self) -> Caller:
        """The system's own account, with root rights: the caller on the integration port."""
        ...


class Gate(Protocol):
    """Roles: may this caller call this command at all? Which rows it may then touch is the access rules' matter."""

    def allows(self, db: Session, caller: Caller, command: Command) -> bool:
        """By the rules of the caller's role, in order, first match wins; without a match by the command's own `access`.

        The built-in root admin role skips the rules. Commands with access ANYONE are not asked about.
        """
        ...

    def within_projects(self, db: Session, caller: Caller, command: Command, project_id: str | None) -> Caller:
        """The caller, less the projects whose own roles keep the command from it.

        Raises PermissionDenied where `project_id`, the project the call names, is one of those. At most two queries, none for callers
        without projects.
        """
        ...

    def allowed(self, db: Session, caller: Caller) -> frozenset[str]:
        """Names of all registered commands for which `allows` is true, with at most one query. The same set may be cached per role."""
        ...
