"""Hosts that go into maintenance, away, and come back: each in a world of its own."""

from pathlib import Path
from typing import Any

import pytest
from tests.infra.test_hosts import add_host, first, one
from tests.world import World, open_world

from pileus.manager.compute.evacuation import hosts_emptied
from pileus.manager.infra.liveness import hosts_alive
from pileus.manager.kernel.declare import Started
from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue
from pileus.manager.model.event import Event


def test_added_hosts_outlive_their_manager(world: World) -> None:
    host = add_host(world, "http://sim/c0/h9")
    assert host in world.hosts.connected()
    world.hosts.cut(host)
    world.hosts.mend(host)
    world.manager.engine.reconcile(hosts_alive)
    assert one(world, host).state == "Up"


def test_reconnecting_a_host_without_link_fails_and_names_it(world: World) -> None:
    world.hosts.cut(first(world))
    job = world.failed(world.call("reconnectHost", id=first(world)))
    assert "pileus agent" in (job.error or "")


def test_maintenance_refuses_while_instances_run_unless_they_may_be_stopped(world: World) -> None:
    running = world.running(name="busy")
    with pytest.raises(InUse, match=r"busy.*host.maintenance.local.storage.strategy"):
        world.call("prepareHostForMaintenance", id=first(world))
    assert one(world, first(world)).resource_state == "Enabled"
    world.call("updateConfiguration", name="host.maintenance.local.storage.strategy", value="ForceStop")
    world.ended(world.call("prepareHostForMaintenance", id=first(world)))
    _until_in_maintenance(world)
    assert world.instance(running).state == "Stopped"
    failed = world.failed(world.call("startVirtualMachine", id=running))
    assert "Maintenance" in (failed.error or "")
    with pytest.raises(Conflict, match="already"):
        world.call("prepareHostForMaintenance", id=first(world))
    world.ended(world.call("cancelHostMaintenance", id=first(world)))
    world.ended(world.call("startVirtualMachine", id=running))
    with pytest.raises(Conflict, match="nothing to cancel"):
        world.call("cancelHostMaintenance", id=first(world))
    assert world.rows(Event, type="MAINT.PREPARE", entity_id=first(world))
    assert world.rows(Event, type="MAINT.CANCEL", entity_id=first(world))


def _until_in_maintenance(world: World) -> None:
    for _ in range(100):
        world.manager.engine.reconcile(hosts_emptied)
        if one(world, first(world)).resource_state == "Maintenance":
            return
        for event in world.rows(Event, type="VM.STOP"):
            assert event.level != "ERROR"
    raise AssertionError("the host did not come into maintenance")


def test_a_host_goes_in_maintenance_or_by_force_and_never_with_disks(world: World) -> None:
    host = add_host(world, "http://sim/going")
    with pytest.raises(Conflict, match="prepareHostForMaintenance"):
        world.call("deleteHost", id=host)
    disk = world.running(name="holder", hostid=host)
    with pytest.raises(InUse, match="holder"):
        world.call("deleteHost", id=host, forced=True)
    world.ended(world.call("stopVirtualMachine", id=disk))
    with pytest.raises(InUse, match="volume"):
        world.call("deleteHost", id=host, forced=True, forcedestroylocalstorage=True)
    world.ended(world.call("destroyVirtualMachine", id=disk, expunge=True))
    world.call("deleteHost", id=host, forced=True)
    assert world.call("listHosts", id=host).count == 0
    assert host not in world.hosts.connected()
    assert add_host(world, "http://sim/going") != host


def test_limits_of_a_hypervisor_hold(world: World) -> None:
    known = {row.hypervisor: row for row in world.call("listHypervisorCapabilities").items}
    assert set(known) == {"KVM", "Simulator"}
    world.call("updateHypervisorCapabilities", id=known["Simulator"].id, maxguestslimit=1, maxhostspercluster=1)
    with pytest.raises(InvalidValue, match="maxhostspercluster"):
        add_host(world, "http://sim/second")
    world.running(name="only")
    failed: Started[Any] = world.deploy(name="second")
    assert "limited to 1" in (world.failed(failed).error or "")
    with pytest.raises(InvalidValue, match="storagemotionenabled"):
        world.call("updateHypervisorCapabilities", hypervisor="KVM", storagemotionenabled=True)


def test_where_an_instance_could_move(world: World) -> None:
    other = add_host(world, "http://sim/other")
    instance = world.running(name="mover", hostid=first(world))
    found = world.call("findHostsForMigration", virtualmachineid=instance).items
    assert [(host.id, host.requires_storage_motion, host.suitable_for_migration) for host in found] == [(other, True, False)]
    world.ended(world.call("stopVirtualMachine", id=instance))
    with pytest.raises(Conflict, match="Stopped"):
        world.call("findHostsForMigration", virtualmachineid=instance)


def test_hosts_added_come_back_with_a_new_manager(tmp_path: Path) -> None:
    with open_world(tmp_path) as world:
        host = add_host(world, "http://sim/lasting")
    with open_world(tmp_path) as world:
        assert host in world.hosts.connected()
        assert one(world, host).state == "Up"
        assert one(world, host).facts["hostname"] == "sim-lasting"
