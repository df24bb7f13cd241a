"""Reconcilers: when they run, that they never overlap, and the invariant that nothing is stuck."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dbos import DBOS
from sqlalchemy import delete
from tests.ops.faults import Trial, engine_of
from tests.ops.toys import ACCOUNT, toy_trial

from pileus.manager import ops
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.ids import new_id
from pileus.manager.model.account import Account
from pileus.manager.model.event import Event, EventState
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.job import Job, JobState
from pileus.manager.model.storage import Volume, VolumeState
from pileus.manager.ops.declare import name_of
from pileus.manager.ops.reconcile import RECONCILERS, Reconciler, Runner


class Watched:
    """A reconciler that counts its runs, and notices when one begins within another."""

    def __init__(self) -> None:
        self.runs = 0
        self.overlapped = False
        self.ran = threading.Condition()
        self._busy = threading.Lock()

    def __call__(self) -> ops.Report:
        if not self._busy.acquire(blocking=False):
            self.overlapped = True
            return ops.Report()
        with self.ran:
            self.runs += 1
            self.ran.notify_all()
            self.ran.wait(0.01)  # long enough for another to get in between
        self._busy.release()
        return ops.Report()

    def await_runs(self, wanted: int) -> bool:
        with self.ran:
            return self.ran.wait_for(lambda: self.runs >= wanted, 10)


@pytest.fixture
def trial(url: str, tmp_path: Path) -> Iterator[Trial]:
    with toy_trial(tmp_path, url) as made:
        yield made


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Watched, Callable[[Database, ops.Drivers], ops.Report]]]:
    """One reconciler, and no other."""
    before = dict(RECONCILERS)
    RECONCILERS.clear()
    counter = Watched()

    @ops.reconciler(every=3600, also_on=("Account",))
    def watch(db: Database, to: ops.Drivers) -> ops.Report:
        del db, to
        return counter()

    yield counter, watch
    RECONCILERS.clear()
    RECONCILERS.update(before)


def drivers_of(trial: Trial) -> Callable[[str], ops.Drivers]:
    """What the engine gives to reconcilers."""

    def drivers(key: str) -> ops.Drivers:
        return ops.Drivers(trial.hosts, key, trial.db.read, trial.sealer, trial.clock, trial.settings)

    return drivers


def test_it_runs_at_the_start_on_demand_and_on_its_signal(
    trial: Trial, tmp_path: Path, watched: tuple[Watched, Callable[[Database, ops.Drivers], ops.Report]]
) -> None:
    counter, watch = watched
    engine = ops.Engine(trial.db, trial.hosts, trial.settings, trial.sealer, trial.clock, tmp_path / "executor", workers=1)
    engine.launch()
    engine.watch()
    try:
        assert counter.await_runs(1)
        engine.reconcile(watch)
        assert counter.await_runs(2)
        engine.signal("something else")
        engine.signal("Account")
        assert counter.await_runs(3)
        with trial.db.write() as session:
            session.get_one(Account, ACCOUNT).network_domain = "changed"
        assert counter.await_runs(4)
    finally:
        engine.stop()


def test_only_the_leader_runs_them(trial: Trial, watched: tuple[Watched, Callable[[Database, ops.Drivers], ops.Report]]) -> None:
    counter, _ = watched
    leads, stopping = threading.Event(), threading.Event()

    runner = Runner(trial.db, drivers_of(trial), leads.is_set, stopping)
    threads = [threading.Thread(target=loop) for loop in runner.loops().values()]
    for thread in threads:
        thread.start()
    runner.signal("Account")
    assert counter.runs == 0
    leads.set()
    assert counter.await_runs(1)
    stopping.set()
    runner.stop()
    for thread in threads:
        thread.join(10)


def test_a_pause_that_is_read_anew_counts_while_it_lasts(
    trial: Trial, watched: tuple[Watched, Callable[[Database, ops.Drivers], ops.Report]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pileus.manager.ops.reconcile.LOOK_SECONDS", 0.02)
    _, watch = watched
    pause = {"seconds": 3600.0}
    counter, name = Watched(), name_of(watch)

    def run(db: Database, to: ops.Drivers) -> ops.Report:
        del db, to
        return counter()

    RECONCILERS[name] = Reconciler(name, run, lambda _: pause["seconds"], frozenset())
    stopping = threading.Event()
    runner = Runner(trial.db, drivers_of(trial), lambda: True, stopping)
    [loop] = runner.loops().values()
    thread = threading.Thread(target=loop)
    thread.start()
    assert counter.await_runs(1)
    pause["seconds"] = 0.0
    assert counter.await_runs(2)
    stopping.set()
    runner.stop()
    thread.join(10)


def test_runs_of_one_reconciler_do_not_overlap(
    trial: Trial, watched: tuple[Watched, Callable[[Database, ops.Drivers], ops.Report]]
) -> None:
    counter, watch = watched
    runner = Runner(trial.db, drivers_of(trial), lambda: True, threading.Event())
    threads = [threading.Thread(target=runner.run, args=(name_of(watch),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (counter.runs, counter.overlapped) == (8, False)


def test_a_job_whose_workflow_is_over_is_ended(trial: Trial, tmp_path: Path) -> None:
    engine = engine_of(trial, tmp_path)
    engine.launch()
    try:
        job = engine.wait(trial.start())
        DBOS.retrieve_workflow(job.id).get_result()
        with trial.db.write() as session:
            session.get_one(Job, job.id).state = JobState.RUNNING
            session.execute(delete(Event).where(Event.state == EventState.COMPLETED))
        trial.clock.turn(minutes=1)
        assert len(engine.reconcile(ops.end_jobs).repaired) == 1
        assert engine.wait(job.id).state is JobState.FAILED
        assert engine.reconcile(ops.end_jobs).repaired == []
    finally:
        engine.stop()


def test_records_of_old_jobs_go_and_their_rows_stay(trial: Trial, tmp_path: Path) -> None:
    engine = engine_of(trial, tmp_path)
    engine.launch()
    try:
        job = engine.wait(trial.start())
        DBOS.retrieve_workflow(job.id).get_result()
        engine.reconcile(ops.forget)
        assert len(DBOS.list_workflows()) == 1
        trial.clock.turn(hours=2)
        engine.reconcile(ops.forget)
        assert DBOS.list_workflows() == []
        assert engine.wait(job.id).state is JobState.DONE
        trial.clock.turn(days=1)
        engine.reconcile(ops.forget)
        with trial.db.read() as session:
            assert session.get(Job, job.id) is None
    finally:
        engine.stop()


def test_nothing_stays_held_by_a_job_that_is_gone(trial: Trial, tmp_path: Path) -> None:
    engine = engine_of(trial, tmp_path)
    engine.launch()
    try:
        with trial.db.write() as session:
            zone = Zone(name="z")
            session.add(zone)
            session.flush()
            volume = Volume(account_id=ACCOUNT, zone_id=zone.id, name="v", size=1, state=VolumeState.READY, operation_id=new_id())
            session.add(volume)
        found = engine.reconcile(ops.settle).repaired
        assert len(found) == 1
        assert volume.id in found[0]
        with trial.db.read() as session:
            assert session.get_one(Volume, volume.id).operation_id is None
        assert engine.reconcile(ops.settle).repaired == []
    finally:
        engine.stop()
