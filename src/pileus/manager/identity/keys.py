"""API keys: making them, and whether their use is switched on for a user."""

import secrets
from collections.abc import Sequence

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.seal import Sealer
from pileus.manager.kernel.settings import Scope, SettingValues, flag
from pileus.manager.model.account import Account
from pileus.manager.model.user import User
from pileus.manager.ops import event_log

event_log.declare("API.KEY.ACCESS.UPDATE")

KEY_BYTES = 64
"""As long as CloudStack's: 86 characters."""

ACCESS = ("enabled", "disabled", "inherit")

KEY_ACCESS = flag(
    "api.key.access",
    default=True,
    doc="Whether API keys may be used by users for whom neither user nor account says otherwise.",
    category="System",
    scopes=(Scope.DOMAIN,),
)


def renew(user: User, sealer: Sealer) -> str:
    """Gives the user new keys, which end the old ones, and answers the secret one: from now on only the sealed form exists."""
    user.api_key = secrets.token_urlsafe(KEY_BYTES)
    return set_secret(user, sealer, secrets.token_urlsafe(KEY_BYTES))


def set_secret(user: User, sealer: Sealer, secret: str) -> str:
    """Stores a secret key sealed."""
    user.sealed_secret_key = sealer.seal(secret)
    return secret


def secret_of(user: User, sealer: Sealer) -> str | None:
    """The user's secret key in clear: for checking signatures, and for its owner."""
    return sealer.open(user.sealed_secret_key) if user.sealed_secret_key else None


def may_be_used(said: Sequence[str], domain_id: str, settings: SettingValues) -> bool:
    """Whether a user's keys count: by what the user and then the account said, else by the setting for the domain."""
    word = next((word for word in said if word != "inherit"), None)
    return word == "enabled" if word else settings.get(KEY_ACCESS, scope=Scope.DOMAIN, of=domain_id)


def access(said: str) -> str:
    """One of the three words, in any case."""
    word = said.lower()
    if word not in ACCESS:
        raise InvalidValue(f"apikeyaccess {said} is unknown; give one of {', '.join(ACCESS)}")
    return word


def tell_access(ctx: Ctx, owner: Account, entity: str, whose: User | Account) -> None:
    """Leaves the event that the use of the keys of a user or an account was switched."""
    told = f"API key access of {entity.lower()} {whose.name} is {whose.api_key_access} now"
    event_log.also(ctx, "API.KEY.ACCESS.UPDATE", told, entity=entity, id=whose.id, owner=owner)
