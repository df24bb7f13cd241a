"""Deploying instances when it cannot be done: room, limits, hosts that fail; and what is left behind."""

import pytest
from tests.world import World, offering

from pileus.manager.drivers.fake.host import Guards, Guest
from pileus.manager.drivers.hosts import HostFault
from pileus.manager.kernel.errors import LimitReached
from pileus.manager.model.infrastructure import Host
from pileus.manager.model.instance import InstanceState
from pileus.manager.model.network import Nic
from pileus.manager.model.setting import ResourceCount
from pileus.manager.model.storage import StoragePool, Volume
from pileus.manager.network.guarding import guards_up_to_date
from pileus.wire.domains import StartDomain
from pileus.wire.storage import EnsureVolume, VolumeIs


def test_no_room_leaves_an_instance_in_error_that_says_why(world: World) -> None:
    started = world.deploy(name="huge", serviceofferingid=offering("Custom"), details={"cpuNumber": "16", "memory": "65536"})
    world.ended(started)
    others = [world.deploy(serviceofferingid=offering("Custom"), details={"cpuNumber": "4", "memory": "65536"}) for _ in range(4)]
    jobs = [world.failed_or_done(other) for other in others]
    refused = [job for job in jobs if job.error]
    assert refused, "five times 64 GiB fit into 255 GiB"
    assert "memory: " in (refused[0].error or "")
    assert "host-1" in (refused[0].error or "")
    assert "host-1" not in (refused[0].error_public or "")
    assert "1 by memory" in (refused[0].error_public or "")
    broken = world.instance(refused[0].instance_id or "")
    assert broken.state is InstanceState.ERROR
    assert "1 by memory" in broken.details["reason"]
    assert broken.nic == []


@pytest.mark.parametrize("request_", [EnsureVolume, StartDomain])
def test_a_failed_first_start_holds_nothing(world: World, request_: type) -> None:
    world.hosts.order(request_, HostFault(world.host.id, "internal", "the host is on fire", "put it out"))
    started = world.deploy(name="doomed")
    job = world.failed(started)
    assert "the host is on fire" in (job.error or "")
    assert world.instance(str(started.id)).state is InstanceState.ERROR
    host = world.row(Host, world.host.id)
    assert (host.used_memory, host.used_cpu_mhz) == (0, 0)
    assert [pool.allocated for pool in world.rows(StoragePool)] == [0]
    assert world.rows(Nic) == []
    assert [v for v in world.rows(Volume) if v.removed is None] == []
    assert {count.used for count in world.rows(ResourceCount)} == {0}
    world.manager.engine.reconcile(guards_up_to_date)
    for kind, body in (("domain", Guest), ("volume", VolumeIs), ("guard", Guards)):
        assert world.hosts.world.all(world.host.id, kind, body) == {}


@pytest.mark.parametrize("request_", [EnsureVolume, StartDomain])
def test_a_host_that_has_decided_nothing_is_asked_again(world: World, request_: type) -> None:
    world.hosts.order(request_, HostFault(world.host.id, "unavailable", "libvirt restarts", "see whether it runs"))
    started = world.deploy(name="patient")
    world.ended(started)
    assert list(world.guests()) == [started.id]


def test_the_limit_of_instances_holds(world: World) -> None:
    few = world.account("few")
    world.call("updateResourceLimit", account="few", domainid=few.caller.domain_id if few.caller else "", resourcetype=0, max=1)
    few.running(name="one")
    with pytest.raises(LimitReached, match=r"limit"):
        few.deploy(name="two")
