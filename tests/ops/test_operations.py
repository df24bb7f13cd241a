"""Jobs from the call to the end: progress, events, results, refusals, cancelling, restarts."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import func, select, text
from tests.ops.faults import Trial, engine_of
from tests.ops.toys import ACCOUNT, BOX, Box, BoxState, Counter, Defaults, Shelf, pack, starter, toy_trial

from pileus.manager import ops
from pileus.manager.kernel.clock import TurnedClock
from pileus.manager.kernel.ids import new_id
from pileus.manager.model.cleanup import Cleanup
from pileus.manager.model.event import Event, EventLevel, EventState
from pileus.manager.model.job import Job, JobState
from pileus.manager.ops.run import UNDO_PATIENCE, Point


class Gate:
    """Holds a run before a step until it is opened."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.reached = threading.Event()
        self.open = threading.Event()

    def before(self, at: Point) -> None:
        if at.number == self.number and not at.undo:
            self.reached.set()
            assert self.open.wait(30)

    def twice(self, at: Point) -> bool:
        del at
        return False

    def done(self, at: Point) -> None:
        """Nothing."""

    def committed(self, at: Point) -> None:
        """Nothing."""


@dataclass
class Workshop:
    """A toy world with its engine."""

    trial: Trial
    folder: Path
    engine: ops.Engine

    @property
    def shelf(self) -> Shelf:
        return cast("Shelf", self.trial.hosts)

    @property
    def clock(self) -> TurnedClock:
        return self.trial.clock

    def pack(self) -> Job:
        return self.engine.wait(self.trial.start())

    def restart(self) -> None:
        self.engine.stop()
        self.engine = engine_of(self.trial, self.folder)
        self.engine.launch()

    def box(self, id: str = BOX) -> Box:
        with self.trial.db.read() as session:
            return session.get_one(Box, id)

    def job(self, id: str) -> Job:
        with self.trial.db.read() as session:
            return session.get_one(Job, id)

    def packed(self) -> int:
        with self.trial.db.read() as session:
            return session.get_one(Counter, "packed").value


Open = Callable[..., Workshop]


@pytest.fixture
def opened(url: str, tmp_path: Path) -> Iterator[Open]:
    """Opens workshops, with or without a gate."""
    with ExitStack() as stack:
        shops: list[Workshop] = []

        def open_one(gate: Gate | None = None) -> Workshop:
            trial = stack.enter_context(toy_trial(tmp_path, url))
            engine = engine_of(trial, tmp_path, gate)  # pyright: ignore[reportArgumentType]
            engine.launch()
            shops.append(Workshop(trial, tmp_path, engine))
            return shops[-1]

        yield open_one
        for shop in shops:
            shop.engine.stop()


def test_a_job_ends_with_its_result_and_full_progress(opened: Open) -> None:
    shop = opened()
    job = shop.pack()
    assert (job.state, job.step, job.steps) == (JobState.DONE, 5, 5)
    assert ops.result_of(job, shop.trial.sealer) == {"id": BOX, "state": "Packed", "code": "the code of the lock"}


def test_a_result_with_a_secret_lies_sealed_in_every_table(opened: Open) -> None:
    shop = opened()
    job = shop.pack()
    assert job.sealed
    assert "the code of the lock" not in (job.result or "")
    with shop.trial.db.read() as session:
        if shop.trial.db.is_sqlite:
            tables = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        else:
            tables = session.scalars(
                text("SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('public', 'dbos')")
            ).all()
        everything = [str(row) for table in tables if "toy_box" not in table for row in session.execute(text(f"SELECT * FROM {table}"))]
    assert any(job.id in row for row in everything)
    assert not any("the code of the lock" in row for row in everything)


def test_a_job_leaves_three_events_that_name_the_first(opened: Open) -> None:
    shop = opened()
    job = shop.pack()
    with shop.trial.db.read() as session:
        events = {event.state: event for event in session.scalars(select(Event))}
    assert {state: event.description for state, event in events.items()} == {
        EventState.SCHEDULED: "Scheduled async job for packing a box",
        EventState.STARTED: "Starting job for packing a box",
        EventState.COMPLETED: "Successfully completed packing a box",
    }
    first = events[EventState.SCHEDULED]
    assert {event.parent_id for event in events.values()} == {None, first.id}
    assert first.parent_id is None
    assert {(event.type, event.entity, event.entity_id) for event in events.values()} == {("BOX.PACK", "Box", job.instance_id)}


def test_a_refusal_keeps_its_number_and_text(opened: Open) -> None:
    shop = opened()
    shop.pack()
    job = shop.pack()
    assert job.state is JobState.FAILED
    assert (job.error_status, job.error_number) == (431, 4350)
    assert job.error == f"box {BOX} is Packed, which does not allow pack; possible from here: nothing"
    with shop.trial.db.read() as session:
        worst = session.scalars(select(Event).where(Event.level == EventLevel.ERROR)).one()
    assert worst.description == f"Error while packing a box: {job.error}"
    assert shop.packed() == 1


def test_a_host_that_comes_back_in_time_is_no_failure(opened: Open) -> None:
    shop = opened()
    shop.shelf.failures_left = 2
    job = shop.pack()
    assert job.state is JobState.DONE
    shop.trial.check(job)


def test_what_no_host_can_undo_stays_held_until_it_can(opened: Open) -> None:
    gate = Gate(4)
    shop = opened(gate)
    job_id = shop.trial.start()
    assert gate.reached.wait(30)
    shop.shelf.away = True
    gate.open.set()
    job = shop.engine.wait(job_id, 60)
    assert job.state is JobState.FAILED
    assert job.error_status == 534
    assert shop.box().state == BoxState.BROKEN, "the mark gives nothing away, so it does not wait"
    assert shop.packed() == 1, "the place stays taken while the box may stand there"
    assert shop.engine.reconcile(ops.clean_up).wrong == []
    shop.clock.turn(minutes=1)
    assert len(shop.engine.reconcile(ops.clean_up).wrong) == 1
    shop.shelf.away = False
    shop.clock.turn(minutes=10)
    assert shop.engine.reconcile(ops.clean_up).wrong == []
    assert (shop.packed(), shop.shelf.boxes) == (0, {})
    with shop.trial.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Cleanup)) == 0


def test_how_long_an_undo_tries_may_be_changed_while_it_does(opened: Open) -> None:
    gate = Gate(4)
    shop = opened(gate)
    values = cast("Defaults", shop.trial.settings).values
    values[UNDO_PATIENCE.name] = 3600
    job_id = shop.trial.start()
    assert gate.reached.wait(30)
    shop.shelf.away = True
    gate.open.set()
    assert shop.shelf.taken_in_vain.wait(30)
    values[UNDO_PATIENCE.name] = 0
    assert shop.engine.wait(job_id, 60).state is JobState.FAILED
    assert shop.packed() == 1


def test_a_cancelled_job_undoes_what_it_did(opened: Open) -> None:
    gate = Gate(3)
    shop = opened(gate)
    job_id = shop.trial.start()
    assert gate.reached.wait(30)
    assert shop.engine.cancel(job_id)
    gate.open.set()
    job = shop.engine.wait(job_id)
    assert job.state is JobState.FAILED
    assert "cancelled before toys.label" in (job.error or "")
    shop.trial.check(job)
    assert not shop.engine.cancel(job_id), "it has ended"


def test_stopping_lets_a_step_finish_and_the_next_start_goes_on(opened: Open) -> None:
    gate = Gate(3)
    shop = opened(gate)
    job_id = shop.trial.start()
    assert gate.reached.wait(30)
    threading.Timer(0.2, gate.open.set).start()
    shop.restart()
    job = shop.engine.wait(job_id)
    assert job.state is JobState.DONE
    shop.trial.check(job)


def test_a_job_whose_start_was_lost_is_taken_up_at_the_next_launch(opened: Open) -> None:
    shop = opened()
    shop.engine.stop()
    job_id = starter(shop.trial.db, shop.clock)()
    with shop.trial.db.write() as session:
        session.get_one(Job, job_id).manager = shop.engine.executor_id
    shop.restart()
    assert shop.engine.wait(job_id).state is JobState.DONE


def test_jobs_of_a_manager_that_forgot_its_name_are_not_lost(opened: Open) -> None:
    shop = opened()
    shop.engine.stop()
    job_id = starter(shop.trial.db, shop.clock)()
    with shop.trial.db.write() as session:
        session.get_one(Job, job_id).manager = new_id()
    shop.restart()
    shop.engine.take_over()
    assert shop.engine.wait(job_id).state is JobState.DONE


def test_a_rolled_back_call_starts_nothing(opened: Open) -> None:
    shop = opened()
    with shop.trial.db.write() as session:
        ops.begin(session, pack, BOX, about=("Box", BOX), account_id=ACCOUNT, clock=shop.clock)
        session.rollback()
    job = shop.pack()
    with shop.trial.db.read() as session:
        assert session.scalars(select(Job.id)).all() == [job.id]


def test_an_object_is_held_by_one_job_at_a_time(opened: Open) -> None:
    gate = Gate(3)
    shop = opened(gate)
    first = shop.trial.start()
    assert gate.reached.wait(30)
    with shop.trial.db.write() as session:
        session.get_one(Box, BOX).state = BoxState.EMPTY
    second = shop.engine.wait(shop.trial.start())
    assert f"is held by another running job ({first})" in (second.error or "")
    with shop.trial.db.write() as session:
        session.get_one(Box, BOX).state = BoxState.PACKING
    gate.open.set()
    assert shop.engine.wait(first).state is JobState.DONE


def test_two_managers_may_not_share_a_name(opened: Open) -> None:
    shop = opened()
    with pytest.raises(RuntimeError, match="in use by another running manager"):
        engine_of(shop.trial, shop.folder)


def test_many_jobs_at_once_all_end(opened: Open) -> None:
    shop = opened()
    ids = [new_id() for _ in range(20)]
    with shop.trial.db.write() as session:
        session.add_all([Box(id=id) for id in ids])
    jobs = [starter(shop.trial.db, shop.clock, id)() for id in ids]
    assert {shop.engine.wait(job, 60).state for job in jobs} == {JobState.DONE}
    assert shop.packed() == len(ids)
    assert len(shop.shelf.boxes) == 2 * len(ids)


def test_a_manager_that_was_held_up_leaves_a_job_that_another_has_taken(opened: Open) -> None:
    gate = Gate(3)
    shop = opened(gate)
    job_id = shop.trial.start()
    assert gate.reached.wait(30)
    with shop.trial.db.write() as session:
        session.get_one(Job, job_id).manager = "another"
    gate.open.set()
    shop.engine.stop()
    assert list(shop.shelf.boxes) == [BOX], "the step it was in is done; the next one is no longer its own"
    assert shop.job(job_id).state is JobState.RUNNING
