"""Passwords: hashing, checking, and the policy for new ones."""

import re
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.settings import Scope, SettingValues, flag, number, text

AT_ONCE = threading.BoundedSemaphore(2)
"""Hashing is made to cost memory and time: more at once would let anybody starve a small machine by trying to log in."""

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""Argon2id with OWASP's parameters: about 20 ms and 19 MiB."""

NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$AfUvuxTyk2RzDtRdgYUO2g$cdg1VC04R8UswExYGuhCAOAQPIyg5+7OYWZZJskICi0"
"""The hash of a password that nobody has, checked in place of an unknown user's, so that both take the same time."""

BY_DOMAIN = (Scope.DOMAIN,)

MINIMA = {
    number(f"password.policy.minimum.{what}", 0, f"Least number of {said} in a new password.", scopes=BY_DOMAIN): (said, pattern)
    for what, said, pattern in (
        ("length", "characters", r"(?s:.)"),
        ("digits", "digits", r"\d"),
        ("lowercase.letters", "lower-case letters", r"[a-z]"),
        ("uppercase.letters", "upper-case letters", r"[A-Z]"),
        ("special.characters", "special characters", r"[^A-Za-z0-9]"),
    )
}
MAY_CONTAIN_NAME = flag(
    "password.policy.allowPasswordToContainUsername", default=True, doc="Whether a password may contain the user's name.", scopes=BY_DOMAIN
)


def _pattern_fault(value: str) -> str | None:
    try:
        re.compile(value)
    except re.error as error:
        return f"is no regular expression: {error}"
    return None


PATTERN = text(
    "password.policy.regex", ".+", "Regular expression that a whole new password must match.", scopes=BY_DOMAIN, check=_pattern_fault
)


def hashed(password: str) -> str:
    """What is stored of a password."""
    with AT_ONCE:
        return HASHER.hash(password)


def is_right(stored: str | None, password: str) -> bool:
    """Whether it is the password of the stored hash; without one (an unknown user) it takes as long and is wrong."""
    with AT_ONCE:
        try:
            HASHER.verify(stored or NOBODY, password)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether it was hashed with older parameters than today's."""
    return HASHER.check_needs_rehash(stored)


def check_policy(settings: SettingValues, domain_id: str, user_name: str, password: str) -> None:
    """Refuses a new password that the domain's policy does not allow; the text never holds the password."""
    for minimum, (said, pattern) in MINIMA.items():
        least = settings.get(minimum, scope=Scope.DOMAIN, of=domain_id)
        if len(re.findall(pattern, password)) < least:
            raise InvalidValue(f"the password of user {user_name} needs at least {least} {said}; choose another one")
    if not settings.get(MAY_CONTAIN_NAME, scope=Scope.DOMAIN, of=domain_id) and user_name.lower() in password.lower():
        raise InvalidValue(f"the password of user {user_name} may not contain the user's name; choose another one")
    if not re.fullmatch(settings.get(PATTERN, scope=Scope.DOMAIN, of=domain_id), password):
        raise InvalidValue(f"the password of user {user_name} does not match {PATTERN.name}; ask your administrator what it must look like")
