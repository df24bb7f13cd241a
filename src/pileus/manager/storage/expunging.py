"""Removing volumes for good: what operations share, and going on with what failed.

Ids of several volumes come joined by commas; an empty text is none.
"""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.identity import limits
from pileus.manager.infra import placement, reach
from pileus.manager.kernel.clock import Clock
from pileus.manager.model.rows import utcnow
from pileus.manager.model.storage import StoragePool, Volume, VolumeState
from pileus.wire.storage import RemoveVolume


def remove_from_pools(to: ops.Drivers, volume_ids: Sequence[str]) -> None:
    """Deletes these volumes from the pools they lie on; one that is gone is no fault."""
    with to.db_read() as db:
        requests = [
            (
                reach.host_of(db, pool),
                RemoveVolume(
                    key=f"{to.key}/{volume.id}",
                    target=volume.id,
                    epoch=volume.epoch,
                    pool=reach.ref(pool),
                    volume_id=volume.id,
                ),
            )
            for volume in db.scalars(select(Volume).where(Volume.id.in_(volume_ids), Volume.removed.is_(None)))
            if volume.pool_id and (pool := db.get_one(StoragePool, volume.pool_id))
        ]
    for host_id, request in requests:
        to.hosts.call(host_id, request)


def give_up(db: Session, op: ops.OpId, volume_ids: str) -> None:
    """Takes volumes away from their instance, to be removed by this operation. From here there is no way back."""
    for volume in _named(db, volume_ids):
        volume.move("expunge", by=op)
        volume.instance_id = None


@ops.effect
def remove_volumes(to: ops.Drivers, volume_ids: str) -> None:
    """Deletes the volumes that were given up."""
    remove_from_pools(to, _ids(volume_ids))


@ops.step
def mark_volumes_expunged(db: Session, op: ops.OpId, volume_ids: str) -> None:
    """Gone; their room and what they counted for is given back."""
    for volume in _named(db, volume_ids):
        if volume.removed is not None:
            continue
        limits.give(db, volume.account_id, amounts(volume))
        placement.give_back_disk(db, volume)
        volume.move("expunged", by=op)
        volume.removed = utcnow()
        volume.release(by=op)


def amounts(volume: Volume) -> Counter[limits.Part]:
    """What a volume counts for against its account's limits."""
    return limits.amounts({limits.Kind.VOLUME: 1, limits.Kind.PRIMARY_STORAGE: volume.size}, volume.limit_tags)


def _ids(joined: str) -> list[str]:
    return [id for id in joined.split(",") if id]


def _named(db: Session, joined: str) -> list[Volume]:
    return [db.get_one(Volume, id) for id in _ids(joined)]


@ops.operation
def expunge_volume(op: ops.Op, id: str) -> None:
    """Removes a volume that was given up before."""
    op.run(remove_volumes, id)
    op.run(mark_volumes_expunged, id)


def begin(db: Session, volume: Volume, clock: Clock, *, event: str | None = None) -> None:
    """Gives a volume up and starts the job that removes it. From here there is no way back."""
    job_id = ops.begin(
        db,
        expunge_volume,
        volume.id,
        about=("Volume", volume.id),
        account_id=volume.account_id,
        clock=clock,
        event=event,
        description=f"removing volume {volume.name}",
    )
    volume.move("expunge", by=job_id)


def go_on(db: Session, to: ops.Drivers, report: ops.Report) -> None:
    """Begins anew with volumes that were given up and that no job removes any more."""
    query = select(Volume).where(Volume.state == VolumeState.EXPUNGING, Volume.operation_id.is_(None), Volume.removed.is_(None))
    for volume in db.scalars(query):
        begin(db, volume, to.clock, event="VOLUME.DELETE")
        report.repaired.append(f"volume {volume.name}: removed at last")
