"""Samples of what instances used, and volumes with figures."""

from datetime import timedelta
from typing import Any

from tests.world import World

from pileus.manager.compute.statistics import instances_measured
from pileus.manager.compute.usage_history import samples_taken
from pileus.manager.model.statistics import InstanceSample


def samples(world: World, **chosen: Any) -> list[Any]:
    return [sample for item in world.call("listVirtualMachinesUsageHistory", **chosen).items for sample in item.stats]


def look(world: World) -> None:
    world.manager.engine.reconcile(instances_measured)
    world.manager.engine.reconcile(samples_taken)


def test_samples_are_taken_by_interval_and_kept_as_long_as_the_settings_say(world: World) -> None:
    id = world.running(name="sampled")
    look(world)
    look(world)
    assert len(samples(world, id=id)) == 1
    world.clock.turn(seconds=70)  # the reading is still fresh: the host's own clock did not move
    look(world)
    assert len(samples(world, ids=id)) == 2
    after = (world.clock.now() - timedelta(seconds=30)).isoformat()
    assert len(samples(world, name="sampled", startdate=after)) == 1
    assert samples(world, id=id)[0].memory_kbs > 0
    ann = world.account("ann")
    assert ann.call("listVirtualMachinesUsageHistory").items == []
    world.call("updateConfiguration", name="vm.stats.interval", value="0")
    world.clock.turn(minutes=2)
    look(world)
    assert len(samples(world, id=id)) == 2
    world.call("updateConfiguration", name="vm.stats.max.retention.time", value="1")
    look(world)
    assert world.rows(InstanceSample) == []


def test_volumes_and_system_vms_have_lists_of_their_own(world: World) -> None:
    id = world.running(name="disked")
    [volume] = world.call("listVolumesMetrics", virtualmachineid=id).items
    assert volume.size_gb == "0.50 GB"
    assert volume.virtual_machine_id == id
    [history] = world.call("listVolumesUsageHistory", id=volume.id).items
    assert (history.name, history.stats) == (volume.name, [])
    assert world.call("listSystemVmsUsageHistory").items == []
    assert world.account("vol").call("listVolumesMetrics").items == []
