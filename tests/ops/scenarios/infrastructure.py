"""Worlds for the operations of zones' infrastructure."""

from collections.abc import Generator
from pathlib import Path
from typing import Any, cast

from tests.ops.faults import Trial, scenario
from tests.ops.scenarios.instances import nothing, running, trials
from tests.world import ZONE, World

from pileus.manager.compute import pool_maintenance
from pileus.manager.infra import host_maintenance
from pileus.manager.kernel.declare import Started
from pileus.manager.model.storage import Volume
from pileus.manager.ops.settled import nothing_left
from pileus.manager.storage import pool_changes


@scenario(nothing_left)
def create_a_physical_network(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, nothing, lambda world, _: world.call("createPhysicalNetwork", zoneid=ZONE, name="wan"))


def with_a_pool(world: World) -> str:
    """Id of the first host's pool."""
    nothing(world)
    return cast("str", world.call("listStoragePools").items[0].id)


@scenario(pool_changes.measure_again)
def measure_a_pool(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, with_a_pool, lambda world, pool: world.call("syncStoragePool", id=pool))


def with_a_host(world: World) -> str:
    """Id of the first host."""
    nothing(world)
    return world.host.id


@scenario(pool_maintenance.empty)
def put_the_pool_of_a_running_instance_into_maintenance(folder: Path, url: str) -> Generator[Trial]:
    def ask(world: World, about: str) -> Started[Any]:
        [disk] = [volume for volume in world.rows(Volume, instance_id=about) if volume.type == "ROOT"]
        return cast("Started[Any]", world.call("enableStorageMaintenance", id=disk.pool_id))

    yield from trials(folder, url, running, ask)


@scenario(host_maintenance.reconnect)
def reconnect_a_host(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, with_a_host, lambda world, host: world.call("reconnectHost", id=host))
