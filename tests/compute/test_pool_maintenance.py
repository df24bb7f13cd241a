"""Storage pools that go into maintenance: what runs from them stops, and runs again afterwards."""

from typing import Any, cast

import pytest
from tests.world import ZONE, World

from pileus.manager.compute.power_state import power_states
from pileus.manager.kernel.errors import ApiError, Conflict, InvalidValue
from pileus.manager.model.event import Event
from pileus.manager.model.instance import Instance
from pileus.manager.model.job import Job
from pileus.manager.model.storage import StoragePool


def make(world: World, name: str) -> str:
    """Id of a new pool, for the disks of its own offering alone."""
    asked = {"url": f"nfs://filer/{name}", "zoneid": ZONE, "scope": "ZONE", "hypervisor": "Simulator", "tags": name}
    id = cast("str", world.call("createStoragePool", name=name, **asked).id)
    world.ended(world.call("syncStoragePool", id=id))
    return id


def running(world: World, name: str, pool: str) -> str:
    """Id of a new instance whose disk lies on the pool of that name."""
    size = {"displaytext": pool, "cpunumber": 1, "cpuspeed": 100, "memory": 64, "tags": pool}
    return world.running(name=name, serviceofferingid=world.call("createServiceOffering", name=f"{pool}-{name}", **size).id)


def restarted(world: World, id: str) -> None:
    """Waits for the start that ends of maintenance begin."""
    for job in world.rows(Job, instance_id=id):
        world.manager.engine.wait(job.id, 30.0)
    assert world.instance(id).state == "Running"


def test_what_runs_from_a_pool_stops_for_its_maintenance_and_starts_again_after_it(shared_world: World) -> None:
    world = shared_world
    pool = make(world, "north")
    one, other = running(world, "one", "north"), running(world, "other", "north")
    resting, elsewhere = running(world, "resting", "north"), world.running(name="elsewhere")
    world.ended(world.call("stopVirtualMachine", id=resting))
    job = world.ended(world.call("enableStorageMaintenance", id=pool))
    assert world.call("queryAsyncJobResult", jobid=job.id).job_result["storagepool"]["state"] == "Maintenance"
    assert [world.instance(id).state for id in (one, other, resting, elsewhere)] == ["Stopped", "Stopped", "Stopped", "Running"]
    assert not {one, other} & set(world.guests())
    [told] = world.rows(Event, type="VM.STOP", entity_id=one)
    assert (told.description, told.user_name) == ("stopped instance one: putting storage pool north into maintenance", "system")
    world.manager.engine.reconcile(power_states)
    assert world.instance(one).state == "Stopped"
    assert "pool of the instance's disks is in maintenance" in (world.failed(world.call("startVirtualMachine", id=resting)).error or "")
    with pytest.raises(InvalidValue, match="in maintenance already"):
        world.call("enableStorageMaintenance", id=pool)
    with pytest.raises(InvalidValue, match="cancelStorageMaintenance first"):
        world.call("updateStoragePool", id=pool, enabled=False)
    world.ended(world.call("stopVirtualMachine", id=other))
    world.ended(world.call("cancelStorageMaintenance", id=pool))
    restarted(world, one)
    world.manager.engine.reconcile(power_states)
    assert [world.instance(id).state for id in (other, resting)] == ["Stopped", "Stopped"]
    with pytest.raises(InvalidValue, match="is Up, not in maintenance"):
        world.call("cancelStorageMaintenance", id=pool)
    assert {"MAINT.PREPARE.PS", "MAINT.CANCEL.PS"} <= {event.type for event in world.rows(Event, entity_id=pool)}


def test_a_maintenance_that_cannot_come_about_leaves_everything_as_it_was(shared_world: World) -> None:
    world = shared_world
    pool = make(world, "south")
    there, held = running(world, "there", "south"), running(world, "held", "south")
    busy = world.call("createAffinityGroup", name="only a group", type="host anti-affinity")
    world.ended(busy)
    with world.db.write() as session:
        session.get_one(Instance, held).operation_id = busy.job_id
    failed = world.failed(world.call("enableStorageMaintenance", id=pool))
    assert "held is still on a host, in the hands of another job" in (failed.error or "")
    assert world.row(StoragePool, pool).state == "Up"
    with world.db.write() as session:
        session.get_one(Instance, held).operation_id = None
    world.manager.engine.reconcile(power_states)
    restarted(world, there)
    assert world.instance(held).state == "Running"


def test_only_a_pool_that_is_up_goes_into_maintenance(shared_world: World) -> None:
    world = shared_world
    pool = make(world, "west")
    world.call("updateStoragePool", id=pool, enabled=False)
    with pytest.raises(Conflict, match="west is Disabled"):
        world.call("enableStorageMaintenance", id=pool)
    user: Any = world.account("storage-user")
    for command in ("enableStorageMaintenance", "cancelStorageMaintenance"):
        with pytest.raises(ApiError, match="not available"):
            user.call(command, id=pool)
