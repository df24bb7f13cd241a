"""Instances: destroy, recover, expunge."""

from datetime import timedelta
from typing import Annotated

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.compute import holdings
from pileus.manager.compute.instance_view import InstanceView, one, one_of
from pileus.manager.compute.instances import ENTITY
from pileus.manager.compute.power import Held, mark_stopped, mark_stopping, shut_down, still_running
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.declare import Doc, Names, Params, Started, Success
from pileus.manager.kernel.errors import Conflict, InvalidValue, PermissionDenied
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.kernel.seal import Sealer
from pileus.manager.kernel.settings import Scope, flag, number
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.rows import utcnow
from pileus.manager.model.storage import Volume
from pileus.manager.storage import expunging
from pileus.manager.storage.detaching import detach_data_disks

EXPUNGE_DELAY = number("expunge.delay", 86400, "Seconds a destroyed instance can be recovered before it is expunged.")
USER_MAY_EXPUNGE = flag(
    "allow.user.expunge.recover.vm",
    default=False,
    doc="Whether users may expunge and recover their instances themselves.",
    scopes=(Scope.ACCOUNT,),
)


class Destroy(Params, frozen=True, kw_only=True):
    """What to destroy."""

    id: Annotated[Id, Names("Instance"), Doc("the instance")]
    expunge: Annotated[bool, Doc("true: with its root disk, at once and for good; needs the right to expunge")] = False
    volume_ids: Annotated[
        list[Id] | None, Doc("data disks of it to delete at once and for good; others are detached and stay with their owner")
    ] = None


@command("destroyVirtualMachine", access=USERS, event="VM.DESTROY", entity=ENTITY)
def destroy_instance(ctx: Ctx, p: Destroy) -> Started[InstanceView]:
    """Destroys an instance: it stops, and can be recovered until it is expunged. Its data disks are detached and stay with their owner."""
    instance = ctx.get(Instance, p.id)
    _refuse_protected(instance)
    if p.expunge:
        _may_expunge(ctx, "expunging", "leave expunge out")
    for_good = p.expunge or instance.state is InstanceState.ERROR
    if instance.state is not InstanceState.RUNNING:
        instance.require("expunge" if for_good and instance.state is InstanceState.DESTROYED else "destroy", queued=True)
    disks = _data_disks(ctx, p, instance)
    operation = destroy_for_good if for_good else destroy_with_disks if disks else destroy
    return ops.start(
        ctx,
        operation,
        instance.id,
        *(() if operation is destroy else (disks,)),
        about=(ENTITY, instance.id),
        account_id=instance.account_id,
        description=f"destroying instance {instance.name}",
        holding=instance,
    )


def _data_disks(ctx: Ctx, p: Destroy, instance: Instance) -> str:
    """The disks to delete, as operations take them: joined by commas."""
    for id in p.volume_ids or ():
        volume = ctx.get(Volume, id, "volumeids")
        if volume.instance_id != instance.id or volume.removed is not None:
            raise InvalidValue(f"volumeids: volume {volume.name} is no disk of instance {instance.name}; leave it out")
        if volume.type == "ROOT":
            raise InvalidValue(f"volumeids: volume {volume.name} is the root disk, which goes with the instance; leave it out")
    return ",".join(dict.fromkeys(p.volume_ids or ()))


def _refuse_protected(instance: Instance) -> None:
    if instance.delete_protection:
        raise Conflict(f"instance {instance.name} is protected against deletion; updateVirtualMachine deleteprotection=false first")


def _may_expunge(ctx: Ctx, doing: str, instead: str) -> None:
    if not ctx.caller.is_root and not ctx.settings.get(USER_MAY_EXPUNGE, scope=Scope.ACCOUNT, of=ctx.caller.account_id):
        raise PermissionDenied(f"{doing} instances is for root admins here; {instead}, or ask one to set allow.user.expunge.recover.vm")


@ops.operation(result=one_of)
def destroy(op: ops.Op, id: str) -> None:
    """Stops an instance and marks it destroyed; its root disk and addresses stay until it is expunged."""
    held = op.run(mark_stopping_for_destroy, id)
    op.run(shut_down, held, "0")
    op.run(mark_destroyed, id)


@ops.step
def mark_stopping_for_destroy(db: Session, op: ops.OpId, id: str) -> Held:
    """The instance is the operation's; one that does not run needs no stopping."""
    instance = db.get_one(Instance, id)
    if instance.state in (InstanceState.RUNNING, InstanceState.STOPPED, InstanceState.STOPPING):
        return mark_stopping(db, op, id)
    return Held(id, "", instance.epoch, instance.guard_generation)


@mark_stopping_for_destroy.undo(frees=False)
def not_destroyed(db: Session, op: ops.OpId, id: str) -> None:
    """As it was, as far as is known."""
    still_running(db, op, id)


@ops.step
def mark_destroyed(db: Session, op: ops.OpId, id: str) -> None:
    """Destroyed, without its data disks; the time of it starts the delay until it is expunged."""
    instance = db.get_one(Instance, id)
    mark_stopped(db, op, id)
    detach_data_disks(db, op, id)
    instance.move("destroy", by=op)
    instance.destroyed = utcnow()
    instance.release(by=op)


@ops.operation(result=one_of)
def destroy_with_disks(op: ops.Op, id: str, volume_ids: str) -> None:
    """The same, with some of its data disks deleted for good."""
    held = op.run(mark_stopping_for_destroy, id)
    op.run(shut_down, held, "0")
    op.run(mark_destroyed_without, id, volume_ids)
    op.run(expunging.remove_volumes, volume_ids)
    op.run(expunging.mark_volumes_expunged, volume_ids)


@ops.step
def mark_destroyed_without(db: Session, op: ops.OpId, id: str, volume_ids: str) -> None:
    """Destroyed, and without these disks from here on: what fails later is the disks', and their removal is gone on with."""
    expunging.give_up(db, op, volume_ids)
    mark_destroyed(db, op, id)


@ops.operation(result=one_of)
def destroy_for_good(op: ops.Op, id: str, volume_ids: str) -> None:
    """Stops an instance and removes it with its root disk and addresses, and with some of its data disks."""
    held = op.run(mark_stopping_for_destroy, id)
    op.run(shut_down, held, "0")
    op.run(mark_expunging_with, id, volume_ids)
    op.run(remove_disks, id)
    op.run(mark_expunged, id)
    op.run(expunging.remove_volumes, volume_ids)
    op.run(expunging.mark_volumes_expunged, volume_ids)


class Expunge(Params, frozen=True, kw_only=True):
    """What to expunge."""

    id: Annotated[Id, Names("Instance"), Doc("the instance; one that runs must be stopped or destroyed first")]


@command("expungeVirtualMachine", access=USERS, event="VM.EXPUNGE", entity=ENTITY)
def expunge_instance(ctx: Ctx, p: Expunge) -> Started[Success]:
    """Removes an instance for good, with its root disk and addresses. Data disks that it still has stay with their owner."""
    instance = ctx.get(Instance, p.id)
    _may_expunge(ctx, "expunging", "it is expunged alone after expunge.delay")
    _refuse_protected(instance)
    instance.require("expunge")
    started = ops.start(
        ctx,
        expunge,
        instance.id,
        about=(ENTITY, instance.id),
        account_id=instance.account_id,
        description=f"expunging instance {instance.name}",
    )
    instance.hold(by=started.job_id)
    return started


def _expunged(db: Session, sealer: Sealer, id: str) -> Success:
    del sealer
    return Success(display_text=f"instance {db.get_one(Instance, id).name} is expunged")


@ops.operation(result=_expunged)
def expunge(op: ops.Op, id: str) -> None:
    """Removes an instance that does not run, with its root disk and addresses."""
    op.run(mark_expunging, id)
    op.run(remove_disks, id)
    op.run(mark_expunged, id)


@ops.step
def mark_expunging(db: Session, op: ops.OpId, id: str) -> None:
    """From here there is no way back: a failure leaves it Expunging, and the reconciler tries again."""
    instance = db.get_one(Instance, id)
    if instance.state is InstanceState.STOPPING:
        mark_stopped(db, op, id)
    instance.move("expunge", by=op)
    detach_data_disks(db, op, id)


@mark_expunging.undo(frees=False)
def let_go_expunging(db: Session, op: ops.OpId, id: str) -> None:
    """Lets it go, for the reconciler to take up; one that is not Expunging yet is left to the undo of its stop."""
    instance = db.get_one(Instance, id)
    if instance.state is not InstanceState.STOPPING:
        instance.release(by=op)


@ops.step
def mark_expunging_with(db: Session, op: ops.OpId, id: str, volume_ids: str) -> None:
    """The same, with these of its data disks."""
    expunging.give_up(db, op, volume_ids)
    mark_expunging(db, op, id)


@mark_expunging_with.undo(frees=False)
def let_go_of_all(db: Session, op: ops.OpId, id: str, volume_ids: str) -> None:
    """Lets it go likewise; the disks are let go of with the operation, for the reconciler to take up."""
    del volume_ids
    let_go_expunging(db, op, id)


@ops.effect
def remove_disks(to: ops.Drivers, id: str) -> None:
    """Deletes the instance's disks from their pools."""
    with to.db_read() as db:
        ids = [disk.id for disk in holdings.volumes(db, id)]
    expunging.remove_from_pools(to, ids)


@ops.step
def mark_expunged(db: Session, op: ops.OpId, id: str) -> None:
    """Gone: the row alone stays, for events and usage."""
    instance = db.get_one(Instance, id)
    holdings.give_back(db, instance)
    instance.removed = utcnow()
    instance.release(by=op)


class Recover(Params, frozen=True, kw_only=True):
    """What to recover."""

    id: Annotated[Id, Names("Instance"), Doc("the destroyed instance")]


@command("recoverVirtualMachine", access=USERS, event="VM.RECOVER", entity=ENTITY)
def recover_instance(ctx: Ctx, p: Recover) -> InstanceView:
    """Brings a destroyed instance back, stopped."""
    instance = ctx.get(Instance, p.id)
    _may_expunge(ctx, "recovering", "have one recover it")
    instance.require("recover")
    instance.move("recover")
    instance.destroyed = None
    instance.updated = ctx.now
    ctx.save()
    return one(ctx.db, instance.id)


@ops.reconciler(every=60)
def expunge_what_is_due(db: Database, to: ops.Drivers) -> ops.Report:
    """Expunges instances that were destroyed longer ago than expunge.delay, and goes on with expunging that failed, disks' too."""
    report = ops.Report()
    with db.write() as session:
        due = to.clock.now() - timedelta(seconds=to.settings.get(EXPUNGE_DELAY))
        query = select(Instance).where(
            Instance.removed.is_(None),
            Instance.operation_id.is_(None),
            (Instance.state == InstanceState.EXPUNGING) | ((Instance.state == InstanceState.DESTROYED) & (Instance.destroyed < due)),
        )
        for instance in session.scalars(query):
            job_id = ops.begin(
                session,
                expunge,
                instance.id,
                about=(ENTITY, instance.id),
                account_id=instance.account_id,
                clock=to.clock,
                event="VM.EXPUNGE",
                description=f"expunging instance {instance.name}",
            )
            instance.hold(by=job_id)
            report.repaired.append(f"instance {instance.name}: expunged, its time was over")
        expunging.go_on(session, to, report)
    return report
