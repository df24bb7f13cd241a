"""A small cloud of gadgets behind the real wire: its own commands on a real database, with fakes for identity, events and consoles."""

import dataclasses
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import msgspec
import pytest
from cryptography.fernet import Fernet
from msgspec import Meta, Struct
from sqlalchemy import ColumnElement, Select, String, true
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from starlette.testclient import TestClient

from pileus.manager.http.dispatch import Dispatcher
from pileus.manager.http.web import Parts, Web, build
from pileus.manager.kernel.authentication import Forgotten, KeyHolder, LogIn, NewPassword, NewSession
from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.clock import TurnedClock
from pileus.manager.kernel.console import ConsoleStream
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.declare import Doc, Length, ListParams, NoEffect, Only, OwnedParams, Page, Params, Secret, Started, Success, View
from pileus.manager.kernel.errors import LoginFailed, NoCapacity, PermissionDenied, SecondFactorNeeded, Unauthenticated
from pileus.manager.kernel.events import Batch, Entry, Happened, Topic
from pileus.manager.kernel.ids import Id, new_id
from pileus.manager.kernel.registry import COMMANDS, Command, Shape, command
from pileus.manager.kernel.roles import ADMINS, ANYONE, USERS, RoleType
from pileus.manager.kernel.seal import Sealer
from pileus.manager.kernel.settings import Scope, Setting

MADE = datetime(2016, 8, 18, 17, 53, 47, tzinfo=UTC)


class Base(DeclarativeBase):
    pass


class Anyone:
    """Every row is everybody's."""

    def visible(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        del caller, model
        return true()

    usable = visible
    changeable = visible

    def check(self, db: Session, caller: Caller, p: OwnedParams) -> None:
        del db, caller, p

    def scoped(self, caller: Caller, model: type[Any], p: OwnedParams, query: Select[Any]) -> Select[Any]:
        del caller, model, p
        return query


class Gadget(Base):
    __tablename__ = "gadget"
    __rule__ = Anyone()
    __label__ = "gadget"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(255), unique=True)


class Colour(StrEnum):
    RED = "Red"
    BLUE = "Blue"


class PartView(View, kw_only=True):
    object_name = "part"
    name: str
    made: datetime | None = None


class GadgetView(View, kw_only=True):
    object_name = "gadget"
    id: Id
    name: Annotated[str, Doc("what it is called")]
    colour: Colour = Colour.RED
    created: datetime = MADE
    shelf: Annotated[str | None, Only(ADMINS), Doc("where it lies")] = None
    note: str | None = None
    part: list[PartView] = msgspec.field(default_factory=list[PartView])
    tags: dict[str, str] = msgspec.field(default_factory=dict[str, str])


class Slot(Struct, frozen=True, kw_only=True):
    network_id: Id
    ip: str | None = None


class CreateGadget(Params, frozen=True, kw_only=True):
    name: Annotated[str, Meta(min_length=2, description="at least two characters long"), Doc("unique name")]
    group_id: Annotated[Id | None, Doc("group it goes to")] = None
    size: Annotated[int | None, Meta(ge=1, le=64), Doc("size in cm")] = None
    weight: Annotated[float | None, Doc("in g")] = None
    loud: Annotated[bool, Doc("whether it beeps")] = False
    colour: Annotated[Colour, Doc("its colour")] = Colour.RED
    owner_ids: Annotated[list[Id] | None, Doc("who may use it")] = None
    words: Annotated[list[str] | None, Doc("free words")] = None
    details: Annotated[dict[str, str] | None, Doc("free details")] = None
    ip_to_network_list: Annotated[list[Slot] | None, Doc("addresses by network")] = None
    options: Annotated[list[dict[str, str]] | None, Doc("options as they come")] = None
    start_date: Annotated[datetime | None, Doc("first day")] = None
    end_date: Annotated[datetime | None, Doc("last day")] = None
    pin: Annotated[str | None, Secret(), Length(8), Doc("its secret")] = None
    shelf: Annotated[str | None, Only(ADMINS), Doc("where to put it")] = None
    smell: Annotated[str | None, NoEffect("gadgets have none"), Doc("its smell")] = None


class ListGadgets(ListParams, frozen=True, kw_only=True):
    name: Annotated[str | None, Doc("only this one")] = None


class One(Params, frozen=True, kw_only=True):
    id: Annotated[Id, Doc("the gadget")]


@dataclass
class Seen:
    """What commands saw of their calls."""

    params: list[Any] = field(default_factory=list[Any])
    raw: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    committed: int = 0
    holding: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)


SEEN = Seen()


def create_gadget(ctx: Ctx, p: CreateGadget) -> GadgetView:
    """Creates a gadget.

    It stands on a shelf.
    """
    SEEN.params.append(p)
    SEEN.raw.append(ctx.raw)

    def count() -> None:
        SEEN.committed += 1

    ctx.after_commit(count)
    gadget = ctx.insert(Gadget(name=p.name))
    return GadgetView(id=gadget.id, name=gadget.name, shelf=p.shelf or "A1", part=[PartView(name="bolt", made=MADE)], tags=p.details or {})


def list_gadgets(ctx: Ctx, p: ListGadgets) -> Page[GadgetView]:
    """Lists gadgets."""
    query = ctx.visible(Gadget).order_by(Gadget.name)
    if p.name:
        query = query.where(Gadget.name == p.name)
    return ctx.page(query, p, lambda g: GadgetView(id=g.id, name=g.name, shelf="A1"))


def get_gadget(ctx: Ctx, p: One) -> GadgetView:
    """Shows one gadget in the shape of a list."""
    gadget = ctx.see(Gadget, p.id)
    return GadgetView(id=gadget.id, name=gadget.name)


def delete_gadget(ctx: Ctx, p: One) -> Success:
    """Removes a gadget."""
    gadget = ctx.get(Gadget, p.id)
    ctx.tell(f"removed gadget {gadget.name}", id=gadget.id)
    ctx.db.delete(gadget)
    return Success(display_text="gone")


def start_gadget(ctx: Ctx, p: One) -> Started[GadgetView]:
    """Starts a gadget."""
    return Started(ctx.raw.get("injectedjobid") or new_id(), p.id)


def break_gadget(ctx: Ctx, p: Params) -> Success:
    """Breaks, unforeseen."""
    del p
    ctx.insert(Gadget(name="half-made"))
    raise RuntimeError("database of host-7 is gone")


def place_gadget(ctx: Ctx, p: Params) -> Success:
    """Finds no room."""
    del ctx, p
    raise NoCapacity("host-7 has no room", public="no host has room: 1 is full")


def hold_gadget(ctx: Ctx, p: Params) -> Success:
    """Holds a gadget for as long as a test wants."""
    del ctx, p
    SEEN.holding.set()
    assert SEEN.let_go.wait(30)
    return Success()


def list_themes(ctx: Ctx, p: Params) -> Page[PartView]:
    """Lists themes to anyone."""
    del ctx, p
    return Page(0, [])


@pytest.fixture
def commands() -> Iterator[None]:
    """The gadgets' commands, beside the wire's own. Those of the resources need tables that the gadgets' database has not."""
    before = dict(COMMANDS)
    for name, declared in before.items():
        if not declared.run.__module__.startswith("pileus.manager.http."):
            del COMMANDS[name]
    command("createGadget", access=USERS, event="GADGET.CREATE", entity="Gadget")(create_gadget)
    command("listGadgets", access=USERS)(list_gadgets)
    command("getGadget", access=USERS, shape=Shape.LIST, wrapper="oddgadgetresponse")(get_gadget)
    command("deleteGadget", access=USERS, event="GADGET.DELETE", entity="Gadget")(delete_gadget)
    command("startGadget", access=USERS, event="GADGET.START")(start_gadget)
    command("breakGadget", access=USERS, event="GADGET.BREAK", entity="Gadget")(break_gadget)
    command("placeGadget", access=USERS, event="GADGET.PLACE", entity="Gadget")(place_gadget)
    command("holdGadget", access=USERS)(hold_gadget)
    command("adminGadget", access=ADMINS)(break_gadget)
    command("listThemes", access=ANYONE)(list_themes)
    SEEN.params.clear()
    SEEN.raw.clear()
    SEEN.committed = 0
    SEEN.holding.clear()
    SEEN.let_go.clear()
    yield
    COMMANDS.clear()
    COMMANDS.update(before)


def caller(name: str, role: RoleType) -> Caller:
    return Caller(
        user_id=new_id(),
        user_name=name,
        account_id=new_id(),
        account_name=name,
        domain_id=new_id(),
        domain_path="/",
        role_id=new_id(),
        role_type=role,
    )


class Identity:
    """Two users in memory, with keys; passwords equal names."""

    def __init__(self) -> None:
        self.users = {"root": caller("root", RoleType.ADMIN), "ann": caller("ann", RoleType.USER)}
        self.keys = {f"key-{name}": (name, f"secret-{name}") for name in self.users}
        self.sessions: dict[str, tuple[str, str]] = {}
        self.asked: list[LogIn] = []

    def _caller(self, name: str, session: str | None = None) -> Caller:
        return dataclasses.replace(self.users[name], session_id=session)

    def log_in(self, sent: LogIn) -> NewSession:
        self.asked.append(sent)
        if sent.domain_id == "nowhere":
            raise Unauthenticated
        if sent.username not in self.users or sent.password != sent.username:
            raise LoginFailed("failed to authenticate; check name, password and domain")
        token, key = f"token-{len(self.sessions)}", f"key_{len(self.sessions)}-x"
        self.sessions[token] = (sent.username, key)
        return NewSession(
            token=token,
            key=key,
            caller=self._caller(sent.username, token),
            timeout_seconds=1800,
            account_type=1 if sent.username == "root" else 0,
            first_name="A",
            last_name="B",
        )

    def by_session(self, token: str, key: str) -> Caller | None:
        name, right = self.sessions.get(token, ("", ""))
        if not name or key != right:
            self.sessions.pop(token, None)
            return None
        return self._caller(name, token)

    def by_api_key(self, api_key: str) -> KeyHolder | None:
        if api_key not in self.keys:
            return None
        name, secret = self.keys[api_key]
        return KeyHolder(self._caller(name), secret)

    def still(self, caller: Caller) -> Caller | None:
        gone = caller.user_name not in self.users or (caller.session_id is not None and caller.session_id not in self.sessions)
        return None if gone else caller

    def log_out(self, token: str) -> bool:
        return self.sessions.pop(token, None) is not None

    def prove(self, caller: Caller, code: str, peer: str) -> None:
        del caller, code, peer
        raise SecondFactorNeeded("nobody has a second factor here")

    def forgot_password(self, sent: Forgotten) -> None:
        del sent
        raise PermissionDenied("nobody is mailed anything here")

    def reset_password(self, sent: NewPassword) -> None:
        del sent
        raise PermissionDenied("nobody is mailed anything here")

    def system(self) -> Caller:
        return self._caller("root")


class ByAccess:
    """Roles without rules: the command's own access decides."""

    def allows(self, db: Session, caller: Caller, command: Command) -> bool:
        del db
        return caller.role_type in command.access

    def within_projects(self, db: Session, caller: Caller, command: Command, project_id: str | None) -> Caller:
        del db, command, project_id
        return caller

    def allowed(self, db: Session, caller: Caller) -> frozenset[str]:
        return frozenset(c.name for c in COMMANDS.values() if self.allows(db, caller, c))


class Settings:
    """Values in memory."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def get(self, wanted: Setting[Any], *, scope: Scope = Scope.GLOBAL, of: str | None = None) -> Any:
        del scope, of
        return self.values.get(wanted.name, wanted.default)

    def changed(self) -> None: ...


class Events:
    """Remembers what happened, and streams entries that belong to an account or to all."""

    def __init__(self) -> None:
        self.happened: list[Happened] = []
        self.refusals: list[Happened] = []
        self.entries: list[tuple[str | None, Entry]] = []
        self.oldest = 1
        self._wakes: list[Callable[[], None]] = []

    def completed(self, db: Session, happened: Happened) -> None:
        del db
        self.happened.append(happened)

    def refused(self, db: Session, happened: Happened) -> None:
        del db
        self.refusals.append(happened)

    def add(self, topic: Topic, data: bytes, account_id: str | None = None) -> int:
        number = self.last() + 1
        self.entries.append((account_id, Entry(number, topic, data)))
        for wake in self._wakes:
            wake()
        return number

    def last(self) -> int:
        return self.oldest + len(self.entries) - 1

    def after(self, caller: Caller, number: int, limit: int) -> Batch | None:
        if number < self.oldest - 1 or number > self.last():
            return None
        looked_at = [(a, e) for a, e in self.entries if e.number > number][:limit]
        seen = [e for a, e in looked_at if a in (None, caller.account_id) or caller.is_root]
        return Batch(seen, looked_at[-1][1].number if looked_at else number)

    def listen(self, wake: Callable[[], None]) -> Callable[[], None]:
        self._wakes.append(wake)
        return lambda: self._wakes.remove(wake)


class Echo:
    """A console that answers each message with the same in capitals, and ends at `bye`."""

    def __init__(self) -> None:
        import asyncio

        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.closed = False

    async def _bytes(self) -> AsyncIterator[bytes]:
        while (data := await self._queue.get()) is not None:
            yield data

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._bytes()

    async def send(self, data: bytes) -> None:
        await self._queue.put(None if data == b"bye" else data.upper())

    async def close(self) -> None:
        self.closed = True


class EchoConsoles:
    """One ticket a session, single use."""

    def __init__(self) -> None:
        self.tickets: dict[str, str | None] = {}
        self.opened: list[Echo] = []

    async def open(self, ticket: str, session_id: str | None) -> ConsoleStream | None:
        if ticket not in self.tickets:
            return None
        owner = self.tickets.pop(ticket)
        if owner is not None and owner != session_id:
            return None
        self.opened.append(Echo())
        return self.opened[-1]


@dataclass
class World:
    """Everything a test may look at or turn."""

    web: Web
    parts: Parts
    identity: Identity
    settings: Settings
    events: Events
    consoles: EchoConsoles
    clock: TurnedClock
    dispatcher: Dispatcher
    seen: Seen
    health: dict[str, Any]
    ui: Path


@pytest.fixture
def world(tmp_path: Path, commands: None) -> Iterator[World]:
    db = Database(f"sqlite:///{tmp_path / 'test.db'}")
    Base.metadata.create_all(db.write_engine)
    identity, settings, events, consoles, clock = Identity(), Settings(), Events(), EchoConsoles(), TurnedClock()
    dispatcher = Dispatcher(db, clock=clock, settings=settings, sealer=Sealer(Fernet.generate_key()), gate=ByAccess(), events=events)
    health: dict[str, Any] = {"ok": True}
    ui = tmp_path / "ui"
    parts = Parts(dispatcher=dispatcher, authenticator=identity, outbox=events, consoles=consoles, health=lambda: health, ui=ui)
    yield World(build(parts), parts, identity, settings, events, consoles, clock, dispatcher, SEEN, health, ui)
    db.close()


class Wire:
    """A client of one listener."""

    def __init__(self, client: TestClient) -> None:
        self.http = client
        self.key: str | None = None

    def log_in(self, name: str = "root") -> dict[str, Any]:
        answer = self.http.post("/client/api", data={"command": "login", "username": name, "password": name, "response": "json"})
        body: dict[str, Any] = answer.json()["loginresponse"]
        self.key = body.get("sessionkey")
        return body

    def get(self, command: str, **parameters: Any) -> Any:
        return self.http.get("/client/api", params=self._all(command, parameters))

    def post(self, command: str, **parameters: Any) -> Any:
        return self.http.post("/client/api", data=self._all(command, parameters))

    def json(self, command: str, **parameters: Any) -> dict[str, Any]:
        """What stands in the wrapper."""
        body = self.post(command, **parameters).json()
        return next(iter(body.values()))

    def _all(self, command: str, parameters: dict[str, Any]) -> dict[str, Any]:
        key = {"sessionkey": self.key} if self.key else {}
        return {"command": command, "response": "json"} | key | parameters


@pytest.fixture
def wire(world: World) -> Iterator[Wire]:
    """A browser at the plain listener, not logged in."""
    with TestClient(world.web.plain, base_url="http://127.0.0.1:8080", follow_redirects=False) as client:
        yield Wire(client)


@pytest.fixture
def root(wire: Wire) -> Wire:
    """A root admin's browser."""
    wire.log_in("root")
    return wire


@pytest.fixture
def ann(wire: Wire) -> Wire:
    """A user's browser."""
    wire.log_in("ann")
    return wire
