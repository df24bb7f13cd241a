"""What ends the instances of tenants: disabling and deleting accounts, suspending and deleting projects, deleting domains.

These commands stand here and not with accounts, because instances stop and go before anything else of a tenant can.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.compute import belongings, power, removal
from pileus.manager.compute.instances import ENTITY as INSTANCE
from pileus.manager.compute.power import STOP_GRACE
from pileus.manager.identity import account_changes, accounts, limits, projects
from pileus.manager.identity.account_changes import WhichAccount
from pileus.manager.identity.accounts import AccountView
from pileus.manager.identity.limits import Kind
from pileus.manager.identity.projects import ProjectId, ProjectView
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.declare import Doc, Names, Params, Started, Success
from pileus.manager.kernel.errors import Conflict, InUse, PermissionDenied
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, DOMAIN_ADMINS, USERS, RoleType
from pileus.manager.kernel.seal import Sealer
from pileus.manager.model.access import SYSTEM
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.job import Job, JobState
from pileus.manager.model.project import MemberRole, Project, ProjectMember, ProjectState
from pileus.manager.model.rows import utcnow
from pileus.manager.model.storage import Volume
from pileus.manager.storage import expunging

DOMAIN = "Domain"
ACTIVE, INACTIVE = "Active", "Inactive"
"""States of a domain. An inactive one is being deleted."""


class DisableAccount(WhichAccount, frozen=True, kw_only=True):
    """Which account, and how firmly."""

    lock: Annotated[bool, Doc("true: its users may not call, and its instances run on; false: its instances stop too")]


@command("disableAccount", access=DOMAIN_ADMINS, event="ACCOUNT.DISABLE", entity=account_changes.ENTITY)
def disable_account(ctx: Ctx, p: DisableAccount) -> Started[AccountView]:
    """Disables or locks an account: its users may not log in or call until it is enabled; where it is disabled, its instances stop."""
    account = account_changes.another(ctx, account_changes.asked(ctx, p), "disabled")
    if p.lock:
        account_changes.lock(ctx, account)
        return ops.settled(ctx, account_changes.ENTITY, account.id, f"locking account {account.name}", account_id=account.id)
    account.state = "disabled"
    account_changes.end_sessions(ctx.db, account)
    return ops.start(
        ctx,
        stop_instances,
        account_changes.ENTITY,
        account.id,
        str(ctx.settings.get(STOP_GRACE)),
        about=(account_changes.ENTITY, account.id),
        account_id=account.id,
        description=f"disabling account {account.name}",
    )


@command("suspendProject", access=USERS, event="PROJECT.SUSPEND", entity=projects.ENTITY, since="3.0.0")
def suspend_project(ctx: Ctx, p: ProjectId) -> Started[ProjectView]:
    """Suspends a project: its instances stop, and nothing new can be made in it until it is activated."""
    project = projects.administered(ctx, p.id)
    if project.state is ProjectState.DISABLED:
        raise Conflict(f"project {project.name} is being deleted and cannot be suspended any more")
    project.state = ProjectState.SUSPENDED
    project.account.state = "disabled"
    return ops.start(
        ctx,
        suspend,
        projects.ENTITY,
        project.id,
        str(ctx.settings.get(STOP_GRACE)),
        about=(projects.ENTITY, project.id),
        account_id=project.account_id,
        description=f"suspending project {project.name}",
    )


def _account_shown(db: Session, sealer: Sealer, kind: str, id: str, grace: str) -> AccountView:
    del sealer, kind, grace
    return accounts.views(db, None, [id])[0]


def _project_shown(db: Session, sealer: Sealer, kind: str, id: str, grace: str) -> ProjectView:
    del sealer, kind, grace
    return projects.shown(db, id)


@ops.operation(result=_account_shown)
def stop_instances(op: ops.Op, kind: str, id: str, grace: str) -> None:
    """Stops the instances of an account that was disabled."""
    for instance_id in op.run(running_of, kind, id):
        held = op.run(power.hold_to_stop, instance_id)
        op.run(power.shut_down, held, grace)
        op.run(power.mark_stopped_if_held, instance_id)


@ops.operation(result=_project_shown)
def suspend(op: ops.Op, kind: str, id: str, grace: str) -> None:
    """Stops the instances of a project that was suspended."""
    for instance_id in op.run(running_of, kind, id):
        held = op.run(power.hold_to_stop, instance_id)
        op.run(power.shut_down, held, grace)
        op.run(power.mark_stopped_if_held, instance_id)


@ops.step
def running_of(db: Session, op: ops.OpId, kind: str, id: str) -> list[str]:
    """The instances to stop. One that another job has in hand is stopped later, when it runs."""
    del op
    query = select(Instance.id).where(Instance.account_id.in_(_accounts(db, kind, id)), Instance.state == InstanceState.RUNNING)
    return list(db.scalars(query.where(Instance.removed.is_(None)).order_by(Instance.id)))


class AccountId(Params, frozen=True, kw_only=True):
    """Which account."""

    id: Annotated[Id, Names("Account"), Doc("the account")]


@command("deleteAccount", access=DOMAIN_ADMINS, event="ACCOUNT.DELETE", entity=account_changes.ENTITY)
def delete_account(ctx: Ctx, p: AccountId) -> Started[Success]:
    """Deletes an account with its users and all it owns. There is no way back."""
    account = account_changes.another(ctx, account_changes.asked(ctx, WhichAccount(id=p.id)), "deleted")
    _refuse_if_needed(ctx.db, account)
    belongings.refuse_if_others_need(ctx.db, [account.id], [])
    _shut(ctx.db, [account])
    return _ending(ctx, account_changes.ENTITY, account.id, account.id, f"deleting account {account.name}")


def _refuse_if_needed(db: Session, account: Account) -> None:
    """An account without which a project would have nobody who administers it must hand that over first."""
    mine = select(ProjectMember.project_id).where(ProjectMember.account_id == account.id, ProjectMember.role == MemberRole.ADMIN)
    others = exists().where(
        ProjectMember.project_id == Project.id, ProjectMember.account_id != account.id, ProjectMember.role == MemberRole.ADMIN
    )
    query = select(Project.name).where(Project.id.in_(mine), Project.state != ProjectState.DISABLED, ~others).order_by(Project.name)
    needed = db.scalars(query).all()
    if needed:
        raise InUse(
            f"account {account.name} alone administers project {', '.join(needed)}; hand that over first (updateProject), or delete it"
        )


class DeleteProject(ProjectId, frozen=True, kw_only=True):
    """Which project, and whether with all in it."""

    cleanup: Annotated[bool, Doc("true: with all it owns; false, or left out: only a project that owns nothing")] = False


@command("deleteProject", access=USERS, event="PROJECT.DELETE", entity=projects.ENTITY, since="3.0.0")
def delete_project(ctx: Ctx, p: DeleteProject) -> Started[Success]:
    """Deletes a project, with cleanup together with all it owns. There is no way back."""
    project = projects.administered(ctx, p.id)
    left = _live(ctx.db, [project.account_id])
    if left and not p.cleanup:
        raise InUse(f"project {project.name} owns {left}; remove them first, or give cleanup=true to have all of it deleted")
    belongings.refuse_if_others_need(ctx.db, [project.account_id], [])
    project.state = ProjectState.DISABLED
    _shut(ctx.db, [project.account])
    return _ending(ctx, projects.ENTITY, project.id, ctx.caller.account_id, f"deleting project {project.name}")


class DeleteDomain(Params, frozen=True, kw_only=True):
    """Which domain, and whether with all in it."""

    id: Annotated[Id, Names("Domain"), Doc("the domain")]
    cleanup: Annotated[bool, Doc("true: with all accounts, projects and domains in it; false, or left out: only an empty one")] = False


@command("deleteDomain", access=ADMINS | {RoleType.DOMAIN_ADMIN}, event="DOMAIN.DELETE", entity=DOMAIN)
def delete_domain(ctx: Ctx, p: DeleteDomain) -> Started[Success]:
    """Deletes a domain, with cleanup together with all in it and below it. There is no way back."""
    domain = ctx.get(Domain, p.id)
    if domain.parent_id is None or domain.id == ctx.caller.domain_id:
        raise PermissionDenied(f"domain {domain.shown_path} holds you or all others and cannot be deleted; name one below it")
    tree = _tree(ctx.db, domain)
    members = list(ctx.db.scalars(select(Account).where(Account.domain_id.in_([d.id for d in tree]), Account.removed.is_(None))))
    has = [*([f"{len(members)} accounts and projects"] if members else []), *([f"{len(tree) - 1} domains"] if len(tree) > 1 else [])]
    has += belongings.needs_cleanup(ctx.db, [inner.id for inner in tree])
    if has and not p.cleanup:
        raise InUse(
            f"domain {domain.shown_path} has {' and '.join(has)}; delete and release them first, or give cleanup=true to have that done"
        )
    for account in members:
        account_changes.another(ctx, account, "deleted")
    belongings.refuse_if_others_need(ctx.db, [account.id for account in members], [inner.id for inner in tree])
    for inner in tree:
        inner.state = INACTIVE
    _shut(ctx.db, members)
    return _ending(ctx, DOMAIN, domain.id, ctx.caller.account_id, f"deleting domain {domain.shown_path}")


def _tree(db: Session, top: Domain) -> list[Domain]:
    """A domain and those below it, the lowest first."""
    below = func.substr(Domain.path, 1, len(top.path)) == top.path
    return list(db.scalars(select(Domain).where(below, Domain.removed.is_(None)).order_by(Domain.level.desc())))


def _shut(db: Session, whose: Sequence[Account]) -> None:
    """From now on nobody of these accounts calls, and nothing new is made for them."""
    for account in whose:
        account.state, account.ending = "disabled", True
        account_changes.end_sessions(db, account)


def _ending(ctx: Ctx, kind: str, id: str, account_id: str, description: str) -> Started[Success]:
    return ops.start(ctx, end, kind, id, about=(kind, id), account_id=account_id, description=description)


def _ended(db: Session, sealer: Sealer, kind: str, id: str) -> Success:
    del db, sealer, kind, id
    return Success()


@ops.operation(result=_ended)
def end(op: ops.Op, kind: str, id: str) -> None:
    """Expunges the instances of an account, a project or all in a domain, and then whatever else there is of it.

    What fails stays as it is, shut, and the reconciler goes on with it.
    """
    for instance_id in op.run(instances_of, kind, id):
        held = op.run(removal.mark_stopping_for_destroy, instance_id)
        op.run(power.shut_down, held, "0")
        op.run(removal.mark_expunging, instance_id)
        op.run(removal.remove_disks, instance_id)
        op.run(removal.mark_expunged, instance_id)
    disks = op.run(give_up_disks, kind, id)
    op.run(expunging.remove_volumes, disks)
    op.run(expunging.mark_volumes_expunged, disks)
    op.run(mark_ended, kind, id)


@ops.step
def instances_of(db: Session, op: ops.OpId, kind: str, id: str) -> list[str]:
    """What there is to expunge."""
    del op
    query = select(Instance.id).where(Instance.account_id.in_(_accounts(db, kind, id)), Instance.removed.is_(None))
    return list(db.scalars(query.order_by(Instance.id)))


@ops.step
def give_up_disks(db: Session, op: ops.OpId, kind: str, id: str) -> str:
    """The disks that no instance has: they are given up, and removed next. One that an instance still has is a later try's."""
    query = select(Volume.id).where(Volume.account_id.in_(_accounts(db, kind, id)), Volume.instance_id.is_(None), Volume.removed.is_(None))
    found = ",".join(db.scalars(query.order_by(Volume.id)))
    expunging.give_up(db, op, found)
    return found


@ops.step
def mark_ended(db: Session, op: ops.OpId, kind: str, id: str) -> None:
    """Gone: only rows that events and usage speak of stay."""
    del op
    ids = _accounts(db, kind, id)
    domains = _tree(db, db.get_one(Domain, id)) if kind == DOMAIN else []
    left = _live(db, ids)
    if left:
        raise Conflict(f"{kind.lower()} {id} still owns {left}, which other jobs have in hand; they are taken up again soon")
    belongings.refuse_if_others_need(db, ids, [domain.id for domain in domains])
    now = utcnow()
    whole = list(db.scalars(select(Account).where(Account.id.in_(ids), Account.removed.is_(None))))
    for account in sorted(whole, key=lambda account: account.project_id is None):
        if account.project_id is not None:
            _end_project(db, account, now)
        belongings.end_account(db, account, now)
    for domain in domains:
        belongings.end_domain(db, domain, now)


def _end_project(db: Session, account: Account, now: datetime) -> None:
    project = db.get_one(Project, account.project_id)
    belongings.end_project(db, project.id)
    project.removed = now
    limits.give(db, project.creator_id, limits.amounts({Kind.PROJECT: 1}))


def _accounts(db: Session, kind: str, id: str) -> list[str]:
    """The accounts that are meant: one, a project's own, or all in a domain and below it."""
    if kind == account_changes.ENTITY:
        return [id]
    if kind == projects.ENTITY:
        return [db.get_one(Project, id).account_id]
    tree = [domain.id for domain in _tree(db, db.get_one(Domain, id))]
    return list(db.scalars(select(Account.id).where(Account.domain_id.in_(tree))))


def _live(db: Session, account_ids: Sequence[str]) -> str:
    """What there is on hosts of these accounts, in words; empty for nothing."""
    counts = (
        (db.scalar(select(func.count()).select_from(model).where(model.account_id.in_(account_ids), model.removed.is_(None))) or 0, word)
        for model, word in ((Instance, "instances"), (Volume, "disks"))
    )
    return " and ".join(f"{count} {word}" for count, word in counts if count)


@ops.reconciler(every=60)
def tenants_ended(db: Database, to: ops.Drivers) -> ops.Report:
    """Goes on with deleting what a failure left half deleted, and stops what still runs of disabled accounts and suspended projects."""
    report = ops.Report()
    with db.write() as session:
        for kind, id, account_id, name in _half_ended(session):
            ops.begin(session, end, kind, id, about=(kind, id), account_id=account_id, clock=to.clock, description=f"deleting {name}")
            report.repaired.append(f"{name}: its deletion goes on")
        running = select(Instance).join(Account, Account.id == Instance.account_id).where(Account.state == "disabled")
        running = running.where(Account.ending.is_(False), Instance.state == InstanceState.RUNNING, Instance.operation_id.is_(None))
        for instance in session.scalars(running):
            job_id = ops.begin(
                session,
                power.stop,
                instance.id,
                str(to.settings.get(STOP_GRACE)),
                about=(INSTANCE, instance.id),
                account_id=instance.account_id,
                clock=to.clock,
                event="VM.STOP",
                description=f"stopping instance {instance.name}, whose owner is disabled",
            )
            instance.hold(by=job_id)
            report.repaired.append(f"instance {instance.name}: stopped, its owner is disabled")
    return report


def _half_ended(db: Session) -> list[tuple[str, str, str, str]]:
    """Kind, id, account and name of what is being deleted without a job that does it. Of what lies in such a domain, the domain alone."""
    live = set(db.scalars(select(Job.instance_id).where(Job.operation == end.key, Job.state.not_in((JobState.DONE, JobState.FAILED)))))
    domains = list(db.scalars(select(Domain).where(Domain.state == INACTIVE, Domain.removed.is_(None)).order_by(Domain.level)))
    tops = [d for d in domains if not any(d.id != top.id and d.path.startswith(top.path) for top in domains)]
    found = [(DOMAIN, d.id, SYSTEM, f"domain {d.shown_path}") for d in tops]
    for account in db.scalars(select(Account).where(Account.ending, Account.removed.is_(None))):
        if account.domain.state == INACTIVE:
            continue
        kind, id = (projects.ENTITY, account.project_id) if account.project_id else (account_changes.ENTITY, account.id)
        found.append((kind, id, account.id, limits.shown(account)))
    return [one for one in found if one[1] not in live]
