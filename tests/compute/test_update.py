"""Changing instances that exist."""

import base64
from typing import Any

import pytest
from tests.world import NETWORK, World

from pileus.manager.appliances.routers import routers_up_to_date
from pileus.manager.drivers.fake.host import Guards
from pileus.manager.kernel.errors import ApiError, Conflict, InvalidValue, NotFound
from pileus.manager.model.instance import Instance
from pileus.manager.network.guarding import guards_up_to_date
from pileus.wire.networks import GuestSpec


def guest(world: World, id: str) -> GuestSpec:
    """What the router tells the instance of itself."""
    world.manager.engine.reconcile(routers_up_to_date)
    return next(g for g in world.network().guests if g.instance_id == id)


def test_names_and_marks_change_at_once(shared_world: World) -> None:
    id = shared_world.running(name="before")
    os_type = shared_world.call("listOsTypes", description="Debian GNU/Linux 12 (64-bit)").items[0]
    answer = shared_world.call(
        "updateVirtualMachine", id=id, displayname="After", group="crew", ostypeid=os_type.id, haenable=True, isdynamicallyscalable=True
    )
    assert (answer.display_name, answer.group, answer.os_display_name) == ("After", "crew", os_type.name)
    assert (answer.ha_enable, answer.is_dynamically_scalable) == (True, True)
    assert shared_world.call("updateVirtualMachine", id=id, group="").group is None
    assert shared_world.instance(id).display_name == "After"


def test_a_new_host_name_and_user_data_reach_the_router(shared_world: World) -> None:
    id = shared_world.running(name="renamed-old")
    text = base64.b64encode(b"new").decode()
    shared_world.call("updateVirtualMachine", id=id, name="Renamed-New", userdata=text)
    told = guest(shared_world, id)
    assert (told.hostname, told.metadata["local-hostname"], told.user_data) == ("Renamed-New", "Renamed-New", text)
    shared_world.call("updateVirtualMachine", id=id, userdata="")
    assert guest(shared_world, id).user_data is None


def test_a_host_name_that_is_taken_on_the_network_is_refused(shared_world: World) -> None:
    shared_world.running(name="occupied")
    id = shared_world.running(name="newcomer")
    with pytest.raises(Conflict, match="name OCCUPIED is taken"):
        shared_world.call("updateVirtualMachine", id=id, name="OCCUPIED", displayname="never")
    assert (shared_world.instance(id).name, shared_world.instance(id).display_name) == ("newcomer", "newcomer")


def test_details_are_replaced_or_cleaned_up(shared_world: World) -> None:
    id = shared_world.running(name="detailed", details={"colour": "red"})
    sent_back = {"nicAdapter": "e1000", "acceleration": "tcg"}
    assert shared_world.call("updateVirtualMachine", id=id, details=sent_back).details == {"nicAdapter": "e1000", "acceleration": "tcg"}
    assert shared_world.row(Instance, id).details == {"nicAdapter": "e1000"}
    shared_world.call("updateVirtualMachine", id=id, cleanupdetails=True)
    assert shared_world.row(Instance, id).details == {}


def test_a_protected_instance_is_not_destroyed_until_it_is_let_go(shared_world: World) -> None:
    id = shared_world.running(name="protected")
    assert shared_world.call("updateVirtualMachine", id=id, deleteprotection=True).delete_protection
    with pytest.raises(Conflict, match="protected against deletion"):
        shared_world.call("destroyVirtualMachine", id=id)
    shared_world.call("updateVirtualMachine", id=id, deleteprotection=False)
    shared_world.ended(shared_world.call("destroyVirtualMachine", id=id))


def test_other_security_groups_take_effect_at_the_next_start_and_for_who_lets_them_in(shared_world: World) -> None:
    old, new, door = (shared_world.call("createSecurityGroup", name=n).id for n in ("old-home", "new-home", "door"))
    started = shared_world.call(
        "authorizeSecurityGroupIngress",
        securitygroupid=door,
        protocol="tcp",
        startport=80,
        usersecuritygrouplist=[{"account": "admin", "group": "new-home"}],
    )
    shared_world.ended(started)
    doorman = shared_world.running(name="doorman", securitygroupids=door)
    mover = shared_world.running(name="mover", securitygroupids=old)
    with pytest.raises(InvalidValue, match="mover is Running; stop it before"):
        shared_world.call("updateVirtualMachine", id=mover, securitygroupids=new)
    shared_world.ended(shared_world.call("stopVirtualMachine", id=mover, forced=True))
    moved = shared_world.call("updateVirtualMachine", id=mover, securitygroupnames="new-home")
    assert [g.name for g in moved.security_group] == ["new-home"]
    shared_world.manager.engine.reconcile(guards_up_to_date)
    assert shared_world.thing("guard", doorman, Guards).guards[0].ingress[0].cidrs == [f"{moved.ip_address}/32"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "-dash"}, "name"),
        ({"userdata": "not Base64!"}, "userdata is not Base64"),
        ({"details": {"cpuNumber": "4"}}, "cpuNumber is the size"),
        ({"details": {"a": "b"}, "cleanupdetails": True}, "cleanupdetails does not go with details"),
        ({"ostypeid": NETWORK}, "ostypeid"),
    ],
)
def test_bad_values_are_refused_by_name_and_change_nothing(shared_world: World, wrong: dict[str, Any], said: str) -> None:
    [steady] = shared_world.call("listVirtualMachines", name="steady").items or [shared_world.instance(shared_world.running(name="steady"))]
    with pytest.raises(ApiError, match=said) as refused:
        shared_world.call("updateVirtualMachine", id=steady.id, displayname="changed", **wrong)
    assert refused.value.status == 431
    assert shared_world.instance(steady.id).display_name == "steady"


def test_what_is_gone_or_anothers_cannot_be_changed(shared_world: World) -> None:
    id = shared_world.running(name="doomed")
    with pytest.raises(NotFound):
        shared_world.account("trudy").call("updateVirtualMachine", id=id, displayname="hers")
    shared_world.ended(shared_world.call("destroyVirtualMachine", id=id))
    with pytest.raises(InvalidValue, match="doomed is Destroyed; recover it"):
        shared_world.call("updateVirtualMachine", id=id, displayname="late")
