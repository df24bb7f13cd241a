"""Current values of Global Settings: read from their table, kept for a moment, given as their type."""

import threading
import time
from collections.abc import Iterator
from typing import Any, TypeVar

from cryptography.fernet import InvalidToken
from sqlalchemy import func, literal, select

from pileus.manager.kernel import log
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.seal import Sealer
from pileus.manager.kernel.settings import SETTINGS, Scope, Setting
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.setting import ACCOUNTS_INHERIT, DOMAINS_INHERIT, SettingValue

T = TypeVar("T", str, int, float, bool)

FRESH_SECONDS = 2.0
"""How long another manager's change may go unseen; this manager's own is seen at once."""

Key = tuple[str, str, str]
"""Name, scope and object, as in the row."""

logger = log.get(__name__)


def parse(wanted: Setting[T], text: str) -> T:
    """A setting's value from its text. Raises ValueError, which says what it must be."""
    text = text.strip()
    if wanted.type is bool:
        if text.lower() not in {"true", "false"}:
            raise ValueError("must be true or false")
        return wanted.type(text.lower() == "true")
    if wanted.type is str:
        return wanted.type(text)
    try:
        return wanted.type(text)
    except ValueError as error:
        raise ValueError("must be a whole number" if wanted.type is int else "must be a number") from error


def shown(value: object) -> str:
    """A value as text, as rows and answers have it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


class StoredValues:
    """Implements the kernel's SettingValues. May be used from any thread."""

    def __init__(self, db: Database, sealer: Sealer) -> None:
        self._db = db
        self._sealer = sealer
        self._lock = threading.Lock()
        self._values: dict[Key, str] = {}
        self._read_at: float | None = None

    def get(self, wanted: Setting[T], *, scope: Scope = Scope.GLOBAL, of: str | None = None) -> T:
        """The value for the object `of` in `scope`, else the global one, else the default."""
        values = self._current()
        if of is not None and scope in wanted.scopes:
            for key in self._near(wanted, scope, of):
                if key in values:
                    return self._opened(wanted, values[key])
        key = (wanted.name, Scope.GLOBAL.value, "")
        return self._opened(wanted, values[key]) if key in values else wanted.default

    def _near(self, wanted: Setting[Any], scope: Scope, of: str) -> Iterator[Key]:
        """Where a value for the object is looked for before the global one, the nearest first."""
        yield wanted.name, scope.value, of
        if scope is Scope.ACCOUNT and self.get(ACCOUNTS_INHERIT):
            with self._db.read() as db:
                domain_id = db.scalar(select(Account.domain_id).where(Account.id == of))
        else:
            domain_id = of if scope is Scope.DOMAIN else None
        if domain_id is None:
            return
        yield wanted.name, Scope.DOMAIN.value, domain_id
        if self.get(DOMAINS_INHERIT):
            with self._db.read() as db:
                path = db.get_one(Domain, domain_id).path
                above = select(Domain.id).where(literal(path).startswith(Domain.path)).order_by(func.length(Domain.path).desc())
                found = list(db.scalars(above))
            for id in found[1:]:
                yield wanted.name, Scope.DOMAIN.value, id

    def changed(self) -> None:
        """The next `get` reads anew."""
        with self._lock:
            self._read_at = None

    def _opened(self, wanted: Setting[T], text: str) -> T:
        """A stored value. One that this release no longer accepts counts as the default, and the log says so."""
        try:
            return parse(wanted, self._sealer.open(text) if wanted.secret else text)
        except (ValueError, InvalidToken) as error:
            logger.warning("stored setting is not usable; its default counts", setting=wanted.name, error=str(error))
            return wanted.default

    def _current(self) -> dict[Key, str]:
        with self._lock:
            now = time.monotonic()
            if self._read_at is None or now - self._read_at > FRESH_SECONDS:
                with self._db.read() as db:
                    rows = db.execute(select(SettingValue.name, SettingValue.scope, SettingValue.scope_id, SettingValue.value)).all()
                self._values = {(row.name, row.scope, row.scope_id): row.value for row in rows}
                self._read_at = now
            return self._values


def declared(name: str) -> Setting[Any] | None:
    """A setting by its name in any case."""
    return SETTINGS.get(name) or next((s for n, s in SETTINGS.items() if n.lower() == name.lower()), None)
