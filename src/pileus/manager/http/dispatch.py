"""From a named command with raw parameters to its answer: role, binding, transaction, event, after-commit work.

Nothing of HTTP: tests and the integration port call it as the web does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError

from pileus.manager.http.binding import bind
from pileus.manager.kernel import log
from pileus.manager.kernel.authentication import Gate
from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.clock import Clock
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.database import Database, gave_way
from pileus.manager.kernel.declare import Page, Params, Started, View
from pileus.manager.kernel.errors import ApiError, BadParameter, Conflict, Draining, Internal, NotAllowed, NotFound, Unauthenticated
from pileus.manager.kernel.events import EventLog, Happened
from pileus.manager.kernel.ids import new_id
from pileus.manager.kernel.machines import Machines, NoMachines
from pileus.manager.kernel.registry import COMMANDS, Command
from pileus.manager.kernel.roles import ANYONE
from pileus.manager.kernel.seal import Sealer
from pileus.manager.kernel.settings import SettingValues
from pileus.manager.system import jobs, remarks

CREDENTIALS = frozenset({"apikey", "userapikey", "signature", "signatureversion", "expires", "sessionkey", "password", "_"})
"""Parameters that say who calls, not what is wanted; no record keeps them."""

TRIES = 5
"""How often a call is begun whose transaction has to give way to another."""

NEVER_BEGAN = (BadParameter, NotFound, Draining)
"""Refusals of calls that did not come to what they ask for."""

logger = log.get(__name__)


@dataclass(frozen=True)
class Request:
    """A call whose caller is known."""

    command: str
    parameters: Mapping[str, str] = field(repr=False)
    caller: Caller | None
    peer: str = "127.0.0.1"
    origin: str = ""


@dataclass(frozen=True)
class Answer:
    """What a command answered, and to whom: how it is written depends on both."""

    command: Command
    value: View | Page[Any] | Started[Any]
    caller: Caller | None


class Dispatcher:
    """Runs commands. `call` may be used from any thread; it raises ApiError and nothing else."""

    def __init__(
        self,
        db: Database,
        *,
        clock: Clock,
        settings: SettingValues,
        sealer: Sealer,
        gate: Gate,
        events: EventLog,
        machines: Machines | None = None,
    ) -> None:
        self.db = db
        self.settings = settings
        self.clock = clock
        self._sealer = sealer
        self._gate = gate
        self._events = events
        self._machines = machines or NoMachines()

    def call(self, request: Request) -> Answer:
        """Runs one command in one transaction."""
        caller = request.caller
        account = caller.account_name if caller else None
        with structlog.contextvars.bound_contextvars(command=request.command, account=account):
            try:
                return self._call(*self._admitted(request))
            except ApiError:
                raise
            except Exception as error:
                incident = new_id()
                logger.exception("command failed unforeseen", incident=incident)
                raise Internal(
                    f"{request.command} failed unforeseen ({type(error).__name__}: {error}); the manager's log tells more under {incident}",
                    public=f"{request.command} failed by a fault of the server; tell your administrator the number {incident}",
                ) from error

    def _admitted(self, request: Request) -> tuple[Command, Request]:
        """The command, if the caller may call it, with the caller as it may. An unknown one and a forbidden one are not told apart."""
        command = COMMANDS.get(request.command)
        if command is not None and command.access == ANYONE:
            return command, request
        if request.caller is None:
            raise Unauthenticated
        if command is not None:
            with self.db.read() as db:
                if self._gate.allows(db, request.caller, command):
                    named = next((text for name, text in request.parameters.items() if name.lower() == "projectid"), None)
                    caller = self._gate.within_projects(db, request.caller, command, named)
                    return command, request if caller is request.caller else replace(request, caller=caller)
        account = request.caller.account_name
        raise NotAllowed(
            f"The API [{request.command}] does not exist or is not available for the account {account}; listApis tells which are"
        )

    def _call(self, command: Command, request: Request) -> Answer:
        parameters = bind(command, request.parameters, request.caller.role_type if request.caller else None)
        try:
            return self._tried(command, request, parameters)
        except Exception as error:
            self._record_refusal(command, request, error)
            raise

    def _tried(self, command: Command, request: Request, parameters: Params) -> Answer:
        """Runs the command, from the start again while its transaction has to give way to another."""
        tries = 1
        while True:
            try:
                return self._ran(command, request, parameters)
            except OperationalError as error:
                if not gave_way(error):
                    raise
                if tries == TRIES:
                    raise Conflict("what this call works on is being changed by other calls at the same time; repeat it") from error
                logger.info("the call gave way to another and begins anew", tries=tries)
                tries += 1

    def _ran(self, command: Command, request: Request, parameters: Params) -> Answer:
        with self.db.write() if command.writes else self.db.read() as db:
            ctx = Ctx(
                db=db,
                caller=request.caller,
                command=command,
                clock=self.clock,
                settings=self.settings,
                sealer=self._sealer,
                gate=self._gate,
                machines=self._machines,
                peer=request.peer,
                origin=request.origin,
                raw=_kept(command, request.parameters),
            )
            value = command.run(ctx, parameters)
            jobs.note(ctx, value)
            if command.writes:
                ctx.save()
                self._record(ctx, value)
            remarks.show(ctx, value, icons=getattr(parameters, "show_icon", False))
        self._after_commit(ctx)
        return Answer(command, value, request.caller)

    def _record(self, ctx: Ctx, value: Any) -> None:
        """The event of a synchronous command, in its own transaction. Jobs write theirs as they go."""
        command = ctx.command
        if command.event is None or command.is_async:
            return
        entity_id = ctx.told.entity_id or getattr(value, "id", None)
        about = f" {entity_id}" if entity_id else ""
        self._events.completed(
            ctx.db,
            Happened(
                type=command.event,
                description=ctx.told.description or f"Successfully completed {command.name}{about}",
                user_id=ctx.caller.user_id,
                account_id=ctx.told.account_id or ctx.caller.account_id,
                domain_id=ctx.told.domain_id or ctx.caller.domain_id,
                entity=command.entity,
                entity_id=entity_id,
            ),
        )

    def _record_refusal(self, command: Command, request: Request, error: Exception) -> None:
        """The event of a call that did not do its work, of the caller's account.

        As in CloudStack, a call whose parameters could not be read, or name nothing, leaves none.
        """
        caller = request.caller
        if command.event is None or caller is None or isinstance(error, NEVER_BEGAN):
            return
        text = error.told(full=caller.is_root) if isinstance(error, ApiError) else "a fault of the server, which its log tells more of"
        happened = Happened(
            type=command.event,
            description=f"Error while running {command.name}: {text}",
            user_id=caller.user_id,
            account_id=caller.account_id,
            domain_id=caller.domain_id,
            entity=command.entity,
        )
        try:
            with self.db.write() as db:
                self._events.refused(db, happened)
        except Exception:
            logger.exception("the event of a refusal could not be written", refusal=text)

    def _after_commit(self, ctx: Ctx) -> None:
        """What waits for the commit. Its failure is not the call's: what was written stands, and sweepers take care of it."""
        try:
            ctx.committed()
        except Exception:
            logger.exception("work after the commit failed")


def _kept(command: Command, sent: Mapping[str, str]) -> dict[str, str]:
    """Parameters as sent, less credentials and secrets."""

    def secret(name: str) -> bool:
        base = name.split("[", 1)[0].lower()
        declared = command.by_wire.get(base)
        return base in CREDENTIALS or (declared is not None and declared.secret)

    return {name: text for name, text in sent.items() if not secret(name)}
