"""Worlds for the operations that remove disks."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

from tests.ops.faults import Trial, scenario
from tests.ops.scenarios.instances import data_disk, drivers, running, trials
from tests.world import World

from pileus.manager.compute import removal
from pileus.manager.kernel.declare import Started
from pileus.manager.model.job import Job
from pileus.manager.model.storage import Volume
from pileus.manager.ops import OpId
from pileus.manager.storage import expunging

DEAD = OpId("00000000-0000-4000-8000-00000000dead")


def half_removed(world: World) -> str:
    """An instance whose data disk was given up by an operation that got no further."""
    id = running(world)
    disk = data_disk(world, id)
    with world.db.write() as session:
        expunging.give_up(session, DEAD, disk)
        session.get_one(Volume, disk).release(by=DEAD)
    return disk


def go_on(world: World) -> Started[Any]:
    """What the reconciler does when it finds the disk."""
    removal.expunge_what_is_due(world.db, drivers(world, "go on"))
    return Started(next(job.id for job in world.rows(Job) if job.operation == expunging.expunge_volume.key))


@scenario(removal.destroy_with_disks)
def destroy_an_instance_and_delete_its_data_disk(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(
        folder, url, running, lambda world, about: world.call("destroyVirtualMachine", id=about, volumeids=[data_disk(world, about)])
    )


@scenario(expunging.expunge_volume)
def remove_a_disk_that_was_given_up(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, half_removed, lambda world, _: go_on(world))
