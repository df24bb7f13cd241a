"""Worlds for the operations of routers."""

from collections.abc import Generator
from pathlib import Path
from typing import cast

from tests.ops.faults import Trial, scenario
from tests.ops.scenarios.instances import stopped, trials
from tests.world import World

from pileus.manager.appliances import router_life


def idle(world: World) -> str:
    """A router that no running guest needs; answers its id."""
    stopped(world)
    return cast("str", world.call("listRouters", listall=True).items[0].id)


@scenario(router_life.begin)
def start_a_router(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, idle, lambda world, about: world.call("startRouter", id=about))


@scenario(router_life.begin_anew)
def reboot_a_router(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, idle, lambda world, about: world.call("rebootRouter", id=about))


@scenario(router_life.end)
def stop_a_router(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, idle, lambda world, about: world.call("stopRouter", id=about))


@scenario(router_life.end_for_good)
def destroy_a_router(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, idle, lambda world, about: world.call("destroyRouter", id=about))
