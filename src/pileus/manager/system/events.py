"""Events: recording those of synchronous commands, and listing all."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, aliased

from pileus.manager.kernel.clock import Clock
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, OwnedParams, Page, Params, View
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.events import Happened
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import COMMANDS, command
from pileus.manager.kernel.roles import USERS
from pileus.manager.model.account import Account
from pileus.manager.model.affinity import AffinityGroup
from pileus.manager.model.domain import Domain
from pileus.manager.model.event import Event, EventLevel, EventState
from pileus.manager.model.infrastructure import Cluster, Host, Pod, Zone
from pileus.manager.model.instance import Instance, SshKeyPair
from pileus.manager.model.network import Network, Router
from pileus.manager.model.network_offering import NetworkOffering, VpcOffering
from pileus.manager.model.offering import DiskOffering, ServiceOffering
from pileus.manager.model.os_type import OsCategory, OsType
from pileus.manager.model.physical_network import PhysicalNetwork, ServiceProvider
from pileus.manager.model.project import Project, ProjectRole
from pileus.manager.model.role import Role
from pileus.manager.model.security_group import SecurityGroup
from pileus.manager.model.storage import ImageStore, StoragePool, Template, Volume
from pileus.manager.model.user import User
from pileus.manager.model.user_data import UserData
from pileus.manager.model.webhook import Webhook
from pileus.manager.ops import event_log

NAMED: dict[str, type[Any]] = {
    "Account": Account,
    "AffinityGroup": AffinityGroup,
    "Cluster": Cluster,
    "DiskOffering": DiskOffering,
    "Domain": Domain,
    "DomainRouter": Router,
    "GuestOs": OsType,
    "GuestOsCategory": OsCategory,
    "Host": Host,
    "ImageStore": ImageStore,
    "Iso": Template,
    "Network": Network,
    "NetworkOffering": NetworkOffering,
    "NetworkServiceProvider": ServiceProvider,
    "PhysicalNetwork": PhysicalNetwork,
    "Pod": Pod,
    "Project": Project,
    "ProjectRole": ProjectRole,
    "Role": Role,
    "SSHKeyPair": SshKeyPair,
    "SecurityGroup": SecurityGroup,
    "ServiceOffering": ServiceOffering,
    "StoragePool": StoragePool,
    "Template": Template,
    "User": User,
    "UserData": UserData,
    "VirtualMachine": Instance,
    "Volume": Volume,
    "VpcOffering": VpcOffering,
    "Webhook": Webhook,
    "Zone": Zone,
}
"""Kinds of objects whose names are told with their events. The others have none."""


class Events:
    """Implements the kernel's EventLog. The outbox sees the rows by itself."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def completed(self, db: Session, happened: Happened) -> None:
        """Adds the one event of a synchronous command."""
        event_log.record(db, self._clock.now(), happened)

    def refused(self, db: Session, happened: Happened) -> None:
        """Adds the one event of a command that did not do its work."""
        event_log.record(db, self._clock.now(), happened, EventLevel.ERROR)


class EventView(View, kw_only=True):
    """An event."""

    object_name: ClassVar[str] = "event"
    id: str
    type: str
    level: str
    state: str
    description: str
    username: str
    account: str
    domain: str
    domain_id: str
    domain_path: str
    project_id: str | None
    project: str | None
    parent_id: str | None
    resource_name: str | None
    resource_type: str | None
    resource_id: str | None
    archived: bool
    created: datetime


class ListEvents(OwnedParams, frozen=True, kw_only=True):
    """Which events."""

    id: Annotated[Id | None, Names("Event"), Doc("only this event")] = None
    type: Annotated[str | None, Doc("only events of this type, e.g. VM.CREATE")] = None
    level: Annotated[str | None, Doc("only events of this level: INFO, WARN or ERROR")] = None
    state: Annotated[EventState | None, Doc("only events in this state: Created, Scheduled, Started or Completed")] = None
    start_date: Annotated[datetime | None, Doc("only events since then")] = None
    end_date: Annotated[datetime | None, Doc("only events until then")] = None
    duration: Annotated[int | None, Doc("with entrytime: only what goes on still, at least so many seconds after it was entered")] = None
    entry_time: Annotated[int | None, Doc("with duration: only what was entered within the last so many seconds")] = None
    start_id: Annotated[Id | None, Names("Event"), Doc("only this event and those that name it as their parent")] = None
    resource_id: Annotated[Id | None, Doc("only events about this object; needs resourcetype")] = None
    resource_type: Annotated[str | None, Doc("kind of the object, e.g. VirtualMachine")] = None
    archived: Annotated[bool, Doc("events that were archived, instead of the others")] = False


@command("listEvents", access=USERS)
def list_events(ctx: Ctx, p: ListEvents) -> Page[EventView]:
    """Lists events, the newest first."""
    if p.resource_id and not p.resource_type:
        raise InvalidValue("resourceid is given without resourcetype; say what kind of object it is, e.g. resourcetype=VirtualMachine")
    query = narrow(
        ctx.visible(Event, p),
        (Event.id, p.id),
        (Event.type, p.type),
        (Event.level, p.level.upper() if p.level else None),
        (Event.state, p.state),
        (Event.entity_id, p.resource_id),
        (Event.entity, p.resource_type),
        (Event.archived, None if p.id else p.archived),
    )
    query = containing(query, p.keyword, Event.description, Event.type, Event.level).where(Event.hidden.is_(False))
    if p.start_id:
        query = query.where((Event.id == p.start_id) | (Event.parent_id == p.start_id))
    query = _in_time(query, p, ctx.now).order_by(Event.created.desc())
    return ctx.page(query, p, load=lambda ids: _views(ctx.db, ids))


def _in_time(query: Select[Event], p: ListEvents, now: datetime) -> Select[Event]:
    if p.start_date:
        query = query.where(Event.created >= p.start_date)
    if p.end_date:
        query = query.where(Event.created <= p.end_date)
    if p.duration is not None or p.entry_time is not None:
        query = query.where(*_going_on(p.entry_time, p.duration, now))
    return query


def _going_on(entry_time: int | None, duration: int | None, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The first events of jobs that were entered in that time and have not ended."""
    if entry_time is None or duration is None or entry_time <= duration:
        raise InvalidValue("entrytime and duration go together: entrytime must be given and be more seconds than duration")
    ending = aliased(Event)
    ended = select(ending.id).where(ending.parent_id == Event.id, ending.state == EventState.COMPLETED)
    return (
        Event.created.between(now - timedelta(seconds=entry_time), now - timedelta(seconds=duration)),
        Event.parent_id.is_(None),
        Event.state != EventState.COMPLETED,
        ~ended.exists(),
    )


def _views(db: Session, ids: Sequence[str]) -> list[EventView]:
    """The page's events by one query, and one more for the names of each kind of object."""
    query = (
        select(Event, Account.name, Domain.name, Domain.path, Project.id, Project.name)
        .join(Account, Account.id == Event.account_id)
        .join(Domain, Domain.id == Event.domain_id)
        .outerjoin(Project, Project.id == Account.project_id)
        .where(Event.id.in_(ids))
    )
    rows = db.execute(query).all()
    names = _names(db, [row[0] for row in rows])
    found = {
        event.id: EventView(
            id=event.id,
            type=event.type,
            level=event.level,
            state=event.state,
            description=event.description,
            username=event.user_name,
            account=account,
            domain=domain,
            domain_id=event.domain_id,
            domain_path=f"ROOT{path}".rstrip("/"),
            project_id=project_id,
            project=project,
            parent_id=event.parent_id,
            resource_name=names.get(event.entity_id or ""),
            resource_type=event.entity,
            resource_id=event.entity_id,
            archived=event.archived,
            created=event.created,
        )
        for event, account, domain, path, project_id, project in rows
    }
    return [found[id] for id in ids]


def _names(db: Session, events: Sequence[Event]) -> dict[str, str]:
    """The names that the objects of events have now, by id; objects that are gone have none."""
    names: dict[str, str] = {}
    for kind, model in NAMED.items():
        ids = {event.entity_id for event in events if event.entity == kind and event.entity_id}
        if ids:
            names.update((row.id, row.name) for row in db.execute(select(model.id, model.name).where(model.id.in_(ids))))
    return names


class EventTypeView(View, kw_only=True):
    """A type of events."""

    object_name: ClassVar[str] = "eventtype"
    name: str


@command("listEventTypes", access=USERS)
def list_event_types(ctx: Ctx, p: Params) -> Page[EventTypeView]:
    """Lists the types of the events that this release leaves."""
    del p
    names = sorted({c.event for c in COMMANDS.values() if c.event} | event_log.BESIDES)
    return ctx.slice([EventTypeView(name=name) for name in names], ListParams(pagesize=-1))
