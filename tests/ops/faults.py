"""Fault tests, generated from the registry: every step of every operation, killed, failed, run twice, undone twice.

A scenario sets a world up, starts one operation in it, and compares rows and world afterwards. It stands in `tests/ops/scenarios`:

    @scenario(power.start)
    def start_a_stopped_instance(folder: Path, url: str) -> Generator[Trial]:
        ...
        yield Trial(db=..., hosts=..., settings=..., sealer=..., clock=..., start=..., check=...)

The harness runs it once for each step and fault, with an engine of its own; a kill ends that engine in the middle, and a new one goes
on from the same database. An operation with branches has a scenario for each.
"""

import importlib
import pkgutil
import sqlite3
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from psycopg.errors import SerializationFailure
from sqlalchemy.exc import OperationalError
from tests.ops import quick

from pileus.manager import ops
from pileus.manager.drivers.hosts import Hosts
from pileus.manager.kernel.clock import TurnedClock
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.errors import Unavailable
from pileus.manager.kernel.seal import Sealer
from pileus.manager.kernel.settings import Scope, Setting, SettingValues, T
from pileus.manager.model.job import Job, JobState
from pileus.manager.ops.declare import Effect
from pileus.manager.ops.records import Interrupted
from pileus.manager.ops.run import UNDO_PATIENCE, Point

PLANTED = "a planted fault"
LIMIT = 30.0


class Fault(StrEnum):
    """What happens at a step."""

    KILLED_BEFORE = "killed-before"
    KILLED_AFTER = "killed-after"
    """Its work is done, the engine has no record of it yet."""
    FAILED = "failed"
    """It had done its work when it failed: a transaction is rolled back, an effect has happened."""
    RUN_TWICE = "run-twice"
    """An effect is done twice; a transaction is rolled back at its end and begun anew."""
    UNDONE_TWICE = "undone-twice"
    """It fails, and every undo runs twice."""
    KILLED_IN_UNDO = "killed-in-undo"
    """It fails, and the manager is killed when the first undo has done its work."""


ENDS_WELL = {Fault.KILLED_BEFORE, Fault.KILLED_AFTER, Fault.RUN_TWICE}


@dataclass(frozen=True)
class Trial:
    """One prepared world."""

    db: Database
    hosts: Hosts
    settings: SettingValues
    sealer: Sealer
    clock: TurnedClock
    start: Callable[[], str]
    """Asks for the operation, as a command does, and answers the job's id."""
    check: Callable[[Job], None]
    """The ledger: compares rows with world, both ways, after the job has ended."""


SetUp = Callable[[Path, str], Generator[Trial]]


@dataclass(frozen=True)
class Scenario:
    """A world for one operation."""

    name: str
    operation: ops.Operation
    set_up: Callable[[Path, str], Any]


SCENARIOS: dict[str, Scenario] = {}


def scenario(operation: ops.Operation) -> Callable[[SetUp], SetUp]:
    """Registers a generator function that is given a folder and an empty database's URL, and yields one Trial."""

    def register(set_up: SetUp) -> SetUp:
        name = f"{operation.key}/{set_up.__name__}"
        if name in SCENARIOS:
            raise TypeError(f"scenario {name} is declared twice")
        SCENARIOS[name] = Scenario(name, operation, contextmanager(set_up))
        return set_up

    return register


def import_scenarios() -> None:
    """Imports every module of scenarios."""
    folder = Path(__file__).parent / "scenarios"
    for module in pkgutil.iter_modules([str(folder)]):
        importlib.import_module(f"tests.ops.scenarios.{module.name}")


class Crash(Interrupted):
    """The manager is gone from one moment to the next."""

    again = False


@dataclass
class Injector:
    """Does one fault to one step."""

    fault: Fault
    number: int
    fired: threading.Event = field(default_factory=threading.Event)
    crashed: threading.Event = field(default_factory=threading.Event)
    tried: int = 0

    def before(self, at: Point) -> None:
        if self._here(at) and self.fault is Fault.KILLED_BEFORE:
            self._crash()

    def twice(self, at: Point) -> bool:
        if at.undo:
            return self.fault is Fault.UNDONE_TWICE
        if self._here(at) and self.fault is Fault.RUN_TWICE and isinstance(at.part, Effect):
            self.fired.set()
            return True
        return False

    def done(self, at: Point) -> None:
        if not self._here(at):
            return
        if self.fault in (Fault.FAILED, Fault.UNDONE_TWICE, Fault.KILLED_IN_UNDO):
            self.fired.set()
            raise Unavailable(PLANTED)
        if self.fault is Fault.RUN_TWICE and not isinstance(at.part, Effect) and not self.fired.is_set():
            self.fired.set()
            raise again(at)

    def committed(self, at: Point) -> None:
        killed = self._here(at) and self.fault is Fault.KILLED_AFTER
        if killed or (at.undo and self.fault is Fault.KILLED_IN_UNDO and not self.crashed.is_set()):
            self._crash()

    def _here(self, at: Point) -> bool:
        return at.number == self.number and not at.undo

    def _crash(self) -> None:
        self.fired.set()
        self.crashed.set()
        raise Crash


def again(at: Point) -> OperationalError:
    """What a database says when a transaction must be begun anew: SQLite's word and PostgreSQL's."""

    class Both(SerializationFailure, sqlite3.OperationalError):
        """Either driver's."""

    return OperationalError(f"planted at {at.part.name}", None, Both("database is locked"))


class Hasty:
    """Settings by which undoing does not wait long for a host, unless a test says how long."""

    def __init__(self, settings: SettingValues) -> None:
        self._settings = settings

    def changed(self) -> None:
        """Told on."""
        self._settings.changed()

    def get(self, wanted: Setting[T], *, scope: Scope = Scope.GLOBAL, of: str | None = None) -> T:
        value = self._settings.get(wanted, scope=scope, of=of)
        return wanted.type(2) if wanted.name == UNDO_PATIENCE.name and value == wanted.default else value


def engine_of(trial: Trial, folder: Path, injector: Injector | None = None) -> ops.Engine:
    """An engine as the tests want it: quick to recover, with no reconciler at work by itself."""
    engine = ops.Engine(
        trial.db, trial.hosts, Hasty(trial.settings), trial.sealer, trial.clock, folder / "executor",
        workers=2, faults=injector,
    )  # fmt: skip
    quick.recovery()
    return engine


def run_trial(declared: Scenario, fault: Fault, number: int, folder: Path, url: str) -> None:
    """One cell of the matrix."""
    with declared.set_up(folder, url) as trial:
        injector = Injector(fault, number)
        engine = engine_of(trial, folder, injector)
        try:
            engine.launch()
            job_id = trial.start()
            _until_over(engine, job_id, injector)
            if injector.crashed.is_set():
                engine.stop(drain=5.0)
                engine = engine_of(trial, folder)
                engine.launch()
            job = engine.wait(job_id, LIMIT)
        finally:
            engine.stop(drain=5.0)
        assert injector.fired.is_set(), f"step {number} of {declared.operation.key} never ran: add a scenario that takes this branch"
        wanted = JobState.DONE if fault in ENDS_WELL else JobState.FAILED
        assert job.state is wanted, f"{job.state}: {job.error}"
        if wanted is JobState.FAILED:
            assert PLANTED in (job.error or "")
        trial.check(job)


def _until_over(engine: ops.Engine, job_id: str, injector: Injector) -> None:
    end = time.monotonic() + LIMIT
    while not injector.crashed.is_set():
        try:
            engine.wait(job_id, 0.05)
        except TimeoutError:
            if time.monotonic() > end:
                raise
        else:
            return
