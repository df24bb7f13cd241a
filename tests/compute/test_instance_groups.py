"""Instance groups: names to gather instances under."""

import pytest
from tests.world import World

from pileus.manager.kernel.errors import Conflict, NotFound


def test_a_group_is_made_renamed_listed_and_deleted_without_its_instances(shared_world: World) -> None:
    made = shared_world.call("createInstanceGroup", name="crew")
    id = shared_world.running(name="sailor", group="crew")
    assert (shared_world.instance(id).group_id, made.account) == (made.id, "admin")
    assert shared_world.call("updateInstanceGroup", id=made.id, name="team").name == "team"
    assert [group.id for group in shared_world.call("listInstanceGroups", name="team").items] == [made.id]
    assert shared_world.call("listVirtualMachines", groupid=made.id).count == 1
    last = shared_world.manager.engine.outbox.last()
    assert shared_world.call("deleteInstanceGroup", id=made.id).success
    assert shared_world.call("listInstanceGroups", id=made.id).count == 0
    assert shared_world.instance(id).group is None
    told = shared_world.manager.engine.outbox.after(shared_world.caller_named("admin"), last, 100)
    assert told is not None
    assert any(id.encode() in entry.data for entry in told.entries), "who watches the instance is told of it"


def test_names_are_unique_within_an_account_only(shared_world: World) -> None:
    shared_world.call("createInstanceGroup", name="one")
    other = shared_world.call("createInstanceGroup", name="two")
    with pytest.raises(Conflict, match="instance group one already exists"):
        shared_world.call("createInstanceGroup", name="one")
    with pytest.raises(Conflict, match="instance group one already exists"):
        shared_world.call("updateInstanceGroup", id=other.id, name="one")
    assert shared_world.account("grouper").call("createInstanceGroup", name="one").account == "grouper"


def test_anothers_group_does_not_exist(shared_world: World) -> None:
    made = shared_world.call("createInstanceGroup", name="private")
    stranger = shared_world.account("stranger")
    assert stranger.call("listInstanceGroups", listall=True).count == 0
    for command in ("updateInstanceGroup", "deleteInstanceGroup"):
        with pytest.raises(NotFound, match=f"value={made.id} due to incorrect"):
            stranger.call(command, id=made.id, name="mine")
