"""Maintenance of primary storage pools: the instances with disks there are stopped, and start again when it ends."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.compute import power, power_state
from pileus.manager.compute.instances import ENTITY as INSTANCE
from pileus.manager.compute.power import STOP_GRACE
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Started
from pileus.manager.kernel.errors import Conflict, InvalidValue
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.kernel.seal import Sealer
from pileus.manager.model.account import Account
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.job import Job
from pileus.manager.model.rows import utcnow
from pileus.manager.model.storage import PoolState, StoragePool, Volume
from pileus.manager.ops import event_log
from pileus.manager.storage.pool_changes import OnePool
from pileus.manager.storage.pools import ENTITY, PoolView, view

NAMED = 3
"""So many instances a refusal names; more do not help."""


@command(
    "enableStorageMaintenance",
    access=ADMINS,
    event="MAINT.PREPARE.PS",
    entity=ENTITY,
    wrapper="prepareprimarystorageformaintenanceresponse",
)
def enable_maintenance(ctx: Ctx, p: OnePool) -> Started[PoolView]:
    """Puts a pool into maintenance: instances with a disk there are stopped, and start again when it ends."""
    pool = ctx.get(StoragePool, p.id)
    if pool.state is PoolState.MAINTENANCE:
        raise InvalidValue(f"storage pool {pool.name} is in maintenance already; cancelStorageMaintenance ends it")
    pool.require("prepare for maintenance")
    about = f"putting storage pool {pool.name} into maintenance"
    return ops.start(ctx, empty, pool.id, str(ctx.settings.get(STOP_GRACE)), about=(ENTITY, pool.id), description=about)


def _shown(db: Session, sealer: Sealer, id: str, grace: str) -> PoolView:
    del sealer, grace
    return view(db, id)


@ops.operation(result=_shown)
def empty(op: ops.Op, id: str, grace: str) -> None:
    """Stops what runs from a pool; if anything still runs at the end, the pool is Up again, and so is what was stopped."""
    for instance_id in op.run(close, id):
        held = op.run(power.hold_to_stop, instance_id)
        op.run(power.shut_down, held, grace)
        op.run(mark_waiting, instance_id)
    op.run(mark_empty, id)


@ops.step
def close(db: Session, op: ops.OpId, id: str) -> list[str]:
    """The pool is the operation's, and nothing starts from it any more; answers what runs from it."""
    pool = db.get_one(StoragePool, id, with_for_update=True)
    pool.move("prepare for maintenance", by=op)
    running = select(Instance.id).where(Instance.id.in_(_on(id)), Instance.state == InstanceState.RUNNING)
    return list(db.scalars(running.order_by(Instance.id)))


@close.undo(frees=False)
def open_again(db: Session, op: ops.OpId, id: str) -> None:
    """Up again. What was stopped is wanted running still, and starts again."""
    pool = db.get_one(StoragePool, id)
    if pool.operation_id == op and pool.state is PoolState.PREPARING:
        pool.move("give up", by=op)
        pool.release(by=op)


@ops.step
def mark_waiting(db: Session, op: ops.OpId, id: str) -> None:
    """Stopped, if it was taken, but wanted running: its pool's end of maintenance starts it again."""
    instance = db.get_one(Instance, id)
    if instance.operation_id != op:
        return
    power.mark_stopped(db, op, id)
    instance.wanted = "running"
    told = f"stopped instance {instance.name}: {db.get_one(Job, op).description}"
    owner = db.get_one(Account, instance.account_id)
    event_log.noticed(db, utcnow(), "VM.STOP", told, owner=owner, entity=INSTANCE, id=id)


@ops.step
def mark_empty(db: Session, op: ops.OpId, id: str) -> None:
    """In maintenance, if really nothing runs from it: an instance that another job had in hand may."""
    pool = db.get_one(StoragePool, id)
    left = list(db.scalars(select(Instance.name).where(Instance.id.in_(_on(id)), Instance.host_id.is_not(None)).order_by(Instance.name)))
    if left:
        raise Conflict(
            f"storage pool {pool.name} cannot go into maintenance: {_some(left)} still on a host, in the hands of another job; "
            "wait until that has ended, and call enableStorageMaintenance again"
        )
    pool.move("emptied", by=op)
    pool.release(by=op)


@command(
    "cancelStorageMaintenance", access=ADMINS, event="MAINT.CANCEL.PS", entity=ENTITY, wrapper="cancelprimarystoragemaintenanceresponse"
)
def cancel_maintenance(ctx: Ctx, p: OnePool) -> Started[PoolView]:
    """Ends the maintenance of a pool; the instances that it stopped start again."""
    pool = ctx.get(StoragePool, p.id)
    if pool.state is PoolState.PREPARING:
        raise Conflict(f"storage pool {pool.name} is going into maintenance; wait until job {pool.operation_id} has ended")
    if pool.state is not PoolState.MAINTENANCE:
        raise InvalidValue(f"storage pool {pool.name} is {pool.state}, not in maintenance; there is nothing to end")
    pool.move("end maintenance")
    ctx.save()
    waiting = (Instance.state == InstanceState.STOPPED, Instance.wanted == "running", Instance.operation_id.is_(None))
    elsewhere = power_state.on_pools_in_maintenance()
    for instance in ctx.db.scalars(select(Instance).where(Instance.id.in_(_on(pool.id)), Instance.id.not_in(elsewhere), *waiting)):
        power_state.begin_again(ctx.db, instance, ctx.clock, f"after the maintenance of storage pool {pool.name}")
    return ops.settled(ctx, ENTITY, pool.id, f"ending the maintenance of storage pool {pool.name}")


def _on(pool_id: str) -> Select[str]:
    """Ids of the instances with a disk on the pool."""
    there = select(Volume.instance_id).where(Volume.pool_id == pool_id, Volume.removed.is_(None), Volume.instance_id.is_not(None))
    return cast("Select[str]", there)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more} {'is' if len(names) == 1 else 'are'}"
