"""Which host an instance starts on, and what hosts of a tag have."""

from pathlib import Path

from tests.world import World, open_world

from pileus.manager.model.infrastructure import Host
from pileus.manager.model.instance import Instance


def test_capacity_of_a_tag_is_that_of_its_hosts(world: World) -> None:
    with world.db.write() as session:
        session.get_one(Host, world.host.id).tags = "ssd,fast"
    memory = {tag: world.call("listCapacity", type=0, tag=tag).items[0].capacity_total for tag in ("fast", "fas")}
    assert memory["fast"] > 0
    assert memory["fas"] == 0


def test_the_last_host_counts_only_while_it_is_to(tmp_path: Path) -> None:
    with open_world(tmp_path, hosts=2) as world:
        id = world.running(name="mover")
        first = world.row(Instance, id).host_id
        world.ended(world.call("stopVirtualMachine", id=id, forced=True))
        assert world.row(Instance, id).last_host_id == first
        world.ended(world.call("startVirtualMachine", id=id))
        assert world.row(Instance, id).host_id == first
        world.ended(world.call("stopVirtualMachine", id=id, forced=True))
        world.ended(world.call("startVirtualMachine", id=id, considerlasthost=False, deploymentplanner="FirstFitPlanner"))
        assert world.instance(id).state == "Running"
