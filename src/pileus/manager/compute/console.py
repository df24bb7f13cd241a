"""Consoles of instances: handing out tickets, and turning a ticket into a stream."""

import hashlib
import secrets
from datetime import timedelta
from typing import Annotated, ClassVar, Literal
from urllib.parse import urlencode, urlsplit

import anyio.to_thread
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pileus.manager.compute.instances import ENTITY
from pileus.manager.drivers.hosts import HostFault, Hosts
from pileus.manager.kernel.clock import Clock
from pileus.manager.kernel.console import ConsoleStream
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.declare import Doc, Names, NoEffect, Params, Secret, View
from pileus.manager.kernel.errors import InvalidValue, Unavailable
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.ticket import ConsoleTicket

SOCKET = "client/console/ws"
LIFETIME = timedelta(seconds=60)


class WebSocketView(View, kw_only=True):
    """Where the console's socket is: ws://host:port/path, or wss where the call came by HTTPS. Host and port are those of the call."""

    object_name: ClassVar[str] = "websocket"
    token: Annotated[str, Secret()]
    host: str
    port: str
    path: str
    extra: str | None = None


class ConsoleView(View, kw_only=True):
    """A console that can be opened once, within a minute."""

    object_name: ClassVar[str] = "consoleendpoint"
    success: bool
    details: str | None
    url: Annotated[str, Secret()]
    websocket: WebSocketView


class CreateConsole(Params, frozen=True, kw_only=True):
    """Whose console, and which."""

    virtual_machine_id: Annotated[Id, Names("Instance"), Doc("the running instance")]
    kind: Annotated[Literal["vnc", "serial"], Doc("the screen (vnc) or the serial line (serial)")] = "vnc"
    token: Annotated[str | None, Doc("further proof of the client"), NoEffect("tickets are tied to the session that asked for them")] = None


@command("createConsoleEndpoint", access=USERS, entity=ENTITY)
def create_console(ctx: Ctx, p: CreateConsole) -> ConsoleView:
    """Hands out a ticket for an instance's console: good once, for a minute, in the session that asked."""
    instance = ctx.get(Instance, p.virtual_machine_id, "virtualmachineid")
    if instance.state is not InstanceState.RUNNING:
        raise InvalidValue(f"instance {instance.name} is {instance.state}; only a running instance has a console, start it first")
    ctx.db.execute(delete(ConsoleTicket).where(ConsoleTicket.made < ctx.now - LIFETIME))
    token = secrets.token_urlsafe(32)
    session_id = ctx.caller.session_id
    ctx.db.add(ConsoleTicket(hash=_hash(token), instance_id=instance.id, session_id=session_id, kind=p.kind, made=ctx.now))
    page = f"{ctx.origin}/client/console/{instance.id}?{urlencode({'token': token, 'kind': p.kind})}"
    host, port = _place(ctx.origin)
    return ConsoleView(
        success=True, details=None, url=page, websocket=WebSocketView(token=token, host=host, port=port, path=f"{SOCKET}/{token}")
    )


def _place(origin: str) -> tuple[str, str]:
    """Host and port as they stand in an address; a port that goes without saying is said."""
    at = urlsplit(origin)
    host = at.hostname or ""
    port = at.port or {"https": 443, "http": 80}.get(at.scheme, "")
    return f"[{host}]" if ":" in host else host, str(port)


class Tickets:
    """The kernel's `Consoles`: uses a ticket up, and opens the guest's console through its host."""

    def __init__(self, db: Database, hosts: Hosts, clock: Clock) -> None:
        self._db = db
        self._hosts = hosts
        self._clock = clock

    async def open(self, ticket: str, session_id: str | None) -> ConsoleStream | None:
        """The stream, or None for a ticket that is not good here and now."""
        found = await anyio.to_thread.run_sync(self._use, ticket, session_id)
        if found is None:
            return None
        host_id, instance_id, kind = found
        try:
            return await self._hosts.console(host_id, instance_id, kind)
        except HostFault as fault:
            raise Unavailable(f"the console of instance {instance_id} does not open: {fault}") from fault

    def _use(self, ticket: str, session_id: str | None) -> tuple[str, str, str] | None:
        with self._db.write() as session:
            row = session.scalars(delete(ConsoleTicket).where(ConsoleTicket.hash == _hash(ticket)).returning(ConsoleTicket)).one_or_none()
            if row is None or row.made < self._clock.now() - LIFETIME:
                return None
            if row.session_id is not None and row.session_id != session_id:
                return None
            host_id = _host_of(session, row.instance_id)
            return (host_id, row.instance_id, row.kind) if host_id else None


def _host_of(session: Session, instance_id: str) -> str | None:
    return session.scalar(select(Instance.host_id).where(Instance.id == instance_id))


def _hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
