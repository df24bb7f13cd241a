"""What operations hold, and letting go of it when they are gone."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from pileus.manager.kernel.errors import Conflict
from pileus.manager.model.cleanup import Cleanup
from pileus.manager.model.job import Job, JobState
from pileus.manager.model.rows import Base, Stateful

FINAL = (JobState.DONE, JobState.FAILED)


def stateful() -> Iterable[Any]:
    """Every model whose rows operations may hold."""
    return [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Stateful)]


def astray(model: Any) -> ColumnElement[bool]:
    """Rows that no live job holds and that nevertheless are held or in a transitional state."""
    live = select(Job.id).where(Job.state.not_in(FINAL))
    unfinished = select(Cleanup.job_id)
    held = model.operation_id.is_not(None)  # NULL is "not in" an empty set
    forsaken: ColumnElement[bool] = held & model.operation_id.not_in(live) & model.operation_id.not_in(unfinished)
    unheld: ColumnElement[bool] = model.operation_id.is_(None) & model.state.in_(list(model.unsettled))
    return or_(forsaken, unheld)


def let_go(session: Session, job_id: str) -> None:
    """Takes everything from an operation that ends without having given it back."""
    for model in stateful():
        for row in session.scalars(select(model).where(model.operation_id == job_id)):
            settle(session, row)


def admit(session: Session, object_id: str) -> Job | None:
    """Hands an object that is free to the job that has waited longest for it, which may begin now."""
    waiting = select(Job).where(Job.waits_for == object_id, Job.state == JobState.QUEUED).order_by(Job.created, Job.id).limit(1)
    job = session.scalar(waiting)
    row = next((row for model in stateful() if (row := session.get(model, object_id))), None) if job else None
    if job is None or row is None or row.operation_id is not None:
        return None
    row.hold(by=job.id)
    job.waits_for = None
    return job


def settle(session: Session, row: Any) -> str:
    """Lets go of a row and ends its transitional state. Answers what was wrong, and what it is now."""
    before, holder = row.state, row.operation_id
    row.operation_id = None
    word = row.unsettled.get(before)
    if word is not None:
        try:
            row.move(word)
        except Conflict as refused:
            return f"{row.__label__} {row.id}: {refused.text}"
    session.flush()
    return f"{row.__label__} {row.id}: was {before}, held by {holder}, without a live job; now {row.state}"
