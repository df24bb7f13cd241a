"""Worlds for the ends of tenants."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from tests.ops.faults import Trial, scenario
from tests.ops.scenarios.instances import directly, nothing, small_disk, trials
from tests.world import World

from pileus.manager.compute import tenant_ends
from pileus.manager.kernel.declare import Started
from pileus.manager.model.dedication import Dedication
from pileus.manager.model.domain import Domain
from pileus.manager.model.job import Job
from pileus.manager.model.webhook import Webhook


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


def domain(world: World) -> str:
    """A domain that has a host, over one with an account with an instance that runs and a webhook; answers the upper one's id."""
    nothing(world)
    top = world.call("createDomain", name="sales").id
    below = world.call("createDomain", name="east", parentdomainid=top).id
    who = {"username": "bob", "firstname": "bob", "lastname": "Test", "email": "bob@example.org", "password": "a good Passw0rd"}
    world.call("createAccount", **who, domainid=below, accounttype=0)
    bob = cast("World", world.as_user("bob", "/sales/east/"))
    bob.call("createWebhook", name="mine", payloadurl="http://192.0.2.99/x")
    directly(world, bob.deploy(name="web"))
    directly(world, world.call("dedicateHost", hostid=world.host.id, domainid=top))
    return cast("str", top)


@scenario(tenant_ends.end)
def delete_a_domain(folder: Path, url: str) -> Generator[Trial]:
    asked: list[World] = []

    def ask(world: World, about: str) -> Started[Any]:
        asked.append(world)
        return cast("Started[Any]", world.call("deleteDomain", id=about, cleanup=True))

    for trial in trials(folder, url, domain, ask):

        def check(job: Job, so_far: Trial = trial) -> None:
            """All of it is gone, or none of it."""
            so_far.check(job)
            [world] = asked
            ends = {one.removed is not None for name in ("sales", "east") for one in world.rows(Domain, name=name)}
            assert len(ends) == 1
            assert ends == {not world.rows(Dedication)} == {not world.rows(Webhook)}

        yield replace(trial, check=check)


@scenario(tenant_ends.end)
def delete_an_account(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, tenant, lambda world, about: world.call("deleteAccount", id=about))


@scenario(tenant_ends.stop_instances)
def disable_an_account(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, tenant, lambda world, about: world.call("disableAccount", id=about, lock=False))


@scenario(tenant_ends.suspend)
def suspend_a_project(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, project, lambda world, about: world.call("suspendProject", id=about))
