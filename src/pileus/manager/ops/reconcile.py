"""Reconcilers: what compares rows and world every so often and puts right what differs. No input, safe to repeat."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pileus.manager.kernel import log
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.ids import new_id
from pileus.manager.kernel.settings import SettingValues
from pileus.manager.ops.declare import Drivers, enter, name_of

BREATH_SECONDS = 0.5
"""Between two runs of one reconciler: busy times signal a hundred times a second, and one run does for many signals."""

LOOK_SECONDS = 5.0
"""How often a reconciler whose pause is a setting looks whether it was changed."""

logger = log.get(__name__)


@dataclass
class Report:
    """What a reconciler found. Each line names the object and what was wrong or done."""

    repaired: list[str] = field(default_factory=list[str])
    wrong: list[str] = field(default_factory=list[str])
    """What it could not put right; the next run tries again."""


Reconcile = Callable[[Database, Drivers], Report]
Pause = Callable[[SettingValues], float]
"""Seconds between two runs, as the settings say now."""


@dataclass(frozen=True)
class Reconciler:
    """A declared reconciler."""

    name: str
    run: Reconcile
    every: float | Pause
    also_on: frozenset[str]

    def pause(self, settings: SettingValues) -> float:
        """Seconds between two runs, as it stands now."""
        return self.every(settings) if callable(self.every) else self.every


RECONCILERS: dict[str, Reconciler] = {}


def reconciler(*, every: float | Pause, also_on: tuple[str, ...] = ()) -> Callable[[Reconcile], Reconcile]:
    """Registers `(db, drivers) -> Report`, run by the leading manager at its start, every so many seconds, and soon after a signal.

    `every` is a number, or reads it from the settings; a change of these counts within LOOK_SECONDS.
    A signal is the type of a changed row (a model's `__change__`) or a name given to `Engine.signal`. `drivers.key` is new for each run;
    effects add the object's id to it. Runs of one reconciler never overlap.
    """

    def declare(run: Reconcile) -> Reconcile:
        name = name_of(run)
        enter(RECONCILERS, name, Reconciler(name, run, every, frozenset(also_on)))
        return run

    return declare


class Runner:
    """Runs the registered reconcilers, each in a thread of its own."""

    def __init__(self, db: Database, drivers: Callable[[str], Drivers], leads: Callable[[], bool], stopping: threading.Event) -> None:
        self._db = db
        self._drivers = drivers
        self._leads = leads
        self._stopping = stopping
        self._due = {name: threading.Event() for name in RECONCILERS}
        self._locks = {name: threading.Lock() for name in RECONCILERS}

    def loops(self) -> dict[str, Callable[[], None]]:
        """What the threads run, by name."""
        return {f"reconciler-{declared.name}": lambda declared=declared: self._loop(declared) for declared in RECONCILERS.values()}

    def signal(self, *names: str) -> None:
        """Makes the reconcilers that wait for one of these signals due."""
        for declared in RECONCILERS.values():
            if not declared.also_on.isdisjoint(names) and declared.name in self._due:
                self._due[declared.name].set()

    def stop(self) -> None:
        """Wakes every loop, so that it sees the end."""
        for due in self._due.values():
            due.set()

    def run(self, name: str) -> Report:
        """Runs one now, here, after a run that is under way."""
        with self._locks[name]:
            report = RECONCILERS[name].run(self._db, self._drivers(f"reconcile/{new_id()}"))
        if report.repaired or report.wrong:
            logger.info("reconciled", reconciler=name, repaired=report.repaired, wrong=report.wrong)
        return report

    def _loop(self, declared: Reconciler) -> None:
        due = self._due[declared.name]
        while not self._stopping.is_set():
            due.clear()
            if self._leads():
                self._try(declared)
            if self._stopping.wait(BREATH_SECONDS):
                return
            self._rest(declared, due)

    def _rest(self, declared: Reconciler, due: threading.Event) -> None:
        """Waits until the reconciler is due again."""
        if not callable(declared.every):
            due.wait(declared.every if self._leads() else 1.0)
            return
        began = time.monotonic()
        settings = self._drivers("pause").settings
        if not self._leads():
            due.wait(1.0)
        while self._leads() and (left := began + declared.pause(settings) - time.monotonic()) > 0:
            if due.wait(min(left, LOOK_SECONDS)):
                return

    def _try(self, declared: Reconciler) -> Any:
        try:
            self.run(declared.name)
        except Exception:
            if not self._stopping.is_set():
                logger.exception("reconciler failed; it runs again when it is due", reconciler=declared.name)
