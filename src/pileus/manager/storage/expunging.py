"""Removing volumes for good: what operations share, and going on with what failed. Ids of several volumes come joined by commas."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.identity import limits
from pileus.manager.infra import placement, reach
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
    for id in volume_ids.split(","):
        volume = db.get_one(Volume, id)
        volume.move("expunge", by=op)
        volume.instance_id = None


@ops.effect
def remove_volumes(to: ops.Drivers, volume_ids: str) -> None:
    """Deletes the volumes that were given up."""
    remove_from_pools(to, volume_ids.split(","))


@ops.step
def mark_volumes_expunged(db: Session, op: ops.OpId, volume_ids: str) -> None:
    """Gone; their room and what they counted for is given back."""
    for id in volume_ids.split(","):
        volume = db.get_one(Volume, id)
        if volume.removed is not None:
            continue
        limits.give(db, volume.account_id, {limits.Kind.VOLUME: 1, limits.Kind.PRIMARY_STORAGE: volume.size})
        placement.give_back_disk(db, volume)
        volume.move("expunged", by=op)
        volume.removed = utcnow()
        volume.release(by=op)


@ops.operation
def expunge_volume(op: ops.Op, id: str) -> None:
    """Removes a volume that was given up before."""
    op.run(remove_volumes, id)
    op.run(mark_volumes_expunged, id)


def go_on(db: Session, to: ops.Drivers, report: ops.Report) -> None:
    """Begins anew with volumes that were given up and that no job removes any more."""
    query = select(Volume).where(Volume.state == VolumeState.EXPUNGING, Volume.operation_id.is_(None), Volume.removed.is_(None))
    for volume in db.scalars(query):
        job_id = ops.begin(
            db,
            expunge_volume,
            volume.id,
            about=("Volume", volume.id),
            account_id=volume.account_id,
            clock=to.clock,
            event="VOLUME.DELETE",
            description=f"removing volume {volume.name}",
        )
        volume.hold(by=job_id)
        report.repaired.append(f"volume {volume.name}: removed at last")
