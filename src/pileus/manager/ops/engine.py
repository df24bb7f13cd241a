"""The engine of operations: one a process. Launching, taking up jobs, waiting for them, cancelling, stopping."""

import fcntl
import functools
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, cast

import msgspec
import psycopg
from dbos import DBOS, DBOSConfig, SetWorkflowID
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from pileus.manager.drivers.hosts import Hosts
from pileus.manager.kernel import log
from pileus.manager.kernel.clock import Clock
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.ids import new_id
from pileus.manager.kernel.seal import Sealer
from pileus.manager.kernel.settings import SettingValues
from pileus.manager.model.job import Job, JobState
from pileus.manager.model.membership import Member
from pileus.manager.ops import ending, held
from pileus.manager.ops.declare import OPERATIONS, Drivers, name_of
from pileus.manager.ops.members import BEAT_SECONDS, members_of
from pileus.manager.ops.outbox import CHANNEL, ENDED, Commit, Outbox, Writer
from pileus.manager.ops.reconcile import Reconcile, Report, Runner as Reconcilers
from pileus.manager.ops.records import Failure, Interrupted, JsonSerializer
from pileus.manager.ops.run import Faults, Runner
from pileus.manager.ops.storage import datasource_of, record_engine_of

WORKFLOW = "operation"
"""Name of the one workflow in the engine's records; its first argument names the operation."""

APPLICATION = "pileus"
VERSION = "1"
"""The engine's word for code that may go on with a workflow. Ours always may: operations are versioned by name."""

SQLITE_WORKERS = 4
POSTGRES_WORKERS = 12
RETRY_SECONDS = 2.0
SWEEP_SECONDS = 30.0

logger = log.get(__name__)


class Engine:
    """Runs jobs. Construct, `launch`, and in the end `stop`; a stopped engine is not launched again."""

    def __init__(
        self,
        db: Database,
        hosts: Hosts,
        settings: SettingValues,
        sealer: Sealer,
        clock: Clock,
        executor_id_path: Path,
        *,
        workers: int | None = None,
        faults: Faults | None = None,
    ) -> None:
        """`executor_id_path` keeps this manager's name in the engine's records from start to start; one process at a time may hold it."""
        self.db = db
        self.outbox = Outbox(db, clock)
        self._identity = _Identity(executor_id_path)
        self.executor_id = self._identity.id
        self._clock = clock
        self._workers = workers or (SQLITE_WORKERS if db.is_sqlite else POSTGRES_WORKERS)
        self._stopping = threading.Event()
        self._queue: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._running: set[str] = set()
        self._changed = threading.Condition()
        self._members = members_of(db, self.executor_id)
        self._reconcilers = Reconcilers(
            db, lambda key: Drivers(hosts, key, db.read, sealer, clock, settings), lambda: self._members.leads, self._stopping
        )
        self._writer = Writer(db, clock, self.executor_id)
        self._writer.listen(self._heard)
        self._runner = Runner(
            executor_id=self.executor_id,
            db=db,
            datasource=datasource_of(db),
            hosts=hosts,
            clock=clock,
            sealer=sealer,
            settings=settings,
            stopping=self._stopping,
            faults=faults,
        )

        @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=None)
        def workflow(operation: str, job_id: str, ids: list[str]) -> None:
            self._run(operation, job_id, ids)

        self._workflow = workflow
        self._dbos = DBOS(config=self._config())

    def launch(self) -> None:
        """Takes up what an earlier run left unfinished, and begins to run jobs. Reconcilers run on demand until `watch`."""
        DBOS.launch()
        self._members.beat()
        for index in range(self._workers):
            self._spawn(self._work, f"job-worker-{index}")
        self.take_over()
        self.sweep()
        self._spawn(self._beat, "members")
        if not self.db.is_sqlite:
            self._spawn(self._follow, "outbox-follower")

    def watch(self) -> None:
        """Begins to run the reconcilers: each at once, whenever it is due, and after signals."""
        for name, loop in self._reconcilers.loops().items():
            self._spawn(loop, name)

    def stop(self, drain: float = 10.0) -> None:
        """Starts nothing more and lets each job finish the step it is in, for up to `drain` seconds; the next launch goes on from there."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        for _ in range(self._workers):
            self._queue.put(None)
        self._reconcilers.stop()
        with self._changed:
            self._changed.wait_for(lambda: not self._running, drain)
        self._leave()
        for thread in self._threads:
            thread.join(1.0)
        DBOS.destroy(destroy_registry=True)
        self._writer.close()
        self._identity.release()

    def wait(self, job_id: str, timeout: float = 30.0) -> Job:
        """Waits for the end of a job and answers its row. Raises TimeoutError."""
        with self._changed:
            if self._changed.wait_for(lambda: self._job(job_id).ended is not None, timeout):
                return self._job(job_id)
        job = self._job(job_id)
        raise TimeoutError(f"job {job_id} ({job.operation}) is {job.state} at step {job.step} {job.step_name} after {timeout} s")

    def cancel(self, job_id: str) -> bool:
        """Asks a job to stop before its next step and to undo what it did; false if it has ended."""
        with self.db.write() as session:
            return ending.cancel(session, job_id)

    @property
    def leads(self) -> bool:
        """Whether this manager is the one that runs the reconcilers."""
        return self._members.leads

    def reconcile(self, run: Reconcile) -> Report:
        """Runs a reconciler now, after a run of it that is under way."""
        return self._reconcilers.run(name_of(run))

    def signal(self, *names: str) -> None:
        """Says that something happened that reconcilers may wait for."""
        self._reconcilers.signal(*names)

    def take_over(self) -> int:
        """Goes on with the work of managers that are gone; for the leader. Answers how many jobs."""
        dead = self._members.dead() if self.leads else []
        if not dead:
            return 0
        begun = [w.workflow_id for w in DBOS.list_workflows(status="PENDING", executor_id=dead, load_input=False, load_output=False)]
        if begun:
            DBOS.resume_workflows(begun)
        with self.db.write() as session:
            session.execute(update(Job).where(Job.manager.in_(dead), Job.state.not_in(held.FINAL)).values(manager=self.executor_id))
            session.execute(delete(Member).where(Member.executor_id.in_(dead)))
        logger.info("took over", managers=dead, begun=begun)
        return len(begun) + self.sweep()

    def sweep(self) -> int:
        """Takes up this manager's job rows that have no workflow: it ended between the commit and the start. Answers how many."""
        with self.db.read() as session:
            waiting = session.scalars(
                select(Job.id)
                .where(Job.state == JobState.QUEUED, Job.waits_for.is_(None), Job.manager == self.executor_id)
                .order_by(Job.created)
            ).all()
        if not waiting:
            return 0
        known = {found.workflow_id for found in DBOS.list_workflows(workflow_ids=list(waiting), load_input=False, load_output=False)}
        lost = [id for id in waiting if id not in known]
        for id in lost:
            self._queue.put(id)
        return len(lost)

    def _config(self) -> DBOSConfig:
        return {
            "name": APPLICATION,
            "system_database_engine": record_engine_of(self.db),
            "application_version": VERSION,
            "executor_id": self.executor_id,
            "serializer": JsonSerializer(),
            "max_executor_threads": self._workers,
            "notification_listener_polling_interval_sec": 0.25,
            "log_level": "WARNING",
        }

    def _beat(self) -> None:
        """Heartbeats, taking over, and sweeping, until the end."""
        swept = time.monotonic()
        while not self._stopping.wait(BEAT_SECONDS):
            try:
                self._members.beat()
                self.take_over()
                if time.monotonic() > swept + SWEEP_SECONDS and self._queue.empty():
                    swept = time.monotonic()
                    self.sweep()
                    self._resume_stranded()
            except Exception:
                if not self._stopping.is_set():
                    logger.exception("heartbeat failed; trying again")

    def _resume_stranded(self) -> None:
        """Workflows that the engine holds for running here, although nobody runs them: their thread ended before it could say so."""
        found = DBOS.list_workflows(status="PENDING", executor_id=self.executor_id, load_input=False, load_output=False)
        young = (self._clock.now().timestamp() - SWEEP_SECONDS) * 1000
        stranded = [w.workflow_id for w in found if w.workflow_id not in self._running and (w.updated_at or 0) < young]
        if stranded:
            logger.warning("resuming stranded jobs", jobs=stranded)
            DBOS.resume_workflows(stranded)

    def _leave(self) -> None:
        try:
            self._members.leave()
        except SQLAlchemyError:
            logger.warning("could not take leave of the other managers; they notice by themselves", exc_info=True)

    def _follow(self) -> None:
        """Hears of the commits of other managers."""
        while not self._stopping.is_set():
            try:
                with self.db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    driver: psycopg.Connection[Any] = cast("Any", connection.connection.driver_connection)
                    connection.detach()  # closed at the end: back in the pool, it would go on listening for whoever got it next
                    connection.execute(text(f"LISTEN {CHANNEL}"))
                    while not self._stopping.is_set():
                        for told in driver.notifies(timeout=1.0, stop_after=1):
                            self._woken(ended=told.payload == ENDED)
            except (SQLAlchemyError, psycopg.Error):
                if not self._stopping.is_set():
                    logger.warning("lost the channel of the other managers; opening it again", exc_info=True)
                    self._stopping.wait(RETRY_SECONDS)

    def _woken(self, *, ended: bool) -> None:
        if ended:
            with self._changed:
                self._changed.notify_all()
        self.outbox.wake()

    def _heard(self, commit: Commit) -> None:
        for id in commit.queued:
            self._queue.put(id)
        if commit.kinds:
            self._reconcilers.signal(*commit.kinds)
        self._woken(ended=bool(commit.ended))

    def _work(self) -> None:
        while (id := self._queue.get()) is not None and not self._stopping.is_set():
            try:
                self._start(id)
            except Interrupted:
                logger.info("job interrupted", job=id)
            except SQLAlchemyError:
                logger.exception("job could not be started; trying again", job=id)
                self._later(functools.partial(self._queue.put, id))

    def _start(self, id: str) -> None:
        job = self._job(id)
        if job.state is not JobState.QUEUED or id in self._running:
            return
        with SetWorkflowID(id):
            self._workflow(job.operation, id, msgspec.json.decode(job.arguments))

    def _run(self, name: str, id: str, ids: list[str]) -> None:
        """The workflow, as the engine calls it for new and recovered jobs alike."""
        with self._changed:
            self._running.add(id)
        try:
            if self._job(id).manager != self.executor_id:
                with self.db.write() as session:
                    ending.take(session, id, self.executor_id)
            operation = OPERATIONS.get(name)
            if operation is None:
                text = f"operation {name} is unknown to this version; upgrade this manager"
                with self.db.write() as session:
                    ending.fail(session, id, Failure(status=530, number=4250, text=text, public=text), [], clock=self._clock)
            else:
                self._runner.run(operation, id, ids)
        except Interrupted as interrupted:
            if interrupted.again:
                self._later(lambda: DBOS.resume_workflow(id))
            raise
        finally:
            with self._changed:
                self._running.discard(id)
                self._changed.notify_all()

    def _later(self, act: Callable[[], Any]) -> None:
        def wait() -> None:
            while not self._stopping.wait(RETRY_SECONDS):
                try:
                    act()
                except SQLAlchemyError:
                    logger.warning("the database does not answer; trying again", exc_info=True)
                else:
                    return

        threading.Thread(target=wait, name="retry", daemon=True).start()

    def _spawn(self, target: Callable[[], None], name: str) -> None:
        thread = threading.Thread(target=target, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _job(self, id: str) -> Job:
        with self.db.read() as session:
            return session.get_one(Job, id)


class _Identity:
    """This manager's name in the engine's records, kept on disk and locked while in use."""

    def __init__(self, path: Path) -> None:
        self._file: IO[str] = path.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.close()
            raise RuntimeError(f"{path} is in use by another running manager; stop that one first") from error
        self._file.seek(0)
        self.id = self._file.read().strip()
        if not self.id:
            self.id = new_id()
            self._file.write(self.id)
            self._file.flush()

    def release(self) -> None:
        self._file.close()
