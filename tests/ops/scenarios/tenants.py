"""Worlds for the ends of tenants."""

from collections.abc import Generator
from pathlib import Path
from typing import cast

from tests.ops.faults import Trial, scenario
from tests.ops.scenarios.instances import directly, nothing, small_disk, trials
from tests.world import World

from pileus.manager.compute import tenant_ends


def tenant(world: World) -> str:
    """An account with an instance that runs, and a data disk; answers the account's id."""
    nothing(world)
    iris = world.account("iris")
    directly(world, iris.deploy(name="web", diskofferingid=small_disk(world)))
    assert iris.caller is not None
    return iris.caller.account_id


def project(world: World) -> str:
    """A project with an instance that runs; answers the project's id."""
    nothing(world)
    made = world.call("createProject", name="apollo")
    directly(world, made)
    directly(world, cast("World", world.as_user(world.admin.username)).deploy(name="web", projectid=made.id))
    return cast("str", made.id)


@scenario(tenant_ends.end)
def delete_an_account(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, tenant, lambda world, about: world.call("deleteAccount", id=about))


@scenario(tenant_ends.stop_instances)
def disable_an_account(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, tenant, lambda world, about: world.call("disableAccount", id=about, lock=False))


@scenario(tenant_ends.suspend)
def suspend_a_project(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, project, lambda world, about: world.call("suspendProject", id=about))
