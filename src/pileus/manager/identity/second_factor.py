"""Second factors: who needs one to log in, their kinds, and whether a code is right. Commands that set one up are `factor_setup`'s."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.seal import Sealer
from pileus.manager.kernel.settings import Scope, SettingValues, flag, text
from pileus.manager.model.user import User

TOTP = "totp"
STATIC_PIN = "staticpin"
PROVIDERS = {
    TOTP: "A code that an authenticator app shows, another one every 30 seconds",
    STATIC_PIN: "A PIN that stays the same",
}
BY_DOMAIN = (Scope.DOMAIN,)


def _provider_fault(value: str) -> str | None:
    return None if value in PROVIDERS else f"must be one of {', '.join(PROVIDERS)}"


ENABLED = flag("enable.user.2fa", default=False, doc="Whether users may set up a second factor for their log-in.", scopes=BY_DOMAIN)
MANDATED = flag(
    "mandate.user.2fa", default=False, doc="Whether users must have a second factor, where enable.user.2fa is on.", scopes=BY_DOMAIN
)
ISSUER = text("user.2fa.issuer", "CloudStack", "Name under which authenticator apps list codes for this cloud.", scopes=BY_DOMAIN)
DEFAULT = text(
    "user.2fa.default.provider",
    TOTP,
    f"Second factor of users who name none: {', '.join(PROVIDERS)}.",
    scopes=BY_DOMAIN,
    check=_provider_fault,
)


@dataclass(frozen=True)
class Factor:
    """A second factor just made, its secret in clear for the only time."""

    provider: str
    secret: str


def is_enabled(settings: SettingValues, domain_id: str) -> bool:
    """Whether users of the domain may set up a second factor."""
    return settings.get(ENABLED, scope=Scope.DOMAIN, of=domain_id)


def is_mandated(user: User, settings: SettingValues) -> bool:
    """Whether the user must have a second factor. Never where none can be set up: that would lock people out."""
    mandated = user.factor_mandated or settings.get(MANDATED, scope=Scope.DOMAIN, of=user.domain_id)
    return mandated and is_enabled(settings, user.domain_id)


def is_needed(user: User, settings: SettingValues) -> bool:
    """Whether a log-in of the user takes a code. Who has a second factor shows it, even where none can be set up any more."""
    return user.factor is not None or is_mandated(user, settings)


def issuer(user: User, settings: SettingValues) -> str:
    """What authenticator apps call this cloud."""
    return settings.get(ISSUER, scope=Scope.DOMAIN, of=user.domain_id)


def check_enabled(user: User, settings: SettingValues) -> None:
    """Refuses where no second factor can be set up."""
    if not is_enabled(settings, user.domain_id):
        domain = user.account.domain.shown_path
        raise InvalidValue(f"{ENABLED.name} is false for domain {domain}, so user {user.name} can have no second factor; have it set first")


def mandate(user: User, settings: SettingValues, *, mandated: bool) -> None:
    """Says whether the user must have a second factor."""
    if mandated:
        check_enabled(user, settings)
    user.factor_mandated = mandated


def give(user: User, provider: str | None, settings: SettingValues, sealer: Sealer) -> Factor:
    """Begins to set up a second factor: it counts once a code of it was right."""
    chosen = (provider or settings.get(DEFAULT, scope=Scope.DOMAIN, of=user.domain_id)).lower()
    if chosen not in PROVIDERS:
        raise InvalidValue(f"provider {provider} is unknown; give {' or '.join(PROVIDERS)}")
    secret = f"{secrets.randbelow(10**6):06d}" if chosen == STATIC_PIN else _new_seed()
    user.factor, user.sealed_factor, user.factor_proven, user.factor_step = chosen, sealer.seal(secret), False, 0
    return Factor(chosen, secret)


def drop(user: User) -> None:
    """Takes the second factor away."""
    user.factor, user.sealed_factor, user.factor_proven, user.factor_step = None, None, False, 0


def drop_unproven(user: User) -> None:
    """Takes away a second factor whose setting up was never finished."""
    if user.factor is not None and not user.factor_proven:
        drop(user)


def takes(user: User, code: str, sealer: Sealer, now: datetime) -> bool:
    """Whether a code is right now. Those of an app are good once, and half a minute early or late too."""
    if user.factor is None or user.sealed_factor is None:
        return False
    secret = sealer.open(user.sealed_factor)
    if user.factor == STATIC_PIN:
        return hmac.compare_digest(secret.encode(), code.encode())
    step = _step(secret, code, now)
    if step is None or step <= user.factor_step:
        return False
    user.factor_step = step
    return True


def _new_seed() -> str:
    from pyotp import random_base32  # noqa: PLC0415 - most users have no second factor

    return random_base32()


def _step(seed: str, code: str, now: datetime) -> int | None:
    """The time step whose code it is."""
    from pyotp.exceptions import OTPVerificationError  # noqa: PLC0415 - most users have no second factor
    from pyotp.totp import TOTP as CodeOverTime  # noqa: N811, PLC0415 - TOTP is the provider's name here

    try:
        return CodeOverTime(seed).verify_and_get_timecode(code, for_time=now, valid_window=1)
    except OTPVerificationError:
        return None
