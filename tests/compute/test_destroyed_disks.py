"""Data disks that are deleted with their instance's destruction."""

import pytest
from tests.world import World

from pileus.manager.compute.removal import expunge_what_is_due
from pileus.manager.drivers.fake.host import Guest
from pileus.manager.drivers.hosts import HostFault
from pileus.manager.kernel.errors import InvalidValue, NotFound
from pileus.manager.model.instance import InstanceState
from pileus.manager.model.job import Job, JobState
from pileus.manager.model.storage import StoragePool, Volume
from pileus.wire.storage import RemoveVolume, VolumeIs


def with_disks(world: World, **parameters: object) -> tuple[str, str, list[str]]:
    """An instance with two data disks: its id, its root disk's and theirs."""
    small = next(o.id for o in world.call("listDiskOfferings").items if o.name == "Small")
    id = world.running(datadisksdetails=[{"diskofferingid": small}] * 2, **parameters)
    found = sorted(world.rows(Volume, instance_id=id), key=lambda volume: volume.device_id or 0)
    return id, found[0].id, [volume.id for volume in found[1:]]


def on_host(world: World) -> set[str]:
    return set(world.hosts.world.all(world.host.id, "volume", VolumeIs))


def test_named_disks_are_gone_and_the_others_come_back_with_the_instance(world: World) -> None:
    id, root, [first, second] = with_disks(world, name="web")
    world.ended(world.call("destroyVirtualMachine", id=id, volumeids=[first]))
    assert world.instance(id).state is InstanceState.DESTROYED
    assert on_host(world) == {root, second}
    assert world.call("listVolumes", id=first).count == 0
    left = sum(world.row(Volume, volume).size for volume in (root, second))
    assert [pool.allocated for pool in world.rows(StoragePool)] == [left]
    world.call("recoverVirtualMachine", id=id)
    world.ended(world.call("startVirtualMachine", id=id))
    assert [disk.volume_id for disk in world.thing("domain", id, Guest).spec.disks] == [root, second]


def test_a_disk_that_could_not_be_removed_is_removed_later(world: World) -> None:
    id, _, [first, _] = with_disks(world, name="web")
    world.hosts.order(RemoveVolume, HostFault(world.host.id, "internal", "the pool is read-only"))
    world.failed(world.call("destroyVirtualMachine", id=id, volumeids=[first]))
    assert world.instance(id).state is InstanceState.DESTROYED
    assert first in on_host(world)
    world.manager.engine.reconcile(expunge_what_is_due)
    for job in world.rows(Job):
        if job.state not in (JobState.DONE, JobState.FAILED):
            world.manager.engine.wait(job.id, 30)
    assert first not in on_host(world)
    assert world.row(Volume, first).removed is not None


def test_only_its_own_data_disks_can_be_named(world: World) -> None:
    id, root, _ = with_disks(world, name="web")
    _, _, [foreign, _] = with_disks(world, name="db")
    with pytest.raises(InvalidValue, match="is no disk of instance web"):
        world.call("destroyVirtualMachine", id=id, volumeids=[foreign])
    with pytest.raises(InvalidValue, match="is the root disk"):
        world.call("destroyVirtualMachine", id=id, volumeids=[root])
    other = world.account("o")
    mine = other.running(name="mine")
    with pytest.raises(NotFound, match="volumeids"):
        other.call("destroyVirtualMachine", id=mine, volumeids=[foreign])
    assert world.instance(id).state is InstanceState.RUNNING
