"""The stage of the access matrix: a cloud with tenants, the kinds of callers, and calls that leave nothing behind.

Domain `sales` has an administrator and the users ann, amy and pete, and a domain `east` below it with an administrator of its own; domain
`marketing` stands beside it. Nearly all objects of the matrix belong to ann, or to her project, whose other member is pete.
"""

import functools
from collections.abc import Generator, Hashable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast

from sqlalchemy.orm import Session
from tests.fuzz.values import NOBODY
from tests.tenants import make_account
from tests.world import World

from pileus.manager.http.dispatch import Dispatcher, Request
from pileus.manager.identity.gate import RoleGate
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.declare import Page, Started, View
from pileus.manager.kernel.errors import ApiError
from pileus.manager.kernel.registry import COMMANDS
from pileus.manager.kernel.render import render, render_all
from pileus.manager.kernel.roles import RoleType
from pileus.manager.system.events import Events


class Kind(StrEnum):
    """Who calls."""

    ROOT = "root admin"
    BOSS = "admin of the owner's domain"
    SIBLING = "admin of the domain beside it"
    BELOW = "admin of the domain below it"
    OWNER = "the owner"
    NEIGHBOUR = "another account of the owner's domain"
    STRANGER = "a user of another domain"
    MEMBER = "a member of the owner's project"


OF_SALES = frozenset({Kind.ROOT, Kind.BOSS, Kind.OWNER, Kind.NEIGHBOUR, Kind.MEMBER})
"""Who lives in the owner's domain."""


@dataclass(frozen=True)
class Heard:
    """An answer without what differs from call to call, such as new ids: two that are equal tell the caller the same."""

    status: int
    said: Any = field(hash=False)


class Rehearsed(Database):
    """The same database, whose writes are thrown away at the end of each call."""

    def __init__(self, db: Database) -> None:
        self.__dict__.update(db.__dict__)

    @contextmanager
    def write(self) -> Generator[Session]:
        with self.sessions() as session:
            yield session
            session.flush()
            session.rollback()


@dataclass(eq=False)
class Stage:
    """A cloud with tenants."""

    world: World
    domain: str
    sub_domain: str
    project: str
    callers: dict[Kind, World]
    rehearsal: Dispatcher
    made: dict[Hashable, str] = field(default_factory=dict[Hashable, str])
    """Samples that were made."""

    @property
    def owner(self) -> World:
        """The cloud as ann sees it."""
        return self.callers[Kind.OWNER]

    @functools.cache  # noqa: B019 - the stage lives as long as the test run
    def may_call(self, kind: Kind, command: str) -> bool:
        """Whether the caller's role allows the command."""
        with self.world.db.read() as db:
            return RoleGate().allows(db, cast("Any", self.callers[kind].caller), COMMANDS[command])

    def hear(self, kind: Kind, command: str, sent: Mapping[str, str], hidden: str) -> Heard:
        """What a caller is told. `hidden` is the id that two answers may differ in."""
        caller = self.callers[kind].caller
        assert caller is not None
        try:
            answer = self.rehearsal.call(Request(command, dict(sent), caller))
        except ApiError as refusal:
            text = refusal.text if caller.role_type is RoleType.ADMIN else refusal.public
            return Heard(refusal.status, text.replace(hidden, "ID").replace(NOBODY, "ID"))
        return Heard(200, _gist(command, answer.value, caller.role_type))


def _gist(command: str, value: View | Page[Any] | Started[Any], role: RoleType) -> Any:
    if isinstance(value, Started):
        return "a job"
    if isinstance(value, Page):
        return value.count, render_all(value.items, role)
    return type(value).__name__ if COMMANDS[command].writes else render(value, role)


def open_stage(world: World) -> Stage:
    """Makes the tenants."""
    sales = world.call("createDomain", name="sales").id
    east = world.call("createDomain", name="east", parentdomainid=sales).id
    marketing = world.call("createDomain", name="marketing").id
    make_account(world, "boss", domainid=sales, accounttype=2)
    make_account(world, "rival", domainid=marketing, accounttype=2)
    make_account(world, "below", domainid=east, accounttype=2)
    for name in ("ann", "amy", "pete"):
        make_account(world, name, domainid=sales)
    make_account(world, "mark", domainid=marketing)

    def seen_by(name: str, path: str) -> World:
        return cast("World", world.as_user(name, path))

    ann = seen_by("ann", "/sales/")
    started = ann.call("createProject", name="apollo", displaytext="apollo")
    ann.ended(started)
    project = cast("str", started.id)
    ann = seen_by("ann", "/sales/")  # a caller's projects are looked up when the call is authenticated
    ann.ended(ann.call("addAccountToProject", projectid=project, account="pete"))
    callers = {
        Kind.ROOT: world,
        Kind.BOSS: seen_by("boss", "/sales/"),
        Kind.SIBLING: seen_by("rival", "/marketing/"),
        Kind.BELOW: seen_by("below", "/sales/east/"),
        Kind.OWNER: seen_by("ann", "/sales/"),
        Kind.NEIGHBOUR: seen_by("amy", "/sales/"),
        Kind.STRANGER: seen_by("mark", "/marketing/"),
        Kind.MEMBER: seen_by("pete", "/sales/"),
    }
    rehearsal = Dispatcher(
        Rehearsed(world.db),
        clock=world.clock,
        settings=world.settings,
        sealer=world.sealer,
        gate=RoleGate(),
        events=Events(world.clock),
    )
    return Stage(world, sales, east, project, callers, rehearsal)
