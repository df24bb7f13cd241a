"""Starting an operation: its job row and scheduled event, in the transaction of the call that asks for it.

The engine hears of the committed row and takes it up; nothing else has to be told.
"""

import re
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from pileus.manager.kernel.clock import Clock
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Started
from pileus.manager.kernel.errors import Conflict, InvalidValue
from pileus.manager.kernel.ids import UUID_PATTERN, new_id
from pileus.manager.model.event import EventState
from pileus.manager.model.job import Job
from pileus.manager.model.rows import Stateful
from pileus.manager.ops.declare import Operation
from pileus.manager.ops.ending import leave_event


def start(
    ctx: Ctx,
    operation: Operation,
    *ids: str,
    about: tuple[str, str],
    new: bool = False,
    description: str = "",
    account_id: str | None = None,
    holding: Stateful | None = None,
    event: str | None = None,
) -> Started[Any]:
    """Writes the job of an operation on these row ids and answers as an asynchronous command does.

    `about` is the kind and id of the object; with `new`, the call made it, and the answer names it. `description` finishes the sentences of
    the events ("starting instance web"). The job belongs to `account_id`, the owner of the object; without it, to the caller's account.
    `holding` is a row that the job takes at once; where another job holds it, this one waits its turn. `event` is the type of the events
    where it hangs on the object, so that the command cannot declare it.
    """
    job = Job(
        id=_id_of(ctx),
        operation=operation.key,
        arguments=msgspec.json.encode(ids).decode(),
        steps=operation.steps,
        command=ctx.command.name,
        parameters=msgspec.json.encode(ctx.raw).decode(),
        user_id=ctx.caller.user_id,
        role_type=ctx.caller.role_type,
        account_id=account_id or ctx.caller.account_id,
        entity=about[0],
        instance_id=about[1],
        event=event or ctx.command.event,
        description=(description or f"{ctx.command.name} of {about[0]} {about[1]}")[:1024],
    )
    if holding is not None and holding.operation_id is not None:
        job.waits_for = about[1]
    _add(ctx.db, job, ctx.clock)
    if holding is not None and job.waits_for is None:
        holding.hold(by=job.id)
    return Started(job.id, about[1] if new else None)


def begin(
    db: Session,
    operation: Operation,
    *ids: str,
    about: tuple[str, str],
    account_id: str,
    clock: Clock,
    event: str | None = None,
    description: str = "",
) -> str:
    """Like `start`, for reconcilers and steps: a job that no command asked for. Answers its id."""
    job = Job(
        id=new_id(),
        operation=operation.key,
        arguments=msgspec.json.encode(ids).decode(),
        steps=operation.steps,
        account_id=account_id,
        entity=about[0],
        instance_id=about[1],
        event=event,
        description=description or f"{operation.name} of {about[0]} {about[1]}",
    )
    _add(db, job, clock)
    return job.id


def _add(db: Session, job: Job, clock: Clock) -> None:
    job.created = clock.now()
    db.add(job)
    db.flush()
    leave_event(db, job, EventState.SCHEDULED, f"Scheduled async job for {job.description}", clock=clock)


def _id_of(ctx: Ctx) -> str:
    """A new id, or the one that the caller injected."""
    asked = next((text for name, text in ctx.raw.items() if name.lower() == "injectedjobid"), None)
    if asked is None:
        return new_id()
    id = asked.lower()
    if not re.match(UUID_PATTERN, id):
        raise InvalidValue(f"injectedjobid {asked} is no UUID; leave it out or send a new random one")
    if ctx.db.get(Job, id) is not None:
        raise Conflict(f"job {id} exists already; leave injectedjobid out or send a new random one")
    return id
