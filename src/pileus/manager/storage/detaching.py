"""Taking data disks from an instance that goes: they stay with its owner. Attaching and detaching by command is not here."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.kernel.events import Happened
from pileus.manager.model.account import Account
from pileus.manager.model.job import Job
from pileus.manager.model.rows import utcnow
from pileus.manager.model.storage import Volume
from pileus.manager.ops import event_log

event_log.declare("VOLUME.DETACH")


def detach_data_disks(db: Session, op: ops.OpId, instance_id: str) -> None:
    """Leaves the instance its root disk alone. What the others hold of pools and limits stays theirs."""
    query = select(Volume).where(Volume.instance_id == instance_id, Volume.type != "ROOT", Volume.removed.is_(None))
    asked_by = db.scalar(select(Job.user_id).where(Job.id == op))
    for volume in db.scalars(query.order_by(Volume.device_id)):
        volume.instance_id = volume.device_id = None
        owner = db.get_one(Account, volume.account_id)
        event_log.record(
            db,
            utcnow(),
            Happened(
                type="VOLUME.DETACH",
                description=f"Successfully completed detaching volume {volume.name}",
                user_id=asked_by,
                account_id=owner.id,
                domain_id=owner.domain_id,
                entity="Volume",
                entity_id=volume.id,
            ),
        )
