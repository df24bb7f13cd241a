"""Guests that end by themselves or with their host, and what is started again."""

from collections.abc import Callable

import pytest
from sqlalchemy import update
from tests.world import JOB_SECONDS, World

from pileus.manager.compute.power_state import FIRST_PAUSE, LONGEST_PAUSE, power_states, start_again
from pileus.manager.drivers.hosts import HostFault
from pileus.manager.infra.liveness import hosts_alive
from pileus.manager.model.infrastructure import Host, ResourceState
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.job import Job, JobState
from pileus.wire.domains import StartDomain


def look(world: World) -> None:
    """The reconciler has looked, and the jobs that it began are over."""
    world.manager.engine.reconcile(power_states)
    for job in world.rows(Job):
        if job.state not in (JobState.DONE, JobState.FAILED):
            world.manager.engine.wait(job.id, JOB_SECONDS)


def tries(world: World) -> int:
    return sum(job.operation == start_again.key for job in world.rows(Job))


def no_start(world: World) -> Callable[[], None]:
    """Starting fails once, by the host's fault."""
    world.hosts.order(StartDomain, HostFault(world.host.id, "internal", "no such machine type"))
    return lambda: None


def no_room(world: World) -> Callable[[], None]:
    """No host takes an instance; what ends that."""

    def set_to(state: ResourceState) -> None:
        with world.db.write() as session:
            session.execute(update(Host).values(resource_state=state))

    set_to(ResourceState.DISABLED)
    return lambda: set_to(ResourceState.ENABLED)


def test_a_guest_that_powers_itself_off_is_stopped_and_stays_so(world: World) -> None:
    id = world.running(name="tired")
    world.host.power_off(id)
    look(world)
    assert world.instance(id).state is InstanceState.STOPPED
    assert world.row(Instance, id).wanted == "stopped"
    assert world.row(Host, world.host.id).used_memory == 0


def test_a_guest_that_was_killed_unseen_is_found(world: World) -> None:
    id = world.running(name="lost")
    world.host.lose(id)
    look(world)
    assert world.instance(id).state is InstanceState.STOPPED


def test_after_a_reboot_of_the_host_what_ran_runs_again(world: World) -> None:
    ran, stopped, tired = (world.running(name=name) for name in ("ran", "rests", "tired"))
    world.ended(world.call("stopVirtualMachine", id=stopped))
    world.host.power_off(tired)
    look(world)
    world.hosts.reboot(world.host.id)
    look(world)
    assert [world.instance(id).state for id in (ran, stopped, tired)] == [
        InstanceState.RUNNING,
        InstanceState.STOPPED,
        InstanceState.STOPPED,
    ]
    assert list(world.guests()) == [ran]


def test_a_reboot_that_something_else_saw_first_counts_all_the_same(world: World) -> None:
    id = world.running(name="ran")
    world.host.restart()
    world.manager.engine.reconcile(hosts_alive)
    look(world)
    assert list(world.guests()) == [id]


@pytest.mark.parametrize("hinder", [no_start, no_room])
def test_a_start_after_a_reboot_that_fails_is_tried_until_it_succeeds(world: World, hinder: Callable[[World], Callable[[], None]]) -> None:
    id = world.running(name="ran")
    relieve = hinder(world)
    world.hosts.reboot(world.host.id)
    look(world)
    failed = world.instance(id)
    assert (failed.state, tries(world)) == (InstanceState.STOPPED, 1)
    assert "host" in failed.details["reason"]
    relieve()
    look(world)
    assert tries(world) == 1, "it is tried again without a pause"
    world.clock.turn(seconds=FIRST_PAUSE.total_seconds())
    look(world)
    assert (world.instance(id).state, tries(world)) == (InstanceState.RUNNING, 2)
    assert list(world.guests()) == [id]


def test_the_pauses_grow(world: World) -> None:
    world.running(name="ran")
    no_room(world)
    world.hosts.reboot(world.host.id)
    look(world)
    for _ in range(40):
        world.clock.turn(seconds=FIRST_PAUSE.total_seconds())
        look(world)
    assert 5 <= tries(world) <= 7, "after 15, 30, 60, 120, 240 s"
    world.clock.turn(seconds=LONGEST_PAUSE.total_seconds())
    before = tries(world)
    look(world)
    assert tries(world) == before + 1


def test_whoever_stops_it_ends_the_tries(world: World) -> None:
    id = world.running(name="ran")
    relieve = no_room(world)
    world.hosts.reboot(world.host.id)
    look(world)
    world.ended(world.call("stopVirtualMachine", id=id))
    relieve()
    world.clock.turn(seconds=LONGEST_PAUSE.total_seconds())
    look(world)
    assert world.instance(id).state is InstanceState.STOPPED
    assert tries(world) == 1
