"""Registered user data: whose it is, and how instances come to it."""

import base64
from typing import Any

import pytest
from tests.world import TEMPLATE, World

from pileus.manager.appliances.routers import routers_up_to_date
from pileus.manager.kernel.errors import ApiError, Conflict, InUse, NotFound
from pileus.wire.networks import GuestSpec


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


SCRIPT, CONFIG = coded("#!/bin/sh\necho hello\n"), coded("#cloud-config\npackages: [nginx]\n")


def register(world: World, name: str, text: str = SCRIPT, **more: Any) -> Any:
    return world.call("registerUserData", name=name, userdata=text, **more)


def told(world: World, id: str) -> GuestSpec:
    world.manager.engine.reconcile(routers_up_to_date)
    return next(g for g in world.network().guests if g.instance_id == id)


def test_instances_read_registered_user_data_and_the_values_of_its_variables(shared_world: World) -> None:
    data = register(shared_world, "greeting", params="colour, size")
    assert (data.user_data, data.params) == (SCRIPT, "colour,size")
    id = shared_world.running(userdataid=data.id, userdatadetails={"colour": "red", "instance-id": "forged"})
    guest = told(shared_world, id)
    assert (guest.user_data, guest.metadata["colour"], guest.metadata["instance-id"]) == (SCRIPT, "red", id)
    [shown] = shared_world.call("listVirtualMachines", userdataid=data.id).items
    assert (shown.id, shown.user_data_name) == (id, "greeting")
    shared_world.call("updateVirtualMachine", id=id, userdatadetails={"colour": "blue"})
    assert (told(shared_world, id).user_data, told(shared_world, id).metadata["colour"]) == (SCRIPT, "blue")
    shared_world.call("updateVirtualMachine", id=id, userdata=CONFIG)
    assert (told(shared_world, id).user_data, shared_world.instance(id).user_data_id) == (CONFIG, None)


def test_a_stopped_instance_is_given_other_user_data(shared_world: World) -> None:
    data = register(shared_world, "other")
    id = shared_world.running(name="reset", userdata=CONFIG)
    with pytest.raises(Conflict, match="reset is Running; stop it first"):
        shared_world.call("resetUserDataForVirtualMachine", id=id, userdataid=data.id)
    shared_world.ended(shared_world.call("stopVirtualMachine", id=id, forced=True))
    assert shared_world.call("resetUserDataForVirtualMachine", id=id, userdataid=data.id).user_data_id == data.id
    assert told(shared_world, id).user_data == SCRIPT
    shared_world.call("resetUserDataForVirtualMachine", id=id)
    assert told(shared_world, id).user_data is None


def test_what_is_in_use_is_not_forgotten(shared_world: World) -> None:
    data = register(shared_world, "needed")
    id = shared_world.running(userdataid=data.id)
    with pytest.raises(InUse, match=r"needed is in use by 1 instance"):
        shared_world.call("deleteUserData", id=data.id)
    shared_world.ended(shared_world.call("destroyVirtualMachine", id=id, expunge=True))
    assert shared_world.call("deleteUserData", id=data.id).success
    assert shared_world.call("listUserData", id=data.id).count == 0


@pytest.mark.parametrize(
    ("command", "wrong", "said"),
    [
        ("registerUserData", {"name": "bad", "userdata": "%%%"}, "userdata is not Base64"),
        ("registerUserData", {"name": "bad", "userdata": SCRIPT, "params": "two words"}, "'two words' cannot be a variable"),
        ("deployVirtualMachine", {"userdata": SCRIPT, "userdataid": "known"}, "userdata does not go with userdataid"),
        ("deployVirtualMachine", {"userdatadetails": {"../x": "1"}}, "'../x' cannot be a variable"),
        ("linkUserDataToTemplate", {"userdataid": "known"}, "templateid or isoid names"),
        ("linkUserDataToTemplate", {"isoid": TEMPLATE, "userdataid": "known"}, "isoid: .* is a template"),
        ("linkUserDataToTemplate", {"templateid": TEMPLATE, "userdatapolicy": "APPEND"}, "userdatapolicy goes with userdataid"),
        ("linkUserDataToTemplate", {"templateid": TEMPLATE, "userdataid": "known", "userdatapolicy": "MAYBE"}, "userdatapolicy"),
    ],
)
def test_bad_values_are_refused_by_name(shared_world: World, command: str, wrong: dict[str, Any], said: str) -> None:
    [known] = shared_world.call("listUserData", name="known").items or [register(shared_world, "known")]
    given = {name: known.id if value == "known" else value for name, value in wrong.items()}
    with pytest.raises(ApiError, match=said) as refused:
        shared_world.deploy(**given) if command == "deployVirtualMachine" else shared_world.call(command, **given)
    assert refused.value.status == 431


def test_registered_user_data_is_its_accounts_own(shared_world: World) -> None:
    mine = register(shared_world, "mine")
    with pytest.raises(Conflict, match="user data mine already exists"):
        register(shared_world, "mine", CONFIG)
    other = shared_world.account("reader")
    register(other, "mine")
    assert [data.account for data in other.call("listUserData", listall=True).items] == ["reader"]
    for command, given in (
        ("deleteUserData", {"id": mine.id}),
        ("linkUserDataToTemplate", {"templateid": TEMPLATE, "userdataid": mine.id}),
    ):
        with pytest.raises(NotFound):
            other.call(command, **given)
    with pytest.raises(NotFound, match="userdataid"):
        other.deploy(userdataid=mine.id)
