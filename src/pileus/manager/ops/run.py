"""Running one operation: its steps and effects through the engine, its unwinding, and the end of its job."""

import functools
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ParamSpec, Protocol, TypeVar, cast

import msgspec
import structlog
from dbos import DBOS, SQLAlchemyDatasource, error as dbos_error
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from pileus.manager.drivers.hosts import Hosts
from pileus.manager.kernel import log
from pileus.manager.kernel.clock import Clock
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.seal import Sealer
from pileus.manager.kernel.settings import SettingValues, number
from pileus.manager.ops import ending
from pileus.manager.ops.declare import Drivers, Effect, Operation, OpId, Part
from pileus.manager.ops.ending import Done
from pileus.manager.ops.records import Failure, Interrupted, StepFailed, failure_of
from pileus.manager.ops.storage import isolation_of

UNDO_PATIENCE = number("pileus.undo.patience", 60, "Seconds that undoing goes on trying to reach a host before it is left to the clean-up.")

P = ParamSpec("P")
R = TypeVar("R")

logger = log.get(__name__)

PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0)
"""Seconds between tries of an effect whose host did not answer; an undo goes on with the last until its deadline."""


AT_ONCE = 2
"""Jobs that are in a transaction at the same time: more would not get done sooner by one interpreter, and calls would wait among them.
As many as there are workers may wait for their hosts."""


@dataclass(frozen=True)
class Point:
    """A place in a run: the step with this number, or its undo."""

    operation: str
    number: int
    part: Part[..., Any]
    undo: bool = False


class Faults(Protocol):
    """What tests do to a run. Each method may raise; `twice` says whether to run the function once more."""

    def before(self, at: Point) -> None:
        """Before the function, in the step's transaction if it has one."""
        ...

    def twice(self, at: Point) -> bool:
        """Whether the function runs a second time."""
        ...

    def done(self, at: Point) -> None:
        """The function ran; its transaction is not committed."""
        ...

    def committed(self, at: Point) -> None:
        """The transaction is committed, or the effect done, but the engine has no record of it yet."""
        ...


@dataclass(frozen=True)
class Runner:
    """Everything a run needs besides the operation."""

    executor_id: str
    db: Database
    datasource: SQLAlchemyDatasource
    hosts: Hosts
    clock: Clock
    sealer: Sealer
    settings: SettingValues
    stopping: threading.Event
    faults: Faults | None = None
    turns: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AT_ONCE))

    def run(self, operation: Operation, job_id: str, ids: list[str]) -> None:
        """The workflow: runs the body, unwinds it if it fails, and ends the job. Safe to run again from the start."""
        with structlog.contextvars.bound_contextvars(operation=operation.key, job=job_id):
            op = _Running(self, operation, OpId(job_id))
            try:
                operation.body(op, *ids)
            except StepFailed as failed:
                self._end_badly(op, failed.failure)
            except Exception as error:  # noqa: BLE001 - a defect in the body, too, must end its job
                self._end_badly(op, failure_of(error, operation.name, "its body"))
            else:
                with self.uninterrupted() as session:
                    ending.succeed(session, operation, job_id, ids, clock=self.clock, sealer=self.sealer)

    def _end_badly(self, op: "_Running", failure: Failure) -> None:
        logger.warning("operation unwinds", error=failure.text)
        with self.uninterrupted() as session:
            ending.note_failure(session, op.id, failure)
        left = op.unwind()
        with self.uninterrupted() as session:
            ending.fail(session, op.id, failure, left, clock=self.clock)

    @contextmanager
    def uninterrupted(self) -> Generator[Session]:
        """A write transaction whose failure by the database's fault interrupts the run instead of failing the job."""
        try:
            with self.turns, self.db.write() as session:
                yield session
        except (OperationalError, InterfaceError, StaleDataError) as fault:
            raise Interrupted from fault

    def pause(self, seconds: float) -> None:
        """Waits, unless the manager stops."""
        if self.stopping.wait(seconds):
            raise Interrupted


class _Running:
    """The `op` of one run."""

    def __init__(self, runner: Runner, operation: Operation, id: OpId) -> None:
        self._runner = runner
        self._operation = operation
        self._number = 0
        self._undos: list[Done] = []
        self.id = id

    def run(self, part: Part[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        if kwargs:
            raise TypeError(f"{self._operation.name}: give the arguments of {part.name} by position")
        self._number += 1
        done = Done(self._number, part, args)
        point = Point(self._operation.name, self._number, part)
        self._undos.append(done)
        if isinstance(part, Effect):
            value = self._engine(part.name, lambda: self._effect(point, args))
        else:
            value = self._transaction(part.name, point, lambda session: part.function(session, self.id, *args))
        return cast("R", msgspec.convert(value, type=part.returns))

    def unwind(self) -> list[Done]:
        """Undoes what was done, last first. Answers what is left for the clean-up because a host could not be reached."""
        left: list[Done] = []
        for done in reversed(self._undos):
            if done.part.undoing is None:
                continue
            if left and done.part.frees:
                left.append(done)
                continue
            try:
                self._undo(done, done.part.undoing)
            except StepFailed as failed:
                logger.error("undo failed", step=done.part.name, error=failed.failure.text)  # noqa: TRY400 - the log has its trace already
                left.append(done)
        return left

    def _undo(self, done: Done, undoing: Callable[..., None]) -> None:
        name = f"{done.part.name}:undo"
        point = Point(self._operation.name, done.number, done.part, undo=True)
        if isinstance(done.part, Effect):
            self._engine(name, lambda: self._undo_effect(point, undoing, done.arguments))
        else:
            self._transaction(name, point, lambda session: undoing(session, self.id, *done.arguments))

    def _engine(self, name: str, body: Callable[[], Any]) -> Any:
        """Runs a body as the engine's next step. Its own trouble interrupts the run; only a step's failure unwinds it."""
        if self._runner.stopping.is_set():
            raise Interrupted
        try:
            return DBOS.run_step({"name": name}, body)
        except StepFailed:
            raise
        except Exception as error:
            raise self._beyond(error) from error

    def _transaction(self, name: str, point: Point, act: Callable[[Session], Any]) -> Any:
        runner = self._runner
        if runner.stopping.is_set():
            raise Interrupted
        try:
            with runner.turns, runner.db.writer():
                options: Any = {"name": name, "isolation_level": isolation_of(runner.db)}
                return runner.datasource.run_tx_step(options, lambda: self._in_transaction(point, act))
        except StepFailed:
            raise
        except Exception as error:
            raise self._beyond(error) from error

    def _beyond(self, error: Exception) -> BaseException:
        """What an error outside of every step means: the code no longer fits the record, or the engine or database is not there."""
        if isinstance(error, dbos_error.DBOSUnexpectedStepError | dbos_error.DBOSStepNondeterminismError):
            text = f"{self._operation.name} was changed while its job ran, so the job cannot go on: {error}"
            self._undos.clear()
            return StepFailed(failure_of(InvalidValue(text), self._operation.name, "its body"))
        logger.error("operation interrupted", exc_info=error)
        return Interrupted()

    def _in_transaction(self, point: Point, act: Callable[[Session], Any]) -> Any:
        session = self._runner.datasource.sql_session()
        faults = self._runner.faults
        try:
            if not point.undo:
                self._enter(session, point)
            if faults:
                faults.before(point)
            value = act(session)
            if faults and faults.twice(point):
                act(session)
            session.flush()
            if faults:
                faults.done(point)
                sqlalchemy_event.listen(session, "after_commit", functools.partial(_committed, faults, point), once=True)
        except StaleDataError as error:
            raise _again(error) from error
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            raise StepFailed(failure_of(error, self._operation.name, point.part.name)) from error
        return msgspec.to_builtins(value)

    def _effect(self, point: Point, args: tuple[Any, ...]) -> Any:
        with self._runner.uninterrupted() as session:
            self._enter(session, point)
        to = self._drivers(f"{self.id}/{point.number}")

        def act() -> Any:
            return point.part.function(to, *args)

        return msgspec.to_builtins(self._in_world(point, act, tries=len(PAUSES) + 1))

    def _undo_effect(self, point: Point, undoing: Callable[..., None], args: tuple[Any, ...]) -> None:
        to = self._drivers(f"{self.id}/{point.number}/undo")
        self._in_world(point, lambda: undoing(to, *args), tries=None)

    def _in_world(self, point: Point, act: Callable[[], Any], *, tries: int | None) -> Any:
        """Acts on the world, again and again while it fails by a fault that may pass: so many times, or for as long as undoing may take."""
        faults, began = self._runner.faults, time.monotonic()
        tried = 0
        while True:
            tried += 1
            try:
                if faults:
                    faults.before(point)
                value = act()
                if faults and faults.twice(point):
                    act()
                if faults:
                    faults.done(point)
            except Exception as error:
                over = tried == tries if tries else time.monotonic() - began >= self._runner.settings.get(UNDO_PATIENCE)
                if over or not getattr(error, "transient", False):
                    raise StepFailed(failure_of(error, self._operation.name, point.part.name)) from error
                logger.info("the world did not answer; trying again", step=point.part.name, tried=tried, error=str(error))
                self._runner.pause(PAUSES[min(tried, len(PAUSES)) - 1])
            else:
                if faults:
                    faults.committed(point)
                return value

    def _enter(self, session: Session, point: Point) -> None:
        runner = self._runner
        ending.enter(session, self.id, point.number, point.part.name, manager=runner.executor_id, clock=runner.clock)

    def _drivers(self, key: str) -> Drivers:
        return Drivers(self._runner.hosts, key, self._runner.db.read, self._runner.sealer, self._runner.clock, self._runner.settings)


def _committed(faults: Faults, point: Point, _: Session) -> None:
    faults.committed(point)


def _again(error: StaleDataError) -> DBAPIError:
    """An error that makes the engine run the transaction again: a row was changed by somebody else meanwhile."""
    from psycopg.errors import SerializationFailure  # noqa: PLC0415 - on PostgreSQL alone

    return OperationalError(str(error), None, SerializationFailure("a row was changed meanwhile"))
