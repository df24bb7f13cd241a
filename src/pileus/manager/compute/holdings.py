"""What an instance holds besides its host's capacity: cards with addresses, disks with room on a pool, memberships, counts."""

import functools

from sqlalchemy import Select, bindparam, delete, select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.identity import limits
from pileus.manager.infra import placement
from pileus.manager.model.affinity import affinity
from pileus.manager.model.instance import Instance
from pileus.manager.model.network import Nic
from pileus.manager.model.rows import utcnow
from pileus.manager.model.storage import Volume, VolumeState
from pileus.manager.network import addresses, memberships
from pileus.manager.storage import expunging


def volumes(db: Session, instance_id: str) -> list[Volume]:
    """The instance's disks in order of their device ids, those that are gone left out."""
    return list(db.scalars(_volumes(), {"instance": instance_id}))


@functools.cache
def _volumes() -> Select[Volume]:
    return select(Volume).where(Volume.instance_id == bindparam("instance"), Volume.removed.is_(None)).order_by(Volume.device_id)


def cards(db: Session, instance_id: str) -> list[Nic]:
    """The instance's network cards in order."""
    return list(db.scalars(_cards(), {"instance": instance_id}))


@functools.cache
def _cards() -> Select[Nic]:
    return select(Nic).where(Nic.instance_id == bindparam("instance")).order_by(Nic.device_id)


def count(db: Session, instance: Instance, disks: list[Volume]) -> None:
    """Takes what a new instance counts for against its account's limits; refuses with LimitReached."""
    limits.take(db, instance.account_id, _amounts(instance, disks))
    instance.counted = True


def give_back(db: Session, instance: Instance) -> None:
    """Ends all of it, in the transaction in which the instance comes to hold nothing; safe to repeat."""
    held = sorted(cards(db, instance.id), key=lambda card: card.network_id)
    for card in held:
        addresses.changed(db, card.network_id)
        db.delete(card)
    if held:
        ops.wake(db, "Network")  # routers forget the lease and the name at once, since no operation tells them
    disks = volumes(db, instance.id)
    if instance.counted:
        limits.give(db, instance.account_id, _amounts(instance, disks))
        instance.counted = False
    for disk in disks:
        placement.give_back_disk(db, disk)
        disk.state = VolumeState.EXPUNGED
        disk.operation_id = None
        disk.removed = utcnow()
    memberships.put(db, instance.id, [])
    db.execute(delete(affinity).where(affinity.c.instance_id == instance.id))


def _amounts(instance: Instance, disks: list[Volume]) -> limits.Amounts:
    own = {limits.Kind.INSTANCE: 1, limits.Kind.CPU: instance.cpus, limits.Kind.MEMORY: instance.memory_mib}
    amounts = limits.amounts(own, instance.limit_tags)
    for disk in disks:
        amounts += expunging.amounts(disk)
    return amounts
