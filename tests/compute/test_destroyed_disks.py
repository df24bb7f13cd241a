"""What becomes of data disks when their instance is destroyed or expunged, or their owner goes."""

import pytest
from tests.world import World

from pileus.manager.compute.removal import expunge_what_is_due
from pileus.manager.drivers.fake.host import Guest
from pileus.manager.drivers.hosts import HostFault
from pileus.manager.kernel.errors import InvalidValue, NotFound
from pileus.manager.model.event import Event, EventLevel
from pileus.manager.model.instance import InstanceState
from pileus.manager.model.job import Job, JobState
from pileus.manager.model.storage import StoragePool, Volume, VolumeState
from pileus.wire.storage import RemoveVolume, VolumeIs


def with_disks(world: World, **parameters: object) -> tuple[str, str, list[str]]:
    """An instance with two data disks: its id, its root disk's and theirs."""
    small = next(o.id for o in world.call("listDiskOfferings").items if o.name == "Small")
    id = world.running(datadisksdetails=[{"diskofferingid": small}] * 2, **parameters)
    found = sorted(world.rows(Volume, instance_id=id), key=lambda volume: volume.device_id or 0)
    return id, found[0].id, [volume.id for volume in found[1:]]


def on_host(world: World) -> set[str]:
    return set(world.hosts.world.all(world.host.id, "volume", VolumeIs))


def jobs_ended(world: World) -> None:
    for job in world.rows(Job):
        if job.state not in (JobState.DONE, JobState.FAILED):
            world.manager.engine.wait(job.id, 30)


def test_named_disks_are_gone_and_the_others_are_detached(world: World) -> None:
    id, root, [first, second] = with_disks(world, name="web")
    world.ended(world.call("destroyVirtualMachine", id=id, volumeids=[first]))
    assert world.instance(id).state is InstanceState.DESTROYED
    assert on_host(world) == {root, second}
    assert world.call("listVolumes", id=first).count == 0
    [kept] = world.call("listVolumes", id=second).items
    assert (kept.state, kept.virtual_machine_id, kept.device_id, kept.attached) == (VolumeState.READY, None, None, None)
    left = sum(world.row(Volume, volume).size for volume in (root, second))
    assert [pool.allocated for pool in world.rows(StoragePool)] == [left]
    [told] = world.rows(Event, type="VOLUME.DETACH")
    assert (told.entity_id, told.account_id) == (second, world.row(Volume, second).account_id)
    assert told.type in {type.name for type in world.call("listEventTypes").items}
    world.call("recoverVirtualMachine", id=id)
    world.ended(world.call("startVirtualMachine", id=id))
    assert [disk.volume_id for disk in world.thing("domain", id, Guest).spec.disks] == [root]


def test_an_expunged_instance_leaves_its_data_disks_to_their_owner(world: World) -> None:
    owner = world.account("owner")
    world.call("updateConfiguration", name="allow.user.expunge.recover.vm", value="true")
    at_once, _, [gone, kept] = with_disks(owner, name="web")
    owner.ended(owner.call("destroyVirtualMachine", id=at_once, expunge=True, volumeids=[gone]))
    later, _, disks = with_disks(owner, name="db")
    owner.ended(owner.call("stopVirtualMachine", id=later, forced=True))
    owner.ended(owner.call("expungeVirtualMachine", id=later))
    assert on_host(world) == {kept, *disks}
    assert {volume.id for volume in owner.call("listVolumes").items} == {kept, *disks}
    assert owner.call("listAccounts").items[0].volume_total == len([kept, *disks])


def test_a_detached_disk_is_deleted_by_its_owner_alone(world: World) -> None:
    owner, other = world.account("owner"), world.account("other")
    id, root, [first, second] = with_disks(owner, name="web")
    with pytest.raises(InvalidValue, match="is attached to instance web; it can be deleted when that instance is destroyed"):
        owner.call("deleteVolume", id=first)
    owner.ended(owner.call("destroyVirtualMachine", id=id))
    with pytest.raises(NotFound):
        other.call("deleteVolume", id=first)
    with pytest.raises(InvalidValue, match="is attached to instance web"):
        owner.call("deleteVolume", id=root)
    assert owner.call("deleteVolume", id=first).success
    jobs_ended(world)
    assert on_host(world) == {root, second}
    assert owner.call("listAccounts").items[0].volume_total == len([root, second])
    with pytest.raises(NotFound):
        owner.call("deleteVolume", id=first)
    assert [event.entity_id for event in world.rows(Event, type="VOLUME.DELETE", level=EventLevel.INFO)] == [first]


def test_a_deleted_account_leaves_no_disk(world: World) -> None:
    owner = world.account("owner")
    id, _, _ = with_disks(owner, name="web")
    owner.ended(owner.call("destroyVirtualMachine", id=id))
    with_disks(owner, name="db")
    world.ended(world.call("deleteAccount", id=owner.caller.account_id if owner.caller else ""))
    assert on_host(world) == set()
    assert [volume for volume in world.rows(Volume) if volume.removed is None] == []
    assert [pool.allocated for pool in world.rows(StoragePool)] == [0]


def test_a_disk_that_could_not_be_removed_is_removed_later(world: World) -> None:
    id, _, [first, _] = with_disks(world, name="web")
    world.hosts.order(RemoveVolume, HostFault(world.host.id, "internal", "the pool is read-only"))
    world.failed(world.call("destroyVirtualMachine", id=id, volumeids=[first]))
    assert world.instance(id).state is InstanceState.DESTROYED
    assert first in on_host(world)
    world.manager.engine.reconcile(expunge_what_is_due)
    jobs_ended(world)
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
