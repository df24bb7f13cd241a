"""A whole management server without its wire: a real database, seeded, with the real registry, rules and dispatcher.

def test_group_names_are_unique(cloud):
    cloud.call("createInstanceGroup", name="a")
    with pytest.raises(Conflict, match="already exists"):
        cloud.call("createInstanceGroup", name="a")
"""

import atexit
import functools
import importlib
import pkgutil
import shutil
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar, cast

from cryptography.fernet import Fernet
from sqlalchemy import select

import pileus.manager.identity
import pileus.manager.model
import pileus.manager.system
from pileus.manager.http.dispatch import Dispatcher, Request
from pileus.manager.identity.authenticator import Users, caller_of
from pileus.manager.identity.gate import RoleGate
from pileus.manager.identity.seed import FirstAdmin, seed
from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.clock import TurnedClock
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.seal import Sealer
from pileus.manager.model.rows import Base
from pileus.manager.model.user import User
from pileus.manager.system.events import Events
from pileus.manager.system.values import StoredValues

M = TypeVar("M")

PASSWORD = "a first password"
KEY = Fernet.generate_key()


def import_all(package: ModuleType) -> None:
    """Imports every module of a package, so that its commands and tables are declared."""
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)


for folder in (pileus.manager.model, pileus.manager.identity, pileus.manager.system):
    import_all(folder)
importlib.import_module("pileus.manager.http.web")


@dataclass(frozen=True)
class Cloud:
    """The server, seen by one caller: at first the administrator of ROOT."""

    db: Database
    clock: TurnedClock
    settings: StoredValues
    sealer: Sealer
    users: Users
    dispatcher: Dispatcher
    admin: FirstAdmin
    caller: Caller | None

    def call(self, command: str, **parameters: Any) -> Any:
        """Runs a command and answers its view, page or started job.

        Parameters have their wire names; lists, maps and booleans may be Python's, and None is as if left out.
        """
        return self.dispatcher.call(Request(command, flat(parameters), self.caller)).value

    def as_user(self, name: str, domain: str = "/") -> "Cloud":
        """The same server, seen by another user."""
        return replace(self, caller=self.caller_named(name, domain))

    def as_system(self) -> "Cloud":
        """The same server, seen from the integration port."""
        return replace(self, caller=self.users.system())

    def as_nobody(self) -> "Cloud":
        """The same server, seen by somebody who is not logged in."""
        return replace(self, caller=None)

    def caller_named(self, name: str, domain: str = "/") -> Caller:
        """A user of that name in the domain of that path."""
        with self.db.read() as db:
            users = db.scalars(select(User).where(User.name == name, User.removed.is_(None))).all()
            caller = caller_of(db, next(user.id for user in users if user.account.domain.path == domain))
        assert caller is not None, f"user {name} may not call"
        return caller

    @property
    def admin_domain(self) -> str:
        """Id of domain ROOT."""
        return self.users.system().domain_id

    def row(self, model: type[M], id: str) -> M:
        """A row as it stands now."""
        with self.db.read() as db:
            return db.get_one(model, id)

    def rows(self, model: type[M], **equal: Any) -> list[M]:
        """All rows with these values."""
        with self.db.read() as db:
            return list(db.scalars(select(model).filter_by(**equal)))


@contextmanager
def open_cloud(folder: Path, url: str | None = None) -> Generator[Cloud]:
    """A seeded server whose database lies in `folder`, or is the empty one at `url`."""
    file = folder / "pileus.db"
    if url is None:
        shutil.copyfile(_seeded(), file)
    db = Database(url or f"sqlite:///{file}")
    try:
        if url is not None:
            Base.metadata.create_all(db.engine)
        clock, sealer = TurnedClock(), Sealer(KEY)
        settings = StoredValues(db, sealer)
        users = Users(db, clock=clock, settings=settings, sealer=sealer)
        admin = _seed(db)
        dispatcher = Dispatcher(db, clock=clock, settings=settings, sealer=sealer, gate=RoleGate(), events=Events(clock))
        cloud = Cloud(db, clock, settings, sealer, users, dispatcher, admin, None)
        yield cloud.as_user(admin.username)
    finally:
        db.close()


@functools.cache
def _seeded() -> Path:
    """A seeded database to be copied: making it takes longer than most tests. It goes with the process."""
    folder = tempfile.mkdtemp(prefix="pileus-seeded-")
    atexit.register(shutil.rmtree, folder)
    file = Path(folder, "pileus.db")
    db = Database(f"sqlite:///{file}")
    Base.metadata.create_all(db.engine)
    _seed(db)
    db.close()
    return file


def _seed(db: Database) -> FirstAdmin:
    with db.write() as session:
        return seed(session, Sealer(KEY), password=PASSWORD)


def flat(parameters: Mapping[str, Any]) -> dict[str, str]:
    """Parameters as they stand on the wire."""
    sent: dict[str, str] = {}
    for name, value in parameters.items():
        if value is None:
            continue
        if isinstance(value, Mapping):
            sent |= {f"{name}[0].{key}": _text(inner) for key, inner in cast("Mapping[str, Any]", value).items()}
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            entries = cast("list[Mapping[str, Any]]", value)
            sent |= {f"{name}[{index}].{key}": _text(inner) for index, entry in enumerate(entries) for key, inner in entry.items()}
        elif isinstance(value, list):
            sent[name] = ",".join(_text(item) for item in cast("list[Any]", value))
        else:
            sent[name] = _text(value)
    return sent


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
