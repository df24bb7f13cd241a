"""Start, stop, reboot, destroy, recover, expunge; and guests that end by themselves."""

import pytest
from tests.world import World

from pileus.manager.kernel.errors import Conflict
from pileus.manager.model.instance import InstanceState


def test_stopping_what_is_stopped_succeeds(shared_world: World) -> None:
    id = shared_world.running(name="twice")
    shared_world.ended(shared_world.call("stopVirtualMachine", id=id, forced=True))
    shared_world.ended(shared_world.call("stopVirtualMachine", id=id))
    assert shared_world.instance(id).state is InstanceState.STOPPED


def test_a_state_that_forbids_it_is_refused_at_once(shared_world: World) -> None:
    id = shared_world.running(name="busy")
    with pytest.raises(Conflict, match=r"instance busy is Running, which does not allow start; possible from here: reboot, stop$"):
        shared_world.call("startVirtualMachine", id=id)
    with pytest.raises(Conflict, match=r"does not allow recover"):
        shared_world.call("recoverVirtualMachine", id=id)


def test_reboot_asks_the_guest_and_a_forced_one_does_not(shared_world: World) -> None:
    id = shared_world.running(name="again")
    first = shared_world.guests()[id]
    shared_world.ended(shared_world.call("rebootVirtualMachine", id=id))
    asked = shared_world.guests()[id]
    assert (asked.started, asked.epoch) == (first.started, first.epoch + 1)
    shared_world.ended(shared_world.call("rebootVirtualMachine", id=id, forced=True))
    assert shared_world.guests()[id].started > first.started
    assert shared_world.instance(id).state is InstanceState.RUNNING
