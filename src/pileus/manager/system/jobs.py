"""Asynchronous jobs: how one stands, and the list of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import Select, select

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Names, OwnedParams, Page, Params, Started, View, WorkedOn
from pileus.manager.kernel.errors import NotFound
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.prepared import IDS, Prepared
from pileus.manager.kernel.registry import Shape, command
from pileus.manager.kernel.roles import USERS, RoleType
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.job import Job, JobState
from pileus.manager.ops import result_of

RUNNING, DONE, FAILED = 0, 1, 2
STATUS = {JobState.QUEUED: RUNNING, JobState.RUNNING: RUNNING, JobState.DONE: DONE, JobState.FAILED: FAILED}
"""CloudStack also has 3 for cancelled jobs, but clients wait for 1 or 2: a cancelled job has failed, and its text says why."""


LIVE = (JobState.QUEUED, JobState.RUNNING)


class JobView(View, kw_only=True):
    """A job. `jobresult` is an object as soon as it has ended: clients fall over anything else."""

    object_name: ClassVar[str] = "asyncjobs"
    job_id: str
    cmd: str
    job_status: int
    job_proc_status: int = 0
    job_result_code: int | None
    job_result_type: str | None
    job_result: dict[str, Any] | None
    job_instance_type: str | None
    job_instance_id: str | None
    account: str
    account_id: str
    domain_id: str
    domain_path: str
    user_id: str | None
    management_server_id: str | None
    management_server_name: str | None
    created: datetime
    completed: datetime | None


class QueryJob(Params, frozen=True, kw_only=True):
    """Which job."""

    job_id: Annotated[Id, Names("Job"), Doc("the job, as the asynchronous command told it")]


@command("queryAsyncJobResult", access=USERS, shape=Shape.FLAT)
def query_async_job_result(ctx: Ctx, p: QueryJob) -> JobView:
    """Tells how a job stands, and its result once it has ended."""
    seen = ctx.ids(ctx.visible(Job).where(Job.id == p.job_id))
    if not seen:
        raise NotFound("jobid", p.job_id)
    return next(_views(ctx, seen, with_secrets=True))


class ListJobs(OwnedParams, frozen=True, kw_only=True):
    """Which jobs."""

    start_date: Annotated[datetime | None, Doc("only jobs begun since then")] = None
    management_server_id: Annotated[Id | None, Doc("only jobs this management server has in hand")] = None


@command("listAsyncJobs", access=USERS)
def list_async_jobs(ctx: Ctx, p: ListJobs) -> Page[JobView]:
    """Lists jobs, the newest first."""
    query = narrow(ctx.visible(Job, p), (Job.manager, p.management_server_id))
    query = containing(query, p.keyword, Job.command, Job.description)
    if p.start_date:
        query = query.where(Job.created >= p.start_date)
    return ctx.page(query.order_by(Job.created.desc()), p, load=lambda ids: list(_views(ctx, ids, with_secrets=False)))


def _views(ctx: Ctx, ids: Sequence[str], *, with_secrets: bool) -> Iterator[JobView]:
    """Jobs in the order of their ids, by one query."""
    found = {job.id: job for job in _rows(ctx.db, ids=ids)}
    for id in ids:
        job = found[id]
        ended = job.state in {JobState.DONE, JobState.FAILED}
        yield JobView(
            job_id=job.id,
            cmd=job.command or job.operation,
            job_status=STATUS[job.state],
            job_result_code=(job.error_status or 0) if ended else None,
            job_result_type="object" if ended else None,
            job_result=_result(ctx, job, with_secrets=with_secrets) if ended else None,
            job_instance_type=job.entity if job.instance_id else None,
            job_instance_id=job.instance_id,
            account=job.account,
            account_id=job.account_id,
            domain_id=job.domain_id,
            domain_path=f"ROOT{job.domain_path}".rstrip("/"),
            user_id=job.user_id,
            management_server_id=job.manager,
            management_server_name=job.manager,
            created=job.created,
            completed=job.ended,
        )


@Prepared
def _rows() -> Select[*tuple[Any, ...]]:
    """Jobs with what they tell of their accounts."""
    return (
        select(*Job.__table__.columns, Account.name.label("account"), Domain.id.label("domain_id"), Domain.path.label("domain_path"))
        .join(Account, Account.id == Job.account_id)
        .join(Domain, Domain.id == Account.domain_id)
        .where(Job.id.in_(IDS))
    )


def _result(ctx: Ctx, job: Any, *, with_secrets: bool) -> dict[str, Any]:
    """What the caller may read of a job's end.

    The result was rendered for the role of who asked for it: others of a lesser role read only that it went well. One that holds a secret
    is told to who asked for it, where this very job is asked about: a list hands nothing over.
    """
    if job.state == JobState.FAILED:
        text = job.error if ctx.caller.is_root else job.error_public
        return {"errorcode": job.error_status or 530, "errortext": text or f"{job.command or job.operation} failed"}
    readable = ctx.caller.is_root or job.role_type in {ctx.caller.role_type, RoleType.USER}
    if not readable or (job.sealed and not (with_secrets and job.user_id == ctx.caller.user_id)):
        return {"success": True}
    return result_of(job, ctx.sealer) or {"success": True}


def note(ctx: Ctx, answer: View | Page[Any] | Started[Any]) -> None:
    """Notes on each object of a page the job that works on it, or will first, by one query. Jobs the caller may not see are left out."""
    shown = {view.id: view for view in answer.items if isinstance(view, WorkedOn)} if isinstance(answer, Page) else {}
    if not shown:
        return
    found = _live(ctx.db, ids=list(shown))
    if not found:
        return
    seen = set(ctx.ids(ctx.visible(Job).where(Job.id.in_([id for _, id in found]))))
    for instance_id, id in found:
        if id in seen:
            view = shown[instance_id or ""]
            view.job_id, view.job_status = id, RUNNING


@Prepared
def _live() -> Select[str | None, str]:
    """Jobs that have not ended; of several of one object, the last is the one that runs, else the one that will first."""
    return (
        select(Job.instance_id, Job.id)
        .where(Job.instance_id.in_(IDS), Job.state.in_(LIVE))
        .order_by(Job.state == JobState.RUNNING, Job.created.desc(), Job.id)
    )
