"""The engine's own reconcilers: nothing stays in a transitional state without a live job, left-over undos are done, old records go."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
from dbos import DBOS
from sqlalchemy import delete, select

from pileus.manager.kernel.database import Database
from pileus.manager.kernel.settings import number, within
from pileus.manager.model.cleanup import Cleanup
from pileus.manager.model.job import Job, JobState
from pileus.manager.ops import ending, held
from pileus.manager.ops.declare import PARTS, Drivers, Effect, OpId
from pileus.manager.ops.outbox import Outbox, note_queued
from pileus.manager.ops.reconcile import Report, reconciler
from pileus.manager.ops.records import Failure

LONGEST_PAUSE = timedelta(minutes=5)
RECORDS_KEPT = timedelta(hours=1)
SETTLED = timedelta(seconds=10)
"""Younger jobs are left alone: their workflow may be about to begin or to end."""

BATCH = 200

JOBS_KEPT = number("job.expire.minutes", 1440, "Minutes that a job can be asked about after its end.")

JOBS_LAST = number(
    "job.cancel.threshold.minutes",
    60,
    "Minutes after which a job that has not ended is cancelled, and what it had done is undone.",
    check=within(1),
)

Undo = tuple[int, str, list[Any]]


@reconciler(every=5, also_on=("cleanup",))
def clean_up(db: Database, to: Drivers) -> Report:
    """Goes on with undos that could not reach their host."""
    report = Report()
    with db.read() as session:
        due = session.scalars(select(Cleanup).where(Cleanup.next_try <= to.clock.now()).order_by(Cleanup.next_try)).all()
    for row in due:
        undos = msgspec.json.decode(row.undos, type=list[Undo])
        try:
            for index, undo in enumerate(undos):
                _undo(db, to, row, undo)
                _keep(db, row.id, undos[index + 1 :])
        except Exception as error:  # noqa: BLE001 - whatever it is, the row stays with it and comes up again
            _postpone(db, row.id, str(error), to)
            report.wrong.append(f"job {row.job_id} ({row.operation}): {error}")
        else:
            report.repaired.append(f"job {row.job_id} ({row.operation}): undone at last")
    return report


def _undo(db: Database, to: Drivers, row: Cleanup, undo: Undo) -> None:
    number, name, values = undo
    part = PARTS[name]
    undoing = part.undoing
    if undoing is None:
        return
    if isinstance(part, Effect):
        key = f"{row.job_id}/{number}/undo/{row.tries}"
        undoing(replace(to, key=key), *part.arguments(values))
    else:
        with db.write() as session:
            undoing(session, OpId(row.job_id), *part.arguments(values))


def _keep(db: Database, id: str, undos: list[Undo]) -> None:
    with db.write() as session:
        row = session.get_one(Cleanup, id)
        if undos:
            row.undos = msgspec.json.encode(undos).decode()
        else:
            session.delete(row)


def _postpone(db: Database, id: str, error: str, to: Drivers) -> None:
    with db.write() as session:
        row = session.get_one(Cleanup, id)
        row.tries += 1
        row.error = error
        row.next_try = to.clock.now() + min(timedelta(seconds=5 * 2 ** min(row.tries, 10)), LONGEST_PAUSE)


@reconciler(every=10)
def end_jobs(db: Database, to: Drivers) -> Report:
    """Ends jobs whose workflow is over although their row is not: a defect, but not one that may leave a job for ever."""
    report = Report()
    with db.read() as session:
        query = select(Job).where(Job.state.not_in(held.FINAL), Job.created < to.clock.now() - SETTLED)
        open_jobs = {job.id: job for job in session.scalars(query.order_by(Job.created).limit(BATCH))}
    if not open_jobs:
        return report
    for found in DBOS.list_workflows(workflow_ids=list(open_jobs), load_input=False, load_output=False):
        if found.status not in ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"):
            continue
        text = f"job {found.workflow_id} ({open_jobs[found.workflow_id].operation}) ended without saying how; the log tells more"
        with db.write() as session:
            ending.fail(session, found.workflow_id, Failure(status=530, number=4250, text=text, public=text), [], clock=to.clock)
        report.repaired.append(text)
    return report


@reconciler(every=60)
def cancel_long_jobs(db: Database, to: Drivers) -> Report:
    """Asks jobs to stop that have been under way for longer than any should."""
    report = Report()
    most = to.settings.get(JOBS_LAST)
    with db.write() as session:
        begun = Job.started < to.clock.now() - timedelta(minutes=most)
        for job in session.scalars(select(Job).where(Job.state.not_in(held.FINAL), Job.cancel.is_(False), begun).limit(BATCH)).all():
            if ending.cancel(session, job.id):
                report.repaired.append(f"job {job.id} ({job.operation}): cancelled after {most} minutes")
    return report


@reconciler(every=10)
def settle(db: Database, to: Drivers) -> Report:
    """Lets go of what dead operations hold, and ends transitional states by the word that the model names in `unsettled`."""
    del to
    report = Report()
    for model in held.stateful():
        with db.read() as session:
            ids = list(session.scalars(select(model.id).where(held.astray(model)).limit(BATCH)))
        for id in ids:
            with db.write() as session:
                row = session.scalar(select(model).where(model.id == id, held.astray(model)))
                if row is not None:
                    report.repaired.append(held.settle(session, row))
    return report


@reconciler(every=5)
def admit(db: Database, to: Drivers) -> Report:
    """Lets jobs begin that wait for what is free by now: its holder ended in the moment they came, or was undone by the clean-up."""
    del to
    report = Report()
    with db.read() as session:
        wanted = session.scalars(select(Job.waits_for).where(Job.waits_for.is_not(None), Job.state == JobState.QUEUED).distinct()).all()
    for object_id in wanted:
        with db.write() as session:
            if object_id is not None and (job := held.admit(session, object_id)):
                note_queued(session, job)
                report.repaired.append(f"job {job.id} ({job.operation}): begins, what it waited for is free")
    return report


@reconciler(every=60)
def forget(db: Database, to: Drivers) -> Report:
    """Removes old entries of the event stream, the engine's records of jobs an hour after their end, and in time the job rows."""
    Outbox(db, to.clock).prune()
    before = (to.clock.now() - RECORDS_KEPT).isoformat()
    while old := DBOS.list_workflows(
        status=["SUCCESS", "ERROR"], completed_before=before, limit=BATCH, load_input=False, load_output=False
    ):
        DBOS.delete_workflows([found.workflow_id for found in old])
    with db.write() as session:
        session.execute(delete(Job).where(Job.ended < to.clock.now() - timedelta(minutes=to.settings.get(JOBS_KEPT))))
    return Report()
