"""Log-in sessions on the wire: the two cookies, the key that must come with each call, and the commands that open and end a session."""

import hmac
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

from pileus.manager.http.visit import Visit
from pileus.manager.kernel.authentication import Authenticator, Forgotten, LogIn, NewPassword, NewSession
from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.declare import Doc, Params, Secret, Success, View
from pileus.manager.kernel.errors import BadParameter, Unauthenticated
from pileus.manager.kernel.registry import Shape, command
from pileus.manager.kernel.roles import ANYONE, USERS
from pileus.manager.kernel.settings import SettingValues, flag, text

TOKEN_COOKIE = "JSESSIONID"  # noqa: S105 - the cookie's name
KEY_COOKIE = "sessionkey"


class Places(StrEnum):
    """Where the session key must stand."""

    BOTH = "CookieAndParameter"
    PARAMETER = "ParameterOnly"
    EITHER = "CookieOrParameter"


class SameSite(StrEnum):
    """What the session key's cookie says of other sites."""

    LAX = "Lax"
    STRICT = "Strict"
    NONE = "NoneAndSecure"
    SILENT = "Null"


def _word_of(kind: type[StrEnum]) -> Callable[[str], str | None]:
    """The check that a setting is one of the words."""
    return lambda value: None if value in list(kind) else f"must be one of {', '.join(kind)}"


CHECK_LOCATIONS = text(
    "api.sessionkey.check.locations",
    Places.BOTH,
    f"Where the session key is looked for: {', '.join(Places)}.",
    check=_word_of(Places),
)
COOKIE_SAMESITE = text(
    "api.sessionkey.cookie.samesite",
    SameSite.LAX,
    f"The SameSite attribute of the session key's cookie: {', '.join(SameSite)}.",
    check=_word_of(SameSite),
)


SECURE_COOKIES = flag(
    "enable.secure.session.cookie",
    default=False,
    doc="Whether cookies of sessions are for HTTPS alone even when somebody logs in without; over HTTPS they always are.",
)


class LoginView(View, kw_only=True):
    """A session just opened; every value is text but the time-out, as CloudStack has it."""

    object_name = "login"
    username: str
    user_id: Annotated[str, Doc("id of the user")]
    domain_id: Annotated[str, Doc("id of the user's domain")]
    timeout: Annotated[int, Doc("seconds of idleness after which the session ends")]
    account: str
    first_name: str
    last_name: str
    type: Annotated[str, Doc("account type: 0 user, 1 root admin, 2 domain admin, 3 resource admin")]
    timezone: str | None = None
    timezone_offset: str | None = None
    registered: str = "false"
    session_key: Annotated[str, Secret(), Doc("goes with every call of the session, as parameter sessionkey")]
    is_2fa_enabled: str = "false"
    is_2fa_verified: str = "true"
    issuer_for_2fa: str
    provider_for_2fa: str | None = None
    management_server_id: Annotated[str | None, Doc("id of the management server, for root admins")] = None


class Login(Params, frozen=True, kw_only=True):
    username: Annotated[str, Doc("name of the user")]
    password: Annotated[str, Secret(), Doc("password of the user, in clear; send it by POST")]
    domain: Annotated[str | None, Doc("path of the user's domain; ROOT when left out")] = None
    domain_id: Annotated[str | None, Doc("id of the user's domain; wins over domain")] = None


class LogoutView(View, kw_only=True):
    object_name = "logout"
    description: Annotated[str, Doc("the word success")] = "success"


class ForgotPassword(Params, frozen=True, kw_only=True):
    username: Annotated[str, Doc("name of the user")]
    domain: Annotated[str | None, Doc("path of the user's domain; ROOT when left out")] = None


class ResetPassword(Params, frozen=True, kw_only=True):
    username: Annotated[str, Doc("name of the user")]
    domain: Annotated[str | None, Doc("path of the user's domain; ROOT when left out")] = None
    token: Annotated[str, Secret(), Doc("token that was sent by mail")]
    password: Annotated[str, Secret(), Doc("new password, in clear; send it by POST")]


class ValidateCode(Params, frozen=True, kw_only=True):
    codefor2fa: Annotated[str, Secret(), Doc("the code that the second factor shows now, or the static PIN")]


FAMILY = frozenset({"login", "logout", "forgotPassword", "resetPassword", "validateUserTwoFactorAuthenticationCode"})
"""Commands that come before authorisation: their names are taken in any case, and they get a Door instead of a Ctx."""

IN_ANY_CASE = {name.lower(): name for name in FAMILY}

BEFORE_CODE = frozenset({"listIdps", "listApis", "listUserTwoFactorAuthenticatorProviders", "setupUserTwoFactorAuthentication"})
"""What a session may call that still owes a code of the second factor."""

BY_POST = {"login": "log in", "resetPassword": "reset a password"}
"""Those of them that carry a password, and what they are for."""


class Door:
    """One log-in or log-out: what it may ask, and the cookies it leaves."""

    def __init__(self, visit: Visit, authenticator: Authenticator, settings: SettingValues, manager_id: str | None = None) -> None:
        self._manager_id = manager_id
        self._visit = visit
        self._authenticator = authenticator
        self._settings = settings
        self.cookies: list[str] = []
        """Values of Set-Cookie headers."""

    def log_in(self, p: Login) -> LoginView:
        """Opens a session in place of the one the visitor had."""
        new = self._authenticator.log_in(
            LogIn(
                username=p.username,
                password=p.password,
                domain_path=_path(p.domain),
                domain_id=p.domain_id or None,
                peer=self._visit.peer,
            )
        )
        if old := self._visit.cookies.get(TOKEN_COOKIE):
            self._authenticator.log_out(old)
        self.cookies = self._cookies_of(new)
        return _view(new, self._manager_id if new.caller.is_root else None)

    def log_out(self) -> LogoutView:
        """Ends the visitor's session and its cookies."""
        token = self._visit.cookies.get(TOKEN_COOKIE)
        if token is None or not self._authenticator.log_out(token):
            raise BadParameter("sessionkey", "belongs to no session; log in first")
        self.cookies = expired(self._visit)
        return LogoutView()

    def forgot_password(self, p: ForgotPassword) -> Success:
        """Has a token mailed, if there is such a user."""
        self._authenticator.forgot_password(Forgotten(username=p.username, domain_path=_path(p.domain), peer=self._visit.peer))
        return Success()

    def reset_password(self, p: ResetPassword) -> Success:
        """Sets a new password in exchange for a token."""
        sent = NewPassword(username=p.username, domain_path=_path(p.domain), peer=self._visit.peer, token=p.token, password=p.password)
        self._authenticator.reset_password(sent)
        return Success()

    def validate(self, p: ValidateCode) -> Success:
        """Takes a code for the visitor's session."""
        caller = caller_of(self._visit, self._authenticator, self._settings)
        if caller is None:
            raise Unauthenticated
        self._authenticator.prove(caller, p.codefor2fa, self._visit.peer)
        return Success()

    def _cookies_of(self, new: NewSession) -> list[str]:
        secure = "; Secure" if self._visit.secure or self._settings.get(SECURE_COOKIES) else ""
        site = SameSite(self._settings.get(COOKIE_SAMESITE))
        suffix = {SameSite.SILENT: "", SameSite.NONE: ";SameSite=None;Secure"}.get(site, f";SameSite={site}" + secure)
        return [f"{TOKEN_COOKIE}={new.token}; Path=/client; HttpOnly{secure}", f"{KEY_COOKIE}={new.key};HttpOnly{suffix}"]


def expired(visit: Visit) -> list[str]:
    """Set-Cookie values that remove the session's cookies, as far as the visitor has them."""
    paths = {TOKEN_COOKIE: "; Path=/client", KEY_COOKIE: ""}
    return [f"{name}={path}; Max-Age=0; HttpOnly" for name, path in paths.items() if name in visit.cookies]


def end(visit: Visit, authenticator: Authenticator) -> None:
    """Ends the session that a request belongs to."""
    if token := visit.cookies.get(TOKEN_COOKIE):
        authenticator.log_out(token)


def caller_of(visit: Visit, authenticator: Authenticator, settings: SettingValues) -> Caller | None:
    """The caller of the session a request belongs to. Without a session None; with one whose key is missing or wrong, it ends."""
    token = visit.cookies.get(TOKEN_COOKIE)
    if token is None:
        return None
    key = _presented(visit, Places(settings.get(CHECK_LOCATIONS)))
    if key is None:
        authenticator.log_out(token)
        return None
    return authenticator.by_session(token, key)


def _presented(visit: Visit, places: Places) -> str | None:
    """The session key, if it stands where it must."""
    sent, kept = visit.get("sessionkey"), visit.cookies.get(KEY_COOKIE)
    match places:
        case Places.BOTH:
            return sent if sent is not None and kept is not None and hmac.compare_digest(sent.encode(), kept.encode()) else None
        case Places.PARAMETER:
            return sent
        case Places.EITHER:
            return sent or kept


def _path(domain: str | None) -> str:
    """A domain's path with a slash at both ends."""
    inner = (domain or "").strip("/")
    return f"/{inner}/" if inner else "/"


def _view(new: NewSession, manager_id: str | None) -> LoginView:
    return LoginView(
        username=new.caller.user_name,
        user_id=new.caller.user_id,
        domain_id=new.caller.domain_id,
        timeout=new.timeout_seconds,
        account=new.caller.account_name,
        first_name=new.first_name,
        last_name=new.last_name,
        type=str(new.account_type),
        timezone=new.timezone,
        timezone_offset=str(new.timezone_offset) if new.timezone else None,
        session_key=new.key,
        is_2fa_enabled=str(new.needs_factor).lower(),
        is_2fa_verified=str(not new.needs_factor).lower(),
        issuer_for_2fa=new.factor_issuer,
        provider_for_2fa=new.factor,
        management_server_id=manager_id,
    )


@command("login", access=ANYONE, shape=Shape.FLAT)
def login(door: Door, p: Login) -> LoginView:
    """Opens a session and sets its cookies. POST only."""
    return door.log_in(p)


@command("logout", access=ANYONE, shape=Shape.FLAT)
def logout(door: Door, p: Params) -> LogoutView:
    """Ends the session the call came with."""
    del p
    return door.log_out()


@command("forgotPassword", access=ANYONE, since="4.20.0.0")
def forgot_password(door: Door, p: ForgotPassword) -> Success:
    """Mails the user a token with which resetPassword sets a new password. It answers the same whether there is such a user or not."""
    return door.forgot_password(p)


@command("resetPassword", access=ANYONE, since="4.20.0.0")
def reset_password(door: Door, p: ResetPassword) -> Success:
    """Sets a new password in exchange for a token sent by mail, once, and ends the user's sessions. POST only."""
    return door.reset_password(p)


@command("validateUserTwoFactorAuthenticationCode", access=USERS, since="4.18.0")
def validate_code(door: Door, p: ValidateCode) -> Success:
    """Shows a code of the second factor, once for a session. A wrong one ends the session."""
    return door.validate(p)
