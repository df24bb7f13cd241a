"""What power operations hold and give back, and what failures leave."""

import pytest
from tests.world import JOB_SECONDS, World

from pileus.manager.compute.removal import EXPUNGE_DELAY, expunge_what_is_due
from pileus.manager.drivers.fake.host import Guards
from pileus.manager.drivers.hosts import HostFault
from pileus.manager.kernel.errors import Conflict, NotFound, PermissionDenied
from pileus.manager.model.infrastructure import Host
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.job import Job
from pileus.manager.model.network import Nic
from pileus.manager.model.storage import StoragePool
from pileus.wire.domains import StartDomain, StopDomain
from pileus.wire.storage import VolumeIs


def test_stop_gives_back_the_host_and_start_takes_it_again(world: World) -> None:
    id = world.running(name="web")
    address = world.instance(id).ip_address
    world.ended(world.call("stopVirtualMachine", id=id))
    stopped = world.instance(id)
    assert (stopped.state, stopped.host_id, stopped.ip_address) == (InstanceState.STOPPED, None, address)
    assert world.row(Host, world.host.id).used_memory == 0
    assert world.guests() == {}
    assert world.hosts.world.all(world.host.id, "guard", Guards) == {}
    world.ended(world.call("startVirtualMachine", id=id))
    assert world.instance(id).state is InstanceState.RUNNING
    assert world.row(Host, world.host.id).used_memory == 128 << 20
    assert list(world.guests()) == [id]


def test_a_failed_start_leaves_it_stopped_with_its_address(world: World) -> None:
    id = world.running(name="web")
    address = world.instance(id).ip_address
    world.ended(world.call("stopVirtualMachine", id=id))
    world.hosts.order(StartDomain, HostFault(world.host.id, "internal", "no such machine type"))
    world.failed(world.call("startVirtualMachine", id=id))
    failed = world.instance(id)
    assert (failed.state, failed.ip_address) == (InstanceState.STOPPED, address)
    assert "host" in failed.details["reason"]
    assert world.row(Host, world.host.id).used_memory == 0
    world.ended(world.call("startVirtualMachine", id=id))


def test_a_failed_stop_leaves_it_running(world: World) -> None:
    id = world.running(name="stubborn")
    world.hosts.order(StopDomain, HostFault(world.host.id, "internal", "libvirt said no"))
    world.failed(world.call("stopVirtualMachine", id=id))
    assert world.instance(id).state is InstanceState.RUNNING


def test_destroyed_can_be_recovered_until_it_is_expunged(world: World) -> None:
    id = world.running(name="phoenix")
    world.ended(world.call("destroyVirtualMachine", id=id))
    assert world.instance(id).state is InstanceState.DESTROYED
    assert world.call("recoverVirtualMachine", id=id).state is InstanceState.STOPPED
    world.ended(world.call("destroyVirtualMachine", id=id))
    world.ended(world.call("expungeVirtualMachine", id=id))
    assert world.call("listVirtualMachines", id=id).count == 0
    assert world.rows(Nic) == []
    assert world.hosts.world.all(world.host.id, "volume", VolumeIs) == {}
    assert [pool.allocated for pool in world.rows(StoragePool)] == [0]
    with pytest.raises((NotFound, Conflict)):
        world.call("startVirtualMachine", id=id)


def test_destroy_with_expunge_removes_at_once(world: World) -> None:
    id = world.running(name="gone")
    world.ended(world.call("destroyVirtualMachine", id=id, expunge=True))
    assert world.row(Instance, id).removed is not None
    assert world.hosts.world.all(world.host.id, "volume", VolumeIs) == {}
    assert world.guests() == {}


def test_the_delay_over_it_is_expunged_by_itself(world: World) -> None:
    id = world.running(name="expired")
    world.ended(world.call("destroyVirtualMachine", id=id))
    world.manager.engine.reconcile(expunge_what_is_due)
    assert world.row(Instance, id).state is InstanceState.DESTROYED
    world.clock.turn(seconds=world.settings.get(EXPUNGE_DELAY) + 1)
    world.manager.engine.reconcile(expunge_what_is_due)
    job = next(job for job in world.rows(Job) if job.operation.endswith("expunge"))
    world.manager.engine.wait(job.id, JOB_SECONDS)
    assert world.row(Instance, id).removed is not None


def test_users_may_not_expunge_unless_allowed(world: World) -> None:
    user = world.account("u")
    id = user.running(name="mine")
    user.ended(user.call("destroyVirtualMachine", id=id))
    with pytest.raises(PermissionDenied, match=r"expunging instances is for root admins here"):
        user.call("expungeVirtualMachine", id=id)
    with pytest.raises(PermissionDenied, match=r"recovering instances is for root admins here; have one recover it"):
        user.call("recoverVirtualMachine", id=id)
    world.call("updateConfiguration", name="allow.user.expunge.recover.vm", value="true")
    user.ended(user.call("expungeVirtualMachine", id=id))


def test_another_tenants_instance_does_not_exist(world: World) -> None:
    id = world.running(name="secret")
    other = world.account("o")
    assert other.call("listVirtualMachines", listall=True).count == 0
    for command in ("startVirtualMachine", "stopVirtualMachine", "rebootVirtualMachine", "destroyVirtualMachine", "recoverVirtualMachine"):
        with pytest.raises(NotFound, match=f"value={id} due to incorrect"):
            other.call(command, id=id)
