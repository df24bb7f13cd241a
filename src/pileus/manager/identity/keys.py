"""API key pairs: making them, when they are valid, and whether their use is switched on for a user. No commands."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.errors import InvalidValue, PermissionDenied
from pileus.manager.kernel.seal import Sealer
from pileus.manager.kernel.settings import Scope, SettingValues, flag
from pileus.manager.model.access import SYSTEM
from pileus.manager.model.account import Account
from pileus.manager.model.api_key import ApiKeyPair
from pileus.manager.model.user import User
from pileus.manager.ops import event_log, outbox

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

SECRETS_IN_ANSWERS = flag(
    "use.secret.key.in.response",
    default=False,
    doc="Whether commands that answer with users, such as listUsers, tell callers their own secret key. Nobody is told another's.",
)


def new_key() -> str:
    """A key or a secret key that nobody can guess."""
    return secrets.token_urlsafe(KEY_BYTES)


def own_of(db: Session, user_ids: Iterable[str]) -> dict[str, ApiKeyPair]:
    """The own pairs of those users that have one, by user."""
    pairs = db.scalars(select(ApiKeyPair).where(ApiKeyPair.user_id.in_(user_ids), ApiKeyPair.own))
    return {pair.user_id: pair for pair in pairs}


def replace_own(db: Session, user: User, sealer: Sealer, api_key: str, secret: str) -> ApiKeyPair:
    """Gives the user another own pair, which ends the one before. Of the secret only the sealed form is kept."""
    for old in own_of(db, [user.id]).values():
        remove(db, user, old)
        db.flush()
    pair = ApiKeyPair(user_id=user.id, account_id=user.account_id, own=True, api_key=api_key, sealed_secret=sealer.seal(secret))
    db.add(pair)
    outbox.note(db, user)
    return pair


def remove(db: Session, user: User, pair: ApiKeyPair) -> None:
    """Ends one pair of a user. Users are shown with the key of their own one."""
    db.delete(pair)
    if pair.own:
        outbox.note(db, user)


def remove_all(db: Session, user_id: str) -> None:
    """Ends all pairs of a user."""
    for pair in db.scalars(select(ApiKeyPair).where(ApiKeyPair.user_id == user_id)):
        db.delete(pair)


def move_all(db: Session, user_id: str, account_id: str) -> None:
    """Takes all pairs of a user along to another account."""
    for pair in db.scalars(select(ApiKeyPair).where(ApiKeyPair.user_id == user_id)):
        pair.account_id = account_id


def fault(starts: datetime | None, ends: datetime | None, now: datetime) -> str | None:
    """Why a pair with these dates is not valid now."""
    if starts is not None and now < starts:
        return f"it is not valid before {starts.isoformat()}"
    if ends is not None and now >= ends:
        return f"it ended at {ends.isoformat()}"
    return None


def own_secret(ctx: Ctx, user_id: str) -> str | None:
    """The secret key of a user's own pair, for that user alone.

    Not for a call signed with a pair that ends: whoever was given that one is not to have more once it ended.
    """
    if ctx.caller.user_id not in {user_id, SYSTEM} or ctx.caller.key_pair_ends is not None:
        return None
    pair = own_of(ctx.db, [user_id]).get(user_id)
    return ctx.sealer.open(pair.sealed_secret) if pair else None


def check_outlives(ctx: Ctx, user: User, ends: datetime | None) -> None:
    """Refuses new keys of the caller's own that would be valid longer than those that it signed the call with."""
    most = ctx.caller.key_pair_ends
    if user.id == ctx.caller.user_id and most is not None and (ends is None or ends > most):
        raise PermissionDenied(
            f"this call is signed with an API key pair that ends at {most.isoformat()}, and so must what is made with it; "
            "give an enddate no later, or sign with a pair that does not end"
        )


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
