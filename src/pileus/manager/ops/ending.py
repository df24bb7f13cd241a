"""The beginning, progress and end of a job's row, and the events that go with them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import msgspec
from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from pileus.manager.kernel.clock import Clock
from pileus.manager.kernel.declare import View
from pileus.manager.kernel.errors import ApiError, InvalidValue
from pileus.manager.kernel.ids import derived_id
from pileus.manager.kernel.registry import COMMANDS
from pileus.manager.kernel.render import job_result, render
from pileus.manager.kernel.roles import RoleType
from pileus.manager.kernel.seal import Sealer
from pileus.manager.model.account import Account
from pileus.manager.model.cleanup import Cleanup
from pileus.manager.model.event import Event, EventLevel, EventState
from pileus.manager.model.job import Job, JobState
from pileus.manager.model.user import User
from pileus.manager.ops import held
from pileus.manager.ops.declare import Operation, OpId, Part
from pileus.manager.ops.outbox import note_job, note_queued
from pileus.manager.ops.records import Failure, StepFailed, TakenOver, failure_of

JOBS = cast("Table", Job.__table__)

# Every step of every job begins with the first of these, so they are built once.
PROGRESS = (
    update(JOBS)
    .where(JOBS.c.id == bindparam("job"), JOBS.c.manager == bindparam("by"), JOBS.c.ended.is_(None))
    .values(step=bindparam("number"), step_name=bindparam("name"), version=JOBS.c.version + 1)
    .returning(JOBS)
)
CANCEL = (
    update(JOBS)
    .where(JOBS.c.id == bindparam("job"), JOBS.c.ended.is_(None))
    .values(cancel=True, version=JOBS.c.version + 1)
    .returning(JOBS)
)
WHO = select(Account.domain_id, User.name).outerjoin(User, User.id == bindparam("user")).where(Account.id == bindparam("account"))

FIRST_CLEANUP = timedelta(seconds=10)


@dataclass(frozen=True)
class Done:
    """A step that may have to be undone."""

    number: int
    part: Part[..., Any]
    arguments: tuple[Any, ...]


class Cancelled(InvalidValue):
    """Somebody asked the job to stop."""


def enter(session: Session, job_id: str, number: int, name: str, *, manager: str, clock: Clock) -> None:
    """Says that a step begins. Refuses when the job was asked to stop, or is no longer this manager's."""
    row = session.execute(PROGRESS, {"job": job_id, "by": manager, "number": number, "name": name}).one_or_none()
    if row is None:
        raise TakenOver
    if row.cancel:
        raise StepFailed(failure_of(Cancelled(f"the job was cancelled before {name}; what it had done is undone"), row.operation, name))
    if row.state is not JobState.QUEUED:
        note_job(session, row)
        return
    _begin(session, session.get_one(Job, job_id), clock)


def _begin(session: Session, job: Job, clock: Clock) -> None:
    job.state = JobState.RUNNING
    job.started = clock.now()
    leave_event(session, job, EventState.STARTED, f"Starting job for {job.description}", clock=clock)


def take(session: Session, job_id: str, manager: str) -> None:
    """Says that this manager has the job in hand now."""
    session.execute(update(JOBS).where(JOBS.c.id == job_id).values(manager=manager))


def cancel(session: Session, job_id: str) -> bool:
    """Asks a job to stop; false if it has ended."""
    row = session.execute(CANCEL, {"job": job_id}).one_or_none()
    if row is None:
        return False
    note_job(session, row)
    return True


def succeed(session: Session, operation: Operation, job_id: str, ids: list[str], *, clock: Clock, sealer: Sealer) -> None:
    """Ends a job well, with its result as of now."""
    job = session.get_one(Job, job_id)
    if job.state in held.FINAL:
        return
    if operation.result is not None:
        try:
            text = _result(job, operation.result(session, sealer, *ids))
        except (ApiError, LookupError, AttributeError, TypeError, ValueError) as error:
            _tell(job, failure_of(error, operation.name, "the rendering of its result, after all steps were done"))
            _end(session, job, JobState.FAILED, clock=clock)
            return
        job.sealed = operation.has_secret_result
        job.result = sealer.seal(text) if job.sealed else text
    job.step, job.step_name = max(job.steps, job.step), ""
    _end(session, job, JobState.DONE, clock=clock)


def note_failure(session: Session, job_id: str, failure: Failure) -> None:
    """Writes why a job is going to fail, before it is undone: undos may tell it (`reason`)."""
    _tell(session.get_one(Job, job_id), failure)


def reason(session: Session, op: OpId) -> str:
    """For undos: why the operation is undone, in words fit for the object's owner."""
    return session.get_one(Job, op).error_public or "the job was interrupted"


def fail(session: Session, job_id: str, failure: Failure, left: list[Done], *, clock: Clock) -> None:
    """Ends a job badly. What could not be undone goes to the clean-up."""
    job = session.get_one(Job, job_id)
    if job.state in held.FINAL:
        return
    if left:
        undos = [(done.number, done.part.name, msgspec.to_builtins(done.arguments)) for done in left]
        session.add(
            Cleanup(
                job_id=job.id, operation=job.operation, undos=msgspec.json.encode(undos).decode(), error=failure.text,
                next_try=clock.now() + FIRST_CLEANUP,
            )
        )  # fmt: skip
    else:
        held.let_go(session, job_id)
    _tell(job, failure)
    _end(session, job, JobState.FAILED, clock=clock)


def leave_event(session: Session, job: Job, state: EventState, text: str, *, clock: Clock, level: EventLevel = EventLevel.INFO) -> None:
    """Adds one of the job's three events."""
    if job.event is None:
        return
    domain_id, user_name = session.execute(WHO, {"user": job.user_id, "account": job.account_id}).one()
    session.add(
        Event(
            id=derived_id(job.id, state),
            created=clock.now(),
            type=job.event,
            level=level,
            state=state,
            description=text[:1024],
            user_id=job.user_id,
            user_name=user_name or "system",
            account_id=job.account_id,
            domain_id=domain_id,
            parent_id=None if state is EventState.SCHEDULED else derived_id(job.id, EventState.SCHEDULED),
            entity=job.entity,
            entity_id=job.instance_id,
        )
    )


def result_of(job: Job, sealer: Sealer) -> dict[str, Any] | None:
    """The `jobresult` of a job that went well."""
    if job.result is None:
        return None
    return msgspec.json.decode(sealer.open(job.result) if job.sealed else job.result, type=dict[str, Any])


def _result(job: Job, view: View) -> str:
    command = COMMANDS.get(job.command)
    role = RoleType(job.role_type)
    return msgspec.json.encode(job_result(command, view, role) if command else render(view, role)).decode()


def _tell(job: Job, failure: Failure) -> None:
    job.error_status, job.error_number, job.error, job.error_public = failure.status, failure.number, failure.text, failure.public


def _end(session: Session, job: Job, state: JobState, *, clock: Clock) -> None:
    if job.started is None and state is JobState.DONE:  # it had no step that would have begun it
        _begin(session, job, clock)
    job.state, job.ended = state, clock.now()
    if state is JobState.DONE:
        leave_event(session, job, EventState.COMPLETED, f"Successfully completed {job.description}", clock=clock)
    else:
        text = f"Error while {job.description}: {job.error_public}"
        leave_event(session, job, EventState.COMPLETED, text, clock=clock, level=EventLevel.ERROR)
    if job.instance_id is not None and (next_job := held.admit(session, job.instance_id)):
        note_queued(session, next_job)
